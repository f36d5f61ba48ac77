"""A password is typed unseen or read from a file: no command has an option for it, and it is written down nowhere."""

from __future__ import annotations

import inspect
import json
import pickle
import traceback
import typing

import pytest

from counter.acts.staff import accounts
from counter.cli import main
from counter.commands.generated import noun_group
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.act import REGISTRY, load, nouns
from counter.hall.answers import plain
from counter.rules.access import HALL_ITSELF
from counter.rules.secret import NO_SECRET, Secret, owner_of
from counter.store import staff
from tests.conftest import employ, live_hall
from tests.test_hostile_input import values_for

load()
WORDS = "correct horse 9"
WITH_SECRETS = sorted(name for name, entry in REGISTRY.items() if entry.secrets)


def test_the_acts_that_take_a_password_say_so() -> None:
    assert {
        "staff.sign-in",
        "staff.add",
        "staff.password",
        "approval.decide",
        "approval.recall",
        "approval.extend",
    } <= set(WITH_SECRETS)
    for name, entry in REGISTRY.items():
        hints = typing.get_type_hints(entry.function)
        loose = [one for one, kind in hints.items() if "password" in one and kind is not Secret]
        assert loose == [], f"{name}: {loose}"


def test_no_command_has_an_option_for_a_password() -> None:
    from counter.cli import _module, _own_groups

    for noun in nouns():
        group = noun_group(noun, _module(noun).group if noun in _own_groups() else None)
        for verb, command in group.commands.items():
            entry = REGISTRY.get(f"{noun}.{verb}")
            given = {parameter.name for parameter in command.params}
            assert entry is None or not given & set(entry.secrets), f"{noun} {verb}"
            assert not [name for name in given if name and "password" in name], f"{noun} {verb}"


def test_a_generated_command_knows_whose_each_password_is() -> None:
    from counter.commands import staff as by_hand

    for name in WITH_SECRETS:
        noun, _, verb = name.partition(".")
        if noun == "staff" and verb in by_hand.group.commands:
            continue
        entry = REGISTRY[name]
        for secret in entry.secrets:
            assert (
                secret in ("password", "sheet") or owner_of(secret) in inspect.signature(entry.function).parameters
            ), name


def test_it_prints_as_stars_and_is_not_written_down() -> None:
    one = Secret(WORDS)
    assert {str(one), repr(one), f"{one}", "%s" % one, str(plain({"x": [one]})["x"][0])} == {"***"}  # noqa: UP031
    assert one and not NO_SECRET and one.reveal() == WORDS
    for write in (json.dumps, pickle.dumps):
        with pytest.raises(TypeError):
            write(one)
    try:
        raise ValueError("nobody thought of this", one)
    except ValueError as error:
        assert WORDS not in "".join(traceback.format_exception(error))


@pytest.fixture
def live(tmp_path, key_file):
    """A hall in earnest with an administrator, and a clerk whose password is WORDS."""
    made = live_hall(tmp_path / "live")
    employ(made, "boss", "管理员", "administrator", WORDS)
    employ(made, "w1", "王窗口", "clerk", WORDS)
    made.db.execute("INSERT INTO front_window (number, name) VALUES (1, '一号')")
    yield made
    made.close()


def all_that_is_stored(hall: Hall) -> str:
    tables = [row[0] for row in hall.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(str(tuple(row)) for table in tables for row in hall.db.execute(f"SELECT * FROM {table}"))


def test_none_is_in_the_store_after_every_act_that_takes_one(live) -> None:
    clerk = staff.actor(live.db, "w1", 1)
    signed = live.once("a key", accounts.sign_in, clerk, window=1, password=Secret(WORDS))
    assert WORDS not in json.dumps(plain(signed))
    live.do(accounts.set_password, clerk, new=Secret(WORDS + "0"), password=Secret(WORDS))
    tried = 0
    for name in WITH_SECRETS:
        entry = REGISTRY[name]
        hints = typing.get_type_hints(entry.function)
        arguments = {
            one: Secret(WORDS) if one in entry.secrets else values_for(hints[one], "w1", 1)
            for one in list(inspect.signature(entry.function).parameters)[1:]
        }
        for who in (HALL_ITSELF, clerk, staff.actor(live.db, "boss")):
            tried += 1
            try:
                live.run(entry, who, arguments, key=f"{name} {who.staff}")
            except Refusal as refusal:
                assert WORDS not in str(refusal) + json.dumps(refusal.as_json(), ensure_ascii=False)
    kept = all_that_is_stored(live)
    assert tried >= 24 and "staff.sign-in" in kept and WORDS not in kept
    log = live.directory / "trouble.log"
    assert not log.exists() or WORDS not in log.read_text("utf-8")


def test_a_script_gives_the_old_and_the_new_one_by_files_or_by_standard_input(
    live, tmp_path, monkeypatch, capsys
) -> None:
    import io
    import sys

    def change(said: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(said))
        with pytest.raises(SystemExit) as ended:
            main(["--hall", str(live.directory), "--as", "w1", "staff", "password"])
        return int(ended.value.code or 0)

    monkeypatch.delenv("COUNTER_NEW_PASSWORD_FILE", raising=False)
    (tmp_path / "old").write_text(WORDS + "\n")
    (tmp_path / "new").write_text("battery staple\n")
    monkeypatch.setenv("COUNTER_PASSWORD_FILE", str(tmp_path / "old"))
    assert change() == 1 and "COUNTER_NEW_PASSWORD_FILE" in capsys.readouterr().err
    monkeypatch.setenv("COUNTER_NEW_PASSWORD_FILE", str(tmp_path / "new"))
    assert change() == 0
    accounts.prove(live, "w1", Secret("battery staple"))
    monkeypatch.setenv("COUNTER_PASSWORD_FILE", "-")
    monkeypatch.setenv("COUNTER_NEW_PASSWORD_FILE", "-")
    assert change(f"battery staple\n{WORDS}\n") == 0
    accounts.prove(live, "w1", Secret(WORDS))
    said = capsys.readouterr()
    assert WORDS not in said.out + said.err and "battery" not in said.out + said.err
