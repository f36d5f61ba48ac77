"""Every change is kept; two terminals on one case: the second save is refused, shows what changed, and
loses nothing.
"""

from __future__ import annotations

import threading

import pytest

from counter.errors import Refusal
from counter.hall import Hall
from tests.conftest import NOW
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE


def test_the_second_save_is_refused_and_shows_what_changed(do, draft):
    seen = do("case.show", case=draft).version
    do("case.field", case=draft, name="毕业学校", value="星城大学", version=seen)
    with pytest.raises(Refusal) as refused:
        do("case.field", "c5", case=draft, name="毕业学校", value="省立学院", version=seen)
    said = refused.value.message
    assert "毕业学校" in said and "星城大学" in said and "3号窗口" in said and "09:30" in said
    assert do("case.show", case=draft).fields == {"毕业学校": "星城大学"}
    do("case.field", "c5", case=draft, name="毕业学校", value="省立学院", version=do("case.show", case=draft).version)
    history = [(c.what, c.before, c.after) for c in do("case.changes", case=draft) if c.what == "毕业学校"]
    assert history == [("毕业学校", "", "星城大学"), ("毕业学校", "星城大学", "省立学院")]


def test_any_window_goes_on_with_a_draft(do, draft):
    assert draft in [line.case for line in do("case.list", "c7", state="draft")]
    do("case.all-here", "c7", case=draft)
    fill_form(do, draft, "c7")
    assert do("case.receive", "c7", case=draft).case == "R20261124-0001"
    for name in ("R20261124-0001", "r20261124-0001 ", "Ｒ20261124-0001", do("case.code", case="R20261124-0001"), "D1"):
        assert do("case.show", "c8", case=name).id == 1


def test_two_people_press_accept_together_and_one_case_comes_of_it(hall, hall_dir, people, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    from counter.acts.case.accepting import accept

    gate, results = threading.Barrier(2), []

    def press(staff: str) -> None:
        own = Hall.open(hall_dir, now=NOW)
        try:
            gate.wait()
            results.append(own.do(accept, people[staff], case=draft))
        except Refusal as refusal:
            results.append(refusal)
        finally:
            own.close()

    threads = [threading.Thread(target=press, args=(staff,)) for staff in ("c3", "c4")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [r for r in results if isinstance(r, Refusal)]
    assert len(refused) == 1 and "已经受理" in refused[0].message
    assert hall.db.execute("SELECT count(*) FROM approval").fetchone()[0] == 10
    assert hall.db.execute("SELECT value FROM counter_value WHERE name = 'acceptance'").fetchone()[0] == 1


@pytest.mark.parametrize(
    "text", ["[/x][急]", "[red]x[/red]", "'; DROP TABLE case_file; --", "=HYPERLINK(1)", "长" * 500]
)
def test_odd_text_in_a_field_is_kept_as_it_is(do, draft, text):
    do("case.field", case=draft, name="备注", value=text)
    assert do("case.show", case=draft).fields["备注"] == text


@pytest.mark.parametrize(
    ("value", "said"), [("\x1b[2J", "控制字符"), ("长" * 501, "最多 500 字"), ("\u202eabc", "方向")]
)
def test_harmful_or_over_long_text_is_refused_and_nothing_changes(do, draft, value, said):
    before = do("case.show", case=draft).version
    with pytest.raises(Refusal, match=said):
        do("case.field", case=draft, name="备注", value=value)
    assert do("case.show", case=draft).version == before


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "X",
        "R20261124-9999",
        "D99999",
        "S20260101-0001",
        "\x1b[31m",
        "[/x]",
        "1" * 38,
        "A" * 5000,
        "D" + "9" * 30,
    ],
)
def test_a_name_that_is_no_case_is_refused_in_words(do, name):
    with pytest.raises(Refusal) as refused:
        do("case.show", case=name)
    assert len(str(refused.value)) < 300 and "\x1b" not in str(refused.value)


# -- people ------------------------------------------------------------------------------------------------------------


def test_the_same_number_is_not_made_twice_by_a_second_spelling(hall, do, draft):
    other = do("case.open", "c4", bundle="graduates", answers=FOUNDER).case
    step = do("case.applicant", "c4", case=other, name="李 晓 梅", number="４３０１０４２００２０７１５３０２９")
    assert hall.db.execute("SELECT count(*) FROM person").fetchone()[0] == 1 and not any(
        "不同" in w for w in step.warnings
    )
    step = do("case.applicant", "c4", case=other, name="李小梅", number=GRADUATE["number"])
    assert any("不同" in w and "李晓梅" in w for w in step.warnings)
    assert do("case.show", case=other).applicant == "李晓梅"


def test_the_same_item_under_way_is_pointed_out_with_its_case(do, draft):
    do("case.receive", case=draft)
    other = do("case.open", "c4", bundle="graduates", answers=FOUNDER).case
    step = do("case.applicant", "c4", case=other, **GRADUATE)
    assert any("R20261124-0001" in w for w in step.warnings)
    assert any("R20261124-0001" in w for w in do("case.show", case=other).warnings)


def test_suspected_doubles_are_listed_and_merged_with_a_journal_entry(hall, do, draft):
    first = do("case.show", case=draft).person
    second = do("person.add", name="李晓梅", number="E1234567", id_kind="passport")
    assert second.doubles == (first,) and first in do("person.show", person=second.id).person.doubles
    case = do("case.open", "c4", bundle="graduates", answers=FOUNDER).case
    do("case.applicant", "c4", case=case, name="李晓梅", number="E1234567", id_kind="passport")
    before = do("case.show", case=draft).papers
    do("person.merge", keep=first, other=second.id, reason="同一人的护照")
    assert do("case.show", case=case).person == first and do("case.show", case=draft).papers == before
    entry = hall.db.execute("SELECT facts FROM journal WHERE act = 'person.merge'").fetchone()[0]
    assert f'"merged":{second.id}' in entry
    assert do("person.show", person=second.id).person.id == first


def test_two_sound_numbers_are_merged_only_by_the_supervisor_with_a_reason(do, draft):
    first = do("case.show", case=draft).person
    second = do("person.add", name="李晓梅", number="11010119900307803x")
    with pytest.raises(Refusal, match="有效证件号"):
        do("person.merge", keep=first, other=second.id)
    do("person.merge", "sup", keep=first, other=second.id, reason="户籍部门更正了号码")


@pytest.mark.parametrize("text", ["李晓梅", "晓梅", "lixiaomei", "lxm", "430104200207153029", "3029", "４３０１０４"])
def test_people_are_found_by_name_pinyin_initials_and_number(do, draft, text):
    assert [p.name for p in do("person.search", text=text)] == ["李晓梅"]


def test_a_surname_is_read_as_a_surname(do):
    do("person.add", name="单雄信", number="E7654321", id_kind="passport")
    assert [p.name for p in do("person.search", text="shanxiongxin")] == ["单雄信"]


@pytest.mark.parametrize("text", ["'", '"', "*", "%", "_", "[/x]", "", "OR 1=1"])
def test_a_search_for_signs_finds_nobody_and_breaks_nothing(do, draft, text):
    assert do("person.search", text=text) == ()


def test_who_looked_at_a_person_can_be_shown_to_them(do, draft):
    person = do("case.show", "c6", case=draft).person
    assert any(look.staff == "c6" and look.what == "case.show" for look in do("person.looks", "sup", person=person))


@pytest.mark.parametrize("number", ["430104200207153028", "430104203001013025", "91110000600037341A", "12345"])
def test_a_number_that_cannot_be_right_makes_no_person(hall, do, number):
    with pytest.raises(Refusal):
        do("person.add", name="某人", number=number)
    assert hall.db.execute("SELECT count(*) FROM person").fetchone()[0] == 0


def test_a_permit_and_an_old_county_are_taken_with_a_warning(do):
    assert do("person.add", name="陈港生", number=resident("81000019900307801")).warnings
    assert do("person.add", name="刘老", number=resident("43999919500101001")).warnings


def resident(body: str) -> str:
    return body + "10X98765432"[sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body)) % 11]


def test_an_agent_needs_a_mandate_and_is_somebody_else(do, draft):
    with pytest.raises(Refusal, match="委托书"):
        do("case.applicant", case=draft, **GRADUATE, agent_name="王代办", agent_number="11010119900307803X")
    with pytest.raises(Refusal, match="同一个人"):
        do(
            "case.applicant",
            case=draft,
            **GRADUATE,
            agent_name="李晓梅",
            agent_number=GRADUATE["number"],
            mandate="委托书 2026-11-20",
        )
    do(
        "case.applicant",
        case=draft,
        **GRADUATE,
        agent_name="王代办",
        agent_number="11010119900307803X",
        mandate="委托书 2026-11-20",
    )
    assert do("case.show", case=draft).agent == "王代办"
