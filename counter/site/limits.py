"""What one address may do, how large and how slow a message may be. In memory: nothing of a visitor is written down."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

MOST_ADDRESSES = 20_000
MISSES_A_MINUTE = 30
"""Unknown codes from one address before the next has to wait: a thousand years would not guess one."""

SENDS_A_MINUTE = 6
LARGEST_FORM = 16_000
LARGEST_SEND = 26_000_000
"""Bytes of a message with photographs."""

MOST_DRAINED = 64_000_000
"""Bytes that are read of a message with photographs, dropped from LARGEST_SEND on: a browser shows an answer only when
all was taken off its hands, and the answer keeps what was typed.
"""

MOST_IN_HAND = 200_000_000
"""Bytes of all messages that are in hand at once, whoever sends them."""

MOST_IN_HAND_EACH = 80_000_000
"""The same of one address: many people send through one."""

SLOWEST_S = 300.0
"""How long a message may take to come in at the most."""

GRACE_S = 20.0
"""How long it may take however small it is; a larger one has more time, as long as it keeps up SLOWEST_RATE."""

SLOWEST_RATE = 32_000
"""Bytes a second; a telephone at the edge of its net sends three times as fast."""


class TooLarge(Exception):
    """The message is larger than its kind may be, or came too slowly."""


class Crowded(Exception):
    """So much is being sent at once that no more fits."""


class Throttle:
    """Counts events per address in one-minute steps; the oldest addresses are forgotten first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._seen: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def full(self, address: str) -> bool:
        """Whether an address has used its minute up."""
        known = self._seen.get(address)
        return known is not None and known[1] >= self.most and known[0] == self._minute()

    def count(self, address: str) -> None:
        """One more from this address."""
        now = self._minute()
        minute, count = self._seen.pop(address, (now, 0))
        self._seen[address] = (now, count + 1 if minute == now else 1)
        while len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)

    @staticmethod
    def _minute() -> int:
        return int(time.monotonic() // 60)


def address_of(scope: MutableMapping[str, Any], behind_proxy: bool) -> str:
    """Who asks: the peer, or what the proxy in front says; IPv6 by its /64."""
    client = scope.get("client")
    address = client[0] if client else ""
    if behind_proxy:
        said = next((value for name, value in reversed(scope["headers"]) if name == b"x-forwarded-for"), b"")
        address = said.decode("latin-1").rsplit(",", 1)[-1].strip()[:64] or address
    return one_sender(address)


@lru_cache(maxsize=4096)
def one_sender(address: str) -> str:
    """Whom an address belongs to: itself, of IPv6 its /64 (one subscriber has all of those)."""
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if given.version == 4:
        return str(given)
    return str(given.ipv4_mapped or ipaddress.ip_network((given.packed[:8] + bytes(8), 64)))


@dataclass(eq=False, slots=True)
class Held:
    """One message in hand: whose, since when, how much has come and how much of it is kept."""

    who: str
    since: float = 0.0
    came: int = 0
    kept: int = 0
    patience: asyncio.Timeout | None = None
    """While it is still coming in."""

    crowded_out: bool = False


_in_hand: dict[Held, None] = {}
"""What this process has in hand, oldest first."""


@contextmanager
def in_hand(who: str) -> Iterator[Held]:
    """A message of an address, until it is answered."""
    mine = Held(who)
    _in_hand[mine] = None
    try:
        yield mine
    finally:
        _in_hand.pop(mine, None)


async def read(request: Request, most: int, mine: Held, take: Callable[[bytes], int]) -> None:
    """Read the whole body; `take` is given each piece and answers how much is kept by now. Raises TooLarge as soon as
    it is too large or has taken too long, Crowded where all together are too much and this one is slowest.
    """
    said = request.headers.get("content-length", "")
    if said and (not said.isdigit() or len(said) > 12 or int(said) > most):
        raise TooLarge
    mine.since = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(min(GRACE_S, SLOWEST_S)) as mine.patience:
            async for piece in request.stream():
                mine.came += len(piece)
                if mine.came > most:
                    raise TooLarge
                mine.kept = take(piece)
                _make_room(mine)
                if mine.crowded_out:
                    raise Crowded
                mine.patience.reschedule(mine.since + min(SLOWEST_S, GRACE_S + mine.came / SLOWEST_RATE))
    except TimeoutError:
        raise Crowded if mine.crowded_out else TooLarge from None
    finally:
        mine.patience = None


def _make_room(mine: Held) -> None:
    """Where too much is in hand, the message is given up that has been held longest for its size, of the address that
    holds up the others most: who sends quickly doesn't wait for those who trickle.
    """
    theirs = sum(one.kept for one in _in_hand if one.who == mine.who)
    if theirs > MOST_IN_HAND_EACH:
        among = [one for one in _in_hand if one.who == mine.who]
    elif sum(one.kept for one in _in_hand) > MOST_IN_HAND:
        among = list(_in_hand)
    else:
        return
    now = asyncio.get_running_loop().time()
    coming = [one for one in among if one.patience is not None]
    each: Counter[str] = Counter()
    for one in coming:
        each[one.who] += round(one.kept * (now - one.since))
    guilty = max(coming, key=lambda one: (each[one.who], one.kept * (now - one.since)), default=mine)
    guilty.crowded_out = True
    _in_hand.pop(guilty, None)
    if guilty is not mine and guilty.patience is not None:
        guilty.patience.reschedule(now)


async def read_body(request: Request, most: int, who: str) -> bytes:
    """The whole body. Raises TooLarge, Crowded."""
    pieces: list[bytes] = []

    def take(piece: bytes) -> int:
        pieces.append(piece)
        return mine.came

    with in_hand(who) as mine:
        await read(request, most, mine, take)
    return b"".join(pieces)


async def read_form(request: Request, who: str) -> dict[str, list[str]]:
    """The fields of a small form; none where it has more than any form of ours."""
    text = (await read_body(request, LARGEST_FORM, who)).decode("utf-8", "replace")
    try:
        return parse_qs(text, max_num_fields=10)
    except ValueError:
        return {}
