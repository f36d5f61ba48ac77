"""A hall that an older program made, with its rows, opens in this one; two windows opening it at once
migrate it once.
"""

from __future__ import annotations

import multiprocessing
import shutil

import pytest

from counter.errors import Refusal
from counter.hall import Hall, read_key
from counter.store.connection import immediate, open_store
from counter.store.schema import STEPS, migrations
from tests.conftest import NOW
from tests.filling import fill_form
from tests.intake.conftest import do, draft


@pytest.fixture
def older(hall, hall_dir, do, draft):
    """The training hall as the first schema kept it: every row copied over, one case accepted, one item used five
    times.
    """
    from sqlite_utils import Database

    do("case.all-here", case=draft)

    fill_form(do, draft)
    do("case.accept", case=draft)
    tables = {
        row["name"]: [r["name"] for r in hall.db.execute(f"PRAGMA table_info({row['name']})")]
        for row in hall.db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlite%' AND name <> 'item_use'"
        )
    }
    rows = {name: [tuple(r) for r in hall.db.execute(f"SELECT * FROM {name}")] for name in tables}
    hall.close()
    for file in hall_dir.glob("hall.db*"):
        file.unlink()
    db = open_store(hall_dir / "hall.db", read_key(hall.settings))
    migrations().apply(Database(db), stop_before=STEPS[1])
    db.execute("PRAGMA foreign_keys = OFF")
    with immediate(db):
        for name, columns in tables.items():
            then = [r["name"] for r in db.execute(f"PRAGMA table_info({name})") if r["name"] in columns]
            if then:  # a table or a column that came later is not copied
                marks = ", ".join("?" * len(then))
                kept = [tuple(row[columns.index(name)] for name in then) for row in rows[name]]
                db.executemany(f"INSERT INTO {name} ({', '.join(then)}) VALUES ({marks})", kept)
        db.execute("UPDATE item SET used = 5 WHERE code = 'startup-subsidy'")
    db.close()
    return hall_dir


def test_rows_and_order_come_through(older):
    opened = Hall.open(older, now=NOW)
    try:
        assert {r["name"] for r in opened.db.execute("SELECT name FROM _sqlite_migrations")} == set(STEPS)
        assert [tuple(r) for r in opened.db.execute("SELECT * FROM item_use")] == [("startup-subsidy", 5)]
        assert opened.db.execute("SELECT count(*) FROM approval").fetchone()[0] == 10
        windows = opened.db.execute("SELECT count(*), count(station) FROM front_window").fetchone()
        assert windows[0] > 5 and windows[1] == 0, "every window of before stands in the hall"
        assert opened.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert opened.db.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        opened.close()
    shutil.rmtree(older)


def test_a_case_of_before_is_decided_by_two_at_two_screens(older):
    from counter.hall.act import named
    from counter.store import soundness, staff

    opened = Hall.open(older, now=NOW)
    try:
        number = (
            f"A-{opened.db.execute('SELECT id FROM approval WHERE item = ?', ('flexible-insurance',)).fetchone()[0]}"
        )
        assert opened.db.execute("SELECT count(*) FROM review").fetchone()[0] == 0
        opened.do(
            named("approval.propose").function,
            staff.actor(opened.db, "ap-c-tax"),
            approval=number,
            refuse=True,
            reasons="不符",
        )
        opened.do(named("approval.agree").function, staff.actor(opened.db, "ap2-c-tax"), approval=number)
        assert tuple(opened.db.execute("SELECT outcome, officer, second_officer FROM decision").fetchone()) == (
            "refuse",
            "ap-c-tax",
            "ap2-c-tax",
        )
        assert list(soundness.faults(opened.db)) == []
    finally:
        opened.close()


def open_it(directory, barrier):
    barrier.wait()
    Hall.open(directory, now=NOW).close()


def test_two_windows_open_it_at_once(older):
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(3)
    windows = [context.Process(target=open_it, args=(older, barrier)) for _ in range(3)]
    for window in windows:
        window.start()
    for window in windows:
        window.join(20)
    assert [window.exitcode for window in windows] == [0, 0, 0]


def test_a_newer_programs_hall_is_left_alone(hall, hall_dir):
    hall.db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('counter', 'm999_of_tomorrow', '')"
    )
    hall.close()
    with pytest.raises(Refusal, match="更新的程序"):
        Hall.open(hall_dir, now=NOW)


def test_a_file_without_a_hall_is_said_to_be_none(hall, hall_dir):
    hall.close()
    for file in hall_dir.glob("hall.db*"):
        file.unlink()
    with pytest.raises(Refusal, match="没有大厅的数据"):
        Hall.open(hall_dir, now=NOW)
