"""The directory of linked services from a table: what is new is added, what is known is changed, nothing goes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from counter.acts.catalogue.difference import STEWARDS
from counter.acts.directory.links import FIELDS, checked_values
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.store import driver
from counter.store import links as store
from counter.store import search as search_store

MOST = 5_000
"""Rows of one table."""
NAMED = 20
"""Rows that are named one by one."""
HEADS: Mapping[str, str] = {
    **{str(name): field for field, name in FIELDS.items()},
    **{field: field for field in FIELDS},
    "网站": "name",
    "网站名称": "name",
    "链接": "address",
    "地址": "address",
    "类别": "category",
    "简介": "gist",
    "url": "address",
}
"""What a column may be called, small letters."""
_NEW, _CHANGED, _SAME, _RETIRED = "new", "changed", "same", "retired"


@dataclass(frozen=True, slots=True)
class LoadedLinks:
    """What a table comes to: links added and changed, links that are so already, links that were taken out of the
    directory and stay out, and the rows that can't be taken, each with its number and the reason.
    """

    added: int
    changed: int
    same: int
    retired: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        head = say(
            "新增 {added} 个，改 {changed} 个，没有变 {same} 个，撤下过、没有放回 {retired} 个，不能收 {n} 行",
            added=self.added,
            changed=self.changed,
            same=self.same,
            retired=self.retired,
            n=len(self.faults),
        )
        shown = self.faults[:NAMED]
        more = (say("其余 {n} 行略", n=len(self.faults) - NAMED),) if len(self.faults) > NAMED else ()
        return listed((head, *shown, *more), "\n")


@query("link.would-load", by=STEWARDS, argument="rows")
def would_load(look: Look, rows: str) -> LoadedLinks:
    """What `link.load` would do with the same rows."""
    return _told(_read(look, rows))


@act("link.load", by=STEWARDS, argument="rows")
def load(work: Work, rows: str) -> LoadedLinks:
    """Take a table of links in: by their addresses new ones are added and known ones changed, in the columns that the
    table has. Nothing is taken out, and what a steward took out stays out. Rows that can't be taken are named.

    `rows` is JSON: a list of [number of the row, {head: text}].
    """
    found = list(_read(work, rows))
    for one in found:
        if one.kind == _NEW:
            store.add(work.db, one.values)
        elif one.kind == _CHANGED:
            store.change(work.db, one.number, one.values, moved=False)
    told = _told(found)
    if told.added or told.changed:
        search_store.catalogue_changed(work.db)
    work.about("link:table", added=told.added, changed=told.changed, faults=len(told.faults))
    return told


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    values: Mapping[str, str]
    number: int = 0
    fault: str = ""


def _told(found: Iterator[_Row] | list[_Row]) -> LoadedLinks:
    rows = list(found)
    kinds = [one.kind for one in rows]
    faults = tuple(one.fault for one in rows if one.fault)
    return LoadedLinks(kinds.count(_NEW), kinds.count(_CHANGED), kinds.count(_SAME), kinds.count(_RETIRED), faults)


def _read(look: Look | Work, text: str) -> Iterator[_Row]:
    seen: dict[str, int] = {}
    for number, given in _given(text):
        try:
            row = _row(look.db, given)
        except Refusal as refusal:
            yield _Row("", {}, fault=say("第 {number} 行：{why}", number=number, why=refusal.message))
            continue
        address = row.values["address"]
        if address in seen:
            again = say("第 {number} 行：网址和第 {first} 行一样", number=number, first=seen[address])
            yield _Row("", {}, fault=again)
            continue
        seen[address] = number
        yield row


def _row(db: driver.Connection, given: Mapping[str, str]) -> _Row:
    from counter.rules.directory import address as address_of

    there = store.at_address(db, address_of(given.get("address", "")))
    before = {field: there[field] if there is not None else "" for field in FIELDS}
    values = checked_values(db, {**before, **given})
    if there is None:
        return _Row(_NEW, values)
    if there["retired_on"] is not None:
        return _Row(_RETIRED, values)
    return _Row(_SAME if all(values[field] == before[field] for field in FIELDS) else _CHANGED, values, there["id"])


def _given(text: str) -> list[tuple[int, dict[str, str]]]:
    try:
        read = [
            (int(number), {str(head): str(cell) for head, cell in cells.items()}) for number, cells in json.loads(text)
        ]
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        raise Refusal(
            "link.table-not-readable",
            say("网站的表读不懂"),
            rule=say("每行写：行号、各栏的内容"),
            next=say("请重新读一次文件"),
        ) from None
    if len(read) > MOST:
        raise Refusal(
            "link.table-too-long",
            say("表里有 {n} 行，没有收", n=len(read)),
            rule=say("一次最多 {most} 行", most=MOST),
            next=say("请分成几个文件"),
        )
    named = [
        (number, {HEADS[head.strip().lower()]: cell for head, cell in cells.items() if head.strip().lower() in HEADS})
        for number, cells in read
    ]
    if named and not any("address" in cells for _, cells in named):
        heads = listed((verbatim(head[:20]) for head in read[0][1]), "、")
        raise Refusal(
            "link.table-without-addresses",
            say("表里没有网址一栏，有：{heads}", heads=heads),
            rule=say("要有名称、网址、分类三栏，可以有说明、英文名称、繁体名称、英文说明"),
            next=say("请改表头再装入"),
        )
    return named
