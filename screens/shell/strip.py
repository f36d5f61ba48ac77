"""The fixed lines of every place: status strip on top, message line and key line at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.widget import Widget

from counter.rules.access import KIOSK, ROLE_NAMES
from screens.parts.cells import fit, visible
from screens.shell.keys import BY_ID, FUNCTION_KEYS
from screens.shell.language import mark, named, t

if TYPE_CHECKING:
    from screens.shell.app import CounterApp

EXTRA = ("back", "undo", "save", "jump", "away")
"""Further keys that the key line shows where there is room (100 columns and more)."""


LEAST_NAME = 8
"""Cells that the hall's name keeps when the line is full."""

SMALLEST = 60, 20
"""Columns and lines below which a screen can't be worked at."""


class StatusStrip(Widget):
    """Line 1: hall, place, person, state, time. All in words."""

    app: CounterApp

    def render(self) -> Content:
        app, width = self.app, self.size.width
        hall = app.hall
        name = visible(named(hall.settings["name"])) if hall else t("正在打开..")
        for whole in (True, False):  # where a language is long: the role gives way and the number stands alone
            left, right = self._left(whole), self._right(whole)
            text = "".join(f"  {part}" for part in left)
            room = width - cell_len(text) - cell_len(right) - 1
            if room >= LEAST_NAME:
                break
        # the hall's own name gives way before the person's
        text = f" {fit(name, min(max(LEAST_NAME, room), cell_len(name)))}{text}"
        return Content(fit(text, max(0, width - cell_len(right))) + right)

    def _left(self, whole: bool) -> list[str]:
        app = self.app
        left = [t("演练")] if app.hall and app.hall.training else []
        actor, here = app.actor, getattr(self.screen, "NAME", "")
        if actor is KIOSK:
            return [*left, t(here or mark("未登录"))]
        place = t("{window} 号窗口", window=actor.window) if actor.window else ""
        who = visible(actor.name)
        if whole:
            who = t("{name}（{role}）", name=who, role=t(ROLE_NAMES[actor.role]))
        return left + [part for part in (place, "" if place and here == mark("窗口") else t(here), who) if part]

    def _right(self, whole: bool) -> str:
        app, actor = self.app, self.app.actor
        state = "" if actor is KIOSK or not actor.window else t("暂离") if app.away else t("在岗")
        right = f" {state}  {app.clock} " if state else f" {app.clock} "
        if app.in_hand and actor.window and getattr(self.screen, "NAME", "") != mark("窗口"):
            right = f" {t('手上 {number}', number=app.in_hand) if whole else app.in_hand} {right}"
        if app.told:
            right = f" {t('有人找您 Ctrl+G') if whole else t('有人找')} {right}"
        if app.doubt:
            right = f" {t('时钟可疑')} {right}"
        if app.older:
            right = f" {t('数据文件不对，不能办')} {right}"
        return right


class MessageLine(Widget):
    """The last act in words (and, when it can be taken back, how); stays until the next act.

    As many lines as it takes, up to MOST: a refusal ends with the next step, which must not be the part that is cut
    off.
    """

    MOST = 5
    app: CounterApp

    def _lines(self, width: int) -> list[str]:
        from screens.parts.cells import fit, wrap

        width = max(4, width - 2)
        words = self.app.message[0]
        if self.app.size.width < SMALLEST[0] or self.app.size.height < SMALLEST[1]:
            words = t("窗口太小，请放大到 {width}x{height} 以上", width=SMALLEST[0], height=SMALLEST[1])
        lines = wrap(words, width)
        if len(lines) > self.MOST:
            lines = [*lines[: self.MOST - 1], fit(lines[self.MOST - 1] + " " * width, width)]
        return lines

    def render(self) -> Content:
        self.set_classes(f"-{self.app.message[1]}")
        return Content("\n".join(f" {line}" for line in self._lines(self.size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._lines(width)))


class KeyLine(Widget):
    """Line 24: F1 to F10 in exactly 79 cells, dim where a key does nothing just now, and more where there is room."""

    COMPONENT_CLASSES = {"keyline--key", "keyline--off"}
    app: CounterApp

    def _parts(self) -> list[tuple[str, str, str]]:
        keys = [(key.id, key.shown, fit(key.name, 4)) for key in FUNCTION_KEYS]
        if self.app.actor is KIOSK and self.app.current_mode == "kiosk":  # staff's keys are no citizen's business
            why_not = getattr(self.screen, "why_not", lambda id: "")
            return [one for one in keys if one[0] == "help" or not why_not(one[0])]
        if self.size.width >= 100:
            keys += [(id, BY_ID[id].short, BY_ID[id].name) for id in EXTRA]
        return keys

    def render(self) -> Content:
        on, off = self.get_visual_style("keyline--key"), self.get_visual_style("keyline--off")
        why_not = getattr(self.screen, "why_not", lambda id: "")
        parts: list[Content] = []
        for id, shown, label in self._parts():
            works = id == "help" or not why_not(id)
            parts.append(Content.assemble((shown, on if works else off), (label, "" if works else off)))
        return Content("  ").join(parts)

    def on_click(self, event: Click) -> None:
        """A mouse may press the keys too."""
        left = 0
        for id, shown, label in self._parts():
            width = cell_len(shown + label)
            if left <= event.x < left + width:
                self.app.simulate_key(BY_ID[id].key)
                return
            left += width + 2
