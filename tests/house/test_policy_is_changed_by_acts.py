"""The policy's values are changed by acts, within bounds, with a history; a file beside the store is only told."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import click
import pytest

from counter.acts.premises import policy
from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.settings import DATA, read_policy, written_policy
from counter.hall.told import told
from counter.rules import policy_values as rules
from counter.rules.access import HALL_ITSELF
from counter.store import journal
from counter.store import policy as store
from counter.store.connection import immediate
from tests.conftest import NOW, set_policy

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = rules.flat(written_policy())


def command(hall: Hall, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line, as an administrator types it."""
    return subprocess.run(
        [sys.executable, "-m", "counter", "--hall", str(hall.directory), "--as", "admin", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )


def set_(hall: Hall, people: dict, name: str, value: str, who: str = "admin", **more) -> policy.PolicySet:
    return hall.do(policy.set_value, people[who], name=name, value=value, **more)


# -- what was reported -------------------------------------------------------------------------------------------------


def test_a_planted_policy_file_runs_nothing_and_is_told(hall, tmp_path):
    from counter import acts
    from counter.store import staff

    ran = tmp_path / "ran"
    (hall.directory / "policy.toml").write_text(
        f'[queue]\nmax_calls = 9\n[queue.board]\nannounce = ["touch", "{ran}"]\n', "utf-8"
    )
    again = Hall.open(hall.directory, now=NOW)
    assert again.policy.queue.max_calls == 3, "a file in the hall's directory changes no rule"
    assert not hasattr(again.policy.queue.board, "announce"), "no rule of a hall names a program"
    again.do(take, HALL_ITSELF, queue="A")
    again.do(acts.staff_sign_in, staff.actor(again.db, "c1", 1), window=1)
    again.do(acts.ticket_call, staff.actor(again.db, "c1", 1), window=1)
    assert not ran.exists()
    (line,) = told(again)
    assert (line.file, line.next.act) == ("policy.toml", "policy.load") and "不生效" in line.words
    assert again.ask(policy.told, staff.actor(again.db, "sup")) == (line,)
    again.close()
    assert "policy.toml" in command(hall, "doctor").stdout and "policy.toml" in command(hall, "check").stderr


def test_no_program_is_named_by_data_that_the_hall_holds(hall, people):
    with pytest.raises(Refusal, match="没有 queue.board.announce"):
        set_(hall, people, "queue.board.announce", "touch")
    with immediate(hall.db):
        store.change(hall.db, "queue.board.announce", ["touch", "x"], 0, "admin")
    assert hall.policy == read_policy({})


# -- setting -----------------------------------------------------------------------------------------------------------


def test_a_value_is_set_and_set_back_with_an_entry_each(hall, people):
    before = journal.last_seq(hall.db)
    assert str(set_(hall, people, "queue.max_calls", "4")) == "queue.max_calls：3 改为 4"
    assert hall.policy.queue.max_calls == 4
    set_(hall, people, "queue.head_start.elderly", "25")
    assert hall.policy.queue.head_start == {**read_policy({}).queue.head_start, "elderly": 25}
    assert str(hall.do(policy.reset, people["admin"], name="queue.max_calls")) == "queue.max_calls：4 改为 3"
    assert hall.policy.queue.max_calls == 3
    entries = list(journal.after(hall.db, before))
    assert [one.act for one in entries] == ["policy.set", "policy.set", "policy.reset"]
    assert entries[0].facts == {"before": "3", "after": "4"} and entries[0].subject == "policy:queue.max_calls"
    assert [(one.value, one.own) for one in hall.ask(policy.history, people["sup"], name="queue.max_calls")] == [
        ("", False),
        ("4", True),
    ]


@pytest.mark.parametrize("who", ["sup", "c3", "g1", "ap-c-hr"])
def test_only_an_administrator_changes_a_rule(hall, people, who):
    with pytest.raises(Refusal, match="不能做这项操作"):
        set_(hall, people, "queue.max_calls", "4", who)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("queue.max_calls", text)
            for text in ("0", "11", "-1", "3.5", "x", "", "nan", "inf", "1e3", "٣", "99999999999")
        ),
        ("queue.undo_seconds", "-1"),
        ("queue.leftover", "serve"),
        ("queue.head_start.elderly", "-5"),
        ("queue.head_start.elderly", "1000000"),
        ("queue.head_start.vip", "10"),
        ("queue.estimate.range_low", "0.9"),
        ("queue.estimate.range_high", "2"),
        ("clock.notice_warning_day", "6"),
        ("clock.near_days", "nan"),
        ("intake.supplement_days", "0"),
        ("intake.form_ending", ""),
        ("intake.form_ending", "表" * 301),
        ("intake.known.person.姓名", "password"),
        ("intake.known.animal.姓名", "name"),
        ("queue", "3"),
        ("queue.max_calls.x", "3"),
        ("__class__", "3"),
        ("", "3"),
        *(
            ("intake.scan_folder", text)
            for text in ("..", "spool", "/", "/etc", "/proc/self", "scans/../spool", "/x/{a}", "//etc")
        ),
    ],
)
def test_a_value_beyond_its_bounds_is_refused_and_changes_nothing(hall, people, name, value):
    before = (hall.policy, journal.last_seq(hall.db))
    with pytest.raises(Refusal) as refused:
        set_(hall, people, name, value)
    assert refused.value.rule and refused.value.next_step
    assert (hall.policy, journal.last_seq(hall.db)) == before


def test_a_scan_folder_holds_neither_the_hall_nor_its_key(hall, people, key_file, tmp_path):
    (tmp_path / "way").symlink_to(hall.directory)
    for folder in (hall.directory, hall.directory.parent, hall.directory / "inbox", tmp_path / "way", key_file.parent):
        with pytest.raises(Refusal, match="不能作扫描文件夹"):
            set_(hall, people, "intake.scan_folder", str(folder))
    for folder in ("scans", "scans/{window}", "", f"{tmp_path}/scanner/{{window}}"):
        set_(hall, people, "intake.scan_folder", folder)
        assert hall.policy.intake.scan_folder == folder


def test_bounds_hold_every_written_value_and_each_says_what_it_means():
    for name, value in WRITTEN.items():
        place = rules.place_of(name, WRITTEN)
        assert place is not None and place.meaning and place.bounds, name
        assert rules.read_value(place, value) == value and rules.read_value(place, rules.shown(value)) == value, name
    for name in rules.PLACES:
        assert any(one == name or (name.endswith(".") and one.startswith(name)) for one in WRITTEN), (
            f"{name} is unwritten"
        )
    assert rules.nested(WRITTEN) == tomllib.loads((DATA / "policy.toml").read_text("utf-8"))


def test_the_list_says_value_meaning_bounds_and_who_changed_it(hall, people):
    set_policy(hall, **{"queue.undo_seconds": 90})
    lines = {one.name: one for one in hall.ask(policy.list_values, people["sup"])}
    assert set(lines) == set(WRITTEN)
    one = lines["queue.undo_seconds"]
    assert (one.value, one.written, one.own) == ("90", "60", True) and one.since == hall.local(hall.now()) and one.by
    assert "撤销" in one.meaning and one.bounds == "0 到 600"
    done = command(hall, "policy", "list", "queue.undo")
    assert done.returncode == 0 and "queue.undo_seconds = 90" in done.stdout, done.stderr


# -- two at once, other windows ----------------------------------------------------------------------------------------


def test_an_open_window_works_by_a_changed_rule_at_once(hall, people):
    window = Hall.open(hall.directory, now=NOW)
    assert window.policy.queue.max_calls == 3
    from counter.acts.queue import waiting

    assert waiting.order(window).heads["elderly"] == 20 * 60_000
    set_policy(hall, **{"queue.max_calls": 2, "queue.head_start.elderly": 40})
    assert window.policy.queue.max_calls == 2 and waiting.order(window).heads["elderly"] == 40 * 60_000
    window.close()


def test_what_was_taken_back_is_not_remembered(hall, people):
    before = hall.policy
    with pytest.raises(RuntimeError), immediate(hall.db):
        store.change(hall.db, "queue.max_calls", 9, 0, "admin")
        raise RuntimeError
    assert hall.policy == before


def test_the_second_of_two_administrators_sees_what_the_first_did(hall, people):
    set_(hall, people, "queue.max_calls", "4", seen="3")
    with pytest.raises(Refusal, match="刚被改为 4"):
        set_(hall, people, "queue.max_calls", "5", seen="3")
    with pytest.raises(Refusal, match="刚被改为 4"):
        hall.do(policy.reset, people["admin"], name="queue.max_calls", seen="3")
    assert hall.policy.queue.max_calls == 4


def test_twenty_changes_at_once_are_twenty_entries_and_one_value(hall, people):
    def change(start: int) -> None:
        own = Hall.open(hall.directory, now=NOW)
        for value in range(start, start + 5):
            own.do(policy.set_value, people["admin"], name="queue.recall_seconds", value=str(value))
        own.close()

    threads = [threading.Thread(target=change, args=(100 * n,)) for n in range(1, 5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    changes = hall.ask(policy.history, people["admin"], name="queue.recall_seconds")
    assert len(changes) == 20 and rules.shown(hall.policy.queue.recall_seconds) == changes[0].value
    assert [*journal.broken_links(hall.db)] == []


def test_a_change_stays_in_the_history(hall, people):
    set_(hall, people, "queue.max_calls", "4")
    for statement in ("DELETE FROM policy_change", "UPDATE policy_change SET value = '1'"):
        with pytest.raises(Exception, match="a change stays"):
            hall.db.execute(statement)


# -- files beside the store --------------------------------------------------------------------------------------------


def test_an_old_file_is_taken_in_once_with_its_difference_first(hall, tmp_path):
    file = hall.directory / "policy.toml"
    file.write_text(
        "[queue]\nmax_calls = 5\nrecall_seconds = 10\nleftover = 'serve'\n"
        "[queue.board]\nannounce = ['espeak-ng']\n[own]\nx = 1\n",
        "utf-8",
    )
    asked = command(hall, "policy", "load", str(file))
    assert asked.returncode == 1 and "3 改为 5" in asked.stderr and "没有人回答" in asked.stderr, asked.stderr
    assert "启动大屏" in asked.stderr and "own.x：没有这个值" in asked.stderr and "queue.leftover" in asked.stderr
    assert hall.policy.queue.max_calls == 3
    done = command(hall, "policy", "load", str(file), "--yes", "--json")
    assert done.returncode == 0 and [one["name"] for one in json.loads(done.stdout)["changed"]] == ["queue.max_calls"]
    assert hall.policy.queue.max_calls == 5 and told(hall) == ()
    file.write_text("[queue]\nmax_calls = 6\n", "utf-8")
    assert [one.file for one in told(hall)] == ["policy.toml"], "a file that changed again is told again"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[queue", "policy.toml"),
        ("queue = 5", "queue：没有这个值"),
        ('[queue]\nmax_calls = "x"', "queue.max_calls"),
        ("[queue]\nhead_start = 5", "queue.head_start：没有这个值"),
        ("[queue.estimate]\nrecent = true", "queue.estimate.recent"),
        ("[queue.head_start]\nelderly = -5", "queue.head_start.elderly"),
        ("[clock]\nnear_days = nan", "不是数"),
        ("[intake.known]\nperson = 'name'", "intake.known.person：没有这个值"),
        ("a = [[[[1]]]]", "a：没有这个值"),
    ],
)
def test_what_is_written_wrongly_in_an_old_file_is_named(hall, tmp_path, text, word):
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    done = command(hall, "policy", "load", str(tmp_path / "policy.toml"), "--yes")
    assert word in done.stderr and "程序出错" not in done.stderr, done.stderr
    assert hall.policy == read_policy({})


def test_a_changed_hall_toml_is_told_until_somebody_has_looked(hall, people):
    hall.training = False
    assert told(hall) == ()
    file = hall.directory / "hall.toml"
    file.write_text(file.read_text("utf-8").replace("127.0.0.1", "evil.example"), "utf-8")
    (line,) = told(hall)
    assert (line.file, line.next.act) == ("hall.toml", "hall.settings-seen")
    hall.do(policy.settings_seen, people["admin"])
    assert told(hall) == () and journal.after(hall.db, journal.last_seq(hall.db) - 1)[0].act == "hall.settings-seen"
    file.unlink()
    assert [one.file for one in told(hall)] == ["hall.toml"]


def test_an_own_value_that_a_newer_program_does_not_allow_gives_way_to_the_written_one(hall):
    with immediate(hall.db):
        store.change(hall.db, "queue.max_calls", 99, 0, "admin")
        store.change(hall.db, "queue.nothing", 1, 0, "admin")
        store.change(hall.db, "queue.undo_seconds", 30, 0, "admin")
    assert hall.policy.queue.max_calls == 3 and hall.policy.queue.undo_seconds == 30


def test_the_board_s_program_is_its_own_option(monkeypatch):
    from counter.commands.board import command as board

    option = next(one for one in board.params if one.name == "speak")
    assert isinstance(option, click.Option) and option.envvar == "COUNTER_SPEAK"
