"""The one form of the administrator's pages: a line per field, Enter changes it, Ctrl+S does it all at once.

What was changed and not done stays through Esc, for the same line of the same page, until it is done or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import Binding
from textual.widget import Widget

from counter.errors import Refusal
from counter.rules.writing import Writing
from screens.administrator.page import Blank, Kind, Page
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import listed, mark, t
from screens.shell.place import Place

SAVE = "save:"


WRITINGS = {Kind.WORDS: Writing.WORDS, Kind.DAY: Writing.DAY}
"""How a kind of blank is written; all others are codes."""


class FillScreen(Place):
    """Pushed over a page. Nothing is kept before Ctrl+S (or Enter on the last line); Esc asks about changes."""

    NAME = mark("填写")
    AUTO_FOCUS = "#fields"
    BINDINGS: ClassVar = [Binding("ctrl+r", "throw_away", show=False)]
    PANES = (("#fields", mark("各项")),)
    HELP = mark(
        "一行一项，Enter 改这一项；改完按 Ctrl+S，或在最后一行上按 Enter，一次办成。\n"
        "Esc 返回，改过没有保存的下次打开还在，Ctrl+R 扔掉。别人刚改过同一条时不会盖掉：会请您看清再改。"
    )

    def __init__(self, page: Page[Any], row: Any = None) -> None:
        super().__init__()
        self.page, self.row = page, row
        self.before = dict(page.values(row)) if row is not None else {blank.id: blank.first for blank in page.blanks}
        self.now = dict(self.before)
        self.again = False
        """Whether changes of last time stand here."""
        self.names: dict[str, dict[str, str]] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(Column(mark("项目"), 14), Column(mark("内容"), 0), Column("", 30, wide_only=True), id="fields")

    def on_mount(self) -> None:
        """Put back what was changed last time and not done."""
        if words := self.app.kept_words.get(self._key):
            self.now |= {id: value for id, value in words.items() if id in self.now}
            self.again = self.changed

    @property
    def _key(self) -> tuple[str, str, str]:
        return type(self).__name__, self.page.id, self.page.key(self.row) if self.row is not None else ""

    def _keep(self) -> None:
        changed = {id: value for id, value in self.now.items() if value != self.before[id]}
        self.app.kept_words.keep(self._key, changed)

    def action_throw_away(self) -> None:
        """Ctrl+R: as it is kept in the hall."""
        self.now, self.again = dict(self.before), False
        self._keep()
        self._draw()

    @property
    def blanks(self) -> list[Blank]:
        """The fields that are asked for just now."""
        return [
            blank for blank in self.page.blanks if blank.when(self.now) and not (blank.fixed and self.row is not None)
        ]

    @property
    def changed(self) -> bool:
        """Whether something isn't kept yet."""
        return self.now != self.before

    async def refresh_data(self) -> None:
        """Only the names of what may be chosen: what is being filled in is not read again under the hands."""
        for blank in self.page.blanks:
            if blank.options is not None and blank.id not in self.names:
                self.names[blank.id] = {value: name for value, name, _ in await blank.options(self.app)}
        self._draw()

    def _draw(self) -> None:
        self.query_one("#current", Title).show(
            self.page.title(self.row) if self.row is not None else t(self.page.new).rstrip("."),
            t("上次没保存的还在这里：Ctrl+S 保存，Ctrl+R 扔掉")
            if self.again and self.changed
            else t("改过，Ctrl+S 保存，Ctrl+R 扔掉")
            if self.changed
            else t("Enter 改一项，Ctrl+S 保存，Esc 返回"),
        )
        lines = [
            Line(
                f"{blank.id}:",
                (t(blank.label), self.shown(blank, self.now[blank.id]), t(blank.help)),
                "" if self.now[blank.id] == self.before[blank.id] else "warn",
            )
            for blank in self.blanks
        ]
        self.query_one("#fields", LineList).show([*lines, Line(SAVE, (t("保存"), "Ctrl+S", ""), "dim")])

    def shown(self, blank: Blank, value: Any) -> str:
        """A value in words."""
        names = self.names.get(blank.id, {})
        if blank.kind is Kind.YES:
            return t("是") if value else t("否")
        if blank.kind is Kind.SEVERAL:
            return listed(names.get(one, one) for one in value) or t("无")
        if blank.kind is Kind.ONE:
            return names.get(value, value) or t("无")
        return str(value)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a field, or on the last line."""
        event.stop()
        if event.key == SAVE:
            self.start(self.press_save())
        else:
            self.start(self._fill(next(one for one in self.blanks if f"{one.id}:" == event.key)))

    async def _fill(self, blank: Blank) -> None:
        """Ask for one field."""
        value = await self._asked(blank, self.now[blank.id])
        if value is None:
            return
        self.now[blank.id] = value
        self._keep()
        self._draw()
        following = [f"{one.id}:" for one in self.blanks] + [SAVE]
        self.query_one("#fields", LineList).cursor = following[following.index(f"{blank.id}:") + 1]

    async def _asked(self, blank: Blank, value: Any) -> Any:
        title = t(blank.label)
        if blank.kind is Kind.YES:
            return await self.app.choose(
                title, [(True, t("是"), ""), (False, t("否"), "")], text=t(blank.help), at=bool(value)
            )
        if blank.options is not None:
            options = list(await blank.options(self.app))
            self.names[blank.id] = {one: name for one, name, _ in options}
            if blank.kind is Kind.SEVERAL:
                from screens.dialogs.several import Several

                return await self.app.question(Several(title, options, tuple(value), text=t(blank.help)))
            if blank.free:
                options.append(("", t("无"), ""))
            if not options:
                raise Refusal("screen.nothing-to-choose", t("还没有可选的{label}", label=title))
            return await self.app.choose(title, options, text=t(blank.help), at=value)
        writing = WRITINGS.get(blank.kind, Writing.CODE)
        given = await self.app.enter(
            title,
            (title, str(value), blank.free, writing),
            text=t(blank.help),
            check=_number if blank.kind is Kind.NUMBER else None,
        )
        return int(given) if given is not None and blank.kind is Kind.NUMBER else given

    async def press_save(self) -> None:
        """Ctrl+S: the act."""
        for blank in self.blanks:
            if not blank.free and blank.kind not in (Kind.YES, Kind.SEVERAL) and self.now[blank.id] in ("", None):
                self.query_one("#fields", LineList).cursor = f"{blank.id}:"
                raise Refusal("screen.field-empty", t("“{label}”还没有填", label=t(blank.label)))
        if self.row is not None and not self.changed:
            raise Refusal("screen.nothing-changed", t("没有改动"))
        assert self.page.save is not None
        asked = {blank.id for blank in self.page.blanks if blank.when(self.now)}
        words = await self.page.save(self, self.row, {id: value for id, value in self.now.items() if id in asked})
        self.before = dict(self.now)
        self._keep()
        self.say(words)
        self.dismiss(None)

    async def press_back(self) -> None:
        """Esc: what was changed stands here again the next time."""
        if self.changed:
            self.say(t("没有保存；改的还在，下次打开接着改"), "warn")
        self.dismiss(None)


def _number(text: str) -> None:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Refusal("screen.no-number", t("“{text}”不是数字", text=text[:10]), next=t("请填数字"))
