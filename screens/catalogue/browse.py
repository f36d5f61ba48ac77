"""Looking around in what the hall does: by what happens in a life, by who comes, by department."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.worker import Worker

from counter import acts
from counter.errors import Refusal
from counter.rules.browsing import WAYS
from screens.catalogue.guide_page import open_hit
from screens.parts.lines import Column, Line, LineList
from screens.shell.language import mark, t
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.store.search import Hit

ORDER = ("event", "person", "department")
"""The ways, those that need no knowledge of offices first."""


class BrowseScreen(Place):
    """Left the groups, right what stands in the one under the cursor."""

    NAME = mark("分类查看")
    AUTO_FOCUS = "#groups"
    PANES = (("#groups", mark("类别")), ("#things", mark("事项")))
    HELP = mark(
        "不知道叫什么也找得到：左边是人生事件、人群和部门，各有多少项；右边是选中那一类里的一件事和事项。\n"
        "Enter 从左边进右边，在右边打开指南；Esc 返回。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.wanted = ""
        self.hits: dict[str, Hit] = {}

    def compose_body(self) -> Iterable[Widget]:
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("类别"), 0), Column(mark("项"), 4, right=True), id="groups", empty=mark("正在读取..")
            )
            yield LineList(
                Column(mark("名称"), 0),
                Column(mark("部门"), 14, wide_only=True),
                id="things",
                empty=mark("在左边选一类。"),
            )

    async def refresh_data(self) -> None:
        """The groups of every way, with how many things each has."""
        lines = []
        for way in ORDER:
            lines.append(Line(f"{way}\x1f", (t("按{way}", way=t(WAYS[way])), ""), "dim"))
            lines += [
                Line(f"{way}\x1f{shelf.code}", (shelf.name, str(shelf.count)))
                for shelf in await self.app.ask(acts.catalogue_browse, by=way)
            ]
        groups = self.query_one("#groups", LineList)
        groups.show(lines)
        if groups.cursor in (None, f"{ORDER[0]}\x1f") and len(lines) > 1:
            groups.cursor = lines[1].key
        await self._show(groups.cursor or "")

    async def _show(self, key: str) -> None:
        self.wanted = key
        way, _, group = key.partition("\x1f")
        things = self.query_one("#things", LineList)
        if not group:
            things.show(())
            return
        try:
            hits = await self.app.ask(acts.catalogue_in_group, group=group, by=way)
        except Refusal:
            hits = ()  # the last of it was withdrawn a moment ago
        if self.wanted == key:
            things.show((Line(f"{hit.kind}:{hit.code}", (hit.name, hit.detail)) for hit in hits), anew=True)
            self.hits = {f"{hit.kind}:{hit.code}": hit for hit in hits}

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        if event.lines.id == "groups":
            self._looking: Worker[None] = self.run_worker(
                partial(self._show, event.key), group="detail", exclusive=True
            )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if event.lines.id == "groups":
            self.query_one("#things").focus()
        elif (hit := self.hits.get(event.key)) is not None:
            self.start(open_hit(self, hit))
