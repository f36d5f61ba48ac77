"""How what is typed becomes what is kept, by the kind of field it was typed into: the one place where that is said.

A field of a screen shows this form when it is left; the gateway (rules/identity.py) keeps it and refuses what can't be
kept.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from counter.rules import letters


class Writing(StrEnum):
    """What a field wants.

    CODE: numbers, telephones, dates, codes, search words: full width means half width (NFKC). NAME: as on the card, see
    identity.clean_name. WORDS: notes, reasons, matters: as they were written, `，` stays `，`. AS_IT_IS: passwords,
    paths. DAY: a day as people write it, see dates_written.read_day.
    """

    CODE = "code"
    DAY = "day"
    NAME = "name"
    WORDS = "words"
    AS_IT_IS = "as-it-is"


def tidy(text: str, kind: Writing) -> str:
    """Text in the form that its kind of field has; never refused. No blanks at the ends, no marks without width."""
    if kind is Writing.AS_IT_IS:
        return text.strip()
    bare = "".join(character for character in text if character not in letters.INVISIBLE)
    if kind in (Writing.CODE, Writing.DAY):
        return unicodedata.normalize("NFKC", bare).strip()
    if kind is Writing.NAME:
        bare = "".join(letters.standard(character) for character in bare)
    return unicodedata.normalize("NFC", bare).strip()
