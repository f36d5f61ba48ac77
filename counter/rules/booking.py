"""Bookings made from home: which queue takes an item, whether it is booked at all, why a request is not met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from counter.phrases.said import mark


class BookingState(StrEnum):
    """Where an appointment stands in the store. One that nobody came for is CANCELLED, with the moment of that."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"


class BookingShown(StrEnum):
    """What the page of a booking's code says of it."""

    ON_ITS_WAY = "on-its-way"
    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    ENDED_BY_HALL = "ended-by-hall"
    MISSED = "missed"
    REFUSED = "refused"


BOOKING_NAMES: Mapping[str, str] = {
    BookingShown.ON_ITS_WAY: mark("正在送来"),
    BookingShown.REFUSED: mark("没有约上"),
    BookingShown.BOOKED: mark("未到"),
    BookingShown.ARRIVED: mark("已到"),
    BookingShown.CANCELLED: mark("本人取消"),
    BookingShown.ENDED_BY_HALL: mark("大厅取消"),
    BookingShown.MISSED: mark("没有来"),
}


class WhyNot(StrEnum):
    """Why a request from home is not met. The site has a sentence for each in every language."""

    FULL = "full"
    ALREADY = "already"
    REST_DAY = "rest-day"
    PAST = "past"
    TOO_FAR = "too-far"
    NO_SUCH_TIME = "no-such-time"
    NOT_BOOKABLE = "not-bookable"
    UNREADABLE = "unreadable"
    NOT_OPEN = "not-open"
    TOO_MANY = "too-many"
    TOO_MANY_THAT_DAY = "too-many-that-day"
    ASK = "ask"
    """Somebody else's booking stands in the way: whoever doesn't know its telephone number isn't told of it."""


WHY_NAMES: Mapping[str, str] = {
    WhyNot.FULL: mark("这一段已约满"),
    WhyNot.ALREADY: mark("这个证件在这个事项上已有没到的预约"),
    WhyNot.REST_DAY: mark("那天不开放"),
    WhyNot.PAST: mark("约的时间已经过了"),
    WhyNot.TOO_FAR: mark("约的日子太远"),
    WhyNot.NO_SUCH_TIME: mark("没有这个时段"),
    WhyNot.NOT_BOOKABLE: mark("这个事项不预约"),
    WhyNot.UNREADABLE: mark("预约写得不对"),
    WhyNot.NOT_OPEN: mark("这个预约已经不能再改"),
    WhyNot.TOO_MANY: mark("这个证件或电话没到的预约太多"),
    WhyNot.TOO_MANY_THAT_DAY: mark("这个证件那天没到的预约太多"),
    WhyNot.ASK: mark("这个证件已有别的电话约的预约"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A queue as far as it decides who is booked where. `bundles` are codes that it is for, `*` all bundles."""

    letter: str
    bundles: tuple[str, ...]


def line_for(matter: str, is_bundle: bool, lines: Iterable[Line]) -> str:
    """The letter of the queue that takes an item or bundle: the first that names it, then one for all bundles, then
    the first that is for nothing in particular; empty where there is none.
    """
    known = sorted(lines, key=lambda line: line.letter)
    named = (line for line in known if matter in line.bundles)
    for_bundles = (line for line in known if is_bundle and "*" in line.bundles)
    for_the_rest = (line for line in known if not line.bundles)
    found = next(named, None) or next(for_bundles, None) or next(for_the_rest, None)
    return found.letter if found is not None else ""


_NEVER = re.compile("^(?:否|无)$|(?:不(?:可|能|接受|支持|提供|需|用|需要)?|无需)预约").search


def bookable(said: str) -> bool:
    """Whether a guide's words on appointments leave room for one; a guide that says nothing does."""
    return _NEVER(said.strip()) is None
