"""A table: whatever the store allows, a phone reads exactly one plain wording of it, in three languages."""

from __future__ import annotations

import re

import pytest

from counter import phrases
from counter.rules import clock, ticket
from counter.rules.guide import ELEMENTS
from counter.site import progress
from counter.store import schema_v1


def allowed(script: str, table: str, column: str) -> set[str]:
    """The values that a CHECK of the schema allows."""
    body = re.search(rf"CREATE TABLE {table} \((.*?)\n\) STRICT", script, re.DOTALL)[1]
    listed = re.search(rf"CHECK \({column} IN\s*\((.*?)\)\)", body, re.DOTALL)[1]
    return set(re.findall(r"'([^']+)'", listed))


CASES = allowed(schema_v1.CASES, "case_file", "state")
APPROVALS = allowed(schema_v1.CASES, "approval", "state")
OUTCOMES = allowed(schema_v1.CASES, "decision", "outcome")
CAUSES = allowed(schema_v1.CASES, "case_document", "cause")
TICKETS = allowed(schema_v1.QUEUE, "ticket", "state")


@pytest.mark.parametrize("state", sorted(CASES))
def test_each_state_of_a_case(state):
    words = [phrases.say(language, f"case.{state}") for language in phrases.LANGUAGES]
    assert len(set(words)) >= 2 and all(words)
    assert progress.CASE_WAITS[state] in ("us", "you", "nobody")
    others = [phrases.say("zh-Hans", f"case.{other}") for other in CASES - {state}]
    assert words[0] not in others, "two states would read the same"


def test_the_table_of_cases_has_nothing_too_much():
    assert set(progress.CASE_WAITS) == CASES


@pytest.mark.parametrize("state", sorted(TICKETS))
def test_each_state_of_a_ticket(state):
    assert state in progress.TICKET_STATES and set(progress.TICKET_STATES) == TICKETS == {s.value for s in ticket.State}
    words = [phrases.say(language, f"ticket.{state}", window=3) for language in phrases.LANGUAGES]
    assert all(words) and phrases.say("zh-Hans", f"ticket.{state}", window=3) == words[0]


@pytest.mark.parametrize("state", sorted(APPROVALS))
@pytest.mark.parametrize("received", [True, False])
def test_each_state_of_an_approval(state, received):
    for outcome in sorted(OUTCOMES) if state == "decided" else [None]:
        word = progress.approval_phrase(state, outcome, received)
        for language in phrases.LANGUAGES:
            assert phrases.say(language, f"approval.{word}", ground="x", n=3)


def test_a_state_without_words_fails_loudly():
    with pytest.raises(KeyError):
        progress.approval_phrase("new-state", None, False)


@pytest.mark.parametrize(
    ("state", "asked", "turn"),
    [
        ("received", False, "us"),
        ("notified", True, "you"),
        ("accepted", False, "us"),
        ("accepted", True, "you"),
        ("decided", False, "you"),
        ("delivered", False, "nobody"),
        ("withdrawn", True, "nobody"),
    ],
)
def test_waiting_for_you_and_waiting_for_us_are_told_apart(state, asked, turn):
    assert progress.waits_for(state, asked) == turn


def test_pause_grounds_causes_and_guide_elements_have_words():
    for language in phrases.LANGUAGES:
        for ground in clock.GROUNDS:
            assert phrases.say(language, f"ground.{ground}")
        for cause in CAUSES - {"waived"}:
            assert phrases.say(language, f"cause.{cause}", document="x")
        for element in ELEMENTS:
            assert phrases.say(language, f"guide.{element}")
    assert {phrases.say("zh-Hans", f"ground.{ground}") for ground in clock.GROUNDS} == set(clock.GROUNDS.values())
