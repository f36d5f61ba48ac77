"""A past day again, minute by minute: read once from the journal, then shown as the supervisor's screen was then.

What was never kept is not in it: why a print had not come out that came out later, and what counter/acts/report's
replayed_papers and replayed_besides name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from counter.acts.queue import waiting as wait
from counter.acts.queue.stuck import (
    Stuck,
    called_long,
    kept_long,
    left_undecided,
    long_visit,
    near_the_end,
    paused_long,
    served_long,
)
from counter.acts.report import followed
from counter.acts.report.alerts import Answered
from counter.acts.report.floor import IN_CHARGE, Floor, FloorQueue, TodayCounts, desks, hours_beside, kinds, two_of
from counter.acts.report.live import WindowNow
from counter.acts.report.replayed_besides import besides_of
from counter.acts.report.replayed_papers import counts_of, papers_of
from counter.acts.report.replayed_rest import (
    checks_of,
    checks_then,
    night_of,
    night_then,
    silent_of,
    silent_then,
    unprinted_of,
    unprinted_then,
)
from counter.acts.staff.words import Told
from counter.acts.window.running import Loan
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import say, verbatim
from counter.rules.dates_written import PAST, read_day
from counter.rules.order import MINUTE
from counter.rules.replayed_day import HOUR, STATES, DayAgain, Playing, QueueThen, WindowThen
from counter.rules.replayed_entries import Entry, Known, Shift, Stand, attended, stands
from counter.rules.ticket import LIVE, STATE_NAMES, State, shown
from counter.store import driver, glass, journal, tickets
from counter.store import replayed as store

ENDED = (State.TOMORROW, State.LAPSED)
LocalTime = Callable[[int], datetime]
"""An instant (UTC ms) in the hall's time."""


@query("report.replay", by=IN_CHARGE, argument="day")
def replay(look: Look, day: str = "") -> DayAgain:
    """A day as it moved, to be looked at again minute by minute: the last one before today without one."""
    on = _day(look, day)
    entries = [_entry(row) for row in store.entries(look.db, on.isoformat())]
    if not entries:
        raise Refusal(
            "report.nothing-happened",
            say("{day} 没有记录", day=verbatim(on.isoformat())),
            rule=say("只能回放有记录的一天"),
            next=say("请换一天"),
        )
    look.log()
    then = Look(look.hall, look.db, look.now, on, look.actor)
    midnight = wait.morning(then)
    over = int(datetime.combine(on + timedelta(days=1), time(), look.hall.zone).timestamp() * 1000)
    until = min(over, look.now + 1) if on == look.today else over
    known = _known(look.db, on, entries)
    calls = store.calls(look.db, midnight, over)
    moved = stands(on.isoformat(), entries, known, {row["id"]: row["front_window"] for row in calls}, midnight)
    usual, weeks = followed.usual_of(then)
    before, papers = papers_of(then, entries, midnight, until)
    papers = tuple(sorted((*papers, *besides_of(then, entries, midnight, until))))
    rules = look.hall.policy.queue
    hours = {(one.at - midnight) // HOUR for one in moved}
    queues = store.queues(look.db, on.isoformat())
    loans = store.loans(look.db, midnight, over)
    cut_off = {one.ticket: one.at for one in moved if known[one.ticket].row.get("unreliable") and one.state in ENDED}
    return DayAgain(
        on,
        midnight,
        until,
        look.hall.calendar.is_working(on),
        tuple((row["letter"], row["name"], row["last_number"]) for row in queues),
        tuple((row["number"], row["name"]) for row in store.windows(look.db, on.isoformat())),
        tuple(sorted(glass.desk_names(look.db).items())),
        tuple(
            (
                one.id,
                one.number,
                one.letter,
                one.arrived_at,
                -1 if one.low is None else one.low,
                -1 if one.high is None else one.high,
            )
            for one in known.values()
        ),
        tuple(_plain(one) for one in moved),
        tuple(
            (one.at, one.window, one.name, str(one.state), one.since)
            for one in attended(on.isoformat(), entries, _shifts(look.db, on), midnight)
        ),
        tuple(letters_of(look.db, on, midnight, over)),
        tuple(
            (
                row["since"],
                row["ended_at"] or 0,
                row["front_window"],
                " ".join(sorted(tickets.letters(row["own"]))),
                " ".join(sorted(tickets.letters(row["lent"]))),
                row["until"],
                row["lent_by"],
            )
            for row in loans
        ),
        tuple(
            sorted(
                (row["at"], one.arrived_at, row["taken_back_at"] or cut_off.get(one.id, 0))
                for row in calls
                if not row["again"] and (one := known.get(row["ticket"])) and one.business_date == on.isoformat()
            )
        ),
        papers,
        counts_of(then, entries, midnight),
        before,
        tuple(
            (
                hour,
                usual.arrivals.get(hour, 0),
                *usual.waits.get(hour, (0, 0)),
                usual.windows.get(hour, 0),
            )
            for hour in sorted({*usual.arrivals, *usual.waits, *usual.windows})
        ),
        weeks,
        tuple(_paces(then, [row["letter"] for row in queues], midnight, hours)),
        tuple(
            (
                row["at"],
                row["over_at"] or 0,
                row["id"],
                row["staff"],
                row["name"],
                row["where_to"] or "",
                row["words"],
                row["said_by"],
            )
            for row in store.words(look.db, on.isoformat())
        ),
        tuple(
            (row["at"], row["taken_back_at"] or 0, row["alert"], row["words"], row["name"])
            for row in store.answers(look.db, on.isoformat())
        ),
        (
            float(rules.watch.called_minutes),
            float(rules.watch.away_minutes),
            rules.range_warning,
            float(rules.watch.window_seconds),
        ),
        tuple((one.id, one.business_date) for one in known.values() if one.business_date < on.isoformat()),
        silent_of(then, entries),
        unprinted_of(then, midnight, until),
        checks_of(then, midnight, until),
        night_of(then, entries),
    )


def _day(look: Look, text: str) -> date:
    """The day that is meant. Raises Refusal for what is none, or has not come."""
    if not text.strip():
        newest = store.last_day(look.db, look.today.isoformat())
        return date.fromisoformat(newest) if newest else look.today
    on = read_day(text, look.today, direction=PAST)
    if on > look.today:
        raise Refusal(
            "report.day-not-come",
            say("{day} 还没有到", day=on.isoformat()),
            rule=say("回放的是已经过去的时间"),
            next=say("请换一天"),
        )
    return on


def _entry(row: driver.Row) -> Entry:
    subjects = dict.fromkeys((row["subject"], *json.loads(row["touched"])))
    return Entry(
        row["seq"], row["at"], row["act"], tuple(subjects), json.loads(row["facts"]), row["undoes"], row["place"]
    )


LEFT = ("day.decide", "day.decide-all", "day.close")


def _known(db: driver.Connection, on: date, entries: Sequence[Entry]) -> dict[int, Known]:
    """That day's numbers, and those of earlier days that were undecided on it. What was cleared away since is known by
    its own entry.
    """
    day = on.isoformat()
    left = {id for one in entries for id in one.facts.get("left_open", ())}
    left |= {id for one in entries if one.act in LEFT or one.facts.get("put_by") for id in one.named("ticket")}
    found = {
        row["id"]: Known(
            row["id"],
            shown(row["letter"], row["number"]),
            row["letter"],
            row["business_date"],
            row["arrived_at"],
            row["estimate_low"],
            row["estimate_high"],
            dict(row),
        )
        for row in store.tickets(db, day, left)
        if row["business_date"] <= day
    }
    for one in entries:
        if one.act == "ticket.take" and "queue" in one.facts:
            for id in one.named("ticket")[:1]:
                gone = Known(id, one.facts["number"], one.facts["queue"], day, one.at, None, None, {})
                found.setdefault(id, gone)
    return found


def _plain(one: Stand) -> tuple[int, int, int, str, int, int, int, int]:
    return (
        one.at,
        one.ticket,
        STATES.index(State(one.state)),
        one.queue,
        one.window or 0,
        one.since,
        one.called_at or 0,
        one.held_until or 0,
    )


def _shifts(db: driver.Connection, on: date) -> list[Shift]:
    return [
        Shift(
            row["id"],
            row["front_window"],
            row["staff"],
            row["name"],
            row["business_date"],
            row["started_at"],
            row["ended_at"],
        )
        for row in store.shifts(db, on.isoformat())
    ]


def letters_of(db: driver.Connection, on: date, midnight: int, over: int) -> list[tuple[int, int, str]]:
    """What each window called from when on: as it was arranged before that day, then as it was changed and lent."""
    day = on.isoformat()
    given = {row["number"]: tickets.letters(row["queues"]) for row in store.windows(db, day)}
    for row in store.window_sets(db, day):
        number = int(row["subject"].partition(":")[2])
        if number in given and "queues" in (facts := json.loads(row["facts"])):
            given[number] = frozenset(facts["queues"])
    found = [(midnight, number, " ".join(sorted(letters))) for number, letters in given.items()]
    for entry in journal.of_day(db, "window.set", day):
        if "queues" in entry.facts:
            found.append((entry.at, int(entry.subject.partition(":")[2]), " ".join(sorted(entry.facts["queues"]))))
    for row in store.loans(db, midnight, over):
        found.append((max(row["since"], midnight), row["front_window"], " ".join(sorted(tickets.letters(row["lent"])))))
        if row["ended_at"] is not None:
            found.append((row["ended_at"], row["front_window"], " ".join(sorted(tickets.letters(row["own"])))))
    return sorted(found, key=lambda one: one[0])


def _paces(then: Look, letters: Iterable[str], midnight: int, hours: set[int]) -> Iterable[tuple[str, int, float]]:
    """Beyond how many minutes a visit of a queue was long, hour by hour, as it was reckoned then."""
    lines = {line.letter: line for line in tickets.queues(then.db)}
    for letter in letters:
        for hour in sorted(hours):
            yield letter, hour, long_visit(then, wait.pace_at(then, lines[letter], midnight + hour * HOUR))


# -- the screen of an instant ------------------------------------------------------------------------------------------


def floor_at(playing: Playing, local: LocalTime) -> Floor:
    """What the supervisor's screen showed at the instant that a day's clock is turned to."""
    day, now = playing.day, playing.now
    counts = playing.counts
    usual = followed.Hours(
        {hour: came for hour, came, *_ in day.usual},
        {hour: (ms, people) for hour, _, ms, people, _ in day.usual if people},
        {hour: windows for hour, *_, windows in day.usual},
    )
    return Floor(
        now,
        day.day,
        day.working,
        tuple(_queue(one) for one in playing.queues()),
        tuple(_window(playing, one) for one in playing.windows()),
        tuple(_stuck(playing)),
        (*desks(playing.sums, dict(day.desks)), *kinds(playing.sums)),
        playing.sums["undecided",],
        two_of(playing.sums, day.before),
        TodayCounts(*(counts[name] for name in TodayCounts.__slots__)),
        tuple(hours_beside(followed.Hours(playing.arrivals, playing.waits(), playing.manned()), usual)),
        day.weeks,
        tuple(unprinted_then(playing)),
        tuple(checks_then(playing, local)),
        tuple(
            Loan(window, tuple(own.split()), tuple(lent.split()), f"{local(until):%H:%M}", by)
            for since, over, window, own, lent, until, by in sorted(day.loans, key=lambda one: one[2])
            if since <= now and not 0 < over <= now
        ),
        tuple(
            Told(id, staff, name, where, words, by, f"{local(at):%H:%M}")
            for at, over, id, staff, name, where, words, by in day.words
            if where and at <= now and not 0 < over <= now
        ),
        tuple(
            {
                alert: Answered(alert, words, by, f"{local(at):%H:%M}")
                for at, taken_back, alert, words, by in day.answers
                if at <= now and not 0 < taken_back <= now
            }.values()
        ),
        night_then(playing),
    )


def _queue(one: QueueThen) -> FloorQueue:
    minutes, number, low, high = one.longest
    return FloorQueue(
        one.letter, one.name, one.waiting, one.windows, number, minutes, low, high, one.over, one.low, one.high
    )


def _window(playing: Playing, one: WindowThen) -> WindowNow:
    idle = say("暂离") if one.away else say("空闲")
    state = say("无人") if not one.staff else STATE_NAMES[one.state] if one.shown else idle
    return WindowNow(one.number, one.name, one.staff, state, one.shown, playing.minutes(one.since))


def _stuck(playing: Playing) -> Iterable[Stuck]:
    """What had got stuck, in the same words as on the day."""
    day, now = playing.day, playing.now
    called_minutes, away_minutes, range_warning, _ = day.watch
    old = dict(day.left_over)
    long = {(letter, hour): minutes for letter, hour, minutes in day.paces}
    for id in sorted(playing.watched):
        _, _, place, queue, window, since, _, held_until = playing.stands[id]
        state, minutes, number = STATES[place], playing.minutes(since), playing.number(id)
        if id in old and state in LIVE:
            yield left_undecided(id, number, window or None, minutes, old[id])
        elif state is State.CALLED and minutes >= called_minutes:
            yield called_long(id, number, window, minutes)
        elif state is State.SERVING:
            if minutes >= long.get((queue, (now - day.midnight) // HOUR), 10):
                yield served_long(id, number, window, minutes)
        elif state in (State.HELD, State.AWAY) and 0 < held_until < now:
            yield kept_long(id, number, None, minutes, state, "")
    for letter, _, last_number in day.queues:
        left = last_number - playing.numbers[letter]
        if left <= range_warning:
            yield near_the_end(letter, last_number, left)
    silent = silent_then(playing)
    for one in playing.windows():
        if one.number in silent:
            yield silent[one.number]
        elif one.away and one.staff and (away := playing.minutes(playing.there[one.number][4])) >= away_minutes:
            yield paused_long(one.number, one.staff, away)


def alerts_of(floor: Floor) -> set[str]:
    """What the screen of an instant asked somebody to look at, by name."""
    return {
        *(f"late:{one.letter}" for one in floor.queues if one.over),
        *(f"stuck:{one.kind}:{one.ticket}:{one.window}" for one in floor.stuck),
        *(f"call:{one.id}" for one in floor.called),
        *(f"group:{one.key}" for one in floor.groups if one.kind == "kind" and one.red),
        *(f"paper:{one.paper}" for one in floor.unprinted),
        *(f"clock:{one.run}" for one in floor.clock_runs),
    }


def next_alert(playing: Playing, local: LocalTime) -> str | None:
    """Turn the clock on to the next minute in which something new wants somebody; its name, None where there is none
    any more (the clock then stands where it stood).
    """
    began = playing.now
    known = alerts_of(floor_at(playing, local))
    at = began - (began - playing.day.midnight) % MINUTE
    while (at := at + MINUTE) <= playing.day.last:
        found = alerts_of(floor_at(playing.to(at), local))
        if new := found - known:
            return min(new)
        known = found
    playing.to(began)
    return None
