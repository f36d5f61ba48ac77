"""A bad rating is a task with two clocks: contacted, put right, escalated when late, and the citizen sees how far it
is.
"""

from __future__ import annotations

import pytest

from counter.errors import Refusal
from tests.desks.conftest import accepted, approvals, do, filed


@pytest.fixture
def bad(hall, do, accepted):
    """A named bad rating of a case, given on 2026-11-24: contact by 11-25, put right by 12-15."""
    hall.db.execute("UPDATE case_file SET state = 'delivered' WHERE id = ?", (accepted.id,))
    return do("case.rate", "c3", case=accepted.case, level=1, words="等太久[/x]", named=True)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_the_supervisor_contacts_and_puts_right_by_keys(sit, hall, bad, size) -> None:
    async with sit("sup", size=size, place="ratings") as at:
        assert "差评 1 个要办，超期 0" in at.words and "等太久[/x]" in at.words and "联系本人" in at.words
        await at.press("1", "2")  # not reached: the clock runs on
        await at.paste("无人接听")
        await at.press("tab", "enter")
        assert "没联系上" in at.message and "无人接听" in at.words and "2026-11-25 前" in at.words
        await at.press("1", "1")
        await at.paste("已致歉说明")
        await at.press("tab", "enter")
        assert "已联系" in at.message and "2026-11-24 已联系" in at.words
        assert "2026-12-15 前整改" in at.message
        await at.press("2")
        await at.paste("增开两个窗口")
        await at.press("tab", "enter")
        assert "已整改" in at.message and "差评 0 个要办" in at.words and at.columns() == {size[0]}
        await at.press("2")
        await at.paste("再整改")
        await at.press("tab", "enter")
        assert "已于 2026-11-24 整改完" in at.message
    entries = [row["facts"] for row in hall.db.execute("SELECT facts FROM journal WHERE act LIKE 'rating.%'")]
    assert len(entries) == 3 and not any("致歉" in facts or "无人" in facts for facts in entries), (
        "words stand with the rating, not in the journal"
    )
    assert not any("致歉" in (row["result"] or "") for row in hall.db.execute("SELECT result FROM journal"))


async def test_the_ratings_are_reached_by_jump_and_by_the_palette(sit, bad) -> None:
    async with sit("sup") as at:
        assert "差评 1" in at.words, "what must be answered tomorrow stands among the things to do"
        await at.press("ctrl+g")
        number = next(line.split("评价整改")[0].strip(" >").split()[-1] for line in at.lines if "评价整改" in line)
        await at.press(number)
        assert at.app.current_mode == "ratings"
        await at.press("escape", "f10")
        assert "去「评价整改」" in at.words


async def test_the_head_of_the_hall_answers_but_contests_nothing(sit, hall, bad) -> None:
    async with sit("admin", place="ratings") as at:
        assert "0显示电话" in at.words and "3申诉" not in at.words
        await at.press("3")
        assert "管理员不用" in at.message
        await at.press("enter")
        assert "整改完成" in at.words and "申诉" not in at.words
    assert hall.db.execute("SELECT count(*) FROM journal WHERE act = 'rating.appeal'").fetchone()[0] == 0


def test_what_is_late_goes_to_the_supervisor_then_to_the_head_and_into_the_days_check(hall, do, bad) -> None:
    def light(at: str):
        (one,) = do("rating.tasks", "sup", at=at)
        return one.light, one.late, one.answers

    assert light("2026-11-24T10:00") == ("yellow", 0, "值班主任")
    assert light("2026-11-25T16:00") == ("yellow", 0, "值班主任")
    assert light("2026-11-26T09:00") == ("red", 1, "值班主任")
    checked = do("clock.catch-up", "sup", at="2026-11-27T09:00")
    assert checked.ratings_late == (bad.id,) and "差评逾期 1 件" in str(checked)
    assert light("2026-11-27T09:10") == ("red", 2, "大厅负责人")
    warned = [w for w in do("clock.warnings", "sup") if w.kind == "rating"]
    assert [(w.light, w.who) for w in warned] == [("red", "大厅负责人")] and "应于 2026-11-25 前联系本人" in warned[
        0
    ].words
    assert [one.id for one in do("rating.tasks", "admin")] == [bad.id]
    do("rating.answer", "admin", rating=bad.id, words="负责人致电")
    assert light("2026-11-27T10:00") == ("green", 0, "值班主任")
    assert [w for w in do("clock.warnings", "c3") if w.kind == "rating"] == []


def test_the_telephone_is_shown_only_of_who_agreed_and_the_look_is_logged(hall, do, accepted, bad) -> None:
    hall.db.execute("UPDATE person SET phone = '13800001234'")
    assert str(do("rating.reach", "sup", rating=bad.id)) == "李晓梅 13800001234"
    assert (
        hall.db.execute("SELECT count(*) FROM look WHERE what = 'rating.reach' AND person IS NOT NULL").fetchone()[0]
        == 1
    )
    hall.db.execute("UPDATE rating SET named = 0")
    with pytest.raises(Refusal, match="没有留联系意愿"):
        do("rating.reach", "sup", rating=bad.id)
    for staff in ("c3", "g1", "ap-c-tax"):
        with pytest.raises(Refusal):
            do("rating.reach", staff, rating=bad.id)


def test_plain_words_of_an_older_program_are_still_shown(hall, do, bad) -> None:
    hall.db.execute("UPDATE rating SET answer = '已致电', answered_on = '2026-11-24'")
    (one,) = do("rating.tasks", "sup")
    assert [note.words for note in one.notes] == ["已致电"]
    do("rating.put-right", "sup", rating=bad.id, words="已改")
    (one,) = do("rating.tasks", "sup", done=5)
    assert [note.words for note in one.notes] == ["已致电", "已改"] and one.put_right_on == "2026-11-24"


async def test_levels_and_clocks_are_said_in_the_terminals_language(sit, bad) -> None:
    async with sit("sup", size=(160, 50), speaks="en") as at:
        assert "Bad ratings 1" in at.words
        await at.press("end", "enter")
        line = next(line for line in at.lines if "Very dissatisfied" in line)
        assert f"Very dissatisfied ({bad.case}): Contact by 25 Nov 2026" in line
        await at.press("escape", "home", "enter")
        assert any("1 work day left" in line for line in at.lines if "A-" in line) and "还剩" not in at.words
        await at.app.go("ratings")
        await at.settle()
        assert "Very dissatisfied" in at.words and "满意" not in at.words


async def test_window_and_clerk_stand_there_for_the_supervisor_only(sit, hall, bad, accepted) -> None:
    hall.db.execute("UPDATE case_file SET front_window = 3 WHERE id = ?", (accepted.id,))
    name = hall.db.execute("SELECT name FROM staff WHERE code = 'c3'").fetchone()[0]
    async with sit("sup", place="ratings") as at:
        assert f"3 号窗口 {name}" in at.words
    async with sit("admin", place="ratings") as at:
        assert "等太久" in at.words and name not in at.words
