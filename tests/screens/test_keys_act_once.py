"""Held keys, keys typed ahead, and the one key table."""

from __future__ import annotations

import time
from pathlib import Path

from textual import events

from screens.shell import keys
from tests.screens.conftest import Session, Sitting

ROOT = Path(__file__).resolve().parents[2]


async def test_a_held_call_key_calls_one_citizen(sit: Sitting, at_the_door, hall) -> None:
    for _ in range(3):
        at_the_door("A")
    async with sit("c1") as at:
        await at.pilot.press(*["f2"] * 12)
        await at.settle()
        assert "A001" in at.lines[1] and at.app.message[1] == "good"
    assert hall.db.execute("SELECT count(*) FROM call").fetchone()[0] == 1


async def test_keys_typed_ahead_are_played_in_order(sit: Sitting, at_the_door, hall) -> None:
    for _ in range(3):
        at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2")
        at.app.forget_repeats()
        await at.pilot.press("f8", "tab", "enter", "f2")
        await at.settle()
        assert "A002" in at.lines[1]
    assert (
        hall.db.execute("SELECT group_concat(state) FROM (SELECT state FROM ticket ORDER BY id)").fetchone()[0]
        == "finished,called,waiting"
    )


async def test_keys_typed_before_the_question_has_come_answer_it_and_go_on(sit: Sitting, at_the_door, hall) -> None:
    """F8 asks, Tab and Enter answer, F2 calls the next: it falls neither on the question nor on an old picture."""
    for _ in range(3):
        at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2")
        slow(at)
        at.app.forget_repeats()
        at.app.hold_keys()  # as while the act before is still under way
        for key in ("f8", "tab", "enter", "f2"):
            at.app.post_message(events.Key(key, None))
        at.app.call_later(at.app.release_keys)
        await at.settle()
        assert "A002" in at.lines[1] and "已呼叫" in at.lines[1]
    assert (
        hall.db.execute("SELECT group_concat(state) FROM (SELECT state FROM ticket ORDER BY id)").fetchone()[0]
        == "finished,called,waiting"
    )


def slow(at: Session, seconds: float = 0.15) -> None:
    """From now on the store needs so long for everything that is asked of it."""
    ask = at.app.ask_as

    async def slowly(*arguments, **options):
        await at.app.on_thread(lambda: time.sleep(seconds))
        return await ask(*arguments, **options)

    at.app.ask_as = slowly


async def test_a_key_typed_after_an_answer_is_for_the_next_question(sit: Sitting, at_the_door, hall) -> None:
    """With the store slow, the digit after an answer must not fall on the screen behind."""
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2")
        slow(at)
        await at.press("f5", "3")
        assert "找事项" in at.words
        at.app.forget_repeats()
        await at.pilot.press(*"shbzk", "enter")
        for _ in range(40):  # hits may be there at once, then nothing is held
            if at.app.holding:
                break
            await at.pilot.pause(0.005)
        await at.pilot.press("1")  # for the list that the search will bring
        await at.settle()
        assert "收件" in at.lines[0] and "社会保障卡" in at.words
    assert hall.db.execute("SELECT count(*) FROM case_item").fetchone()[0] == 1


async def test_no_act_key_works_behind_a_question(sit: Sitting, at_the_door, hall) -> None:
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "f8", "f4", "f6", "ctrl+z")
        assert "直接办结？" in at.words
    assert hall.db.execute("SELECT state FROM ticket").fetchone()[0] == "called"


def test_ten_keys_need_exactly_79_cells() -> None:
    from rich.cells import cell_len

    assert cell_len("  ".join(key.shown + key.label for key in keys.FUNCTION_KEYS)) == 79


def test_no_key_is_a_letter_an_alias_or_eaten_by_terminals() -> None:
    for key in keys.KEYS:
        name = key.key.removeprefix("ctrl+")
        assert len(key.key) > 1, f"{key.key}: an input method eats letters"
        assert key.key not in ("ctrl+h", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+c", "f11", "f12"), name
    assert {k.id for k in keys.KEYS if k.key == "f10"} == {k.id for k in keys.KEYS if k.key == "ctrl+p"}


def test_the_key_card_in_the_readme_is_the_key_table() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    card = readme.split("<!-- keys -->")[1].split("<!-- /keys -->")[0].strip()
    assert card == keys.key_card().strip(), "run: python -m screens.shell.keys"


async def test_only_help_lock_and_quit_work_everywhere() -> None:
    from screens.shell.app import CounterApp

    assert {binding.id for binding in CounterApp.BINDINGS if binding.priority} == {"help", "lock", "quit"}
    assert not [binding for binding in keys.bindings() if binding.priority]


async def test_the_palette_lists_every_act_of_the_screen_with_its_key(sit: Sitting, at_the_door) -> None:
    from screens.shell.palette import Acts

    at_the_door("A")
    async with sit("c1") as at:
        provider = Acts(at.app.screen)
        shown = [str(hit.text) async for hit in provider.discover()]
        for id in ("call", "recall", "absent", "intake", "transfer", "receipts", "finish", "find", "undo", "away"):
            key = keys.BY_ID[id]
            assert any(line.startswith(key.shown) and key.label in line for line in shown), id
        hits = [hit async for hit in provider.search("叫号")]
        assert any("F2" in str(hit.text) for hit in hits)
        await at.press("f10")
        await at.pilot.pause(0.3)
        assert "叫号" in at.words
        await at.press("escape")
        await at.press("f2")
        assert "A001" in at.lines[1]


async def test_a_digit_held_down_answers_one_question_not_all_of_them(sit: Sitting, at_the_door, hall) -> None:
    from textual import events

    at_the_door("B")
    async with sit("c3") as at:
        await at.press("f2", "f5", "1")
        for _ in range(30):
            at.app.post_message(events.Key("1", "1"))
        await at.settle()
        shown = at.app.screen.shown
        assert [bool(one.given) for one in shown.situations].count(True) == 1 and "情形 2" in at.words
    assert hall.db.execute("SELECT count(*) FROM journal WHERE act = 'case.answer'").fetchone()[0] == 1
