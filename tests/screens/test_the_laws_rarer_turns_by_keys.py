"""What the law asks of a desk now and then, by keys: others are heard, false material and a served permit go before a
second officer at another screen; and a day is typed as people write it.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from counter.rules.writing import Writing
from screens.dialogs.entry import Entry
from tests.desks.conftest import do
from tests.desks.test_a_notice_holds_in_court import accepted_of

__all__ = ["do"]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def permit(hall, do):
    """An accepted permit: its number, its desk."""
    return accepted_of(hall, do, "freight-permit")[1]["freight-permit"]


async def filled(at, *texts: str) -> None:
    for text in texts:
        if text:
            await at.paste(text)
        await at.press("enter")


async def test_a_neighbour_is_named_told_served_and_heard_by_keys(sit, hall, permit) -> None:
    async with sit(f"ap-{permit[1]}") as at:
        await at.press("f8", "end", "up", "enter", "1")
        await filled(at, "周建国", "", "和平路 12 号 101 室", "排烟口距住宅窗户不足六米")
        assert "已登记 周建国" in at.message
        await at.press("f8", "end", "up", "enter", "3")
        await at.paste("拟准予许可")
        await at.press("tab", "enter")
        assert "利害关系人告知书 W" in at.message
        await at.press("f8", "end", "up", "enter", "1", "1", "1", "enter")
        await at.paste("今天")
        assert "即 2026-11-24 周二" in at.words
        await at.press("enter")
        assert "直接送达" in at.message
        await at.press("enter")
        assert any("周建国：已告知" in fact.value for fact in at.app.screen.query_one("#facts").facts)
        await at.press("escape", "f8", "end", "up", "enter", "1", "1")
        await at.paste("请改到临街一侧")
        await at.press("tab", "enter")
        assert "请改到临街一侧" in at.message
        await at.press("f8", "end", "up", "enter", "1", "2")
        assert "已申请听证" in at.message
        await at.press("f8", "end", "enter", "1")
        await filled(at, "12.8", "三楼听证室", "王明")
        assert "2026-12-08 在三楼听证室举行" in at.message
    assert hall.db.execute("SELECT state FROM interested").fetchone()[0] == "asked"


async def test_a_neighbour_who_comes_to_a_window_is_heard_there(sit, hall, do, permit) -> None:
    number, desk = permit
    neighbour = {"name": "周建国", "contact": "和平路 12 号", "concern": "排烟口距窗户不足六米"}
    do("approval.name-interested", f"ap-{desk}", approval=number, **neighbour)
    (paper,) = do("approval.tell-interested", f"ap-{desk}", approval=number, matter="拟准予").papers
    do("notice.serve", f"ap-{desk}", paper=paper, receiver="周建国")
    receipt = hall.db.execute("SELECT receipt_number FROM case_file").fetchone()[0]
    async with sit("c3") as at:
        await at.press("f9", *receipt[-4:], "enter", "enter")
        await at.press("f8", "end", "enter", "1", "1")
        await at.paste("请改到临街一侧")
        await at.press("tab", "enter")
        assert "请改到临街一侧" in at.message
    assert hall.db.execute("SELECT staff FROM interested_words").fetchone()[0] == "c3"


async def test_false_material_goes_before_a_second_officer_at_another_screen(sit, hall, permit) -> None:
    async with sit(f"ap-{permit[1]}") as at:
        await at.press("f8", "end", "up", "up", "enter")
        await filled(at, "健康证明系伪造", "承认是网上买的")
        assert "第二名人员签署" in at.words
        await at.press("tab", "enter")
        assert "已提请不予许可并警告" in at.message
        assert hall.db.execute("SELECT count(*) FROM decision").fetchone()[0] == 0
    async with sit(f"ap2-{permit[1]}") as at:
        await at.press("f8")
        assert "健康证明系伪造" in at.words and "承认是网上买的" in at.words
        await at.press("1", "tab", "enter")
        assert "已生效" in at.message
    assert hall.db.execute("SELECT outcome FROM decision").fetchone()[0] == "refuse"
    assert hall.db.execute("SELECT count(*) FROM untruth").fetchone()[0] == 1


async def test_a_served_permit_is_revoked_and_deregistered_by_keys(sit, hall, do, permit) -> None:
    number, desk = permit
    do("approval.decide", f"ap-{desk}", approval=number, grant=True, second=f"ap2-{desk}")
    do("case.deliver", "c3", code=hall.db.execute("SELECT receipt_number FROM case_file").fetchone()[0])
    async with sit(f"ap-{desk}") as at:
        await at.press("f8", "enter", "end", "up", "enter", "4")
        assert "公共利益造成重大损害" in at.words
        await filled(at, "复查达不到规定条件", "放弃", f"ap2-{desk}")
        assert "第六十九条第一款第四项" in at.message
        await at.press("f8", "enter", "end", "enter", "4")
        await filled(at, "已被撤销", "放弃")
        await at.press("tab", "enter")
        assert "已提请注销许可" in at.message
    async with sit(f"ap2-{desk}") as at:
        await at.press("f8", "1", "tab", "enter")
        assert "注销许可" in at.message and "已生效" in at.message
    assert hall.db.execute("SELECT count(*) FROM deregistration").fetchone()[0] == 1


async def test_a_day_is_typed_as_people_write_it_and_one_that_is_none_stays_to_be_mended(sit) -> None:
    async with sit("c3") as at:
        asked = Entry("哪天", ("哪天", "", Writing.DAY), ("止", "", True, Writing.DAY))
        given = []
        at.app.push_screen(asked, given.append)
        await at.settle()
        await at.paste("昨天")
        assert "即 2026-11-23 周一" in at.words
        await at.press("enter")
        await at.paste("13.40")
        await at.press("enter")
        assert "不是日期" in at.words and not given
        for _ in "13.40":
            await at.press("backspace")
        await at.paste("二〇二六年十二月一日")
        assert "即 2026-12-01 周二" in at.words
        await at.press("enter")
        assert given == [("2026-11-23", "2026-12-01")]


def test_no_door_reads_a_typed_day_by_itself() -> None:
    """Whatever was typed is read by one reader: no screen, command or act tries its own."""
    own = []
    for file in (
        *ROOT.glob("screens/**/*.py"),
        *ROOT.glob("counter/acts/**/*.py"),
        *ROOT.glob("counter/commands/*.py"),
    ):
        text = file.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "date.fromisoformat" in text else ():
            if isinstance(node, ast.Try):
                calls = [one for part in node.body for one in ast.walk(part) if isinstance(one, ast.Call)]
                own += [file.name for one in calls if ast.unparse(one.func) == "date.fromisoformat"]
    assert own == ["month.py"], "a month is no day"
