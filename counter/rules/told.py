"""What was changed behind the program's back."""

from __future__ import annotations

from dataclasses import dataclass

from counter.errors import Next
from counter.phrases.said import say


@dataclass(frozen=True, slots=True)
class Told:
    """One file, what is the matter with it, and the act that is the next step."""

    file: str
    words: str
    next: Next

    def __str__(self) -> str:
        return say("{words}；{next_step}", words=self.words, next_step=self.next.text)
