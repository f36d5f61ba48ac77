"""An approver's whole day in a real terminal of 80 by 24, by keys alone: signed for by scan, found, ticked, granted and
refused together, asked for more, reminded, handed over, extended by the head, signed by a second, looked for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from counter.hall import Hall
from counter.hall.act import load
from counter.store import staff
from tests.conftest import NOW, WHOLE
from tests.filling import fill_form
from tests.house.test_a_live_hall_set_up_by_keys import Terminal

MORNING = "2026-11-24T10:00"
PATIENCE = 40.0
FIRST, HEAD = "ap-c-hr", "ap2-c-hr"
FORMAL, OF_SUBSTANCE = "employment-registration", "retirement-approval"
PEOPLE = (
    *(("李晓梅", "430104200207153029"), ("刘茜", "430104199507153017"), ("王建国", "430104197001017633")),
    *(("陈志远", "430104196503124516"), ("赵海燕", "43010419660714202X"), ("周明", "430104196608159038")),
)

pytestmark = [
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
    pytest.mark.skipif(not WHOLE, reason="a day in a real terminal takes minutes: make torture"),
]


class AtWork(Terminal):
    """A terminal whose message line and list are read."""

    @property
    def said(self) -> str:
        """The message line, which may be two."""
        return "".join(one.strip() for one in self.words.rstrip("\n").splitlines()[-3:-1])

    def told(self, *words: str) -> str:
        """The message line, once it says all that."""
        end = time.monotonic() + PATIENCE
        while not all(one in (said := self.said) for one in words):
            assert time.monotonic() < end, f"{words} was never said:\n{self.words}"
            time.sleep(0.1)
        return said

    def until(self, *wanted: str) -> str:
        """The screen as soon as words stand there; a day has many of them, so that none is waited for long."""
        end = time.monotonic() + PATIENCE
        while not all(word in (seen := self.words) for word in wanted):
            assert time.monotonic() < end, f"{wanted} never seen:\n{seen}"
            time.sleep(0.1)
        return seen

    def scan(self, code: str) -> None:
        """As a hand scanner types it: all at once, Enter behind."""
        self._tmux("send-keys", "-t", self.name, "-l", code, ";", "send-keys", "-t", self.name, "Enter")
        time.sleep(0.4)  # an Enter sooner than that is the scanner's second one

    def write(self, text: str, *keys: str) -> None:
        """Words, and keys behind them."""
        self.type(text)
        self.press(*keys)

    def find(self, text: str, *wanted: str) -> None:
        """Narrow the list by typing, once what was there before is gone."""
        self.type(text)
        self.until(f"筛选「{text}」", *wanted)
        self.press("Enter")

    def all_shown(self) -> None:
        """No narrowing any more."""
        self.press("Escape")
        self.until("左右换，打字筛")


def number_of(number: str) -> str:
    """A resident number with its check digit put right."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        number[:17] + "10X98765432"[sum(int(one) * weight for one, weight in zip(number, weights, strict=False)) % 11]
    )


@pytest.fixture
def desk(hall_dir: Path, key_file: Path, tmp_path: Path) -> Iterator[tuple[Path, Any]]:
    """A desk with twelve approvals of two items, some of them late; and a query in the hall."""
    hall = Hall.open(hall_dir)

    def do(name: str, who: str, /, **arguments: Any) -> Any:
        entry = load(name.split(".")[0])[name]
        actor = staff.actor(hall.db, who, 3 if who == "c3" else None)
        return hall.run(entry, actor, arguments) if entry.writes else hall.answer(entry, actor, arguments)

    for item, days in ((FORMAL, 14), (OF_SUBSTANCE, 1)):
        hall.set_now(NOW - timedelta(days=days))
        for name, number in PEOPLE:
            step = do("case.open", "c3", items=(item,))
            phone = f"1380000{number[6:10]}"
            do("case.applicant", "c3", case=step.case, name=name, number=number_of(number), phone=phone)
            for asked_of in do("case.show", "c3", case=step.case).situations:
                do("case.answer", "c3", case=step.case, question=asked_of.code, answer=asked_of.answers[1][0])
            do("case.all-here", "c3", case=step.case)
            fill_form(do, step.case, "c3")
            do("case.accept", "c3", case=step.case)
    hall.set_now(NOW)
    hall.close()
    for one in ("hall.key", "hall.chain"):
        shutil.copy(key_file.with_name(one), tmp_path / one)

    def asked(sql: str) -> list[tuple[Any, ...]]:
        now = Hall.open(hall_dir)
        try:
            return [tuple(row) for row in now.db.execute(sql)]
        finally:
            now.close()

    yield hall_dir, asked
    subprocess.run(["tmux", "-L", f"counter-{os.getpid()}", "kill-server"], capture_output=True, check=False)


def test_a_whole_day_at_the_desk(desk, tmp_path) -> None:
    place, asked = desk
    slips = [code for (code,) in asked("SELECT code FROM transfer_slip ORDER BY id")]
    assert len(slips) == 2 * len(PEOPLE)
    at = AtWork(tmp_path, "first", "--hall", str(place), "--now", MORNING, "--as", FIRST)
    at.until("在办 12", "未签收 12", "李晓梅", "就业登记")

    # the slips that came with the papers, one after the other
    for slip in slips[:8]:
        at.scan(slip)
        at.until(f"{slip} 的材料都到了")
        at.press("y")
        at.told(slip, "已签收")
    at.until("未签收 4")
    at.scan(slips[0])
    at.until("案卷")
    at.press("Escape")

    # found by typing, looked at
    at.find("liuxi", "刘茜")
    at.press("Enter")
    at.until("案卷", "三个日期")
    at.press("Escape")
    at.all_shown()

    # grouped, a whole group ticked: what is mixed is not decided together
    at.press("Right", "Right", "Right")
    at.until("[按事项]", "6 件")
    at.press("Home", "Space")
    at.until("已勾选 6")
    at.press("3")
    at.until("一并不予许可")
    at.press("n")
    at.until("已勾选 6")
    at.press("Escape")
    at.until("去掉 6 个勾选")
    at.press("y", "Left", "Left", "Left")

    # three of them granted with one signature, in full view
    at.press("Home", "Space", "Down", "Space", "Down", "Space")
    at.until("已勾选 3")
    at.press("2")
    at.until("一并准予？", *(name for name, _ in PEOPLE[:3]))
    at.press("y")
    at.told("3 件准予")
    at.until("在办 9")

    # one refused with a standard reason, whose blank is filled in
    at.find("chenzhiyuan 就业", "陈志远")
    at.press("3")
    at.until("理由", "自己写")
    at.press("3")
    at.until("确定")
    at.write("单位没有为其参保", "Tab", "Enter")
    for _ in range(4):
        if "还没有填写" in at.words:
            at.write("单位没有为其参保", "Tab", "Enter")
    at.told("不予许可")
    at.all_shown()

    # one notice that names papers and points at once
    at.find("zhouming 就业", "周明")
    at.press("4")
    at.until("一次说全")
    at.press("End", "Space", "Up", "Space", "Home", "Enter")
    at.until("补正要求", "确定")
    at.write("请写明到岗日期", "Tab", "Enter")
    at.until("3 项还没有发出")
    at.press("Escape", "4")
    at.until("3 项还没有发出", "请写明到岗日期")
    at.press("F8")
    at.until("3 项写进一份通知发出")
    at.press("y")
    at.told("补正")
    at.until("等补正")
    at.all_shown()

    # reasons written, the second officer not at hand: Esc, and they are there again; then proposed
    at.find("wangjianguo 退休", "王建国")
    at.press("3")
    at.until("自己写")
    at.press("1")
    at.until("确定")
    at.write("缴费年限不足", "Tab", "Enter")
    at.until("第二名人员签署", "缴费年限不足")
    at.press("Escape", "3")
    at.until("自己写")
    at.press("1")
    at.until("缴费年限不足", "上次没做完的还在这里")
    at.press("Tab", "Enter")
    at.until("第二名人员签署")
    at.press("Tab", "Enter")
    at.told("已提请")
    at.all_shown()

    # a check of substance granted with a second officer's own code
    at.find("liuxi 退休", "刘茜")
    at.press("2")
    at.until("准予？")
    at.press("y")
    at.until("第二名人员签署", "工号")
    at.write(HEAD, "Enter")
    at.told("准予")
    at.all_shown()

    # more time, approved by the head, who reads days and reason first
    at.find("zhaohaiyan 退休", "赵海燕")
    at.press("7")
    at.until("延长期限")
    at.press("5", "Enter")
    at.write("外调档案", "Enter")
    at.until("延长 5 个工作日", "外调档案", "负责人签署")
    at.write(HEAD, "Enter")
    at.told("延长")
    at.all_shown()

    # one's own work taken
    at.find("zhouming 退休", "周明")
    at.press("F6")
    at.until("本台的分工")
    at.press("1")
    at.told("1 件由", "A-12")
    at.all_shown()
    at.until("我手上 1")

    # looked for by F9, within the desk's reach
    for text, wanted in (("czy", "陈志远"), ("李晓梅", "李晓梅"), (PEOPLE[0][1][6:10], "李晓梅"), ("A-8", "刘茜")):
        at.press("F9")
        at.until("填好后按 Enter")
        at.write(text, "Enter")
        at.until("找到", wanted)
        at.press("Enter")
        at.until("案卷")
        at.press("Escape", "Escape")
    at.until("审批台", "左右换，打字筛")

    # the head: agrees to what was proposed, has the absent officer's work handed over, reminds
    head = AtWork(tmp_path, "head", "--hall", str(place), "--now", MORNING, "--as", HEAD)
    head.until("待复核 1", "王建国")
    head.press("Home", "F8")
    head.until("同意", "退回", "缴费年限不足")
    head.press("1")
    head.until("同意不予许可？")
    head.press("y")
    head.told("已生效")
    head.press("F6")
    head.until("本台的分工")
    head.press("4")
    head.until("移交谁手上的")
    head.press("1")
    head.until("由谁接手")
    head.press("1")
    head.until("移交的理由")
    head.write("病假一周", "Enter")
    head.told("1 件")
    head.until("我手上 1")

    # two that wait too long, ticked and reminded with the head's words, which their officer reads
    head.press("Home", "Space", "Down", "Space")
    head.until("已勾选 2")
    head.press("F8")
    head.until("已勾选的 2 件")
    head.press(*["Down"] * 4, "Enter")
    head.until("催办这 2 件？")
    head.press("y")
    head.until("内容")
    head.write("今天办完", "Enter")
    head.told("2 件已催办")
    at.press("Home", "Up", "Down")
    at.until("今天办完")

    done = {row[0] for row in asked("SELECT act FROM journal")}
    for act in (
        *("slip.receive", "approval.decide", "approval.decide-batch", "approval.gather", "approval.ask"),
        *("approval.propose", "approval.agree", "approval.extend", "approval.take", "approval.hand-over"),
        "approval.remind",
    ):
        assert act in done, act
    assert asked("SELECT json_array_length(documents) FROM supplement_round") == [(2,)]
