"""Standardising by keys: departments by score, their findings, the source's words beside the standard form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from counter import acts
from counter.errors import Refusal
from counter.rules.access import Role
from counter.rules.writing import Writing
from screens.catalogue.document_list import DocumentListScreen
from screens.catalogue.guide_page import GuidePage
from screens.parts.field import Field
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.catalogue.beside import Beside
    from counter.acts.catalogue.standardising import Check
    from counter.acts.catalogue.standardising import Entry as Finding
    from counter.acts.report.savings import Saving, Savings

ALL = "*"
PAGE = 1_000
"""Findings shown at once; a line at the end of a page leads to the next."""
EARLIER, LATER = "<", ">"
SAVINGS = "+"


class BacklogScreen(Place):
    """Left departments, right findings; below the two wordings."""

    NAME = mark("目录整改")
    AUTO_FOCUS = "#bodies"
    PANES = (
        ("#filter-box", mark("筛选")),
        ("#bodies", mark("部门")),
        ("#findings", mark("整改意见")),
        ("#standard", mark("标准形式")),
        ("#source", mark("来源原文")),
    )
    HELP = mark(
        "左边是部门和得分（没有待整改的检查所占的百分数，低的在前），右边是选中部门的整改意见。\n"
        "下面左栏是目录里的标准形式，右栏是部门交来的原文。\n"
        "在“筛选”里写规则、事项或意见里的字（空格隔开的都要有），右边随打随少；一页 1000 条，最后一行翻到下一页。\n"
        "值班主任和管理员的左边还有“办件里看出的”（一年的件里看出、够数才列）：按 Enter 列为整改意见。\n"
        "在意见上按 Enter：接受（能自动改的改成新版本）、改写、延后、看指南、保留现状。每次改动都是一个新版本，"
        "在办的件不受影响；关系到人的权利的先提请，第二人在“目录管理”里同意。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.checked: Check | None = None
        self.savings: Savings | None = None
        self.version: int | None = None
        self.shown: Beside | None = None
        self.page = 0

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield Field(
            mark("筛选"),
            id="filter",
            last=True,
            placeholder=mark("规则、事项、意见里的字"),
            typed=lambda text: self._list(0),
        )
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("部门"), 0),
                Column("%", 3, right=True),
                Column(mark("条"), 5, right=True),
                Column("", 1),
                id="bodies",
                empty=mark("正在检查.."),
            )
            yield LineList(
                Column(mark("规则"), 14),
                Column(mark("事项"), 0),
                Column(mark("意见"), 0, wide_only=True),
                id="findings",
                empty=mark("没有待整改的"),
            )
        with Horizontal(id="words"):
            yield Sheet(id="standard")
            yield Sheet(id="source")

    async def refresh_data(self) -> None:
        """Check again only when the catalogue has changed: it takes a while."""
        version = await self.app.ask(acts.catalogue_version)
        if version != self.version:
            self.version = version
            await self._check()

    async def _check(self) -> None:
        self.checked = checked = await self.app.ask(acts.catalogue_check)
        self.query_one("#current", Title).show(
            t(
                "目录整改  全厅 {percent} 分  {items} 个事项  {open} 条待整改",
                percent=checked.percent,
                items=checked.items,
                open=len(checked.findings),
            ),
            t("，").join(f"{name} {count}" for name, count in self._by_rule().items()) or t("没有待整改的"),
        )
        lines = [Line(ALL, (t("全部"), str(checked.percent), str(len(checked.findings)), ""))]
        if self.app.actor.role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
            self.savings = await self.app.ask(acts.report_savings)
            if self.savings.proposals:
                lines.append(Line(SAVINGS, (t("办件里看出的"), "", str(len(self.savings.proposals)), "")))
        lines += [
            Line(d.department, (d.name, str(d.percent), str(d.open), ""), "good" if d.open == 0 else "")
            for d in checked.departments
        ]
        self.query_one("#bodies", LineList).show(lines)
        self._list()

    def _by_rule(self) -> dict[str, int]:
        from counter.rules.finding import NAMES

        return {t(NAMES[rule]): count for rule, count in self.checked.rules.items()} if self.checked else {}

    def _matching(self) -> list[Finding]:
        body = self.query_one("#bodies", LineList).cursor or ALL
        words = self.query_one("#filter", Field).value.split()
        return [
            f
            for f in (self.checked.findings if self.checked else ())
            if body in (ALL, f.department)
            and all(word in f.rule_name or word in f.item_name or word in f.detail or word in f.item for word in words)
        ]

    def _list(self, page: int | None = None) -> None:
        """Show a page of what matches; without one, the page that stands there."""
        if self.checked is None:
            return
        anew = page is not None
        if self.savings is not None and self.query_one("#bodies", LineList).cursor == SAVINGS:
            self._list_savings(self.savings.proposals, anew)
            return
        mine = self._matching()
        self.page = min(self.page if page is None else page, max(0, (len(mine) - 1) // PAGE))
        first = self.page * PAGE
        lines = [
            Line(f"{f.item}\x1f{f.number}", (t(f.rule_name), f.item_name, worded(f.detail)))
            for f in mine[first : first + PAGE]
        ]
        if first:
            lines.insert(
                0, Line(EARLIER, ("", t("上一页（{first} 到 {last}）", first=first - PAGE + 1, last=first), ""), "dim")
            )
        if len(mine) > first + PAGE:
            last = min(len(mine), first + 2 * PAGE)
            lines.append(
                Line(
                    LATER,
                    (
                        "",
                        t("下一页（{first} 到 {last}，共 {all}）", first=first + PAGE + 1, last=last, all=len(mine)),
                        "",
                    ),
                    "dim",
                )
            )
        findings = self.query_one("#findings", LineList)
        findings.show(lines, anew=anew)
        if findings.cursor is None and lines:
            findings.cursor = lines[0].key
        if not mine:
            self.query_one("#standard", Sheet).show([Fact("", t("这里没有待整改的。"), "good")])
            self.query_one("#source", Sheet).show(())

    def _list_savings(self, found: Iterable[Saving], anew: bool) -> None:
        lines = [Line(SAVINGS + p.number, (t(p.rule_name), p.item_name, worded(p.detail))) for p in found]
        findings = self.query_one("#findings", LineList)
        findings.show(lines, anew=anew)
        if findings.cursor is None and lines:
            findings.cursor = lines[0].key

    def _show_saving(self, number: str) -> None:
        """The evidence of a proposal and what it would save, beside the cases that show it."""
        one = self._saving(number)
        if one is None:
            return
        self.query_one("#standard", Sheet).show(
            [
                Fact(t("意见"), t("{rule}：{detail}", rule=t(one.rule_name), detail=worded(one.detail)), "warn"),
                Fact(t("下一步"), worded(one.next_step)),
                Fact(t("一年可省"), worded(one.saving), "good"),
            ]
        )
        self.query_one("#source", Sheet).show(
            [Fact(t("这些件"), "", "head"), *(Fact("", receipt) for receipt in one.rows)]
        )

    def _saving(self, number: str) -> Saving | None:
        return next((p for p in self.savings.proposals if p.number == number), None) if self.savings else None

    async def _take_over(self, number: str) -> None:
        one = self._saving(number)
        if one is None:
            return
        text = t("{item}：{detail}。{step}", item=one.item_name, detail=worded(one.detail), step=worded(one.next_step))
        if await self.app.confirm(t("列为整改意见"), text, yes=t("列为整改意见")):
            self.say(worded(await self.app.ask(acts.catalogue_adopt, number=number)))
            await self._check()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        if event.lines.id == "bodies":
            self._list(0)
        elif event.key.startswith(SAVINGS):
            self._show_saving(event.key.removeprefix(SAVINGS))
        elif event.key not in (EARLIER, LATER):
            self._looking: Worker[None] = self.run_worker(
                partial(self._look, event.key), group="detail", exclusive=True
            )

    async def _look(self, key: str) -> None:
        item, _, number = key.partition("\x1f")
        try:
            self.shown = seen = await self.app.ask(acts.catalogue_finding, number=number, item=item)
        except Refusal:
            return  # settled a moment ago
        finding = seen.finding
        self.query_one("#standard", Sheet).show(
            [
                Fact("", t("标准形式"), "head"),
                Fact(
                    t("意见"), t("{rule}：{detail}", rule=t(finding.rule_name), detail=worded(finding.detail)), "warn"
                ),
                Fact(t("下一步"), worded(finding.next_step)),
                Fact(t("接受后"), worded(seen.proposal) or t("保留现状，不再列出"), "good" if seen.proposal else ""),
                *(Fact(t("要第二人同意"), worded(one), "warn") for one in seen.concerns),
                Fact(t("现在"), seen.standard or t("（空）")),
            ]
        )
        self.query_one("#source", Sheet).show(
            [
                Fact(t("来源原文"), "", "head"),
                *(Fact("", line) for line in (seen.source or t("（本目录自编，没有来源）")).split("\n")),
            ]
        )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if event.lines.id == "bodies":
            self.query_one("#findings").focus()
        elif event.key in (EARLIER, LATER):
            self._list(self.page + (1 if event.key == LATER else -1))
        elif event.key.startswith(SAVINGS):
            self.start(self._take_over(event.key.removeprefix(SAVINGS)))
        else:
            self.start(self._settle(event.key))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the filter: on to what it has left."""
        self.query_one("#findings").focus()

    async def _settle(self, key: str) -> None:
        await self._look(key)
        if self.shown is None:
            return
        seen, finding = self.shown, self.shown.finding
        options = [
            ("accept", t("提请") if seen.concerns else t("接受"), _effect(seen)),
            ("edit", t("改写"), t("写上正确的内容")),
            ("postpone", t("延后"), t("到某一天再列出")),
            ("guide", t("看指南"), finding.item_name),
            *([("keep", t("保留现状"), t("不改，不再列出"))] if seen.proposal else []),
        ]
        if finding.element == "documents":
            options[1] = ("papers", t("改材料清单"), t("加、去掉、改成有条件"))
        text = t(
            "{item}：{detail}。{step}",
            item=finding.item_name,
            detail=worded(finding.detail),
            step=worded(finding.next_step),
        )
        chosen = await self.app.choose(t(finding.rule_name), options, text=text)
        if chosen == "guide":
            self.app.push_screen(GuidePage(finding.item))
            return
        if chosen == "papers":
            self.app.push_screen(DocumentListScreen(finding.item))
            return
        done = await self._done(chosen, finding, seen)
        if done is not None:
            self.say(worded(done))
            await self._check()

    async def _done(self, chosen: str | None, finding: Finding, seen: Beside) -> object | None:
        if chosen in ("accept", "keep"):
            return await self.app.ask(acts.catalogue_accept, number=finding.number, keep=chosen == "keep")
        if chosen == "edit":
            value = await self.app.write(
                t("{item}：改写", item=finding.item_name),
                text=t("{detail}。{step}", detail=worded(finding.detail), step=worded(finding.next_step)),
                value=seen.standard,
            )
            return (
                None if value is None else await self.app.ask(acts.catalogue_edit, number=finding.number, value=value)
            )
        if chosen == "postpone":
            first = (self.app.today + timedelta(days=30)).isoformat()
            until = await self.app.enter(t("延后到哪一天"), (t("日期"), first, Writing.DAY))
            return (
                None
                if until is None
                else await self.app.ask(acts.catalogue_postpone, number=finding.number, until=date.fromisoformat(until))
            )
        return None


def _effect(seen: Beside) -> str:
    """What accepting does, said before it is pressed."""
    if not seen.proposal:
        return t("保留现状，不再列出")
    words = worded(seen.proposal)
    return t("{words}，要第二人同意", words=words) if seen.concerns else t("{words}，今天生效", words=words)
