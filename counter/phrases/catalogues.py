"""The message catalogues at run time: data/phrases/<language>/LC_MESSAGES/*.mo, read by the standard gettext when first
asked.

`counter.po` holds what acts, rules, screens and the public pages say, `names.po` the hall's own names. `python -m
counter.phrases.update` keeps both and compiles them. What a catalogue does not know stays Chinese, or is converted for
Traditional.
"""

from __future__ import annotations

import gettext
from functools import cache

from counter.phrases import FOLDER, traditional
from counter.phrases.said import ORIGINAL, fields

LOCALES = {"en": "en", "zh-Hant": "zh_Hant"}
"""Our name of a language -> its folder."""

KEYS = "keys"
"""The context of key labels: at most four cells wide."""


class _Converted(gettext.NullTranslations):
    """What the Traditional catalogue has no entry for."""

    def gettext(self, message: str) -> str:
        return traditional(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return traditional(msgid1)

    def pgettext(self, context: str, message: str) -> str:
        return traditional(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return traditional(msgid1)


@cache
def messages(language: str, domain: str = "counter") -> gettext.NullTranslations:
    """The catalogue of a language; an empty one where none is compiled."""
    found = gettext.translation(domain, FOLDER, [LOCALES.get(language, language)], fallback=True)
    if language == "zh-Hant":
        if type(found) is gettext.NullTranslations:
            return _Converted()
        found.add_fallback(_Converted())
    return found


def translated(language: str, template: str, n: object = None) -> str:
    """A template in another language, its values still open; `n` decides where it counts something."""
    if language == ORIGINAL or not template:
        return template
    if "{n" in template and "n" in fields(template):
        return messages(language).ngettext(template, template, _count(n))
    return messages(language).gettext(template)


def keyed(language: str, key: str, template: str, n: object = None) -> str:
    """A phrase of public.toml in another language, its values still open; its key is its context."""
    if "{n" in template and "n" in fields(template):
        return messages(language).npgettext(key, template, template, _count(n))
    return messages(language).pgettext(key, template)


def key_label(language: str, text: str) -> str:
    """A key's label in another language, as narrow as it must be."""
    if language == ORIGINAL or not text:
        return text
    said = messages(language).pgettext(KEYS, text)
    return said if said != text else translated(language, text)


def name_in(language: str, text: str) -> str:
    """A name of the hall's data (item, paper, department, queue, window) in another language; any other
    text as it is.
    """
    if language == ORIGINAL or not text:
        return text
    english = messages("en", "names").gettext(text)
    if english == text:
        return text
    return english if language == "en" else traditional(text)


def _count(n: object) -> int:
    try:
        return int(str(n))
    except ValueError:
        return 0
