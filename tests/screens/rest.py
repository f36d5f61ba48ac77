"""When a screen has come to rest: nothing is ready to run and nothing waits to be painted. No clock is looked at.

Textual's own pilot watches the process's use of the processor in steps of 20 ms instead; the suite would wait longer
than it works.
"""

from __future__ import annotations

import asyncio
from typing import Any

import textual.app
import textual.pilot
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App
from textual.screen import Screen

from tests.conftest import TORTURE


async def quiet(*_: float) -> None:
    """Until no task, message or callback of this loop is ready to run: what is left waits for a thread, a timer or a
    key.
    """
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:
        await asyncio.sleep(0)


def unread(app: App[Any]) -> bool:
    """Whether a message waits at a part that is at work itself (for a thread's answer, say)."""
    return any(part.message_queue_size for part in (app, *app.screen.walk_children(with_self=True)))


def unpainted(screen: Screen[Any]) -> bool:
    """Whether the screen would lay out or paint something, or call something afterwards, at its next tick."""
    return screen.is_current and bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


textual.app.wait_for_idle = quiet  # type: ignore[attr-defined]  # the pilot's key presses and pauses
textual.pilot.wait_for_idle = quiet  # type: ignore[attr-defined]

paint = Compositor.render_update


def unseen(
    self: Compositor, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
) -> Any:
    """No terminal takes what is painted: it is painted when a test looks (`Session.lines`, a picture), and in full
    in the long run.
    """
    if full:
        return paint(self, full, screen_stack, simplify)
    visible_screen_stack.set(screen_stack or [])
    self._dirty_regions.clear()
    return None


if TORTURE == 1:
    Compositor.render_update = unseen  # type: ignore[method-assign]
