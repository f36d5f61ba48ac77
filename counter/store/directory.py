"""The categories of linked services and the kinds of posts (data/directory.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from counter import HOUSE

TABLE = HOUSE / "data" / "directory.toml"


@dataclass(frozen=True, slots=True)
class Groups:
    """Categories in the order they are shown, kinds of posts as code -> name."""

    categories: tuple[str, ...]
    kinds: dict[str, str]


@cache
def groups() -> Groups:
    """What the table says."""
    read = tomllib.loads(TABLE.read_text("utf-8"))
    return Groups(tuple(read["categories"]), {one["code"]: one["name"] for one in read["kinds"]})
