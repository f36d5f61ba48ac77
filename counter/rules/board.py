"""What the hall board shows: every call for its least time, however fast calls come. No I/O, no clock.

A call that comes while others stand there waits its turn; when several wait, up to `slots` stand side by side. Calls
that were taken back disappear at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class BoardCall:
    """One call: its id (ascending), the shown number, the window, when (UTC ms), how often before, its language."""

    id: int
    number: str
    window: int
    at: int
    again: int = 0
    language: str = "zh-Hans"
    was: str = ""
    """The number that stands on the slip of the day before."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A call on view, and since when (ms of any steady clock)."""

    call: BoardCall
    since: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What is on view, what waits to be shown, what was shown before (newest first), the newest id ever seen."""

    current: tuple[Shown, ...] = ()
    waiting: tuple[BoardCall, ...] = ()
    past: tuple[BoardCall, ...] = ()
    seen: int = -1


def advance(
    stage: Stage, calls: Sequence[BoardCall] | None, now: int, *, least: int, slots: int, keep: int
) -> tuple[Stage, tuple[BoardCall, ...]]:
    """The next stage, and the calls that come on view in this step (to be announced).

    `calls` are the recent calls that still stand (any order), or None when nothing could be read. A board that starts
    shows the newest call and lists the others; it does not announce what was called before it started.
    """
    if calls is not None:
        if stage.seen < 0:
            return _first(calls, now, keep), ()
        standing = {call.id for call in calls}
        oldest = min(standing, default=stage.seen + 1)
        gone = (
            {c.id for c in _all(stage) if c.id >= oldest and c.id not in standing}
            if standing
            else {c.id for c in _all(stage)}
        )
        fresh = tuple(sorted((c for c in calls if c.id > stage.seen), key=lambda c: c.id))
        stage = Stage(
            tuple(s for s in stage.current if s.call.id not in gone),
            tuple(c for c in stage.waiting if c.id not in gone) + fresh,
            tuple(c for c in stage.past if c.id not in gone),
            max([stage.seen, *standing]),
        )
    if not stage.waiting:
        return stage, ()
    wanted = min(slots, 1 + len(stage.waiting) // 2)
    stay = [s for s in stage.current if now - s.since < least]
    room = max(0, wanted - len(stay))
    if not room:
        return stage, ()
    coming, rest = stage.waiting[:room], stage.waiting[room:]
    leaving = [s.call for s in stage.current if s not in stay]
    past = tuple(dict.fromkeys([*reversed(leaving), *stage.past]))[:keep]
    return replace(stage, current=(*stay, *(Shown(c, now) for c in coming)), waiting=rest, past=past), coming


def _first(calls: Sequence[BoardCall], now: int, keep: int) -> Stage:
    ordered = sorted(calls, key=lambda c: c.id, reverse=True)
    if not ordered:
        return Stage(seen=0)
    return Stage((Shown(ordered[0], now),), (), tuple(ordered[1 : keep + 1]), ordered[0].id)


def _all(stage: Stage) -> list[BoardCall]:
    return [s.call for s in stage.current] + list(stage.waiting) + list(stage.past)
