"""The walk of one graduate at the front window, act by act."""

from __future__ import annotations

import json
from datetime import date

import pytest

from counter.acts.case.opening import NothingChosen
from counter.errors import Refusal
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE


def test_a_queue_for_one_bundle_opens_it_a_queue_for_two_asks_which_of_them(hall, do):
    do("staff.sign-in", window=3)
    do("ticket.take", "kiosk", queue="bundle")
    do("ticket.call", window=3)
    with pytest.raises(NothingChosen) as asked:
        do("case.open", window=3)
    assert asked.value.bundles == ("graduates", "elder-care")
    hall.db.execute("UPDATE queue SET bundles = '[\"graduates\"]' WHERE code = 'bundle'")
    assert do("case.open", window=3).case == "D1"
    assert hall.db.execute("SELECT bundle FROM case_file").fetchone()[0] == "graduates"


def test_a_ticket_becomes_a_case_with_one_key_and_only_once(hall, do):
    do("staff.sign-in", window=3)
    do("ticket.take", "kiosk", queue="bundle")
    do("ticket.call", window=3)
    first = do("case.open", window=3, bundle="graduates")
    again = do("case.open", window=3)
    assert first.id == again.id and first.case == "D1"
    assert hall.db.execute("SELECT state FROM ticket").fetchone()[0] == "serving"
    assert hall.db.execute("SELECT bundle, ticket FROM case_file").fetchall()[0][:] == ("graduates", 1)


def test_situations_bring_items_and_each_paper_once(do, draft):
    shown = do("case.show", case=draft)
    assert len(shown.items) == 10 and not [s for s in shown.situations if not s.given]
    codes = [paper.document for paper in shown.papers]
    assert len(codes) == len(set(codes)) and 12 <= len(codes) <= 20
    assert shown.needed < shown.needed_alone
    card = max(shown.papers, key=lambda paper: paper.serves)
    assert card.serves > 3 and card.of == 10 and "10 项中" in card.serves_words


def test_another_answer_changes_the_set_and_keeps_what_was_taken(do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    before = {p.document for p in do("case.show", case=draft).papers}
    do("case.answer", case=draft, question="file", answer="none")
    fewer = {p.document for p in do("case.show", case=draft).papers}
    assert fewer < before
    do("case.answer", case=draft, question="file", answer="both")
    assert all(p.state == "here" for p in do("case.show", case=draft).papers if p.necessity == "required")


def test_the_full_walk(hall, do, draft):
    shown = do("case.show", case=draft)
    tolerable = next(p for p in shown.papers if any(o.cause == "tolerated" and o.allowed for o in p.offers))
    waivable = next(
        p for p in shown.papers if p is not tolerable and any(o.cause == "waived" and o.allowed for o in p.offers)
    )
    do(
        "case.document",
        case=draft,
        document=tolerable.document,
        state="missing",
        cause="tolerated",
        due_on=tolerable.last_day,
    )
    do("case.document", case=draft, document=waivable.document, state="missing", cause="waived")
    do("case.all-here", case=draft)
    fill_form(do, draft)
    for paper in do("case.show", case=draft).papers:
        if paper.necessity == "one-of" and do("case.show", case=draft).lacks:
            do("case.document", case=draft, document=paper.document, state="here")
    received = do("case.receive", case=draft)
    assert (
        received.case == "R20261124-0001"
        and received.received_on == date(2026, 11, 24)
        and received.notice_last_day == date(2026, 12, 1)
    )
    accepted = do("case.accept", case=received.case)
    assert accepted.acceptance_number == "S20261124-0001" and accepted.approvals == 10 and len(accepted.slips) == 7
    assert accepted.parallel_days == 10 and accepted.serial_days == 55 and accepted.needed < accepted.needed_alone
    kinds = [row["kind"] for row in hall.db.execute("SELECT kind FROM paper ORDER BY rowid")]
    assert kinds[0] == "receipt" and set(kinds) == {"receipt", "acceptance", "transfer", "tolerance"}
    copies = hall.db.execute(
        "SELECT count(*) FROM paper_job j JOIN paper p ON p.number = j.paper WHERE p.kind = 'tolerance'"
    ).fetchone()[0]
    assert copies == 2
    shown = do("case.show", case=accepted.acceptance_number)
    assert all(item.approval for item in shown.items) and shown.state_name == "受理"
    with pytest.raises(Refusal, match="已经受理"):
        do("case.accept", case=received.case)


def test_no_paper_holds_a_tracking_code_or_a_whole_number(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    do("case.receive", case=draft)
    code = do("case.code", case=draft)
    stored = "".join(row[0] for row in hall.db.execute("SELECT content FROM paper"))
    assert code not in stored and GRADUATE["number"] not in stored and "李晓梅" in stored
    assert code not in "".join(hall.db.iterdump()) if hasattr(hall.db, "iterdump") else True


def test_the_journal_names_no_person(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    do("case.receive", case=draft)
    text = json.dumps(
        [tuple(row) for row in hall.db.execute("SELECT * FROM journal")], ensure_ascii=False, default=repr
    )
    assert GRADUATE["name"] not in text and GRADUATE["number"] not in text


def test_a_case_may_be_any_items_without_a_bundle(hall, do):
    codes = [row["code"] for row in hall.db.execute("SELECT code FROM item ORDER BY code LIMIT 2")]
    step = do("case.open", items=tuple(codes))
    assert {item.item for item in do("case.show", case=step.case).items} == set(codes)
    do("case.item", case=step.case, item="flexible-insurance")
    assert len(do("case.show", case=step.case).items) == len({*codes, "flexible-insurance"})


@pytest.mark.parametrize("answers", [{"path": "astronaut"}, {"nothing": "yes"}])
def test_an_unknown_answer_is_refused_with_the_possible_ones(hall, do, answers):
    with pytest.raises(Refusal) as refused:
        do("case.open", bundle="graduates", answers=answers)
    assert "可" in refused.value.next_step
    assert hall.db.execute("SELECT count(*) FROM case_file").fetchone()[0] == 0


def test_the_same_key_gives_the_same_answer(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    first = do("case.receive", key="press-1", case=draft)
    assert do("case.receive", key="press-1", case=draft) == first
    assert hall.db.execute("SELECT count(*) FROM paper").fetchone()[0] == 1


def test_answers_may_come_with_the_opening(do):
    step = do("case.open", bundle="graduates", answers=dict(list(FOUNDER.items())[:1]))
    assert any(not s.given for s in do("case.show", case=step.case).situations)
    with pytest.raises(Refusal, match="情形"):
        do("case.applicant", case=step.case, **GRADUATE)
        do("case.accept", case=step.case)
