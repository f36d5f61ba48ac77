"""A month in figures: cases and items apart, both shares by both limits, waits, and what citizens were spared. Read
from the kept sums of its days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from counter.acts.report.figures import WHO_COUNT, percent, scope
from counter.acts.report.keeping import Totals, total
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.figures import Dimension, quantile, share

NINTH = 0.9
WHOLE = (Dimension.ALL.value, "")


@dataclass(frozen=True, slots=True)
class Figures:
    """What some days come to. `cases` and `items` were accepted in them, `decided` to `on_the_spot` decided. Of
    `promised` were decided `on_time` in them; the rest fell due in them and were decided `late` or are `overdue`;
    `uncounted` were decided and are none of these. The same by the legal limit. Times are minutes, shares percent; None
    where there is nothing to divide by, or where a desk's figures hold no visits. `forgotten` visits are in no time.
    """

    first: date
    last: date
    received: int = 0
    cases: int = 0
    items: int = 0
    deemed: int = 0
    decided_cases: int = 0
    delivered: int = 0
    decided: int = 0
    granted: int = 0
    refused: int = 0
    on_the_spot: int = 0
    on_the_spot_share: float | None = None
    promised: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    uncounted: int = 0
    on_time_share: float | None = None
    on_time_share_promised: float | None = None
    limited: int = 0
    on_time_legal: int = 0
    late_legal: int = 0
    overdue_legal: int = 0
    uncounted_legal: int = 0
    on_time_share_legal: float | None = None
    past_legal: int = 0
    parallel_days_saved: int = 0
    documents_spared: int = 0
    visits_saved: int = 0
    ratings: int = 0
    satisfied: int = 0
    satisfaction: float | None = None
    tickets: int = 0
    finished: int = 0
    no_shows: int = 0
    left_early: int = 0
    lapsed: int = 0
    put_off: int = 0
    no_show_share: float | None = None
    bookings: int = 0
    missed_bookings: int = 0
    missed_booking_share: float | None = None
    waits: int = 0
    median_wait_minutes: float | None = None
    ninetieth_wait_minutes: float | None = None
    bounded: int = 0
    bound_kept: int = 0
    bound_kept_share: float | None = None
    told: int = 0
    told_within: int = 0
    told_longer: int = 0
    told_within_share: float | None = None
    told_error_minutes: float | None = None
    naive_error_minutes: float | None = None
    visits: int = 0
    median_service_minutes: float | None = None
    ninetieth_service_minutes: float | None = None
    forgotten: int = 0
    unreliable: int = 0

    def __str__(self) -> str:
        spared = say(
            "并联少等 {days} 个工作日，少交材料 {documents} 份，少跑 {visits} 趟",
            days=self.parallel_days_saved,
            documents=self.documents_spared,
            visits=self.visits_saved,
        )
        waited = say(
            "等候中位数 {median} 分、九成 {ninetieth} 分以内；办理中位数 {service} 分"
            "（另有 {forgotten} 次忘了结束，不计入）",
            median=number(self.median_wait_minutes),
            ninetieth=number(self.ninetieth_wait_minutes),
            service=number(self.median_service_minutes),
            forgotten=self.forgotten,
        )
        booked = (
            say(
                "；预约没来 {missed}（{n}/{bookings}）",
                missed=percent(self.missed_booking_share),
                n=self.missed_bookings,
                bookings=self.bookings,
            )
            if self.bookings
            else ""
        )
        month = say(
            "{first} 至 {last}：受理 {cases} 件 {items} 项，办结 {decided} 项（准予 {granted}，不予 {refused}）；"
            "当场办结率 {on_the_spot}（{spot}/{decided} 项），按时办结率 {on_time}（{kept}/{promised} 项，"
            "其中逾期才办结 {late}、逾期未办结 {overdue}；另有 {uncounted} 项不计入），"
            "按法定期限 {legal}（{kept_legal}/{limited} 项）；{spared}；{waited}；"
            "满意率 {satisfaction}（{satisfied}/{ratings}）",
            first=self.first,
            last=self.last,
            cases=self.cases,
            items=self.items,
            decided=self.decided,
            granted=self.granted,
            refused=self.refused,
            on_the_spot=percent(self.on_the_spot_share),
            spot=self.on_the_spot,
            on_time=percent(self.on_time_share),
            kept=self.on_time,
            promised=self.promised,
            late=self.late,
            overdue=self.overdue,
            uncounted=self.uncounted,
            legal=percent(self.on_time_share_legal),
            kept_legal=self.on_time_legal,
            limited=self.limited,
            spared=spared,
            waited=waited,
            satisfaction=percent(self.satisfaction),
            satisfied=self.satisfied,
            ratings=self.ratings,
        )
        return listed((month, booked), "")


def number(value: float | None) -> str:
    """A number of minutes in words."""
    return "—" if value is None else f"{value:g}"


_SAME = (
    *("received", "cases", "items", "deemed", "decided_cases", "delivered", "decided", "granted", "refused"),
    *("on_the_spot", "past_legal", "visits_saved", "documents_spared", "ratings", "satisfied", "tickets", "finished"),
    *("no_shows", "left_early", "lapsed", "put_off", "unreliable", "waits", "visits", "forgotten", "bounded"),
    *("bound_kept", "told", "told_within", "told_longer", "bookings", "missed_bookings"),
)


def figures_of(first: date, last: date, totals: Totals | None, head: tuple[str, str]) -> Figures:
    """The figures of one head."""
    sums = totals.sums.get(head) if totals is not None else None
    if totals is None or sums is None:
        return Figures(first, last)
    waits, visits = totals.waits.get(head, {}), totals.visits.get(head, {})
    promised = sums["on_time"] + sums["late"] + sums["undecided"]
    limited = sums["legal_on_time"] + sums["legal_late"] + sums["legal_undecided"]
    told = sums["told"]
    return Figures(
        first,
        last,
        **{name: sums[name] for name in _SAME},
        promised=promised,
        on_time=sums["on_time"],
        late=sums["late"],
        overdue=sums["undecided"],
        uncounted=sums["before"] + sums["unpromised"],
        limited=limited,
        on_time_legal=sums["legal_on_time"],
        late_legal=sums["legal_late"],
        overdue_legal=sums["legal_undecided"],
        uncounted_legal=sums["legal_before"] + sums["unlimited"],
        parallel_days_saved=sums["days_saved"],
        on_the_spot_share=share(sums["on_the_spot"], sums["decided"]),
        on_time_share=share(sums["on_time"], promised),
        on_time_share_promised=share(sums["on_time"], promised),
        on_time_share_legal=share(sums["legal_on_time"], limited),
        satisfaction=share(sums["satisfied"], sums["ratings"]),
        no_show_share=share(sums["no_shows"], sums["tickets"]),
        missed_booking_share=share(sums["missed_bookings"], sums["bookings"]),
        median_wait_minutes=quantile(waits, 0.5),
        ninetieth_wait_minutes=quantile(waits, NINTH),
        bound_kept_share=share(sums["bound_kept"], sums["bounded"]),
        told_within_share=share(sums["told_within"], told),
        told_error_minutes=round(sums["told_error_ms"] / told / 60_000, 1) if told else None,
        naive_error_minutes=round(sums["naive_error_ms"] / told / 60_000, 1) if told else None,
        median_service_minutes=quantile(visits, 0.5),
        ninetieth_service_minutes=quantile(visits, NINTH),
    )


def read_month(look: Look, text: str) -> date:
    """The first day of a month written 2026-11; of this month without one. Raises Refusal."""
    text = text or f"{look.today:%Y-%m}"
    try:
        first = date.fromisoformat(f"{text}-01")
        if len(text) != 7:  # Python also reads week dates
            raise ValueError
    except ValueError:
        raise Refusal(
            "report.no-month",
            say("“{text}”不是月份", text=verbatim(text[:20])),
            rule=say("月份写成 2026-11"),
            next=say("请改正后再试"),
        ) from None
    return first


def last_of(first: date) -> date:
    """The last day of a month."""
    last: date = first + relativedelta(day=31)
    return last


def mine(look: Look) -> tuple[str, str]:
    """Under which head an actor's figures stand: everything, or their desk."""
    desk = scope(look)
    return WHOLE if desk is None else (Dimension.DESK.value, desk)


@query("report.month", by=WHO_COUNT, argument="month")
def of_month(look: Look, month: str = "") -> Figures:
    """The figures of a month, written 2026-11 (this month without one)."""
    first = read_month(look, month)
    head = mine(look)
    return figures_of(first, last_of(first), total(look, first, last_of(first), (head[0],)).get(""), head)
