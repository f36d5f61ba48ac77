"""What the law's rarer ends ask of desk and counter, as those notice it who stand there."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from counter.acts.paper.remedies import lacking_remedies
from counter.errors import Refusal
from counter.hall import DATA
from counter.hall.act import load
from counter.rules.endings import Ending, Ground
from counter.store import catalogue, search
from tests.filling import fill_form


def test_granting_with_a_paper_owed_is_refused_before_reasons_are_asked(hall, do, approvals):
    number = approvals["startup-subsidy"]
    (seen,) = do("approval.consider", "ap-c-hr", approvals=(number,), tolerance=True)
    assert "没有容缺的材料" in seen.why_not
    with pytest.raises(Refusal, match="没有容缺的材料"):
        do("approval.decide", "ap-c-hr", approval=number, tolerance=True, reasons="【未填】")


def test_the_days_of_a_bad_rating_move_with_a_late_notice(hall, do, people):
    hall.set_now(datetime(2026, 12, 31, 10, 0))
    do("day.show", "sup")
    case = do("case.open", "c3", items=("flexible-insurance",)).case
    do("case.applicant", "c3", case=case, name="李晓梅", number="430104200207153029")
    done = do("case.not-competent", "c3", case=case, competent="邻市")
    rated = do("case.rate", "c3", case=done.case, level=1, named=True)
    assert rated.answer_by == "2027-01-04"
    entry = load("calendar")["calendar.load"]
    days = [{"name": "元旦", "date": f"2027-01-0{day}", "isOffDay": True} for day in (1, 2, 3, 4)]
    loaded = hall.run(entry, people["sup"], {"document": {"year": 2027, "days": days}})
    moved = {one.what: (one.before, one.after) for one in loaded.moved}
    assert moved[f"差评 {rated.id} 联系期限"] == ("2027-01-04", "2027-01-05")
    assert f"差评 {rated.id} 整改期限" in moved
    hall.db.execute("UPDATE rating SET answer_by = '2027-01-04'")
    healed = do("clock.catch-up", "sup").healed
    assert [one.after for one in healed] == ["2027-01-05"]


def test_doctor_names_the_departments_that_can_refuse_nothing(hall):
    hall.db.execute("DELETE FROM remedy")
    assert lacking_remedies(hall.db, training=True) == []
    (words,) = lacking_remedies(hall.db, training=False)
    assert "个部门没有写明复议机关和管辖法院" in words and "星城市农业农村局" in words
    hall.db.execute(
        "INSERT INTO remedy SELECT DISTINCT level, '星城市人民政府', '星城铁路运输法院', 'admin', 0 FROM department"
    )
    (words,) = lacking_remedies(hall.db, training=False)
    assert "税务局" in words and "第二十七条" in words and "民政局" not in words
    for code in ("C-TAX", "P-TAX", "C-CT"):
        hall.db.execute("INSERT INTO remedy VALUES (?, '上一级主管部门', '星城铁路运输法院', 'admin', 0)", (code,))
    assert lacking_remedies(hall.db, training=False) == []


RESTAURANT = {"form": "sole", "area": "small", "sign": "no", "drain": "no"}


def restaurant(do):
    case = do("case.open", "c3", bundle="restaurant", answers=RESTAURANT).case
    do("case.applicant", "c3", case=case, name="李晓梅", number="430104200207153029")
    do("case.all-here", "c3", case=case)
    fill_form(do, case, "c3")
    return do("case.accept", "c3", case=case)


def test_a_bundle_is_handled_jointly_only_where_it_says_so(hall, do):
    assert hall.db.execute("SELECT sum(joint) FROM approval WHERE case_id = ?", (restaurant(do).id,)).fetchone()[0] > 1
    hall.db.execute("UPDATE bundle SET definition = json_remove(definition, '$.handling') WHERE code = 'restaurant'")
    for cached in vars(catalogue).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()
    search.catalogue_changed(hall.db)
    apart = restaurant(do)
    assert hall.db.execute("SELECT sum(joint) FROM approval WHERE case_id = ?", (apart.id,)).fetchone()[0] == 0
    with pytest.raises(Refusal, match="不是联合办理"):
        do("case.extend", "sup", case=apart.case, days=10, reason="复杂", approved_by="市长 王某")


def test_a_steward_is_told_of_a_bundle_that_says_nothing_of_joint_handling(do, tmp_path):
    text = (DATA / "bundles" / "restaurant.toml").read_text("utf-8")
    silent = "\n".join(line for line in text.splitlines() if not line.startswith("handling"))
    for words, said in (
        (silent, ""),
        (silent + "\n", ""),
        (text.replace('"joint"', '"联合"'), "没有“联合”这种办理方式"),
    ):
        file = tmp_path / "restaurant.toml"
        file.write_text(words, "utf-8")
        found = do("catalogue.compare", "sup", source=str(file), mapping="bundle")
        assert (said in str([str(one) for one in found.unreadable])) if said else "handling" in str(found.warnings[0])


def test_a_whole_extension_that_moves_no_day_is_refused(do):
    accepted = restaurant(do)
    with pytest.raises(Refusal, match="全程延长移不动它") as refused:
        do("case.extend", "sup", case=accepted.case, days=10, reason="复杂", approved_by="市长 王某")
    assert refused.value.code == "case.whole-extension-moves-nothing"


def asked_for(do, *items, number="430104200207153029"):
    case = do("case.open", "c3", items=items).case
    do("case.applicant", "c3", case=case, name="李晓梅", number=number)
    do("case.all-here", "c3", case=case)
    fill_form(do, case, "c3")
    return case


FALSE = {"facts": "健康证明系伪造", "statement": "承认是网上买的"}


def test_false_material_for_a_permit_is_refused_with_a_warning_and_a_year(hall, do):
    case = asked_for(do, "food-permit")
    with pytest.raises(Refusal, match="陈述、申辩"):
        do("case.refuse-false", "c3", case=case, facts="伪造", statement="", approved_by="局长")
    told = do("case.refuse-false", "c3", case=case, approved_by="市场监管局局长 王某", **FALSE)
    paper = json.loads(hall.db.execute("SELECT content FROM paper WHERE number = ?", (told.paper,)).fetchone()[0])
    said = str(paper)
    assert "给予警告" in said and "承认是网上买的" in said and "2027-11-24 为止" in said and "六十日内" in said
    assert paper["seal"] == "星城市市场监督管理局"
    again = asked_for(do, "food-permit")
    assert any("2027-11-24" in str(one) for one in do("case.show", "c3", case=again).warnings)
    with pytest.raises(Refusal, match="不得再次申请") as refused:
        do("case.accept", "c3", case=again)
    assert refused.value.next.act == "case.refuse-barred"
    assert do("case.refuse-barred", "c3", case=again).state == "refused"
    other = asked_for(do, "chemical-trade")
    with pytest.raises(Refusal, match="没有被限制"):
        do("case.refuse-barred", "c3", case=other)
    do("case.accept", "c3", case=other)
    do("case.accept", "c3", case=asked_for(do, "food-permit", number="430104199001011234"[:17] + "0"))
    do("day.show", "sup", at="2027-11-25T10:00")
    do("case.accept", "c3", case=asked_for(do, "food-permit"))


def test_a_bar_is_lifted_by_a_person_with_a_reason(do):
    case = asked_for(do, "food-permit")
    do("case.refuse-false", "c3", case=case, approved_by="局长", **FALSE)
    (bar,) = do("person.bars", "c3", person=1)
    with pytest.raises(Refusal):
        do("person.lift-bar", "c3", number=bar.number, reason="复议撤销")
    do("person.lift-bar", "sup", number=bar.number, reason="复议机关撤销了该决定")
    assert do("person.bars", "c3", person=1) == ()
    do("case.accept", "c3", case=asked_for(do, "food-permit"))


def test_at_a_desk_false_material_takes_two_officers_and_goes_back_with_its_decision(hall, do):
    accepted = do("case.accept", "c3", case=asked_for(do, "chemical-trade", "freight-permit"))
    rows = hall.db.execute("SELECT id, item, lower(department) d FROM approval WHERE case_id = ?", (accepted.id,))
    numbers = {row["item"]: (f"A-{row['id']}", row["d"]) for row in rows}
    for item, barred in (("chemical-trade", 1), ("freight-permit", 0)):
        number, desk = numbers[item]
        with pytest.raises(Refusal, match="不能是本人"):
            do("approval.refuse-false", f"ap-{desk}", approval=number, second=f"ap-{desk}", **FALSE)
        do("approval.refuse-false", f"ap-{desk}", approval=number, second=f"ap2-{desk}", **FALSE)
        assert hall.db.execute("SELECT count(*) FROM bar WHERE item = ?", (item,)).fetchone()[0] == barred
    assert len(do("person.bars", "c3", person=1)) == 1
    number, desk = numbers["chemical-trade"]
    do("approval.recall", f"ap-{desk}", approval=number, reason="材料经核实为真", second=f"ap2-{desk}")
    assert do("person.bars", "c3", person=1) == ()
    assert hall.db.execute("SELECT count(*) FROM untruth WHERE taken_back_on IS NULL").fetchone()[0] == 1


def test_only_a_permit_is_refused_for_false_material_with_a_warning(do, approvals):
    with pytest.raises(Refusal, match="不是行政许可"):
        do("approval.refuse-false", "ap-c-hr", approval=approvals["startup-subsidy"], second="ap2-c-hr", **FALSE)
    with pytest.raises(Refusal, match="不是行政许可的事项"):
        do("case.refuse-false", "c3", case=asked_for(do, "flexible-insurance"), approved_by="局长", **FALSE)


def accepted_of(hall, do, *items):
    accepted = do("case.accept", "c3", case=asked_for(do, *items))
    rows = hall.db.execute("SELECT id, item, lower(department) d FROM approval WHERE case_id = ?", (accepted.id,))
    return accepted, {row["item"]: (f"A-{row['id']}", row["d"]) for row in rows}


DIED = {"how": Ending.DEATH, "on": date(2026, 11, 23), "proof": "居民死亡医学证明书"}


def test_a_dead_applicants_personal_items_end_and_an_heir_goes_on_with_the_others(hall, do):
    accepted, numbers = accepted_of(hall, do, "doctor-registration", "freight-permit")
    heir = {"name": "李强", "number": "430104199903030019"}
    for wrong in ({"on": date(2026, 12, 1)}, {"how": Ending.MERGER}, {"proof": ""}):
        with pytest.raises(Refusal):
            do("case.succeed", "c3", case=accepted.case, **{**DIED, **heir, **wrong})
    before = hall.db.execute("SELECT promised_on, legal_on FROM case_file").fetchone()
    done = do("case.succeed", "c3", case=accepted.case, **DIED, **heir)
    assert done.successor == "李强" and done.ended == ("医师执业注册",)
    states = {row[0]: row[1] for row in hall.db.execute("SELECT item, state FROM approval")}
    assert states == {"doctor-registration": "withdrawn", "freight-permit": "open"}
    number, desk = numbers["freight-permit"]
    do("approval.decide", f"ap-{desk}", approval=number, grant=True, second=f"ap2-{desk}")
    papers = [json.loads(row[0]) for row in hall.db.execute("SELECT content FROM paper ORDER BY at, number")]
    told = next(one for one in papers if one["title"] == "变更申请人通知书")
    assert ["申请人", "李强"] in told["lines"] and "李晓梅" in str(told) and before["promised_on"] in str(told)
    assert ["申请人", "李强"] in papers[-1]["lines"], "nothing is sent to the dead"


def test_without_an_heir_what_is_undecided_ends_in_writing_to_the_next_of_kin(hall, do):
    accepted, numbers = accepted_of(hall, do, "doctor-registration", "freight-permit")
    number, desk = numbers["freight-permit"]
    do("approval.decide", f"ap-{desk}", approval=number, grant=True, second=f"ap2-{desk}")
    done = do("case.succeed", "c3", case=accepted.case, **DIED)
    assert done.ended == ("医师执业注册",) and done.state == "decided"
    paper = json.loads(hall.db.execute("SELECT content FROM paper WHERE number = ?", (done.paper,)).fetchone()[0])
    assert ["申请人", "李晓梅的近亲属"] in paper["lines"] and "1 个决定照常送达" in str(paper)
    assert "六十日内" in str(paper) and "近亲属、承受权利的单位可以申请行政复议" in str(paper)
    do("case.deliver", "c3", code=accepted.case)
    with pytest.raises(Refusal, match="已送达|已经送达"):
        do("case.succeed", "c3", case=accepted.case, **DIED)


HEARD = {"reason": "车辆不符合技术标准", "statement": "没有异议"}


def test_a_served_permit_is_revoked_on_a_ground_of_the_law_and_once(hall, do):
    accepted, numbers = accepted_of(hall, do, "chemical-trade", "freight-permit")
    for item, ground in (("chemical-trade", Ground.DECEIT), ("freight-permit", Ground.UNQUALIFIED)):
        number, desk = numbers[item]
        with pytest.raises(Refusal, match="没有准予"):
            do("approval.revoke", f"ap-{desk}", approval=number, ground=ground, second=f"ap2-{desk}", **HEARD)
        do("approval.decide", f"ap-{desk}", approval=number, grant=True, second=f"ap2-{desk}")
        with pytest.raises(Refusal, match="还没有送达"):
            do("approval.revoke", f"ap-{desk}", approval=number, ground=ground, second=f"ap2-{desk}", **HEARD)
    do("case.deliver", "c3", code=accepted.case)
    number, desk = numbers["freight-permit"]
    with pytest.raises(Refusal) as refused:
        do("approval.recall", f"ap-{desk}", approval=number, reason="有误", second=f"ap2-{desk}")
    assert refused.value.next.act == "approval.revoke"
    for item, ground, until in (
        ("chemical-trade", Ground.DECEIT, date(2029, 11, 24)),
        ("freight-permit", Ground.UNQUALIFIED, None),
    ):
        number, desk = numbers[item]
        done = do("approval.revoke", f"ap-{desk}", approval=number, ground=ground, second=f"ap2-{desk}", **HEARD)
        assert done.barred_until == until
        paper = json.loads(hall.db.execute("SELECT content FROM paper WHERE number = ?", (done.paper,)).fetchone()[0])
        assert paper["title"] == "撤销行政许可决定书" and "行政诉讼" in str(paper)
        with pytest.raises(Refusal, match="已经撤销"):
            do("approval.revoke", f"ap-{desk}", approval=number, ground=ground, second=f"ap2-{desk}", **HEARD)
