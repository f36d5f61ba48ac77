"""A window that is left alone locks over whatever is on it; its person's password brings all of it back."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from textual import events

from counter import acts
from counter.acts.staff import accounts
from counter.errors import Refusal
from counter.rules.access import KIOSK
from counter.rules.secret import Secret
from counter.store import journal
from tests.intake.conftest import GRADUATE
from tests.screens.conftest import AT_THE_DOOR
from tests.screens.test_intake_by_keys import burst
from tests.screens.test_intake_by_keys import opened as to_the_intake

OWN, SUPERVISORS = "battery staple", "correct horse"
MINUTES = 5


class Clock:
    """The seconds that a person was away."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def known(hall) -> None:
    for code, words in (("c3", OWN), ("c4", OWN), ("sup", SUPERVISORS), ("g1", OWN)):
        hall.db.execute("UPDATE staff SET password = ? WHERE code = ?", (accounts.hash_password(Secret(words)), code))


def in_earnest(at) -> Clock:
    """The same hall asking for passwords, its terminals locking after MINUTES; somebody has just pressed a key."""
    if AT_THE_DOOR:
        pytest.skip("the keeper of the tests holds a training hall, which opens without a password")
    at.app.hall.training = False
    at.app.lock_after = MINUTES * 60.0
    clock = Clock()
    at.app.idle_clock = clock
    at.app.last_touched = clock()
    return clock


async def leave_alone(at, clock, minutes: float = MINUTES) -> None:
    clock.now += minutes * 60
    await at.app._pulse()
    await at.settle()


async def opened(at, words: str = OWN) -> None:
    await at.paste(words)
    await at.press("enter")


def locked_in_store(hall, code="c3"):
    return hall.db.execute("SELECT locked_at FROM shift WHERE staff = ? AND ended_at IS NULL", (code,)).fetchone()[
        "locked_at"
    ]


async def half_typed(at, at_the_door) -> None:
    """An intake with a name half typed into its field."""
    at_the_door("B", matter="毕业")
    await to_the_intake(at)
    await burst(at, GRADUATE["number"])
    await at.paste("张后")


async def test_half_an_intake_is_there_again_as_it_was(sit, hall, at_the_door) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        await half_typed(at, at_the_door)
        before, focused, stack = at.words, at.focused, list(at.app.screen_stack)
        await leave_alone(at, clock, MINUTES - 0.1)
        assert not at.app.locked
        at.app.last_touched = clock()
        await leave_alone(at, clock)
        assert "已锁屏" in at.words and "3 号窗口" in at.words and at.columns() == {80}
        assert "张后" not in at.words and "B001" not in at.words and "毕业" not in at.words
        assert locked_in_store(hall) is not None
        await opened(at, "a wild guess")
        assert "工号或口令不对" in at.words and "wild" not in at.words and at.app.locked
        await opened(at)
        assert not at.app.locked and at.app.screen_stack == stack and at.focused == focused
        assert "张后" in at.words
        assert [line for line in at.lines if "张后" in line] == [line for line in before.split("\n") if "张后" in line]
        assert locked_in_store(hall) is None
        await at.paste("云")
        assert "张后云" in at.words


async def test_no_key_reaches_what_is_beneath(sit, hall, at_the_door) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        at_the_door("B")
        await at.press("f2")
        await leave_alone(at, clock)
        before = journal.last_seq(hall.db)
        await at.press(
            "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "escape", "ctrl+l", "ctrl+z", "ctrl+p"
        )
        await at.press("ctrl+q", "ctrl+b", "ctrl+g", "ctrl+s", "ctrl+o", "down", "space", "1")
        assert at.app.locked and len(at.app.screen_stack) == 1 and journal.last_seq(hall.db) == before
        assert len(at.app.work_stack) == 1


async def test_the_first_key_after_a_long_pause_locks_and_does_nothing_else(sit, hall, at_the_door) -> None:
    """A machine that slept has had no pulse."""
    async with sit("c3") as at:
        clock = in_earnest(at)
        at_the_door("B")
        clock.now += 3600
        before = journal.last_seq(hall.db)
        await at.press("f2")
        assert at.app.locked and journal.last_seq(hall.db) == before
        await opened(at)
        await at.press("f2")
        assert journal.last_seq(hall.db) > before


async def test_a_scan_at_the_lock_is_no_password_and_no_press(sit, hall) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        await leave_alone(at, clock)
        for _ in range(6):
            for character in "l2000016002":
                at.app.post_message(events.Key(character, character))
            at.app.post_message(events.Key("enter", "\r"))
            await at.settle()
        assert "扫码没有用" in at.words and at.app.locked
        assert hall.db.execute("SELECT count(*) FROM guess").fetchone()[0] == 0
        await opened(at)
        assert not at.app.locked


async def test_an_open_question_and_what_is_under_it_wait(sit, at_the_door) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        at_the_door("B")
        await at.press("f2", "f5", "f2")
        question = at.words
        stack = list(at.app.screen_stack)
        assert at.app.screen.is_modal
        await leave_alone(at, clock)
        await opened(at)
        assert at.app.screen_stack == stack and at.words == question
        await at.press("escape")
        assert len(at.app.screen_stack) == len(stack) - 1


async def test_an_act_that_still_runs_ends_beneath_the_lock_and_asks_there(sit, at_the_door) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        begun, go_on = threading.Event(), threading.Event()

        async def work() -> None:
            def slow() -> None:
                begun.set()
                go_on.wait(20)

            await at.app.on_thread(slow)
            if await at.app.confirm("要继续吗？"):
                at.app.screen.say("继续了")

        at.app.screen.start(work())
        clock.now += MINUTES * 60
        at.app.watch_over()
        await at.pilot.pause()
        assert at.app.locked
        go_on.set()
        await at.settle()
        assert begun.is_set() and "要继续吗" not in at.words and at.app.locked
        assert len(at.app.screen_stack) == 1 and len(at.app.work_stack) == 2
        await opened(at)
        assert "要继续吗" in at.words
        await at.press("tab", "enter")
        assert at.message == "继续了"


async def test_whoever_drives_the_locked_session_can_not_act(sit, hall, people) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        await leave_alone(at, clock)
        with pytest.raises(Refusal) as refused:
            await at.app.ask(acts.ticket_call, window=3)
        assert refused.value.code == "staff.locked"
        with pytest.raises(Refusal) as refused:
            await at.app.ask(acts.ticket_list)
        assert refused.value.code == "staff.locked"
    assert hall.ask(acts.staff_list, people["c3"]), "whoever signs each act by a password is not that session"


async def test_the_key_locks_at_once_and_a_training_hall_opens_by_enter(sit) -> None:
    async with sit("c3") as at:
        assert at.app.lock_after == 0
        await at.press("ctrl+o")
        assert "已锁屏" in at.words and "按 Enter 打开" in at.words
        await at.press("enter")
        assert not at.app.locked and "已锁屏" not in at.words


@pytest.mark.parametrize("place", ["board", "kiosk"])
async def test_board_and_number_machine_go_on(sit, place) -> None:
    async with sit(None, place=place) as at:
        clock = in_earnest(at)
        await leave_alone(at, clock, 600)
        assert not at.app.locked and at.app.actor is KIOSK


async def test_a_board_on_a_staff_screen_goes_on_and_a_key_meets_the_lock(sit) -> None:
    async with sit("sup") as at:
        clock = in_earnest(at)
        await at.press("ctrl+b")
        await leave_alone(at, clock, 60)
        assert not at.app.locked
        await at.press("escape")
        assert at.app.locked
        await opened(at, SUPERVISORS)
        assert at.app.current_mode == "board"


async def test_behind_a_number_machine_the_guides_screen_asks_for_the_password(sit) -> None:
    async with sit("g1") as at:
        clock = in_earnest(at)
        await at.app.go("kiosk")
        await at.settle()
        await leave_alone(at, clock, 600)
        assert not at.app.locked
        await at.press("escape")
        assert at.app.locked and "导办" in at.words
        await opened(at)
        assert at.app.current_mode == "guide"


async def test_a_password_changed_elsewhere_is_the_one_that_opens(sit, hall, people) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        await leave_alone(at, clock)
        hall.training = False
        hall.do(accounts.set_password, people["c3"], new=Secret("another one"), password=Secret(OWN))
        await opened(at)
        assert "工号或口令不对" in at.words and at.app.locked
        await opened(at, "another one")
        assert not at.app.locked


async def test_who_is_retired_while_locked_finds_the_sign_in(sit, hall, people) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        await leave_alone(at, clock)
        hall.do(accounts.retire, people["admin"], code="c3")
        await opened(at)
        await at.app._pulse()
        await at.settle()
        assert not at.app.locked and at.app.current_mode == "signin" and at.app.actor is KIOSK


async def test_the_day_closes_while_a_window_is_locked(sit, hall, people) -> None:
    from counter.acts.queue.day import begin, close

    hall.do(begin, people["sup"])

    async with sit("c3") as at:
        clock = in_earnest(at)
        await leave_alone(at, clock)
        hall.do(close, people["sup"], leftover="lapse")
        await at.app._pulse()
        await at.settle()
        assert at.app.locked
        await opened(at)
        assert not at.app.locked


async def test_signing_in_at_another_window_ends_the_locked_one(sit, hall, people) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        await leave_alone(at, clock)
        hall.do(accounts.sign_in, replace(people["c3"], window=4), window=4)
        await at.app._pulse()
        await at.settle()
        assert not at.app.locked and at.app.current_mode == "signin"


async def test_somebody_else_takes_over_where_nothing_is_open(sit, hall) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        await leave_alone(at, clock)
        await at.press("tab", "tab", "enter")
        assert at.app.current_mode == "signin" and at.app.actor is KIOSK and not at.app.locked
        assert hall.db.execute("SELECT count(*) FROM shift WHERE staff = 'c3' AND ended_at IS NULL").fetchone()[0] == 0
    entry = hall.db.execute("SELECT act, staff, facts FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    assert (entry["act"], entry["staff"]) == ("staff.relieve", "c3") and "locked_at" in entry["facts"]


async def test_with_work_on_the_screen_a_supervisor_signs(sit, hall) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        await at.press("f9")
        assert len(at.app.screen_stack) == 2
        await leave_alone(at, clock)
        await at.press("tab", "tab", "enter")
        assert "须由值班主任签署" in at.words and at.app.locked
        await at.press("shift+tab")
        for words in ("sup", SUPERVISORS):
            await at.paste(words)
            await at.press("enter")
        assert at.app.current_mode == "signin"
    facts = hall.db.execute("SELECT facts FROM journal ORDER BY seq DESC LIMIT 1").fetchone()["facts"]
    assert '"released_by":"sup"' in facts


async def test_a_citizen_at_the_window_is_not_left_sitting(sit, hall, at_the_door) -> None:
    async with sit("c3") as at:
        clock = in_earnest(at)
        at_the_door("B")
        await at.press("f2", "f5")
        await leave_alone(at, clock)
        await at.press("tab")
        for words in ("sup", SUPERVISORS):
            await at.paste(words)
            await at.press("enter")
        assert "还没有办完，不能换人" in "".join(at.words.split()) and at.app.locked
