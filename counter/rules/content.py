"""A file's content on its way to whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Content:
    """What a file is called, one of FileKind, and its bytes (which no message and no log ever shows)."""

    name: str
    kind: str
    data: bytes = field(repr=False)
