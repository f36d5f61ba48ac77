"""A live hall, set up by keys alone in a real terminal: from nothing to its first served citizen, whose windows run as
a system user that can read neither the store nor the key.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from counter.hall import Hall
from tests.house.another_user import NOBODY, as_nobody, folder_for_all, python_for_nobody

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
PLAN = """
[[queues]]
letter = "A"
code = "general"
name = "综合业务"

[[windows]]
number = 1
name = "综合窗口一"
queues = ["A"]

[[staff]]
code = "gu1"
name = "罗小芳"
role = "guide"

[[staff]]
code = "cl1"
name = "林晓燕"
role = "clerk"

[[staff]]
code = "hr1"
name = "赵国栋"
role = "approver"
desk = "D-C-HR"

[[staff]]
code = "su1"
name = "曹立新"
role = "supervisor"
"""

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


@dataclass(frozen=True)
class Windows:
    """The Python of the user that windows run as."""

    python: str
    environment: dict[str, str]


class Terminal:
    """One terminal, of 80 by 24 unless it is said otherwise: keys go in, the screen is read."""

    def __init__(
        self, folder: Path, name: str, *words: str, by: Windows | None = None, size: tuple[int, int] = (80, 24)
    ) -> None:
        self.socket, self.name = f"counter-{os.getpid()}", name
        self.pressed = ("", 0.0)
        environment = {"LANG": "C.UTF-8", "XDG_CONFIG_HOME": str(folder / "config")}
        command = [
            "env",
            "-u",
            "COLUMNS",
            "-u",
            "LINES",
            sys.executable,
            "-m",
            "counter",
            *words,
        ]  # the pane's own size
        if by is None:
            environment["COUNTER_KEY_FILE"] = str(folder / "hall.key")
        else:
            given = [f"{name}={value}" for name, value in (environment | by.environment).items()]
            command = [*AS_NOBODY, "env", "-i", "TERM=screen-256color", *given, by.python, "-m", "counter", *words]
        place = "/" if by else str(ROOT)
        self._tmux(
            *("-f", "/dev/null", "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), "-s", name, "-c", place),
            *(word for name, value in environment.items() for word in ("-e", f"{name}={value}")),
            *command,
        )

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-L", self.socket, *words], capture_output=True, text=True, check=True, timeout=30
        )
        return done.stdout

    @property
    def words(self) -> str:
        """The screen as it is now."""
        return self._tmux("capture-pane", "-p", "-t", self.name)

    def until(self, *wanted: str) -> str:
        """The screen as soon as words stand there."""
        end = time.monotonic() + PATIENCE
        while True:
            seen = self.words
            if all(word in seen for word in wanted):
                return seen
            assert time.monotonic() < end, f"{wanted} never seen:\n{seen}"
            time.sleep(0.2)

    def press(self, *keys: str) -> None:
        for key in keys:
            last, at = self.pressed
            if key == last:  # sooner it would be a finger that stays on it
                time.sleep(max(0.0, at + 0.7 - time.monotonic()))
            self._tmux("send-keys", "-t", self.name, key)
            self.pressed = key, time.monotonic()
            time.sleep(0.15)

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-t", self.name, "-l", text)
        time.sleep(0.5)  # all at once it comes like a scan, whose Enter would be its own


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[type[Terminal]]:
    yield Terminal
    subprocess.run(["tmux", "-L", f"counter-{os.getpid()}", "kill-server"], capture_output=True, check=False)


@pytest.fixture
def open_place() -> Iterator[Path]:
    with folder_for_all() as place:
        yield place


def own_password(at: Terminal, first: str, own: str) -> None:
    """A first password is changed at its first use: at once where that is asked for, else by the menu."""
    seen = at.until("改", "口令")
    if "新口令" not in seen:
        at.press("F10")
        at.until("输入名称")
        at.type("改口令")
        at.until("本人登录用的口令")
        at.press("Enter")
        seen = at.until("新口令", "再输一次")
    for text in ([first] if "旧口令" in seen else []) + [own, own]:
        at.type(text)
        at.press("Enter")


def sign_in(at: Terminal, code: str, password: str, window: str = "") -> None:
    at.until("工号", "口令")
    for text in (code, password, window):
        if text:
            at.type(text)
        at.press("Enter")


def test_from_nothing_to_the_first_served_citizen(terminals, tmp_path, open_place, monkeypatch) -> None:
    monkeypatch.setenv("COUNTER_KEY_FILE", str(tmp_path / "hall.key"))
    hall_dir, plan = tmp_path / "hall", tmp_path / "plan.toml"
    plan.write_text(PLAN, "utf-8")
    at = terminals(tmp_path, "start", "start", str(hall_dir), "--name", "某市政务服务中心")
    at.until("开厅：还有 7 步", "首个管理员")

    at.press("Enter")  # the recovery sheet, two groups of it typed back from what was written down
    groups = dict(re.findall(r"(\d+) ([0-9a-f]{4})\b", at.until("已抄好")))
    assert len(groups) == 16
    at.press("Enter")
    for number in re.findall(r"第 (\d+) 组", at.until("核对恢复单")):
        at.type(groups[number])
        at.press("Enter")
    at.until("还有 6 步")

    at.press("Enter")  # the first administrator
    at.until("日后登录")
    at.press("Enter")
    at.type("谢卫东")
    at.press("Enter")
    at.until("再输一次")
    for _ in range(2):
        at.type("ju-zi-shu-2026")
        at.press("Enter")
    at.until("还有 5 步", "谢卫东")

    at.press("Enter")  # name and address
    at.until("Enter 下一项")
    at.press("Enter")
    at.type("https://zwdt.example.gov.cn")
    at.press("Enter")
    at.until("还有 4 步")

    at.press("C-q")  # a break: the hall remembers, and nothing is asked twice
    at.until("离开？")
    at.press("3")
    time.sleep(1)
    at = terminals(tmp_path, "again", "start", str(hall_dir))
    at.until("工号")
    sign_in(at, "admin", "ju-zi-shu-2026")
    at.until("还有 4 步")

    at.press("Enter")  # departments and items
    at.until("文件夹")
    at.press("Enter")
    at.until("还有 3 步")

    at.press("Enter")  # queues, windows, people by a plan, its difference first
    at.until("照方案")
    at.press("1")
    at.until("样子见")
    at.type(str(plan))
    at.press("Enter")
    at.until("新增窗口 1", "照这样布置")
    at.press("Tab", "Enter")
    passwords = dict(re.findall(r"(gu1|cl1|hr1|su1)\s+(\S+)", at.until("初始口令", "su1")))
    assert set(passwords) == {"gu1", "cl1", "hr1", "su1"}
    at.press("Enter")
    at.until("还有 2 步")

    at.press("Enter")  # a test page
    at.until("在哪台打测试页")
    at.press("1")
    at.until("还有 1 步")

    at.press("Enter")  # a number on trial
    at.until("大厅可以开门了", "已作废")

    place, by = hall_dir, None
    if os.geteuid() == 0 and shutil.which("setpriv"):  # only root can become another user
        place = open_place / "hall.sock"
        by = Windows(*python_for_nobody(place.parent))
        os.chmod(hall_dir, 0o700)
        for file in (hall_dir / "hall.db", tmp_path / "hall.key"):
            assert as_nobody(["cat", str(file)], by.environment).returncode, f"{file} can be read"
        keeper = terminals(
            tmp_path, "keeper", *("--hall", str(hall_dir), "keep", "--socket", str(place), "--group", str(NOBODY))
        )
        keeper.until("接待窗口")
    door = terminals(tmp_path, "door", "--hall", str(place), "kiosk", by=by)
    door.until("综合业务")
    door.press("Enter")
    door.until("您是")
    door.press("1")
    door.until("A002")
    window = terminals(tmp_path, "window", "--hall", str(place), by=by)
    sign_in(window, "cl1", passwords["cl1"], "1")
    own_password(window, passwords["cl1"], "qing-shan-88-lv")
    window.until("1 号窗口", "空闲")
    window.press("F2")
    window.until("已呼叫")
    window.press("F8")
    seen = window.until("A002")
    for _ in range(20):
        if "办结" in seen.split("\n")[-3] and "A002" in seen.split("\n")[-3]:
            break
        window.press("Tab", "Enter")
        time.sleep(1)
        seen = window.words
    hall = Hall.open(hall_dir)
    try:
        tickets = {row["number"]: row["state"] for row in hall.db.execute("SELECT number, state FROM ticket")}
        assert tickets == {1: "lapsed", 2: "finished"}
        assert hall.settings["address"] == "https://zwdt.example.gov.cn"
    finally:
        hall.close()
