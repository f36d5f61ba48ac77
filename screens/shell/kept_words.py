"""What was typed and is not done yet, for every dialog: it stays while its person is signed in.

Kept by the place, the dialog and what both concern, so that words for one case never stand in another's dialog. Gone
only when the act that they were for is done, or when they are thrown away on purpose (Ctrl+R in the dialog).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

Words = Mapping[str, Any]
MOST = 200
"""Dialogs whose words are kept; the oldest go first."""


class KeptWords:
    """One person's, at one terminal."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Words] = {}
        self._answered: list[tuple[Hashable, int]] = []

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Words:
        """What was typed there and not done."""
        return self._kept.get(key, {})

    def among(self, *begin: Hashable) -> dict[tuple[Hashable, ...], Words]:
        """All that was typed under keys that begin so, the latest last."""
        return {
            key: words for key, words in self._kept.items() if isinstance(key, tuple) and key[: len(begin)] == begin
        }

    def keep(self, key: Hashable, words: Words) -> None:
        """Keep what stands there now, nothing if that is nothing."""
        self._kept.pop(key, None)
        if words:
            self._kept[key] = words
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]

    def answered(self, key: Hashable, acts_done: int) -> None:
        """The dialog was answered when so many acts had been done: the next one is what its words were for."""
        self._answered.append((key, acts_done))

    def settle(self, acts_done: int) -> None:
        """What asked has come to its end: words go with the act that was done after them, and stay where none was."""
        for key, before in self._answered:
            if acts_done > before:
                self._kept.pop(key, None)
        self._answered.clear()

    def unsettled(self) -> None:
        """An act was refused: all that was typed for it stays."""
        self._answered.clear()

    def clear(self) -> None:
        """Somebody signs out."""
        self._kept.clear()
        self._answered.clear()
