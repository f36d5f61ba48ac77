"""One supplement notice, gathered: papers ticked, points written, all of it kept until it goes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.writing import Writing
from screens.desk.reasons import choose_words
from screens.parts.composed import document_words
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import day, mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.approval.gathering import Gathered
    from counter.acts.case.casebook import DocumentLine


class SupplementScreen(Place):
    """Pushed over the desk or the file; every change is kept in the hall at once."""

    kept: Data[Gathered] = Data()
    NAME = mark("补正")
    AUTO_FOCUS = "#requests"
    PANES = (("#requests", mark("补正要求")),)
    HELP = mark(
        "一次说全：要补的材料用空格勾选，别的要求一点一点写（自己写，或选常用理由再改）。Enter 改一点，空格去掉。\n"
        "改一处就存一处：返回、锁屏、断电都不丢，别的人员也看得到。F8 把全部要求写进一份通知发出。"
    )

    def __init__(self, line: ApprovalLine) -> None:
        super().__init__()
        self.line = line
        self.papers: dict[str, DocumentLine] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column("", 1), Column(mark("要什么"), 0), Column(mark("情况"), 24), id="requests", empty=mark("正在读取..")
        )

    async def refresh_data(self) -> None:
        """The approval, its item's papers, what was gathered."""
        self.line = line = await self.app.ask(acts.approval_show, approval=self.line.number)
        full = await self.app.ask(acts.case_set, case=line.case)
        self.papers = {one.document: one for one in full if line.item in one.items}
        self.kept = kept = await self.app.ask(acts.approval_gathered, approval=line.number)
        count = len(kept.documents) + len(kept.points)
        self.query_one("#current", Title).show(
            t("{number} 补正  {applicant}  {item}", number=line.number, applicant=line.applicant, item=line.item_name),
            t("{n} 项还没有发出（{by} {when} 记下）    F8 一并发出", n=count, by=kept.by, when=kept.when)
            if count
            else t("空格勾材料，Enter 写要求；一次说全，F8 一并发出"),
        )
        self.query_one("#requests", LineList).show(self._rows(kept))

    def _rows(self, kept: Gathered) -> Iterable[Line]:
        wanted = {code for code, _ in kept.documents}
        for n, point in enumerate(kept.points):
            yield Line(f"point:{n}", ("*", f"{n + 1}. {point}", t("Enter 改，空格去掉")), "good")
        yield Line("own:", ("+", t("写一点要求"), ""))
        yield Line("standard:", ("+", t("选一条常用理由"), ""))
        until = day(kept.due_on) if kept.due_on else t("十个工作日")
        yield Line("due:", ("", t("期限：{until}", until=until), t("Enter 改")))
        for code, paper in self.papers.items():
            ticked = code in wanted
            yield Line(
                f"paper:{code}", ("*" if ticked else "", paper.name, document_words(paper)), "good" if ticked else ""
            )

    async def _keep(self, documents: Iterable[str], points: Iterable[str], due_on: str | None) -> None:
        await self.app.ask(
            acts.approval_gather,
            approval=self.line.number,
            documents=tuple(documents),
            points=tuple(points),
            due_on=date.fromisoformat(due_on) if due_on else None,
        )
        self.say(t("已存下，还没有发出"))
        self.reload()

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space: a paper in or out, a point out."""
        event.stop()
        self.start(self._tick(event.key))

    async def _tick(self, key: str) -> None:
        kind, _, which = key.partition(":")
        codes, points = [code for code, _ in self.kept.documents], list(self.kept.points)
        if kind == "paper":
            codes = [code for code in codes if code != which] if which in codes else [*codes, which]
        elif kind == "point":
            del points[int(which)]
        else:
            await self._enter(key)
            return
        await self._keep(codes, points, self.kept.due_on)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: write, change, or tick."""
        event.stop()
        self.start(self._enter(event.key))

    async def _enter(self, key: str) -> None:
        kind, _, which = key.partition(":")
        kept = self.kept
        if kind == "paper":
            await self._tick(key)
            return
        if kind == "due":
            await self._due()
            return
        points, value = list(kept.points), ""
        if kind == "point":
            value = points[int(which)]
        elif kind == "standard":
            chosen = await choose_words(self, t("常用理由"), [self.line.item], refuse=False)
            if chosen is None:
                return
            value = chosen
        words = await self.app.write(t("补正要求"), text=self.line.item_name, value=value)
        if words is None:
            return
        point = " ".join(words.split("\n"))
        if kind == "point":
            points[int(which)] = point
        else:
            points.append(point)
        await self._keep((code for code, _ in kept.documents), points, kept.due_on)

    async def _due(self) -> None:
        if not (self.kept.documents or self.kept.points):
            raise Refusal("screen.nothing-gathered-yet", t("还没有补正要求"), next=t("请先勾材料或写要求"))
        given = await self.app.enter(
            t("补正期限"),
            (t("哪天"), self.kept.due_on or "", True, Writing.DAY),
            text=t("如 2026-12-08；不填按十个工作日。"),
        )
        if given is not None:
            await self._keep((code for code, _ in self.kept.documents), self.kept.points, given or None)

    async def press_finish(self) -> None:
        """F8: all of it goes out in one notice."""
        kept, line = self.kept, self.line
        if not (kept.documents or kept.points):
            raise Refusal("screen.nothing-gathered-yet", t("还没有补正要求"), next=t("请先勾材料或写要求"))
        what = [name for _, name in kept.documents] + list(kept.points)
        if not await self.app.confirm(
            t(
                "{number} {applicant}：{n} 项写进一份通知发出？",
                number=line.number,
                applicant=line.applicant,
                n=len(what),
            ),
            "\n".join(f"{n}. {one}" for n, one in enumerate(what, 1)),
            yes=t("发出"),
            no=t("返回"),
        ):
            return
        done = await self.app.ask(acts.approval_ask, approval=line.number, version=line.version)
        self.dismiss(None)
        self.say(worded(done), "warn")
