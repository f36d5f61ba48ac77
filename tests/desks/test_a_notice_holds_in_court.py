"""What the law's rarer ends ask of desk and counter, as those notice it who stand there."""

from __future__ import annotations

from datetime import datetime

import pytest

from counter.acts.paper.remedies import lacking_remedies
from counter.errors import Refusal
from counter.hall import DATA
from counter.hall.act import load
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
