"""A clerk's whole day in a real terminal of 80 by 24, by keys alone: ten citizens in a row who want ten different
things, and one who comes back.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counter.hall import Hall
from counter.hall.act import load
from counter.store import staff
from tests.conftest import NOW, WHOLE
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE
from tests.screens.test_a_whole_day_at_the_desk import MORNING, AtWork, number_of
from tests.screens.test_intake_by_keys import ANSWERS

COMPANY, CHILD, PARENT = "91430100MA4L5BKE7M", "43010420120305102X", "430104196501011233"
HANDLING = number_of("430104198801011240")

pytestmark = [
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
    pytest.mark.skipif(not WHOLE, reason="a day in a real terminal takes minutes: make torture"),
]


@pytest.fixture
def window(hall_dir: Path, key_file: Path, tmp_path: Path) -> Iterator[tuple[Path, Any, str]]:
    """Ten people have taken a number; one's form is known from an earlier case, another's result is ready."""
    hall = Hall.open(hall_dir)
    hall.set_now(NOW)

    def do(name: str, who: str, /, **arguments: Any) -> Any:
        entry = load(name.split(".")[0])[name]
        actor = staff.actor(hall.db, who, int(who[1:]) if who[0] == "c" else None)
        return hall.run(entry, actor, arguments) if entry.writes else hall.answer(entry, actor, arguments)

    before = do("case.open", "c5", bundle="graduates", answers=FOUNDER).case
    do("case.applicant", "c5", case=before, **GRADUATE)
    fill_form(do, before, "c5")
    ready = do("case.open", "c5", items=("social-card",)).case
    do("case.applicant", "c5", case=ready, name="周明", number=number_of("430104196608159038"))
    do("case.all-here", "c5", case=ready)
    fill_form(do, ready, "c5")
    ready = do("case.accept", "c5", case=ready).case
    do("approval.receive", "ap-c-hr", approval="A-1")
    do("approval.decide", "ap-c-hr", approval="A-1", grant=True)
    for _ in range(10):
        do("ticket.take", "g1", queue="B")
    hall.close()
    for one in ("hall.key", "hall.chain"):
        shutil.copy(key_file.with_name(one), tmp_path / one)

    def asked(sql: str) -> list[tuple[Any, ...]]:
        now = Hall.open(hall_dir)
        try:
            return [tuple(row) for row in now.db.execute(sql)]
        finally:
            now.close()

    yield hall_dir, asked, ready
    subprocess.run(["tmux", "-L", f"counter-{os.getpid()}", "kill-server"], capture_output=True, check=False)


def call(at: AtWork, number: int) -> None:
    """F2, and whoever comes."""
    at.press("F2")
    at.until(f"B{number:03}", "已呼叫")


def finish(at: AtWork, number: int, *, draft: bool = False) -> None:
    """F8, wherever one stands; what is not taken in whole is named first."""
    at.press("F8")
    if draft:
        at.until("没收完的件")
        at.press("y")
    at.told(f"B{number:03} 办结")


def open_items(at: AtWork, words: str, *wanted: str) -> None:
    """F5, single items, the only one that is found."""
    at.press("F5", "3")
    at.until("找事项")
    at.type(words)
    at.until(*wanted)
    at.press("Enter")


def test_a_whole_day_at_the_window(window, tmp_path) -> None:
    place, asked, ready = window
    at = AtWork(tmp_path, "clerk", "--hall", str(place), "--now", MORNING, "--as", "c3")
    at.until("3 号窗口", "等候 10 人")

    # 1: ten items with all papers, of somebody whose form is known
    call(at, 1)
    at.press("F5")
    at.until("大学生就业创业落户")
    at.press("1")
    at.until("情形")
    for digit in ANSWERS:
        at.press(digit)
    at.until("10 个事项")
    at.scan(GRADUATE["number"])
    at.until("申请人", GRADUATE["name"])
    at.press("C-s", "C-a")
    at.until("都在手里？")
    at.press("y")
    at.until("采用已知的")
    at.press("C-a")
    at.until("材料和表单已齐")
    at.press("F5", "1")
    at.told("已受理", "10 个审批")
    finish(at, 1)

    # 2: only asked something: three keys, that of the call among them
    call(at, 2)
    at.press("F8")
    at.until("按数字记下问的是什么")
    at.press("3")
    at.told("B002", "办结")

    # 3: a company: who stands for it, and who has come
    call(at, 3)
    open_items(at, "企业社会保险", "企业社会保险参保登记")
    at.scan(COMPANY)
    at.until("法人代表")
    at.write("星城书院文创有限公司", "Tab", "Tab")
    at.write("王建国", "Tab", "Tab")
    at.write("赵海燕", "Tab")
    at.scan(HANDLING)
    at.write("授权委托书 2026-11-20", "C-s")
    at.until("法人代表 王建国", "赵海燕", "914***********KE7M")
    finish(at, 3, draft=True)

    # 4: a child, whose guardian is asked for
    call(at, 4)
    open_items(at, "社会保障卡", "社会保障卡申领")
    at.scan(CHILD)
    at.until("申请人", CHILD)
    at.write("王小宝", "C-s")
    at.until("缺监护人")
    at.press("Space")
    at.told("居民户口簿")
    at.press("F5", "1")
    at.until("监护凭据")
    at.write("王建国", "Enter")
    at.scan(PARENT)
    at.write("户口簿", "Enter")
    at.told("已受理")
    at.until("监护人 王建国")
    finish(at, 4)

    # 5: two papers wrong, each in its own words; one notice says it all
    call(at, 5)
    open_items(at, "退休核准", "退休核准")
    at.scan(number_of("430104196503124516"))
    at.until("申请人", "Ctrl+S 立即登记")
    at.write("陈志远", "C-s")
    at.until("申请人 陈志远")
    at.press("2")  # 没有从事过特殊工种
    at.until("是否从事过特殊工种？ 否")
    at.press("C-a")
    at.until("都在手里？")
    at.press("y")
    at.until("材料已齐")
    at.press("Home", "1")
    at.until("数字直接选")
    at.press("3")
    at.press("Down", "1")
    at.until("数字直接选")
    at.press("3")
    at.until("还缺 2 项")
    at.press("F5", "3")
    at.until("补正")
    at.press("y")
    at.told("已一次性告知 2 项")
    finish(at, 5)

    # 6: a result is fetched, by its receipt
    call(at, 6)
    at.scan(ready)
    at.until(ready, "周明")
    at.press("Enter")
    at.until("领取结果", "看回执")
    at.press("1")
    at.until("领取人应是：周明")
    at.press("2")
    at.until("请您评价")
    at.press("1")
    at.until("已领取")
    finish(at, 6)

    # 7: called, gone for a moment, put aside; the next one meanwhile, an act too many taken back
    call(at, 7)
    at.press("F6")
    at.until("分办到哪里", "挂起")
    at.press("1")
    at.until("B007 挂起", "原因")
    at.press("Enter")
    at.told("B007", "挂起")
    call(at, 8)
    at.press("F8")
    at.until("直接办结")
    at.press("2")
    at.told("B008 办结")
    at.press("C-z")
    at.until("撤销上一步？", "办结 B008")
    at.press("y")
    at.told("已撤销：办结 B008")
    finish(at, 8)

    # 9: a draft left half way
    call(at, 9)
    open_items(at, "就业创业证", "就业创业证申领")
    at.scan(number_of("430104196607142020"))
    at.until("申请人", "Ctrl+S 立即登记")
    at.write("赵海燕", "C-s")
    at.until("申请人 赵海燕")
    finish(at, 9, draft=True)

    # 10: the draft is found among the drafts, and is whoever's who has just been called
    call(at, 10)
    at.press("F9", "Enter")
    at.until("没收完的草稿")
    at.press("Down", "Down", "Enter")
    at.until("找到", "赵海燕", "星城书院")
    at.press("Home", "Enter")
    at.until("数字直接选")
    at.press("1")
    at.until("B010 是来办")
    at.press("y")
    at.until("收件受理", "B010", "赵海燕")
    finish(at, 10, draft=True)

    # 7 is there again
    at.press("End", "Enter")
    at.until("B007（挂起）")
    at.press("1")
    at.until("B007  一件事专区")
    at.press("F8")
    if "还没有受理" in at.until("B007"):
        at.press("2")
    at.told("B007 办结")
    at.until("没有可叫的号")

    states = dict(asked("SELECT state, count(*) FROM ticket GROUP BY state"))
    assert states == {"finished": 10}, states
    cases = dict(asked("SELECT state, count(*) FROM case_file GROUP BY state"))
    assert cases["accepted"] == 2 and cases["draft"] == 3 and cases["delivered"] == 1, cases
    acts = {row[0] for row in asked("SELECT act FROM journal WHERE staff = 'c3'")}
    assert {"case.accept", "case.notify", "case.deliver", "ticket.hold", "act.undo", "ticket.finish"} <= acts, acts
