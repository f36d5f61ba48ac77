"""What a year of decided cases says becomes a proposal with its evidence, and once a finding."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from counter import acts
from counter.errors import Refusal
from counter.rules.re_engineering import LEAST_CASES, Count, proposals
from counter.store import catalogue as store
from tests.conftest import NOW

TODAY = NOW.date()
QUICK, BUNDLE = "passport-issue", "marriage"


def case(hall, n, item, *, days=0, bundle=None, beside=None, **papers):
    """A decided case as its rows: `papers` are (state, asked for)."""
    began, done = TODAY - timedelta(days=30), TODAY - timedelta(days=30 - days)
    db = hall.db
    version = store.item(db, item, on=TODAY).version
    desk = db.execute("SELECT code, department FROM desk LIMIT 1").fetchone()
    made = db.execute(
        "INSERT INTO case_file (state, code_hash, opened_at, opened_by, receipt_number, acceptance_number, accepted_on,"
        " decided_on, bundle, bundle_version) VALUES ('decided', ?1, 0, 'A01', ?1, ?1, ?2, ?3, ?4,"
        " (SELECT max(version) FROM bundle WHERE code = ?4)) RETURNING id",
        (f"R{n}", began.isoformat(), done.isoformat(), bundle),
    ).fetchone()["id"]
    for code, took in ((item, days), *(((beside, 0),) if beside else ())):
        db.execute(
            "INSERT INTO approval (case_id, item, item_version, department, desk, level, state, kind, opened_on,"
            " decided_on, outcome) VALUES (?,?,?,?,?,'city','decided','promised',?,?,'grant')",
            (
                made,
                code,
                version if code == item else store.item(db, code, on=TODAY).version,
                desk["department"],
                desk["code"],
                began.isoformat(),
                (began + timedelta(days=took)).isoformat(),
            ),
        )
    for document, (state, asked) in papers.items():
        db.execute("INSERT INTO case_document (case_id, document, state) VALUES (?,?,?)", (made, document, state))
        if asked:
            db.execute(
                "INSERT INTO supplement_round (case_id, number, asked_on, documents) VALUES (?, 1, ?, ?)",
                (made, began.isoformat(), json.dumps([{"document": document, "words": "x"}])),
            )


def test_a_year_of_cases_says_it_with_its_rows_and_a_steward_takes_it_over_once(hall, people) -> None:
    needs = [need.document for need in store.item(hall.db, QUICK, on=TODAY).needs]
    never, missing = needs[0], needs[1]
    other = next(
        row["code"] for row in store.current_items(hall.db, TODAY) if row["promised_days"] and row["code"] != QUICK
    )
    for n in range(LEAST_CASES - 1):
        case(hall, n, QUICK, **{never: ("missing", False), missing: ("here", n < 5)})
    assert hall.ask(acts.report_savings, people["admin"]).proposals == ()  # one case too few
    case(hall, 99, QUICK, days=3, **{never: ("missing", False), missing: ("missing", True)})
    for n in range(LEAST_CASES):
        case(hall, 200 + n, other, days=7, bundle=BUNDLE, beside=QUICK if n < 15 else None)
    said = {one.rule: one for one in hall.ask(acts.report_savings, people["admin"]).proposals}
    assert set(said) == {"measured-same-day", "measured-unneeded", "measured-missing"}  # 15 bundles say nothing
    promised = store.item(hall.db, QUICK, on=TODAY).promised_days
    quick = said["measured-same-day"]
    assert (quick.cases, quick.hits, quick.days) == (35, 34, 34 * promised)
    assert len(quick.rows) == 34 and "R99" not in quick.rows
    assert (said["measured-unneeded"].cases, said["measured-unneeded"].papers) == (20, 20)
    often = said["measured-missing"]
    assert (often.cases, often.hits, often.helped, often.visits) == (20, 6, 5, 5)
    assert set(often.rows) == {"R0", "R1", "R2", "R3", "R4", "R99"}
    for n in range(5):
        case(hall, 300 + n, other, days=7, bundle=BUNDLE, beside=QUICK)
    last = next(p for p in hall.ask(acts.report_savings, people["admin"]).proposals if p.rule == "measured-holds-up")
    assert (last.item, last.cases, last.hits, last.days) == (other, 20, 20, 140)
    before = hall.ask(acts.catalogue_check, people["admin"])
    for one in (*said.values(), last):
        hall.do(acts.catalogue_adopt, people["admin"], number=one.number)
    with pytest.raises(Refusal) as refused:
        hall.do(acts.catalogue_adopt, people["admin"], number=quick.number)
    assert refused.value.code == "catalogue.proposal-taken-over"
    case(hall, 400, QUICK)  # the counts move, the proposal does not come back
    assert hall.ask(acts.report_savings, people["admin"]).proposals == ()
    after = hall.ask(acts.catalogue_check, people["admin"])
    new = {f.number: f for f in after.findings if f.rule.startswith("measured-")}
    assert len(new) == 4 and after.percent == before.percent
    desks = [row["name"] for row in hall.db.execute("SELECT name FROM desk")]
    assert not [f for f in new.values() if any(desk in f.detail for desk in desks)]
    unneeded = next(f for f in new.values() if f.rule == "measured-unneeded")
    assert hall.ask(acts.catalogue_finding, people["admin"], number=unneeded.number).finding == unneeded
    hall.do(acts.catalogue_accept, people["admin"], number=unneeded.number)
    assert unneeded.number not in {f.number for f in hall.ask(acts.catalogue_check, people["admin"]).findings}


@pytest.mark.parametrize(
    ("rule", "hits", "said"),
    [
        ("measured-same-day", 90, True),
        ("measured-same-day", 89, False),
        ("measured-unneeded", 99, False),
        ("measured-missing", 20, True),
        ("measured-missing", 19, False),
        ("measured-holds-up", 49, False),
        ("measured-stood-still", 100, True),
        ("measured-stood-still", 99, False),
        ("measured-second", 99, False),
    ],
)
def test_a_share_below_its_bound_says_nothing(rule, hits, said) -> None:
    assert bool(proposals([Count(rule, "x", "p", "纸", 100, hits, days=3)])) is said
    assert not proposals([Count(rule, "x", "p", "纸", LEAST_CASES - 1, LEAST_CASES - 1)])


def test_a_step_that_adds_days_and_changes_nothing_is_said_with_its_days(hall, people) -> None:
    other = "startup-subsidy"
    for n in range(LEAST_CASES):
        case(hall, n, QUICK, days=4)
        case(hall, 100 + n, other, days=4)
    ids = {
        code: [row[0] for row in hall.db.execute("SELECT id FROM approval WHERE item = ? ORDER BY id", (code,))]
        for code in (QUICK, other)
    }
    day = 86_400_000
    for id in ids[QUICK]:
        hall.db.execute(
            "INSERT INTO pause (approval, ground, started_on, started_at, expected_days, ended_on, ended_at, days,"
            " staff) VALUES (?, 'inspection', '2026-11-01', 1, 3, '2026-11-04', 2, 3, 'ap-c-hr')",
            (id,),
        )
    for id in ids[other]:
        hall.db.execute(
            "INSERT INTO review (approval, what, officer, at, business_date, state, ended_at, ended_by)"
            " VALUES (?, 'grant', 'ap-c-hr', ?, '2026-11-02', 'agreed', ?, 'ap2-c-hr')",
            (id, day, 3 * day),
        )

    def said():
        found = hall.ask(acts.report_savings, people["sup"]).proposals
        return {one.rule: one for one in found if one.rule in ("measured-stood-still", "measured-second")}

    still, second = said()["measured-stood-still"], said()["measured-second"]
    assert (still.item, still.cases, still.hits, still.days) == (QUICK, LEAST_CASES, LEAST_CASES, 3 * LEAST_CASES)
    assert "检验" in still.detail and len(still.rows) == LEAST_CASES
    assert (second.item, second.hits, second.days) == (other, LEAST_CASES, 2 * LEAST_CASES)
    hall.do(acts.catalogue_adopt, people["sup"], number=still.number)
    assert set(said()) == {"measured-second"}, "taken over once"
    hall.db.execute("UPDATE review SET state = 'returned', words = '缺材料' WHERE id = 1")
    assert said() == {}, "one case in which it changed something, and it is no longer said"
