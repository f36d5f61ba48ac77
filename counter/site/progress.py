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
    "paused",
    "asked",
    "granted",
    "granted-tolerance",
    "refused",
    "withdrawn",
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


def approval_phrase(state: str, outcome: str | None, received: bool) -> str:
    """The public word for an approval: `approval.<word>`. Raises KeyError for a state that nobody has given words."""
    if state == ApprovalState.DECIDED:
        return _OUTCOMES[outcome or ""]
    if state == ApprovalState.OPEN:
        return "in-hand" if received else "open"
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
