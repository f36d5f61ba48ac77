"""What a past day had besides people and papers: terminals that fell silent, prints that did not come out, checks of
the clocks that nobody had looked at, what the morning ended of the night.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from counter.acts.calendar.clock_runs import ClockRun, in_words
from counter.acts.queue.stuck import Stuck, gone_silent
from counter.acts.report.live import UNPRINTED_MS, Unprinted
from counter.acts.window.turning import Turned
from counter.hall.act import Look
from counter.phrases.said import say, verbatim
from counter.rules.notice import JobState
from counter.rules.replayed_day import Playing
from counter.rules.replayed_entries import Entry
from counter.store import clock_runs, staff
from counter.store import replayed_besides as store

SOUGHT_MS = 7 * 86_400_000
"""Among what was printed in so many days (ms) those are sought that came out later."""
HEARD_AGAIN = ("window.heard", "staff.sign-in")
"""Acts that know since when a terminal had given no sign."""


def silent_of(then: Look, entries: Sequence[Entry]) -> tuple[tuple[int, int, int], ...]:
    """(last sign, the next or 0, window): kept by the act of the terminal that was heard again, else by the last sign
    of a shift.
    """
    limit = int(then.hall.policy.queue.watch.window_seconds * 1000)
    found = [
        (int(entry.facts["silent_since"]), entry.at, int(entry.facts["window"]))
        for entry in entries
        if entry.act in HEARD_AGAIN and "silent_since" in entry.facts and entry.facts.get("window")
    ]
    rows = store.last_seen(then.db, then.today.isoformat())
    for row in rows:
        after = [one["started_at"] for one in rows if one["front_window"] == row["front_window"]]
        left = row["ended_at"] or 0
        until = left if left > row["seen_at"] else min((at for at in after if at > row["seen_at"]), default=0)
        if not until or until - row["seen_at"] > limit:
            found.append((row["seen_at"], until, row["front_window"]))
    return tuple(sorted(found))


def silent_then(playing: Playing) -> dict[int, Stuck]:
    """The windows that were silent at an instant, by their number."""
    limit = int(playing.day.watch[3])
    found = {}
    for since, until, window in playing.day.silent:
        seconds = (playing.now - since) // 1000
        there = playing.there.get(window)
        if seconds > limit and not 0 < until <= playing.now and there is not None and there[2]:
            id = playing.in_hand.get(window, 0)
            found[window] = gone_silent(window, there[2], seconds, id or None, playing.number(id) if id else "")
    return found


def unprinted_of(then: Look, midnight: int, until: int) -> tuple[tuple[int, int, str, str, int, str, str], ...]:
    """(written, came out or given up or 0, paper, kind, window or 0, printer, why) of every print that took long."""
    given_up = {}
    for row in store.entries(then.db, ("paper.void",), then.today.isoformat(), "9999"):
        given_up[json.loads(row["facts"]).get("job")] = row["at"]
    found = []
    for row in store.jobs(then.db, midnight - SOUGHT_MS, midnight, until):
        out = row["sent_at"] if row["state"] == JobState.SENT else 0
        if row["state"] == JobState.VOID:
            if row["id"] not in given_up:
                continue
            out = given_up[row["id"]]
        why = row["error"] if not out else ""
        found.append((row["at"], out, row["paper"], row["kind"], row["front_window"] or 0, row["printer"], why))
    return tuple(sorted(found))


def unprinted_then(playing: Playing) -> Iterable[Unprinted]:
    """The papers that had not come out at an instant, a line each."""
    seen = set()
    for at, out, paper, kind, window, printer, why in playing.day.unprinted:
        if at < playing.now - UNPRINTED_MS and not 0 < out <= playing.now and paper not in seen:
            seen.add(paper)
            where = say("{front_window} 号窗口", front_window=window) if window else printer
            yield Unprinted(paper, kind, where, playing.minutes(at), why)


def checks_of(then: Look, midnight: int, until: int) -> tuple[tuple[int, int, int, str, int, str, int], ...]:
    """Checks of the clocks that ended something, with when somebody looked at them."""
    found = []
    for row in store.clock_checks(then.db, midnight, until):
        one = clock_runs.get(then.db, row["id"])
        assert one is not None
        seen = row["looked_at"] or 0
        found.append((one.at, seen, one.id, one.business_date, one.ended, in_words(one.summary), one.standing))
    return tuple(found)


def checks_then(playing: Playing, local: Callable[[int], datetime]) -> Iterable[ClockRun]:
    """Those that nobody had looked at by an instant, the newest first."""
    for at, seen, run, day, ended, words, standing in reversed(playing.day.checks):
        if at <= playing.now and not 0 < seen <= playing.now:
            yield ClockRun(run, day, f"{local(at):%Y-%m-%d %H:%M}", ended, words, standing, "")


def night_of(
    then: Look, entries: Sequence[Entry]
) -> tuple[tuple[int, tuple[tuple[int, str], ...], tuple[str, ...]], ...]:
    """What that morning ended of the night before it."""
    return tuple(
        (
            entry.at,
            tuple((window, staff.name(then.db, code)) for window, code, _ in entry.facts.get("signed_out", ())),
            tuple(entry.facts.get("put_by", ())),
        )
        for entry in entries
        if entry.act in ("window.turn", "day.open") and (entry.facts.get("signed_out") or entry.facts.get("put_by"))
    )


def night_then(playing: Playing) -> Turned | None:
    """The same at an instant; None where nothing had been left open, or not yet."""
    over = [one for one in playing.day.night if one[0] <= playing.now]
    windows = tuple(
        say("{window} 号（{who}）", window=window, who=verbatim(who)) for _, those, _ in over for window, who in those
    )
    return Turned((), windows, tuple(number for *_, numbers in over for number in numbers)) if over else None
