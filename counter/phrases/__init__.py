"""Languages: what the public reads by its key (data/phrases/public.toml), dates, conversion, the choice of a language.

Simplified Chinese is the original; the message catalogues say it in English and Traditional Chinese, a phrase's key
being its context. What acts and screens say is in said.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from counter import HOUSE

if TYPE_CHECKING:
    from opencc import OpenCC

LANGUAGES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
FOLDER = HOUSE / "data" / "phrases"
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def originals() -> dict[str, str]:
    """Key (`case.accepted`) -> the phrase in Simplified Chinese, its values in braces."""
    return flat(tomllib.loads((FOLDER / "public.toml").read_text("utf-8")))


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """A table of tables with one key a phrase: `{"case": {"accepted": ...}}` -> `{"case.accepted": ...}`."""
    found: dict[str, str] = {}
    for name, value in table.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found


def say(language: str, key: str, /, **values: Any) -> str:
    """A phrase with its values filled in; the value `n` decides between one and other. Raises KeyError for an unknown
    key.
    """
    phrase = originals()[key]
    if language != "zh-Hans":
        from counter.phrases.catalogues import keyed

        phrase = keyed(language, key, phrase, values.get("n"))
    return phrase.format(**values) if values else phrase


def of_act(name: str) -> str:
    """What an act is called in help and in the access table (acts.toml); empty if its docstring says it."""
    return _acts().get(name, "")


@cache
def _acts() -> dict[str, str]:
    return tomllib.loads((FOLDER / "acts.toml").read_text("utf-8"))


def day(language: str, iso: str | None) -> str:
    """A local ISO date as people write it: 2026年12月8日（周二）, Tue 8 Dec 2026. Empty for none."""
    if not iso:
        return ""
    given = date.fromisoformat(iso)
    if language == "en":
        return f"{_WEEKDAYS['en'][given.weekday()]} {given.day} {_MONTHS[given.month - 1]} {given.year}"
    week = "週" if language == "zh-Hant" else "周"
    return f"{given.year}年{given.month}月{given.day}日（{week}{_WEEKDAYS['zh'][given.weekday()]}）"


@lru_cache(maxsize=8192)
def traditional(text: str) -> str:
    """Simplified to Traditional by OpenCC, the exceptions kept by hand first."""
    held: list[str] = []
    for plain, wanted in _exceptions():
        if plain in text:
            text = text.replace(plain, f"\ue000{len(held)}\ue001")
            held.append(wanted)
    text = _converter().convert(text)
    for place, wanted in enumerate(held):
        text = text.replace(f"\ue000{place}\ue001", wanted)
    return text


@cache
def _exceptions() -> tuple[tuple[str, str], ...]:
    table = tomllib.loads((FOLDER / "zh-Hant.toml").read_text("utf-8")).get("exceptions", {})
    return tuple(sorted(table.items(), key=lambda pair: -len(pair[0])))


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("s2t")


def content(language: str, text: str) -> str:
    """Words that come from the hall's data (names of items, papers, departments, queues): converted for Traditional, in
    English where names.po has the name, else as they are. A sentence is said in the language.
    """
    from counter.phrases.catalogues import name_in
    from counter.phrases.said import Said

    if isinstance(text, Said):
        return text.in_words_of(language)

    return traditional(text) if language == "zh-Hant" and text else name_in(language, text)


def negotiate(asked: str | None, accept: str) -> str:
    """The language by link (`asked`), else by Accept-Language, else Simplified Chinese."""
    if asked in LANGUAGES:
        return str(asked)
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept[:400].split(",")):
        tag, _, parameters = part.strip().partition(";")
        try:
            weight = float(parameters.strip().removeprefix("q=")) if parameters.strip() else 1.0
        except ValueError:
            continue
        language = _known(tag.strip().lower())
        if language and 0 < weight <= 1:
            ranked.append((-weight, place, language))
    return min(ranked)[2] if ranked else "zh-Hans"


def of_locale(environment: Mapping[str, str]) -> str:
    """The language of a terminal's locale (LC_ALL, LC_MESSAGES, LANG; the first that is set), else Simplified
    Chinese.
    """
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    tag = next(filter(None, names), "").partition(".")[0].partition("@")[0]
    return _known(tag.replace("_", "-").lower()) or "zh-Hans"


def _known(tag: str) -> str | None:
    if tag in ("*", "zh") or tag.startswith(("zh-hans", "zh-cn", "zh-sg", "zh-my")):
        return "zh-Hans"
    if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
        return "zh-Hant"
    if tag == "en" or tag.startswith("en-"):
        return "en"
    return "zh-Hans" if tag.startswith("zh-") else None
