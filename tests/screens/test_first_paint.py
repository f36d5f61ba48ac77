"""What may be loaded when the window is first drawn: nothing that a first look does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.css import stylesheet

from screens.shell import styles
from tests.screens.conftest import Sitting

ROOT = Path(__file__).resolve().parents[2]

ALLOWED = {
    "counter",
    "counter.acts",
    "counter.hall.act",
    "counter.hall.answers",
    "counter.hall.arguments",
    "counter.hall.hall",
    "counter.hall.clock",
    "counter.hall.key",
    "counter.hall.open",
    "counter.hall.secrecy",
    "counter.store.roots",
    "counter.hall.proving",
    "counter.hall.settings",
    "counter.hall.standing",
    "screens.shell",
    "screens.shell.places",
    "screens.shell.refusals",
    "screens.window",
    "counter.errors",
    "counter.phrases",
    "counter.phrases.catalogues",
    "counter.phrases.said",
    "counter.hall",
    "counter.rules",
    "counter.rules.moment",
    "counter.store.moments",
    "counter.store.standing",
    "counter.rules.access",
    "counter.rules.scan",
    "counter.rules.secret",
    "counter.store",
    "counter.store.binding",
    "counter.store.connection",
    "counter.store.driver",
    "counter.store.journal",
    "counter.store.listing",
    "counter.store.looks",
    "counter.store.settings",
    "screens",
    "screens.shell.app",
    "screens.shell.asking",
    "screens.shell.kept_words",
    "screens.shell.keys",
    "screens.shell.language",
    "screens.shell.locking",
    "screens.shell.look",
    "screens.parts",
    "screens.shell.gate",
    "screens.shell.hall_thread",
    "screens.parts.cells",
    "screens.parts.columns",
    "screens.parts.lines",
    "screens.parts.scan",
    "screens.parts.sheet",
    "screens.shell.strip",
    "screens.shell.styles",
    "screens.parts.title",
    "screens.shell.tongue",
    "screens.shell.type_ahead",
    "screens.shell.undo",
    "screens.window.facts",
    "screens.shell.place",
    "screens.window.window",
}
LATER = {
    "counter.hall.kept",
    "counter.hall.wire",
    "counter.acts.calendar.doubt",
    "counter.acts.paper",
    "counter.acts.staff",
    "counter.acts.queue",
    "counter.acts.window",
    "counter.acts.calendar",
    "counter.acts.paper.wording",
    "counter.acts.paper.wording.slip",
    "counter.acts.paper.writing",
    "counter.acts.staff.accounts",
    "counter.acts.staff.indispensable",
    "counter.hall.passwords",
    "counter.rules.password",
    "counter.store.guesses",
    "counter.acts.queue.overview",
    "counter.acts.queue.waiting",
    "counter.acts.window.overview",
    "counter.acts.queue.calling",
    "counter.rules.estimate",
    "counter.rules.identity",
    "counter.rules.person_name",
    "counter.rules.letters",
    "counter.rules.numbers",
    "counter.rules.order",
    "counter.rules.case",
    "counter.rules.day",
    "counter.rules.policy",
    "counter.rules.policy_values",
    "counter.store.policy",
    "counter.rules.ticket",
    "counter.rules.writing",
    "counter.store.papers",
    "counter.store.series",
    "counter.store.service_times",
    "counter.store.schema",
    "counter.store.shifts",
    "counter.store.staff",
    "counter.store.tickets",
    "counter.store.windows",
    "screens.shell.shift",
}
"""What the queue on that screen needs, read on the hall's thread meanwhile."""
NEVER = {
    "sqlite_utils",
    "click",
    "qrcode",
    "PIL",
    "escpos",
    "reportlab",
    "pypinyin",
    "stdnum",
    "argon2",
    "nacl",
    "jinja2",
    "starlette",
    "httpx",
    "pydantic",
    "openpyxl",
    "rapidfuzz",
    "dateutil",
    "opencc",
    "textual_serve",
    "tree_sitter",
    "markdown_it",
    "textual.widgets._data_table",
    "textual.widgets._text_area",
    "textual.widgets._markdown",
    "textual.widgets._footer",
}

SCRIPT = """
import asyncio, sys
from datetime import datetime
from screens.shell.app import CounterApp

async def main():
    app = CounterApp(sys.argv[1], staff="c3", window=3, now=datetime(2026, 11, 24, 9, 30))
    app._catch_up = lambda: None  # the day's clock check comes after the queue stands there
    first, draw = [], app._display
    def display(screen, renderable):
        draw(screen, renderable)
        if not first and any("F10" in "".join(part.text for part in strip) for strip in
            app.screen._compositor.render_strips()):
            first.append(set(sys.modules))
    app._display = display
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(500):
            await pilot.pause(0.02)
            if app.hall and not app.running and not app.holding and getattr(app.screen, "now", None):
                break
        for modules in (first[0], set(sys.modules)):
            print("LOADED", *sorted(modules))

asyncio.run(main())
"""


def test_the_first_paint_loads_only_what_it_draws(hall_dir: Path, key_file: Path) -> None:
    environment = {**os.environ, "COUNTER_KEY_FILE": str(key_file), "TERM": "xterm-256color"}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(hall_dir)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    first, later = (set(line.split()[1:]) for line in run.stdout.splitlines() if line.startswith("LOADED"))
    ours = {module for module in first if module.split(".")[0] in ("counter", "screens")}
    assert ours <= ALLOWED | LATER, ours - ALLOWED - LATER
    assert {module for module in later if module.split(".")[0] in ("counter", "screens")} <= ALLOWED | LATER
    assert not {module for module in later if module in NEVER or module.split(".")[0] in NEVER}


async def test_no_sheet_of_styles_is_read_twice(sit: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[object, ...]] = []
    parse = stylesheet.parse

    def noted(scope: str, css: str, read_from: object, **options: Any) -> Any:
        read.append((scope, css, read_from, options["tie_breaker"], *sorted(map(repr, options["variable_tokens"]))))
        return parse(scope, css, read_from, **options)

    monkeypatch.setattr(stylesheet, "parse", noted)
    styles._parsed_with.cache_clear()
    async with sit("c3", size=(80, 24)) as at:
        usual = at.app.screen.styles.background
        assert read
        del read[:]
        at.app.refresh_css()
        assert not read
        at.app.theme = "plain"
        await at.settle()
        assert at.app.screen.styles.background != usual
        del read[:]
        at.app.theme = "counter"
        await at.settle()
        assert at.app.screen.styles.background == usual
        assert not read
