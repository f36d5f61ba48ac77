"""An approval's states and outcomes, its supplement rounds, and what a second officer looks over."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark


class ApprovalState(StrEnum):
    """Where an approval stands at its desk."""

    BLOCKED = "blocked"
    OPEN = "open"
    PAUSED = "paused"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


APPROVAL_STATE_NAMES: Mapping[str, str] = {
    ApprovalState.BLOCKED: mark("待前置"),
    ApprovalState.OPEN: mark("办理中"),
    ApprovalState.PAUSED: mark("特别程序"),
    ApprovalState.DECIDED: mark("已决定"),
    ApprovalState.WITHDRAWN: mark("已终止"),
}
UNDECIDED = frozenset({ApprovalState.BLOCKED, ApprovalState.OPEN, ApprovalState.PAUSED})
"""States in which a decision is still to come."""


class Outcome(StrEnum):
    """What an approval is decided as."""

    GRANT = "grant"
    GRANT_TOLERANCE = "grant-tolerance"
    REFUSE = "refuse"


OUTCOME_NAMES: Mapping[str, str] = {
    Outcome.GRANT: mark("准予"),
    Outcome.GRANT_TOLERANCE: mark("准予（容缺）"),
    Outcome.REFUSE: mark("不予许可"),
}


class Proposal(StrEnum):
    """What one officer can put to a second one of the same desk: an outcome, or one of the acts that take two."""

    GRANT = "grant"
    GRANT_TOLERANCE = "grant-tolerance"
    REFUSE = "refuse"
    RECALL = "recall"
    EXTEND = "extend"
    UNTRUE = "untrue"
    REVOKE = "revoke"
    DEREGISTER = "deregister"


PROPOSAL_NAMES: Mapping[str, str] = {
    **OUTCOME_NAMES,
    Proposal.RECALL: mark("撤回决定"),
    Proposal.EXTEND: mark("延长期限"),
    Proposal.UNTRUE: mark("不予许可并警告"),
    Proposal.REVOKE: mark("撤销、撤回许可"),
    Proposal.DEREGISTER: mark("注销许可"),
}


class ReviewState(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    AGREED = "agreed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


REVIEW_STATE_NAMES: Mapping[str, str] = {
    ReviewState.WAITING: mark("待复核"),
    ReviewState.AGREED: mark("已同意"),
    ReviewState.RETURNED: mark("已退回"),
    ReviewState.WITHDRAWN: mark("已撤回"),
    ReviewState.DROPPED: mark("已失效"),
}


class RoundState(StrEnum):
    """A round of asking the applicant to supplement."""

    DRAFT = "draft"
    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken-back"
    STOPPED = "stopped"


ROUND_STATE_NAMES: Mapping[str, str] = {
    RoundState.DRAFT: mark("草稿"),
    RoundState.ASKED: mark("等申请人"),
    RoundState.ANSWERED: mark("已补"),
    RoundState.LAPSED: mark("逾期未补"),
    RoundState.TAKEN_BACK: mark("已撤回"),
    RoundState.STOPPED: mark("随办件终止"),
}
"""A round reads as answered only where somebody answered it."""


class LapseState(StrEnum):
    """What became of a tolerated paper that did not come by its day: nothing, until a person decides."""

    WAITING = "waiting"
    CAME = "came"
    EXTENDED = "extended"
    ENDED = "ended"
    SPARED = "spared"


LAPSE_STATE_NAMES: Mapping[str, str] = {
    LapseState.WAITING: mark("待人处理"),
    LapseState.CAME: mark("已补交"),
    LapseState.EXTENDED: mark("已延期"),
    LapseState.ENDED: mark("已终止"),
    LapseState.SPARED: mark("不再要求"),
}


class HearingState(StrEnum):
    """Where a hearing stands (articles 46 to 48)."""

    TOLD = "told"
    ASKED = "asked"
    SET = "set"
    HELD = "held"
    WAIVED = "waived"


class InterestedState(StrEnum):
    """How far somebody besides the applicant, on whom a permit bears, has been told and heard (articles 36 and 47)."""

    NAMED = "named"
    SENT = "sent"
    TOLD = "told"
    ASKED = "asked"
    WAIVED = "waived"
    REMOVED = "removed"


INTERESTED_STATE_NAMES: Mapping[str, str] = {
    InterestedState.NAMED: mark("还没有告知"),
    InterestedState.SENT: mark("告知书等送达回证"),
    InterestedState.TOLD: mark("已告知"),
    InterestedState.ASKED: mark("已申请听证"),
    InterestedState.WAIVED: mark("不要求听证"),
    InterestedState.REMOVED: mark("已除名"),
}


HEARING_STATE_NAMES: Mapping[str, str] = {
    HearingState.TOLD: mark("已告知听证权利"),
    HearingState.ASKED: mark("已申请听证"),
    HearingState.SET: mark("已通知听证"),
    HearingState.HELD: mark("已举行听证"),
    HearingState.WAIVED: mark("放弃听证"),
}
