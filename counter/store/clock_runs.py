"""What a check of the clocks wrote, row by row, so that it can be put back: recorded by triggers that live as long as
the check, whatever act of the house it calls.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from counter.store import driver

RECORDED = (
    *("case_file", "case_item", "case_document", "attachment", "approval", "approval_after", "decision", "pause"),
    *(
        "lapse",
        "hearing",
        "joint_extension",
        "extension",
        "supplement_round",
        "opinion",
        "review",
        "rating",
        "transfer_slip",
        "paper",
    ),
    *("ticket", "ticket_period", "call", "appointment", "inbox_entry"),
)
"""Tables of facts. The others that a check writes only grow: changes of a case, numbers given, jobs for a printer."""

ONLY_GROW = frozenset(
    {"journal", "seal", "case_change", "counter_value", "chore", "item_use", "paper_job", "transfer_document"}
)
"""What stays of a check when it is taken back: its history, and numbers that nobody else may get."""

REMINDERS = "reminder"
"""Written by the hundred thousand in one statement: those of a check are found by its day and moment."""

COUNTERS = frozenset({"version", "reminders"})
"""Columns that count changes: a change of them alone is none."""

STAYS = frozenset({"paper", "transfer_slip"})
"""Rows that were given out under a number or a code of their own: they are marked void, never deleted."""

KEPT_RUNS = 60
"""So many checks can be taken back; of older ones only the summary is kept."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that a check made, changed or removed. Of a changed row `before` and `after` hold the columns that
    differ, else the whole row; `place` orders them.
    """

    name: str
    key: str
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]
    case_id: int | None
    place: int = 0

    def with_case(self, case_id: int | None) -> Change:
        """The same of a case."""
        return Change(self.name, self.key, self.kind, self.before, self.after, case_id, self.place)


@dataclass(frozen=True, slots=True)
class Run:
    """One check. `ended` counts the cases whose standing it changed; `standing` what of it was not taken back."""

    id: int
    business_date: str
    working_day: str
    at: int
    checked_before: str
    summary: dict[str, int]
    ended: int
    looked_at: int | None
    looked_by: str
    standing: int
    entry: int


@dataclass(slots=True)
class _Tables:
    db: driver.Connection
    columns: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in RECORDED:
            rows = self.db.execute(f"PRAGMA table_info({name})").fetchall()
            self.columns[name] = [row["name"] for row in rows]
            self.keys[name] = [row["name"] for row in sorted(rows, key=lambda row: row["pk"]) if row["pk"]]

    def row(self, name: str, prefix: str = "") -> str:
        """A row as JSON, every text as it is stored."""
        pairs = [f"'{one}', {prefix}{one}" for one in self.columns[name]]
        return f"json_object({', '.join(pairs)})"

    def key(self, name: str, prefix: str = "") -> str:
        """Its key as JSON."""
        return f"json_array({', '.join(prefix + one for one in self.keys[name])})"

    def where(self, name: str) -> str:
        """What finds it by its key."""
        return " AND ".join(f"{one} = ?" for one in self.keys[name])


@contextmanager
def recording(db: driver.Connection) -> Iterator[list[Change]]:
    """Record what is written inside; the list is filled when it ends well. Only within a transaction."""
    found: list[Change] = []
    tables = _Tables(db)
    db.execute("CREATE TEMP TABLE clock_writes (place INTEGER PRIMARY KEY, name, key, kind, before, after)")
    names = []
    for name in RECORDED:
        for event, kind, side, before, after in (
            ("INSERT", "new", "NEW.", "'{}'", tables.row(name, "NEW.")),
            ("UPDATE", "changed", "NEW.", tables.row(name, "OLD."), tables.row(name, "NEW.")),
            ("DELETE", "gone", "OLD.", tables.row(name, "OLD."), "'{}'"),
        ):
            names.append(f"clock_{kind}_{name}")
            db.execute(
                f"CREATE TEMP TRIGGER {names[-1]} AFTER {event} ON main.{name} BEGIN INSERT INTO clock_writes"
                f" (name, key, kind, before, after) VALUES ('{name}', {tables.key(name, side)}, '{kind}', {before},"
                f" {after}); END"
            )
    # where the check fails, its transaction takes triggers and table back with all the rest
    yield found
    for name in names:
        db.execute(f"DROP TRIGGER temp.{name}")
    case_of = _finder(db)
    for row in db.execute("SELECT * FROM clock_writes ORDER BY place").fetchall():
        if (change := _read(row)) is not None:
            whole = json.loads(row["after"] if row["kind"] != "gone" else row["before"])
            found.append(change.with_case(case_of(row["name"], whole)))
    db.execute("DROP TABLE temp.clock_writes")


def _read(row: driver.Row) -> Change | None:
    before, after = json.loads(row["before"]), json.loads(row["after"])
    if row["kind"] == "changed":
        moved = {name for name in after if before[name] != after[name]}
        if moved <= COUNTERS:
            return None
        shown = moved | ({"version"} if row["name"] == "case_file" else set())
        before, after = ({name: one[name] for name in after if name in shown} for one in (before, after))
    return Change(row["name"], row["key"], row["kind"], before, after, None, row["place"])


def _finder(db: driver.Connection) -> Callable[[str, dict[str, Any]], int | None]:
    known: dict[int, int | None] = {}

    def of_approval(approval: int) -> int | None:
        if approval not in known:
            row = db.execute("SELECT case_id FROM approval WHERE id = ?", (approval,)).fetchone()
            known[approval] = int(row[0]) if row else None
        return known[approval]

    def case_of(name: str, row: dict[str, Any]) -> int | None:
        if name == "case_file":
            return int(row["id"])
        if row.get("case_id") is not None:
            return int(row["case_id"])
        return of_approval(row["approval"]) if row.get("approval") is not None else None

    return case_of


# -- kept --------------------------------------------------------------------------------------------------------------


def put(
    db: driver.Connection,
    day: str,
    working_day: str,
    at: int,
    checked_before: str,
    summary: dict[str, int],
    ended: int,
    changes: list[Change],
) -> int:
    """Keep a check with all that it wrote; its number. The rows of old checks are forgotten."""
    run = int(
        driver.one(
            db.execute(
                "INSERT INTO clock_run (business_date, working_day, at, checked_before, summary, ended)"
                " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                (day, working_day, at, checked_before, json.dumps(summary), ended),
            )
        )[0]
    )
    db.executemany(
        "INSERT INTO clock_change (run, place, case_id, name, row_key, kind, before, after)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (run, one.place, one.case_id, one.name, one.key, one.kind, _text(one.before), _text(one.after))
            for one in changes
        ],
    )
    db.execute("DELETE FROM clock_change WHERE run <= ?", (run - KEPT_RUNS,))
    return run


def _text(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def runs(db: driver.Connection, limit: int, *, unseen: bool = False) -> list[Run]:
    """The newest checks first; `unseen`: those that changed the standing of a case and that nobody has looked at."""
    which = "WHERE r.ended > 0 AND r.looked_at IS NULL" if unseen else ""
    rows = db.execute(f"{_RUN} {which} ORDER BY r.id DESC LIMIT ?", (limit,))
    return [_run(row) for row in rows]


def get(db: driver.Connection, run: int) -> Run | None:
    """One check by its number."""
    row = db.execute(f"{_RUN} WHERE r.id = ?", (run,)).fetchone()
    return _run(row) if row else None


_RUN = (
    "SELECT r.*, (SELECT count(*) FROM clock_change c WHERE c.run = r.id AND c.taken_back_at IS NULL) + EXISTS"
    " (SELECT 1 FROM reminder m WHERE m.business_date = r.working_day AND m.at = r.at) AS standing,"
    " coalesce((SELECT max(seq) FROM journal j WHERE j.act = 'clock.catch-up' AND j.business_date = r.business_date"
    " AND json_extract(j.facts, '$.run') = r.id), 0) AS entry FROM clock_run r"
)


def _run(row: driver.Row) -> Run:
    return Run(
        row["id"],
        row["business_date"],
        row["working_day"],
        row["at"],
        row["checked_before"],
        json.loads(row["summary"]),
        row["ended"],
        row["looked_at"],
        row["looked_by"] or "",
        row["standing"],
        row["entry"],
    )


def look(db: driver.Connection, run: int, at: int, by: str) -> None:
    """Somebody has looked at what a check did."""
    db.execute("UPDATE clock_run SET looked_at = ?, looked_by = ? WHERE id = ? AND looked_at IS NULL", (at, by, run))


def standing(db: driver.Connection, run: int) -> list[Change]:
    """What a check wrote and nobody has taken back, in the order in which it was written."""
    rows = db.execute("SELECT * FROM clock_change WHERE run = ? AND taken_back_at IS NULL ORDER BY place", (run,))
    return [
        Change(
            row["name"],
            row["row_key"],
            row["kind"],
            json.loads(row["before"]),
            json.loads(row["after"]),
            row["case_id"],
            row["place"],
        )
        for row in rows
    ]


def forget_reminders(db: driver.Connection, run: Run) -> int:
    """Take off the reminders that a check wrote; how many."""
    db.execute(
        "UPDATE approval SET reminders = reminders - (SELECT count(*) FROM reminder m WHERE m.approval = approval.id"
        " AND m.business_date = ?1 AND m.at = ?2) WHERE id IN"
        " (SELECT approval FROM reminder WHERE business_date = ?1 AND at = ?2)",
        (run.working_day, run.at),
    )
    return db.execute("DELETE FROM reminder WHERE business_date = ? AND at = ?", (run.working_day, run.at)).rowcount


def revoked(db: driver.Connection, paper: str) -> bool:
    """Whether a paper was written by a check that was taken back."""
    row = db.execute(
        "SELECT 1 FROM paper p JOIN clock_change c ON c.case_id = p.case_id AND c.name = 'paper'"
        " AND c.row_key = json_array(p.number) WHERE p.number = ? AND c.taken_back_at IS NOT NULL",
        (paper,),
    ).fetchone()
    return row is not None


# -- put back ----------------------------------------------------------------------------------------------------------


def moved(db: driver.Connection, changes: list[Change]) -> list[Change]:
    """Of the rows that a check wrote: those that are not as it left them (one change of each), or that others have come
    to hang on since.
    """
    tables = _Tables(db)
    left: dict[tuple[str, str], tuple[Change, dict[str, Any] | None]] = {}
    for one in changes:
        was = left.get((one.name, one.key))
        after = None if one.kind == "gone" else {**((was[1] or {}) if was else {}), **one.after}
        left[one.name, one.key] = (one, after)
    found = [one for one, after in left.values() if _differs(_now(db, tables, one), after)]
    ours = {(one.name, one.key) for one in changes if one.kind == "new"}
    new = [one for one in changes if one.kind == "new" and one.name == "approval" and one not in found]
    return found + [one for one in new if _carries(db, tables, one, ours)]


def _now(db: driver.Connection, tables: _Tables, one: Change) -> dict[str, Any] | None:
    row = db.execute(
        f"SELECT {tables.row(one.name)} FROM {one.name} WHERE {tables.where(one.name)}", json.loads(one.key)
    ).fetchone()
    return json.loads(row[0]) if row else None


def _differs(now: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    if now is None or after is None:
        return now is not after
    return any(now.get(name) != value for name, value in after.items() if name not in COUNTERS)


def _carries(db: driver.Connection, tables: _Tables, approval: Change, ours: set[tuple[str, str]]) -> bool:
    key = json.loads(approval.key)
    for name in RECORDED:
        for column in ("approval", "needs"):
            if column in tables.columns[name]:
                rows = db.execute(f"SELECT {tables.key(name)} FROM {name} WHERE {column} = ?", key)
                if any((name, row[0]) not in ours for row in rows):
                    return True
    by_people = "SELECT 1 FROM reminder WHERE approval = ? AND by_staff <> 'hall' LIMIT 1"
    return db.execute(by_people, key).fetchone() is not None


def put_back(db: driver.Connection, run: int, changes: list[Change], at: int, by: str, void: str) -> None:
    """Make rows what they were before a check, the newest change first. What was given out under a number of its own
    stays, a slip as received by `by` with the word `void`.
    """
    tables = _Tables(db)
    for one in sorted(changes, key=lambda change: -change.place):
        key, where = json.loads(one.key), tables.where(one.name)
        if one.kind == "gone":
            db.execute(
                f"INSERT INTO {one.name} ({', '.join(one.before)}) VALUES ({', '.join('?' * len(one.before))})",
                tuple(one.before.values()),
            )
        elif one.kind == "changed":
            columns = [name for name in one.before if name not in COUNTERS]
            sets = [f"{name} = ?" for name in columns]
            if "version" in tables.columns[one.name] and one.name != "case_file":
                sets.append("version = version + 1")
            values = [one.before[name] for name in columns]
            db.execute(f"UPDATE {one.name} SET {', '.join(sets)} WHERE {where}", (*values, *key))
        elif one.name == "transfer_slip":
            db.execute(
                f"UPDATE transfer_slip SET received_at = ?, received_by = ?, mismatch = ? WHERE {where}",
                (at, by, void, *key),
            )
        elif one.name not in STAYS:
            if one.name == "approval":
                db.execute("DELETE FROM reminder WHERE approval = ? AND by_staff = 'hall'", key)
                _never_again(db, "approval", key[0])
            db.execute(f"DELETE FROM {one.name} WHERE {where}", key)
    db.executemany(
        "UPDATE clock_change SET taken_back_at = ? WHERE run = ? AND place = ?",
        [(at, run, one.place) for one in changes],
    )


def _never_again(db: driver.Connection, name: str, id: int) -> None:
    """A number that stands in the journal names no other row, though the row is gone."""
    db.execute(
        "INSERT INTO counter_value (name, scope, value) VALUES (?, 'gone', ?) ON CONFLICT (name, scope)"
        " DO UPDATE SET value = max(value, excluded.value)",
        (name, id),
    )
