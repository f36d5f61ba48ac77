"""Every screen of the staff says that the clock is in doubt; what a clerk has typed stays."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from counter import acts
from counter.acts.calendar.daily import check_if_due
from counter.errors import Refusal
from counter.hall import Hall
from counter.store import staff as members
from screens.intake.intake import IntakeScreen
from screens.shell.app import CounterApp
from tests.desks.conftest import FOUNDER
from tests.house.conftest import earnest_dir, machine
from tests.screens.conftest import Session


@pytest.fixture
def sit_in_earnest(earnest_dir):
    """A terminal of a hall in earnest, as whoever is signed in already."""

    @asynccontextmanager
    async def sitting(staff, place, window=None):
        app = CounterApp(earnest_dir)
        async with app.run_test(size=(80, 24)) as pilot:
            session = Session(pilot)
            await session.settle()
            app.actor = await app.with_hall(lambda hall: members.actor(hall.db, staff, window))
            await app.go(place)
            await session.settle()
            yield session

    return sitting


@pytest.mark.parametrize(
    ("staff", "place"), [("c3", "window"), ("ap-c-hr", "desk"), ("sup", "supervisor"), ("g1", "guide"), ("c3", "find")]
)
async def test_every_screen_says_that_the_clock_is_in_doubt(sit_in_earnest, machine, staff, place):
    async with sit_in_earnest(staff, place, 3 if staff == "c3" else None) as at:
        assert "时钟可疑" not in at.lines[0] and "09:30" in at.lines[0]
        machine.leaps(days=30, hours=5)
        await at.app._pulse()
        await at.settle()
        assert "时钟可疑" in at.lines[0] and "09:30" in at.lines[0], "the hall's time, not the machine's"
        machine.leaps(days=-30, hours=-5)
        await at.app._pulse()
        await at.settle()
        assert "时钟可疑" not in at.lines[0]


async def test_the_board_says_nothing_of_it(sit_in_earnest, machine):
    async with sit_in_earnest("c3", "board", 3) as at:
        machine.leaps(days=30)
        await at.app._pulse()
        await at.settle()
        assert "时钟" not in at.words


async def test_nothing_typed_is_lost_when_the_clock_leaps_in_the_middle_of_an_intake(
    sit_in_earnest,
    machine,
    earnest_dir,
):
    hall = Hall.open(earnest_dir)
    clerk = members.actor(hall.db, "c3", 3)
    draft = hall.do(acts.case_open, clerk, bundle="graduates", answers=FOUNDER)
    hall.do(acts.case_applicant, clerk, case=draft.case, name="李晓梅", number="430104200207153029")
    async with sit_in_earnest("c3", "window", 3) as at:
        at.app.push_screen(IntakeScreen(draft.case))
        await at.settle()
        machine.leaps(days=30)
        await at.app._pulse()
        await at.settle()
        assert "时钟可疑" in at.lines[0]
        await at.press("space")
        came = "SELECT document FROM case_document WHERE state = 'here'"
        assert len(hall.db.execute(came).fetchall()) == 1, "what is ticked is kept"
        with pytest.raises(Refusal, match="时钟可疑"):
            await at.app.ask(acts.case_receive, case=draft.case)
        assert isinstance(at.app.screen, IntakeScreen) and "李晓梅" in at.words
        machine.leaps(days=-30)
        await at.press("down", "space")
        assert len(hall.db.execute(came).fetchall()) == 2
        assert (await at.app.ask(acts.case_receive, case=draft.case)).case.startswith("R20261124")
    assert hall.db.execute("SELECT count(*) FROM journal WHERE business_date > '2026-11-24'").fetchone()[0] == 0
    hall.close()


async def test_a_supervisor_confirms_the_time_by_keys(sit_in_earnest, machine):
    async with sit_in_earnest("sup", "supervisor") as at:
        machine.leaps(days=30)
        await at.app._pulse()
        await at.settle()
        assert "请核对时间" in at.words
        await at.press("enter")
        assert at.app.current_mode == "clock" and "电脑的时钟忽然跳变" in at.words
        await at.press("enter")
        assert "2026-12-24" in at.words and "2026-11-24" in at.words
        await at.paste("2026-11-24 09:30")
        await at.press("enter")
        assert "您写的是 2026-11-24 09:30，电脑的时钟是 2026-12-24 09:30" in at.message
        machine.leaps(days=-30)
        await at.press("enter")
        await at.press("enter")
        assert "时间已核对：2026-11-24 09:30" in at.message
        assert "时钟可靠" in at.words


async def test_in_the_morning_what_the_clock_ended_stands_on_the_screen_and_is_taken_back_by_keys(
    sit_in_earnest, machine, earnest_dir
):
    hall = Hall.open(earnest_dir)
    clerk = members.actor(hall.db, "c3", 3)
    step = hall.do(acts.case_open, clerk, bundle="graduates", answers=FOUNDER)
    hall.do(acts.case_applicant, clerk, case=step.case, name="李晓梅", number="430104200207153029")
    hall.do(acts.case_all_here, clerk, case=step.case)
    case = hall.do(acts.case_receive, clerk, case=step.case).case
    machine.starts_again(days=4)
    assert check_if_due(hall)
    machine.passes(days=4)
    assert check_if_due(hall)
    hall.close()
    async with sit_in_earnest("sup", "supervisor") as at:
        assert "时限检查有 1 件要看" in at.words
        await at.down_to("#alerts", "clock:2")
        await at.press("enter")
        assert at.app.current_mode == "clock" and "视为受理 1 件" in at.words
        await at.press("down", "enter")
        assert case in at.words and "审批开始 10 个" in at.words
        await at.press("2")
        await at.press("enter")
        assert "1 件恢复原状" in at.message
        await at.app._pulse()
        await at.settle()
        assert "时钟可疑" in at.lines[0]
        await at.app.go("supervisor")
        await at.settle()
        assert "件要看" not in at.words
