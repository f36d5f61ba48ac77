"""Findings name their rule, the item and the next step; a steward accepts, edits or postpones; running cases keep their
version.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from counter import acts
from counter.acts.catalogue.beside import beside
from counter.acts.catalogue.cloning import EDITABLE, import_
from counter.acts.catalogue.comparing import compare
from counter.acts.catalogue.guides import _elements, compare_versions, items_by_document, items_by_law, show_item
from counter.acts.catalogue.mending import _changed, accept, edit, postpone
from counter.acts.catalogue.standardising import check
from counter.errors import Refusal
from counter.rules.access import HALL_ITSELF
from counter.rules.documents import Need
from counter.rules.finding import RULES, Surroundings
from counter.rules.findings import credit_code_fits, find
from counter.rules.guide import Item
from counter.rules.proposals import alike, paper_key
from counter.site.view import Words, guide_view
from counter.store import catalogue
from tests.catalogue.agreeing import agree

DATA = Path(__file__).resolve().parent.parent / "data"
SHARED = Path("/work/shared/real/hunan-guides.jsonl")


def bring(hall, people, path: Path, mapping: str) -> None:
    hall.do(import_, people["admin"], difference=hall.ask(compare, people["admin"], source=str(path), mapping=mapping))


def backlog(hall, people, **more):
    return hall.ask(check, people["sup"], **more)


def test_the_real_list_shows_its_known_defects(hall, people) -> None:
    bring(hall, people, DATA / "sichuan-items.csv", "sichuan")
    found = [f for f in backlog(hall, people).findings if f.department.startswith("GA-")]
    details = Counter()
    for finding in found:
        for words in (
            "没有区划部分",
            "校验位不对",
            "不是 18 位",
            "没有部门代码",
            "带下划线",
            "超过15位",
            "含小写字母",
            "主项为未分类",
            "主项与事项同名",
            "半角括号",
            "全角半角混用",
            "不成对",
            "含 \\",
            "含 %",
            "含 ８",
        ):
            details[words] += words in finding.detail
    # One more code has 18 characters, one of them in lower case.
    assert details == {
        "没有区划部分": 3,
        "校验位不对": 7,
        "不是 18 位": 143,
        "没有部门代码": 0,
        "带下划线": 38,
        "超过15位": details["超过15位"],
        "含小写字母": 13,
        "主项为未分类": 615,
        "主项与事项同名": 21,
        "半角括号": details["半角括号"],
        "全角半角混用": 13,
        "不成对": details["不成对"],
        "含 \\": 1,
        "含 %": details["含 %"],
        "含 ８": 4,
    }
    rules = Counter(f.rule for f in found)
    assert rules["codes-differ"] == 773 and rules["same-name"] == 4
    assert {f.item_name for f in found if f.rule == "same-name"} == {
        "求职创业补贴申领",
        "城市建筑物、设施上张挂、张贴宣传品审批",
    }
    assert sum(f.rule == "name-form" and f.detail[0].isdigit() for f in found) == 37
    assert all(f.next_step and f.rule_name and f.item for f in found)


GUIDE_DEFECTS = [
    ("limit-unit", "法定时限没有单位：20"),
    ("limit-unit", "承诺时限读不懂：十五"),
    ("limit-order", "承诺 25 天，法定 20 天"),
    ("limit-words", "更正的当场办结"),
    ("catch-all", "其他相关材料"),
    ("one-of-several", "营业执照或者法人证书"),
    ("one-of-several", "提交之一"),
    ("needed-sometimes", "办理的，需提交"),
    ("condition-in-words", "重新申报时提供"),
    ("code-form", "00070910700"),
    ("basis-no-law", "试写法规"),
    ("basis-no-law", "登记凭证：登记凭证"),
    ("text-form", "书名号不成对"),
    ("text-form", "用 ^ 连写"),
    ("text-form", "暂无数量限"),
    ("text-form", "一句话"),
    ("text-form", "从 4.材料 开始"),
    ("text-form", "原件，"),
    ("text-form", "套括号"),
    ("text-form", "多余的引号"),
    ("answers-differ", "材料却全部要现场交"),
    ("answers-differ", "流程里列 4 份材料，清单里 2 份"),
    ("answers-differ", "现场考察、联合审查合写一个时限"),
    ("disclosure-missing", "监督投诉渠道"),
    ("disclosure-missing", "办理结果"),
]


@pytest.mark.parametrize(
    ("rule", "words"), GUIDE_DEFECTS, ids=[f"{rule} {n}" for n, (rule, _) in enumerate(GUIDE_DEFECTS)]
)
def test_a_guide_with_defects_has_each_of_them_found(hall, people, rule, words) -> None:
    bring(hall, people, DATA / "guides-with-defects.jsonl", "hunan")
    assert any(
        f.rule == rule and words in f.detail for f in backlog(hall, people).findings if f.item.startswith("own-")
    )


@pytest.mark.skipif(not SHARED.exists(), reason="the real guides are not part of this repository")
def test_the_real_guides_show_their_known_defects(hall, people) -> None:
    bring(hall, people, SHARED, "hunan")
    found = [f for f in backlog(hall, people).findings if f.department.startswith("HN-")]
    assert {
        "limit-unit",
        "limit-words",
        "one-of-several",
        "basis-no-law",
        "text-form",
        "answers-differ",
        "condition-in-words",
    } <= {f.rule for f in found}
    words = " ".join(f.detail for f in found)
    for defect in (
        "性别更正：手续齐全当场办结",
        "流程里写 1 天",
        "现场考察、联合审查",
        "流程里列 5 份材料，清单里 3 份",
        "暂无数量限",
        "从 4.电子",
        "湘商运法规",
        "双重括号",
        "多余的引号",
        "窗口办理^网上办理",
        "来源缺少流程一栏",
    ):
        assert defect in words, defect


def test_a_departments_score_rises_when_a_finding_is_settled(hall, people) -> None:
    before = backlog(hall, people, department="C-PS")
    hall.do(accept, people["sup"], number=before.findings[0].number)
    for _ in range(60):
        after = backlog(hall, people, department="C-PS")
        if not after.findings:
            break
        hall.do(accept, people["sup"], number=after.findings[0].number)
    assert before.percent < after.percent == 100


def test_accepting_shows_and_makes_the_change_as_a_new_version_with_its_day(hall, people) -> None:
    entry = next(
        f for f in backlog(hall, people, rule="could-be-on-the-spot").findings if f.item == "housing-fund-unit"
    )
    seen = hall.ask(beside, people["sup"], number=entry.number)
    assert seen.proposal == "改为即办件，当场办结" and seen.standard == "承诺件"
    assert any("办件类型变了" in one for one in seen.concerns), "said before it is pressed"
    done = hall.do(accept, people["admin"], number=entry.number, effective=date(2026, 12, 1))
    assert done.version is None and "等第二人同意" in str(done)
    agree(hall, people)
    assert catalogue.item(hall.db, "housing-fund-unit", on=date(2026, 12, 1)).kind == "promised"
    hall.set_now(datetime(2026, 12, 1, 0, 0, 30))
    hall.do(acts.catalogue_turn, HALL_ITSELF)
    assert catalogue.item(hall.db, "housing-fund-unit", on=date(2026, 11, 30)).kind == "promised"
    assert catalogue.item(hall.db, "housing-fund-unit", on=date(2026, 12, 1)).kind == "on-the-spot"
    changed = [
        row.element
        for row in hall.ask(compare_versions, people["sup"], code="housing-fund-unit", left=1, right=2)
        if not row.same
    ]
    assert changed == ["办件类型", "承诺时限"]
    assert (
        hall.db.execute(
            "SELECT count(*) FROM item_document WHERE item = 'housing-fund-unit' AND version = 2"
        ).fetchone()[0]
        == 6
    )


def test_an_edit_puts_the_element_right_and_the_sources_words_stay(hall, people) -> None:
    bring(hall, people, DATA / "guides-with-defects.jsonl", "hunan")
    entry = next(f for f in backlog(hall, people, rule="limit-order").findings if f.item == "own-1")
    seen = hall.ask(beside, people["sup"], number=entry.number)
    assert seen.standard == "25" and "commitmentLimit：25" in seen.source
    hall.do(edit, people["sup"], number=entry.number, value="15个工作日")
    assert catalogue.item(hall.db, "own-1").promised_days == 15
    assert '"commitmentLimit": "25"' in hall.ask(show_item, people["c3"], code="own-1").source
    assert not any(f.item == "own-1" for f in backlog(hall, people, rule="limit-order").findings)
    # The source comes again with another word elsewhere: what the steward put right stays.
    again = (
        (DATA / "guides-with-defects.jsonl").read_text("utf-8").replace("符合布点规划。", "符合布点规划，资金到位。")
    )
    path = hall.directory / "again.jsonl"
    path.write_text(again, "utf-8")
    bring(hall, people, path, "hunan")
    item = catalogue.item(hall.db, "own-1")
    assert (item.version, item.promised_days, item.guide["conditions"]) == (3, 15, "符合布点规划，资金到位。")


@pytest.mark.parametrize("value", ["十五", "-3", "21", "1e9", "   "])
def test_an_edit_that_is_no_limit_is_refused_and_changes_nothing(hall, people, value) -> None:
    bring(hall, people, DATA / "guides-with-defects.jsonl", "hunan")
    entry = next(f for f in backlog(hall, people, rule="limit-order").findings if f.item == "own-1")
    with pytest.raises(Refusal):
        hall.do(edit, people["sup"], number=entry.number, value=value)
    assert catalogue.item(hall.db, "own-1").version == 1


def test_a_postponed_finding_comes_back_on_its_day(hall, people) -> None:
    entry = backlog(hall, people, department="C-HF").findings[0]
    hall.do(postpone, people["sup"], number=entry.number, until=date(2026, 12, 1))
    assert entry.number not in {f.number for f in backlog(hall, people, department="C-HF").findings}
    hall.set_now(datetime(2026, 12, 1, 9))
    assert entry.number in {f.number for f in backlog(hall, people, department="C-HF").findings}
    with pytest.raises(Refusal):
        hall.do(postpone, people["sup"], number=entry.number, until=date(2026, 12, 1))


def test_an_approver_stewards_the_own_department_only(hall, people) -> None:
    mine = hall.ask(check, people["ap-c-hf"])
    assert {f.department for f in mine.findings} == {"C-HF"}
    with pytest.raises(Refusal):
        hall.ask(check, people["ap-c-hf"], department="C-PS")
    other = backlog(hall, people, department="C-PS").findings[0]
    with pytest.raises(Refusal):
        hall.do(accept, people["ap-c-hf"], number=other.number)


def test_which_items_rest_on_this_article_and_ask_for_this_paper(hall, people) -> None:
    assert {r.code for r in hall.ask(items_by_law, people["c3"], law="社会保险法", article="第五十七条")} == {
        "enterprise-insurance",
        "medical-unit-registration",
    }
    assert "startup-subsidy" in {r.code for r in hall.ask(items_by_document, people["c3"], document="L1000005")}


ITEM = Item("x", 1, "试写事项", "C-HR", "promised", "", 20, 10, 8, {}, ())


NOTHING = Surroundings()


def rules_of(item: Item, around: Surroundings = NOTHING) -> set[str]:
    return {f.rule for f in find(item, None, around)}


def test_a_paper_that_another_desk_of_this_hall_issues_is_asked_to_be_waived() -> None:
    around = Surroundings(papers={"b": ("营业执照", "C-MR"), "o": ("户口簿", "C-PS")}, desks={"C-MR": "市市场监管局"})
    assert rules_of(replace(ITEM, needs=(Need("b", "x"),)), around) == {"issued-here"}
    assert rules_of(replace(ITEM, needs=(Need("b", "x", waive="e-licence"), Need("o", "x"))), around) == set()
    assert rules_of(replace(ITEM, department="C-MR", needs=(Need("b", "x"),)), around) == set()


def test_two_steps_of_one_desk_and_a_quick_form_check_are_found() -> None:
    steps = [{"step": "审核", "who": "甲台"}, {"step": "制证", "who": "甲台"}]
    assert rules_of(replace(ITEM, guide={"procedure": steps})) == {"same-desk-steps"}
    assert rules_of(replace(ITEM, promised_days=1)) == {"could-be-on-the-spot"}
    assert rules_of(replace(ITEM, promised_days=1, guide={"check": "substance"})) == set()


@pytest.mark.parametrize(
    ("code", "fits"),
    [("91350100M000100Y43", True), ("91350100M000100Y44", False), ("11511301008778183N", True), ("8282348", False)],
)
def test_the_check_character_of_a_credit_code(code, fits) -> None:
    assert credit_code_fits(code) is fits


def near(key, keys):
    from rapidfuzz import fuzz

    return [k for k in keys if fuzz.ratio(key, k) >= 90]


def test_one_paper_under_several_names_is_found_and_two_papers_are_not_taken_for_one() -> None:
    papers = {
        "a": ("居民身份证", "身份证"),
        "b": ("身份证（复印件）", ""),
        "c": ("食品经营许可申请书", ""),
        "d": ("食品经营许可的申请书", ""),
        "e": ("第一类易制毒化学品许可证", ""),
        "f": ("第二类易制毒化学品许可证", ""),
        "g": ("食品经营许可变更申请书", ""),
    }
    found = alike(papers, near)
    assert found["a"] == ("身份证（复印件）（b）",) and found["c"] == ("食品经营许可的申请书（d）",)
    assert "e" not in found and "g" not in found
    assert paper_key("《中华人民共和国居民身份证》原件及复印件") == "居民身份证"


def test_every_rule_has_a_name_and_its_check_list_can_be_edited() -> None:
    assert len(RULES) == len(set(RULES.values())) == 21
    around = Surroundings(disclosures=(("收费标准", ("fee",)), ("办理时限", ("legal", "promised"))))
    assert [f.detail for f in find(ITEM, None, around)] == ["没有公开收费标准"]


def test_what_brackets_say_about_the_person_tells_papers_apart_and_what_they_say_about_the_form_does_not() -> None:
    """侨眷 hands in one of two papers that differ in their brackets only; an ID card is one paper as original and as
    copy.
    """
    papers = {
        "a": ("侨眷身份材料（亲属具备华侨身份的）", ""),
        "b": ("侨眷身份材料（亲属具备归侨身份的）", ""),
        "c": ("侨眷身份材料", ""),
        "d": ("居民身份证（原件及复印件）", ""),
        "e": ("居民身份证（正本）", ""),
    }
    found = alike(papers, lambda key, keys: [])
    assert found["a"] == ("侨眷身份材料（c）",) and found["b"] == ("侨眷身份材料（c）",)
    assert found["d"] == ("居民身份证（正本）（e）",)


@pytest.mark.parametrize("element", [element for element in EDITABLE if element != "documents"])
def test_whatever_an_element_is_put_right_to_every_page_of_the_guide_still_opens(hall, element) -> None:
    before, taken = catalogue.item(hall.db, "startup-subsidy"), 0
    for words in (
        "检验检查、听证",
        "hearing",
        "实质审查",
        "省级",
        "5个工作日",
        "即办件",
        "问：带什么？答：身份证。\n问：去哪里？答：一楼。",
        "《某法》第三条",
        "1. 收件\n2. 发证",
        "随便写的话",
    ):
        try:
            _, item = _changed(before, element, words)
        except Refusal as refusal:
            assert EDITABLE[element] in str(refusal) or "办件类型" in str(refusal)
            continue
        taken += 1
        assert all(isinstance(words, str) and words for _, _, words in _elements(item))
        found = {
            "code": item.code,
            "kind": "item",
            "name": item.name,
            "department": "某局",
            "level": "city",
            "item_kind": item.kind,
            "type": item.type,
            "legal_days": item.legal_days,
            "promised_days": item.promised_days,
            "guide": json.loads(json.dumps(dict(item.guide))),
            "documents": [],
            "items": [],
        }
        for language in ("zh-Hans", "zh-Hant", "en"):
            guide_view(found, Words(language))
    assert taken


def test_questions_grounds_and_the_kind_of_check_keep_their_own_shape(hall) -> None:
    item = catalogue.item(hall.db, "startup-subsidy")
    assert _changed(item, "pauses", "检验、听证")[1].guide["pauses"] == ["inspection", "hearing"]
    for older in ("检验检查、听证", "检验（现场核查）、听证"):
        assert _changed(item, "pauses", older)[1].guide["pauses"] == ["inspection", "hearing"], "as written out before"
    assert _changed(item, "level", "村级")[1].guide["level"] == _changed(item, "level", "社区")[1].guide["level"]
    assert _changed(item, "check", "实质审查")[1].guide["check"] == "substance", "two officers, as before"
    assert _changed(item, "faq", "问：带什么？答：身份证。问：去哪里？答：一楼。")[1].guide["faq"] == [
        {"q": "带什么？", "a": "身份证。"},
        {"q": "去哪里？", "a": "一楼。"},
    ]
    with pytest.raises(Refusal, match="听证"):
        _changed(item, "pauses", "下雨")
