"""A hall in earnest with a machine's clocks that a test turns, and a graduates' case of ten approvals in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from counter.hall import Hall, clock
from counter.hall.act import load
from counter.rules.moment import Reading
from tests.conftest import NOW
from tests.desks.conftest import FOUNDER
from tests.filling import fill_form

ZONE = "+08:00"


class Turned:
    """Both clocks of a machine, as a test wants them."""

    def __init__(self, at: datetime) -> None:
        self.wall = int(datetime.fromisoformat(f"{at.isoformat()}{ZONE}").timestamp() * 1000)
        self.boot, self.start = 3_600_000, "start-1"

    def read(self) -> Reading:
        return Reading(self.wall, self.boot, self.start)

    def passes(self, **by: float) -> None:
        """Time goes by, on both clocks."""
        ms = int(timedelta(**by).total_seconds() * 1000)
        self.wall += ms
        self.boot += ms

    def leaps(self, **by: float) -> None:
        """Somebody, or a dead battery, sets the clock."""
        self.wall += int(timedelta(**by).total_seconds() * 1000)

    def starts_again(self, **off: float) -> None:
        """The machine is off for so long, and comes up with its clock right."""
        self.leaps(**off)
        self.boot, self.start = 60_000, f"{self.start}+"

    def says(self) -> str:
        return f"{datetime.fromtimestamp(self.wall / 1000).astimezone():%Y-%m-%d %H:%M}"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Turned:
    """The clocks that every hall of the test goes by."""
    turned = Turned(NOW)
    monkeypatch.setattr(clock, "sources", turned)
    return turned


@pytest.fixture
def earnest_dir(hall_dir: Path, machine: Turned) -> Path:
    """The training hall's people and catalogue in a hall that counts; at window 3 somebody is on duty."""
    from counter.acts.staff.accounts import sign_in
    from counter.store import staff

    hall = Hall.open(hall_dir, now=NOW)
    hall.do(sign_in, staff.actor(hall.db, "c3", 3), window=3)
    with hall.db:
        hall.db.execute("UPDATE setting SET value = 'no' WHERE name = 'training'")
    hall.close()
    return hall_dir


@pytest.fixture
def earnest(earnest_dir: Path) -> Iterator[Hall]:
    """The same, opened."""
    opened = Hall.open(earnest_dir)
    assert not opened.training
    yield opened
    opened.close()


@pytest.fixture
def act(earnest: Hall) -> Callable[..., Any]:
    """`act("case.open", "c3", ...)`: an act or query by name as somebody."""
    from counter.store import staff

    def run(name: str, who: str, /, *, hall: Hall = earnest, **arguments: Any) -> Any:
        entry = load(name.split(".")[0])[name]
        window = int(who[1:]) if who[0] == "c" and who[1:].isdigit() else None
        actor = staff.actor(hall.db, who, window)
        return hall.run(entry, actor, arguments) if entry.writes else hall.answer(entry, actor, arguments)

    return run


@pytest.fixture
def tolerated(earnest: Hall, act: Callable[..., Any]) -> Any:
    """An accepted graduates' case of ten approvals; one paper may come until 2026-12-01."""
    step = act("case.open", "c3", bundle="graduates", answers=FOUNDER)
    act("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    act("case.all-here", "c3", case=step.case)
    fill_form(act, step.case, "c3")
    case = act("case.accept", "c3", case=act("case.receive", "c3", case=step.case).case)
    assert case.approvals == 10
    earnest.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = '2026-12-01' WHERE id ="
        " (SELECT min(id) FROM case_document WHERE case_id = ?)",
        (case.id,),
    )
    return case
