"""Papers and their print jobs: what was written, what still has to come out of a printer, what never did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from counter.errors import Next, Refusal
from counter.phrases.said import say, unpacked, verbatim
from counter.rules.writing import Writing, tidy
from counter.store import driver

LONGEST_ERROR = 200
"""Characters that are kept of why a paper did not come out; a longer sentence is kept as its beginning only."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper (文书) as it was written. `content` is facts; looks are the paper floor's."""

    number: str
    kind: str
    case_id: int | None
    approval: int | None
    ticket: int | None
    business_date: str
    at: int
    content: dict[str, Any]
    code: str = ""
    """The tracking code that the paper carries, where whoever has the hall's key said it."""

    def __str__(self) -> str:
        lines = (f"{label}  {value}" for label, value in self.content.get("lines", []))
        return "\n".join((f"{self.number}  {self.content.get('title') or self.kind}  {self.business_date}", *lines))


@dataclass(frozen=True, slots=True)
class Job:
    """One copy of a paper on its way to a printer. `copy` counts from 0; from `copies_of` on it is a COPY."""

    id: int
    paper: str
    printer: str
    copy: int
    state: str
    at: int
    attempts: int
    next_at: int
    error: str
    front_window: int | None
    printer_name: str


_JOB = (
    "id, paper, printer, copy, state, at, attempts, next_at, error, front_window,"
    " coalesce((SELECT name FROM printer l WHERE l.code = paper_job.printer), printer) AS printer_name"
)
"""`printer` is a code of the list; what was printed before there was one keeps what stood there."""


def put(
    db: driver.Connection, papers: list[tuple[Any, ...]], jobs: list[tuple[str, str, int, int, int, int | None]]
) -> None:
    """Write papers (number, kind, case, approval, ticket, business date, at, content as JSON) and their first print
    jobs (paper, printer, copy, at, next_at, window).
    """
    db.executemany(
        "INSERT INTO paper (number, kind, case_id, approval, ticket, business_date, at, content)"
        " VALUES (?,?,?,?,?,?,?,?)",
        papers,
    )
    db.executemany("INSERT INTO paper_job (paper, printer, copy, at, next_at, front_window) VALUES (?,?,?,?,?,?)", jobs)


def numbers(db: driver.Connection) -> list[str]:
    """The number of every paper that was ever written, in order."""
    return [row["number"] for row in db.execute("SELECT number FROM paper ORDER BY number")]


def paper(db: driver.Connection, number: str) -> Paper:
    """The paper with this number. Raises Refusal."""
    row = db.execute("SELECT * FROM paper WHERE number = ?", (tidy(number, Writing.CODE).upper(),)).fetchone()
    if row is None:
        raise Refusal(
            "paper.no-paper",
            say("没有文书 {number}", number=verbatim(repr(number[:20]))),
            rule=say("文书号以 W 开头，如 W20261124-0001"),
            next=say("请核对文书号"),
        )
    return Paper(
        row["number"],
        row["kind"],
        row["case_id"],
        row["approval"],
        row["ticket"],
        row["business_date"],
        row["at"],
        unpacked(json.loads(row["content"])),
    )


def of_case(db: driver.Connection, case_id: int) -> tuple[Paper, ...]:
    """All papers of a case, oldest first."""
    rows = db.execute("SELECT number FROM paper WHERE case_id = ? ORDER BY at, number", (case_id,)).fetchall()
    return tuple(paper(db, row["number"]) for row in rows)


def job(db: driver.Connection, id: int) -> Job:
    """One job. Raises Refusal."""
    row = db.execute(f"SELECT {_JOB} FROM paper_job WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise Refusal(
            "paper.no-print-job",
            say("没有打印任务 {id}", id=verbatim(id)),
            next=Next.by("paper.unprinted", say("请看没印出的文书")),
        )
    return Job(*row)


def printers_waiting(db: driver.Connection) -> list[str]:
    """Printers that have something to print."""
    rows = db.execute("SELECT DISTINCT printer FROM paper_job WHERE state IN ('waiting', 'sending')")
    return [row["printer"] for row in rows]


def head(db: driver.Connection, printer: str) -> Job | None:
    """The oldest job that a printer still owes: nothing behind it may overtake it."""
    row = db.execute(
        f"SELECT {_JOB} FROM paper_job WHERE printer = ? AND state = 'waiting'"
        " ORDER BY coalesce(place, id), id LIMIT 1",
        (printer,),
    ).fetchone()
    return Job(*row) if row else None


def begin(db: driver.Connection, id: int) -> bool:
    """Say that bytes are about to leave. False when somebody voided the job meanwhile."""
    return db.execute("UPDATE paper_job SET state = 'sending' WHERE id = ? AND state = 'waiting'", (id,)).rowcount == 1


def sent(db: driver.Connection, id: int, at: int) -> None:
    """It came out."""
    db.execute("UPDATE paper_job SET state = 'sent', sent_at = ?, error = '' WHERE id = ?", (at, id))


def _short(error: str) -> str:
    return error if len(error) <= LONGEST_ERROR else error[:LONGEST_ERROR]


def again_later(db: driver.Connection, id: int, error: str, next_at: int) -> None:
    """Nothing of it reached the paper: the same job tries again at `next_at` (UTC ms)."""
    db.execute(
        "UPDATE paper_job SET state = 'waiting', attempts = attempts + 1, error = ?, next_at = ? WHERE id = ?",
        (_short(error), next_at, id),
    )


def failed(db: driver.Connection, id: int, error: str) -> None:
    """It will not come out by itself."""
    db.execute(
        "UPDATE paper_job SET state = 'failed', attempts = attempts + 1, error = ? WHERE id = ?", (_short(error), id)
    )


def in_doubt(db: driver.Connection, id: int, error: str, at: int, next_at: int) -> int:
    """Nobody can say whether it came out: close it and queue, in its place, one that says COPY. Returns the new job's
    id.
    """
    failed(db, id, error)
    row = driver.one(
        db.execute(
            "SELECT paper, printer, front_window, coalesce(place, id) AS place FROM paper_job WHERE id = ?", (id,)
        )
    )
    new = add(db, row["paper"], row["printer"], row["front_window"], at, next_at)
    db.execute("UPDATE paper_job SET place = ? WHERE id = ?", (row["place"], new))
    return new


def never_began(db: driver.Connection, number: str) -> list[int]:
    """Jobs of a paper that were given up before a byte left, oldest first: one in doubt has another in its place."""
    rows = db.execute(
        "SELECT j.id FROM paper_job j WHERE j.paper = ? AND j.state IN ('failed', 'void')"
        " AND NOT EXISTS (SELECT 1 FROM paper_job n WHERE n.paper = j.paper AND n.copy > j.copy"
        " AND coalesce(n.place, n.id) = coalesce(j.place, j.id)) ORDER BY j.copy",
        (number,),
    )
    return [row["id"] for row in rows]


def take_up_again(db: driver.Connection, id: int, printer: str, at: int) -> None:
    """Let a job that never began wait for a printer, from now on."""
    db.execute(
        "UPDATE paper_job SET state = 'waiting', printer = ?, attempts = 0, error = '', next_at = ? WHERE id = ?",
        (printer, at, id),
    )


def bring_over(db: driver.Connection, id: int, printer: str) -> None:
    """Let a waiting job wait for another printer, from now on."""
    db.execute(
        "UPDATE paper_job SET printer = ?, attempts = 0, error = '', next_at = at WHERE id = ? AND state = 'waiting'",
        (printer, id),
    )


def interrupted(db: driver.Connection, printer: str) -> list[int]:
    """Jobs whose bytes were leaving when a spooler died."""
    rows = db.execute("SELECT id FROM paper_job WHERE printer = ? AND state = 'sending' ORDER BY id", (printer,))
    return [row["id"] for row in rows]


def add(db: driver.Connection, paper: str, printer: str, window: int | None, at: int, next_at: int) -> int:
    """One more copy of a paper; its number is never used twice."""
    return driver.number(
        db.execute(
            "INSERT INTO paper_job (paper, printer, copy, at, next_at, front_window)"
            " SELECT ?, ?, coalesce(max(copy), -1) + 1, ?, ?, ? FROM paper_job WHERE paper = ? RETURNING id",
            (paper, printer, at, next_at, window, paper),
        )
    )


def void(db: driver.Connection, id: int) -> bool:
    """Give a job up. False when it is out already."""
    return (
        db.execute(
            "UPDATE paper_job SET state = 'void' WHERE id = ? AND state IN ('waiting', 'failed')", (id,)
        ).rowcount
        == 1
    )


def unprinted(db: driver.Connection, window: int | None = None) -> list[tuple[Job, str]]:
    """What a printer still owes or gave up, with the paper's kind, oldest first; one line a paper (its newest job)."""
    rows = db.execute(
        f"SELECT {_JOB}, (SELECT kind FROM paper p WHERE p.number = paper) AS kind FROM paper_job"
        " WHERE state IN ('waiting', 'sending', 'failed')"
        " AND (? IS NULL OR front_window = ?) AND NOT EXISTS (SELECT 1 FROM paper_job n"
        " WHERE n.paper = paper_job.paper AND n.copy > paper_job.copy AND n.state <> 'void') ORDER BY id",
        (window, window),
    ).fetchall()
    return [(Job(*list(row)[:-1]), row["kind"]) for row in rows]


def jobs_of(db: driver.Connection, number: str) -> list[Job]:
    """Every copy of a paper, in order."""
    return [Job(*row) for row in db.execute(f"SELECT {_JOB} FROM paper_job WHERE paper = ? ORDER BY copy", (number,))]


def printer_at(db: driver.Connection, window: int) -> str | None:
    """The code of the printer set for a window; None where there is no such window."""
    row = db.execute(
        "SELECT coalesce(printer, 'preview') AS printer FROM front_window WHERE number = ?", (window,)
    ).fetchone()
    return row["printer"] if row else None


def set_printer(db: driver.Connection, window: int, printer: str) -> int:
    """Set a window's printer and bring what still waits over to it. Returns how many jobs moved."""
    before = printer_at(db, window)
    db.execute("UPDATE front_window SET printer = ? WHERE number = ?", (printer, window))
    return db.execute(
        "UPDATE paper_job SET printer = ?, attempts = 0, error = ''"
        " WHERE front_window = ? AND printer = ? AND state = 'waiting'",
        (printer, window, before),
    ).rowcount
