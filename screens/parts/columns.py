"""The one rule by which every list shares out its cells.

Nothing is cut while blank space stands beside it: a title is always whole; a column that is wider than what stands in
it gives way to one that is cut; short texts (numbers, dates, states) are whole before long names are; where much is
left over, columns stand near each other instead of at both edges of a wide screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_OPEN = 12
"""Cells that the open columns keep before columns for wide screens are left out."""
SHORT = 16
"""A text of so many cells is read as a whole or not at all: its column is widened before a long one is spared."""
LOOSE = 16
"""Blank cells from which on columns are drawn together; below it they stay where the screen was drawn for them."""
STEP = 8
"""A column drawn together is a multiple of so many cells, so that a live list doesn't move with every line."""
GAP = 2
"""Blank that is added at most behind a column where columns are drawn together."""


@dataclass(frozen=True, slots=True)
class Want:
    """What a column wants, in cells: its own width (0: open, shares what is left), its title, its longest text."""

    width: int
    title: int
    longest: int
    may_go: bool = False
    """For wide screens: left out before another is cut at the edge."""

    @property
    def need(self) -> int:
        return max(1, self.title, self.longest)


def share_out(wants: Sequence[Want], cells: int) -> list[int]:
    """Cells of each column, one blank between two; 0 for one that is left out. `cells` is the line without its mark."""
    shown = [max(want.width, want.title) if want.width else 0 for want in wants]
    if all(shown):
        return shown
    out: set[int] = set()

    def here(*, opened: bool | None = None) -> list[int]:
        return [at for at, want in enumerate(wants) if at not in out and opened in (None, not want.width)]

    def room() -> int:
        """What the others leave to the open columns."""
        return cells - sum(shown[at] for at in here(opened=False)) - len(here()) + 1

    def lacking() -> int:
        return sum(wants[at].need for at in here()) + len(here()) - 1 - cells

    while room() < LEAST_OPEN and (last := _last_to_go(wants, out)) is not None:
        out.add(last)
    for at in here(opened=False):  # nothing stands in it, and another column is cut
        if lacking() > 0 and wants[at].may_go and not wants[at].longest:
            out.add(at)
    fixed, opened = here(opened=False), here(opened=True)
    spare = -lacking()
    for at in fixed:  # what is wider than its texts gives way to what would be cut
        if shown[at] > wants[at].need and any(want.longest for want in wants):
            kept = min(max(0, spare), shown[at] - wants[at].need)
            spare -= kept
            shown[at] = wants[at].need + kept
    need = sum(wants[at].need for at in opened)
    kept = min(need, max(LEAST_OPEN * len(opened), room() * 3 // 4, sum(wants[at].title for at in opened)))
    for at in fixed:  # short texts are whole, as long as the long ones keep the greater part
        if shown[at] < wants[at].longest <= SHORT:
            shown[at] += max(0, min(wants[at].longest - shown[at], room() - kept))
    for at in fixed:  # what the open columns don't need goes to those that are too narrow
        if (blank := room() - need) > 0 and shown[at] < wants[at].longest:
            shown[at] += min(blank, wants[at].longest - shown[at])
    left = room()
    together = left - need >= LOOSE
    for at, width in zip(opened, _poured([wants[at].need for at in opened], left), strict=True):
        shown[at] = min(width, _stepped(wants[at].need)) if together else width
    if together:
        _loosen(shown, wants, out, cells)
    return [0 if at in out else max(1, width) for at, width in enumerate(shown)]


def _last_to_go(wants: Sequence[Want], out: set[int]) -> int | None:
    return next((at for at in reversed(range(len(wants))) if wants[at].may_go and at not in out), None)


def _stepped(need: int) -> int:
    return max(LEAST_OPEN, -(-need // STEP) * STEP)


def _poured(needs: Sequence[int], room: int) -> list[int]:
    """`room` shared so that each gets what it needs, the greatest needs are cut alike, and blank is shared evenly."""
    if sum(needs) <= room:
        each, rest = divmod(room - sum(needs), len(needs))
        return [need + each + (at < rest) for at, need in enumerate(needs)]
    got = [0] * len(needs)
    left = max(0, room)
    waiting = sorted(range(len(needs)), key=lambda at: needs[at])
    while waiting:
        at = waiting.pop(0)
        got[at] = min(needs[at], max(4, left // (len(waiting) + 1)))
        left -= got[at]
    return got


def _loosen(shown: list[int], wants: Sequence[Want], out: set[int], cells: int) -> None:
    """Columns that were drawn together stand a little apart; what is left is blank at the end of the line."""
    here = [at for at in range(len(wants)) if at not in out]
    blank = cells - sum(shown[at] for at in here) - len(here) + 1
    behind = [at for at in here[:-1] if shown[at] > 3]
    more = min(GAP, blank // max(1, len(behind)))
    for at in behind:
        shown[at] += max(0, more)
