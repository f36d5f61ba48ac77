"""public.db: what a phone may be told. Plain SQLite with a rollback journal, so that read rights alone open it.

Nothing personal is in it, and no code: rows are found by the hash of a code. It can be thrown away at any time; the
publisher makes it again from the hall. This room knows nothing of hall.db.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from counter.errors import Next, Refusal
from counter.phrases.said import say, verbatim
from counter.store import driver, listing, rights

FORM = "13"
"""Changes whenever the tables or the facts in them do; another form is made anew."""

PATIENCE_S = 2.0
STEP_S = 0.0003
"""How long a reader waits for the publisher, and in what steps."""

WRITER_MS = 2_000
"""How long the publisher waits for readers; one that holds on to the file must not hold up the hall, who
tries again.
"""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE page (
  id INTEGER PRIMARY KEY, code_hash TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, subject INTEGER NOT NULL, facts TEXT NOT
      NULL,
  changed INTEGER NOT NULL
) STRICT;
CREATE INDEX page_changed ON page(changed);
CREATE TABLE place (ticket INTEGER PRIMARY KEY, queue TEXT NOT NULL, rank INTEGER NOT NULL) STRICT;
CREATE INDEX place_rank ON place(queue, rank, ticket);
CREATE TABLE line (queue TEXT PRIMARY KEY, name TEXT NOT NULL, ranges TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE checked (check_hash TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE link (
  id INTEGER PRIMARY KEY, rank INTEGER NOT NULL, category TEXT NOT NULL, name TEXT NOT NULL, pinyin TEXT NOT NULL,
  initials TEXT NOT NULL, extra TEXT NOT NULL, facts TEXT NOT NULL
) STRICT;
CREATE TABLE post (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, from_on TEXT NOT NULL, facts TEXT NOT NULL) STRICT;
CREATE TABLE slots (queue TEXT PRIMARY KEY, bundles TEXT NOT NULL, days TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE guide (
  code TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, department TEXT NOT NULL, level TEXT NOT NULL,
  facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE item_form (
  item TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, data BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sought (
  place INTEGER PRIMARY KEY, kind TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, pinyin TEXT NOT NULL,
  initials TEXT NOT NULL, extra TEXT NOT NULL, detail TEXT NOT NULL, told TEXT NOT NULL, address TEXT NOT NULL,
  UNIQUE (kind, code)
) STRICT;
CREATE TABLE own_words (place INTEGER PRIMARY KEY, words TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL) STRICT;
CREATE TABLE lead (
  kind TEXT NOT NULL, code TEXT NOT NULL, guide TEXT NOT NULL, PRIMARY KEY (kind, code, guide)
) STRICT, WITHOUT ROWID;
"""


class Page:
    """One case, ticket or pre-review as the public may see it. `text` is its facts as JSON, read when
    first asked for.
    """

    __slots__ = ("_facts", "kind", "subject", "text")

    def __init__(self, kind: str, subject: int, text: str) -> None:
        self.kind, self.subject, self.text = kind, subject, text
        self._facts: dict[str, Any] | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """The facts."""
        if self._facts is None:
            self._facts = listing.read(self.text)
        return self._facts


def create(path: Path, *, anew: bool = False) -> driver.Connection:
    """Open for writing, making or re-making the tables where they are missing or of another form, or `anew` in any
    case.
    """
    if not anew:
        try:
            db = _open(path, read_only=False)
            row = db.execute("SELECT value FROM meta WHERE name = 'form'").fetchone()
            if row is not None and row["value"] == FORM:
                return db
            db.close()
        except driver.DatabaseError:
            pass
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    rights.as_its_folder(fresh)
    db = _open(fresh, read_only=False)
    db.execute("BEGIN IMMEDIATE")
    for statement in TABLES.split(";"):
        if statement.strip():
            db.execute(statement)
    db.execute("INSERT INTO meta VALUES ('form', ?), ('seq', '-1'), ('made', ?)", (FORM, secrets.token_hex(8)))
    db.execute("COMMIT")
    db.close()
    # Readers meet the old file or the new one, never half of one.
    path.with_name(path.name + "-journal").unlink(missing_ok=True)
    fresh.replace(path)
    return _open(path, read_only=False)


def open_read_only(path: Path) -> driver.Connection:
    """Open as the site does. Raises Refusal where there is none yet."""
    if not path.exists():
        raise Refusal(
            "public.no-public-data-yet",
            say("还没有公开数据 {path}", path=verbatim(path)),
            rule=say("公开数据由大厅后台写出"),
            next=Next.by("run", say("请先运行大厅后台")),
        )
    return _open(path, read_only=True)


def _open(path: Path, *, read_only: bool) -> driver.Connection:
    db = driver.connect(str(path), read_only=read_only)
    db.execute("PRAGMA cipher_log_level = NONE")
    db.execute(f"PRAGMA busy_timeout = {0 if read_only else WRITER_MS}")
    if read_only:
        db.execute("PRAGMA query_only = ON")
        db.execute("PRAGMA mmap_size = 1073741824")
    else:
        # The hall can always write this file anew, so it need not wait for the disk; readers wait that much less.
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA synchronous = OFF")
        # What does not fit the cache would be written before the commit, and lock every reader out until then.
        db.execute("PRAGMA cache_spill = OFF")
    return db


def ask(db: driver.Connection, sql: str, values: Sequence[object] = ()) -> driver.Cursor:
    """Run a query as soon as the publisher has let go of the file. Raises driver.OperationalError after PATIENCE_S.

    Its commits take about a millisecond; the library's own waiting goes in steps of 1, 2, 5, 10 to 100 ms, in which the
    site would answer nobody.
    """
    end = 0.0
    while True:
        try:
            return db.execute(sql, values)
        except driver.OperationalError as error:
            if "locked" not in str(error):
                raise
            now = time.monotonic()
            end = end or now + PATIENCE_S
            if now > end:
                raise
            time.sleep(STEP_S)


def meta(db: driver.Connection) -> dict[str, str]:
    """Names and values: form, seq, made (another one where all pages were made anew), last (a mark of the journal's
    entry `seq`), hall, tag, published_at, standing, place, hours (JSON), phone, inbox_key, address (of this site; may
    be empty), busy (JSON: on which day what was expected of the days after it), guides_on (the day they are in force
    on), catalogue (its version), sought (another one where something else can be found).
    """
    return {row["name"]: row["value"] for row in ask(db, "SELECT name, value FROM meta")}


def version(db: driver.Connection) -> int:
    """Moves with every commit of the publisher."""
    return driver.number(ask(db, "PRAGMA data_version"))


def set_meta(db: driver.Connection, values: dict[str, str]) -> None:
    """Write names and values."""
    db.executemany(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", values.items()
    )


def clear_pages(db: driver.Connection) -> None:
    """Take every page of a ticket or case away, with its place in line, and what can be checked of papers."""
    for table in ("page", "place", "line", "checked"):
        db.execute(f"DELETE FROM {table}")


def put_page(
    db: driver.Connection, code_hash: str, kind: str, subject: int, facts: dict[str, Any], changed: int = 0
) -> None:
    """Write one page's facts; writing them again changes nothing. `changed` is the journal's number at the time."""
    text = listing.write(facts)
    db.execute(
        "INSERT INTO page (code_hash, kind, subject, facts, changed) VALUES (?,?,?,?,?) ON CONFLICT (code_hash) DO "
        "UPDATE SET facts = excluded.facts, changed = excluded.changed, subject = excluded.subject"
        # a pre-review's code never names a case, whatever came by the inbox
        " WHERE kind = excluded.kind AND facts <> excluded.facts",
        (code_hash, kind, subject, text, changed),
    )


def changed_since(db: driver.Connection, seq: int) -> Iterator[tuple[str, Page]]:
    """(code hash, page) of every page that changed after a journal number; a thousand at a time, so that neither memory
    nor the publisher is held up by a million of them.
    """
    changed, id = seq, 2**63 - 1  # of that number itself nothing
    while True:
        rows: list[driver.Row] = []
        for where, values in (("changed = ? AND id > ?", (changed, id)), ("changed > ?", (changed,))):
            rows = (
                rows or ask(db, f"SELECT * FROM page WHERE {where} ORDER BY changed, id LIMIT 1000", values).fetchall()
            )
        if not rows:
            return
        for row in rows:
            yield row["code_hash"], Page(row["kind"], row["subject"], row["facts"])
        changed, id = rows[-1]["changed"], rows[-1]["id"]


def put_place(db: driver.Connection, ticket: int, queue: str | None, rank: int) -> None:
    """Where a waiting ticket stands; None as queue takes it out of the line."""
    if queue is None:
        db.execute("DELETE FROM place WHERE ticket = ?", (ticket,))
    else:
        db.execute(
            "INSERT INTO place VALUES (?,?,?)"
            " ON CONFLICT (ticket) DO UPDATE SET queue = excluded.queue, rank = excluded.rank",
            (ticket, queue, rank),
        )


def put_line(db: driver.Connection, queue: str, name: str, ranges: list[list[int]]) -> None:
    """What waiting takes in a queue now: [people ahead, low, high] in minutes, rising."""
    db.execute(
        "INSERT INTO line VALUES (?,?,?)"
        " ON CONFLICT (queue) DO UPDATE SET name = excluded.name, ranges = excluded.ranges",
        (queue, name, json.dumps(ranges)),
    )


def put_guides(db: driver.Connection, guides: Iterable[tuple[str, str, str, str, str, dict[str, Any]]]) -> None:
    """All guides anew: (code, kind, name, department, level, facts)."""
    db.execute("DELETE FROM guide")
    db.executemany(
        "INSERT INTO guide VALUES (?,?,?,?,?,?)",
        ((*head, listing.write(facts)) for *head, facts in guides),
    )


def put_item_forms(
    db: driver.Connection, forms: Iterable[tuple[str, str, str]], data_of: Callable[[str], bytes]
) -> None:
    """The departments' own forms, (item, name, sha256) each: those that are no more go, only new ones are read
    (`data_of` an item).
    """
    wanted = {item: (name, sha256) for item, name, sha256 in forms}
    there = {
        row["item"]: (row["name"], row["sha256"]) for row in db.execute("SELECT item, name, sha256 FROM item_form")
    }
    for item in there.keys() - wanted.keys():
        db.execute("DELETE FROM item_form WHERE item = ?", (item,))
    for item, head in wanted.items():
        if there.get(item) != head:
            db.execute("INSERT OR REPLACE INTO item_form VALUES (?,?,?,?)", (item, *head, data_of(item)))


def item_form(db: driver.Connection, item: str) -> tuple[str, bytes] | None:
    """Name and bytes of the department's own form of an item, if it gave one."""
    row = ask(db, "SELECT name, data FROM item_form WHERE item = ?", (item,)).fetchone()
    return (row["name"], bytes(row["data"])) if row else None


def page(db: driver.Connection, code_hash: str) -> Page | None:
    """The page of a code, or None. One look-up by hash, the same for every code."""
    row = ask(db, "SELECT kind, subject, facts FROM page WHERE code_hash = ?", (code_hash,)).fetchone()
    return Page(row["kind"], row["subject"], row["facts"]) if row else None


def ahead(db: driver.Connection, ticket: int) -> int | None:
    """How many stand before a ticket in its queue; None when it does not wait."""
    row = ask(db, "SELECT queue, rank FROM place WHERE ticket = ?", (ticket,)).fetchone()
    if row is None:
        return None
    return driver.number(
        ask(
            db,
            "SELECT count(*) FROM place WHERE queue = ? AND (rank, ticket) < (?, ?)",
            (row["queue"], row["rank"], ticket),
        )
    )


def wait_range(db: driver.Connection, queue: str, people: int) -> tuple[int, int] | None:
    """Minutes (low, high) for somebody with that many people before them; None when nothing can be said."""
    row = ask(db, "SELECT ranges FROM line WHERE queue = ?", (queue,)).fetchone()
    for ahead_of, low, high in json.loads(row["ranges"]) if row else []:
        if ahead_of >= people:
            return low, high
    return None


def lines(db: driver.Connection) -> list[tuple[str, str, int]]:
    """Every queue: letter, name, how many wait."""
    return [
        tuple(row)
        for row in ask(
            db,
            "SELECT l.queue, l.name, (SELECT count(*) FROM place p WHERE p.queue = l.queue) FROM line l"
            " ORDER BY l.queue",
        )
    ]


def guide(db: driver.Connection, code: str) -> dict[str, Any] | None:
    """One guide's facts, with its code, kind, name, department and level."""
    row = ask(db, "SELECT * FROM guide WHERE code = ?", (code,)).fetchone()
    if row is None:
        return None
    return {
        **listing.read(row["facts"]),
        "code": row["code"],
        "kind": row["kind"],
        "name": row["name"],
        "department": row["department"],
        "level": row["level"],
    }


def guide_codes(db: driver.Connection, kind: str) -> list[str]:
    """The codes of all guides of a kind."""
    return [row["code"] for row in ask(db, "SELECT code FROM guide WHERE kind = ? ORDER BY code", (kind,))]


def listed(db: driver.Connection, limit: int, offset: int = 0, kind: str = "") -> list[driver.Row]:
    """Guides in the order in which one looks through them, of one kind if one is named: code, kind, name, department,
    level.
    """
    return ask(
        db,
        "SELECT code, kind, name, department, level FROM guide WHERE ? IN ('', kind)"
        " ORDER BY kind <> 'bundle', length(name), name, code LIMIT ? OFFSET ?",
        (kind, limit, offset),
    ).fetchall()


def count(db: driver.Connection, kind: str = "") -> int:
    """How many guides there are, of one kind if one is named."""
    return driver.number(ask(db, "SELECT count(*) FROM guide WHERE ? IN ('', kind)", (kind,)))
