"""A refusal as a screen says it: the next step with the key that does it."""

from __future__ import annotations

from counter.errors import Next, Refusal
from screens.shell import keys, language

KEY_OF_ACT = {
    "act.undo": "undo",
    "case.accept": "intake",
    "case.withdraw": "intake",
    "staff.away": "away",
    "staff.back": "away",
    "ticket.absent": "absent",
    "ticket.call": "call",
    "ticket.finish": "finish",
    "ticket.recall": "recall",
    "window.find": "find",
}
"""Acts that a key of the table does at the place where a refusal names them."""


def refused(refusal: Refusal) -> str:
    """A refusal in one line, in the terminal's language."""
    return refusal.in_language(language.current, by=key_of(refusal.next))


def key_of(step: Next | None) -> str:
    """How the key of the next step is spelled (`F4`); empty where no key does it."""
    return keys.BY_ID[KEY_OF_ACT[step.act]].shown if step is not None and step.act in KEY_OF_ACT else ""
