"""F7: the papers of a case, as they were printed, with their QR codes; printing one again is marked and journalled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.access import Role
from counter.rules.notice import NOTICE_NAMES, JobState, NoticeKind
from screens.parts.lines import Column, Line, LineList
from screens.parts.paper_view import Matrix, PaperView, Printed, Text, codes_of
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.window.find import NoticeBrief
    from counter.hall.open import OpenHall
    from counter.store.papers import Paper


async def show_papers(place: Place, cases: list[str]) -> None:
    """Open the papers of these cases on top of a screen."""
    place.app.push_screen(ReceiptsScreen(cases))


def printed(hall: OpenHall, paper: Paper) -> Printed:
    """A paper laid out for 80 mm, on the hall's thread (its codes are made with the hall's key)."""
    from counter.paper.layout import COLUMNS, Code, Rule, Space, strip
    from counter.paper.layout import Line as Words
    from counter.paper.qr import matrix
    from counter.paper.receipt import sheet_of

    width = COLUMNS[80]
    lines: list[Text | Matrix] = []
    for row in strip(sheet_of(hall, paper), 80):
        if isinstance(row, Rule):
            lines.append(Text("-" * width))
        elif isinstance(row, Space):
            lines += [Text("")] * row.lines
        elif isinstance(row, Code):
            lines.append(matrix(row.address))
        elif isinstance(row, Words):
            lines.append(Text(_placed(row.text, row.align, width), row.bold or row.scale > 1))
    return Printed(tuple(lines), width)


def _placed(text: str, align: str, width: int) -> str:
    blank = max(0, width - cell_len(text))
    return " " * (blank // 2 if align == "center" else blank if align == "right" else 0) + text


class ReceiptsScreen(Place):
    """The papers on the left, the chosen one on the right."""

    NAME = mark("回执")
    AUTO_FOCUS = "#notices"
    PANES = (("#notices", mark("文书")), ("#slip", mark("预览")))
    HELP = mark(
        "左边选文书，右边看它的样子和二维码；Enter 放大二维码给手机扫。Tab 到右边可上下翻。\nF7 "
        "补打选中的文书：纸上标明“补打”，并记入日志。Esc 返回。"
    )

    def __init__(self, cases: list[str]) -> None:
        super().__init__()
        self.cases = cases
        self.papers: dict[str, NoticeBrief] = {}

    def compose_body(self) -> Iterable[Widget]:
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("文书"), 12),
                Column(mark("时间"), 5),
                Column(mark("打印"), 0),
                id="notices",
                empty=mark("这件还没有文书。"),
            )
            yield PaperView(id="slip")

    async def refresh_data(self) -> None:
        """Read the list; the chosen paper does not change any more."""
        found: list[NoticeBrief] = []
        for case in self.cases:
            found += await self._of(case)
        self.papers = {paper.number: paper for paper in found}
        lines = self.query_one("#notices", LineList)
        first = not lines.lines
        lines.show(
            Line(
                p.number,
                (
                    t(NOTICE_NAMES.get(p.kind, p.title)),
                    f"{self.app.local(p.at):%H:%M}" if p.at else "",
                    _print_state(p),
                ),
                "warn" if p.trouble else "",
            )
            for p in reversed(found)
        )
        if first and (receipt := next((p for p in found if p.kind == NoticeKind.RECEIPT), None)):
            lines.cursor = receipt.number
        await self._show(lines.cursor)

    async def _of(self, case: str) -> tuple[NoticeBrief, ...]:
        """The papers of a case: all of them at the counter, a desk's own at a desk."""
        if self.app.actor.role is not Role.APPROVER:
            return await self.app.ask(acts.window_papers, case=case)
        from counter.acts.window.find import NoticeBrief

        return tuple(
            NoticeBrief(
                one.paper,
                one.kind,
                title="",
                at=0,
                copies=len(one.jobs),
                printed=sum(job.state == JobState.SENT for job in one.jobs),
                trouble=max(one.jobs, key=lambda job: job.copy).error if one.jobs else "",
            )
            for one in await self.app.ask(acts.paper_list, case=case)
        )

    async def _show(self, number: str | None) -> None:
        self.query_one("#slip", PaperView).show(await self._laid_out(number) if number else None)

    async def _laid_out(self, number: str) -> Printed:
        """A paper as it was printed. Raises Refusal."""
        paper = await self.app.ask(acts.paper_content, paper=number)
        return await self.app.with_hall(lambda hall: printed(hall, paper))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another paper is looked at."""
        event.stop()
        self.start(self._show(event.key))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: the code alone, for a phone to scan."""
        event.stop()
        self.start(self._code(event.key))

    async def _code(self, number: str) -> None:
        codes = codes_of(await self._laid_out(number))
        if not codes:
            raise Refusal("screen.no-qr-code-paper", t("这份文书上没有二维码"), next=t("请选收件凭证、受理通知或号票"))
        await self.app.show_code(codes[0])

    async def press_receipts(self) -> None:
        """F7 here: print the chosen paper again."""

        number = self.query_one("#notices", LineList).cursor
        if number is None:
            raise Refusal(
                "screen.no-paper-highlighted", t("没有选中的文书"), rule=t("补打一次打一份"), next=t("请先在左边选一份")
            )
        name = t(NOTICE_NAMES.get(self.papers[number].kind, "文书"))
        if await self.app.confirm(
            t("补打{name} {number}？", name=name, number=number), t("纸上会标明补打，并记入日志。"), yes=t("补打")
        ):
            self.say(worded(await self.app.ask(acts.paper_reprint, paper=number)))


def _print_state(paper: NoticeBrief) -> str:
    if paper.trouble:
        return t("没打出来")
    return t("已打 {n}", n=paper.printed) if paper.printed else t("待打 {n}", n=paper.copies)
