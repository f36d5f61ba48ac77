"""F10: every act that can be done here, with its key beside it, so that the palette teaches the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets.option_list import Option

from counter.phrases import LANGUAGES
from screens.parts.cells import fit
from screens.shell.keys import FUNCTION_KEYS, OTHER_KEYS, Key
from screens.shell.language import t
from screens.shell.password import change_password
from screens.shell.place import Place
from screens.shell.places import PLACES


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry: what it is called, how its name begins in pinyin, what it means, and what choosing it does."""

    title: str
    initials: str
    words: str
    act: Callable[[], object]


class Acts(Provider):
    """The keys that the screen below answers, the places of this role, one's own password, the languages."""

    @property
    def place(self) -> Place:
        """The screen that the palette was opened from."""
        assert isinstance(self.screen, Place)
        return self.screen

    def keys(self) -> Iterator[Key]:
        """Keys that work on the screen the palette was opened from."""
        for key in (*FUNCTION_KEYS, *OTHER_KEYS):
            if key.id in ("menu", "back"):
                continue
            if key.id in ("help", "quit") or hasattr(self.place, f"press_{key.id}"):
                yield key

    def places(self) -> Iterable[tuple[str, str]]:
        """Mode and name of each place of this role."""
        role = self.place.app.actor.role
        return [
            (mode, name)
            for mode, (_, _, name, roles) in PLACES.items()
            if role in roles and mode != self.place.app.current_mode
        ]

    def offers(self) -> Iterator[Offer]:
        """Every entry, those of the keys first."""
        place, app = self.place, self.place.app
        blank = f"{'':<7}"
        for key in self.keys():
            why = place.why_not(key.id) if key.id not in ("help", "quit") else ""
            words = key.meaning + (t("（现在不用：{why}）", why=why) if why else "")
            yield Offer(f"{key.shown:<7}{fit(key.name, 6)}", key.initials, words, partial(self._press, key))
        for mode, name in self.places():
            yield Offer(blank + t("去「{place}」", place=t(name)), mode, "", partial(self._go, mode))
        if not app.training:
            yield Offer(blank + t("改口令"), "gkl", t("本人登录用的口令"), lambda: place.start(change_password(place)))
        for tag, name in LANGUAGES.items():
            yield Offer(f"{blank}{t('语言 / Language')}  {name}", f"yy {tag}", "", partial(app.talk, tag))

    def _line(self, title: str, words: str) -> Content:
        """One line per entry, so that all fit on a small screen."""
        return Content(fit(f"{title} {words}", max(20, self.app.size.width - 6)))

    def _go(self, mode: str) -> None:
        self.place.start(self.place.app.go(mode))

    def _press(self, key: Key) -> None:
        if key.id in ("help", "quit"):
            self.place.app.call_later(self.place.app.action_press, key.id)
        else:
            self.place.action_press(key.id)

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for offer in self.offers():
            yield DiscoveryHit(self._line(offer.title, offer.words), offer.act, text=offer.title)

    async def search(self, query: str) -> Hits:
        """By name, key or pinyin initials; misprints forgiven."""
        matcher = self.matcher(query)
        for offer in self.offers():
            score = max(matcher.match(offer.title), matcher.match(offer.initials), matcher.match(offer.words) * 0.5)
            if score > 0:
                yield Hit(score, self._line(offer.title, offer.words), offer.act, text=offer.title)


class Palette(CommandPalette):
    """Textual's palette with our acts, in Chinese, without its picture sign (of uncertain width)."""

    def __init__(self) -> None:
        super().__init__(providers=[Acts], placeholder=t("输入名称、按键或拼音首字母"))

    def on_mount(self) -> None:
        """No blinking: a blinking cursor repaints for nothing and makes input methods flicker."""
        from textual.widgets import Input

        self.query_one(Input).cursor_blink = False

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """As Textual's, which says it in English whatever the terminal speaks."""
        self._stop_no_matches_countdown()

        def nothing() -> None:
            if search_value:
                words = Content(t("没有找到「{text}」", text=search_value[:20]))
                self.query_one(CommandList).add_option(Option(words, disabled=True, id=self._NO_MATCHES))
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, nothing)
