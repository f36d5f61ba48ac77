"""Whoever has the data key but not the chain key, and changes a hall past the program, is told by `counter check`.

Each tampering is done to a copy of one live hall by a raw connection, with every trigger dropped and laid again where
that helps to hide it. `python -m tests.house.test_tampering_is_told` prints the table.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counter.errors import Refusal
from counter.hall import Hall, read_key
from counter.hall.act import named
from counter.hall.checking import faults, head_in
from counter.hall.proving import head_of, head_path, keep_head
from counter.rules.access import HALL_ITSELF
from counter.store import driver, journal, settings, staff
from counter.store.connection import copy_into, immediate, open_store
from counter.store.schema import STEPS, make_files, migrations
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
TOLD = ("seq", "at", "business_date", "act", "staff", "role", "place", "subject", "touched", "facts", "undoes")
"""What an entry without a key speaks for."""


def act(hall: Hall, name: str, actor, /, **arguments):
    entry = named(name)
    return hall.run(entry, actor, arguments) if entry.writes else hall.answer(entry, actor, arguments)


def live_through(directory: Path, scan: Path) -> Hall:
    """A hall with a day behind it: tickets, a case with a scan, decided, papers, looks; then in earnest."""
    from counter.acts.premises.training import train
    from counter.walkthrough import prepare_case

    hall = Hall.create(directory, name="星城市政务服务中心", training=True)
    hall.set_now(NOW)
    hall.do(train, HALL_ITSELF)
    clerk, guide = staff.actor(hall.db, "c1", 1), staff.actor(hall.db, "g1")
    act(hall, "staff.sign-in", staff.actor(hall.db, "c1"), window=1)
    for _ in range(3):
        act(hall, "ticket.take", guide, queue="general")
    called = act(hall, "ticket.call", clerk, window=1)
    act(hall, "ticket.start", clerk, ticket=called.number)
    act(hall, "ticket.finish", clerk, ticket=called.number)
    case = prepare_case(hall, clerk, 1)
    document = hall.db.execute("SELECT document FROM case_document LIMIT 1").fetchone()[0]
    put_a_scan(hall, case, document, scan)
    act(hall, "case.accept", clerk, case=case)
    row = hall.db.execute(
        "SELECT a.id, s.code FROM approval a JOIN staff s ON s.desk = a.desk WHERE a.state = 'open' LIMIT 1"
    ).fetchone()
    officer = staff.actor(hall.db, row["code"])
    act(hall, "approval.show", officer, approval=f"A-{row['id']}")
    act(hall, "approval.receive", officer, approval=f"A-{row['id']}")
    act(hall, "approval.decide", officer, approval=f"A-{row['id']}", grant=True)
    with immediate(hall.db):
        hall.db.execute("UPDATE setting SET value = 'no' WHERE name = 'training'")
    hall.close()
    hall = Hall.open(directory)
    act(hall, "case.show", staff.actor(hall.db, "c1", 1), case=case)
    keep_head(hall)
    return hall


def put_a_scan(hall: Hall, case: str, document: str, scan: Path) -> None:
    """A scan as the attaching act keeps it."""
    from counter.store import cases, files

    data = scan.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    files.put(hall.files, sha256, data, "text", hall.now())
    with immediate(hall.db):
        cases.attach(
            hall.db,
            cases.find(hall.db, case)["id"],
            document,
            sha256,
            "扫描件.txt",
            "text",
            len(data),
            hall.now(),
            "c1",
            "",
        )


@pytest.fixture(scope="module")
def lived(key_file, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("lived")
    (folder / "scan.txt").write_text("毕业证明")
    live_through(folder / "hall", folder / "scan.txt").close()
    return folder / "hall"


class Hand:
    """Somebody with the data key and a database tool."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        hall = Hall.open(directory)
        self.key, self.id = read_key(hall.settings), hall.settings["id"]
        hall.close()
        self.db = self.raw("hall.db")
        self.db.execute("PRAGMA foreign_keys = OFF")

    def raw(self, name: str) -> driver.Connection:
        return open_store(self.directory / name, self.key)

    def free(self, sql: str, *values: object) -> None:
        """Run a statement with no trigger in its way; all are there again afterwards."""
        kept = self.db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for row in kept:
            self.db.execute(f"DROP TRIGGER {row['name']}")
        assert self.db.execute(sql, values).rowcount != 0, "nothing was tampered with"
        for row in kept:
            self.db.execute(row["sql"])

    def recompute(self, seq: int) -> None:
        """Make the chain follow again from an entry on, by the digest that needs no key."""
        previous = journal.digest_of(self.db, seq - 1) or journal.FIRST
        for row in self.db.execute("SELECT * FROM journal WHERE seq >= ? ORDER BY seq", (seq,)).fetchall():
            names = [
                "seq",
                "at",
                "business_date",
                "act",
                "staff",
                "role",
                "place",
                "subject",
                "touched",
                "facts",
                "undoes",
            ]
            digest = journal.plain_digest(previous, *(row[name] for name in names))
            self.free("UPDATE journal SET previous = ?, hash = ? WHERE seq = ?", previous, digest, row["seq"])
            previous = digest

    @property
    def last(self) -> int:
        return journal.last_seq(self.db)


def forge_an_entry(hand: Hand) -> None:
    last, seq = hand.db.execute("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").fetchone(), hand.last + 1
    hand.db.execute(
        "INSERT INTO journal (seq, at, business_date, act, staff, role, place, subject, previous, hash, rows)"
        " VALUES (?, ?, ?, 'approval.decide', 'admin', 'administrator', '', 'approval:1', ?, ?, x'')",
        (seq, last["at"], last["business_date"], last["hash"], hashlib.blake2b(b"forged", digest_size=32).hexdigest()),
    )


def put_back_an_older_store(hand: Hand) -> None:
    older = hand.directory.parent / "older.db"
    copy_into(hand.db, older)
    hand.db.close()
    hall = Hall.open(hand.directory)
    act(hall, "ticket.take", staff.actor(hall.db, "g1"), queue="general")
    keep_head(hall)
    hall.close()
    for file in hand.directory.glob("hall.db*"):
        file.unlink()
    shutil.move(older, hand.directory / "hall.db")


def put_a_row_back(hand: Hand) -> None:
    """Row and content exactly as the program itself had written them once."""
    hall = Hall.open(hand.directory)
    guide = staff.actor(hall.db, "g1")
    act(hall, "ticket.take", guide, queue="general")
    series = "SELECT name, scope, value FROM counter_value"
    before = {tuple(row) for row in hall.db.execute(series)}
    act(hall, "ticket.take", guide, queue="general")
    name, scope, value = min(before - {tuple(row) for row in hall.db.execute(series)})
    hall.close()
    hand.free("UPDATE counter_value SET value = ? WHERE name = ? AND scope = ?", value, name, scope)


def without_the_last_look(hand: Hand) -> None:
    hand.free("DELETE FROM look WHERE id = (SELECT max(id) FROM look)")
    hand.free("DELETE FROM seal WHERE id = (SELECT max(id) FROM seal)")


def files_replaced(hand: Hand) -> None:
    for file in hand.directory.glob("files.db*"):
        file.unlink()
    store = hand.raw("files.db")
    make_files(store)
    store.close()


def files_deleted(hand: Hand) -> None:
    for file in hand.directory.glob("files.db*"):
        file.unlink()


def content_replaced(hand: Hand) -> None:
    store = hand.raw("files.db")
    assert store.execute("UPDATE file SET bytes = x'00'").rowcount == 1
    store.close()


def content_deleted(hand: Hand) -> None:
    store = hand.raw("files.db")
    assert store.execute("DELETE FROM file").rowcount == 1
    store.close()


def trigger_without_teeth(hand: Hand) -> None:
    hand.db.execute("DROP TRIGGER journal_only_grows_update")
    hand.db.execute("CREATE TRIGGER journal_only_grows_update BEFORE UPDATE ON journal BEGIN SELECT 1; END")


def facts_changed_and_chain_recomputed(hand: Hand) -> None:
    hand.free("UPDATE journal SET staff = 'c2' WHERE seq = ?", hand.last - 3)
    hand.recompute(hand.last - 3)


def forge_the_head(hand: Hand) -> None:
    path = head_path(hand.id)
    told = json.loads(path.read_text())
    told["head"][1:3] = [hand.last - 1, journal.digest_of(hand.db, hand.last - 1)]
    path.write_text(json.dumps(told))


def sql(statement: str):
    def tamper(hand: Hand) -> None:
        hand.free(statement)

    return tamper


LAST = "(SELECT max(seq) FROM journal)"
TAMPERINGS = {
    "日志全部删除": (sql("DELETE FROM journal"), "proof.entries-missing"),
    "日志截去末尾三条": (sql(f"DELETE FROM journal WHERE seq > {LAST} - 3"), "proof.entries-missing"),
    "日志中间抽去一条": (sql(f"DELETE FROM journal WHERE seq = {LAST} - 4"), "proof.chain"),
    "日志一条的内容被改": (sql(f"UPDATE journal SET facts = '{{}}' WHERE seq = {LAST} - 2"), "proof.chain"),
    "日志一条的经办人被改": (sql("UPDATE journal SET staff = 'c2' WHERE act = 'case.accept'"), "proof.chain"),
    "日志一条的时间被改": (sql("UPDATE journal SET at = at - 86400000 WHERE act = 'case.accept'"), "proof.chain"),
    "日志一条的操作键被改": (sql(f"UPDATE journal SET key = 'x' WHERE seq = {LAST}"), "proof.chain"),
    "日志改后整条链重算": (facts_changed_and_chain_recomputed, "proof.chain"),
    "日志末尾伪造一条": (forge_an_entry, "proof.chain"),
    "日志一条写过哪些行被抹去": (sql("UPDATE journal SET rows = x'' WHERE act = 'case.accept'"), "proof.chain"),
    "封记全部删除": (sql("DELETE FROM seal"), "proof.seals-missing"),
    "防改触发器被删": (lambda hand: hand.db.execute("DROP TRIGGER journal_only_grows_delete"), "schema.missing"),
    "防改触发器被换成空的": (trigger_without_teeth, "schema.changed"),
    "唯一索引被删": (lambda hand: hand.db.execute("DROP INDEX one_decision_per_approval"), "schema.missing"),
    "多出一个触发器": (
        lambda hand: hand.db.execute("CREATE TRIGGER more AFTER INSERT ON ticket BEGIN SELECT 1; END"),
        "schema.added",
    ),
    "决定被改": (sql("UPDATE decision SET outcome = 'grant-tolerance'"), "proof.row-changed"),
    "决定被删": (sql("DELETE FROM decision"), "proof.row-missing"),
    "申请人姓名被改": (sql("UPDATE person SET name = '王某'"), "proof.row-changed"),
    "申请人证件号被改": (sql("UPDATE person SET id_number = '43010220020815999X'"), "proof.row-changed"),
    "办理期限被挪": (sql("UPDATE approval SET promised_on = legal_on"), "proof.row-changed"),
    "法定期限被挪": (sql("UPDATE case_file SET legal_on = '2027-12-31'"), "proof.row-changed"),
    "文书内容被改": (sql("UPDATE paper SET content = '{}' WHERE kind = 'acceptance'"), "proof.row-changed"),
    "文书被删": (sql("DELETE FROM paper WHERE kind = 'ticket'"), "proof.row-missing"),
    "查看记录被删": (sql("DELETE FROM look WHERE id = 1"), "proof.row-missing"),
    "查看记录换了人": (sql("UPDATE look SET staff = 'c2' WHERE id = 1"), "proof.row-changed"),
    "最后一次查看连同封记被删": (without_the_last_look, "proof."),
    "塞入一名管理员": (
        sql("INSERT INTO staff (code, name, role) VALUES ('root', '某人', 'administrator')"),
        "proof.row-added",
    ),
    "窗口人员改成管理员": (sql("UPDATE staff SET role = 'administrator' WHERE code = 'c1'"), "proof.row-changed"),
    "口令被换": (sql("UPDATE staff SET password = 'x' WHERE code = 'c1'"), "proof.row-changed"),
    "号票被删": (sql("DELETE FROM ticket WHERE id = 3"), "proof.row-missing"),
    "编号退回去再发": (sql("UPDATE counter_value SET value = 1"), "proof.row-changed"),
    "一行换回从前的样子": (put_a_row_back, "proof.row-changed"),
    "事项承诺时限被改": (sql("UPDATE item SET promised_days = 99 WHERE rowid = 5"), "proof.row-changed"),
    "大厅改成演练": (sql("UPDATE setting SET value = 'yes' WHERE name = 'training'"), "proof.row-changed"),
    "放回旧的 hall.db": (put_back_an_older_store, "proof.older-store"),
    "files.db 被删": (files_deleted, "hall.files-gone"),
    "files.db 换成空的": (files_replaced, "files.missing"),
    "附件内容被换": (content_replaced, "files.changed"),
    "附件内容被删": (content_deleted, "files.missing"),
    "附件记录指向别的内容": (sql("UPDATE attachment SET sha256 = printf('%064d', 0)"), "proof.row-changed"),
    "升级记录被删一条": (sql("DELETE FROM _sqlite_migrations WHERE name = 'm007_policy'"), "schema.not-as-recorded"),
    "升级记录改成没升级过": (sql("DELETE FROM _sqlite_migrations WHERE name >= 'm011'"), "schema.not-as-recorded"),
    "厅外链头被删": (lambda hand: head_path(hand.id).unlink(), "proof.no-head"),
    "厅外链头被伪造": (forge_the_head, "proof.no-head"),
}
"""What was done -> how, and the code (or how it begins) of what is told."""


@pytest.fixture
def copy(lived, tmp_path):
    """The hall's own copy of a test, and the head outside as it was."""
    shutil.copytree(lived, tmp_path / "hall")
    settings_of = re.search(r'id = "(\w+)"', (lived / "hall.toml").read_text())
    assert settings_of is not None
    path = head_path(settings_of[1])
    head = path.read_text()
    yield tmp_path / "hall"
    path.write_text(head)


def told(directory: Path) -> dict[str, str]:
    try:
        hall = Hall.open(directory)
    except Refusal as refusal:
        return {refusal.code: str(refusal)}
    try:
        return {fault.code: str(fault) for fault in faults(hall)}
    finally:
        hall.close()


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_was_done_past_the_program_is_told(copy, what):
    how, code = TAMPERINGS[what]
    hand = Hand(copy)
    how(hand)
    hand.db.close()
    found = told(copy)
    assert any(one.startswith(code) for one in found), found
    assert all("请" in sentence for sentence in found.values()), "each says what to do"


def test_a_hall_that_nobody_touched_is_sound(copy):
    Hand(copy).db.close()
    assert told(copy) == {}
    done = subprocess.run(
        [sys.executable, "-m", "counter", "--hall", str(copy), "check", "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0 and json.loads(done.stdout)["sound"], done.stdout + done.stderr


def window(directory: str, number: int, times: int) -> None:
    own = Hall.open(directory)
    guide = staff.actor(own.db, "g1")
    for _ in range(times):
        act(own, "ticket.take", guide, queue="general")
        act(own, "case.show", staff.actor(own.db, "c1", 1), case="D1")
        own._looked.clear()  # each look is one of its own
    own.close()


def test_four_windows_at_once_leave_a_sound_hall(copy):
    context = multiprocessing.get_context("fork")
    windows = [context.Process(target=window, args=(str(copy), number, 8)) for number in range(4)]
    for one in windows:
        one.start()
    for one in windows:
        one.join(120)
        assert one.exitcode == 0
    assert told(copy) == {}


def test_a_window_killed_in_mid_act_leaves_a_sound_hall(copy):
    for statement in (2, 5, 9, 14):
        child = os.fork()
        if child == 0:
            own = Hall.open(copy)
            with immediate(own.db):
                pass
            seen = 0

            def die(_text: str, at: int = statement) -> None:
                nonlocal seen
                seen += 1
                if seen == at:
                    os.kill(os.getpid(), signal.SIGKILL)

            own.db.set_trace_callback(die)
            act(own, "ticket.take", staff.actor(own.db, "g1"), queue="general")
            os._exit(1)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "the act was over before it was to be killed"
        assert told(copy) == {}


def test_what_was_refused_and_taken_back_half_way_leaves_a_sound_hall(copy):
    from counter.store.connection import savepoint

    hall = Hall.open(copy)
    with pytest.raises(Refusal):
        act(hall, "ticket.take", staff.actor(hall.db, "g1"), queue="no such queue")
    with immediate(hall.db):
        try:
            with savepoint(hall.db):
                hall.db.execute("UPDATE person SET name = 'x'")
                raise ValueError
        except ValueError:
            settings.begin_with(hall.db, {"remark": "kept"})
    with pytest.raises(driver.IntegrityError), immediate(hall.db):
        hall.db.execute(
            "INSERT INTO case_file (state, code_hash, opened_at, opened_by, ticket) VALUES"
            " ('draft', 'x', 1, 'c1', 99999)"
        )
    act(hall, "ticket.take", staff.actor(hall.db, "g1"), queue="general")
    hall.close()
    assert told(copy) == {}


def test_what_is_undone_leaves_a_sound_hall(copy):
    hall = Hall.open(copy)
    guide = staff.actor(hall.db, "g1")
    act(hall, "ticket.take", guide, queue="general")
    act(hall, "act.undo", guide)
    hall.close()
    assert told(copy) == {}


def test_a_hall_is_sound_after_a_vacuum(copy):
    """Tables without a number of their own may be numbered anew by it."""
    hand = Hand(copy)
    hand.db.execute("VACUUM")
    hand.db.close()
    assert told(copy) == {}


def test_an_older_hall_is_bound_when_it_is_opened_and_stays_sound(lived, tmp_path):
    """Rows and a journal from before there was a chain key."""
    from sqlite_utils import Database

    shutil.copytree(lived, tmp_path / "hall")
    hand = Hand(tmp_path / "hall")
    before = STEPS[: STEPS.index("m011_proof")]
    older = open_store(tmp_path / "hall" / "older.db", hand.key)
    migrations().apply(Database(older), stop_before="m011_proof")
    older.execute("PRAGMA foreign_keys = OFF")
    previous = journal.FIRST
    with immediate(older):
        for (name,) in older.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
        ).fetchall():
            columns = [row["name"] for row in older.execute(f"PRAGMA table_info({name})")]
            older.execute(f"DELETE FROM {name}")
            for row in hand.db.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall():
                values = list(row)
                if name == "journal":
                    told_of = dict(zip(columns, values, strict=True))
                    names = [
                        "seq",
                        "at",
                        "business_date",
                        "act",
                        "staff",
                        "role",
                        "place",
                        "subject",
                        "touched",
                        "facts",
                        "undoes",
                    ]
                    digest = journal.plain_digest(previous, *(told_of[one] for one in names))
                    values = [*values[: columns.index("previous")], previous, digest]
                    previous = digest
                older.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values))})", values)
    assert {r["name"] for r in older.execute("SELECT name FROM _sqlite_migrations")} == set(before)
    older.close()
    hand.db.close()
    for file in (tmp_path / "hall").glob("hall.db*"):
        file.unlink()
    os.replace(tmp_path / "hall" / "older.db", tmp_path / "hall" / "hall.db")
    path = head_path(hand.id)
    head = path.read_text()
    path.unlink()  # a hall of before has none
    try:
        entries = told_after_an_act(tmp_path / "hall")
        assert entries[0] == "proof.keyed" and told(tmp_path / "hall") == {}
        again = Hand(tmp_path / "hall")
        again.free("UPDATE decision SET outcome = 'grant-tolerance'")
        again.db.close()
        assert "proof.row-changed" in told(tmp_path / "hall")
    finally:
        path.write_text(head)


def told_after_an_act(directory: Path) -> list[str]:
    """The acts of the last entries, oldest first."""
    hall = Hall.open(directory)
    act(hall, "ticket.take", staff.actor(hall.db, "g1"), queue="general")
    try:
        return [row["act"] for row in hall.db.execute("SELECT act FROM journal ORDER BY seq DESC LIMIT 2")][::-1]
    finally:
        hall.close()


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "counter", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_an_older_store_put_back_lets_nobody_act_until_it_is_said_why(copy):
    hand = Hand(copy)
    put_back_an_older_store(hand)
    hall = Hall.open(copy)
    with pytest.raises(Refusal, match="不是最后用的那一份"):
        act(hall, "ticket.take", staff.actor(hall.db, "g1"), queue="general")
    act(hall, "proof.restored", HALL_ITSELF, reason="磁盘坏了，只有昨天的拷贝")
    act(hall, "ticket.take", staff.actor(hall.db, "g1"), queue="general")
    facts = json.loads(hall.db.execute("SELECT facts FROM journal WHERE act = 'proof.restored'").fetchone()[0])
    assert facts["lost_up_to"] == facts["from_entry"] + 1 and "昨天的拷贝" in facts["reason"]
    hall.close()
    assert told(copy) == {}


def test_a_head_of_the_closing_paper_proves_the_hall(copy):
    hall = Hall.open(copy)
    head = head_of(hall)
    act(hall, "ticket.take", staff.actor(hall.db, "g1"), queue="general")
    assert head_in(hall, head.words).seq == head.seq == head_in(hall, head.text).seq
    with pytest.raises(Refusal, match="没有这个链头"):
        head_in(hall, " ".join(reversed(head.words.split())))
    with pytest.raises(Refusal, match="读不懂"):
        head_in(hall, "红马 白鹿")
    hall.close()
    said = command("--hall", str(copy), "check", "--head", head.words)
    assert said.returncode == 0 and head.words in said.stdout, said.stderr
    hand = Hand(copy)
    hand.free(f"DELETE FROM journal WHERE seq >= {head.seq}")
    hand.db.close()
    said = command("--hall", str(copy), "check", "--head", head.words)
    assert said.returncode == 1 and "没有这个链头" in said.stderr


def test_without_the_chain_key_nothing_is_written(copy, key_file, monkeypatch, tmp_path):
    monkeypatch.setenv("COUNTER_CHAIN_KEY_FILE", str(tmp_path / "nowhere.chain"))
    hall = Hall.open(copy)
    before = hall.db.execute("SELECT count(*) FROM journal").fetchone()[0]
    with pytest.raises(Refusal, match="没有链密钥"):
        act(hall, "ticket.take", staff.actor(hall.db, "g1"), queue="general")
    with pytest.raises(Refusal, match="没有链密钥"):
        act(hall, "case.show", staff.actor(hall.db, "c1", 1), case="D1")
    assert hall.db.execute("SELECT count(*) FROM journal").fetchone()[0] == before
    assert "proof.no-chain-key" in {fault.code for fault in faults(hall)}
    hall.close()


def test_no_two_tables_are_one_in_the_tags():
    from counter.store.binding import UNBOUND, tables
    from counter.store.schema import written

    db = written()
    found = tables(db)
    assert len({table.number for table in found}) == len(found) > 40
    columns = {(t.name, r["name"]) for t in found for r in db.execute(f"PRAGMA table_info({t.name})")}
    assert set(UNBOUND) <= columns, "what is not bound is there, and each has its reason"
    db.close()


def table() -> None:
    """Print what was done and what is told of it, as the README has it."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["COUNTER_KEY_FILE"] = str(folder / "hall.key")
        (folder / "scan.txt").write_text("毕业证明")
        live_through(folder / "hall", folder / "scan.txt").close()
        hall = Hall.open(folder / "hall")
        path = head_path(hall.settings["id"])
        hall.close()
        head = path.read_text()
        print("| done past the program, with the data key | told by `counter check` |\n|---|---|")
        for number, (what, (how, code)) in enumerate(TAMPERINGS.items()):
            place = folder / str(number) / "hall"
            shutil.copytree(folder / "hall", place)
            hand = Hand(place)
            how(hand)
            hand.db.close()
            said = next((words for one, words in told(place).items() if one.startswith(code)), "**nothing**")
            said = said.partition("；")[0]
            path.write_text(head)
            print(f"| {what} | {said.replace(str(folder), '…')} |", flush=True)


if __name__ == "__main__":
    table()


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
