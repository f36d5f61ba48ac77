"""The hall board and the kiosk, as people on the chairs see them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from textual.widgets import Digits

from counter.acts.undo import undo
from counter.hall import Hall
from counter.voice.voices import Program
from screens.public.blocks import dots, fitting_scale, width
from screens.public.board import BoardApp, BoardFace
from tests.conftest import set_policy
from tests.queue.conftest import NOW, clerk, floor, floor_dir, queue_template
from tests.screens.conftest import Sitting

__all__ = ["floor", "floor_dir", "queue_template"]


class Looking:
    """Somebody who looks at the board."""

    def __init__(self, app: BoardApp, pilot) -> None:
        self.app, self.pilot = app, pilot

    @property
    def lines(self) -> list[str]:
        return ["".join(part.text for part in strip) for strip in self.app.screen._compositor.render_strips()]

    @property
    def sentence(self) -> str:
        return next(
            (line.strip() for line in self.lines if line.strip().startswith(("请 ", "請 ")) or "please go" in line), ""
        )

    @property
    def before(self) -> list[tuple[str, str]]:
        """The calls below: number and window, equally large."""
        face = self.app.query_one(BoardFace)
        pairs = [tuple(face.query_one(f"#{part}-{n}", Digits).value for part in ("past", "there")) for n in range(6)]
        return [pair for pair in pairs if pair[0]]

    async def until(self, found, seconds: float = 8.0) -> None:
        """Look until something is seen."""
        for _ in range(int(seconds / 0.1)):
            await self.pilot.pause()
            if found():
                return
            await asyncio.sleep(0.1)
        raise AssertionError("never seen:\n" + "\n".join(self.lines))


def settings(floor_dir: Path, **board) -> None:
    """The hall's own policy for its board."""
    rows = {"least_seconds": 1, "recent": 6, "language_seconds": 60, **board}
    hall = Hall.open(floor_dir)
    set_policy(hall, **{f"queue.board.{name}": value for name, value in rows.items()})
    hall.close()


@pytest.fixture
def board(floor_dir):
    """`async with board() as at:` the board of the queues-only hall."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def looking(size=(80, 24), voice=None, **given):
        settings(floor_dir, **given)
        app = BoardApp(floor_dir, NOW, voice=voice)
        async with app.run_test(size=size) as pilot:
            at = Looking(app, pilot)
            await at.until(lambda: "测试大厅" in at.lines[0])
            yield at

    return looking


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_a_call_appears_big_with_its_window_and_the_wait_of_each_queue(floor, board, size):
    floor.take(), floor.take()
    async with board(size) as at:
        assert "请取号等候叫号" in "\n".join(at.lines)
        floor.call(7)
        await at.until(lambda: at.sentence == "请 A001 到 7 号窗口")
        assert any("综合业务" in line and "等候 1 人" in line and "大约等" in line for line in at.lines)
        from rich.cells import cell_len

        assert {cell_len(line) for line in at.lines} == {size[0]}


async def test_fast_calls_are_shown_one_after_the_other_and_kept_below(floor, board):
    for _ in range(3):
        floor.take()
    async with board(least_seconds=1) as at:
        for window in (1, 2, 3):
            floor.call(window)
        seen = set()

        def all_seen() -> bool:
            seen.update(part.strip() for part in at.sentence.split("   ") if part.strip())
            return len(seen) == 3

        await at.until(all_seen)
        await at.until(lambda: ("A001", "1") in at.before)
        assert seen == {f"请 A00{n} 到 {n} 号窗口" for n in (1, 2, 3)}


async def test_an_undone_call_leaves_the_board(floor, board):
    floor.take()
    async with board() as at:
        floor.call(1)
        await at.until(lambda: "A001" in at.sentence)
        floor.hall.do(undo, clerk(1))
        await at.until(lambda: at.sentence == "")


async def test_three_languages_take_turns(floor, board):
    floor.take()
    floor.call(2)
    async with board(language_seconds=0.4) as at:
        for words in ("請 A001 到 2 號窗口", "A001, please go to window 2", "请 A001 到 2 号窗口"):
            await at.until(lambda words=words: at.sentence == words)


async def test_the_board_says_since_when_it_is_not_current_and_recovers_alone(floor, floor_dir, board):
    floor.take()
    async with board() as at:
        (floor_dir / "hall.db").rename(floor_dir / "away.db")
        await at.until(lambda: "数据自 09:30 起没有更新" in at.lines[-1])
        (floor_dir / "away.db").rename(floor_dir / "hall.db")
        floor.call(1)
        await at.until(lambda: "A001" in at.sentence)
        assert "没有更新" not in at.lines[-1]


async def test_the_voice_command_gets_the_words_and_no_shell(floor, board, tmp_path):
    heard = tmp_path / "heard"
    floor.take()
    async with board(
        voice=Program([sys.executable, "-c", f"import sys; open({str(heard)!r}, 'w').write(sys.argv[1])"])
    ) as at:
        floor.call(4)
        await at.until(heard.exists)
        await at.until(lambda: heard.read_text("utf-8") == "请 A 零 零 一 号到 四 号窗口")


async def test_a_voice_command_that_is_not_there_is_said_and_the_board_goes_on(floor, board):
    floor.take()
    async with board(voice=Program(["/nowhere/speak"])) as at:
        floor.call(4)
        await at.until(lambda: "没有运行" in at.lines[-1])
        assert "A001" in at.sentence


def test_numbers_fill_the_room_there_is():
    assert {len(row) for row in dots("A012")} == {15}
    assert width("A012", 2) == 60
    assert fitting_scale(["A012", "3"], 12, 80, 10) == 1
    assert fitting_scale(["A012", "3"], 12, 160, 20) == 4


async def test_a_kiosk_gives_a_number_by_enter_alone_and_shows_it_with_its_code(sit: Sitting, hall):
    async with sit(None, place="kiosk") as at:
        assert "自助取号" in at.lines[0] and "综合业务" in at.words
        await at.press("enter", "6")
        assert "您前面还有 0 人" in at.words and "综合业务" in at.words and "老年人优先" in at.words
        await at.press("enter")
        assert at.message == "已取号 A001"
    row = hall.db.execute("SELECT class, origin FROM ticket").fetchone()
    assert (row["class"], row["origin"]) == ("elderly", "kiosk")


async def test_a_kiosk_answers_no_key_that_shows_other_peoples_affairs(sit: Sitting):
    async with sit(None, place="kiosk") as at:
        for key in ("f9", "ctrl+b", "ctrl+g", "ctrl+z"):
            await at.press(key)
            assert "取号机上不用这个键" in at.message, key
        assert at.lines[-1].split() == ["F1帮助", "F10菜单"], "staff's keys are not even named"


async def test_a_booking_made_from_home_is_checked_in_by_its_code_scanned_or_typed(sit: Sitting, hall):
    from counter.acts.inbox.seals import inbox_key
    from counter.acts.inbox.taking_in import take_in
    from counter.rules.numbers import code_hash, grouped
    from counter.rules.scan import read_scan
    from counter.site import send

    def book(number: str, at: str) -> str:
        code = send.new_code("B")
        person = {"name": "张后云", "id_kind": "resident", "id_number": number, "phone": "13907318888"}
        asked = {"code": code, "matter": "startup-subsidy", "slot": f"2026-11-24T{at}", **person}
        send.put(hall.directory / "inbox" / "inbox.db", inbox_key(hall), "booking", code_hash(code), asked, [])
        assert [one.state for one in take_in(hall)] == ["used"]
        return code

    scanned, typed, early = (
        book(*one)
        for one in (("11010519491231002X", "09:45"), ("430104200207153029", "10:00"), ("11010119900307803X", "11:00"))
    )
    async with sit(None, place="kiosk") as at:
        at.app.give_scan(read_scan(scanned))
        await at.settle()
        assert "A001" in at.message and "按预约时间排" in at.words and "综合业务" in at.words
        await at.press("enter", "tab")
        await at.paste(grouped(typed))
        await at.press("enter")
        assert "A002" in at.message and at.app.screen.taken.note == "按预约时间排"
        await at.press("enter")
        assert at.app.screen.query_one("#phone").value == ""
        await at.press("tab", "tab")
        await at.paste(grouped(typed))
        await at.press("enter")
        assert "A002" in at.message and "仍用这个号" in at.words, "in the other field it is the same code"
        await at.press("enter")
        at.app.give_scan(read_scan(scanned))
        await at.settle()
        assert "仍用这个号" in at.words and "A001" in at.message
        await at.press("enter")
        at.app.give_scan(read_scan(early))
        await at.settle()
        assert "离预约时间还有" in at.message
    assert hall.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 2
    late = book("430104197001017633", "10:00")
    async with sit("g1") as at:
        at.app.give_scan(read_scan(late))
        await at.settle()
        assert "10:00  张后云" in at.words and "未到" in at.words and "综合业务" in at.words
        assert hall.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 2, "scanned: shown, nothing done"
        await at.press("enter", "1")
        assert "A003" in at.message and "号票" in at.words, "the ticket stands there from now on"
        await at.press("f9", "delete", "enter")
        await at.press("enter")
        assert "今天的预约" not in at.words and at.words.count("创业补贴") >= 3 and "11:00  张后云" in at.words
        await at.press("end")
        assert "创业补贴" in at.words and "11010119900307803X" not in at.words and "报到取号" in at.words
        await at.press("enter", "2", *"ting", "enter")
        assert "大厅取消" in at.words
        await at.press("f9", *"zhanghouyun", "enter")
        assert at.words.count("A00") > 3 and "11:00" not in at.words, "a booking that was cancelled is nobody's"


async def test_the_same_phone_with_its_number_gets_it_again_and_a_phone_alone_tells_nothing(sit: Sitting, hall):
    seen = []
    async with sit(None, place="kiosk") as at:
        for said, number in (("", "A001"), ("a001", "A001"), ("", "A002"), ("A002", "A003")):
            await at.press("tab")
            await at.paste("138 0000 0000")
            await at.press("tab")
            await at.paste(said)
            await at.press("enter", "1")
            assert number in at.message, said
            seen.append(at.words)
            await at.press("enter")
    assert ["仍用这个号" in one for one in seen] == [False, True, False, False]
    assert ["普通号" in one for one in seen] == [True, False, True, True]
    assert hall.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 3


async def test_the_board_opens_inside_the_clerks_program_and_esc_leads_back(sit: Sitting, hall, people, at_the_door):
    at_the_door("A")
    async with sit("c1") as at:
        await at.press("f2", "ctrl+b")
        await at.until("请 A001 到 1 号窗口")
        await at.press("escape")
        assert "A001" in at.lines[1]
