"""F9: people under every reading and part, pieces of numbers, lists of cases, a draft thrown away, a number copied."""

from __future__ import annotations

import pytest

from counter.errors import Refusal
from tests.desks.conftest import accepted, alone, approvals, do, filed


@pytest.fixture
def liu(do):
    """刘茜 with an agent and a telephone: a draft, and a case that was received."""
    step = do("case.open", "c3", items=("flexible-insurance",))
    do(
        "case.applicant",
        "c3",
        case=step.case,
        name="刘茜",
        number="430104200207153029",
        phone="13874001234",
        agent_name="王建国",
        agent_number="430104197001017633",
        mandate="委托书",
    )
    return step.case


def names(found) -> list[str]:
    return [one.name for one in found]


def test_a_name_is_found_under_every_reading_of_its_characters(do, liu) -> None:
    for typed in ("liuxi", "liuqian", "liux", "lx", "lq", "刘", "LiuXi"):
        assert "刘茜" in names(do("window.find", "c3", text=typed)), typed
    with pytest.raises(Refusal):
        do("window.find", "c3", text="liuba")


def test_a_telephone_its_end_and_the_number_of_the_day_find_too(do, liu, alone) -> None:
    for typed in ("13874001234", "1234", "3029"):
        assert "刘茜" in names(do("window.find", "c3", text=typed)) or typed == "3029", typed
    assert alone.case in names(do("window.find", "c3", text="0001"))
    assert alone.case in names(do("window.find", "c3", text="1"))


def test_somebody_is_found_as_agent_with_the_case_and_the_look_is_logged(hall, do, liu) -> None:
    found = do("window.find", "c3", text="王建国")
    assert any(one.name == liu and one.note == "代办人" for one in found)
    person = next(one.id for one in found if one.kind == "person")
    seen = do("window.person", "c3", person=person)
    assert [(one.name, one.part) for one in seen.cases] == [(liu, "代办人")]
    case = int(liu.removeprefix("D"))
    assert hall.db.execute(
        "SELECT count(*) FROM look WHERE what = 'window.person' AND (person = ? OR case_id = ?)", (person, case)
    ).fetchone()[0]


def test_an_approver_finds_only_what_lies_at_the_own_desk(hall, do, accepted, alone) -> None:
    for typed in ("lixiaomei", "李晓梅", "3029", alone.case[-6:], alone.case):
        found = do("approval.find", "ap-c-tax", text=typed)
        desks = {hall.db.execute("SELECT desk FROM approval WHERE id = ?", (one.id,)).fetchone()[0] for one in found}
        assert desks == {"D-C-TAX"}, typed
    stranger = hall.db.execute(
        "SELECT code FROM staff WHERE code LIKE 'ap-%' AND desk NOT IN (SELECT desk FROM approval) LIMIT 1"
    ).fetchone()[0]
    for typed in ("李晓梅", "3029", alone.case, "430104200207153029"):
        with pytest.raises(Refusal):
            do("approval.find", stranger, text=typed)
    assert hall.db.execute("SELECT count(*) FROM look WHERE what = 'approval.find' AND staff = 'ap-c-tax'").fetchone()[
        0
    ]


async def test_enter_on_a_person_shows_their_cases_and_a_number_is_copied(sit, do, liu) -> None:
    async with sit("c3") as at:
        await at.press("f9", *"liuxi", "enter")
        await at.press("home", "enter")
        assert "申请人" in at.words and liu in at.words and "刘茜" in at.words
        await at.press("ctrl+c")
        assert at.app.clipboard == liu and "剪贴板" in at.message
        assert at.columns() == {80}


async def test_lists_stand_in_the_empty_field_and_a_draft_is_thrown_away_where_it_is_found(sit, hall, do, liu) -> None:
    async with sit("c3") as at:
        await at.press("f9")
        assert all(name in at.words for name in ("今天的件", "我的件", "草稿"))
        await at.press("enter", "end", "enter")
        assert liu in at.words and "刘茜" in at.words
        await at.press("enter")
        assert "不要这份草稿" in at.words
        await at.press(str(1 + next(n for n, line in enumerate(at.app.screen.options) if line[0] == "discard")))
        await at.press("tab", "enter")
        assert "已不要了" in at.message
    row = hall.db.execute("SELECT state FROM case_file WHERE id = ?", (int(liu.removeprefix("D")),)).fetchone()
    assert row[0] == "withdrawn"


async def test_the_mouse_selects_words_of_a_list(sit, do, accepted) -> None:
    async with sit("ap-c-tax") as at:
        lines = at.app.screen.query_one("#work")
        await at.pilot.mouse_down(lines, offset=(6, 1))
        await at.pilot.hover(lines, offset=(20, 1))
        await at.pilot.mouse_up(lines, offset=(20, 1))
        await at.settle()
        assert "R20261124" in (at.app.screen.get_selected_text() or "")
        await at.press("ctrl+c")
        assert "R20261124" in at.app.clipboard


async def test_an_approver_searches_the_desk_and_opens_the_file(sit, accepted) -> None:
    async with sit("ap-c-tax") as at:
        await at.press("f9", *"lixiaomei", "enter")
        assert "李晓梅" in at.words
        await at.press("enter")
        assert "案卷" in at.words
