"""A paper in another language: its fixed words and labels change, names, numbers and what the acts wrote do not.

A person's name stays as on the ID card (Traditional forms would be another name); labels are found by their Chinese.
"""

from __future__ import annotations

import dataclasses
from functools import lru_cache

from counter import phrases
from counter.paper.receipt import Sheet, Table, scanned

NAMES = ("申请人", "利害关系人", "代办人", "经办人", "领取人", "批准人")
"""Labels whose text is somebody's name."""


def in_language(sheet: Sheet, language: str) -> Sheet:
    """The sheet with its words in one of the three languages."""
    if language == "zh-Hans" or language not in phrases.LANGUAGES:
        return sheet
    return dataclasses.replace(
        sheet,
        language=language,
        title=_title(sheet, language),
        hall=phrases.content(language, sheet.hall),
        seal=phrases.content(language, sheet.seal),
        big_label=word(language, sheet.big_label),
        scan=phrases.say(language, f"paper.scan_{scanned(sheet.kind, sheet.code)}")
        if sheet.code
        else phrases.content(language, sheet.scan),
        lines=tuple(
            (word(language, label), text if label in NAMES else phrases.content(language, text))
            for label, text in sheet.lines
        ),
        tables=tuple(
            Table(
                tuple(word(language, cell) for cell in table.head),
                tuple(tuple(phrases.content(language, cell) for cell in row) for row in table.rows),
            )
            for table in sheet.tables
        ),
        notes=tuple(phrases.content(language, note) for note in sheet.notes),
        duty=tuple(phrases.content(language, one) for one in sheet.duty),
        opening=phrases.content(language, sheet.opening),
    )


def _title(sheet: Sheet, language: str) -> str:
    key = f"papers.{sheet.kind}"
    return phrases.say(language, key) if key in phrases.originals() else phrases.content(language, sheet.title)


def word(language: str, text: str) -> str:
    """A label in a language; one that the catalogue lacks stays (converted, for Traditional)."""
    key = _labels().get(text)
    return phrases.say(language, key) if key else phrases.content(language, text)


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """Chinese label -> its key."""
    return {
        str(text): key
        for key, text in phrases.originals().items()
        if key.startswith("label.") or key in ("paper.case", "paper.acceptance", "paper.ticket", "paper.your_number")
    }
