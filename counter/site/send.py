"""What citizens send leaves this process sealed: to the hall's public key, readable by the hall alone."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from counter.rules import letters
from counter.rules.arrival import ArrivalKind, RemarkKind, Wish
from counter.rules.numbers import ALPHABET
from counter.store import driver, inbox
from counter.store.connection import immediate

MOST_FILES = 6
LONGEST_WORDS = 500
MOST_WAITING: Mapping[str, int] = {
    ArrivalKind.RATING: 1,
    ArrivalKind.SUPPLEMENT: 5,
    ArrivalKind.PRE_REVIEW: 1,
    Wish.TELL: 4,
    Wish.STOP: 1,
    ArrivalKind.BOOKING: 1,
    ArrivalKind.BOOKING_MOVE: 1,
    ArrivalKind.BOOKING_CANCEL: 1,
    RemarkKind.MISSED: 200,
}
"""Entries of a kind that may wait under one code before the hall has taken them in."""


class Full(Exception):
    """The inbox takes no more (of this kind, under this code, or at all)."""


def readable(text: str) -> str:
    """What somebody wrote, without the characters that no act takes (a paste brings them along), and not endless."""
    kept = "".join(
        ch
        for ch in unicodedata.normalize("NFC", text)
        if ch in "\n\r\t"
        or not (
            unicodedata.category(ch) in ("Cc", "Cs", "Co")
            or letters.is_noncharacter(ch)
            or ch in letters.OVERRIDES
            or ch == "\ufffd"
        )
    )
    return kept[:LONGEST_WORDS]


def seal(public_key: str, message: dict[str, Any], files: list[bytes]) -> bytes:
    """Message and files as one sealed block. `public_key` is 64 hex digits."""
    from nacl.public import PublicKey, SealedBox

    head = json.dumps({**message, "sizes": [len(data) for data in files]}, ensure_ascii=False).encode()
    return SealedBox(PublicKey(bytes.fromhex(public_key))).encrypt(
        len(head).to_bytes(4, "big") + head + b"".join(files)
    )


def put(path: Path, public_key: str, kind: str, code_hash: str, message: dict[str, Any], files: list[bytes]) -> None:
    """Put an entry into the inbox, durably. The same content twice is one entry. Raises Full."""
    digest = hashlib.sha256(json.dumps([kind, code_hash, message], sort_keys=True).encode())
    for data in files:
        digest.update(hashlib.sha256(data).digest())
    now = time.time_ns() // 1_000_000
    sealed = seal(public_key, {**message, "at": now}, files)
    try:
        box = inbox.connect(path)
    except driver.Error as error:
        raise Full from error
    try:
        with immediate(box):  # two senders at once: each counts what the other has put
            if not inbox.has(box, digest.hexdigest()) and inbox.waiting_for(box, code_hash, kind) >= MOST_WAITING[kind]:
                raise Full
            if not inbox.add(box, inbox.Entry(digest.hexdigest(), now, kind, code_hash, sealed)):
                raise Full
    except driver.OperationalError as error:
        raise Full from error
    finally:
        box.close()


def on_its_way(path: Path) -> frozenset[tuple[str, str]]:
    """(kind, code hash) of what is still on its way into the hall. Nothing is, in an inbox that can't be read: what is
    wrong with it spoils nobody's page.
    """
    try:
        box = inbox.connect(path)
    except driver.Error:
        return frozenset()
    try:
        return inbox.waiting(box)
    except driver.Error:
        return frozenset()
    finally:
        box.close()


def new_code(letter: str = "P") -> str:
    """A code for a pre-review, or for a booking (B): 38 characters like every other, its own check included, not
    guessable (170 bits).
    """
    from counter.rules.numbers import with_check

    return with_check("1" + letter + "".join(secrets.choice(ALPHABET) for _ in range(34)))
