"""Random bundles of up to 40 items, decided, paused, extended, asked about and recalled in any order over random days.

The dates and the on-time count are checked against a slow count of the test's own, which knows nothing of the rules'
code: it reads the holiday files itself and goes day by day.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from counter.errors import Refusal
from counter.hall import DATA, Hall
from counter.hall.act import load
from counter.rules.access import HALL_ITSELF
from counter.store import soundness, staff
from counter.store.connection import immediate
from tests.conftest import TORTURE

OFF: dict[str, bool] = {}
for file in sorted((DATA / "calendar").glob("[0-9]*.json")):
    OFF.update({entry["date"]: entry["isOffDay"] for entry in json.loads(file.read_text("utf-8"))["days"]})
# The law's own days off of a year that nobody has announced yet, off a printed almanac.
for day in ("01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15"):
    OFF.setdefault(f"2027-{day}", True)
for day in ("10-01", "10-02", "10-03"):
    OFF.setdefault(f"2027-{day}", True)


def works(day: date) -> bool:
    """The slow calendar: the announced files, the law's own days, else Monday to Friday."""
    return not OFF[day.isoformat()] if day.isoformat() in OFF else day.weekday() < 5


def counts_as(moment: datetime) -> date:
    """After five or on a rest day: the next working day."""
    day = moment.date()
    if works(day) and moment.time() < time(17):
        return day
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day


@dataclass
class Item:
    """What the test itself remembers of one approval."""

    promised: int | None
    legal: int | None
    needs: list[str]
    pauses: list[list] = field(default_factory=list)
    extended: int = 0


class AnyBundle(RuleBasedStateMachine):
    """One case of a random bundle in a hall of its own."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="any-bundle-"))
        shutil.copytree(self.template, self.folder / "hall")
        self.moment = datetime(2026, 8, 31, 9, 30)
        self.hall = Hall.open(self.folder / "hall", now=self.moment)
        self.people = {
            r["code"]: r["desk"]
            for r in self.hall.db.execute("SELECT code, desk FROM staff WHERE role = 'approver' ORDER BY code")
        }
        self.items: dict[str, Item] = {}
        self.case = ""
        self.recalled = 0
        self.acts = load()

    def teardown(self) -> None:
        self.hall.close()
        shutil.rmtree(self.folder)

    def do(self, name: str, who: str, /, **arguments):
        entry = self.acts[name]
        actor = staff.actor(self.hall.db, who, 3 if who == "c3" else None)
        return (self.hall.do if entry.writes else self.hall.ask)(entry.function, actor, **arguments)

    def rows(self, *states: str):
        marks = ",".join("?" * len(states))
        return self.hall.db.execute(f"SELECT * FROM approval WHERE state IN ({marks}) ORDER BY id", states).fetchall()

    def officer(self, row, other: bool = False) -> str:
        return next(
            code
            for code, desk in self.people.items()
            if desk == row["desk"] and code.startswith("ap2-" if other else "ap-")
        )

    # -- the bundle --------------------------------------------------------------------------------------------------

    @initialize(
        seed=st.integers(0, 10**6),
        size=st.sampled_from([1, 2, 3, 5, 8, 13, 25, 40]),
        published=st.sampled_from([None, 3, 10, 30]),
    )
    def file_a_case(self, seed: int, size: int, published: int | None) -> None:
        from counter.rules.guide import Item as CatalogueItem
        from counter.store import catalogue_writing

        departments = [r["code"] for r in self.hall.db.execute("SELECT code FROM department ORDER BY code")]
        codes = [f"any-{n:02d}" for n in range(size)]
        prerequisites = []
        dice = random.Random(seed)
        with immediate(self.hall.db):
            for n, code in enumerate(codes):
                promised = dice.choice([0, 1, 3, 5, 10, 20, None])
                legal = dice.choice([None, 20, 45]) if promised is not None else None
                kind = "on-the-spot" if promised == 0 else "promised"
                desk = dice.choice([None, 1, 2]) if promised else None
                catalogue_writing.put_item(
                    self.hall.db,
                    CatalogueItem(
                        code,
                        1,
                        f"任意事项{n}",
                        dice.choice(departments),
                        kind,
                        "",
                        legal,
                        promised,
                        desk,
                        {"check": "form", "pauses": ["inspection", "hearing"]},
                        (),
                    ),
                    "2026-01-01",
                )
                needs = dice.sample(codes[:n], min(n, dice.choice([0, 0, 1, 2])))
                prerequisites += [{"item": code, "needs": need} for need in needs]
                self.items[code] = Item(promised, legal, needs)
            catalogue_writing.put_bundle(
                self.hall.db,
                {
                    "code": "any",
                    "name": "任意一件事",
                    "lead": departments[0],
                    "promised_days": published,
                    "items": [{"code": c} for c in codes],
                    "prerequisites": prerequisites,
                },
                1,
                "2026-01-01",
            )
        self.published = published
        step = self.do("case.open", "c3", bundle="any")
        self.do("case.applicant", "c3", case=step.case, name="任意人", number="430104200207153029")
        accepted = self.do("case.accept", "c3", case=step.case)
        self.case, self.accepted = accepted.case, counts_as(self.moment)
        assert accepted.approvals == size, "a branch is missing"

    # -- what people do ----------------------------------------------------------------------------------------------

    @rule(days=st.integers(0, 9), hour=st.sampled_from([8, 9, 12, 16, 17, 20]), minute=st.sampled_from([0, 30, 59]))
    def time_passes(self, days: int, hour: int, minute: int) -> None:
        later = (self.moment + timedelta(days=days)).replace(hour=hour, minute=minute)
        if later > self.moment:
            self.moment = later
            self.hall.set_now(later)
            from counter.acts.calendar.clocks import catch_up
            from counter.acts.calendar.daily import due_today

            if due_today(self.hall):
                self.hall.do(catch_up, HALL_ITSELF)

    @precondition(lambda self: self.rows("open"))
    @rule(pick=st.integers(0, 39), refuse=st.integers(0, 5))
    def decide(self, pick: int, refuse: int) -> None:
        row = (found := self.rows("open"))[pick % len(found)]
        self.nothing_waits(row)
        how = {"refuse": True, "reasons": "不符合条件"} if refuse == 0 else {"grant": True}
        done = self.do("approval.decide", self.officer(row), approval=f"A-{row['id']}", **how)
        assert date.fromisoformat(done.decided_on) == self.moment.date()
        with pytest.raises(Refusal):  # a second pressing is told
            self.do("approval.decide", self.officer(row, other=True), approval=f"A-{row['id']}", grant=True)

    @precondition(lambda self: self.rows("blocked"))
    @rule(pick=st.integers(0, 39))
    def decide_too_early(self, pick: int) -> None:
        row = (found := self.rows("blocked"))[pick % len(found)]
        with pytest.raises(Refusal, match="等前置事项"):
            self.do("approval.decide", self.officer(row), approval=f"A-{row['id']}", grant=True)

    @precondition(lambda self: self.rows("open"))
    @rule(pick=st.integers(0, 39), ground=st.sampled_from(["inspection", "hearing"]), days=st.integers(1, 8))
    def pause(self, pick: int, ground: str, days: int) -> None:
        row = (found := self.rows("open"))[pick % len(found)]
        self.do("approval.pause", self.officer(row), approval=f"A-{row['id']}", ground=ground, days=days)
        self.items[row["item"]].pauses.append([self.moment.date(), None, days])

    @precondition(lambda self: self.rows("paused"))
    @rule(pick=st.integers(0, 39))
    def resume(self, pick: int) -> None:
        row = (found := self.rows("paused"))[pick % len(found)]
        self.do("approval.resume", self.officer(row), approval=f"A-{row['id']}")
        pause = self.items[row["item"]].pauses[-1]
        pause[1] = max(pause[0], self.moment.date())

    @precondition(lambda self: self.rows("open"))
    @rule(pick=st.integers(0, 39), days=st.integers(1, 10))
    def extend(self, pick: int, days: int) -> None:
        row = (found := self.rows("open"))[pick % len(found)]
        self.nothing_waits(row)
        try:
            self.do(
                "approval.extend",
                self.officer(row),
                approval=f"A-{row['id']}",
                days=days,
                reason="情况复杂",
                head=self.officer(row, other=True),
            )
        except Refusal:
            return  # once only, never after the day has passed
        assert self.items[row["item"]].extended == 0
        self.items[row["item"]].extended = days

    @precondition(lambda self: self.rows("open"))
    @rule(pick=st.integers(0, 39))
    def ask_and_be_answered(self, pick: int) -> None:
        row = (found := self.rows("open"))[pick % len(found)]
        others = {r["id"]: (r["state"], r["promised_on"]) for r in self.rows("open", "paused", "blocked", "decided")}
        self.do("approval.ask", self.officer(row), approval=f"A-{row['id']}", reason="请说明用途")
        with pytest.raises(Refusal, match="补正还在等"):
            self.do("approval.decide", self.officer(row), approval=f"A-{row['id']}", grant=True)
        self.do("case.bring", "c3", case=self.case, note="已说明")
        assert others == {
            r["id"]: (r["state"], r["promised_on"]) for r in self.rows("open", "paused", "blocked", "decided")
        }

    @precondition(lambda self: self.rows("decided"))
    @rule(pick=st.integers(0, 39))
    def recall(self, pick: int) -> None:
        row = (found := self.rows("decided"))[pick % len(found)]
        self.nothing_waits(row)
        try:
            self.do(
                "approval.recall",
                self.officer(row),
                approval=f"A-{row['id']}",
                reason="发现错误",
                second=self.officer(row, other=True),
            )
        except Refusal as refusal:
            assert "后续事项" in refusal.message
        else:
            self.recalled += 1

    # -- four eyes at two screens --------------------------------------------------------------------------------------

    def waiting(self) -> dict[int, object]:
        """Approval -> the proposal that waits on it."""
        return {
            r["approval"]: r for r in self.hall.db.execute("SELECT * FROM review WHERE state = 'waiting' ORDER BY id")
        }

    def nothing_waits(self, row) -> None:
        """Nobody decides past a proposal: it is returned first."""
        if row["id"] in self.waiting():
            with pytest.raises(Refusal, match="正待复核"):
                self.do(
                    "approval.decide" if row["state"] == "open" else "approval.recall",
                    self.officer(row, other=True),
                    approval=f"A-{row['id']}",
                    **({"grant": True} if row["state"] == "open" else {"reason": "错", "second": self.officer(row)}),
                )
            self.do("approval.return", self.officer(row, other=True), approval=f"A-{row['id']}", words="再查")

    @precondition(lambda self: self.rows("open", "decided"))
    @rule(pick=st.integers(0, 39), what=st.sampled_from(["grant", "refuse", "extend"]))
    def propose(self, pick: int, what: str) -> None:
        row = (found := self.rows("open", "decided"))[pick % len(found)]
        how = {"recall": True} if row["state"] == "decided" else {"extend": 2} if what == "extend" else {what: True}
        before = [tuple(r) for r in self.rows("open", "paused", "blocked", "decided")]
        try:
            self.do("approval.propose", self.officer(row), approval=f"A-{row['id']}", reasons="如所写", **how)
        except Refusal as refusal:
            expected = ("正待复核", "后续事项", "已经延长过一次", "谈不上延长", "已过最后一天")
            assert any(words in refusal.message for words in expected), refusal
        assert before == [tuple(r) for r in self.rows("open", "paused", "blocked", "decided")], (
            "a proposal changes nothing"
        )

    @precondition(lambda self: self.waiting())
    @rule(pick=st.integers(0, 39), how=st.sampled_from(["agree", "agree", "return", "unpropose"]))
    def look_it_over(self, pick: int, how: str) -> None:
        one = (found := list(self.waiting().values()))[pick % len(found)]
        row = self.hall.db.execute("SELECT * FROM approval WHERE id = ?", (one["approval"],)).fetchone()
        arguments = {"approval": f"A-{row['id']}", **({"words": "再查"} if how == "return" else {})}
        try:
            self.do(f"approval.{how}", self.officer(row, other=how != "unpropose"), **arguments)
        except Refusal as refusal:
            assert how == "agree" and ("后续事项" in refusal.message or "已过最后一天" in refusal.message), (
                refusal
            )  # time went on
            return
        if how == "agree":
            self.recalled += one["what"] == "recall"
            if one["what"] == "extend":
                self.items[row["item"]].extended = one["days"]

    # -- what must always be so --------------------------------------------------------------------------------------

    def slow(self, start: date, days: int, pauses: list[list]) -> date:
        day, left = start, days
        while left:
            day += timedelta(days=1)
            left -= works(day) and not any(
                begin < day <= self.end_of(begin, end, expected) for begin, end, expected in pauses
            )
        return day

    def end_of(self, begin: date, end: date | None, expected: int) -> date:
        return end if end is not None else max(self.slow(begin, expected, []), self.moment.date())

    def way(self, item: str, seen: dict[str, date | None], legal: bool) -> date | None:
        if item not in seen:
            one = self.items[item]
            days = one.legal if legal and one.legal is not None else one.promised
            starts: list[date | None] = [self.accepted] if not one.needs else []
            for need in one.needs:
                at = self.way(need, seen, legal)
                if at is None:
                    row = self.hall.db.execute(
                        "SELECT decided_on FROM approval WHERE item = ? AND state = 'decided'", (need,)
                    ).fetchone()
                    at = date.fromisoformat(row["decided_on"]) if row else None
                starts.append(at)
            seen[item] = (
                None
                if days is None or None in starts
                else self.slow(max(s for s in starts if s), days + one.extended, one.pauses)
            )
        return seen[item]

    def line_of(self, item: str) -> set[str]:
        found = {item}
        for need in self.items[item].needs:
            found |= self.line_of(need)
        return found

    def expected(self, item: str) -> tuple[date | None, date | None]:
        one = self.items[item]
        legal = self.way(item, {}, True) if one.legal is not None else None
        promised = self.way(item, {}, False)
        if promised is not None and self.published is not None:
            line = self.line_of(item)
            pauses = [p for other in line for p in self.items[other].pauses]
            promised = min(
                promised,
                self.slow(self.accepted, self.published + sum(self.items[other].extended for other in line), pauses),
            )
        if legal is not None:
            promised = min(promised or legal, legal)
        return promised, legal

    @invariant()
    def dates_equal_the_slow_count_and_fall_on_working_days(self) -> None:
        for row in self.rows("open", "paused", "blocked"):
            promised, legal = self.expected(row["item"])
            assert (row["promised_on"], row["legal_on"]) == (
                promised and promised.isoformat(),
                legal and legal.isoformat(),
            ), row["item"]
            for name in ("promised_on", "legal_on", "desk_on"):
                if row[name]:
                    assert works(date.fromisoformat(row[name])), (row["item"], name, row[name])

    @invariant()
    def one_decision_per_item(self) -> None:
        for row in self.hall.db.execute(
            "SELECT a.state, (SELECT count(*) FROM decision d WHERE d.approval = a.id AND d.recalled_at IS NULL) AS n "
            "FROM approval a"
        ):
            assert row["n"] == (row["state"] == "decided")
        assert (
            self.hall.db.execute("SELECT count(*) FROM decision WHERE recalled_at IS NOT NULL").fetchone()[0]
            == self.recalled
        )

    @invariant()
    def what_waits_can_still_be_agreed_to(self) -> None:
        assert not self.hall.db.execute(soundness.QUESTIONS["待复核的提请与审批现状不符"]).fetchall()

    @invariant()
    def no_case_is_stuck_without_a_named_blocker(self) -> None:
        if not self.case:
            return
        case = self.hall.db.execute("SELECT * FROM case_file WHERE receipt_number = ?", (self.case,)).fetchone()
        lines = self.do("case.progress", "c3", case=self.case)
        waiting = [line for line in lines if line.state in ("open", "paused", "blocked")]
        assert (case["state"] == "accepted") == bool(waiting)
        if waiting:
            assert any(line.state in ("open", "paused") for line in waiting)
            assert all(line.waits_for for line in waiting if line.state == "blocked")
            if not self.rows("decided"):
                with pytest.raises(Refusal, match="还在办"):
                    self.do("case.deliver", "c3", code=self.case)
        else:
            first = min((row["decided_on"] for row in self.rows("decided")), default=case["decided_on"])
            assert date.fromisoformat(case["delivery_last_day"]) == self.slow(date.fromisoformat(first), 10, [])

    @invariant()
    def the_on_time_count_equals_a_slow_one(self) -> None:
        if not self.case:
            return
        done = self.rows("decided")
        span = self.do("report.span", "sup", first=date(2026, 8, 1), last=date(2027, 12, 31))
        promised = [r for r in done if r["promised_on"]]
        slow = sum(date.fromisoformat(r["decided_on"]) <= date.fromisoformat(r["promised_on"]) for r in promised)
        assert (span.decided, span.promised - span.overdue, span.on_time) == (len(done), len(promised), slow)
        assert (span.cases, span.items) == (1, len(self.items))


def test_random_bundles_keep_every_promise_of_the_route(training_template) -> None:
    machine = type("AnyBundleHere", (AnyBundle,), {"template": training_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12 * TORTURE,
            stateful_step_count=25,
            deadline=None,
            derandomize=TORTURE == 1,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
            print_blob=False,
        ),
    )
