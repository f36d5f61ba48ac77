"""What searches found nothing for, without persons, and the words that this hall's stewards made lead somewhere."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from counter import HOUSE
from counter.rules.missed import MOST_KEPT, NameWords
from counter.store import driver


@dataclass(frozen=True, slots=True)
class Said:
    """Words that lead to one thing in this hall."""

    words: str
    kind: str
    code: str
    since: str
    staff: str


@cache
def name_words() -> NameWords:
    """By what names of people are known."""
    read = tomllib.loads((HOUSE / "data" / "surnames.toml").read_text("utf-8"))
    return NameWords(
        frozenset(read["one"]),
        frozenset(read["two"].split()),
        tuple(read["called"].split()),
        tuple(read["ends"]),
        read["numerals"],
    )


def note(db: driver.Connection, words: str, day: str) -> None:
    """Once more these words found nothing; the rarest and oldest make room."""
    db.execute(
        "INSERT INTO missed_search (words, times, last_on) VALUES (?1, 1, ?2) ON CONFLICT (words)"
        " DO UPDATE SET times = times + 1, last_on = max(last_on, excluded.last_on)",
        (words, day),
    )
    db.execute(
        "DELETE FROM missed_search WHERE words IN (SELECT words FROM missed_search WHERE words <> ?1"
        " ORDER BY times, last_on, words LIMIT max(0, (SELECT count(*) FROM missed_search) - ?2))",
        (words, MOST_KEPT),
    )


def listed(db: driver.Connection, limit: int) -> list[driver.Row]:
    """Words, how often, when last; the most often first."""
    return db.execute(
        "SELECT words, times, last_on FROM missed_search ORDER BY times DESC, last_on DESC, words LIMIT ?", (limit,)
    ).fetchall()


def forget(db: driver.Connection, words: str) -> bool:
    """Drop words from the list; whether they stood there."""
    return db.execute("DELETE FROM missed_search WHERE words = ?", (words,)).rowcount == 1


def say_for(db: driver.Connection, words: str, kind: str, code: str, day: str, staff: str) -> None:
    """From now on the words lead to this thing."""
    db.execute(
        "INSERT INTO hall_synonym (words, kind, code, since, staff) VALUES (?,?,?,?,?)", (words, kind, code, day, staff)
    )


def unsay(db: driver.Connection, words: str) -> bool:
    """The words lead nowhere of their own any more; whether they did."""
    return db.execute("DELETE FROM hall_synonym WHERE words = ?", (words,)).rowcount == 1


def said(db: driver.Connection) -> list[Said]:
    """The hall's own words, the newest first."""
    rows = db.execute("SELECT words, kind, code, since, staff FROM hall_synonym ORDER BY since DESC, words")
    return [Said(row["words"], row["kind"], row["code"], row["since"], row["staff"]) for row in rows.fetchall()]


def known_name(db: driver.Connection, words: str) -> bool:
    """Whether the name of somebody whom the hall knows stands in the words."""
    row = db.execute(
        "SELECT 1 FROM person WHERE length(name_key) >= 2 AND instr(?1, name_key) > 0 UNION ALL"
        " SELECT 1 FROM staff WHERE length(name) >= 2 AND instr(?1, name) > 0 LIMIT 1",
        (words,),
    ).fetchone()
    return row is not None
