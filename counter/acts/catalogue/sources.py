"""Reading what departments hand in: CSV, XLSX, JSON Lines and TOML, whatever the encoding, row by row with the fault of
each.

A file that is too large or too odd to be read at all is refused before anything of it is believed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from itertools import islice
from pathlib import Path
from typing import Any

from counter.acts.catalogue.source_rows import MOST_BYTES, MOST_CELL, MOST_COLUMNS, MOST_ROWS, Row, record_of
from counter.acts.catalogue.tables import FURTHEST_HEAD, Line, PageTable, rows_of
from counter.acts.catalogue.workbook import sheet_rows
from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.letters import visible


def read(path: Path, wanted: Collection[str] = (), codes: Collection[str] = ()) -> list[Row]:
    """All rows of a file, whatever its name says of its kind; `wanted` are the heads to look for,
    `codes` those whose leading zeros matter. Raises Refusal for a file that can't be read as a whole."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Refusal(
            "catalogue.cannot-read",
            say("读不了 {path}（{strerror}）", path=verbatim(path.name), strerror=error.strerror),
            next=say("请检查文件名和读权限"),
        ) from error
    if path.is_dir():
        raise Refusal(
            "catalogue.folder",
            say("{path} 是目录", path=verbatim(path.name)),
            rule=say("导入的是一个文件"),
            next=say("请指明文件"),
        )
    if size > MOST_BYTES:
        raise Refusal(
            "catalogue.mb-not-read",
            say("{path} 有 {size} MB，没有读", path=verbatim(path.name), size=f"{size / 1048576:.0f}"),
            rule=say("导入文件最大 {most_bytes} MB", most_bytes=MOST_BYTES // 1048576),
            next=say("请按部门拆成几个文件"),
        )
    if size == 0:
        raise Refusal(
            "catalogue.file-empty", say("{path} 是空文件", path=verbatim(path.name)), next=say("请换一个文件")
        )
    kind = path.suffix.lower()
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return _bounded(path, sheet_rows(path, wanted, codes), {})
        if name := next((name for magic, name in _OTHER_KINDS.items() if start.startswith(magic)), ""):
            raise Refusal(
                "catalogue.no-table",
                say("{path} 里面是 {kind}，不是表格", path=verbatim(path.name), kind=name),
                rule=say("可读 CSV、XLSX、XLS、ODS、JSON、TOML，按内容认，不看名字"),
                next=say("请向部门要表格文件"),
            )
        text, broken = decode(path.read_bytes(), path.name)
        return _bounded(path, _read_text(text, kind, wanted, codes), broken)
    except OSError as error:
        raise Refusal(
            "catalogue.cannot-read",
            say("读不了 {path}（{error}）", path=verbatim(path.name), error=error),
            next=say("请检查文件和读权限"),
        ) from error


_OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"SQLite f": "SQLite",
    b"{\\rtf": "RTF",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
}
"""The first bytes of what is no table."""


def _read_text(text: str, kind: str, wanted: Collection[str], codes: Collection[str]) -> Iterator[Row]:
    """A text by what is in it; its name counts only where that leaves it open."""
    start = text.lstrip()[:2000].lower()
    if re.search(r"<(table|html)[ >]", start) and kind not in (".jsonl", ".ndjson"):
        table = PageTable(text)
        lines = ((number, cells, "") for number, cells in enumerate(table.rows, 1))
        return iter(rows_of(lines, wanted, codes))
    if kind == ".toml" or re.search(r"^\s*\[\[items\]\]", text, re.MULTILINE):
        return _tables(text)
    heads = text.lstrip().split("\n", 1)[0]
    tabular = heads[:1] not in ("{", "[", "<") and any(name in heads for name in wanted)
    records = re.match(r"(\{\s*\"|\[\s*\{|\[\s*\])", start)
    if records or (kind in (".jsonl", ".ndjson", ".json") and not tabular):
        return _lines(text)
    return _table(text, wanted, codes)


def digest_of(path: Path) -> str:
    """SHA-256 of a file (hex). Raises Refusal where it has gone meanwhile."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Refusal(
            "catalogue.cannot-read",
            say("读不了 {path}（{strerror}）", path=verbatim(path.name), strerror=error.strerror),
            next=say("请检查文件和读权限"),
        ) from error


def _bounded(path: Path, found: Iterator[Row], broken: Mapping[int, str]) -> list[Row]:
    """The rows, each within its size; no more of them are ever held than may be imported."""
    rows = [
        _within(Row(row.number, None, broken[row.number]) if row.number in broken else row)
        for row in islice(found, MOST_ROWS + 1)
    ]
    if not rows:
        raise Refusal(
            "catalogue.holds-no-record",
            say("{path} 里没有一行记录", path=verbatim(path.name)),
            next=say("请检查文件内容"),
        )
    if len(rows) > MOST_ROWS:
        raise Refusal(
            "catalogue.more-than-rows-nothing",
            say("{path} 的行数超过 {most_rows}，没有导入", path=verbatim(path.name), most_rows=MOST_ROWS),
            rule=say("一次最多 {most_rows} 行", most_rows=MOST_ROWS),
            next=say("请按部门拆成几个文件"),
        )
    return rows


def decode(data: bytes, name: str) -> tuple[str, dict[int, str]]:
    """A file's text: UTF-8 (with or without mark), UTF-16, else GB18030; and the lines that no encoding reads.

    Raises Refusal where most lines can't be read.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _whole(data, "utf-16", name), {}
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    elif len(data) > 3 and (data[1::2][:200].count(0) > 20 or data[0::2][:200].count(0) > 20):
        return _whole(
            data, "utf-16-le" if data[1::2][:200].count(0) >= data[0::2][:200].count(0) else "utf-16-be", name
        ), {}
    try:
        return data.decode("utf-8"), {}
    except UnicodeDecodeError:
        pass
    lines = data.split(b"\n")
    odd = [line for line in lines if not line.isascii()]
    broken: dict[int, str] = {}
    if sum(_reads(line, "utf-8") for line in odd) > 0.5 * len(odd):
        for number, line in enumerate(lines, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                broken[number] = say("第 {start} 个字节起不是 UTF-8（文件其余部分是）", start=error.start + 1)
        return data.decode("utf-8", "replace"), broken
    for number, line in enumerate(lines, 1):
        try:
            line.decode("gb18030")
        except UnicodeDecodeError as error:
            broken[number] = say("第 {start} 个字节起不是 GB18030，也不是 UTF-8", start=error.start + 1)
    if len(broken) > len(odd) / 2:
        number, words = next(iter(broken.items()))
        raise Refusal(
            "catalogue.encoding-cannot-read-row",
            say("{name} 的编码读不懂：第{number}行{words}", name=verbatim(name), number=number, words=words),
            rule=say("可读 UTF-8、UTF-16、GB18030"),
            next=say("请另存为 UTF-8 再导入"),
        )
    return data.decode("gb18030", "replace"), broken


def _reads(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _whole(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal(
            "catalogue.cannot-read-encoding-no",
            say("{name} 的编码读不懂：第 {start} 个字节起不是 UTF-16", name=verbatim(name), start=error.start + 1),
            rule=say("可读 UTF-8、UTF-16、GB18030"),
            next=say("请另存为 UTF-8 再导入"),
        ) from error


def _within(row: Row) -> Row:
    """A row whose cells are all of a size that a person could have written, and of characters that can be
    written down.
    """
    if row.cells is None:
        return row
    if len(row.cells) > MOST_COLUMNS:
        return Row(
            row.number,
            None,
            say("有 {count} 列，最多 {most_columns} 列", count=len(row.cells), most_columns=MOST_COLUMNS),
        )
    for column, value in row.cells.items():
        try:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            (column + text).encode()
        except UnicodeEncodeError:
            return Row(row.number, None, say("{column} 里有残缺的字符", column=visible(column, 30)))
        except RecursionError:
            return Row(row.number, None, say("{column} 一层套一层，套得太深", column=visible(column, 30)))
        if len(text) > MOST_CELL:
            return Row(
                row.number,
                None,
                say(
                    "{column} 有 {count} 个字符，一格最多 {most_cell} 个",
                    column=column[:30],
                    count=len(text),
                    most_cell=MOST_CELL,
                ),
            )
    return row


def _table(text: str, wanted: Collection[str], codes: Collection[str]) -> Iterator[Row]:
    """CSV; commas, tabs or semicolons."""
    csv.field_size_limit(MOST_BYTES)
    first = "\n".join(text.split("\n", FURTHEST_HEAD)[:FURTHEST_HEAD])
    delimiter = max(",\t;", key=first.count)
    if not first.count(delimiter):
        raise Refusal(
            "catalogue.row-1-no-names",
            say("第1行读不出列名"),
            rule=say("CSV 第一行是列名，用逗号、制表符或分号隔开"),
            next=say("请检查文件格式"),
        )
    for row in rows_of(_csv_lines(text, delimiter), wanted, codes, strict=True):
        if row.cells is None:
            yield row
            continue
        odd = tuple(
            say("{name} 是公式，按文字保留", name=name) for name, cell in row.cells.items() if _is_formula(cell)
        )
        cells = {name: _unquoted(cell) for name, cell in row.cells.items()}
        yield Row(row.number, cells, "", (*row.oddities, *odd))


def _csv_lines(text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            words = (
                say("引号没有合上，后面的内容都落在这一格里")
                if "end of data" in str(error)
                else say("引号用法不对（{error}）", error=error)
            )
            yield number, (), words
            if "end of data" in str(error):
                return


def _is_formula(cell: str) -> bool:
    """What a spreadsheet would run when it opens the file (a plain signed number is none)."""
    return cell[:1] in "=+-@" and bool(cell) and not re.fullmatch(r"[+-]?[0-9.,%]*", cell)


def _unquoted(cell: str) -> str:
    """Without the apostrophe that our own export puts before what a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and _is_formula(cell[1:]) else cell


def _lines(text: str) -> Iterator[Row]:
    """JSON Lines, or one JSON list of objects."""
    if text.lstrip()[:1] == "[":
        try:
            records = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Refusal(
                "catalogue.cannot-read-json",
                say("读不懂 JSON（{error}）", error=error),
                rule=say("应为对象的列表，或一行一个对象"),
                next=say("请检查文件"),
            ) from error
        yield from (record_of(number, record) for number, record in enumerate(records, 1))
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if line.lstrip()[:1] == "<":
            yield Row(number, None, say("这一行是网页，不是记录"))
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            cut = isinstance(error, json.JSONDecodeError) and (
                error.pos >= len(line.rstrip()) - 1 or "Unterminated" in error.msg
            )
            yield Row(
                number, None, say("JSON 没有写完，可能被截断") if cut else say("读不懂 JSON（{error}）", error=error)
            )
            continue
        yield record_of(number, record)


def _tables(text: str) -> Iterator[Row]:
    """TOML with [[items]] tables; a row's number is the line of its heading."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(
            "catalogue.cannot-read-toml", say("读不懂 TOML（{error}）", error=error), next=say("请按提示的行列改正")
        ) from error
    items = data.get("items", [])
    if not isinstance(items, list):
        raise Refusal(
            "catalogue.items-toml-no-list",
            say("TOML 里的 items 不是一组表"),
            rule=say("每个事项写成一个 [[items]]"),
            next=say("请改正后再导入"),
        )
    heads = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[items]]"]
    for index, table in enumerate(items):
        yield record_of(heads[index] if index < len(heads) else index + 1, _without_dates(table))


def _without_dates(value: Any) -> Any:
    """TOML's own dates and times as their words."""
    if isinstance(value, dict):
        return {name: _without_dates(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_dates(inner) for inner in value]
    return value.isoformat() if isinstance(value, (date, time)) else value
