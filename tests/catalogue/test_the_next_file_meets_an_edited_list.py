"""A department's next file names a paper that the steward's own list lacks: it is shown, offered, and taken in only by
a person.
"""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from counter import acts
from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.errors import Refusal
from counter.store import catalogue
from tests.catalogue.agreeing import agree, changed
from tests.catalogue.test_a_departments_table_is_cloned_whole_or_not_at_all import DATA
from tests.intake.conftest import do
from tests.screens.conftest import sit

SOURCE = DATA / "guides-with-defects.jsonl"
ITEM = "own-1"
NEW = "消防验收意见书"


def rows() -> list[dict]:
    return [json.loads(line) for line in SOURCE.read_text("utf-8").splitlines() if line.strip()]


@pytest.fixture
def file(tmp_path):
    """`file("甲", "乙")`: the department's next file, its item's list longer by these papers; `without` names one that
    is gone.
    """

    def write(*papers: str, without: str = "", **more) -> str:
        found = rows()
        own = next(row for row in found if row["unifyId"] == ITEM)
        own["materialList"] = [paper for paper in own["materialList"] if paper["materialTitle"] != without]
        own["materialList"] += [
            {"materialTitle": name, "isMust": "必要", "materialType": "复印件", "copiesNum": 2.0, **more}
            for name in papers
        ]
        path = tmp_path / f"file-{len(list(tmp_path.iterdir()))}.jsonl"
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in found), "utf-8")
        return str(path)

    return write


@pytest.fixture
def take(hall, people):
    """Compare and import a file; the difference."""

    def taken(path: str):
        difference = hall.ask(compare, people["admin"], source=path, mapping="hunan")
        hall.do(import_, people["admin"], difference=difference)
        return difference

    return taken


@pytest.fixture
def edited(hall, people, do, take, file):
    """The item imported, its list edited by the steward: one paper of their own more, one of the source's less."""
    take(file())
    gone = catalogue.item(hall.db, ITEM).needs[1].document
    changed(hall, people, acts.catalogue_paper, code=ITEM, document="L2000016")
    do("catalogue.paper", "sup", code=ITEM, document=gone, remove=True)
    return gone


def listed(hall) -> dict:
    return {need.document: need for need in catalogue.item(hall.db, ITEM).needs}


def offered(do) -> list:
    return [one for one in do("catalogue.check", "sup").findings if one.rule == "paper-offered"]


def code_of(hall, name: str) -> str:
    return hall.db.execute("SELECT code FROM document WHERE name = ?", (name,)).fetchone()[0]


def test_the_difference_shows_it_the_list_stays_and_the_backlog_asks(hall, do, take, file, edited) -> None:
    before = listed(hall)
    difference = take(file(NEW))
    assert [(line.code, line.what) for line in difference.offered] == [
        (ITEM, NEW)
    ] and "改过的清单里没有的新材料 1" in str(difference)
    assert listed(hall) == before and edited not in before, (
        "nothing of the steward's edits is lost, nothing comes in by itself"
    )
    (finding,) = offered(do)
    assert finding.item == ITEM and NEW in finding.detail
    beside = do("catalogue.finding", "sup", number=finding.number)
    assert beside.proposal == f"清单加上 {NEW}" and beside.source.splitlines()[0].find(NEW) > 0


def test_accepted_it_is_a_version_with_what_the_source_says_and_running_cases_keep_theirs(
    hall, people, do, take, file, edited
) -> None:
    department = catalogue.item(hall.db, ITEM).department
    running = do("case.open", items=(ITEM,)).case
    before = listed(hall)
    take(file(NEW, materialExplain="盖章"))
    done = do("catalogue.accept", "admin", number=offered(do)[0].number)
    assert done.version is None and len(offered(do)) == 1, "one more paper takes two people; until then it is asked"
    agree(hall, people)
    now = listed(hall)
    added = now[code_of(hall, NEW)]
    assert (added.form, added.copies, added.note) == ("copy", 2, "盖章")
    assert {code: need for code, need in now.items() if code in before} == before and offered(do) == []
    assert code_of(hall, NEW) not in {p.document for p in do("case.show", case=running).papers}
    assert code_of(hall, NEW) in {p.document for p in do("case.show", case=do("case.open", items=(ITEM,)).case).papers}
    assert catalogue.item(hall.db, ITEM).department == department
    take(file(NEW, "又一份"))
    assert set(now) <= set(listed(hall)) and [NEW in one.detail for one in offered(do)] == [False]


def test_postponed_it_comes_back_on_its_day_and_kept_out_it_never_does(hall, do, take, file, edited) -> None:
    take(file(NEW, "甲证明"))
    first, second = sorted(offered(do), key=lambda one: NEW not in one.detail)
    do("catalogue.postpone", "sup", number=first.number, until=date(2026, 12, 24))
    kept = do("catalogue.accept", "sup", number=second.number, keep=True)
    assert kept.version is None and offered(do) == []
    take(file(NEW, "甲证明", "乙证明"))
    assert ["乙证明" in one.detail for one in offered(do)] == [True], "neither is asked again by the next file"
    hall.set_now(datetime(2026, 12, 24, 9))
    assert sorted(NEW in one.detail for one in offered(do)) == [False, True]


def test_edited_by_hand_it_is_answered_and_taken_out_again_not_asked_anew(hall, people, do, take, file, edited) -> None:
    take(file(NEW))
    conditional = {"document": NEW, "necessity": "conditional", "note": "新建的"}
    changed(hall, people, acts.catalogue_paper, code=ITEM, **conditional)
    assert offered(do) == [] and listed(hall)[code_of(hall, NEW)].note == "新建的"
    do("catalogue.paper", "sup", code=ITEM, document=NEW, remove=True)
    take(file(NEW, without="其他相关材料"))
    assert offered(do) == [], "the steward has seen it and left it out"


def test_what_the_department_takes_back_is_offered_no_more_and_what_was_left_out_before_is_not_offered(
    hall, do, take, file, edited
) -> None:
    take(file(NEW))
    assert len(offered(do)) == 1
    difference = take(file())
    assert difference.offered == () and offered(do) == [] and edited not in listed(hall)


def test_an_unanswered_offer_stays_through_further_files_and_is_counted_new_once(do, take, file, edited) -> None:
    take(file(NEW))
    number = offered(do)[0].number
    difference = take(file(NEW, isonline="否"))
    assert difference.offered == () and [one.number for one in offered(do)] == [number]


def test_a_list_that_nobody_edited_takes_the_departments_new_paper_by_itself(hall, do, take, file) -> None:
    take(file())
    difference = take(file(NEW))
    assert difference.offered == () and code_of(hall, NEW) in listed(hall) and offered(do) == []


def test_edited_between_the_look_and_the_import_nothing_is_taken_over(hall, people, do, file, edited) -> None:
    difference = hall.ask(compare, people["admin"], source=file(NEW), mapping="hunan")
    changed(hall, people, acts.catalogue_paper, code=ITEM, document="L2000017")
    before = listed(hall)
    with pytest.raises(Refusal, match="又变了"):
        hall.do(import_, people["admin"], difference=difference)
    assert listed(hall) == before and offered(do) == []


async def test_by_keys_it_is_accepted_in_the_backlog(sit, hall, do, take, file, edited) -> None:
    take(file(NEW))
    async with sit("sup") as at:
        await at.app.go("backlog")
        await at.settle()
        at.app.screen.query_one("#filter").focus()
        await at.paste("来源新增材料")
        await at.press("enter")
        assert NEW in at.words
        await at.press("enter")
        assert "清单加上" in at.words and "改材料清单" in at.words and "保留现状" in at.words
        assert "第二人同意" in at.words, "what it would do is said before it is pressed"
        await at.press("1")
        assert "清单加上" in at.message and "等第二人同意" in at.message
    assert code_of(hall, NEW) not in listed(hall), "one key asks nobody for more papers"
