"""A case's states, in the order in which most cases pass them, and what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark


class CaseState(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    RECEIVED = "received"
    NOTIFIED = "notified"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    DELIVERED = "delivered"
    NO_PERMIT_NEEDED = "no-permit-needed"
    NOT_COMPETENT = "not-competent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CASE_STATE_NAMES: Mapping[str, str] = {
    CaseState.DRAFT: mark("草稿"),
    CaseState.RECEIVED: mark("已收件"),
    CaseState.NOTIFIED: mark("待补正"),
    CaseState.ACCEPTED: mark("已受理"),
    CaseState.DECIDED: mark("已办结"),
    CaseState.DELIVERED: mark("已领取"),
    CaseState.NO_PERMIT_NEEDED: mark("不需许可"),
    CaseState.NOT_COMPETENT: mark("不属本机关"),
    CaseState.REFUSED: mark("不予受理"),
    CaseState.WITHDRAWN: mark("已撤回"),
}
"""What a case is now, as lists show it."""
CASE_STEP_NAMES: Mapping[str, str] = {
    CaseState.DRAFT: mark("草稿"),
    CaseState.RECEIVED: mark("收件"),
    CaseState.NOTIFIED: mark("一次性告知"),
    CaseState.ACCEPTED: mark("受理"),
    CaseState.DECIDED: mark("办结"),
    CaseState.DELIVERED: mark("送达"),
    CaseState.NO_PERMIT_NEEDED: mark("告知无需许可"),
    CaseState.NOT_COMPETENT: mark("不予受理"),
    CaseState.REFUSED: mark("不予受理"),
    CaseState.WITHDRAWN: mark("撤回"),
}
"""The step that led to a state: what histories list, and what stands after `已经`."""

AT_INTAKE = frozenset({CaseState.DRAFT, CaseState.RECEIVED, CaseState.NOTIFIED})
"""States in which a window still works on the case: nothing is accepted or refused yet."""
ON_ITS_WAY = frozenset({CaseState.RECEIVED, CaseState.NOTIFIED, CaseState.ACCEPTED})
"""Received, and no decision yet: documents can still be asked for and sent in."""
NOT_TAKEN_IN = frozenset({CaseState.NO_PERMIT_NEEDED, CaseState.NOT_COMPETENT, CaseState.REFUSED})
"""Ended at the counter by a decision that can be reviewed."""
RATED_FROM = frozenset({CaseState.DELIVERED}) | NOT_TAKEN_IN
"""When a case has come to its end for the citizen, so that its one rating can be given."""
LIVE = AT_INTAKE | {CaseState.ACCEPTED, CaseState.DECIDED}
"""States that someone must still do something about."""
ENDED = frozenset(CaseState) - LIVE
"""States that no act leaves again."""
