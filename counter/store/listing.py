"""Lists and maps in a column, as JSON: what is a sentence in them comes out as the sentence again."""

from __future__ import annotations

import json
from typing import Any

from counter.phrases.said import packed, unpacked


def write(value: Any) -> str:
    """The text of a column for a list or a map of plain data and what was said."""
    return json.dumps(packed(value), ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Any:
    """What `write` wrote; the same JSON without anything said, of older halls too, as it is."""
    found = json.loads(text)
    return unpacked(found) if "\\u001e" in text else found
