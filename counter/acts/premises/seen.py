"""What an administrator saw before changing it: a short name of the state of a row, given back with the change.

Two administrators who change the same thing at the same moment don't undo each other: the later one is told to look.
"""

from __future__ import annotations

import hashlib
import json

from counter.errors import Refusal
from counter.phrases.said import say
from counter.store import driver


def seen_as(*values: object) -> str:
    """A short name of a state: the same values give the same."""
    return hashlib.blake2b(json.dumps(values, ensure_ascii=False).encode(), digest_size=5).hexdigest()


def check_seen(seen: str, *values: object) -> None:
    """Raises Refusal if what was looked at (`seen`, empty: nothing was) isn't what stands there now."""
    if seen and seen != seen_as(*values):
        raise Refusal(
            "hall.changed-meanwhile",
            say("刚才有人改过这一条"),
            rule=say("只改看过的内容，后到的不盖掉先到的"),
            next=say("请看清现在的内容再改"),
        )


def queue_state(row: driver.Row) -> tuple[object, ...]:
    """What a queue's form shows."""
    return tuple(row[name] for name in ("code", "name", "last_number", "fixed_minutes", "bundles", "closed_on"))


def window_state(row: driver.Row) -> tuple[object, ...]:
    """What a window's form shows."""
    return tuple(row[name] for name in ("name", "queues", "printer", "station", "closed_on"))


def desk_state(row: driver.Row) -> tuple[object, ...]:
    """What a desk's form shows."""
    return tuple(row[name] for name in ("name", "place", "phone", "closed_on"))


def department_state(row: driver.Row) -> tuple[object, ...]:
    """What a department's form shows."""
    return tuple(row[name] for name in ("name", "short", "level", "phone"))


def station_state(row: driver.Row) -> tuple[object, ...]:
    """What a station's form shows."""
    return tuple(row[name] for name in ("name", "level", "place", "phone", "hours", "closed_on"))
