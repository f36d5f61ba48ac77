"""The law's own days off are known in any year, every day that a notice names counts whichever year it lies in, and
stored dates follow what is announced, days of receipt too.

Sources of the right answers: the State Council's notices 国办发明电〔2023〕7号 (2024), 〔2024〕12号 (2025) and
〔2025〕7号 (2026) as kept in data/calendar, and 全国年节及纪念日放假办法 as changed by order 795 (from 2025 on).
"""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter.acts.calendar.clocks import catch_up
from counter.hall import DATA, Hall
from counter.hall.act import load
from counter.rules.access import HALL_ITSELF
from counter.rules.statutory import statutory
from counter.rules.workday import Calendar, due
from counter.store import calendar as store
from counter.store import staff
from tests.filling import fill_form

TOLD = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "vectors.jsonl").read_text("utf-8").splitlines()
]
DUE = [one for one in TOLD if one.get("kind") == "due"]

OWN = [
    # across a year's end, with both years' notices: 元旦 2025 is one day, 元旦 2026 three with a make-up Sunday
    ("2024-12-31", 1, "2025-01-02", False, "1 January 2025 is off by itself (2025 notice)"),
    ("2024-12-25", 10, "2025-01-09", False, "four days of December and six of January"),
    ("2025-12-30", 3, "2026-01-05", False, "31 December, make-up Sunday 4 January, Monday 5 January"),
    ("2025-12-31", 1, "2026-01-04", False, "the first working day of 2026 is a Sunday (2026 notice)"),
    # make-up days
    ("2024-02-09", 1, "2024-02-18", False, "Spring Festival 2024: 10 to 17 February off, Sunday 18 worked"),
    ("2024-04-03", 1, "2024-04-07", False, "Qingming 2024: 4 to 6 April off, Sunday 7 worked"),
    ("2025-01-24", 2, "2025-01-27", False, "Sunday 26 January 2025 is worked, then Monday"),
    ("2025-09-27", 1, "2025-09-28", False, "Sunday 28 September 2025 is worked"),
    ("2025-10-10", 1, "2025-10-11", False, "Saturday 11 October 2025 is worked"),
    ("2026-02-13", 1, "2026-02-14", False, "Saturday 14 February 2026 is worked"),
    ("2026-02-14", 1, "2026-02-24", False, "Spring Festival 2026: 15 to 23 February off"),
    ("2026-05-08", 1, "2026-05-09", False, "Saturday 9 May 2026 is worked"),
    # no notice yet: only the law's own days are known
    ("2026-12-31", 3, "2027-01-06", True, "1 January, the weekend, then three days"),
    ("2027-02-04", 1, "2027-02-09", True, "Spring Festival 2027 from its eve, 5 to 8 February"),
    ("2027-04-02", 1, "2027-04-06", True, "Qingming is Monday 5 April 2027"),
    ("2027-06-08", 1, "2027-06-10", True, "Dragon Boat is Wednesday 9 June 2027"),
    ("2027-09-14", 1, "2027-09-16", True, "Mid-Autumn is Wednesday 15 September 2027"),
    ("2027-09-30", 1, "2027-10-04", True, "1 to 3 October, Friday to Sunday"),
]


@pytest.fixture(scope="module")
def announced() -> Calendar:
    """The arrangements that come along: 2024 to 2026."""
    years, names = {}, {}
    for file in sorted((DATA / "calendar").glob("[0-9]*.json")):
        year, days = store.parse_year(json.loads(file.read_text("utf-8")))
        if days:
            years[year] = {day: off for day, (off, _) in days.items()}
            names |= {day: name for day, (_, name) in days.items()}
    return Calendar(years, {}, names)


@pytest.mark.parametrize("one", DUE, ids=[one["from"] for one in DUE])
def test_the_days_that_are_told(announced, one) -> None:
    counted = due(announced, date.fromisoformat(one["from"]), one["days"])
    assert (counted.last_day.isoformat(), counted.provisional) == (one["last"], one.get("provisional", False)), one[
        "why"
    ]


@pytest.mark.parametrize(("start", "days", "last", "provisional", "why"), OWN, ids=[f"{o[0]}+{o[1]}" for o in OWN])
def test_days_across_years_and_made_up_ones(announced, start, days, last, provisional, why) -> None:
    counted = due(announced, date.fromisoformat(start), days)
    assert (counted.last_day.isoformat(), counted.provisional) == (last, provisional), why


def test_the_law_names_thirteen_days_and_every_notice_keeps_them_off(announced) -> None:
    for year in range(2025, 2101):
        days = statutory(year)
        assert len(days) == 13 - (date(year, 10, 1) <= _mid_autumn(year) <= date(year, 10, 3)), year
    for year in (2024, 2025, 2026):
        assert [day for day in statutory(year) if not announced.years[year].get(day)] == []
    assert not announced.is_working(date(2027, 1, 1)) and announced.is_known(date(2027, 1, 1))
    assert "元旦" in str(announced.why(date(2027, 1, 1))) and not announced.is_known(date(2027, 1, 2))


def _mid_autumn(year: int) -> date:
    from lunar_python import Lunar

    return date.fromisoformat(Lunar.fromYmd(year, 8, 15).getSolar().toYmd())


def test_a_notice_counts_whichever_year_its_days_lie_in(hall, do) -> None:
    before = hall.calendar
    assert before.is_working(date(2026, 12, 31)) and not before.is_working(date(2026, 12, 27))
    notice = {
        "year": 2027,
        "days": [
            {"name": "元旦", "date": "2026-12-27", "isOffDay": False},
            *({"name": "元旦", "date": day, "isOffDay": True} for day in ("2026-12-31", "2027-01-01", "2027-01-02")),
        ],
    }
    shown = do("calendar.diff", "sup", document=notice)
    assert {str(one.day) for one in shown.changes} == {"2026-12-27", "2026-12-31"}
    loaded = do("calendar.load", "sup", document=notice, source="国办通知")
    assert loaded.changes == 2
    assert not hall.calendar.is_working(date(2026, 12, 31)) and hall.calendar.is_working(date(2026, 12, 27))
    assert due(hall.calendar, date(2026, 12, 25), 2).last_day == date(2026, 12, 28)


def received(do, at, item="flexible-insurance"):
    """A case of one item, received at a moment."""
    step = do("case.open", "c3", items=(item,), at=at)
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    if item == "flexible-insurance":
        for document in ("L2000016", "L2000017"):
            do("case.document", "c3", case=step.case, document=document, state="here")
    do("case.all-here", "c3", case=step.case)
    fill_form(do, step.case, "c3")
    return do("case.receive", "c3", case=step.case)


def moved_of(loaded) -> dict[str, tuple[str, str]]:
    return {str(one.what): (one.before, one.after) for one in loaded.moved}


def test_a_day_of_receipt_follows_the_notice_and_is_listed(hall, do) -> None:
    one = received(do, "2026-12-31T17:30")
    assert (str(one.received_on), str(one.notice_last_day)) == ("2027-01-04", "2027-01-11")  # never 1 January
    two = received(do, "2026-12-31T17:31")
    accepted = do("case.accept", "c3", case=two.case)
    assert str(accepted.accepted_on) == "2027-01-04"
    notice = {
        "year": 2027,
        "days": [
            {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
            {"name": "元旦", "date": "2027-01-04", "isOffDay": True},
            {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
        ],
    }
    loaded = do("calendar.load", "sup", document=notice, source="国办通知")
    moved = moved_of(loaded)
    assert moved[f"{one.case} 收件日"] == ("2027-01-04", "2027-01-05")
    assert f"{one.case} 告知期限" not in moved  # one day off, one made up: the last day stays
    assert moved[f"{two.case} 收件日"] == moved[f"{two.case} 受理日"] == ("2027-01-04", "2027-01-05")
    row = hall.db.execute("SELECT * FROM case_file WHERE receipt_number = ?", (two.case,)).fetchone()
    assert (row["received_on"], row["accepted_on"]) == ("2027-01-05", "2027-01-05")
    opened = hall.db.execute("SELECT opened_on FROM approval WHERE case_id = ?", (row["id"],)).fetchone()
    assert opened["opened_on"] == "2027-01-05"
    entry = hall.db.execute("SELECT facts FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    assert json.loads(entry["facts"])["moved"][f"{two.case} 受理日"] == ["2027-01-04", "2027-01-05"]


def test_the_night_puts_right_a_date_that_nothing_makes_so_and_names_it(hall, do) -> None:
    case = received(do, "2026-12-30T10:00").case
    other = received(do, "2026-12-30T10:05").case
    do("case.accept", "c3", case=case)
    right = dict(hall.db.execute("SELECT id, promised_on FROM approval").fetchone())
    assert do("clock.catch-up", "sup", at="2026-12-30T18:00").healed == ()
    hall.db.execute("UPDATE approval SET promised_on = '2027-01-01'")
    hall.db.execute("UPDATE case_file SET received_on = '2027-01-01' WHERE receipt_number = ?", (other,))
    done = do("clock.catch-up", "sup", at="2026-12-31T08:00")
    healed = {str(one.what): (one.before, one.after) for one in done.healed}
    assert healed[f"A-{right['id']}"] == ("2027-01-01", right["promised_on"])
    assert healed[f"{other} 收件日"] == ("2027-01-01", "2026-12-30")
    kept = hall.db.execute(
        "SELECT facts FROM journal WHERE act = 'clock.catch-up' ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    assert json.loads(kept["facts"])["healed"][f"A-{right['id']}"] == ["2027-01-01", right["promised_on"]]
    assert do("clock.catch-up", "sup", at="2026-12-31T18:00").healed == ()


DAYS = st.dates(date(2026, 12, 1), date(2027, 2, 28))


@pytest.fixture(scope="module")
def kept_hall(training_template, tmp_path_factory):
    """A hall with a case that waits for an answer, one in hand with a pause and one without; and who acts in it."""
    folder = tmp_path_factory.mktemp("agree") / "hall"
    shutil.copytree(training_template, folder)
    hall = Hall.open(folder, now=datetime(2026, 12, 28, 9, 30))

    def do(name, code, /, *, at=None, **arguments):
        if at:
            hall.set_now(datetime.fromisoformat(at))
        entry = load(name.split(".")[0])[name]
        actor = staff.actor(hall.db, code, 3 if code == "c3" else None)
        return (hall.run if entry.writes else hall.answer)(entry, actor, arguments)

    waiting = received(do, "2026-12-31T17:30").case
    items = ("startup-subsidy", "flexible-insurance")
    accepted = [do("case.accept", "c3", case=received(do, "2026-12-31T17:32", item).case).case for item in items]
    do("approval.pause", "ap-c-hr", approval="A-1", ground="inspection", days=6)
    yield hall, do, waiting, accepted
    hall.close()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    year=st.sampled_from([2026, 2027]),
    notice=st.dictionaries(DAYS, st.booleans(), min_size=1, max_size=6),
    own=st.none() | st.tuples(DAYS, st.sampled_from([True, False, None])),
)
def test_what_is_explained_is_what_is_stored(kept_hall, year, notice, own) -> None:
    """Whatever is announced, in whatever order, whatever days the hall keeps: explained and stored dates are one."""
    hall, do, waiting, accepted = kept_hall
    entries = [{"name": "放假", "date": str(day), "isOffDay": off} for day, off in notice.items()]
    do("calendar.load", "sup", document={"year": year, "days": entries}, source="通知")
    agree(hall, do, waiting, accepted)
    if own is not None:
        do("calendar.overlay", "sup", day=own[0], open=own[1], reason="搬家" if own[1] is not None else "")
        agree(hall, do, waiting, accepted)
    hall.set_now(datetime(2026, 12, 31, 20, 0))
    assert hall.do(catch_up, HALL_ITSELF).healed == ()


def agree(hall, do, waiting, accepted) -> None:
    start = next(d for n in range(1, 400) if hall.calendar.is_working(d := date(2026, 12, 31) + timedelta(days=n)))
    for row in hall.db.execute("SELECT receipt_number, received_on FROM case_file WHERE receipt_number IS NOT NULL"):
        assert row["received_on"] == start.isoformat(), row["receipt_number"]
    told = do("case.explain", "sup", case=waiting).counts[0]
    [stored] = hall.db.execute("SELECT notice_last_day FROM case_file WHERE receipt_number = ?", (waiting,)).fetchone()
    assert told.last_day.isoformat() == stored == told.days[-1].day.isoformat()
    rows = hall.db.execute("SELECT * FROM approval ORDER BY id").fetchall()
    assert len(rows) == len(accepted)
    for row in rows:
        counts = do("approval.explain", "sup", approval=f"A-{row['id']}").counts
        for count, column in zip(counts[:2], ("promised_on", "legal_on"), strict=True):
            assert (str(count.last_day) if count.last_day else None) == row[column]
            if count.days:
                assert str(count.days[-1].day) == row[column] and count.days[-1].counted
