"""The states of tickets, cases, approvals and papers: one enum each, the same in the schema, and nowhere
as bare words.
"""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest

from counter.rules import (
    access,
    approval,
    arrival,
    booking,
    case,
    day,
    directory,
    documents,
    endings,
    level,
    limits,
    notice,
    ticket,
)
from counter.store import schema_v1, schema_v2, schema_v3, schema_v4, schema_v5, schema_v6, schema_v7

ROOT = Path(__file__).parents[2]

COLUMNS: dict[tuple[str, str], type[StrEnum]] = {
    ("hall_day", "state"): day.DayState,
    ("department", "level"): level.Level,
    ("staff", "role"): access.Role,
    ("shift", "state"): day.ShiftState,
    ("ticket", "state"): ticket.State,
    ("ticket_period", "kind"): ticket.Period,
    ("case_file", "state"): case.CaseState,
    ("case_document", "state"): documents.DocumentState,
    ("case_document", "cause"): documents.Cause,
    ("approval", "state"): approval.ApprovalState,
    ("decision", "outcome"): approval.Outcome,
    ("supplement_round", "state"): approval.RoundState,
    ("lapse", "state"): approval.LapseState,
    ("hearing", "state"): approval.HearingState,
    ("interested", "state"): approval.InterestedState,
    ("deregistration", "ground"): endings.Closing,
    ("approval", "legal_by"): limits.LimitBy,
    ("review", "what"): approval.Proposal,
    ("review", "state"): approval.ReviewState,
    ("paper_job", "state"): notice.JobState,
    ("inbox_entry", "state"): arrival.ArrivalState,
    ("link_check", "answer"): directory.Answer,
    ("post", "state"): directory.PostState,
    ("appointment", "state"): booking.BookingState,
}
"""Columns whose values are listed in the schema -> the enum that Python code spells them with."""

NEVER_STORED = {day.DayState.NONE}

TABLES = [
    (ticket.STATE_NAMES, ticket.State),
    (case.CASE_STATE_NAMES, case.CaseState),
    (case.CASE_STEP_NAMES, case.CaseState),
    (approval.APPROVAL_STATE_NAMES, approval.ApprovalState),
    (approval.OUTCOME_NAMES, approval.Outcome),
    (approval.ROUND_STATE_NAMES, approval.RoundState),
    (approval.LAPSE_STATE_NAMES, approval.LapseState),
    (approval.HEARING_STATE_NAMES, approval.HearingState),
    (approval.INTERESTED_STATE_NAMES, approval.InterestedState),
    (endings.CLOSING_NAMES, endings.Closing),
    (limits.BY_NAMES, limits.LimitBy),
    (approval.PROPOSAL_NAMES, approval.Proposal),
    (approval.REVIEW_STATE_NAMES, approval.ReviewState),
    (documents.CAUSE_NAMES, documents.Cause),
    (notice.NOTICE_NAMES, notice.NoticeKind),
    (notice.JOB_STATE_NAMES, notice.JobState),
    (arrival.ARRIVAL_NAMES, arrival.ArrivalKind),
    (arrival.ARRIVAL_STATE_NAMES, arrival.ArrivalState),
    (directory.ANSWER_NAMES, directory.Answer),
    (directory.UNASKED_NAMES, directory.Unasked),
    (directory.POST_STATE_NAMES, directory.PostState),
    (arrival.VERDICT_NAMES, arrival.Verdict),
    (booking.BOOKING_NAMES, booking.BookingShown),
    (booking.WHY_NAMES, booking.WhyNot),
    (day.DAY_STATE_NAMES, day.DayState),
    (level.LEVEL_NAMES, level.Level),
    (access.ROLE_NAMES, access.Role),
]


def listed() -> dict[tuple[str, str], set[str]]:
    """Every `column IN ('a', 'b')` of a CHECK in the schema: (table, column) -> its values."""
    modules = (schema_v1, schema_v2, schema_v3, schema_v4, schema_v5, schema_v6, schema_v7)
    script = "\n".join(text for module in modules for text in vars(module).values() if isinstance(text, str))
    found = {}
    tables = re.findall(r"CREATE TABLE (\w+) \((.*?)\n\) STRICT", script, re.DOTALL)
    tables += re.findall(r"ALTER TABLE (\w+) ADD COLUMN ([^;]*);", script)
    renamed = dict(re.findall(r"ALTER TABLE (\w+) RENAME TO (\w+);", script))
    for table, body in tables:
        for column, values in re.findall(r"CHECK \((\w+) IN\s*\(([^)]*'[^)]*)\)\)", body):
            found[renamed.get(table, table), column] = set(re.findall(r"'([^']+)'", values))
    return found


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_the_schema_lists_what_the_enum_says(table: str, column: str) -> None:
    assert listed()[table, column] == {str(member) for member in COLUMNS[table, column]} - NEVER_STORED


@pytest.mark.parametrize(("names", "states"), TABLES, ids=[states.__name__ for _, states in TABLES])
def test_every_state_has_a_name_in_chinese(names: dict[str, str], states: type[StrEnum]) -> None:
    assert set(names) == set(states) and all(re.search("[\u4e00-\u9fff]", name) for name in names.values())


SPELLED = {str(member) for states in COLUMNS.values() for member in states}
ABOUT_STATES = {"state", "case_state", "ticket_state", "cause", "outcome"}


def about(node: ast.expr) -> str:
    """What a value is called: `x.state`, `row["state"]` and `state` are all "state"."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def bare(tree: ast.AST) -> list[tuple[int, str]]:
    """Comparisons of a state with a bare word, and bare words given as `state=`: (line, word)."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(about(side) in ABOUT_STATES for side in sides):
                found += [one for side in sides for one in ast.walk(side) if not isinstance(side, ast.Subscript)]
        elif isinstance(node, ast.Call):
            found += [keyword.value for keyword in node.keywords if keyword.arg in ABOUT_STATES]
    return [
        (node.lineno, node.value)
        for node in found
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in SPELLED
    ]


def test_bare_words_are_found() -> None:
    text = 'if row["state"] == "open" or x.state in ("draft", "y"):\n    change(state="decided", note="open")'
    assert bare(ast.parse(text)) == [(1, "open"), (1, "draft"), (2, "decided")]


def test_no_state_is_spelled_as_a_bare_word() -> None:
    """SQL keeps its literals; Python code compares and sets states by their enums."""
    rooms = sorted([*(ROOT / "counter").rglob("*.py"), *(ROOT / "screens").rglob("*.py")])
    assert [
        f"{path.relative_to(ROOT)}:{line} {word}"
        for path in rooms
        for line, word in bare(ast.parse(path.read_text("utf-8")))
    ] == []
