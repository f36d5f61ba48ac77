"""The one field that finds as one types, in memory: mixed into screens, and as a dialog that gives what was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import Worker

from counter import acts
from counter.rules.scan import PERSONS
from counter.rules.writing import Writing
from screens.dialogs.dialog import Dialog, words
from screens.parts.field import Field, type_on
from screens.parts.lines import Column, Line, LineList
from screens.shell.hall_thread import StoreChanged
from screens.shell.language import mark, t

if TYPE_CHECKING:
    from textual.screen import Screen

    from counter.hall.kept import FarIndex
    from counter.rules.scan import Scan
    from counter.store.search import Hit, Index
    from screens.shell.app import CounterApp
    from screens.shell.place import Place

    class _Base(Screen[Any]):
        """What it is mixed into."""

        app: CounterApp
else:
    _Base = object

STATE = mark("中华人民共和国")
"""Begins the name of every law; left out in a list."""
HINT = mark("汉字、全拼、首字母、代码都可以，也可混用")
MOST = 50
"""Hits that are listed."""
MOST_AT_REST = 500
"""Hits that are listed once the typing rests."""
REST_SECONDS = 0.25
"""Nothing typed for so long: somebody looks at what was found, and more of it is worth the drawing."""
LONGEST = 80
"""Signs that are looked for."""


class Finding(_Base):
    """Mixed into what has the field `#text` and the list `#hits`: each sign is looked up in memory before drawing.

    So the hits come in the same frame as the sign itself; a worker and the hall's thread would cost two frames more.
    """

    kinds: tuple[str, ...] = ()

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.hits: dict[str, Hit] = {}
        self.unasked: list[Hit] = []
        """What stands there before anything is typed."""
        self._index: Index | FarIndex | None = None
        self.total = 0
        """How many hits there are in all, once the typing has rested."""
        self.near = False
        """Whether the list shows what comes near, since nothing was found."""
        self._filled = ""
        """What was typed when all of its hits were listed."""
        self._resting: Timer | None = None

    @property
    def unrested(self) -> bool:
        """Whether what comes with the rest is still to come."""
        return self._resting is not None

    def rest_later(self) -> None:
        """Rest, unless something is typed before."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST_SECONDS, self.rest)

    def rest(self) -> None:
        """The typing rests."""
        if self._resting is not None:
            self._resting.stop()
            self._resting = None

    async def fill(self) -> str:
        """List all hits instead of the first, or what comes near where there is none; how many, in words."""
        text = self.query_one("#text", Field).value
        if not text.strip():
            return ""
        if text != self._filled:
            self.total = len(self.hits)
            if not 0 < self.total < MOST:
                found = await self.app.ask(
                    acts.catalogue_find, text=text[:LONGEST], kinds=self.kinds, limit=MOST_AT_REST
                )
                if text != self.query_one("#text", Field).value:
                    return ""
                self.total, self.near = found.total, bool(found.near)
                self.hits = {f"{hit.kind}:{hit.code}": hit for hit in (*found.hits, *found.near)}
                self.query_one("#hits", LineList).show(self.lines(), anew=self.near)
            self._filled = text
        if self.near:
            return t("没有找到“{text}”，列出的只是相近的", text=text[:20])
        if self.total > len(self.hits):
            return t("找到 {n} 项，列出前 {most} 项", n=self.total, most=len(self.hits))
        return t("找到 {n} 项", n=self.total) if self.total else ""

    def find(self, text: str, *, anew: bool = True) -> None:
        """Show what the text finds, with `anew` from the top, else the cursor stays.

        Nothing yet while the index isn't learned.
        """
        index = self.app.index
        if index is None:
            return
        self._index, self._filled, self.near, self.total = index, "", False, 0
        most = MOST if anew else max(MOST, len(self.hits))  # the cursor may stand further down
        found = index.find(text[:LONGEST], self.kinds, most) if text else self.unasked
        self.hits = {f"{hit.kind}:{hit.code}": hit for hit in found}
        missing = t("没有找到“{text}”，换一个字或拼音试试。", text=text[:20]) if text else t("打字就找。")
        self.query_one("#hits", LineList).show(self.lines(), empty=missing, anew=anew)

    def lines(self) -> Iterable[Line]:
        """The hits as lines."""
        from counter.store.search import KINDS

        return (
            Line(key, (t(KINDS[hit.kind]), hit.name.removeprefix(STATE), hit.detail)) for key, hit in self.hits.items()
        )

    async def learn(self) -> None:
        """Bring the index up to date, and find again what stands in the field if it has changed."""
        await self.app.learn_catalogue()
        if self.app.index is not self._index:
            self.find(self.query_one("#text", Field).value, anew=self._index is None)


class FindDialog(Finding, Dialog["Hit"]):
    """`await app.question(FindDialog(("item",)))` gives the chosen hit, or None for Esc."""

    AUTO_FOCUS = "#text-box"
    BROAD = True
    KEPT = False
    BINDINGS = [
        Binding("down", "to_hits", show=False),
        Binding("up,left,right", "pass", show=False),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(1, 10)),
    ]

    def __init__(self, title: str, kinds: tuple[str, ...] = (), text: str = "", cards: list[str] | None = None) -> None:
        """`cards`: where a card goes that is read meanwhile; without it one has no use here."""
        super().__init__()
        self.title_text, self.kinds, self.text, self.cards = title, kinds, text, cards

    def take_scan(self, scan: Scan) -> bool:
        """A card is of whoever is served, and nothing to look for."""
        if scan.kind not in PERSONS:
            return super().take_scan(scan)
        if self.cards is None:
            return False
        self.cards.append(scan.text)
        self.query_one(".read", Static).update(t("已读证件 {number}，再选办什么", number=f"..{scan.text[-4:]}"))
        return True

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(self.title_text, "title")
        yield words("", "words read")
        yield Field(
            mark("查找"),
            self.text,
            id="text",
            last=True,
            kind=Writing.CODE,
            placeholder=HINT,
            typed=self.find,
            scans=frozenset(),
        )
        yield LineList(
            Column("", 2), Column(mark("名称"), 0), Column(mark("部门"), 14), id="hits", empty=mark("打字就找。")
        )
        yield words("", "hint how-many")
        yield words(t("边打边找  向下键或 Enter 进结果  数字或 Enter 选定  Esc 返回"), "hint")

    def on_mount(self) -> None:
        """A steady height, so that the box doesn't jump while one types."""
        self.query_one(LineList).styles.height = 12
        self.query_one(".how-many").styles.height = 1
        self.run_worker(self.learn(), group="learn")

    def find(self, text: str, *, anew: bool = True) -> None:
        """All of the hits, and how many they are, once the typing rests."""
        super().find(text, anew=anew)
        self.rest_later()

    def rest(self) -> None:
        super().rest()
        self._filling: Worker[None] = self.run_worker(self._fill, group="fill", exclusive=True)

    async def _fill(self) -> None:
        how_many = self.query_one(".how-many", Static)
        how_many.update(Content(await self.fill()))

    def on_store_changed(self, message: StoreChanged) -> None:
        """The catalogue may be another one now."""
        self.run_worker(self.learn(), group="learn")

    def lines(self) -> Iterable[Line]:
        """Numbered, since a digit takes a line."""
        hits = enumerate(self.hits.items(), 1)
        return (Line(key, (str(n) if n < 10 else "", hit.name, hit.detail)) for n, (key, hit) in hits)

    def action_to_hits(self) -> None:
        """Where nothing was found one goes on typing."""
        if self.hits:
            self.query_one(LineList).focus()
        else:
            self.app.bell()

    def on_key(self, event: events.Key) -> None:
        """Digits take a line; any other sign goes on in the field."""
        if not (event.character or "").isdigit():
            type_on(self.query_one("#text", Field), event)

    def action_pass(self) -> None:
        """Arrows belong to the field and the list here."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: on to the list, once it shows what stands in the field; keys typed meanwhile are for the list."""
        self.app.hold_keys()
        self.run_worker(self._to_list(), group="list")

    async def _to_list(self) -> None:
        goes_on = False
        try:
            await self.learn()
            if len(self.hits) == 1 and not self.near:
                goes_on = self.hold_after  # what is typed meanwhile is for where the act leads
                self.dismiss(next(iter(self.hits.values())))
        finally:
            if not goes_on:
                if self.is_current:
                    self.action_to_hits()
                self.app.release_keys()

    def action_digit(self, digit: int) -> None:
        """A digit takes a line of the list, as in every choice."""
        if digit <= len(self.hits):
            self.dismiss(list(self.hits.values())[digit - 1])

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.dismiss(self.hits.get(event.key))


async def choose_item(place: Place, cards: list[str] | None = None) -> str | None:
    """Ask for one item in the one field that finds as one types; gives its code. Cards read meanwhile go to `cards`."""
    hit = await place.app.question(FindDialog(t("找事项"), ("item",), cards=cards))
    return hit.code if hit else None
