"""A supervisor runs a day in a real terminal, by keys alone, against windows that people are at all the while."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.acts.queue import taking
from counter.hall import Hall
from counter.store import staff
from screens.supervisor.closing import KINDS
from tests.conftest import WHOLE
from tests.house.test_a_live_hall_set_up_by_keys import ROOT, Terminal

MORNING = "2026-11-24T10:00"
PATIENCE = 60.0
QUEUES = "ABCD"
WINDOWS = 4

pytestmark = [
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
    pytest.mark.skipif(not WHOLE, reason="two minutes of a lived day: make torture"),
]


class Supervisor(Terminal):
    """The supervisor's terminal: which of its lists the keys are in, is seen by what Enter offers there."""

    @property
    def said(self) -> str:
        """The message line."""
        return self.words.rstrip("\n").splitlines()[-2].strip()

    def told(self, words: str) -> str:
        """The message line, once it says that."""
        end = time.monotonic() + PATIENCE
        while words not in (said := self.said):
            assert time.monotonic() < end, f"{words} was never said:\n{self.words}"
            time.sleep(0.1)
        return said

    def like(self, pattern: str) -> re.Match[str]:
        """What looks like this, once it stands there."""
        end = time.monotonic() + PATIENCE
        while (found := re.search(pattern, self.words)) is None:
            assert time.monotonic() < end, f"{pattern} never seen:\n{self.words}"
            time.sleep(0.2)
        return found

    def fewer(self, left: int) -> int:
        """How many tickets are left, once there are fewer."""
        end = time.monotonic() + PATIENCE
        while (now := int(self.like(r"剩 (\d+) 个号")[1])) >= left:
            assert time.monotonic() < end, f"still {left}:\n{self.words}"
            time.sleep(0.2)
        return now

    def line(self, place: int, *offered: str) -> str:
        """The menu of a line of the list whose menus offer one of these words: Tab until it is found."""
        for _ in range(7):
            self.press("Home", *["Down"] * place, "Enter")
            end = time.monotonic() + 4
            while "数字直接选" not in (seen := self.words) and time.monotonic() < end:
                time.sleep(0.1)
            if "数字直接选" in seen and any(words in seen for words in offered):
                return seen
            self.press("Escape", "Tab")
        raise AssertionError(f"{offered} are offered nowhere:\n{seen}")

    def pick(self, words: str, within: float = PATIENCE) -> bool:
        """Press the digit of a choice; False where it is not among them, and the menu is left."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if found := re.search(rf"(\d)  {words}", self.words):
                self.press(found[1])
                return True
            time.sleep(0.1)
        self.press("Escape")
        return False

    def at_window(self, number: int, choice: str) -> bool:
        """Enter on a window, and a choice there."""
        self.line(number - 1, "临时改叫别的队列", "收回借出的窗口")
        return self.pick(choice, within=1.0)

    def until_it_goes(self, number: int, choice: str) -> None:
        """The same, as soon as the window is such that it is offered."""
        end = time.monotonic() + PATIENCE
        while not self.at_window(number, choice):
            assert time.monotonic() < end, f"{choice} was never offered:\n{self.words}"

    def answer(self, asked: str, words: str) -> None:
        """Write into the field that is asked for."""
        self.until(asked)
        self.type(words)
        self.press("Enter")


@pytest.fixture
def lived(hall_dir: Path, key_file: Path, tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """A training hall in which clerks and visitors live a day, and a number that a printer owes since ten minutes."""
    hall = Hall.open(hall_dir)
    hall.set_now(hall.local(hall.now()).replace(hour=9, minute=50))
    hall.do(taking.take, staff.actor(hall.db, "g1", None), queue="C")
    hall.db.execute("UPDATE paper_job SET printer = 'gone', state = 'failed', error = '没有应答'")
    hall.close()
    for one in ("hall.key", "hall.chain"):
        shutil.copy(key_file.with_name(one), tmp_path / one)
    playing = subprocess.Popen(
        [
            *(sys.executable, "-m", "counter", "--hall", str(hall_dir), "--now", MORNING),
            *("simulate", "--live", "--windows", str(WINDOWS), "--minutes", "10", "--faster", "30", "--seed", "3"),
        ],
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "COUNTER_KEY_FILE": str(tmp_path / "hall.key")},
    )
    yield hall_dir, playing
    playing.kill()
    playing.wait()
    subprocess.run(["tmux", "-L", f"counter-{os.getpid()}", "kill-server"], capture_output=True, check=False)


def test_a_day_of_the_floor_is_run_by_keys_alone(lived, tmp_path) -> None:
    place, playing = lived
    at = Supervisor(tmp_path, "sup", "--hall", str(place), "--now", MORNING, "--as", "sup", size=(160, 48))
    at.until("窗口名", "办理中", "没有应答")
    assert at.line(0, "在别的打印机上补打") and at.pick("答复")
    at.answer("怎么处理", "我去看打印机")
    at.told("已答复")
    assert at.line(0, "在别的打印机上补打") and at.pick("在别的打印机上补打")
    at.until("在哪台打印机上打")
    at.press("1")
    at.until("C001")

    assert at.at_window(1, "暂停叫号")
    at.answer("原因", "打印机坏了")
    at.told("1 号窗口已暂停叫号")
    assert at.at_window(1, "恢复叫号")
    at.told("1 号窗口已恢复叫号")

    assert at.at_window(1, "临时改叫别的队列") and at.pick("B ") and at.pick("先叫这一队")
    at.answer("到几点", "1200")
    at.told("1 号窗口到 12:00 叫 B")
    at.until("到 12:00 叫 B")

    at.until_it_goes(3, "把 .* 转走")
    at.until("转到哪里")
    at.pick("4 号窗口")
    at.told("转到")

    at.until_it_goes(4, "叫一位等候的人到这里")
    if "没有人在等" not in at.words:
        at.press("1")

    assert at.line(QUEUES.index("B"), "看这一队的人") and at.pick("看这一队的人")
    at.until("Ctrl+A 全选在等的")
    at.press("C-a", "F6")
    at.until("转到哪一队")
    at.press("1")
    at.told("个号转到")
    at.press("C-z", "Tab", "Enter")
    at.told("个号回到原来的队列")
    at.press("Escape")

    at.until("窗口名")
    at.press("4")
    at.until("叫哪一位")
    at.press("1")
    at.answer("说什么", "请到值班台")
    at.told("已叫")

    assert at.at_window(2, "暂停叫号")
    at.answer("原因", "")
    at.told("2 号窗口已暂停叫号")
    at.like(r" 2 \S+ +暂离 +\d+ 分")  # nothing is in hand there any more
    assert at.at_window(2, "替 .* 签退")
    at.until("本人的终端回到登录")
    at.press("y")
    at.told("已签退，2 号窗口无人")

    playing.send_signal(signal.SIGINT)
    playing.wait(timeout=60)
    at.press("F10")
    at.until("输入名称")
    at.type("当日")
    at.until("去「当日」")
    at.press("Enter")
    left = int(at.like(r"剩 (\d+) 个号")[1])
    for _ in range(len(KINDS) + WINDOWS):
        if not left:
            break
        at.press("Home", *(["Down"] if "逐个决定" in at.words else []), "Enter")
        at.until("怎么处理")
        assert at.pick("转明日优先")
        left = at.fewer(left)
    assert not left
    at.press("F8")
    at.until("结束后今天不再发号")
    at.press("y")
    at.until("已结束")

    hall = Hall.open(place)
    done = {(row["act"], row["staff"]) for row in hall.db.execute("SELECT act, staff FROM journal")}
    asked = ("window.pause", "window.open", "window.lend", "staff.sign-out-other", "ticket.transfer", "queue.move")
    for act in (
        *asked,
        "queue.move-back",
        "staff.call",
        "paper.reprint",
        "alert.answer",
        "day.decide-all",
        "day.close",
    ):
        assert (act, "sup") in done, act
    assert not {act for act, who in done if who == "admin"}
    assert hall.db.execute("SELECT state FROM hall_day WHERE business_date = '2026-11-24'").fetchone()[0] == "closed"
    hall.close()
