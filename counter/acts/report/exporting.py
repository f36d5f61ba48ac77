"""A month taken out of the hall: who took it, and with which parts, stands in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from counter.acts.report.figures import WHO_COUNT, scope
from counter.acts.report.keeping import total
from counter.acts.report.looked_at import LookedAt, split
from counter.acts.report.month import Figures, figures_of, last_of, mine, read_month
from counter.errors import Refusal
from counter.hall.act import Look, Work, act
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.figure_names import NAMED_PEOPLE, OF_TIME, By

FORMS = ("csv", "xlsx", "pdf")


@dataclass(frozen=True, slots=True)
class MonthTaken:
    """A month as it leaves the hall: itself, the month before, the same of last year, and its parts. No citizen."""

    hall: str
    whose: str
    first: date
    last: date
    made: str
    over: bool
    figures: Figures
    month_before: Figures
    year_before: Figures
    splits: tuple[LookedAt, ...]

    def __str__(self) -> str:
        return say("{first} 至 {last} 的数字已导出，{n} 张表", first=self.first, last=self.last, n=len(self.splits) + 1)


@act("report.export", by=WHO_COUNT, argument="month")
def export(work: Work, month: str = "", form: str = "xlsx") -> MonthTaken:
    """Take a month out of the hall, as far as one's role sees it, and write that down."""
    if form not in FORMS:
        raise Refusal(
            "report.no-such-form",
            say("不能导出成 {form}", form=verbatim(str(form)[:20])),
            next=say("可选 .csv、.xlsx、.pdf"),
        )
    look = Look(work.hall, work.db, work.now, work.today, work.actor)
    first, head, desk = read_month(look, month), mine(look), scope(look)
    splits = [
        by
        for by in By
        if (desk is None or by in OF_TIME)
        and (by not in NAMED_PEOPLE or work.actor.role in (Role.SUPERVISOR, Role.HALL))
    ]
    figures, before, year = (
        figures_of(day, last_of(day), total(look, day, last_of(day), (head[0],)).get(""), head)
        for day in (first, first + relativedelta(months=-1), first + relativedelta(years=-1))
    )
    taken = MonthTaken(
        work.hall.setting("name") or str(work.hall.settings["name"]),
        desk or "",
        first,
        last_of(first),
        f"{work.hall.local(work.now):%Y-%m-%d %H:%M}",
        last_of(first) < work.today,
        figures,
        before,
        year,
        tuple(split(look, first, by, head) for by in splits),
    )
    work.about(f"figures:{first:%Y-%m}", form=form, desk=desk or "", people=By.CLERK in splits)
    return taken
