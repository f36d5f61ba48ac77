"""Files as departments send them: read by what is in them, or place and reason named; nothing dropped unsaid."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.catalogue.sources import read
from counter.errors import Refusal
from counter.rules import mapping

HEAD = "implementation_code,name,department,task_type"
ROWS = ("T-001,甲事项,区试写局,1", "T-002,乙事项,区试写局,7")
MINE = """title = "本局的表"
key = "编码"
prefix = "BJ"
level = "county"
[columns]
name = "事项名称"
department = "部门"
legal = "法定时限"
promised = "承诺时限"
basis = "依据"
"""


def mine(folder: Path) -> str:
    (folder / "my.toml").write_text(MINE, "utf-8")
    return str(folder / "my.toml")


def book(path: Path, *sheets: tuple[str, list[list[object]]], merged: tuple[str, ...] = ()) -> Path:
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    made.save(path)
    return path


def test_a_table_with_title_notes_units_and_two_rows_of_heads_is_read(hall, people, tmp_path) -> None:
    file = book(
        tmp_path / "a.xlsx",
        (
            "清单",
            [
                ["区试写局事项清单（2026年）"],
                ["填表说明：时限按工作日", None, None, None, None],
                ["编码", "事项名称", "部门", "时限", None],
                [None, None, None, "法定时限（工作日）", "承诺时限（单位：工作日）"],
                [7, "甲事项", "区试写局", 20, "５"],
                ["008", "乙事项", None, "十五", 3.0],
                ["注：本表由区试写局提供"],
            ],
        ),
        ("填写示例", [["请勿改动"], ["随便写的", "两格"]]),
        merged=("A1:E1", "D3:E3", "C5:C6"),
    )
    found = hall.ask(compare, people["admin"], source=str(file), mapping=mine(tmp_path))
    items = {ready.item.name: ready.item for ready in found.ready}
    assert not found.unreadable and set(items) == {"甲事项", "乙事项"} and found.departments == ("区试写局",)
    assert (items["甲事项"].legal_days, items["甲事项"].promised_days, items["乙事项"].promised_days) == (20, 5, 3)
    said = " ".join(map(str, found.warnings))
    for words in (
        "表头上面的说明",
        "表格下面的说明",
        "前面如果有 0 已经丢了",
        "法定时限读不懂",
        "工作表 填写示例 没有读",
    ):
        assert words in said, (words, said)
    assert "没有单位" not in said


def test_a_title_is_no_part_of_the_heads(tmp_path) -> None:
    rows = read(book(tmp_path / "a.xlsx", ("一", [["清单"], HEAD.split(","), *(r.split(",") for r in ROWS)])), {"name"})
    assert [row.number for row in rows] == [1, 3, 4] and "清单" in str(rows[0].note)


def test_a_file_without_codes_gets_codes_that_stay(hall, people, tmp_path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("事项名称,部门,法定时限\n甲事项,市人社局,20个工作日\n", "utf-8")
    found = hall.ask(compare, people["admin"], source=str(file), mapping=mine(tmp_path))
    assert not found.departments and found.ready[0].item.department == "C-HR"
    assert "没有代码列" in str(found.warnings[0])
    hall.do(import_, people["admin"], difference=found)
    file.write_text(
        "部门,事项名称,法定时限\n星城市人力资源和社会保障局,甲 事项,20个工作日\n市人社局,乙事项,5天\n", "utf-8"
    )
    again = hall.ask(compare, people["admin"], source=str(file), mapping=mine(tmp_path))
    assert [line.name for line in again.new][-1:] == ["乙事项"]


def test_a_structured_basis_is_read_and_what_is_left_of_it_is_said() -> None:
    plan = mapping.read_plan("x", {"title": "x", "key": "k", "columns": {"name": "n", "department": "d", "basis": "b"}})
    law = {"lawName": "《食品安全法》", "文号": "主席令第21号", "条款": "第三十五条", "附件": "无"}
    found = mapping.apply(plan, {"k": "1", "n": "甲", "d": "乙", "b": [law, "《药品管理法》第十条"]})
    assert [(b["law"], b["number"], b["article"]) for b in found.entry["basis"]] == [
        ("食品安全法", "主席令第21号", "第三十五条"),
        ("药品管理法", "", "第十条"),
    ]
    assert any("附件=无" in str(words) for words in found.oddities)


def test_a_new_departments_level_is_a_column_or_is_asked(hall, people, tmp_path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code,name,department\nX1,甲事项,某县新局\n", "utf-8")
    asked = hall.ask(compare, people["admin"], source=str(file), mapping="standard")
    assert "不知道是哪一级" in asked.unreadable[0].what
    told = hall.ask(compare, people["admin"], source=str(file), mapping="standard", level="county")
    assert told.bodies[0][2] == "county"
    file.write_text("code,name,department,level\nX1,甲事项,某县新局,县级\n", "utf-8")
    assert hall.ask(compare, people["admin"], source=str(file), mapping="standard").bodies[0][2] == "county"


def hostile(folder: Path) -> dict[str, Path]:
    """Forty files as they lie in departments' mail, many of them not what their names say."""
    plain = "\n".join((HEAD, *ROWS)) + "\n"
    text = plain.encode()
    page = "<html><table><tr>" + "".join(f"<th>{n}" for n in HEAD.split(",")) + "</tr>"
    page += "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row.split(",")) + "</tr>" for row in ROWS) + "</table>"
    sheet = book(folder / "sheet.tmp", ("一", [line.split(",") for line in (HEAD, *ROWS)])).read_bytes()
    records = [dict(zip(HEAD.split(","), row.split(","), strict=True)) for row in ROWS]
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    files: dict[str, bytes] = {
        "utf8.csv": text,
        "bom.csv": b"\xef\xbb\xbf" + text,
        "gbk.csv": plain.encode("gbk"),
        "gb18030.csv": plain.replace("甲", "𠮷").encode("gb18030"),
        "utf16.csv": plain.encode("utf-16"),
        "utf16le.csv": plain.encode("utf-16-le"),
        "tabs.txt": plain.replace(",", "\t").encode(),
        "semicolons.csv": plain.replace(",", ";").encode(),
        "crlf.csv": plain.replace("\n", "\r\n").encode(),
        "sheet.xlsx": sheet,
        "sheet-named.csv": sheet,
        "sheet-named.xls": sheet,
        "csv-named.xls": text,
        "page-named.xls": page.encode("gbk"),
        "page.html": page.encode(),
        "list.json": json.dumps(records, ensure_ascii=False).encode(),
        "lines.jsonl": "\n".join(json.dumps(each) for each in records).encode(),
        "json-named.csv": json.dumps(records).encode(),
        "csv-named.json": text,
        "items.toml": "".join(
            "[[items]]\n" + "".join(f'{k} = "{v}"\n' for k, v in each.items()) for each in records
        ).encode(),
        "title-above.csv": ("清单,,,\n" + plain).encode(),
        "note-below.csv": (plain + "注：完,,,\n").encode(),
        "empty.csv": b"",
        "blank.csv": b"\n\n\n",
        "head-only.csv": (HEAD + "\n").encode(),
        "cut.csv": text[:-9],
        "quote.csv": text + b'T-3,"no end',
        "nul.csv": text.replace(b"T-002", b"T\x00002"),
        "other-heads.csv": b"a,b\n1,2\n",
        "no-codes.csv": ("name,department\n甲事项,区试写局\n").encode(),
        "scan.csv": b"%PDF-1.7\n...",
        "photo.xlsx": b"\x89PNG\r\n\x1a\n....",
        "word.xlsx": word.getvalue(),
        "old-broken.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "cut.xlsx": sheet[: len(sheet) // 2],
        "cut.json": json.dumps(records).encode()[:-5],
        "deep.json": b"[" * 5000,
        "broken.toml": b"[[items]]\nname = \n",
        "latin.csv": "café,naïve\nüber,ça\n".encode("latin-1"),
        "random.bin": bytes(range(256)) * 8,
    }
    (folder / "sheet.tmp").unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return {name: folder / name for name in files}


def test_a_hostile_folder_of_forty_files_ends_with_a_line_each_and_no_traceback(hall, people, tmp_path) -> None:
    files = hostile(tmp_path)
    assert len(files) == 40
    lines = {}
    for name, path in files.items():
        try:
            found = hall.ask(compare, people["admin"], source=str(path), mapping="sichuan")
            lines[name] = f"read {len(found.ready)} " + str(found)
            assert all(line.what for line in found.unreadable)
        except Refusal as refused:
            lines[name] = f"refused {refused.code}"
            assert str(refused.message) and refused.next_step, name
    whole = [name for name, line in lines.items() if line.startswith("read 2")]
    assert len(whole) >= 22, lines
    for name in ("sheet-named.csv", "csv-named.xls", "page-named.xls", "json-named.csv", "csv-named.json", "utf16.csv"):
        assert name in whole, lines[name]
    assert lines["scan.csv"] == "refused catalogue.no-table" and lines["photo.xlsx"].startswith("refused")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_twenty_thousand_rows_are_read(kind, tmp_path) -> None:
    lines = [f"T-{n},事项{n},区试写局,1" for n in range(20_000)]
    if kind == "csv":
        path = tmp_path / "a.csv"
        path.write_text("\n".join((HEAD, *lines)), "utf-8")
    else:
        path = tmp_path / "a.xlsx"
        book(path, ("一", [line.split(",") for line in (HEAD, *lines)]))
    assert len(read(path, set(HEAD.split(",")))) == 20_000
