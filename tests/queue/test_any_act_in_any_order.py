"""A state machine: every act on tickets, in any order and by anybody, and the invariants hold after each one."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from counter.acts.queue import calling, day, moving, stuck, taking
from counter.acts.queue.waiting import order
from counter.acts.undo import undo
from counter.errors import Refusal
from counter.hall import Hall
from counter.rules.order import rank
from counter.rules.ticket import LIVE, MOVES
from counter.store import journal, rehearsal
from tests.conftest import TORTURE
from tests.queue.conftest import GUIDE, NOW, SUPERVISOR, clerk

WINDOWS = st.integers(1, 4)
TICKETS = st.integers(1, 8)
ONE_TICKET_ACTS = ("pick", "recall", "start", "absent", "back", "release", "finish", "step_out", "leave", "void")


class Hallway(RuleBasedStateMachine):
    """Up to a dozen tickets, four windows, one guide, one supervisor, a clock that only goes on."""

    template: Path

    @initialize()
    def open_the_hall(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="counter-machine-"))
        shutil.copytree(self.template, self.folder / "hall")
        self.hall = Hall.open(self.folder / "hall", now=NOW)
        self.moment: datetime = NOW
        self.numbers: set[tuple[str, str]] = set()
        self.states: dict[int, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            self.hall.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def do(self, act, actor, **given):
        """An act is done, or refused in words and then nothing has changed."""
        before = journal.last_seq(self.hall.db)
        try:
            return self.hall.do(act, actor, **given)
        except Refusal as refusal:
            assert refusal.message
            assert journal.last_seq(self.hall.db) == before
            return None

    @rule(
        letter=st.sampled_from("ABC"),
        class_=st.sampled_from(("normal", "normal", "elderly", "urgent")),
        remote=st.sampled_from(("", "", "13800000000")),
        appointment=st.sampled_from(("", "", "09:40", "10:00")),
    )
    def somebody_comes(self, letter, class_, remote, appointment) -> None:
        taken = self.do(taking.take, GUIDE, queue=letter, class_=class_, remote=remote, appointment=appointment)
        if taken is not None and not taken.again:
            name = (self.moment.date().isoformat(), taken.number)
            assert name not in self.numbers, "a number was given twice"
            self.numbers.add(name)

    @rule(window=WINDOWS)
    def next_please(self, window) -> None:
        policy = order(self.hall)
        letters = ("A",) if window < 3 else ("A", "B")
        now = self.hall.now()
        morning = int(self.moment.replace(hour=0, minute=0, tzinfo=self.hall.zone).timestamp() * 1000)
        ready = [
            (rank(policy, r["lane"], r["ready_at"]), r["id"])
            for r in self.hall.db.execute("SELECT * FROM ticket WHERE state = 'waiting'")
            if r["queue"] in letters
            and morning <= r["ready_at"] <= now  # tickets of an earlier day are decided about, not called
            and r["not_before"] <= now
            and r["for_window"] in (None, window)
        ]
        called = self.do(calling.call, clerk(window), window=window)
        if called is not None and ready:
            assert called.ticket == min(ready)[1], "the call was not what the written order says"
            assert called.reason

    @rule(act=st.sampled_from(ONE_TICKET_ACTS), window=WINDOWS, ticket=TICKETS, boss=st.booleans())
    def an_act_on_a_ticket(self, act, window, ticket, boss) -> None:
        given = {"window": window} if act == "pick" else {}
        self.do(
            getattr(taking if act == "void_" else moving if hasattr(moving, act) else calling, act),
            SUPERVISOR if boss and act != "pick" else clerk(window),
            ticket=str(ticket),
            **given,
        )

    @rule(window=WINDOWS, ticket=TICKETS)
    def hold(self, window, ticket) -> None:
        self.do(moving.hold, clerk(window), ticket=str(ticket), reason="复印")

    @rule(window=WINDOWS, ticket=TICKETS, letter=st.sampled_from("ABC"), to=st.sampled_from((None, 1, 3)))
    def transfer(self, window, ticket, letter, to) -> None:
        self.do(moving.transfer, clerk(window), ticket=str(ticket), queue=letter, to_window=to)

    @rule(window=WINDOWS, ticket=TICKETS, people=st.integers(1, 4))
    def family(self, window, ticket, people) -> None:
        self.do(moving.people, clerk(window), ticket=str(ticket), people=people)

    @rule(window=WINDOWS)
    def undo_at_a_window(self, window) -> None:
        self.do(undo, clerk(window))

    @rule()
    def undo_at_the_door(self) -> None:
        self.do(undo, GUIDE)

    @rule(number=st.integers(1, 12), arrived=st.sampled_from(("08:30", "09:00")))
    def written_by_hand(self, number, arrived) -> None:
        entered = self.do(stuck.enter, GUIDE, queue="A", number=number, arrived=arrived)
        if entered is not None:
            self.numbers.add((self.moment.date().isoformat(), entered.number))

    @rule(minutes=st.sampled_from((0.2, 1, 4, 20, 45)))
    def time_passes(self, minutes) -> None:
        self.moment += timedelta(minutes=minutes)
        self.hall.set_now(self.moment)

    @rule(ticket=TICKETS, decision=st.sampled_from(list(day.Decision)))
    def decide(self, ticket, decision) -> None:
        self.do(day.decide, SUPERVISOR, ticket=str(ticket), decision=decision)

    @rule(leftover=st.sampled_from(("", "tomorrow", "lapse")))
    def close_the_day(self, leftover) -> None:
        self.do(day.close, SUPERVISOR, leftover=leftover)

    @rule()
    def open_the_day(self) -> None:
        self.do(day.begin, SUPERVISOR)

    @rule()
    def next_morning(self) -> None:
        self.moment = (self.moment + timedelta(days=1)).replace(hour=9, minute=0)
        self.hall.set_now(self.moment)

    @invariant()
    def nothing_that_may_never_be(self) -> None:
        if not hasattr(self, "hall"):
            return
        db = self.hall.db
        assert rehearsal.broken_invariants(db) == []
        assert rehearsal.double_calls(db) == 0
        assert rehearsal.repeated_numbers(db) == 0
        assert list(journal.broken_links(db)) == []
        for row in db.execute("SELECT id, state, front_window FROM ticket"):
            before = self.states.get(row["id"], "waiting")
            # Nobody is lost: whatever ended, ended by a move of the table or came back by an undo.
            if row["state"] != before:
                last = db.execute("SELECT act FROM journal WHERE seq = (SELECT max(seq) FROM journal)").fetchone()[
                    "act"
                ]
                allowed = {move.after for move in MOVES.values() if before in move.before} | (
                    {"waiting"} if before == "waiting" else set()
                )
                assert last in ("act.undo", "day.close") or row["state"] in allowed, (before, row["state"], last)
            assert before in LIVE or row["state"] == before or last == "act.undo"
            self.states[row["id"]] = row["state"]


@pytest.mark.filterwarnings("ignore")
def test_every_act_in_any_order_keeps_the_invariants(queue_template):
    Hallway.template = queue_template
    run_state_machine_as_test(
        Hallway,
        settings=settings(
            max_examples=25 * TORTURE,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=TORTURE == 1,
        ),
    )
