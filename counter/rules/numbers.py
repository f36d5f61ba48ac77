"""The citizen's secret part: tracking codes that can't be guessed, that a reprint repeats, and that tell a forgery.

A code of version 1 is 38 characters of Crockford's base 32 (no I, L, O, U):

    1   version      1   kind letter (C case, T ticket, S slip, N party, X other)
    4   hall tag     20  token (100 bits)    10  signature (50 bits)    2  check characters

Token and signature are keyed with the hall's secret, so nothing has to be kept in clear: a store holds `code_hash`
only. The check characters (the number modulo 1021) find every single wrong character and every swap of neighbours
without a key; the signature tells a code that nobody at this hall ever gave out, also without the store.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 38
LONGEST_INPUT = 512
"""Anything longer than an address with a code in it is not worth reading."""

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_KIND_LETTER = {"case": "C", "ticket": "T", "slip": "S", "party": "N"}
_ON_NO_PAPER = {"B": "booking", "P": "review", "T": "ticket", "S": "slip"}
_CHECK_MODULUS = 1021
_CANONICAL = re.compile(f"[{ALPHABET}]{{{LENGTH}}}").fullmatch
_PAPER = re.compile(r"W([0-9]{8})[-\u2010-\u2015\u2212]?([0-9]{4,9})").fullmatch
_DIGITS = str.maketrans(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")
"""Crockford's letters as the digits that `int(text, 32)` reads."""


class Reading(StrEnum):
    """What can be said of a scanned or typed code before any store is asked."""

    FINE = "fine"
    UNREADABLE = "unreadable"
    ALTERED = "altered"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A reading and, where it is fine or foreign, the code in its one canonical form (else empty)."""

    kind: Reading
    code: str = ""


def make_code(secret: bytes, hall_id: str, kind: str, id: int) -> str:
    """The code of one subject. The same every time; 150 bits of it can't be had without the secret."""
    token = _keyed(secret, "token", f"{hall_id}|{kind}|{id}", 20)
    body = "1" + _KIND_LETTER.get(kind, "X") + hall_tag(hall_id) + token
    body += _keyed(secret, "signature", body, 10)
    return body + _check(body)


def read_code(text: str, hall_id: str) -> CodeReading:
    """Read what a scanner, a phone or a person typed: a code or an address that ends in one.

    Lower case, full width, spaces, hyphens and the look-alikes O, I, L are forgiven.
    """
    return read_tagged(text, hall_tag(hall_id))


def read_tagged(text: str, tag: str) -> CodeReading:
    """The same for somebody who knows the hall's tag only, such as the public site."""
    code = canonical(text)
    if code is None:
        return CodeReading(Reading.UNREADABLE)
    if not well_formed(code):
        return CodeReading(Reading.ALTERED)
    if code[2:6] != tag:
        return CodeReading(Reading.FOREIGN, code)
    return CodeReading(Reading.FINE, code)


def plain(text: str) -> bool:
    """Whether a text is a code in its canonical form already."""
    return _CANONICAL(text) is not None


def fits(code: str, tag: str) -> bool:
    """Whether a canonical code belongs to a hall and its check characters fit."""
    return code[2:6] == tag and well_formed(code)


def canonical(text: str) -> str | None:
    """38 characters of the alphabet, or None where the text can't be a code at all."""
    if _CANONICAL(text):
        return text
    if len(text) > LONGEST_INPUT:
        return None
    kept = unicodedata.normalize("NFKC", text).upper().strip().rstrip("/").rsplit("/", 1)[-1]
    kept = kept.split("?", 1)[0].split("#", 1)[0]
    letters = [ch for ch in kept if ch not in " -\t\r\n"]
    if len(letters) != LENGTH or any(ch not in _VALUE for ch in letters):
        return None
    return "".join(ALPHABET[_VALUE[ch]] for ch in letters)


def signed(secret: bytes, code: str) -> bool:
    """Whether a canonical code was given out by the hall of this secret. Needs no store; constant time."""
    expected = _keyed(secret, "signature", code[:26], 10)
    return (
        len(code) == LENGTH
        and hmac.compare_digest(expected, code[26:36])
        and hmac.compare_digest(_check(code[:36]), code[36:])
    )


def verify(secret: bytes, hall_id: str, kind: str, id: int, code: str) -> bool:
    """Whether the code is that of exactly this subject. Constant time."""
    return hmac.compare_digest(make_code(secret, hall_id, kind, id), code)


def code_hash(code: str) -> str:
    """What stores keep and look up: 64 hex digits. A code has 150 secret bits, so no salt is needed."""
    return hashlib.sha256(code.encode("ascii", "replace")).hexdigest()


def paper_number(text: str) -> str | None:
    """A paper's number as it is kept, from what somebody typed; None where it can't be one.

    Lower case, full width, spaces and a missing or other hyphen are forgiven.
    """
    if len(text) > LONGEST_INPUT:
        return None
    found = _PAPER("".join(unicodedata.normalize("NFKC", text).upper().split()))
    return f"W{found[1]}-{found[2]}" if found else None


def check_hash(number: str, code: str) -> str:
    """What a paper is looked up by from outside, by its number and its code together: 64 hex digits."""
    return hashlib.sha256(f"{number}|{code}".encode("ascii", "replace")).hexdigest()


def hall_tag(hall_id: str) -> str:
    """Four characters that tell this hall's papers from another's. Public."""
    return letters_of(int.from_bytes(hashlib.sha256(b"hall-tag|" + hall_id.encode()).digest()[:8], "big"), 4)


def kind_of(code: str) -> str:
    """`case`, `ticket`, `slip`, `party` or `other`, as the code itself says."""
    return next((kind for kind, letter in _KIND_LETTER.items() if code[1:2] == letter), "other")


def grouped(code: str) -> str:
    """The code in groups of up to five, for people who read it out or type it in."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def with_check(body: str) -> str:
    """36 characters and their two check characters (for codes that a citizen's side makes up, such as a
    pre-review's).
    """
    return body + _check(body)


def made_at_home(code: str) -> bool:
    """Whether a text is the code of a pre-review in its canonical form: made up by the site, so no hall
    has signed it.
    """
    return plain(code) and code[1] == "P" and well_formed(code)


def of_booking(code: str) -> bool:
    """Whether a text is the code of a booking made from home in its canonical form: made up by the site too."""
    return plain(code) and code[1] == "B" and well_formed(code)


def on_no_paper(text: str) -> str:
    """What a code belongs to that stands on no notice, `booking`, `review` (of papers sent from home), `ticket` or
    `slip`; empty for every other text.
    """
    code = canonical(text)
    return _ON_NO_PAPER.get(code[1], "") if code is not None and well_formed(code) else ""


def well_formed(code: str) -> bool:
    """Whether a canonical code's check characters fit."""
    return code[:1] == "1" and hmac.compare_digest(_check(code[:-2]), code[-2:])


def _keyed(secret: bytes, purpose: str, text: str, length: int) -> str:
    digest = hmac.new(secret, f"{purpose}|{text}".encode(), hashlib.sha256).digest()
    return letters_of(int.from_bytes(digest[:16], "big"), length)


def letters_of(number: int, length: int) -> str:
    """The last `length` digits of a number in the alphabet."""
    found = ""
    for _ in range(length):
        number, rest = divmod(number, 32)
        found = ALPHABET[rest] + found
    return found


def _check(body: str) -> str:
    return letters_of(int(body.translate(_DIGITS), 32) % _CHECK_MODULUS, 2)
