"""F10: every act that can be done here, with its key beside it, so that the palette teaches the keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from counter.phrases import LANGUAGES
from screens.parts.cells import fit
from screens.shell.keys import FUNCTION_KEYS, OTHER_KEYS, Key
from screens.shell.language import t
from screens.shell.password import change_password
from screens.shell.places import PLACES


class Acts(Provider):
    """The keys of the table that the screen below answers, the places this role may go to, the own password, the
    languages.
    """

    def keys(self) -> Iterator[Key]:
        """Keys that work on the screen the palette was opened from."""
        screen = self.screen
        for key in (*FUNCTION_KEYS, *OTHER_KEYS):
            if key.id in ("menu", "back"):
                continue
            if key.id in ("help", "quit") or hasattr(screen, f"press_{key.id}"):
                yield key

    def places(self) -> Iterable[tuple[str, str]]:
        """Mode and name of each place of this role."""
        role = self.app.actor.role
        return [
            (mode, name)
            for mode, (_, _, name, roles) in PLACES.items()
            if role in roles and mode != self.app.current_mode
        ]

    def _entries(self) -> Iterator[tuple[str, str, str, object]]:
        why_not = getattr(self.screen, "why_not", lambda id: "")
        for key in self.keys():
            why = why_not(key.id) if key.id not in ("help", "quit") else ""
            words = key.meaning + (t("（现在不用：{why}）", why=why) if why else "")
            yield f"{key.shown:<7}{fit(key.name, 6)}", key.initials, words, lambda key=key: self._press(key)
        for mode, name in self.places():
            yield (
                f"{'':<7}" + t("去「{place}」", place=t(name)),
                mode,
                "",
                lambda mode=mode: self.screen.start(self.app.go(mode)),
            )
        if self.app.hall is not None and not self.app.hall.training:
            yield (
                f"{'':<7}" + t("改口令"),
                "gkl",
                t("本人登录用的口令"),
                lambda: self.screen.start(change_password(self.screen)),
            )
        for tag, name in LANGUAGES.items():
            yield f"{'':<7}{t('语言 / Language')}  {name}", f"yy {tag}", "", lambda tag=tag: self.app.talk(tag)

    def _line(self, title: str, words: str) -> Content:
        """One line per entry, so that all fit on a small screen."""
        return Content(fit(f"{title} {words}", max(20, self.app.size.width - 6)))

    def _press(self, key: Key) -> None:
        if key.id in ("help", "quit"):
            self.app.call_later(self.app.action_press, key.id)
        else:
            self.screen.action_press(key.id)

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for title, _, words, act in self._entries():
            yield DiscoveryHit(self._line(title, words), act, text=title)

    async def search(self, query: str) -> Hits:
        """By name, key or pinyin initials; misprints forgiven."""
        matcher = self.matcher(query)
        for title, initials, words, act in self._entries():
            score = max(matcher.match(title), matcher.match(initials), matcher.match(words) * 0.5)
            if score > 0:
                yield Hit(score, self._line(title, words), act, text=title)


class Palette(CommandPalette):
    """Textual's palette with our acts, in Chinese, without its picture sign (of uncertain width)."""

    def __init__(self) -> None:
        super().__init__(providers=[Acts], placeholder=t("输入名称、按键或拼音首字母"))

    def on_mount(self) -> None:
        """No blinking: a blinking cursor repaints for nothing and makes input methods flicker."""
        from textual.widgets import Input

        self.query_one(Input).cursor_blink = False
