"""Fields, differences, the second person, what found nothing: all by keys."""

from __future__ import annotations

from counter import acts
from counter.store import catalogue as store
from tests.conftest import NOW
from tests.screens.conftest import sit


async def test_a_field_is_changed_agreed_and_a_word_made_to_lead_somewhere(sit, hall, people) -> None:
    hall.do(acts.catalogue_note_missed, people["c3"], text="养狗证")
    before = store.item(hall.db, "passport-issue", on=NOW.date()).promised_days
    async with sit("admin") as at:
        await at.app.go("stewards")
        await at.settle()
        assert "养狗证" in at.words and "改一项" in at.words
        await at.press("enter")
        await at.paste("办护照")
        await at.press("enter", "1")
        assert "普通护照签发" in at.words and "双" in at.words
        fields = at.app.screen.query_one("#fields")
        fields.cursor = "promised"
        await at.settle()
        assert "人要等得更久" in at.words, "why it takes two stands beside it"
        await at.press("enter", "ctrl+u")
        await at.paste(str(before + 2))
        await at.press("enter", "ctrl+s")
        assert "第二人同意" in at.words and f"{before} -> {before + 2}" in at.words, "seen before it is done"
        await at.press("enter")
        await at.paste("系统升级")
        await at.press("enter")
        assert "等第二人同意" in at.message
        await at.press("escape")
        assert "1 处等第二人同意" in at.words
        at.app.screen.query_one("#missed").focus()
        await at.press("enter", "1")
        await at.paste("动物防疫")
        await at.press("enter", "1")
        assert "养狗证" in at.message
    assert store.item(hall.db, "passport-issue", on=NOW.date()).promised_days == before
    assert hall.ask(acts.catalogue_search, people["c3"], text="养狗证")[0].code == "animal-site"
    async with sit("sup") as at:
        await at.app.go("stewards")
        await at.settle()
        await at.press("down", "down", "enter")
        assert "同意" in at.words and "退回" in at.words
        await at.press("1")
        assert "已生效" in at.message
    assert store.item(hall.db, "passport-issue", on=NOW.date()).promised_days == before + 2


async def test_two_at_once_the_second_is_told_and_nothing_typed_is_lost(sit, hall, people) -> None:
    async with sit("admin") as at:
        from screens.catalogue.editing import EditScreen

        await at.app.go("stewards")
        await at.app.push_screen(EditScreen("department", "C-PS"))
        await at.settle()
        at.app.screen.query_one("#fields").cursor = "phone"
        await at.press("enter", "ctrl+u")
        await at.paste("0731-1")
        await at.press("enter")
        hall.do(acts.catalogue_change, people["sup"], code="C-PS", noun="department", changes={"phone": "0731-2"})
        await at.settle()
        await at.press("ctrl+s", "enter")
        assert "0731-2" in at.message and "0731-1" in at.words
        await at.press("ctrl+s", "enter")
        assert "已生效" in at.message, "seen now, it is changed knowingly"
        await at.press("escape")
    assert store.department(hall.db, "C-PS")["phone"] == "0731-1"
