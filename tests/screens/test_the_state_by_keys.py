"""An administrator sees how the hall is, and mends what can safely be mended."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from counter.acts.premises.checking import Part
from counter.errors import Refusal
from counter.store import journal
from tests.conftest import NOW
from tests.screens.conftest import AT_THE_DOOR, Sitting
from tests.screens.test_the_house_by_keys import turn_to


async def test_rights_that_others_have_are_told_and_mended(sit: Sitting, hall, hall_dir) -> None:
    hall_dir.chmod(0o755)
    (hall_dir / "hall.db").chmod(0o644)
    async with sit("admin", place="state") as at:
        assert "别的系统用户也能打开 hall.db" in at.words, at.words
        await at.press("home")
        await at.down_to("#list", "rights")
        await at.press("enter", "tab", "enter")
        assert "权限已理好" in at.message, at.words
        assert stat.S_IMODE((hall_dir / "hall.db").stat().st_mode) == 0o600
        assert "别的系统用户" not in "\n".join(at.lines[3:20])


async def test_who_is_signed_in_and_what_lags_is_seen(sit: Sitting, hall, people) -> None:
    from counter.acts.staff.accounts import sign_in
    from counter.site.publish import Publisher

    hall.do(sign_in, people["c3"], window=3)
    publisher = Publisher(hall)
    publisher.catch_up()
    publisher.close()
    async with sit("admin", place="state") as at:
        await turn_to(at, "here")
        assert "周雅静" in at.words and "3号窗口" in at.words
        await turn_to(at, "output")
        assert "公开页落后" in at.words and "没有在等的" in at.words, at.words
        await turn_to(at, "size")
        assert "hall.db" in at.words and "GiB" in at.words
        await turn_to(at, "backups")
        assert "还没有定目录" in at.words


async def test_an_administrator_comes_home_to_the_state(sit: Sitting) -> None:
    async with sit("admin") as at:
        assert at.app.current_mode == "state" and "体检" in at.words


async def test_the_data_are_checked_while_other_keys_work(sit: Sitting, hall, monkeypatch) -> None:
    import threading

    from counter.hall import checking

    if AT_THE_DOOR:
        pytest.skip("the keeper's reader is another process")
    go_on, rows = threading.Event(), checking.STEPS["rows"]
    monkeypatch.setitem(checking.STEPS, "rows", lambda given: (go_on.wait(20), rows(given))[1])
    hall.db.execute("UPDATE front_window SET name = '改过' WHERE number = 1")
    async with sit("admin", place="state") as at:
        await turn_to(at, "check")
        assert at.words.count("没有查过") >= 6
        await at.press("enter")
        await at.until("正在查")
        assert "等着" in at.words, "parts that come later wait"
        await turn_to(at, "size")
        assert "hall.db" in at.words, "while it looks, other pages are read"
        await turn_to(at, "check")
        go_on.set()
        await at.until("1 处问题")
        await at.until("查完了")
        await at.settle()
        assert at.words.count("完好（") == 5, at.words
        await at.down_to("#list", "rows")
        await at.press("enter", "2")
        assert "front_window：1" in at.words and "行被绕过程序改动（1）" in at.words, at.words


async def test_a_backup_is_made_and_tried_out_by_keys(sit: Sitting, tmp_path) -> None:
    if AT_THE_DOOR:
        pytest.skip("at a door the hall's own background does it: the next test")
    (tmp_path / "safe").mkdir()
    async with sit("admin", place="state") as at:
        await turn_to(at, "backups")
        await at.press("enter")
        await at.paste(str(tmp_path / "safe"))
        await at.press("enter")
        await at.until("已备份到")
        (made,) = (tmp_path / "safe").iterdir()
        await at.settle()
        assert "没有试过" in at.words
        await at.down_to("#list", str(made))
        await at.press("enter")
        await at.until("能恢复，完好")
        await at.settle()
        assert "没有试过" not in at.words


async def test_at_a_door_the_halls_own_background_makes_the_backup(hall, hall_dir, tmp_path, people) -> None:
    from counter import acts
    from counter.commands._keeping import BackupKeeper
    from counter.hall import Hall
    from counter.hall.kept import KeptHall
    from tests.keeping import kept

    folder = tmp_path / "safe"
    folder.mkdir()
    hall.do(acts.backup_arrange, people["admin"], folder=str(folder), minutes=44640)
    keeper = BackupKeeper(lambda: Hall.open(hall_dir, now=hall.local(hall.now())))

    def background() -> list[int | None]:
        keeper.look(hall)
        keeper.stop()
        return [one.faults for one in hall.ask(acts.backup_list, people["admin"])]

    assert background() == [0], "the first one is due by the plan"
    hall.set_now(NOW + timedelta(minutes=5))
    with kept(hall_dir, NOW + timedelta(minutes=5)) as door:
        far = KeptHall(door)
        admin = far.prove("admin")
        far.do(acts.staff_sign_in, admin)
        far.do(acts.backup_wish, admin)
        assert background() == [0, 0] and background() == [0, 0], "once for one wish"
        place = far.ask(acts.backup_list, admin)[0].place
        (Path(place) / "hall.db").write_bytes(b"x" * 4096)
        far.do(acts.backup_wish, admin, place=place)
        faults = background()
        assert faults[0], "what is broken is found by the drill"
        with pytest.raises(Refusal):
            far.do(acts.backup_wish, admin, place="/etc")
        assert far.ask(acts.hall_check, admin, part=Part.CHAIN).faults == ()
        assert far.beside().ask(acts.hall_check, admin, part=Part.STORE).faults == ()
        far.close()


async def test_the_sheet_is_held_against_the_key_by_keys(sit: Sitting, hall) -> None:
    from counter.hall.rotation import on_the_sheet
    from counter.paper.recovery import groups

    keys = on_the_sheet(hall.settings["id"])
    async with sit("admin", place="state") as at:
        await turn_to(at, "sheet")
        assert "还没有核对过" in at.words
        for wrong in (True, False):
            await at.press("home", "enter")
            await at.paste("0" * 64 if wrong else groups(keys[0]))
            await at.press("enter")
            assert keys[0][:4] not in at.words and groups(keys[0]) not in at.words
            await at.paste(groups(keys[1]))
            await at.press("enter")
            assert ("不符" if wrong else "相符") in at.message, at.words
        assert "核对过，与密钥相符" in at.words


async def test_the_sheet_is_printed_once_and_kept_nowhere(sit: Sitting, hall, hall_dir) -> None:
    from counter import acts
    from counter.hall.rotation import on_the_sheet
    from counter.rules.access import HALL_ITSELF
    from tests.paper.fake_printer import FakePrinter

    if AT_THE_DOOR:
        pytest.skip("a window has no key")
    machine = FakePrinter()
    hall.do(acts.printer_add, HALL_ITSELF, name="办公室", setting=machine.setting)
    async with sit("admin", place="state") as at:
        await turn_to(at, "sheet")
        await at.down_to("#list", "print")
        await at.press("enter")
        assert "拿到它的人能打开全部数据" in at.words
        await at.press("1")
        assert "只印一张" in at.words, "a printer that is a file is not even offered"
        await at.press("tab", "enter")
        await at.until("恢复单已送到")
    words = " ".join(machine.strips[0].text.split()) if machine.strips else ""
    machine.close()
    for key in on_the_sheet(hall.settings["id"]):
        groups = [key[place : place + 4] for place in range(0, 64, 4)]
        assert all(group in words for group in groups)
        assert not any(key.encode() in file.read_bytes() for file in hall_dir.rglob("*") if file.is_file())
        dump = "\n".join(hall.db.iterdump()) if hasattr(hall.db, "iterdump") else ""
        assert key not in dump and " ".join(groups[:4]) not in dump
    assert [entry.act for entry in journal.after(hall.db, 0)][-1] == "key.sheet"
    assert hall.db.execute("SELECT count(*) FROM paper_job").fetchone()[0] == 0


async def test_a_scanner_is_tried_without_going_anywhere(sit: Sitting) -> None:
    async with sit("admin", place="house") as at:
        await turn_to(at, "windows")
        await at.press("enter")
        await at.press("4")
        assert "还没有扫" in at.words, at.words
        await at.app._press_keys([*"R20261124-0001", "enter"])
        await at.settle()
        assert "R20261124-0001" in at.words and "14 个字符" in at.words and "末尾有回车" in at.words, at.words
        await at.press("escape")
        assert at.app.current_mode == "house"


async def test_the_voice_is_heard_and_the_board_set_by_keys(sit: Sitting, tmp_path, monkeypatch) -> None:
    said = tmp_path / "said"
    program = tmp_path / "speak"
    program.write_text(f'#!/bin/sh\necho "$1" > {said}\n')
    program.chmod(0o755)
    async with sit("admin", place="house") as at:
        await turn_to(at, "board")
        assert "queue.board.recent" in at.words and "order" not in "\n".join(at.lines[4:10])
        await at.press("enter")
        await at.press("4")
        assert "没有设播报程序" in at.message, at.words
        monkeypatch.setenv("COUNTER_SPEAK", str(program))
        await at.press("enter")
        await at.press("4")
        assert "念了" in at.message and "A001" in said.read_text()
