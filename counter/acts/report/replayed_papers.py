"""The papers of a past day as they moved: what the desks had before them, what the two numbers came to, what was taken
in, decided and delivered.

By the rows of the cases with their instants, and by the journal where it knows the minute. What was withdrawn since is
not there, and dates that a later arrangement of holidays moved stand where they stand now.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from counter.acts.report.figures import span
from counter.acts.report.followed import Papers, counts
from counter.hall.act import Look
from counter.rules.approval import ApprovalState
from counter.rules.replayed_entries import Entry
from counter.rules.workday import due, last_working_day
from counter.store import driver
from counter.store import replayed as store

MOVES_DATES = ("approval.pause", "approval.pause-longer", "approval.resume", "approval.extend", "case.extend")
AT = {
    "received": ("case.receive",),
    "accepted": ("case.accept",),
    "delivered": ("case.deliver", "approval.deliver"),
}
"""Acts whose minute is that of the count, where the journal has them; else the last act of that day on the case."""


@dataclass(slots=True)
class _Past:
    """What changed about an item, each with its instant."""

    row: driver.Row
    decided: list[tuple[int, str, int | None]] = field(default_factory=list)
    paused: list[tuple[int, int | None]] = field(default_factory=list)
    dates: list[tuple[int, str | None]] = field(default_factory=list)
    """(when it was moved, what stood before)."""

    def at(self, now: int, accepted: int, day: str) -> Mapping[str, Any] | None:
        """The row as it stood; None where it was not accepted yet."""
        row = self.row
        if now < accepted:
            return None
        decided = next((on for at, on, recalled in self.decided if at <= now and not _over(recalled, now)), None)
        if not self.decided and row["state"] == ApprovalState.DECIDED and row["decided_on"] <= day:
            decided = row["decided_on"]
        promised = next((before for moved, before in self.dates if moved > now), row["promised_on"])
        if decided is not None:
            state = ApprovalState.DECIDED
        elif any(began <= now and not _over(ended, now) for began, ended in self.paused):
            state = ApprovalState.PAUSED
        elif row["opened_at"] is None or row["opened_at"] > now:
            state = ApprovalState.BLOCKED
        else:
            state = ApprovalState.OPEN
        return {**dict(row), "state": state, "promised_on": promised, "decided_on": decided}

    def instants(self, midnight: int, until: int, accepted: int) -> list[int]:
        """When on the day anything about it changed, midnight first."""
        all_ = [accepted, self.row["opened_at"] or 0, *(at for at, _ in self.dates)]
        all_ += [at or 0 for began, ended in self.paused for at in (began, ended)]
        all_ += [at or 0 for made, _, recalled in self.decided for at in (made, recalled)]
        return [midnight, *sorted({at for at in all_ if midnight < at < until})]


def _over(ended: int | None, now: int) -> bool:
    return ended is not None and ended <= now


def papers_of(
    then: Look, entries: Sequence[Entry], midnight: int, until: int
) -> tuple[tuple[float | None, float | None], tuple[tuple[int, tuple[str, ...], int], ...]]:
    """The two shares of the month before, and (at, what, by how much) of the items, what stood at midnight first."""
    day, calendar = then.today.isoformat(), then.hall.calendar
    first = then.today.replace(day=1)
    kept = Papers(
        then.today,
        midnight,
        0,
        first.isoformat(),
        last_working_day(calendar, then.today).isoformat(),
        due(calendar, then.today, then.hall.policy.clock.near_days).last_day.isoformat(),
    )
    accepted = _minutes(entries, "accepted")
    moved: Counter[tuple[int, tuple[str, ...]]] = Counter()
    for one in _past(then, midnight, until).values():
        on_that_day = one.row["accepted_on"] == day
        since = accepted.get(one.row["case_id"], midnight) if on_that_day else midnight
        stood: Counter[tuple[str, ...]] = Counter()
        for at in one.instants(midnight, until, since):
            row = one.at(at, since, day)
            now = Counter(counts(kept, row)) if row is not None else Counter()
            for key in {*stood, *now}:
                moved[at, key] += now[key] - stood[key]
            stood = now
    past = span(then, first - relativedelta(months=1), first - timedelta(days=1))
    return (past.on_time_share, past.on_the_spot_share), tuple(
        (at, key, by) for (at, key), by in sorted(moved.items()) if by
    )


def _past(then: Look, midnight: int, until: int) -> dict[int, _Past]:
    day = then.today.isoformat()
    found = {row["id"]: _Past(row) for row in store.approvals(then.db, then.today.replace(day=1).isoformat(), day)}
    for row in store.decisions(then.db, midnight, until):
        if (one := found.get(row["approval"])) is not None:
            one.decided.append((row["at"], row["business_date"], row["recalled_at"]))
    for row in store.pauses(then.db, midnight, until):
        if (one := found.get(row["approval"])) is not None:
            one.paused.append((row["started_at"], row["ended_at"]))
    for row in store.moved_dates(then.db, MOVES_DATES, day):
        kind, _, id = row["subject"].partition(":")
        facts = json.loads(row["facts"])
        if kind == "approval" and "before" in facts and (one := found.get(int(id))) is not None:
            one.dates.append((row["at"], facts["before"]))
    return found


def counts_of(then: Look, entries: Sequence[Entry], midnight: int) -> tuple[tuple[int, str, int], ...]:
    """(at, what, how many) of what the day came to: cases received, taken in and delivered, items, decisions."""
    when = {what: _minutes(entries, what) for what in AT}
    found: list[tuple[int, str, int]] = []
    for row in store.cases(then.db, then.today.isoformat()):
        for what in AT:
            if row[what]:
                at = when[what].get(row["id"], midnight)
                name = "cases" if what == "accepted" else what
                found += [(at, name, 1), *([(at, "items", row["items"])] if what == "accepted" else [])]
    found += _decided(then, midnight)
    return tuple(sorted(found))


def _decided(then: Look, midnight: int) -> Iterable[tuple[int, str, int]]:
    day = then.today.isoformat()
    for row in store.decisions(then.db, midnight, midnight + 2 * 86_400_000):
        if row["business_date"] != day:
            continue
        yield row["at"], "decided", 1
        if row["recalled_at"] is not None and then.hall.local(row["recalled_at"]).date() == then.today:
            yield row["recalled_at"], "decided", -1


def _minutes(entries: Iterable[Entry], what: str) -> dict[int, int]:
    """When it came to that for each case: by the act that does it, else by the last act of the day on the case."""
    found: dict[int, int] = {}
    sure: dict[int, int] = {}
    for entry in entries:
        for case in entry.named("case"):
            found[case] = entry.at
            if entry.act in AT[what]:
                sure[case] = entry.at
    return {**found, **sure}
