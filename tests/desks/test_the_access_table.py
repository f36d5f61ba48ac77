"""Every act and every query, tried by each role and by an approver of another department, against the written table.

`COUNTER_WRITE_ACCESS=1 pytest tests/desks/test_the_access_table.py` writes tests/desks/access.txt anew; whoever changes
a line of it has changed who may do what in a hall.
"""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from typing import Any

from counter.errors import Denied, Refusal
from counter.hall.act import load, rooms
from counter.store.connection import immediate
from tests.desks.test_isolation import arguments_for, two_cases

WRITTEN = Path(__file__).with_name("access.txt")
WHO = ("guide", "clerk", "own desk", "other desk", "supervisor", "administrator")
HEAD = """\
# Who may do what, as it was tried: + reaches the act, - the role may not, 0 answers as if what was named did not exist.
# Acts in capitals change the store. The tax desk has a part in the case that is named; the other desk is personnel's.
"""

assert two_cases  # the fixture


class _Back(Exception):
    """Takes back whatever an act did."""


def tried(hall: Any, entry: Any, actor: Any, arguments: dict[str, Any]) -> str:
    """One letter for what came of it; nothing stays in the store."""
    letter = "+"
    try:
        with immediate(hall.db):
            try:
                (hall.run if entry.writes else hall.answer)(entry, actor, arguments)
            except Denied:
                letter = "0"
            except Refusal as refusal:
                letter = "-" if refusal.code == "act.not-allowed-role" else "+"
            except Exception:  # noqa: BLE001 (arguments made up by a machine: it was reached)
                letter = "+"
            raise _Back
    except _Back:
        return letter


def table(hall: Any, people: Any, case: Any, approval: str) -> str:
    person = hall.db.execute("SELECT person FROM case_file WHERE id = ?", (case.id,)).fetchone()[0]
    paper = hall.db.execute("SELECT number FROM paper WHERE case_id = ? LIMIT 1", (case.id,)).fetchone()[0]
    job = hall.db.execute("SELECT id FROM paper_job WHERE paper = ?", (paper,)).fetchone()[0]
    pool = {
        "case": case.case,
        "approval": approval,
        "approvals": (approval,),
        "slip": case.slips[0],
        "person": person,
        "paper": paper,
        "job": job,
        "desk": "D-C-TAX",
        "department": "C-TAX",
        "subject": f"case:{case.id}",
        "attachment": 1,
        "rating": 1,
    }
    somebody = [people[code] for code in ("g1", "c5", "ap-c-tax", "ap-c-hr", "sup", "admin")]
    lines = []
    for name, entry in sorted(load().items()):
        if not entry.for_people or name not in rooms():  # other tests name acts of their own
            continue
        given = {**pool, "code": case.slips[0]} if name.startswith("slip.") else pool
        given = {key: value for key, value in given.items() if key in inspect.signature(entry.function).parameters}
        arguments = arguments_for(entry, given)
        marks = "".join(f"{tried(hall, entry, who, arguments):^15}" for who in somebody)
        lines.append(f"{name.upper() if entry.writes else name:28}{marks}".rstrip())
    return HEAD + f"{'':28}" + "".join(f"{who:^15}" for who in WHO).rstrip() + "\n" + "\n".join(lines) + "\n"


def test_who_may_do_what_is_what_was_written(hall, people, two_cases) -> None:
    found = table(hall, people, *two_cases[1:])
    if os.environ.get("COUNTER_WRITE_ACCESS"):
        WRITTEN.write_text(found, "utf-8")
    wanted = WRITTEN.read_text("utf-8").splitlines()
    differing = [line for line in found.splitlines() if line not in wanted]
    gone = [line for line in wanted if line not in found.splitlines()]
    assert not differing, "not as written:\n" + "\n".join(differing)
    assert not gone, "written and not found:\n" + "\n".join(gone)
