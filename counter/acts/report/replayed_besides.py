"""What waited on a past day besides the desks' clocks, in the groups of the supervisor's screen: from when to when each
thing stood there, and how red it was that day.

By the rows with their days and instants, and by the journal where it knows the minute; a day alone, without an entry
that says more, begins at midnight. Not there: decisions that were recalled since, rounds that were taken back, and of
tolerated papers that came since those that older programs took in without their date.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from counter.acts.calendar.clocks import warns
from counter.acts.case.outstanding import NEAR_TOLERANCE
from counter.hall.act import Look
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.approval import ApprovalState, HearingState, InterestedState, RoundState
from counter.rules.case import CaseState
from counter.rules.replayed_entries import Entry
from counter.rules.workday import due
from counter.store import driver
from counter.store import replayed_besides as store

FAR = 1 << 62
"""After everything."""
ANSWERED_WITHIN = 60
"""Days before a day among whose cases those are sought that were unanswered on it."""
DELIVERED_WITHIN = 120
"""The same of decisions that were handed out after it."""
COMES_WITHIN = 400
"""Days after a day in which a paper that was owed on it may have come."""
ENDS_A_RECEIVED_CASE = (
    *("case.refuse", "case.refuse-false", "case.refuse-barred", "case.not-competent", "case.no-permit-needed"),
    *("case.withdraw", "case.accept", "case.notify"),
)
HANDS_OUT = ("case.deliver", "approval.deliver")
Light = str
Moves = Counter[tuple[int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something stood in a group from an instant to another (UTC ms), in one light."""

    kind: str
    since: int
    until: int
    light: Light


def besides_of(then: Look, entries: Sequence[Entry], midnight: int, until: int) -> Iterable[tuple[int, Any, int]]:
    """(at, ("kind", which, light), by how much) of everything that waited besides the desks' clocks."""
    day = _Day(then, entries, midnight, until)
    moves: Moves = Counter()
    for one in day.everything():
        if one.light == clock.Light.GREEN or one.since >= one.until or one.since >= until or one.until <= midnight:
            continue
        key = ("kind", one.kind, str(one.light))
        moves[max(one.since, midnight), key] += 1
        if one.until < until:
            moves[one.until, key] -= 1
    return [(at, key, by) for (at, key), by in moves.items() if by]


class _Day:
    """One day's reading."""

    def __init__(self, then: Look, entries: Sequence[Entry], midnight: int, until: int) -> None:
        self.then, self.entries, self.midnight, self.until = then, entries, midnight, until
        self.db, self.calendar, self.today = then.db, then.hall.calendar, then.today
        self.day = then.today.isoformat()
        self.policy = then.hall.policy.clock

    def everything(self) -> Iterator[Stretch]:
        """All of it."""
        for part in (
            *(self._notices, self._pauses, self._deliveries, self._slips, self._ratings, self._hearings),
            *(self._interested, self._tolerated, self._rounds),
        ):
            yield from part()

    # -- instants ------------------------------------------------------------------------------------------------------

    def _ago(self, days: int) -> str:
        return (self.today - timedelta(days=days)).isoformat()

    def _when(self, on: str | None, minutes: Mapping[int, int], id: int) -> int:
        """The instant of a day: by the minute that an entry has of it, where it is that day."""
        if on is None or on > self.day:
            return FAR
        return 0 if on < self.day else minutes.get(id, self.midnight)

    def _minutes(self, kind: str, *acts: str) -> dict[int, int]:
        """When one of some acts was done that day about each thing of a kind; else the last act about it."""
        found: dict[int, int] = {}
        sure: dict[int, int] = {}
        for entry in self.entries:
            for id in entry.named(kind):
                found[id] = entry.at
                if entry.act in acts:
                    sure[id] = entry.at
        return {**found, **sure}

    def _light(self, last: str | date, near: int, *, lawful: bool = True) -> Light:
        day = last if isinstance(last, date) else date.fromisoformat(last)
        return clock.light(self.calendar.lawful if lawful else self.calendar, self.today, day, near)

    # -- kind by kind --------------------------------------------------------------------------------------------------

    def _notices(self) -> Iterator[Stretch]:
        told = self._minutes("case", "case.notify")
        accepted = self._minutes("case", "case.accept")
        deemed: dict[str, int] | None = None
        for row in store.answers_due(self.db, self._ago(ANSWERED_WITHIN), self.day):
            again = row["complete_on"] is not None and row["complete_on"] <= self.day
            since = row["complete_on"] if again else row["received_on"]
            if not warns(self.calendar, since, self.today, self.policy):
                continue
            if row["state"] == CaseState.RECEIVED:
                end = FAR
            elif row["deemed"]:
                deemed = self._deemed() if deemed is None else deemed
                end = deemed.get(row["receipt_number"], 0)
            elif row["notified_on"] is not None and not (again and row["notified_on"] < since):
                end = self._when(row["notified_on"], told, row["id"])
            elif row["accepted_on"] is not None:
                end = self._when(row["accepted_on"], accepted, row["id"])
            else:
                end = store.last_entry(self.db, f"case:{row['id']}", ENDS_A_RECEIVED_CASE)
            last = due(self.calendar.lawful, date.fromisoformat(since), clock.NOTICE_DAYS).last_day
            light = clock.Light.RED if self.today > last else clock.Light.YELLOW
            yield Stretch("notice", self.midnight, end, light)

    def _deemed(self) -> dict[str, int]:
        """When a check of the clocks accepted a case by its silence, by its receipt number."""
        found: dict[str, int] = {}
        for row in store.entries(self.db, ("clock.catch-up",), self.day, self._ago(-31)):
            for number in json.loads(row["facts"]).get("deemed", ()):
                found.setdefault(number, row["at"])
        return found

    def _pauses(self) -> Iterator[Stretch]:
        for row in store.pauses(self.db, self.midnight, self.until):
            if due(self.calendar, date.fromisoformat(row["started_on"]), row["expected_days"]).last_day < self.today:
                yield Stretch("pause", row["started_at"], row["ended_at"] or FAR, clock.Light.YELLOW)

    def _deliveries(self) -> Iterator[Stretch]:
        """A case stands there once, in the light of the nearest of its results."""
        soon = due(self.calendar.lawful, self.today, self.policy.delivery_near_days).last_day.isoformat()
        handed = self._handed_out()
        cases: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        whole = self._minutes("case", *HANDS_OUT)
        for row in store.undelivered(self.db, self._ago(DELIVERED_WITHIN), self.day, soon):
            end = self._when(row["delivered_on"], whole, row["case_id"])
            if row["delivered_on"] == self.day and row["id"] in handed:
                end = handed[row["id"]]
            cases[row["case_id"]].append((row["decided_at"], end, row["delivery_last_day"]))
        for mine in cases.values():
            yield from _nearest("delivery", mine, lambda last: self._light(last, 2))

    def _handed_out(self) -> dict[int, int]:
        """When single items of a case were handed out that day."""
        return {
            int(str(number).removeprefix("A-")): entry.at
            for entry in self.entries
            if entry.act in HANDS_OUT
            for number in entry.facts.get("approvals", ())
        }

    def _slips(self) -> Iterator[Stretch]:
        long = int(self.policy.unreceived_hours * 3_600_000)
        since = self.midnight - ANSWERED_WITHIN * 86_400_000
        for row in store.slips(self.db, since, self.midnight, self.until - long):
            yield Stretch("slip", row["sent_at"] + long, row["received_at"] or FAR, clock.Light.YELLOW)

    def _ratings(self) -> Iterator[Stretch]:
        done: dict[str, dict[int, int]] = {"rating.answer": {}, "rating.put-right": {}}
        for entry in self.entries:
            if entry.act in done and "rating" in entry.facts:
                done[entry.act][int(entry.facts["rating"])] = entry.at
        any_ = {**done["rating.put-right"], **done["rating.answer"]}
        for row in store.bad_ratings(self.db, self.day):
            right = self._when(row["put_right_on"], done["rating.put-right"], row["id"])
            answered = min(self._when(row["answered_on"], any_, row["id"]), right)
            first = row["at"] if not row["named"] else answered
            if row["named"]:
                yield Stretch("rating", row["at"], answered, self._of_rating(row["answer_by"]))
            yield Stretch("rating", max(first, row["at"]), right, self._of_rating(row["put_right_by"]))

    def _of_rating(self, due_on: str | None) -> Light:
        if due_on and self.day > due_on:
            return clock.Light.RED
        near = due_on and (self.today + timedelta(days=1)).isoformat() >= due_on
        return clock.Light.YELLOW if near else clock.Light.GREEN

    def _hearings(self) -> Iterator[Stretch]:
        asked = self._minutes("approval", "approval.ask-hearing")
        set_ = self._minutes("approval", "approval.set-hearing")
        held = self._minutes("approval", "approval.record-hearing")
        for row in store.hearings(self.db, self.day):
            id = row["approval"]
            end = min(self._when(row["recorded_on"], held, id), self._item_ended(row))
            if row["state"] == HearingState.WAIVED:
                end = min(end, store.last_entry(self.db, f"approval:{id}", ("approval.waive-hearing",)))
            fixed = self._when(row["notice_on"], set_, id)
            near = self._light(row["hold_until"], clock.HEARING_NOTICE_DAYS)
            yield Stretch("hearing", self._when(row["asked_on"], asked, id), min(fixed, end), near)
            if row["held_on"] is not None and self._light(row["held_on"], 0) is clock.Light.RED:
                yield Stretch("hearing", fixed, end, clock.Light.RED)

    def _item_ended(self, row: driver.Row) -> int:
        """When the item of a row was decided; one that was withdrawn since is not there."""
        if row["approval_state"] == ApprovalState.WITHDRAWN:
            return 0
        return row["decided_at"] or FAR

    def _interested(self) -> Iterator[Stretch]:
        """One line for each item, as long as somebody is to be told."""
        served = self._minutes("approval", "notice.serve", "approval.hear-interested")
        items: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for row in store.interested(self.db, self.day):
            end = min(self._when(row["told_on"], served, row["approval"]), self._item_ended(row))
            if row["state"] == InterestedState.REMOVED:
                removed = store.last_entry(self.db, f"approval:{row['approval']}", ("approval.remove-interested",))
                end = min(end, removed)
            items[row["approval"]].append((row["at"], end, ""))
        for mine in items.values():
            yield from _nearest("hearing", mine, lambda _: clock.Light.YELLOW)

    def _tolerated(self) -> Iterator[Stretch]:
        near = max(self.policy.near_days, NEAR_TOLERANCE)
        moved: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
        last = self._ago(-COMES_WITHIN)
        for row in store.entries(self.db, ("case.extend-tolerance",), self.day, last):
            facts, case = json.loads(row["facts"]), row["subject"].partition(":")[2]
            if "document" in facts and case.isdigit():
                moved[int(case), facts["document"]].append((row["at"], facts["before"]))
        accepted = self._minutes("case", "case.accept")
        owed = [
            (row["case_id"], row["document"], row["due_on"], since, FAR)
            for row in store.tolerated(self.db, self.day)
            for since in (self._when(row["accepted_on"], accepted, row["case_id"]),)
        ]
        for row in store.entries(self.db, COMES_IN, self.day, last):
            facts, case = json.loads(row["facts"]), _case_of(row)
            owed += [
                (case, document, until, 0 if since < self.day else self._when(since, accepted, case), row["at"])
                for document, (until, since) in facts.get("owed", {}).items()
            ]
        for case, document, until, since, end in owed:
            begun = since
            for at, before in (*moved.get((case, document), ()), (end, until)):
                if begun < at <= end:
                    yield Stretch("owed", begun, at, self._light(before, near, lawful=False))
                    if self.then.actor.role is not Role.SUPERVISOR:  # as on the day, who is told of both
                        yield Stretch("tolerance", begun, at, self._light(before, NEAR_TOLERANCE, lawful=False))
                    begun = at

    def _rounds(self) -> Iterator[Stretch]:
        checked = min((one.at for one in self.entries if one.act == "clock.catch-up"), default=self.midnight)
        brought = self._minutes("case", "case.bring", "case.answer-notice")
        for row in store.rounds(self.db, self.day):
            end = self._when(row["answered_on"], brought, row["case_id"])
            if row["approval"] is not None:
                lapsed = self._lapsed(row["due_on"], checked)
                if row["state"] != RoundState.ASKED:
                    yield Stretch("owed", lapsed, min(end, self._item_ended(row)), clock.Light.RED)
            else:
                left = store.last_entry(self.db, f"case:{row['case_id']}", ENDS_A_NOTIFIED_CASE)
                gone = row["case_state"] != CaseState.NOTIFIED
                yield Stretch("owed", self.midnight, min(end, left if gone else FAR), clock.Light.RED)

    def _lapsed(self, due_on: str, checked: int) -> int:
        """A round lapses with the check of the first working day after its own."""
        first = due(self.calendar, date.fromisoformat(due_on), 1).last_day
        return 0 if first < self.today else checked if first == self.today else FAR


COMES_IN = ("case.bring", "case.end-tolerance", "approval.end-tolerance")
"""Acts after which a tolerated paper is owed no more; `owed` among their facts: by which day it was, and since when."""
ENDS_A_NOTIFIED_CASE = (*ENDS_A_RECEIVED_CASE, "case.answer-notice")


def _case_of(row: driver.Row) -> int:
    subjects = (row["subject"], *json.loads(row["touched"]))
    return next((int(id) for one in subjects for kind, _, id in (one.partition(":"),) if kind == "case"), 0)


def _nearest(kind: str, mine: Sequence[tuple[int, int, str]], light: Callable[[str], Light]) -> Iterator[Stretch]:
    """One line for several things (since, until, last day), in the light of the nearest day of those that stand."""
    turns = sorted({at for since, until, _ in mine for at in (since, until)})
    for since, until in pairwise(turns):
        standing = [last for begun, ended, last in mine if begun <= since < ended]
        if standing:
            yield Stretch(kind, since, until, light(min(standing)))
