"""A department's table: seen as a difference first, kept word for word, applied all or nothing; every bad row has its
reason.
"""

from __future__ import annotations

import csv
import io
import json
import time
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import pytest

from counter.acts.catalogue import comparing, sources
from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.catalogue.difference import plan_of
from counter.acts.catalogue.guides import published, show_item, versions
from counter.acts.catalogue.standardising import check
from counter.errors import Refusal
from counter.hall import DATA as hall_data
from counter.store import catalogue
from tests.test_hostile_structures import spoil_each

DATA = Path(__file__).resolve().parent.parent / "data"
HEAD = [
    "seq",
    "department",
    "main_item",
    "name",
    "base_code",
    "implementation_code",
    "area_code",
    "sub_area_code",
    "dept_code_in_item",
    "version_suffix",
    "task_type",
    "dept_code",
    "link_without_host",
]


def rows(*names: str, **more: str) -> list[dict[str, str]]:
    return [
        {
            "department": "区试写局",
            "name": name,
            "base_code": "511A01380000",
            "implementation_code": f"T-{n}",
            "task_type": "1",
            **more,
        }
        for n, name in enumerate(names, 1)
    ]


def table(path: Path, lines: list[dict[str, str]], encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEAD, restval="")
    writer.writeheader()
    writer.writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def store_picture(hall) -> tuple:
    return tuple(
        hall.db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("item", "document", "department", "basis", "item_document")
    )


def bring(hall, people, path: Path, mapping: str = "sichuan", **more):
    difference = hall.ask(compare, people["admin"], source=str(path), mapping=mapping)
    return difference, hall.do(import_, people["admin"], difference=difference, lose=True, **more)


def test_the_real_list_of_1135_items_is_kept_to_the_last_odd_code(hall, people) -> None:
    started = time.perf_counter()
    difference, done = bring(hall, people, DATA / "sichuan-items.csv")
    assert (len(difference.new), len(difference.unreadable), done.new) == (1135, 0, 1135)
    assert len(difference.departments) == 34
    assert time.perf_counter() - started < 10
    row = hall.db.execute("SELECT source FROM item WHERE code = 'E-000021-001-1111111111111111'").fetchone()
    assert json.loads(row["source"])["text"]["implementation_code"] == "E-000021-001-1111111111111111"
    again, _ = hall.ask(compare, people["admin"], source=str(DATA / "sichuan-items.csv"), mapping="sichuan"), None
    assert (again.unchanged, again.new, again.changed, again.gone) == (1135, (), (), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_that_departments_use_is_read_right(hall, people, tmp_path, encoding) -> None:
    path = table(tmp_path / "a.csv", rows("适龄儿童延缓入学审批", "公共场所卫生许可", "龘靐事项𠮷"), encoding)
    difference, _ = bring(hall, people, path)
    assert [line.name for line in difference.new] == ["适龄儿童延缓入学审批", "公共场所卫生许可", "龘靐事项𠮷"]
    assert catalogue.item(hall.db, "T-3").name == "龘靐事项𠮷"


def test_a_change_is_a_new_version_a_missing_row_withdraws_and_nothing_else_moves(hall, people, tmp_path) -> None:
    bring(hall, people, table(tmp_path / "a.csv", rows("甲事项", "乙事项", "丙事项")))
    difference = hall.ask(
        compare,
        people["admin"],
        source=str(table(tmp_path / "b.csv", rows("甲事项", "乙事项（新）"))),
        mapping="sichuan",
    )
    assert (difference.unchanged, [x.code for x in difference.changed], [x.code for x in difference.gone]) == (
        1,
        ["T-2"],
        ["T-3"],
    )
    assert "name" in difference.changed[0].what
    hall.do(import_, people["admin"], difference=difference, effective=date(2026, 12, 1), lose=True)
    assert catalogue.item(hall.db, "T-2", on=date(2026, 11, 30)).name == "乙事项"
    assert catalogue.item(hall.db, "T-2", on=date(2026, 12, 1)).name == "乙事项（新）"
    assert catalogue.item(hall.db, "T-3", on=date(2026, 11, 30)).name == "丙事项"
    with pytest.raises(Refusal):
        catalogue.item(hall.db, "T-3", on=date(2026, 12, 1))
    assert [line.version for line in hall.ask(versions, people["admin"], code="T-2")] == [1, 2]
    assert catalogue.item(hall.db, "T-2", version=1).name == "乙事项"  # what running cases stay on


def test_another_departments_file_through_the_same_mapping_withdraws_nothing(hall, people, tmp_path) -> None:
    bring(hall, people, table(tmp_path / "a.csv", rows("甲事项", "乙事项")))
    other = [line | {"implementation_code": "U-1"} for line in rows("丙事项", department="区另写局")]
    difference, _ = bring(hall, people, table(tmp_path / "b.csv", other))
    assert ([x.code for x in difference.new], difference.gone) == (["U-1"], ())
    assert catalogue.item(hall.db, "T-1", on=date(2027, 1, 4)).name == "甲事项"


BAD = [
    ("short row", "T-9,区试写局\n", "可能被截断"),
    ("open quote", '9,区试写局,,"没有合上的名称,1,T-9,,,,,,,\n', "引号没有合上"),
    ("too many", "9,区试写局,,名称,1,T-9,,,,,,,,,,\n", "应有 13 列"),
    ("no code", "9,区试写局,,名称,1,,,,,,,,\n", "没有代码"),
    ("no name", "9,区试写局,,,1,T-9,,,,,,,\n", "没有事项名称"),
    ("huge cell", f"9,区试写局,,{'长' * 1_000_000},1,T-9,,,,,,,\n", "1000000 个字符"),
    ("duplicate", "9,区试写局,,另一个名称,1,T-1,,,,,,,\n", "与第2行重复"),
]


@pytest.mark.parametrize(("line", "reason"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_bad_row_is_named_with_its_reason_and_the_store_stays_as_it_was(hall, people, tmp_path, line, reason) -> None:
    path = table(tmp_path / "a.csv", rows("甲事项"))
    path.write_bytes(path.read_bytes() + line.encode())
    before = store_picture(hall)
    difference = hall.ask(compare, people["admin"], source=str(path), mapping="sichuan")
    assert [x.row for x in difference.unreadable] == [3] and reason in difference.unreadable[0].what
    with pytest.raises(Refusal, match="1 行读不了"):
        hall.do(import_, people["admin"], difference=difference)
    assert store_picture(hall) == before
    hall.do(import_, people["admin"], difference=difference, leave_out=True)
    assert catalogue.item(hall.db, "T-1").name == "甲事项"


def test_one_broken_line_in_a_file_of_another_encoding_is_only_that_line(hall, people, tmp_path) -> None:
    path = table(tmp_path / "a.csv", rows("甲事项", "乙事项", "丙事项"))
    path.write_bytes(path.read_bytes().replace("乙事项".encode(), "乙事项".encode("gb18030")))
    difference = hall.ask(compare, people["admin"], source=str(path), mapping="sichuan")
    assert [x.row for x in difference.unreadable] == [3] and "不是 UTF-8" in difference.unreadable[0].what
    assert [x.name for x in difference.new] == ["甲事项", "丙事项"]


def refused(hall, people, path: Path, mapping: str = "sichuan") -> str:
    before = store_picture(hall)
    with pytest.raises(Refusal) as caught:
        hall.ask(compare, people["admin"], source=str(path), mapping=mapping)
    assert store_picture(hall) == before
    return str(caught.value)


def test_a_file_of_200_mb_is_not_even_read(hall, people, tmp_path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert "200 MB" in refused(hall, people, path)


def test_a_zip_bomb_of_a_sheet_is_stopped_at_its_limit(hall, people, tmp_path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b"0" * (1 << 20))
    assert path.stat().st_size < 1_000_000
    assert "压缩炸弹" in refused(hall, people, path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "空文件"),
        ("a.csv", b"\x00\x01\x02\x03" * 50, "列"),
        ("a.csv", bytes(range(128, 256)) * 40, "编码读不懂"),
        ("a.csv", b"seq\n1\n", "列名"),
        ("a.csv", b"one,two\n1,2\n", "没有对照表"),
        ("a.csv", b"name,name\n1,2\n", "两列都叫"),
        ("a.xlsx", b"PK\x03\x04 not a zip", "不是完好的 XLSX"),
        ("a.xlsx", b"hello", "读不出列名"),
        ("a.toml", b"[[items]]\nname = ", "TOML"),
        ("a.json", b"[{]", "JSON"),
        ("a.jsonl", b"[" * 100_000, "JSON"),
    ],
    ids=(
        "empty",
        "zeros",
        "no encoding",
        "one column",
        "other columns",
        "same columns",
        "zip head",
        "no zip",
        "cut toml",
        "bad json",
        "deep json",
    ),
)
def test_a_file_that_is_nothing_is_refused_in_words(hall, people, tmp_path, name, content, words) -> None:
    (tmp_path / name).write_bytes(content)
    assert words in refused(hall, people, tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.toml", b"items = 5", "items 不是一组表"),
        ("a.toml", b"[items]\na = 1", "items 不是一组表"),
        ("a.csv", b"name,department,implementation_code\n" + b"a,b,c\n" * 100_100, "行数超过 100000"),
        ("a.csv", b",".join(b"%d" % n for n in range(100_000)) + b"\n1\n", "最多 2000 列"),
    ],
    ids=("a number", "one table", "rows", "columns"),
)
def test_a_file_of_another_shape_or_without_end_is_refused_in_words(
    hall, people, tmp_path, name, content, words
) -> None:
    (tmp_path / name).write_bytes(content)
    assert words in refused(hall, people, tmp_path / name)


@pytest.mark.parametrize(
    "content",
    [
        b"items = [1, 2]",
        b"items = [[1]]",
        b'[1, null, "x"]',
        b'null\n"x"',
        b'{"unifyId": "a\\u0000", "unifyName": "x", "orgName": "y"}',
        b'{"unifyId": "a", "unifyName": "\\ud800", "orgName": "y"}',
        b'{"unifyId": "a", "unifyName": "x", "orgName": "y", "\\ud800": 1}',
        b'{"unifyId": "a", "unifyName": "x", "orgName": "y", "deep": '
        + b"[" * 900
        + b"]" * 900
        + b', "long": "'
        + b"x" * 1_000_000
        + b'"}',
        b'{"unifyId": "a", "unifyName": NaN, "orgName": {}}',
        b'{"unifyId": "a", "unifyName": "x", "orgName": "y", "n": ' + b"9" * 5000 + b"}",
    ],
    ids=[
        "numbers",
        "lists",
        "json list",
        "lines",
        "zero byte",
        "half a character",
        "half a column",
        "deep and long",
        "no number",
        "long number",
    ],
)
def test_a_row_that_can_not_be_kept_is_named_and_nothing_is_imported(hall, people, tmp_path, content) -> None:
    path = tmp_path / ("a.toml" if content.startswith(b"items") else "a.jsonl")
    path.write_bytes(content)
    before = store_picture(hall)
    try:
        difference = hall.ask(compare, people["admin"], source=str(path), mapping="hunan")
    except Refusal as refusal:
        assert "没有对照表 hunan 要的列" in str(refusal)
        return
    assert difference.unreadable and not difference.ready and all(line.what for line in difference.unreadable)
    for leave_out in (False, True):
        with pytest.raises(Refusal, match=r"读不了|没有一行读得了"):
            hall.do(import_, people["admin"], difference=difference, leave_out=leave_out)
    assert store_picture(hall) == before


def test_a_row_with_anything_in_any_column_is_kept_or_named(hall, people, tmp_path) -> None:
    plan = plan_of("hunan")
    base = {plan.key: "T-1", plan.columns["name"]: "甲事项", plan.columns["department"]: "某局"}
    values = [
        5,
        -1,
        1e300,
        float("inf"),
        float("nan"),
        True,
        [],
        [1],
        [[]],
        {},
        {"a": 1},
        [{}],
        [{"q": 1}],
        [None],
        "x" * 1000,
        "9" * 5000,
        "\u202e",
        "a\tb",
    ]
    paper = plan.documents["name"]
    lines = [base | {column: value} for column in plan.columns.values() for value in values]
    lines += [base | {plan.documents["list"]: value} for value in [*values, "甲；乙"]]
    lines += [
        base | {plan.documents["list"]: [{paper: "证", column: value}]}
        for column in plan.documents.values()
        for value in values
    ]
    path = tmp_path / "a.jsonl"
    path.write_text(
        "\n".join(
            json.dumps(line | {plan.key: line[plan.key] if line[plan.key] != "T-1" else f"T-{n}"})
            for n, line in enumerate(lines)
        ),
        "utf-8",
    )
    difference = hall.ask(compare, people["admin"], source=str(path), mapping="hunan")
    assert len(difference.new) + len(difference.unreadable) >= len(lines) - 20 and len(difference.new) > len(lines) / 2
    done = hall.do(import_, people["admin"], difference=difference, leave_out=True)
    assert done.new == len(difference.new)
    hall.ask(published, people["c3"])
    hall.ask(check, people["admin"])


def test_dates_of_toml_are_kept_as_words(hall, people, tmp_path) -> None:
    (tmp_path / "a.toml").write_text(
        '[[items]]\nunifyId = "T-1"\nunifyName = "甲事项"\norgName = "某局"\nsince = 2026-01-02\nat = [09:30:00]\n',
        "utf-8",
    )
    bring(hall, people, tmp_path / "a.toml", "hunan")
    assert '"since": "2026-01-02"' in hall.ask(show_item, people["c3"], code="T-1").source


def sheet_with(path: Path, cells: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        places = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{places}"><sheets><sheet name="S" sheetId="1" '
            f'r:id="r1"/></sheets></workbook>',
        )
        links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
        archive.writestr(
            "_rels/.rels",
            links.format(f'<Relationship Id="r1" Type="{places}/officeDocument" Target="xl/workbook.xml"/>'),
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            links.format(f'<Relationship Id="r1" Type="{places}/worksheet" Target="worksheets/sheet1.xml"/>'),
        )
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return path


def cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def test_a_sheet_with_one_cell_at_the_end_of_the_world_takes_nobody_down(hall, people, tmp_path) -> None:
    head = '<row r="1">' + cell("A1", "name") + cell("B1", "department") + cell("C1", "implementation_code") + "</row>"
    sound = sheet_with(
        tmp_path / "sound.xlsx",
        head + '<row r="2">' + cell("A2", "甲事项") + cell("B2", "区试写局") + cell("C2", "T-1") + "</row>",
    )
    assert [x.name for x in hall.ask(compare, people["admin"], source=str(sound), mapping="sichuan").new] == ["甲事项"]
    far = sheet_with(tmp_path / "far.xlsx", head + '<row r="1048576">' + cell("XFD1048576", "x") + "</row>")
    assert "远在表格之外" in refused(hall, people, far)
    odd = sheet_with(tmp_path / "odd.xlsx", head + f'<row r="2"><c r="A{"1" * 5000}"><f>1</f></c></row>')
    assert "odd.xlsx" in refused(hall, people, odd)


def test_a_file_that_vanishes_while_it_is_read_is_refused_in_words(hall, people, tmp_path, monkeypatch) -> None:
    path = table(tmp_path / "a.csv", rows("甲事项"))
    read = sources.read

    def and_gone(given: Path, *heads) -> list:
        found = read(given, *heads)
        given.unlink()
        return found

    monkeypatch.setattr(comparing, "read", and_gone)
    assert "读不了 a.csv" in refused(hall, people, path)


def test_a_missing_file_a_folder_and_an_unknown_mapping_are_refused_in_words(hall, people, tmp_path) -> None:
    assert "读不了" in refused(hall, people, tmp_path / "none.csv")
    assert "目录" in refused(hall, people, tmp_path)
    assert "没有名为 nonsense" in refused(hall, people, DATA / "sichuan-items.csv", "nonsense")


def test_markup_in_every_field_is_taken_out_and_said_and_the_source_keeps_it(hall, people, tmp_path) -> None:
    hostile = "<script>alert(1)</script><b>甲</b>事项&nbsp;<img src=x onerror=y>"
    line = dict.fromkeys(HEAD, "<i>1</i>") | {
        "name": hostile,
        "department": "<p>区试写局</p>",
        "implementation_code": "T-1",
    }
    difference, _ = bring(hall, people, table(tmp_path / "a.csv", [line]))
    assert any("网页标记" in x.what and x.row == 2 for x in difference.warnings)
    item = catalogue.item(hall.db, "T-1")
    assert item.name == "甲事项" and "<" not in json.dumps(dict(item.guide))
    assert (
        hostile in hall.ask(show_item, people["c3"], code="T-1").source.encode().decode("unicode_escape", "ignore")
        or "alert(1)" in hall.ask(show_item, people["c3"], code="T-1").source
    )


def test_a_placeholder_in_angle_brackets_is_no_markup(hall, people, tmp_path) -> None:
    bring(hall, people, table(tmp_path / "a.csv", rows("填写<姓名>的事项")))
    assert catalogue.item(hall.db, "T-1").name == "填写<姓名>的事项"


def test_a_formula_cell_is_kept_as_words_and_said(hall, people, tmp_path) -> None:
    difference, _ = bring(hall, people, table(tmp_path / "a.csv", rows('=HYPERLINK("http://x","点我")')))
    assert any("公式" in x.what for x in difference.warnings)
    assert catalogue.item(hall.db, "T-1").name.startswith("=HYPERLINK")


def test_a_sheet_with_long_numbers_formulas_and_empty_rows(hall, people, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "department", "implementation_code", "dept_code"])
    sheet.append(["甲事项", "区试写局", "T-1", 11511301008778183])
    sheet.append([])
    sheet.append(["=1+1", "区试写局", "T-2", "x"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    difference = hall.ask(compare, people["admin"], source=str(path), mapping="sichuan")
    assert [(x.row, x.what) for x in difference.unreadable] == [(4, "name 是公式，文件里没有它的结果")]
    assert any("超过15位" in x.what for x in difference.warnings) and [x.name for x in difference.new] == ["甲事项"]


def test_json_lines_cut_off_or_replaced_by_a_web_page_are_named(hall, people, tmp_path) -> None:
    good = (DATA / "guides-with-defects.jsonl").read_text("utf-8").splitlines()
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([good[0], "<html><body>502</body></html>", good[1][:300], "17"]), "utf-8")
    difference = hall.ask(compare, people["admin"], source=str(path), mapping="hunan")
    assert [(x.row, x.what) for x in difference.unreadable] == [
        (2, "这一行是网页，不是记录"),
        (3, "JSON 没有写完，可能被截断"),
        (4, "不是一个 JSON 对象"),
    ]


def test_a_repeated_identical_row_counts_once_and_is_said(hall, people, tmp_path) -> None:
    path = table(tmp_path / "a.csv", [*rows("甲事项"), *rows("甲事项")])
    difference, done = bring(hall, people, path)
    assert done.new == 1 and any("完全相同" in x.what for x in difference.warnings)


def test_a_guide_with_papers_laws_and_steps_takes_its_standard_form(hall, people) -> None:
    bring(hall, people, DATA / "guides-with-defects.jsonl", "hunan")
    item = catalogue.item(hall.db, "own-1")
    assert (item.legal_days, item.promised_days, item.kind) == (20, 25, "promised")
    assert [(b["law"], b["number"], b["article"]) for b in item.guide["basis"]][:2] == [
        ("试写石油管理办法", "试发〔2020〕1号", "第三条"),
        ("试写石油管理办法", "试发〔2020〕1号", "第四条"),
    ]
    assert [step["step"] for step in item.guide["procedure"]] == ["申请", "核验", "发证"]
    assert (
        item.needs[0].document == "L1000005"
        and item.needs[0].copies == 3
        and "营业执照或者法人证书" in item.needs[0].note
    )


def test_an_import_into_the_past_or_after_a_change_is_refused(hall, people, tmp_path) -> None:
    path = table(tmp_path / "a.csv", rows("甲事项"))
    difference = hall.ask(compare, people["admin"], source=str(path), mapping="sichuan")
    with pytest.raises(Refusal, match="已经过去"):
        hall.do(import_, people["admin"], difference=difference, effective=date(2026, 11, 23))
    hall.do(import_, people["admin"], difference=difference)
    with pytest.raises(Refusal):
        hall.do(import_, people["admin"], difference=difference)


def test_a_clerk_may_not_import(hall, people) -> None:
    with pytest.raises(Refusal, match="窗口人员不能"):
        hall.ask(compare, people["c3"], source=str(DATA / "sichuan-items.csv"), mapping="sichuan")


BUNDLE = """code = "trial"
name = "试写一件事"
lead = "C-HR"

[[situations]]
code = "q"
question = "问？"
answers = [{ code = "yes", name = "是" }, { code = "no", name = "否" }]

[[situations]]
code = "never"
question = "问不到？"
answers = [{ code = "a", name = "甲" }]
when = { q = "maybe" }

[[items]]
code = "social-card"

[[items]]
code = "no-such-item"

[[items]]
code = "id-card-renewal"
when = { q = "yes" }

[[prerequisites]]
item = "social-card"
needs = "id-card-renewal"

[[prerequisites]]
item = "id-card-renewal"
needs = "social-card"
"""


def test_a_bundle_with_a_ring_an_unknown_code_and_an_answer_out_of_reach_names_the_lines(
    hall, people, tmp_path
) -> None:
    path = tmp_path / "trial.toml"
    path.write_text(BUNDLE, "utf-8")
    difference = hall.ask(compare, people["admin"], source=str(path), mapping="bundle")
    found = {line.row: line.what for line in difference.unreadable}
    lines = BUNDLE.splitlines()
    assert "没有代码为 no-such-item 的事项" in found[lines.index('code = "no-such-item"') + 1]
    assert any("永远问不到" in x.what for x in difference.unreadable)
    assert any("成了环" in x.what and x.row in (27, 28, 31, 32) for x in difference.unreadable)
    with pytest.raises(Refusal):
        hall.do(import_, people["admin"], difference=difference)
    assert hall.db.execute("SELECT count(*) FROM bundle WHERE code = 'trial'").fetchone()[0] == 0


def test_a_bundle_with_one_place_spoilt_is_refused_or_taken_never_a_traceback(
    hall, people, tmp_path, monkeypatch
) -> None:
    whole = tomllib.loads((hall_data / "bundles" / "graduates.toml").read_text("utf-8"))
    whole = {name: value[:2] if isinstance(value, list) else value for name, value in whole.items()}
    (tmp_path / "a.toml").write_text("x = 1", "utf-8")

    def hand_in(given) -> None:
        monkeypatch.setattr(tomllib, "loads", lambda _: given)
        difference = hall.ask(compare, people["admin"], source=str(tmp_path / "a.toml"), mapping="bundle")
        if difference.unreadable:
            raise Refusal("test.named-line", "named by its line")

    assert spoil_each(whole, hand_in, hall) > 400
    for value, words in (("5", "promised_days"), (-1, "promised_days"), (True, "promised_days"), (5, "name")):
        with pytest.raises(Refusal, match=words):
            hand_in(whole | {words: value})


def test_a_sound_bundle_is_imported_and_a_changed_one_is_its_second_version(hall, people, tmp_path) -> None:
    path = tmp_path / "trial.toml"
    sound = BUNDLE[: BUNDLE.index('[[situations]]\ncode = "never"')] + '[[items]]\ncode = "social-card"\n'
    path.write_text(sound, "utf-8")
    bring(hall, people, path, "bundle")
    path.write_text(sound.replace("试写一件事", "试写二件事"), "utf-8")
    difference, _ = bring(hall, people, path, "bundle")
    assert len(difference.changed) == 1
    assert (catalogue.bundle(hall.db, "trial").name, catalogue.bundle(hall.db, "trial", version=1).name) == (
        "试写二件事",
        "试写一件事",
    )
