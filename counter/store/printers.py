"""The hall's list of printers, and what is known of each machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.errors import Next, Refusal
from counter.phrases.said import say, verbatim
from counter.store import driver

STATE_MS = 300_000
"""A state that has not changed is written again after this long only."""


@dataclass(frozen=True, slots=True)
class Printer:
    """One printer of the list. `retired_at` is set where it is out of use; `before` is how it was once written at a
    window.
    """

    code: str
    name: str
    setting: str
    machine: str
    place: str
    version: int
    retired_at: int | None
    before: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a machine said when it was asked; `reached` is False where nobody answered, and `problem` says why."""

    reached: bool
    talks: bool = False
    problem: str = ""
    paper_low: bool = False


_PRINTER = "code, name, setting, machine, place, version, retired_at, before"


def entry(db: driver.Connection, code: str) -> Printer | None:
    """The printer with this code, in use or not."""
    row = db.execute(f"SELECT {_PRINTER} FROM printer WHERE code = ?", (code,)).fetchone()
    return Printer(*row) if row else None


def usable(db: driver.Connection, code: str) -> Printer:
    """The printer with this code. Raises Refusal where there is none on the list, or it is out of use."""
    found = entry(db, code)
    if found is None:
        raise Refusal(
            "printer.not-on-the-list",
            say("打印机 {code} 不在名单上", code=verbatim(code[:60])),
            rule=say("只有管理员名单上的打印机能用"),
            next=Next.by("printer.list", say("请从名单里换一台")),
        )
    if found.retired_at is not None:
        raise Refusal(
            "printer.out-of-use",
            say("打印机 {name} 已停用", name=verbatim(found.name)),
            rule=say("停用的打印机不再印"),
            next=Next.by("printer.list", say("请从名单里换一台")),
        )
    return found


def every(db: driver.Connection, *, retired: bool = False) -> list[Printer]:
    """The printers in use, or all; the preview first, then in the order of their codes."""
    rows = db.execute(
        f"SELECT {_PRINTER} FROM printer WHERE ? OR retired_at IS NULL ORDER BY code <> 'preview', length(code), code",
        (retired,),
    )
    return [Printer(*row) for row in rows]


def at_machine(db: driver.Connection, machine: str) -> Printer | None:
    """The printer in use that is this machine."""
    row = db.execute(f"SELECT {_PRINTER} FROM printer WHERE machine = ? AND retired_at IS NULL", (machine,)).fetchone()
    return Printer(*row) if row else None


def next_code(db: driver.Connection) -> str:
    """A code that no printer ever had."""
    last = driver.one(
        db.execute("SELECT coalesce(max(CAST(substr(code, 2) AS INTEGER)), 0) FROM printer WHERE code GLOB 'P[0-9]*'")
    )
    return f"P{last[0] + 1}"


def add(db: driver.Connection, code: str, name: str, setting: str, machine: str, place: str, by: str, at: int) -> None:
    """Put a printer on the list."""
    db.execute(
        "INSERT INTO printer (code, name, setting, machine, place, added_by, added_at) VALUES (?,?,?,?,?,?,?)",
        (code, name, setting, machine, place, by, at),
    )


def change(db: driver.Connection, code: str, name: str, setting: str, machine: str, place: str) -> None:
    """Write a printer anew. What waits for it is tried at once; what is known of another machine is forgotten."""
    before = driver.one(db.execute("SELECT machine FROM printer WHERE code = ?", (code,)))["machine"]
    db.execute(
        "UPDATE printer SET name = ?, setting = ?, machine = ?, place = ?, version = version + 1 WHERE code = ?",
        (name, setting, machine, place, code),
    )
    if machine != before:
        db.execute("DELETE FROM printer_state WHERE printer = ?", (code,))
    hurry(db, code)


def retire(db: driver.Connection, code: str, by: str, at: int) -> None:
    """Put a printer out of use."""
    db.execute(
        "UPDATE printer SET retired_at = ?, retired_by = ?, version = version + 1 WHERE code = ?", (at, by, code)
    )


def restore(db: driver.Connection, code: str) -> None:
    """Put a printer to use again."""
    db.execute("UPDATE printer SET retired_at = NULL, retired_by = NULL, version = version + 1 WHERE code = ?", (code,))
    hurry(db, code)


def hurry(db: driver.Connection, code: str) -> None:
    """Let what waits for a printer be tried now and not after its pause."""
    db.execute(
        "UPDATE paper_job SET attempts = 0, next_at = at, error = '' WHERE printer = ? AND state = 'waiting'", (code,)
    )


def bring_over(db: driver.Connection, code: str, instead: str) -> tuple[int, int]:
    """Let the windows and waiting jobs of a printer have another. Returns how many windows, how many jobs."""
    windows = db.execute("UPDATE front_window SET printer = ? WHERE printer = ?", (instead, code)).rowcount
    jobs = db.execute(
        "UPDATE paper_job SET printer = ?, attempts = 0, error = '' WHERE printer = ? AND state = 'waiting'",
        (instead, code),
    ).rowcount
    return windows, jobs


def elsewhere(db: driver.Connection, day: str) -> str:
    """The code of the printer for what is done at no window (ticket machines, guides), in force on a day."""
    from counter.store import settings

    return settings.value(db, "printer", day) or "preview"


def set_elsewhere(db: driver.Connection, code: str, day: str) -> int:
    """Set the printer for what is done at no window, and bring over what waits for the one before. Returns how many
    jobs moved.
    """
    before = elsewhere(db, day)
    db.execute(
        "INSERT INTO setting (name, since, value) VALUES ('printer', ?, ?)"
        " ON CONFLICT (name, since) DO UPDATE SET value = excluded.value",
        (day, code),
    )
    return db.execute(
        "UPDATE paper_job SET printer = ?, attempts = 0, error = ''"
        " WHERE front_window IS NULL AND printer = ? AND state = 'waiting'",
        (code, before),
    ).rowcount


def windows_of(db: driver.Connection) -> dict[str, tuple[int, ...]]:
    """The windows of each printer."""
    found: dict[str, tuple[int, ...]] = {}
    for row in db.execute("SELECT number, coalesce(printer, 'preview') AS printer FROM front_window ORDER BY number"):
        found[row["printer"]] = (*found.get(row["printer"], ()), row["number"])
    return found


def owed(db: driver.Connection) -> dict[str, dict[str, Any]]:
    """What each printer owes: jobs that wait and that failed, since when, and the newest reason."""
    rows = db.execute(
        "SELECT printer, sum(state <> 'failed') AS waiting, sum(state = 'failed') AS failed, min(at) AS since,"
        " max(error) AS error FROM paper_job WHERE state IN ('waiting', 'sending', 'failed') GROUP BY printer"
    )
    return {row["printer"]: dict(zip(row.keys(), row, strict=True)) for row in rows}


def states(db: driver.Connection) -> dict[str, driver.Row]:
    """What is known of each machine: asked_at, reached_at, printed_at, talks, problem, paper_low."""
    return {row["printer"]: row for row in db.execute("SELECT * FROM printer_state")}


def keep_state(db: driver.Connection, code: str, at: int, said: Answer) -> None:
    """What a machine said of itself, or why it could not be asked. Nothing is kept of one that is on no list."""
    db.execute(
        "INSERT INTO printer_state (printer, asked_at, reached_at, talks, problem, paper_low)"
        " SELECT code, ?2, CASE WHEN ?6 THEN ?2 END, ?3, ?4, ?5 FROM printer WHERE code = ?1"
        " ON CONFLICT (printer) DO UPDATE SET asked_at = ?2, talks = ?3, problem = ?4, paper_low = ?5,"
        " reached_at = CASE WHEN ?6 THEN ?2 ELSE reached_at END",
        (code, at, said.talks, said.problem, said.paper_low, said.reached),
    )


def is_news(db: driver.Connection, code: str, at: int, said: Answer) -> bool:
    """Whether a state says anything that isn't known yet."""
    row = db.execute("SELECT * FROM printer_state WHERE printer = ?", (code,)).fetchone()
    if row is None or not 0 <= at - row["asked_at"] < STATE_MS:
        return True
    reached = row["reached_at"] is not None and row["reached_at"] >= row["asked_at"]
    return (row["talks"], row["problem"], row["paper_low"], reached) != (
        said.talks,
        said.problem,
        said.paper_low,
        said.reached,
    )


def printed(db: driver.Connection, code: str, at: int) -> None:
    """A paper came out of it."""
    db.execute(
        "INSERT INTO printer_state (printer, asked_at, reached_at, printed_at)"
        " SELECT code, ?2, ?2, ?2 FROM printer WHERE code = ?1"
        " ON CONFLICT (printer) DO UPDATE SET printed_at = ?2",
        (code, at),
    )
