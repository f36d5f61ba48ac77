"""Exports that a spreadsheet opens safely, pages without script, slips with a code."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys

import pytest

from counter.acts.catalogue.comparing import compare
from counter.acts.catalogue.guides import places, published
from counter.acts.catalogue.handouts import hand_out_guide, hand_out_place
from counter.commands._export import harmless, write_csv, write_site, write_xlsx
from counter.errors import Refusal
from counter.hall.grounds import Grounds
from counter.store.search import search


@pytest.fixture
def guides(hall, people):
    return hall.ask(published, people["sup"])


def test_a_csv_has_every_item_and_office_programs_read_its_han(guides, tmp_path) -> None:
    assert write_csv(tmp_path / "a.csv", guides, Grounds()) == len(guides)
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines(keepends=True)))
    one = next(row for row in rows if row["code"] == "file-intake")
    assert (one["name"], one["promised"], one["kind"]) == ("流动人员人事档案接收", "3", "承诺件")
    assert "居民身份证" in [each["name"] for each in json.loads(one["documents"])] and "第十五条" in one["basis"]


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_no_cell_is_run_by_a_spreadsheet(cell, hall, people, tmp_path) -> None:
    assert harmless(cell) == "'" + cell
    hall.db.execute("UPDATE item SET name = ? WHERE code = 'file-intake'", (cell,))
    guides = hall.ask(published, people["sup"], department="P-TC")
    write_csv(tmp_path / "a.csv", guides, Grounds())
    assert not re.search(r'(^|,)"?[=+@\t]', (tmp_path / "a.csv").read_text("utf-8-sig"))
    openpyxl = pytest.importorskip("openpyxl")
    write_xlsx(tmp_path / "a.xlsx", guides, Grounds())
    cells = [c for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows() for c in row]
    assert cell.strip("\t") in [str(c.value).strip("\t") for c in cells] and all(
        c.data_type in ("s", "n", "inlineStr") for c in cells
    )


def test_what_was_exported_can_be_read_in_again(hall, people, guides, tmp_path) -> None:
    for name, write in (("a.csv", write_csv), ("a.xlsx", write_xlsx)):
        write(tmp_path / name, guides, Grounds())
        difference = hall.ask(compare, people["admin"], source=str(tmp_path / name), mapping="standard")
        assert (difference.unreadable, difference.new, difference.changed) == ((), (), ())
        assert difference.unchanged == len(guides) and difference.ready == ()


def test_nothing_is_overwritten(guides, tmp_path) -> None:
    (tmp_path / "a.csv").write_text("mine")
    with pytest.raises(Refusal, match="已经存在"):
        write_csv(tmp_path / "a.csv", guides, Grounds())
    with pytest.raises(Refusal, match="不是空目录"):
        write_site(tmp_path, "大厅", guides, Grounds())
    assert (tmp_path / "a.csv").read_text() == "mine"


def test_the_pages_hold_every_guide_without_script_and_without_dead_links(hall, people, tmp_path) -> None:
    hall.db.execute("UPDATE item SET name = '<script>alert(1)</script>&档案' WHERE code = 'file-intake'")
    guides = hall.ask(published, people["sup"])
    folder = tmp_path / "site"
    assert write_site(folder, "星城市政务服务中心", guides, Grounds()) == len(guides)
    pages = {page.name: page.read_text("utf-8") for page in folder.glob("*.html")}
    assert len(pages) == len(guides) + 2
    for text in pages.values():
        assert "<script" not in text
        assert set(re.findall(r'href="?([\w.-]+)', text)) <= pages.keys()
    assert "&lt;script&gt;alert(1)" in pages["item-file-intake.html"]
    assert "第五十七条" in pages["laws.html"]


def test_a_slip_says_what_to_bring_and_where_to_scan(hall, people) -> None:
    done = hall.do(hand_out_guide, people["g1"], code="startup-subsidy")
    content = json.loads(
        hall.db.execute("SELECT content FROM paper WHERE number = ?", (done.paper,)).fetchone()["content"]
    )
    assert content["address"].endswith("/guides/startup-subsidy") and len(content["tables"][0]["rows"]) == 4
    from counter.paper.receipt import sheet_of
    from counter.store import papers

    sheet = sheet_of(hall, papers.paper(hall.db, done.paper))
    assert sheet.address == content["address"] and sheet.title == "办事须知：一次性创业补贴申领"


def test_places_elsewhere_are_found_in_the_same_field_and_handed_out(hall, people) -> None:
    assert {"采购招标", "法律", "出行旅游"} <= {place.category for place in hall.ask(places, people["g1"])}
    for typed, address in (("政府采购", "ccgp"), ("flyz", "12348"), ("客流预测", "mct")):
        hits = [hit for hit in search(hall.db, typed) if hit.kind == "link"]
        assert hits, typed
        done = [hall.do(hand_out_place, people["g1"], id=int(hit.code)).address for hit in hits]
        assert any(address in one for one in done), (typed, done)


def test_legal_aid_and_tender_registration_are_items_that_the_hall_takes_in(hall) -> None:
    for typed, code in (("法律援助", "legal-aid"), ("投标登记", "tender-registration")):
        assert code in [hit.code for hit in search(hall.db, typed) if hit.kind == "item"]


def test_the_same_from_the_command_line(hall, tmp_path) -> None:
    def counter(*arguments: str) -> subprocess.CompletedProcess:
        command = [
            sys.executable,
            "-m",
            "counter",
            "--hall",
            str(hall.directory),
            "--now",
            "2026-11-24T10:00",
            *arguments,
        ]
        return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)

    done = counter("catalogue", "export", str(tmp_path / "a.csv"), "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["items"] >= 50
    head = next(csv.reader((tmp_path / "a.csv").open(encoding="utf-8-sig")))
    assert {"check", "pauses", "level", "agency", "situations", "documents"} <= {*head}
    again = counter("catalogue", "export", str(tmp_path / "a.csv"))
    assert again.returncode == 1 and "Traceback" not in again.stderr and "已经存在" in again.stderr
    asked = counter("catalogue", "import", str(tmp_path / "a.csv"), "--mapping", "standard")
    assert asked.returncode == 0 and "changed: 0" in asked.stdout
    shown = counter("catalogue", "import", str(tmp_path / "a.csv"), "--mapping", "standard", "--dry-run", "--json")
    assert shown.returncode == 0 and json.loads(shown.stdout)["mapping"] == "standard"
    found = counter("catalogue", "search", "biye", "--json")
    assert found.returncode == 0 and any(hit["code"] == "graduates" for hit in json.loads(found.stdout))
    checked = counter("catalogue", "check", "--json")
    assert checked.returncode == 0 and {"percent", "departments", "findings"} <= json.loads(checked.stdout).keys()
