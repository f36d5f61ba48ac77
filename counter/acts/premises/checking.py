"""Whether the hall's data are whole and as the program wrote them, asked part by part by whoever keeps the hall."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from counter.hall.act import Look, query
from counter.hall.checking import faults_in
from counter.phrases.said import listed, mark, say
from counter.rules.access import Role
from counter.store import journal

KEEPERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)


class Part(StrEnum):
    """A part of the check."""

    STORE = "store"
    SCHEMA = "schema"
    CHAIN = "chain"
    ROWS = "rows"
    HEAD = "head"
    FILES = "files"


PART_NAMES = {
    Part.STORE: mark("数据文件"),
    Part.SCHEMA: mark("结构"),
    Part.CHAIN: mark("日志"),
    Part.ROWS: mark("每一行"),
    Part.HEAD: mark("厅外链头"),
    Part.FILES: mark("附件"),
}
"""The parts in their order."""


@dataclass(frozen=True, slots=True)
class PartChecked:
    """What a look at one part found: a sentence for each fault; `entries` is how far the journal goes."""

    part: str
    faults: tuple[str, ...]
    entries: int

    def __str__(self) -> str:
        found = listed(self.faults, "；") if self.faults else say("完好")
        return say("{part}：{found}", part=PART_NAMES[Part(self.part)], found=found)


@query("hall.check", by=KEEPERS, argument="part")
def check(look: Look, part: Part, contents: bool = True) -> PartChecked:
    """Look over one part of the hall's data: the file, its schema, the journal's chain, each row against the entry
    that wrote it, the head outside, the attachments (with `contents` each against its digest).
    """
    part = Part(part)
    found = tuple(str(fault) for fault in faults_in(look.hall, part, contents=contents))
    return PartChecked(str(part), found, journal.last_seq(look.db))
