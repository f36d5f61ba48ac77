"""The hall's tables. Invariants live here: what two windows may not both do, no row can say.

Instants are UTC milliseconds (INTEGER), legal and business dates are local ISO dates (TEXT), lists and maps are JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.store import driver
from counter.store.connection import immediate, trouble_of

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    from counter.store.binding import Binding

STEPS = (
    "m001_first_hall",
    "m002_how_often_items_are_used",
    "m003_refused_looks_are_found_by_person",
    "m004_stations",
    "m005_reviews",
    "m006_words_before",
    "m007_policy",
    "m008_printers",
    "m009_accounts",
    "m010_clock",
    "m011_proof",
    "m012_door",
    "m013_house",
    "m014_copies",
    "m015_intake",
    "m016_desk",
    "m017_law",
    "m018_notices",
    "m019_calendar",
    "m020_floor",
    "m021_officers",
    "m022_endings",
    "m023_glass",
    "m024_figures",
    "m025_roster",
    "m026_voice",
    "m027_stewards",
    "m028_door",
    "m029_sought",
    "m030_bookings",
    "m031_lists",
    "m032_sending",
    "m033_directory",
    "m034_replay",
    "m035_heard",
    "m036_counter",
    "m037_from_home",
    "m038_floor",
    "m039_at_the_window",
)
"""The names of all migrations, in order: what a store that this program can work with has been through."""


def bring_up_to_date(db: driver.Connection, binding: Binding | None = None) -> None:
    """Migrate a store that an older program made; costs one small read where there is nothing to do.

    Raises Refusal for a store that a newer program has changed already.
    """
    try:
        done = {row[0] for row in db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'counter'")}
    except driver.OperationalError as error:
        raise Refusal(
            "schema.no-hall-file",
            say("hall.db 里没有大厅的数据"),
            rule=say("大厅由 counter init 建立"),
            next=say("请检查目录，或从备份恢复"),
        ) from error
    if newer := done - set(STEPS):
        raise _newer(max(newer))
    if len(done) < len(STEPS):
        migrate(db, binding)


def check_known(db: driver.Connection) -> None:
    """Raises Refusal where a newer program has brought the store up since it was opened here."""
    row = db.execute("SELECT max(name) FROM _sqlite_migrations WHERE migration_set = 'counter'").fetchone()
    if row is not None and row[0] is not None and row[0] not in STEPS:
        raise _newer(str(row[0]))


def _newer(step: str) -> Refusal:
    return Refusal(
        "schema.newer-program",
        say("这个大厅的数据由更新的程序管理（{newer}）", newer=step[:60]),
        rule=say("旧程序不改新数据"),
        next=say("请在本机安装新版程序后再打开"),
    )


def migrate(db: driver.Connection, binding: Binding | None = None) -> None:
    """Bring a hall's store to the newest schema; runs under one write lock, twice changes nothing. Rows that are
    bound already are bound anew by `binding`.
    """
    from sqlite_utils import Database

    from counter.store.proof import resealed

    try:
        with immediate(db), resealed(db, binding):
            handle: Any = db  # sqlite-utils names the standard library's connection and needs no more than its methods
            migrations().apply(Database(handle))  # it owns the record of what was applied
    except driver.OperationalError as error:
        if trouble_of(error) is not None:
            raise
        raise Refusal(
            "schema.not-as-recorded",
            say("hall.db 的结构与它的升级记录不符（{error}）", error=verbatim(str(error)[:120])),
            rule=say("升级只从记录到的一步接着做"),
            next=say("请保留现有文件备查，查明谁能打开数据文件；内容以文书和日志为准，从完好备份恢复"),
        ) from error


def migrations() -> Migrations:
    """The ordered migrations of hall.db (kept by sqlite-utils in _sqlite_migrations)."""
    from sqlite_utils.migrations import Migrations

    from counter.store import schema_v3, schema_v4, schema_v5, schema_v6, schema_v7
    from counter.store.schema_v1 import CASES, CATALOGUE, PAPERS, PEOPLE, QUEUE, SPINE
    from counter.store.schema_v2 import ITEM_USE, REFUSED_LOOKS, REVIEWS, STATIONS, WORDS_BEFORE

    steps = Migrations("counter")

    @steps()
    def m001_first_hall(db: Database) -> None:
        for script in (SPINE, PEOPLE, CATALOGUE, QUEUE, CASES, PAPERS):
            for statement in statements(script):
                db.conn.execute(statement)

    @steps()
    def m002_how_often_items_are_used(db: Database) -> None:
        for statement in statements(ITEM_USE):
            db.conn.execute(statement)

    @steps()
    def m003_refused_looks_are_found_by_person(db: Database) -> None:
        for statement in statements(REFUSED_LOOKS):
            db.conn.execute(statement)

    @steps()
    def m004_stations(db: Database) -> None:
        for statement in statements(STATIONS):
            db.conn.execute(statement)

    @steps()
    def m005_reviews(db: Database) -> None:
        for statement in statements(REVIEWS):
            db.conn.execute(statement)

    @steps()
    def m006_words_before(db: Database) -> None:
        for statement in statements(WORDS_BEFORE):
            db.conn.execute(statement)

    later = schema_v3.SCRIPTS + schema_v4.SCRIPTS + schema_v5.SCRIPTS + schema_v6.SCRIPTS + schema_v7.SCRIPTS
    for name, script in zip(STEPS[6:], later, strict=True):

        @steps(name=name)
        def step(db: Database, script: str = script, name: str = name) -> None:
            for statement in statements(script):
                db.conn.execute(statement)
            if name == "m008_printers":
                from counter.store.printers_before import take_over

                take_over(db.conn)

    return steps


def statements(script: str) -> list[str]:
    """Split a script at the lines that end a statement; triggers keep their inner semicolons."""
    found: list[str] = []
    held: list[str] = []
    for line in script.splitlines():
        held.append(line)
        text = "\n".join(held).strip()
        if text.endswith(";") and (not text.upper().startswith("CREATE TRIGGER") or text.upper().endswith("END;")):
            found.append(text)
            held = []
    return found


def written() -> driver.Connection:
    """An empty store in memory as this program's migrations lay it out."""
    from sqlite_utils import Database

    db = driver.connect(":memory:")
    handle: Any = db
    migrations().apply(Database(handle))
    return db


def make_files(db: driver.Connection) -> None:
    """Lay out files.db, which must be empty."""
    for statement in statements(FILES):
        db.execute(statement)


FILES = """
CREATE TABLE file (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  bytes BLOB NOT NULL,
  size INTEGER NOT NULL,
  kind TEXT NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT;
"""
