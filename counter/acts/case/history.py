"""A case's history for those who are on it: what was done, when, where. Never an opinion, never a reason of another desk."""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.hall.act import Look, query
from counter.rules.access import Role
from counter.rules.approval import OUTCOME_NAMES
from counter.store import cases, driver
from counter.store import history as store

ACT_NAMES = {
    "case.open": "建件",
    "case.open-prepared": "用预填建件",
    "case.answer": "答情形",
    "case.item": "选事项",
    "case.applicant": "登记申请人",
    "case.field": "填表",
    "case.document": "收材料",
    "case.all-here": "材料收齐",
    "case.receive": "收件",
    "case.accept": "受理",
    "case.draft-notice": "拟告知",
    "case.notify": "一次性告知",
    "case.no-permit-needed": "告知无需许可",
    "case.not-competent": "不予受理",
    "case.refuse": "不予受理",
    "case.correct": "当场更正",
    "case.withdraw": "撤回",
    "case.deliver": "交付结果",
    "case.bring": "后补材料",
    "case.amend": "更正",
    "case.attach": "附图",
    "case.detach": "去掉附图",
    "case.decide-here": "当场决定",
    "case.rate": "评价",
    "approval.receive": "签收",
    "approval.decide": "决定",
    "approval.decide-batch": "批量决定",
    "approval.decide-here": "当场决定",
    "approval.pause": "进入特别程序",
    "approval.resume": "恢复计时",
    "approval.extend": "延长期限",
    "approval.ask": "要求补正",
    "approval.unask": "撤回补正",
    "approval.recall": "撤回决定",
    "approval.withdraw": "申请人撤回",
    "approval.opinion": "记意见",
    "approval.pass-up": "上报",
    "approval.remind": "催办",
    "approval.account": "公开说明",
    "approval.propose": "提请复核",
    "approval.agree": "复核同意",
    "approval.return": "复核退回",
    "approval.unpropose": "撤回提请",
    "approval.print-explanation": "打印期限说明",
    "slip.receive": "签收材料",
    "clock.catch-up": "时限检查",
    "calendar.load": "载入放假安排",
    "calendar.overlay": "本厅开放日",
}
"""What an act is called in a history."""

SHOWN = ("outcome", "days", "before", "after", "acceptance_number", "receipt_number", "due_on", "slip")
"""Facts of an entry that everybody on the case may read."""
LABELS = {
    "days": "工作日",
    "before": "原",
    "after": "现",
    "acceptance_number": "受理编号",
    "receipt_number": "收件编号",
    "due_on": "期限",
    "slip": "转移单",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case. `at` is UTC ms, `when` the same as local words."""

    seq: int
    at: int
    when: str
    what: str
    item: str
    who: str
    place: str
    detail: str

    def __str__(self) -> str:
        return "  ".join(part for part in (self.when, self.what, self.item, self.who, self.place, self.detail) if part)


def place_words(place: str) -> str:
    """`window:3` as `3 号窗口`; a desk by its code."""
    kind, _, name = place.partition(":")
    names = {
        "guide": "导办台",
        "clerk": "窗口",
        "supervisor": "值班台",
        "administrator": "管理",
        "hall": "系统",
        "approver": "审批台",
        "applicant": "申请人",
    }
    return f"{name} 号窗口" if kind == "window" else f"{name} 审批台" if kind == "desk" else names.get(place, place)


@query("case.history", by=(Role.CLERK, Role.SUPERVISOR, Role.APPROVER), argument="case")
def history(look: Look, case: str) -> tuple[Event, ...]:
    """Everything that was done to a case and its approvals, oldest first, for those on the case."""
    row = cases.find(look.db, case)
    look.log(case=row["id"], person=row["person"])
    return tuple(_event(look, entry) for entry in store.of_case(look.db, row["id"]))


def _event(look: Look, row: driver.Row) -> Event:
    facts = json.loads(row["facts"])
    parts = []
    for name in SHOWN:
        if (value := facts.get(name)) not in (None, "", [], False):
            parts.append(OUTCOME_NAMES.get(value, str(value)) if name == "outcome" else f"{LABELS[name]} {value}")
    return Event(
        row["seq"],
        row["at"],
        f"{look.hall.local(row['at']):%Y-%m-%d %H:%M}",
        ACT_NAMES.get(row["act"], row["act"]),
        row["item_name"] or "",
        row["staff_name"] or row["staff"],
        place_words(row["place"]),
        "，".join(parts),
    )
