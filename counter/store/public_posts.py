"""Linked services and posts in public.db."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from counter.store import driver, listing
from counter.store.public import ask
from counter.store.search import Index, Shelf


@dataclass(frozen=True, slots=True)
class Posted:
    """A post as the public may see it: its number, kind (a code), first day, and its other facts."""

    number: int
    kind: str
    from_on: str
    facts: dict[str, Any]


def put_links(db: driver.Connection, links: Iterable[tuple[int, str, str, str, str, str, dict[str, Any]]]) -> None:
    """All linked services anew, in their order: (number, category, name, pinyin, initials, other words, facts)."""
    db.execute("DELETE FROM link")
    db.executemany(
        "INSERT INTO link (rank, id, category, name, pinyin, initials, extra, facts) VALUES (?,?,?,?,?,?,?,?)",
        ((rank, *head, listing.write(facts)) for rank, (*head, facts) in enumerate(links)),
    )


def put_posts(db: driver.Connection, posts: Iterable[Posted]) -> None:
    """All posts anew."""
    db.execute("DELETE FROM post")
    db.executemany(
        "INSERT INTO post (id, kind, from_on, facts) VALUES (?,?,?,?)",
        ((one.number, one.kind, one.from_on, listing.write(one.facts)) for one in posts),
    )


def links(db: driver.Connection, words: str = "") -> list[tuple[str, dict[str, Any]]]:
    """(category, facts) of the linked services, in their order; of those that are meant by words, the best first."""
    rows = ask(db, "SELECT id, category, name, pinyin, initials, extra, facts FROM link ORDER BY rank").fetchall()
    found = {str(row["id"]): (row["category"], listing.read(row["facts"])) for row in rows}
    if not words.strip():
        return list(found.values())
    shelf = Shelf(
        "link",
        ask(
            db,
            "SELECT CAST(id AS TEXT) AS code, name, pinyin, initials, category || ' ' || extra AS extra,"
            " category AS detail FROM link ORDER BY rank",
        ).fetchall(),
    )
    return [found[hit.code] for hit in Index([shelf], {}).find(words, (), len(rows) + 1) if hit.code in found]


def link(db: driver.Connection, code: str) -> dict[str, Any] | None:
    """The facts of one linked service by its number."""
    row = ask(db, "SELECT facts FROM link WHERE CAST(id AS TEXT) = ?", (code,)).fetchone()
    return listing.read(row["facts"]) if row else None


def has_links(db: driver.Connection) -> bool:
    """Whether there are any."""
    return ask(db, "SELECT 1 FROM link LIMIT 1").fetchone() is not None


def posts(db: driver.Connection, kind: str = "") -> list[Posted]:
    """Posts that have begun, the newest first (`kind`: of one kind)."""
    return [
        Posted(row["id"], row["kind"], row["from_on"], listing.read(row["facts"]))
        for row in ask(
            db,
            "SELECT id, kind, from_on, facts FROM post WHERE ? IN ('', kind) ORDER BY from_on DESC, id DESC",
            (kind,),
        )
    ]


def post(db: driver.Connection, number: int) -> Posted | None:
    """One post."""
    row = ask(db, "SELECT id, kind, from_on, facts FROM post WHERE id = ?", (number,)).fetchone()
    return Posted(row["id"], row["kind"], row["from_on"], listing.read(row["facts"])) if row else None
