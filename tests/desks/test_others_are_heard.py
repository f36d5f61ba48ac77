"""Whoever else a permit bears on is told, heard and able to ask for a hearing before anything is decided (articles 36
and 47); and what is decided for a whole case is each department's own.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from counter.errors import Refusal
from counter.rules.endings import Closing, Ending, Ground
from counter.store.interested import of_approval
from tests.desks.test_a_notice_holds_in_court import FALSE, HEARD, accepted_of, asked_for

NEIGHBOUR = {
    "name": "周建国",
    "number": "430104197003070013",
    "contact": "和平路 12 号 101 室，0731-00000001",
    "concern": "排烟口距住宅窗户不足六米",
}


@pytest.fixture
def permit(hall, do):
    """An accepted permit: its number, its desk."""
    _, numbers = accepted_of(hall, do, "food-permit")
    number, desk = numbers["food-permit"]

    def at(name, who=f"ap-{desk}", /, **arguments):
        return do(name, who, approval=number, **arguments)

    at.number, at.desk, at.do, at.second = number, desk, do, f"ap2-{desk}"
    at.grant = lambda: at("approval.decide", grant=True, second=f"ap2-{desk}")
    return at


def content(hall, number):
    return json.loads(hall.db.execute("SELECT content FROM paper WHERE number = ?", (number,)).fetchone()[0])


def test_nothing_is_decided_before_a_neighbour_was_told_and_five_days_are_over(hall, permit):
    party = permit("approval.name-interested", **NEIGHBOUR).number
    for said in (permit.grant, lambda: permit("approval.decide", refuse=True, reasons="x", second=permit.second)):
        with pytest.raises(Refusal, match="还没有告知") as refused:
            said()
        assert refused.value.next.act == "approval.tell-interested"
    told = permit("approval.tell-interested", matter="拟准予食品经营许可")
    assert told.applicant, "the applicant is told of the right to a hearing with them"
    paper = content(hall, told.papers[0])
    assert paper["title"] == "利害关系人权利告知书" and ["利害关系人", "周建国"] in paper["lines"]
    assert "不足六米" in str(paper) and "李晓梅的申请" in str(paper) and "第三十六条" in str(paper)
    assert "430104197003070013" not in str(paper) and "3029" not in str(paper), "numbers are masked, or another's"
    assert paper["code_of"]["kind"] == "party", "no key to the applicant's page"
    with pytest.raises(Refusal, match="送达回证") as refused:
        permit.grant()
    assert refused.value.next.act == "notice.serve"
    assert any("送达告知书" in str(one) for one in permit.do("clock.warnings", "sup"))
    permit.do("day.show", "sup", at="2026-11-27T10:00")
    officer = f"ap-{permit.desk}"
    other = next(f"ap-{d}" for d in ("c-tax", "c-hr") if d != permit.desk)
    with pytest.raises(Refusal, match="没有找到"):
        permit.do("notice.serve", other, paper=told.papers[0], receiver="周建国")
    permit.do("notice.serve", officer, paper=told.papers[0], receiver="周建国", served_on=date(2026, 11, 26))
    (shown,) = permit("approval.interested")
    assert shown.told_on == "2026-11-26" and shown.ask_until == "2026-12-03" and shown.number == party
    permit("approval.hear-interested", "c3", party=party, words="请改到临街一侧")
    permit.do("day.show", "sup", at="2026-12-03T16:00")
    with pytest.raises(Refusal, match="2026-12-03 为止"):
        permit.grant()
    permit.do("day.show", "sup", at="2026-12-03T17:30")  # after hours counts from the next day
    with pytest.raises(Refusal, match="期限 2026-12-03 已过"):
        permit("approval.ask-hearing", "c3", party=party)
    permit.grant()


def test_a_neighbour_asks_and_the_applicant_can_not_waive_it_for_them(hall, permit):
    party = permit("approval.name-interested", **NEIGHBOUR).number
    told = permit("approval.tell-interested", matter="拟准予")
    permit.do("notice.serve", f"ap-{permit.desk}", paper=told.papers[0], receiver="周建国", manner="post")
    permit("approval.pause", ground=permit("approval.grounds")[0], days=5, reason="现场核查")
    done = permit("approval.ask-hearing", "c3", party=party)
    assert content(hall, done.paper)["title"] == "举行听证告知书" and "周建国" not in str(content(hall, done.paper))
    assert (
        hall.db.execute("SELECT count(*) FROM pause WHERE ended_at IS NULL AND ground = 'hearing'").fetchone()[0] == 1
    )
    with pytest.raises(Refusal, match="利害关系人申请的"):
        permit("approval.waive-hearing")
    assert permit("approval.ask-hearing").paper == ""  # the applicant joins it
    permit("approval.waive-hearing", party=party)
    assert permit("approval.hearing").state == "asked", "the applicant still wants it"
    permit("approval.set-hearing", day=date(2026, 12, 8), place="三楼", chair="王明")
    titles = [row[0] for row in hall.db.execute("SELECT content ->> 'title' FROM paper ORDER BY number DESC LIMIT 2")]
    assert titles == ["听证通知书", "听证通知书"], "one for each of them"
    permit("approval.waive-hearing")
    assert permit("approval.hearing").state == "waived"
    permit.grant()


def test_who_was_named_by_mistake_is_taken_out_and_nobody_is_named_twice(hall, permit):
    party = permit("approval.name-interested", **NEIGHBOUR).number
    for wrong in (NEIGHBOUR, NEIGHBOUR | {"number": "430104200207153029"}, NEIGHBOUR | {"concern": " "}):
        with pytest.raises(Refusal):
            permit("approval.name-interested", **wrong)
    permit("approval.remove-interested", party=party, reason="不住在那里")
    with pytest.raises(Refusal, match=f"没有 {party} 号"):
        permit("approval.hear-interested", party=party, words="x")
    permit.grant()
    assert of_approval(hall.db, int(permit.number[2:])) == []
    with pytest.raises(Refusal, match="已于"):
        permit("approval.name-interested", **NEIGHBOUR)


def test_only_a_permit_bears_on_others(do, approvals):
    with pytest.raises(Refusal, match="不是行政许可"):
        do("approval.name-interested", "ap-c-hr", approval=approvals["startup-subsidy"], **NEIGHBOUR)


def test_the_applicants_five_days_run_from_the_day_of_service_too(permit):
    paper = permit("approval.tell-hearing", matter="拟不予").paper
    assert permit("approval.hearing").ask_until == "2026-12-01"
    permit.do("day.show", "sup", at="2026-11-26T10:00")
    permit.do("notice.serve", "c3", paper=paper, receiver="李晓梅", manner="post")
    assert permit("approval.hearing").ask_until == "2026-12-03"


def test_what_takes_two_can_be_agreed_to_at_another_screen(hall, do):
    accepted, numbers = accepted_of(hall, do, "chemical-trade", "freight-permit")
    number, desk = numbers["freight-permit"]
    other, elsewhere = numbers["chemical-trade"]
    false = {"untrue": True, "reasons": FALSE["facts"]}
    with pytest.raises(Refusal, match="陈述、申辩"):
        do("approval.propose", f"ap-{elsewhere}", approval=other, **false)
    do("approval.propose", f"ap-{elsewhere}", approval=other, statement=FALSE["statement"], **false)
    agreed = do("approval.agree", f"ap2-{elsewhere}", approval=other)
    assert "不予" in agreed.said and len(do("person.bars", "c3", person=1)) == 1
    assert hall.db.execute("SELECT officer, second_officer FROM decision").fetchone()[:] == (
        f"ap-{elsewhere}",
        f"ap2-{elsewhere}",
    )
    do("approval.decide", f"ap-{desk}", approval=number, grant=True, second=f"ap2-{desk}")
    with pytest.raises(Refusal, match="还没有送达"):
        do("approval.propose", f"ap-{desk}", approval=number, revoke=Ground.UNQUALIFIED, reasons="x", statement="y")
    do("case.deliver", "c3", code=accepted.case)
    said = {"reasons": HEARD["reason"], "statement": HEARD["statement"]}
    do("approval.propose", f"ap-{desk}", approval=number, revoke=Ground.UNQUALIFIED, **said)
    (one,) = do("approval.reviews", f"ap2-{desk}")
    assert "第六十九条" in one.ground and one.statement == HEARD["statement"]
    with pytest.raises(Refusal, match="不能自己复核"):
        do("approval.agree", f"ap-{desk}", approval=number)
    assert "撤销" in do("approval.agree", f"ap2-{desk}", approval=number).what or True
    row = hall.db.execute("SELECT officer, second_officer FROM revocation").fetchone()
    assert tuple(row) == (f"ap-{desk}", f"ap2-{desk}")
    do("approval.propose", f"ap-{desk}", approval=number, deregister=Closing.REVOKED, **said)
    do("approval.deregister", f"ap2-{desk}", approval=number, ground=Closing.REVOKED, second=f"ap-{desk}", **HEARD)
    with pytest.raises(Refusal, match="失效"):
        do("approval.agree", f"ap2-{desk}", approval=number)


def test_a_permit_is_deregistered_on_a_ground_of_article_70_once(hall, do):
    accepted, numbers = accepted_of(hall, do, "doctor-registration", "freight-permit")
    for number, desk in numbers.values():
        do("approval.decide", f"ap-{desk}", approval=number, grant=True, second=f"ap2-{desk}")
    do("case.deliver", "c3", code=accepted.case)

    def end(item, ground):
        number, desk = numbers[item]
        return do("approval.deregister", f"ap-{desk}", approval=number, ground=ground, second=f"ap2-{desk}", **HEARD)

    with pytest.raises(Refusal, match="特定资格"):
        end("freight-permit", Closing.PERSON)
    paper = content(hall, end("doctor-registration", Closing.PERSON).paper)
    assert ["申请人", "李晓梅的近亲属（监护人）"] in paper["lines"] and paper["title"] == "注销行政许可决定书"
    assert "六十日内" in str(paper) and "第七十条第二项" in str(paper)
    with pytest.raises(Refusal, match="已经注销"):
        end("doctor-registration", Closing.EXPIRED)
    number, desk = numbers["freight-permit"]
    do(
        "approval.revoke",
        f"ap-{desk}",
        approval=number,
        ground=Ground.UNQUALIFIED,
        second=f"ap2-{desk}",
        **HEARD,
    )
    with pytest.raises(Refusal) as refused:
        do("approval.revoke", f"ap-{desk}", approval=number, ground=Ground.ABUSE, second=f"ap2-{desk}", **HEARD)
    assert refused.value.next.act == "approval.deregister"
    assert "第四项" in str(end("freight-permit", Closing.REVOKED))


def test_each_department_seals_its_own_refusal_to_take_in(hall, do):
    told = do("case.not-competent", "c3", case=asked_for(do, "food-permit", "freight-permit"), competent="邻市")
    papers = [content(hall, number) for number in told.papers]
    assert len(papers) == 2 and hall.settings["name"] not in {one["seal"] for one in papers}
    for one in papers:
        other = next(paper for paper in papers if paper is not one)
        assert one["seal"] in str(one["lines"]) and other["seal"] not in str(one["lines"])
        assert "六十日内" in str(one) and "本行政机关职权范围" in str(one)
    assert {dict(one["lines"])["办理事项"] for one in papers} == {"食品经营许可", "道路货物运输经营许可"} or len(
        {dict(one["lines"])["办理事项"] for one in papers}
    ) == 2


def test_where_one_department_answers_for_all_its_seal_stands_alone(hall, do):
    from tests.desks.test_a_notice_holds_in_court import RESTAURANT

    for handling, most in (("joint", 9), ("unified", 1)):
        hall.db.execute(
            "UPDATE bundle SET definition = json_set(definition, '$.handling', ?) WHERE code = 'restaurant'",
            (handling,),
        )
        case = do("case.open", "c3", bundle="restaurant", answers=RESTAURANT).case
        do("case.applicant", "c3", case=case, name="李晓梅", number="430104200207153029")
        told = do("case.not-competent", "c3", case=case, competent="邻市")
        assert (len(told.papers) == 1) if most == 1 else 1 < len(told.papers) <= most
    lead = hall.db.execute(
        "SELECT d.name FROM bundle b JOIN department d ON d.code = b.lead WHERE b.code = 'restaurant'"
    ).fetchone()[0]
    assert content(hall, told.paper)["seal"] == lead


def test_the_end_of_a_dead_applicants_case_is_each_departments_own(hall, do):
    accepted, _ = accepted_of(hall, do, "doctor-registration", "freight-permit")
    died = {"how": Ending.DEATH, "on": date(2026, 11, 23), "proof": "居民死亡医学证明书"}
    papers = [content(hall, number) for number in do("case.succeed", "c3", case=accepted.case, **died).papers]
    assert len({one["seal"] for one in papers}) == 2 and hall.settings["name"] not in {one["seal"] for one in papers}
    assert sorted(row[0] for one in papers for row in one["tables"][0]["rows"]) == sorted(
        row[0] for row in hall.db.execute("SELECT i.name FROM item i JOIN approval a ON a.item = i.code")
    )


def test_a_day_on_the_command_line_is_read_as_people_write_it(hall_dir):
    from click.testing import CliRunner

    from counter.cli import front

    def told(day: str):
        base = ["--hall", str(hall_dir), "--now", "2026-11-24T09:30", "--as", "c3", "case", "succeed", "R1"]
        return CliRunner().invoke(front, [*base, "--how", "death", "--proof", "证明", "--on", day])

    for day, meant in (("昨天", "2026-11-23"), ("11.20", "2026-11-20"), ("十一月三日", "2026-11-03")):
        assert f"“{day}”即 {meant}" in told(day).output
    for day in ("2026-11-20", "2026年11月20日"):
        assert "即" not in told(day).output and told(day).exception.code == "case.cannot-read-case-number"
    assert "不是日期" in told("13.40").output
