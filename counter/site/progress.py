"""From inner state to public wording: every inner state has exactly one public phrase, and one answer to `who waits?`.

Pure tables; the publisher uses them, and a test walks every state that the store allows.
"""

from __future__ import annotations

US, YOU, NOBODY = "us", "you", "nobody"

CASE_WAITS = {
    "draft": US,
    "received": US,
    "notified": YOU,
    "accepted": US,
    "decided": YOU,
    "delivered": NOBODY,
    "no-permit-needed": NOBODY,
    "not-competent": NOBODY,
    "refused": NOBODY,
    "withdrawn": NOBODY,
}
"""State of a case -> whose turn it is. Its phrase is `case.<state>`."""

TICKET_STATES = (
    "waiting",
    "called",
    "serving",
    "held",
    "absent",
    "away",
    "finished",
    "left",
    "lapsed",
    "tomorrow",
)
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

_OUTCOMES = {"grant": "granted", "grant-tolerance": "granted-tolerance", "refuse": "refused"}


def approval_phrase(state: str, outcome: str | None, received: bool) -> str:
    """The public word for an approval: `approval.<word>`. Raises KeyError for a state that nobody has given words."""
    if state == "decided":
        return _OUTCOMES[outcome or ""]
    if state == "open":
        return "in-hand" if received else "open"
    return {"blocked": "blocked", "paused": "paused", "withdrawn": "withdrawn"}[state]


def waits_for(state: str, asked: bool) -> str:
    """Whose turn it is in a case: an open request for documents makes it the citizen's."""
    return YOU if asked and state in ("received", "notified", "accepted") else CASE_WAITS[state]


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
)
"""What is published of one approval, in this order."""
