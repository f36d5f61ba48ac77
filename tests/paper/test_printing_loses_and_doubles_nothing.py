"""Printers that stall, drop, run out of paper and come back; spoolers that are killed."""

from __future__ import annotations

import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from counter.acts.paper.printing import reprint, set_printer, unprinted, void
from counter.acts.premises.printers import add_printer
from counter.errors import Refusal
from counter.hall import Hall
from counter.paper import printers, spooler
from counter.store import papers
from tests.conftest import NOW, TORTURE
from tests.paper.conftest import code_of, on_the_list, write_papers
from tests.paper.fake_printer import FakePrinter, Hangup, until


def at_printer(hall, people, printer, count, clerk="c3", **more):
    hall.do(set_printer, people[clerk], printer=on_the_list(hall, printer))
    return hall.do(write_papers, people[clerk], count=count, **more)


def work_off(hall, printer: str, seconds: float = 20) -> None:
    printer = code_of(hall, printer)
    spooler.settle(hall, printer)
    end = time.monotonic() + seconds
    while papers.head(hall.db, printer) is not None and time.monotonic() < end:
        if not spooler.print_next(hall, printer):
            time.sleep(0.01)
    assert papers.head(hall.db, printer) is None


def number_of(strip) -> str:
    return re.search(r"W\d{8}-\d+", strip.text)[0]


def test_a_paper_comes_out_once_with_its_words(hall, people, printer):
    (number,) = at_printer(hall, people, printer.setting, 1)
    work_off(hall, printer.setting)
    assert [number_of(strip) for strip in printer.strips] == [number]
    assert (
        "申请人：张三" in printer.strips[0].text
        and "收件凭证" in printer.strips[0].text
        and "COPY" not in printer.strips[0].text
    )
    assert papers.jobs_of(hall.db, number)[0].state == "sent"


def test_a_reprint_says_copy_2_then_copy_3(hall, people, printer):
    (number,) = at_printer(hall, people, printer.setting, 1)
    work_off(hall, printer.setting)
    for _ in range(2):
        hall.do(reprint, people["c3"], paper=number)
        work_off(hall, printer.setting)
    marks = [re.findall(r"COPY \d", strip.text) for strip in printer.strips]
    assert marks == [[], ["COPY 2"], ["COPY 3"]]


def test_two_copies_are_both_first_prints(hall, people, printer):
    (number,) = at_printer(hall, people, printer.setting, 1, kind="tolerance", copies=2)
    work_off(hall, printer.setting)
    assert "一式 2 份 之 1" in printer.strips[0].text and "一式 2 份 之 2" in printer.strips[1].text
    assert not any("COPY" in strip.text for strip in printer.strips)
    hall.do(reprint, people["c3"], paper=number)
    work_off(hall, printer.setting)
    assert "COPY 2" in printer.strips[2].text


def test_a_printer_that_is_off_costs_nothing_and_is_tried_again(hall, people, quick):
    gone = FakePrinter()
    gone.close()
    (number,) = at_printer(hall, people, gone.setting, 1)
    for _ in range(3):
        spooler.print_next(hall, code_of(hall, gone.setting))
        time.sleep(0.03)
    job = papers.jobs_of(hall.db, number)[0]
    assert job.state == "waiting" and job.attempts >= 2 and "连不上打印机" in job.error
    assert [one.paper for one in hall.ask(unprinted, people["c3"])] == [number]
    hall.do(void, people["c3"], job=job.id)
    assert hall.ask(unprinted, people["c3"]) == ()


@pytest.mark.parametrize(("trouble", "words"), [("paper", "缺纸"), ("cover_open", "机盖"), ("deaf", "没有回答")])
def test_a_printer_that_says_what_is_wrong_gets_no_byte_until_it_is_right(hall, people, printer, quick, trouble, words):
    setattr(printer, trouble, trouble != "paper")
    (number,) = at_printer(hall, people, printer.setting, 1)
    spooler.print_next(hall, code_of(hall, printer.setting))
    job = papers.jobs_of(hall.db, number)[0]
    assert words in job.error and job.state == "waiting" and not printer.strips
    setattr(printer, trouble, trouble == "paper")
    work_off(hall, printer.setting)
    assert len(printer.strips) == 1 and "COPY" not in printer.strips[0].text


def test_paper_running_out_in_the_middle_waits_and_prints_once(hall, people, printer, quick):
    ran_out = []

    def run_out(event):
        if event.startswith("byte:") and int(event[5:]) > 200 and not ran_out:
            ran_out.append(1)
            printer.paper = False
            threading.Timer(2.5, lambda: setattr(printer, "paper", True)).start()

    printer.mood = run_out
    (number,) = at_printer(hall, people, printer.setting, 1)
    work_off(hall, printer.setting)
    assert [number_of(strip) for strip in printer.strips] == [number] and papers.jobs_of(hall.db, number)[
        0
    ].state == "sent"


def test_a_line_found_broken_after_the_job_has_left_makes_a_copy(hall, people, printer, quick, monkeypatch):
    """The question "are you done" that can't be asked any more says nothing of the paper: it may lie in the tray."""
    whole, broken = printers.Line.wait_until_done, []

    def ask_too_late(line):
        if not broken:
            broken.append(1)
            line.machine.device.shutdown(socket.SHUT_WR)
        whole(line)

    monkeypatch.setattr(printers.Line, "wait_until_done", ask_too_late)
    (number,) = at_printer(hall, people, printer.setting, 1)
    work_off(hall, printer.setting)
    assert [number_of(strip) for strip in printer.strips] == [number, number]
    # each line has a thread of its own in the printer: the second strip may be out of it before the first
    assert sorted("COPY 2" in strip.text for strip in printer.strips) == [False, True]


def test_a_line_that_drops_before_the_cut_leads_to_a_copy_not_to_a_loss(hall, people, printer, quick):
    dropped = []

    def drop_once(event):
        if event.startswith("byte:") and int(event[5:]) > 300 and not dropped:
            dropped.append(1)
            raise Hangup

    printer.mood = drop_once
    first, second = at_printer(hall, people, printer.setting, 2)
    work_off(hall, printer.setting)
    assert [number_of(strip) for strip in printer.strips] == [first, second], (
        "the copy keeps its paper's place in the line"
    )
    assert "COPY 2" in printer.strips[0].text and "COPY" not in printer.strips[1].text
    assert [job.state for job in papers.jobs_of(hall.db, first)] == ["failed", "sent"]
    assert hall.ask(unprinted, people["c3"]) == ()


def test_one_stalled_printer_holds_up_no_other(hall, people, hall_dir, printer, quick):
    stalled, over = FakePrinter(), threading.Event()
    stalled.mood = lambda event: over.wait(120)
    at_printer(
        hall, people, stalled.setting, 3, clerk="c4"
    )  # another window: what waits at one window follows its printer
    numbers = at_printer(hall, people, printer.setting, 3)
    machine = spooler.Spooler(lambda: Hall.open(hall_dir, now=NOW))
    machine.look(hall)
    came = until(lambda: {number_of(strip) for strip in printer.strips} == set(numbers), 60)  # well inside the stall
    assert came, ([number_of(strip) for strip in printer.strips], numbers)
    assert not stalled.strips
    machine._stop.set()
    over.set()
    stalled.close()


def test_a_killed_spooler_loses_nothing_and_says_copy_where_it_does_not_know(hall, people, hall_dir, printer):
    numbers = at_printer(hall, people, printer.setting, 3)
    printer.mood = lambda event: time.sleep(60) if event.startswith("byte:") and int(event[5:]) > 300 else None
    code = (
        "import sys\nfrom datetime import datetime\nfrom counter.hall import Hall\nfrom counter.paper import spooler\n"
        f"hall = Hall.open({str(hall_dir)!r}, now=datetime(2026, 11, 24, 9, 30))\nspooler.print_next(hall, "
        f"{code_of(hall, printer.setting)!r})\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[2])
    assert until(lambda: papers.jobs_of(hall.db, numbers[0])[0].state == "sending", 60)
    child.kill()
    child.wait()
    printer.mood = lambda event: None
    work_off(hall, printer.setting)
    whole = list(printer.strips)
    assert [number_of(strip) for strip in whole] == list(numbers)
    assert [bool("COPY" in strip.text) for strip in whole] == [True, False, False]


def test_hundreds_of_jobs_through_a_printer_from_hell(hall, people, printer, quick):
    """Stalls, drops at any byte, before and after the cut, paper ends, refusals: every paper once, copies say so, in
    order. A thousand jobs in the torture run.
    """
    jobs = 1000 if TORTURE > 1 else 250
    chance, trouble, met = random.Random(7), {"left": jobs * 22 // 100}, Counter()

    def mood(event):
        if not trouble["left"] or chance.random() > 0.0004 * (40 if event in ("cut", "done", "status") else 1):
            return
        trouble["left"] -= 1
        what = chance.choice(["drop", "drop", "stall", "paper"])
        met[what] += 1
        if what == "drop":
            raise Hangup
        if what == "stall":
            time.sleep(chance.choice([0.02, 0.4]))
        else:
            printer.paper = False
            threading.Timer(0.05, lambda: setattr(printer, "paper", True)).start()

    printer.mood = mood
    numbers = at_printer(hall, people, printer.setting, jobs)
    work_off(hall, printer.setting, 240)
    first = [number_of(strip) for strip in printer.strips if "COPY" not in strip.text]
    every = list(dict.fromkeys(number_of(strip) for strip in printer.strips))
    assert met.total() > 20 and len(met) == 3, "the printer did misbehave, in every way"
    assert len(first) == len(set(first)), "an original came out twice"
    assert every == list(numbers), "a paper was lost or overtaken"
    doubtful = hall.db.execute("SELECT count(*) FROM paper_job WHERE state = 'failed'").fetchone()[0]
    assert jobs - len(first) <= doubtful


def test_a_setting_that_means_nothing_is_refused_with_the_forms(hall, people):
    for bad in (
        "",
        "lpt1",
        "network://",
        "network://h:99999",
        "preview?width=70",
        "file:",
        "usb://x",
        "network://h?encoding=utf8",
        "x" * 5000,
    ):
        with pytest.raises(Refusal, match="看不懂打印机设置"):
            hall.do(add_printer, people["admin"], name="新机", setting=bad)


def test_a_window_whose_printer_broke_takes_its_waiting_papers_to_another(hall, people, printer, quick):
    gone = FakePrinter()
    gone.close()
    (number,) = at_printer(hall, people, gone.setting, 1)
    spooler.print_next(hall, code_of(hall, gone.setting))
    assert "1 份待印文书转到这台" in hall.do(set_printer, people["c3"], printer=on_the_list(hall, printer.setting))
    work_off(hall, printer.setting)
    assert [number_of(strip) for strip in printer.strips] == [number]


def test_a_file_gets_every_strip_one_after_the_other(hall, people):
    setting = "file:lp0.prn?width=58&encoding=gbk"
    numbers = at_printer(hall, people, setting, 3)
    work_off(hall, setting)
    data = (hall.directory / "spool" / "printed" / "lp0.prn").read_bytes()
    assert [number.encode() in data for number in numbers] == [True] * 3 and data.count(b"\x1dVB\x00") == 3
    assert "收件凭证".encode("gbk") in data


def test_the_systems_printer_gets_a_page(hall, people, tmp_path, monkeypatch):
    lp = tmp_path / "lp"
    lp.write_text(f"#!/bin/sh\n[ $2 = office ] || exit 1\ncat > {tmp_path}/page.pdf\n")
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (number,) = at_printer(hall, people, "cups:office", 1)
    work_off(hall, "cups:office")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-") and papers.jobs_of(hall.db, number)[
        0
    ].state == "sent"


def test_a_preview_is_a_text_under_spool(hall, people):
    (number,) = at_printer(hall, people, "preview?width=58", 1)
    assert spooler.drain(hall) == 1
    assert "收件凭证" in (hall.directory / "spool" / f"{number}.txt").read_text("utf-8")


def test_a_paper_that_can_not_be_laid_out_is_on_the_list_and_holds_up_nobody(hall, people, printer):
    hall.settings["address"] = "https://" + "a" * 120
    first = at_printer(hall, people, printer.setting, 1)[0]
    work_off(hall, printer.setting)
    assert "网址太长" in papers.jobs_of(hall.db, first)[0].error and papers.jobs_of(hall.db, first)[0].state == "failed"
    hall.settings["address"] = "http://127.0.0.1:8000"
    hall.do(reprint, people["c3"], paper=first)
    work_off(hall, printer.setting)
    assert [number_of(strip) for strip in printer.strips] == [first]


def test_a_paper_that_can_not_be_laid_out_is_listed_and_those_behind_it_come_out(hall, people, printer, monkeypatch):
    bad, good = at_printer(hall, people, printer.setting, 2)
    render = spooler._render

    def stumble(hall_, job, setting):
        if job.paper == bad:
            raise AssertionError("a bug")
        return render(hall_, job, setting)

    monkeypatch.setattr(spooler, "_render", stumble)
    work_off(hall, printer.setting)
    assert [number_of(strip) for strip in printer.strips] == [good]
    (listed,) = hall.ask(unprinted, people["c3"], window=3)
    assert (
        listed.paper == bad and "排不出来" in listed.error and "a bug" in (hall.directory / "trouble.log").read_text()
    )


def test_a_clock_put_back_keeps_no_printer_waiting_for_the_old_hour(hall, people, printer, monkeypatch):
    (number,) = at_printer(hall, people, printer.setting, 1)
    job = papers.head(hall.db, code_of(hall, printer.setting))
    papers.again_later(hall.db, job.id, "缺纸", spooler.real_ms() + 86_400_000)
    work_off(hall, printer.setting, seconds=3)
    assert [number_of(strip) for strip in printer.strips] == [number]


def test_a_thread_that_met_with_a_fault_is_not_begun_again_at_once(hall, people, printer, monkeypatch):
    at_printer(hall, people, printer.setting, 1)
    tried = []

    def fault(*_):
        tried.append(1)
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(spooler, "settle", fault)
    watch = spooler.Spooler(lambda: Hall.open(hall.directory, now=NOW))
    for _ in range(10):
        watch.look(hall)
        time.sleep(0.02)
    assert len(tried) == 1
    monkeypatch.undo()
    monkeypatch.setattr(spooler, "AGAIN_S", 0.0)
    watch.look(hall)
    assert until(lambda: len(printer.strips) == 1)
    watch.stop()


def test_an_administrator_who_gives_a_window_another_printer_brings_over_what_waits(hall, people, printer):
    """As `paper printer` does: by whichever act the dead machine is replaced, its papers come out."""
    from counter.acts.premises.arranging import set_window

    gone = FakePrinter()
    gone.close()
    (number,) = at_printer(hall, people, gone.setting, 1)
    hall.do(set_window, people["admin"], number=3, name="一件事专窗", queues=("B", "A"))  # another change moves nothing
    assert papers.jobs_of(hall.db, number)[0].printer == code_of(hall, gone.setting)
    other = on_the_list(hall, printer.setting)
    hall.do(set_window, people["admin"], number=3, name="一件事专窗", queues=("B", "A"), printer=other)
    work_off(hall, printer.setting)
    assert len(printer.strips) == 1 and hall.ask(unprinted, people["c3"]) == ()
