"""The English titles of laws and regulations (data/laws.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from counter import HOUSE


@cache
def english_titles() -> Mapping[str, str]:
    """Title -> its official English title, or the usual one; nothing for a law that has none."""
    read: dict[str, str] = tomllib.loads((HOUSE / "data" / "laws.toml").read_text("utf-8"))["english"]
    return read
