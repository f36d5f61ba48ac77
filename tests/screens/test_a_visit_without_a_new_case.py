"""Somebody who only brings papers or fetches a result is served too: from then on, not from the moment of F8."""

from __future__ import annotations

import pytest

from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE, do, draft
from tests.screens.conftest import Sitting


def served(hall) -> list[str]:
    return [
        row["kind"]
        for row in hall.db.execute(
            "SELECT kind FROM ticket_period WHERE ticket = (SELECT max(id) FROM ticket) ORDER BY id"
        )
    ]


async def test_going_on_with_a_case_by_f9_takes_the_called_ticket_only_when_that_is_said(
    sit: Sitting, hall, at_the_door, draft
) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "f9")
        await at.paste(draft)
        await at.press("enter", "enter", "1")
        assert f"A001 是来办 {draft} 的吗？" in at.words
        await at.press("enter")
        assert "收件受理" in at.lines[0] and "窗口在办 A001" in at.lines[1]
        assert served(hall) == ["waiting", "called"], "somebody else's: looked at, no more"
        await at.press("escape", "enter", "1", "tab", "enter")
        assert "收件受理" in at.lines[0] and "A001" in at.lines[1]
        assert served(hall) == ["waiting", "called", "serving"]
        await at.press("escape", "escape", "f8")
        assert "有没收完的件" in at.words, "no question whether they were served, but their draft is named"
        await at.press("tab", "enter")
        assert "A001 办结" in at.message


async def test_fetching_a_result_begins_it_once_the_person_was_checked(sit: Sitting, hall, do, at_the_door) -> None:
    turned_away = do("case.open", "c3", items=("social-card",)).case
    do("case.applicant", "c3", case=turned_away, **GRADUATE)
    turned_away = do("case.not-competent", "c3", case=turned_away, competent="星洲市", reason="居住在别处").case
    case = do("case.open", "c3", items=("social-card",)).case
    do("case.applicant", "c3", case=case, **GRADUATE)
    do("case.all-here", "c3", case=case)
    fill_form(do, case, "c3")
    case = do("case.accept", "c3", case=case).case
    do("approval.receive", "ap-c-hr", approval="A-1")
    do("approval.decide", "ap-c-hr", approval="A-1", grant=True)
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "f9")
        await at.paste(turned_away)
        await at.press("enter", "enter")
        assert "看回执" in at.words and "领取结果" not in at.words, "there is no result to fetch"
        await at.press("escape", "ctrl+g", "1")
        await at.paste(case)
        await at.press("enter", "enter", "1", "escape")
        assert served(hall) == ["waiting", "called"], "nobody was handed anything"
        await at.press("enter", "1", "2")
        assert served(hall) == ["waiting", "called", "serving"], "it was said whose visit this is"


async def test_a_closed_draft_offers_no_receipt_and_no_change(sit: Sitting, hall, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f5", "1", "f5", "escape", "7")
        await at.paste("选错了一件事")
        await at.press("enter")
        assert "已撤回" in at.lines[1] and "F7 看回执" not in at.words and "F8 办结这位" in at.words
        await at.press("ctrl+g", "2", "enter")
        assert "D1 已撤回，不再收件" in at.message and "证件号" not in at.words


@pytest.mark.parametrize(("staff", "place"), [("ap-c-hr", "市人社局审批台"), ("c3", "3号窗口")])
async def test_who_signs_in_reads_the_name_of_the_place(sit: Sitting, staff: str, place: str) -> None:
    async with sit(staff) as at:
        assert at.message.endswith(place)


async def test_enter_on_yesterdays_ticket_leads_the_supervisor_to_where_it_is_decided(
    sit: Sitting, hall, at_the_door
) -> None:
    from datetime import datetime

    at_the_door("A")
    async with sit("sup", now=datetime(2026, 11, 25, 9, 0)) as at:
        await at.until("昨日未结")
        await at.press("end", "enter", "1")
        assert "当日" in at.lines[0] and "2026-11-24" in at.words


async def test_what_an_advice_visit_was_about_is_kept_by_the_third_key(sit: Sitting, hall, at_the_door) -> None:
    for matter in ("", "", "随便问问"):
        at_the_door("A", matter=matter)

    def kept() -> list[tuple]:
        rows = hall.db.execute("SELECT state, matter FROM ticket ORDER BY id")
        return [tuple(row) for row in rows]

    async with sit("c1") as at:
        await at.press("f2", "f8", "4")
        assert "A001 办结，问的是高龄老人关爱一件事" in at.message
        assert kept()[0] == ("finished", "elder-care") and served(hall) == ["waiting"]
        await at.press("ctrl+z", "tab", "enter")
        assert kept()[0] == ("serving", ""), "as it was before"
        await at.press("f8")
        assert kept()[0] == ("finished", "")
        await at.press("f2", "f8", "1")
        assert kept()[1][0] == "called"
        await at.press("f8", "0", *"shbzk", "enter", "1")
        assert "A002 办结" in at.message and kept()[1] == ("finished", "社会保障卡申领"), kept()
        await at.press("f2", "f8", "4")
        assert kept()[2] == ("finished", "随便问问"), "what was said at the door stays beside it"
    facts = hall.db.execute(
        "SELECT group_concat(json_extract(facts, '$.about')) FROM journal WHERE act = 'ticket.finish'"
    ).fetchone()[0]
    assert facts == "elder-care,social-card,elder-care"


async def test_beyond_the_digits_every_bundle_can_be_what_a_visit_was_about(sit: Sitting, hall, at_the_door) -> None:
    at_the_door("A")
    columns = [row[1] for row in hall.db.execute("PRAGMA table_info(bundle)")]
    new = ", ".join({"code": "code || '-' || n.v", "name": "'第' || n.v || '件' || name"}.get(c, c) for c in columns)
    hall.db.execute(
        f"INSERT INTO bundle ({', '.join(columns)}) SELECT {new} FROM bundle,"
        " (SELECT value AS v FROM json_each('[1,2,3,4]')) n WHERE code = 'marriage'"
    )
    async with sit("c1") as at:
        await at.press("f2", "f8")
        assert "第4件" not in at.words and "0  别的一件事" in at.words
        await at.press("0")
        last = next(value for value, name, _ in at.app.screen.options if name.startswith("第4件"))
        await at.down_to("#choices", last)
        await at.press("enter")
        assert "问的是第4件" in at.message, at.message
    assert hall.db.execute("SELECT state, matter FROM ticket").fetchone()[:] == ("finished", "marriage-4")


async def test_what_nobody_publishes_is_no_matter_of_a_visit(hall, people, at_the_door) -> None:
    from counter import acts
    from counter.errors import Refusal

    at_the_door("A")
    hall.do(acts.staff_sign_in, people["c1"], window=1)
    called = hall.do(acts.ticket_call, people["c1"], window=1)
    hall.do(acts.ticket_start, people["c1"], ticket=called.number)
    with pytest.raises(Refusal):
        hall.do(acts.ticket_finish, people["c1"], ticket=called.number, about="no-such-thing")
    assert hall.db.execute("SELECT state FROM ticket").fetchone()[0] == "serving"
