"""A graduate's case accepted at window 3: ten approvals at seven desks of both levels."""

from __future__ import annotations

from datetime import datetime

import pytest

from counter.hall.act import load
from tests.filling import fill_form

FOUNDER = {
    "path": "founder",
    "unit": "enterprise",
    "self": "yes",
    "subsidy": "yes",
    "file": "both",
    "keeper": "school",
    "household": "yes",
}


@pytest.fixture
def do(hall, people):
    """`do("approval.decide", "ap-c-hr", ...)`: an act or query by name as somebody; `at` moves the hall's
    clock first.
    """

    def run(name, staff, /, *, at=None, key=None, **arguments):
        if at is not None:
            hall.set_now(datetime.fromisoformat(at))
        entry = load(name.split(".")[0])[name]
        if entry.writes:
            return hall.run(entry, people[staff], arguments, key=key)
        return hall.answer(entry, people[staff], arguments)

    return run


@pytest.fixture
def filed(do):
    """`filed(number)`: a complete graduates' case, received but not accepted; returns its receipt number."""

    def make(number="430104200207153029", name="李晓梅"):
        step = do("case.open", "c3", bundle="graduates", answers=FOUNDER)
        do("case.applicant", "c3", case=step.case, name=name, number=number)
        do("case.all-here", "c3", case=step.case)
        fill_form(do, step.case, "c3")
        return do("case.receive", "c3", case=step.case).case

    return make


@pytest.fixture
def alone(do):
    """A case of one single item (flexible-insurance), accepted with its household book taken in."""
    step = do("case.open", "c3", items=("flexible-insurance",))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    for document in ("L2000016", "L2000017"):
        do("case.document", "c3", case=step.case, document=document, state="here")
    do("case.all-here", "c3", case=step.case)
    fill_form(do, step.case, "c3")
    return do("case.accept", "c3", case=step.case)


@pytest.fixture
def accepted(do, filed):
    """An accepted graduates' case (acceptance 2026-11-24, promised in 10 working days)."""
    return do("case.accept", "c3", case=filed())


@pytest.fixture
def approvals(hall, accepted):
    """Item -> approval number (A-1) of the accepted case."""
    rows = hall.db.execute("SELECT id, item FROM approval WHERE case_id = ?", (accepted.id,))
    return {row["item"]: f"A-{row['id']}" for row in rows}
