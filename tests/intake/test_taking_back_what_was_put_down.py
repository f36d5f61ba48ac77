"""Ctrl+Z at intake: what a finger put down of a draft is taken back whole, by an entry more, and nothing else is
touched.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from counter.errors import Refusal
from counter.hall import Hall
from tests.conftest import NOW, picked
from tests.filling import fill_form
from tests.intake.conftest import FOUNDER, GRADUATE
from tests.intake.test_papers_attached import png

OTHER = {"name": "王建国", "number": "11010119900307803x"}


def rows(hall, case_id: int = 1) -> dict[str, list]:
    """Everything of a case but versions and row numbers; an attachment that was removed is as good as none."""
    skip = {
        "case_file": ("version",),
        "case_document": ("id", "version"),
        "case_item": (),
        "supplement_round": ("id",),
        "attachment": (),
    }
    found = {}
    for table, left in skip.items():
        key = "id" if table == "case_file" else "case_id"
        more = " AND removed_at IS NULL" if table == "attachment" else ""
        got = hall.db.execute(f"SELECT * FROM {table} WHERE {key} = ?{more} ORDER BY 1, 2, 3", (case_id,)).fetchall()
        found[table] = sorted((sorted((k, str(v)) for k, v in dict(r).items() if k not in left) for r in got), key=str)
    found["phones"] = [tuple(r) for r in hall.db.execute("SELECT id, name, id_number, phone FROM person ORDER BY id")]
    return found


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "card.png"
    path.write_bytes(png())
    return path


def test_everything_put_down_of_a_draft_comes_back(hall, do, draft, picture):
    """Each undoable act, from a state in which it overwrites something and from one in which it does not."""
    papers = [p.document for p in do("case.show", case=draft).papers]
    tolerable = next(p for p in do("case.show", case=draft).papers if p.offers[1].allowed)
    do(
        "case.applicant",
        case=draft,
        **GRADUATE,
        phone="13800000001",
        agent_name="王建国",
        agent_number=OTHER["number"],
        mandate="委托书 2026-11-20 李晓梅",
    )
    steps = [
        ("case.document", {"document": papers[0]}),
        ("case.document", {"document": papers[0], "copies": 3, "form": "copy"}),
        (
            "case.document",
            {
                "document": tolerable.document,
                "state": "missing",
                "cause": "tolerated",
                "due_on": tolerable.last_day,
                "reason": "李晓梅明天送来",
            },
        ),
        ("case.document", {"document": tolerable.document, "state": "missing"}),
        (
            "case.document",
            {"document": tolerable.document, "state": "missing", "cause": "supplement", "reason": "再说"},
        ),
        ("case.document", {"document": tolerable.document}),
        ("case.give-back", {"document": papers[0]}),
        ("case.all-here", {}),
        ("case.answer", {"question": "unit", "answer": "institution"}),
        ("case.answer", {"question": "path", "answer": "employed"}),
        ("case.item", {"item": "food-permit"}),
        ("case.item", {"item": "food-permit", "remove": True}),
        ("case.field", {"name": "毕业学校", "value": "星城大学"}),
        ("case.field", {"name": "毕业学校", "value": "星城师范大学"}),
        ("case.applicant", {**GRADUATE, "phone": "13900000002"}),
        ("case.applicant", dict(OTHER)),
        ("case.attach", {"document": papers[1], **picked(hall, picture)}),
        ("case.detach", {"attachment": 2, "reason": "附错了"}),
    ]
    known = {code for (code,) in hall.db.execute("SELECT DISTINCT code FROM item")}
    item = next(code for code in sorted(known) if code not in {i.item for i in do("case.show", case=draft).items})
    answers = {s.code: [code for code, _ in s.answers] for s in do("case.show", case=draft).situations}
    for name, given in steps:
        given = dict(given)
        if "item" in given:
            given["item"] = item
        if name == "case.answer":
            given["answer"] = next(code for code in answers[given["question"]] if code != FOUNDER[given["question"]])
        before = rows(hall)
        do(name, case=draft, **given)
        assert rows(hall) != before, (name, given)
        shown = do("act.last")
        undone = do("act.undo", seq=shown.seq)
        assert rows(hall) == before, (name, given)
        assert undone.words.startswith("已撤销：") and draft in undone.words and shown.number == draft
        entries = hall.db.execute("SELECT seq, act, undoes, facts FROM journal ORDER BY seq DESC LIMIT 2").fetchall()
        assert (
            entries[0]["act"] == "act.undo" and entries[0]["undoes"] == entries[1]["seq"] and entries[1]["act"] == name
        )
        do(name, case=draft, **given)  # and once more, for the next to overwrite


def test_the_journal_names_nobody(hall, do, draft):
    paper = do("case.show", case=draft).papers[0].document
    do(
        "case.applicant",
        case=draft,
        **GRADUATE,
        phone="13800000001",
        agent_name="王建国",
        agent_number=OTHER["number"],
        mandate="委托书 李晓梅",
    )
    do("case.document", case=draft, document=paper, state="missing", cause="supplement", reason="李晓梅明天送来")
    do("case.document", case=draft, document=paper)
    do("case.field", case=draft, name="联系人", value="李晓梅")
    do("case.field", case=draft, name="联系人", value="王建国")
    do("case.applicant", case=draft, **OTHER, phone="13900000002")
    do("act.undo")
    facts = "".join(row[0] + row[1] for row in hall.db.execute("SELECT facts, touched FROM journal"))
    for word in (
        "李晓梅",
        "王建国",
        "13800000001",
        "13900000002",
        GRADUATE["number"],
        OTHER["number"].upper(),
        "委托书",
    ):
        assert word not in facts, word
    assert hall.db.execute("SELECT words FROM case_before").fetchall()


def test_two_steps_are_taken_back_one_after_the_other(hall, do, draft):
    first, second = (p.document for p in do("case.show", case=draft).papers[:2])
    at_first = rows(hall)
    do("case.document", case=draft, document=first)
    between = rows(hall)
    do("case.document", case=draft, document=second)
    do("act.undo")
    assert rows(hall) == between
    do("case.document", case=draft, document=second, state="missing", cause="supplement")
    do("act.undo"), do("act.undo")
    assert rows(hall) == at_first
    do("act.undo")
    assert do("case.show", case=draft).person is None, "the step before was the applicant"


def test_another_terminals_change_since_refuses_it_and_says_which(hall, do, draft):
    first, second = (p.document for p in do("case.show", case=draft).papers[:2])
    do("case.document", case=draft, document=first)
    do("case.document", "c5", case=draft, document=second)
    before = rows(hall)
    with pytest.raises(Refusal, match="在这之后又有改动.*5号窗口"):
        do("act.undo")
    assert rows(hall) == before
    do("act.undo", "c5")
    do("act.undo")
    assert do("case.show", case=draft).papers[0].state == "open", (
        "the other took theirs back: nothing stands in the way"
    )


def test_pressed_at_once_it_is_taken_back_once(hall, do, draft):
    do("case.document", case=draft, document=do("case.show", case=draft).papers[0].document)
    seq = do("act.last").seq
    do("act.undo", key="z1", seq=seq)
    again = do("act.undo", key="z1", seq=seq)
    assert again.words.startswith("已撤销")
    with pytest.raises(Refusal, match="又有了新的操作"):
        do("act.undo", key="z2", seq=seq)


def test_it_works_after_a_restart_and_is_over_after_its_time(hall, hall_dir, do, draft, people):
    from counter.acts.undo import undo

    paper = do("case.show", case=draft).papers[0].document
    before = rows(hall)
    do("case.document", case=draft, document=paper)
    hall.close()
    later = Hall.open(hall_dir, now=NOW + timedelta(seconds=50))
    try:
        later.do(undo, people["c3"])
        assert rows(later) == before
    finally:
        later.close()
    late = Hall.open(hall_dir, now=NOW + timedelta(seconds=61))
    try:
        with pytest.raises(Refusal, match="60 秒以内可以撤销"):
            late.do(undo, people["c3"])
    finally:
        late.close()


def test_a_notice_that_counted_as_answered_is_open_again(hall, do, draft):
    paper = next(p for p in do("case.show", case=draft).papers if p.necessity == "required")
    for other in do("case.show", case=draft).papers:
        if other.document != paper.document:
            do("case.document", case=draft, document=other.document)
    do("case.notify", case=draft)
    before = rows(hall)
    assert do("case.show", case=draft).state == "notified"
    do("case.document", case=draft, document=paper.document)
    assert do("case.show", case=draft).state == "received"
    do("act.undo")
    assert rows(hall) == before and do("case.show", case=draft).state == "notified"
    do("case.document", case=draft, document=paper.document)
    assert do("case.show", case=draft).state == "received", "and it can be answered once more"


@pytest.mark.parametrize(
    ("act", "given", "name", "way"),
    [
        ("case.receive", {}, "收件", "撤回申请"),
        ("case.notify", {}, "一次性告知", "值班主任"),
        ("case.draft-notice", {}, "告知草稿", "再起草一次"),
        ("case.correct", {"what": "地址", "before": "一", "after": "二"}, "当场更正", "再更正一次"),
        ("case.not-competent", {"competent": "邻市"}, "不予受理", "重新建立办件"),
        ("case.withdraw", {"reason": "不办了"}, "撤回申请", "重新建立办件"),
    ],
)
def test_what_has_gone_to_somebody_else_names_its_own_way_back(do, draft, act, given, name, way):
    do(act, case=draft, **given)
    with pytest.raises(Refusal, match=f"最后一步是“{name}”.*{way}"):
        do("act.undo")
    with pytest.raises(Refusal, match=f"最后一步是“{name}”"):
        do("act.last")


def test_after_acceptance_neither_the_acceptance_nor_what_came_before(do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    for _ in range(3):
        for paper in do("case.show", case=draft).papers:
            if paper.state == "open" and do("case.show", case=draft).lacks:
                do("case.document", case=draft, document=paper.document)
    given = next(p.document for p in do("case.show", case=draft).papers if p.holder == "window:3")
    do("case.give-back", "c5", case=draft, document=given)
    accepted = do("case.accept", case=draft)
    with pytest.raises(Refusal, match="“受理”.*更正一栏"):
        do("act.undo")
    with pytest.raises(Refusal, match="已经受理，不能再撤销"):
        do("act.undo", "c5")
    assert do("case.show", case=accepted.case).state == "accepted"


def test_opening_again_what_is_open_is_no_step(hall, do, people):
    from counter.acts.queue.taking import take

    hall.do(take, people["g1"], queue="B")
    do("staff.sign-in", window=3)
    do("ticket.call", window=3)
    step = do("case.open", bundle="graduates")
    do("case.document", case=step.case, document=do("case.show", case=step.case).papers[0].document)
    do("case.open")
    assert "记一份材料" in str(do("act.last"))
    do("act.undo")
    with pytest.raises(Refusal, match="最后一步是“建立办件”.*就撤回申请"):
        do("act.undo")


def test_what_was_said_of_the_person_since_is_left_as_it_is(hall, do, draft):
    do("case.applicant", case=draft, **GRADUATE, phone="13800000001")
    do("case.applicant", case=draft, **GRADUATE, phone="13900000002")
    person = do("case.show", case=draft).person
    do("person.correct", "c5", person=person, phone="13700000003")
    do("act.undo")
    assert hall.db.execute("SELECT phone FROM person WHERE id = ?", (person,)).fetchone()[0] == "13700000003"


def test_the_facts_kept_are_small(hall, do, draft):
    do("case.all-here", case=draft)
    facts = json.loads(hall.db.execute("SELECT facts FROM journal ORDER BY seq DESC LIMIT 1").fetchone()[0])
    assert set(facts["undo"]) == {"version", "documents"} and len(json.dumps(facts)) < 2000
