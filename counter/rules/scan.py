"""What a hand scanner read: told by its form alone, before any store is asked and before any key is pressed.

A scanner types like a keyboard. What it typed is one value, and what kind of value decides who may have it; a number
that is none of the hall's belongs to nobody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from counter.phrases.said import mark

SHORTEST = 10
"""Characters of a scan: a receipt number has 14, an ID 18, a tracking code 38."""
HALF = 6
"""Signs of a scan that was not read whole: as many as nobody types at that pace."""


class ScanKind(StrEnum):
    """What a scan may be."""

    SLIP = "slip"
    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    PAPER = "paper"
    TICKET = "ticket"
    CASE = "case"
    PREPARED = "prepared"
    BOOKED = "booked"
    LIST = "list"
    RESIDENT = "resident"
    CREDIT = "credit"
    UNKNOWN = "unknown"


SCAN_NAMES = {
    ScanKind.SLIP: mark("物料转移单"),
    ScanKind.RECEIPT: mark("收件号"),
    ScanKind.ACCEPTANCE: mark("受理号"),
    ScanKind.PAPER: mark("文书号"),
    ScanKind.TICKET: mark("号票"),
    ScanKind.CASE: mark("办件二维码"),
    ScanKind.PREPARED: mark("预审码"),
    ScanKind.BOOKED: mark("预约码"),
    ScanKind.LIST: mark("办事清单码"),
    ScanKind.RESIDENT: mark("居民身份证"),
    ScanKind.CREDIT: mark("统一社会信用代码"),
    ScanKind.UNKNOWN: mark("认不出的码"),
}

PERSONS = frozenset((ScanKind.RESIDENT, ScanKind.CREDIT))
"""What names an applicant or an agent."""
KNOWN = frozenset(ScanKind) - {ScanKind.UNKNOWN, ScanKind.LIST}
"""What a field may take. A list from home is whole answers, not a value: only where somebody is served is it of use."""

_SERIES = {"R": ScanKind.RECEIPT, "S": ScanKind.ACCEPTANCE, "T": ScanKind.SLIP, "W": ScanKind.PAPER}
_NUMBER = re.compile(r"([RSTW])\d{8}-\d{4,6}").fullmatch
_CODES = {"C": ScanKind.CASE, "T": ScanKind.TICKET, "S": ScanKind.SLIP, "P": ScanKind.PREPARED, "B": ScanKind.BOOKED}
_RESIDENT = re.compile(r"\d{17}[\dX]").fullmatch
_OLD_RESIDENT = re.compile(r"\d{15}").fullmatch
_CREDIT = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}").fullmatch


@dataclass(frozen=True, slots=True)
class Scan:
    """One value that a scanner gave: what kind it is, in the form in which it is used."""

    kind: ScanKind
    text: str


def half_width(sign: str) -> str:
    """A typed sign as a scanner's: ASCII, also where an input method widened it; empty for any other sign."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and " " < plain <= "~" else ""


def read_scan(text: str) -> Scan:
    """What a burst of keys was."""
    plain = unicodedata.normalize("NFKC", text).strip()
    upper = plain.upper()
    if number := _NUMBER(upper):
        return Scan(_SERIES[number[1]], upper)
    if _RESIDENT(upper) or _OLD_RESIDENT(upper):
        from counter.rules.identity import IdKind, guess_kind

        return Scan(ScanKind.CREDIT if guess_kind(upper) is IdKind.CREDIT else ScanKind.RESIDENT, upper)
    if _CREDIT(upper) and sum(sign.isdigit() for sign in upper) >= 6:
        return Scan(ScanKind.CREDIT, upper)
    from counter.rules.my_list import looks_like_list
    from counter.rules.numbers import canonical, well_formed

    if mine := looks_like_list(plain):
        return Scan(ScanKind.LIST, mine)
    code = canonical(plain)
    if code is not None and well_formed(code) and code[1] in _CODES:
        return Scan(_CODES[code[1]], code)
    return Scan(ScanKind.UNKNOWN, plain)


def names_a_person(text: str) -> bool:
    """Whether a scan is a card or a licence."""
    return read_scan(text).kind in PERSONS


def broken(text: str, *, ended: bool = False, written: bool = False) -> bool:
    """Whether a few signs that came as fast as a scan look like a piece of one: letters and digits mixed, as nobody
    types them; where a scanner's end came with them (`ended`) two digits, or three of any signs. `written`: where one
    writes, four with a digit among them, or a piece of an address.
    """
    if len(set(text)) <= 1:
        return False
    digits = any(sign.isdigit() for sign in text)
    if ended:
        if written:
            return len(text) >= 4 and (digits or text.casefold().startswith("http") or not {":", "/"}.isdisjoint(text))
        return len(text) >= (2 if digits else 3)
    return digits and len(text) >= HALF and any(sign.isalpha() for sign in text)
