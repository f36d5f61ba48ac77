"""Departments' own forms of items (DOCX): one in force for each item, earlier ones kept."""

from __future__ import annotations

from counter.store import driver

_COLUMNS = "f.id, f.item, f.name, f.sha256, length(f.data) AS size, f.attached_at, f.staff"


def in_force(db: driver.Connection, item: str) -> driver.Row | None:
    """The form of an item, without its bytes: id, item, name, sha256, size, attached_at, staff."""
    return db.execute(f"SELECT {_COLUMNS} FROM item_form f WHERE item = ? AND ended_at IS NULL", (item,)).fetchone()


def all_in_force(db: driver.Connection) -> list[driver.Row]:
    """Every form in force, without its bytes, with its item's newest name (`item_name`)."""
    return db.execute(
        f"SELECT {_COLUMNS}, coalesce((SELECT i.name FROM item i WHERE i.code = f.item"
        " ORDER BY i.version DESC LIMIT 1), f.item) AS item_name"
        " FROM item_form f WHERE ended_at IS NULL ORDER BY f.item"
    ).fetchall()


def data(db: driver.Connection, id: int) -> bytes:
    """The bytes of a form."""
    return bytes(driver.one(db.execute("SELECT data FROM item_form WHERE id = ?", (id,)))["data"])


def add(db: driver.Connection, item: str, name: str, sha256: str, data: bytes, at: int, staff: str) -> int:
    """A form comes in force; whatever was ends."""
    end(db, item, at)
    return driver.number(
        db.execute(
            "INSERT INTO item_form (item, name, sha256, data, attached_at, staff) VALUES (?,?,?,?,?,?) RETURNING id",
            (item, name, sha256, data, at, staff),
        )
    )


def end(db: driver.Connection, item: str, at: int) -> bool:
    """The form of an item is in force no more; False where there was none."""
    return bool(
        db.execute(
            "UPDATE item_form SET ended_at = max(?, attached_at) WHERE item = ? AND ended_at IS NULL", (at, item)
        ).rowcount
    )
