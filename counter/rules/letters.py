"""Which characters a name may hold and which stand for another: tables for rules/identity, checked against Unicode 16.

Han ranges are listed here and not asked of `unicodedata`, because a Python knows only the Unicode of its own year and
people have had names in the newer extensions all along.
"""

from __future__ import annotations

import unicodedata
from functools import cache

HAN = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B739),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEAD),
    (0x2CEB0, 0x2EBE0),
    (0x2EBF0, 0x2EE5D),
    (0x30000, 0x3134A),
    (0x31350, 0x323AF),
    (0x323B0, 0x33479),
)
"""Unified ideographs, the base block and extensions A to J."""

UNIFIED_AMONG_COMPATIBLE = frozenset("\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29")
"""Twelve characters of the compatibility block that are ideographs of their own and stay as they are."""

DOTS = frozenset("·•・･‧∙⋅·●․．。｡﹒.᛫")
"""What people and machines write for the middle dot of a name; the standard one is the first."""

DOT = "·"

CIRCLES = frozenset("○◯⚪")
"""Circles typed for the ideograph of zero."""

INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Marks without width that only get into a name by copying; dropped."""

OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Marks that reverse the reading direction of what follows; refused."""

SPACES = frozenset(
    "\t\n\v\f\r "
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

APOSTROPHES = frozenset("'’ʼ＇`´")
HYPHENS = frozenset("-‐‑－")

_RADICALS = (
    "⺄乙⺅亻⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺐尢⺒巳⺓幺⺖忄⺗心⺘扌⺙攵⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻"
    "⺮竹⺯糹⺰纟⺶羊⺹耂⺻肀⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞"
    "⻝食⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
RADICALS = dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=False))
"""CJK radicals supplement -> the ideograph they stand for (Unicode's EquivalentUnifiedIdeograph; PDF text layers hold
them).
"""

_NOT_IN_CODEC = {
    "\ue816": "\U00020087",
    "\ue817": "\U00020089",
    "\ue818": "\U000200cc",
    "\ue81e": "\u9fb4",
    "\ue826": "\u9fb5",
    "\ue82b": "\u9fb6",
    "\ue82c": "\u9fb7",
    "\ue831": "\U000215d7",
    "\ue832": "\u9fb8",
    "\ue83b": "\U0002298f",
    "\ue843": "\u9fb9",
    "\ue854": "\u9fba",
    "\ue855": "\U000241fe",
    "\ue864": "\u9fbb",
}


@cache
def private_use() -> dict[str, str]:
    """Private-use characters of the GBK years -> the standard ones that GB 18030 gave them (row FE50 to FEA0)."""
    found = dict(_NOT_IN_CODEC)
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    for offset, trail in enumerate(trails):
        old = chr(0xE815 + offset)
        if old not in found:
            new = bytes((0xFE, trail)).decode("gb18030")
            if not 0xE000 <= ord(new) <= 0xF8FF:
                found[old] = new
    return found


def is_han(character: str) -> bool:
    """An ideograph that can be part of a name, zero included."""
    point = ord(character)
    if 0x4E00 <= point <= 0x9FFF or character == "〇":
        return True
    return character in UNIFIED_AMONG_COMPATIBLE or any(low <= point <= high for low, high in HAN)


def is_selector(character: str) -> bool:
    """A variation selector, which picks a shape of the ideograph before it and is not a character of its own."""
    point = ord(character)
    return 0xE0100 <= point <= 0xE01EF or 0xFE00 <= point <= 0xFE0F


def is_describing(character: str) -> bool:
    """An ideographic description character (⿰ and its kin)."""
    return 0x2FF0 <= ord(character) <= 0x2FFF


def is_noncharacter(character: str) -> bool:
    """A code point that Unicode promises never to use."""
    point = ord(character)
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


def standard(character: str) -> str:
    """The character itself, or the one it stands for (old private use, radicals, full width, compatibility forms)."""
    point = ord(character)
    if point < 0x80 or 0x4E00 <= point <= 0x9FFF:
        return character
    if 0xE000 <= point <= 0xF8FF:
        character = private_use().get(character, character)
        point = ord(character)
    if 0x2E80 <= point <= 0x2EF3:
        return RADICALS.get(character, character)
    folded = unicodedata.normalize("NFKC", character)
    if 0x2F00 <= point <= 0x2FD5 or (0xFF01 <= point <= 0xFF9F and folded.isalnum()):
        return folded
    return character


def visible(text: str, limit: int = 60) -> str:
    """Text made safe to show in a message: what can't be seen or would act is written as its code, long text cut."""
    shown = []
    for character in text[:limit]:
        point = ord(character)
        unseen = unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") or is_noncharacter(character)
        if unseen and not is_selector(character):
            shown.append(
                f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
            )
        else:
            shown.append(character)
    return "".join(shown) + (".." if len(text) > limit else "")
