"""Every date of an approval or a case explained day by day, on the screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counter.acts.approval import fan_out
from counter.acts.approval.desk_list import own
from counter.acts.paper.wording import approval as wording
from counter.acts.paper.writing import issue_notice
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.approval import APPROVAL_STATE_NAMES
from counter.rules.clock import Leg
from counter.rules.limits import LimitBy
from counter.rules.notice import NoticeKind
from counter.rules.workday import WEEKDAY_NAMES, CountedDay, Due, due
from counter.store import approvals, cases, driver

LEGAL_RULES = {
    LimitBy.GUIDE: mark("行政许可法第四十二条；指南公布的法定时限"),
    LimitBy.LAW: mark("行政许可法第四十二条规定的一般期限：二十个工作日，指南没有公布法定时限"),
    LimitBy.UNSET: mark("指南没有公布法定时限"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """One date with its count day by day, on the way through what had to come first."""

    name: str
    rule: str
    steps: tuple[str, ...]
    last_day: date | None
    provisional: bool
    days: tuple[CountedDay, ...]

    def __str__(self) -> str:
        head = say(
            "{name}：{last_day}{note}",
            name=self.name,
            last_day=self.last_day or say("没有（指南未定时限）"),
            note=(say("（暂定，所跨年份放假安排未公布）") if self.provisional else ""),
        )
        rows = [
            say(
                "    {day} {weekday}  {number}  {why}",
                day=d.day,
                weekday=WEEKDAY_NAMES[d.day.weekday()],
                number=say("第{number:>3} 日", number=d.number) if d.counted else say("不计    "),
                why=d.why,
            )
            for d in self.days
        ]
        return listed(
            (
                say("{head}（{rule}）", head=head, rule=self.rule),
                *(say("  {step}", step=step) for step in self.steps),
                *rows,
            ),
            "\n",
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every date of an approval (or of a case), explained."""

    subject: str
    case: str
    item_name: str
    state: str
    counts: tuple[Count, ...]

    def __str__(self) -> str:
        return listed(
            (
                say(
                    "{subject} {case} {item_name} {state}",
                    subject=self.subject,
                    case=self.case,
                    item_name=self.item_name,
                    state=self.state,
                ),
                *(str(c) for c in self.counts),
            ),
            "\n",
        )


def explanation(work: Look | Work, row: driver.Row) -> Explanation:
    """How the three dates of an approval come about."""
    case = cases.get(work.db, row["case_id"])
    accepted_on = date.fromisoformat(case["accepted_on"])
    limits, edges = fan_out.limits_of(work, row["case_id"]), approvals.edges(work.db, row["case_id"])
    names = {r["item"]: r["item_name"] for r in approvals.of_case(work.db, row["case_id"])}
    published = fan_out.published_promise(work, case)
    joint = fan_out.joint_of(case, approvals.of_case(work.db, row["case_id"]))
    counts = [
        _count(
            work,
            say("承诺日"),
            say("承诺时限，沿前置事项累计"),
            row["promised_on"],
            row["provisional"],
            clock.legs(work.hall.calendar, accepted_on, limits, edges, row["item"])
            or clock.legs(work.hall.calendar.lawful, accepted_on, limits, edges, row["item"], legal=True),
            names,
            published,
        )
    ]
    legal = (
        clock.legs(work.hall.calendar.lawful, accepted_on, limits, edges, row["item"], legal=True)
        if row["legal_days"] is not None or row["legal_months"]
        else None
    )
    counts.append(
        _count(
            work,
            say("法定最后一天"),
            LEGAL_RULES[row["legal_by"]],
            row["legal_on"],
            row["legal_provisional"],
            legal,
            names,
            None,
            clock.joint_end(work.hall.calendar, accepted_on, row["item"], limits, edges, joint)
            if joint is not None and row["joint"]
            else None,
        )
    )
    if row["decided_on"]:
        counts.append(_delivery(work, row["decided_on"]))
    mine = limits[row["item"]]
    if mine.desk is not None and mine.opened_on is not None:
        counted = clock.walk(work.hall.calendar, mine.opened_on, mine.desk + mine.extended, mine.stops)
        counts.append(
            Count(
                say("本环节日"),
                say("本台 {n} 个工作日", n=mine.desk),
                (say("{opened_on} 开始办理", opened_on=mine.opened_on),),
                counted.last_day,
                counted.provisional,
                counted.days,
            )
        )
    return Explanation(
        f"A-{row['id']}", row["receipt_number"], row["item_name"], APPROVAL_STATE_NAMES[row["state"]], tuple(counts)
    )


def _count(
    work: Look | Work,
    name: str,
    rule: str,
    shown: str | None,
    provisional: int,
    way: tuple[Leg, ...] | None,
    names: dict[str, str],
    published: int | None,
    whole: Due | None = None,
) -> Count:
    if shown is None or way is None:
        return Count(name, rule, (), None, False, ())
    steps = [
        say(
            "{item}：{day} 起 {limit}{extended} → {last_day}",
            item=names[leg.item],
            day=leg.due.days[0].day,
            limit=say("{n} 个月", n=leg.months) if leg.months else say("{n} 个工作日", n=leg.days),
            extended=(say("，延长 {extended} 个", extended=leg.extended) if leg.extended else ""),
            last_day=leg.due.last_day,
        )
        for leg in way
    ]
    last = date.fromisoformat(shown)
    days = way[0].due.days
    for leg in way[1:]:  # the first day of a later leg is the last one of the leg before
        days += tuple(
            replace(day, why=say("{why}，{item}起算", why=day.why, item=names[leg.item])) if day.number == 1 else day
            for day in leg.due.days[1:]
        )
    if whole is not None and whole.last_day == last and way[-1].due.last_day != last:
        steps.append(say("联合办理全程 {n} 个工作日，到 {last} 为止", n=whole.days[-1].number or 0, last=last))
        days = whole.days
    elif way[-1].due.last_day != last:
        steps.append(
            say("一件事公布的承诺是 {published} 个工作日，以较早的 {last} 为准", published=published, last=last)
            if published
            else say("不得晚于法定最后一天，以 {last} 为准", last=last)
        )
        days = tuple(day for day in days if day.day <= last)
    return Count(name, rule, tuple(steps), last, bool(provisional), days)


def _delivery(work: Look | Work, decided_on: str) -> Count:
    """The delivery clock, which runs from each decision by itself."""
    counted = due(work.hall.calendar.lawful, date.fromisoformat(decided_on), clock.DELIVERY_DAYS)
    return Count(
        say("送达期限"),
        say("行政许可法第四十四条：十日内颁发、送达"),
        (say("{decided_on} 作出决定", decided_on=decided_on),),
        counted.last_day,
        counted.provisional,
        counted.days,
    )


def case_explanation(work: Look | Work, row: driver.Row) -> Explanation:
    """How a case's own two clocks come about: the answer within five days, the delivery within ten."""
    calendar, counts = work.hall.calendar.lawful, []
    if row["received_on"]:
        since = row["complete_on"] or row["received_on"]
        counted = due(calendar, date.fromisoformat(since), clock.NOTICE_DAYS)
        counts.append(
            Count(
                say("告知期限"),
                say("行政许可法第三十二条：五日内一次告知，逾期视为受理"),
                (
                    say("{day} 补正齐全，重新起算", day=since)
                    if row["complete_on"]
                    else say("{received_on} 收件", received_on=since),
                ),
                counted.last_day,
                counted.provisional,
                counted.days,
            )
        )
    if row["decided_on"]:
        waiting = [one["decided_on"] for one in approvals.undelivered(work.db, row["id"])]
        counts.append(_delivery(work, min(waiting, default=row["decided_on"])))
    return Explanation(
        row["receipt_number"] or f"D{row['id']}", row["receipt_number"] or "", say("全案"), "", tuple(counts)
    )


@query("approval.explain", by=(Role.CLERK, Role.APPROVER, Role.SUPERVISOR), argument="approval")
def explain(look: Look, approval: str) -> Explanation:
    """Explain every date of an approval day by day."""
    row = own(look, approval)
    look.log(case=row["case_id"], person=row["person"])
    return explanation(look, row)


@query("case.explain", by=(Role.CLERK, Role.SUPERVISOR), argument="case")
def explain_case(look: Look, case: str) -> Explanation:
    """Explain the notice clock and the delivery clock of a case."""
    row = cases.find(look.db, case)
    look.log(case=row["id"], person=row["person"])
    return case_explanation(look, row)


@act("approval.print-explanation", by=(Role.CLERK, Role.APPROVER, Role.SUPERVISOR), argument="approval")
def print_explanation(work: Work, approval: str) -> str:
    """Print how an approval's dates come about; returns the paper number."""
    row = own(work, approval)
    content = wording.explanation_content(work, row, explanation(work, row).counts)
    work.about(f"approval:{row['id']}")
    return issue_notice(work, NoticeKind.EXPLANATION, content, case_id=row["case_id"], approval=row["id"])
