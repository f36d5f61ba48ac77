"""A list that was made at home opens a draft with its answers at the window; what can't be believed does nothing."""

from __future__ import annotations

import json

import pytest

from counter.acts.queue import calling
from counter.acts.queue.taking import take
from counter.acts.staff.accounts import sign_in
from counter.errors import Refusal
from counter.rules.my_list import list_key
from tests.at_home import list_of
from tests.intake.conftest import FOUNDER


@pytest.fixture
def called(hall, people):
    """Somebody was called to window 3: gives their ticket."""
    hall.do(sign_in, people["c3"], window=3)
    hall.do(take, people["g1"], queue="bundle")
    return hall.do(calling.call, people["c3"], window=3)


def journal(hall) -> int:
    return hall.db.execute("SELECT count(*) FROM journal").fetchone()[0]


def test_the_draft_has_the_answers_and_is_what_it_would_be_if_they_had_been_asked_here(hall, people, called, do):
    code = list_of(hall, "graduates", FOUNDER)
    said = str(do("case.read-list", code=code))
    assert "大学生就业创业落户" in said and said.count("\n") == len(FOUNDER)
    opened = do("case.open-list", code=code, window=3)
    assert not opened.warnings and "答好 7 个情形" in opened.said
    shown = do("case.show", case=opened.case)
    assert shown.ticket == called.ticket and {one.code: one.given for one in shown.situations} == FOUNDER
    asked = do("case.show", case=do("case.open", "c4", bundle="graduates", answers=FOUNDER).case)
    assert [one.item for one in shown.items] == [one.item for one in asked.items]
    assert [one.document for one in shown.papers] == [one.document for one in asked.papers]
    before = journal(hall)
    again = do("case.open-list", code=code.lower(), window=3)
    assert again.case == opened.case and again.version == opened.version
    assert hall.db.execute("SELECT count(*) FROM case_file").fetchone()[0] == 2 and journal(hall) <= before + 1


def test_what_the_clerk_has_asked_already_stays(hall, people, called, do):
    draft = do("case.open", ticket=str(called.ticket), bundle="graduates", answers={"path": "employed"})
    opened = do("case.open-list", code=list_of(hall, "graduates", FOUNDER), window=3)
    kept = json.loads(hall.db.execute("SELECT answers FROM case_file").fetchone()[0])
    assert opened.case == draft.case and kept["path"] == "employed" and kept["household"] == "yes"
    assert any("以这里的为准" in one for one in opened.warnings)
    with pytest.raises(Refusal) as other:
        do("case.open-list", code=list_of(hall, "newborn", {"married": "yes"}), window=3)
    assert other.value.code == "list.another-case-is-open"


def test_what_cannot_be_believed_is_a_sentence_and_nothing_is_done(hall, people, called, do):
    code = list_of(hall, "graduates", FOUNDER)
    wrong = {
        "list.damaged": code[:-1] + ("0" if code[-1] != "0" else "1"),
        "list.forged": list_of(hall, "graduates", FOUNDER, key=list_key(b"guessed")),
        "list.foreign": list_of(hall, "graduates", FOUNDER, tag="ZZZZ"),
    }
    before = journal(hall)
    for expected, text in wrong.items():
        for name in ("case.read-list", "case.open-list"):
            with pytest.raises(Refusal) as refused:
                do(name, code=text)
            assert refused.value.code == expected and refused.value.rule and refused.value.next_step
    with pytest.raises(Refusal) as nobody:
        do("case.open-list", "c4", code=code, window=4)
    assert nobody.value.code == "list.nobody-at-this-window" and "大学生就业创业落户" in nobody.value.message
    assert journal(hall) == before and not hall.db.execute("SELECT 1 FROM case_file").fetchone()
    assert hall.db.execute("SELECT state FROM ticket").fetchone()[0] == "called"


def test_a_list_of_an_older_guide_says_so_and_keeps_what_still_applies(hall, people, called, do):
    code = list_of(hall, "graduates", FOUNDER)
    row = hall.db.execute("SELECT * FROM bundle WHERE code = 'graduates'").fetchone()
    definition = json.loads(row["definition"])
    gone = definition["situations"].pop()
    for one in definition["items"]:
        one.get("when", {}).pop(gone["code"], None)
    columns = {**dict(zip(row.keys(), row, strict=True)), "version": 2, "definition": json.dumps(definition)}
    hall.db.execute(
        f"INSERT INTO bundle ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", tuple(columns.values())
    )
    shown = do("case.read-list", code=code)
    assert (shown.version, shown.now, shown.lost) == (1, 2, (gone["question"],))
    opened = do("case.open-list", code=code, window=3)
    assert any("第 1 版" in one and "第 2 版" in one for one in opened.warnings)
    assert any(gone["question"] in one for one in opened.warnings)
    kept = json.loads(hall.db.execute("SELECT answers FROM case_file").fetchone()[0])
    assert kept == {question: answer for question, answer in FOUNDER.items() if question != gone["code"]}


def test_a_matter_that_is_done_no_more_is_named(hall, people, called, do):
    code = list_of(hall, "graduates", FOUNDER)
    hall.db.execute("UPDATE bundle SET withdrawn_on = '2026-11-01' WHERE code = 'graduates'")
    with pytest.raises(Refusal) as gone:
        do("case.open-list", code=code, window=3)
    assert gone.value.next_step and not hall.db.execute("SELECT 1 FROM case_file").fetchone()
