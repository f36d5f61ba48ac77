"""Writes counter/acts/__init__.py, the one list of acts by name: `python -m counter.hall.references`.

A test compares the file with the registry, so that an act can't be forgotten in it.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from counter.hall.act import REGISTRY, attribute

HEAD = '''"""Every act and query of the hall by its name, typed, and loaded when it is first done: `acts.ticket_call`.

One package a noun. Written by `python -m counter.hall.references` after an act was added; never by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter.hall.act import Reference, attribute

'''

TAIL = '''

def __getattr__(name: str) -> Any:
    """`ticket_call` -> the reference of `ticket.call`; the type checker sees the act itself."""
    room = _ROOM_OF.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return Reference(*room)


_ROOM_OF = {attribute(name): (name, room) for name, room in ROOMS.items()}
'''


def written() -> str:
    """The file as it should be, from the registry with every room imported."""
    package = importlib.import_module("counter.acts")
    for room in pkgutil.walk_packages(package.__path__, "counter.acts."):
        importlib.import_module(room.name)
    here = [entry for entry in REGISTRY.values() if entry.function.__module__.startswith("counter.acts.")]
    entries = sorted(here, key=lambda entry: (entry.function.__module__, entry.name))
    lines = [HEAD, "if TYPE_CHECKING:\n"]
    for entry in entries:
        function = entry.function
        lines.append(f"    from {function.__module__} import {function.__name__} as {attribute(entry.name)}\n")
    lines.append('\n__all__ = [\n    "ROOMS",\n')
    lines += [f'    "{attribute(entry.name)}",\n' for entry in sorted(entries, key=lambda entry: attribute(entry.name))]
    lines.append("]\n\nROOMS: dict[str, str] = {\n")
    lines += [
        f'    "{entry.name}": "{entry.function.__module__}",\n'
        for entry in sorted(entries, key=lambda entry: entry.name)
    ]
    lines.append('}\n"""Name of every act and query -> the module that holds it."""\n')
    return "".join(lines) + TAIL


if __name__ == "__main__":
    (Path(__file__).resolve().parents[1] / "acts" / "__init__.py").write_text(written(), "utf-8")
