"""Who is told of a case, and the messages on their way to them."""

from __future__ import annotations

from dataclasses import dataclass

from counter.store import driver

_OPEN_ROUND = "EXISTS (SELECT 1 FROM supplement_round r WHERE r.case_id = c.id AND r.state = 'asked')"
_DECIDED_PART = (
    "EXISTS (SELECT 1 FROM approval a WHERE a.case_id = c.id AND a.state = 'decided' AND a.delivered_on IS NULL)"
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A subscription, what was told last, and how its case stands now."""

    id: int
    case_id: int
    told: str
    state: str
    asked: bool
    ready: bool


def moved(db: driver.Connection, case_id: int | None = None) -> list[Moved]:
    """Open subscriptions (of one case, or of all) with how their cases stand."""
    rows = db.execute(
        f"SELECT s.id, s.case_id, s.told, c.state, {_OPEN_ROUND} AS asked, {_DECIDED_PART} AS ready"
        " FROM subscription s JOIN case_file c ON c.id = s.case_id"
        " WHERE s.ended IS NULL AND ? IN (-1, s.case_id) ORDER BY s.id",
        (-1 if case_id is None else case_id,),
    )
    return [
        Moved(row["id"], row["case_id"], row["told"], row["state"], bool(row["asked"]), bool(row["ready"]))
        for row in rows
    ]


def add(
    db: driver.Connection,
    case_id: int,
    channel: str,
    address: str,
    *,
    language: str,
    code: str,
    by: str,
    now: int,
) -> int:
    """A new subscription; its id."""
    row = db.execute(
        "INSERT INTO subscription (case_id, channel, address, language, stop_code, told, begun_by, begun_at)"
        " VALUES (?,?,?,?,?,'',?,?) RETURNING id",
        (case_id, channel, address, language, code, by, now),
    ).fetchone()
    assert row is not None
    return int(row["id"])


def of_case(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """Open subscriptions of a case, oldest first."""
    return db.execute(
        "SELECT * FROM subscription WHERE case_id = ? AND ended IS NULL ORDER BY id", (case_id,)
    ).fetchall()


def by_code(db: driver.Connection, code: str) -> driver.Row | None:
    """The subscription that a code ends."""
    return db.execute("SELECT * FROM subscription WHERE stop_code = ?", (code,)).fetchone()


def end(db: driver.Connection, id: int, why: str, now: int) -> None:
    """Messages come no more; one that was not sent yet is not sent, and the address is forgotten."""
    db.execute(
        "UPDATE posted SET state = 'overtaken', settled_at = ? WHERE subscription = ? AND state = 'waiting'", (now, id)
    )
    db.execute("UPDATE subscription SET ended = ?, ended_at = ? WHERE id = ? AND ended IS NULL", (why, now, id))
    forget(db, id)


def forget(db: driver.Connection, id: int) -> None:
    """The address of an ended subscription goes as soon as nothing is on its way to it."""
    db.execute(
        "UPDATE subscription SET address = '' WHERE id = ? AND ended IS NOT NULL AND address <> '' AND NOT EXISTS"
        " (SELECT 1 FROM posted WHERE subscription = ? AND state IN ('waiting', 'trying'))",
        (id, id),
    )


def post(db: driver.Connection, subscription: int, told: str, standing: str, now: int, last: bool = False) -> bool:
    """A message to be sent, in the place of one that wasn't sent yet; False while one is in the command's hands."""
    if db.execute("SELECT 1 FROM posted WHERE subscription = ? AND state = 'trying'", (subscription,)).fetchone():
        return False
    db.execute(
        "UPDATE posted SET state = 'overtaken', settled_at = ? WHERE subscription = ? AND state = 'waiting'",
        (now, subscription),
    )
    db.execute("INSERT INTO posted (subscription, told, at, next_at) VALUES (?,?,?,?)", (subscription, told, now, now))
    db.execute("UPDATE subscription SET told = ? WHERE id = ?", (standing, subscription))
    if last:
        db.execute("UPDATE subscription SET ended = 'case', ended_at = ? WHERE id = ?", (now, subscription))
    return True


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is to be sent now."""

    id: int
    channel: str
    address: str
    language: str
    told: str
    stop_code: str
    number: str
    tries: int


_DUE = (
    "SELECT p.id, s.channel, s.address, s.language, p.told, s.stop_code,"
    " coalesce(c.acceptance_number, c.receipt_number, ''), p.tries"
    " FROM posted p JOIN subscription s ON s.id = p.subscription JOIN case_file c ON c.id = s.case_id"
)


def due(db: driver.Connection, now: int, channels: tuple[str, ...], most: int) -> list[Due]:
    """Messages whose time has come, oldest first."""
    marks = ", ".join("?" * len(channels))
    rows = db.execute(
        f"{_DUE} WHERE p.state = 'waiting' AND p.next_at <= ? AND s.channel IN ({marks})"
        " ORDER BY p.next_at, p.id LIMIT ?",
        (now, *channels, most),
    )
    return [Due(*row) for row in rows]


def take(db: driver.Connection, id: int) -> Due | None:
    """A message into the command's hands; None where it isn't waiting any more."""
    if not db.execute(
        "UPDATE posted SET state = 'trying', tries = tries + 1 WHERE id = ? AND state = 'waiting'", (id,)
    ).rowcount:
        return None
    row = db.execute(f"{_DUE} WHERE p.id = ?", (id,)).fetchone()
    return Due(*row) if row is not None else None


def settle(db: driver.Connection, id: int, state: str, fault: str, now: int) -> int | None:
    """A message out of the command's hands; its subscription, None where it was in nobody's."""
    row = db.execute(
        "UPDATE posted SET state = ?, fault = ?, settled_at = ? WHERE id = ? AND state = 'trying'"
        " RETURNING subscription",
        (state, fault, now, id),
    ).fetchone()
    if row is None:
        return None
    forget(db, row["subscription"])
    return int(row["subscription"])


def again(db: driver.Connection, id: int, at: int, fault: str) -> bool:
    """A message that couldn't be sent waits for its next try."""
    return bool(
        db.execute(
            "UPDATE posted SET state = 'waiting', next_at = ?, fault = ? WHERE id = ? AND state = 'trying'",
            (at, fault, id),
        ).rowcount
    )


def tries(db: driver.Connection, id: int) -> int:
    """How often a message was tried."""
    return driver.number(db.execute("SELECT tries FROM posted WHERE id = ?", (id,)))


def in_hand(db: driver.Connection) -> list[int]:
    """Messages that a command has in its hands, or had when the machine stopped."""
    return [row["id"] for row in db.execute("SELECT id FROM posted WHERE state = 'trying' ORDER BY id")]


@dataclass(frozen=True, slots=True)
class Lag:
    """How many messages wait and since when; how many failed since a moment, and why the last one did."""

    waiting: int
    since: int | None
    failed: int
    fault: str


def lag(db: driver.Connection, since: int) -> Lag:
    """How the messages go."""
    waiting = db.execute("SELECT count(*), min(at) FROM posted WHERE state IN ('waiting', 'trying')").fetchone()
    failed = db.execute(
        "SELECT count(*), max(settled_at) FROM posted WHERE state IN ('failed', 'lost') AND settled_at >= ?", (since,)
    ).fetchone()
    last = db.execute(
        "SELECT fault FROM posted WHERE fault <> '' AND (settled_at >= ? OR settled_at IS NULL)"
        " ORDER BY coalesce(settled_at, next_at) DESC, id DESC LIMIT 1",
        (since,),
    ).fetchone()
    assert waiting is not None and failed is not None
    return Lag(waiting[0], waiting[1], failed[0], last["fault"] if last is not None else "")
