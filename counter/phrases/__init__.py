"""The phrase catalogue: one key, three languages, plural and date forms; for the site, for papers and for screens.

Simplified Chinese is the original (data/phrases/zh-Hans.toml). Traditional Chinese is made from it by OpenCC with the
exceptions kept by hand in zh-Hant.toml; English is written in en.toml.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
FOLDER = Path(__file__).resolve().parents[2] / "data" / "phrases"
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Phrase = str | dict[str, str]


@cache
def catalogue(language: str) -> dict[str, Phrase]:
    """Key (`case.accepted`) -> phrase, or its plural forms `one` and `other`."""
    if language == "zh-Hant":
        return {
            key: traditional(phrase) if isinstance(phrase, str) else phrase
            for key, phrase in catalogue("zh-Hans").items()
        }
    return _flat(tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8")))


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, Phrase]:
    found: dict[str, Phrase] = {}
    for name, value in table.items():
        if isinstance(value, dict) and "other" not in value:
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = value
    return found


def say(language: str, key: str, /, **values: Any) -> str:
    """A phrase with its values filled in; `n` decides between one and other. Raises KeyError for an unknown key."""
    phrase = catalogue(language)[key]
    if isinstance(phrase, dict):
        phrase = phrase["one"] if values.get("n") == 1 else phrase["other"]
    return phrase.format(**values) if values else phrase


def of_act(name: str) -> str:
    """What an act is called in help and in the access table (acts.toml); empty if its docstring says it."""
    return _acts().get(name, "")


@cache
def _acts() -> dict[str, str]:
    return tomllib.loads((FOLDER / "acts.toml").read_text("utf-8"))


def screen_phrase(language: str, text: str, n: object = None, place: str = "") -> str:
    """A screen's phrase by its Chinese original; the original if there is none. `n` decides between one and other.

    With `place` "hall", the name of a thing in the hall's data.
    """
    from counter.phrases.catalogues import name_in, translated

    return name_in(language, text) if place == "hall" else translated(language, text, n)


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
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


def content(language: str, text: str) -> str:
    """Words that come from the hall's data (names of items, papers, departments, queues): converted for Traditional, in
    English where names.po has the name, else as they are.
    """
    from counter.phrases.catalogues import name_in

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


def _known(tag: str) -> str | None:
    if tag in ("*", "zh") or tag.startswith(("zh-hans", "zh-cn", "zh-sg", "zh-my")):
        return "zh-Hans"
    if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
        return "zh-Hant"
    if tag == "en" or tag.startswith("en-"):
        return "en"
    return "zh-Hans" if tag.startswith("zh-") else None
