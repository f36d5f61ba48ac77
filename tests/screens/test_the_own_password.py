"""Whoever is signed in at a live hall's terminal changes one's own password from the menu; nobody else's, and not
without the old one.
"""

from __future__ import annotations

import pytest

from counter.acts.staff.accounts import hash_password, prove
from counter.errors import Refusal
from counter.hall import clock
from counter.rules.secret import Secret
from counter.store.connection import immediate
from tests.conftest import NOW
from tests.house.conftest import Turned

OLD, NEW = "battery staple", "correct horse 9"


@pytest.fixture
def known(hall) -> None:
    """c3 has a password."""
    hall.db.execute("UPDATE staff SET password = ? WHERE code = 'c3'", (hash_password(Secret(OLD)),))


async def ask(at, *words: str) -> None:
    """The menu's entry, and what is typed into its fields."""
    await at.press("f10")
    await at.paste("改口令")
    await at.press("enter")
    for word in words:
        await at.paste(word)
        await at.press("enter")


async def test_the_menu_asks_the_old_one_and_the_new_one_twice(sit, hall, known) -> None:
    async with sit("c3") as at:
        at.app.hall.training = False
        await ask(at, OLD, NEW, "correct horse 8")
        assert "两次输入的新口令不一样" in at.words and NEW not in at.words and OLD not in at.words
        await at.press("escape")
        await ask(at, "a guess at it", NEW, NEW)
        assert "工号或口令不对" in at.message
        await ask(at, OLD, "short", "short")
        assert "口令太短" in at.message
        prove(hall, "c3", Secret(OLD))
        await ask(at, OLD, NEW, NEW)
        assert at.message == "口令已改" and at.columns() == {80}
    prove(hall, "c3", Secret(NEW))
    with pytest.raises(Refusal, match="工号或口令不对"):
        prove(hall, "c3", Secret(OLD))
    kept = list(hall.db.execute("SELECT subject, facts, result FROM journal WHERE act = 'staff.password'"))
    assert any(row["subject"] == "staff:c3" for row in kept) and not any(
        word in str(tuple(row)) for row in kept for word in (OLD, NEW)
    )


async def test_a_training_hall_has_no_passwords_to_change(sit) -> None:
    async with sit("c3", size=(80, 48)) as at:
        await at.press("f10")
        assert "语言" in at.words and "改口令" not in at.words


async def test_as_somebody_in_earnest_asks_for_the_password_and_counts_no_guess(sit, hall, known, monkeypatch):
    monkeypatch.setattr(clock, "sources", Turned(NOW))
    with immediate(hall.db):
        hall.db.execute("UPDATE setting SET value = 'no' WHERE name = 'training'")
    async with sit("c3", window=3, now=None) as at:
        assert at.focused == "password-box" and "不对" not in at.message
        assert [at.app.screen.query_one(f"#{id}-box").value for id in ("code", "window")] == ["c3", "3"]
        assert hall.db.execute("SELECT count(*) FROM guess").fetchone()[0] == 0
        await at.paste(OLD)
        await at.press("enter", "enter")
        assert at.app.actor.staff == "c3"
