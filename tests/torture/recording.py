"""A pytest plugin: of every act that the tests do, keep the hall as it was before the first time it succeeded.

The tests themselves are the only place where every act is done with arguments that make sense, so the torture takes its
acts from them: `pytest -p tests.torture.recording` with COUNTER_RECORD naming a folder.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from counter.hall import Hall, wire
from counter.hall.act import Act, rooms
from counter.rules.access import Actor
from counter.store.connection import copy_into

FOLDER = Path(os.environ.get("COUNTER_RECORD", "/nowhere"))
_plain = Hall.run


def _recorded(self: Hall, entry: Act, actor: Actor, arguments: Mapping[str, Any], *, key: str | None = None) -> Any:
    place = FOLDER / entry.name
    if not self.stands_still or self.db.in_transaction or not FOLDER.is_dir() or type(self) is not Hall:
        return _plain(self, entry, actor, arguments, key=key)
    if entry.name not in rooms():  # a test's own
        return _plain(self, entry, actor, arguments, key=key)
    try:
        place.mkdir()
    except FileExistsError:
        return _plain(self, entry, actor, arguments, key=key)
    try:
        said = json.dumps({"args": wire.pack(dict(arguments)), "actor": wire.pack(actor), "now": self.now()})
        _copy(self, place / "hall")
        result = _plain(self, entry, actor, arguments, key=key)
    except BaseException:
        shutil.rmtree(place)  # another time, perhaps
        raise
    (place / "act.json").write_text(said, "utf-8")
    return result


def _copy(hall: Hall, place: Path) -> None:
    place.mkdir()
    copy_into(hall.db, place / "hall.db")
    copy_into(hall.files, place / "files.db")
    for name in ("spool", "public", "inbox", "scans"):
        if (hall.directory / name).is_dir():
            shutil.copytree(hall.directory / name, place / name)
    for file in hall.directory.glob("*.toml"):
        shutil.copy2(file, place)
    keys = Path(os.environ["COUNTER_KEY_FILE"]).parent
    shutil.copytree(keys, place.with_name("keys"))


def pytest_configure() -> None:
    Hall.run = _recorded  # type: ignore[method-assign]
