"""What citizens send from home: kinds, states, and what a look at one of its papers can come to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark


class ArrivalKind(StrEnum):
    """What was sent. Ratings and bookings are kept at once, the others wait for somebody at the counter."""

    RATING = "rating"
    SUPPLEMENT = "supplement"
    PRE_REVIEW = "pre-review"
    BOOKING = "booking"
    BOOKING_MOVE = "booking-move"
    BOOKING_CANCEL = "booking-cancel"


OF_BOOKINGS = frozenset({ArrivalKind.BOOKING, ArrivalKind.BOOKING_MOVE, ArrivalKind.BOOKING_CANCEL})
"""What is sent about a booking, each under the code of that booking."""


class RemarkKind(StrEnum):
    """What somebody lets the hall know without wanting an answer: nobody's, so nobody handles it."""

    MISSED = "missed"


class Wish(StrEnum):
    """What is sent and done at once, without anybody looking at it: messages about a case wanted, or no more."""

    TELL = "tell"
    STOP = "stop-telling"


ARRIVAL_NAMES: Mapping[str, str] = {
    ArrivalKind.RATING: mark("评价"),
    ArrivalKind.SUPPLEMENT: mark("补交材料"),
    ArrivalKind.PRE_REVIEW: mark("预审"),
    ArrivalKind.BOOKING: mark("预约"),
    ArrivalKind.BOOKING_MOVE: mark("改约"),
    ArrivalKind.BOOKING_CANCEL: mark("退约"),
}


class ArrivalState(StrEnum):
    """What became of it. TAKEN is taken in and waits."""

    TAKEN = "taken"
    USED = "used"
    REFUSED = "refused"


ARRIVAL_STATE_NAMES: Mapping[str, str] = {
    ArrivalState.TAKEN: mark("待处理"),
    ArrivalState.USED: mark("已办"),
    ArrivalState.REFUSED: mark("未采用"),
}


class Verdict(StrEnum):
    """What a look at a paper sent in can come to."""

    FINE = "fine"
    AGAIN = "again"
    ORIGINAL = "original"


VERDICT_NAMES: Mapping[str, str] = {
    Verdict.FINE: mark("合格"),
    Verdict.AGAIN: mark("需重拍"),
    Verdict.ORIGINAL: mark("到窗口带原件"),
}
