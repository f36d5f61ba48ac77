"""F9: people under every reading and part, pieces of numbers, lists of cases, a draft thrown away, a number copied."""

from __future__ import annotations

import pytest

from counter.errors import Refusal
from tests.conftest import set_policy
from tests.desks.conftest import accepted, alone, approvals, do, filed
from tests.intake.test_the_right_person_in_hand import CHILD
from tests.screens.test_what_came_from_the_site import picture


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


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", "shanxiongxin danxx sxx"),
        ("仇英", "qiuying chouy qy"),
        ("曾巩", "zenggong cenggong zg"),
        ("解缙", "xiejin jiejin xj"),
        ("查良镛", "zhaliangyong chaly zly"),
        ("区大相", "oudaxiang qudax odx"),
        ("盖叫天", "gejiaotian gaijt gjt"),
        ("任行", "renxing renhang rx"),
        ("吕布", "lvbu lyubu lubu lb"),
        ("贠小苏", "yunxiaosu yuanxs"),
        ("欧阳修", "ouyangxiu ouyang oyx ouyangx"),
        ("尉迟恭", "yuchigong weichi ycg"),
        ("万俟卨", "moqixie wanqi"),
        ("长孙无忌", "zhangsunwuji changsun zswj"),
        ("单于婼", "chanyuruo shanyu"),
        ("阿依古丽·买买提", "ayiguli"),
    ],
)
def test_a_surname_is_found_as_it_is_said_and_as_it_is_read(name: str, typed: str) -> None:
    from counter.store.readings import reader

    lost = [one for one in typed.split() if (reads := reader(one)) is None or not reads(name)]
    assert not lost, (name, lost)
    other = reader("wangwei")
    assert other is not None and not other(name)


def test_somebody_is_found_in_every_part_and_a_number_by_its_end(do, liu, alone) -> None:
    grown = {"name": "星城创业有限公司", "number": "91430100MA4L16JQ9D"}
    company = do("case.open", "c3", items=("flexible-insurance",)).case
    do(
        "case.applicant",
        "c3",
        case=company,
        **grown,
        representative_name="赵大成",
        representative_number="11010119900307803X",
    )
    child = do("case.open", "c3", items=("flexible-insurance",)).case
    do(
        "case.applicant",
        "c3",
        case=child,
        name="刘小满",
        number=CHILD,
        guardian_name="王建国",
        guardian_number="430104197001017633",
        guardianship="户口簿",
    )
    for typed, case, part in (
        ("赵大成", company, "法定代表人"),
        ("zhaodc", company, "法定代表人"),
        ("803X", company, "法定代表人"),
        ("王建国", child, "监护人"),
        ("7633", child, "监护人"),
        ("wjg", liu, "代办人"),
    ):
        assert (case, part) in [(one.name, one.note) for one in do("window.find", "c3", text=typed)], typed
    paper = do("window.papers", "c3", case=alone.case)[0].number
    for typed in (alone.case[1:], alone.case[5:], alone.acceptance_number[1:], paper):
        assert alone.case in names(do("window.find", "c3", text=typed)), typed
    with pytest.raises(Refusal):
        do("window.find", "c3", text="1124-9999")


def test_a_telephone_its_end_and_the_number_of_the_day_find_too(do, liu, alone) -> None:
    who = {one.name for one in do("window.find", "c3", text="430104200207153029") if one.kind == "person"}
    for typed in ("13874001234", "1234", "3029", "430104"):
        assert who & set(names(do("window.find", "c3", text=typed))), typed
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


async def test_enter_on_a_person_shows_their_cases_and_a_number_is_copied(
    sit, hall, do, liu, at_the_door, tmp_path
) -> None:
    number = at_the_door("B").number
    do("staff.sign-in", "c3", window=3)
    do("ticket.call", "c3", window=3)
    do("case.tie", "c3", case=liu, window=3)
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "a.png").write_bytes(picture())
    set_policy(hall, **{"intake.scan_folder": str(tmp_path / "scans")})
    do("case.attach", "c3", case=liu, document="L2000016", scan="a.png")
    async with sit("c3") as at:
        await at.press("f9", *"liuxi", "enter")
        await at.press("home", "enter")
        assert "申请人" in at.words and liu in at.words and "刘茜" in at.words
        await at.press("ctrl+c")
        assert at.app.clipboard == liu and "剪贴板" in at.message
        assert at.columns() == {80}
        assert number in at.words and "材料" in at.words and "存着的材料 1" in at.words
        await at.press("down", "enter")
        assert f"号 {number}" in at.words and "查询" in at.lines[0], "a ticket of today can be gone on with"


async def test_lists_stand_in_the_empty_field_and_a_draft_is_thrown_away_where_it_is_found(sit, hall, do, liu) -> None:
    async with sit("c3") as at:
        await at.press("f9")
        assert all(name in at.words for name in ("今天的件", "我的件", "草稿"))
        await at.press("enter", "down", "down", "enter")
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
