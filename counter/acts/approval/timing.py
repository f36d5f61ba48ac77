"""An approval's time: stopped for a special procedure, extended once, explained day by day, pressed for,
accounted for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counter.acts.approval import fan_out
from counter.acts.approval.countersigning import drop_review, no_review_waits, signed
from counter.acts.approval.deciding import AT_A_DESK, own, undecided
from counter.acts.case.full_set import start_day
from counter.acts.paper.wording import approval as wording
from counter.acts.paper.wording.approval import marked
from counter.acts.paper.writing import issue_paper
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.approval import APPROVAL_STATE_NAMES, UNDECIDED, ApprovalState
from counter.rules.clock import GROUNDS, Leg
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.secret import NO_SECRET, Secret
from counter.rules.workday import CountedDay, due, working_days_between
from counter.store import approvals, cases, catalogue, driver, staff

PRESSERS = (Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """A clock that was stopped, restarted or extended, and the promised day before and after."""

    approval: str
    case: str
    item_name: str
    said: str
    promised_before: str | None
    promised_on: str | None
    days: int
    paper: str
    provisional: bool = False

    def __str__(self) -> str:
        moved = (
            say(
                "，承诺日由 {promised_before} 改为 {promised_on}{note}",
                promised_before=self.promised_before,
                promised_on=self.promised_on,
                note=say("（暂定）") if self.provisional else "",
            )
            if self.promised_before != self.promised_on
            else ""
        )
        return say(
            "{approval} {item_name}：{said}{moved}",
            approval=self.approval,
            item_name=self.item_name,
            said=self.said,
            moved=moved,
        )


def _grounds_of(work: Work | Look, row: driver.Row) -> tuple[str, ...]:
    """The grounds of article 45 that the item's guide publishes."""
    allowed = catalogue.item(work.db, row["item"], version=row["item_version"]).guide.get("pauses", [])
    return tuple(ground for ground in GROUNDS if ground in allowed)


@query("approval.grounds", by=AT_A_DESK, argument="approval")
def grounds(look: Look, approval: str) -> tuple[str, ...]:
    """The special procedures that an approval may be paused for."""
    return _grounds_of(look, own(look, approval))


@act("approval.pause", by=AT_A_DESK, argument="approval", undo="approval.resume")
def pause(work: Work, approval: str, ground: str, days: int, reason: str = "", version: int = 0) -> ClockMoved:
    """Stop the clock for a special procedure of article 45, with a written notice and its expected length in working
    days.
    """
    row = undecided(work, approval, version)
    name = f"A-{row['id']}"
    if row["state"] != ApprovalState.OPEN:
        raise Refusal(
            "approval.now-clock-cannot-stopped",
            say(
                "{name} 现在{approval_state}，不能中止计时",
                name=name,
                approval_state=APPROVAL_STATE_NAMES[row["state"]],
            ),
            rule=say("只有正在办理的事项可以进入特别程序"),
        )
    allowed = _grounds_of(work, row)
    if ground not in allowed:
        words = listed(say("{ground}（{code}）", ground=GROUNDS[g], code=g) for g in allowed) or say("无")
        raise Refusal(
            "approval.guide-no-such-special",
            say("“{item_name}”的指南没有这种特别程序：{ground}", item_name=row["item_name"], ground=ground[:20]),
            rule=say("行政许可法第四十五条"),
            next=say("该事项可用：{words}", words=words),
        )
    if not 1 <= days <= 250:
        raise Refusal(
            "approval.working-days-not-right",
            say("预计时间 {days} 个工作日不对", days=days),
            rule=say("行政许可法第四十五条：所需时间书面告知申请人"),
            next=say("请填 1 到 250 个工作日"),
        )
    if ground == clock.Ground.HEARING and days > clock.HEARING_DAYS:
        raise Refusal(
            "approval.hearing-working-days-too",
            say("听证 {days} 个工作日太长", days=days),
            rule=say("行政许可法第四十六条：听证在 {hearing_days} 日内组织", hearing_days=clock.HEARING_DAYS),
            next=say("请填 1 到 {hearing_days}", hearing_days=clock.HEARING_DAYS),
        )
    db, today = work.db, start_day(work)
    approvals.pause(db, row["id"], ground, today.isoformat(), work.now, days, work.actor.staff)
    approvals.change(db, row["id"], state=ApprovalState.PAUSED)
    dropped = drop_review(work, row["id"], say("已进入特别程序"))
    fan_out.recompute(work, row["case_id"])
    after = approvals.find(db, row["id"])
    until = due(work.hall.calendar, today, days)
    until_day = marked(until.last_day.isoformat(), until.provisional)
    said = clean_text(reason, what=say("说明"), limit=500) if reason else ""
    content = wording.pause_content(work, row, after, GROUNDS[ground], days, until_day, said)
    work.about(f"approval:{row['id']}", ground=ground, days=days, before=row["promised_on"], after=after["promised_on"])
    work.touch(f"case:{row['case_id']}")
    paper = issue_paper(work, NoticeKind.PAUSE, content, case_id=row["case_id"], approval=row["id"])
    return ClockMoved(
        name,
        row["receipt_number"],
        row["item_name"],
        say("进入特别程序：{ground}{dropped}", ground=GROUNDS[ground], dropped=dropped),
        row["promised_on"],
        after["promised_on"],
        days,
        paper,
        bool(after["provisional"]),
    )


@act("approval.resume", by=AT_A_DESK, argument="approval")
def resume(work: Work, approval: str, version: int = 0) -> ClockMoved:
    """Let the clock run again; the pause counts as the working days it really took."""
    row = undecided(work, approval, version)
    running = approvals.open_pause(work.db, row["id"])
    if row["state"] != ApprovalState.PAUSED or running is None:
        raise Refusal(
            "approval.no-special-procedure",
            say("A-{id} 没有在特别程序中", id=row["id"]),
            rule=say("只有中止的计时可以恢复"),
        )
    started, today = date.fromisoformat(running["started_on"]), start_day(work)
    days = max(0, working_days_between(work.hall.calendar, started, today))
    approvals.end_pause(work.db, running["id"], max(started, today).isoformat(), work.now, days)
    approvals.change(work.db, row["id"], state=ApprovalState.OPEN)
    dropped = drop_review(work, row["id"], say("特别程序已结束，期限有变"))
    fan_out.recompute(work, row["case_id"])
    after = approvals.find(work.db, row["id"])
    work.about(f"approval:{row['id']}", days=days, before=row["promised_on"], after=after["promised_on"])
    work.touch(f"case:{row['case_id']}")
    said = say("恢复计时，特别程序用了 {n} 个工作日", n=days)
    return ClockMoved(
        f"A-{row['id']}",
        row["receipt_number"],
        row["item_name"],
        said + dropped,
        row["promised_on"],
        after["promised_on"],
        days,
        "",
        bool(after["provisional"]),
    )


# -- extension ---------------------------------------------------------------------------------------------------------


@act("approval.extend", by=AT_A_DESK, argument="approval")
def extend(
    work: Work, approval: str, days: int, reason: str, head: str, version: int = 0, head_password: Secret = NO_SECRET
) -> ClockMoved:
    """Extend an approval's limit once, with the reason told; `head` is the staff code of the one who approves and
    signs.
    """
    row = undecided(work, approval, version)
    reason = may_extend(work, row, days, reason)
    return prolong(
        work, row, days, reason, signed(work, head, head_password, what=say("延长期限"), rule=EXTENSION_RULE)
    )


EXTENSION_RULE = mark("行政许可法第四十二条：经负责人批准可延长一次，并告知理由")


def may_extend(work: Work, row: driver.Row, days: int, reason: str) -> str:
    """The reason as it will be kept, if an approval can be extended so just now. Raises Refusal."""
    db, name = work.db, f"A-{row['id']}"
    departments = {r["department"] for r in approvals.of_case(db, row["case_id"])}
    most = clock.EXTENSION_DAYS["joint" if len(departments) > 1 else "single"]
    if approvals.extension(db, row["id"]) is not None:
        raise Refusal(
            "approval.extended-once",
            say("{name} 已经延长过一次", name=name),
            rule=EXTENSION_RULE,
            next=say("请在期限内作出决定"),
        )
    if not 1 <= days <= most:
        raise Refusal(
            "approval.extension-working-days-out",
            say("延长 {days} 个工作日不在范围内", days=days),
            rule=say(
                "行政许可法第四十二条：{note}最多延长 {most} 个工作日",
                note=say("联合办理") if most == 15 else say("单独办理"),
                most=most,
            ),
            next=say("请填 1 到 {most}", most=most),
        )
    last = row["legal_on"] or row["promised_on"]
    if last is None:
        raise Refusal(
            "approval.no-time-limit-extend",
            say("“{item_name}”没有期限，谈不上延长", item_name=row["item_name"]),
            rule=EXTENSION_RULE,
            next=say("请先由目录管理员补上时限"),
        )
    if start_day(work).isoformat() > last:
        raise Refusal(
            "approval.past-last-day-cannot",
            say("{name} 已过最后一天 {last}，不能再延长", name=name, last=last),
            rule=EXTENSION_RULE,
            next=say("请尽快决定，并公开说明"),
        )
    no_review_waits(work, row)
    return clean_text(reason, what=say("延长理由"), limit=500, empty=False)


def prolong(work: Work, row: driver.Row, days: int, reason: str, head: str) -> ClockMoved:
    """Write the one extension that `head` (a staff code) approves, and its notice."""
    db, name = work.db, f"A-{row['id']}"
    approved_by = staff.name(db, head)
    approvals.extend(db, row["id"], days, reason, head, work.now, start_day(work).isoformat())
    approvals.change(db, row["id"], extended_days=days)
    fan_out.recompute(work, row["case_id"])
    after = approvals.find(db, row["id"])
    content = wording.extension_content(work, row, after, days, reason, approved_by)
    work.about(f"approval:{row['id']}", days=days, head=head, before=row["promised_on"], after=after["promised_on"])
    work.touch(f"case:{row['case_id']}")
    paper = issue_paper(work, NoticeKind.EXTENSION, content, case_id=row["case_id"], approval=row["id"])
    return ClockMoved(
        name,
        row["receipt_number"],
        row["item_name"],
        say("延长 {n} 个工作日", n=days),
        row["promised_on"],
        after["promised_on"],
        days,
        paper,
        bool(after["provisional"]),
    )


# -- pressing and accounting -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pressed:
    """A reminder (催办) that a desk was sent, and how many there have been."""

    approval: str
    item_name: str
    department: str
    reminders: int

    def __str__(self) -> str:
        return say(
            "已催办 {department}·{item_name}（{approval}），共 {reminders} 次",
            department=self.department,
            item_name=self.item_name,
            approval=self.approval,
            reminders=self.reminders,
        )


@act("approval.remind", by=PRESSERS, argument="approval")
def remind(work: Work, approval: str, words: str = "") -> Pressed:
    """Press a desk for a decision; it is counted, shown at the desk and kept. Once a day by hand."""
    row = undecided(work, approval, 0)
    words = clean_text(words, what=say("催办内容"), limit=200)
    if row["state"] == ApprovalState.BLOCKED:
        one, name = _held_up_by(work, row), f"A-{row['id']}"
        raise Refusal(
            "approval.waits-for",
            say(
                "{name} 还在等前置事项：{department_short}·{item_name}",
                name=name,
                department_short=one["department_short"],
                item_name=one["item_name"],
            ),
            rule=say("催办给能作决定的审批台，等别人的不记催办"),
            next=say("请催办 A-{id}", id=one["id"]),
        )
    if not approvals.remind(
        work.db, row["id"], work.today.isoformat(), "manual", words or say("请尽快办理"), work.now, work.actor.staff
    ):
        raise Refusal(
            "approval.urged-today",
            say("A-{id} 今天已经人工催办过", id=row["id"]),
            rule=say("人工催办每天一次"),
            next=say("可直接联系{department_name}", department_name=row["department_name"]),
        )
    work.about(f"approval:{row['id']}", reminders=row["reminders"] + 1)
    return Pressed(f"A-{row['id']}", row["item_name"], row["department_short"], row["reminders"] + 1)


def _held_up_by(work: Work, row: driver.Row) -> driver.Row:
    """The first approval on the way to a blocked one that somebody can decide now."""
    while row["state"] == ApprovalState.BLOCKED:
        row = next(one for one in approvals.prerequisites(work.db, row["id"]) if one["state"] in UNDECIDED)
    return row


@dataclass(frozen=True, slots=True)
class Accounted:
    """The public explanation of an overdue approval."""

    approval: str
    item_name: str
    words: str

    def __str__(self) -> str:
        return say(
            "{approval} {item_name} 超期公开说明：{words}",
            approval=self.approval,
            item_name=self.item_name,
            words=verbatim(self.words),
        )


@act("approval.account", by=(Role.APPROVER, Role.SUPERVISOR), argument="approval")
def account(work: Work, approval: str, words: str) -> Accounted:
    """Write the public explanation that a unit over its promised day owes (Regulation on the business environment)."""
    row = own(work, approval)
    ended = row["decided_on"] or work.today.isoformat()
    if (
        row["promised_on"] is None
        or ended <= row["promised_on"]
        or row["state"] in (ApprovalState.PAUSED, ApprovalState.WITHDRAWN)
    ):
        raise Refusal(
            "approval.not-overdue", say("A-{id} 没有超期", id=row["id"]), rule=say("超过承诺期限的才作公开说明")
        )
    words = clean_text(words, what=say("公开说明"), limit=300, empty=False)
    approvals.change(work.db, row["id"], explanation=words)
    work.about(f"approval:{row['id']}", explained=True)
    work.touch(f"case:{row['case_id']}")
    return Accounted(f"A-{row['id']}", row["item_name"], words)


# -- every date explained ----------------------------------------------------------------------------------------------


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
                "    {day} 周{note}  {number}  {why}",
                day=d.day,
                note="一二三四五六日"[d.day.weekday()],
                number=say("第{number} 日", number=f"{d.number:>3}") if d.counted else say("不计    "),
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
    counts = [
        _count(
            work,
            say("承诺日"),
            say("承诺时限，沿前置事项累计"),
            row["promised_on"],
            row["provisional"],
            clock.legs(work.hall.calendar, accepted_on, limits, edges, row["item"]),
            names,
            published,
        )
    ]
    legal = (
        clock.legs(work.hall.calendar, accepted_on, limits, edges, row["item"], legal=True)
        if row["legal_days"] is not None
        else None
    )
    counts.append(
        _count(
            work,
            say("法定最后一天"),
            say("行政许可法第四十二条"),
            row["legal_on"],
            row["legal_provisional"],
            legal,
            names,
            None,
        )
    )
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
) -> Count:
    if shown is None or way is None:
        return Count(name, rule, (), None, False, ())
    steps = [
        say(
            "{item}：{day} 起 {days} 个工作日{extended} → {last_day}",
            item=names[leg.item],
            day=leg.due.days[0].day,
            days=leg.days,
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
    if way[-1].due.last_day != last:
        steps.append(
            say("一件事公布的承诺是 {published} 个工作日，以较早的 {last} 为准", published=published, last=last)
            if published
            else say("不得晚于法定最后一天，以 {last} 为准", last=last)
        )
        days = tuple(day for day in days if day.day <= last)
    return Count(name, rule, tuple(steps), last, bool(provisional), days)


def case_explanation(work: Look | Work, row: driver.Row) -> Explanation:
    """How a case's own two clocks come about: the answer within five days, the delivery within ten."""
    calendar, counts = work.hall.calendar, []
    if row["received_on"]:
        counted = due(calendar, date.fromisoformat(row["received_on"]), clock.NOTICE_DAYS)
        counts.append(
            Count(
                say("告知期限"),
                say("行政许可法第三十二条：五日内一次告知，逾期视为受理"),
                (say("{received_on} 收件", received_on=row["received_on"]),),
                counted.last_day,
                counted.provisional,
                counted.days,
            )
        )
    if row["decided_on"]:
        counted = due(calendar, date.fromisoformat(row["decided_on"]), clock.DELIVERY_DAYS)
        counts.append(
            Count(
                say("送达期限"),
                say("行政许可法第四十四条：十日内颁发、送达"),
                (say("{decided_on} 作出决定", decided_on=row["decided_on"]),),
                counted.last_day,
                counted.provisional,
                counted.days,
            )
        )
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
    return issue_paper(work, NoticeKind.EXPLANATION, content, case_id=row["case_id"], approval=row["id"])
