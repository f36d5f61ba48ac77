"""An item's form filled in at home: checked by the window's rule, sealed, and offered at the window to be confirmed."""

from __future__ import annotations

import html
import re

import pytest

from counter.acts.case import parties, prepared
from counter.acts.case.casebook import show_case
from counter.acts.case.form import FROM_HOME, fill, show_form
from counter.acts.inbox.review import answer
from counter.acts.inbox.taking_in import listed, take_in
from counter.rules.demand import items_of
from counter.rules.form import of_items
from counter.site import send
from counter.site.uploads import FIELD
from counter.store import catalogue, fields
from tests.filling import said_of
from tests.intake.conftest import FOUNDER

GIVEN = {"单位名称": "星城书院文创有限公司", "职工人数": "二十五", "参保险种": ["养老保险", "工伤保险"]}
KEPT = {"单位名称": "星城书院文创有限公司", "职工人数": "25 人", "参保险种": "养老保险、工伤保险"}
PAGE = "/review/enterprise-insurance"
FIELDS = re.compile(rf'name="{re.escape(FIELD)}([^"]+)"')


async def sent(phone, values, **more):
    parts = [
        (FIELD + name, (None, one))
        for name, said in values.items()
        for one in ([said] if isinstance(said, str) else said)
    ]
    return await phone.ask("POST", PAGE, files=parts, **more)


@pytest.fixture
async def entry(hall, people, phone):
    """The one entry that came in, and its code."""
    answered = await sent(phone, GIVEN)
    assert answered.status_code == 200, answered.text
    assert [one.state for one in take_in(hall)] == ["taken"]
    return hall.ask(listed, people["c3"])[0], re.search(r'href="/p/([0-9A-Z]{38})', answered.text)[1]


async def test_what_a_field_cannot_hold_is_named_and_the_rest_stays_typed(hall, phone):
    page = (await phone.get(PAGE)).text
    assert all(f'name="{FIELD}{name}"' in page for name in GIVEN) and "不用再问一遍" in page
    wrong = await sent(phone, {**GIVEN, "职工人数": "很多"})
    assert wrong.status_code == 400 and "职工人数" in wrong.text and "不是数" in wrong.text
    assert 'value="星城书院文创有限公司"' in wrong.text and 'value="工伤保险" checked' in wrong.text
    assert (await sent(phone, {"nobody asks": "x"})).status_code == 400 and take_in(hall) == []


async def test_the_clerk_confirms_what_was_filled_in(hall, people, entry):
    one, code = entry
    assert dict(one.fields) == KEPT and one.files == ()
    hall.do(answer, people["c3"], entry=one.id, words="可以", enough=True)
    case = hall.do(prepared.open_prepared, people["c3"], code=code, tie=False).case
    form = {field.name: field for field in hall.ask(show_form, people["c3"], case=case).fields}
    assert {name: (form[name].known, form[name].origin, form[name].value) for name in KEPT} == {
        name: (value, FROM_HOME, "") for name, value in KEPT.items()
    }
    hall.do(parties.applicant, people["c3"], case=case, name="张后云", number="11010519491231002X")
    hall.do(fill, people["c3"], case=case)
    form = {field.name: field.value for field in hall.ask(show_form, people["c3"], case=case).fields}
    assert KEPT.items() <= form.items()


def test_what_the_site_did_not_check_is_checked_again(hall, people, publisher):
    from counter.acts.inbox.seals import inbox_key
    from counter.rules.arrival import ArrivalKind
    from counter.rules.numbers import code_hash

    code = send.new_code()
    said = {"职工人数": "很多", "参保险种": ["x"], "没有的栏": "x", "单位名称": "x" * 9_000}
    message = {"code": code, "item": "enterprise-insurance", "words": "", "files": [], "fields": said}
    box = hall.directory / "inbox" / "inbox.db"
    send.put(box, inbox_key(hall), ArrivalKind.PRE_REVIEW, code_hash(code), message, [])
    assert [one.state for one in take_in(hall)] == ["taken"]
    assert hall.ask(listed, people["c3"])[0].fields == ()


def chosen(hall, answers):
    """Code and guide of the items that answers come to."""
    bundle = catalogue.bundle(hall.db, "graduates")
    return [(code, catalogue.item(hall.db, code).guide) for code in items_of(bundle, answers)]


async def test_a_bundle_has_one_form_for_all_its_items(hall, people, phone):
    answers = {f"a.{question}": answer for question, answer in FOUNDER.items()}
    guide = (await phone.get("/guides/graduates", params=answers)).text
    way = html.unescape(re.search(r'href="(/review/graduates\?[^"]*)"', guide)[1])
    asked = of_items(chosen(hall, FOUNDER), fields.known_fields())
    assert any(len(serves) > 1 for _, serves in asked)
    names = FIELDS.findall((await phone.get(way)).text)
    assert list(dict.fromkeys(names)) == [kind.name for kind, _ in asked], "each field once"
    unasked = (await phone.get("/review/graduates")).text
    assert set(FIELDS.findall(unasked)) < set(names) and "个问题没有回答" in unasked
    given = {kind.name: said_of(kind) for kind, _ in asked}
    parts = [(FIELD + name, (None, one)) for name, one in given.items()]
    wrong = await phone.ask("POST", way, files=[(FIELD + "职工人数", (None, "很多"))])
    assert wrong.status_code == 400 and html.escape(way) in wrong.text, "the answers go along"
    answered = await phone.ask("POST", way, files=parts)
    assert answered.status_code == 200 and "a.path" not in answered.text
    assert [one.state for one in take_in(hall)] == ["taken"]
    (entry,) = hall.ask(listed, people["c3"])
    code = re.search(r'href="/p/([0-9A-Z]{38})', answered.text)[1]
    assert dict(entry.fields).keys() == given.keys() and entry.item == catalogue.bundle(hall.db, "graduates").name
    hall.do(answer, people["c3"], entry=entry.id, words="可以", enough=True)
    assert entry.item in (await phone.get(f"/p/{code}")).text
    opened = hall.do(prepared.open_prepared, people["c3"], code=code, tie=False)
    shown = hall.ask(show_case, people["c3"], case=opened.case)
    assert [one.item for one in shown.items] == [code for code, _ in chosen(hall, FOUNDER)]
    assert {one.code: one.given for one in shown.situations if one.given} == FOUNDER
    form = hall.ask(show_form, people["c3"], case=opened.case).fields
    assert {one.name for one in form if one.origin == FROM_HOME} == given.keys() == {one.name for one in form}
