"""A steward adds, removes and makes conditional; each list is a version with its day; what can't hold is refused in
words.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from counter import acts
from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.catalogue.guides import versions
from counter.errors import Refusal
from counter.rules.access import HALL_ITSELF
from counter.store import catalogue
from tests.catalogue.agreeing import agree, changed
from tests.catalogue.test_a_departments_table_is_cloned_whole_or_not_at_all import DATA
from tests.intake.conftest import do

ITEM = "birth-registration"


def listed(do) -> list[str]:
    return [row.document for row in do("catalogue.papers", "sup", code=ITEM).documents]


def test_a_paper_is_added_made_conditional_and_removed_each_time_as_a_version(hall, people, do) -> None:
    before = listed(do)
    with pytest.raises(Refusal, match="没有写理由"):
        do("catalogue.paper", "sup", code=ITEM, document="L2000016")
    added = changed(hall, people, acts.catalogue_paper, code=ITEM, document="L2000016")
    assert added.version == 0 and "等第二人" in added.waits and added.added, "more is asked: two people change it"
    assert listed(do) == [*before, "L2000016"]
    do("catalogue.paper", "sup", code=ITEM, document="L2000016", necessity="conditional", when={"married": ["no"]})
    need = next(n for n in catalogue.item(hall.db, ITEM).needs if n.document == "L2000016")
    assert need.when == {"married": ("no",)} and need.necessity == "conditional"
    gone = do("catalogue.paper", "sup", code=ITEM, document="L2000016", remove=True)
    assert gone.version == 4 and gone.removed and listed(do) == before
    assert len(hall.ask(versions, people["sup"], code=ITEM)) == 4


def test_the_answer_decides_at_the_window_and_an_open_case_keeps_its_list(hall, people, do) -> None:
    old = do("case.open", items=(ITEM,), answers={"married": "no", "ethnic": "same"}).case
    asked = {"document": "L2000016", "necessity": "conditional", "when": {"married": ["no"]}}
    changed(hall, people, acts.catalogue_paper, code=ITEM, **asked)
    new = do("case.open", items=(ITEM,), answers={"married": "no", "ethnic": "same"}).case
    assert "L2000016" not in {p.document for p in do("case.show", case=old).papers}
    assert "L2000016" in {p.document for p in do("case.show", case=new).papers}
    do("case.answer", case=new, question="married", answer="yes")
    assert "L2000016" not in {p.document for p in do("case.show", case=new).papers}


def test_a_new_question_comes_with_the_paper_that_hangs_on_it_and_from_its_day_on(hall, people, do) -> None:
    now = do("catalogue.papers", "sup", code="social-card")
    documents = [{"document": row.document, "necessity": row.necessity, "form": row.form} for row in now.documents]
    documents.append({"document": "单位集体办卡清单", "necessity": "conditional", "when": {"q1": ["a1"]}})
    papers = {
        "documents": documents,
        "situations": [{"code": "q1", "question": "是否由单位集体办？", "answers": [["a1", "是"], ["a2", "否"]]}],
    }
    done = changed(
        hall,
        people,
        acts.catalogue_set_papers,
        code="social-card",
        papers=papers,
        version=now.version,
        effective=date(2026, 12, 1),
    )
    assert done.added == ("单位集体办卡清单",) and done.effective_on == date(2026, 12, 1)
    assert do("catalogue.papers", "sup", code="social-card").version == 1  # in force today
    with pytest.raises(Refusal, match="等生效"):
        do("catalogue.paper", "sup", code="social-card", document="L2000016", reason="试")
    hall.set_now(datetime(2026, 12, 1, 9))
    hall.do(acts.catalogue_turn, HALL_ITSELF)
    now = catalogue.item(hall.db, "social-card", on=date(2026, 12, 1))
    assert now.guide["situations"][0]["question"] == "是否由单位集体办？" and now.version == 2


@pytest.mark.parametrize(
    ("papers", "words"),
    [
        (
            {"documents": [{"document": "L2000016", "necessity": "conditional", "when": {"nobody-asks": ["yes"]}}]},
            "没有这个情形",
        ),
        (
            {"documents": [{"document": "L2000016", "necessity": "conditional", "when": {"married": ["maybe"]}}]},
            "没有答案 maybe",
        ),
        ({"documents": [{"document": "L2000016", "necessity": "one-of", "group": "证件"}]}, "没有第二份"),
        ({"documents": [{"document": "L2000016"}, {"document": "L2000016"}]}, "写了两次"),
        ({"documents": [{"document": "L2000016", "necessity": "perhaps"}]}, "只有 required"),
        ({"documents": [{"document": "L2000016", "copies": 0}]}, "份数 0"),
        ({"documents": [{"document": "L2000016", "waive": "somehow"}]}, "免提交"),
        ({"documents": [{"document": "L2000016", "form": "stone"}]}, "形式写作 stone"),
        ({"documents": [{"form": "original"}]}, "document 或 name"),
        ({"documents": ["L2000016"]}, "没有写对"),
        ({"documents": [{"document": "材\x07料"}]}, "控制字符"),
        ({}, "没有写对"),
        ({"documents": [], "situations": [{"code": "q", "question": "?", "answers": [["a", "是"]]}]}, "两个以上"),
    ],
)
def test_a_list_that_cannot_hold_is_refused_and_nothing_changes(hall, do, papers, words) -> None:
    rows = (
        hall.db.execute("SELECT count(*) FROM item").fetchone()[0],
        hall.db.execute("SELECT count(*) FROM document").fetchone()[0],
    )
    with pytest.raises(Refusal, match=words):
        do("catalogue.set-papers", "sup", code=ITEM, papers=papers)
    assert rows == (
        hall.db.execute("SELECT count(*) FROM item").fetchone()[0],
        hall.db.execute("SELECT count(*) FROM document").fetchone()[0],
    )


def test_two_stewards_at_once_the_second_is_told(hall, people, do) -> None:
    changed(hall, people, acts.catalogue_paper, code=ITEM, document="L2000016")
    with pytest.raises(Refusal, match="已是第 2 版"):
        do("catalogue.set-papers", "sup", code=ITEM, papers={"documents": [{"document": "L2000016"}]}, version=1)


def test_an_officer_keeps_the_own_departments_lists_only(hall, people, do) -> None:
    with pytest.raises(Refusal, match="由它自己的人看|只整改本部门"):
        do("catalogue.paper", "ap-c-hr", code=ITEM, document="L2000016")
    assert do("catalogue.paper", "ap-c-ps", code=ITEM, document="L2000016", reason="试").waits
    agree(hall, people)
    assert catalogue.item(hall.db, ITEM).version == 2


def test_the_list_survives_the_departments_next_file(hall, people, do, tmp_path) -> None:
    source = DATA / "guides-with-defects.jsonl"
    hall.do(
        import_, people["admin"], difference=hall.ask(compare, people["admin"], source=str(source), mapping="hunan")
    )
    code = hall.db.execute("SELECT code FROM item WHERE source IS NOT NULL ORDER BY code").fetchone()[0]
    changed(hall, people, acts.catalogue_paper, code=code, document="L2000016")
    again = tmp_path / "next.jsonl"
    again.write_text(
        source.read_text("utf-8").replace("个工作日", "个 工作日").replace('"isCharge": "否"', '"isCharge": "是"'),
        "utf-8",
    )
    difference = hall.ask(compare, people["admin"], source=str(again), mapping="hunan")
    assert any(line.code == code for line in difference.changed)
    assert any(line.code == code and "材料清单保留" in line.what for line in difference.warnings)
    hall.do(import_, people["admin"], difference=difference)
    item = catalogue.item(hall.db, code)
    assert item.version == 3 and "L2000016" in {need.document for need in item.needs}
