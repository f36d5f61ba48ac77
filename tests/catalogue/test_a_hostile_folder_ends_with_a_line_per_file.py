"""A folder as the worst department sends it: forty files, a line for each, no traceback; a mapping made by keys."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from counter import acts
from tests.conftest import TORTURE
from tests.screens.conftest import sit

MANY = 20_000 if TORTURE > 1 else 2_000
HEAD = ["事项编码", "事项名称", "实施部门", "承诺时限（工作日）", "收费"]
ROWS = [[f"0{n:03}", f"测试事项{n}号", "市测试局", str(n), "不收费"] for n in range(1, 6)]


def text(rows: list[list[str]], separator: str = ",") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(rows)
    return made.getvalue()


def book(path: Path, *sheets: list[list[object]], merge: str = "") -> None:
    made = Workbook()
    made.remove(made.active)
    for n, rows in enumerate(sheets):
        sheet = made.create_sheet(f"表{n}")
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    made.save(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forty."""
    there = tmp_path_factory.mktemp("交来")
    plain = text([HEAD, *ROWS])
    encodings = {"utf8": "utf-8", "bom": "utf-8-sig", "gbk": "gbk", "gb18030": "gb18030", "u16": "utf-16"}
    for name, encoding in encodings.items():
        (there / f"{name}.csv").write_bytes(plain.encode(encoding))
    for name, separator in (("tabs", "\t"), ("semicolons", ";"), ("bars", "|")):
        (there / f"{name}.csv").write_text(text([HEAD, *ROWS], separator), "utf-8")
    (there / "crlf.csv").write_bytes(plain.replace("\n", "\r\n").encode())
    (there / "notes.csv").write_text(text([["市测试局事项表"], [], HEAD, *ROWS, ["注：以上为 2026 年"]]), "utf-8")
    (there / "twice.csv").write_text(text([[*HEAD, "事项名称"], *ROWS]), "utf-8")
    (there / "heads-only.csv").write_text(text([HEAD]), "utf-8")
    (there / "no-heads.csv").write_text(text(ROWS), "utf-8")
    (there / "long-cell.csv").write_text(text([HEAD, ["1", "长" * 200_100, "局", "1", ""]]), "utf-8")
    (there / "quotes.csv").write_text(plain + '"never closed', "utf-8")
    many = ([f"{n}", f"事项{n}", "局", "3", ""] for n in range(MANY))
    (there / "many.csv").write_text(text([HEAD, *many]), "utf-8")
    (there / "nul.csv").write_bytes(plain.encode() + b"\0\0\0")
    (there / "empty.csv").write_bytes(b"")
    (there / "blank.csv").write_bytes(b"\n\n\n")
    (there / "half-utf8.csv").write_bytes(plain.encode()[:-2])
    (there / "binary.csv").write_bytes(bytes(range(256)) * 40)
    book(there / "plain.xlsx", [HEAD, *ROWS])
    book(there / "merged.xlsx", [HEAD, *ROWS, ["", "并格", "市测试局", 3, ""]], merge="C2:C4")
    book(there / "two-heads.xlsx", [["编码与名称", "", "部门", "时限", ""], HEAD, *ROWS])
    book(there / "sheets.xlsx", [["说明"], ["先看"]], [HEAD, *ROWS], [HEAD, *ROWS])
    book(there / "numbers.xlsx", [HEAD, *([n, f"事项{n}", "局", float(n), 0] for n in range(1, 4))])
    book(there / "nothing.xlsx", [[]])
    (there / "lies.xlsx").write_text(plain, "utf-8")
    (there / "lies.csv").write_bytes((there / "plain.xlsx").read_bytes())
    (there / "cut.xlsx").write_bytes((there / "plain.xlsx").read_bytes()[:2000])
    (there / "page.xls").write_text(f"<table><tr>{''.join(f'<td>{h}</td>' for h in HEAD)}</tr></table>", "utf-8")
    (there / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    with zipfile.ZipFile(there / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            bomb.writestr(name, "<x/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b" " * 1_000)
        bomb.filelist[-1].file_size = 300_000_000  # what it says of itself
    with zipfile.ZipFile(there / "inside.zip", "w") as zipped:
        zipped.writestr("a.csv", plain)
    locked = bytearray((there / "inside.zip").read_bytes())
    locked[6] |= 1  # the flag of an encrypted member
    (there / "locked.zip").write_bytes(bytes(locked))
    (there / "scan.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3")
    (there / "rows.jsonl").write_text('{"事项名称": "甲", "实施部门": "局"}\n[1, 2]\n{"a": \n', "utf-8")
    (there / "deep.json").write_text("[" * 100_000, "utf-8")
    (there / "items.toml").write_text('[[items]]\n"事项名称" = "甲"\n"实施部门" = "局"\n', "utf-8")
    (there / "folder.csv").mkdir()
    return there


def test_forty_files_forty_lines(hall, people, folder) -> None:
    files = sorted(folder.iterdir())
    assert len(files) == 40
    lines = {one.file: one for one in hall.ask(acts.catalogue_survey, people["admin"], folder=str(folder))}
    assert len(lines) == 40 and all(one.words and "Traceback" not in one.words for one in lines.values())
    for name in ("utf8", "bom", "gbk", "gb18030", "u16", "tabs", "semicolons", "crlf", "notes", "lies"):
        assert lines[f"{name}.csv"].fit and lines[f"{name}.csv"].rows == 5, lines[f"{name}.csv"]
    for name in ("plain", "merged", "two-heads", "numbers", "sheets", "lies"):
        assert lines[f"{name}.xlsx"].fit, lines[f"{name}.xlsx"]
    assert lines["many.csv"].rows == MANY
    for name in ("empty.csv", "cut.xlsx", "old.xls", "bomb.xlsx", "scan.pdf", "deep.json", "folder.csv", "locked.zip"):
        assert not lines[name].fit and len(lines[name].words) > 5, lines[name]


async def test_a_mapping_is_made_by_keys_and_tried_without_writing(sit, hall, people, folder, tmp_path) -> None:
    source = tmp_path / "甲局.csv"
    source.write_bytes((folder / "notes.csv").read_bytes())
    before = hall.db.execute("SELECT count(*) FROM item").fetchone()[0]
    async with sit("admin") as at:
        await at.app.go("stewards")
        await at.settle()
        await at.press("down", "enter")
        await at.paste(str(source))
        await at.press("enter")
        assert "事项名称" in at.words and "100" in at.words and "测试事项1号" not in at.words
        await at.press("down")
        assert "测试事项1号" in at.words, "samples of the column under the cursor"
        await at.press("down", "down", "down", "down", "enter", "1")
        await at.press("ctrl+s", "enter", "3")
        assert "试导入" in at.words and "新增 5" in at.words.replace("\n", "") and "没有写入" in at.message, at.words
    mapping = source.with_suffix(".toml")
    assert hall.db.execute("SELECT count(*) FROM item").fetchone()[0] == before
    seen = hall.ask(acts.catalogue_compare, people["admin"], source=str(source), mapping=str(mapping))
    assert len(seen.new) == 5 and not seen.unreadable
