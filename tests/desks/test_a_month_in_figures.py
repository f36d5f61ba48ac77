"""A month made by acts alone: its figures equal a slow count that knows nothing of how they are made, whatever of it is
kept; what changes a past day later changes its figures.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from counter.acts.report.floor import TodayCounts
from counter.acts.report.keeping import count, rules_of
from counter.acts.report.replay import floor_at
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.act import Look, load
from counter.rules.access import HALL_ITSELF
from counter.rules.figure_names import By
from counter.rules.replayed_day import Playing
from counter.store import figures_kept, staff
from tests.desks.slow_count import SlowCount
from tests.filling import fill_form

FIRST = date(2026, 11, 23)
TODAY = date(2026, 12, 8)
FOUNDER = {
    "path": "founder",
    "unit": "enterprise",
    "self": "yes",
    "subsidy": "yes",
    "file": "both",
    "keeper": "school",
    "household": "yes",
}


class Month:
    """A hall with a month in it, and acts by name as somebody."""

    def __init__(self, folder) -> None:
        self.hall = Hall.open(folder, now=datetime(2026, 11, 23, 9, 0))
        self.db = self.hall.db
        self.seen: list = []
        """The supervisor's screen at some moments."""

    def do(self, name, code, /, **arguments):
        entry = load(name.split(".")[0])[name]
        actor = HALL_ITSELF if code == "hall" else staff.actor(self.db, code, 3 if code[0] == "c" else None)
        return (self.hall.run if entry.writes else self.hall.answer)(entry, actor, arguments)

    def at(self, day, hour, minute=0) -> None:
        self.hall.set_now(datetime(day.year, day.month, day.day, hour) + timedelta(minutes=minute))

    def take_in(self, *items, bundle="", answers=None):
        given = {"bundle": bundle} if bundle else {"items": items}
        step = self.do("case.open", "c3", **given, answers=answers or {})
        self.do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
        if items == ("flexible-insurance",):
            for document in ("L2000016", "L2000017"):
                self.do("case.document", "c3", case=step.case, document=document, state="here")
        self.do("case.all-here", "c3", case=step.case)
        fill_form(self.do, step.case, "c3")
        done = self.do("case.accept", "c3", case=step.case)
        rows = self.db.execute("SELECT id, item, desk FROM approval WHERE case_id = ?", (done.id,)).fetchall()
        return done.case, {row["item"]: f"A-{row['id']}" for row in rows}

    def visit(self, day, minute, waits, serves, how="finish") -> str:
        """One ticket from 13:00 on: taken, called, and what became of it."""
        self.at(day, 13, minute)
        ticket = self.do("ticket.take", "g1", queue="A").number
        if how == "leave":
            self.do("ticket.leave", "g1", ticket=ticket)
            return ticket
        self.at(day, 13, minute + waits)
        self.do("ticket.pick", "c3", ticket=ticket)
        if how == "absent":
            self.do("ticket.absent", "c3", ticket=ticket)
            self.do("ticket.void", "g1", ticket=ticket)
            return ticket
        self.do("ticket.start", "c3", ticket=ticket)
        if day in (date(2026, 11, 24), date(2026, 11, 27), date(2026, 12, 3)):
            self.at(day, 13, minute + waits + 1)
            self.seen.append(self.do("report.floor", "sup"))
        self.at(day, 13, minute + waits + serves)
        self.do("ticket.finish", "c3", ticket=ticket, about="flexible-insurance")
        return ticket


@pytest.fixture(scope="module")
def month(training_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures") / "hall"
    shutil.copytree(training_template, folder)
    one, chance = Month(folder), random.Random(15)
    open_ones: list[tuple[str, str]] = []
    for n in range((TODAY - FIRST).days):
        day = FIRST + timedelta(days=n)
        if not one.hall.calendar.is_working(day):
            continue
        one.at(day, 9)
        one.do("day.open", "sup")
        one.do("staff.sign-in", "c3", window=3)
        if n == 0:
            _, approvals = one.take_in(bundle="graduates", answers=FOUNDER)
            one.do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
        elif n % 2 == 0:
            case, approvals = one.take_in("flexible-insurance")
            open_ones.append((case, approvals["flexible-insurance"]))
        for case, approval in [pair for pair in open_ones if chance.random() < 0.35]:
            open_ones.remove((case, approval))
            one.do("approval.decide", "ap-c-tax", approval=approval, grant=True)
            one.do("case.deliver", "c3", code=case)
            one.do("case.rate", "c3", case=case, level=2, words="等得久")
        if n % 3 == 0:
            one.do("ticket.book", "g1", queue="AB"[n % 2], at="10:30", remote=f"1380000{n:04d}")
        if n % 4 == 0:
            one.do("ticket.book", "g1", queue="A", at="11:00", remote=f"1390000{n:04d}")
            one.at(day, 10, 58)
            number = one.do("ticket.take", "g1", queue="A", remote=f"1390000{n:04d}").number
            one.at(day, 11, 2)
            for step in ("ticket.pick", "ticket.start", "ticket.finish"):
                one.do(step, "c3", ticket=number)
        minute = 0
        for how in ("finish", "leave" if n % 3 == 0 else "finish", "absent" if n % 4 == 1 else "finish"):
            waits, serves = chance.randrange(1, 30), chance.randrange(2, 25)
            ticket = one.visit(day, minute, waits, serves, how)
            if how == "finish" and n % 2:
                one.do("rating.visit", "c3", ticket=ticket, level=chance.randrange(2, 6))
            minute += 60
        one.do("booking.miss", "hall")
    one.at(TODAY, 9)
    yield one
    one.hall.close()


def test_a_past_day_looked_at_again_is_what_stood_on_the_screen(month):
    assert len(month.seen) >= 6
    for floor in month.seen:
        playing = Playing(month.do("report.replay", "sup", day=floor.day.isoformat()))
        again = floor_at(playing.to(floor.at), month.hall.local)
        assert [replace(one, low=None, high=None) for one in again.queues] == [
            replace(one, low=None, high=None) for one in floor.queues
        ]
        assert (again.windows, again.today, again.hours) == (floor.windows, floor.today, floor.hours)
        assert (again.two, again.undecided) == (floor.two, floor.undecided)
        assert (again.groups, again.unprinted, again.clock_runs) == (floor.groups, floor.unprinted, floor.clock_runs)
    assert {one.key for floor in month.seen for one in floor.groups} >= {"slip"}


def test_its_last_minute_is_what_the_reports_say_of_that_day(month):
    days = [FIRST + timedelta(days=n) for n in (0, 2, 4, 9, 11)]
    assert sum(month.do("report.day", "sup", day=day).delivered for day in days) > 0
    for day in days:
        playing = Playing(month.do("report.replay", "sup", day=day.isoformat()))
        last = floor_at(playing.to(playing.day.last), month.hall.local)
        told = month.do("report.day", "sup", day=day)
        totals = month.do("day.totals", "sup", on=day)
        assert last.today == TodayCounts(
            told.received,
            told.cases,
            told.items,
            told.decided,
            told.delivered,
            sum(one.tickets for one in totals),
            sum(one.finished for one in totals),
        )


def slowly(db, first: str, last: str, today: str) -> dict:
    """Everything asked for anew, row by row, in words of its own."""
    rows = [dict(row) for row in db.execute("SELECT * FROM approval a JOIN case_file c ON c.id = a.case_id")]
    approvals = [dict(row) for row in db.execute("SELECT * FROM approval")]
    taken = [
        dict(row) for row in db.execute("SELECT * FROM case_file WHERE accepted_on BETWEEN ? AND ?", (first, last))
    ]
    per_case = Counter(one["case_id"] for one in approvals)
    decided = [one for one in approvals if one["state"] == "decided" and first <= one["decided_on"] <= last]

    def kept_to(limit: str) -> float | None:
        good = bad = 0
        for one in approvals:
            day, until = one["decided_on"] if one["state"] == "decided" else None, one[limit]
            if until is None:
                continue
            if day and day <= until:
                good += first <= day <= last
            elif first <= until <= last and (day or (one["state"] in ("open", "blocked") and until < today)):
                bad += 1
        return round(100 * good / (good + bad), 1) if good + bad else None

    waits, visits, forgotten, gone = [], [], 0, 0
    for ticket in db.execute("SELECT * FROM ticket WHERE business_date BETWEEN ? AND ?", (first, last)).fetchall():
        periods = db.execute("SELECT * FROM ticket_period WHERE ticket = ?", (ticket["id"],)).fetchall()
        kinds = [one["kind"] for one in periods]
        gone += ticket["state"] in ("lapsed", "absent") and "called" in kinds and "serving" not in kinds
        at_window = [one["started_at"] for one in periods if one["kind"] in ("called", "serving")]
        if at_window and not ticket["unreliable"]:
            waits.append((min(at_window) - ticket["arrived_at"]) / 60_000)
        served = [one for one in periods if one["kind"] == "serving" and one["ended_at"]]
        long = [one for one in served if one["ended_at"] - one["started_at"] > 90 * 60_000 or not one["reliable"]]
        forgotten += len(long)
        if served and not long:
            visits.append(sum(one["ended_at"] - one["started_at"] for one in served) / 60_000)
    rated = [
        row["level"]
        for row in db.execute("SELECT level FROM rating WHERE business_date BETWEEN ? AND ?", (first, last))
    ]
    assert rows or not approvals
    return {
        "cases": len(taken),
        "items": sum(per_case[one["id"]] for one in taken),
        "decided": len(decided),
        "on_the_spot_share": round(100 * sum(one["on_the_spot"] for one in decided) / len(decided), 1)
        if decided
        else None,
        "on_time_share_promised": kept_to("promised_on"),
        "on_time_share_legal": kept_to("legal_on"),
        "median_wait_minutes": round(statistics.median(waits), 1) if waits else None,
        "median_service_minutes": round(statistics.median(visits), 1) if visits else None,
        "parallel_days_saved": sum(max(0, (one["serial_days"] or 0) - (one["parallel_days"] or 0)) for one in taken),
        "documents_spared": sum((one["needed_alone"] or 0) - (one["needed"] or 0) for one in taken),
        "visits_saved": sum(per_case[one["id"]] - 1 for one in taken),
        "satisfaction": round(100 * sum(level >= 3 for level in rated) / len(rated), 1) if rated else None,
        "no_shows": gone,
        "forgotten": forgotten,
    }


def told(month, text: str) -> dict:
    figures = month.do("report.month", "sup", month=text)
    return {name: getattr(figures, name) for name in slowly(month.db, "2026-01-01", "2026-01-02", "2026-01-01")}


def agrees(month) -> None:
    for text, first, last in (("2026-11", "2026-11-01", "2026-11-30"), ("2026-12", "2026-12-01", "2026-12-31")):
        assert told(month, text) == slowly(month.db, first, last, month.hall.local(month.hall.now()).date().isoformat())


def kept_as_counted(month) -> None:
    """Each kept day that holds good equals a count from its rows."""
    look = Look(month.hall, month.db, month.hall.now(), TODAY, HALL_ITSELF)
    rules, compared = rules_of(month.hall), 0
    for part in rules:
        for day in figures_kept.days(month.db, part, "2026-11-01", "2026-12-31", rules[part]):
            sums, waits, visits = count(look, part, day)
            heads = sorted({head[0] for head in sums})
            kept = figures_kept.summed(month.db, part, [day], heads) if heads else {}
            assert {head[1:]: {k: v for k, v in one.items() if v} for head, one in kept.items()} == {
                head: {k: v for k, v in one.items() if v} for head, one in sums.items()
            }
            if part == "queue" and heads:
                times = figures_kept.times(month.db, [day], heads)
                assert {(d, m): (w, v) for _, d, m, w, v in times if w or v} == {
                    head: (waits.get(head, {}), visits.get(head, {}))
                    for head in sums
                    if head in waits or head in visits
                }
            compared += 1
    assert compared > 20


def test_a_month_by_acts_equals_a_slow_count_before_and_after_it_is_kept(month) -> None:
    agrees(month)
    before = slowly(month.db, "2026-11-01", "2026-11-30", TODAY.isoformat())
    assert before["documents_spared"] > 0 and before["parallel_days_saved"] > 0 and before["no_shows"] > 0
    assert 0 < before["on_time_share_promised"] < 100 and before["median_wait_minutes"] > 0
    first = month.do("report.keep", "hall")
    assert first.days > 10 and not first.more
    agrees(month)
    kept_as_counted(month)
    again = month.do("report.keep", "hall")
    assert again.days == 0
    agrees(month)


def test_every_figure_of_every_part_equals_a_slow_count(month) -> None:
    slow = SlowCount(month.hall, TODAY.isoformat())
    asked = month.do
    before = slow.of("2026-11-01", "2026-11-30")
    after = slow.of("2026-12-01", "2026-12-31")
    for name in ("late", "overdue", "told", "told_longer", "missed_bookings", "satisfied", "no_shows", "visits_saved"):
        assert before[name] or after[name], name
    assert 0 < before["missed_booking_share"] < 100

    def same(figures, first, last, *part) -> None:
        counted = slow.of(first, last, *part)
        assert {name: getattr(figures, name) for name in counted} == counted, part

    for text, first, last in (("2026-11", "2026-11-01", "2026-11-30"), ("2026-12", "2026-12-01", "2026-12-31")):
        same(asked("report.month", "sup", month=text), first, last)
        for by in By:
            if by is By.MONTH:
                continue
            parts = asked("report.figures", "sup", month=text, by=by).parts
            assert {one.member for one in parts} == slow.members(first, last, by), by
            for one in parts:
                same(one.figures, first, last, by, one.member)
    months = asked("report.figures", "sup", month="2026-12", by=By.MONTH).parts
    same(months[-2].figures, "2026-11-01", "2026-11-30")
    same(months[0].figures, "2025-12-01", "2025-12-31")
    taken = asked("report.export", "sup", month="2026-12")
    same(taken.month_before, "2026-11-01", "2026-11-30")
    same(taken.year_before, "2025-12-01", "2025-12-31")


def test_a_decision_recalled_later_changes_the_month_in_which_it_was_made(month) -> None:
    month.do("report.keep", "hall")
    row = month.db.execute(
        "SELECT id, decided_on FROM approval WHERE state = 'decided' AND item = 'flexible-insurance'"
        " AND decided_on < '2026-12-01' ORDER BY id LIMIT 1"
    ).fetchone()
    was = told(month, "2026-11")["decided"]
    month.do("approval.recall", "ap-c-tax", approval=f"A-{row['id']}", reason="登记错误", second="ap2-c-tax")
    assert told(month, "2026-11")["decided"] == was - 1
    agrees(month)
    assert month.do("report.keep", "hall").days >= 1
    agrees(month)
    kept_as_counted(month)


def test_a_visit_left_open_for_five_hours_is_in_no_time_and_is_said(month) -> None:
    before = told(month, "2026-12")
    month.at(TODAY, 9, 30)
    month.do("day.open", "sup")
    month.do("staff.sign-in", "c3", window=3)
    month.visit(TODAY, -180, 5, 301)
    figures = month.do("report.month", "sup", month="2026-12")
    assert (figures.forgotten, figures.median_service_minutes) == (1, before["median_service_minutes"])
    assert "1 次忘了结束" in str(figures)
    agrees(month)
    seq = month.db.execute("SELECT max(seq) FROM journal").fetchone()[0]
    assert seq
    month.do("act.undo", "c3")  # and it is open again: nothing forgotten
    assert month.do("report.month", "sup", month="2026-12").forgotten == 0
    agrees(month)


def test_an_empty_month_has_no_shares(month) -> None:
    figures = month.do("report.month", "sup", month="2025-01")
    assert (figures.cases, figures.items) == (0, 0)
    assert {figures.on_the_spot_share, figures.on_time_share_promised, figures.on_time_share_legal} == {None}
    assert figures.median_wait_minutes is None and figures.satisfaction is None
    with pytest.raises(Refusal):
        month.do("report.month", "c3")


def test_what_the_month_says_as_json(month) -> None:
    from counter.hall.answers import plain

    said = json.loads(json.dumps(plain(month.do("report.month", "sup", month="2026-11"))))
    assert {"cases", "items", "on_the_spot_share", "on_time_share_promised", "on_time_share_legal"} <= set(said)
    assert {"median_wait_minutes", "parallel_days_saved", "documents_spared", "satisfaction"} <= set(said)


BY_QUEUE = ("queue", "window", "clerk", "hour", "weekday", "day")
BY_ITEMS = ("department", "level", "desk", "item", "bundle", "window", "clerk", "weekday", "day")


def test_the_parts_of_a_month_come_to_the_month(month) -> None:
    whole = month.do("report.month", "sup", month="2026-11")
    for by in BY_ITEMS:
        parts = [one.figures for one in month.do("report.figures", "sup", month="2026-11", by=by).parts]
        for name in ("items", "decided", "on_the_spot", "promised", "on_time", "on_time_legal"):
            assert sum(getattr(one, name) for one in parts) == getattr(whole, name), (by, name)
    for by in BY_QUEUE:
        parts = [one.figures for one in month.do("report.figures", "sup", month="2026-11", by=by).parts]
        if by not in ("window", "clerk"):  # who left before being called stood at none
            assert sum(one.tickets for one in parts) == whole.tickets, by
        assert sum(one.waits for one in parts) == whole.waits and sum(one.visits for one in parts) == whole.visits, by
    months = month.do("report.figures", "sup", month="2026-12", by="month").parts
    assert [one.member for one in months][-2:] == ["2026-11", "2026-12"] and months[0].member == "2025-12"
    assert months[-2].figures == whole


def test_every_figure_opens_the_rows_behind_it(month) -> None:
    whole = month.do("report.month", "sup", month="2026-11")
    for figure, good, bad, beside in (
        ("cases", whole.cases, 0, 0),
        ("items", whole.items, 0, 0),
        ("on-the-spot", whole.on_the_spot, whole.decided - whole.on_the_spot, 0),
        ("on-time", whole.on_time, whole.late + whole.overdue, whole.uncounted),
        ("on-time-legal", whole.on_time_legal, whole.late_legal + whole.overdue_legal, whole.uncounted_legal),
        ("waits", whole.waits, 0, 0),
        ("told", whole.told_within, whole.told - whole.told_within, 0),
        ("visits", whole.visits, 0, 0),
        ("no-shows", whole.no_shows, 0, 0),
        ("tickets", whole.tickets, 0, 0),
        ("granted", whole.granted, whole.refused, 0),
        ("bound", whole.bound_kept, whole.bounded - whole.bound_kept, 0),
        ("missed-bookings", whole.missed_bookings, 0, whole.bookings - whole.missed_bookings),
        ("satisfaction", whole.satisfied, whole.ratings - whole.satisfied, 0),
    ):
        rows = month.do("report.rows", "sup", figure=figure, month="2026-11")
        assert (rows.good, rows.bad, rows.beside) == (good, bad, beside), figure
    spared = month.do("report.rows", "sup", figure="documents-spared", month="2026-11").rows
    assert sum(int(one.value) for one in spared) == whole.documents_spared
    for by in ("window", "department", "weekday"):
        for part in month.do("report.figures", "sup", month="2026-11", by=by).parts:
            rows = month.do("report.rows", "sup", figure="items", month="2026-11", by=by, member=part.member)
            assert rows.good == part.figures.items, (by, part.member)


def test_names_are_for_supervisors_and_everybody_has_their_own(month) -> None:
    for by in ("clerk", "officer"):
        with pytest.raises(Refusal, match="值班主任"):
            month.do("report.figures", "admin", month="2026-11", by=by)
    clerks = {one.member: one.figures for one in month.do("report.figures", "sup", month="2026-11", by="clerk").parts}
    assert month.do("report.own", "c3", month="2026-11") == clerks["c3"] and clerks["c3"].items > 0
    officers = {
        one.member: one.figures for one in month.do("report.figures", "sup", month="2026-11", by="officer").parts
    }
    assert month.do("report.own", "ap-c-tax", month="2026-11") == officers["ap-c-tax"]
    with pytest.raises(Refusal):
        month.do("report.figures", "ap-c-tax", month="2026-11", by="department")
    assert month.do("report.month", "ap-c-tax", month="2026-11").items < clerks["c3"].items


def test_what_leaves_the_hall_can_run_nothing_and_is_written_down(month, tmp_path) -> None:
    import csv
    import io

    from openpyxl import load_workbook

    from counter.paper.figures import file_of, form_of

    month.db.execute("UPDATE front_window SET name = '=1+1' WHERE number = 3")
    month.db.execute("UPDATE staff SET name = '@SUM(A1)' WHERE code = 'c3'")
    month.db.execute("UPDATE item SET name = '+' || name WHERE code = 'flexible-insurance'")
    taken = {form: month.do("report.export", "sup", month="2026-11", form=form) for form in ("csv", "xlsx", "pdf")}
    whole = taken["csv"].figures
    table = list(csv.reader(io.StringIO(file_of(taken["csv"], "csv", "zh-Hans").decode("utf-8-sig"))))
    assert not [cell for row in table for cell in row if cell[:1] in "=+-@" and cell]
    assert [row[1] for row in table if row[1:2] and "SUM" in row[1]] == ["'@SUM(A1)"]
    assert int(table[2][2]) == whole.cases and table[2][1].endswith("2026-11")
    book = load_workbook(io.BytesIO(file_of(taken["xlsx"], "xlsx", "en")))
    front = book.worksheets[0]
    assert len(front._charts) == 6 and {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    assert [front.cell(4, n).value for n in (2, 3)] == [whole.cases, whole.items]
    assert len(book.sheetnames) == 14
    pdf = file_of(taken["pdf"], "pdf", "zh-Hans")
    assert pdf.count(b"/Type /Page\n") == 2
    for secret in ("李晓梅", "430104200207153029"):
        assert secret not in str(taken) and secret.encode() not in file_of(taken["csv"], "csv", "zh-Hans")
    rows = month.db.execute("SELECT staff, facts FROM journal WHERE act = 'report.export' ORDER BY seq").fetchall()
    assert [(row["staff"], json.loads(row["facts"])["form"]) for row in rows[-3:]] == [("sup", one) for one in taken]
    assert form_of("十一月.XLSX") == "xlsx"
    with pytest.raises(Refusal):
        form_of("month.exe")
    desk = month.do("report.export", "ap-c-tax", month="2026-11")
    assert {one.by for one in desk.splits} == {"weekday", "day", "month"} and desk.figures.items < whole.items
    assert not {one.by for one in month.do("report.export", "admin", month="2026-11").splits} & {"clerk", "officer"}
