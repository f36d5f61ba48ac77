"""Names of people and organisations: cleaned without losing a sign, compared, found by spelling, masked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from counter.errors import Refusal
from counter.phrases.said import listed, say, verbatim
from counter.rules import letters
from counter.rules.identity import refuse_harmful
from counter.rules.letters import DOT, is_describing, is_han, is_selector, visible
from counter.rules.writing import Writing, tidy

LONGEST_NAME = 100
"""Characters of a name after cleaning (the longest on real cards are under 50)."""

MOST_MARKS = 4
"""Combining marks in a row; stacked Tibetan and Vietnamese need fewer."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as on the card (`shown`), as it is compared and searched (`key`), and what to look at twice."""

    shown: str
    key: str
    warnings: tuple[str, ...] = ()


def clean_name(text: str, *, organisation: bool = False) -> Name:
    """A person's (or organisation's) name as on the card. Raises Refusal naming what is wrong with it."""
    what = say("单位名称") if organisation else say("姓名")
    if _was_misread(text):
        raise Refusal(
            "person.text-garbled",
            say("{what}是乱码：{text}", what=what, text=verbatim(visible(text))),
            rule=say("文字编码不对"),
            next=say("请按 UTF-8 编码重新导入或重新输入"),
        )
    for character in text:
        if character not in letters.SPACES and character not in letters.INVISIBLE:
            refuse_harmful(character, text, what)
    name = tidy(text, Writing.NAME)
    name = re.sub(r"\s+", " ", "".join(" " if c in letters.SPACES else c for c in name)).strip()
    name = "".join(
        "〇" if c in letters.CIRCLES else "'" if c in letters.APOSTROPHES else "-" if c in letters.HYPHENS else c
        for c in name
    )
    name = _dots(name) if not organisation else name
    name = _spaces(name)
    if not name:
        raise Refusal(
            "person.text-empty",
            say("{what}是空的", what=what),
            rule=say("{what}必须填写", what=what),
            next=say("请输入{what}", what=what),
        )
    if len(name) > LONGEST_NAME:
        raise Refusal(
            "person.too-long-characters",
            say("{what}过长（{count} 字）", what=what, count=len(name)),
            rule=say("{what}最多 {longest_name} 字", what=what, longest_name=LONGEST_NAME),
            next=say("请核对是否多粘贴了内容"),
        )
    if not organisation and (name[0] == DOT or name[-1] == DOT):
        raise Refusal(
            "person.name-begins-ends-dot",
            say("姓名以间隔点开头或结尾：{text}", text=verbatim(visible(text))),
            rule=say("间隔点只能在两个字之间"),
            next=say("请对照证件补全姓名"),
        )
    _check_characters(name, text, organisation)
    return Name(name, name_key(name), _warnings(name, organisation))


def name_key(text: str) -> str:
    """The form in which names are compared and searched: no dots, spaces, shapes, remarks in brackets, upper case."""
    folded = unicodedata.normalize("NFKC", "".join(letters.standard(c) for c in text)).casefold()
    bare = re.sub(r"\[[^\]]*\]", "", folded) or folded
    return "".join(
        c for c in bare if unicodedata.category(c)[0] in "LN" or is_han(c) or is_describing(c) or _is_mark(c)
    )


def search_key(text: str) -> str:
    """The same for what somebody types into a search field: never refused, at most as long as a name."""
    return name_key("".join(c for c in text[: LONGEST_NAME * 2] if unicodedata.category(c)[0] != "C" or is_han(c)))[
        :LONGEST_NAME
    ]


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" and not is_selector(character)


def _was_misread(text: str) -> bool:
    """UTF-8 that somebody's program read as Windows-1252 or Latin-1."""
    if not any("\x80" <= c <= "\u2122" for c in text):
        return False
    for wrong in ("cp1252", "latin-1"):
        try:
            right = text.encode(wrong).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if any(is_han(c) for c in right):
            return True
    return False


def _dots(name: str) -> str:
    """Every kind of dot, doubled or spaced, as the one standard dot; a full stop only between ideographs
    or their like.
    """
    for group in sorted(
        set(re.findall(rf"\s*[{re.escape(''.join(letters.DOTS))}][\s{re.escape(''.join(letters.DOTS))}]*", name)),
        key=len,
        reverse=True,
    ):
        if set(group.strip()) == {"."} and re.search(rf"[A-Za-zÀ-ɏ]{re.escape(group)}", name):
            continue
        name = name.replace(group, DOT)
    return name


def _spaces(name: str) -> str:
    """No space between two ideographs (padding), one space elsewhere."""
    kept = []
    for index, character in enumerate(name):
        if character == " " and 0 < index < len(name) - 1 and _joins(name[index - 1]) and _joins(name[index + 1]):
            continue
        kept.append(character)
    return "".join(kept)


def _joins(character: str) -> bool:
    return is_han(character) or is_selector(character) or character == DOT


IN_ORGANISATIONS = frozenset("（）()《》“”\"、，,&+/.·-_：:'—")


def _check_characters(name: str, text: str, organisation: bool) -> None:
    what = say("单位名称") if organisation else say("姓名")
    marks = 0
    for index, character in enumerate(name):
        category = unicodedata.category(character)
        marks = marks + 1 if category[0] == "M" and not is_selector(character) else 0
        if marks > MOST_MARKS:
            raise Refusal(
                "person.too-many-marks-one",
                say("{what}里叠加的符号过多：{text}", what=what, text=verbatim(visible(text))),
                rule=say("一个字最多叠加 {most_marks} 个符号", most_marks=MOST_MARKS),
                next=say("请对照证件重新输入"),
            )
        before = name[index - 1] if index else ""
        after = name[index + 1] if index + 1 < len(name) else ""
        if is_han(character) or category[0] == "L" or marks or is_describing(character):
            continue
        if is_selector(character) and before and is_han(before):
            continue
        if character in " ་" + DOT or (organisation and (category[0] == "N" or character in IN_ORGANISATIONS)):
            continue
        if character in "'-" and _is_letter(before) and _is_letter(after):
            continue
        if character == "." and _is_letter(before) and not is_han(before):
            continue
        if (
            character in "[]"
            and not organisation
            and re.fullmatch(r"[^\[\]]+\[[^\[\]]+\]", name)
            and all(is_han(c) for c in name[name.index("[") + 1 : -1])
        ):
            continue
        if character in "?？":
            raise Refusal(
                "person.question-mark-perhaps-rare",
                say("{what}里有问号，可能是丢失的生僻字：{text}", what=what, text=verbatim(visible(text))),
                rule=say("丢失的字不能猜"),
                next=say("请对照证件重新输入"),
            )
        raise Refusal(
            "person.character-cannot-used",
            say(
                "{what}里有不能用的字符“{character}”：{text}",
                what=what,
                character=verbatim(visible(character)),
                text=verbatim(visible(text)),
            ),
            rule=say("{what}只能用文字和间隔点", what=what),
            next=say("请对照证件重新输入"),
        )


def _is_letter(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LM"


def _warnings(name: str, organisation: bool) -> tuple[str, ...]:
    found = []
    if any(is_describing(c) for c in name):
        found.append(say("姓名里有用部件描述的字，请人工核对证件"))
    if any(bad in name for bad in ("锟斤拷", "烫烫", "屯屯", "锘锘")):
        found.append(say("姓名像是乱码，请对照证件核对"))
    scripts = {script for c in name if (script := _script(c))}
    if len(scripts) > 1:
        found.append(say("姓名混用了{scripts}字母，请核对字形相近的字母", scripts=listed(sorted(scripts))))
    if "[" in name and not organisation:
        found.append(say("姓名带有方括号备注，请确认证件上是否如此"))
    return tuple(found)


def _script(character: str) -> str:
    if unicodedata.category(character)[0] != "L" or is_han(character):
        return ""
    first = unicodedata.name(character, "").split(" ")[0]
    return {
        "LATIN": say("拉丁"),
        "CYRILLIC": say("西里尔"),
        "GREEK": say("希腊"),
        "ARABIC": say("阿拉伯"),
        "TIBETAN": say("藏文"),
        "MONGOLIAN": say("蒙古文"),
    }.get(first, "")


def mask_name(name: str) -> str:
    """A person's name for a place others can see: the first character and stars (at most two)."""
    return name[:1] + "*" * min(max(len(name) - 1, 0), 2)
