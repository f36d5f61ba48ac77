"""What the law's rarer ends ask of desk and counter, as those notice it who stand there."""

from __future__ import annotations

from datetime import datetime

import pytest

from counter.acts.paper.remedies import lacking_remedies
from counter.errors import Refusal
from counter.hall.act import load


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
