"""What stands in a desk's menus can be done, or stands dim with its reason; no reason cites a law of other items."""

from __future__ import annotations

import pytest

from counter.errors import Refusal
from screens.dialogs.choice import Cannot
from screens.parts.lines import LineList
from tests.desks.conftest import accepted, alone, approvals, do, filed
from tests.screens.test_an_approvers_day import TAX, three

HR = "ap-c-hr"


def one(hall, where: str, desk: str = "D-C-HR") -> str:
    return "A-" + str(
        hall.db.execute(
            "SELECT a.id FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
            f" WHERE a.desk = ? AND {where} LIMIT 1",
            (desk,),
        ).fetchone()[0]
    )


TRIED = {
    "receive": ("approval.receive", {}),
    "grant": ("approval.decide", {"grant": True}),
    "refuse": ("approval.decide", {"refuse": True, "reasons": "不符合条件"}),
    "ask": ("approval.ask", {"reason": "补一份说明"}),
    "pause": ("approval.pause", {"ground": "inspection", "days": 5}),
    "resume": ("approval.resume", {}),
    "propose": ("approval.propose", {"grant": True}),
    "recall": ("approval.recall", {"reason": "写错", "second": "ap2-c-hr"}),
    "account": ("approval.account", {"words": "人手不足"}),
    "unask": ("approval.unask", {"reason": "不用了"}),
    "remind": ("approval.remind", {"words": "请快办"}),
}


def test_what_is_barred_is_refused_for_the_same_reason_by_its_act(hall, do, accepted) -> None:
    blocked = hall.db.execute("SELECT id, desk FROM approval WHERE state = 'blocked' LIMIT 1").fetchone()
    officer = f"ap-{blocked['desk'].removeprefix('D-').lower()}"
    free = one(hall, "a.state = 'open'")
    do("approval.receive", HR, approval=free)
    barred = 0
    for number, staff in ((f"A-{blocked['id']}", officer), (free, HR)):
        for able in do("approval.able", staff, approval=number):
            if able.why_not and able.what in TRIED:
                act, given = TRIED[able.what]
                with pytest.raises(Refusal) as refused:
                    do(act, staff, approval=number, **given)
                assert able.what == "pause" or refused.value.message == able.why_not, able
                barred += 1
    assert barred > 8
    asked = do("approval.ask", HR, approval=free, reason="补一份说明")
    assert asked.state == "asked"
    now = {able.what: able.why_not for able in do("approval.able", HR, approval=free)}
    assert "还在等申请人" in now["ask"] and "还在等申请人" in now["grant"] and not now["unask"]


def test_a_reason_is_offered_only_where_its_article_is_about_the_item(hall, do, accepted) -> None:
    types = {row["type"]: row["code"] for row in hall.db.execute("SELECT code, type FROM item")}
    permit, service = types["行政许可"], types["公共服务"]
    for refuse in (True, False):
        of_permit = do("approval.reasons", HR, refuse=refuse, items=(permit,))
        of_service = do("approval.reasons", HR, refuse=refuse, items=(service,))
        assert of_permit and all("行政许可法" in one.article for one in of_permit)
        assert of_service and not any("行政许可法" in f"{one.article}{one.words}" for one in of_service)
        assert not do("approval.reasons", HR, refuse=refuse, items=(permit, service)), "no article is about both"


async def test_unavailable_lines_of_the_desk_look_it_and_keep_their_places(sit, hall, do, three) -> None:
    async with sit(TAX) as at:
        await at.press("f8")
        before = [value for value, _, _ in at.app.screen.options]
        tones = {line.key: line.tone for line in at.app.screen.query_one(LineList).lines}
        barred = {value for value, _, remark in at.app.screen.options if isinstance(remark, Cannot)}
        assert {"resume", "recall", "unask", "late"} <= barred and not barred & {"receive", "grant", "ask", "past"}
        assert {key for key, tone in tones.items() if tone == "dim"} == barred
        assert "没有在特别程序中" in at.words
        await at.press("escape", "1", "f8")
        assert [value for value, _, _ in at.app.screen.options] == before
        assert isinstance(at.app.screen.options[0][2], Cannot) and "已由" in at.words
        await at.press("6")
        assert "没有在特别程序中" in at.message and at.app.message[1] == "bad"


async def test_what_was_ticked_and_not_done_is_named_afterwards_and_stays_ticked(sit, hall, do, three) -> None:
    do("approval.ask", TAX, approval=three[1], reason="补一份说明")
    async with sit(TAX) as at:
        await at.press("right", "right", "right", "home", "space", "2")
        assert "另有 1 件现在不能办" in at.words
        await at.press("y")
        assert "没有办的 1 件仍勾着" in at.message and three[1] in at.message, at.message
        assert at.app.screen.ticked == {three[1]}
    do("approval.unask", TAX, approval=three[1], reason="不用了")


def test_an_act_says_whose_proposal_it_made_void(hall, do, accepted) -> None:
    number = one(hall, "a.state = 'open'")
    do("approval.propose", HR, approval=number, refuse=True, reasons="条件不符")
    asked = do("approval.ask", "ap2-c-hr", approval=number, reason="补一份说明")
    assert "提请（不予许可）随之失效" in str(asked)
    case = do("approval.show", HR, approval=number).case
    do("approval.unask", HR, approval=number, reason="不用了")
    do("approval.propose", HR, approval=number, grant=True)
    item = do("approval.show", HR, approval=number).item
    lines = do("case.show", "c3", case=case).papers
    others = [one for one in do("case.progress", "c3", case=case) if one.number != number and one.state == "open"]
    paper, other = next((line.document, one) for line in lines for one in others if {item, one.item} <= set(line.items))
    do("approval.ask", f"ap-{other.desk[2:].lower()}", approval=other.number, documents=(paper,))
    brought = do("case.bring", "c3", case=case, documents=(paper,))
    assert "提请（准予）随之失效" in str(brought)


async def test_a_paper_at_a_desk_is_said_to_be_there_by_the_desks_name(sit, hall, do, accepted) -> None:
    name = hall.db.execute("SELECT name FROM desk WHERE code = 'D-C-HR'").fetchone()[0]
    number = one(hall, "a.state = 'open'")
    do("approval.receive", HR, approval=number)
    case = do("approval.show", HR, approval=number).case
    assert any(paper.holder_words == name for paper in do("case.show", "c3", case=case).papers)
    events = do("case.history", "c3", case=case)
    assert any(event.place == name for event in events)
    assert not any("D-C-" in event.place for event in events)
    async with sit(HR) as at:
        await at.press("enter")
        for _ in at.app.screen.query_one("#documents", LineList).lines:
            if name in at.words.split("三个日期")[0].split("在哪里")[-1]:
                break
            await at.press("down")
        assert "D-C-HR" not in at.words and "在哪里" in at.words
