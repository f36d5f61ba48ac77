"""What people say, and the words that names of items use for it (data/synonyms.toml): no leading verb, no Traditional
sign, no English word and no slip of the keyboard hides what they look for.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from counter import HOUSE

if TYPE_CHECKING:
    from opencc import OpenCC

_PASSED = (
    "办理 补办 申请 申领 领取 换领 咨询 预约 登记一下 怎么办 怎么弄 怎么 "
    "如何 哪里 在哪里 在哪 去哪里 去哪 哪儿 什么 需要 可以 我要 我想 "
    "我的 想要 要办 请问 一下 一个 一家 手续 流程 材料 多少 多久 "
    "能不能 能拿 去办 来办 要办什么证 到期 过期 丢了 没了 坏了 到这边 这边 "
    "家里 新房子 吗 呢 吧 啊 了 的 办 领 要 想 "
    "去 在 给 把 帮 我 个 证在 是 有 能 "
)
PASSED = tuple(sorted(_PASSED.split(), key=lambda word: -len(word)))
"""What a question is put into, longest first; without it the thing itself is left."""
NEAR_ENGLISH = 80
"""How alike (0 to 100) an English word has to be to one that is known."""


@dataclass(frozen=True, slots=True)
class Word:
    """One part of what was said: the words of names that it may stand for, the likeliest first, and its weight."""

    means: tuple[str, ...]
    weight: float
    known: bool


@lru_cache(maxsize=1)
def table() -> Mapping[str, tuple[str, ...]]:
    """What is said, folded, and the words that it may stand for."""
    read = tomllib.loads((HOUSE / "data" / "synonyms.toml").read_text("utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for group in read["groups"]:
        for means, said in group["means"].items():
            likeliest = tuple(means.split("|"))
            for word in said.split():
                found[_folded(word.replace("_", " "))] = likeliest
            for word in likeliest:  # the formal word, said as such, comes before the words within it
                found.setdefault(_folded(word), (word,))
    return found


def english_words() -> list[str]:
    """The known words in Latin letters."""
    return [word for word in table() if word.isascii()]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def simplified(text: str) -> str:
    """Traditional signs as Simplified ones."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return str(_converter().convert(text))
    return text


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=512)
def understood(text: str) -> tuple[Word, ...]:
    """The parts of what was said; nothing where it says just what it says, and no table helps."""
    folded = _folded(text)
    plain = simplified(folded)
    known = table()
    if plain.isascii():
        return (Word(known[plain], 1, True),) if plain in known else ()
    longest = max(map(len, known))
    words: list[Word] = []
    rest, at, passed = "", 0, False

    def flush() -> None:
        nonlocal rest
        if len(rest) > 1:
            words.append(Word((rest,), min(len(rest), 4) / 4, False))
        rest = ""

    while at < len(plain):
        size = next((n for n in range(min(longest, len(plain) - at), 1, -1) if plain[at : at + n] in known), 0)
        if size:
            flush()
            words.append(Word(known[plain[at : at + size]], 1 + size / 4, True))
            at += size
        elif filler := next((word for word in PASSED if plain.startswith(word, at)), ""):
            flush()
            passed = True
            at += len(filler)
        else:
            rest += plain[at]
            at += 1
    whole = rest == plain
    flush()
    if whole or not words or [word.means for word in words] == [(plain,)]:
        return (Word((plain,), 1, False),) if plain != folded else ()
    return tuple(words) if passed or plain != folded or any(word.known for word in words) else ()


@lru_cache(maxsize=256)
def misspelled(text: str) -> tuple[Word, ...]:
    """English with a slip in it: the nearest word that is known, or nothing."""
    folded = _folded(text)
    if not folded.isascii() or len(folded) < 5:
        return ()
    from rapidfuzz import fuzz, process

    best = process.extractOne(folded, english_words(), scorer=fuzz.ratio, score_cutoff=NEAR_ENGLISH)
    return (Word(table()[best[0]], 1, True),) if best else ()
