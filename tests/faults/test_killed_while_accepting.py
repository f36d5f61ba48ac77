"""kill -9 before each statement of "accept": the case is a draft or it is accepted whole, never between."""

from __future__ import annotations

import os
import signal

import pytest

from counter.hall import Hall
from tests.conftest import NOW
from tests.faults.killing import deaths
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE, do, draft

WATCHED = (
    "case_file",
    "approval",
    "approval_after",
    "transfer_slip",
    "transfer_document",
    "paper",
    "paper_job",
    "journal",
    "counter_value",
)


def state_of(directory) -> tuple:
    """What the store says, read by a new process's connection."""
    hall = Hall.open(directory, now=NOW)
    try:
        counts = tuple(hall.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in WATCHED)
        case = tuple(
            hall.db.execute("SELECT state, receipt_number, acceptance_number, version FROM case_file").fetchone()
        )
        return case, counts
    finally:
        hall.close()


def accepting(actor):
    """The act that dies."""
    from counter.acts.case.accepting import accept

    return lambda own: lambda: own.do(accept, actor, case="D1")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_before_any_statement_of_accept(hall, hall_dir, people, do, draft):
    for code in [p.document for p in do("case.show", case=draft).papers[:1]]:
        do("case.document", case=draft, document=code)
    do("case.all-here", case=draft)
    fill_form(do, draft)
    before = state_of(hall_dir)
    assert before[0] == ("draft", None, None, before[0][3])
    hall.close()
    at = 0
    for at in deaths(hall_dir, accepting(people["c3"])):
        assert state_of(hall_dir) == before, f"something was left by a death before statement {at}"
    assert at > 60, "the trace did not see accept's statements"
    case, counts = state_of(hall_dir)
    found = dict(zip(WATCHED, counts, strict=True))
    assert case[0] == "accepted" and case[1] == "R20261124-0001" and case[2] == "S20261124-0001"
    assert found["approval"] == 10 and found["transfer_slip"] == 7
    assert found["paper"] == 2 and found["journal"] == dict(zip(WATCHED, before[1], strict=True))["journal"] + 1
    again = Hall.open(hall_dir, now=NOW)
    try:
        assert again.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert again.db.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        again.close()


def test_a_full_disk_while_accepting_leaves_the_draft(hall, do, draft):
    from counter.errors import Refusal

    do("case.all-here", case=draft)

    fill_form(do, draft)
    for _ in range(3):  # so that no table's first page has room for a whole case
        other = do("case.open", bundle="graduates", answers=FOUNDER).case
        do("case.applicant", case=other, **GRADUATE)
        do("case.all-here", case=other)
        fill_form(do, other)
        do("case.accept", case=other)
    pages = hall.db.execute("PRAGMA page_count").fetchone()[0]
    hall.db.execute(f"PRAGMA max_page_count = {pages}")
    before = tuple(hall.db.execute("SELECT state, version FROM case_file WHERE id = 1").fetchone())
    # Fill the free pages of the file first, so that the act itself meets the full disk.
    with pytest.raises(Exception, match="full"):
        for _ in range(10_000):
            hall.db.execute("INSERT INTO look (at, staff, place, what) VALUES (0, 'x', 'x', ?)", ("x" * 3000,))
    with pytest.raises(Refusal, match="磁盘"):
        do("case.accept", case=draft)
    assert tuple(hall.db.execute("SELECT state, version FROM case_file WHERE id = 1").fetchone()) == before
    hall.db.execute(f"PRAGMA max_page_count = {pages * 2}")
    assert do("case.accept", case=draft).approvals == 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_killed_terminal_loses_at_most_the_key_in_flight(hall, hall_dir, people, do, draft):
    from counter.acts.case.form import field

    hall.close()
    child = os.fork()
    if child == 0:
        own = Hall.open(hall_dir, now=NOW)
        for key in range(1, 6):
            own.do(field, people["c3"], case=draft, name=f"栏目{key}", value=str(key))
        own.db.set_trace_callback(
            lambda statement: os.kill(os.getpid(), signal.SIGKILL) if statement.startswith("UPDATE case_file") else None
        )
        own.do(field, people["c3"], case=draft, name="栏目6", value="6")
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    other = Hall.open(hall_dir, now=NOW)
    try:
        from counter.acts.case.casebook import show_case

        shown = other.ask(show_case, people["c5"], case=draft)
        assert shown.fields == {f"栏目{key}": str(key) for key in range(1, 6)}
        assert (
            other.do(field, people["c5"], case=draft, name="栏目6", value="6", version=shown.version).version
            == shown.version + 1
        )
    finally:
        other.close()
