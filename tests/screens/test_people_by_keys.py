"""An administrator keeps people by keys alone."""

from __future__ import annotations

from tests.screens.conftest import Sitting


async def fill(at, text: str) -> None:
    """A field of the form: Enter, type, Enter."""
    await at.press("enter")
    await at.paste(text)
    await at.press("enter")


async def test_somebody_is_registered_moved_and_leaves_by_keys(sit: Sitting, hall) -> None:
    async with sit("admin", place="people") as at:
        await at.press("end", "enter")
        assert "登记人员" in at.lines[1]
        await fill(at, "ｎｅｗ１")
        await fill(at, "卓玛 央宗")
        await at.press("enter", "1", "enter")
        await at.until("审批台")
        assert "new1" in at.message, at.words
        await at.press("f9")
        await at.paste("new1")
        await at.press("enter", "home")
        assert "c3" not in at.words
        await at.press("enter", "1", "down", "enter", "3", "ctrl+s")
        assert "要填" in at.message or "还没有填" in at.message
        await at.press("enter", "1", "ctrl+s")
        assert "审批人员" in at.message, at.words
        row = hall.db.execute("SELECT * FROM staff WHERE code = 'new1'").fetchone()
        assert (row["role"], row["name"]) == ("approver", "卓玛央宗") and row["desk"]
        await at.press("home", "enter", "4", "tab", "enter")
        assert "已离岗" in at.message, at.words
        await at.press("shift+tab", "down")
        await at.until("new1")


async def test_what_was_changed_and_not_kept_is_there_again_until_it_is_thrown_away(sit: Sitting, hall) -> None:
    async with sit("admin", place="people") as at:
        await at.down_to("#list", "c3")
        await at.press("enter", "1", "enter")
        await at.paste("某某")
        await at.press("enter", "escape")
        assert "改的还在" in at.message and at.focused == "list"
        await at.press("up", "enter", "1")
        assert "某某" not in at.words, "another person's form"
        await at.press("escape", "down", "enter", "1")
        assert "某某" in at.words and "上次没保存的还在这里" in at.words
        assert hall.db.execute("SELECT name FROM staff WHERE code = 'c3'").fetchone()[0] != "某某"
        await at.press("ctrl+r")
        assert "某某" not in at.words
        await at.press("escape", "enter", "1")
        assert "某某" not in at.words and "上次没保存" not in at.words


async def test_whoever_is_signed_out_by_the_administrator_is_at_the_sign_in(sit: Sitting, hall, people) -> None:
    from counter.acts.staff.people import sign_out_other

    async with sit("c3") as at:
        hall.do(sign_out_other, people["admin"], code="c3")
        await at.until("请重新登录")
        assert at.app.current_mode == "signin" and at.app.shift is None


async def test_a_second_administrator_who_comes_later_is_told_to_look(sit: Sitting, hall, people) -> None:
    from counter.acts.staff.people import change

    async with sit("admin", place="people") as at:
        await at.down_to("#list", "c3")
        await at.press("enter", "1", "enter")
        await at.paste("后到")
        await at.press("enter")
        hall.do(change, people["admin"], code="c3", name="先到")
        await at.press("ctrl+s")
        assert "刚才有人改过" in at.message
        assert hall.db.execute("SELECT name FROM staff WHERE code = 'c3'").fetchone()[0] == "先到"
