"""What an import would change, as a value: the lines of the preview and what would be written; and the mappings."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counter.errors import Refusal
from counter.hall import DATA
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules import mapping as rules
from counter.rules.access import Role
from counter.rules.guide import Item

STEWARDS = (Role.SUPERVISOR, Role.ADMINISTRATOR)

Progress = Callable[[int, int], None]
"""Called now and then with rows done and rows in all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference: the row in the source (0 where it isn't there any more), the item, what and why."""

    row: int
    code: str
    name: str
    what: str = ""

    def __str__(self) -> str:
        head = a_row(
            (part for part in (say("第{row}行", row=self.row) if self.row else "", self.name or self.code) if part), " "
        )
        return say("{head}：{what}", head=head, what=self.what) if self.what else head


@dataclass(frozen=True, slots=True)
class Ready:
    """An item that would be written, and what is kept with it of the source."""

    item: Item
    source: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import would change. `ready`, `papers` and `bodies` are what would be written."""

    file: str
    mapping: str
    digest: str
    rows: int
    unchanged: int
    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    gone: tuple[Line, ...]
    unreadable: tuple[Line, ...]
    warnings: tuple[Line, ...]
    departments: tuple[str, ...]
    ready: tuple[Ready, ...] = field(default=(), repr=False)
    papers: tuple[rules.Paper, ...] = field(default=(), repr=False)
    bodies: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)
    bundle: dict[str, Any] | None = field(default=None, repr=False)
    losses: tuple[Line, ...] = ()
    """What the hall would no longer have: each import that loses anything needs its own yes."""
    weakened: tuple[Line, ...] = ()
    """Safeguards of people's rights that would weaken: a supervisor has to agree."""
    offered: tuple[Line, ...] = ()
    """Papers that the source names anew for lists that a steward keeps: each becomes a finding that adds it or lets it
    be.
    """
    stamp: str = ""
    """By which the rows are known that lie ready in the connection that compared."""

    def __str__(self) -> str:
        return say(
            "{file}：{rows} 行，新增 {added}，改变 {changed}，不变 {unchanged}，来源里没有了 {gone}，读不了 "
            "{unreadable}，提醒 {warnings}，新部门 {departments}{losses}{weakened}{offered}",
            file=self.file,
            rows=self.rows,
            added=len(self.new),
            changed=len(self.changed),
            unchanged=self.unchanged,
            gone=len(self.gone),
            unreadable=len(self.unreadable),
            warnings=len(self.warnings),
            departments=len(self.departments),
            losses=say("，会丢失 {count} 处", count=len(self.losses)) if self.losses else "",
            weakened=say("，保障减弱 {count} 处", count=len(self.weakened)) if self.weakened else "",
            offered=(say("，改过的清单里没有的新材料 {count}", count=len(self.offered)) if self.offered else ""),
        )


def plan_of(name: str) -> rules.Plan:
    """A mapping of data/mappings. Raises Refusal with the names there are."""
    folder = DATA / "mappings"
    if name.endswith(".toml"):
        return _plan_in(Path(name))
    known = sorted(file.stem for file in folder.glob("*.toml"))
    if name not in known:
        raise Refusal(
            "catalogue.no-mapping",
            say("没有名为 {name} 的对照表", name=verbatim(name[:40])),
            rule=say("对照表在 data/mappings"),
            next=say("可用：{known}，或者写明文件（./my.toml）", known=a_row([*known, "bundle"])),
        )
    return _plan_in(folder / f"{name}.toml", name)


def _plan_in(file: Path, name: str = "") -> rules.Plan:
    try:
        if file.stat().st_size > 1_000_000:
            raise ValueError(say("超过 1 MB"))
        return rules.read_plan(name or file.stem, tomllib.loads(file.read_text("utf-8-sig")))
    except (OSError, tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Refusal(
            "catalogue.mapping-not-written-right",
            say("对照表 {name} 读不了或写得不对（{error}）", name=verbatim(name or file.name), error=error),
            rule=say("写法与 data/mappings 里的一样"),
            next=say("请改正这个文件"),
        ) from error
