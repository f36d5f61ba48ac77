"""A floor imports only floors below it; heavy rooms stay shut until somebody needs them."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {
    "counter.phrases": 0,
    "counter.errors": 1,
    "counter.rules": 2,
    "counter.store": 3,
    "counter.cleaning": 3,
    "counter.hall": 4,
    "counter.acts": 5,
    "counter.paper": 6,
    "counter.site": 6,
    "counter.voice": 6,
    "screens": 6,
    "counter.simulate": 7,
    "counter.walkthrough": 7,
    "counter.commands": 7,
    "counter.cli": 7,
    "counter.__main__": 7,
}
ONLY = {
    "sqlite_utils": {"counter.store"},
    "textual": {"screens"},
    "qrcode": {"counter.paper"},
    "PIL": {"counter.paper"},
    "pikepdf": {"counter.paper"},
    "pi_heif": {"counter.paper"},
    "escpos": {"counter.paper"},
    "reportlab": {"counter.paper"},
    "xlsxwriter": {"counter.paper"},
    "textual_plotext": {"screens"},
    "plotext": {"screens"},
    "starlette": {"counter.site", "counter.commands"},
    "uvicorn": {"counter.site", "counter.commands"},
}
SHOWS = {("screens", "counter.paper"), ("screens", "counter.voice"), ("counter.site", "counter.paper")}
"""The looks sideways: a screen shows a paper as the paper floor lays it out; the board lets its calls be said; the site
gives out forms and codes that the paper floor draws.
"""
IMPURE = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "monotonic"),
}
SQL = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|CREATE|ALTER|DROP|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|VACUUM)"
    r"\s"
)
FILES = sorted([*ROOT.glob("counter/**/*.py"), *ROOT.glob("screens/**/*.py")])


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(file)))


def room_by_room(*, within: str = "", but: str = "/") -> pytest.MarkDecorator:
    """One test for each folder, of all its files."""
    rooms: dict[str, list[Path]] = {}
    for file in FILES:
        folder = file.parent.relative_to(ROOT).as_posix() + "/"
        if folder.startswith(within) and not folder.startswith(but):
            rooms.setdefault(folder, []).append(file)
    return pytest.mark.parametrize("files", rooms.values(), ids=list(rooms))


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor_of(module: str) -> str | None:
    parts = module.split(".")
    for size in (2, 1):
        if ".".join(parts[:size]) in FLOORS:
            return ".".join(parts[:size])
    return None


def imports(file: Path) -> list[tuple[str, int]]:
    found = []
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


def typing_only(file: Path) -> set[int]:
    """Lines below `if TYPE_CHECKING:`, which no running program imports."""
    lines: set[int] = set()
    for node in nodes(file):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            lines |= set(range(node.lineno, node.end_lineno + 1))
    return lines


@room_by_room()
def test_a_room_imports_only_floors_below(files: list[Path]) -> None:
    for file in files:
        here = floor_of(module_of(file))
        skipped = typing_only(file)
        for name, line in imports(file):
            if line in skipped:
                continue
            there = floor_of(name)
            if here and there and there != here and (here, there) not in SHOWS:
                level = FLOORS[there]
                assert level <= FLOORS[here] and (level < FLOORS[here] or FLOORS[here] == 7), (
                    f"{file}:{line} imports {name}"
                )
            top = name.split(".")[0]
            if top in ONLY:
                assert here in ONLY[top], f"{file}:{line}: only {ONLY[top]} may import {top}"


@room_by_room(within="counter/rules/")
def test_a_rule_asks_no_clock_no_dice_no_file(files: list[Path]) -> None:
    for file in files:
        for node in nodes(file):
            if isinstance(node, ast.Call):
                name = node.func
                if isinstance(name, ast.Name):
                    assert name.id != "open", f"{file}:{node.lineno} opens a file"
                if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
                    assert (name.value.id, name.attr) not in IMPURE, f"{file}:{node.lineno} asks the clock"
        assert not any(
            name.split(".")[0] in ("random", "secrets", "sqlite3", "sqlcipher3") for name, _ in imports(file)
        ), file


@room_by_room(but="counter/store/")
def test_all_sql_stands_in_the_store(files: list[Path]) -> None:
    for file in files:
        for node in nodes(file):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in ("execute", "executemany", "executescript"), (
                    f"{file}:{node.lineno} runs SQL"
                )
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not SQL.match(node.value), f"{file}:{node.lineno} holds SQL"


def writers(file: Path) -> set[str]:
    """Functions and classes of a module in which a write transaction is begun."""
    return {
        f"{module_of(file)}.{outer.name}"
        for outer in tree(file).body
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        for node in ast.walk(outer)
        if isinstance(node, ast.Call) and "immediate" in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))
    }


def test_what_writes_besides_acts_is_named() -> None:
    from counter.hall.hall import BESIDES_ACTS

    found = set().union(*(writers(file) for file in FILES))
    assert found - {"counter.hall.hall.Hall"} == set(BESIDES_ACTS)


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()}


def test_all_acts_load_without_screens_paper_or_pinyin() -> None:
    loaded = loaded_after("from counter.hall.act import load; load()")
    heavy = {
        "textual",
        "PIL",
        "qrcode",
        "escpos",
        "reportlab",
        "starlette",
        "uvicorn",
        "sqlite_utils",
        "pypinyin",
        "pydantic",
        "rapidfuzz",
        "opencc",
    }
    assert not loaded & heavy


def test_the_design_card_top_level() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    tops = {name.split("/")[0] for name in tracked if name}
    fixed = {"counter", "data", "screens", "tests", "pyproject.toml", "README.md"}
    joined = {"Makefile", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.zh.md"}
    joined |= {"constraints.txt", "constraints-build.txt", "constraints-dev.txt"}
    assert fixed <= tops
    assert {top for top in tops - fixed - joined if not top.startswith(".")} == set()


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules that lead back to each other (Tarjan's strongly connected components of two and more)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[set[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        path.append(module)
        for other in graph[module]:
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in path:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            circle = {module}
            while (last := path.pop()) != module:
                circle.add(last)
            if len(circle) > 1:
                found.append(circle)

    for module in graph:
        if module not in number:
            visit(module)
    return found


def leads_to(files: list[Path]) -> dict[str, set[str]]:
    """Module -> modules that it imports anywhere, inside functions too; what only the type checker reads aside."""
    known = {module_of(file) for file in files}
    graph = {}
    for file in files:
        here, skipped = module_of(file), typing_only(file)
        named = {name for name, line in imports(file) if line not in skipped}
        graph[here] = {
            there for name in named for there in (name, name.rpartition(".")[0]) if there in known and there != here
        }
    return graph


def test_no_import_circle_among_the_screens() -> None:
    assert circles(leads_to([file for file in FILES if module_of(file).startswith("screens")])) == []


def test_no_import_circle_reaches_beyond_one_package() -> None:
    def package(module: str) -> str:
        return module if (ROOT / module.replace(".", "/")).is_dir() else module.rpartition(".")[0]

    found = circles(leads_to(FILES))
    assert [circle for circle in found if len({package(module) for module in circle}) > 1] == []


def test_a_circle_is_found_wherever_it_is_closed() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"a"}}
    assert circles(graph) == [{"b", "c"}]


NO_QUERIES = {"counter.store.driver", "counter.store.search.Hit", "counter.store.search.KINDS"}
"""What screens take of the store: its errors, and the words of the catalogue's hits."""


@room_by_room(within="screens/")
def test_a_screen_reads_the_store_only_by_asking(files: list[Path]) -> None:
    """What is read past `hall.ask` is no look that could be shown to whom it is about."""
    for file in files:
        skipped = typing_only(file)
        connections = [node.lineno for node in nodes(file) if isinstance(node, ast.Attribute) and node.attr == "db"]
        queries = [
            name
            for name, line in imports(file)
            if line not in skipped and name.startswith("counter.store") and name not in NO_QUERIES
        ]
        assert [*connections, *queries] == [], file


def test_the_programs_that_a_benchmark_starts_name_what_exists() -> None:
    """They are texts, which no type checker reads, and run too seldom to find out by running."""
    named = [
        (module, name.strip())
        for file in sorted(ROOT.glob("tests/bench/*.py"))
        for node in tree(file).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for module, names in re.findall(r"^from (\S+) import (.+)$", str(node.value.value), re.MULTILINE)
        for name in names.split(",")
    ]
    assert ("screens.catalogue.finding", "FindDialog") in named
    assert [(module, name) for module, name in named if not hasattr(importlib.import_module(module), name)] == []
