"""Ratings (好差评): one per case, one per visit, and the task that a bad one opens."""

from __future__ import annotations

from dataclasses import dataclass

from counter.store import driver


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating. Levels 5 (very satisfied) to 1; 1 and 2 are bad and carry two dates."""

    id: int
    case_id: int | None
    ticket: int | None
    level: int
    words: str
    named: bool
    business_date: str
    origin: str
    answer_by: str | None
    answered_on: str | None
    put_right_by: str | None
    put_right_on: str | None
    answer: str
    appeal: str


_COLUMNS = (
    "id, case_id, ticket, level, words, named, business_date, origin, answer_by, answered_on, put_right_by,"
    " put_right_on, answer, appeal"
)


def _rating(row: driver.Row) -> Rating:
    values = list(row)
    values[5] = bool(values[5])
    return Rating(*values)


def add(
    db: driver.Connection,
    *,
    case_id: int | None,
    ticket: int | None,
    level: int,
    words: str,
    named: bool,
    at: int,
    business_date: str,
    origin: str,
    answer_by: str | None,
    put_right_by: str | None,
) -> int:
    """Keep a rating; the schema refuses a second one for the same case or visit (driver.IntegrityError)."""
    return driver.number(
        db.execute(
            "INSERT INTO rating (case_id, ticket, level, words, named, at, business_date, origin, answer_by,"
            " put_right_by) VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id",
            (case_id, ticket, level, words, int(named), at, business_date, origin, answer_by, put_right_by),
        )
    )


def of_case(db: driver.Connection, case_id: int) -> Rating | None:
    """The rating of a case."""
    row = db.execute(f"SELECT {_COLUMNS} FROM rating WHERE case_id = ?", (case_id,)).fetchone()
    return _rating(row) if row else None


def of_ticket(db: driver.Connection, ticket: int) -> Rating | None:
    """The rating of a visit."""
    row = db.execute(f"SELECT {_COLUMNS} FROM rating WHERE ticket = ?", (ticket,)).fetchone()
    return _rating(row) if row else None


def get(db: driver.Connection, id: int) -> Rating | None:
    """One rating."""
    row = db.execute(f"SELECT {_COLUMNS} FROM rating WHERE id = ?", (id,)).fetchone()
    return _rating(row) if row else None


def bad_and_open(db: driver.Connection) -> list[Rating]:
    """Bad ratings that were not put right yet, the most urgent first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM rating WHERE level <= 2 AND put_right_on IS NULL"
        " ORDER BY CASE WHEN answered_on IS NULL AND named = 1 THEN answer_by ELSE put_right_by END, id"
    )
    return [_rating(row) for row in rows]


def bad_moments(db: driver.Connection) -> list[driver.Row]:
    """When each bad rating that was not put right yet came in, and its two days."""
    return db.execute(
        "SELECT id, at, answered_on, named, answer_by, put_right_by FROM rating WHERE level <= 2"
        " AND put_right_on IS NULL ORDER BY id"
    ).fetchall()


def set_days(db: driver.Connection, id: int, answer_by: str, put_right_by: str) -> None:
    """The two days of a bad rating, counted anew."""
    db.execute("UPDATE rating SET answer_by = ?, put_right_by = ? WHERE id = ?", (answer_by, put_right_by, id))


def bad_and_done(db: driver.Connection, limit: int) -> list[Rating]:
    """Bad ratings that were put right, the newest first."""
    rows = (
        db.execute(
            f"SELECT {_COLUMNS} FROM rating WHERE level <= 2 AND put_right_on IS NOT NULL"
            " ORDER BY put_right_on DESC, id DESC LIMIT ?",
            (limit,),
        )
        if limit
        else ()
    )
    return [_rating(row) for row in rows]


def served(db: driver.Connection, one: Rating) -> tuple[int | None, str]:
    """At which window and by whom somebody who rated was served: the visit's last service, else where the case was
    taken in.
    """
    row = None
    if one.ticket is not None:
        row = db.execute(
            "SELECT p.front_window, s.name FROM ticket_period p LEFT JOIN staff s ON s.code = p.staff"
            " WHERE p.ticket = ? AND p.kind IN ('called', 'serving')"
            " ORDER BY p.kind = 'serving' DESC, p.id DESC LIMIT 1",
            (one.ticket,),
        ).fetchone()
    if row is None and one.case_id is not None:
        row = db.execute(
            "SELECT c.front_window, s.name FROM case_file c LEFT JOIN staff s ON s.code = c.opened_by WHERE c.id = ?",
            (one.case_id,),
        ).fetchone()
    return (row["front_window"], row["name"] or "") if row else (None, "")


def late(db: driver.Connection, today: str) -> list[int]:
    """Bad ratings whose running clock is over."""
    return [
        row["id"]
        for row in db.execute(
            "SELECT id FROM rating WHERE level <= 2 AND put_right_on IS NULL AND CASE WHEN answered_on IS NULL"
            " AND named = 1 THEN answer_by ELSE put_right_by END < ? ORDER BY id",
            (today,),
        )
    ]


def note(db: driver.Connection, id: int, notes: str) -> None:
    """The steps so far, as JSON."""
    db.execute("UPDATE rating SET answer = ? WHERE id = ?", (notes, id))


def answered(db: driver.Connection, id: int, day: str) -> None:
    """Somebody got in touch."""
    db.execute("UPDATE rating SET answered_on = ? WHERE id = ?", (day, id))


def put_right(db: driver.Connection, id: int, day: str) -> None:
    """It was put right."""
    db.execute(
        "UPDATE rating SET put_right_on = ?, answered_on = coalesce(answered_on, ?) WHERE id = ?", (day, day, id)
    )


def appeal(db: driver.Connection, id: int, words: str) -> None:
    """Staff hold the rating to be mistaken."""
    db.execute("UPDATE rating SET appeal = ? WHERE id = ?", (words, id))


def levels(db: driver.Connection, first: str, last: str) -> dict[int, int]:
    """How many of each level between two business dates."""
    return {
        row["level"]: row["n"]
        for row in db.execute(
            "SELECT level, count(*) AS n FROM rating WHERE business_date BETWEEN ? AND ? GROUP BY level", (first, last)
        )
    }
