"""What approvers do at their desks: receive, decide, pause, resume, extend.

A desk reaches its own approvals only; `own` is the one door through which every act and query here goes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from counter.acts import fanout
from counter.acts.act import Look, Work, act, query
from counter.acts.fanout import outcome_words
from counter.acts.fullset import start_day
from counter.acts.outcomes import REMEDIES
from counter.acts.papers import issue_paper
from counter.errors import Refusal
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.clock import GROUNDS
from counter.rules.identity import clean_text
from counter.rules.workday import due, working_days_between
from counter.store import approvals, cases, driver

AT_A_DESK = (Role.APPROVER,)
STATES = {"blocked": "待前置", "open": "办理中", "paused": "特别程序", "decided": "已决定", "withdrawn": "已终止"}


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
    version: int

    def __str__(self) -> str:
        when = f"承诺 {self.promised_on}" + ("（暂定）" if self.provisional else "") if self.promised_on else "日期另行通知"
        if self.state == "decided":
            return f"{self.number} {self.case} {self.item_name} {self.outcome_words}（{self.decided_on}）"
        blocked = f"，等待：{'、'.join(self.waits_for)}" if self.waits_for else ""
        return f"{self.number} {self.case} {self.item_name} {self.state_words} {when} {self.left}{blocked}"


def line(look: Look | Work, row: driver.Row) -> ApprovalLine:
    """A row as a desk's line."""
    db, calendar = look.db, look.hall.calendar
    promised = date.fromisoformat(row["promised_on"]) if row["promised_on"] else None
    undecided = row["state"] in approvals.UNDECIDED
    waits = tuple(
        f"{n['department_short']}·{n['item_name']}" for n in approvals.prerequisites(db, row["id"]) if n["state"] in approvals.UNDECIDED
    ) if row["state"] == "blocked" else ()
    return ApprovalLine(
        row["id"], f"A-{row['id']}", row["receipt_number"], row["case_id"], row["item"], row["item_name"], row["department"],
        row["department_name"], row["level"], row["desk"], row["state"], STATES[row["state"]], row["accepted_on"], row["legal_on"],
        row["promised_on"], row["desk_on"], bool(row["provisional"]), row["paused_days"],
        clock.light(calendar, look.today, promised) if undecided else clock.Light.GREEN,
        clock.left_words(calendar, look.today, promised) if undecided else "", row["received_at"] is not None, row["outcome"],
        outcome_words(row), row["decided_on"], waits, json.loads(row["item_guide"]).get("check") == "substance", row["version"],
    )


def own(work: Work | Look, approval: str | int) -> driver.Row:
    """An approval of the actor's own desk. Any other looks exactly as one that does not exist."""
    row = approvals.find(work.db, approval)
    if work.actor.role is Role.APPROVER and row["desk"] != work.actor.desk:
        if isinstance(work, Look):
            work.log(case=row["case_id"], person=row["person"])
        raise Refusal(f"没有审批 {str(approval)[:30]}", "审批用 A-数字 指明", "请核对审批号")
    return row


def undecided(work: Work, approval: str, version: int) -> driver.Row:
    """An approval of one's own that is still to be decided, unchanged since the screen showed it."""
    row = own(work, approval)
    name = f"A-{row['id']}"
    if row["state"] == "decided":
        raise Refusal(f"{name} 已于 {row['decided_on']} 作出决定：{outcome_words(row)}", "一个事项只作一次决定", "如需更正，请在交付前按撤回决定办理")
    if row["state"] == "withdrawn":
        raise Refusal(f"{name} 已终止办理", "终止的事项不再决定", "")
    if version and version != row["version"]:
        raise Refusal(f"{name} 刚被本台其他人处理过", "按最新情况办理", "请看刷新后的内容再决定")
    return row


@query("approval.list", by=(Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR))
def listed(look: Look, desk: str = "", state: str = "") -> tuple[ApprovalLine, ...]:
    """A desk's approvals, the most urgent first; an approver's own desk only."""
    if look.actor.role is Role.APPROVER:
        if desk and desk != look.actor.desk:
            raise Refusal("只能看本台的办件", "各部门的办件互不可见", "请联系该审批台")
        desk = look.actor.desk or ""
    return tuple(line(look, row) for row in approvals.at_desk(look.db, desk, state=state or None))


@query("approval.show", by=(Role.APPROVER, Role.SUPERVISOR), argument="approval")
def shown(look: Look, approval: str) -> ApprovalLine:
    """One approval of one's own desk."""
    row = own(look, approval)
    look.log(case=row["case_id"], person=row["person"])
    return line(look, row)


@query("case.progress", by=(Role.CLERK, Role.SUPERVISOR, Role.APPROVER), argument="case")
def progress(look: Look, case: str) -> tuple[ApprovalLine, ...]:
    """Where a case is: each desk with its state and dates (the shared spine, no opinions)."""
    row = cases.find(look.db, case)
    rows = approvals.of_case(look.db, row["id"])
    if look.actor.role is Role.APPROVER and all(r["desk"] != look.actor.desk for r in rows):
        look.log(case=row["id"], person=row["person"])
        raise Refusal("没有找到这个办件", "只能查看与本台有关的办件", "请核对编号")
    look.log(case=row["id"], person=row["person"])
    return tuple(line(look, r) for r in rows)


@act("approval.receive", by=AT_A_DESK, argument="approval")
def receive(work: Work, approval: str) -> ApprovalLine:
    """Sign for the file of an approval at one's own desk."""
    row = undecided(work, approval, 0)
    if row["received_at"] is not None:
        raise Refusal(f"A-{row['id']} 已由 {row['received_by']} 签收", "一份材料只签收一次", "请直接办理")
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
        words = f"{self.approval} {self.item_name}：{fanout.OUTCOMES[self.outcome]}"
        if self.closed:
            return words + "；全部事项已办结，通知领取"
        return words + (f"；还在办：{'、'.join(self.still_open)}" if self.still_open else "")


@act("approval.decide", by=AT_A_DESK, argument="approval", undo="approval.recall")
def decide(
    work: Work, approval: str, grant: bool = False, tolerance: bool = False, refuse: bool = False, reasons: str = "",
    remedies: str = "", second: str = "", version: int = 0,
) -> Decided:
    """Decide an approval: grant, grant with tolerance, or refuse with reasons. A check of substance takes two officers."""
    if grant + tolerance + refuse != 1:
        raise Refusal("没有说明决定是什么", "决定只有准予、容缺准予、不予三种", "请选择其中一种")
    row = undecided(work, approval, version)
    name = f"A-{row['id']}"
    if row["state"] == "blocked":
        needs = [n for n in approvals.prerequisites(work.db, row["id"]) if n["state"] in approvals.UNDECIDED]
        raise Refusal(f"{name} 还在等前置事项：{needs[0]['department_short']}·{needs[0]['item_name']}", "前置事项办结后才能决定", "可先审阅材料")
    if row["state"] == "paused":
        raise Refusal(f"{name} 正在特别程序中", "特别程序结束后才能决定", "请先恢复计时")
    outcome = "refuse" if refuse else "grant-tolerance" if tolerance else "grant"
    reasons = clean_text(reasons, what="理由", limit=2000, lines=True) if reasons else ""
    if refuse and not reasons:
        raise Refusal("不予许可没有写理由", "行政许可法第三十八条：应当说明理由", "请写明理由，救济途径由系统附上")
    second = _second_officer(work, row, second)
    today = start_day(work).isoformat()
    approvals.decide(
        work.db, row["id"], outcome=outcome, reasons=reasons, remedies=(remedies or REMEDIES) if refuse else "",
        officer=work.actor.staff, second_officer=second, at=work.now, business_date=today,
        place="window" if work.actor.window else "desk",
    )
    on_the_spot = row["accepted_on"] == today
    approvals.change(
        work.db, row["id"], state="decided", outcome=outcome, decided_on=today, on_the_spot=int(on_the_spot),
        received_at=row["received_at"] or work.now, received_by=row["received_by"] or work.actor.staff,
    )
    work.about(f"approval:{row['id']}", outcome=outcome, second=second)
    work.touch(f"case:{row['case_id']}")
    opened = fanout.open_ready(work, row["case_id"])
    closed = fanout.join(work, row["case_id"])
    left = [r for r in approvals.of_case(work.db, row["case_id"]) if r["state"] in approvals.UNDECIDED]
    return Decided(
        name, row["receipt_number"], row["item_name"], outcome, today, on_the_spot, opened, closed,
        tuple(f"{r['department_short']}·{r['item_name']}" for r in left),
    )


def _second_officer(work: Work, row: driver.Row, second: str) -> str | None:
    if json.loads(row["item_guide"]).get("check") != "substance" and not second:
        return None
    if not second:
        raise Refusal(f"“{row['item_name']}”要核查实质内容，须两名审批人员", "行政许可法第三十四条：指派两名以上工作人员核查", "请写上第二名审批人员的工号")
    found = work.db.execute(
        "SELECT code FROM staff WHERE code = ? AND role = 'approver' AND department = ? AND active = 1", (second, work.actor.department)
    ).fetchone()
    if found is None or second == work.actor.staff:
        raise Refusal("第二名审批人员须是本部门的另一名审批人员", "行政许可法第三十四条", "请核对工号")
    return second


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

    def __str__(self) -> str:
        moved = f"，承诺日由 {self.promised_before} 改为 {self.promised_on}" if self.promised_before != self.promised_on else ""
        return f"{self.approval} {self.item_name}：{self.said}{moved}"


@act("approval.pause", by=AT_A_DESK, argument="approval", undo="approval.resume")
def pause(work: Work, approval: str, ground: str, days: int, reason: str = "", version: int = 0) -> ClockMoved:
    """Stop the clock for a special procedure of article 45, with a written notice and its expected length in working days."""
    row = undecided(work, approval, version)
    name = f"A-{row['id']}"
    if row["state"] != "open":
        raise Refusal(f"{name} 现在{STATES[row['state']]}，不能中止计时", "只有正在办理的事项可以进入特别程序", "")
    allowed = json.loads(row["item_guide"]).get("pauses", [])
    if ground not in GROUNDS or ground not in allowed:
        words = "、".join(f"{GROUNDS[g]}（{g}）" for g in allowed if g in GROUNDS) or "无"
        raise Refusal(f"“{row['item_name']}”的指南没有这种特别程序：{ground[:20]}", "行政许可法第四十五条", f"该事项可用：{words}")
    if not 1 <= days <= 250:
        raise Refusal(f"预计时间 {days} 个工作日不对", "行政许可法第四十五条：所需时间书面告知申请人", "请填 1 到 250 个工作日")
    db, today = work.db, start_day(work)
    db.execute(
        "INSERT INTO pause (approval, ground, started_on, started_at, expected_days, staff) VALUES (?,?,?,?,?,?)",
        (row["id"], ground, today.isoformat(), work.now, days, work.actor.staff),
    )
    approvals.change(db, row["id"], state="paused")
    fanout.recompute(work, row["case_id"])
    after = approvals.find(db, row["id"])
    until = due(work.hall.calendar, today, days).last_day
    content = {
        "title": "特别程序告知书", "case": row["receipt_number"], "acceptance": row["acceptance_number"],
        "code_of": {"kind": "case", "id": row["case_id"]}, "seal": row["department_name"], "date": work.today.isoformat(),
        "lines": [["事项", row["item_name"]], ["程序", GROUNDS[ground]], ["预计", f"{days} 个工作日（约至 {until}）"],
                  ["原承诺日", row["promised_on"] or "另行通知"], ["现承诺日", after["promised_on"] or "另行通知"]],
        "notes": ["依行政许可法第四十五条，上述时间不计入办理期限。", *([clean_text(reason, what="说明", limit=500)] if reason else [])],
    }
    work.about(f"approval:{row['id']}", ground=ground, days=days, before=row["promised_on"], after=after["promised_on"])
    work.touch(f"case:{row['case_id']}")
    paper = issue_paper(work, "pause", content, case_id=row["case_id"], approval=row["id"])
    return ClockMoved(name, row["receipt_number"], row["item_name"], f"进入特别程序：{GROUNDS[ground]}", row["promised_on"], after["promised_on"], days, paper)


@act("approval.resume", by=AT_A_DESK, argument="approval")
def resume(work: Work, approval: str, version: int = 0) -> ClockMoved:
    """Let the clock run again; the pause counts as the working days it really took."""
    row = undecided(work, approval, version)
    running = approvals.open_pause(work.db, row["id"])
    if row["state"] != "paused" or running is None:
        raise Refusal(f"A-{row['id']} 没有在特别程序中", "只有中止的计时可以恢复", "")
    started, today = date.fromisoformat(running["started_on"]), start_day(work)
    days = max(0, working_days_between(work.hall.calendar, started, today))
    work.db.execute(
        "UPDATE pause SET ended_on = ?, ended_at = ?, days = ? WHERE id = ?", (max(started, today).isoformat(), work.now, days, running["id"])
    )
    approvals.change(work.db, row["id"], state="open")
    fanout.recompute(work, row["case_id"])
    after = approvals.find(work.db, row["id"])
    work.about(f"approval:{row['id']}", days=days, before=row["promised_on"], after=after["promised_on"])
    work.touch(f"case:{row['case_id']}")
    return ClockMoved(
        f"A-{row['id']}", row["receipt_number"], row["item_name"], f"恢复计时，特别程序用了 {days} 个工作日", row["promised_on"], after["promised_on"], days, ""
    )
