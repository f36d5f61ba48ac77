"""`counter supply ...`: what this house is made of, under which licences, and which known faults its packages have.

Everything is read on this machine; advisories come as files that somebody brings.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import listed, mark, say, verbatim

if TYPE_CHECKING:
    from counter.commands._components import Component, Inside

LARGEST_RECORD = 5_000_000
"""Bytes of one advisory at the most; whatever is larger is none."""


@click.group("supply", help=mark("软件组成：所用的包、许可证、物料清单（SBOM）、离线核对安全公告"))
def group() -> None:
    """No hall is opened: all of it is about the program."""


@group.command("licences", help=mark("列出运行所用的每个包：名称、版本、许可证，以及编译在里面的部件"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
def licences(as_json: bool) -> None:
    """What is installed here, not what a list says."""
    from counter.commands._components import components

    show(components(), as_json)


@group.command("sbom", help=mark("软件物料清单（CycloneDX 1.6 JSON），写到文件或标准输出"))
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), help=mark("写到这个文件"))
@click.option(
    "--pins",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help=mark("带散列的依赖清单 constraints.txt"),
)
@click.pass_obj
def sbom(door: Door, target: Path | None, pins: Path | None) -> None:
    """The same bytes for the same packages."""
    from counter.commands._components import PINS, bill, components, pinned
    from counter.hall.files_out import FOR_READERS, write_new

    known = pinned(pins or PINS) if pins or PINS.exists() else {}
    text = json.dumps(bill(components(), known), ensure_ascii=False, indent=1) + "\n"
    if target is None:
        click.echo(text, nl=False)
        return
    write_new(target, text.encode(), door.grounds(), rights=FOR_READERS)
    tell(say("物料清单已写到 {file}", file=verbatim(target)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A package of this house that an advisory means; `sure` is false where the advisory doesn't let one tell."""

    package: str
    version: str
    advisory: str
    aliases: tuple[str, ...]
    summary: str
    mended_in: str
    sure: bool

    def __str__(self) -> str:
        names = listed((self.advisory, *self.aliases))
        way = say("，{version} 起已修复", version=self.mended_in) if self.mended_in else ""
        values = {"package": self.package, "version": self.version, "names": names}
        said = (
            say("{package} {version} 受影响：{names}{way}", way=way, **values)
            if self.sure
            else say("{package} {version} 是否受影响看不出来：{names}", **values)
        )
        return listed((said, *filter(None, (verbatim(self.summary),))), "  ")


@dataclass(slots=True)
class Audit:
    """What a database of advisories says about this house, and what it can't say."""

    packages: int = 0
    advisories: int = 0
    newest: str = ""
    affected: list[Hit] = field(default_factory=list)
    unsure: list[Hit] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    unpinned: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines: list[object] = [*self.affected, *self.unsure]
        lines.append(
            say(
                "{packages} 个包对照了 {advisories} 条公告：{affected} 项受影响，{unsure} 项看不出来",
                packages=self.packages,
                advisories=self.advisories,
                affected=len(self.affected),
                unsure=len(self.unsure),
            )
        )
        lines.append(say("不知道的：{day} 以后的公告", day=self.newest[:10]))
        if self.unread:
            lines.append(
                say(
                    "不知道的：{n} 个文件读不出公告（{names}）",
                    n=len(self.unread),
                    names=verbatim("、".join(self.unread[:5])),
                )
            )
        if self.inside:
            parts = listed(listed(filter(None, (one.name, one.version)), " ") for one in self.inside)
            lines.append(say("不知道的：编译在包里的部件，这份公告不管：{parts}", parts=parts))
        if self.unpinned:
            lines.append(say("与依赖清单不一致：{names}", names=listed(self.unpinned)))
        return listed(lines, "\n")


@group.command("audit", help=mark("离线核对：把带来的安全公告（OSV 格式的目录或 zip）和所装的包对照"))
@click.argument("database", type=click.Path(path_type=Path))
@click.option(
    "--pins",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help=mark("带散列的依赖清单 constraints.txt"),
)
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_context
def audit(context: click.Context, database: Path, pins: Path | None, as_json: bool) -> None:
    """Exit code 1 if a package is affected, or may be."""
    from counter.commands._components import PINS, components, pinned

    known = pinned(pins or PINS) if pins or PINS.exists() else {}
    house, *others = components()
    found = audited(database, [house, *others])
    found.unpinned = [
        f"{one.name} {one.version} ≠ {known[one.name][0]}"
        for one in others
        if one.name in known and known[one.name][0] != one.version
    ]
    show(found, as_json)
    context.exit(1 if found.affected or found.unsure else 0)


def audited(database: Path, all_of_it: list[Component]) -> Audit:
    """Hold every record of the database against these components. Raises Refusal if none is about Python packages."""
    from counter.rules.advisories import means, mended_in, read
    from counter.rules.letters import visible

    found = Audit(packages=len(all_of_it), inside=[part for one in all_of_it for part in one.inside])
    ours = {one.name: one.version for one in all_of_it}
    for name, raw in _records(database):
        try:
            advisory = read(json.loads(raw or b"", parse_constant=str))
        except (ValueError, RecursionError):  # what is broken, and what nests without end
            found.unread.append(visible(name, 60))
            continue
        if not advisory.affected:
            continue
        found.advisories += 1
        found.newest = max(found.newest, visible(advisory.modified, 30))
        for about in advisory.affected if not advisory.withdrawn else ():
            if (version := ours.get(about.package)) is None or (answer := means(about, version)) is False:
                continue
            hit = Hit(
                about.package,
                version,
                visible(advisory.id, 60),
                tuple(visible(alias, 60) for alias in advisory.aliases[:5]),
                visible(advisory.summary, 200),
                mended_in(about, version),
                bool(answer),
            )
            (found.affected if answer else found.unsure).append(hit)
    if not found.advisories:
        raise Refusal(
            "supply.no-advisories",
            say("{file} 里没有 Python 包的安全公告", file=verbatim(database)),
            rule=say("没有读到公告就不能说没有问题"),
            next=say("请带来 OSV 数据库 PyPI 部分（目录，或整个 zip）"),
        )
    return found


def _records(database: Path) -> Iterator[tuple[str, bytes | None]]:
    """Name and bytes of every file of a folder or an archive that may be an advisory; None for what is too large."""
    if database.is_dir():
        for file in sorted(database.rglob("*.json")):
            if file.is_file():
                yield file.name, file.read_bytes() if file.stat().st_size <= LARGEST_RECORD else None
        yield from ((file.name, None) for file in sorted(database.rglob("*.y*ml")))
        return
    try:
        with zipfile.ZipFile(database) as archive:
            for one in archive.infolist():
                if one.filename.endswith(".json"):
                    yield one.filename, archive.read(one) if one.file_size <= LARGEST_RECORD else None
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise Refusal(
            "supply.cannot-read-database",
            say("{file} 读不了", file=verbatim(database)),
            rule=say("安全公告是 OSV 格式的目录或 zip"),
            next=say("请核对文件，重新复制一次"),
        ) from error
