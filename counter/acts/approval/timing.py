"""An approval's time: stopped for a special procedure, running again, extended once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.approval import fan_out
from counter.acts.approval.assigning import only_mine
from counter.acts.approval.countersigning import drop_review, no_review_waits, signed
from counter.acts.approval.desk_list import AT_A_DESK, own, undecided
from counter.acts.paper.wording import approval as wording
from counter.acts.paper.wording.approval import marked
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules import clock
from counter.rules.approval import APPROVAL_STATE_NAMES, ApprovalState, HearingState
from counter.rules.clock import GROUNDS
from counter.rules.identity import clean_text
from counter.rules.limits import SINGLE_EXTENSION
from counter.rules.notice import NoticeKind
from counter.rules.secret import NO_SECRET, Secret
from counter.rules.workday import due, working_days_between
from counter.store import approvals, catalogue, driver, in_hand, lawful, staff


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


def may_pause(look: Work | Look, row: driver.Row) -> tuple[str, ...]:
    """The grounds for which the clock can be stopped just now, none where the guide publishes none. Raises Refusal."""
    if row["state"] != ApprovalState.OPEN:
        raise Refusal(
            "approval.now-clock-cannot-stopped",
            say(
                "{name} 现在{approval_state}，不能中止计时",
                name=f"A-{row['id']}",
                approval_state=APPROVAL_STATE_NAMES[row["state"]],
            ),
            rule=say("只有正在办理的事项可以进入特别程序"),
        )
    return _grounds_of(look, row)


@act("approval.pause", by=AT_A_DESK, argument="approval", undo="approval.resume")
def pause(work: Work, approval: str, ground: str, days: int, reason: str = "", version: int = 0) -> ClockMoved:
    """Stop the clock for a special procedure of article 45, with a written notice and its expected length in working
    days.
    """
    row = undecided(work, approval, version)
    name = f"A-{row['id']}"
    allowed = may_pause(work, row)
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
    db, today = work.db, work.today
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
    paper = issue_notice(work, NoticeKind.PAUSE, content, case_id=row["case_id"], approval=row["id"])
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


@act("approval.pause-longer", by=AT_A_DESK, argument="approval")
def pause_longer(work: Work, approval: str, days: int, reason: str, version: int = 0) -> ClockMoved:
    """Tell the applicant again, in writing, that a special procedure takes longer: so many working days in all."""
    row = undecided(work, approval, version)
    running = approvals.open_pause(work.db, row["id"])
    if running is None:
        raise Refusal(
            "approval.no-special-procedure",
            say("A-{id} 没有在特别程序中", id=row["id"]),
            rule=say("只有中止的计时可以恢复"),
        )
    most = clock.HEARING_DAYS if running["ground"] == clock.Ground.HEARING else 250
    if not running["expected_days"] < days <= most:
        raise Refusal(
            "approval.pause-not-longer",
            say("{days} 个工作日不比告知的 {told} 个长，或者太长", days=days, told=running["expected_days"]),
            rule=say("行政许可法第四十五条：所需时间书面告知申请人"),
            next=say("请填 {least} 到 {most}", least=running["expected_days"] + 1, most=most),
        )
    said = clean_text(reason, what=say("说明"), limit=500, empty=False)
    approvals.expect_longer(work.db, running["id"], days)
    fan_out.recompute(work, row["case_id"])
    after = approvals.find(work.db, row["id"])
    until = due(work.hall.calendar, date.fromisoformat(running["started_on"]), days)
    until_day = marked(until.last_day.isoformat(), until.provisional)
    content = wording.pause_content(work, row, after, GROUNDS[running["ground"]], days, until_day, said)
    work.about(f"approval:{row['id']}", days=days, before=row["promised_on"], after=after["promised_on"])
    work.touch(f"case:{row['case_id']}")
    paper = issue_notice(work, NoticeKind.PAUSE, content, case_id=row["case_id"], approval=row["id"])
    return ClockMoved(
        f"A-{row['id']}",
        row["receipt_number"],
        row["item_name"],
        say("特别程序延长到共 {n} 个工作日，已再告知", n=days),
        row["promised_on"],
        after["promised_on"],
        days,
        paper,
        bool(after["provisional"]),
    )


def may_resume(look: Work | Look, row: driver.Row) -> driver.Row:
    """The special procedure that can end just now. Raises Refusal."""
    running = approvals.open_pause(look.db, row["id"])
    if row["state"] != ApprovalState.PAUSED or running is None:
        raise Refusal(
            "approval.no-special-procedure",
            say("A-{id} 没有在特别程序中", id=row["id"]),
            rule=say("只有中止的计时可以恢复"),
        )
    hearing = lawful.hearing_of(look.db, row["id"])
    if running["ground"] == clock.Ground.HEARING and hearing is not None and hearing["state"] in _BEFORE_THE_RECORD:
        raise Refusal(
            "approval.hearing-has-no-record",
            say("A-{id} 的听证还没有笔录", id=row["id"]),
            rule=say("行政许可法第四十八条：根据听证笔录作出决定"),
            next=Next.by("approval.record-hearing", say("请记听证笔录"), approval=f"A-{row['id']}", record=None),
        )
    return running


@act("approval.resume", by=AT_A_DESK, argument="approval")
def resume(work: Work, approval: str, version: int = 0) -> ClockMoved:
    """Let the clock run again; the pause counts as the working days it really took."""
    row = undecided(work, approval, version)
    running = may_resume(work, row)
    started, today = date.fromisoformat(running["started_on"]), work.today
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
    only_mine(work, row)
    reason = may_extend(work, row, days, reason)
    other = signed(work, head, head_password, what=say("延长期限"), rule=EXTENSION_RULE)
    return prolong(work, row, days, reason, approving_head(work, row, work.actor.staff, other))


_BEFORE_THE_RECORD = (HearingState.ASKED, HearingState.SET)
EXTENSION_RULE = mark("行政许可法第四十二条：经负责人批准可延长一次，并告知理由")


def approving_head(work: Work | Look, row: driver.Row, *officers: str) -> str:
    """Which of the officers who take part heads the desk: nobody else approves an extension. Raises Refusal."""
    head = in_hand.head_of(work.db, row["desk"])
    if head is None:
        raise Refusal(
            "approval.desk-has-no-head",
            say("本台没有登记负责人，不能延长期限"),
            rule=EXTENSION_RULE,
            next=Next.by("staff.change", say("请管理员标明谁是本台负责人"), code=None, head=True),
        )
    if head["code"] not in officers:
        raise Refusal(
            "approval.only-head-extends",
            say("延长期限须由本台负责人 {name}（{code}）批准", name=verbatim(head["name"]), code=head["code"]),
            rule=EXTENSION_RULE,
            next=say("请 {name} 签署", name=verbatim(head["name"])),
        )
    return str(head["code"])


def may_extend(work: Work | Look, row: driver.Row, days: int, reason: str) -> str:
    """The reason as it will be kept, if an approval can be extended so just now. Raises Refusal."""
    db, name = work.db, f"A-{row['id']}"
    most = SINGLE_EXTENSION
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
            rule=say("行政许可法第四十二条：单个许可最多延长 {most} 个工作日；十五日只用于联合办理的全程", most=most),
            next=Next.by("case.extend", say("请填 1 到 {most}；联合办理的全程由值班主任延长", most=most), case=None)
            if row["joint"]
            else say("请填 1 到 {most}", most=most),
        )
    last = row["legal_on"] or row["promised_on"]
    if last is None:
        raise Refusal(
            "approval.no-time-limit-extend",
            say("“{item_name}”没有期限，谈不上延长", item_name=row["item_name"]),
            rule=EXTENSION_RULE,
            next=say("请先由目录管理员补上时限"),
        )
    if work.today.isoformat() > last:
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
    approvals.extend(db, row["id"], days, reason, head, work.now, work.today.isoformat())
    approvals.change(db, row["id"], extended_days=days)
    fan_out.recompute(work, row["case_id"])
    after = approvals.find(db, row["id"])
    if row["joint"] and row["legal_on"] and after["legal_on"] == row["legal_on"]:
        raise Refusal(
            "approval.extension-beyond-joint-limit",
            say("{name} 所在的联合办理到 {last} 为止，单项延长改不了全程", name=name, last=row["legal_on"]),
            rule=say("行政许可法第四十二条：联合办理全程四十五日，经本级政府负责人批准可以延长十五日"),
            next=Next.by("case.extend", say("全程确需延长的，由值班主任凭批准延长"), case=row["receipt_number"]),
        )
    content = wording.extension_content(work, row, after, days, reason, approved_by)
    work.about(f"approval:{row['id']}", days=days, head=head, before=row["promised_on"], after=after["promised_on"])
    work.touch(f"case:{row['case_id']}")
    paper = issue_notice(work, NoticeKind.EXTENSION, content, case_id=row["case_id"], approval=row["id"])
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
