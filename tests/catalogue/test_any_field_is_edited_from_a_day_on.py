"""Any field is edited from a day on; what concerns people's rights takes two; nothing changes backwards."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from counter import acts
from counter.errors import Refusal
from counter.rules.access import HALL_ITSELF
from counter.rules.editing import FIELDS, RIGHTS, concerns
from counter.store import catalogue as store
from tests.conftest import NOW
from tests.desks.conftest import alone, do
from tests.filling import fill_form

TODAY = NOW.date()
ITEM = "passport-issue"


def change(hall, who, changes, code=ITEM, **more):
    return hall.do(acts.catalogue_change, who, code=code, changes=changes, **more)


def text(hall, who, code, element, noun="item"):
    sheet = hall.ask(acts.catalogue_fields, who, code=code, noun=noun)
    return next(one.text for one in sheet.fields if one.element == element)


SAMPLES = {
    "item": {
        "place": "二楼 8 号",
        "hours": "工作日 9:00-12:00",
        "phone": "0731-12345",
        "courier": "可以邮寄",
        "appointment": "可预约",
        "procedure": '[{"step": "受理", "who": "综合窗口", "days": 0, "result": ""}]',
        "faq": '[{"q": "要照片吗", "a": "要"}]',
        "promised": "3",
        "joint": "出入境管理支队",
    },
    "document": {"aliases": "护照本", "standard_code": "L9", "issuer": "市人社局"},
    "department": {"phone": "0731-1", "short": "市公安"},
    "law": {"gist": "公民因私出国要护照。", "number": "主席令第50号之二"},
    "bundle": {"keywords": "结婚 成家 喜事"},
}


def test_every_noun_is_edited_at_once_where_no_right_is_touched(hall, people) -> None:
    law = next(h.code for h in hall.ask(acts.catalogue_search, people["admin"], text="护照法", kinds=("law",)))
    codes = {"item": ITEM, "document": "passport", "department": "C-PS", "law": law, "bundle": "marriage"}
    for noun, changes in SAMPLES.items():
        made = change(hall, people["admin"], changes, codes[noun], noun=noun)
        assert made.state == "in-force" and len(made.differences) == len(changes), (noun, made)
        history = hall.ask(acts.catalogue_changes, people["admin"], noun=noun, code=codes[noun])
        assert [one.number for one in history] == [made.number]
        if noun != "law":  # a law's new words stand in the guides' next version
            for element in changes:
                assert text(hall, people["admin"], codes[noun], element, noun), (noun, element)
    bases = store.item(hall.db, ITEM, on=TODAY).guide["basis"]
    assert any(each.get("gist") == "公民因私出国要护照。" for each in bases)
    assert all(
        each.get("gist") != "公民因私出国要护照。" for each in store.item(hall.db, ITEM, version=1).guide["basis"]
    )
    sheets = [hall.ask(acts.catalogue_fields, people["admin"], code=codes[n], noun=n) for n in FIELDS if n != "law"]
    assert all(len(sheet.fields) == len(FIELDS[sheet.noun]) for sheet in sheets)


def test_each_right_stands_in_one_table_and_is_told_with_its_reason() -> None:
    for (noun, element), right in RIGHTS.items():
        assert element in FIELDS[noun] and right.reason
    paper = [{"document": "a", "tolerable": True}]
    harder = [{"document": "a"}, {"document": "b"}]
    for before, after, wanted in (
        ({"promised": 3}, {"promised": 5}, 1),
        ({"promised": 5}, {"promised": 3}, 0),
        ({"promised": 5}, {}, 1),
        ({"legal": "1个月"}, {"legal": 20}, 0),
        ({"legal": 20}, {"legal": "1个月"}, 1),
        ({"fee": "不收费"}, {"fee": "10 元"}, 1),
        ({"documents": paper}, {"documents": harder}, 2),
        ({"documents": harder}, {"documents": harder[:1]}, 0),
        ({"visits": 1}, {"visits": 2}, 1),
        ({"visits": 2}, {"visits": 1}, 0),
        ({"phone": "1"}, {"phone": "2"}, 0),
        ({"check": "substance"}, {"check": "form"}, 1),
        ({"promised": 0}, {}, 1),
    ):
        assert len(concerns("item", before, after)) == wanted, (before, after)


def test_what_concerns_rights_waits_for_a_second_person(hall, people) -> None:
    officer = next(one for one in people.values() if one.department == "C-PS")
    before = store.item(hall.db, ITEM, on=TODAY).promised_days
    wanted = {"promised": str(before + 3)}
    seen = hall.ask(acts.catalogue_would_change, officer, code=ITEM, changes=wanted)
    assert seen.state == "proposed" and seen.concerns and seen.differences[0].after == str(before + 3)
    with pytest.raises(Refusal) as unsaid:
        change(hall, officer, wanted)
    assert unsaid.value.code == "catalogue.change-needs-reason"
    made = change(hall, officer, wanted, reason="人手不够")
    assert made.state == "proposed" and store.item(hall.db, ITEM, on=TODAY).promised_days == before
    for who in (officer, people["admin"]):
        with pytest.raises(Refusal):
            hall.do(acts.catalogue_agree_change, who, number=made.number)
    with pytest.raises(Refusal) as waits:
        change(hall, people["admin"], {"phone": "1"})
    assert waits.value.code == "catalogue.change-waits" and waits.value.next_step
    hall.do(acts.catalogue_return_change, people["sup"], number=made.number, words="请另写理由")
    again = change(hall, officer, wanted, reason="系统升级，三天")
    agreed = hall.do(acts.catalogue_agree_change, people["sup"], number=again.number)
    assert agreed.state == "in-force" and agreed.agreed_by and agreed.version == 2
    assert store.item(hall.db, ITEM, on=TODAY).promised_days == before + 3
    assert store.item(hall.db, ITEM, version=1).promised_days == before, (
        "a case of before keeps what it was accepted by"
    )
    history = hall.ask(acts.catalogue_changes, people["sup"], code=ITEM, noun="item")
    assert [one.state for one in history] == ["in-force", "returned"] and history[1].words == "请另写理由"


def test_a_preview_says_whose_dates_stay_and_what_new_ones_are(hall, people, do, alone) -> None:
    item, admin, sup = "flexible-insurance", people["admin"], people["sup"]
    draft = do("case.open", "c3", items=(item,))
    days = store.item(hall.db, item, on=TODAY).promised_days or 0

    def dates(case: str) -> tuple:
        return hall.db.execute(
            "SELECT a.promised_on, a.legal_on FROM approval a JOIN case_file c ON c.id = a.case_id"
            " WHERE c.receipt_number = ?",
            (case,),
        ).fetchone()[:]

    before = dates(alone.case)
    plain = hall.ask(acts.catalogue_would_change, admin, code=item, changes={"phone": "0731-1"})
    assert plain.clocks == (), "no clock hangs on a telephone number"
    seen = hall.ask(acts.catalogue_would_change, admin, code=item, changes={"promised": str(days + 3)})
    told = str(seen)
    assert f"在办的 1 件（{alone.case}）" in told and "都不变" in told and "还没受理的 1 件" in told
    assert f"承诺{days} 个工作日改为{days + 3} 个工作日" in told and before[0] in told
    made = change(hall, admin, {"promised": str(days + 3)}, item, reason="人手不够")
    waiting = hall.ask(acts.catalogue_changes, sup)
    assert waiting[0].clocks == seen.clocks, "whoever agrees reads the same"
    hall.do(acts.catalogue_agree_change, sup, number=made.number)
    assert dates(alone.case) == before

    def taken_in(step) -> tuple:
        do("case.applicant", "c3", case=step.case, name="王小明", number="11010119900307803X")
        do("case.all-here", "c3", case=step.case)
        fill_form(do, step.case, "c3")
        return dates(do("case.accept", "c3", case=step.case).case)

    assert taken_in(draft) == before, "a draft goes on by what it was chosen by"
    new = taken_in(do("case.open", "c3", items=(item,)))
    assert new != before and all(str(one or "无") in told for one in new), (new, told)
    for changes, words in (
        ({"desk": "9"}, "审批台时限"),
        ({"pauses": "听证"}, "可以停钟的特别程序"),
        ({"level": "县级"}, "日期不因此改变"),
    ):
        assert words in str(hall.ask(acts.catalogue_would_change, admin, code=item, changes=changes)), changes
    whole = hall.ask(
        acts.catalogue_would_change, admin, code="graduates", noun="bundle", changes={"promised_days": "30"}
    )
    assert "整件承诺" in str(whole) and "现在没有在办的件受影响" in str(whole)


def test_a_change_comes_into_force_at_midnight_of_its_day_and_can_be_taken_back_before(hall, people) -> None:
    admin = people["admin"]
    made = change(hall, admin, {"phone": "0731-1"}, effective=TODAY + timedelta(days=1))
    assert made.state == "waiting" and text(hall, admin, ITEM, "phone") != "0731-1"
    with pytest.raises(Refusal):
        hall.do(acts.catalogue_take_back_change, people["c3"], number=made.number)
    assert hall.do(acts.catalogue_take_back_change, admin, number=made.number).state == "taken-back"
    made = change(hall, admin, {"phone": "0731-2"}, effective=TODAY + timedelta(days=1))
    hall.set_now(datetime(2026, 11, 24, 23, 59, 59))
    assert hall.do(acts.catalogue_turn, HALL_ITSELF) == ()
    hall.set_now(datetime(2026, 11, 25, 0, 0, 1))
    turned = hall.do(acts.catalogue_turn, HALL_ITSELF)
    assert [one.state for one in turned] == ["in-force"] and text(hall, admin, ITEM, "phone") == "0731-2"
    facts = hall.db.execute("SELECT facts FROM journal WHERE act = 'catalogue.turn' ORDER BY seq DESC").fetchone()[0]
    assert json.loads(facts)["turned"] == [[made.number, "in-force"]]
    assert hall.do(acts.catalogue_turn, HALL_ITSELF) == (), "once"
    with pytest.raises(Refusal) as late:
        hall.do(acts.catalogue_take_back_change, admin, number=made.number)
    assert late.value.code == "catalogue.change-not-open"
    with pytest.raises(Refusal) as over:
        change(hall, admin, {"phone": "0731-3"}, effective=date(2026, 11, 24))
    assert over.value.code == "catalogue.day-takes-effect-over"


def test_two_stewards_at_once_the_second_sees_that_the_field_moved(hall, people) -> None:
    admin, sup = people["admin"], people["sup"]
    seen = {"phone": text(hall, admin, ITEM, "phone")}
    change(hall, admin, {"phone": "0731-1"}, seen=seen)
    with pytest.raises(Refusal) as moved:
        change(hall, sup, {"phone": "0731-2"}, seen=seen)
    assert moved.value.code == "catalogue.field-moved" and "0731-1" in str(moved.value)
    change(hall, sup, {"place": "三楼"}, seen={"place": text(hall, sup, ITEM, "place")})
    waiting = change(hall, admin, {"hours": "全天"}, effective=TODAY + timedelta(days=1))
    hall.db.execute("BEGIN IMMEDIATE")  # past the one door: what an import does meanwhile
    row = hall.db.execute("SELECT max(version) FROM item WHERE code = ?", (ITEM,)).fetchone()
    hall.db.execute(
        "UPDATE item SET guide = json_set(guide, '$.hours', '半天') WHERE code = ? AND version = ?", (ITEM, row[0])
    )
    hall.db.execute("COMMIT")
    hall.set_now(NOW + timedelta(days=1))
    turned = hall.do(acts.catalogue_turn, HALL_ITSELF)
    assert [(one.number, one.state) for one in turned] == [(waiting.number, "void")] and turned[0].words


def test_what_is_written_wrong_is_refused_by_its_field_with_a_next_step(hall, people) -> None:
    admin = people["admin"]
    for changes, code, noun in (
        ({"promised": "soon"}, ITEM, "item"),
        ({"promised": "99"}, ITEM, "item"),
        ({"kind": "随便"}, ITEM, "item"),
        ({"name": " "}, ITEM, "item"),
        ({"basis": "[{"}, ITEM, "item"),
        ({"documents": '[{"document": "passport", "copies": 0}]'}, ITEM, "item"),
        ({"colour": "red"}, ITEM, "item"),
        ({}, ITEM, "item"),
        ({"phone": text(hall, admin, ITEM, "phone")}, ITEM, "item"),
        ({"level": "moon"}, "C-PS", "department"),
        ({"items": "[]"}, "marriage", "bundle"),
        ({"items": '[{"code": "no-such"}]'}, "marriage", "bundle"),
        ({"issuer": "no-such"}, "passport", "document"),
        ({"name": "x"}, "no-such", "document"),
        ({"name": "x"}, "1", "moon"),
    ):
        with pytest.raises(Refusal) as refused:
            change(hall, admin, changes, code, noun=noun, reason="试")
        assert refused.value.next_step, (changes, refused.value)
    stranger = next(one for one in people.values() if one.department == "C-CA")
    for code, noun in ((ITEM, "item"), ("passport", "document")):
        with pytest.raises(Refusal):
            change(hall, stranger, {"name": "x"}, code, noun=noun, reason="试")
    assert hall.ask(acts.catalogue_changes, admin) == ()


def test_a_finding_says_what_accepting_would_do_and_takes_two_where_rights_are_touched(hall, people) -> None:
    found = [
        one for one in hall.ask(acts.catalogue_check, people["admin"]).findings if one.rule == "could-be-on-the-spot"
    ]
    if not found:
        made = change(hall, people["admin"], {"promised": "0", "desk": "0"}, code="vaccination-card", reason="当场")
        if made.state == "proposed":
            hall.do(acts.catalogue_agree_change, people["sup"], number=made.number)
        found = [
            one
            for one in hall.ask(acts.catalogue_check, people["admin"]).findings
            if one.rule == "could-be-on-the-spot"
        ]
    seen = hall.ask(acts.catalogue_finding, people["admin"], number=found[0].number)
    assert seen.concerns and seen.proposal
    kind = store.item(hall.db, found[0].item, on=TODAY).kind
    done = hall.do(acts.catalogue_accept, people["admin"], number=found[0].number)
    assert done.version is None and done.waits
    assert store.item(hall.db, found[0].item, on=TODAY).kind == kind == "promised", "one key changes no right"
    number = hall.ask(acts.catalogue_changes, people["sup"])[0].number
    hall.do(acts.catalogue_agree_change, people["sup"], number=number)
    assert store.item(hall.db, found[0].item, on=TODAY).kind == "on-the-spot"
