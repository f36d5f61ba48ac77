"""The queue rows of the public fault reports, each with its right outcome. Races between processes:
tests/queue/test_two_clerks.py.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from datetime import date, datetime, timedelta

import pytest

from counter.acts.queue import calling, day, moving, overview, stuck
from counter.acts.staff import accounts
from counter.acts.undo import undo
from counter.errors import Refusal
from counter.hall import Hall
from counter.rules.access import Actor, Role
from counter.rules.board import BoardCall, Stage, advance
from counter.store import driver, papers, staff
from tests.queue.conftest import GUIDE, NOW, SUPERVISOR, Counter, clerk, fill, floor, floor_dir, queue_template, sign_in

__all__ = ["floor", "floor_dir", "queue_template"]
ADMIN = Actor("admin", "管理员", Role.ADMINISTRATOR)


def test_q1_the_loser_of_next_gets_the_next_person_and_the_loser_of_pick_is_told_who_has_them(floor):
    first, second = floor.take(), floor.take()
    assert floor.call(1).ticket == first.id
    assert floor.call(2).ticket == second.id
    with pytest.raises(Refusal, match="A001 已由 1 号窗口（窗口员1）已呼叫"):
        floor.at(3, calling.pick, first.id)


def test_q2_a_list_half_a_minute_old_does_not_give_the_same_person_to_two_clerks(floor):
    floor.take()
    row = floor.hall.ask(overview.listed, clerk(2), window=2)[0]
    floor.call(1)
    floor.at(1, moving.absent, row.id)  # waiting again, but not as the old list shows it
    floor.later(0.5)
    with pytest.raises(Refusal, match="刚刚被别处改动"):
        floor.at(2, calling.pick, row.id, version=row.version)
    assert floor.state(row.id) == "waiting"


def test_q3_finishing_closes_one_ticket_and_no_other_of_the_same_number(floor):
    a, b = floor.take("A"), floor.take("B")
    assert (a.number, b.number) == ("A001", "B001")
    floor.at(1, calling.pick, a.id)
    floor.at(3, calling.pick, b.id)
    floor.at(1, moving.start, a.id)
    floor.at(1, moving.finish, "A001")
    assert (floor.state(a.id), floor.state(b.id)) == ("finished", "called")


def test_q6_two_queues_can_not_have_one_letter_and_number_plus_letter_is_unique_that_day(floor):
    with pytest.raises(driver.IntegrityError):
        floor.db.execute("INSERT INTO queue (letter, code, name) VALUES ('A', 'other', '另一队')")
    floor.take("A")
    row = dict(floor.db.execute("SELECT * FROM ticket").fetchone()) | {"id": 99, "code_hash": None, "version": 1}
    with pytest.raises(driver.IntegrityError):
        floor.db.execute(
            f"INSERT INTO ticket ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
        )


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Shanghai"])
def test_q7_numbers_restart_at_local_midnight_only_and_the_business_date_is_stored(tmp_path, zone):
    hall = Hall.create(tmp_path / "hall", name="时区", training=True, timezone=zone)
    hall.set_now(datetime(2026, 11, 24, 16, 0))
    fill(hall)
    got = []
    for moment in ((24, 16, 59), (24, 17, 1), (24, 22, 30), (24, 23, 59), (25, 0, 1)):
        hall.set_now(datetime(2026, 11, *moment))
        got.append(Counter(hall).take().number)
    assert got == ["A001", "A002", "A003", "A004", "A001"]
    assert [r[0] for r in hall.db.execute("SELECT business_date FROM ticket ORDER BY id")] == ["2026-11-24"] * 4 + [
        "2026-11-25"
    ]
    hall.close()


@pytest.mark.parametrize(
    ("zone", "before", "minutes"),
    [
        ("America/New_York", datetime(2026, 11, 1, 0, 30), 90),
        ("America/New_York", datetime(2026, 3, 8, 1, 30), 45),
        ("Asia/Shanghai", datetime(2026, 11, 1, 0, 30), 90),
    ],
)
def test_q10_waits_are_right_across_a_change_of_the_clock(tmp_path, zone, before, minutes):
    hall = Hall.create(tmp_path / "hall", name="夏令时", training=True, timezone=zone)
    hall.set_now(before)
    fill(hall)
    one = Counter(hall)
    one.take()
    hall._fixed += minutes * 60_000
    assert one.call(1).waited_minutes == minutes
    assert (
        hall.db.execute("SELECT ended_at - started_at FROM ticket_period WHERE kind = 'waiting'").fetchone()[0]
        == minutes * 60_000
    )
    hall.close()


def test_q10_a_clock_set_back_makes_no_negative_time_and_says_so(floor):
    floor.take()
    floor.later(-30)
    floor.call(1)
    row = floor.db.execute(
        "SELECT ended_at - started_at AS ms, reliable FROM ticket_period WHERE kind = 'waiting'"
    ).fetchone()
    assert (row["ms"], row["reliable"]) == (0, 0)


def test_q11_the_end_of_a_range_is_told_before_and_never_meets_another_queue(floor):
    floor.db.execute("INSERT INTO counter_value (name, scope, value) VALUES ('ticket', '2026-11-24/A', 478)")
    assert floor.take("A").warning == "A 队列的号段还剩 20 个"
    floor.db.execute("UPDATE counter_value SET value = 498 WHERE name = 'ticket'")
    assert [floor.take("A").number for _ in range(2)] == ["A499", "A500"]
    assert "已经用完" in floor.take("A").warning
    assert [one.kind for one in floor.hall.ask(stuck.stuck, SUPERVISOR)] == ["range"]
    assert floor.take("B").number == "B001"


def test_q12_numbers_go_on_after_earlier_ones_are_finished(floor):
    for _ in range(3):
        floor.take()
    for _ in range(3):
        floor.serve(1)
    assert floor.take().number == "A004"


def test_q14_a_double_tap_gives_one_ticket(floor):
    first = floor.hall.once("tap", calling.take, GUIDE, queue="A")
    floor.later(0.005)
    assert floor.hall.once("tap", calling.take, GUIDE, queue="A") == first
    assert floor.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 1


def test_q16_q17_a_dead_printer_neither_delays_nor_loses_a_ticket(floor):
    code, setting = "P1", "network://10.255.255.1:9100"
    floor.db.execute(
        "INSERT INTO printer (code, name, setting, machine) VALUES (?, '取号机', ?, ?)", (code, setting, setting)
    )
    floor.db.execute("INSERT INTO setting (name, value) VALUES ('printer', ?)", (code,))
    before = time.monotonic()
    taken = floor.take()
    assert time.monotonic() - before < 1
    job = floor.db.execute("SELECT state, printer FROM paper_job WHERE paper = ?", (taken.paper,)).fetchone()
    assert (job["state"], job["printer"]) == ("waiting", code)
    floor.db.execute("UPDATE paper_job SET state = 'failed', error = '连不上打印机'")
    assert floor.call(1).ticket == taken.id  # read aloud and served without paper
    other = floor.take()
    floor.hall.do(moving.void, GUIDE, ticket=str(other.id))  # or a number that nobody holds is voided
    assert floor.state(other.id) == "lapsed"


def test_q18_a_mispress_while_serving_changes_nothing_of_the_one_being_served(floor):
    a, b = floor.take(), floor.take()
    floor.call(1)
    floor.at(1, moving.start, a.id)
    start = floor.db.execute(
        "SELECT started_at FROM ticket_period WHERE ticket = ? AND ended_at IS NULL", (a.id,)
    ).fetchone()[0]
    floor.later(6)
    with pytest.raises(Refusal) as refused:
        floor.at(1, calling.pick, b.id)
    assert "A001 办理中" in refused.value.message and "办结" in refused.value.next_step
    assert (
        floor.db.execute(
            "SELECT started_at FROM ticket_period WHERE ticket = ? AND ended_at IS NULL", (a.id,)
        ).fetchone()[0]
        == start
    )
    assert floor.state(b.id) == "waiting"


def test_q19_nobody_is_called_again_without_a_key_press(floor_dir, floor):
    taken = floor.take()
    for _ in range(3):
        floor.call(1)
        floor.at(1, moving.absent, taken.id)
        floor.later(4)
    assert floor.state(taken.id) == "absent"
    calls = floor.db.execute("SELECT count(*) FROM call").fetchone()[0]
    again = Hall.open(
        floor_dir, now=floor.hall.local(floor.hall.now())
    )  # the screen restarts; the clerk changes the window
    again.ask(overview.current, clerk(1))
    again.do(accounts.sign_out, clerk(8))
    again.do(accounts.sign_in, Actor("c8", "窗口员8", Role.CLERK, window=8), window=8)
    again.close()
    assert floor.db.execute("SELECT count(*) FROM call").fetchone()[0] == calls
    assert floor.state(taken.id) == "absent"


def test_q21_q22_missed_only_after_the_third_call_and_never_at_once_again(floor):
    absent, other = floor.take(), floor.take()
    floor.call(1)
    floor.at(1, moving.absent, absent.id)
    assert floor.state(absent.id) == "waiting"
    assert floor.call(1).ticket == other.id  # with one other waiting: that one
    floor.at(1, moving.release, other.id)
    floor.at(2, calling.pick, other.id)
    with pytest.raises(Refusal, match="A001 刚才没来，还要等 3 分"):  # with nobody else: says why it looks empty
        floor.call(1)
    floor.later(3.1)
    assert floor.call(1).calls == 2
    floor.at(1, moving.absent, absent.id)
    assert floor.state(absent.id) == "waiting"
    floor.later(3.1)
    floor.call(1)
    floor.at(1, moving.absent, absent.id)
    assert floor.state(absent.id) == "absent"


def test_q23_a_missed_person_comes_back_at_the_stated_place_and_is_called(floor):
    missed = floor.take()
    for _ in range(3):
        floor.call(1)
        floor.at(1, moving.absent, missed.id)
        floor.later(4)
    floor.later(20)
    early = floor.take()
    floor.later(16)
    late = floor.take()
    words = floor.hall.do(moving.back, GUIDE, ticket=str(missed.id)).words
    assert words == "A001 按 15 分钟前到来排，前面还有 1 人"
    assert [floor.serve(2, 1).ticket for _ in range(3)] == [early.id, missed.id, late.id]
    assert floor.hall.ask(overview.recent, GUIDE, minutes=5)[0].number == late.number


def test_q24_walk_ins_between_appointments_are_called_within_the_stated_bound(floor):
    for window in range(2, 9):
        floor.db.execute("UPDATE shift SET ended_at = started_at WHERE front_window = ?", (window,))
    floor.hall.set_now(datetime(2026, 11, 24, 9, 0))
    walk_ins = {floor.take().id: None for _ in range(5)}
    limits = {one: floor.hall.ask(overview.show, GUIDE, ticket=str(one)).passed_until for one in walk_ins}
    arrived, order = {}, []
    free_at = floor.hall.now()
    start = floor.hall.now()
    for minute in range(170):
        now = start + minute * 60_000
        floor.hall._fixed = now
        if minute % 10 == 0:
            one = floor.take(appointment=f"{floor.hall.local(now):%H:%M}")
            arrived[one.id] = now
        if now >= free_at:
            called = floor.serve(1, 0)
            order.append(called.ticket)
            free_at = now + 12 * 60_000
    for one, limit in limits.items():
        before = order[: order.index(one)]
        assert all(arrived[other] <= limit for other in before if other in arrived), (
            "somebody who came after the bound was put before a walk-in"
        )
    assert set(order[:9]) >= set(walk_ins)
    assert (limits[min(limits)] - start) // 60_000 == 40  # 30 minutes is the greatest head start, 10 the grace


def test_q25_the_order_is_the_written_rule_and_each_call_says_why(floor):
    everyone: list[tuple[int, int]] = []
    for minute in range(10):
        everyone.append((minute, floor.take().id))
        if minute % 2 == 0:
            everyone.append((minute - 20, floor.take(class_="elderly").id))
        floor.later(1)
    for window in (1, 2):
        floor.call(window)
    reasons: list[str] = []
    got = [r["ticket"] for r in floor.db.execute("SELECT ticket FROM call ORDER BY id")]
    while len(got) < 15:
        window = 1 + len(got) % 2
        open_one = floor.db.execute(
            "SELECT id FROM ticket WHERE front_window = ? AND state = 'called'", (window,)
        ).fetchone()[0]
        floor.at(window, moving.start, open_one)
        floor.at(window, moving.finish, open_one)
        called = floor.call(window)
        got.append(called.ticket)
        reasons.append(called.reason)
        floor.later(0.3)
    assert got == [ticket for _, ticket in sorted(everyone)]
    assert all("等候" in reason for reason in reasons)
    assert any("老年人提前 20 分" in r for r in reasons) and any("下一位" in r for r in reasons)


def test_q27_nine_comes_before_thirteen_and_number_9_before_10_and_100(floor):
    floor.hall.set_now(datetime(2026, 11, 24, 9, 5))
    for number, moment in ((9, "09:05"), (10, "10:00"), (100, "13:00")):
        floor.hall.set_now(datetime.fromisoformat(f"2026-11-24T{moment}"))
        floor.db.execute(
            "INSERT OR REPLACE INTO counter_value (name, scope, value) VALUES ('ticket', '2026-11-24/A', ?)",
            (number - 1,),
        )
        floor.take()
    assert [row.number for row in floor.hall.ask(overview.listed, GUIDE)] == ["A009", "A010", "A100"]


def test_q29_another_terminal_sees_the_change_in_its_next_look(floor_dir, floor):
    from counter.store.connection import data_version

    other = Hall.open(floor_dir, now=NOW)
    before = data_version(other.db)
    floor.take()
    assert data_version(other.db) != before  # what every screen polls once a second
    assert [row.number for row in other.ask(overview.listed, clerk(2), window=2)] == ["A001"]
    other.close()


def test_q31_a_call_from_the_command_line_reaches_the_board_like_one_from_a_screen(floor_dir, floor, capsys):
    from counter.cli import main

    floor.take(), floor.take()
    floor.call(2)
    with pytest.raises(SystemExit) as done:
        main(["--hall", str(floor_dir), "--now", "2026-11-24T09:30", "ticket", "call", "--window", "1", "--json"])
    assert done.value.code == 0
    assert json.loads(capsys.readouterr().out)["number"] == "A002"
    assert {(c.number, c.window) for c in floor.hall.ask(overview.board, GUIDE).calls} == {("A001", 2), ("A002", 1)}


def test_q32_three_calls_in_one_second_are_each_shown_for_the_least_time_and_then_kept_below():
    calls = [BoardCall(n, f"A00{n}", n, 1000) for n in (1, 2, 3)]
    stage, _ = advance(Stage(), [], 0, least=6000, slots=1, keep=6)
    seen: dict[str, list[int]] = {}
    announced = []
    for now in range(1000, 25_000, 500):
        stage, coming = advance(stage, calls, now, least=6000, slots=1, keep=6)
        announced += [call.number for call in coming]
        for shown in stage.current:
            seen.setdefault(shown.call.number, []).append(now)
    assert announced == ["A001", "A002", "A003"]
    assert all(times[-1] - times[0] >= 5500 for times in seen.values())
    assert [call.number for call in stage.past] == ["A002", "A001"]


def test_q34_an_appointment_counts_as_waiting_from_its_time_and_an_empty_queue_says_none(floor):
    assert floor.hall.ask(overview.queues, GUIDE)[0].waiting == 0
    floor.hall.set_now(datetime(2026, 11, 24, 9, 45))
    floor.take(appointment="10:00")
    counts = []
    for minute in (59, 60, 61):
        floor.hall.set_now(datetime(2026, 11, 24, 9, 0) + timedelta(minutes=minute))
        counts.append(floor.hall.ask(overview.queues, GUIDE)[0].waiting)
    assert counts == [0, 1, 1]


def test_q34_no_window_open_is_said_and_not_a_number(floor):
    floor.db.execute("UPDATE shift SET state = 'away', away_since = started_at")
    taken = floor.take()
    assert (taken.low, taken.high) == (None, None)
    assert "没有开放的窗口" in str(taken)


def test_q36_q37_what_is_left_at_night_is_decided_by_somebody_or_named_the_next_day(floor):
    for _ in range(5):
        floor.take()
    floor.call(1)
    floor.at(1, moving.start, "A001")
    floor.call(2)
    floor.at(2, moving.hold, "A002", reason="复印")
    with pytest.raises(Refusal, match="还有 5 个号没有决定"):
        floor.hall.do(day.close, SUPERVISOR)
    floor.hall.set_now(datetime(2026, 11, 25, 8, 50))  # nobody closed: midnight passes
    opened = floor.hall.do(day.begin, SUPERVISOR)
    assert opened.left_open == tuple(f"2026-11-24 A00{n}" for n in range(1, 6))
    assert [one.kind for one in floor.hall.ask(stuck.stuck, SUPERVISOR)] == ["yesterday"] * 5
    for one in range(1, 6):
        floor.hall.do(day.decide, SUPERVISOR, ticket=str(one), decision=day.Decision.LAPSE)
    assert floor.db.execute("SELECT count(*) FROM ticket WHERE unreliable = 1").fetchone()[0] == 5
    assert (
        floor.db.execute(
            "SELECT count(*) FROM ticket_period WHERE ended_at IS NOT NULL AND started_at < ? AND ended_at > ? AND "
            "reliable = 1",
            (floor.hall.now() - 8 * 3_600_000,) * 2,
        ).fetchone()[0]
        == 0
    )


def test_q36_a_hall_may_choose_that_everybody_left_is_first_tomorrow(floor):
    for _ in range(3):
        floor.take()
    closed = floor.hall.do(day.close, SUPERVISOR, leftover="tomorrow")
    assert closed.decided == ("A001 转明日", "A002 转明日", "A003 转明日")


def test_q38_changing_the_window_with_an_open_ticket_is_refused(floor):
    floor.take()
    floor.call(1)
    floor.db.execute("UPDATE shift SET ended_at = started_at WHERE front_window = 2")
    with pytest.raises(Refusal, match="A001"):
        floor.hall.do(accounts.sign_in, clerk(1), window=2)
    with pytest.raises(Refusal, match="A001"):
        floor.hall.do(accounts.sign_out, clerk(1))


def test_q39_two_people_can_not_stand_at_one_window_and_the_refusal_names_who_does(floor):
    with pytest.raises(Refusal, match="窗口员3"):
        floor.hall.do(accounts.sign_in, clerk(1), window=3)
    with pytest.raises(Refusal, match="窗口员3"):
        floor.hall.do(calling.call, clerk(1), window=3)


def _serve_and_hang(directory, answers) -> None:
    hall = Hall.open(directory, now=NOW)
    called = hall.do(calling.call, clerk(1), window=1)
    hall.do(moving.start, clerk(1), ticket=str(called.ticket))
    hall.db.execute("BEGIN IMMEDIATE")  # killed in the middle of the next act
    answers.put(called.ticket)
    time.sleep(60)


def test_q40_after_kill_9_the_ticket_is_offered_back_and_the_supervisor_sees_the_window(floor_dir, floor):
    taken = floor.take()
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    worker = context.Process(target=_serve_and_hang, args=(floor_dir, answers))
    worker.start()
    assert answers.get(timeout=30) == taken.id
    os.kill(worker.pid, signal.SIGKILL)
    worker.join(10)
    floor.db.execute("UPDATE shift SET process = ? WHERE front_window = 1", (str(worker.pid),))
    floor.later(3)
    assert any(one.kind == "window" and one.number == "A001" for one in floor.hall.ask(stuck.stuck, SUPERVISOR))
    back = floor.hall.do(accounts.sign_in, clerk(1), window=1)
    assert back.ticket == "A001"
    assert floor.hall.ask(overview.current, clerk(1)).state == "serving"
    floor.at(1, moving.finish, taken.id)


def test_q41_a_days_figures_come_from_its_periods_once_per_day_and_the_same_every_time(floor):
    assert floor.hall.ask(day.totals, SUPERVISOR) == ()
    for _ in range(5):
        floor.take()
    floor.later(10)
    floor.serve(1, 6)  # served
    floor.hall.do(moving.leave, GUIDE, ticket="A002")  # cancelled
    floor.call(1)
    floor.at(1, moving.transfer, "A003", queue="C")  # redirected, then served there
    floor.later(4)
    floor.serve(6, 8)
    for _ in range(3):  # no-show
        floor.at(1, calling.pick, "A004")
        floor.at(1, moving.absent, "A004")
    floor.hall.do(day.close, SUPERVISOR, leftover="lapse")  # A005 undelivered
    found = floor.hall.ask(day.totals, SUPERVISOR)
    assert [(t.queue, t.tickets, t.finished, t.absent, t.left_early, t.lapsed, t.transferred) for t in found] == [
        ("A", 5, 2, 1, 1, 2, 1)
    ]
    assert found[0].mean_service == 7 and found[0].longest_wait == 28
    assert floor.hall.ask(day.totals, SUPERVISOR) == found


def test_q42_a_called_person_is_shown_as_called_at_once_with_the_window(floor):
    floor.take()
    floor.call(1)
    row = floor.hall.ask(overview.listed, clerk(2), window=2)[0]
    assert (row.state, row.window, row.state_name) == ("called", 1, "已呼叫")
    with pytest.raises(Refusal, match="没有人在等"):
        floor.call(2)


def test_q43_somebody_who_steps_out_keeps_the_place_up_to_the_limit(floor):
    out, other = floor.take(), floor.take()
    floor.hall.do(moving.step_out, GUIDE, ticket="A001")
    floor.later(29)
    floor.hall.do(moving.back, GUIDE, ticket="A001")
    assert floor.call(1).ticket == out.id
    floor.at(1, moving.release, out.id)
    floor.hall.do(moving.step_out, GUIDE, ticket="A001")
    floor.later(31)
    assert "超过保留时间" in floor.hall.do(moving.back, GUIDE, ticket="A001").words
    assert floor.call(2).ticket == other.id


def test_q44_scanning_again_gives_the_same_ticket(floor):
    first = floor.take(remote="138 0000 0000")
    again = floor.take(remote="138 0000 0000", queue="B")
    assert (again.id, again.number, again.code, again.again) == (first.id, first.number, first.code, True)
    kept = floor.db.execute("SELECT remote_key FROM ticket").fetchone()[0]
    assert "138" not in kept  # the phone number is not in the store


def test_q45_stopping_new_numbers_leaves_everybody_who_waits_in_view(floor):
    for _ in range(6):
        floor.take()
    floor.hall.do(day.stop, SUPERVISOR)
    with pytest.raises(Refusal, match="停止发号"):
        floor.take()
    assert len(floor.hall.ask(overview.listed, GUIDE)) == 6
    assert floor.call(1).number == "A001"


def test_q47_the_first_number_is_one_with_the_letter_of_its_queue_and_people_before_in_words(floor):
    assert [floor.take(letter).number for letter in "ABC"] == ["A001", "B001", "C001"]
    content = papers.paper(
        floor.db, floor.db.execute("SELECT number FROM paper WHERE ticket = 1").fetchone()[0]
    ).content
    assert content["ticket"] == "A001" and ["您前面还有", "0 人"] in content["lines"]


def test_q48_one_key_takes_back_a_wrong_finish_within_its_time_and_both_steps_stay_in_the_log(floor):
    floor.take()
    floor.call(1)
    floor.at(1, moving.start, "A001")
    floor.later(5)
    floor.at(1, moving.finish, "A001")
    floor.later(10 / 60)
    done = floor.hall.do(undo, clerk(1))
    assert (done.number, done.state) == ("A001", "serving")
    floor.later(5)
    floor.at(1, moving.finish, "A001")
    served = floor.db.execute("SELECT sum(ended_at - started_at) FROM ticket_period WHERE kind = 'serving'").fetchone()[
        0
    ]
    assert served == 610_000
    assert [r[0] for r in floor.db.execute("SELECT act FROM journal ORDER BY seq DESC LIMIT 3")] == [
        "ticket.finish",
        "act.undo",
        "ticket.finish",
    ]


def test_q50_a_purge_keeps_the_totals_and_what_a_case_needs(floor):
    floor.hall.set_now(datetime(2026, 3, 2, 9, 30))
    staff.add(floor.db, ADMIN.staff, ADMIN.name, ADMIN.role)
    floor.db.execute("UPDATE shift SET business_date = '2026-03-02', started_at = 0, seen_at = 0")
    for _ in range(3):
        floor.take()
    floor.later(7)
    for _ in range(3):
        floor.serve(1, 5)
    floor.hall.do(day.close, SUPERVISOR)
    before = floor.hall.ask(day.totals, SUPERVISOR, on=date(2026, 3, 2))
    floor.hall.set_now(datetime(2026, 11, 24, 9, 30))
    done = floor.hall.do(day.purge, ADMIN, before=date(2026, 8, 1))
    assert (done.days, done.tickets) == (1, 3)
    assert floor.db.execute("SELECT count(*) FROM ticket_period").fetchone()[0] == 0
    assert floor.db.execute("SELECT count(*) FROM paper WHERE kind = 'ticket'").fetchone()[0] == 0
    assert floor.hall.ask(day.totals, SUPERVISOR, on=date(2026, 3, 2)) == before
    with pytest.raises(Refusal, match="90 天"):
        floor.hall.do(day.purge, ADMIN, before=date(2026, 11, 1))


def test_a_window_signed_in_this_morning_is_the_one_the_estimate_counts(floor):
    for window in range(1, 9):
        floor.db.execute("UPDATE shift SET ended_at = started_at WHERE front_window = ?", (window,))
    for _ in range(4):
        floor.take()
    assert floor.hall.ask(overview.queues, GUIDE)[0].low is None
    sign_in(floor.hall, 1)
    one = floor.hall.ask(overview.queues, GUIDE)[0]
    sign_in(floor.hall, 2)
    two = floor.hall.ask(overview.queues, GUIDE)[0]
    assert two.high < one.high
