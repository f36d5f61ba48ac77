"""A hall's morning: everybody signs in at once, and nobody who serves a citizen waits for somebody else's password."""

from __future__ import annotations

import threading
import time

import pytest

from counter import acts
from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall import Hall, passwords
from counter.hall.kept import KeptHall
from counter.rules import password as rule
from counter.rules.access import KIOSK, Actor, Role
from counter.rules.secret import Secret
from counter.store import staff
from tests.conftest import employ
from tests.keeping import kept

OWN = Secret("battery staple")
PEOPLE = 10


@pytest.fixture(scope="module")
def live_dir(key_file, tmp_path_factory):
    """A hall in earnest with a queue, windows, and ten clerks who have one password (so that it is hashed once)."""
    made = Hall.create(tmp_path_factory.mktemp("mornings") / "live", name="正式大厅")
    employ(made, "boss", "管理员", "administrator", OWN.reveal())
    stored = staff.password(made.db, "boss")
    plan = {"queues": [{"letter": "A", "code": "A", "name": "综合"}]}
    plan["windows"] = [{"number": n, "name": f"{n}号", "queues": ["A"]} for n in range(1, PEOPLE + 1)]
    made.do(acts.hall_arrange, staff.actor(made.db, "boss"), plan=plan)
    for n in range(1, PEOPLE + 1):
        staff.add(made.db, f"w{n}", f"窗口{n}", Role.CLERK, None, None, stored, made.now())
        staff.set_password(made.db, f"w{n}", stored, made.now(), due=False)
    made.close()
    return made.directory


@pytest.fixture
def door(live_dir):
    with kept(live_dir) as path:
        yield path
    hall = Hall.open(live_dir)
    hall.db.execute("DELETE FROM guess")
    hall.close()


class Gate:
    """Passwords that nobody finds out about before the gate opens."""

    def __init__(self, monkeypatch) -> None:
        self.open, self.inside = threading.Event(), threading.Semaphore(0)
        self.looked_at = 0
        fits = passwords._fits

        def held(*given):
            self.looked_at += 1
            self.inside.release()
            self.open.wait(20)
            return fits(*given)

        monkeypatch.setattr(passwords, "_fits", held)


def each(jobs) -> list[threading.Thread]:
    threads = [threading.Thread(target=job) for job in jobs]
    for one in threads:
        one.start()
    return threads


def sign_in(door, code: str, window: int | None, got: list, password: Secret = OWN) -> None:
    """Sign in on a line of one's own; what came of it is put into `got`."""
    far = KeptHall(door)
    try:
        got.append(far.do(acts.staff_sign_in, Actor(code, "", Role.CLERK), window=window, password=password).staff)
    except Refusal as refusal:
        got.append(refusal.code)
    finally:
        far.close()


def test_acts_go_on_while_ten_sign_ins_are_looked_at(door, monkeypatch) -> None:
    gate, got = Gate(monkeypatch), []
    window = KeptHall(door)
    people = each(lambda n=n: sign_in(door, f"w{n}", n, got) for n in range(1, PEOPLE + 1))
    assert gate.inside.acquire(timeout=20)
    took = []
    for _ in range(20):
        began = time.monotonic()
        window.do(take, KIOSK, queue="A")
        took.append(time.monotonic() - began)
    assert not gate.open.is_set() and got == [], "all twenty were given while nobody was through"
    assert max(took) < 5
    gate.open.set()
    for one in people:
        one.join(30)
    assert sorted(got) == sorted(f"w{n}" for n in range(1, PEOPLE + 1))
    window.close()


def test_of_thirty_guesses_at_once_at_the_door_five_are_looked_at(door, monkeypatch) -> None:
    gate, got = Gate(monkeypatch), []
    people = each(lambda n=n: sign_in(door, "w1", 1, got, Secret(f"guess number {n}")) for n in range(30))
    assert gate.inside.acquire(timeout=20)
    gate.open.set()
    for one in people:
        one.join(60)
    assert gate.looked_at == rule.MOST_WRONG
    assert got.count("staff.code-password-wrong") == 5 and got.count("staff.wrong-passwords-row") == 25


def test_eight_terminal_commands_with_the_right_password_at_once_all_get_in(door) -> None:
    got: list[str] = []

    def prove() -> None:
        far = KeptHall(door)
        got.append(far.prove("boss", OWN).staff)
        far.close()

    for one in each([prove] * 8):
        one.join(60)
    assert got == ["boss"] * 8


def test_a_guess_is_counted_for_good_before_it_is_looked_at(door, live_dir, monkeypatch) -> None:
    gate, got = Gate(monkeypatch), []
    (person,) = each([lambda: sign_in(door, "w2", 2, got, Secret("a wild guess"))])
    assert gate.inside.acquire(timeout=20)
    hall = Hall.open(live_dir)  # as the next keeper finds it, should this one be killed now
    assert [tuple(row) for row in hall.db.execute("SELECT staff, outcome FROM guess WHERE staff = 'w2'")] == [
        ("w2", "begun")
    ]
    gate.open.set()
    person.join(30)
    assert [tuple(row) for row in hall.db.execute("SELECT staff, outcome FROM guess WHERE staff = 'w2'")] == [
        ("w2", "wrong")
    ]
    assert hall.db.execute("SELECT count(*) FROM look WHERE staff = 'w2' AND allowed = 0").fetchone()[0] == 1
    hall.close()


def test_who_hangs_up_meanwhile_is_counted_and_signs_in_nowhere(door, live_dir, monkeypatch) -> None:
    gate = Gate(monkeypatch)
    gone = KeptHall(door)
    monkeypatch.setattr("counter.hall.kept.BACK_S", 0.0)

    def prove() -> None:
        with pytest.raises(Refusal):
            gone.prove("boss", OWN)

    each([prove])
    assert gate.inside.acquire(timeout=20)
    gone._line._line.shutdown(2)
    gate.open.set()
    hall = Hall.open(live_dir)
    until = time.monotonic() + 20
    while hall.db.execute("SELECT outcome FROM guess").fetchone()[0] == "begun" and time.monotonic() < until:
        time.sleep(0.02)
    assert hall.db.execute("SELECT outcome FROM guess").fetchone()[0] == "right"
    hall.close()


def test_a_new_password_is_hashed_beside_the_acts_too(door, monkeypatch) -> None:
    made_by, plain = set(), passwords.hashed
    monkeypatch.setattr(
        passwords, "hashed", lambda given: made_by.add(threading.current_thread().name.split("_")[0]) or plain(given)
    )
    window = KeptHall(door)
    boss = window.prove("boss", OWN)
    window.do(acts.staff_password, boss, new=Secret("nine quiet oxen"), staff="w9")
    assert window.do(acts.staff_add, boss, code="new", name="新人", role=Role.CLERK, password=Secret("seven red kites"))
    people = [{"code": f"x{n}", "name": "新人", "role": "clerk", "password": f"six wet hens {n}"} for n in range(3)]
    assert len(window.do(acts.hall_arrange, boss, plan={"staff": people}).placed) == 3
    window.do(acts.staff_password, boss, new=Secret("eleven old owls"), password=OWN)
    assert window.prove("boss", Secret("eleven old owls")).staff == "boss"
    window.do(acts.staff_password, boss, new=OWN, password=Secret("eleven old owls"))
    with pytest.raises(Refusal) as refused:
        window.do(acts.staff_password, boss, new=Secret("password"), staff="w9")
    assert refused.value.code == "staff.password-too-poor"
    window.close()
    assert made_by == {"passwords"}
