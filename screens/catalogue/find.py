"""One field for items, papers, laws, departments and places elsewhere; every keystroke shows what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from counter import acts
from counter.errors import Refusal
from counter.rules.writing import Writing
from screens.catalogue.finding import HINT, Finding
from screens.catalogue.guide_page import open_hit, related
from screens.parts.field import Field, type_on
from screens.parts.lines import Column, LineList
from screens.parts.sheet import Fact, Sheet
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.store.search import Hit

GIVES_UP_SECONDS = 3.0
"""Nothing found and nothing typed for so long: that is what was looked for."""


class FindScreen(Finding, Place):
    """Type, look, open."""

    NAME = mark("事项查询")
    AUTO_FOCUS = "#text-box"
    BINDINGS = [Binding("down", "to_hits", show=False)]
    PANES = (("#text-box", mark("查找")), ("#hits", mark("结果")), ("#detail", mark("详情")))
    HELP = mark(
        "一个字段查事项、材料、法律依据、部门和其他去处：汉字、全拼、首字母、代码都可以，也可混用，拼音错一个字母也找得到。\n"
        "边打边出结果；停下来就列出全部，右边写明找到多少项；没有找到的，列出相近的。Enter 或向下键进结果。\n"
        "结果里 Enter：事项看指南，材料、依据和部门列出有关事项，其他去处给二维码。"
    )

    _giving_up: Timer | None = None
    _noted = ""

    def compose_body(self) -> Iterable[Widget]:
        yield Field(
            mark("查找"),
            id="text",
            last=True,
            kind=Writing.CODE,
            placeholder=HINT,
            help=self.HELP,
            typed=self.find,
            scans=frozenset(),  # a card, a receipt, a booking is no matter: it is looked for by F9
        )
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("类"), 6),
                Column(mark("名称"), 0),
                Column(mark("部门"), 12, wide_only=True),
                id="hits",
                empty=mark("打字就找。"),
            )
            yield Sheet(id="detail")

    async def refresh_data(self) -> None:
        """Build the index before the first keystroke; find again what stands in the field if the
        catalogue has changed.
        """
        unasked, self.unasked = self.unasked, await bundles(self)
        await self.learn()
        if unasked != self.unasked and not self.query_one("#text", Field).value:
            self.find("", anew=False)

    def on_key(self, event: events.Key) -> None:
        """The next word is typed while the last one's hits have the focus."""
        type_on(self.query_one("#text", Field), event)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_to_hits()

    def action_to_hits(self) -> None:
        """From the field to the first hit; where nothing was found one goes on typing."""
        if self.hits:
            self.query_one("#hits", LineList).focus()
        if self.near or not self.hits:
            self.note_missed()

    def note_missed(self) -> None:
        """What found nothing is kept without persons, once for as long as it stands there."""
        text = self.query_one("#text", Field).value.strip()
        if self._index is None or (self.hits and not self.near) or not text or text == self._noted:
            return
        if any(sign.isdigit() for sign in text):
            return  # a number or a piece of a scan: nothing of it would be kept
        self._noted = text
        self._noting: Worker[None] = self.run_worker(partial(self._note, text), group="missed")

    async def _note(self, text: str) -> None:
        with suppress(Refusal):  # it is only a remark
            await self.app.ask(acts.catalogue_note_missed, text=text)

    def find(self, text: str, *, anew: bool = True) -> None:
        """The details come when the typing rests."""
        super().find(text, anew=anew)
        self._later()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        if self.query_one("#hits", LineList).has_focus:
            self.rest()
        else:
            self._later()

    def _later(self) -> None:
        self.rest_later()
        if self._giving_up is not None:
            self._giving_up.stop()
        self._giving_up = self.set_timer(GIVES_UP_SECONDS, self.note_missed)

    def rest(self) -> None:
        """The typing rests: show the details of the hit under the cursor."""
        super().rest()
        self._looking: Worker[None] = self.run_worker(self._look, group="detail", exclusive=True)

    async def _look(self) -> None:
        how_many = await self.fill()
        hit = self.hits.get(self.query_one("#hits", LineList).cursor or "")
        details = await detail_of(self, hit) if hit is not None else []
        self.query_one("#detail", Sheet).show(
            [*([Fact("", how_many, "warn" if self.near else "dim")] if how_many else []), *details]
        )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if (hit := self.hits.get(event.key)) is not None:
            self.start(self.open_hit(hit))

    async def open_hit(self, hit: Hit) -> None:
        """Enter on a hit."""
        await open_hit(self, hit)


async def bundles(place: Place) -> list[Hit]:
    """What stands there before anything is typed: the bundles."""
    from counter.store.search import Hit

    return [Hit("bundle", row.code, row.name, "") for row in await place.app.ask(acts.bundle_list)]


async def detail_of(place: Place, hit: Hit) -> list[Fact]:
    """What stands beside a hit."""
    from counter.store.search import KINDS

    facts = [Fact(hit.name, "", "head"), Fact(t("类别"), t(KINDS[hit.kind])), Fact(t("代码"), hit.code)]
    if hit.kind == "item":
        guide = await place.app.ask(acts.item_show, code=hit.code)
        facts = [Fact(guide.name, "", "head"), Fact(t("部门"), guide.department_name), Fact(t("类型"), t(guide.kind))]
        facts += [
            Fact(t(name), value)
            for key, name, value in guide.elements
            if key in ("promised", "legal", "fee", "conditions", "place", "phone")
        ]
        facts += [
            Fact("", t("要带的材料"), "head"),
            *(Fact(f"{n}", worded(paper)) for n, paper in enumerate(guide.papers, 1)),
        ]
        facts += [] if guide.papers else [Fact("", t("没有公布材料"), "dim")]
    elif hit.kind == "link":
        there = await place.app.ask(acts.catalogue_place, id=int(hit.code))
        facts = [
            Fact(there.name, "", "head"),
            Fact(t("类别"), there.category),
            Fact(t("网址"), there.address),
            Fact(t("说明"), there.gist),
        ]
    else:
        facts += [Fact("", hit.detail)] if hit.detail else []
        facts += [
            Fact(t("有关事项"), "", "head"),
            *(
                Fact("", t("{name}（{department}）", name=one.name, department=one.department))
                for one in (await related(place, hit))[:12]
            ),
        ]
    return facts
