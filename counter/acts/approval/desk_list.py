"""A desk's approvals: the list, one of them, how a case stands at all its desks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counter.acts.approval.fan_out import outcome_words
from counter.acts.calendar.office import office
from counter.errors import Refusal
from counter.hall.act import Look, Work, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.act_names import ACT_NAMES
from counter.rules.approval import APPROVAL_STATE_NAMES, UNDECIDED, ApprovalState
from counter.rules.workday import working_days_between
from counter.store import approvals, cases, driver, in_hand
from counter.store.readings import spellings

AT_A_DESK = (Role.APPROVER,)


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
    applicant: str = ""
    """Only for the desk itself: the applicant's name."""
    in_hand: str = ""
    in_hand_name: str = ""
    """Staff code and name of the officer who has it in hand; empty while nobody has."""
    gathered: int = 0
    """Requests that were gathered for one supplement notice and have not gone out."""
    reminder: str = ""
    """The words of the last reminder, with its day and who sent it."""
    days_left: int | None = None
    """Working days until the promised day; 0 on the day itself, less than 0 after it."""
    spelled: str = ""
    """What one may type to find the applicant: every reading of the name, in letters and by its initials."""
    round_state: str = ""
    round_due_on: str | None = None
    """How the last round of asking for more stands (empty: none was asked), and until when it waits."""
    changed: str = ""
    """What somebody else did last to it since one opened its file; empty if nothing, or if one never has."""

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
        who = say("{applicant} ", applicant=verbatim(self.applicant)) if self.applicant else ""
        blocked = say("，等待：{waits_for}", waits_for=a_row(self.waits_for)) if self.waits_for else ""
        over = say("，本环节应于 {desk_on} 前办完，已超", desk_on=self.desk_on) if self.step_over else ""
        return say(
            "{number} {case} {who}{item_name} {state_words} {when} {left}{blocked}{over}",
            number=self.number,
            who=who,
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
        self.office = office(look)
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

    def days(self, due_on: str | None) -> int | None:
        """Working days until an ISO due date; less than 0 on any day after it."""
        if due_on is None:
            return None
        day = date.fromisoformat(due_on)
        days = working_days_between(self.calendar, self.today, day)
        return -1 if days == 0 and self.today > day else days


def line(look: Look | Work, row: driver.Row, glance: Glance | None = None) -> ApprovalLine:
    """A row as a desk's line."""
    glance = glance or Glance(look)
    undecided, running = row["state"] in UNDECIDED, row["state"] == ApprovalState.OPEN
    waits = (
        tuple(
            say("{department}·{item}", department=n["department_short"], item=n["item_name"])
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
        days_left=glance.days(row["promised_on"]) if undecided else None,
    )


def own(work: Work | Look, approval: str | int) -> driver.Row:
    """An approval by its number; that it is the actor's own was held when the act began."""
    return approvals.find(work.db, approval)


def undecided(work: Work | Look, approval: str, version: int) -> driver.Row:
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
    rows = approvals.at_desk(look.db, desk, state=state or None)
    if look.actor.role is not Role.APPROVER:
        return tuple(line(look, row, glance) for row in rows)
    known = {
        row["id"]: row
        for row in in_hand.of_desk(look.db, desk, look.actor.staff, ended=bool(rows and rows[0]["decided_on"]))
    }
    return tuple(as_worked_on(look, line(look, row, glance), known.get(row["id"])) for row in rows)


def as_worked_on(look: Look | Work, shown: ApprovalLine, known: driver.Row | None) -> ApprovalLine:
    """A line with what only its own desk sees: whose it is, in whose hand, what was said and done about it."""
    if known is None:
        return shown
    local = look.hall.local
    return replace(
        shown,
        applicant=known["applicant"] or "",
        spelled=f"{known['spelled']} {spellings(known['applicant_key'] or '')}",
        in_hand=known["in_hand"] or "",
        in_hand_name=known["in_hand_name"] or "",
        gathered=known["gathered"],
        reminder=say(
            "{when} {who}：{words}",
            when=f"{local(known['reminded_at']):%m-%d}",
            who=verbatim(known["reminded_by"] or ""),
            words=verbatim(known["reminder"]),
        )
        if known["reminder"]
        else "",
        round_state=known["round_state"] or "",
        round_due_on=known["round_due_on"],
        changed=say(
            "{when} {who} {what}",
            when=f"{local(known['changed_at']):%m-%d %H:%M}",
            who=verbatim(known["changed_by"] or ""),
            what=ACT_NAMES.get(known["changed"], say("有改动")),
        )
        if known["changed"]
        else "",
    )


@query("approval.show", by=(Role.APPROVER, Role.SUPERVISOR), argument="approval")
def shown(look: Look, approval: str) -> ApprovalLine:
    """One approval of one's own desk."""
    row = own(look, approval)
    look.log(case=row["case_id"], person=row["person"])
    if look.actor.role is not Role.APPROVER:
        return line(look, row)
    return as_worked_on(look, line(look, row), in_hand.of_approval(look.db, row["id"], look.actor.staff))


@query("case.progress", by=(Role.CLERK, Role.SUPERVISOR, Role.APPROVER), argument="case")
def progress(look: Look, case: str) -> tuple[ApprovalLine, ...]:
    """Where a case is: each desk with its state, dates, last act, and whom to ring up (the shared spine,
    no opinions).
    """
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
