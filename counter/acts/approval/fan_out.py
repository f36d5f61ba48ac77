"""Fan-out and join: all approvals of a case are made in the acceptance's own transaction, open as their route allows,
and the last decision closes the case by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.acts.case.full_set import Asked, FullSet, Place
from counter.acts.paper.wording import case as wording
from counter.acts.paper.wording.approval import marked
from counter.acts.paper.writing import issue_notice
from counter.errors import Refusal
from counter.hall.act import Look, Work
from counter.phrases.said import say
from counter.rules import clock, route
from counter.rules.approval import OUTCOME_NAMES, UNDECIDED, ApprovalState, Outcome
from counter.rules.case import CaseState
from counter.rules.clock import Joint, Limits, Stop
from counter.rules.guide import Item
from counter.rules.limits import is_joint
from counter.rules.notice import NoticeKind
from counter.rules.workday import Calendar, due, working_days_between
from counter.store import approvals, cases, catalogue, driver, premises


@dataclass(frozen=True, slots=True)
class Fanned:
    """The approvals that were made: item -> desk and item -> promised day in words, in their order, and what follows
    for the case's row.
    """

    desks: dict[str, str]
    promised: dict[str, str | None]
    columns: dict[str, Any]


COLUMNS = (
    "id",
    "case_id",
    "item",
    "item_version",
    "department",
    "desk",
    "level",
    "state",
    "kind",
    "opened_on",
    "opened_at",
    "legal_days",
    "promised_days",
    "desk_days",
    "legal_months",
    "legal_by",
    "joint",
    "legal_on",
    "promised_on",
    "desk_on",
    "provisional",
    "legal_provisional",
)
"""What is known of an approval when it is made."""


@dataclass(frozen=True, slots=True)
class Share:
    """One item's part of a case: where it goes, which items it waits for (by code), its dates in the
    order of COLUMNS.
    """

    item: Item
    place: Place
    desk: str
    needs: tuple[str, ...]
    dates: dict[str, Any]

    @property
    def state(self) -> ApprovalState:
        """How its approval begins."""
        return ApprovalState.BLOCKED if self.needs else ApprovalState.OPEN


def share_out(work: Work | Look, full: FullSet, accepted_on: date) -> tuple[Plan, tuple[Share, ...]]:
    """Who gets what of a case that is accepted on a day: what acceptance writes, and what F6 shows before it.

    Raises Refusal where an item has no desk, so that no branch can be missing.
    """
    if not full.items:
        raise Refusal(
            "case.no-items", say("办件里没有事项"), rule=say("至少一个事项才能受理"), next=say("请先选一件事或事项")
        )
    plan = _plan(work.hall.calendar, full.asked, accepted_on)
    needs: dict[str, list[str]] = {}
    for waiting, needed in full.prerequisites:
        needs.setdefault(waiting, []).append(needed)
    shares = []
    for item in full.items:
        place = full.places[item.department]
        desk = place.desk or catalogue.desk_of(work.db, item.department)
        shares.append(Share(item, place, desk, tuple(needs.get(item.code, ())), plan.dates[item.code]))
    return plan, tuple(shares)


def fan_out(work: Work, full: FullSet, accepted_on: date) -> Fanned:
    """Make every approval of a case that is being accepted; what waits for nothing is open at once, at both levels.

    Raises Refusal as `share_out`. The case's dates and days are the caller's to write, with the rest of its row.
    """
    plan, shares = share_out(work, full, accepted_on)
    opened, first = accepted_on.isoformat(), approvals.next_id(work.db)
    ids = {share.item.code: id for id, share in enumerate(shares, first)}
    rows = []
    for share in shares:
        item, state = share.item, share.state
        free = state == ApprovalState.OPEN
        rows.append(
            (
                ids[item.code],
                full.case["id"],
                item.code,
                item.version,
                item.department,
                share.desk,
                share.place.level,
                state,
                item.kind,
                opened if free else None,
                work.now if free else None,
                *plan.limits[item.code],
                *share.dates.values(),
            )
        )
    approvals.insert(work.db, COLUMNS, rows)
    approvals.wait_for(work.db, [(ids[share.item.code], ids[needed]) for share in shares for needed in share.needs])
    return Fanned(
        {share.item.code: share.desk for share in shares},
        {code: marked(columns["promised_on"], columns["provisional"]) for code, columns in plan.dates.items()},
        plan.case,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """The dates of what is accepted on one day: each approval's limits and dates in the order of COLUMNS, and the
    case's.
    """

    asked: Asked
    calendar: Calendar
    limits: dict[str, tuple[int | str | None, ...]]
    dates: dict[str, dict[str, Any]]
    case: dict[str, Any]
    joint: Joint | None


_plans: dict[tuple[int, date], Plan] = {}


def _plan(calendar: Calendar, asked: Asked, accepted_on: date) -> Plan:
    """The dates, and the days in parallel and one after the other. Kept: the cases of one day and one
    bundle are alike.
    """
    key = (id(asked), accepted_on)
    if (known := _plans.get(key)) is not None and known.asked is asked and known.calendar is calendar:
        return known
    edges = asked.demand.prerequisites
    waiting = {item for item, _ in edges}
    limits = {
        item.code: Limits(
            item.limit.promised,
            item.limit.days,
            item.desk_days,
            opened_on=None if item.code in waiting else accepted_on,
            months=item.limit.months,
        )
        for item in asked.items
    }
    joint = _joint(asked)
    published = asked.demand.bundle.promised_days if asked.demand.bundle is not None else None
    days = {code: limit.promised or 0 for code, limit in limits.items()}
    codes = tuple(limits)
    found = clock.dates(calendar, accepted_on, limits, edges, published, joint)
    in_parallel = clock.case_promise(route.parallel_days(codes, edges, days), published)
    if len(_plans) >= 200:
        _plans.clear()
    case = {"parallel_days": in_parallel, "serial_days": route.serial_days(codes, days), **_case_columns(found)}
    dates = {code: _date_columns(day) for code, day in found.items()}
    new = _plans[key] = Plan(asked, calendar, _limit_columns(asked, joint), dates, case, joint)
    return new


def _limit_columns(asked: Asked, joint: Joint | None) -> dict[str, tuple[int | str | None, ...]]:
    """What limits each approval, in the order of COLUMNS."""
    found: dict[str, tuple[int | str | None, ...]] = {}
    for item in asked.items:
        limit, together = item.limit, joint is not None and item.code in joint.items
        found[item.code] = limit.days, limit.promised, item.desk_days, limit.months, limit.by, int(together)
    return found


def _joint(asked: Asked) -> Joint | None:
    """The bundle's items where it says that its departments handle them together (article 26); what is taken in beside
    a bundle is handled by itself.
    """
    if asked.demand.bundle is None:
        return None
    inside = {one.code for one in asked.demand.bundle.items}
    items = [item for item in asked.items if item.code in inside]
    joint = is_joint(asked.demand.bundle.handling, {item.type for item in items}, {item.department for item in items})
    return Joint(frozenset(item.code for item in items)) if joint else None


def joint_of(case: driver.Row, rows: Iterable[driver.Row]) -> Joint | None:
    """The joint handling that a case's approvals belong to, with its extension."""
    items = frozenset(row["item"] for row in rows if row["joint"])
    return Joint(items, case["joint_extended"]) if items else None


def _date_columns(day: clock.Dates) -> dict[str, Any]:
    """An approval's dates as the store keeps them, in the order of COLUMNS."""
    return {
        "legal_on": _text(day.legal_on),
        "promised_on": _text(day.promised_on),
        "desk_on": _text(day.desk_on),
        "provisional": int(day.provisional),
        "legal_provisional": int(day.legal_provisional),
    }


def _case_columns(found: Mapping[str, clock.Dates]) -> dict[str, Any]:
    """A case's dates: the latest of its approvals', none where one of them has none."""
    promised, legal = [d.promised_on for d in found.values()], [d.legal_on for d in found.values()]
    return {
        "promised_on": _text(max(d for d in promised if d)) if promised and all(promised) else None,
        "legal_on": _text(max(d for d in legal if d)) if legal and all(legal) else None,
        "provisional": int(any(d.provisional for d in found.values())),
        "legal_provisional": int(any(d.legal_provisional for d in found.values())),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def limits_of(work: Work | Look, case_id: int, rows: Iterable[driver.Row] = ()) -> dict[str, Limits]:
    """The limits of a case's approvals with their extensions and pauses; a running pause lasts at least to today."""
    stops: dict[int, list[Stop]] = {}
    for pause in approvals.pauses_of_case(work.db, case_id):
        start, why = date.fromisoformat(pause["started_on"]), clock.GROUNDS.get(pause["ground"], pause["ground"])
        stop = (
            Stop(start, date.fromisoformat(pause["ended_on"]), why)
            if pause["ended_on"]
            else clock.running_stop(work.hall.calendar, start, pause["expected_days"], work.today, why)
        )
        stops.setdefault(pause["approval"], []).append(stop)
    return {
        row["item"]: Limits(
            row["promised_days"],
            row["legal_days"],
            row["desk_days"],
            row["extended_days"],
            tuple(stops.get(row["id"], ())),
            _day(row["opened_on"]),
            _day(row["decided_on"]),
            row["legal_months"],
        )
        for row in rows or approvals.of_case(work.db, case_id)
    }


def published_promise(work: Work | Look, case: driver.Row) -> int | None:
    """The working days that the case's bundle publishes for the whole, if it does."""
    return catalogue.bundle_promise(work.db, case["bundle"], case["bundle_version"]) if case["bundle"] else None


def recompute(work: Work, case_id: int) -> dict[str, tuple[str | None, str | None]]:
    """Bring all undecided approvals' dates and the case's to what the acceptance day, the limits and the pauses say.

    Returns the promised days that moved: item -> (before, after).
    """
    moved: dict[str, tuple[str | None, str | None]] = {}
    of_approvals, of_case = _differing(work, case_id)
    for row, values in of_approvals:
        if row["promised_on"] != values["promised_on"]:
            moved[row["item"]] = (row["promised_on"], values["promised_on"])
        approvals.change(work.db, row["id"], **values)
    if of_case:
        cases.change(work.db, case_id, **of_case)
    return moved


def agrees(work: Work | Look, case_id: int) -> bool:
    """Whether every date of an accepted case is what the acceptance day, the limits and the pauses say."""
    of_approvals, of_case = _differing(work, case_id)
    return not of_approvals and not of_case


def _differing(work: Work | Look, case_id: int) -> tuple[list[tuple[driver.Row, dict[str, Any]]], dict[str, Any]]:
    """The undecided approvals whose dates are others now, with those dates, and the case's own where they differ."""
    case = cases.get(work.db, case_id)
    rows = approvals.of_case(work.db, case_id)
    limits = limits_of(work, case_id, rows)
    found = clock.dates(
        work.hall.calendar,
        date.fromisoformat(case["accepted_on"]),
        limits,
        approvals.edges(work.db, case_id),
        published_promise(work, case),
        joint_of(case, rows),
    )
    differing = []
    for row in rows:
        if row["state"] not in UNDECIDED:
            continue
        values = _date_columns(found[row["item"]]) | {
            "paused_days": sum(
                working_days_between(work.hall.calendar, s.start, s.end) for s in limits[row["item"]].stops
            ),
        }
        if any(row[name] != value for name, value in values.items()):
            differing.append((row, values))
    of_case = _case_columns(found)
    return differing, of_case if any(case[name] != value for name, value in of_case.items()) else {}


def follow_acceptance(work: Work, case_id: int, before: str, after: str) -> None:
    """A case counts as accepted on another day: what was opened with it was opened on that day (its dates follow by
    `recompute`).
    """
    for row in approvals.of_case(work.db, case_id):
        if row["state"] in UNDECIDED and row["opened_on"] == before:
            approvals.change(work.db, row["id"], opened_on=after)


def open_ready(work: Work, case_id: int) -> tuple[str, ...]:
    """Open what waited for nothing else; what waits for a refused item can't be granted any more and is ended."""
    db = work.db
    opened = []
    moving = True
    while moving:
        moving = False
        for row in approvals.states(db, case_id):
            if row["state"] != ApprovalState.BLOCKED:
                continue
            needs = approvals.prerequisites(db, row["id"])
            if any(
                n["state"] == ApprovalState.WITHDRAWN
                or (n["state"] == ApprovalState.DECIDED and n["outcome"] == Outcome.REFUSE)
                for n in needs
            ):
                failed = next(
                    n for n in needs if n["state"] == ApprovalState.WITHDRAWN or n["outcome"] == Outcome.REFUSE
                )
                approvals.change(
                    db,
                    row["id"],
                    state=ApprovalState.WITHDRAWN,
                    explanation=say("前置事项“{item_name}”未获准，本事项终止办理", item_name=failed["item_name"]),
                )
                moving = True
            elif all(n["state"] == ApprovalState.DECIDED for n in needs):
                approvals.change(
                    db, row["id"], state=ApprovalState.OPEN, opened_on=work.today.isoformat(), opened_at=work.now
                )
                opened.append(row["item"])
    if opened or any(row["state"] == ApprovalState.BLOCKED for row in approvals.states(db, case_id)):
        recompute(work, case_id)  # what waits for an item without a limit has a day only now
    return tuple(opened)


def join(work: Work, case_id: int) -> bool:
    """Close the case if nothing is left to decide; starts the delivery clock and writes the result paper.

    An item without an approval can't come about (fan_out makes all or none); were there one, the case would stay open.
    """
    db = work.db
    rows = approvals.states(db, case_id)
    if any(row["state"] in UNDECIDED for row in rows) or {i for i, _ in cases.items(db, case_id)} - {
        row["item"] for row in rows
    }:
        return False
    case = cases.get(db, case_id)
    if case["state"] != CaseState.ACCEPTED:
        return False
    if approvals.undelivered(db, case_id) or not any(row["state"] == ApprovalState.DECIDED for row in rows):
        last = due(work.hall.calendar.lawful, work.today, clock.DELIVERY_DAYS)
        waiting = [row["delivery_last_day"] for row in approvals.undelivered(db, case_id)]
        first = min(filter(None, waiting), default=last.last_day.isoformat())
        cases.change(db, case_id, state=CaseState.DECIDED, decided_on=work.today.isoformat(), delivery_last_day=first)
    else:  # every result was served by itself already, and the last open item has ended without one
        cases.change(
            db,
            case_id,
            state=CaseState.DELIVERED,
            decided_on=work.today.isoformat(),
            delivered_on=work.today.isoformat(),
        )
        work.touch(f"case:{case_id}")
        work.facts["closed"] = True
        return True
    station = premises.station_at(db, case["front_window"])
    where = (
        say(
            "{name}{place}或大厅任一窗口",
            name=station["name"],
            place=say("（{place}）", place=station["place"]) if station["place"] else "",
        )
        if station
        else say("任一窗口")
    )
    decided = [(r["item_name"], r["department_short"], outcome_words(r)) for r in approvals.of_case(db, case_id)]
    until = marked(first, not work.hall.calendar.is_known(date.fromisoformat(first)))
    content = wording.results_content(work, case, until, where, decided)
    issue_notice(work, NoticeKind.RESULT, content, case_id=case_id)
    work.touch(f"case:{case_id}")
    work.facts["closed"] = True
    return True


def outcome_words(row: driver.Row) -> str:
    """How an approval ended, in words."""
    if row["state"] == ApprovalState.WITHDRAWN:
        return say("终止办理")
    return OUTCOME_NAMES.get(row["outcome"] or "", say("办理中"))
