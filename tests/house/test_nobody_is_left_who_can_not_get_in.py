"""First passwords are changed before anything else, who has left acts no more, and somebody who can get in remains."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from datetime import timedelta

import pytest

from counter.acts.staff import accounts
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.act import REGISTRY, load
from counter.hall.standing import WHILE_DUE
from counter.rules.access import HALL_ITSELF, Role
from counter.rules.secret import Secret
from counter.store import driver, staff
from tests.conftest import employ, live_hall, set_policy

load()
FIRST, OWN = "battery staple", "correct horse"


@pytest.fixture
def live(tmp_path):
    """A hall in earnest with two administrators, a supervisor and a clerk who has a first password only."""
    made = live_hall(tmp_path / "live")
    employ(made, "boss", "管理员", "administrator", OWN)
    employ(made, "sup", "值班主任", "supervisor", OWN)
    made.do(accounts.add_staff, HALL_ITSELF, code="w1", name="王窗口", role=Role.CLERK, password=Secret(FIRST))
    made.db.execute("INSERT INTO front_window (number, name) VALUES (1, '一号')")
    yield made
    made.close()


def refusal_of(work, *given, **arguments) -> str:
    with pytest.raises(Refusal) as refused:
        work(*given, **arguments)
    assert refused.value.next_step
    return refused.value.code


def test_with_a_first_password_every_act_and_query_waits_for_one_of_ones_own(live) -> None:
    clerk = staff.actor(live.db, "w1", 1)
    signed = live.do(accounts.sign_in, clerk, window=1, password=Secret(FIRST))
    assert signed.password_due
    tried = 0
    for actor in (clerk, replace(clerk, session=signed.shift)):
        for name, entry in sorted(REGISTRY.items()):
            if Role.CLERK in entry.by and name not in WHILE_DUE:
                tried += 1
                assert refusal_of(live.run if entry.writes else live.answer, entry, actor, {}) == "staff.password-due"
    assert tried > 100
    assert refusal_of(live.do, accounts.set_password, clerk, new=Secret(FIRST), password=Secret(FIRST)) == (
        "staff.password-same"
    )
    live.do(accounts.set_password, clerk, new=Secret(OWN), password=Secret(FIRST))
    assert live.ask(accounts.list_staff, clerk)
    assert not live.do(accounts.sign_in, clerk, window=1, password=Secret(OWN)).password_due


def test_what_an_administrator_sets_for_another_is_a_first_password_again(live) -> None:
    boss, sup = staff.actor(live.db, "boss"), staff.actor(live.db, "sup")
    live.do(accounts.set_password, boss, new=Secret(FIRST), staff="sup")
    assert refusal_of(live.ask, accounts.list_staff, sup) == "staff.password-due"
    live.do(accounts.set_password, boss, new=Secret("own words here"), password=Secret(OWN), staff="boss")
    assert live.ask(accounts.list_staff, boss), "one's own is one's own, however it is named"


def test_nobody_signs_for_a_colleague_with_a_first_password(live) -> None:
    from counter.acts.approval.countersigning import NeedsRelease, released
    from counter.hall.act import Work

    live.do(accounts.set_password, staff.actor(live.db, "boss"), new=Secret(FIRST), staff="sup")
    live.prove("sup", Secret(FIRST))
    work = Work(live, live.db, live.now(), live.local(live.now()).date(), staff.actor(live.db, "w1"))
    assert refusal_of(released, work, "sup", Secret(FIRST), NeedsRelease("x", "x")) == "staff.second-password-due"


def test_a_password_expires_where_the_hall_wants_it(hall, people) -> None:
    stored = accounts.hash_password(Secret(OWN))
    hall.db.execute("UPDATE staff SET password = ?, password_at = ? WHERE code = 'c3'", (stored, hall.now()))
    set_policy(hall, **{"staff.password_days": 90})
    hall.training = False
    assert hall.ask(accounts.list_staff, people["c3"])
    hall._fixed += int(timedelta(days=90, minutes=1).total_seconds() * 1000)
    assert refusal_of(hall.ask, accounts.list_staff, people["c3"]) == "staff.password-due"
    hall.do(accounts.set_password, people["c3"], new=Secret("own words here"), password=Secret(OWN))
    assert hall.ask(accounts.list_staff, people["c3"])


def test_a_training_hall_asks_nobody_to_change_anything(hall, people) -> None:
    hall.do(accounts.add_staff, people["admin"], code="n1", name="新人", role=Role.CLERK, password=Secret(FIRST))
    assert hall.ask(accounts.list_staff, staff.actor(hall.db, "n1"))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("boss", "staff.last-one"),
        ("BOSS ", "staff.last-one"),
        ("sup", "staff.last-one"),
        ("boss2", "staff.not-oneself"),
    ],
)
def test_oneself_and_the_last_of_a_role_can_not_be_retired(live, code, told) -> None:
    boss = staff.actor(live.db, "boss")
    if code == "boss2":
        employ(live, "boss2", "副管理员", "administrator", OWN)
        boss = staff.actor(live.db, "boss2")
    assert refusal_of(live.do, accounts.retire, boss, code=code) == told
    assert staff.actor(live.db, code.strip().lower())


def test_the_hall_itself_can_not_retire_the_last_administrator_and_neither_can_a_statement(live) -> None:
    assert refusal_of(live.do, accounts.retire, HALL_ITSELF, code="boss") == "staff.last-one"
    for statement in (
        "UPDATE staff SET active = 0 WHERE code = 'boss'",
        "UPDATE staff SET role = 'clerk' WHERE role = 'administrator'",
        "DELETE FROM staff WHERE code = 'boss'",
    ):
        with pytest.raises(driver.DatabaseError):
            live.db.execute(statement)


def test_with_another_one_there_the_supervisor_may_go(live) -> None:
    employ(live, "sup2", "副主任", "supervisor", OWN)
    live.do(accounts.retire, staff.actor(live.db, "boss"), code="sup")
    with pytest.raises(Refusal):
        staff.actor(live.db, "sup")


def test_who_was_retired_or_given_another_role_acts_no_more_at_an_open_terminal(live) -> None:
    employ(live, "w2", "李窗口", "clerk", OWN)
    clerk = staff.actor(live.db, "w2", 1)
    signed = live.do(accounts.sign_in, clerk, window=1, password=Secret(OWN))
    sitting = replace(clerk, session=signed.shift)
    assert live.ask(accounts.list_staff, sitting)
    live.db.execute("UPDATE staff SET role = 'guide' WHERE code = 'w2'")
    assert refusal_of(live.ask, accounts.list_staff, sitting) == "staff.not-any-more"
    live.db.execute("UPDATE staff SET role = 'clerk' WHERE code = 'w2'")
    live.do(accounts.retire, staff.actor(live.db, "boss"), code="w2")
    for who in (sitting, clerk):
        assert refusal_of(live.do, accounts.away, who) == "staff.not-any-more"


def _retire(directory: str, me: str, other: str, start, got) -> None:
    hall = Hall.open(directory)
    actor = staff.actor(hall.db, me)
    start.wait(30)
    try:
        hall.do(accounts.retire, actor, code=other)
        got.put((me, ""))
    except Refusal as refusal:
        got.put((me, refusal.code))
    finally:
        hall.close()


def test_two_administrators_retire_each_other_at_the_same_moment_and_one_stays(live) -> None:
    context = multiprocessing.get_context("fork")
    for round in range(3):
        a, b = f"a{round}", f"b{round}"
        employ(live, a, "管理员甲", "administrator", OWN)
        employ(live, b, "管理员乙", "administrator", OWN)
        if round == 0:
            live.do(accounts.retire, staff.actor(live.db, a), code="boss")
        start, got = context.Barrier(2), context.Queue()
        both = [context.Process(target=_retire, args=(str(live.directory), *w, start, got)) for w in ((a, b), (b, a))]
        for one in both:
            one.start()
        told = dict(got.get(timeout=60) for _ in both)
        for one in both:
            one.join(30)
        assert sorted(told.values()) == ["", "staff.not-any-more"], told
        here = [row["code"] for row in staff.active(live.db, Role.ADMINISTRATOR) if row["code"] in (a, b)]
        assert here == [next(code for code, why in told.items() if not why)]
