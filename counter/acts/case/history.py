"""A case's history for those who are on it: what was done, when, where. Never an opinion, never a reason of another
desk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.hall.act import Look, query
from counter.phrases.said import listed, mark, say
from counter.rules.access import Role
from counter.rules.approval import OUTCOME_NAMES
from counter.store import cases, driver
from counter.store import history as store

ACT_NAMES = {
    "case.open": mark("建件"),
    "case.open-prepared": mark("用预填建件"),
    "case.answer": mark("答情形"),
    "case.item": mark("选事项"),
    "case.applicant": mark("登记申请人"),
    "case.field": mark("填表"),
    "case.document": mark("收材料"),
    "case.all-here": mark("材料收齐"),
    "case.receive": mark("收件"),
    "case.accept": mark("受理"),
    "case.draft-notice": mark("拟告知"),
    "case.notify": mark("一次性告知"),
    "case.no-permit-needed": mark("告知无需许可"),
    "case.not-competent": mark("不予受理"),
    "case.refuse": mark("不予受理"),
    "case.correct": mark("当场更正"),
    "case.withdraw": mark("撤回"),
    "case.deliver": mark("交付结果"),
    "case.bring": mark("后补材料"),
    "case.amend": mark("更正"),
    "case.attach": mark("附图"),
    "case.detach": mark("去掉附图"),
    "case.decide-here": mark("当场决定"),
    "case.rate": mark("评价"),
    "approval.receive": mark("签收"),
    "approval.decide": mark("决定"),
    "approval.decide-batch": mark("批量决定"),
    "approval.decide-here": mark("当场决定"),
    "approval.pause": mark("进入特别程序"),
    "approval.resume": mark("恢复计时"),
    "approval.extend": mark("延长期限"),
    "approval.ask": mark("要求补正"),
    "approval.unask": mark("撤回补正"),
    "approval.recall": mark("撤回决定"),
    "approval.withdraw": mark("申请人撤回"),
    "approval.opinion": mark("记意见"),
    "approval.pass-up": mark("上报"),
    "approval.remind": mark("催办"),
    "approval.account": mark("公开说明"),
    "approval.propose": mark("提请复核"),
    "approval.agree": mark("复核同意"),
    "approval.return": mark("复核退回"),
    "approval.unpropose": mark("撤回提请"),
    "approval.print-explanation": mark("打印期限说明"),
    "slip.receive": mark("签收材料"),
    "clock.catch-up": mark("时限检查"),
    "clock.take-back": mark("撤回时限检查"),
    "calendar.load": mark("载入放假安排"),
    "calendar.overlay": mark("本厅开放日"),
}
"""What an act is called in a history."""

SHOWN = ("outcome", "days", "before", "after", "acceptance_number", "receipt_number", "due_on", "slip")
"""Facts of an entry that everybody on the case may read."""
LABELS = {
    "days": mark("工作日"),
    "before": mark("原"),
    "after": mark("现"),
    "acceptance_number": mark("受理编号"),
    "receipt_number": mark("收件编号"),
    "due_on": mark("期限"),
    "slip": mark("转移单"),
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
        return listed(
            (part for part in (self.when, self.what, self.item, self.who, self.place, self.detail) if part), "  "
        )


def place_words(place: str) -> str:
    """`window:3` as `3 号窗口`; a desk by its code."""
    kind, _, name = place.partition(":")
    names = {
        "guide": say("导办台"),
        "clerk": say("窗口"),
        "supervisor": say("值班台"),
        "administrator": say("管理"),
        "hall": say("系统"),
        "approver": say("审批台"),
        "applicant": say("申请人"),
    }
    return (
        say("{name} 号窗口", name=name)
        if kind == "window"
        else say("{name} 审批台", name=name)
        if kind == "desk"
        else names.get(place, place)
    )


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
            parts.append(
                OUTCOME_NAMES.get(value, str(value)) if name == "outcome" else listed((LABELS[name], value), " ")
            )
    return Event(
        row["seq"],
        row["at"],
        f"{look.hall.local(row['at']):%Y-%m-%d %H:%M}",
        ACT_NAMES.get(row["act"], row["act"]),
        row["item_name"] or "",
        row["staff_name"] or row["staff"],
        place_words(row["place"]),
        listed(parts, "，"),
    )
