"""Whether a security advisory means a version: the OSV format (Open Source Vulnerabilities), versions by PEP 440.

An advisory lists the versions that it affects, or ranges of them, or only commits of a repository. What can't be told
from it stays open (None): never "not affected".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.version import InvalidVersion, Version

ECOSYSTEM = "PyPI"


@dataclass(frozen=True, slots=True)
class Range:
    """Where a fault came in and where it went out again, in the order of versions; `kind` is how these are counted."""

    kind: str
    events: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """What an advisory says about one package."""

    package: str
    versions: tuple[str, ...]
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Advisory:
    """One record of the database, as far as it is about Python packages."""

    id: str
    aliases: tuple[str, ...]
    summary: str
    modified: str
    withdrawn: bool
    affected: tuple[Affected, ...]


def package_name(name: str) -> str:
    """A package's name as indexes compare it: `Foo_Bar` is `foo-bar`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read(record: object) -> Advisory:
    """A record of the database. Raises ValueError for what is none."""
    if not isinstance(record, Mapping) or not isinstance(record.get("id"), str):
        raise ValueError("no id")
    if not isinstance(record.get("modified"), str):
        raise ValueError("no moment")
    return Advisory(
        record["id"],
        tuple(str(alias) for alias in _rows(record.get("aliases"))),
        str(record.get("summary") or ""),
        record["modified"],
        bool(record.get("withdrawn")),
        tuple(_affected(one) for one in _rows(record.get("affected")) if _is_ours(one)),
    )


def means(about: Affected, version: str) -> bool | None:
    """Whether this version has the fault; None where the advisory doesn't let one tell."""
    ours = _version(version)
    if ours is None:
        return True if version in about.versions else None
    if version in about.versions or any(_version(one) == ours for one in about.versions):
        return True
    counted = [_within(one, ours) for one in about.ranges if one.kind == "ECOSYSTEM"]
    if any(counted):
        return True
    uncounted = len(counted) < len(about.ranges) and not about.versions
    return None if uncounted or None in counted or not (about.ranges or about.versions) else False


def mended_in(about: Affected, version: str) -> str:
    """The lowest version above this one in which the fault is gone; empty where none is named."""
    ours = _version(version)
    named = [_version(at) for one in about.ranges for kind, at in one.events if kind == "fixed"]
    above = [one for one in named if one is not None and (ours is None or one > ours)]
    return str(min(above)) if above else ""


def _within(one: Range, ours: Version) -> bool | None:
    events = []
    for kind, at in one.events:
        when = Version("0.dev0") if at == "0" else _version(at)
        if when is None:
            return None
        events.append((when, kind))
    inside = False
    for when, kind in sorted(events, key=lambda event: event[0]):
        if kind == "introduced" and ours >= when:
            inside = True
        elif (kind == "fixed" and ours >= when) or (kind == "last_affected" and ours > when):
            inside = False
    return inside


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _rows(value: object) -> Iterable[Any]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError("no list")
    return value


def _is_ours(one: object) -> bool:
    package = one.get("package") if isinstance(one, Mapping) else None
    return isinstance(package, Mapping) and str(package.get("ecosystem")).partition(":")[0] == ECOSYSTEM


def _affected(one: Mapping[str, Any]) -> Affected:
    ranges = []
    for given in _rows(one.get("ranges")):
        if not isinstance(given, Mapping):
            raise ValueError("no range")
        events = tuple(
            (str(kind), str(at))
            for event in _rows(given.get("events"))
            if isinstance(event, Mapping)
            for kind, at in event.items()
        )
        ranges.append(Range(str(given.get("type")), events))
    versions = tuple(str(version) for version in _rows(one.get("versions")))
    return Affected(package_name(str(one["package"].get("name"))), versions, tuple(ranges))
