"""What is typed behind a key waits until that key has had its effect, on however busy a machine."""

from __future__ import annotations

import asyncio
import time

import pytest
from textual import events
from textual.message_pump import MessagePump

from screens.parts.field import Field
from tests.desks.conftest import accepted, approvals, do, filed
from tests.intake.conftest import GRADUATE
from tests.screens.conftest import Session, Sitting
from tests.screens.test_intake_by_keys import burst
from tests.screens.test_keys_act_once import slow

stand_still = time.sleep
"""The whole program, not only who waits."""


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch):
    """`busy(seconds)`: from now on every message takes that long, so that pauses of typing end between any two."""
    dispatch = MessagePump._dispatch_message

    def begin(seconds: float) -> None:
        async def slowly(self, message):
            stand_still(seconds)
            await dispatch(self, message)

        monkeypatch.setattr(MessagePump, "_dispatch_message", slowly)

    return begin


def type_at_once(at: Session, *keys: str) -> None:
    """As a quick person at a slow terminal: all of it is there before the first key has had its effect."""
    at.app.forget_repeats()
    for key in keys:
        event = events.Key(key, key if len(key) == 1 else None) if key != "粘贴" else events.Paste(key)
        at.app.post_message(event)


async def test_what_follows_an_enter_never_stands_in_the_field_before(sit: Sitting, busy) -> None:
    async with sit("c3") as at:
        at.app.run_worker(at.app.enter("两项", ("甲", ""), ("乙", "")))
        await at.settle()
        busy(0.008)
        for keys in (("a",), ("enter",), ("b",), ("粘贴",)):
            type_at_once(at, *keys)
            stand_still(0.04)
        await at.settle()
        busy(0.0)
        assert [field.value for field in at.app.screen.query(Field)] == ["a", "b粘贴"]
        type_at_once(at, "enter", "粘贴")
        await at.settle()
        assert "粘贴" not in at.message and not at.app.screen.query(Field), "the dialog had ended"


async def test_what_follows_a_key_goes_where_the_key_led(sit: Sitting, busy, accepted, approvals) -> None:
    """Into the field of the screen that it opened, and through several questions of one act."""
    async with sit("ap-c-hr") as at:
        busy(0.002)
        for keys in (("f9",), ("ｌ", "ｘ"), ("down",)):
            type_at_once(at, *keys)
            stand_still(0.04)
        await at.settle()
        assert at.app.screen.query_one(Field).box.value in ("lx", "ｌｘ"), at.words
        await at.press("escape")
        for keys in (("3",), ("1",), ("粘贴",)):
            type_at_once(at, *keys)
            stand_still(0.08)
        await at.settle()
        busy(0.0)
        assert at.app.screen.query_one("TextArea").text == "粘贴", at.words


async def test_an_act_at_its_end_gives_no_keys_away_that_wait_for_the_next(sit: Sitting, at_the_door) -> None:
    """Enter on the only item found, the card scanned, the name typed, all before the first has come to its end."""
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f5", "3")
        await at.paste("退休核准")
        slow(at, 0.04)
        type_at_once(at, "enter")
        await asyncio.sleep(0.2)
        type_at_once(at, *GRADUATE["number"], "enter")
        await asyncio.sleep(0.05)
        type_at_once(at, *"陈志远")
        await at.settle()
        assert at.app.screen.query_one("#name", Field).value == "陈志远", at.words


async def test_what_follows_a_scan_stands_where_the_scan_led(sit: Sitting, at_the_door, busy) -> None:
    """The agent's card, and the mandate typed at once behind it."""
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f5", "1")
        await burst(at, GRADUATE["number"])
        at.app.screen.query_one("#agent-number", Field).focus()
        await at.settle()
        busy(0.002)
        type_at_once(at, *"430104196501011233", "enter")
        stand_still(0.04)
        type_at_once(at, *"委托书")
        await at.settle()
        busy(0.0)
        shown = {field.id: field.value for field in at.app.screen.query(Field)}
        assert shown["agent-number"] == "430104196501011233", at.words
        assert "委托书" in (shown["mandate"], shown["agent"])
