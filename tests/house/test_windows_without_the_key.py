"""A window that has neither store nor key acts at the keeper's door, as whoever signed in there and nobody else."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counter import acts
from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall, wire
from counter.hall.act import entry_of
from counter.hall.keeper import peers
from counter.hall.keeper.keeper import listen_at
from counter.hall.kept import KeptHall
from counter.hall.open import open_hall
from counter.rules.access import HALL_ITSELF, KIOSK, Actor, Role
from counter.rules.secret import NO_SECRET, Secret
from counter.store import connection, driver, journal, tickets
from tests.conftest import NOW, employ, live_hall
from tests.house.another_user import NOBODY, as_nobody, folder_for_all, python_for_nobody
from tests.keeping import kept

PASSWORD = Secret("seven brave horses")


@pytest.fixture(autouse=True)
def _a_busy_machine(monkeypatch):
    """A keeper that starts beside many other tests may take its time."""
    monkeypatch.setattr("counter.hall.kept.BACK_S", 120.0)


@pytest.fixture
def open_place() -> Iterator[Path]:
    with folder_for_all() as place:
        yield place


@pytest.fixture
def door(hall_dir: Path) -> Iterator[Path]:
    with kept(hall_dir, NOW) as path:
        yield path


@pytest.fixture
def window(door: Path) -> Iterator[KeptHall]:
    hall = KeptHall(door)
    yield hall
    hall.close()


def signed_in(window: KeptHall, code: str = "c3", number: int = 3) -> Actor:
    who = window.prove(code, window=number)
    window.do(acts.staff_sign_in, who, window=number)
    return who


def raw(door: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(20)
    line.connect(str(door))
    return line


def say(line: socket.socket, **message: Any) -> Any:
    line.sendall(wire.frame(message))
    return wire.receive(line, bytearray())[0]


def hello(line: socket.socket) -> None:
    assert "ok" in say(line, n=0, op="hello", program=wire.program())


# -- who acts ----------------------------------------------------------------------------------------------------------


def test_a_visit_goes_through_the_door_and_is_one_entry_each(window, hall):
    who = signed_in(window)
    taken = window.do(take, KIOSK, queue="A")
    called = window.do(acts.ticket_call, who, window=3)
    assert called.number == taken.number
    window.do(acts.ticket_start, who, ticket=taken.number)
    window.do(acts.ticket_finish, who, ticket=taken.number)
    last = journal.after(hall.db, 0)[-4:]
    assert [(one.act, one.staff, one.place) for one in last] == [
        ("ticket.take", "kiosk", "guide"),
        ("ticket.call", "c3", "window:3"),
        ("ticket.start", "c3", "window:3"),
        ("ticket.finish", "c3", "window:3"),
    ]
    assert [*journal.broken_links(hall.db)] == []


@pytest.mark.parametrize(
    "forged",
    [
        Actor("c3", "周雅静", Role.CLERK, window=3),
        Actor("c3", "周雅静", Role.ADMINISTRATOR),
        Actor("admin", "", Role.ADMINISTRATOR),
        Actor("sup", "", Role.SUPERVISOR),
        HALL_ITSELF,
        Actor("kiosk", "", Role.ADMINISTRATOR),
    ],
    ids=lambda actor: f"{actor.staff} {actor.role}",
)
def test_nobody_acts_who_did_not_sign_in_on_this_line(window, hall, forged):
    before = journal.last_seq(hall.db)
    with pytest.raises(Refusal) as refused:
        window.do(acts.staff_add, forged, code="new1", name="新来的", role=Role.CLERK)
    assert refused.value.code in ("keeper.not-signed-in", "act.not-allowed-role")
    with pytest.raises(Refusal) as refused:
        window.ask(acts.journal_list, forged)
    assert refused.value.code == "keeper.not-signed-in"
    assert journal.last_seq(hall.db) == before


def test_a_role_told_by_the_window_is_not_believed(window):
    who = signed_in(window)
    grown = Actor(who.staff, who.name, Role.ADMINISTRATOR)
    with pytest.raises(Refusal) as refused:
        window.do(acts.staff_add, grown, code="new1", name="新来的", role=Role.CLERK)
    assert refused.value.code == "act.not-allowed-role"


@pytest.mark.parametrize("code", ["hall", "kiosk"])
def test_the_hall_itself_never_comes_through_the_door(window, code):
    with pytest.raises(Refusal):
        window.prove(code)
    with pytest.raises(Refusal):
        window.do(acts.clock_catch_up, Actor(code, "", Role.HALL))


def test_another_line_knows_nothing_of_a_sign_in(door, window):
    who = signed_in(window)
    other = KeptHall(door)
    with pytest.raises(Refusal) as refused:
        other.do(acts.ticket_call, who, window=3)
    assert refused.value.code == "keeper.not-signed-in"
    other.close()


def test_in_earnest_a_password_is_asked_and_wrong_ones_are_counted(tmp_path):
    hall = live_hall(tmp_path / "live")
    for code, role in (("boss", Role.ADMINISTRATOR), ("sup", Role.SUPERVISOR)):
        employ(hall, code, "某人", role, PASSWORD.reveal())
    with kept(tmp_path / "live") as door:
        window = KeptHall(door)
        for wrong in (NO_SECRET, Secret("not this one"), Secret("seven brave horse")):
            with pytest.raises(Refusal) as refused:
                window.prove("sup", wrong)
            assert refused.value.code == "staff.code-password-wrong"
            with pytest.raises(Refusal):
                window.ask(acts.journal_list, Actor("sup", "", Role.SUPERVISOR))
        who = window.prove("sup", PASSWORD)
        assert who.role is Role.SUPERVISOR
        assert window.ask(acts.journal_list, who)
        window.close()
    hall.close()


def test_whoever_is_retired_acts_no_more_at_an_open_window(door, window, hall):
    who = signed_in(window, "c3", 3)
    admin = KeptHall(door)
    boss = admin.prove("admin")
    admin.do(acts.staff_retire, boss, code="c3")
    with pytest.raises(Refusal) as refused:
        window.do(acts.ticket_call, who, window=3)
    assert refused.value.code == "keeper.not-signed-in"
    admin.close()


# -- presses that are lost and come again ------------------------------------------------------------------------------


def test_a_press_whose_answer_was_lost_is_done_once(door, hall):
    key, before = "a-press-of-its-own", journal.last_seq(hall.db)
    message = {"op": "run", "act": "ticket.take", "staff": "kiosk", "key": key, "args": wire.pack({"queue": "A"})}
    for _ in range(3):
        line = raw(door)
        hello(line)
        line.sendall(wire.frame({"n": 1, **message}))
        line.close()  # before any answer
    line = raw(door)
    hello(line)
    answers = [wire.unpack(say(line, n=turn, **message)["ok"]) for turn in (1, 2)]
    line.close()
    assert answers[0] == answers[1]
    assert journal.last_seq(hall.db) == before + 1


def test_a_shift_goes_on_over_a_lost_line_and_ends_with_sign_out(door, window):
    who = signed_in(window)
    window._line.close()  # as if the cable were pulled
    window.do(acts.ticket_take, KIOSK, queue="A")
    window.do(acts.ticket_call, who, window=3)
    window._line.close()
    number = window.ask(acts.ticket_current, who, window=3).number
    window.do(acts.ticket_start, who, ticket=number)
    window.do(acts.ticket_finish, who, ticket=number)
    window.do(acts.staff_sign_out, who)
    window._line.close()
    with pytest.raises(Refusal) as refused:
        window.do(acts.ticket_call, who, window=3)
    assert refused.value.code == "keeper.not-signed-in"


def test_a_token_is_worth_nothing_to_another_system_user(door, window, monkeypatch):
    who = signed_in(window)
    monkeypatch.setattr("counter.hall.keeper.keeper.user_of", lambda line: 4711)
    window._line.close()
    with pytest.raises(Refusal) as refused:
        window.do(acts.ticket_call, who, window=3)
    assert refused.value.code == "keeper.not-signed-in"


def keep(directory: Path, door: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "counter", "--hall", str(directory), "--now", NOW.isoformat(), "keep", "--alone"]
    log = directory.with_suffix(".log").open("ab")
    return subprocess.Popen([*words, "--readers", "1", "--socket", str(door)], stderr=log)


def test_a_keeper_killed_over_and_over_loses_and_doubles_no_press(hall_dir, hall):
    """Eight windows press without a break while the keeper is killed and begun again."""
    door = hall_dir.with_suffix(".sock")
    before, over = journal.last_seq(hall.db), threading.Event()
    told: Counter[str] = Counter()
    strange: list[BaseException] = []

    def press() -> None:
        try:
            window = KeptHall(door)
            while not over.is_set():
                told[window.do(take, KIOSK, queue="A").number] += 1
            window.close()
        except BaseException as error:  # noqa: BLE001 (the test says it)
            strange.append(error)

    keeper = keep(hall_dir, door)
    windows = [threading.Thread(target=press) for _ in range(8)]
    for one in windows:
        one.start()

    def wait_for_presses(more: int) -> None:
        wanted, until = told.total() + more, time.monotonic() + 60
        while told.total() < wanted and time.monotonic() < until and not strange:
            time.sleep(0.01)

    for turn in range(4):
        wait_for_presses(20 + turn)
        keeper.send_signal(signal.SIGKILL)
        keeper.wait()
        keeper = keep(hall_dir, door)
    wait_for_presses(20)
    over.set()
    for one in windows:
        one.join(60)
    keeper.terminate()
    keeper.wait(30)
    assert not strange, strange
    kept_numbers = [row.number for row in journal_tickets(hall)]
    assert len(told) >= 100
    assert set(told.values()) == {1}, "a number was given to two presses"
    assert set(told) <= set(kept_numbers), "an acknowledged number is not in the store"
    assert journal.last_seq(hall.db) - before == len(kept_numbers) == len(set(kept_numbers))
    assert len(kept_numbers) - len(told) <= 8, "each window can have at most one press unanswered"


def journal_tickets(hall: Hall) -> list[Any]:
    return list(hall.ask(acts.ticket_list, Actor("sup", "", Role.SUPERVISOR)))


# -- several acts in one commit ----------------------------------------------------------------------------------------


def test_a_refusal_takes_back_its_own_act_only(hall, people):
    entry = entry_of(take)
    before = journal.last_seq(hall.db)
    tasks = [lambda queue=queue: hall.run(entry, people["g1"], {"queue": queue}) for queue in ("A", "nowhere", "A")]
    first, second, third = hall.together(tasks)
    assert isinstance(second, Refusal)
    assert (first.number, third.number) == ("A001", "A002")
    assert [one.act for one in journal.after(hall.db, before)] == ["ticket.take"] * 2
    assert [*journal.broken_links(hall.db)] == []


def test_where_the_commit_fails_nobody_is_told_that_it_was_done(hall, people, monkeypatch):
    entry, before = entry_of(take), journal.last_seq(hall.db)

    class Full:
        """The disk is full when the commit comes."""

        def __init__(self, db: Any) -> None:
            self.db = db

        def execute(self, sql: str, *values: Any) -> Any:
            if sql == "COMMIT":
                self.db.execute("ROLLBACK")
                raise driver.OperationalError("database or disk is full")
            return self.db.execute(sql, *values)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.db, name)

    whole = hall.db
    monkeypatch.setattr(hall, "db", Full(whole))
    answers = hall.together([lambda: hall.run(entry, people["g1"], {"queue": "A"})] * 3)
    assert {one.code for one in answers} == {"store.disk-cannot-read-written"}
    monkeypatch.setattr(hall, "db", whole)
    assert journal.last_seq(hall.db) == before


def test_windows_that_press_together_wait_for_one_commit(hall_dir, monkeypatch):
    commits = Counter[str]()
    plain = connection.immediate

    def counted(db: Any) -> Any:
        commits["begun"] += 1
        return plain(db)

    monkeypatch.setattr("counter.hall.hall.immediate", counted)
    with kept(hall_dir, NOW) as door:
        windows = [KeptHall(door) for _ in range(12)]
        start = threading.Barrier(12)

        def press(window: KeptHall) -> None:
            start.wait()
            for _ in range(10):
                window.do(take, KIOSK, queue="A")

        threads = [threading.Thread(target=press, args=(window,)) for window in windows]
        for one in threads:
            one.start()
        for one in threads:
            one.join(60)
        for window in windows:
            window.close()
    assert commits["begun"] < 120, "120 acts took 120 commits"


# -- reading -----------------------------------------------------------------------------------------------------------


def readers_of(process: int) -> list[int]:
    found = subprocess.run(["ps", "-wweo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    parents = {int(line.split()[0]): (int(line.split()[1]), line) for line in found.splitlines()[1:]}

    def under(pid: int) -> bool:
        while pid in parents:
            pid = parents[pid][0]
            if pid == process:
                return True
        return False

    return [pid for pid, (parent, line) in parents.items() if under(pid) and parent != process and "forkserver" in line]


def test_a_report_that_never_ends_stands_before_no_key_press(hall_dir):
    door = hall_dir.with_suffix(".sock")
    keeper = keep(hall_dir, door)
    window = KeptHall(door)
    window.ask(acts.call_board, KIOSK)
    (reader,) = readers_of(keeper.pid)
    os.kill(reader, signal.SIGSTOP)
    asking = raw(door)
    hello(asking)
    asking.sendall(wire.frame({"n": 1, "op": "ask", "act": "call.board", "staff": "kiosk", "args": {"m": {}}}))
    assert window.do(take, KIOSK, queue="A").number == "A001"
    os.kill(reader, signal.SIGCONT)
    assert "ok" in wire.receive(asking, bytearray())[0]
    os.kill(reader, signal.SIGKILL)
    assert window.ask(acts.call_board, KIOSK) is not None, "another reader takes its place"
    asking.close()
    window.close()
    keeper.terminate()
    keeper.wait(30)


def test_who_looked_at_whom_is_written_before_the_answer_goes_out(door, window, hall, people):
    hall.do(take, people["g1"], queue="B")
    sup = window.prove("sup")
    person = hall.do(acts.person_add, people["c3"], name="李明", number="11010519491231002X")
    window.ask(acts.person_show, sup, person=person.id)
    looks = hall.ask(acts.person_looks, sup, person=person.id)
    assert any("sup" in repr(look) for look in looks)


def test_a_change_is_told_and_need_not_be_asked_for(door, window, hall, people):
    line = window.listen()
    line.setblocking(True)
    line.settimeout(10)
    told = bytearray()
    window.do(take, KIOSK, queue="A")
    first = wire.receive(line, told)[0]["commits"]
    hall.do(take, people["g1"], queue="A")  # another process of the hall's own user
    assert wire.receive(line, told)[0]["commits"] > first
    line.close()


# -- whoever sends nonsense --------------------------------------------------------------------------------------------

NONSENSE = {
    "no JSON": wire.HEAD.pack(4, 0) + b"\xff\xfe{}",
    "endless": wire.HEAD.pack(2**31, 0) + b"{}",
    "a content from nobody": wire.HEAD.pack(2, 50_000_000) + b"{}",
    "a list": wire.frame([1, 2, 3]),
    "no number": wire.frame({"op": "hello"}),
    "before hello": wire.frame({"n": 1, "op": "run", "act": "ticket.take"}),
    "an op that is none": wire.frame({"n": 1, "op": "_drop"}),
    "a method that is none of the door's": wire.frame({"n": 1, "op": "__class__"}),
    "deep": wire.HEAD.pack(200_000, 0) + b"[" * 200_000,
    "http": b"GET / HTTP/1.1\r\nHost: counter\r\n\r\n",
    "half and gone": wire.HEAD.pack(100, 0) + b'{"n":',
}


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_ends_its_own_line_and_no_other(door, window, kind):
    line = raw(door)
    line.sendall(NONSENSE[kind])
    if kind != "half and gone":
        assert line.recv(10) == b""
    line.close()
    assert window.do(take, KIOSK, queue="A").number == "A001"


@pytest.mark.parametrize(
    "hostile",
    [
        {"c": ["os:system", ["true"]]},
        {"c": ["counter.store.driver:connect", ["/tmp/x"]]},
        {"c": ["counter.__main__:main", []]},
        {"c": ["counter.rules.access:Actor", [1, 2]]},
        {"e": ["counter.rules.access:Role", "emperor"]},
        {"r": ["counter.rules.access:Actor", {}]},
        {"q": 1},
        {"m": {"queue": {"t": [[[[]]]] * 50}}},
        json.loads("[" * 400 + "]" * 400),
        {"m": {"queue": "A", "nobody_knows": 1}},
        {"m": {}},
        "A",
        None,
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_arguments_that_name_other_classes_make_none(door, window, hall, hostile):
    before = journal.last_seq(hall.db)
    line = raw(door)
    hello(line)
    answer = say(line, n=1, op="run", act="ticket.take", staff="kiosk", key="k", args=hostile)
    assert isinstance(wire.unpack(answer["no"]), Refusal)
    line.close()
    assert journal.last_seq(hall.db) == before
    assert window.do(take, KIOSK, queue="A").number == "A001"


def test_somebody_who_never_reads_holds_nobody_up(door, window):
    deaf = raw(door)
    hello(deaf)
    for number in range(2000):
        try:
            deaf.sendall(wire.frame({"n": number, "op": "commits"}))
        except OSError:
            break
    assert window.do(take, KIOSK, queue="A").number == "A001"
    deaf.close()


# -- as the system sees it ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become another system user")
def test_a_window_of_another_system_user_can_read_neither_store_nor_key(hall_dir, key_file, open_place):
    place = open_place
    python, environment = python_for_nobody(place)
    os.chmod(hall_dir, 0o700)
    os.chmod(key_file.parent, 0o700)
    door = place / "hall.sock"
    with kept(hall_dir, NOW, door=door):
        shutil.chown(door, group=NOBODY)
        os.chmod(door, 0o660)
        for file in (hall_dir / "hall.db", key_file):
            assert as_nobody(["cat", str(file)], environment).returncode, f"{file} can be read"

        def counter(at: Path, *command: str) -> subprocess.CompletedProcess[str]:
            return as_nobody([python, "-m", "counter", "--hall", str(at), *command], environment)

        inside = counter(hall_dir, "ticket", "queues")
        assert inside.returncode == 1
        assert "Traceback" not in inside.stderr and "依据" in inside.stderr + inside.stdout, inside.stderr
        taken = counter(door, "ticket", "take", "--queue", "A", "--json")
        assert json.loads(taken.stdout).get("number") == "A001", taken.stdout + taken.stderr
        assert counter(door, "--as", "c3", "staff", "sign-in", "--window", "3").returncode == 0
        called = counter(door, "--as", "c3", "ticket", "call", "--window", "3")
        assert called.returncode == 0 and "A001" in called.stdout, called.stderr
        sql = counter(door, "--as", "admin", "sql", "SELECT 1")
        assert sql.returncode == 1
        assert "接入口" in sql.stderr


def test_a_second_keeper_is_refused_and_the_first_goes_on(hall_dir, door, window):
    second = keep(hall_dir, door)
    assert second.wait(30) == 1
    assert window.do(take, KIOSK, queue="A").number == "A001"


def test_a_keeper_that_can_not_begin_takes_nothing_away_and_leaves_nothing(hall_dir, tmp_path):
    here, store = tmp_path / "s.sock", hall_dir / "hall.db"
    before = store.read_bytes()
    with pytest.raises(Refusal) as refused:
        listen_at(store)
    assert refused.value.code == "keeper.not-a-socket" and store.read_bytes() == before
    for group in ("nobody has this group", "99999999999999999999"):
        with pytest.raises(Refusal) as refused:
            listen_at(here, group)
        assert refused.value.code == "keeper.cannot-listen" and not here.exists()
    listen_at(here, str(os.getgid())).close()
    assert here.stat().st_mode & 0o777 == 0o660
    listen_at(here).close()
    assert here.stat().st_mode & 0o777 == 0o600, "the socket of a keeper that was killed is replaced"


def test_the_system_may_hold_the_socket_while_the_keeper_is_away(hall_dir):
    """Socket activation: the listening socket outlives the keeper; a press waits instead of failing."""
    door = hall_dir.with_suffix(".sock")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(door))
    listening.listen(16)
    given = listening.fileno()
    handed_over = (
        f"import os, sys; os.dup2({given}, 3); os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1');"
        " os.execv(sys.argv[1], sys.argv[1:])"
    )
    words = [sys.executable, "-m", "counter", "--hall", str(hall_dir), "--now", NOW.isoformat(), "keep", "--alone"]

    def begin() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", handed_over, *words, "--socket", str(door), "--readers", "1"], pass_fds=(given,)
        )

    keeper = begin()
    window = KeptHall(door)
    assert window.do(take, KIOSK, queue="A").number == "A001"
    keeper.kill()
    keeper.wait()
    threading.Timer(0.3, lambda: begin_again.append(begin())).start()
    begin_again: list[subprocess.Popen[bytes]] = []
    started = time.monotonic()
    assert window.do(take, KIOSK, queue="A").number == "A002"
    assert time.monotonic() - started < 100
    window.close()
    for one in begin_again:
        one.terminate()
        one.wait(30)
    listening.close()


def test_an_open_hall_is_the_same_to_whoever_uses_it(door, hall_dir):
    far, near = open_hall(door), open_hall(hall_dir, now=NOW)
    assert (far.now(), far.training, far.zone) == (near.now(), near.training, near.zone)
    assert far.settings["name"] == near.settings["name"]
    assert far.policy == near.policy
    assert (far.holds_store, near.holds_store) == (False, True)
    index = near.ask(acts.catalogue_index, HALL_ITSELF)
    assert far.index().find("毕业", (), 5) == index.find("毕业", (), 5) != []
    far.close()
    near.close()


def test_a_code_that_nobody_has_reads_like_a_wrong_password_at_the_door(tmp_path):
    hall = live_hall(tmp_path / "live")
    employ(hall, "sup", "值班主任", "supervisor", PASSWORD.reveal())
    hall.close()
    with kept(tmp_path / "live") as door:
        window = KeptHall(door)
        said = set()
        for code in ("sup", "nobody", "kiosk", "hall"):
            for _ in range(6):
                with pytest.raises(Refusal) as refused:
                    window.prove(code, Secret("not this one"))
            said.add((refused.value.code, str(refused.value).replace(code, "")))
            with pytest.raises(Refusal) as refused:
                window.do(acts.staff_sign_in, Actor(code, "", Role.CLERK), password=Secret("not this one"))
            said.add((refused.value.code, str(refused.value).replace(code, "")))
        assert len(said) == 1 and said.pop()[0] == "staff.wrong-passwords-row"
        with pytest.raises(Refusal):
            window.ask(acts.staff_actor, KIOSK, code="sup")
        window.close()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("command", [[], ["board"], ["kiosk"]], ids=lambda words: "".join(words) or "window")
def test_a_program_begins_at_the_door(door, command):
    """The whole program, as it is typed: not only its screens."""
    import pty

    here, there = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    program = subprocess.Popen(
        [sys.executable, "-m", "counter", "--hall", str(door), *command],
        stdin=there,
        stdout=there,
        stderr=there,
        env=environment,
        start_new_session=True,
    )
    os.close(there)
    seen, until = b"", time.monotonic() + 60
    while "星城市政务服务中心" not in seen.decode("utf-8", "ignore") and time.monotonic() < until:
        try:
            seen += os.read(here, 65_536)
        except OSError:
            break
    program.kill()
    program.wait()
    os.close(here)
    assert "星城市政务服务中心" in seen.decode("utf-8", "ignore"), seen[-2000:].decode("utf-8", "replace")


def test_a_password_is_changed_at_the_door(tmp_path, monkeypatch, capsys):
    from counter.cli import main

    hall = live_hall(tmp_path / "live")
    employ(hall, "boss", "某人", Role.ADMINISTRATOR, PASSWORD.reveal())
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text(PASSWORD.reveal())
    new.write_text("nine quiet oxen\n")
    monkeypatch.setenv("COUNTER_PASSWORD_FILE", str(old))
    monkeypatch.setenv("COUNTER_NEW_PASSWORD_FILE", str(new))
    with kept(tmp_path / "live") as door:
        with pytest.raises(SystemExit) as ended:
            main(["--hall", str(door), "--as", "boss", "staff", "password"])
        assert ended.value.code == 0, capsys.readouterr().err
        window = KeptHall(door)
        assert window.prove("boss", Secret("nine quiet oxen")).staff == "boss"
        window.close()
    hall.close()


def test_a_first_password_is_changed_at_the_door_before_anything_else(tmp_path, monkeypatch, capsys):
    from counter.acts.staff.accounts import add_staff
    from counter.cli import main

    hall = live_hall(tmp_path / "live")
    hall.do(add_staff, HALL_ITSELF, code="boss", name="某人", role=Role.ADMINISTRATOR, password=PASSWORD)
    first, new = tmp_path / "first", tmp_path / "new"
    first.write_text(PASSWORD.reveal())
    new.write_text("nine quiet oxen\n")
    monkeypatch.setenv("COUNTER_PASSWORD_FILE", str(first))
    with kept(tmp_path / "live") as door:

        def counter(*command: str) -> tuple[int, str]:
            with pytest.raises(SystemExit) as ended:
                main(["--hall", str(door), "--as", "boss", *command])
            return int(ended.value.code or 0), "".join(capsys.readouterr())

        code, said = counter("staff", "list")
        assert code == 1 and "改口令" in said, "where nobody can be asked, it is said"
        monkeypatch.setenv("COUNTER_NEW_PASSWORD_FILE", str(new))
        code, said = counter("staff", "list", "--json")
        assert code == 0 and "boss 的口令要先改成自己的" in said and '"code": "boss"' in said
        monkeypatch.setenv("COUNTER_PASSWORD_FILE", str(new))
        monkeypatch.delenv("COUNTER_NEW_PASSWORD_FILE")
        assert counter("staff", "list")[0] == 0, "it is theirs from now on"

        plan = tmp_path / "plan.toml"
        plan.write_text('[[staff]]\ncode = "w1"\nname = "王小明"\nrole = "clerk"\n', "utf-8")
        code, said = counter("hall", "arrange", str(plan), "--yes")
        assert code == 0 and "新增人员 w1" in said and "初始口令 w1" in said, "a plan is read where it lies, not there"
        plan.write_text(plan.read_text("utf-8").replace("小", "大"), "utf-8")
        code, said = counter("hall", "arrange", str(plan), "--yes")
        assert code == 0 and "王小明 → 王大明" in said and "初始口令" not in said, "who is there keeps the password"
    hall.close()


@pytest.mark.parametrize("left", ["staff_sign_out_other", "staff_retire"])
async def test_a_window_whose_person_is_signed_out_elsewhere_goes_back_to_the_sign_in(hall_dir, left):
    from screens.shell.app import CounterApp
    from tests.screens.conftest import Session

    with kept(hall_dir, NOW) as door:
        app = CounterApp(door, staff="c3")
        async with app.run_test(size=(80, 24)) as pilot:
            session = Session(pilot)
            await session.settle()
            await session.until("3 号窗口", 20)
            admin = KeptHall(door)
            boss = admin.prove("admin")
            admin.do(getattr(acts, left), boss, code="c3")
            await session.until("登录", 20)
            admin.close()


@pytest.mark.parametrize(
    "given", [{"source": "/etc/passwd", "mapping": "sichuan"}, {"place": "/tmp"}], ids=("path", "place")
)
def test_nobody_at_the_door_leads_the_keeper_to_a_file(window, hall, given):
    boss, before = window.prove("admin"), journal.last_seq(hall.db)
    with pytest.raises(Refusal) as refused:
        if "source" in given:
            window.ask(acts.catalogue_compare, boss, **given)
        else:
            window.do(acts.backup_make, boss, **given)
    assert refused.value.code == "keeper.by-the-halls-user"
    assert journal.last_seq(hall.db) == before


def test_every_act_that_takes_a_place_on_the_disk_is_kept_from_the_door():
    """A new act with such a parameter must be listed, or be named here with the reason why it touches no file."""
    import inspect

    from counter.hall.act import load
    from counter.hall.keeper.keeper import BY_THE_HALLS_USER

    no_file = {"calendar.load"}  # `source` is what the announcement was called
    words = {"path", "file", "folder", "directory", "source", "catalogue"}
    found = {name for name, entry in load().items() if words & set(inspect.signature(entry.function).parameters)}
    assert found - no_file <= BY_THE_HALLS_USER, found - no_file - BY_THE_HALLS_USER


def test_a_reader_whose_end_is_seen_twice_ends_nobody_else(monkeypatch):
    """A question is sent to a reader that has just died, and its line's end is told in the same look."""
    from counter.hall.keeper import readers

    class Line:
        def __init__(self) -> None:
            self.closed = False

        def send_bytes(self, _: bytes) -> None:
            raise BrokenPipeError

        def recv_bytes(self) -> bytes:
            raise OSError("handle is closed")

        def close(self) -> None:
            self.closed = True

    told, made = {}, []
    pool = readers.Readers.__new__(readers.Readers)
    pool._waiting, pool._took, pool._readers = readers.deque(), {}, []
    pool._watch = lambda line, job: told.__setitem__(line, job)
    pool._unwatch = told.__delitem__

    def begin() -> None:
        reader = readers._Reader(None, Line())
        made.append(reader)
        pool._readers.append(reader)
        pool._watch(reader.line, lambda: pool._answered(reader))

    pool._begin = begin
    begin()
    end_of_first, lost = told[made[0].line], []
    pool.ask(readers.Question("call.board", b"?", lambda *_: None, lambda: lost.append(1)))
    assert lost == [1], "tried twice, then told"
    end_of_first()
    assert len(pool._readers) == 1 and made[0].line.closed and made[-1] in pool._readers
