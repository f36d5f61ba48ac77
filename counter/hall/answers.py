"""What acts answer, as plain data and back: for the journal of keys, for `--json`. A sentence stays the sentence."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from counter.rules.secret import Secret


def plain(value: Any) -> Any:
    """A result as plain JSON data: dataclasses become maps, enums their value, dates ISO texts, secrets `***`."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Secret):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value


def revive(kind: Any, value: Any) -> Any:
    """The opposite of `plain` for an act's return annotation, so that a repeated press gets the very same answer."""
    if kind is Any or value is None:
        return value
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return revive(next(k for k in inner if k is not type(None)), value)
    if origin in (tuple, list):
        members = [revive(inner[0] if inner else Any, v) for v in value]
        return tuple(members) if origin is tuple else members
    if origin is dict:
        return {k: revive(inner[1], v) for k, v in value.items()}
    if isinstance(kind, type):
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            return kind(
                **{f.name: revive(hints[f.name], value[f.name]) for f in dataclasses.fields(kind) if f.name in value}
            )
        if issubclass(kind, enum.Enum):
            return kind(value)
        if issubclass(kind, (datetime, date, time)):
            return kind.fromisoformat(value)
    return value
