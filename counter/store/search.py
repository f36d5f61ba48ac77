"""Finding items, documents, laws, departments and links by Han, pinyin, initials or code."""

from __future__ import annotations


def spell(text: str) -> tuple[str, str]:
    """Pinyin with a space between syllables, and their initials: `毕业 2年` gives `bi ye 2 nian`, `by2n`.

    What is no Han stays as it is, in lower case, letters and digits only. Loads pypinyin; for imports, never for a screen.
    """
    import re
    import unicodedata

    from pypinyin import Style, lazy_pinyin

    syllables: list[str] = []
    for part in lazy_pinyin(unicodedata.normalize("NFKC", text), style=Style.NORMAL, errors=lambda run: [run]):
        syllables += re.findall(r"[a-z]+|[0-9]+", unicodedata.normalize("NFKD", part).replace("ü", "v").lower()) or []
    return " ".join(syllables), "".join(s if s.isdigit() else s[0] for s in syllables)
