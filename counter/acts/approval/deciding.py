"""What approvers do at their desks: receive, decide, pause, resume, extend.

That a desk reaches its own approvals only is held by acts/reach, before any of this runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from counter.acts.approval import fan_out
from counter.acts.approval.countersigning import no_review_waits, signed
from counter.acts.approval.fan_out import outcome_words
from counter.acts.case.full_set import start_day
from counter.acts.case.outcomes import REMEDIES
from counter.acts.delivery.handover import sign_slips
from counter.acts.paper.wording import approval as wording
from counter.acts.paper.writing import issue_paper
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.approval import APPROVAL_STATE_NAMES, OUTCOME_NAMES, UNDECIDED, ApprovalState, Outcome
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.secret import NO_SECRET, Secret
from counter.rules.workday import last_chance
from counter.store import approvals, cases, driver

AT_A_DESK = (Role.APPROVER,)
MOST_AT_ONCE = 200
"""Approvals one batch may decide."""


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """One line of a desk's work: what, until when, what is left, who blocks it."""

    id: int
    number: str
    case: str
    case_id: int
    item: str
    item_name: str
    department: str
    department_name: str
    level: str
    desk: str
    state: str
    state_words: str
    accepted_on: str
    legal_on: str | None
    promised_on: str | None
    desk_on: str | None
    provisional: bool
    paused_days: int
    light: str
    left: str
    received: bool
    outcome: str | None
    outcome_words: str
    decided_on: str | None
    waits_for: tuple[str, ...]
    substance: bool
    step_over: bool
    reminders: int
    explanation: str
    version: int
    who: str = ""
    phone: str = ""
    last: str = ""
    legal_provisional: bool = False

    def __str__(self) -> str:
        when = (
            say(
                "承诺 {promised_on}{note}",
                promised_on=self.promised_on,
                note=(say("（暂定）") if self.provisional else ""),
            )
            if self.promised_on
            else say("日期另行通知")
        )
        if self.state == ApprovalState.DECIDED:
            return say(
                "{number} {case} {item_name} {outcome_words}（{decided_on}）",
                number=self.number,
                case=self.case,
                item_name=self.item_name,
                outcome_words=self.outcome_words,
                decided_on=self.decided_on,
            )
        blocked = say("，等待：{waits_for}", waits_for=a_row(self.waits_for)) if self.waits_for else ""
        over = say("，本环节应于 {desk_on} 前办完，已超", desk_on=self.desk_on) if self.step_over else ""
        return say(
            "{number} {case} {item_name} {state_words} {when} {left}{blocked}{over}",
            number=self.number,
            case=self.case,
            item_name=self.item_name,
            state_words=self.state_words,
            when=when,
            left=self.left,
            blocked=blocked,
            over=over,
        )


class Glance:
    """Today's date, hours and calendar, read once for a whole list; each due date is judged once."""

    def __init__(self, look: Look | Work) -> None:
        hall = look.hall
        self.today, self.calendar = look.today, hall.calendar
        self.near = hall.policy.clock.near_days
        opening, closing = (
            hall.setting(name, look.today, usual)
            for name, usual in (("opening_time", "09:00"), ("closing_time", "17:00"))
        )
        self.office = clock.Office(
            hall.local(look.now).time(), time.fromisoformat(opening), time.fromisoformat(closing)
        )
        self._judged: dict[str | None, tuple[clock.Light, str]] = {}

    def judge(self, due_on: str | None) -> tuple[clock.Light, str]:
        """The light of an ISO due date, and what is left in words."""
        if due_on not in self._judged:
            day = date.fromisoformat(due_on) if due_on else None
            self._judged[due_on] = (
                clock.light(self.calendar, self.today, day, self.near),
                clock.left_words(self.calendar, self.today, day, self.office),
            )
        return self._judged[due_on]


def line(look: Look | Work, row: driver.Row, glance: Glance | None = None) -> ApprovalLine:
    """A row as a desk's line."""
    glance = glance or Glance(look)
    undecided, running = row["state"] in UNDECIDED, row["state"] == ApprovalState.OPEN
    waits = (
        tuple(
            f"{n['department_short']}·{n['item_name']}"
            for n in approvals.prerequisites(look.db, row["id"])
            if n["state"] in UNDECIDED
        )
        if row["state"] == ApprovalState.BLOCKED
        else ()
    )
    light, left = glance.judge(row["promised_on"]) if undecided else (clock.Light.GREEN, "")
    return ApprovalLine(
        row["id"],
        f"A-{row['id']}",
        row["receipt_number"],
        row["case_id"],
        row["item"],
        row["item_name"],
        row["department"],
        row["department_name"],
        row["level"],
        row["desk"],
        row["state"],
        APPROVAL_STATE_NAMES[row["state"]],
        row["accepted_on"],
        row["legal_on"],
        row["promised_on"],
        row["desk_on"],
        bool(row["provisional"]),
        row["paused_days"],
        light,
        left,
        row["received_at"] is not None,
        row["outcome"],
        outcome_words(row),
        row["decided_on"],
        waits,
        row["item_check"] == "substance",
        running and light is not clock.Light.RED and glance.judge(row["desk_on"])[0] is clock.Light.RED,
        row["reminders"],
        row["explanation"],
        row["version"],
        legal_provisional=bool(row["legal_provisional"]),
    )


def own(work: Work | Look, approval: str | int) -> driver.Row:
    """An approval by its number; that it is the actor's own was held when the act began."""
    return approvals.find(work.db, approval)


def undecided(work: Work, approval: str, version: int) -> driver.Row:
    """An approval of one's own that is still to be decided, unchanged since the screen showed it."""
    row = own(work, approval)
    name = f"A-{row['id']}"
    if row["state"] == ApprovalState.DECIDED:
        raise Refusal(
            "approval.was-decided-on",
            say(
                "{name} 已于 {decided_on} 作出决定：{outcome}",
                name=name,
                decided_on=row["decided_on"],
                outcome=outcome_words(row),
            ),
            rule=say("一个事项只作一次决定"),
            next=say("如需更正，请在交付前按撤回决定办理"),
        )
    if row["state"] == ApprovalState.WITHDRAWN:
        raise Refusal("approval.already-ended", say("{name} 已终止办理", name=name), rule=say("终止的事项不再决定"))
    if version and version != row["version"]:
        raise Refusal(
            "approval.just-handled-somebody-else",
            say("{name} 刚被本台其他人处理过", name=name),
            rule=say("按最新情况办理"),
            next=say("请看刷新后的内容再决定"),
        )
    return row


@query("approval.list", by=(Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR))
def listed(look: Look, desk: str = "", state: str = "") -> tuple[ApprovalLine, ...]:
    """A desk's approvals, the most urgent first; an approver's own desk only."""
    if look.actor.role is Role.APPROVER:
        desk = look.actor.desk or ""
    glance = Glance(look)
    return tuple(line(look, row, glance) for row in approvals.at_desk(look.db, desk, state=state or None))


@query("approval.show", by=(Role.APPROVER, Role.SUPERVISOR), argument="approval")
def shown(look: Look, approval: str) -> ApprovalLine:
    """One approval of one's own desk."""
    row = own(look, approval)
    look.log(case=row["case_id"], person=row["person"])
    return line(look, row)


@query("case.progress", by=(Role.CLERK, Role.SUPERVISOR, Role.APPROVER), argument="case")
def progress(look: Look, case: str) -> tuple[ApprovalLine, ...]:
    """Where a case is: each desk with its state, dates, last act, and whom to ring up (the shared spine,
    no opinions).
    """
    from counter.acts.case.history import ACT_NAMES

    row = cases.find(look.db, case)
    look.log(case=row["id"], person=row["person"])
    glance = Glance(look)
    found = []
    for one in approvals.of_case(look.db, row["id"]):
        spine = approvals.spine(look.db, one["id"])
        last = (
            f"{ACT_NAMES.get(spine['act'], spine['act'])} {look.hall.local(spine['at']):%m-%d %H:%M}"
            if spine["act"]
            else ""
        )
        found.append(replace(line(look, one, glance), who=spine["name"] or "", phone=spine["phone"] or "", last=last))
    return tuple(found)


@act("approval.receive", by=AT_A_DESK, argument="approval")
def receive(work: Work, approval: str) -> ApprovalLine:
    """Sign for the file of an approval at one's own desk."""
    row = undecided(work, approval, 0)
    if row["received_at"] is not None:
        raise Refusal(
            "approval.was-signed-for-by",
            say("A-{id} 已由 {received_by} 签收", id=row["id"], received_by=verbatim(row["received_by"])),
            rule=say("一份材料只签收一次"),
            next=say("请直接办理"),
        )
    sign_slips(work, row["case_id"], row["desk"])
    approvals.change(work.db, row["id"], received_at=work.now, received_by=work.actor.staff)
    work.about(f"approval:{row['id']}")
    work.touch(f"case:{row['case_id']}")
    return line(work, approvals.find(work.db, row["id"]))


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and what it set in motion."""

    approval: str
    case: str
    item_name: str
    outcome: str
    decided_on: str
    on_the_spot: bool
    opened: tuple[str, ...]
    closed: bool
    still_open: tuple[str, ...]

    def __str__(self) -> str:
        words = say(
            "{approval} {item_name}：{outcome}",
            approval=self.approval,
            item_name=self.item_name,
            outcome=OUTCOME_NAMES[self.outcome],
        )
        if self.closed:
            return say("{words}；全部事项已办结，通知领取", words=words)
        return words + (say("；还在办：{still_open}", still_open=a_row(self.still_open)) if self.still_open else "")


@act("approval.decide", by=AT_A_DESK, argument="approval", undo="approval.recall")
def decide(
    work: Work,
    approval: str,
    grant: bool = False,
    tolerance: bool = False,
    refuse: bool = False,
    reasons: str = "",
    remedies: str = "",
    second: str = "",
    version: int = 0,
    second_password: Secret = NO_SECRET,
) -> Decided:
    """Decide an approval: grant, grant with tolerance, or refuse with reasons. A check of substance takes two officers.

    `second` signs with a password of their own in a live hall.
    """
    outcome = _which(grant, tolerance, refuse)
    row = undecided(work, approval, version)
    return settle(work, row, outcome, reasons, remedies, _second_officer(work, row, second, second_password))


@dataclass(frozen=True, slots=True)
class Batch:
    """Several like approvals decided at once."""

    outcome: str
    item_name: str
    decided: tuple[str, ...]
    closed: tuple[str, ...]

    def __str__(self) -> str:
        return say(
            "{item_name}：{count} 件{outcome}，其中 {closed} 件全部办结",
            item_name=self.item_name,
            count=len(self.decided),
            outcome=OUTCOME_NAMES[self.outcome],
            closed=len(self.closed),
        )


@act("approval.decide-batch", by=AT_A_DESK)
def decide_batch(
    work: Work,
    approvals: tuple[str, ...],
    grant: bool = False,
    tolerance: bool = False,
    refuse: bool = False,
    reasons: str = "",
    second: str = "",
    second_password: Secret = NO_SECRET,
) -> Batch:
    """Decide like approvals (one item, all ready) in one stroke: all of them or none."""
    outcome = _which(grant, tolerance, refuse)
    if not 1 <= len(approvals) <= MOST_AT_ONCE:
        raise Refusal(
            "approval.chosen-once",
            say("一次选了 {count} 件", count=len(approvals)),
            rule=say("一次批量决定 1 到 {most_at_once} 件", most_at_once=MOST_AT_ONCE),
            next=say("请分批办理"),
        )
    rows = [*{row["id"]: row for row in (undecided(work, one, 0) for one in approvals)}.values()]
    if len({(row["item"], row["item_version"]) for row in rows}) > 1:
        raise Refusal(
            "approval.chosen-not-one-item",
            say("选中的不是同一个事项"),
            rule=say("只有同一事项的办件可以批量决定"),
            next=say("请只选同一事项"),
        )
    subject = f"approval:{rows[0]['id']}"
    officer = _second_officer(work, rows[0], second, second_password)
    done = [settle(work, row, outcome, reasons, "", officer) for row in rows]
    work.facts.clear()
    work.subject = ""
    work.about(subject, outcome=outcome, second=officer, approvals=[f"A-{row['id']}" for row in rows])
    work.touch(*(f"approval:{row['id']}" for row in rows))
    return Batch(
        outcome, rows[0]["item_name"], tuple(d.approval for d in done), tuple(d.case for d in done if d.closed)
    )


@act("approval.decide-here", by=(Role.CLERK, Role.SUPERVISOR), argument="approval", undo="approval.recall")
def decide_here(work: Work, approval: str) -> Decided:
    """Grant an on-the-spot item at the window while the citizen waits (article 34), and count it as such."""
    row = undecided(work, approval, 0)
    if row["state"] == ApprovalState.OPEN and not on_the_spot(row):
        raise Refusal(
            "approval.not-decided-spot",
            say("“{item_name}”不是可以当场办结的事项", item_name=row["item_name"]),
            rule=say("即办件且只作形式审查的，窗口可以当场决定"),
            next=say("由{department_name}审批台决定", department_name=row["department_name"]),
        )
    if row["accepted_on"] != start_day(work).isoformat():
        raise Refusal(
            "approval.accepted-not-spot",
            say(
                "{receipt_number} 是 {accepted_on} 受理的，不算当场",
                receipt_number=row["receipt_number"],
                accepted_on=row["accepted_on"],
            ),
            rule=say("当场办结指受理当日、申请人在场"),
            next=say("由{department_name}审批台决定", department_name=row["department_name"]),
        )
    return settle(work, row, Outcome.GRANT, "", "", None, place="window")


@query("case.decidable-here", by=(Role.CLERK, Role.SUPERVISOR), argument="case")
def decidable_here(look: Look, case: str) -> tuple[ApprovalLine, ...]:
    """The items of a case that the window may decide while the citizen waits."""
    row = cases.find(look.db, case)
    if row["accepted_on"] != start_day(look).isoformat():
        return ()
    return tuple(line(look, one) for one in approvals.of_case(look.db, row["id"]) if on_the_spot(one))


def on_the_spot(row: driver.Row | Mapping[str, Any]) -> bool:
    """Whether an open approval is one that its guide lets decide on the spot, by form alone."""
    by_form = row["kind"] == "on-the-spot" and row["item_check"] != "substance"
    return bool(row["state"] == ApprovalState.OPEN and by_form)


@dataclass(frozen=True, slots=True)
class DecidedHere:
    """What of a case was decided at the window in the same visit."""

    case: str
    decided: tuple[str, ...]
    closed: bool

    def __str__(self) -> str:
        return say(
            "{case} 当场办结 {decided}{note}",
            case=self.case,
            decided=a_row(self.decided),
            note=(say("，全部事项已办结，可以交付结果") if self.closed else ""),
        )


@act("case.decide-here", by=(Role.CLERK, Role.SUPERVISOR), argument="case")
def decide_case_here(work: Work, case: str) -> DecidedHere:
    """Grant every item of a case that may be decided on the spot, while the citizen waits."""
    row = cases.find(work.db, case)
    ready = [one for one in approvals.of_case(work.db, row["id"]) if on_the_spot(one)]
    if not ready or row["accepted_on"] != start_day(work).isoformat():
        raise Refusal(
            "approval.nothing-decide-spot",
            say("{case} 没有可以当场办结的事项", case=case[:45]),
            rule=say("当日受理、只作形式审查的即办件才能当场决定"),
            next=say("由各审批台决定"),
        )
    done = [settle(work, one, Outcome.GRANT, "", "", None, place="window") for one in ready]
    work.facts.clear()
    work.subject = ""
    work.about(f"case:{row['id']}", outcome=Outcome.GRANT, approvals=[d.approval for d in done])
    return DecidedHere(row["receipt_number"], tuple(d.item_name for d in done), done[-1].closed)


def _which(grant: bool, tolerance: bool, refuse: bool) -> str:
    if grant + tolerance + refuse != 1:
        raise Refusal(
            "approval.not-say-what-decision",
            say("没有说明决定是什么"),
            rule=say("决定只有准予、容缺准予、不予三种"),
            next=say("请选择其中一种"),
        )
    return Outcome.REFUSE if refuse else Outcome.GRANT_TOLERANCE if tolerance else Outcome.GRANT


def may_settle(work: Work, row: driver.Row, outcome: str, reasons: str, remedies: str) -> tuple[str, str]:
    """The reasons and remedies as they will be kept, if an approval can be decided so just now. Raises Refusal."""
    name = f"A-{row['id']}"
    if row["state"] == ApprovalState.BLOCKED:
        needs = [n for n in approvals.prerequisites(work.db, row["id"]) if n["state"] in UNDECIDED]
        raise Refusal(
            "approval.waits-for",
            say(
                "{name} 还在等前置事项：{department_short}·{item_name}",
                name=name,
                department_short=needs[0]["department_short"],
                item_name=needs[0]["item_name"],
            ),
            rule=say("前置事项办结后才能决定"),
            next=say("可先审阅材料"),
        )
    if row["state"] == ApprovalState.PAUSED:
        raise Refusal(
            "approval.special-procedure",
            say("{name} 正在特别程序中", name=name),
            rule=say("特别程序结束后才能决定"),
            next=say("请先恢复计时"),
        )
    no_review_waits(work, row)
    _refuse_open_round(work, row)
    reasons = clean_text(reasons, what=say("理由"), limit=2000, lines=True) if reasons else ""
    remedies = clean_text(remedies, what=say("救济途径"), limit=500, lines=True) if remedies else REMEDIES
    if outcome == Outcome.REFUSE and not reasons:
        raise Refusal(
            "approval.refusal-gives-no-reasons",
            say("不予许可没有写理由"),
            rule=say("行政许可法第三十八条：应当说明理由"),
            next=say("请写明理由，救济途径由系统附上"),
        )
    if outcome == Outcome.GRANT_TOLERANCE and not approvals.tolerated_papers(work.db, row["id"]):
        raise Refusal(
            "approval.no-tolerated-paper",
            say("{name} 没有容缺的材料", name=name),
            rule=say("容缺准予只用于还有材料后补的办件"),
            next=say("请直接准予"),
        )
    return reasons, remedies if outcome == Outcome.REFUSE else ""


def settle(
    work: Work,
    row: driver.Row,
    outcome: str,
    reasons: str,
    remedies: str,
    second: str | None,
    *,
    place: str = "desk",
    officer: str = "",
) -> Decided:
    """Write a decision and let the route go on: what waited for it opens, and the last one closes the case.

    `officer` is the first of two where the actor is the second (who agrees to what was proposed).
    """
    name, officer = f"A-{row['id']}", officer or work.actor.staff
    reasons, remedies = may_settle(work, row, outcome, reasons, remedies)
    today = start_day(work).isoformat()
    approvals.decide(
        work.db,
        row["id"],
        outcome=outcome,
        reasons=reasons,
        remedies=remedies,
        officer=officer,
        second_officer=second,
        at=work.now,
        business_date=today,
        place=place,
    )
    same_visit = row["accepted_on"] == today and approvals.still_in_the_hall(work.db, row["case_id"])
    approvals.change(
        work.db,
        row["id"],
        state=ApprovalState.DECIDED,
        outcome=outcome,
        decided_on=today,
        on_the_spot=int(same_visit),
        received_at=row["received_at"] or work.now,
        received_by=row["received_by"] or officer,
    )
    work.about(f"approval:{row['id']}", outcome=outcome, second=second)
    work.touch(f"case:{row['case_id']}")
    if outcome == Outcome.REFUSE:
        content = wording.refusal_content(row, start_day(work).isoformat(), reasons, remedies)
        issue_paper(work, NoticeKind.RESULT, content, case_id=row["case_id"], approval=row["id"])
    opened = fan_out.open_ready(work, row["case_id"])
    closed = fan_out.join(work, row["case_id"])
    left = [r for r in approvals.of_case(work.db, row["case_id"]) if r["state"] in UNDECIDED]
    return Decided(
        name,
        row["receipt_number"],
        row["item_name"],
        outcome,
        today,
        same_visit,
        opened,
        closed,
        tuple(f"{r['department_short']}·{r['item_name']}" for r in left),
    )


def _refuse_open_round(work: Work, row: driver.Row) -> None:
    asked = approvals.open_round(work.db, row["id"])
    if asked is not None and last_chance(work.hall.calendar, date.fromisoformat(asked["due_on"])) >= start_day(work):
        raise Refusal(
            "approval.supplement-waits-applicant",
            say(
                "A-{id} 第 {number} 次补正还在等申请人，{due_on} 前",
                id=row["id"],
                number=asked["number"],
                due_on=asked["due_on"],
            ),
            rule=say("给了补正期限就要等到期限届满"),
            next=say("材料来了由窗口收下；确需先决定的，请先撤回补正要求"),
        )


def _second_officer(work: Work, row: driver.Row, second: str, password: Secret) -> str | None:
    if row["item_check"] != "substance" and not second:
        return None
    rule = say("行政许可法第三十四条：指派两名以上工作人员核查")
    if not second:
        raise Refusal(
            "approval.checked-substance-two-officers",
            say("“{item_name}”要核查实质内容，须两名审批人员", item_name=row["item_name"]),
            rule=rule,
            next=say("请第二名审批人员输入自己的工号签署"),
        )
    return signed(work, second, password, what=say("实质审查的决定"), rule=rule)
