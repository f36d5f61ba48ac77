"""Four eyes: whoever is second signs with a code and a password of their own, at the same desk, and is
never the first.
"""

from __future__ import annotations

import io

import pytest

from counter.acts.staff.accounts import hash_password
from counter.commands.generated import command_of
from counter.errors import Refusal
from counter.hall.act import named
from counter.rules.password import MOST_WRONG
from counter.rules.secret import Secret
from tests.screens.conftest import sit

PASSWORD = "correct-horse-9"


@pytest.fixture
def substance(hall, do, accepted, approvals):
    """An approval of the case whose substance is checked, open; (number, first officer, second officer)."""
    row = hall.db.execute(
        "SELECT a.id, d.code AS department FROM approval a JOIN item i ON i.code = a.item AND i.version = "
        "a.item_version JOIN department d ON d.code = a.department"
        " WHERE a.case_id = ? AND a.state = 'open' AND json_extract(i.guide, '$.check') = 'substance' LIMIT 1",
        (accepted.id,),
    ).fetchone()
    assert row is not None, "the bundle has an item whose substance is checked"
    code = row["department"].lower()
    return f"A-{row['id']}", f"ap-{code}", f"ap2-{code}"


@pytest.fixture
def live(hall, substance):
    """The same hall asking for passwords, as a live one does; the second officer has one."""
    hall.db.execute("UPDATE staff SET password = ? WHERE code = ?", (hash_password(Secret(PASSWORD)), substance[2]))
    hall.training = False


def test_being_named_is_not_signing_in_a_live_hall(hall, do, substance, live):
    number, first, second = substance
    for given in ("", "wrong-password"):
        with pytest.raises(Refusal, match="工号或口令不对"):
            do("approval.decide", first, approval=number, grant=True, second=second, second_password=Secret(given))
    assert hall.db.execute("SELECT count(*) FROM decision").fetchone()[0] == 0
    do("approval.decide", first, approval=number, grant=True, second=second, second_password=Secret(PASSWORD))
    row = hall.db.execute("SELECT officer, second_officer FROM decision").fetchone()
    assert tuple(row) == (first, second)
    assert not any(PASSWORD in "".join(map(str, row)) for row in hall.db.execute("SELECT * FROM journal")), (
        "no password is kept"
    )
    with pytest.raises(Refusal, match="工号或口令不对"):
        do("approval.recall", first, approval=number, reason="复核", second=second)
    do("approval.recall", first, approval=number, reason="复核", second=second, second_password=Secret(PASSWORD))


def test_the_same_person_another_department_and_who_has_left_can_not_sign(hall, do, substance):
    number, first, second = substance
    for other, words in (
        (first, "不能是本人"),
        (first.upper(), "不能是本人"),
        ("ap-c-tax", "本部门"),
        ("sup", "本部门"),
        ("c3", "本部门"),
        ("", "须两名"),
        ("[/x]", "不能用"),
    ):
        with pytest.raises(Refusal, match=words):
            do("approval.decide", first, approval=number, grant=True, second=other)
    hall.db.execute("UPDATE staff SET active = 0 WHERE code = ?", (second,))
    with pytest.raises(Refusal, match="本部门"):
        do("approval.decide", first, approval=number, grant=True, second=second)
    assert hall.db.execute("SELECT count(*) FROM decision").fetchone()[0] == 0


def test_who_guesses_a_colleagues_password_is_stopped_and_the_first_officer_is_not_locked_out(
    hall, do, substance, live
):
    number, first, second = substance
    for _ in range(MOST_WRONG):
        with pytest.raises(Refusal, match="工号或口令不对"):
            do("approval.decide", first, approval=number, grant=True, second=second, second_password=Secret("guess"))
    with pytest.raises(Refusal, match="连续输错"):
        do("approval.decide", first, approval=number, grant=True, second=second, second_password=Secret(PASSWORD))
    assert {row[0] for row in hall.db.execute("SELECT staff FROM look WHERE what = 'staff.password?'")} == {second}


def test_a_head_signs_for_an_extension(hall, do, substance, live):
    number, first, second = substance
    with pytest.raises(Refusal, match="工号或口令不对"):
        do("approval.extend", first, approval=number, days=3, reason="外调", head=second)
    moved = do(
        "approval.extend", first, approval=number, days=3, reason="外调", head=second, head_password=Secret(PASSWORD)
    )
    paper = hall.db.execute("SELECT content FROM paper WHERE number = ?", (moved.paper,)).fetchone()[0]
    assert hall.db.execute("SELECT name FROM staff WHERE code = ?", (second,)).fetchone()[0] in paper


async def test_at_the_desk_the_second_types_their_own_code(sit, hall, substance):
    number, first, second = substance
    async with sit(first) as at:
        await at.down_to("#work", number)
        await at.press("2", "tab", "enter")
        assert f"{number} 准予：第二名人员签署" in at.words, "whoever signs sees what for"
        assert (
            "请另一名人员本人签署" in at.words
            and second in at.words
            and "口令" not in "".join(line for line in at.lines if "工号" in line)
        )
        await at.paste(first)
        await at.press("enter")
        assert "不能是本人" in at.message
        await at.press("2", "tab", "enter")
        await at.paste(second.upper())
        await at.press("enter")
        assert "准予" in at.message and at.columns() == {80}
    assert hall.db.execute("SELECT second_officer FROM decision").fetchone()[0] == second


async def test_in_a_live_hall_the_dialog_asks_for_a_password_too(sit, hall, substance, live):
    number, first, second = substance
    async with sit(first) as at:
        at.app.hall.training = False
        await at.down_to("#work", number)
        await at.press("2", "tab", "enter")
        await at.paste(second)
        await at.press("enter")
        await at.paste(PASSWORD)
        assert PASSWORD not in at.words
        await at.press("enter")
        assert "准予" in at.message


def test_by_command_the_second_officer_types_their_own_password(
    hall, people, substance, live, monkeypatch, tmp_path
) -> None:
    """Whoever runs the command gives no password of somebody else's in its words."""
    number, first, second = substance

    class Door:
        def open(self):
            return hall

        def actor(self, *_given):
            return people[first]

    def decide() -> None:
        command = command_of(named("approval.decide"), "decide")
        command.main([number, "--grant", "--second", second], obj=Door(), standalone_mode=False)

    monkeypatch.setattr(hall, "close", lambda: None)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(Refusal, match=f"{second}.*COUNTER_SECOND_PASSWORD_FILE"):
        decide()
    file = tmp_path / "password"
    monkeypatch.setenv("COUNTER_SECOND_PASSWORD_FILE", str(file))
    file.write_text("wrong-password\n")
    with pytest.raises(Refusal, match="工号或口令不对"):
        decide()
    file.write_text(PASSWORD + "\n")
    decide()
    assert tuple(hall.db.execute("SELECT officer, second_officer FROM decision").fetchone()) == (first, second)
