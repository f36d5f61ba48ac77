"""A form that is not filled in holds acceptance up like a paper that is not there; what the hall knows comes filled."""

from __future__ import annotations

import json

import pytest

from counter.errors import Refusal
from tests.filling import answers_to, fill_form
from tests.intake.conftest import FOUNDER, GRADUATE


def values(do, case: str) -> dict[str, str]:
    return {one.name: one.value for one in do("case.form", case=case).fields}


def test_papers_alone_do_not_make_a_full_set(do, draft) -> None:
    do("case.all-here", case=draft)
    shown = do("case.show", case=draft)
    assert shown.form_lacks == len(shown.lacks) > 0 and any("就业日期" in lack for lack in shown.lacks)
    with pytest.raises(Refusal, match="材料还不齐：表单没有填好（就业形式、就业日期.*等 13 栏") as refused:
        do("case.accept", case=draft)
    assert refused.value.code == "case.papers-still-missing"
    fill_form(do, draft)
    assert do("case.show", case=draft).lacks == ()
    assert do("case.accept", case=draft).approvals == 10


def test_a_day_is_kept_as_a_day_and_a_number_as_a_number(do, draft) -> None:
    said = do("case.field", case=draft, name="就业日期", value="１１．２０").said
    assert values(do, draft)["就业日期"] == "2026-11-20" and "2026-11-20" in said
    for name, value in {"就业日期": "很快", "职工人数": "很多"}.items():
        with pytest.raises(Refusal, match=f"{name}”写的“{value}”"):
            do("case.field", case=draft, name=name, value=value)
        with pytest.raises(Refusal, match=f"{name}”写的“{value}”"):
            do("case.fill", case=draft, values={"开户银行": "星城银行", name: value})
    assert values(do, draft)["职工人数"] == values(do, draft)["开户银行"] == "", "all of it or nothing"


def test_what_was_put_down_before_fields_had_kinds_counts_as_missing(hall, do, draft) -> None:
    fill_form(do, draft)
    do("case.all-here", case=draft)
    kept = {**values(do, draft), "就业日期": "昨天", "职工人数": "很多"}
    hall.db.execute("UPDATE case_file SET fields = ? WHERE id = 1", (json.dumps(kept, ensure_ascii=False),))
    hall.db.execute("COMMIT") if hall.db.in_transaction else None
    with pytest.raises(Refusal, match="就业日期、职工人数"):
        do("case.accept", case=draft)


def test_the_form_of_before_comes_filled_by_one_act_and_goes_by_one_undo(do, draft) -> None:
    fill_form(do, draft)
    other = do("case.open", bundle="graduates", answers=FOUNDER).case
    with pytest.raises(Refusal, match="没有可以照填的"):
        do("case.fill", case=other)
    do("case.applicant", case=other, **GRADUATE)
    do("case.field", case=other, name="职工人数", value="9")
    done = do("case.fill", case=other)
    assert "必填的都填好了" in done.said and done.open > 0, "papers are still open"
    assert values(do, other) == {**values(do, draft), "职工人数": "9 人"}, "what was asked stays"
    do("act.undo")
    assert [name for name, value in values(do, other).items() if value] == ["职工人数"]


def test_a_notice_names_the_empty_fields_once(do, draft) -> None:
    do("case.receive", case=draft)
    points = do("case.draft-notice", case=draft).points
    assert sum("表单" in point for point in points) == 1 and "就业日期" in points[-1]
    do("case.fill", case=draft, values=answers_to(do("case.form", case=draft)))
    assert not any("请填写表单" in point for point in do("case.draft-notice", case=draft).points)


def test_an_accepted_form_is_put_right_by_the_same_kinds(do, draft) -> None:
    fill_form(do, draft)
    do("case.all-here", case=draft)
    receipt = do("case.accept", case=draft).case
    with pytest.raises(Refusal, match="不是日期"):
        do("case.amend", case=receipt, name="就业日期", value="很快", reason="录错")
    do("case.amend", case=receipt, name="就业日期", value="11月3日", reason="录错")
    assert values(do, receipt)["就业日期"] == "2026-11-03"
