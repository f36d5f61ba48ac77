"""A month's shares hold what is overdue and undecided against the hall, in the month in which it fell due, and equal a
slow count that knows nothing of how the report counts.
"""

from __future__ import annotations

import random
import shutil
from datetime import date, datetime, timedelta

import pytest

from counter.acts.report.evidence import Number
from counter.hall import Hall
from counter.hall.act import load
from counter.store import staff
from tests.filling import fill_form

ITEMS = {"flexible-insurance": "ap-c-tax", "startup-subsidy": "ap-c-hr", "housing-fund-unit": "ap-c-hf"}
TODAY = date(2026, 12, 18)


@pytest.fixture(scope="module")
def month(training_template, tmp_path_factory):
    """A month of single items made by acts alone: decided in time, late, in the next month or not at all."""
    folder = tmp_path_factory.mktemp("month") / "hall"
    shutil.copytree(training_template, folder)
    hall = Hall.open(folder, now=datetime(2026, 11, 24, 9, 30))
    chance, waiting = random.Random(44), []

    def do(name, code, /, **arguments):
        entry = load(name.split(".")[0])[name]
        actor = staff.actor(hall.db, code, 3 if code == "c3" else None)
        return (hall.run if entry.writes else hall.answer)(entry, actor, arguments)

    def take_in(item):
        step = do("case.open", "c3", items=(item,), answers={"unit": "enterprise"} if "unit" in item else {})
        do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
        if item == "flexible-insurance":
            for document in ("L2000016", "L2000017"):
                do("case.document", "c3", case=step.case, document=document, state="here")
        do("case.all-here", "c3", case=step.case)
        fill_form(do, step.case, "c3")
        accepted = do("case.accept", "c3", case=step.case)
        row = hall.db.execute("SELECT id FROM approval WHERE case_id = ?", (accepted.id,)).fetchone()
        waiting.append((f"A-{row['id']}", ITEMS[item]))

    take_in("startup-subsidy")
    do("approval.pause", "ap-c-hr", approval=waiting.pop()[0], ground="inspection", days=3)
    for n in range((TODAY - date(2026, 11, 24)).days + 1):
        day = date(2026, 11, 24) + timedelta(days=n)
        if not hall.calendar.is_working(day):
            continue
        hall.set_now(datetime.combine(day, datetime.min.time().replace(hour=10)))
        for item in ITEMS if n % 2 == 0 and day < date(2026, 12, 10) else ():
            take_in(item)
        for approval, officer in [one for one in waiting if chance.random() < 0.06]:
            waiting.remove((approval, officer))
            second = {"second": "ap2-c-hr"} if officer == "ap-c-hr" else {}
            do("approval.decide", officer, approval=approval, grant=True, **second)
    yield hall, do
    hall.close()


def slowly(hall, first: str, last: str) -> dict[str, int]:
    """One question per item, in words of its own: when does it count, and does it count for or against the hall?"""
    found = dict.fromkeys(("on_time", "late", "overdue", "uncounted"), 0)
    for row in hall.db.execute(
        "SELECT state, promised_on, decided_on, julianday(decided_on) - julianday(promised_on) AS over,"
        " julianday(?) - julianday(promised_on) AS now_over FROM approval",
        (TODAY.isoformat(),),
    ).fetchall():
        within = {name: bool(row[name]) and first <= row[name] <= last for name in ("promised_on", "decided_on")}
        if row["decided_on"]:
            in_time = row["promised_on"] is not None and row["over"] <= 0
            if in_time and within["decided_on"]:
                found["on_time"] += 1
            elif not in_time and within["promised_on"]:
                found["late"] += 1
            elif not in_time and within["decided_on"]:
                found["uncounted"] += 1
        elif row["state"] != "paused" and within["promised_on"] and row["now_over"] > 0:
            found["overdue"] += 1
    return found


@pytest.mark.parametrize(("first", "last"), [("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31")])
def test_what_is_overdue_and_undecided_counts_where_it_fell_due(month, first, last) -> None:
    (hall, do), text = month, first[:7]
    span = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    told, slow = do("report.month", "sup", month=text), slowly(hall, first, last)
    assert {name: getattr(told, name) for name in slow} == slow
    assert slow["overdue"] > 0 and told.promised == slow["on_time"] + slow["late"] + slow["overdue"]
    assert told.on_time_share == round(100 * slow["on_time"] / told.promised, 1) < 100
    assert f"（{told.on_time}/{told.promised} 项" in str(told) and f"{told.uncounted} 项不计入" in str(told)
    behind = do("report.behind", "sup", number=Number.ON_TIME, **span)
    marks = [one.counted for one in behind.items]
    assert (marks.count("yes"), marks.count("no"), marks.count("")) == (
        slow["on_time"],
        slow["late"] + slow["overdue"],
        slow["uncounted"],
    )
    assert (behind.part, behind.whole, behind.uncounted) == (told.on_time, told.promised, told.uncounted)
    offices = do("report.departments", "sup", **span)
    assert sum(one.promised for one in offices) == told.promised and sum(one.on_time for one in offices) == told.on_time


def test_each_item_counts_in_one_month_only(month) -> None:
    _hall, do = month
    both = do("report.span", "sup", first=date(2026, 11, 1), last=date(2026, 12, 31))
    parts = [do("report.month", "sup", month=text) for text in ("2026-11", "2026-12")]
    assert parts[1].uncounted > 0 and both.uncounted == 0  # late ones of November decided in December
    for name in ("on_time", "late", "overdue", "promised"):
        assert getattr(both, name) == sum(getattr(one, name) for one in parts), name


def test_desk_supervisor_and_report_say_how_late_in_the_same_words(month) -> None:
    _hall, do = month
    warned = {one.subject: str(one.words) for one in do("clock.warnings", "sup") if one.kind == "approval"}
    items = do("report.behind", "sup", number=Number.ON_TIME).items
    behind = {one.approval: str(one.why) for one in items if not one.decided_on}
    compared = 0
    for code in ITEMS.values():
        for one in do("approval.list", code):
            if one.number in behind:
                compared += 1
                assert str(one.left) in warned[one.number] and str(one.left) in behind[one.number]
    assert compared > 1
