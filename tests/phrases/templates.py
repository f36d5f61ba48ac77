"""The sentences of counter/ as templates: what acts, rules and stores say to a person, read from their source.

A template is the largest piece of text that is written in one place: a literal, an f-string, a sum of both; each value in it is
`{}`, values side by side are one. A value that holds text of its own (a choice between two words) gives templates too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = re.compile("[\u3400-\u9fff]")
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|PRAGMA)\b")

QUIET = {
    "acts": {"training"},
    "rules": {"letters"},
    "store": {"applicants", "rehearsal", "schema", "soundness"},
}
"""Rooms whose acts no screen asks for: their sentences are read on the command line, which speaks Chinese."""

ON_PAPER = re.compile(r"\w*content|_refusal_paper|issue_paper|who_lines|tables|notes")
"""What acts write for a paper (its title, labels, rows and notes), by the name of the variable, function or call it stands in."""

SIGNS = re.compile(
    r"compile|match|fullmatch|findall|finditer|search|sub|split|strip|lstrip|rstrip|removeprefix|removesuffix|replace|startswith|endswith|count|find|instr"
)
"""Calls that look at text instead of saying it."""

READ = {
    "暂无",
    "见流程图",
    "按流程图办理",
    "无数量限制",
    "暂无数量限制",
    "无限制",
    "暂无纸质材料规格",
    "身份证原件",
    "购买",
    "第三章",
    "日",
    "天",
    "即时",
    "即办",
    "一二三四五六日",
    "锟斤拷",
    "烫烫",
    "屯屯",
    "锘锘",
}
"""Words that rules look for in what departments and citizens wrote."""


def rooms() -> list[Path]:
    found = [
        path
        for floor in ("acts", "rules", "store")
        for path in sorted(ROOT.glob(f"counter/{floor}/**/*.py"))
        if path.stem not in QUIET[floor]
    ]
    return [*found, *sorted(ROOT.glob("counter/hall/*.py"))]


def written(node: ast.AST) -> str | None:
    """The text of an expression with NUL for each value; None if it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = written(node.left), written(node.right)
        return (
            None
            if left is None and right is None
            else ("\0" if left is None else left) + ("\0" if right is None else right)
        )
    return None


def values(node: ast.AST) -> Iterator[ast.AST]:
    """The values in a text."""
    if isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            yield from [side] if written(side) is None else values(side)


def name_of(node: ast.AST) -> str:
    """What stands around a text: the function or class, the variable that it is kept in, the call that it is given to."""
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "")
    if isinstance(node, ast.AnnAssign):
        return getattr(node.target, "id", "")
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") or getattr(node.func, "attr", "")
    return ""


def templates(path: Path) -> dict[str, int]:
    """Template -> the line where it is written first."""
    found: dict[str, int] = {}

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        name = name_of(node)
        if ON_PAPER.fullmatch(name):
            return
        if isinstance(node, ast.Compare) or (isinstance(node, ast.Call) and SIGNS.fullmatch(name)):
            for inner in ast.iter_child_nodes(node):
                if written(inner) is None:
                    visit(inner)
            return
        text = written(node)
        if text is None:
            for inner in ast.iter_child_nodes(node):
                visit(inner)
            return
        if (
            WORDS.search(text)
            and text not in READ
            and not SQL.match(text)
            and not text.startswith("# ")
            and "(?:" not in text
        ):
            found.setdefault(re.sub("\0+", "{}", text), node.lineno)
        for inner in values(node):
            visit(inner)

    visit(ast.parse(path.read_text("utf-8")))
    return found


def refusals(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line, templates of message, rule and next step) of the refusals that a room writes out in full."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Refusal", "Denied"):
            said = [written(argument) for argument in node.args[:3]]
            if all(text is not None for text in said):
                yield node.lineno, [re.sub("\0+", "{}", text or "") for text in said]
