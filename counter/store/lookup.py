"""Looking people and cases up: by any part they have in a case, by any number or a piece of one, by telephone."""

from __future__ import annotations

from counter.store import driver
from counter.store.readings import lay

PARTS = ("person", "agent", "guardian", "representative")
"""The columns of a case that name somebody, in the order in which one who has several is named."""

_PART = "CASE ?1 WHEN c.person THEN 'person' WHEN c.agent THEN 'agent' WHEN c.guardian THEN 'guardian' ELSE"
_PART += " 'representative' END AS part"
_OF = "(c.person = ?1 OR c.agent = ?1 OR c.guardian = ?1 OR c.representative = ?1)"


def people(db: driver.Connection, name: str, number: str, limit: int) -> list[driver.Row]:
    """By name, any reading, initials, a number's beginning or end, a telephone number or its end; exact hits first.

    `name` is a search key, `number` as numbers are kept (empty where it can be none).
    """
    read = lay(db, name).format(name="name_key")
    digits = number if number.isdigit() and len(number) >= 4 else ""
    return db.execute(
        "SELECT * FROM person WHERE merged_into IS NULL AND ((:name <> '' AND (instr(name_key, :name) > 0"
        f" OR instr(pinyin, :name) = 1 OR initials = :name{read}))"
        " OR (length(:number) >= 4 AND (id_number = :number OR substr(id_number, 1, length(:number)) = :number"
        " OR substr(id_number, -length(:number)) = :number))"
        " OR (:digits <> '' AND phone <> '' AND substr(phone, -length(:digits)) = :digits))"
        " ORDER BY id_number <> :number, phone <> :digits, name_key <> :name, length(name_key), id LIMIT :limit",
        {
            "name": name,
            "number": number,
            "digits": digits,
            "limit": limit,
        },
    ).fetchall()


def cases_of(db: driver.Connection, person: int, limit: int) -> list[driver.Row]:
    """The cases in which somebody has a part, newest first, with the part."""
    return db.execute(
        f"SELECT c.*, {_PART} FROM case_file c WHERE {_OF} ORDER BY c.id DESC LIMIT ?2", (person, limit)
    ).fetchall()


def tickets_of(db: driver.Connection, person: int, limit: int) -> list[driver.Row]:
    """The tickets with which somebody's cases were brought, newest first."""
    return db.execute(
        "SELECT DISTINCT t.id, t.letter, t.number, t.business_date, t.matter, t.state FROM case_file c"
        f" JOIN ticket t ON t.id = c.ticket WHERE {_OF} ORDER BY t.id DESC LIMIT ?2",
        (person, limit),
    ).fetchall()


def papers_of(db: driver.Connection, person: int, limit: int) -> list[driver.Row]:
    """The pictures of papers that the hall holds from an applicant's cases, newest first."""
    return db.execute(
        "SELECT d.name AS document, max(a.at) AS at, c.receipt_number, c.id AS case_id FROM attachment a"
        " JOIN case_file c ON c.id = a.case_id JOIN document d ON d.code = a.document"
        " WHERE c.person = ? AND a.removed_at IS NULL GROUP BY a.document, a.sha256 ORDER BY at DESC LIMIT ?",
        (person, limit),
    ).fetchall()


def numbered_today(db: driver.Connection, day: str, number: str) -> list[driver.Row]:
    """The cases received on a day whose number of the day ends so."""
    return db.execute(
        "SELECT * FROM case_file WHERE received_on = ? AND CAST(substr(receipt_number, instr(receipt_number, '-') + 1)"
        " AS INTEGER) = CAST(? AS INTEGER) ORDER BY id LIMIT 20",
        (day, number),
    ).fetchall()


def ending(db: driver.Connection, piece: str, limit: int) -> list[driver.Row]:
    """The cases whose receipt or acceptance number ends with a piece of one, newest first."""
    return db.execute(
        "SELECT * FROM case_file WHERE substr(receipt_number, -length(:piece)) = :piece"
        " OR substr(acceptance_number, -length(:piece)) = :piece ORDER BY id DESC LIMIT :limit",
        {"piece": piece, "limit": limit},
    ).fetchall()


def of_paper(db: driver.Connection, number: str) -> list[driver.Row]:
    """The case that a paper was written for."""
    return db.execute(
        "SELECT c.* FROM paper p JOIN case_file c ON c.id = p.case_id WHERE p.number = ?", (number,)
    ).fetchall()


def tickets_numbered(db: driver.Connection, day: str, number: str) -> list[driver.Row]:
    """The tickets of a day with a number, of every queue."""
    return db.execute(
        "SELECT id, letter, number FROM ticket WHERE business_date = ? AND number = CAST(? AS INTEGER) ORDER BY letter",
        (day, number),
    ).fetchall()


def cases_today(db: driver.Connection, day: str, since: int, limit: int) -> list[driver.Row]:
    """The cases opened or received on a day, newest first."""
    return db.execute(
        "SELECT * FROM case_file WHERE received_on = ? OR opened_at >= ? ORDER BY id DESC LIMIT ?", (day, since, limit)
    ).fetchall()


def cases_by(db: driver.Connection, staff: str, limit: int) -> list[driver.Row]:
    """The cases that somebody opened, newest first."""
    return db.execute("SELECT * FROM case_file WHERE opened_by = ? ORDER BY id DESC LIMIT ?", (staff, limit)).fetchall()


def drafts(db: driver.Connection, limit: int) -> list[driver.Row]:
    """The drafts that wait to be gone on with, newest first."""
    return db.execute("SELECT * FROM case_file WHERE state = 'draft' ORDER BY id DESC LIMIT ?", (limit,)).fetchall()


def at_desk(db: driver.Connection, desk: str, name: str, number: str, limit: int) -> list[driver.Row]:
    """A desk's own approvals, ended ones too, whose case, applicant or item is meant; undecided ones first.

    `number` in capitals: a receipt or acceptance number or a piece of it, an ID number's end, a telephone's end.
    """
    read = lay(db, name).format(name="p.name_key")
    return db.execute(
        "SELECT a.id, a.case_id, c.person FROM approval a JOIN case_file c ON c.id = a.case_id"
        " JOIN item i ON i.code = a.item AND i.version = a.item_version LEFT JOIN person p ON p.id = c.person"
        " WHERE a.desk = :desk AND ((:name <> '' AND (instr(p.name_key, :name) > 0 OR instr(p.pinyin, :name) = 1"
        f" OR p.initials = :name OR instr(i.name, :name) > 0{read}))"
        " OR (length(:number) >= 3 AND (instr(c.receipt_number, :number) > 0 OR instr(c.acceptance_number, :number) > 0"
        " OR substr(p.id_number, -length(:number)) = :number OR (length(:number) >= 4 AND"
        " substr(p.phone, -length(:number)) = :number))) OR 'A-' || a.id = :number)"
        " ORDER BY a.state IN ('decided', 'withdrawn'), a.promised_on IS NULL, a.promised_on, a.id DESC LIMIT :limit",
        {
            "desk": desk,
            "name": name,
            "number": number,
            "limit": limit,
        },
    ).fetchall()
