"""One person: the cases in which they have a part, the tickets, the papers on file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import day, mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.window.people import PersonSeen


class PersonScreen(Place):
    """Pushed over the search; opening it is a look at a person's data, and is logged."""

    seen: Data[PersonSeen] = Data()
    NAME = mark("办件人")
    AUTO_FOCUS = "#theirs"
    PANES = (("#theirs", mark("办件、号票、材料")),)
    HELP = mark(
        "这个人（单位）作为申请人、代办人、监护人或法定代表人的办件，取过的号，存着的材料。\n"
        "Enter 在查询里打开这一件（今天的号也行），可以继续收件、领取结果。Ctrl+C 复制编号。Esc 返回。"
    )

    def __init__(self, person: int) -> None:
        super().__init__()
        self.person = person

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column("", 10),
            Column(mark("编号"), 14),
            Column(mark("内容"), 0),
            Column(mark("状态"), 8),
            Column(mark("日期"), 11),
            id="theirs",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """One query."""
        self.seen = seen = await self.app.ask(acts.window_person, person=self.person)
        self.query_one("#current", Title).show(
            "  ".join(filter(None, (seen.name, seen.number, seen.phone))),
            t(
                "办件 {cases}  号票 {tickets}  存着的材料 {papers}",
                cases=len(seen.cases),
                tickets=len(seen.tickets),
                papers=len(seen.papers),
            ),
        )
        rows = [
            Line(f"case:{one.name}", (t(one.part), one.name, worded(one.matter), t(one.state), day(one.day)))
            for one in seen.cases
        ]
        rows += [
            Line(f"ticket:{n}", (t("号票"), one.number, one.matter, t(one.state), day(one.day)), "dim")
            for n, one in enumerate(seen.tickets)
        ]
        rows += [
            Line(f"paper:{n}", (t("材料"), one.case, one.document, "", day(one.day)), "dim")
            for n, one in enumerate(seen.papers)
        ]
        self.query_one("#theirs", LineList).show(rows, empty=t("还没有办件"))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a case: found by its number, with all that can be done there."""
        event.stop()
        kind, _, which = event.key.partition(":")
        if kind == "paper":
            which = self.seen.papers[int(which)].case
        if kind == "ticket":
            one = self.seen.tickets[int(which)]
            if one.day != self.app.today.isoformat():
                self.say(t("{number} 是 {day} 的号，已经过去", number=one.number, day=day(one.day)), "plain")
                return
            which = one.number
        if kind in ("case", "paper", "ticket"):
            self.dismiss(None)
            self.app.open_step("search", which)
