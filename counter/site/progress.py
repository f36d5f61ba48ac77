"""From inner state to public wording: every inner state has exactly one public phrase, and one answer to `who waits?`.

Pure tables; the publisher uses them, and a test walks every state that the store allows.
"""

from __future__ import annotations

from collections.abc import Mapping

from counter.rules.approval import ApprovalState, Outcome
from counter.rules.case import ON_ITS_WAY, CaseState
from counter.rules.ticket import State

US, YOU, NOBODY = "us", "you", "nobody"

CASE_WAITS: Mapping[str, str] = {
    CaseState.DRAFT: US,
    CaseState.RECEIVED: US,
    CaseState.NOTIFIED: YOU,
    CaseState.ACCEPTED: US,
    CaseState.DECIDED: YOU,
    CaseState.DELIVERED: NOBODY,
    CaseState.NO_PERMIT_NEEDED: NOBODY,
    CaseState.NOT_COMPETENT: NOBODY,
    CaseState.REFUSED: NOBODY,
    CaseState.WITHDRAWN: NOBODY,
}
"""State of a case -> whose turn it is. Its phrase is `case.<state>`."""

TICKET_STATES = tuple(State)
"""States of a ticket; the phrase is `ticket.<state>`."""

APPROVAL_PHRASES = (
    "blocked",
    "open",
    "in-hand",
    "heard",
    "paused",
    "asked",
    "granted",
    "granted-tolerance",
    "refused",
    "withdrawn",
    "revoked",
    "taken-back",
    "deregistered",
)

_OUTCOMES: Mapping[str, str] = {
    Outcome.GRANT: "granted",
    Outcome.GRANT_TOLERANCE: "granted-tolerance",
    Outcome.REFUSE: "refused",
}
_STATES: Mapping[str, str] = {
    ApprovalState.BLOCKED: "blocked",
    ApprovalState.PAUSED: "paused",
    ApprovalState.WITHDRAWN: "withdrawn",
}


_ENDED: Mapping[str, str] = {
    "permit-revoked": "revoked",
    "permit-taken-back": "taken-back",
    "permit-deregistered": "deregistered",
}
"""Form of the notice by which a served permit ended -> its phrase."""


def approval_phrase(state: str, outcome: str | None, received: bool, ended: str = "", heard: bool = False) -> str:
    """The public word for an approval: `approval.<word>`. `ended` is the form of the notice by which a served permit
    ended, `heard` that others are being heard. Raises KeyError for a state that nobody has given words.
    """
    if state == ApprovalState.DECIDED:
        return _ENDED[ended] if ended else _OUTCOMES[outcome or ""]
    if state == ApprovalState.OPEN:
        return "heard" if heard else "in-hand" if received else "open"
    return _STATES[state]


def waits_for(state: str, asked: bool) -> str:
    """Whose turn it is in a case: an open request for documents makes it the citizen's."""
    return YOU if asked and state in ON_ITS_WAY else CASE_WAITS[state]


STEP_FACTS = (
    "item",
    "department",
    "level",
    "word",
    "promised_on",
    "decided_on",
    "ground",
    "days",
    "provisional",
    "explained",
    "remedies",
)
"""What is published of one approval, in this order."""
