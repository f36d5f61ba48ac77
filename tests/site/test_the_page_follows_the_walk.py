"""One citizen's phone at every step, and the publisher that keeps it right."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from counter.acts.approval import desk_list, timing
from counter.acts.case import accepting, receiving
from counter.acts.delivery import handover, rating_tasks
from counter.acts.paper.writing import code_of
from counter.acts.queue import calling, moving
from counter.acts.queue.taking import take
from counter.acts.staff import accounts
from counter.site.publish import Publisher
from counter.store import cases, driver, public, staff
from counter.walkthrough import PAUSED_ITEM, prepare_case
from tests.site.conftest import served

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clerk(hall):
    return staff.actor(hall.db, "c3", 3)


@pytest.fixture
def received(hall, clerk):
    """A complete case, received: (receipt number, code)."""
    name = prepare_case(hall, clerk, 7)
    step = hall.do(receiving.receive, clerk, case=name)
    return step.case, code_of(hall, "case", cases.find(hall.db, step.case)["id"])


@pytest.fixture
def accepted(hall, clerk, received):
    hall.do(accepting.accept, clerk, case=received[0])
    return received


async def test_a_ticket_from_the_door_to_the_end(hall, people, phone, later):
    first = hall.do(take, people["g1"], queue="bundle")
    mine = hall.do(take, people["g1"], queue="bundle")
    assert "正在等候叫号 您前面还有 1 人" in await phone.see(mine.code)
    assert "下一个就是您" in await phone.see(first.code)
    clerk = people["c3"]
    from counter.acts.staff.accounts import sign_in

    hall.do(sign_in, clerk, window=3)
    hall.do(calling.call, clerk, window=3)
    assert "请到 3 号窗口" in await phone.see(first.code) and "下一个就是您" in await phone.see(mine.code)
    hall.do(moving.start, clerk, ticket=str(first.id))
    assert "正在 3 号窗口办理" in await phone.see(first.code)
    hall.do(moving.finish, clerk, ticket=str(first.id))
    assert "这个号已经办完" in await phone.see(first.code)
    english = await phone.see(mine.code, "en")
    assert "Waiting to be called You are next" in english and "You are next" in english


async def test_a_case_at_every_step(hall, clerk, phone, later, people):
    name = prepare_case(hall, clerk, 7)
    row = cases.find(hall.db, name)
    code = code_of(hall, "case", row["id"])
    seen = await phone.see(code)
    assert "窗口正在登记您的材料" in seen and "调档函" not in seen, "a draft notice is invisible"
    receipt = hall.do(receiving.receive, clerk, case=name).case
    assert "材料已收下，正在核对是否齐全 正在等：我们办理" in await phone.see(code)
    hall.do(accepting.accept, clerk, case=receipt)
    seen = await phone.see(code)
    assert "已受理，各部门正在办理" in seen and "补交调档函（容缺）" in seen and "承诺最迟" in seen
    assert seen.count("已送到部门，等待接收") == 8 and seen.count("等前一个事项办好后开始") == 2
    rows = hall.ask(desk_list.progress, clerk, case=receipt)
    paused = next(one for one in rows if one.item == PAUSED_ITEM)
    for slip in hall.ask(handover.slips, clerk, case=receipt):
        hall.do(handover.receive, staff.actor(hall.db, staff.at_desk(hall.db, slip.desk)), code=slip.code)
    assert (await phone.see(code)).count(" 部门正在办理 ") == 8
    approver = staff.actor(hall.db, staff.at_desk(hall.db, paused.desk))
    hall.do(timing.pause, approver, approval=paused.number, ground="inspection", days=3, reason="现场核查")
    assert "特别程序进行中（检验），预计 3 个工作日" in await phone.see(code)


async def test_no_news_is_said_with_the_day_since_when(hall, accepted, phone, later):
    assert "今天有新的进展" in await phone.see(accepted[1])
    later(days=3)
    hall.do(accounts.sign_in, staff.actor(hall.db, "c5", 5), window=5)
    await phone.see(accepted[1])
    await asyncio.sleep(0.15)
    assert "从2026年11月24日（周二）到现在没有新的进展" in await phone.see(accepted[1])


async def test_three_languages_by_header_and_by_link(accepted, phone):
    assert "已受理" in await phone.see(accepted[1], "zh-CN,zh;q=0.9,en;q=0.1")
    assert "各部門正在辦理" in await phone.see(accepted[1], "zh-TW")
    assert "Accepted; the departments are working on it" in await phone.see(accepted[1], "en-GB,en;q=0.8")
    linked = await phone.get(f"/s/{accepted[1]}?lang=en", "zh-CN")
    assert 'lang="en"' in linked.text and "?lang=en" in linked.text and linked.headers["content-language"] == "en"


async def test_rating_from_the_phone_is_kept_once_and_opens_a_task(hall, accepted, phone, people):
    from counter.acts.inbox.taking_in import take_in

    _, code = accepted
    served(hall)
    page = await phone.get(f"/s/{code}")
    assert "非常不满意" in page.text and f'action="/s/{code}/rate"' in page.text
    sent = await phone.ask("POST", f"/s/{code}/rate", data={"level": "1", "words": "等太久", "named": "1"})
    assert sent.status_code == 200 and "评价已收到" in sent.text
    assert 'action="/s/' not in (await phone.get(f"/s/{code}")).text, "it waits in the inbox: the form is gone"
    again = await phone.ask("POST", f"/s/{code}/rate", data={"level": "5"})
    assert again.status_code == 503
    assert [one.state for one in take_in(hall)] == ["used"]
    assert "您已评价：非常不满意" in await phone.see(code)
    assert "2026年11月25日（周三）前与您联系" in await phone.see(code)
    (task,) = hall.ask(rating_tasks.tasks, people["sup"])
    assert (task.words, task.answer_by, task.put_right_by, task.named) == ("等太久", "2026-11-25", "2026-12-15", True)
    hall.do(rating_tasks.answer, people["sup"], rating=task.id, words="已致电说明")
    assert "已与您联系" in await phone.see(code) and "已致电说明" not in await phone.see(code), (
        "what was said on the telephone is for the hall"
    )
    hall.do(rating_tasks.put_right, people["sup"], rating=task.id, words="增开窗口")
    assert hall.ask(rating_tasks.tasks, people["sup"]) == () and "已整改： 增开窗口" in await phone.see(code)
    assert "增开窗口".encode() not in b"".join(file.read_bytes() for file in (hall.directory / "public").iterdir())
    assert (await phone.ask("POST", f"/s/{code}/rate", data={"level": "5"})).status_code == 400


async def test_nothing_personal_is_in_the_public_store(hall, accepted, phone, people):
    await phone.see(accepted[1])
    bytes_ = b"".join(file.read_bytes() for file in (hall.directory / "public").iterdir())
    row = hall.db.execute("SELECT * FROM person").fetchone()
    secret = [
        row["name"],
        row["id_number"],
        row["phone"],
        accepted[1],
        people["c3"].name,
        hall.settings["id"],
        hall._key,
    ]
    assert not [word for word in secret if word and word.encode() in bytes_]
    assert b"R20261124-0001" in bytes_


def test_publishing_twice_or_from_nothing_gives_the_same_pages(hall, accepted, publisher):
    publisher.catch_up()

    def pages(db):
        return [tuple(r) for r in db.execute("SELECT code_hash, kind, subject, facts FROM page ORDER BY code_hash")]

    before = pages(publisher.db)
    public.set_meta(publisher.db, {"seq": "0"})
    publisher.catch_up()
    assert pages(publisher.db) == before
    publisher.close()
    (hall.directory / "public" / "public.db").unlink()
    anew = Publisher(hall)
    anew.catch_up()
    assert pages(anew.db) == before and len(before) == 1
    anew.close()


def test_a_restored_backup_makes_the_pages_anew(hall, accepted, publisher):
    publisher.catch_up()
    public.set_meta(publisher.db, {"seq": "999999"})
    publisher.db.execute("UPDATE page SET facts = '{}'")
    publisher.catch_up()
    assert "accepted" in publisher.db.execute("SELECT facts FROM page").fetchone()[0]
    assert int(public.meta(publisher.db)["seq"]) < 999


def test_the_page_follows_within_a_second_and_after_kill_9(hall, hall_dir, people):
    command = [
        sys.executable,
        "-m",
        "counter",
        "--hall",
        str(hall_dir),
        "--now",
        "2026-11-24T09:30",
        "run",
        "--while-pid",
        str(os.getpid()),
    ]
    path = hall_dir / "public" / "public.db"

    def follows(limit: float) -> bool:
        seq = hall.db.execute("SELECT max(seq) FROM journal").fetchone()[0]
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if path.exists():
                db = public.open_read_only(path)
                try:
                    if int(public.meta(db)["seq"]) >= seq:
                        return True
                except driver.OperationalError:
                    # what a kill left half written is put right by the next publisher; until then the site says so
                    pass
                finally:
                    db.close()
            time.sleep(0.05)
        return False

    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        assert follows(20), "the first look takes a start"
        delays = []
        for _ in range(5):
            hall.do(take, people["g1"], queue="A")
            started = time.monotonic()
            assert follows(20)
            delays.append(time.monotonic() - started)
        assert sorted(delays)[1] < 1.0, (
            delays
        )  # each waits a whole turn of the publisher's; a busy machine may be late with some
        second = subprocess.run(command[:-2], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
        assert second.returncode == 1 and "已经在运行" in second.stderr
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    hall.do(take, people["g1"], queue="A")
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        assert follows(20)
    finally:
        running.terminate()
        assert running.wait(15) == 0


async def test_yesterdays_slip_says_todays_number_and_is_followed_like_it(hall, people, phone):
    from datetime import datetime

    from counter.acts.queue import day

    first, mine = (hall.do(take, people["g1"], queue="bundle") for _ in range(2))
    hall.do(day.decide, people["sup"], ticket=first.number, decision=day.Decision.LAPSE)
    hall.do(day.decide, people["sup"], ticket=mine.number, decision=day.Decision.TOMORROW)
    assert "下一个工作日优先办理" in await phone.see(mine.code)
    hall.do(day.close, people["sup"])
    hall.set_now(datetime(2026, 11, 25, 9, 0))
    carried = hall.do(day.begin, people["sup"]).carried
    assert carried == (f"{mine.number} → {first.number}",)
    seen = await phone.see(mine.code)
    assert f"您昨天的 {mine.number} 号，现在是 {first.number} 号" in seen and "下一个就是您" in seen, seen
    assert "这个号已经作废" in await phone.see(first.code), "another's slip of yesterday had that number"
    clerk = people["c3"]
    from counter.acts.staff.accounts import sign_in

    hall.do(sign_in, clerk, window=3)
    hall.do(calling.call, clerk, window=3)
    assert "请到 3 号窗口" in await phone.see(mine.code)
    phone.publisher._all_anew()
    assert "请到 3 号窗口" in await phone.see(mine.code), "made anew, it says the same"
    assert f"Your number {mine.number} of yesterday is now {first.number}" in await phone.see(mine.code, "en")
