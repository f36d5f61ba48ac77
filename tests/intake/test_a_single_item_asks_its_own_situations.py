"""An item taken in by itself asks what its own guide asks; what the answers don't call for is not asked of anybody."""

from __future__ import annotations

import json

import pytest

from counter.errors import Refusal
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE


def papers(do, case: str) -> dict[str, str]:
    return {paper.document: paper.necessity for paper in do("case.show", case=case).papers}


def test_the_answers_bring_the_conditional_papers_and_only_those(do) -> None:
    case = do("case.open", items=("birth-registration",)).case
    shown = do("case.show", case=case)
    assert [(s.code, s.given) for s in shown.situations] == [("married", ""), ("ethnic", "")]
    assert not {"marriage-certificate", "ethnic-request"} & set(papers(do, case))
    do("case.answer", case=case, question="married", answer="yes")
    assert "marriage-certificate" in papers(do, case) and "ethnic-request" not in papers(do, case)
    do("case.answer", case=case, question="ethnic", answer="mixed")
    do("case.answer", case=case, question="married", answer="no")
    assert "ethnic-request" in papers(do, case) and "marriage-certificate" not in papers(do, case)


def test_no_item_is_accepted_with_a_question_open(hall, do) -> None:
    case = do("case.open", items=("birth-registration",), answers={"married": "yes"}).case
    do("case.applicant", case=case, **GRADUATE)
    do("case.all-here", case=case)
    fill_form(do, case)
    case = do("case.receive", case=case).case
    with pytest.raises(Refusal, match="父母是否同一民族"):
        do("case.accept", case=case)
    do("case.answer", case=case, question="ethnic", answer="same")
    do("case.all-here", case=case)
    fill_form(do, case)
    accepted = do("case.accept", case=case)
    assert accepted.approvals == 1
    assert json.loads(hall.db.execute("SELECT answers FROM case_file").fetchone()[0]) == {
        "ethnic": "same",
        "married": "yes",
    }


def test_an_item_beside_a_bundle_asks_only_what_the_bundle_has_not(do) -> None:
    case = do("case.open", bundle="graduates", answers=FOUNDER).case
    before = [s.code for s in do("case.show", case=case).situations]
    do("case.item", case=case, item="retirement-approval")
    after = do("case.show", case=case)
    assert [s.code for s in after.situations] == [*before, "special"] and after.situations[-1].given == ""
    do("case.item", case=case, item="retirement-approval", remove=True)
    assert [s.code for s in do("case.show", case=case).situations] == before


def test_a_question_that_two_items_share_is_asked_once(do) -> None:
    case = do("case.open", items=("file-transfer", "file-intake")).case
    codes = [s.code for s in do("case.show", case=case).situations]
    assert codes.count("keeper") == 1


def test_an_answer_that_no_guide_knows_is_refused_with_the_possible_ones(do) -> None:
    case = do("case.open", items=("birth-registration",)).case
    with pytest.raises(Refusal, match="没有这个答案") as refused:
        do("case.answer", case=case, question="married", answer="maybe")
    assert "yes（是）" in refused.value.next_step
    with pytest.raises(Refusal, match="没有情形"):
        do("case.answer", case=case, question="keeper", answer="school")
    with pytest.raises(Refusal, match="没有情形可答"):
        do("case.open", items=("tender-registration",), answers={"married": "yes"})


def test_a_condition_that_nobody_asks_for_is_left_to_the_clerk(hall, do) -> None:
    hall.db.execute("UPDATE item SET guide = json_remove(guide, '$.situations') WHERE code = 'birth-registration'")
    case = do("case.open", items=("birth-registration",)).case
    assert papers(do, case)["marriage-certificate"] == "optional" and do("case.show", case=case).situations == ()
