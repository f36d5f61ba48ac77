"""Everything that can be wrong with a hall's data, each with what it is, since when, and what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.errors import Refusal
from counter.hall.proving import Head, head_path, holds, kept_head
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.head_words import digits_of
from counter.store import binding, cases, driver, files, journal, proof, schema, soundness
from counter.store.chain import links
from counter.store.proof import Wrong

if TYPE_CHECKING:
    from counter.hall import Hall

SHOWN = 5
"""How many rows or entries of one kind a sentence names."""

KINDS = {"table": mark("表"), "index": mark("索引"), "trigger": mark("触发器"), "view": mark("视图")}

ROWS = {
    Wrong.CHANGED: mark("{table}：{n} 行被绕过程序改动（{rows}）"),
    Wrong.ADDED: mark("{table}：{n} 行不是程序写入的（{rows}）"),
    Wrong.MISSING: mark("{table}：{n} 行被绕过程序删去（{rows}）"),
}
SCHEMA = {
    Wrong.CHANGED: mark("{kind} {name} 的定义被改动"),
    Wrong.ADDED: mark("{kind} {name} 不是程序建立的"),
    Wrong.MISSING: mark("{kind} {name} 不见了"),
}

FROM_BACKUP = mark("请停用各窗口，保留现有文件备查，从最近的完好备份恢复")
ASK_WHO = mark("请保留现有文件备查，查明谁能打开数据文件；内容以文书和日志为准，从完好备份恢复")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `since`: the entry or moment from which on it is."""

    code: str
    what: str
    since: str
    next: str

    def __str__(self) -> str:
        return listed(filter(None, (self.what, self.since, self.next)), "；")


def faults(hall: Hall, *, contents: bool = True) -> Iterator[Fault]:
    """All faults of a hall's stores; `contents`: attached files are read and held against their digests too."""
    for part in PARTS:
        yield from faults_in(hall, part, contents=contents)


def faults_in(hall: Hall, part: str, *, contents: bool = True) -> Iterator[Fault]:
    """Those of one of PARTS, for whoever shows how far it has come."""
    if part == "files":
        yield from _files(hall, contents)
        return
    try:
        yield from STEPS[part](hall)
    except driver.DatabaseError as error:
        yield Fault("store.unreadable", say("读不下去：{error}", error=error), "", say(FROM_BACKUP))


def past_the_program(hall: Hall) -> Iterator[str]:
    """What a hall holds that this program did not write: the schema and the rows, without what stands outside."""
    for step in (_schema, _rows):
        yield from (fault.what for fault in step(hall))


def _store(hall: Hall) -> Iterator[Fault]:
    for sentence in soundness.faults(hall.db):
        yield Fault("store", sentence, "", say(FROM_BACKUP))


def _schema(hall: Hall) -> Iterator[Fault]:
    empty = schema.written()
    try:
        for wrong, kind, name in proof.other_than_written(hall.db, empty):
            yield Fault(
                f"schema.{wrong}",
                say(SCHEMA[wrong], kind=say(KINDS[kind]), name=verbatim(name)),
                "",
                say(ASK_WHO),
            )
    finally:
        empty.close()


def _chain(hall: Hall) -> Iterator[Fault]:
    if hall.chain_key is None:
        yield Fault(
            "proof.no-chain-key",
            say("没有链密钥，证明不了数据没有被改动"),
            "",
            say("请把链密钥文件放回原处，或按恢复单重新写入"),
        )
    if not binding.begun(hall.db):
        yield Fault("proof.seals-missing", say("用来证明数据的封记不见了"), "", say(ASK_WHO))
    last, known = journal.last_seq(hall.db), binding.entry_known(hall.db)
    if last < known:
        yield Fault(
            "proof.entries-missing",
            say("日志末尾少了第 {first} 到 {last} 条", first=last + 1, last=known),
            "",
            say(ASK_WHO),
        )
    broken = [(link.entry, link.number, link.at) for link in links(hall.db) if link.broken]
    for entry, words in ((True, mark("日志第 {seq} 条与前一条不相连")), (False, mark("封记第 {seq} 号与前后不相连"))):
        found = [(number, at) for of_entry, number, at in broken if of_entry is entry]
        for number, at in found[:SHOWN]:
            yield Fault("proof.chain", say(words, seq=number), _at(hall, at), say(ASK_WHO))
        if len(found) > SHOWN:
            yield Fault("proof.chain", say("还有 {n} 处不相连", n=len(found) - SHOWN), "", say(ASK_WHO))


def _at(hall: Hall, at: int) -> str:
    try:
        return say("写于 {at}", at=f"{hall.local(at):%Y-%m-%d %H:%M}")
    except (ValueError, OverflowError, OSError):
        return say("时间也不对")


def _rows(hall: Hall) -> Iterator[Fault]:
    bound = hall.db.binding
    if bound is None or bound.key is None or not binding.begun(hall.db):
        return
    found: dict[tuple[str, Wrong], list[proof.WrongRow]] = {}
    for row in proof.wrong_rows(hall.db, bound):
        found.setdefault((row.table, row.wrong), []).append(row)
    for (table, wrong), rows in found.items():
        shown = listed((verbatim(row.row[:60]) for row in rows[:SHOWN]), "、")
        entries = sorted({row.entry for row in rows if row.entry})
        since = (
            say("最后一次由程序写入：日志第 {entries} 条", entries=listed((str(one) for one in entries[:SHOWN]), "、"))
            if entries
            else ""
        )
        yield Fault(
            f"proof.row-{wrong}", say(ROWS[wrong], table=verbatim(table), n=len(rows), rows=shown), since, say(ASK_WHO)
        )


def _head(hall: Hall) -> Iterator[Fault]:
    if hall.training or hall.chain_key is None:
        return
    head = kept_head(hall)
    if head is None:
        yield Fault(
            "proof.no-head",
            say("大厅之外的链头 {path} 不见了或不对", path=verbatim(head_path(hall.settings["id"]))),
            "",
            say("请用最近一张当日结束单核对：counter check --head"),
        )
    elif not holds(hall, head):
        last = journal.last_seq(hall.db)
        yield Fault(
            "proof.older-store",
            say("日志曾到第 {seq} 条，现在只有 {n} 条或内容不同：放回了旧的数据文件", seq=head.seq, n=last),
            _at(hall, head.at),
            say("请换回最后的数据文件；确实只有这份，由管理员用 counter proof restored 说明缘由"),
        )


def _files(hall: Hall, contents: bool) -> Iterator[Fault]:
    try:
        store = hall.files
    except Refusal as refusal:
        yield Fault(refusal.code, refusal.message, "", say("请把 files.db 放回原处，或从备份恢复"))
        return
    try:
        for sentence in soundness.damage(store):
            yield Fault("files.store", say("files.db：{fault}", fault=sentence), "", say(FROM_BACKUP))
        needed = cases.contents_needed(hall.db)
        there = files.hashes(store)
        if lost := sorted(needed.keys() - there):
            yield Fault(
                "files.missing",
                say("{n} 份附件的内容不在 files.db 里（{names}）", n=len(lost), names=_named(needed, lost)),
                "",
                say("请从备份恢复 files.db"),
            )
        if contents:
            wrong = [
                sha256
                for sha256 in sorted(needed.keys() & there)
                if hashlib.sha256(files.read(store, sha256) or b"").hexdigest() != sha256
            ]
            if wrong:
                yield Fault(
                    "files.changed",
                    say("{n} 份附件的内容被换过（{names}）", n=len(wrong), names=_named(needed, wrong)),
                    "",
                    say("请从备份恢复 files.db"),
                )
    except driver.DatabaseError as error:
        yield Fault("files.unreadable", say("files.db：{fault}", fault=verbatim(error)), "", say(FROM_BACKUP))


def _named(needed: dict[str, str], hashes: list[str]) -> str:
    return listed((verbatim(needed[sha256]) for sha256 in hashes[:SHOWN]), "、")


STEPS: dict[str, Callable[[Hall], Iterator[Fault]]] = {
    "store": _store,
    "schema": _schema,
    "chain": _chain,
    "rows": _rows,
    "head": _head,
}
PARTS = (*STEPS, "files")
"""What is looked at, in this order."""


def head_in(hall: Hall, told: str) -> Head:
    """The entry whose head was written down, by its eight words or by what the square code says. Raises Refusal where
    this hall has none such.
    """
    parts = told.split()
    coded = len(parts) == 5 and parts[:2] == ["COUNTER", "HEAD"]
    digits = parts[4].lower() if coded else digits_of(told)
    if digits is None or any(sign not in "0123456789abcdef" for sign in digits):
        raise Refusal(
            "proof.no-head-words",
            say("读不懂这个链头"),
            rule=say("链头是当日结束单上的八个词，或方码的内容"),
            next=say("请照着当日结束单再输一次"),
        )
    found = journal.with_digits(hall.db, digits)
    if found is None or (coded and parts[2].lower() != hall.settings["id"]):
        raise Refusal(
            "proof.head-not-here",
            say("这个大厅的日志里没有这个链头"),
            rule=say("链头写下以前办的事，一条也不能少、不能改"),
            next=say("请停用各窗口，换回最后的数据文件或从备份恢复"),
        )
    return Head(hall.settings["id"], found[0], found[2], found[1])
