"""Millions of rows in a minute or two: what a table keeps beside its rows is made once, at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from counter.store import driver


@contextmanager
def unindexed(db: driver.Connection, *tables: str) -> Iterator[None]:
    """Indexes and triggers of some tables are away meanwhile, and made anew from the very words of the schema; foreign
    keys are not followed and nothing waits for the disk.
    """
    marks = ", ".join("?" * len(tables))
    kept = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        f" AND tbl_name IN ({marks}) ORDER BY rowid",
        tables,
    ).fetchall()
    quick = {"foreign_keys": 0, "synchronous": 0, "cache_size": -400_000}
    before = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in quick}
    for row in kept:
        db.execute(f"DROP {row['type']} {row['name']}")
    for name, value in quick.items():
        db.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        for row in kept:
            db.execute(row["sql"])
        for name, value in before.items():
            db.execute(f"PRAGMA {name} = {value}")
