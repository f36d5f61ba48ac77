"""`counter sql` is an administrator's look: whatever the statement says, nothing is written and no secret is shown."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counter.cli import main
from counter.commands import sql
from counter.errors import Refusal
from counter.hall import Hall
from counter.store import inquiry
from counter.store.connection import open_store
from tests.conftest import NOW

WRITING = {
    "a new key for the store": "PRAGMA rekey = 'mine'",
    "another key": "PRAGMA key = 'mine'",
    "a schema that may be written": "PRAGMA writable_schema = ON",
    "reading only, switched off": "PRAGMA query_only = OFF",
    "another journal": "PRAGMA journal_mode = DELETE",
    "a checkpoint": "PRAGMA wal_checkpoint(TRUNCATE)",
    "a version": "PRAGMA user_version = 7",
    "a store in memory": "ATTACH ':memory:' AS other",
    "a store in a file": "ATTACH 'made.db' AS other KEY ''",
    "a store that goes": "DETACH main",
    "a copy": "VACUUM INTO 'made.db'",
    "a compaction": "VACUUM",
    "a table": "CREATE TABLE made (a)",
    "a table for a while": "CREATE TEMP TABLE made (a)",
    "a table of a module": "CREATE VIRTUAL TABLE temp.made USING fts5(a)",
    "a row that answers": "INSERT INTO setting (name, value) VALUES ('training', 'no') RETURNING name",
    "a change": "UPDATE staff SET role = 'administrator' WHERE code = 'c3'",
    "a change that answers": "UPDATE staff SET role = 'administrator' WHERE code = 'c3' RETURNING code",
    "a deletion behind WITH": "WITH gone AS (SELECT code FROM staff) DELETE FROM shift WHERE staff IN gone",
    "a deletion behind a comment": "/* SELECT */ -- SELECT\nDELETE FROM look",
    "two statements": "SELECT 1; DELETE FROM look",
    "a transaction": "BEGIN IMMEDIATE",
    "a savepoint": "SAVEPOINT mine",
    "a plan of a change": "EXPLAIN DELETE FROM look",
    "a plan of a plan": "EXPLAIN SELECT 1",
    "a trigger that goes": "DROP TRIGGER journal_only_grows_delete",
    "statistics": "ANALYZE",
    "an index anew": "REINDEX",
    "a library": "SELECT load_extension('/tmp/made.so')",
    "an export": "SELECT sqlcipher_export('main')",
    "a line in the log": "SELECT sqlite_log(1, 'made')",
    "a tokenizer": "SELECT fts3_tokenizer('made', x'00')",
    "a written file": "SELECT writefile('made', 'x')",
    "a setting as a table": "SELECT * FROM pragma_journal_mode",
    "nothing": "",
    "only a comment": "-- SELECT 1",
    "a NUL": "SELECT 1\0; DELETE FROM look",
    "a value that is not there": "SELECT ?",
    "no SQL": "<script>alert(1)</script>",
}
SECRETS = {
    "passwords": "SELECT code, password FROM staff",
    "everything of staff": "SELECT * FROM staff",
    "everything by its store": "SELECT * FROM main.staff",
    "a part of a password": "SELECT substr(password, 1, 3) FROM staff",
    "whether one fits": "SELECT code FROM staff WHERE password LIKE 'scrypt%'",
    "in an order": "SELECT code FROM staff ORDER BY password",
    "in groups": "SELECT count(*) FROM staff GROUP BY password",
    "from within": "SELECT (SELECT max(password) FROM staff)",
    "beside others": "SELECT 1 UNION SELECT password FROM staff",
    "under another name": "WITH a(b) AS (SELECT password FROM staff) SELECT b FROM a",
    "as one document": "SELECT json_group_array(json_array(password)) FROM staff",
    "whether one is the same": "SELECT code FROM staff NATURAL JOIN (SELECT 'x' AS password)",
    "the same, by name": "SELECT code FROM staff JOIN (SELECT 'x' AS password) USING (password)",
    "as members": "SELECT code FROM staff WHERE code IN staff",
    "codes of citizens' pages": "SELECT code_hash FROM case_file",
    "keys of bookings": "SELECT remote_key FROM ticket",
    "answers that hold codes": "SELECT result FROM journal",
    "keys of presses": "SELECT key FROM journal",
}


def picture(directory: Path) -> tuple[object, ...]:
    """Everything that a hall holds but its looks and what binds them: rows, schema, files."""
    files = sorted(str(one.relative_to(directory)) for one in directory.rglob("*") if not one.name.endswith("-shm"))
    key = Path(os.environ["COUNTER_KEY_FILE"]).read_text().split()
    from counter.hall.key import read_key
    from counter.hall.settings import read_settings

    db = open_store(directory / "hall.db", read_key(read_settings(directory / "hall.toml")))
    schema = [tuple(row) for row in db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name")]
    tables = [name for kind, name, _ in schema if kind == "table" and name not in ("look", "seal", "sqlite_sequence")]
    rows = {table: [tuple(row) for row in db.execute(f"SELECT * FROM {table}")] for table in tables}
    settings = [tuple(db.execute(f"PRAGMA {name}").fetchone()) for name in ("journal_mode", "user_version")]
    db.close()
    return files, key, schema, rows, settings


def ask(directory: Path, statement: str, *more: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--hall", str(directory), "--as", "admin", "sql", *more, "--", statement])
    code = ended.value.code
    return code if isinstance(code, int) else 0


def looks(hall: Hall) -> list[tuple[str, int]]:
    rows = hall.db.execute("SELECT what, allowed FROM look WHERE what GLOB 'sql*' ORDER BY id")
    return [(row["what"], row["allowed"]) for row in rows]


@pytest.mark.parametrize("statement", WRITING.values(), ids=WRITING)
def test_a_statement_that_would_write_is_refused_in_words(hall_dir, statement, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    before, beside = picture(hall_dir), sorted(tmp_path.iterdir())
    assert ask(hall_dir, statement) == 1
    said = capsys.readouterr().err
    assert "下一步" in said and "Traceback" not in said and "程序出错" not in said
    assert picture(hall_dir) == before
    assert sorted(tmp_path.iterdir()) == beside


@pytest.mark.parametrize("statement", SECRETS.values(), ids=SECRETS)
def test_what_opens_something_is_shown_to_nobody(hall_dir, statement, capsys) -> None:
    assert ask(hall_dir, statement) == 1
    said = capsys.readouterr()
    assert said.out == "" and "下一步" in said.err


def test_a_refused_statement_is_kept_as_refused_and_a_look_with_what_it_reads(hall_dir, hall, capsys) -> None:
    assert ask(hall_dir, "SELECT password FROM staff") == 1
    assert ask(hall_dir, "SELECT name, id_number FROM person WHERE id > 0") == 0
    assert ask(hall_dir, "PRAGMA rekey = 'mine'") == 1
    assert looks(hall) == [
        ("sql sql.column-shown-to-nobody SELECT password FROM staff", 0),
        ("sql-people person(id,id_number,name): SELECT name, id_number FROM person WHERE id > 0", 1),
        ("sql sql.query-not-run PRAGMA rekey = 'mine'", 0),
    ]


def test_whoever_asks_who_saw_their_data_is_told_of_statements_too(hall, people) -> None:
    from counter.acts.case.applicants import looks as seen
    from counter.acts.report.looking import statements

    hall.db.execute(
        "INSERT INTO person (id, kind, name, name_key, id_kind, id_number)"
        " VALUES (7, 'person', '张三', '张三', 'resident', '110101199003074514')"
    )
    sql.look_into(hall, people["admin"], "SELECT name FROM item LIMIT 1", 10)
    sql.look_into(hall, people["admin"], "SELECT id_number FROM person WHERE name = '李四'", 10)
    with pytest.raises(Refusal):
        sql.look_into(hall, people["admin"], "SELECT password FROM staff", 10)
    assert [one.what for one in hall.ask(seen, people["sup"], person=7)] == ["sql-people person(id_number,name)"]
    told = hall.ask(statements, people["sup"])
    assert ["李四" in line for line in told] == [False, True, False] and "未允许" in told[0]
    plan = hall.db.execute(
        "EXPLAIN QUERY PLAN SELECT id FROM look l WHERE l.person = 7 OR (l.person IS NULL AND l.case_id IS NULL"
        " AND l.what GLOB 'sql-people *' AND l.at >= 0)"
    ).fetchall()
    assert not any(row["detail"].startswith("SCAN") for row in plan), [row["detail"] for row in plan]


def test_a_look_that_can_not_be_kept_is_not_made(hall, people, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refusal("store.disk-cannot-read-written", "full")

    monkeypatch.setattr(Hall, "keep_look", full)
    monkeypatch.setattr(inquiry.Inquiry, "run", lambda *_: pytest.fail("read before it was kept"))
    with pytest.raises(Refusal, match="full"):
        sql.look_into(hall, people["admin"], "SELECT name FROM person", 10)


def test_on_a_full_disk_a_look_is_refused_in_the_right_words(hall, people) -> None:
    hall.db.execute("VACUUM")
    hall.db.execute(f"PRAGMA max_page_count = {hall.db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(Refusal, match="磁盘读写不了"):
        for turn in range(2_000):  # until the last page is full
            sql.look_into(hall, people["admin"], f"SELECT name FROM person /* {'x' * 440} {turn} */", 10)
    with pytest.raises(Refusal, match="不给任何人看"):
        sql.look_into(hall, people["admin"], "SELECT password FROM staff", 10)


@pytest.mark.parametrize("who", ["g1", "c3", "ap-c-hr", "sup"])
def test_nobody_but_the_administrator_asks_and_the_attempt_is_kept(hall, people, who) -> None:
    with pytest.raises(Refusal, match="只有管理员"):
        sql.look_into(hall, people[who], "SELECT name FROM person", 10)
    assert looks(hall) == [("sql sql.administrators-only SELECT name FROM person", 0)]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
            "sql.takes-too-long",
        ),
        ("SELECT count(*) FROM look a, journal b, staff c, item d, item e, item f", "sql.takes-too-long"),
        ("SELECT zeroblob(1000000000)", "sql.answer-too-large"),
        ("SELECT length(hex(zeroblob(400000000)))", "sql.answer-too-large"),
        ("SELECT printf('%2000000d', 1)", "sql.answer-too-large"),
        (
            "WITH RECURSIVE n(t) AS (SELECT 'a' UNION ALL SELECT t || t FROM n) SELECT max(length(t)) FROM n",
            "sql.answer-too-large",
        ),
        (f"SELECT {'1,' * 20_000}1", "sql.query-not-run"),
    ],
)
def test_a_statement_without_end_is_stopped(hall, people, monkeypatch, statement, code) -> None:
    monkeypatch.setattr(inquiry, "SECONDS", 0.3 if "count" in statement else 20.0)
    with pytest.raises(Refusal) as refusal:
        sql.look_into(hall, people["admin"], statement, 10)
    assert refusal.value.code == code


@pytest.mark.parametrize("statement", [*WRITING.values(), *SECRETS.values()])
def test_not_a_byte_of_the_store_changes(hall, tmp_path, statement) -> None:
    hall.db.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    before = (tmp_path / "copy.db").read_bytes()
    db = open_store(tmp_path / "copy.db", hall._key, read_only=True)
    with pytest.raises(Refusal):
        inquiry.Inquiry(db, statement).run(10)
    db.close()
    assert (tmp_path / "copy.db").read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("SELECT code FROM staff WHERE role = 'supervisor'", [["sup"]]),
        ("SELECT count(*) FROM front_window WHERE number = 3", [[1]]),
        ("  /* how many */ SELECT count(*) AS n FROM queue -- letters\n;", None),
        ("WITH n(i) AS (VALUES (1), (2)) SELECT sum(i) FROM n", [[3]]),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT count(*) FROM n", [[9]]),
        ("SELECT name FROM sqlite_schema WHERE name = 'journal'", [["journal"]]),
        ("SELECT j.value FROM front_window w, json_each(w.queues) j WHERE w.number = 3 LIMIT 1", None),
        ("SELECT CAST(x'ff41' AS TEXT), x'00ff'", [["\ufffdA", "00ff"]]),
        ("SELECT hash IS NOT NULL FROM journal LIMIT 1", [[1]]),
    ],
)
def test_an_honest_question_is_answered(hall_dir, statement, rows, capsys) -> None:
    assert ask(hall_dir, statement, "--json") == 0
    found = [list(row.values()) for row in json.loads(capsys.readouterr().out)]
    assert found and (rows is None or found == rows)


def test_two_columns_of_one_name_are_both_shown_and_a_cut_is_said(hall_dir, capsys) -> None:
    assert ask(hall_dir, "SELECT code, code FROM staff ORDER BY code", "--most", "2") == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == "code\tcode:2" and len(said.out.splitlines()) == 3
    assert "前 2 行" in said.err


def test_a_cell_can_not_move_the_cursor(hall_dir, capsys) -> None:
    assert ask(hall_dir, "SELECT char(27) || '[2J' || char(10) || char(8238)") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "\\x1b[2J\\n\\u202e"


def test_every_column_that_opens_something_is_named_like_it(hall) -> None:
    """A column of a later program whose name says secret is hidden without anybody thinking of it."""
    columns = {
        (table["name"], column["name"])
        for table in hall.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for column in hall.db.execute(f"PRAGMA table_info({table['name']})")
    }
    assert {("staff", "password"), ("case_file", "code_hash"), ("inbox_entry", "code_hash")} <= columns
    assert columns >= inquiry.SECRET_COLUMNS | inquiry.OPEN_COLUMNS
    for column in ("password", "password_before", "door_token", "session_secret", "recovery_hash", "row_mac"):
        assert inquiry.is_secret("later", column)


def test_the_whole_command_in_a_process_of_its_own(hall_dir) -> None:
    before = picture(hall_dir)
    said = subprocess.run(
        [sys.executable, "-m", "counter", "--hall", str(hall_dir), "--as", "admin", "sql", "PRAGMA rekey = 'mine'"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 1 and "Traceback" not in said.stderr
    assert picture(hall_dir) == before
    with pytest.raises(sqlite3.DatabaseError):  # still encrypted
        sqlite3.connect(hall_dir / "hall.db").execute("SELECT * FROM staff")


@pytest.fixture(autouse=True)
def _a_clock_of_the_halls_day(monkeypatch):
    """Halls in earnest here were made on the tests' day; on any later one the machine's clock would be in doubt."""
    from counter.hall import clock
    from counter.rules.moment import Reading

    class Standing:
        def read(self):
            return Reading(
                int(NOW.replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000) + 8 * 3_600_000,
                3_600_000,
                "the same start",
            )

    monkeypatch.setattr(clock, "sources", Standing())
