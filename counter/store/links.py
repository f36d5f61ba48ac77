"""Public sites and services elsewhere that the hall can name, and what they said when they were checked."""

from __future__ import annotations

from collections.abc import Mapping

from counter.store import driver

_COLUMNS = "id, name, address, category, gist"
_WHOLE = (
    "l.id, l.name, l.address, l.category, l.gist, l.name_en, l.name_hant, l.gist_en, l.retired_on, l.version,"
    " l.pinyin, l.initials, c.checked_on, c.answer, c.detail, coalesce(c.dead_days, 0) AS dead_days, c.dead_since"
)
_WITH_CHECK = f"SELECT {_WHOLE} FROM link l LEFT JOIN link_check c ON c.link = l.id"


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
    """The places of a category (None: of all) that are in force, as rows of (id, name, address, category, gist)."""
    return db.execute(
        f"SELECT {_COLUMNS} FROM link WHERE (?1 IS NULL OR category = ?1) AND retired_on IS NULL ORDER BY category, id",
        (category,),
    ).fetchall()


def get(db: driver.Connection, id: int) -> driver.Row | None:
    """One place that is in force as (id, name, address, category, gist)."""
    return db.execute(f"SELECT {_COLUMNS} FROM link WHERE id = ? AND retired_on IS NULL", (id,)).fetchone()


def whole(db: driver.Connection, id: int) -> driver.Row | None:
    """One link with all that is kept of it, retired or not."""
    return db.execute(f"{_WITH_CHECK} WHERE l.id = ?", (id,)).fetchone()


def at_address(db: driver.Connection, address: str) -> driver.Row | None:
    """The link of an address, retired or not."""
    return db.execute(f"{_WITH_CHECK} WHERE l.address = ?", (address,)).fetchone()


def all_of(db: driver.Connection, retired: bool = False) -> list[driver.Row]:
    """Every link in force (`retired`: those that are not), by category in the order they came."""
    return db.execute(
        f"{_WITH_CHECK} WHERE (l.retired_on IS NOT NULL) = ? ORDER BY l.category, l.id", (retired,)
    ).fetchall()


def add(db: driver.Connection, values: Mapping[str, str]) -> int:
    """A new link of (name, address, category, gist, name_en, name_hant, gist_en); its number."""
    from counter.store.spelling import spell

    return driver.number(
        db.execute(
            "INSERT INTO link (name, address, category, gist, name_en, name_hant, gist_en, pinyin, initials)"
            " VALUES (:name, :address, :category, :gist, :name_en, :name_hant, :gist_en, :pinyin, :initials)"
            " RETURNING id",
            _spelt(values, spell),
        )
    )


def change(db: driver.Connection, id: int, values: Mapping[str, str], moved: bool) -> None:
    """Other values for a link; one that `moved` has not been checked at its new address."""
    from counter.store.spelling import spell

    db.execute(
        "UPDATE link SET name = :name, address = :address, category = :category, gist = :gist, name_en = :name_en,"
        " name_hant = :name_hant, gist_en = :gist_en, pinyin = :pinyin, initials = :initials, version = version + 1"
        " WHERE id = :id",
        {**_spelt(values, spell), "id": id},
    )
    if moved:
        db.execute("DELETE FROM link_check WHERE link = ?", (id,))


def retire(db: driver.Connection, id: int, day: str | None) -> bool:
    """Take a link out of the directory from a day on (None: put it back); False if that is so already."""
    return bool(
        db.execute(
            "UPDATE link SET retired_on = ?1, version = version + 1"
            " WHERE id = ?2 AND (retired_on IS NULL) <> (?1 IS NULL)",
            (day, id),
        ).rowcount
    )


def note_check(db: driver.Connection, id: int, day: str, answer: str, detail: str, dead_days: int) -> None:
    """What a link said on a day, and on how many days in a row it was dead by then."""
    db.execute(
        "INSERT INTO link_check (link, checked_on, answer, detail, dead_days, dead_since)"
        " VALUES (?1, ?2, ?3, ?4, ?5, CASE WHEN ?5 > 0 THEN ?2 END)"
        " ON CONFLICT (link) DO UPDATE SET checked_on = excluded.checked_on, answer = excluded.answer,"
        " detail = excluded.detail, dead_days = excluded.dead_days,"
        " dead_since = CASE WHEN excluded.dead_days > 0 THEN coalesce(dead_since, excluded.dead_since) END",
        (id, day, answer, detail, dead_days),
    )


def _spelt(values: Mapping[str, str], spell: object) -> dict[str, str]:
    assert callable(spell)
    pinyin, initials = spell(f"{values['name']} {values['gist']}")
    return {**values, "pinyin": pinyin, "initials": initials}
