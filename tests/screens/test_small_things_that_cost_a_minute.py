"""Small words that made somebody look twice: what begins together, whose message it is, how long, which number."""

from __future__ import annotations

from datetime import datetime

import pytest

from counter.acts.queue.day import Decision
from counter.rules.access import Role
from screens.shell.places import PLACES, PUBLIC
from screens.window.facts import headline, lasted
from tests.desks.conftest import FOUNDER, accepted, alone, do, filed
from tests.screens.conftest import Sitting
from tests.screens.test_no_scan_presses_a_key import opened
from tests.screens.test_what_came_from_the_site import sent

NEXT_MORNING = datetime(2026, 11, 25, 9, 0)


async def test_items_that_wait_for_another_are_not_said_to_begin_together(sit: Sitting, hall, do, accepted) -> None:
    waiting = hall.db.execute("SELECT count(*) FROM approval WHERE state = 'blocked'").fetchone()[0]
    assert waiting > 0, "of the ten some wait"
    async with sit("c3") as at:
        await at.press("f9")
        await at.paste(accepted.case)
        await at.press("enter")
        assert "10 个事项" in at.words and "同时" not in at.words
    papers = do("window.papers", "c3", case=accepted.case)
    said = "\n".join(str(do("paper.content", "c3", paper=one.number)) for one in papers)
    assert "同时办理" not in said and "同时开始" not in said


async def test_a_message_names_the_paper_that_it_is_about(sit: Sitting, do) -> None:
    from screens.window.opening import show_intake

    step = do("case.open", "c3", bundle="graduates", answers=FOUNDER)
    names = {one.document: one.name for one in do("case.show", "c3", case=step.case).papers}
    async with sit("c3") as at:
        await show_intake(at.app.screen, step.case)
        await at.settle()
        lines = at.app.screen.query_one("#documents")
        for _ in range(2):
            here = lines.cursor
            await at.press("space")
            assert names[here] in at.message and lines.cursor != here, "the cursor is on the next one, the message not"


def test_a_long_time_is_said_in_its_largest_unit() -> None:
    assert [lasted(minutes) for minutes in (0, 119, 120, 1439, 1440, 2471)] == [
        "0 分", "119 分", "2 小时", "23 小时", "1 天", "1 天",
    ]  # fmt: skip


async def test_yesterdays_ticket_says_its_number_of_yesterday_and_no_thousand_minutes(
    sit: Sitting, do, at_the_door
) -> None:
    first, second = at_the_door("B"), at_the_door("B")
    do("day.decide", "sup", ticket=first.number, decision=Decision.LAPSE, at="2026-11-24T18:00")
    do("day.decide", "sup", ticket=second.number, decision=Decision.TOMORROW)
    do("day.close", "sup")
    do("day.open", "sup", at="2026-11-25T08:30")
    async with sit("c3", now=NEXT_MORNING) as at:
        assert f"{second.number} -> {first.number}" in at.words, "in the queue too"
        await at.press("f2")
        assert f"{first.number}（原 {second.number}）" in at.lines[1]
        head = headline(do("window.show", "c3", window=3))
        assert not any(word.isdigit() and int(word) > 120 for line in head for word in line.split())


async def test_a_held_ticket_says_so_and_after_an_absent_one_the_cursor_is_there(
    sit: Sitting, hall, at_the_door
) -> None:
    for _ in range(3):
        at_the_door("B")
    async with sit("c3") as at:
        queue = at.app.screen.query_one("#queue")
        await at.press("f2", "f5", "escape", "f6", "1", "enter")
        held = next(line for line in at.lines if "B001" in line and "挂起" in line)
        assert held
        await at.press("f2", "f4")
        assert queue.cursor is not None and queue.cursor in {line.key for line in queue.lines}
        assert at.focused == "queue", "what Enter would do is where the cursor is"


async def test_an_empty_desk_has_its_name(sit: Sitting, hall) -> None:
    name = hall.db.execute("SELECT name FROM desk WHERE code = 'D-C-HR'").fetchone()[0]
    async with sit("ap-c-hr") as at:
        assert name in at.words and "D-C-HR" not in at.words


async def test_a_company_is_never_called_a_person(sit: Sitting, do) -> None:
    step = do("case.open", "c3", items=("flexible-insurance",))
    number = "91430100MA4L16JQ9D"
    do("case.applicant", "c3", case=step.case, name="星城创业有限公司", number=number, representative_name="赵大成")
    async with sit("c3") as at:
        await at.press("f9")
        await at.paste("星城创业")
        await at.press("enter")
        assert "单位" in at.words and "个人" not in at.words
        await at.press("home", "enter")
        assert "星城创业有限公司" in at.words and "个人" not in at.words


async def test_whose_number_is_in_hand_stands_on_every_screen_of_a_clerk(sit: Sitting, do, at_the_door, opened) -> None:
    number = at_the_door("B").number
    async with sit("c3") as at:
        await at.press("f2")
        for mode, (_, _, _, roles) in PLACES.items():
            if Role.CLERK in roles and mode not in PUBLIC:
                await at.app.go(mode)
                await at.settle()
                assert number in "".join(at.lines[:2]), f"{mode}:\n{at.words}"
    async with sit("c3", speaks="en") as at:
        home = at.app.screen
        for kind, given in [(kind, given) for kind, (who, given) in opened.items() if who == "c3"]:
            at.app.push_screen(kind(*given))
            await at.settle()
            assert number in at.lines[0], f"{kind.__name__}:\n{at.words}"
            while at.app.screen is not home:
                at.app.pop_screen()
            await at.settle()
