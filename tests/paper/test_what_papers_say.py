"""Papers as a citizen holds them: every kind, every width, every character; in the printer's own font or
as a picture.
"""

from __future__ import annotations

import csv
import dataclasses
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from counter.paper import escpos
from counter.paper.fonts import has_glyph
from counter.paper.layout import COLUMNS, Code, Line, cells, columns, preview, strip, wrap
from counter.paper.page import pdf
from counter.paper.picture import draw
from counter.paper.receipt import Sheet, Table, sheet_of, titles
from counter.rules.printer import ENCODINGS
from counter.store import papers
from tests.paper.conftest import write_papers
from tests.paper.test_codes_on_paper_scan import SHEET

NAMES = [
    row["name"]
    for row in csv.DictReader((Path(__file__).parents[1] / "data" / "hard-names.csv").open(encoding="utf-8"))
]
LONG = dataclasses.replace(
    SHEET,
    title="关于延长办理期限的告知书（联合办理事项）",
    lines=(("特别长的一个标签名称用来占位", "内容" * 60), ("邮箱", "x" * 100), ("空", "")),
    tables=(
        Table(("转移单号", "送往", "份数"), (("T20261124-0001", "市公积金中心", "4"),)),
        Table(
            ("事项", "部门", "日期", "说明"),
            (("流动人员人事档案接收转递", "省人才中心", "2026-12-08", "前置事项办好后开始，最迟不超过承诺日"),),
        ),
        Table((), ()),
    ),
    notes=("一，二。" * 40, "URL https://example.gov.cn/" + "a" * 80),
)

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (Debian package poppler-utils) is not installed"
)


def text_of(file: Path, *options: str) -> str:
    """What another program reads in a PDF."""
    return subprocess.run(["pdftotext", *options, str(file), "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("kind", [*titles(), "unheard-of"])
@pytest.mark.parametrize("millimetres", [58, 80])
def test_every_kind_renders_everywhere_within_the_paper(hall, people, kind, millimetres):
    content = {
        "case": "R20261124-0001",
        "ticket": "B007",
        "acceptance": "S20261124-0001",
        "lines": [["申请人", "沈若溪"]],
        "tables": [{"head": ["事项", "部门"], "rows": [["就业登记", "市人社局"]]}],
        "notes": ["请保存。"],
        "code_of": {"kind": "case", "id": 1},
    }
    (number,) = hall.do(write_papers, people["c3"], kind=kind, content=content)
    sheet = sheet_of(hall, papers.paper(hall.db, number))
    for row in strip(sheet, millimetres):
        if isinstance(row, Line):
            assert cells(row.text) * row.scale <= COLUMNS[millimetres], row
    text = preview(sheet, millimetres)
    assert (
        sheet.title in re.sub(r"\s", "", text)
        and number in text
        and sheet.date in text
        and sheet.hall in text
        and "沈若溪" in text
    )
    assert draw(sheet, millimetres).width == COLUMNS[millimetres] * 12 + 32
    assert pdf(sheet).startswith(b"%PDF-") and escpos.render(sheet, millimetres).endswith(escpos.CUT)


@pytest.mark.parametrize("millimetres", [58, 80])
def test_long_words_never_run_off_the_paper_and_lose_no_character(millimetres):
    rows = [row for row in strip(LONG, millimetres) if isinstance(row, Line)]
    assert all(cells(row.text) * row.scale <= COLUMNS[millimetres] for row in rows)
    said = re.sub(r"\s", "", "".join(row.text for row in rows))
    assert said.count("内容") == 60 and said.count("一，二。") == 40 and "x" * 100 in said and "a" * 80 in said
    assert any("T20261124-0001" in row.text for row in rows), "a number is never cut in two"
    assert not any(row.text.strip().startswith(("，", "。", "）")) for row in rows if row.align == "left")
    assert draw(LONG, millimetres) and pdf(LONG)


def test_the_case_number_is_large_and_the_others_are_labelled(hall, people):
    content = {
        "case": "R20261124-0001",
        "acceptance": "S20261124-0009",
        "ticket": "B007",
        "lines": [],
        "code_of": {"kind": "case", "id": 1},
    }
    (number,) = hall.do(write_papers, people["c3"], kind="acceptance", content=content)
    rows = strip(sheet_of(hall, papers.paper(hall.db, number)), 58)
    large = [row.text for row in rows if isinstance(row, Line) and row.scale == 2]
    assert large == ["受理通知书", "R20261124-0001"]
    plain = "\n".join(row.text for row in rows if isinstance(row, Line))
    assert "受理编号：S20261124-0009" in plain and "号票：B007" in plain and "办件编号" in plain


def test_a_paper_holds_no_code_until_it_is_rendered_and_a_reprint_shows_the_same(hall, people):
    (number,) = hall.do(write_papers, people["c3"])
    paper = papers.paper(hall.db, number)
    first, again = sheet_of(hall, paper), sheet_of(hall, paper, 5)
    assert first.code == again.code and len(first.code) == 38
    stored = hall.db.execute("SELECT group_concat(content) FROM paper").fetchone()[0]
    assert first.code not in stored
    assert [row.address for row in strip(again, 58) if isinstance(row, Code)] == [first.address]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_character_is_ever_sent_as_a_question_mark(encoding):
    """Every hard name goes out in the printer's font or as a picture of the line; nothing in between."""
    for name in NAMES:
        for line in wrap(name, 48):
            data = escpos.text_line(Line(line), 576, encoding)
            if data.startswith(escpos.ALIGN["left"] + b"\x1dv0"):
                assert not escpos.can_say(line, encoding)
            else:
                assert line.encode(encoding if encoding != "raster" else "ascii") in data
                assert b"?" not in data or "?" in line


def test_a_line_with_one_rare_character_is_a_picture_and_its_neighbours_are_not():
    sheet = dataclasses.replace(SHEET, lines=(("申请人", "王𬱖"), ("经办人", "李明")))
    data = escpos.render(sheet, 58, "gbk")
    assert "经办人：李明".encode("gbk") in data and "申请人".encode("gbk") not in data
    assert "经办人".encode("gbk") not in escpos.render(sheet, 58, "raster")


def test_a_character_that_no_font_has_is_a_box_and_a_note_never_a_gap():
    unknown = "\U0002bc20"
    if has_glyph(unknown):
        pytest.skip("this machine's font has U+2BC20")
    sheet = dataclasses.replace(SHEET, lines=(("申请人", f"王{unknown}"),))
    assert "字库里没有的字：U+2BC20" in preview(sheet, 58)
    blank = dataclasses.replace(SHEET, lines=(("申请人", "王　"),))
    boxed, empty = draw(sheet, 58).crop((0, 0, 400, 330)), draw(blank, 58).crop((0, 0, 400, 330))
    assert boxed.tobytes() != empty.tobytes()
    assert pdf(sheet) != pdf(blank)


def test_the_test_page_says_the_same_in_three_encodings(hall, people):
    (number,) = hall.do(
        write_papers,
        people["c3"],
        kind="test",
        content={"title": "打印机测试页", "samples": True, "lines": [], "notes": []},
    )
    data = escpos.render(sheet_of(hall, papers.paper(hall.db, number)), 80, "raster")
    assert "办件编号".encode("gbk") in data and "㐂".encode("gb18030") in data
    assert data.count(b"\x1dv0") >= 6


def test_wrapping_keeps_every_character_and_the_width():
    for name in NAMES:
        for width in (4, 7, 32):
            lines = wrap(name * 3, width)
            assert all(cells(line) <= width for line in lines)
            kept = re.sub(r"\s", "", unicodedata.normalize("NFC", name * 3))
            assert re.sub(r"\s", "", "".join(lines)) == kept


@pytest.mark.parametrize("before", range(1, 22))
def test_a_number_is_never_cut_in_two_for_the_comma_after_it(before):
    lines = wrap("长" * before + "R20261124-0001，请妥善保管（0731-85551234）。", 32)
    assert all(cells(line) <= 32 for line in lines)
    assert any("R20261124-0001" in line for line in lines) and any("0731-85551234" in line for line in lines), lines


@pytest.mark.parametrize("before", range(1, 22))
def test_no_line_ends_with_an_opening_mark_or_begins_with_a_closing_one(before):
    lines = wrap("长" * before + "并联办理，10 个工作日（逐个办理要 55 个）；“一件事”只交一次。", 32)
    assert all(cells(line) <= 32 and line[-1] not in "（“" and line[0] not in "，）；”。" for line in lines), lines


def test_words_longer_than_the_paper_anywhere_on_it_still_come_out():
    long = "长" * 300
    for part in ("big_label", "scan", "title", "hall", "seal", "big", "date", "number"):
        sheet = dataclasses.replace(SHEET, **{part: long})
        for millimetres in (58, 80):
            assert escpos.render(sheet, millimetres).endswith(escpos.CUT)
            assert all(
                cells(row.text) * row.scale <= COLUMNS[millimetres]
                for row in strip(sheet, millimetres)
                if isinstance(row, Line)
            )


def test_an_end_of_line_in_any_field_does_not_stop_the_page():
    for part in ("title", "hall", "seal", "big", "big_label", "date", "scan"):
        assert pdf(dataclasses.replace(SHEET, **{part: "甲\n乙\r"}))
    assert pdf(dataclasses.replace(SHEET, tables=(Table(("甲\n乙", "丙"), (("一\n\n二", "三"),)),)))


@needs_pdftotext
def test_a_row_longer_than_a_page_goes_on_on_the_next(tmp_path):
    told = "".join(f"第{n}句话；" for n in range(900))
    (tmp_path / "p.pdf").write_bytes(
        pdf(dataclasses.replace(SHEET, tables=(Table(("事项", "说明"), (("就业登记", told), ("参保", "无"))),)))
    )
    boxes = text_of(tmp_path / "p.pdf", "-bbox")
    high = float(re.search(r'<page [^>]*height="([\d.]+)"', boxes)[1])
    assert all(0 <= float(y) <= high for y in re.findall(r'yMax="([\d.]+)"', boxes)) and boxes.count("<page ") >= 2
    text = text_of(tmp_path / "p.pdf")
    assert all(f"第{n}句话" in re.sub(r"\s", "", text) for n in (0, 400, 899))


def test_a_table_too_narrow_for_its_columns_stands_below_itself_with_labels():
    table = Table(("事项", "部门", "承诺日", "状态"), (("就业登记", "市人社局", "2026-12-01", "在办"),))
    lines = [line for line, _ in columns(table, 32)]
    assert lines[0].startswith("1. 就业登记") and "  部门：市人社局" in lines and "  承诺日：2026-12-01" in lines


@needs_pdftotext
def test_pdf_text_can_be_found_and_copied(tmp_path):
    (tmp_path / "p.pdf").write_bytes(pdf(SHEET))
    text = text_of(tmp_path / "p.pdf")
    assert "受理通知书" in text and "沈若溪" in text and "R20261124-0001" in text


def test_sheets_are_small_to_send():
    assert len(escpos.render(SHEET, 58)) < 16_000 and len(pdf(SHEET)) < 150_000


def test_a_sheet_can_be_described_without_a_case():
    bare = Sheet("W1", "explanation", "办理时限说明", "厅", "2026-11-24", "", "")
    assert "办理时限说明" in preview(bare, 58) and draw(bare, 58)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", ("受理通知书", "申请人：后云", "受理编号", "（盖章）", "查询码")),
        ("zh-Hant", ("受理通知書", "申請人：后云", "受理編號", "（蓋章）", "查詢碼")),
        ("en", ("Notice of Acceptance", "Applicant: 后云", "Acceptance number", "(seal)", "Tracking code")),
    ],
)
def test_papers_speak_three_languages_and_names_stay_as_on_the_card(hall, people, language, words):
    content = {
        "title": "受理通知书",
        "case": "R20261124-0001",
        "acceptance": "S20261124-0001",
        "lines": [["申请人", "后云"]],
        "tables": [{"head": ["事项", "部门"], "rows": [["就业登记", "市人社局"]]}],
        "code_of": {"kind": "case", "id": 1},
    }
    (number,) = hall.do(write_papers, people["c3"], kind="acceptance", content=content)
    sheet = sheet_of(hall, papers.paper(hall.db, number), language=language)
    text = preview(sheet, 80)
    assert all(word in text for word in words) and "R20261124-0001" in text
    assert draw(sheet, 58) and pdf(sheet) and escpos.render(sheet, 80)
