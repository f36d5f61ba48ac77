"""What a clerk alone may not do is released where the clerk stands, by the supervisor's own code and password."""

from __future__ import annotations

import pytest

from counter.acts.approval.countersigning import NeedsRelease
from counter.acts.staff.accounts import hash_password
from counter.errors import Refusal
from counter.rules.password import MOST_WRONG
from counter.rules.secret import Secret
from tests.screens.conftest import Session, sit

PASSWORD = "correct-horse-9"


@pytest.fixture
def noticed(do, draft):
    """A case after its first notice; (case, a paper that was visible then and was not asked for)."""
    do("case.all-here", case=draft)
    first, second = [p.document for p in do("case.show", case=draft).papers if p.state == "here"][:2]
    case = do("case.notify", case=draft, documents=(first,), reason="模糊不清").case
    return case, second


@pytest.fixture
def live(hall):
    """The same hall asking for passwords, as a live one does."""
    hall.db.execute("UPDATE staff SET password = ? WHERE code = 'sup'", (hash_password(Secret(PASSWORD)),))
    hall.training = False


def rounds(hall) -> list[tuple]:
    return [tuple(row) for row in hall.db.execute("SELECT state, signed_by FROM supplement_round ORDER BY number")]


def test_the_clerk_sends_it_with_a_release_and_the_journal_says_whose(hall, do, noticed):
    case, second = noticed
    again = {"case": case, "documents": (second,), "reason": "也模糊"}
    with pytest.raises(NeedsRelease, match="值班主任签署"):
        do("case.notify", **again)
    for code, words in (
        ("c5", "不是值班主任"),
        ("ap-c-hr", "不是值班主任"),
        ("nobody", "不是值班主任"),
        ("[/x]", "不能用"),
    ):
        with pytest.raises(Refusal, match=words):
            do("case.notify", **again, release=code)
    hall.db.execute("UPDATE staff SET active = 0 WHERE code = 'sup'")
    with pytest.raises(Refusal, match="不是值班主任"):
        do("case.notify", **again, release="sup")
    hall.db.execute("UPDATE staff SET active = 1 WHERE code = 'sup'")
    assert rounds(hall) == [("asked", None)]
    told = do("case.notify", **again, release=" SUP ")
    assert "由 sup 签署" in str(told) and rounds(hall) == [("asked", None), ("asked", "sup")]
    entry = hall.db.execute(
        "SELECT staff, json_extract(facts, '$.released_by') FROM journal ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    assert tuple(entry) == ("c3", "sup")


def test_a_release_that_nothing_needs_is_not_written_down(hall, do, draft):
    do("case.notify", case=draft, release="sup")
    assert rounds(hall) == [("asked", None)]
    assert (
        hall.db.execute(
            "SELECT json_extract(facts, '$.released_by') FROM journal ORDER BY seq DESC LIMIT 1"
        ).fetchone()[0]
        is None
    )


def test_in_a_live_hall_it_takes_the_password_and_guessing_locks_the_supervisors_code(hall, do, noticed, live):
    case, second = noticed
    again = {"case": case, "documents": (second,), "reason": "也模糊", "release": "sup"}
    do("case.notify", **again, release_password=Secret(PASSWORD))
    hall.db.execute("UPDATE supplement_round SET documents = '[]' WHERE number = 2")
    for _ in range(MOST_WRONG):
        with pytest.raises(Refusal, match="工号或口令不对"):
            do("case.notify", **again, release_password=Secret("guess"))
    with pytest.raises(Refusal, match="连续输错"):
        do("case.notify", **again, release_password=Secret(PASSWORD))
    assert {row[0] for row in hall.db.execute("SELECT staff FROM look WHERE what = 'staff.password?'")} == {"sup"}
    assert not any(PASSWORD in "".join(map(str, row)) for row in hall.db.execute("SELECT * FROM journal")), (
        "no password is kept"
    )


def test_two_people_with_different_numbers_are_merged_with_a_release_only(hall, do):
    one = do("person.add", name="李晓梅", number="430104200207153029").id
    other = do("person.add", name="李晓梅", number="11010119900307803x").id
    with pytest.raises(NeedsRelease):
        do("person.merge", keep=one, other=other, reason="同一人")
    with pytest.raises(NeedsRelease):
        do("person.merge", "sup", keep=one, other=other)
    do("person.merge", keep=one, other=other, reason="同一人", release="sup")
    assert (
        hall.db.execute(
            "SELECT json_extract(facts, '$.released_by') FROM journal ORDER BY seq DESC LIMIT 1"
        ).fetchone()[0]
        == "sup"
    )


async def second_notice(at: Session, case: str, document: str, hall, people) -> None:
    """The first paper has come; another, visible at the first notice, is found wanting: a second notice from the
    screen.
    """
    from screens.window.opening import show_intake

    await show_intake(at.app.screen, case)
    await at.settle()
    await at.down_to("#documents", document)
    await at.press("1", "3", "f5", "3")
    assert "再次告知" in at.words
    await at.paste("身份证已过期")
    await at.press("enter")
    assert "须由值班主任签署" in at.words
    await at.press("tab", "enter")


async def test_at_the_window_the_supervisor_types_their_own_code(sit, hall, people, noticed):
    case, second = noticed
    async with sit("c3") as at:
        await second_notice(at, case, second, hall, people)
        assert "第一次告知时已能看出缺少" in at.words and "sup" in at.words and "提请复核" not in at.words
        assert at.columns() == {80} and "口令" not in "".join(line for line in at.lines if "工号" in line)
        await at.press("escape")
        assert rounds(hall) == [("asked", None), ("draft", None)], "Esc sends nothing"
        await at.press("f5", "3")
        await at.paste("身份证已过期")
        await at.press("enter", "tab", "enter")
        await at.paste("c5")
        await at.press("enter")
        assert "不是值班主任" in at.message
        await at.press("f5", "3")
        await at.paste("身份证已过期")
        await at.press("enter", "tab", "enter")
        await at.paste("SUP")
        await at.press("enter")
        assert "由 sup 签署" in at.message
    assert rounds(hall) == [("asked", None), ("asked", "sup")]


async def test_in_a_live_hall_the_dialog_asks_for_the_password(sit, hall, people, noticed, live):
    case, second = noticed
    async with sit("c3") as at:
        at.app.hall.training = False
        await second_notice(at, case, second, hall, people)
        await at.paste("sup")
        await at.press("enter")
        await at.paste(PASSWORD)
        assert PASSWORD not in at.words
        await at.press("enter")
        assert "由 sup 签署" in at.message
    assert rounds(hall)[-1] == ("asked", "sup")
