"""Tickets, their periods and their calls: the statements behind the queue's key presses.

Everything here runs inside the caller's transaction. A claim is one conditional UPDATE ... RETURNING; the schema's
partial unique indexes refuse a second owner even if this room were wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import listed, say, verbatim
from counter.rules.order import Waiting
from counter.rules.ticket import OPEN, State, Ticket, shown
from counter.rules.writing import Writing, tidy
from counter.store import driver

COLUMNS = (
    "id, letter, number, business_date, queue, class, lane, origin, matter, people, arrived_at, ready_at, not_before,"
    " appointment_at, state, front_window, staff, for_window, calls, called_at, since, held_reason, held_until, "
    "reason, unreliable, version"
)
LIVE = "state IN ('waiting', 'called', 'serving', 'held', 'absent', 'away')"
"""Spelt exactly as the partial index `ticket_live` spells it, so that SQLite uses that index."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: its letter, its names, the end of its number range, the minutes that somebody once configured."""

    letter: str
    code: str
    name: str
    last_number: int
    bundles: tuple[str, ...]
    fixed_minutes: int
    closed: bool = False


def _queue(row: driver.Row) -> Queue:
    return Queue(
        row["letter"],
        row["code"],
        row["name"],
        row["last_number"],
        tuple(json.loads(row["bundles"])),
        row["fixed_minutes"],
        row["closed_on"] is not None,
    )


def queues(db: driver.Connection) -> tuple[Queue, ...]:
    """Every queue, by letter, closed ones among them (yesterday's tickets name them)."""
    return tuple(_queue(row) for row in db.execute("SELECT * FROM queue ORDER BY letter"))


def queue(db: driver.Connection, text: str, here: Callable[[], frozenset[str]] | None = None) -> Queue:
    """The queue with this letter or code, or the one (of those `here`, if it matters) that takes this bundle.

    Raises Refusal listing what there is.
    """
    row = db.execute(
        "SELECT * FROM queue WHERE (letter = ? OR code = ?) AND closed_on IS NULL", (text.upper(), text.lower())
    ).fetchone()
    if row is not None:
        return _queue(row)
    letters_here = here() if here is not None else None
    known = tuple(one for one in queues(db) if not one.closed and (letters_here is None or one.letter in letters_here))
    for one in known:
        if text in one.bundles or ("*" in one.bundles and is_bundle(db, text)):
            return one
    raise Refusal(
        "hall.no-queue",
        say("没有队列 {text}", text=verbatim(repr(text[:20]))),
        rule=say("号票按队列发放"),
        next=say(
            "可选队列：{letters}",
            letters=listed(
                say("{letter} {queue}（{code}）", letter=q.letter, queue=q.name, code=q.code) for q in known
            ),
        ),
    )


def is_bundle(db: driver.Connection, code: str) -> bool:
    """Whether a bundle of this code was ever published."""
    return db.execute("SELECT 1 FROM bundle WHERE code = ?", (code,)).fetchone() is not None


def bundles_of(db: driver.Connection, letter: str) -> tuple[str, ...]:
    """What a queue is for: codes of bundles, `*` for all of them; nothing where there is no such queue."""
    row = db.execute("SELECT bundles FROM queue WHERE letter = ?", (letter,)).fetchone()
    return tuple(json.loads(row["bundles"])) if row else ()


def renumbered(db: driver.Connection, ids: Iterable[int]) -> dict[int, str]:
    """For tickets that continue one of an earlier day: its number, by the id of the new one."""
    found = db.execute(
        "SELECT t.id, old.letter, old.number FROM ticket t JOIN ticket old ON old.id = t.continues"
        " WHERE t.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: shown(row["letter"], row["number"]) for row in found}


def bundles_with_a_queue(db: driver.Connection) -> tuple[str, ...]:
    """The bundles that open queues name, each once, by the queues' letters."""
    named = (code for one in queues(db) if not one.closed for code in bundles_of(db, one.letter))
    return tuple(dict.fromkeys(code for code in named if code != "*"))


@lru_cache(maxsize=512)
def letters(text: str) -> frozenset[str]:
    """The letters of a stored JSON list."""
    return frozenset(json.loads(text))


def queues_of(db: driver.Connection, window: int) -> tuple[str, ...]:
    """The letters that a window serves. Raises Refusal for a window that does not exist."""
    row = db.execute("SELECT queues FROM front_window WHERE number = ?", (window,)).fetchone()
    if row is None:
        raise Refusal(
            "staff.no-window",
            say("没有 {window} 号窗口", window=window),
            rule=say("窗口由管理员设置"),
            next=say("请核对窗口号"),
        )
    return tuple(json.loads(row["queues"]))


def ticket(row: driver.Row | tuple[Any, ...]) -> Ticket:
    """A row of COLUMNS as a Ticket."""
    values = list(row)
    values[14] = State(values[14])
    return Ticket(*values)


def get(db: driver.Connection, number: int) -> Ticket:
    """A ticket by its id; it must be there."""
    return ticket(driver.one(db.execute(f"SELECT {COLUMNS} FROM ticket WHERE id = ?", (number,))))


def by_id(db: driver.Connection, number: int) -> Ticket | None:
    """The ticket with this id."""
    row = db.execute(f"SELECT {COLUMNS} FROM ticket WHERE id = ?", (number,)).fetchone()
    return ticket(row) if row else None


def find(db: driver.Connection, business_date: str, text: str | int) -> Ticket:
    """A ticket by id (`7`, `#7`) or by today's shown number (`A001`, also in lower case). Raises Refusal."""
    name = tidy(str(text), Writing.CODE).lstrip("#").upper()
    found = None
    if name.isascii() and name.isdigit() and len(name) < 16:
        found = by_id(db, int(name))
    elif name.isascii() and name and name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").isdigit() and len(name) < 16:
        digits = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        row = db.execute(
            f"SELECT {COLUMNS} FROM ticket WHERE letter = ? AND business_date = ? AND number = ?",
            (name[: -len(digits)], business_date, int(digits)),
        ).fetchone()
        found = ticket(row) if row else None
    if found is None:
        raise Refusal(
            "window.no-ticket-today",
            say("今天没有号票 {ticket}", ticket=verbatim(repr(str(text)[:20]))),
            rule=say("号票以字母加号码表示，例如 A001"),
            next=say("请核对号票，或看队列"),
        )
    return found


def owner(db: driver.Connection, business_date: str, text: str) -> str | None:
    """The staff code that has called or serves a ticket; None when nobody has it."""
    try:
        one = find(db, business_date, text)
    except Refusal:
        return None
    return one.staff if one.state in OPEN else None


def insert(db: driver.Connection, **values: object) -> int:
    """Write a new ticket; `class_` stands for the column `class`. Returns its id."""
    names = [name.rstrip("_") for name in values]
    cursor = db.execute(
        f"INSERT INTO ticket ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", tuple(values.values())
    )
    return cursor.lastrowid


def reserve_number(db: driver.Connection, scope: str, number: int) -> None:
    """A hand-written number is spent: the machine's series goes on after it if it has not passed it already."""
    db.execute(
        "INSERT INTO counter_value (name, scope, value) VALUES ('ticket', ?, ?)"
        " ON CONFLICT (name, scope) DO UPDATE SET value = max(value, excluded.value)",
        (scope, number),
    )


def by_remote_key(db: driver.Connection, key: str, business_date: str) -> Ticket | None:
    """The ticket that this phone or code already has today."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM ticket WHERE remote_key = ? AND business_date = ?", (key, business_date)
    ).fetchone()
    return ticket(row) if row else None


def was_issued(db: driver.Connection, letter: str, business_date: str, number: int) -> bool:
    """Whether a number of a queue was given to anybody that day."""
    row = db.execute(
        "SELECT 1 FROM ticket WHERE letter = ? AND business_date = ? AND number = ?", (letter, business_date, number)
    ).fetchone()
    return row is not None


def free_key(db: driver.Connection, key: str, business_date: str) -> None:
    """The tickets of a day give up what their owner was recognised by."""
    db.execute("UPDATE ticket SET remote_key = NULL WHERE remote_key = ? AND business_date = ?", (key, business_date))


def with_code(db: driver.Connection, code_hash: str) -> driver.Row | None:
    """The letter and number of the ticket that a tracking code belongs to."""
    return db.execute("SELECT letter, number FROM ticket WHERE code_hash = ?", (code_hash,)).fetchone()


def was_transferred(db: driver.Connection, ticket_id: int) -> bool:
    """Whether a ticket ever waited in another queue."""
    row = db.execute("SELECT 1 FROM ticket_period WHERE ticket = ? AND kind = 'transferred'", (ticket_id,)).fetchone()
    return row is not None


def last_number(db: driver.Connection, scope: str) -> int:
    """The last number given of a series (`2026-11-24/A`), 0 before the first."""
    row = db.execute("SELECT value FROM counter_value WHERE name = 'ticket' AND scope = ?", (scope,)).fetchone()
    return row["value"] if row else 0


def next_id(db: driver.Connection) -> int:
    """The id of the next ticket, so that its code can be written with it (inside the write transaction nobody else
    takes it).
    """
    return driver.number(db.execute("SELECT coalesce(max(id), 0) + 1 FROM ticket"))


def heads(
    db: driver.Connection,
    letters: Iterable[str],
    lanes: Iterable[str],
    window: int,
    now: int,
    ready_by: int,
    since: int,
) -> list[Waiting]:
    """The first two callable tickets of every lane of these queues: all that the order needs, however long the queue
    is.

    `since` is the instant at which the business day began: whoever is left from an earlier one is not called, but
    decided about.
    """
    part = (
        "SELECT * FROM (SELECT id, letter, number, queue, lane, ready_at, arrived_at, for_window FROM ticket"
        " WHERE state = 'waiting' AND queue = ? AND lane = ? AND ready_at BETWEEN ? AND ? AND not_before <= ?"
        " AND (for_window IS NULL OR for_window = ?) ORDER BY ready_at, id LIMIT 2)"
    )
    parameters = [p for letter in letters for lane in lanes for p in (letter, lane, since, ready_by, now, window)]
    if not parameters:
        return []
    return [Waiting(*row) for row in db.execute(" UNION ALL ".join([part] * (len(parameters) // 6)), parameters)]


def before(
    db: driver.Connection,
    letters: Iterable[str],
    heads: Mapping[str, int],
    mine: int,
    ticket_id: int,
    since: int,
) -> list[tuple[str, int, int]]:
    """(queue, people on one ticket, tickets) before a rank (instant less head start) and of this day, counted from one
    index.
    """
    letters = tuple(letters)
    head = " ".join(f"WHEN '{lane}' THEN {int(ms)}" for lane, ms in heads.items() if lane.isalnum() and ms)
    rank = f"ready_at - CASE lane {head} ELSE 0 END" if head else "ready_at"
    rows = db.execute(
        f"SELECT queue, people, count(*) FROM ticket WHERE state = 'waiting' AND queue IN "
        f"({', '.join('?' * len(letters))})"
        # at the same instant the smaller id is before
        f" AND ready_at >= ? AND {rank} + (id >= ?) <= ? GROUP BY queue, people",
        (*letters, since, ticket_id, mine),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def claim(
    db: driver.Connection, ticket_id: int, version: int, window: int, staff: str, now: int, reason: str
) -> Ticket | None:
    """Make the window the one owner, if the ticket still is as it was seen; None when somebody was faster.

    Raises driver.IntegrityError when the window has an open ticket already.
    """
    row = db.execute(
        "UPDATE ticket SET state = 'called', front_window = ?, staff = ?, for_window = NULL, calls = calls + 1,"
        " called_at = ?, since = ?, reason = ?, held_reason = '', held_until = NULL, version = version + 1"
        f" WHERE id = ? AND version = ? AND state IN ('waiting', 'held', 'absent', 'away') RETURNING {COLUMNS}",
        (window, staff, now, now, reason, ticket_id, version),
    ).fetchone()
    return ticket(row) if row else None


def change(db: driver.Connection, before: Ticket, **values: object) -> Ticket:
    """Change a ticket that must still be as it was read. Raises Refusal when it is not."""
    names = "".join(f"{name.rstrip('_')} = ?, " for name in values)  # none: to what it was already
    row = db.execute(
        f"UPDATE ticket SET {names}version = version + 1"
        f" WHERE id = ? AND version = ? AND state = ? RETURNING {COLUMNS}",
        (*values.values(), before.id, before.version, before.state),
    ).fetchone()
    if row is None:
        raise Refusal(
            "day.just-changed-elsewhere",
            say("{shown} 刚刚被别处改动", shown=before.shown),
            rule=say("一个号同一时间只归一处"),
            next=say("请看最新的队列再操作"),
        )
    return ticket(row)


def turn_period(
    db: driver.Connection,
    before: Ticket,
    kind: str | None,
    now: int,
    *,
    queue: str,
    window: int | None,
    staff: str | None,
    reason: str = "",
    reliable: bool = True,
) -> tuple[int | None, int | None]:
    """End the open period and begin one of `kind` (None: begin none). Returns the ids (ended, begun).

    A clock that was set back can't make a period end before it began; such a period is marked unreliable.
    """
    ended = db.execute(
        "UPDATE ticket_period SET ended_at = max(started_at, ?), reliable = CASE WHEN ?"
        " AND started_at <= ? THEN reliable ELSE 0 END WHERE ticket = ? AND ended_at IS NULL RETURNING id",
        (now, reliable, now, before.id),
    ).fetchone()
    begun = (
        begin_period(db, before.id, kind, now, queue=queue, window=window, staff=staff, reason=reason) if kind else None
    )
    return (ended[0] if ended else None), begun


def begin_period(
    db: driver.Connection,
    ticket_id: int,
    kind: str,
    now: int,
    *,
    queue: str,
    window: int | None = None,
    staff: str | None = None,
    reason: str = "",
    ended_at: int | None = None,
) -> int:
    """Write a period that begins now (or, entered later, one that is over already). Returns its id."""
    return db.execute(
        "INSERT INTO ticket_period (ticket, kind, queue, front_window, staff, started_at, ended_at, reason)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (ticket_id, kind, queue, window, staff, now, ended_at, reason),
    ).lastrowid


def undo_period(db: driver.Connection, ended: int | None, begun: int | None) -> None:
    """Take the newest period back and let the one before it run on, with its own start."""
    if begun is not None:
        db.execute("DELETE FROM ticket_period WHERE id = ?", (begun,))
    if ended is not None:
        db.execute("UPDATE ticket_period SET ended_at = NULL WHERE id = ?", (ended,))


def periods(db: driver.Connection, ticket_id: int) -> list[driver.Row]:
    """The ticket's history, oldest first."""
    return db.execute("SELECT * FROM ticket_period WHERE ticket = ? ORDER BY started_at, id", (ticket_id,)).fetchall()


def add_call(db: driver.Connection, ticket_id: int, window: int, now: int, again: int) -> int:
    """What the board shows: one line per call."""
    return db.execute(
        "INSERT INTO call (ticket, front_window, at, again) VALUES (?,?,?,?)", (ticket_id, window, now, again)
    ).lastrowid


def take_back_call(db: driver.Connection, call_id: int, now: int) -> None:
    """The call was undone: the board drops it."""
    db.execute("UPDATE call SET taken_back_at = ? WHERE id = ?", (now, call_id))


def open_at(db: driver.Connection, window: int) -> Ticket | None:
    """The ticket that a window has called or serves."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM ticket WHERE front_window = ? AND state IN ('called', 'serving')", (window,)
    ).fetchone()
    return ticket(row) if row else None


def live(db: driver.Connection, letters: Iterable[str] = ()) -> Iterator[Ticket]:
    """Every live ticket of the hall (or of some queues), whatever day it is from."""
    letters = tuple(letters)
    where = f" AND queue IN ({', '.join('?' * len(letters))})" if letters else ""
    for row in db.execute(f"SELECT {COLUMNS} FROM ticket WHERE {LIVE}{where}", letters):
        yield ticket(row)


def shift_at(db: driver.Connection, window: int) -> driver.Row | None:
    """Who stands at a window now: staff, name, state (on, away), since when, last seen."""
    return db.execute(
        "SELECT sh.*, s.name AS staff_name FROM shift sh JOIN staff s ON s.code = sh.staff"
        " WHERE sh.front_window = ? AND sh.ended_at IS NULL",
        (window,),
    ).fetchone()


def open_windows(db: driver.Connection) -> list[driver.Row]:
    """Windows with somebody signed in: number, queues (JSON), state, staff, away_since, seen_at."""
    return db.execute(
        "SELECT w.number, w.name, w.queues, sh.state, sh.staff, sh.away_since, sh.seen_at, sh.process,"
        " s.name AS staff_name FROM shift sh JOIN front_window w ON w.number = sh.front_window"
        " JOIN staff s ON s.code = sh.staff WHERE sh.ended_at IS NULL ORDER BY w.number"
    ).fetchall()


def calls_since(db: driver.Connection, instant: int, limit: int) -> list[driver.Row]:
    """Calls not taken back since an instant, newest first: id, shown number, queue, window, at, again, class.

    A call to a window that the hall no longer has sends nobody anywhere: it is left out.
    """
    return db.execute(
        "SELECT c.id, t.letter, t.number, t.queue, c.front_window, c.at, c.again, t.state, t.id AS ticket,"
        " t.language, t.front_window AS now_at, old.letter AS was_letter, old.number AS was_number FROM call c"
        " JOIN ticket t ON t.id = c.ticket LEFT JOIN ticket old ON old.id = t.continues"
        " WHERE c.at >= ? AND c.taken_back_at IS NULL AND EXISTS (SELECT 1"
        " FROM front_window w WHERE w.number = c.front_window) ORDER BY c.at DESC, c.id DESC LIMIT ?",
        (instant, limit),
    ).fetchall()


def waiting_per_queue(db: driver.Connection, since: int, now: int) -> list[driver.Row]:
    """Letter, name and how many are ready and waiting, per queue, of the day that began at `since`."""
    return db.execute(
        "SELECT q.letter, q.name, (SELECT count(*) FROM ticket t WHERE t.state = 'waiting' AND t.queue = q.letter"
        " AND t.ready_at BETWEEN ? AND ?) AS waiting FROM queue q ORDER BY q.letter",
        (since, now),
    ).fetchall()
