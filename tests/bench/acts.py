"""An act's own time beside the same rows written raw with the same durability (goal: at most 3 x)."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

from counter.hall import Hall
from tests.bench._floor import compare

NOW = datetime(2026, 11, 24, 9, 30)


def main() -> None:
    """Take, call, finish; open, receive and accept the graduates' bundle; decide ten approvals."""
    from counter.acts.approval import deciding
    from counter.acts.case import accepting, receiving
    from counter.acts.premises.training import train
    from counter.acts.queue import calling, moving
    from counter.acts.queue.taking import take
    from counter.acts.staff import accounts
    from counter.rules.access import HALL_ITSELF
    from counter.store import staff
    from counter.walkthrough import prepare_case

    with tempfile.TemporaryDirectory(prefix="counter-bench-") as name:
        folder = Path(name)
        os.environ["COUNTER_KEY_FILE"] = str(folder / "key")
        base = folder / "base"
        hall = Hall.create(base, name="测试", training=True)
        hall.set_now(NOW)
        hall.do(train, HALL_ITSELF)
        guide = staff.actor(hall.db, "g1")
        hall.do(accounts.sign_in, staff.actor(hall.db, "c1"), window=1)
        clerk = staff.actor(hall.db, "c1", 1)
        for _ in range(60):
            hall.do(take, guide, queue="general")
        hall.close()

        rows = [
            ("ticket.take", compare(base, folder / "take", NOW, [lambda h: h.do(take, guide, queue="general")] * 60))
        ]

        def call_and_finish(h: Hall) -> None:
            called = h.do(calling.call, clerk, window=1)
            h.do(moving.start, clerk, ticket=str(called.ticket))
            h.do(moving.finish, clerk, ticket=str(called.ticket))

        rows.append(("ticket.call, start, finish", compare(base, folder / "call", NOW, [call_and_finish] * 50)))

        hall = Hall.open(base, now=NOW)
        for number in range(12):
            prepare_case(hall, clerk, number)
        hall.close()
        names = [f"D{n}" for n in range(1, 13)]
        rows.append(
            (
                "case.receive",
                compare(
                    base,
                    folder / "receive",
                    NOW,
                    [lambda h, c=c: h.do(receiving.receive, clerk, case=c) for c in names],
                ),
            )
        )
        accept = [lambda h, c=c: h.do(accepting.accept, clerk, case=c) for c in names]
        rows.append(("case.accept (10 approvals)", compare(base, folder / "accept", NOW, accept)))

        hall = Hall.open(base, now=NOW)
        for press in accept:
            press(hall)
        todo = hall.db.execute("SELECT id, desk FROM approval WHERE state = 'open'").fetchall()
        officers = {r["desk"]: staff.actor(hall.db, staff.at_desk(hall.db, r["desk"]) or "") for r in todo}
        seconds = {
            d: hall.db.execute("SELECT max(code) FROM staff WHERE desk = ? AND code <> ?", (d, o.staff)).fetchone()[0]
            for d, o in officers.items()
        }
        hall.close()
        decide = [
            lambda h, r=r: h.do(
                deciding.decide, officers[r["desk"]], approval=str(r["id"]), grant=True, second=seconds[r["desk"]]
            )
            for r in todo
        ]
        rows.append(("approval.decide", compare(base, folder / "decide", NOW, decide[:60])))

    print(f"{'act':30}{'ours ms':>10}{'raw ms':>10}{'ratio':>8}{'rows':>6}")
    for label, found in rows:
        print(f"{label:30}{found['ours']:10.2f}{found['raw']:10.2f}{found['ratio']:8.2f}{found['rows']:6.0f}")


if __name__ == "__main__":
    main()
