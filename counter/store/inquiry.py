"""An administrator's own statement, run where it can change nothing and shows no secret.

It has a connection of its own: the file is opened read-only, and SQLite asks for each thing that the statement would
touch before any of it runs. What isn't on the lists here is refused, so a statement, function or table that a later
program brings is refused until somebody lets it through.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from counter.errors import Refusal
from counter.phrases.said import listed, say, verbatim
from counter.store import driver
from counter.store.connection import trouble_of

T = TypeVar("T")

SECONDS: Final = 10.0
"""How long a statement may take."""

LONGEST_STATEMENT: Final = 20_000
LARGEST_CELL: Final = 1_000_000
"""Characters (bytes of a BLOB) that one cell of an answer may hold."""

MOST_MEMORY: Final = 512 << 20
"""Bytes that SQLite may take for it. The limit is the whole process's and stays: `counter sql` is a process by itself.
"""

STEPS: Final = 10_000
"""Steps of SQLite's machine between two looks at the clock."""


def _words(text: str) -> list[str]:
    return text.split()


SECRET_WORDS: Final = frozenset(
    _words("password passphrase pass pin secret token cookie seal sealed salt mac hmac hash nonce otp recovery")
)
"""A column with one of these words in its name is shown to nobody."""

SECRET_COLUMNS: Final = frozenset(
    {
        *(("ticket", "remote_key"), ("appointment", "remote_key"), ("appointment", "person_key")),
        *(("journal", "key"), ("journal", "result")),
    }
)
"""More columns that open something for whoever knows them (an act's kept answer may be a citizen's code)."""

OPEN_COLUMNS: Final = frozenset({("journal", "hash")})
"""Named like a secret, and none: the chain is there to be compared."""

INNER_TABLES: Final = frozenset({"sqlite_schema", "sqlite_master", "json_each", "json_tree"})
"""What SQLite itself has and shows nothing that the schema doesn't."""

NOT_OF_PEOPLE: Final = frozenset(
    _words(
        "setting counter_value calendar_year calendar_overlay hall_day chore department desk front_window station item "
        "document item_document basis item_basis bundle finding link item_use queue day_total estimate_error printer "
        "printer_state staff shift figure_day figure_cases figure_queue"
    )
)
"""Tables that hold nothing of any applicant. What isn't named counts as people's, also what a later program adds."""

FUNCTIONS: Final = frozenset(
    _words(
        "-> ->> abs avg ceil ceiling char coalesce concat concat_ws count cume_dist current_date current_time "
        "current_timestamp date datetime dense_rank first_value floor format glob group_concat hex if ifnull iif instr "
        "json json_array json_array_length json_extract json_group_array json_group_object json_object json_pretty "
        "json_quote json_type json_valid julianday lag last_value lead length like likely lower ltrim max min "
        "nth_value ntile nullif octet_length percent_rank printf quote rank replace round row_number rtrim sign "
        "strftime string_agg substr substring sum time timediff total trim typeof unicode unixepoch unlikely "
        "upper zeroblob"
    )
)
"""Functions that only reckon with what they are given."""


TROUBLES: Final = ("malformed", "not a database", "disk I/O error", "disk is full", "database is locked")
"""What SQLite says of the store and not of a statement (which may hold any of the words that trouble has)."""

UNSEEN = re.compile(r"\b(natural|using)\b", re.IGNORECASE | re.ASCII)
"""Joins whose columns SQLite compares without asking about them (wherever the word stands: in a text it is rare)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a statement found: the columns' names (each once), at most so many rows, and whether there were more."""

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool


class Inquiry:
    """One statement on a connection that nothing else uses. `touched` is what it reads: table and columns."""

    def __init__(self, db: driver.Connection, statement: str) -> None:
        """Let SQLite read the statement without running it. Raises Refusal for what is no single SELECT, or reads
        what is shown to nobody.
        """
        self._db, self._statement = db, statement.strip()
        self._selects = False
        self._barred: Refusal | None = None
        self._columns: dict[str, set[str]] = {}
        if not self._statement or len(self._statement) > LONGEST_STATEMENT:
            raise _not_run(say("语句是空的，或超过 {longest} 个字符", longest=LONGEST_STATEMENT))
        if found := UNSEEN.search(self._statement):
            raise Refusal(
                "sql.join-not-written-out",
                say("查询里不能写 {word}", word=verbatim(found[0])),
                rule=say("查了哪些列都要看得见"),
                next=say("请用 ON 写明怎样连接"),
            )
        db.execute("PRAGMA query_only = ON")
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute(f"PRAGMA hard_heap_limit = {MOST_MEMORY}")
        self._tables = {
            row["name"] for row in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
        }
        self._modules = {row["name"] for row in db.execute("PRAGMA module_list")}
        db.text_factory = _read
        db.set_authorizer(self._may)
        self._guarded(lambda: db.execute(f"EXPLAIN {self._statement}").fetchone())
        if not self._selects:
            raise _not_run(say("它不是查询"))

    @property
    def touched(self) -> tuple[str, ...]:
        """Every table that the statement reads, with its columns: `person(id_number,name)`."""
        return tuple(f"{table}({','.join(sorted(names))})" for table, names in sorted(self._columns.items()))

    @property
    def of_people(self) -> bool:
        """Whether it reads anything that may be of a person."""
        return not self._columns.keys() <= NOT_OF_PEOPLE

    def run(self, most: int) -> Found:
        """The rows. Raises Refusal where they take too long or are too large."""
        end = time.monotonic() + SECONDS
        late = False

        def over() -> bool:
            nonlocal late
            late = time.monotonic() > end
            return late

        self._db.set_progress_handler(over, STEPS)
        try:
            names, rows = self._guarded(lambda: self._fetch(most))
        except Refusal:
            if late:
                raise Refusal(
                    "sql.takes-too-long",
                    say("查询超过 {seconds} 秒，已经停止", seconds=round(SECONDS)),
                    rule=say("查询不能拖慢大厅"),
                    next=say("请缩小范围后再查"),
                ) from None
            raise
        return Found(names, tuple(rows[:most]), len(rows) > most)

    def _fetch(self, most: int) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        cursor = self._db.execute(self._statement)
        names: list[str] = []
        for column in cursor.description or ():
            same = sum(name == column[0] or name.startswith(f"{column[0]}:") for name in names)
            names.append(f"{column[0]}:{same + 1}" if same else column[0])
        rows: list[tuple[Any, ...]] = []
        held = 0
        for row in cursor:
            cells = tuple(row)
            held += sum(len(cell) for cell in cells if isinstance(cell, (str, bytes)))
            if held > MOST_MEMORY // 4 or any(
                isinstance(cell, (str, bytes)) and len(cell) > LARGEST_CELL for cell in cells
            ):
                raise _too_large()
            rows.append(cells)
            if len(rows) > most:
                break
        return tuple(names), rows

    def _guarded(self, step: Callable[[], T]) -> T:
        """Do a step, and say in words what SQLite has against it."""
        try:
            return step()
        except (driver.Error, driver.Warning, ValueError) as error:
            trouble = None
            if isinstance(error, driver.DatabaseError) and any(words in str(error) for words in TROUBLES):
                trouble = trouble_of(error)
            raise self._barred or trouble or _not_run(verbatim(str(error)[:200])) from error
        except MemoryError as error:
            raise _too_large() from error

    def _may(self, what: int, first: str | None, second: str | None, _store: str | None, _by: str | None) -> int:
        """SQLite's question about one thing that the statement would do."""
        try:
            barred = self._why_not(what, first or "", second or "")
        except Exception as error:  # noqa: BLE001 (what can't be judged isn't let through)
            barred = _not_run(verbatim(type(error).__name__))
        if barred is None:
            return driver.LET
        self._barred = self._barred or barred
        return driver.DENY

    def _why_not(self, what: int, first: str, second: str) -> Refusal | None:
        if what == driver.SELECT:
            self._selects = True
            return None
        if what == driver.RECURSIVE:
            return None
        if what == driver.FUNCTION:
            return None if second.lower() in FUNCTIONS else _no_function(second)
        if what != driver.READ:
            return _not_run(say("它不只是查询"))
        table, column = first.lower(), second.lower()
        if not column and first not in self._tables | self._modules and not table.startswith(("sqlite_", "pragma_")):
            return None  # the statement's own: WITH name AS (...)
        if table not in INNER_TABLES and (table.startswith("sqlite_") or first not in self._tables):
            return _no_table(first)
        if is_secret(table, column):
            return self._shown_to_nobody(table, column)
        if table not in INNER_TABLES:
            self._columns.setdefault(table, set()).update({column} if column else ())
        return None

    def _shown_to_nobody(self, table: str, column: str) -> Refusal:
        return Refusal(
            "sql.column-shown-to-nobody",
            say("{table} 的 {column} 不给任何人看", table=verbatim(table), column=verbatim(column)),
            rule=say("口令、凭证和印章的值只由程序使用"),
            next=say("请不用 *，写明要看的列"),
        )


def is_secret(table: str, column: str) -> bool:
    """Whether a column is shown to nobody, by its name."""
    if (table, column) in OPEN_COLUMNS:
        return False
    return (table, column) in SECRET_COLUMNS or not SECRET_WORDS.isdisjoint(column.split("_"))


def _read(raw: bytes) -> str:
    """A text as a store keeps it, or as near to it as what a statement made of bytes comes."""
    try:
        return driver.read_text(raw)
    except UnicodeDecodeError:
        return raw.decode(errors="replace")


def _not_run(why: str) -> Refusal:
    return Refusal(
        "sql.query-not-run",
        say("查询没有执行（{error}）", error=why),
        rule=say("只许一条只读语句"),
        next=say("请写成一条 SELECT"),
    )


def _no_function(name: str) -> Refusal:
    return Refusal(
        "sql.function-not-allowed",
        say("查询里不能用函数 {name}", name=verbatim(name[:40])),
        rule=say("只许用只计算的函数"),
        next=say("请去掉它；可用的有 {names}", names=listed(("count", "sum", "substr", "date", "json_extract"))),
    )


def _no_table(name: str) -> Refusal:
    return Refusal(
        "sql.table-not-of-hall",
        say("大厅的数据里没有可查的表 {name}", name=verbatim(name[:40])),
        rule=say("只查大厅自己的表"),
        next=say("请用 SELECT name FROM sqlite_schema 看有哪些表"),
    )


def _too_large() -> Refusal:
    return Refusal(
        "sql.answer-too-large",
        say("查询的结果太大"),
        rule=say("一格最多 {largest} 个字符", largest=LARGEST_CELL),
        next=say("请缩小范围后再查"),
    )
