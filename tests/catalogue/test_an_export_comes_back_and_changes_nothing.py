"""What leaves the hall as a table comes back whole; what a table would lose is said first and needs its own yes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.catalogue.guides import published
from counter.commands._export import WRITERS
from counter.errors import Refusal
from counter.hall.grounds import Grounds
from counter.store import catalogue


def look(hall, people, file: Path, **more):
    return hall.ask(compare, people["admin"], source=str(file), mapping="standard", **more)


def written(hall, people, folder: Path, kind: str = ".csv", **more) -> Path:
    WRITERS[kind](folder / f"a{kind}", hall.ask(published, people["sup"], **more), Grounds())
    return folder / f"a{kind}"


def edited(file: Path, change) -> Path:
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    rows = [row for row in rows if change(row) is not False]
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def test_the_whole_catalogue_comes_back_unchanged_in_every_kind_of_file(hall, people, tmp_path) -> None:
    count = len(hall.ask(published, people["sup"]))
    for kind in WRITERS:
        found = look(hall, people, written(hall, people, tmp_path, kind))
        assert (kind, found.rows, found.unchanged) == (kind, count, count), found
        assert not (found.changed or found.new or found.unreadable or found.losses or found.weakened)
        assert not (found.ready or found.departments or found.warnings), found.warnings


def test_an_empty_hall_gets_everything_that_an_item_has(hall, people, tmp_path) -> None:
    before = catalogue.items_in_force(hall.db, hall.ask(published, people["sup"])[0].effective_on)
    for kind in WRITERS:
        file = written(hall, people, tmp_path, kind)
        text = file.read_bytes()
        moved = tmp_path / f"moved{kind}"
        if kind == ".xlsx":
            continue  # the same texts as the CSV
        moved.write_bytes(text)
        entries = [row.cells for row in __import__("counter.acts.catalogue.sources", fromlist=["read"]).read(moved)]
        from counter.acts.catalogue.difference import plan_of
        from counter.rules import own_table
        from counter.rules.guide import read_item

        plan, codes = plan_of("standard"), {item.code: item.department for item in before.values()}
        for cells in entries:
            mapped = own_table.take(plan, cells, {})
            item = read_item({**mapped.entry, "department": codes[mapped.key]}, {})
            was = before[mapped.key]
            for element, value in was.guide.items():
                now = item.guide.get(element)
                assert now == value or str(now) == str(value), (kind, mapped.key, element)
            assert item.needs == was.needs, (kind, mapped.key)
            assert (item.kind, item.legal_days, item.desk_days) == (was.kind, was.legal_days, was.desk_days)


def test_a_column_that_a_file_lacks_keeps_what_is_in_force(hall, people, tmp_path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code,name,department,fee\nretirement-approval,退休核准,市人社局,每件 10 元\n", "utf-8")
    found = look(hall, people, file)
    assert [str(line) for line in found.changed] == ["第2行 退休核准：收费标准 变了"] and not found.departments
    hall.do(import_, people["admin"], difference=found)
    was, now = (catalogue.item(hall.db, "retirement-approval", version=n) for n in (1, 2))
    assert now.guide == {**was.guide, "fee": "每件 10 元"} and now.needs == was.needs
    assert (now.legal_days, now.desk_days, now.kind) == (was.legal_days, was.desk_days, was.kind)


def test_what_is_emptied_stands_first_and_needs_its_own_yes(hall, people, tmp_path) -> None:
    def change(row):
        if row["code"] == "retirement-approval":
            row.update(fee="")
            papers = json.loads(row["documents"])
            row["documents"] = json.dumps(papers[:-1], ensure_ascii=False)

    found = look(hall, people, edited(written(hall, people, tmp_path), change))
    said = [line.what for line in found.losses]
    assert len(found.changed) == 1 and len(said) == 2 and "收费标准没有了" in said and "不再要材料" in said[1]
    with pytest.raises(Refusal, match="会丢失 2 处") as refused:
        hall.do(import_, people["sup"], difference=found)
    assert refused.value.code == "catalogue.import-loses"
    assert hall.do(import_, people["sup"], difference=found, lose=True).changed == 1


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("check", "", "不再要两名以上人员核查"),
        ("check", "形式审查", "不再要两名以上人员核查"),
        ("kind", "即办件", "不再经审批台"),
        ("desk", "30", "审批台时限变长：8 变 30"),
        ("legal", "3个月", "法定时限变长"),
        ("promised", "", "承诺时限没有了"),
        ("rights", "", "权利与救济没有了"),
        ("pauses", "听证", "多出停钟的特别程序：听证"),
    ],
)
def test_no_safeguard_weakens_without_a_supervisor(column, cell, said, hall, people, tmp_path) -> None:
    def change(row):
        if row["code"] == "retirement-approval":
            row[column] = cell

    found = look(hall, people, edited(written(hall, people, tmp_path), change))
    assert any(said in line.what for line in found.weakened), found.weakened
    for person, consents in (("sup", {}), ("sup", {"lose": True}), ("admin", {"lose": True, "weaken": True})):
        with pytest.raises(Refusal, match="减弱"):
            hall.do(import_, people[person], difference=found, **consents)
    assert hall.do(import_, people["sup"], difference=found, weaken=True).changed == 1


def test_a_preview_without_its_losses_is_not_believed(hall, people, tmp_path) -> None:
    from dataclasses import replace

    def change(row):
        if row["code"] == "retirement-approval":
            row["fee"] = ""

    found = look(hall, people, edited(written(hall, people, tmp_path), change))
    with pytest.raises(Refusal, match="会丢失"):
        hall.do(import_, people["sup"], difference=replace(found, losses=(), stamp="another"))


def test_a_cell_that_cannot_be_read_keeps_what_is_in_force_and_is_named(hall, people, tmp_path) -> None:
    def change(row):
        if row["code"] == "retirement-approval":
            row.update(basis="[{", check="随便")

    found = look(hall, people, edited(written(hall, people, tmp_path), change))
    assert not found.changed and len(found.warnings) == 2 and all("保留现行的" in w.what for w in found.warnings)
