"""Public sites and services elsewhere that the hall can name."""

from __future__ import annotations

from counter.store import driver

_COLUMNS = "id, name, address, category, gist"


def put(db: driver.Connection, name: str, address: str, category: str, gist: str) -> None:
    """A public site or service elsewhere; one with the same address is replaced."""
    from counter.store.spelling import spell

    db.execute(
        "INSERT INTO link (name, address, category, gist, pinyin, initials) VALUES (?,?,?,?,?,?)"
        " ON CONFLICT (address) DO UPDATE SET name = excluded.name, category = excluded.category, gist = excluded.gist,"
        " pinyin = excluded.pinyin, initials = excluded.initials",
        (name, address, category, gist, *spell(f"{name} {gist}")),
    )


def of_category(db: driver.Connection, category: str | None) -> list[driver.Row]:
    """The places of a category (None: of all), as rows of (id, name, address, category, gist)."""
    return db.execute(
        f"SELECT {_COLUMNS} FROM link WHERE ?1 IS NULL OR category = ?1 ORDER BY category, id", (category,)
    ).fetchall()


def get(db: driver.Connection, id: int) -> driver.Row | None:
    """One place as (id, name, address, category, gist)."""
    return db.execute(f"SELECT {_COLUMNS} FROM link WHERE id = ?", (id,)).fetchone()
