"""A month counted slowly: one question in SQL for each figure, over all rows that there are, in words of its own.

Each question gives an event a row: the day on which it counts, under what (department, window, hour ...), its value.
Nothing of how the reports count is used; shares and quantiles are made of the events.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from datetime import date
from typing import Any

_ITEM = (
    "SELECT {day} AS day, a.case_id, a.department, a.level, a.desk, a.item, coalesce(c.bundle, '') AS bundle,"
    " c.front_window AS window, c.opened_by AS clerk, {officer} AS officer, 1 AS value FROM approval a"
    " JOIN case_file c ON c.id = a.case_id WHERE {where}"
)
_OFFICER = "(SELECT officer FROM decision d WHERE d.approval = a.id AND d.recalled_at IS NULL AND a.state = 'decided')"
_CASE = (
    "SELECT c.{day} AS day, coalesce(c.bundle, '') AS bundle, c.front_window AS window, c.opened_by AS clerk,"
    " {value} AS value FROM case_file c WHERE c.{day} IS NOT NULL"
)
_OF_CASE = "(SELECT count(*) FROM approval a WHERE a.case_id = c.id)"
_RATING = (
    "SELECT r.business_date AS day, CASE WHEN c.id IS NOT NULL THEN coalesce(c.bundle, '') END AS bundle,"
    " coalesce(c.front_window, t.front_window) AS window,"
    " coalesce(c.opened_by, t.staff) AS clerk, 1 AS value FROM rating r LEFT JOIN case_file c ON c.id = r.case_id"
    " LEFT JOIN ticket t ON t.id = r.ticket WHERE {where}"
)
_FIRST = "(SELECT min(started_at) FROM ticket_period p WHERE p.ticket = t.id AND p.kind IN ('called', 'serving'))"
_AT_FIRST = (
    "(SELECT p.{what} FROM ticket_period p WHERE p.ticket = t.id AND p.kind IN ('called', 'serving')"
    " ORDER BY p.started_at, p.id LIMIT 1)"
)
_TICKET = (
    "SELECT t.business_date AS day, t.letter AS queue, "
    + _AT_FIRST.format(what="front_window")
    + " AS window, "
    + _AT_FIRST.format(what="staff")
    + " AS clerk, strftime('%H', t.arrived_at / 1000, 'unixepoch', '+8 hours') AS hour,"
    " {value} AS value FROM ticket t WHERE {where}"
)
_SERVED = "FROM ticket_period p WHERE p.ticket = t.id AND p.kind = 'serving' AND p.ended_at IS NOT NULL"
_FORGOTTEN = "(p.reliable = 0 OR p.ended_at - p.started_at > 90 * 60000)"
_CALLED = "(SELECT min(p.started_at) FROM ticket_period p WHERE p.ticket = t.id AND p.kind = 'called')"
_TOLD = (
    f"t.estimate IS NOT NULL AND t.unreliable = 0 AND t.origin <> 'downtime' AND {_CALLED} IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM ticket_period p WHERE p.ticket = t.id AND p.kind = 'away')"
)
_WAITED = f"({_CALLED} - t.arrived_at) / 60000.0"
_GRID = "(CASE WHEN t.estimate_high < 600000 THEN 1 ELSE :step END)"
_DOWN = f"(CAST(t.estimate_low / 60000.0 / {_GRID} AS INTEGER) * {_GRID})"
_UP = f"max(-CAST(-t.estimate_high / 60000.0 / {_GRID} - 0.999999 AS INTEGER) * {_GRID}, {_DOWN} + {_GRID})"
_BOOKING = (
    "SELECT business_date AS day, queue, strftime('%H', at / 1000, 'unixepoch', '+8 hours') AS hour, 1 AS value"
    " FROM appointment WHERE {where}"
)


def _items(where: str, day: str, officer: str = _OFFICER) -> str:
    return _ITEM.format(where=where, day=day, officer=officer)


def _limit(column: str) -> dict[str, str]:
    until = f"a.{column}"
    month = "substr({0}, 1, 7)"
    before = f"a.decided_on > {until} AND {month.format(until)} < {month.format('a.decided_on')}"
    return {
        "on_time": _items(f"a.state = 'decided' AND a.decided_on <= {until}", "a.decided_on"),
        "late": _items(f"a.state = 'decided' AND a.decided_on > {until}", until),
        "overdue": _items(f"a.state IN ('open', 'blocked') AND {until} < :working", until, "NULL"),
        "uncounted": _items(f"a.state = 'decided' AND ({until} IS NULL OR ({before}))", "a.decided_on"),
    }


EVENTS = {
    "received": _CASE.format(day="received_on", value=1),
    "cases": _CASE.format(day="accepted_on", value=1),
    "delivered": _CASE.format(day="delivered_on", value=1),
    "items": _items("c.accepted_on IS NOT NULL", "c.accepted_on", "NULL"),
    "decided": _items("a.state = 'decided'", "a.decided_on"),
    "granted": _items("a.state = 'decided' AND a.outcome <> 'refuse'", "a.decided_on"),
    "refused": _items("a.state = 'decided' AND a.outcome = 'refuse'", "a.decided_on"),
    "on_the_spot": _items("a.state = 'decided' AND a.on_the_spot = 1", "a.decided_on"),
    **_limit("promised_on"),
    **{f"{name}_legal": sql for name, sql in _limit("legal_on").items()},
    "parallel_days_saved": _CASE.format(
        day="accepted_on", value="max(0, coalesce(c.serial_days, 0) - coalesce(c.parallel_days, 0))"
    ),
    "documents_spared": _CASE.format(
        day="accepted_on", value="max(0, coalesce(c.needed_alone, 0) - coalesce(c.needed, 0))"
    ),
    "visits_saved": _CASE.format(day="accepted_on", value=f"max(0, {_OF_CASE} - 1)"),
    "ratings": _RATING.format(where="1"),
    "satisfied": _RATING.format(where="r.level >= 3"),
    "tickets": _TICKET.format(value="1", where="1"),
    "no_shows": _TICKET.format(
        value="1",
        where="t.state <> 'finished' AND NOT EXISTS (SELECT 1 FROM ticket_period p WHERE p.ticket = t.id"
        " AND p.kind = 'serving') AND EXISTS (SELECT 1 FROM ticket_period p WHERE p.ticket = t.id"
        " AND (p.kind = 'absent' OR (p.kind = 'called' AND t.state = 'lapsed')))",
    ),
    "waits": _TICKET.format(
        value=f"({_FIRST} - t.arrived_at) / 60000.0", where=f"t.unreliable = 0 AND {_FIRST} IS NOT NULL"
    ),
    "visits": _TICKET.format(
        value=f"(SELECT sum(p.ended_at - p.started_at) {_SERVED}) / 60000.0",
        where=f"EXISTS (SELECT 1 {_SERVED}) AND NOT EXISTS (SELECT 1 {_SERVED} AND {_FORGOTTEN})",
    ),
    "forgotten": _TICKET.format(value=f"(SELECT count(*) {_SERVED} AND {_FORGOTTEN})", where="1"),
    "bounded": _TICKET.format(value="1", where=f"t.unreliable = 0 AND {_FIRST} IS NOT NULL"),
    "told": _TICKET.format(value="1", where=_TOLD),
    "told_within": _TICKET.format(value="1", where=f"{_TOLD} AND {_WAITED} BETWEEN {_DOWN} AND {_UP}"),
    "told_longer": _TICKET.format(value="1", where=f"{_TOLD} AND {_WAITED} > {_UP}"),
    "told_error": _TICKET.format(value=f"abs(t.estimate / 60000.0 - {_WAITED})", where=_TOLD),
    "naive_error": _TICKET.format(
        value=f"abs(coalesce(t.estimate_configured, t.estimate_fixed, 0) / 60000.0 - {_WAITED})", where=_TOLD
    ),
    "bookings": _BOOKING.format(where="state = 'arrived' OR missed_at IS NOT NULL"),
    "missed_bookings": _BOOKING.format(where="missed_at IS NOT NULL"),
}
TIMES = ("waits", "visits")
SHARES = {
    "on_the_spot_share": ("on_the_spot", "decided"),
    "on_time_share_promised": ("on_time", "promised"),
    "on_time_share_legal": ("on_time_legal", "limited"),
    "satisfaction": ("satisfied", "ratings"),
    "no_show_share": ("no_shows", "tickets"),
    "missed_booking_share": ("missed_bookings", "bookings"),
    "bound_kept_share": ("bound_kept", "bounded"),
    "told_within_share": ("told_within", "told"),
}
OF_ITEMS = ("department", "level", "desk", "item")
"""Under these a case counts once, by its items."""
OF_TIME = {"weekday": lambda day: str(date.fromisoformat(day).isoweekday()), "day": str, "month": lambda day: day[:7]}


class SlowCount:
    """All events of a hall, read once; `working` is the last working day, before which what is undecided is overdue."""

    def __init__(self, hall: Any, working: str) -> None:
        policy, given = hall.policy.queue, {"working": working}
        self.events: dict[str, list[dict[str, Any]]] = {}
        for name, sql in EVENTS.items():
            values = given | {"step": policy.estimate.step_minutes}
            named = {key: value for key, value in values.items() if f":{key}" in sql}
            self.events[name] = [dict(row) for row in hall.db.execute(sql, named)]
        self.events["bound_kept"] = [one for one in self._called(hall) if one["value"]]

    def _called(self, hall: Any) -> list[dict[str, Any]]:
        """Each call beside all calls of its queue that day before it: did one come too late to be put before?"""
        heads = {lane: minutes * 60_000 for lane, minutes in hall.policy.queue.head_start.items()}
        most = max(heads.values())
        rows = [
            dict(row)
            for row in hall.db.execute(
                _TICKET.format(
                    value=f"t.id AS id, t.lane, t.ready_at, {_FIRST} AS called, 1",
                    where=f"t.unreliable = 0 AND {_FIRST} IS NOT NULL",
                )
            )
        ]
        for one in rows:
            before = [
                other["ready_at"]
                for other in rows
                if (other["day"], other["queue"]) == (one["day"], one["queue"])
                and (other["called"], other["id"]) < (one["called"], one["id"])
            ]
            one["value"] = max(before, default=0) <= one["ready_at"] + most - heads[one["lane"]]
        return rows

    def of(self, first: str, last: str, by: str = "", member: str = "") -> dict[str, Any]:
        """Every figure of some days, of everything or of one part."""
        found: dict[str, list[Any]] = defaultdict(list)
        for name, events in self.events.items():
            for one in events:
                if first <= one["day"] <= last and (not by or _member(one, by) == member):
                    found[name].append(one["value"])
        sums: dict[str, Any] = {name: sum(found[name]) for name in (*EVENTS, "bound_kept") if name not in TIMES}
        sums |= {name: len(found[name]) for name in TIMES}
        if by in OF_ITEMS:
            items = [one for one in self.events["items"] if first <= one["day"] <= last and _member(one, by) == member]
            sums["cases"] = len({one["case_id"] for one in items})
        sums["promised"] = sums["on_time"] + sums["late"] + sums["overdue"]
        sums["limited"] = sums["on_time_legal"] + sums["late_legal"] + sums["overdue_legal"]
        for name, (part, whole) in SHARES.items():
            sums[name] = round(100 * sums[part] / sums[whole], 1) if sums[whole] else None
        for name, told in (("told_error", "told_error_minutes"), ("naive_error", "naive_error_minutes")):
            error = sums.pop(name)
            sums[told] = round(error / sums["told"], 1) if sums["told"] else None
        for name, called in (("waits", "wait"), ("visits", "service")):
            ordered = sorted(found[name])
            sums[f"median_{called}_minutes"] = round(statistics.median(ordered), 1) if ordered else None
            ninth = ordered[math.ceil(0.9 * len(ordered)) - 1] if ordered else None
            sums[f"ninetieth_{called}_minutes"] = None if ninth is None else round(ninth, 1)
        return sums

    def members(self, first: str, last: str, by: str) -> set[str]:
        """Every part of some days in which anything counts."""
        return {
            _member(one, by)
            for events in self.events.values()
            for one in events
            if first <= one["day"] <= last and one["value"]
        } - {None}


def _member(one: dict[str, Any], by: str) -> Any:
    if by in OF_TIME:
        return OF_TIME[by](one["day"])
    value = one.get(by)
    return None if value is None else str(value)
