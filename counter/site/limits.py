"""What one address may do, how large and how slow a message may be. In memory: nothing of a visitor is written down."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

MOST_ADDRESSES = 20_000
MISSES_A_MINUTE = 30
"""Unknown codes from one address before the next has to wait: a thousand years would not guess one."""

SENDS_A_MINUTE = 6
LARGEST_FORM = 16_000
LARGEST_SEND = 13_000_000
"""Bytes of a message with photographs."""

MOST_IN_HAND = 200_000_000
"""Bytes of all messages that are being read at once, whoever sends them."""

SLOWEST_S = 60.0


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


async def read_body(request: Request, most: int) -> bytes:
    """The whole body. Raises TooLarge as soon as it is too large or has taken too long, Crowded where all
    together are.
    """
    said = request.headers.get("content-length", "")
    if said and (not said.isdigit() or len(said) > 12 or int(said) > most):
        raise TooLarge
    held, size = [], 0
    try:
        async with asyncio.timeout(SLOWEST_S):
            async for chunk in request.stream():
                size += len(chunk)
                _in_hand[0] += len(chunk)
                if size > most:
                    raise TooLarge
                if _in_hand[0] > MOST_IN_HAND:
                    raise Crowded
                held.append(chunk)
    except TimeoutError:
        raise TooLarge from None
    finally:
        _in_hand[0] -= size
    return b"".join(held)


async def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of a small form; none where it has more than any form of ours."""
    text = (await read_body(request, LARGEST_FORM)).decode("utf-8", "replace")
    try:
        return parse_qs(text, max_num_fields=10)
    except ValueError:
        return {}


_in_hand = [0]
"""Bytes of all messages that are being read in this process."""
