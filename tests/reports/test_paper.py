"""Paper, codes and the page on the phone: faults that others have reported, each with the right outcome."""

from __future__ import annotations

import dataclasses
import re

import pytest

from counter.acts.case import accepting, receiving, telling
from counter.acts.paper.printing import reprint, set_printer, unprinted, void
from counter.acts.paper.writing import code_of
from counter.acts.queue.taking import take
from counter.paper import escpos, spooler
from counter.paper.layout import Line, preview, strip
from counter.paper.receipt import sheet_of
from counter.rules import numbers
from counter.store import cases, papers, staff
from counter.walkthrough import prepare_case
from tests.paper.conftest import on_the_list, printer, quick
from tests.paper.fake_printer import FakePrinter
from tests.paper.test_codes_on_paper_scan import SHEET
from tests.paper.test_printing_loses_and_doubles_nothing import work_off
from tests.site.conftest import code, phone, publisher

__all__ = ["code", "phone", "printer", "publisher", "quick"]


@pytest.fixture
def clerk(hall):
    return staff.actor(hall.db, "c3", 3)


@pytest.fixture
def draft(hall, clerk):
    return prepare_case(hall, clerk, 7)


def sheets(hall, case: str):
    return [sheet_of(hall, paper) for paper in papers.of_case(hall.db, cases.find(hall.db, case)["id"])]


async def test_c42_the_page_shows_nothing_of_a_notice_that_was_not_sent(hall, clerk, draft, phone):
    receipt = hall.do(receiving.receive, clerk, case=draft).case
    row = cases.find(hall.db, receipt)
    hall.do(telling.draft_notice, clerk, case=receipt, documents=("L2000016",), reason="身份证看不清")
    seen = await phone.see(code_of(hall, "case", row["id"]))
    assert (
        "材料已收下，正在核对是否齐全" in seen
        and "居民身份证" not in seen
        and "还需要您做的 补交居民身份证" not in seen
    )
    hall.do(telling.notify, clerk, case=receipt, documents=("L2000016",), reason="身份证看不清")
    seen = await phone.see(code_of(hall, "case", row["id"]))
    assert "材料还不齐，等您补充 正在等：您" in seen and "居民身份证：身份证看不清" in seen


async def test_c44_one_number_from_the_first_paper_on_and_whose_turn_it_is(hall, clerk, draft, phone):
    receipt = hall.do(receiving.receive, clerk, case=draft).case
    hall.do(accepting.accept, clerk, case=receipt)
    assert {sheet.big for sheet in sheets(hall, receipt)} == {receipt}
    assert "正在等：我们办理" in await phone.see(code_of(hall, "case", cases.find(hall.db, receipt)["id"]))


def test_c45_the_case_number_stands_large_and_every_other_number_has_its_label(hall, clerk, draft):
    receipt = hall.do(receiving.receive, clerk, case=draft).case
    accepted = hall.do(accepting.accept, clerk, case=receipt)
    for sheet in sheets(hall, receipt):
        lines = [row for row in strip(sheet, 58) if isinstance(row, Line)]
        assert receipt in [row.text for row in lines if row.scale == 2]
        for row in lines:
            if accepted.acceptance_number in row.text:
                assert "受理编号" in row.text


def test_c46_a_receipt_of_papers_has_no_acceptance_number(hall, clerk, draft):
    receipt = hall.do(receiving.receive, clerk, case=draft).case
    (sheet,) = [sheet for sheet in sheets(hall, receipt) if sheet.kind == "receipt"]
    assert "受理编号" not in preview(sheet, 80) and not re.search(r"\bS\d{8}-\d{4}", preview(sheet, 80))


def test_c47_an_unplugged_printer_leaves_the_receipt_on_the_list_and_a_reprint_says_copy(
    hall, clerk, draft, printer, quick
):
    gone = FakePrinter()
    gone.close()
    hall.do(set_printer, clerk, printer=on_the_list(hall, gone.setting))
    receipt = hall.do(receiving.receive, clerk, case=draft).case
    spooler.print_next(hall, on_the_list(hall, gone.setting))
    (waiting,) = [job for job in hall.ask(unprinted, clerk, window=3) if job.kind == "receipt"]
    assert waiting.error and waiting.state == "waiting"
    hall.do(set_printer, clerk, printer=on_the_list(hall, printer.setting))
    work_off(hall, printer.setting)
    assert not [job for job in hall.ask(unprinted, clerk, window=3) if job.paper == waiting.paper]
    hall.do(reprint, clerk, paper=waiting.paper)
    work_off(hall, printer.setting)
    mine = [strip.text for strip in printer.strips if waiting.paper in strip.text]
    assert ["COPY" in text for text in mine] == [False, True] and receipt in mine[0]


def test_c48_a_failed_print_keeps_the_ticket_and_a_second_press_gives_no_second(hall, people, quick):
    gone = FakePrinter()
    gone.close()
    guide = dataclasses.replace(people["g1"], window=3)
    hall.do(set_printer, people["c3"], printer=on_the_list(hall, gone.setting))
    first = hall.once("press", take, guide, queue="A")
    again = hall.once("press", take, guide, queue="A")
    assert first == again
    spooler.print_next(hall, on_the_list(hall, gone.setting))
    (job,) = hall.ask(unprinted, people["c3"], window=3)
    assert job.paper == first.paper and job.kind == "ticket"
    hall.do(void, people["c3"], job=job.job)
    assert hall.ask(unprinted, people["c3"], window=3) == ()
    assert hall.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 1


async def test_c50_unreadable_altered_unknown_and_found_are_four_answers(hall, clerk, draft, phone):
    mine = code_of(hall, "case", cases.find(hall.db, draft)["id"])
    nobody = code_of(hall, "case", 10**6)
    altered = mine[:-3] + ("A" if mine[-3] != "A" else "B") + mine[-2:]
    texts = [(await phone.get(f"/s/{text}")).text for text in ("HELLO", altered, nobody, mine)]
    heads = [re.search(r"<h1>(.*?)</h1>", text)[1] for text in texts]
    assert len(set(heads)) == 4 and heads[2].startswith("没有找到")


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "raster"])
def test_c51_chinese_comes_out_in_every_encoding_a_printer_may_have(encoding):
    sheet = dataclasses.replace(SHEET, lines=(("申请人", "㛃𠮷·王"), ("事项", "就业登记")))
    data = escpos.render(sheet, 80, encoding)
    readable = "就业登记".encode("gbk") in data
    assert readable == (encoding != "raster")
    assert (b"\x1dv0" in data and "㛃".encode("gb18030") not in data) or encoding == "gb18030"
    assert b"???" not in data


def test_c57_a_letter_the_font_lacks_is_named_on_the_paper_and_the_preview():
    sheet = dataclasses.replace(SHEET, lines=(("申请人", "\U0002bc20\ue123"),), notes=("D'Amico",))
    text = preview(sheet, 80)
    assert "U+E123" in text and "请手写补上" in text and "D'Amico" in text
    assert "请手写补上" not in preview(SHEET, 80)


def test_q_rows_a_code_that_is_read_aloud_can_be_typed(hall, clerk, draft):
    mine = code_of(hall, "case", cases.find(hall.db, draft)["id"])
    spoken = numbers.grouped(mine).lower().replace("0", "o").replace("1", "i")
    assert cases.find(hall.db, spoken)["id"] == cases.find(hall.db, draft)["id"]
