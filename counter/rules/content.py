"""Files on their way into a hall and out of it: names and contents, never paths."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picked:
    """A file's name and whole content, as a terminal read it."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that the hall keeps. `fresh` is False if the same one was there already."""

    sha256: str
    name: str
    kind: str
    size: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What a file is called, one of FileKind, and its bytes (which no message and no log ever shows)."""

    name: str
    kind: str
    data: bytes = field(repr=False)

    def __str__(self) -> str:
        return self.name
