"""Finding the messages in the source: a Babel extraction method that reads the syntax tree, so that a choice has both
its sides.

    say("{n} 份", n=copies)      t("是" if yes else "否")      mark("草稿")      mark_key("叫号")

A template with a value called `n` is a plural message; the label of a key is a message of the context `keys`.
Texts without a Chinese sign are no messages.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Collection, Iterator
from typing import IO, Any

from counter.phrases import flat
from counter.phrases.said import fields

SAYS = ("say", "t", "mark")
"""Functions whose first argument is a message."""

LABELS = ("mark_key",)
"""Functions whose first argument is the label of a key."""

KEYWORDS: dict[str, Any] = {"say": (1,), "counted": (1, 2), "label": ((1, "c"), 2), "counted_label": ((1, "c"), 2, 3)}
"""What `messages` and `phrases` yield, as Babel reads it: a message, a plural one, both with a context."""

HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")

Found = tuple[int, str, Any, list[str]]


def messages(
    file: IO[bytes], keywords: Collection[str], tags: Collection[str], options: dict[str, Any]
) -> Iterator[Found]:
    """Babel's extraction method: (line, kind, message, comments) of every message of a Python file, in the order of
    lines.
    """
    tree = ast.parse(file.read())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name not in SAYS + LABELS:
            continue
        for text in literals(call.args[0]):
            if name in LABELS:
                yield call.lineno, "label", ("keys", text), []
            elif "n" in fields(text):
                yield call.lineno, "counted", (text, text), []
            else:
                yield call.lineno, "say", text, []


def phrases(
    file: IO[bytes], keywords: Collection[str], tags: Collection[str], options: dict[str, Any]
) -> Iterator[Found]:
    """Babel's extraction method for public.toml: every phrase is a message whose context is its key."""
    for key, text in flat(tomllib.loads(file.read().decode("utf-8"))).items():
        if "n" in fields(text):
            yield 0, "counted_label", (key, text, text), []
        else:
            yield 0, "label", (key, text), []


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be: a literal, or those of a choice `a if b else c`, `a or b`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from literals(value)
