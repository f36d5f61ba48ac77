"""Is a receipt ours? The hall's key answers, without the store; a forger would need that key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import mark, say
from counter.rules import numbers
from counter.rules.numbers import Reading

if TYPE_CHECKING:
    from counter.hall import Hall

KINDS = {"case": mark("办件回执"), "ticket": mark("号票"), "slip": mark("物料转移单"), "other": mark("文书")}


@dataclass(frozen=True, slots=True)
class Genuine:
    """A code that this hall gave out. `kind` is case, ticket, slip or other."""

    code: str
    kind: str
    name: str

    def __str__(self) -> str:
        return say("真：这是本大厅发出的{name}", name=self.name)


@query("paper.verify", argument="code")
def verify(look: Look, code: str) -> Genuine:
    """Tell whether a scanned or typed code is one that this hall gave out; for any window and any desk."""
    return read(look.hall, code)


def read(hall: Hall, text: str) -> Genuine:
    """Read a scanned or typed code and tell whether this hall signed it.

    Raises Refusal with one of three answers: unreadable, altered or forged, another hall's.
    """
    reading = numbers.read_code(text, hall.settings["id"])
    if reading.kind is Reading.UNREADABLE:
        raise Refusal(
            "paper.code-cannot-read",
            say("看不懂这个查询码"),
            rule=say("查询码是 {length} 位数字和字母", length=numbers.LENGTH),
            next=say("请重新扫描，或照着回执再输入一次"),
        )
    if reading.kind is Reading.FOREIGN:
        raise Refusal(
            "paper.receipt-another-hall",
            say("这是别的大厅的回执"),
            rule=say("查询码里有大厅的标记"),
            next=say("请到发出回执的大厅办理"),
        )
    if reading.kind is Reading.ALTERED or not numbers.signed(hall.secret("track"), reading.code):
        raise Refusal(
            "paper.code-not-issued-hall",
            say("这个查询码不是本大厅发出的，或者被改动过"),
            rule=say("查询码带有本大厅的签名"),
            next=say("请对照回执再试；仍不对，请值班主任核查"),
        )
    kind = numbers.kind_of(reading.code)
    return Genuine(reading.code, kind, KINDS[kind])
