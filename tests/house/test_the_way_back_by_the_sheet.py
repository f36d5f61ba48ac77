"""When nobody can sign in any more, the recovery sheet lets an administrator in, and everybody who keeps the hall reads
of it.
"""

from __future__ import annotations

import io
import json
import sys

import pytest

from counter.acts.staff import recovering
from counter.cli import main
from counter.errors import Refusal
from counter.hall import Hall, key_path
from counter.rules.password import MOST_WRONG
from counter.rules.secret import Secret
from counter.store import staff
from screens.shell.app import CounterApp
from tests.conftest import employ, live_hall
from tests.screens.conftest import Session

OWN = "battery staple"


@pytest.fixture
def live(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    made = live_hall(tmp_path / "live")
    employ(made, "boss", "管理员", "administrator", OWN)
    employ(made, "sup", "值班主任", "supervisor", OWN)
    yield made
    made.close()


@pytest.fixture
def sheet(live, tmp_path, monkeypatch):
    """The sheet as it was printed: in groups, in capitals."""
    key = key_path(live.settings["id"]).read_text().strip().upper()
    file = tmp_path / "sheet"
    file.write_text(" ".join(key[at : at + 4] for at in range(0, 64, 4)))
    monkeypatch.setenv("COUNTER_SHEET_FILE", str(file))
    return file


def recover(live, capsys, *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["--hall", str(live.directory), "staff", "recover", *words, "--json"])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_the_sheet_gives_the_administrator_a_first_password_and_the_journal_says_so(live, sheet, capsys) -> None:
    for _ in range(8):
        with pytest.raises(Refusal):
            live.prove("boss", Secret("forgotten"))
    code, said = recover(live, capsys, "boss")
    assert code == 0
    first = json.loads(said)["first_password"]
    assert live.prove("boss", Secret(first)).staff == "boss", "who was slowed by wrong guesses gets in at once"
    with pytest.raises(Refusal) as refused:
        live.ask(recovering.recoveries, staff.actor(live.db, "boss"))
    assert refused.value.code == "staff.password-due"
    entry = live.db.execute("SELECT * FROM journal WHERE act = 'staff.recover'").fetchone()
    assert (entry["staff"], entry["subject"]) == ("hall", "staff:boss") and '"by_sheet":true' in entry["facts"]
    assert first not in "".join(str(tuple(row)) for row in live.db.execute("SELECT * FROM journal"))


def test_a_code_never_given_becomes_an_administrator_and_nobody_elses_becomes_one(live, sheet, capsys) -> None:
    assert recover(live, capsys, "rescue", "--name", "李明")[0] == 0
    assert staff.actor(live.db, "rescue").role == "administrator"
    code, said = recover(live, capsys, "sup")
    assert code == 1 and "staff.recover-no-administrator" in said
    assert staff.actor(live.db, "sup").role == "supervisor"


def test_a_wrong_sheet_does_nothing_and_is_slowed_like_a_password(live, sheet, capsys) -> None:
    right = sheet.read_text()
    sheet.write_text("ab " * 32)
    for _ in range(MOST_WRONG):
        code, said = recover(live, capsys, "boss")
        assert code == 1 and "staff.sheet-wrong" in said
    sheet.write_text(right)
    code, said = recover(live, capsys, "boss")
    assert code == 1 and "staff.wrong-passwords-row" in said
    assert live.db.execute("SELECT count(*) FROM journal WHERE act = 'staff.recover'").fetchone()[0] == 0
    kept = "".join(str(tuple(row)) for row in live.db.execute("SELECT * FROM look"))
    assert "abab" not in kept and "staff.password?" in kept


def test_the_key_is_no_option_and_no_argument() -> None:
    from counter.commands.staff import recover_command

    assert {parameter.name for parameter in recover_command.params} == {"code", "name", "as_json"}


async def test_who_keeps_the_hall_reads_of_it_at_each_sign_in_until_they_say_so(live, sheet, capsys) -> None:
    recover(live, capsys, "boss")

    async def sign_in(answer: tuple[str, ...]) -> str:
        app = CounterApp(live.directory)
        async with app.run_test(size=(80, 24)) as pilot:
            at = Session(pilot)
            await at.settle()
            for words in ("sup", OWN, ""):
                if words:
                    await at.paste(words)
                await at.press("enter")
            shown = at.words
            await at.press(*answer)
            return shown

    for answer in (("escape",), ("tab", "enter")):
        shown = await sign_in(answer)
        assert "恢复单被用过" in shown and "boss" in shown
    assert "恢复单被用过" not in await sign_in(())
