"""A graduate at window 3 with every paper."""

from __future__ import annotations

import pytest

from counter.hall.act import load
from counter.rules.access import KIOSK

FOUNDER = {
    "path": "founder",
    "unit": "enterprise",
    "self": "yes",
    "subsidy": "yes",
    "file": "both",
    "keeper": "school",
    "household": "yes",
}
"""Answers under which all ten items are taken in."""

GRADUATE = {"name": "李晓梅", "number": "430104200207153029"}


@pytest.fixture
def do(hall, people):
    """`do("case.open", "c3", ...)`: an act or query by name as somebody."""

    def run(name, staff="c3", /, *, key=None, **arguments):
        entry = load(name.split(".")[0])[name]
        actor = KIOSK if staff == "kiosk" else people[staff]
        return hall.run(entry, actor, arguments, key=key) if entry.writes else hall.answer(entry, actor, arguments)

    return run


@pytest.fixture
def draft(do):
    """A graduate's case at window 3: situations answered, applicant known, no paper yet."""
    step = do("case.open", bundle="graduates", answers=FOUNDER)
    do("case.applicant", case=step.case, **GRADUATE)
    return step.case
