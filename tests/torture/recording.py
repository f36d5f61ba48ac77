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

from counter.hall import Hall, clock, wire
from counter.hall.act import Act, rooms
from counter.rules.access import Actor
from counter.store.connection import copy_into

FOLDER = Path(os.environ.get("COUNTER_RECORD", "/nowhere"))
OF_THE_OPENING = ("proof.keyed",)
"""What a hall does itself as it is opened: killed there, in the row of a migration."""
_plain = Hall.run


def _recorded(self: Hall, entry: Act, actor: Actor, arguments: Mapping[str, Any], *, key: str | None = None) -> Any:
    place = FOLDER / entry.name
    if self.db.in_transaction or not FOLDER.is_dir() or type(self) is not Hall or "COUNTER_KEY_FILE" not in os.environ:
        return _plain(self, entry, actor, arguments, key=key)
    if entry.name in OF_THE_OPENING or entry.name not in rooms():  # a test's own
        return _plain(self, entry, actor, arguments, key=key)
    try:
        place.mkdir()
    except FileExistsError:
        return _plain(self, entry, actor, arguments, key=key)
    try:
        read = clock.sources.read()
        turned = None if self.stands_still else [read.wall, read.boot, read.boot_id]
        kept = {name: _kept(place / "given", value) for name, value in arguments.items()}
        given = {"args": wire.pack(kept), "actor": wire.pack(actor), "now": self.now(), "turned": turned}
        given["settings"] = {name: value for name, value in self.settings.items() if name.endswith("_command")}
        said = json.dumps(given)
        _copy(self, place / "hall")
        result = _plain(self, entry, actor, arguments, key=key)
    except BaseException:
        shutil.rmtree(place)  # another time, perhaps
        raise
    (place / "act.json").write_text(said, "utf-8")
    return result


def _kept(folder: Path, value: Any) -> Any:
    """An argument, with its own copy of what lies at the place that it names."""
    if not isinstance(value, str) or not value.startswith("/") or not Path(value).is_dir():
        return value
    shutil.copytree(value, folder / Path(value).name, dirs_exist_ok=True)
    return str(folder / Path(value).name)


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
