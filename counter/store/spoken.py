"""What people say, and the words that names of items use for it (data/synonyms.toml): no leading verb, no Traditional
sign, no English word and no slip of the keyboard hides what they look for.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from counter import HOUSE

if TYPE_CHECKING:
    from opencc import OpenCC

TABLE = HOUSE / "data" / "synonyms.toml"
_PASSED = (
    "办理 补办 申请 申领 领取 换领 咨询 预约 登记一下 怎么办 怎么弄 怎么 "
    "如何 哪里 在哪里 在哪 去哪里 去哪 哪儿 什么 需要 可以 我要 我想 "
    "我的 想要 要办 请问 一下 一个 一家 手续 流程 材料 多少 多久 "
    "能不能 能拿 去办 来办 要办什么证 到期 过期 丢了 没了 坏了 到这边 这边 "
    "家里 新房子 吗 呢 吧 啊 了 的 办 领 要 想 "
    "自己 去 在 给 把 帮 我 个 证在 是 有 能 "
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
    read = tomllib.loads(TABLE.read_text("utf-8"))
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


@lru_cache(maxsize=1)
def _said() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each word of names with what people say for it, the likeliest meaning only."""
    found: dict[str, list[str]] = {}
    for said, means in table().items():
        found.setdefault(_folded(means[0]), []).append(said)
    return tuple((means, tuple(said)) for means, said in found.items())


def said_for(name: str, *, english: bool = False) -> list[str]:
    """What people say for a thing of this (folded) name: Han, or with `english` the words in Latin letters."""
    if english:
        return [words for means, every in _english_said() if means in name for words in every]
    return [words for means, every in _said() if means in name for words in every if not words.isascii()]


@lru_cache(maxsize=1)
def _english_said() -> tuple[tuple[str, tuple[str, ...]], ...]:
    read = tomllib.loads((HOUSE / "data" / "synonyms.toml").read_text("utf-8"))
    return tuple(
        (_folded(means.partition("|")[0]), tuple(word.replace("_", " ") for word in said.split() if word.isascii()))
        for group in read["groups"]
        for means, said in group["means"].items()
    )


@lru_cache(maxsize=1)
def _formal() -> Mapping[str, tuple[str, ...]]:
    """Everyday words, and the words that offices use for the same."""
    read = tomllib.loads((HOUSE / "data" / "synonyms.toml").read_text("utf-8"))
    return {_folded(word): tuple(formal.split()) for said, formal in read["words"].items() for word in said.split()}


def is_said(word: str) -> bool:
    """Whether the tables know it: as what people say, or as an office's word."""
    return word in table() or word in _formal() or any(word in formal for formal in _formal().values())


@lru_cache(maxsize=512)
def formal_words(text: str) -> tuple[str, ...]:
    """The offices' words for the everyday words in what was said, the longest of those that overlap."""
    plain, known, found, at = simplified(_folded(text)), _formal(), dict[str, None](), 0
    longest = max(map(len, known))
    while at < len(plain):
        size = next((n for n in range(longest, 0, -1) if plain[at : at + n] in known), 0)
        found.update(dict.fromkeys(known.get(plain[at : at + size], ())))
        at += size or 1
    return tuple(found)


@lru_cache(maxsize=512)
def bare(text: str) -> tuple[str, ...]:
    """What is left of what was said without the words that only ask, in pieces of Han."""
    plain = simplified(_folded(text))
    pieces, at, piece = [], 0, ""
    while at < len(plain):
        filler = next((word for word in PASSED if len(word) > 1 and plain.startswith(word, at)), "")
        if filler or not "\u3400" <= plain[at] <= "\u9fff":
            pieces.append(piece)
            piece = ""
            at += max(1, len(filler))
        else:
            piece += "" if plain[at] in PASSED else plain[at]
            at += 1
    return tuple(piece for piece in (*pieces, piece) if piece)


_ENGLISH_PASSED = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "by",
        "can",
        "could",
        "do",
        "does",
        "for",
        "from",
        "get",
        "getting",
        "give",
        "go",
        "going",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "like",
        "me",
        "my",
        "need",
        "of",
        "on",
        "or",
        "our",
        "please",
        "some",
        "someone",
        "that",
        "the",
        "their",
        "there",
        "this",
        "to",
        "want",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "with",
        "would",
        "you",
        "your",
        "apply",
        "application",
        "card",
        "certificate",
        "permit",
        "licence",
        "license",
        "document",
    ]
)
_ENGLISH_PLAIN = frozenset(["card", "certificate", "permit", "licence", "license", "document"])


def english_content(text: str) -> tuple[str, ...]:
    """The English words that say what it is about, without their endings; the general ones if alone."""
    words = [_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower()) if len(word) > 1]
    told = [word for word in words if word not in _ENGLISH_PASSED]
    return tuple(dict.fromkeys(told or [word for word in words if word in _ENGLISH_PLAIN]))


def _stem(word: str) -> str:
    word = word.replace("licence", "license")
    for end, least in (("ing", 6), ("ies", 6), ("ied", 6), ("es", 6), ("ed", 6), ("s", 5), ("y", 5)):
        if len(word) >= least and word.endswith(end):
            return word.removesuffix(end)
    return word


@lru_cache(maxsize=256)
def misspelled(text: str) -> tuple[Word, ...]:
    """English with a slip in it: the nearest word that is known, or nothing."""
    folded = _folded(text)
    if not folded.isascii() or len(folded) < 5:
        return ()
    from rapidfuzz import fuzz, process

    best = process.extractOne(folded, english_words(), scorer=fuzz.ratio, score_cutoff=NEAR_ENGLISH)
    return (Word(table()[best[0]], 1, True),) if best else ()
