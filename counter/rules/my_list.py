"""The code of "my list": what somebody wants to have done and how they answered at home, for the window to scan.

No person stands in it, and no text: `QD`, then Crockford's base 32 (as tracking codes, rules/numbers.py):

    1   version      4   hall tag     1   B bundle, A item     8   which one (of a hash of its code)
    3   version of its guide          4   which papers the list named (of a hash)
    n   one sign for each question of that version, in its order: 0 not answered, else the place of the answer
    8   signature (40 bits)           2   check characters

The check characters find a wrong sign or a swap without a key. The signature is keyed by what the hall gives the site
to sign lists with: who can't read that can't make a list, and one from elsewhere or made up is told.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from counter.rules.bundle import Situation
from counter.rules.documents import Wanted
from counter.rules.numbers import ALPHABET, LENGTH, LONGEST_INPUT, hall_tag, letters_of, with_check

PREFIX = "QD"
FORM = "1"
MOST_VERSIONS = 32**3
MOST_ANSWERS = len(ALPHABET) - 1
MOST_QUESTIONS = 200
_HEAD, _TAIL = len(PREFIX) + 1 + 4 + 1 + 8 + 3 + 4, 8 + 2
_SHAPE = re.compile(rf"{PREFIX}[{ALPHABET}]{{{_HEAD - len(PREFIX) + _TAIL},{MOST_QUESTIONS + 40}}}").fullmatch
_VALUE = {sign: place for place, sign in enumerate(ALPHABET)}


class Matter(StrEnum):
    """What a list is of."""

    BUNDLE = "bundle"
    ITEM = "item"


_LETTERS = {Matter.BUNDLE: "B", Matter.ITEM: "A"}
_MATTERS = {letter: matter for matter, letter in _LETTERS.items()}


class ListReading(StrEnum):
    """What can be said of a list's code before the catalogue is asked."""

    FINE = "fine"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    FORGED = "forged"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class MyList:
    """What a code says. `matter` and `papers` are hashes (`matter_mark`, `papers_mark`); `answers` are places among the
    answers of each question, 0 for none.
    """

    kind: Matter
    matter: str
    version: int
    papers: str
    answers: tuple[int, ...]


def list_key(secret: bytes) -> bytes:
    """What the site signs lists with, of the hall's own secret for lists."""
    return hashlib.sha256(b"my-list|" + secret).digest()


def matter_mark(kind: Matter, code: str) -> str:
    """Eight signs for a bundle or an item."""
    return _hashed(f"{kind}|{code}", 8)


def papers_mark(wanted: Iterable[Wanted]) -> str:
    """Four signs for the papers that a list names, how many of each and in what form."""
    told = sorted(f"{one.document}|{one.copies}|{one.form}|{one.necessity}" for one in wanted)
    return _hashed("\n".join(told), 4)


def places_of(situations: Sequence[Situation], answers: Mapping[str, str]) -> tuple[int, ...]:
    """The answers as places, one for each question; without the unanswered ones at the end."""
    found = [
        next((place for place, one in enumerate(asked.answers, 1) if one.code == answers.get(asked.code)), 0)
        for asked in situations
    ]
    while found and not found[-1]:
        found.pop()
    return tuple(place if place <= MOST_ANSWERS else 0 for place in found[:MOST_QUESTIONS])


def answers_at(situations: Sequence[Situation], places: Sequence[int]) -> dict[str, str]:
    """The same back: question -> answer, by the questions of the version that the list was made of. A place that there
    is not says nothing.
    """
    return {
        asked.code: asked.answers[place - 1].code
        for asked, place in zip(situations, places, strict=False)
        if 0 < place <= len(asked.answers)
    }


def still_apply(
    before: Mapping[str, str], now: Sequence[Situation]
) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Which answers the guide in force still knows, and (question, answer) of those that it doesn't."""
    known = {asked.code: {one.code for one in asked.answers} for asked in now}
    kept = {question: answer for question, answer in before.items() if answer in known.get(question, ())}
    return kept, tuple((question, answer) for question, answer in before.items() if question not in kept)


def make_list(key: bytes, tag: str, mine: MyList) -> str:
    """The code of a list."""
    body = "".join(
        (
            PREFIX,
            FORM,
            tag,
            _LETTERS[mine.kind],
            mine.matter,
            letters_of(mine.version % MOST_VERSIONS, 3),
            mine.papers,
            "".join(ALPHABET[place] for place in mine.answers),
        )
    )
    if len(body) + _TAIL == LENGTH:
        body += ALPHABET[0]  # as long as a tracking code: never to be taken for one
    return with_check(body + _signature(key, body))


def looks_like_list(text: str) -> str:
    """The canonical form of what may be a list's code, whole or not; empty for anything else. An address may stand
    before it, hyphens and spaces in it.
    """
    if len(text) > LONGEST_INPUT:
        return ""
    plain = unicodedata.normalize("NFKC", text).strip().upper().rstrip("/").rsplit("/", 1)[-1]
    plain = re.sub(r"[\s\-]", "", plain)
    body = plain[len(PREFIX) :].translate(str.maketrans("OIL", "011"))
    return PREFIX + body if plain.startswith(PREFIX) and _SHAPE(PREFIX + body) else ""


def read_list(key: bytes, hall_id: str, text: str) -> tuple[ListReading, MyList | None]:
    """What a code says, or why it says nothing."""
    return read_tagged_list(key, hall_tag(hall_id), text)


def read_tagged_list(key: bytes, tag: str, text: str) -> tuple[ListReading, MyList | None]:
    """The same for somebody who knows the hall's tag and key only, such as the public site."""
    code = looks_like_list(text)
    if not code or with_check(code[:-2]) != code:
        return ListReading.DAMAGED, None
    if code[2] != FORM:
        return ListReading.NEWER, None
    if code[3:7] != tag:
        return ListReading.FOREIGN, None
    body, signature = code[:-_TAIL], code[-_TAIL:-2]
    if not hmac.compare_digest(_signature(key, body), signature) or code[7] not in _MATTERS:
        return ListReading.FORGED, None
    version = sum(_VALUE[sign] * 32**power for power, sign in enumerate(reversed(code[16:19])))
    return ListReading.FINE, MyList(
        _MATTERS[code[7]], code[8:16], version, code[19:23], tuple(_VALUE[sign] for sign in body[_HEAD:])
    )


def _signature(key: bytes, body: str) -> str:
    return letters_of(int.from_bytes(hmac.new(key, body.encode(), hashlib.sha256).digest()[:8], "big"), 8)


def _hashed(text: str, length: int) -> str:
    return letters_of(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"), length)
