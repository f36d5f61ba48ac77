"""What the floor does by itself: a lent window falls back when its time is over, and what was left open over night
ends. It touches windows and their numbers, never a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.acts.queue import waiting
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import HALL_ITSELF, Role
from counter.rules.ticket import Period, State
from counter.store import driver, floor, journal, shifts, staff, tickets

if TYPE_CHECKING:
    from counter.hall import Hall

NIGHT_MS = 4 * 3_600_000
"""How long after midnight a window that is still open is somebody who works late; after that it was forgotten."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What ended by itself: `back` windows that fell back to their own queues, `signed_out` windows left open over
    night with their person, `put_by` the numbers that they still had in hand.
    """

    back: tuple[str, ...]
    signed_out: tuple[str, ...]
    put_by: tuple[str, ...]

    def __str__(self) -> str:
        words = []
        if self.back:
            words.append(say("借出的窗口到时收回：{back}", back=listed(self.back)))
        if self.signed_out:
            words.append(say("昨夜没有签退，已自动签退：{windows}", windows=listed(self.signed_out)))
        if self.put_by:
            words.append(say("窗口上没有办结的号待决定：{numbers}", numbers=listed(self.put_by)))
        return listed(words, "；") if words else say("没有到时的窗口")


@act("window.turn", by=())
def turn(work: Work) -> Turned:
    """Windows whose loan is over fall back; what earlier days left open at windows ends. Raises Refusal where
    there is nothing.
    """
    if work.moment is not None and work.moment.doubt:
        raise work.hall.in_doubt(work.moment)
    back = fall_back(work)
    signed_out, put_by = end_the_night(work) if _night_is_over(work) else ((), ())
    if not back and not signed_out and not put_by:
        raise Refusal("window.nothing-due", say("没有到时的窗口"))
    return Turned(back, signed_out, put_by)


@act("window.heard", by=())
def heard(work: Work, shift: int, process: str = "") -> str:
    """A terminal that was silent for long gives a sign again: since when it had been silent is kept, for whoever looks
    at the day again. Raises Refusal where it was not.
    """
    since = shifts.silent_since(work.db, shift, work.now, silent_ms(work.hall))
    if not since:
        raise Refusal("window.nothing-due", say("没有到时的窗口"))
    window = shifts.window_of(work.db, shift)
    shifts.beat(work.db, shift, work.now, process)
    work.about(f"shift:{shift}", window=window, silent_since=since)
    return say("终端又有动静了")


def silent_ms(hall: Hall) -> int:
    """How long a terminal may give no sign."""
    return int(hall.policy.queue.watch.window_seconds * 1000)


def turn_if_due(hall: Hall) -> None:
    """What every process does each minute: one look, and the act only where something is due."""
    look = Look(hall, hall.db, hall.now(), hall.local(hall.now()).date(), HALL_ITSELF)
    over = _night_is_over(look)
    if not floor.loans(hall.db, look.now) and not (over and _left_open(look)):
        return
    try:
        hall.do(turn, HALL_ITSELF)
    except Refusal as refusal:
        if refusal.code not in ("window.nothing-due", "clock.in-doubt"):  # another process was faster
            raise


def _night_is_over(at: Work | Look) -> bool:
    return at.now - waiting.morning(at) >= NIGHT_MS


def _left_open(look: Look) -> bool:
    day = look.today.isoformat()
    return bool(floor.windows_of_before(look.db, day) or floor.in_hand_of_before(look.db, day))


def fall_back(work: Work, window: int | None = None) -> tuple[str, ...]:
    """Loans whose time is over end (all, or the one of a window): nobody is called by a loan that has lapsed."""
    found = [row for row in floor.loans(work.db, work.now) if window in (None, row["front_window"])]
    words = []
    for row in found:
        queues = floor.give_back(work.db, row, work.now)
        words.append(
            say("{window} 号窗口 {queues}", window=row["front_window"], queues=listed(queues) or say("不叫号"))
        )
        work.about(f"window:{row['front_window']}")
    if found:
        work.facts["loans_over"] = [[row["front_window"], row["id"]] for row in found]
    return tuple(words)


def end_the_night(work: Work) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sign out who forgot on an earlier day, as of their last deed; put by what is still called or served there, for
    somebody to decide. Returns the windows and the numbers in words.
    """
    day = work.today.isoformat()
    put_by = []
    for one in floor.in_hand_of_before(work.db, day):
        tickets.change(
            work.db,
            one,
            state=State.HELD,
            since=work.now,
            front_window=None,
            staff=None,
            held_reason=say("{day} 没有办结，窗口已自动签退", day=one.business_date),
            held_until=None,
            unreliable=1,
        )
        tickets.turn_period(
            work.db, one, Period.HELD, work.now, queue=one.queue, window=None, staff=None, reliable=False
        )
        work.about(f"ticket:{one.id}")
        put_by.append(f"{one.business_date} {one.shown}")
    windows = []
    ended = floor.windows_of_before(work.db, day)
    for row in ended:
        shifts.end(work.db, row["id"], _left_at(work.db, row))
        work.about(f"window:{row['front_window']}")
        windows.append(say("{window} 号（{who}）", window=row["front_window"], who=verbatim(row["staff_name"])))
    if put_by:
        work.facts["put_by"] = put_by
    if ended:
        work.facts["signed_out"] = [[row["front_window"], row["staff"], row["business_date"]] for row in ended]
    return tuple(windows), tuple(put_by)


def _left_at(db: driver.Connection, row: driver.Row) -> int:
    return floor.last_deed(db, row["staff"], row["business_date"], row["started_at"])


@query("window.night", by=(Role.SUPERVISOR, Role.ADMINISTRATOR))
def night(look: Look) -> Turned | None:
    """What this morning's turn ended of the night; None where nothing had been left open."""
    day = look.today.isoformat()
    windows, numbers = [], []
    for act_name in ("window.turn", "day.open"):
        for entry in journal.of_day(look.db, act_name, day):
            for window, code, _ in entry.facts.get("signed_out", ()):
                windows.append(say("{window} 号（{who}）", window=window, who=verbatim(staff.name(look.db, code))))
            numbers += entry.facts.get("put_by", ())
    return Turned((), tuple(windows), tuple(numbers)) if windows or numbers else None
