"""Telling people that their case has moved: where to, of what, how often it is tried. Pure rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark
from counter.rules.case import ENDED, ON_ITS_WAY, CaseState
from counter.rules.identity import mask_phone


class Channel(StrEnum):
    """The ways to tell somebody."""

    MAIL = "mail"
    SMS = "sms"


CHANNEL_NAMES: Mapping[str, str] = {Channel.MAIL: mark("电子邮件"), Channel.SMS: mark("短信")}


class Told(StrEnum):
    """What a message says: that messages come from now on, whose turn it is, that it has ended."""

    BEGUN = "begun"
    YOURS = "yours"
    NEWS = "news"
    READY = "ready"
    ENDED = "ended"


class Posted(StrEnum):
    """State of a message. TRYING is in the command's hands; OVERTAKEN was never sent, since a newer one says more; LOST
    was in its hands when the machine stopped, so nobody knows, and it isn't sent twice.
    """

    WAITING = "waiting"
    TRYING = "trying"
    SENT = "sent"
    OVERTAKEN = "overtaken"
    FAILED = "failed"
    LOST = "lost"


class Ended(StrEnum):
    """Why messages come no more."""

    ASKED = "asked"
    CASE = "case"
    ADDRESS = "address"


MOST_OF_A_CASE = 4
"""Addresses that are told of one case."""

PAUSES_MIN = (1, 5, 30, 120)
"""Minutes from one try to the next; the next one after them is not made."""

_HOUSE = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
_MAIL = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}@{_HOUSE}")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_ABROAD = re.compile(r"\+[1-9][0-9]{7,14}")


def read_address(text: str) -> tuple[Channel, str] | None:
    """The way and the address that somebody gave; None for neither a mail address nor a mobile number."""
    given = text.strip()
    if "@" in given:
        return (Channel.MAIL, given) if len(given) <= 200 and _MAIL.fullmatch(given) else None
    number = re.sub(r"[\s()-]", "", given)
    if own := _MOBILE.fullmatch(number):
        return Channel.SMS, own[1]
    return (Channel.SMS, number) if _ABROAD.fullmatch(number) else None


def standing(state: str, asked: bool, ready: bool) -> str:
    """All of how a case stands that is worth a message: when it changes, one is sent."""
    return f"{state}{'+asked' if asked and state in ON_ITS_WAY else ''}{'+ready' if ready else ''}"


def what_to_tell(state: str, asked: bool, ready: bool) -> Told:
    """Whose turn it is now, in a word."""
    if state in ENDED:
        return Told.ENDED
    if state == CaseState.DECIDED or (state == CaseState.ACCEPTED and ready):
        return Told.READY
    return Told.YOURS if state == CaseState.NOTIFIED or (asked and state in ON_ITS_WAY) else Told.NEWS


def masked(channel: str, address: str) -> str:
    """Enough to know one's own: the last four digits, or the first sign of a mail address and its house."""
    if channel == Channel.SMS:
        return mask_phone(address)
    name, _, house = address.partition("@")
    return f"{name[:1]}***@{house}" if house else ""


def next_try(tries: int) -> int | None:
    """Minutes until a message is tried again after so many tries; None for never."""
    return PAUSES_MIN[tries - 1] if 1 <= tries <= len(PAUSES_MIN) else None
