"""What no act can do anything with is refused before it begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import say
from counter.rules.secret import Secret

LONGEST_TEXT = 20_000
"""Characters that one text of an act may have; papers and pictures come as files."""
LARGEST_NUMBER = 2**53


def check_arguments(value: Any) -> None:
    """What no act can do anything with is refused here, once for all: numbers that no column holds, texts that can't be
    written down (lone surrogates, control bytes) or are absurdly long.
    """
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, Secret):
        value = value.reveal()
    if isinstance(value, (int, float)) and not abs(value) <= LARGEST_NUMBER:
        raise Refusal(
            "act.number-too-large-no",
            say("数字太大或不是数"),
            rule=say("数字不超过 16 位"),
            next=say("请核对后重新输入"),
        )
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise Refusal(
                "act.input-too-long-characters",
                say("输入过长（{count} 字）", count=len(value)),
                rule=say("一项文字最多 {longest_text} 字", longest_text=LONGEST_TEXT),
                next=say("请缩短后再试"),
            )
        bad = next(
            (
                c
                for c in value
                if (ord(c) < 32 and c not in "\t\n\r") or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000
            ),
            None,
        )
        if bad is not None:
            raise Refusal(
                "act.input-holds-bad-character",
                say("输入里有不能接受的字符 \\x{code}", code=f"{ord(bad):02x}"),
                rule=say("文字不含控制字符和残缺字符"),
                next=say("请删去后重新输入，或重新扫描"),
            )
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            check_arguments(name)
            check_arguments(inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            check_arguments(inner)
