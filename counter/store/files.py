"""Attached papers in files.db: content under its SHA-256, written whole or not at all, never overwritten."""

from __future__ import annotations

from counter.store import driver
from counter.store.connection import immediate


def put(files: driver.Connection, sha256: str, data: bytes, kind: str, at: int) -> bool:
    """Keep a content; False if it was there already (then only its time is renewed, so that no sweep takes it now)."""
    with immediate(files):
        if files.execute("UPDATE file SET stored_at = ? WHERE sha256 = ?", (at, sha256)).rowcount:
            return False
        files.execute(
            "INSERT INTO file (sha256, bytes, size, kind, stored_at) VALUES (?,?,?,?,?)",
            (sha256, data, len(data), kind, at),
        )
        return True


def facts(files: driver.Connection, sha256: str) -> driver.Row | None:
    """Size and kind of a content, without its bytes."""
    return files.execute("SELECT sha256, size, kind, stored_at FROM file WHERE sha256 = ?", (sha256,)).fetchone()


def read(files: driver.Connection, sha256: str) -> bytes | None:
    """The bytes."""
    row = files.execute("SELECT bytes FROM file WHERE sha256 = ?", (sha256,)).fetchone()
    return bytes(row["bytes"]) if row else None


def older_than(files: driver.Connection, at: int) -> list[str]:
    """Hashes stored before a moment."""
    return [row["sha256"] for row in files.execute("SELECT sha256 FROM file WHERE stored_at < ?", (at,))]


def drop(files: driver.Connection, hashes: list[str]) -> int:
    """Remove contents that nothing refers to."""
    with immediate(files):
        return sum(files.execute("DELETE FROM file WHERE sha256 = ?", (sha256,)).rowcount for sha256 in hashes)


def hashes(files: driver.Connection) -> set[str]:
    """The digests of all contents."""
    return {row["sha256"] for row in files.execute("SELECT sha256 FROM file")}
