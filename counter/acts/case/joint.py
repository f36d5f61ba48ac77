"""The one extension of a joint handling: fifteen working days for the whole, by the head of the government."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval import fan_out
from counter.acts.case.step import name_of, noted
from counter.acts.paper.wording import case as wording
from counter.acts.paper.wording.approval import marked
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import mark, say, verbatim
from counter.rules.access import Role
from counter.rules.case import CaseState
from counter.rules.identity import clean_text
from counter.rules.limits import JOINT_DAYS, JOINT_EXTENSION, SINGLE_EXTENSION
from counter.rules.notice import NoticeKind
from counter.store import approvals, cases, lawful

RULE = mark("行政许可法第四十二条：联合办理四十五日内不能办结的，经本级人民政府负责人批准可以延长十五日，并告知理由")


@dataclass(frozen=True, slots=True)
class WholeExtended:
    """A joint handling with more time: the last day of the whole before and after."""

    case: str
    days: int
    legal_before: str | None
    legal_on: str | None
    paper: str

    def __str__(self) -> str:
        return say(
            "{case} 联合办理全程延长 {days} 个工作日，最后一天由 {before} 改为 {after}",
            case=self.case,
            days=self.days,
            before=self.legal_before or say("另行通知"),
            after=self.legal_on or say("另行通知"),
        )


@act("case.extend", by=(Role.SUPERVISOR,), argument="case")
def extend(work: Work, case: str, days: int, reason: str, approved_by: str) -> WholeExtended:
    """Extend a joint handling once for the whole; `approved_by` names the head of the government who approved it."""
    db = work.db
    row = cases.find(db, case)
    rows = approvals.of_case(db, row["id"])
    name = name_of(row)
    if row["state"] != CaseState.ACCEPTED:
        raise Refusal("case.not-being-handled", say("{name} 不在办理中", name=name), rule=RULE)
    joint = fan_out.joint_of(row, rows)
    if joint is None:
        raise Refusal(
            "case.not-handled-jointly",
            say("{name} 不是联合办理", name=name),
            rule=RULE,
            next=Next.by(
                "approval.extend", say("单个许可由部门延长，最多 {n} 个工作日", n=SINGLE_EXTENSION), approval=None
            ),
        )
    if joint.extended:
        raise Refusal("case.whole-extended-once", say("{name} 的全程已经延长过一次", name=name), rule=RULE)
    if not 1 <= days <= JOINT_EXTENSION:
        raise Refusal(
            "case.whole-extension-out-of-range",
            say("延长 {days} 个工作日不在范围内", days=days),
            rule=RULE,
            next=say("请填 1 到 {most}", most=JOINT_EXTENSION),
        )
    if row["legal_on"] and work.today.isoformat() > max(r["legal_on"] or "" for r in rows if r["joint"]):
        raise Refusal("case.whole-past-last-day", say("{name} 已过全程的最后一天", name=name), rule=RULE)
    reason = clean_text(reason, what=say("延长理由"), limit=500, empty=False)
    head = clean_text(approved_by, what=say("批准的政府负责人"), limit=100, empty=False)
    lawful.extend_whole(db, row["id"], days, reason, head, work.now, work.today.isoformat(), work.actor.staff)
    before = row["legal_on"]
    cases.change(db, row["id"], joint_extended=days)
    fan_out.recompute(work, row["id"])
    after = cases.get(db, row["id"])
    if after["legal_on"] == before:
        raise Refusal(
            "case.whole-extension-moves-nothing",
            say("{name} 的最后一天是各事项自己的法定期限，全程延长移不动它", name=name),
            rule=RULE,
            next=Next.by(
                "approval.extend", say("请由部门延长自己的事项，最多 {n} 个工作日", n=SINGLE_EXTENSION), approval=None
            ),
        )
    noted(work, row, say("联合办理全程延长"), before or "", after["legal_on"] or "")
    work.touch(*(f"approval:{one['id']}" for one in rows if one["joint"]))
    lines_content = [
        ["延长", f"全程 {days} 个工作日（{JOINT_DAYS} 个工作日之外）"],
        ["理由", verbatim(reason)],
        ["批准人", verbatim(head)],
        ["原法定期限", marked(before, row["legal_provisional"]) or "—"],
        ["现法定期限", marked(after["legal_on"], after["legal_provisional"]) or "—"],
    ]
    content = wording.whole_extension_content(work, after, lines_content)
    notice = issue_notice(work, NoticeKind.EXTENSION, content, case_id=row["id"])
    work.facts.update(days=days, before=before, after=after["legal_on"])
    return WholeExtended(name, days, before, after["legal_on"], notice)
