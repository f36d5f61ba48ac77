"""The house's list of form fields (data/fields.toml): what a field of a name is, for every item that asks it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from counter import HOUSE

FIELDS = HOUSE / "data" / "fields.toml"


@cache
def known_fields() -> Mapping[str, Mapping[str, Any]]:
    """Name -> what the field wants."""
    return {one["name"]: one for one in tomllib.loads(FIELDS.read_text("utf-8"))["fields"]}
