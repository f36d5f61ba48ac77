"""An administrator's own statement, run where it can change nothing."""

from __future__ import annotations

from typing import Any

from counter.store import driver


def ask(db: driver.Connection, statement: str, most: int) -> tuple[list[str], list[dict[str, Any]]]:
    """The columns' names and at most so many rows of one statement. From then on the connection only reads.

    Raises driver.Error or driver.Warning for what is no single reading statement.
    """
    db.execute("PRAGMA query_only = ON")
    cursor = db.execute(statement)
    names = [column[0] for column in cursor.description or ()]
    return names, [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(most)]
