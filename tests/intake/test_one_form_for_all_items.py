"""一张表单: what the chosen items ask to be filled in, each field once, known things offered, printed for signing."""

from __future__ import annotations

import json

import pytest

from counter.errors import Refusal
from counter.rules.guide import fields_of
from counter.store import catalogue
from tests.intake.conftest import FOUNDER, GRADUATE

COMPANY = {"name": "星城创业有限公司", "number": "91430100MA4L16JQ9D"}


def test_each_field_stands_once_with_all_items_that_ask_it(hall, do, draft):
    form = do("case.form", case=draft)
    names = [one.name for one in form.fields]
    assert len(names) == len(set(names))
    items = {
        i.item: catalogue.item(hall.db, i.item, on=hall.local(hall.now()).date())
        for i in do("case.show", case=draft).items
    }
    assert set(names) == {name for item in items.values() for name in fields_of(item.guide)}
    unit = next(one for one in form.fields if one.name == "单位名称")
    assert (
        set(unit.items) == {item.name for item in items.values() if "单位名称" in fields_of(item.guide)}
        and len(unit.items) == 4
    )
    assert unit.relied_on and not next(one for one in form.fields if one.name == "开户银行").relied_on


def test_what_is_filled_in_stays_and_is_counted(do, draft):
    all_of_it = len(do("case.form", case=draft).fields)
    assert do("case.show", case=draft).form == (0, all_of_it)
    do("case.field", case=draft, name="就业单位", value="星城创业")
    assert do("case.show", case=draft).form == (1, all_of_it)
    assert next(one for one in do("case.form", case=draft).fields if one.name == "就业单位").value == "星城创业"
    do("case.answer", case=draft, question="path", answer="employed")
    assert do("case.show", case=draft).form[1] < all_of_it, "other items, other fields"


def test_the_form_of_before_and_the_register_are_offered_and_nothing_is_written(hall, do, draft):
    do("case.field", case=draft, name="单位名称", value="星城创业工作室")
    other = do("case.open", bundle="graduates", answers=FOUNDER).case
    assert not any(one.known for one in do("case.form", case=other).fields), "nobody applies yet"
    do("case.applicant", case=other, **GRADUATE)
    unit = next(one for one in do("case.form", case=other).fields if one.name == "单位名称")
    assert (unit.value, unit.known, unit.origin) == ("", "星城创业工作室", draft)
    company = do("case.open", bundle="graduates", answers=FOUNDER).case
    do("case.applicant", case=company, **COMPANY)
    unit = next(one for one in do("case.form", case=company).fields if one.name == "单位名称")
    assert (unit.value, unit.known, unit.origin) == ("", COMPANY["name"], "register")
    assert (
        json.loads(hall.db.execute("SELECT fields FROM case_file WHERE id = ?", (int(company[1:]),)).fetchone()[0])
        == {}
    )


def test_it_is_printed_as_it_stands_and_gives_no_number_away(hall, do, draft):
    from counter.paper.receipt import sheet_of

    do("case.field", case=draft, name="单位名称", value="[/x]星城创业")
    number = do("case.print-form", case=draft)
    row = hall.db.execute("SELECT kind, content FROM paper WHERE number = ?", (number,)).fetchone()
    content = json.loads(row["content"])
    table = dict(content["tables"][1]["rows"])
    assert row["kind"] == "form" and table["单位名称"] == "[/x]星城创业" and table["开户银行"] == ""
    assert len(table) == len(do("case.form", case=draft).fields)
    assert GRADUATE["number"] not in row["content"] and "code_of" not in content, "no tracking code before the receipt"
    assert hall.db.execute("SELECT receipt_number FROM case_file").fetchone()[0] is None
    from counter.store import papers

    sheet = sheet_of(hall, papers.paper(hall.db, number))
    assert sheet.title == "申请表" and sheet.sign and sheet.code == ""
    with pytest.raises(Refusal, match="打印表单.*再打一次"):
        do("act.undo")


def test_items_that_ask_nothing_have_no_form(hall, do):
    item = next(
        row["code"]
        for row in hall.db.execute("SELECT code, guide FROM item ORDER BY code")
        if not fields_of(json.loads(row["guide"]))
    )
    case = do("case.open", items=(item,)).case
    assert do("case.form", case=case).fields == () and do("case.show", case=case).form == (0, 0)
    with pytest.raises(Refusal, match="没有要填的栏目"):
        do("case.print-form", case=case)


def test_a_desk_has_no_part_in_it(do, draft):
    for name in ("case.form", "case.print-form"):
        with pytest.raises(Refusal):
            do(name, "ap-c-hr", case=draft)
