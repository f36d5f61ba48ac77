"""Papers are facts written in the act's own transaction; what they look like and when they print is another floor's.

A paper's content never holds a tracking code: it names what the code belongs to, and the renderer derives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter.acts.act import Work
from counter.rules import numbers
from counter.store import journal

if TYPE_CHECKING:
    from counter.hall import Hall


def next_value(work: Work, name: str, scope: str) -> int:
    """The next number of a series, 1-based, never given twice (it lives in its own row, not in a count)."""
    row = work.db.execute(
        "INSERT INTO counter_value (name, scope, value) VALUES (?, ?, 1)"
        " ON CONFLICT (name, scope) DO UPDATE SET value = value + 1 RETURNING value",
        (name, scope),
    ).fetchone()
    return row["value"]


def printer_of(work: Work) -> str:
    """The printer set for the window the act is done at; `preview` where there is none."""
    if work.actor.window is None:
        return work.hall.setting("printer", default="preview")
    row = work.db.execute("SELECT printer FROM front_window WHERE number = ?", (work.actor.window,)).fetchone()
    return row["printer"] if row else "preview"


def issue_paper(
    work: Work, kind: str, content: dict[str, Any], *, case_id: int | None = None, ticket: int | None = None,
    approval: int | None = None, copies: int = 1,
) -> str:
    """Write a paper (文书) and its print jobs; returns the paper number, e.g. `W20261124-0007`."""
    if copies > 1:
        content = {**content, "copies_of": copies}
    number = f"W{work.today:%Y%m%d}-{next_value(work, 'paper', work.today.isoformat()):04d}"
    work.db.execute(
        "INSERT INTO paper (number, kind, case_id, approval, ticket, business_date, at, content) VALUES (?,?,?,?,?,?,?,?)",
        (number, kind, case_id, approval, ticket, work.today.isoformat(), work.now, journal.compact(content)),
    )
    printer = printer_of(work)
    for copy in range(copies):
        work.db.execute(
            "INSERT INTO paper_job (paper, printer, copy, at, next_at, front_window) VALUES (?,?,?,?,?,?)",
            (number, printer, copy, work.now, work.now, work.actor.window),
        )
    work.facts.setdefault("papers", []).append(number)
    return number


def code_of(hall: Hall, kind: str, id: int) -> str:
    """The tracking code of a case, ticket or slip: derived, never stored, the same at every reprint."""
    return numbers.make_code(hall.secret("track"), hall.settings["id"], kind, id)


def address_of(hall: Hall, code: str) -> str:
    """The public page of a code, in capitals where the base has no path of its own (QR packs capitals denser)."""
    base = str(hall.settings.get("address", "http://127.0.0.1:8000")).rstrip("/")
    letter = "T" if numbers.kind_of(code) == "ticket" else "S"
    if base.count("/") == 2:
        return f"{base}/{letter}/{code}".upper()
    return f"{base}/{letter}/{code}"
