"""Faults that people reported of other halls' intake, as tests whose expected value is the right outcome (C: cases)."""

from __future__ import annotations

import json
from datetime import date

import pytest

from counter.errors import Refusal
from tests.conftest import picked
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE, do, draft
from tests.intake.test_papers_attached import png


def papers(do, case):
    return {paper.document: paper for paper in do("case.show", case=case).papers}


def test_c22_a_second_round_needs_something_new_or_a_recorded_reason(do, draft):
    case = do("case.notify", case=draft).case
    with pytest.raises(Refusal, match="还没有交来新材料"):
        do("case.notify", case=case)
    do("case.notify", case=case, reason="申请人来电补充了申请范围")


@pytest.mark.parametrize("remedy", ["notify", "tolerate", "refuse", "withdraw"])
def test_c23_a_missing_paper_blocks_acceptance_and_never_its_own_remedy(do, draft, remedy):
    with pytest.raises(Refusal, match="材料还不齐"):
        do("case.accept", case=draft)
    if remedy == "notify":
        assert do("case.notify", case=draft).state == "notified"
    elif remedy == "tolerate":
        paper = next(
            p for p in papers(do, draft).values() if any(o.cause == "tolerated" and o.allowed for o in p.offers)
        )
        do(
            "case.document",
            case=draft,
            document=paper.document,
            state="missing",
            cause="tolerated",
            due_on=paper.last_day,
        )
        do("case.all-here", case=draft)
        fill_form(do, draft)
        assert do("case.accept", case=draft).approvals == 10
    elif remedy == "refuse":
        assert do("case.refuse", case=draft, reason="", competent="住所地派出所").state == "not-competent"
    else:
        assert do("case.withdraw", case=draft, reason="不办了").state == "withdrawn"


def test_c24_a_supplement_never_ends_in_a_final_state(do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    code = next(iter(papers(do, draft)))
    case = do("case.notify", case=draft, documents=(code,), reason="看不清").case
    do("case.document", case=case, document=code, state="missing")
    do("case.document", case=case, document=code)
    assert do("case.show", case=case).state == "received"


def test_c31_removing_a_scan_leaves_the_form_and_a_mark(hall, do, draft, tmp_path):
    (tmp_path / "a.png").write_bytes(png())
    do("case.field", case=draft, name="毕业学校", value="星城大学")
    scan = do("case.attach", case=draft, document="L2000016", **picked(hall, tmp_path / "a.png"))
    do("case.detach", case=draft, attachment=scan.id, reason="扫错")
    assert do("case.show", case=draft).fields == {"毕业学校": "星城大学"}
    row = hall.db.execute("SELECT removed_at, removed_by, removed_why FROM attachment").fetchone()
    assert tuple(row) == (hall.now(), "c3", "扫错")


def test_c32_each_desk_is_sent_exactly_the_papers_its_items_ask_for(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    shown = do("case.show", case=draft)
    accepted = do("case.accept", case=draft)
    for slip in do("slip.list", case=accepted.case):
        items = {r["item"] for r in hall.db.execute("SELECT item FROM approval WHERE desk = ?", (slip.desk,))}
        expected = {p.document for p in shown.papers if set(p.items) & items and p.state == "here"}
        assert {document for document, *_ in slip.documents} == expected


def test_c34_a_double_keeps_its_hands_off_the_first_cases_papers(hall, do, draft, tmp_path):
    (tmp_path / "a.png").write_bytes(png())
    do("case.all-here", case=draft)
    fill_form(do, draft)
    do("case.attach", case=draft, document="L2000016", **picked(hall, tmp_path / "a.png"))
    first = do("case.receive", case=draft).case
    before = papers(do, first)
    second = do("case.open", "c4", bundle="graduates", answers=FOUNDER).case
    do("case.applicant", "c4", case=second, **GRADUATE)
    do("case.attach", "c4", case=second, document="L2000016", **picked(hall, tmp_path / "a.png"))
    do("case.withdraw", "c4", case=second, reason=f"与 {first} 重复")
    assert papers(do, first) == before


def test_c35_the_same_item_under_way_is_pointed_out_before_acceptance(do, draft):
    first = do("case.receive", case=draft).case
    second = do("case.open", bundle="graduates", answers=FOUNDER).case
    assert any(first in w for w in do("case.applicant", case=second, **GRADUATE).warnings)
    assert any(first in w for w in do("case.show", case=second).warnings)


def test_c38_any_window_finds_a_case_by_number_or_code_and_goes_on_with_it(do, draft):
    first = do("case.receive", case=draft).case
    code = do("case.code", case=first)
    for window, name in (("c5", first), ("c6", code), ("c7", code.lower()), ("c8", f"http://127.0.0.1:8000/s/{code}")):
        assert do("case.show", window, case=name).case == first
    do("case.all-here", "c7", case=code)
    fill_form(do, code, "c7")
    assert do("case.accept", "c8", case=code).case == first


def test_c42_an_unsent_notice_stays_inside(hall, do, draft):
    do("case.receive", case=draft)
    before = hall.db.execute("SELECT count(*) FROM paper").fetchone()[0]
    do("case.draft-notice", case=draft, reason="还在商量")
    row = hall.db.execute("SELECT state, notified_on FROM case_file").fetchone()
    assert tuple(row) == ("received", None) and hall.db.execute("SELECT count(*) FROM paper").fetchone()[0] == before
    assert do("case.show", case=draft).notices == 0


def test_c44_c45_one_case_number_from_the_first_paper_on(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    do("case.receive", case=draft)
    do("case.accept", case=draft)
    contents = [json.loads(r[0]) for r in hall.db.execute("SELECT content FROM paper ORDER BY rowid")]
    assert {c["case"] for c in contents} == {"R20261124-0001"}
    assert contents[0]["acceptance"] == "" and all(c["acceptance"] == "S20261124-0001" for c in contents[1:])


def test_c46_a_number_is_given_at_its_own_act_and_a_refused_case_has_no_acceptance_number(hall, do, draft):
    received = do("case.receive", case=draft)
    assert (
        received.case.startswith("R")
        and hall.db.execute("SELECT acceptance_number FROM case_file").fetchone()[0] is None
    )
    do("case.not-competent", case=received.case, competent="省厅")
    assert hall.db.execute("SELECT acceptance_number FROM case_file").fetchone()[0] is None


@pytest.mark.parametrize(
    "typed", ["11010119900307803x", "11010119900307803X", "11010119900307803ｘ", "１１０１０１１９９００３０７８０３Ｘ"]
)
def test_c53_the_last_character_in_any_case_is_kept_as_a_capital(hall, do, typed):
    do("person.add", name="某人", number=typed)
    assert hall.db.execute("SELECT id_number FROM person").fetchone()[0] == "11010119900307803X"


@pytest.mark.parametrize("dot", ["\u00b7", "\u2022", "\u30fb", ".", "\uff0e", "\u2027", "\uff65"])
def test_c55_a_middle_dot_of_any_kind_is_typed_found_and_shown_as_on_the_card(do, dot):
    do("person.add", name=f"阿卜杜{dot}热合曼", number="11010119900307803X")
    for text in ("阿卜杜·热合曼", f"阿卜杜{dot}热合曼", "阿卜杜热合曼", "热合曼", "abdrhm"):
        assert [p.name for p in do("person.search", text=text)] == ["阿卜杜·热合曼"]


def test_c16_the_receipt_shows_the_promise_and_keeps_the_legal_day_apart(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    accepted = do("case.accept", case=draft)
    content = json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = 'acceptance'").fetchone()[0])
    lines = dict(content["lines"])
    assert accepted.promised_on == date(2026, 12, 8) and accepted.promised_on.isoformat() in lines["承诺"]
    assert accepted.legal_on.isoformat() in lines["法定期限"] and accepted.legal_on > accepted.promised_on


def test_c15_a_case_without_any_limit_prints_no_date(hall, do):
    hall.db.execute(
        "UPDATE item SET promised_days = NULL, legal_days = NULL, desk_days = NULL WHERE code = "
        "'employment-registration'"
    )
    case = do("case.open", items=("employment-registration",), answers={"path": "founder"}).case
    do("case.applicant", case=case, **GRADUATE)
    do("case.all-here", case=case)
    fill_form(do, case)
    accepted = do("case.accept", case=case)
    content = json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = 'acceptance'").fetchone()[0])
    assert accepted.promised_on is None and ["承诺", "办结日期另行通知"] in content["lines"]
    assert content["tables"][0]["rows"][0][2] == "另行通知"


def test_c58_names_of_every_script_leave_the_columns_aligned():
    """What an input method brings into the name field is drawn in the cells it was given."""
    from rich.cells import cell_len

    from screens.parts.cells import fit
    from tests.rules.test_names_as_on_the_card import ROWS, decoded

    assert {cell_len(fit(decoded(row["name"]), 12)) for row in ROWS} == {12}
