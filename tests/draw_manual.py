"""Draws the handbook's pictures anew from the running program: python -m tests.draw_manual

A training hall with people waiting and a case at seven desks, looked at by real keys at 80x24 in Chinese and English
(`en-*.svg`).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 24, 9, 30)
SIZE = (80, 24)

PICTURES: dict[str, tuple[str | None, str | None, tuple[str, ...], str, str]] = {
    "window": ("c3", None, ("f2",), "已呼叫", "please go to window 3"),
    "intake": ("c3", None, ("f2", "f5", "1", *"1111111"), "居民身份证", "^A all"),
    "find": ("c3", None, ("f9", *"lxm", "enter"), "李晓梅", "李晓梅"),
    "desk": ("ap-c-hr", None, (), "未签收", "李晓梅"),
    "supervisor": ("sup", None, (), "值班", "F1Help"),
    "replay": ("sup", "replay", (), "回放", "F1Help"),
    "closing": ("sup", "closing", (), "A001", "F1Help"),
    "kiosk": (None, "kiosk", (), "按 Enter 取号", "What is it about?"),
    "clock": ("sup", "clock", (), "时钟", "F1Help"),
}
"""Picture -> who sits there, which place is opened, what is pressed, and words that stand there then in Chinese and in
English.
"""


def lively(folder: Path) -> Path:
    """A hall with five people waiting and a graduates' case accepted."""
    from counter.acts.premises.training import train
    from counter.acts.queue.calling import call
    from counter.acts.staff.accounts import sign_in
    from counter.hall import Hall
    from counter.hall.act import load
    from counter.rules.access import HALL_ITSELF
    from counter.store import staff
    from tests.desks.conftest import FOUNDER
    from tests.filling import fill_form

    hall = Hall.create(folder / "hall", name="星城市政务服务中心", training=True)
    hall.set_now(NOW)
    hall.do(train, HALL_ITSELF)

    def do(name: str, code: str, /, **arguments: Any) -> Any:
        entry = load(name.split(".")[0])[name]
        actor = staff.actor(hall.db, code, 3 if code == "c3" else None)
        return (hall.run if entry.writes else hall.answer)(entry, actor, arguments)

    for place in range(5):
        hall.set_now(datetime(2026, 11, 24, 9, 5 * place))
        do("ticket.take", "g1", queue="bundle" if place % 2 else "general")
    hall.set_now(NOW)
    step = do("case.open", "c3", bundle="graduates", answers=FOUNDER)
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    do("case.all-here", "c3", case=step.case)
    fill_form(do, step.case, "c3")
    do("case.accept", "c3", case=do("case.receive", "c3", case=step.case).case)
    clerk = staff.actor(hall.db, "c2", 2)
    hall.do(sign_in, clerk, window=2)
    hall.do(call, clerk, window=2)
    hall.close()
    return folder / "hall"


async def draw(folder: Path, name: str, target: Path, speaks: str) -> None:
    """One picture in one language."""
    from screens.shell.app import CounterApp
    from tests.screens.conftest import Session

    who, place, keys, *words = PICTURES[name]
    app = CounterApp(folder, staff=who, now=NOW, place=place, speaks=speaks)
    async with app.run_test(size=SIZE) as pilot:
        at = Session(pilot)
        await at.settle()
        await at.press(*keys)
        await at.until(words[speaks == "en"], 60)
        target.write_text(app.export_screenshot(title="", simplify=True), "utf-8")


def main(told: Callable[[str], None] = print) -> None:
    """All pictures, each of a copy of the same hall."""
    from counter.manual import FOLDER

    (FOLDER / "pictures").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COUNTER_KEY_FILE"] = str(Path(folder) / "hall.key")
        source = lively(Path(folder))
        for speaks, prefix in (("zh-Hans", ""), ("en", "en-")):
            for name in PICTURES:
                target = FOLDER / "pictures" / f"{prefix}{name}.svg"
                copy = shutil.copytree(source, Path(folder) / f"{prefix}{name}")
                asyncio.run(draw(Path(copy), name, target, speaks))
                told(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    os.environ["COUNTER_LANGUAGE"] = "zh-Hans"
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    main()
