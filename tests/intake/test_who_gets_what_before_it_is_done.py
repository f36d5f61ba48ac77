"""F6 before acceptance: what it shows is what acceptance then writes, to the desk, the day and the paper."""

from __future__ import annotations

import pytest

from counter.acts.approval.on_the_spot import on_the_spot
from counter.errors import Refusal
from counter.store import approvals
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE


def shape(hall, case_id: int) -> dict[str, tuple]:
    """Item -> (desk, waits for, dates, decidable at the window) as acceptance wrote them."""
    edges: dict[str, set[str]] = {}
    for item, needs in approvals.edges(hall.db, case_id):
        edges.setdefault(item, set()).add(needs)
    names = {row["item"]: row["item_name"] for row in approvals.of_case(hall.db, case_id)}
    return {
        row["item"]: (
            row["desk"],
            {names[needs] for needs in edges.get(row["item"], ())},
            row["promised_on"],
            row["legal_on"],
            row["desk_on"],
            row["provisional"],
            on_the_spot(row),
        )
        for row in approvals.of_case(hall.db, case_id)
    }


def planned_shape(planned) -> dict[str, tuple]:
    def text(day):
        return str(day) if day else None

    return {
        item.item: (
            desk.desk,
            set(item.waits_for),
            text(item.promised_on),
            text(item.legal_on),
            text(item.desk_on),
            int(item.provisional),
            item.on_the_spot,
        )
        for desk in planned.desks
        for item in desk.items
    }


def test_the_plan_is_what_acceptance_writes(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    for lack in do("case.plan", case=draft).lacks:
        shown = next(p for p in do("case.show", case=draft).papers if p.name in lack.split("或"))
        do("case.document", case=draft, document=shown.document)
    before = hall.db.execute("SELECT count(*) FROM journal").fetchone()[0]
    planned = do("case.plan", case=draft)
    assert (
        hall.db.execute("SELECT count(*) FROM journal").fetchone()[0] == before
        and not hall.db.execute("SELECT 1 FROM approval").fetchone()
    ), "it changes nothing"
    assert (
        planned.lacks == ()
        and planned.unanswered == 0
        and any(item.waits_for for desk in planned.desks for item in desk.items)
    )
    accepted = do("case.accept", case=draft, version=planned.version)
    assert planned_shape(planned) == shape(hall, accepted.id)
    assert (planned.on, planned.promised_on, planned.legal_on, planned.parallel_days, planned.serial_days) == (
        accepted.accepted_on,
        accepted.promised_on,
        accepted.legal_on,
        accepted.parallel_days,
        accepted.serial_days,
    )
    sent = {
        slip.desk: {(name, copies) for _, name, copies in slip.documents}
        for slip in do("slip.list", case=accepted.case)
    }
    assert {desk.desk: set(desk.papers) for desk in planned.desks} == sent


def test_a_draft_that_is_not_complete_is_shown_with_what_it_lacks(do):
    case = do("case.open", bundle="graduates", answers={"path": "founder"}).case
    planned = do("case.plan", case=case)
    assert planned.unanswered and planned.lacks and planned.desks, "what is known already is shown"
    assert all(not desk.papers for desk in planned.desks), "no paper lies here yet"
    assert "还有" in str(planned) and "情形没有回答" in str(planned)


def test_after_acceptance_and_without_an_item_there_is_nothing_to_plan(do, draft, hall):
    do("case.withdraw", case=draft, reason="不办了")
    with pytest.raises(Refusal, match="不能再改"):
        do("case.plan", case=draft)
    other = do("case.open", bundle="graduates", answers=FOUNDER).case
    hall.db.execute("DELETE FROM case_item WHERE case_id = ?", (int(other[1:]),))
    with pytest.raises(Refusal, match="没有事项"):
        do("case.plan", case=other)


def test_an_approver_has_no_part_in_it(do, draft):
    with pytest.raises(Refusal):
        do("case.plan", "ap-c-hr", case=draft)


def test_what_the_window_may_decide_on_the_spot_is_said_before(hall, do):
    item = hall.db.execute(
        "SELECT code FROM item WHERE kind = 'on-the-spot' AND json_extract(guide, '$.check') IS NOT 'substance' ORDER "
        "BY code LIMIT 1"
    ).fetchone()[0]
    case = do("case.open", items=(item,)).case
    planned = do("case.plan", case=case)
    assert [one.on_the_spot for desk in planned.desks for one in desk.items] == [True] and "可当场办结" in str(planned)
    do("case.applicant", case=case, **GRADUATE)
    for paper in do("case.show", case=case).papers:
        do("case.document", case=case, document=paper.document)
    for situation in do("case.show", case=case).situations:
        do("case.answer", case=case, question=situation.code, answer=situation.answers[0][0])
    accepted = do("case.accept", case=case)
    assert len(do("case.decidable-here", case=accepted.case)) == 1
