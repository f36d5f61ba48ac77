"""Who applies, who acts for them, and whose ticket it is: nothing is dropped, nothing is tied that nobody said."""

from __future__ import annotations

from datetime import date

import pytest

from counter.errors import Refusal
from counter.rules.identity import REGISTERING, IdKind, id_number
from counter.rules.parties import age_on, birth_of, needs_guardian
from tests.filling import fill_form
from tests.intake.conftest import GRADUATE

TODAY = date(2026, 11, 24)
AGENT = {"agent_name": "王建国", "agent_number": "11010119900307803X", "mandate": "委托书 2026-11-20"}
COMPANY = {"name": "星城创业有限公司", "number": "91430100MA4L16JQ9D"}


def checked(body: str) -> str:
    """A resident ID of 17 digits with its check character."""
    return body + "10X98765432"[sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body)) % 11]


def credit(body: str) -> str:
    """A credit code of 17 characters with its check character."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return body + signs[(31 - sum(signs.index(c) * 3**i % 31 for i, c in enumerate(body)) % 31) % 31]


CHILD = checked("43010420150315302")


def test_correcting_an_applicant_bit_by_bit_drops_nobody(do, draft) -> None:
    do("case.applicant", case=draft, **GRADUATE, **AGENT)
    do("case.applicant", case=draft, phone="13900000001")
    parties = do("case.parties", case=draft)
    assert (parties.agent.name, parties.mandate) == ("王建国", AGENT["mandate"])
    assert parties.applicant.phone.endswith("0001") and GRADUATE["number"] not in str(parties)
    do("case.applicant", case=draft, **GRADUATE)
    assert do("case.parties", case=draft).agent is not None, "the card scanned again says nothing of the agent"
    do("case.applicant", case=draft, mandate="委托书 2026-11-24")
    assert do("case.parties", case=draft).mandate == "委托书 2026-11-24"
    do("act.undo")
    assert do("case.parties", case=draft).mandate == AGENT["mandate"]
    do("case.applicant", case=draft, agent_name="", agent_number="")
    parties = do("case.parties", case=draft)
    assert parties.agent is None and parties.mandate == ""


def test_an_agent_who_applies_for_themself_is_no_agent_any_more(do, draft) -> None:
    do("case.applicant", case=draft, **GRADUATE, **AGENT)
    do("case.applicant", case=draft, name="王建国", number=AGENT["agent_number"])
    parties = do("case.parties", case=draft)
    assert parties.applicant.name == "王建国" and parties.agent is None
    with pytest.raises(Refusal, match="同一个人"):
        do("case.applicant", case=draft, **AGENT)


def test_a_child_is_accepted_with_a_guardian_only(do, draft) -> None:
    do("case.applicant", case=draft, name="李小满", number=CHILD)
    fill_form(do, draft)
    do("case.all-here", case=draft)
    assert do("case.show", case=draft).lacks == ("监护人",)
    with pytest.raises(Refusal, match="还没有登记监护人"):
        do("case.accept", case=draft)
    with pytest.raises(Refusal, match="没有写明凭据"):
        do("case.applicant", case=draft, guardian_name=GRADUATE["name"], guardian_number=GRADUATE["number"])
    do(
        "case.applicant",
        case=draft,
        guardian_name=GRADUATE["name"],
        guardian_number=GRADUATE["number"],
        guardianship="户口簿",
    )
    parties = do("case.parties", case=draft)
    assert (parties.guardian.name, parties.agent) == (GRADUATE["name"], None), "as guardian, not as an agent"
    assert do("case.accept", case=draft).approvals == 10


def test_the_household_knows_the_address(do, draft) -> None:
    fill_form(do, draft)
    place = {one.name: one.value for one in do("case.form", case=draft).fields}["迁入地址"]
    child = do("case.open", bundle="graduates", answers={"household": "yes"}).case
    guardian = {"guardian_name": GRADUATE["name"], "guardian_number": GRADUATE["number"], "guardianship": "户口簿"}
    do("case.applicant", case=child, name="李小满", number=CHILD, **guardian)
    fields = {one.name: one for one in do("case.form", case=child).fields}
    assert (fields["迁入地址"].known, fields["迁入地址"].origin) == (place, draft)
    assert fields["就业日期"].known == "", "what is hers alone is not his"


def test_whoever_is_marked_has_a_guardian_until_the_mark_goes(do, draft) -> None:
    person = do("case.parties", case=draft).applicant.id
    do("person.correct", person=person, guarded=True)
    assert "监护人" in do("case.show", case=draft).lacks
    do("person.correct", person=person, guarded=False)
    assert "监护人" not in do("case.show", case=draft).lacks


def test_a_company_names_who_speaks_for_it(do, draft) -> None:
    do("case.applicant", case=draft, **COMPANY, **AGENT)
    assert "法定代表人（负责人）" in do("case.show", case=draft).lacks
    with pytest.raises(Refusal, match="单位没有监护人"):
        do(
            "case.applicant",
            case=draft,
            guardian_name=GRADUATE["name"],
            guardian_number=GRADUATE["number"],
            guardianship="户口簿",
        )
    do("case.applicant", case=draft, representative_name="赵大成")
    parties = do("case.parties", case=draft)
    assert (parties.representative.name, parties.representative.number, parties.agent.name) == ("赵大成", "", "王建国")
    do("case.applicant", case=draft, representative_name=GRADUATE["name"], representative_number=GRADUATE["number"])
    assert do("case.parties", case=draft).representative.number.endswith(GRADUATE["number"][-4:])
    do("case.applicant", case=draft, phone="073188880000")
    assert do("case.parties", case=draft).representative is not None
    fill_form(do, draft)
    do("case.all-here", case=draft)
    assert do("case.accept", case=draft).approvals == 10


def test_a_wrong_resident_number_never_becomes_a_company() -> None:
    found = 0
    for day in range(1, 29):
        for rest in range(40):
            body = f"110105199503{day:02d}{rest:03d}"
            number = credit(body)
            if number.isdigit() and number != checked(body):
                found += 1
                with pytest.raises(Refusal) as refused:
                    id_number(number, today=TODAY)
                assert refused.value.code == "person.resident-id-or-credit-code"
                assert id_number(number, today=TODAY, note="看过执照").kind is IdKind.CREDIT
    assert found > 100, "there are such numbers"


def test_a_credit_code_begins_with_its_body_and_type_or_is_asked_about() -> None:
    for body, types in REGISTERING.items():
        for kind in "12359":
            number = credit(f"{body}{kind}430100MA4L16JQ9")
            if kind in types:
                assert id_number(number, today=TODAY).kind is IdKind.CREDIT
            else:
                with pytest.raises(Refusal, match="前两位"):
                    id_number(number, today=TODAY)
    odd = credit("M1350200MA4L16JQ9")
    with pytest.raises(Refusal, match="M 码"):
        id_number(odd, today=TODAY)
    assert "看过原件" in id_number(odd, today=TODAY, note="看过原件").warnings[0]


def test_the_note_is_kept_with_the_company(do, draft) -> None:
    odd = credit("M1350200MA4L16JQ9")
    do("case.applicant", case=draft, name="厦门老字号", number=odd, note="看过执照原件")
    assert any("看过执照原件" in one for one in do("case.show", case=draft).warnings)
    do("case.applicant", case=draft, phone="059288880000")
    assert do("case.parties", case=draft).applicant.name == "厦门老字号", "asked once, not again"


def test_somebody_elses_draft_leaves_the_called_ticket_alone(hall, people, do, draft) -> None:
    taken = do("ticket.take", "g1", queue="bundle", matter="大学生")
    do("staff.sign-in", "c3", window=3)
    do("ticket.call", "c3", window=3)
    case = do("case.show", "c3", case=draft)
    assert (case.ticket_shown, case.ticket) == ("", None)
    state = "SELECT state FROM ticket"
    assert hall.db.execute(state).fetchone()[0] == "called"
    do("case.tie", "c3", case=draft, window=3)
    assert do("case.show", "c3", case=draft).ticket_shown == taken.number
    assert hall.db.execute(state).fetchone()[0] == "serving"


def test_ages_count_completed_years() -> None:
    assert age_on(date(2008, 11, 25), TODAY) == 17 and age_on(date(2008, 11, 24), TODAY) == 18
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17 and age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert birth_of("resident", CHILD) == date(2015, 3, 15) and birth_of("passport", "E12345678") is None
    sixteen = date(2010, 1, 1)
    assert needs_guardian([{}], sixteen, False, TODAY) and not needs_guardian([{"guardian": 16}], sixteen, False, TODAY)
    assert not needs_guardian([{"guardian": 0}], date(2020, 1, 1), True, TODAY)
    assert needs_guardian([{"guardian": 0}, {}], date(2020, 1, 1), False, TODAY), "one item of the case asks"
