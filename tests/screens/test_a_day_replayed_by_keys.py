"""The supervisor looks at yesterday again by keys: by its own clock, not to be taken for now."""

from __future__ import annotations

from datetime import timedelta

from counter.acts.queue import calling
from counter.acts.staff.accounts import sign_in
from screens.shell.keys import KEYS
from tests.conftest import NOW
from tests.screens.conftest import Sitting


async def test_yesterday_is_played_stepped_and_jumped_through_by_keys(sit: Sitting, hall, people, at_the_door) -> None:
    for minute in (0, 2, 4):
        hall.set_now(NOW + timedelta(minutes=minute))
        at_the_door("A")
    hall.do(sign_in, people["c1"], window=1)
    hall.do(calling.call, people["c1"], window=1)
    hall.set_now(NOW + timedelta(days=1))
    async with sit("sup", place="replay", now=NOW + timedelta(days=1)) as at:
        await at.until("回放 2026-11-24 周二")
        entries = hall.db.execute("SELECT count(*) FROM journal").fetchone()[0]
        head = at.lines[1]
        assert "不是现在" in head and "停着，10 倍" in head and at.columns() == {80}
        await at.press("7")
        await at.press("ctrl+u")
        await at.paste("09:31")
        await at.press("enter")
        assert "周二 09:31" in at.words and "A 综合业务" in at.words
        assert at.app.screen.floor.today.taken == 1
        await at.press("5", "5", "5")
        assert "09:34" in at.words and at.app.screen.floor.today.taken == 3
        await at.press("4")
        assert "09:33" in at.words and at.app.screen.floor.today.taken == 2
        await at.press("6")
        assert any(one.kind == "called" for one in at.app.screen.floor.stuck)
        assert "没有开始" in at.words
        at_alert = at.app.screen.playing.now
        await at.press("2", "space")
        assert "正在播放，60 倍" in at.words
        at.app.screen._tick()
        assert at.app.screen.playing.now == at_alert + 60_000
        await at.press("space")
        assert "停着，60 倍" in at.words
        await at.press("3")
        assert "各窗口" not in at.message and "已呼叫" in at.words, "the other page"
        for key in KEYS:
            if key.id not in ("help", "back", "jump", "menu", "quit", "lock", "tick"):
                assert at.app.screen.why_not(key.id), f"{key.id} would do something"
        for key in ("enter", "f2", "ctrl+z", "tab", "enter", "3", "enter"):
            await at.press(key)
            assert len(at.app.screen_stack) == 1, f"{key} asked something"
        assert "回放里只看不办" in at.message
        await at.press("8")
        await at.press("ctrl+u")
        await at.paste("2026-11-26")
        await at.press("enter")
        assert "还没有到" in at.words or "还没有到" in at.message
        await at.press("escape")
    assert hall.db.execute("SELECT count(*) FROM journal").fetchone()[0] == entries
    looked = hall.db.execute("SELECT staff FROM look WHERE what = 'report.replay'").fetchall()
    assert [row[0] for row in looked] == ["sup"]


async def test_where_nothing_has_happened_it_says_so(sit: Sitting) -> None:
    async with sit("sup", size=(160, 48), place="replay") as at:
        at.app.screen.playing, at.app.screen.wanted = None, "2020-01-01"
        at.app.screen.reload()
        await at.until("没有可回放的一天")
        await at.press("1", "6", "space")
        assert "没有可回放的一天" in at.message and at.columns() == {160}
