"""A month in figures: the whole on top, a chart, and its parts below; every number opens the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.access import Role
from counter.rules.figure_columns import COLUMNS, Unit, holds
from counter.rules.figure_columns import Column as Kind
from counter.rules.figure_names import BY_NAMES, COUNTS, NAMED_PEOPLE, OF_TIME, By, Figure
from screens.parts.chart import Chart
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.title import Title
from screens.shell import language
from screens.shell.language import mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.report.looked_at import LookedAt, Part
    from counter.acts.report.month import Figures
    from counter.hall.open import OpenHall

KINDS = {one.field: one for one in COLUMNS}
SHOWN = (
    *("items", "decided", "on_the_spot_share", "on_time_share_promised", "on_time_share_legal"),
    *("median_wait_minutes", "ninetieth_wait_minutes", "satisfaction"),
)
WIDE = (
    "cases",
    "overdue",
    "tickets",
    "no_shows",
    "missed_bookings",
    "median_service_minutes",
    "told_error_minutes",
    "parallel_days_saved",
)
FIRST_CHART = {
    By.BUNDLE: "items",
    By.HOUR: "median_wait_minutes",
    By.WEEKDAY: "tickets",
    By.QUEUE: "tickets",
    By.DAY: "tickets",
}


class FiguresScreen(Scanning, Place):
    """The figures of whoever answers for the hall, or for one desk."""

    NAME = mark("数字")
    DIGITS = "1234"
    ABOUT_KEYS = Place.ABOUT_KEYS | dict.fromkeys(DIGITS, "#current")
    AUTO_FOCUS = "#parts"
    PANES = (("#parts", mark("各部分")),)
    HELP = mark(
        "上面是整月和上月、去年同月；中间的图画的是一列；下面是各部分，前面的数字和图下面的相同。\n"
        "1 按什么看（部门、层级、事项、窗口、钟点、星期、月份等），2 哪个月，3 图上画哪一列，4 导出（记入日志）。\n"
        "Enter 看这一行某个数是从哪些办件、事项、号数出来的。按人员的数字只有值班主任能看。\n"
        "等候是从取号到第一次叫号；忘了结束的办理不计入用时，写在上面。"
    )
    whole: Data[LookedAt] = Data()
    split: Data[LookedAt] = Data()

    def __init__(self) -> None:
        super().__init__()
        self.month = ""
        self.by = By.DEPARTMENT
        self.field = ""
        self.listed: tuple[By, str] | None = None
        """What the lines are of: other ones begin at the top."""

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield Title(id="besides")
        yield Chart(id="chart")
        yield LineList(
            Column("", 2, right=True),
            Column(mark("部分"), 0),
            *(Column(mark_of(KINDS[field]), 7, right=True) for field in SHOWN),
            *(Column(mark_of(KINDS[field]), 8, right=True, wide_only=True) for field in WIDE),
            id="parts",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """Thirteen months (the whole, beside last month and last year), and the parts of this one."""
        if self.app.actor.role is Role.APPROVER and self.by not in OF_TIME:
            self.by = By.DAY
        self.whole = whole = await self.app.ask(acts.report_figures, month=self.month, by=By.MONTH)
        self.split = split = (
            whole if self.by is By.MONTH else await self.app.ask(acts.report_figures, month=self.month, by=self.by)
        )
        self.month = whole.parts[-1].member
        self._show_whole(whole)
        field = self.charted
        self.query_one("#parts", LineList).show(
            (
                Line(
                    part.member,
                    (str(n), worded(part.name), *(cell(part.figures, one, self.by) for one in (*SHOWN, *WIDE))),
                )
                for n, part in enumerate(split.parts, 1)
            ),
            empty=t("这个月没有可看的。"),
            anew=(self.by, self.month) != self.listed,
        )
        self.listed = (self.by, self.month)
        values = [getattr(part.figures, field) for part in split.parts]
        marks = [_mark(self.by, part, n) for n, part in enumerate(split.parts, 1)]
        self.query_one("#chart", Chart).show(
            marks,
            values,
            lines=self.by in (By.MONTH, By.DAY),
            most=100 if KINDS[field].unit is Unit.PERCENT else 0,
        )

    @property
    def charted(self) -> str:
        """The column that the chart draws."""
        return self.field or FIRST_CHART.get(self.by, "on_time_share_promised")

    def _show_whole(self, whole: LookedAt) -> None:
        one, before, year = (whole.parts[n].figures for n in (-1, -2, 0))
        self.query_one("#current", Title).show(
            t(
                "{month} 受理 {cases} 件 {items} 项  当场 {spot}（{of_spot}/{decided}）  "
                "按时 {on_time}（{kept}/{promised}）",
                month=f"{one.first:%Y-%m}",
                cases=one.cases,
                items=one.items,
                spot=percent(one.on_the_spot_share),
                of_spot=one.on_the_spot,
                decided=one.decided,
                on_time=percent(one.on_time_share),
                kept=one.on_time,
                promised=one.promised,
            ),
            t(
                "法定 {legal}（{kept_legal}/{limited}）  等候 {median} 分，九成 {ninetieth} 分  满意 {satisfied}",
                legal=percent(one.on_time_share_legal),
                kept_legal=one.on_time_legal,
                limited=one.limited,
                median=_minutes(one.median_wait_minutes),
                ninetieth=_minutes(one.ninetieth_wait_minutes),
                satisfied=percent(one.satisfaction),
            )
            + (t("  忘了结束 {forgotten} 次不计", forgotten=one.forgotten) if one.forgotten else ""),
        )
        self.query_one("#besides", Title).show(
            "".join(
                t(words, spot=percent(then.on_the_spot_share), on_time=percent(then.on_time_share))
                for words, then in ((BEFORE, before), (LAST_YEAR, year))
                if (then.on_the_spot_share, then.on_time_share) != (None, None)
            )
            + t(
                "少等 {days} 天 少交 {documents} 份 少跑 {visits} 趟",
                days=one.parallel_days_saved,
                documents=one.documents_spared,
                visits=one.visits_saved,
            ),
            t(
                "按{by}  图：{column}    1按什么看 2哪个月 3画哪列 4导出 Enter来历",
                by=t(BY_NAMES[self.by]),
                column=t(KINDS[self.charted].name),
            ),
        )

    def digit(self, digit: int) -> None:
        """1 to 4: by what, which month, which column, take out."""
        self.start((self._choose_by, self._choose_month, self._choose_column, self._take_out)[digit - 1]())

    async def _choose_by(self) -> None:
        role = self.app.actor.role
        able = [
            by
            for by in By
            if (role is not Role.APPROVER or by in OF_TIME) and (by not in NAMED_PEOPLE or role is Role.SUPERVISOR)
        ]
        chosen = await self.app.choose(t("按什么看"), [(by, t(BY_NAMES[by]), "") for by in able], at=self.by)
        if chosen is not None:
            self.by = chosen
            self.field = ""
            self.reload()

    async def _choose_month(self) -> None:
        months = [part.member for part in reversed(self.whole.parts)]
        chosen = await self.app.choose(
            t("哪个月"), [*((one, one, "") for one in months), ("other", t("写一个月份"), "")], at=self.month
        )
        if chosen == "other":
            chosen = await self.app.enter(t("哪个月"), (t("月份"), self.month))
        if chosen is not None:
            before, self.month = self.month, chosen
            try:
                await self.app.ask(acts.report_month, month=chosen)
            except Refusal:
                self.month = before
                raise
            self.reload()

    async def _choose_column(self) -> None:
        fields = [field for field in (*SHOWN, *WIDE) if holds(self.by, field)]
        chosen = await self.app.choose(
            t("图上画哪一列"), [(field, t(KINDS[field].name), "") for field in fields], at=self.charted
        )
        if chosen is not None:
            self.field = chosen
            self.reload()

    async def _take_out(self) -> None:
        """Ask for a file's name and write it; what leaves is written down."""
        from counter.paper.figures import file_of, form_of

        to = await self.app.enter(
            t("导出 {month}", month=self.month),
            (t("文件"), str(Path.home() / f"{self.month}.xlsx")),
            text=t("以 .csv、.xlsx（带图表）或 .pdf（两页，带图表）结尾；导出记入日志。"),
            check=form_of,
        )
        if to is None:
            return
        form = form_of(to)
        taken = await self.app.ask(acts.report_export, month=self.month, form=form)
        await self.app.with_hall(partial(_write, Path(to), file_of(taken, form, language.current)))
        self.say(t("已导出到 {file}", file=to))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: which number, then its rows."""
        event.stop()
        self.start(self._behind(event.key))

    async def _behind(self, member: str) -> None:
        from screens.supervisor.figure_rows import FigureRowsScreen

        of_desk = self.app.actor.role is Role.APPROVER
        there = {one.figure for one in COLUMNS if holds(self.by, one.field)}
        options = [
            (figure, t(one.name), "")
            for figure, one in COUNTS.items()
            if figure in there and (one.of not in ("ticket", "booking") or not of_desk)
        ]
        chosen: Figure | None = await self.app.choose(t("看哪个数的来历"), options)
        if chosen is not None:
            name = next((part.name for part in self.split.parts if part.member == member), member)
            self.app.push_screen(FigureRowsScreen(chosen, self.month, self.by, member, name))


BEFORE, LAST_YEAR = mark("上月当场 {spot} 按时 {on_time}  "), mark("去年同月 {spot} {on_time}  ")
"""What stands beside the month, where there is something of it."""


def _write(to: Path, data: bytes, hall: OpenHall) -> None:
    from counter.hall.files_out import write_new

    write_new(to, data, hall.grounds)


def mark_of(kind: Kind) -> str:
    """The head of a column on the screen."""
    return HEADS[kind.field]


HEADS = {
    "items": mark("受理项"),
    "decided": mark("办结项"),
    "on_the_spot_share": mark("当场%"),
    "on_time_share_promised": mark("按时%"),
    "on_time_share_legal": mark("法定%"),
    "median_wait_minutes": mark("等候"),
    "ninetieth_wait_minutes": mark("九成等"),
    "satisfaction": mark("满意%"),
    "cases": mark("受理件"),
    "overdue": mark("逾期未办"),
    "tickets": mark("取号数"),
    "no_shows": mark("没来"),
    "missed_bookings": mark("预约没来"),
    "median_service_minutes": mark("办理分"),
    "parallel_days_saved": mark("少等天"),
    "told_error_minutes": mark("说差分"),
}


def cell(figures: Figures, field: str, by: By) -> str:
    """One number of a row; nothing where there is nothing to divide by, or where the split has no such number."""
    value = getattr(figures, field) if holds(by, field) else None
    return "" if value is None else f"{value:.1f}" if KINDS[field].unit is Unit.PERCENT else f"{value:g}"


def percent(value: float | None) -> str:
    """A share, or a word for none."""
    return t("无") if value is None else f"{value:.1f}%"


def _minutes(value: float | None) -> str:
    return t("无") if value is None else f"{value:g}"


def _mark(by: By, part: Part, place: int) -> str:
    return part.member[-2:] if by in (By.DAY, By.MONTH, By.HOUR) else str(place)
