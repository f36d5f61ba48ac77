"""What was changed behind the program's back: files beside the store that no act has changed."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from counter.errors import Next
from counter.hall.settings import settings_with, write_settings
from counter.phrases.said import say
from counter.rules.told import Told
from counter.store import journal, policy

if TYPE_CHECKING:
    from counter.hall.hall import Hall

SETTINGS = "hall.toml"
POLICY = "policy.toml"
MOST = 10_000_000
"""Bytes of such a file that are looked at."""


def told(hall: Hall) -> tuple[Told, ...]:
    """Files in the hall's directory that are not as the hall last knew them. A training hall's settings are
    anybody's to try.
    """
    known, found = policy.seen(hall.db), []
    if (now := hash_of(hall.directory / POLICY)) and now != known.get(POLICY):
        found.append(
            Told(
                POLICY,
                say("大厅目录里的 policy.toml 不生效：现行规则是成文值和管理员改过的值"),
                Next.by("policy.load", say("请管理员核对后载入，或把文件移走"), document=None),
            )
        )
    if not hall.training and SETTINGS in known and hash_of(hall.directory / SETTINGS) != known[SETTINGS]:
        found.append(
            Told(
                SETTINGS,
                say("hall.toml 在程序之外改过"),
                Next.by("hall.settings-seen", say("请管理员核对内容，对了就登记")),
            )
        )
    return tuple(found)


def bring_settings(hall: Hall) -> None:
    """Write into hall.toml what `hall.name` decided, where the file still is what it was before: after the commit, and
    by whoever opens the hall next where that was cut off. A file that somebody else has changed meanwhile stays (and
    is told).
    """
    newest = journal.newest_of(hall.db, "hall.name", "")
    if newest is None or "before" not in newest.facts:
        return  # an older program wrote the file itself
    values = {name: str(newest.facts[name]) for name in ("name", "address")}
    with suppress(OSError):  # read-only for whoever looks: the next one that can write it does
        if newest.facts["before"] != newest.facts["after"] and newest.facts["before"] == hash_of(
            hall.directory / SETTINGS
        ):
            write_settings(hall.directory, settings_with(hall.directory, **values))
        if newest.facts["after"] == hash_of(hall.directory / SETTINGS):
            hall.settings = {**hall.settings, **values}


def hash_of(file: Path) -> str:
    """SHA-256 of a file; empty where there is none, or what stands there can't be read."""
    try:
        if not file.is_file():
            return ""
        with file.open("rb") as held:
            return hashlib.sha256(held.read(MOST)).hexdigest()
    except OSError:
        return ""
