"""What somebody typed by hand where a tracking code belongs: told by its shape alone, so that nothing is said of what
the hall has. Full width, blanks, strokes, lower case and the look-alikes O, I, L are forgiven.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from counter.rules.numbers import ALPHABET, LENGTH, LONGEST_INPUT


class TypedKind(StrEnum):
    """What it is."""

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    SLIP = "slip"
    PAPER = "paper"
    NUMBER = "number"
    TICKET = "ticket"
    PART = "part"
    LONG = "long"
    WRONG = "wrong"
    RESIDENT = "resident"
    CREDIT = "credit"
    BROKEN = "broken"
    DIGITS = "digits"
    PHONE = "phone"
    PERMIT = "permit"


PERSONAL = frozenset({TypedKind.RESIDENT, TypedKind.CREDIT, TypedKind.PHONE, TypedKind.PERMIT})
"""Somebody's own numbers: they stand on no page again."""


class Stands(StrEnum):
    """Where the whole code stands."""

    ON_PAPER = "where"
    WITH_A_BOOKING = "where_booking"
    WITH_WHAT_WAS_SENT = "where_review"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: its kind, the form in which it is printed, how many signs it has. What is not `sure` may as well
    be the name of something.
    """

    kind: TypedKind
    text: str
    signs: int
    sure: bool = True
    stands: Stands = Stands.ON_PAPER


_SERIES = {
    "R": TypedKind.RECEIPT,
    "S": TypedKind.ACCEPTANCE,
    "T": TypedKind.SLIP,
    "W": TypedKind.PAPER,
    "": TypedKind.NUMBER,
}
_BETWEEN = re.compile(r"[\s\-_.·:：/\u2010-\u2015\u2212\u30fc\uff0d]+")
_DIGITS = str.maketrans("OIL", "011")
_DAY = r"(20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
_NUMBER = re.compile(rf"([RSTW]){_DAY}(\d{{0,9}})").fullmatch
_BARE_NUMBER = re.compile(rf"(){_DAY}(\d{{4,9}})").fullmatch
_TICKET = re.compile(r"([A-Z])(\d{3,4})[号號票]?").fullmatch
_RESIDENT = re.compile(r"[1-9]\d{16}[\dX]").fullmatch
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}").fullmatch
_PLAIN = re.compile(r"[0-9A-Z]+").fullmatch
_BEGINS = re.compile(r"1[CTSXNPB]").match
_AT_HOME = {"B": Stands.WITH_A_BOOKING, "P": Stands.WITH_WHAT_WAS_SENT}
_BROKEN = re.compile(r"[RSTW]\d{5,}").fullmatch
_PHONE = re.compile(r"(?:86)?(1[3-9]\d{9})|0\d{9,11}").fullmatch
_OLD_RESIDENT = re.compile(r"[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}").fullmatch
_PERMIT = re.compile(r"[A-Z]{1,2}\d{7,10}").fullmatch
_CALLED = re.compile(r"1[012]\d|1[012]\d{3}|9[56]\d{3,4}|(?:19|20)\d\d").fullmatch
"""Digits that people look for: a service's number (120, 12345, 95598), a year."""
_LABEL = re.compile(
    "^(?:查[询詢][码碼]|收件[编編]?[号號]|受理[编編]?[号號]|文[书書][编編]?[号號]|排[队隊][号號]|[号號]票|[预預][约約][码碼]"
    "|[预預][审審][编編][号號]|[编編][号號]|tracking code|booking code|code|receipt|ticket|number|no\\.?)[\\s:：#]*",
    re.IGNORECASE,
)
"""What stands before a number on paper and is typed or copied with it."""
LEAST_TYPED = 4
"""Signs from which on letters and digits can be told for anything."""
LEAST, LEAST_UNKNOWN = 6, 10
"""Signs from which on a piece of a code is known: this hall's by its tag, any other by its mixture."""
MIXED = 3
"""Letters, and digits, that a piece without a known beginning has."""
MOST_WRONG = 2
"""Letters that no code has, in what is a code all the same."""
LONGEST = 64


def without_label(text: str) -> str:
    """The number alone, where the word that stands before it on paper came with it."""
    return _LABEL.sub("", text.strip()) if len(text) <= LONGEST_INPUT else text


def read_typed(text: str, tag: str) -> Typed | None:
    """What a text is by its shape; None where it is nothing of a hall's papers. `tag` is the hall's own. A whole code
    is for `numbers.canonical` to read.
    """
    if len(text) > LONGEST_INPUT:
        return None
    kept = _BETWEEN.sub("", unicodedata.normalize("NFKC", without_label(text)).upper()).lstrip("+")
    if not 2 <= len(kept) <= LONGEST:
        return None
    if kept.isdecimal() and not _BARE_NUMBER(kept):
        return _digits(kept)
    if len(kept) < LEAST_TYPED:
        return None
    digits = kept[:1] + kept[1:].translate(_DIGITS)
    if found := _NUMBER(digits) or _BARE_NUMBER(kept.translate(_DIGITS)):
        printed = f"{found[1]}{found[2]}" + (f"-{found[3]}" if found[3] else "")
        return Typed(_SERIES[found[1]], printed, len(kept))
    if (found := _TICKET(digits)) and any(sign.isdigit() for sign in kept):
        return Typed(TypedKind.TICKET, f"{found[1]}{found[2]}", len(kept))
    if _BROKEN(digits):
        return Typed(TypedKind.BROKEN, digits, len(kept))
    if not _PLAIN(kept):
        return None
    code = kept.translate(_DIGITS)
    if len(code) == LENGTH and all(sign in ALPHABET for sign in code):
        return None
    kind = TypedKind.PART if len(kept) < LENGTH else TypedKind.LONG if len(kept) > LENGTH else TypedKind.WRONG
    begins = _BEGINS(code) is not None
    stands = _AT_HOME.get(code[1:2], Stands.ON_PAPER) if begins else Stands.ON_PAPER
    if begins and len(code) >= LEAST and code[2:6] == tag:
        return Typed(kind, code, len(kept))
    if _PERMIT(kept):
        return Typed(TypedKind.PERMIT, "", len(kept), sure=False)
    numerals = sum(sign.isdigit() for sign in kept)
    letters = len(kept) - numerals
    if _RESIDENT(kept) or (_CREDIT(kept) and numerals > letters):
        return Typed(TypedKind.RESIDENT if _RESIDENT(kept) else TypedKind.CREDIT, "", len(kept))
    if len(kept) < LEAST_UNKNOWN or sum(sign not in ALPHABET for sign in code) > MOST_WRONG:
        return None
    if begins and min(numerals, letters) > 1:
        return Typed(kind, code, len(kept), stands=stands)
    return Typed(kind, code, len(kept), sure=False) if min(numerals, letters) >= MIXED else None


def _digits(kept: str) -> Typed | None:
    """Digits alone: somebody's own number, or the end of one that has letters."""
    if _RESIDENT(kept) or _OLD_RESIDENT(kept):
        return Typed(TypedKind.RESIDENT, "", len(kept))
    if found := _PHONE(kept):
        return Typed(TypedKind.PHONE, "", len(kept), sure=found[1] is not None)
    return None if _CALLED(kept) else Typed(TypedKind.DIGITS, kept, len(kept), sure=False)
