"""An import's rows, laid out in the connection's own temporary tables before the write lock is asked for.

Whatever takes long (spelling, JSON, binding tens of thousands of values) happens here while other windows go on
writing. Then a few statements move everything in one transaction: all or nothing, and nobody waits longer than the
copying takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from counter.rules.guide import Item
from counter.rules.mapping import Paper
from counter.store import driver
from counter.store.catalogue import compact
from counter.store.catalogue_writing import write_need
from counter.store.spelling import spell

_TABLES = {
    "staged_stamp": "token",
    "staged_document": "code, name, standard_code, pinyin, initials",
    "staged_item": "code, version, department, name, kind, type, legal_days, promised_days, desk_days, pinyin, "
    "initials, guide, source",
    "staged_need": "item, version, position, document, need",
    "staged_basis": "item, version, law, number, article, gist, pinyin, initials",
}


def stage(db: driver.Connection, token: str, papers: Iterable[Paper], items: Iterable[tuple[Item, Any]]) -> None:
    """Lay out papers and items (each with what is kept of its source); what was laid out before is forgotten."""
    for table, columns in _TABLES.items():
        db.execute(f"DROP TABLE IF EXISTS temp.{table}")
        db.execute(f"CREATE TEMP TABLE {table} ({columns})")
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
    rows["staged_stamp"].append((token,))
    rows["staged_document"] += [
        (paper.code, paper.name, paper.standard, *spell(paper.name))
        for paper in sorted(papers, key=lambda paper: paper.code)
    ]
    for item, source in sorted(
        items, key=lambda each: each[0].code
    ):  # in the order of the tables' keys they go in fastest
        rows["staged_item"].append(
            (
                item.code,
                item.version,
                item.department,
                item.name,
                item.kind,
                item.type,
                item.legal_days,
                item.promised_days,
                item.desk_days,
                *spell(item.name),
                compact(dict(item.guide)),
                None if source is None else compact(source),
            )
        )
        rows["staged_need"] += [
            (item.code, item.version, n, need.document, compact(write_need(need)))
            for n, need in enumerate(item.needs, 1)
        ]
        for basis in item.guide.get("basis", ()):
            key = (basis["law"], basis.get("number", ""), basis.get("article", ""))
            rows["staged_basis"].append(
                (item.code, item.version, *key, basis.get("gist", ""), *spell(basis["law"] + basis.get("article", "")))
            )
    for table, columns in _TABLES.items():
        marks = ",".join("?" * len(columns.split(",")))
        db.executemany(f"INSERT INTO temp.{table} VALUES ({marks})", rows[table])


def is_staged(db: driver.Connection, token: str) -> bool:
    """Whether this connection has these rows laid out."""
    known = db.execute("SELECT 1 FROM temp.sqlite_schema WHERE name = 'staged_stamp'").fetchone()
    return (
        known is not None
        and db.execute("SELECT 1 FROM temp.staged_stamp WHERE token = ?", (token,)).fetchone() is not None
    )


def moved_on(db: driver.Connection) -> str | None:
    """The name of an item laid out whose newest version isn't the one before it any more."""
    row = db.execute(
        "SELECT s.name FROM temp.staged_item s"
        " WHERE s.version <> 1 + coalesce((SELECT max(version) FROM item i WHERE i.code = s.code), 0) LIMIT 1"
    ).fetchone()
    return row["name"] if row else None


def move_in(db: driver.Connection, effective_on: str) -> None:
    """Write what is laid out into the catalogue; papers and laws that are known keep their rows."""
    db.execute(
        "INSERT INTO document (code, name, standard_code, pinyin, initials) SELECT code, name, standard_code, pinyin,"
        " initials FROM temp.staged_document WHERE true ON CONFLICT (code) DO NOTHING"
    )
    db.execute(
        "INSERT INTO item (code, version, effective_on, department, name, kind, type, legal_days, promised_days,"
        " desk_days, pinyin, initials, guide, source) SELECT code, version, ?, department, name, kind, type,"
        " legal_days, promised_days, desk_days, pinyin, initials, guide, source FROM temp.staged_item",
        (effective_on,),
    )
    db.execute("INSERT INTO item_document (item, version, position, document, need) SELECT * FROM temp.staged_need")
    db.execute(
        "INSERT INTO basis (law, number, article, gist, pinyin, initials)"
        " SELECT law, number, article, gist, pinyin, initials FROM temp.staged_basis WHERE true ON CONFLICT DO NOTHING"
    )
    db.execute(
        "INSERT OR IGNORE INTO item_basis (item, version, basis) SELECT s.item, s.version, b.id"
        " FROM temp.staged_basis s"
        " CROSS JOIN basis b ON b.law = s.law AND b.number = s.number AND b.article = s.article"
    )
