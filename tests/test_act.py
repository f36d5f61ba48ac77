"""An act is one checked, journalled transaction: all of it or nothing, once, by somebody who may."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import datetime

import pytest

from counter.errors import Denied, Refusal
from counter.hall import Hall
from counter.hall.act import REGISTRY, act, load
from counter.rules.access import Actor, Role
from counter.store import driver, journal
from counter.store.connection import open_store
from counter.store.search import catalogue_changed, catalogue_version

CLERK = Actor("c1", "林晓燕", Role.CLERK, window=1)


@dataclass(frozen=True, slots=True)
class Said:
    word: str
    count: int


@act("hall.say", by=(Role.CLERK,))
def say(work, word: str, fail: bool = False) -> Said:
    """Say a word (a test's own act)."""
    row = work.db.execute(
        "INSERT INTO counter_value VALUES ('said', ?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value",
        (word,),
    ).fetchone()
    work.about(f"word:{word}", count=row["value"])
    if fail:
        raise Refusal("test.no-more", "不说了", rule="测试", next="换一个词")
    return Said(word, row["value"])


def state(hall: Hall) -> list:
    return [tuple(row) for row in hall.db.execute("SELECT name, scope, value FROM counter_value ORDER BY 1, 2")]


def test_a_refused_act_leaves_nothing_behind(hall) -> None:
    before, seq = state(hall), journal.last_seq(hall.db)
    with pytest.raises(Refusal, match="不说了"):
        hall.do(say, CLERK, word="你好", fail=True)
    assert state(hall) == before and journal.last_seq(hall.db) == seq


@act("hall.rewrite", by=(Role.CLERK,))
def rewrite(work, name: str, end: str = "") -> str:
    """Change the catalogue, keep what follows from it, and end as told (a test's own act)."""
    catalogue_changed(work.db)
    kept = work.hall.kept(catalogue_version(work.db))
    kept["name"] = name
    if end == "bug":
        raise ZeroDivisionError
    if end:
        raise {"refusal": Refusal, "denied": Denied}[end]("test.unchanged", "不改了", rule="测试", next="换一个")
    return name


@pytest.mark.parametrize("end", ["bug", "refusal", "denied"])
def test_what_was_worked_out_from_changes_that_are_taken_back_is_forgotten(hall, hall_dir, end) -> None:
    with pytest.raises((ZeroDivisionError, Refusal)):
        hall.do(rewrite, CLERK, name="没有写成", end=end)
    other = Hall.open(hall_dir)
    other.do(rewrite, CLERK, name="别处写成")
    other.close()
    assert "name" not in hall.kept(catalogue_version(hall.db)), (
        "another window's version has the number of the one that was taken back"
    )


def test_a_bug_in_an_act_leaves_nothing_and_is_seen(hall) -> None:
    before, seq = state(hall), journal.last_seq(hall.db)
    with pytest.raises(TypeError):
        hall.do(say, CLERK)
    with pytest.raises(driver.Error):
        hall.do(say, CLERK, word=object())
    assert state(hall) == before and journal.last_seq(hall.db) == seq
    assert not hall.db.in_transaction


def test_a_second_press_of_the_same_key_is_the_same_act(hall) -> None:
    first = hall.once("press-1", say, CLERK, word="你好")
    again = hall.once("press-1", say, CLERK, word="你好")
    assert first == again == Said("你好", 1)
    assert len(list(journal.about(hall.db, "word:你好"))) == 1


def test_a_key_spent_on_one_act_or_person_serves_no_other(hall) -> None:
    hall.once("press-1", say, CLERK, word="你好")
    with pytest.raises(Refusal, match="操作键"):
        hall.once("press-1", say, Actor("c2", "何志强", Role.CLERK, window=2), word="你好")


def test_a_role_that_may_not_is_told_who_may(hall) -> None:
    with pytest.raises(Refusal) as refused:
        hall.do(say, Actor("g1", "罗小芳", Role.GUIDE), word="你好")
    assert "导办" in refused.value.message and "窗口人员" in refused.value.next_step


def test_the_journal_is_a_chain_that_shows_every_change(hall, tmp_path) -> None:
    for word in ("一", "二", "三"):
        hall.do(say, CLERK, word=word)
    assert list(journal.broken_links(hall.db)) == []
    with pytest.raises(driver.Error, match="only grows"):
        hall.db.execute("UPDATE journal SET staff = 'x' WHERE seq = 2")
    with pytest.raises(driver.Error, match="only grows"):
        hall.db.execute("DELETE FROM journal WHERE seq = 2")
    hall.db.execute("DROP TRIGGER journal_only_grows_update")
    hall.db.execute("UPDATE journal SET facts = '{}' WHERE subject = 'word:二'")
    seq = hall.db.execute("SELECT seq FROM journal WHERE subject = 'word:二'").fetchone()[0]
    assert list(journal.broken_links(hall.db)) == [seq]


def test_the_journal_has_no_gaps_under_many_windows(hall, hall_dir) -> None:
    from tests.conftest import NOW

    start = journal.last_seq(hall.db)

    def window(number: int) -> None:
        own = Hall.open(hall_dir, now=NOW)
        for _ in range(25):
            own.do(say, Actor(f"c{number}", "某", Role.CLERK, window=number), word="同")
        own.close()

    threads = [threading.Thread(target=window, args=(n,)) for n in range(1, 7)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    rows = [r[0] for r in hall.db.execute("SELECT seq FROM journal ORDER BY seq")]
    assert rows == list(range(1, start + 151)) and list(journal.broken_links(hall.db)) == []
    assert hall.db.execute("SELECT value FROM counter_value WHERE name = 'said'").fetchone()[0] == 150


def test_a_wrong_key_is_refused_with_words_and_a_quiet_stderr(hall_dir, capfd) -> None:
    with pytest.raises(Refusal, match="密钥打不开"):
        open_store(hall_dir / "hall.db", "0" * 64)
    assert capfd.readouterr().err == ""


def test_a_stolen_hall_directory_shows_nothing(hall, hall_dir) -> None:
    hall.do(say, CLERK, word="秘密词语")
    for name in ("hall.db", "hall.db-wal", "files.db"):
        file = hall_dir / name
        if file.exists() and file.stat().st_size:
            blob = file.read_bytes()
            assert (
                not blob.startswith(b"SQLite format 3") and "秘密词语".encode() not in blob and b"journal" not in blob
            )


def test_the_key_lies_outside_and_is_for_its_owner_only(hall_dir, key_file) -> None:
    assert not list(hall_dir.rglob("*.key")) and key_file.stat().st_mode & 0o777 == 0o600
    key = key_file.read_text().strip()
    assert all(key not in f.read_text("utf-8", "replace") for f in hall_dir.rglob("*") if f.is_file())


def test_a_live_hall_refuses_a_given_time(tmp_path, key_file) -> None:
    Hall.create(tmp_path / "live", name="某地政务服务中心").close()
    with pytest.raises(Refusal, match="正式大厅不接受指定时间"):
        Hall.open(tmp_path / "live", now=datetime(2030, 1, 1))


def test_init_never_overwrites(tmp_path, key_file) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("重要")
    with pytest.raises(Refusal, match="不是空目录"):
        Hall.create(tmp_path / "x", name="某地")
    assert os.listdir(tmp_path / "x") == ["mine.txt"]


def test_every_room_of_the_registry_opens_and_every_act_says_what_it_does() -> None:
    load()
    for name, entry in REGISTRY.items():
        assert entry.summary, f"{name} has no docstring"
        assert "." in name and entry.by
