"""How matters end by the law's rarer turns: false material, bars, successions, revocations."""

from __future__ import annotations

from collections.abc import Collection

from counter.store import applicants, driver


def add_untruth(
    db: driver.Connection,
    case_id: int,
    approval: int | None,
    facts: str,
    statement: str,
    decided_by: str,
    *,
    day: str,
    at: int,
    staff: str,
) -> None:
    """What an applicant hid or gave falsely, and what they said to it."""
    db.execute(
        "INSERT INTO untruth (case_id, approval, facts, statement, decided_by, business_date, at, staff)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (case_id, approval, facts, statement, decided_by, day, at, staff),
    )


def add_bar(
    db: driver.Connection,
    person: int,
    item: str,
    article: str,
    case_id: int,
    approval: int | None,
    *,
    since: str,
    until: str,
    at: int,
    staff: str,
) -> None:
    """Until when somebody may not apply for an item again."""
    db.execute(
        "INSERT INTO bar (person, item, article, case_id, approval, since, until, at, staff)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        (person, item, article, case_id, approval, since, until, at, staff),
    )


_BAR = (
    "SELECT b.*, c.receipt_number, (SELECT i.name FROM item i WHERE i.code = b.item ORDER BY i.version DESC LIMIT 1)"
    " AS item_name FROM bar b JOIN case_file c ON c.id = b.case_id WHERE b.lifted_on IS NULL"
)


def bars(db: driver.Connection, person: int, items: Collection[str], day: str, *, but: int = 0) -> list[driver.Row]:
    """Bars that stood on a day against somebody (under whichever of their merged rows) applying for one of these items;
    those of the case `but` itself left out.
    """
    marks = ",".join("?" * len(items))
    rows = db.execute(
        f"{_BAR} AND b.item IN ({marks}) AND b.until >= ? AND b.since <= ? AND b.case_id <> ? ORDER BY b.until, b.id",
        (*items, day, day, but),
    ).fetchall()
    if not rows:
        return []
    who = applicants.living(db, person)["id"]
    return [row for row in rows if applicants.living(db, row["person"])["id"] == who]


def bars_of(db: driver.Connection, person: int, day: str) -> list[driver.Row]:
    """All that stand against somebody."""
    rows = db.execute(f"{_BAR} AND b.until >= ? ORDER BY b.until, b.id", (day,)).fetchall()
    who = applicants.living(db, person)["id"]
    return [row for row in rows if applicants.living(db, row["person"])["id"] == who]


def bar(db: driver.Connection, number: int) -> driver.Row | None:
    """A bar that stands."""
    row: driver.Row | None = db.execute(f"{_BAR} AND b.id = ?", (number,)).fetchone()
    return row


def lift(db: driver.Connection, number: int, day: str, staff: str, reason: str) -> None:
    """A bar stands no more."""
    db.execute(
        "UPDATE bar SET lifted_on = ?, lifted_by = ?, lift_reason = ? WHERE id = ?", (day, staff, reason, number)
    )


def take_back(db: driver.Connection, approval: int, day: str, staff: str, reason: str) -> None:
    """The decision on an approval was taken back: what was found untrue in it and its bars go with it."""
    db.execute("UPDATE untruth SET taken_back_on = ? WHERE approval = ? AND taken_back_on IS NULL", (day, approval))
    db.execute(
        "UPDATE bar SET lifted_on = ?, lifted_by = ?, lift_reason = ? WHERE approval = ? AND lifted_on IS NULL",
        (day, staff, reason, approval),
    )


def add_succession(
    db: driver.Connection,
    case_id: int,
    how: str,
    happened_on: str,
    proof: str,
    before: int,
    after: int | None,
    *,
    at: int,
    day: str,
    staff: str,
) -> None:
    """An applicant has died, merged, divided or been dissolved; who goes on in their place, if anybody."""
    db.execute(
        "INSERT INTO succession (case_id, how, happened_on, proof, before, after, at, business_date, staff)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        (case_id, how, happened_on, proof, before, after, at, day, staff),
    )


def add_deregistration(
    db: driver.Connection,
    approval: int,
    ground: str,
    reason: str,
    statement: str,
    officer: str,
    second: str,
    *,
    day: str,
    at: int,
) -> None:
    """The registration of a served permit has ended; the schema allows it once."""
    db.execute(
        "INSERT INTO deregistration (approval, ground, reason, statement, officer, second_officer, business_date, at)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (approval, ground, reason, statement, officer, second, day, at),
    )


def deregistration(db: driver.Connection, approval: int) -> driver.Row | None:
    """How the registration of a served permit ended, if it did."""
    row: driver.Row | None = db.execute("SELECT * FROM deregistration WHERE approval = ?", (approval,)).fetchone()
    return row


def add_revocation(
    db: driver.Connection,
    approval: int,
    ground: str,
    reason: str,
    statement: str,
    officer: str,
    second: str,
    *,
    day: str,
    at: int,
) -> None:
    """A served permit is revoked; the schema allows it once."""
    db.execute(
        "INSERT INTO revocation (approval, ground, reason, statement, officer, second_officer, business_date, at)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (approval, ground, reason, statement, officer, second, day, at),
    )


def revocation(db: driver.Connection, approval: int) -> driver.Row | None:
    """How a served permit was revoked, if it was."""
    row: driver.Row | None = db.execute("SELECT * FROM revocation WHERE approval = ?", (approval,)).fetchone()
    return row
