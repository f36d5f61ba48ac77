"""Serial and USB printers, and the system's own: they stall, are pulled out, say no; nothing is lost and nothing
doubled.
"""

from __future__ import annotations

import os
import threading
import time

import pytest
import usb.backend.libusb1

from counter.acts.paper.printing import reprint, unprinted, void
from counter.paper import printers, spooler
from counter.store import papers
from tests.paper.conftest import code_of, on_the_list, printer, quick
from tests.paper.fake_lines import SerialPrinter, UsbPrinter
from tests.paper.fake_printer import FakePrinter, Hangup
from tests.paper.test_printing_loses_and_doubles_nothing import at_printer, number_of, work_off

__all__ = ["printer", "quick"]


@pytest.fixture
def serial_printer():
    made = SerialPrinter()
    yield made
    made.close()


@pytest.fixture
def usb_printer(monkeypatch):
    made = UsbPrinter()
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda *_, **__: made)
    return made


def begin_and_fail(hall, setting: str, number: str) -> None:
    """Try until bytes have left (a busy machine may answer a question too late) and the job is in doubt."""
    end = time.monotonic() + 10
    while len(papers.jobs_of(hall.db, number)) == 1 and time.monotonic() < end:
        spooler.print_next(hall, code_of(hall, setting))
    assert [job.state for job in papers.jobs_of(hall.db, number)] == ["failed", "waiting"]


def test_a_serial_line_brings_papers_in_order_with_their_words(hall, people, serial_printer, quick):
    numbers = at_printer(hall, people, serial_printer.setting, 2)
    started = time.monotonic()
    work_off(hall, serial_printer.setting)
    assert time.monotonic() - started < 8, "a question must not wait for more answer than there is"
    assert [number_of(strip) for strip in serial_printer.strips] == list(numbers)
    assert "申请人：张三" in serial_printer.strips[0].text and serial_printer.strips[0].pictures, (
        "the QR code is a picture"
    )
    assert not any("COPY" in strip.text for strip in serial_printer.strips)


def test_a_serial_printer_without_paper_gets_no_byte(hall, people, serial_printer, quick):
    serial_printer.paper = False
    (number,) = at_printer(hall, people, serial_printer.setting, 1)
    spooler.print_next(hall, code_of(hall, serial_printer.setting))
    assert "缺纸" in papers.jobs_of(hall.db, number)[0].error and not serial_printer.strips
    serial_printer.paper = True
    work_off(hall, serial_printer.setting)
    assert [("COPY" in strip.text) for strip in serial_printer.strips] == [False]


def test_a_serial_printer_that_stops_in_the_middle_leads_to_a_copy(hall, people, serial_printer, quick):
    stopped = threading.Event()

    def stop_once(event):
        if event.startswith("byte:") and int(event[5:]) > 400 and not stopped.is_set():
            stopped.set()
            time.sleep(1.8)  # longer than anybody waits here

    serial_printer.mood = stop_once
    (number,) = at_printer(hall, people, serial_printer.setting, 1)
    begin_and_fail(hall, serial_printer.setting, number)
    time.sleep(1.2)
    work_off(hall, serial_printer.setting)
    assert ["COPY" in strip.text for strip in serial_printer.strips] == [False, True], (
        "it came out late after all: the second says COPY"
    )


def test_a_line_that_is_not_there_is_named_and_tried_again(hall, people, quick):
    for clerk, setting in (("c3", "serial:/dev/ttyS99"), ("c4", "usb://0fe6:8fff")):
        (number,) = at_printer(hall, people, setting, 1, clerk=clerk)
        spooler.print_next(hall, code_of(hall, setting))
        job = papers.jobs_of(hall.db, number)[0]
        assert job.state == "waiting" and "连不上打印机" in job.error


def test_a_machine_without_the_usb_library_is_told_which_package(hall, people, quick, monkeypatch):
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda *_, **__: None)
    monkeypatch.setattr("usb.backend.libusb0.get_backend", lambda *_, **__: None)
    monkeypatch.setattr("usb.backend.openusb.get_backend", lambda *_, **__: None)
    (number,) = at_printer(hall, people, UsbPrinter.setting, 1)
    spooler.print_next(hall, code_of(hall, UsbPrinter.setting))
    assert "libusb-1.0-0" in papers.jobs_of(hall.db, number)[0].error


def test_usb_prints_at_the_ends_that_the_machine_names(hall, people, usb_printer, quick):
    numbers = at_printer(hall, people, usb_printer.setting, 3)
    work_off(hall, usb_printer.setting)
    assert [number_of(strip) for strip in usb_printer.strips] == list(numbers)
    assert printers.ask(hall, code_of(hall, usb_printer.setting)).talks


def test_a_usb_printer_pulled_out_before_the_job_costs_nothing(hall, people, usb_printer, quick):
    usb_printer.plugged = False
    (number,) = at_printer(hall, people, usb_printer.setting, 1)
    spooler.print_next(hall, code_of(hall, usb_printer.setting))
    assert "连不上打印机" in papers.jobs_of(hall.db, number)[0].error
    usb_printer.plug_in_again()
    work_off(hall, usb_printer.setting)
    assert ["COPY" in strip.text for strip in usb_printer.strips] == [False]


def test_a_usb_printer_pulled_out_in_the_middle_leads_to_a_copy(hall, people, usb_printer, quick):
    pulled = []

    def pull(event):
        if event.startswith("byte:") and int(event[5:]) > 500 and not pulled:
            pulled.append(1)
            raise Hangup

    usb_printer.mood = pull
    first, second = at_printer(hall, people, usb_printer.setting, 2)
    begin_and_fail(hall, usb_printer.setting, first)
    usb_printer.plug_in_again()
    work_off(hall, usb_printer.setting)
    assert [(number_of(strip), "COPY" in strip.text) for strip in usb_printer.strips] == [
        (first, True),
        (second, False),
    ]


def test_a_usb_printer_that_stalls_holds_its_thread_only_so_long(hall, people, usb_printer, quick):
    stalled = []

    def stall(event):
        if event.startswith("byte:") and int(event[5:]) > 300 and not stalled:
            stalled.append(1)
            time.sleep(4)

    usb_printer.mood = stall
    (number,) = at_printer(hall, people, usb_printer.setting, 1)
    started = time.monotonic()
    begin_and_fail(hall, usb_printer.setting, number)
    assert time.monotonic() - started < 3.8
    assert "不能确定是否印出" in papers.jobs_of(hall.db, number)[0].error


# -- the system's own spooler ------------------------------------------------------------------------------------------


@pytest.fixture
def lp(tmp_path, monkeypatch):
    """A command `lp` whose body a test writes."""

    def install(body: str) -> None:
        path = tmp_path / "lp"
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return install


def test_a_system_that_does_not_take_a_page_prints_the_original_later(hall, people, lp, tmp_path, quick):
    lp("cat > /dev/null; echo 'lp: The printer or class does not exist.' >&2; exit 1")
    (number,) = at_printer(hall, people, "cups:office", 1)
    spooler.print_next(hall, code_of(hall, "cups:office"))
    (job,) = papers.jobs_of(hall.db, number)
    assert job.state == "waiting" and "does not exist" in job.error
    lp(f"cat > {tmp_path}/page.pdf")
    time.sleep(0.05)
    work_off(hall, "cups:office")
    assert [(one.copy, one.state) for one in papers.jobs_of(hall.db, number)] == [(0, "sent")]
    assert b"COPY" not in (tmp_path / "page.pdf").read_bytes()


def test_a_system_that_never_answers_is_in_doubt(hall, people, lp, quick, monkeypatch):
    monkeypatch.setattr(spooler, "SYSTEM_S", 0.3)
    lp("exec sleep 5")
    (number,) = at_printer(hall, people, "cups:office", 1)
    spooler.print_next(hall, code_of(hall, "cups:office"))
    assert [(job.copy, job.state) for job in papers.jobs_of(hall.db, number)] == [(0, "failed"), (1, "waiting")]


# -- whether a reprint is a copy ---------------------------------------------------------------------------------------


def test_what_never_began_is_printed_as_the_original(hall, people, printer, quick):
    hall.settings["address"] = "https://" + "a" * 120
    (number,) = at_printer(hall, people, printer.setting, 1)
    work_off(hall, printer.setting)
    assert papers.jobs_of(hall.db, number)[0].state == "failed", "it could not be laid out"
    hall.settings["address"] = "http://127.0.0.1:8000"
    hall.do(reprint, people["c3"], paper=number)
    work_off(hall, printer.setting)
    assert ["COPY" in strip.text for strip in printer.strips] == [False]
    hall.do(reprint, people["c3"], paper=number)
    work_off(hall, printer.setting)
    assert ["COPY 2" in strip.text for strip in printer.strips] == [False, True]


def test_what_was_given_up_before_it_began_is_printed_as_the_original(hall, people, printer, quick):
    gone = FakePrinter()
    gone.close()
    (number,) = at_printer(hall, people, gone.setting, 1)
    spooler.print_next(hall, code_of(hall, gone.setting))
    hall.do(void, people["c3"], job=papers.jobs_of(hall.db, number)[0].id)
    hall.do(reprint, people["c3"], paper=number, printer=on_the_list(hall, printer.setting))
    work_off(hall, printer.setting)
    assert ["COPY" in strip.text for strip in printer.strips] == [False] and hall.ask(unprinted, people["c3"]) == ()


def test_what_may_have_come_out_in_part_is_reprinted_as_a_copy_however_often_it_is_given_up(
    hall, people, printer, quick
):
    def drop(event):
        if event.startswith("byte:") and int(event[5:]) > 300:
            raise Hangup

    printer.mood = drop
    (number,) = at_printer(hall, people, printer.setting, 1)
    begin_and_fail(hall, printer.setting, number)
    for job in papers.jobs_of(hall.db, number):
        hall.do(void, people["c3"], job=job.id)
    printer.mood = lambda event: None
    hall.do(reprint, people["c3"], paper=number)
    work_off(hall, printer.setting)
    assert ["COPY 2" in strip.text for strip in printer.strips] == [True]
