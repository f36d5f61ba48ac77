"""The terminal's language: every word a screen says itself goes through `t`, its Chinese original being the key.

    t("已打开 {case}", case=other.case)     # said now
    NAME = mark("窗口")                      # kept in a class, said by whoever draws it

Simplified Chinese is the original; Traditional Chinese is made from it; English stands in data/phrases/screens.en.toml.
Values (people's names, numbers, what the law or the hall's data says) are filled in as they are.
"""

from __future__ import annotations

from typing import Any

current = "zh-Hans"
"""One terminal, one language; changed by `speak`."""


def speak(language: str) -> None:
    """Change the language of this terminal (`zh-Hans`, `zh-Hant`, `en`). Raises KeyError for another."""
    from counter.phrases import LANGUAGES

    global current
    LANGUAGES[language]
    current = language


def mark(text: str) -> str:
    """The text itself: a phrase that somebody else says later with `t`."""
    return text


def t(text: str, /, **values: Any) -> str:
    """The phrase in the terminal's language, its values filled in; a phrase without a translation stays Chinese."""
    if current != "zh-Hans":
        from counter.phrases import screen_phrase

        text = screen_phrase(current, text)
    return text.format(**values) if values else text
