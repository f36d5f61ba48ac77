"""Opening hours as they are in force on the day, how old a page is, and what it may claim when the hall has fallen
silent.
"""

from __future__ import annotations

import asyncio
import time
from datetime import date, datetime

import pytest

from counter.acts.approval import desk_list
from counter.acts.calendar import arrangements
from counter.acts.case import accepting, attachments, documents, telling
from counter.acts.delivery import handover
from counter.acts.inbox.taking_in import listed, take_in, use
from counter.store import public, staff
from counter.walkthrough import prepare_case
from tests.site.conftest import words_of
from tests.site.test_hostile_visitors import png, send_files
from tests.site.test_the_page_follows_the_walk import accepted, clerk, received

__all__ = ["accepted", "clerk", "received"]


async def at(phone, hall, moment: datetime, language: str = "zh-CN") -> str:
    hall.set_now(moment)
    phone.publisher._told_at = 0.0
    phone.publisher.catch_up()
    await asyncio.sleep(0.12)  # a page believes the file's facts for a tenth of a second
    return words_of((await phone.get("/", language)).text)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 2, 13, 10), "今天开放 09:00–17:00。 下一个开放日是2026年2月14日（周六） 09:00–17:00。"),
        (datetime(2026, 2, 16, 10), "今天不开放。 下一个开放日是2026年2月24日（周二） 09:00–17:00。"),
        (datetime(2026, 10, 10, 10), "今天开放 09:00–17:00。 下一个开放日是2026年10月12日（周一） 09:00–17:00。"),
        (datetime(2026, 11, 28, 10), "今天不开放。 下一个开放日是2026年11月30日（周一） 09:00–17:00。"),
    ],
    ids=["a make-up Saturday comes", "Spring Festival", "on a make-up Saturday", "an ordinary Saturday"],
)
async def test_the_hours_are_those_of_the_day(hall, phone, moment, said):
    assert said.replace("。 ", "。") in (await at(phone, hall, moment)).replace("。 ", "。")


async def test_the_halls_own_days_and_seasons_count(hall, people, phone):
    hall.do(arrangements.hours, people["admin"], since=date(2026, 11, 25), opening="08:30", closing="16:30")
    hall.do(arrangements.overlay, people["admin"], day=date(2026, 11, 26), open=False, reason="停电检修")
    assert "今天开放 09:00–17:00。下一个开放日是2026年11月25日（周三） 08:30–16:30" in (
        await at(phone, hall, datetime(2026, 11, 24, 10))
    )
    assert "今天开放 08:30–16:30。下一个开放日是2026年11月27日（周五） 08:30–16:30" in (
        await at(phone, hall, datetime(2026, 11, 25, 10))
    )
    english = await at(phone, hall, datetime(2026, 11, 26, 10), "en")
    assert "Closed today. Next open day: Fri 27 Nov 2026, 08:30–16:30." in english


async def test_a_page_says_how_old_it_is(hall, accepted, phone):
    assert "本页内容截至2026年11月24日（周二） 09:30。" in await phone.see(accepted[1])
    assert "This page shows how things stood on Tue 24 Nov 2026 at 09:30." in await phone.see(accepted[1], "en")


def told(publisher, at_ms: int) -> None:
    public.set_meta(publisher.db, {"published_at": str(at_ms), "standing": "no"})


async def test_a_publisher_down_for_a_day_is_said_and_nothing_is_claimed_of_that_day(hall, accepted, phone):
    await phone.see(accepted[1])
    phone.publisher.catch_up = lambda: 0
    day_ago = time.time_ns() // 1_000_000 - 26 * 3_600_000
    page = hall.db.execute("SELECT code_hash FROM case_file WHERE receipt_number = ?", (accepted[0],)).fetchone()[
        "code_hash"
    ]
    since = date.fromtimestamp(day_ago / 1000).replace(day=1).isoformat()
    phone.publisher.db.execute(
        "UPDATE page SET facts = json_set(facts, '$.news_on', ?) WHERE code_hash = ?", (since, page)
    )
    told(phone.publisher, day_ago)
    await asyncio.sleep(0.15)
    seen = await phone.see(accepted[1])
    assert (
        "起没有传到这里，下面可能不是最新情况" in seen
        and "以后的情况还没有传到这里" in seen
        and "到现在没有新的进展" not in seen
    )
    assert "已受理，各部门正在办理" in seen, "what is known is still shown"
    assert "it may be out of date" in await phone.see(accepted[1], "en")
    told(phone.publisher, time.time_ns() // 1_000_000)
    await asyncio.sleep(0.15)
    seen = await phone.see(accepted[1])
    assert "可能不是最新" not in seen and "到现在没有新的进展" in seen


def test_a_hall_without_news_gives_a_sign_of_life_every_minute(hall, publisher):
    publisher.catch_up()
    before = public.meta(publisher.db)["published_at"]
    hall.set_now(datetime(2026, 11, 24, 9, 45))
    publisher.catch_up()
    assert public.meta(publisher.db)["published_at"] == before and not publisher.owes()
    publisher._told_at -= 61
    assert publisher.owes()
    publisher.catch_up()
    assert int(public.meta(publisher.db)["published_at"]) - int(before) == 15 * 60_000 and not publisher.owes()


# -- papers sent while the clock stands --------------------------------------------------------------------------------


async def test_papers_sent_after_a_notice_reach_the_window_and_the_page_says_so(hall, people, clerk, phone):
    from counter.acts.case import receiving
    from counter.acts.paper.writing import code_of
    from counter.store import cases

    receipt = hall.do(receiving.receive, clerk, case=prepare_case(hall, clerk, 7)).case
    code = code_of(hall, "case", cases.find(hall.db, receipt)["id"])
    hall.do(telling.notify, clerk, case=receipt, documents=("L2000016",), reason="身份证看不清")
    assert "正在等：您" in await phone.see(code) and "居民身份证：身份证看不清" in await phone.see(code)
    assert "居民身份证" in (await phone.get(f"/s/{code}/send")).text
    sent = await send_files(phone, f"/s/{code}/send", [("L2000016", "身份证.png", png(9, 9), "image/png")])
    assert "材料已加密送进大厅" in sent.text and "正在送进大厅" in await phone.see(code)
    take_in(hall)
    assert "已收到 1 份" in await phone.see(code)
    (entry,) = hall.ask(listed, clerk)
    assert (entry.case, entry.files[0].document) == (receipt, "L2000016")
    hall.do(use, clerk, entry=entry.id)
    assert "已收到 1 份" in await phone.see(code), "attached, but nobody has said yet that it will do"
    hall.do(documents.document, clerk, case=receipt, document="L2000016")
    hall.do(accepting.accept, clerk, case=receipt)
    seen = await phone.see(code)
    assert "已受理，各部门正在办理 正在等：我们办理" in seen and "已收到 1 份" not in seen


async def test_papers_a_desk_asked_for_are_sent_by_phone_seen_and_end_the_wait(hall, people, clerk, accepted, phone):
    from counter.acts.approval import supplements

    receipt, code = accepted
    for slip in hall.ask(handover.slips, clerk, case=receipt):
        hall.do(handover.receive, staff.actor(hall.db, staff.at_desk(hall.db, slip.desk)), code=slip.code)
    open_one = next(one for one in hall.ask(desk_list.progress, clerk, case=receipt) if one.state == "open")
    approver = staff.actor(hall.db, staff.at_desk(hall.db, open_one.desk))
    hall.do(supplements.ask, approver, approval=open_one.number, documents=("L2000016",), reason="复印件不清楚")
    seen = await phone.see(code)
    assert "正在等：您" in seen and "居民身份证" in seen and "复印件不清楚" in seen
    await send_files(phone, f"/s/{code}/send", [("L2000016", "b.png", png(7, 7), "image/png")], words="新照的")
    take_in(hall)
    seen = await phone.see(code)
    assert "已收到 1 份" in seen
    (entry,) = hall.ask(listed, clerk)
    hall.do(use, clerk, entry=entry.id)
    seen = await phone.see(code)
    assert "复印件不清楚" not in seen and "正在等：我们办理" in seen
    assert [file.name for file in hall.ask(attachments.list_files, approver, case=receipt)] == ["b.png"], (
        "the desk that asked sees it"
    )
