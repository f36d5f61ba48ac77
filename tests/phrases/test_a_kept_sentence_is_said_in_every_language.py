"""What an act wrote into a column is a sentence when a query reads it again: an English terminal shows English, and
what a person typed stays what they typed.
"""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Refusal
from counter.hall.act import load
from counter.phrases.said import Listed, Said, in_language, listed, say, verbatim
from counter.rules.ticket import State
from counter.store import clocks, driver, listing, papers, tickets
from tests.filling import fill_form

HAN = re.compile("[\u3400-\u9fff]")
FOUNDER = {
    "path": "founder",
    "unit": "enterprise",
    "self": "yes",
    "subsidy": "yes",
    "file": "both",
    "keeper": "school",
    "household": "yes",
}


def english(text: str) -> str:
    """A text at an English terminal, which holds no Chinese."""
    assert isinstance(text, Said), text
    said = in_language("en", text)
    assert not HAN.search(said), said
    return said


@pytest.fixture
def do(hall, people):
    """`do("ticket.call", "c3", ...)`: an act or query by name as somebody."""

    def run(name, staff, /, *, key=None, **arguments):
        entry = load(name.split(".")[0])[name]
        if entry.writes:
            return hall.run(entry, people[staff], arguments, key=key)
        return hall.answer(entry, people[staff], arguments)

    run("staff.sign-in", "c3", window=3)
    return run


@pytest.fixture
def accepted(do):
    """A graduate's case, accepted at window 3."""
    case = do("case.open", "c3", bundle="graduates", answers=FOUNDER).case
    do("case.applicant", "c3", case=case, name="李晓梅", number="430104200207153029")
    do("case.all-here", "c3", case=case)
    fill_form(do, case, "c3")
    do("case.receive", "c3", case=case)
    return do("case.accept", "c3", case=case)


def approval_of(hall, case, item: str) -> driver.Row:
    return driver.one(hall.db.execute("SELECT * FROM approval WHERE case_id = ? AND item = ?", (case.id, item)))


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_a_call_and_a_step_out_tell_their_reason_in_english(do) -> None:
    do("ticket.take", "g1", queue="B", matter="毕业")
    called = do("ticket.call", "c3")
    reason = called.reason
    assert english(reason) == "waiting 0 min; nobody else waits"
    assert in_language("zh-Hant", reason) == "等候 0 分；沒有別人在等"
    shown = do("ticket.show", "c3", ticket=str(called.ticket))
    assert english(shown.periods[-1].reason) == english(shown.reason) == english(reason)
    other = do("ticket.take", "g1", queue="B").id
    do("ticket.step-out", "g1", ticket=str(other))
    assert english(do("ticket.show", "c3", ticket=str(other)).line.held_reason)


def test_an_undo_puts_the_kept_sentence_back_byte_for_byte(hall, do) -> None:
    ticket = do("ticket.take", "g1", queue="B").id
    do("ticket.step-out", "g1", ticket=str(ticket))

    def kept() -> str:
        return driver.text(hall.db.execute("SELECT hex(held_reason) FROM ticket WHERE id = ?", (ticket,)))

    before = kept()
    do("ticket.pick", "c3", ticket=str(ticket))
    assert before and not kept()
    do("act.undo", "c3")
    one = tickets.by_id(hall.db, ticket)
    assert kept() == before and one is not None and one.state == State.AWAY and english(one.held_reason)


def test_a_repeated_press_gets_the_same_answer_in_every_language(do) -> None:
    do("ticket.take", "g1", queue="B")
    first, again = (do("ticket.call", "c3", key="k1") for _ in range(2))
    assert again == first and str(again) == str(first)
    for language in ("en", "zh-Hant"):
        assert in_language(language, again) == in_language(language, first)
    assert english(again.reason) == english(first.reason)


def test_the_changes_of_a_case_are_english(do, accepted) -> None:
    do("case.withdraw", "c3", case=accepted.case, reason="不要了")
    changes = do("case.changes", "c3", case=accepted.case)
    assert len(changes) > 4
    for line in changes:
        english(line.what)


def test_a_withdrawn_approval_a_round_and_a_reminder_are_english(hall, do, accepted) -> None:
    insurance = approval_of(hall, accepted, "flexible-insurance")
    officer = insurance["desk"].replace("D-", "ap-").lower()
    do("approval.ask", officer, approval=f"A-{insurance['id']}", reason="x1")
    do("approval.remind", "sup", approval=f"A-{insurance['id']}")
    assert english(driver.text(hall.db.execute("SELECT words FROM reminder")))
    do("approval.withdraw", "c3", approval=f"A-{insurance['id']}", reason="no more")
    assert english(approval_of(hall, accepted, "flexible-insurance")["explanation"]).endswith("no more")
    reason = driver.text(hall.db.execute("SELECT reason FROM supplement_round WHERE approval = ?", (insurance["id"],)))
    assert reason == "x1 （申请人撤回）" and english(reason).startswith("x1 ")


def test_a_days_reminders_are_english_with_each_ones_day(hall, accepted) -> None:
    hall.db.execute("UPDATE approval SET promised_on = '2026-11-25', desk_on = '2026-11-20' WHERE state = 'open'")
    clocks.remind(hall.db, "2026-11-24", "2026-11-26", hall.now(), "hall")
    said = {row["level"]: row["words"] for row in hall.db.execute("SELECT level, words FROM reminder")}
    assert said["near"] == "临近承诺日 2026-11-25" and "25 Nov 2026" in english(said["near"])
    assert said["desk"] == "已过本环节日 2026-11-20，全程尚在期限内" and "20 Nov 2026" in english(said["desk"])


def test_a_slips_mismatch_is_english(do, accepted) -> None:
    slip = next(s for s in do("slip.list", "c3", case=accepted.case) if s.desk == "D-C-TAX")
    document = slip.documents[0][0]
    do("slip.receive", "ap-c-tax", code=slip.code, missing=(document,), note="two pages torn")
    found = next(s for s in do("slip.list", "c3", case=accepted.case) if s.code == slip.code)
    assert "two pages torn" in english(found.mismatch) and "不符" in found.mismatch


def test_what_a_printer_said_is_english(hall, do, people) -> None:
    from counter.paper import spooler

    code = do("printer.add", "admin", name="没开的那台", setting="network://127.0.0.1:1025").code
    do("paper.printer", "c3", printer="没开的那台")
    do("ticket.take", "c3", queue="B")
    spooler.print_next(hall, code)
    job = next(one for one in do("paper.unprinted", "c3") if one.error)
    assert english(job.error).startswith("The printer cannot be reached (")
    assert in_language("zh-Hant", job.error).startswith("連不上打印機")
    long = say("没有目录 {path}", path=verbatim("x" * 500))
    papers.failed(hall.db, job.job, long)
    assert papers.job(hall.db, job.job).error == long[:200]


# -- what is not a sentence --------------------------------------------------------------------------------------------


def test_an_older_halls_texts_read_as_they_are(hall, do) -> None:
    do("ticket.take", "g1", queue="B")
    called = do("ticket.call", "c3")
    hall.db.execute("UPDATE ticket SET reason = ? WHERE id = ?", ("等候 5 分；没有别人在等", called.ticket))
    reason = do("ticket.show", "c3", ticket=str(called.ticket)).reason
    assert reason == "等候 5 分；没有别人在等" and type(reason) is str


@pytest.mark.parametrize("form", ["stored", "json", "marked"])
def test_typed_json_stays_typed(hall, do, form) -> None:
    sentence = say("{shown} 办结", shown="A001")
    typed = {"stored": sentence.stored()[1:], "json": json.dumps(sentence.as_data()), "marked": sentence.stored()}[form]
    do("ticket.take", "g1", queue="B")
    called = do("ticket.call", "c3")
    do("ticket.start", "c3", ticket=str(called.ticket))
    if form == "marked":
        with pytest.raises(Refusal, match="不能接受的字符"):
            do("ticket.hold", "c3", ticket=str(called.ticket), reason=typed)
        return
    typed = typed[:60]
    do("ticket.hold", "c3", ticket=str(called.ticket), reason=typed)
    kept = do("ticket.show", "c3", ticket=str(called.ticket)).line.held_reason
    assert kept == typed and type(kept) is str and in_language("en", kept) == typed


TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc"))) | st.builds(
    lambda text: json.dumps({"template": text, "values": {}}), st.text()
)
SENTENCES = st.recursive(
    st.builds(lambda words, value: say(words, x=value), st.text(), st.text() | st.integers() | st.dates())
    | st.builds(verbatim, st.text(st.characters(exclude_categories=("Cs", "Cc")))),
    lambda inner: (
        st.builds(lambda parts: listed(parts, "；"), st.lists(inner, max_size=3))
        | st.builds(lambda one: say("{one}：", one=one), inner)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(TYPED)
def test_what_was_typed_comes_out_of_a_column_as_it_was(typed: str) -> None:
    db = driver.connect(":memory:")
    found = driver.text(db.execute("SELECT ?", (typed,)))
    assert found == typed and type(found) is str
    kept = listing.read(driver.text(db.execute("SELECT ?", (listing.write({"said": [typed]}),))))
    assert kept == {"said": [typed]} and type(kept["said"][0]) is str
    db.close()


@settings(deadline=None)
@given(SENTENCES)
def test_a_sentence_comes_out_of_a_column_whole(sentence: str) -> None:
    db = driver.connect(":memory:")
    found = driver.text(db.execute("SELECT ?", (sentence,)))
    inside = listing.read(driver.text(db.execute("SELECT ?", (listing.write([{"said": sentence}]),))))[0]["said"]
    for one in (found, inside):
        assert one == sentence
        if isinstance(sentence, Said) and sentence:
            assert isinstance(one, Said) and one.as_data() == sentence.as_data()
            assert in_language("en", one) == in_language("en", sentence)
    assert isinstance(found, (Said, str)) and found.startswith("\x1e") == sentence.startswith("\x1e")
    db.close()


def test_a_row_of_nothing_is_an_empty_text() -> None:
    db = driver.connect(":memory:")
    assert driver.text(db.execute("SELECT ?", (Listed(()),))) == ""
    assert driver.number(db.execute("SELECT ? = ''", (say(""),))) == 1
    db.close()


def test_a_public_page_says_a_kept_sentence_in_its_readers_language() -> None:
    from counter.phrases import content

    kept = listing.read(listing.write([say("前置事项“{item_name}”未获准，本事项终止办理", item_name="A1")]))[0]
    assert not HAN.search(content("en", kept)) and content("zh-Hans", kept) == "前置事项“A1”未获准，本事项终止办理"
    assert content("zh-Hant", kept) == "前置事項“A1”未獲準，本事項終止辦理"
