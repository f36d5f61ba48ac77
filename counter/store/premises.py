"""Queues, windows, departments and desks as rows: written by an administrator's acts, read by everybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from counter.phrases.said import say
from counter.store import driver


def queue_with_code(db: driver.Connection, code: str) -> str | None:
    """The letter of the queue with this code."""
    row = db.execute("SELECT letter FROM queue WHERE code = ?", (code,)).fetchone()
    return row["letter"] if row else None


def queue_letters(db: driver.Connection) -> tuple[str, ...]:
    """The letter of every queue that is open, in order."""
    return tuple(
        row["letter"] for row in db.execute("SELECT letter FROM queue WHERE closed_on IS NULL ORDER BY letter")
    )


def put_queue(
    db: driver.Connection, letter: str, code: str, name: str, last_number: int, minutes: int, bundles: tuple[str, ...]
) -> bool:
    """Write a queue; True if there was none of this letter."""
    new = db.execute("SELECT 1 FROM queue WHERE letter = ?", (letter,)).fetchone() is None
    db.execute(
        "INSERT INTO queue (letter, code, name, last_number, bundles, fixed_minutes) VALUES (?,?,?,?,?,?)"
        " ON CONFLICT (letter) DO UPDATE SET code = excluded.code, name = excluded.name,"
        " last_number = excluded.last_number, bundles = excluded.bundles, fixed_minutes = excluded.fixed_minutes,"
        " closed_on = NULL",
        (letter, code, name, last_number, json.dumps(bundles), minutes),
    )
    return new


def put_station(db: driver.Connection, code: str, name: str, level: str, place: str, phone: str, hours: str) -> bool:
    """Write a station; True if there was none of this code."""
    new = db.execute("SELECT 1 FROM station WHERE code = ?", (code,)).fetchone() is None
    db.execute(
        "INSERT INTO station (code, name, level, place, phone, hours) VALUES (?,?,?,?,?,?)"
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, place = excluded.place,"
        " phone = excluded.phone, hours = excluded.hours, closed_on = NULL",
        (code, name, level, place, phone, hours),
    )
    return new


def station(db: driver.Connection, code: str) -> driver.Row | None:
    """A station that is open: code, name, level, place, phone, hours."""
    return db.execute("SELECT * FROM station WHERE code = ? AND closed_on IS NULL", (code,)).fetchone()


def station_named(db: driver.Connection, name: str) -> str | None:
    """The code of the station of this name."""
    row = db.execute("SELECT code FROM station WHERE name = ?", (name,)).fetchone()
    return row["code"] if row else None


def station_at(db: driver.Connection, window: int | None) -> driver.Row | None:
    """The station in which a window stands; None for one in the hall."""
    return db.execute(
        "SELECT s.* FROM front_window w JOIN station s ON s.code = w.station WHERE w.number = ?", (window,)
    ).fetchone()


def letters_by_place(db: driver.Connection, besides: int | None = None) -> dict[str, set[str | None]]:
    """Queue letter -> the places whose windows serve it (station code, None for the hall), leaving out one window."""
    found: dict[str, set[str | None]] = {}
    for row in db.execute("SELECT number, queues, station FROM front_window WHERE number IS NOT ?", (besides,)):
        for letter in json.loads(row["queues"]):
            found.setdefault(letter, set()).add(row["station"])
    return found


def windows_of(db: driver.Connection, letter: str) -> list[tuple[int, str]]:
    """The windows that call a queue, in order: number, and the name of the station it stands in (empty: the hall)."""
    rows = db.execute(
        "SELECT w.number, coalesce(s.name, '') AS station FROM front_window w LEFT JOIN station s ON s.code = w.station"
        " WHERE w.closed_on IS NULL AND EXISTS (SELECT 1 FROM json_each(w.queues) WHERE value = ?) ORDER BY w.number",
        (letter,),
    )
    return [(row["number"], row["station"]) for row in rows]


def letters_of(db: driver.Connection, code: str) -> frozenset[str]:
    """The queues of one place: a station's (`code`), or the hall's own (empty), those that nobody serves yet among
    them.
    """
    places = letters_by_place(db)
    everyone = queue_letters(db)
    if code:
        return frozenset(letter for letter in everyone if code in places.get(letter, ()))
    return frozenset(letter for letter in everyone if None in places.get(letter, {None}))


def places(db: driver.Connection) -> list[frozenset[str]]:
    """The queues of the hall, then those of each station."""
    codes = [row["code"] for row in db.execute("SELECT code FROM station WHERE closed_on IS NULL ORDER BY code")]
    return [letters_of(db, code) for code in ("", *codes)]


def letters_around(db: driver.Connection, window: int | None) -> frozenset[str]:
    """The queues of the place in which a window stands; of the hall for somebody who stands at none."""
    where = station_at(db, window)
    return letters_of(db, where["code"] if where else "")


def put_window(
    db: driver.Connection, number: int, name: str, queues: tuple[str, ...], printer: str | None, station: str | None
) -> bool:
    """Write a window; True if there was none of this number. Without `printer` (a code) it keeps the one it has.

    What still waits for the old printer comes over to a new one: a dead printer that is replaced costs nobody their
    receipt.
    """
    new = db.execute("SELECT 1 FROM front_window WHERE number = ?", (number,)).fetchone() is None
    if printer is not None and not new:
        from counter.store import papers

        papers.set_printer(db, number, printer)
    db.execute(
        "INSERT INTO front_window (number, name, queues, printer, station) VALUES (?,?,?,coalesce(?, 'preview'),?)"
        " ON CONFLICT (number) DO UPDATE SET name = excluded.name, queues = excluded.queues,"
        " printer = coalesce(?, printer), station = excluded.station, closed_on = NULL",
        (number, name, json.dumps(queues), printer, station, printer),
    )
    return new


def put_department(
    db: driver.Connection, code: str, name: str, short: str, level: str, phone: str, place: str | None
) -> bool:
    """Write a department and, unless `place` is None, its desk; True if there was no such department."""
    from counter.store import search, spelling

    new = db.execute("SELECT 1 FROM department WHERE code = ?", (code,)).fetchone() is None
    pinyin, initials = spelling.spell(name)
    db.execute(
        "INSERT INTO department (code, name, short, level, pinyin, initials, phone) VALUES (?,?,?,?,?,?,?)"
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name, short = excluded.short, level = excluded.level,"
        " pinyin = excluded.pinyin, initials = excluded.initials, phone = excluded.phone",
        (code, name, short, level, pinyin, initials, phone),
    )
    if place is not None:
        db.execute(
            "INSERT INTO desk (code, department, name, place, phone) VALUES (?,?,?,?,?)"
            " ON CONFLICT (code) DO UPDATE SET name = excluded.name, place = excluded.place, phone = excluded.phone,"
            " closed_on = NULL",
            (f"D-{code}", code, say("{short}审批台", short=short), place, phone),
        )
    search.catalogue_changed(db)
    return new


KEYS = {
    "departments": ("department", "code"),
    "stations": ("station", "code"),
    "queues": ("queue", "letter"),
    "printers": ("printer", "code"),
    "windows": ("front_window", "number"),
    "staff": ("staff", "code"),
    "remedies": ("remedy", "scope"),
}
"""Section of a plan -> its table, and the column by which an entry is known."""

_UNLIKE = ("version", "pinyin", "initials", "password", "password_at", "password_due", "set_by", "set_at")
"""Columns that no plan speaks of."""


def picture(db: driver.Connection, section: str, entry: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The rows behind one entry of a plan, to see whether it changed anything; None if there are none."""
    table, column = KEYS[section]
    value = entry.get(column)
    rows = [dict(row) for row in db.execute(f"SELECT * FROM {table} WHERE {column} = ? COLLATE NOCASE", (value,))]
    if section == "departments":
        rows += [
            dict(row) for row in db.execute("SELECT * FROM desk WHERE code = 'D-' || upper(?) ORDER BY code", (value,))
        ]
    return [{name: kept for name, kept in row.items() if name not in _UNLIKE} for row in rows] or None


def codes(db: driver.Connection, section: str) -> list[str]:
    """What there is of a section, by the column by which an entry is known; not what is closed, retired or of the hall
    itself.
    """
    table, column = KEYS[section]
    besides = {
        "departments": "1",
        "remedies": "1",
        "printers": "retired_at IS NULL AND code <> 'preview'",
        "staff": "active = 1 AND role <> 'hall' AND code <> 'kiosk'",
    }.get(section, "closed_on IS NULL")
    return [str(row[column]) for row in db.execute(f"SELECT {column} FROM {table} WHERE {besides} ORDER BY {column}")]


def counts(db: driver.Connection, today: str) -> dict[str, Any]:
    """What there is: queues and windows as rows, numbers of the rest, queues nobody serves, desks with items but
    nobody.
    """

    def number(sql: str, *values: Any) -> int:
        return driver.number(db.execute(sql, values))

    windows = db.execute(
        "SELECT w.number, w.name, w.queues, coalesce(s.name, '') AS station FROM front_window w"
        " LEFT JOIN station s ON s.code = w.station WHERE w.closed_on IS NULL ORDER BY w.number"
    ).fetchall()
    queues = db.execute("SELECT letter, code, name FROM queue WHERE closed_on IS NULL ORDER BY letter").fetchall()
    served = {letter for row in windows for letter in json.loads(row["queues"])}
    return {
        "queues": queues,
        "windows": windows,
        "departments": number("SELECT count(*) FROM department"),
        "desks": number("SELECT count(*) FROM desk WHERE closed_on IS NULL"),
        "staff": dict(
            tuple(row)
            for row in db.execute("SELECT role, count(*) FROM staff WHERE active = 1 AND code <> 'kiosk' GROUP BY role")
        ),
        "items": number(
            "SELECT count(DISTINCT code) FROM item WHERE effective_on <= ? AND coalesce(withdrawn_on, '9999') > ?",
            today,
            today,
        ),
        "bundles": number("SELECT count(DISTINCT code) FROM bundle"),
        "unserved": [row["letter"] for row in queues if row["letter"] not in served],
        "unmanned": [
            row["code"]
            for row in db.execute(
                "SELECT d.code FROM desk d WHERE EXISTS (SELECT 1 FROM item i"
                " WHERE i.department = d.department AND i.effective_on <= ? AND coalesce(i.withdrawn_on, '9999') > ?)"
                " AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.desk = d.code AND s.active = 1) ORDER BY d.code",
                (today, today),
            )
        ],
    }


def how_many(db: driver.Connection) -> tuple[int, int, int, int, int, int]:
    """Departments, desks, windows, staff, versions of items and of bundles that there are."""
    departments, desks, windows, staff, items, bundles = (
        driver.number(db.execute(f"SELECT count(*) FROM {table}"))
        for table in ("department", "desk", "front_window", "staff", "item", "bundle")
    )
    return departments, desks, windows, staff, items, bundles
