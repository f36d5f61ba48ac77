"""Results reach the applicant: each decision by itself within ten working days, or all at one visit (article 44).

What is decided is handed over without waiting for the slowest of its case; that the applicant comes once for all of it
is an offer. A result whose tolerated paper is late waits for a person, and holds no other result up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from counter.acts.approval.countersigning import drop_review, drop_reviews
from counter.acts.approval.fan_out import outcome_words
from counter.acts.case import full_set
from counter.acts.case.lapses import RULE, close_served, needing
from counter.acts.case.step import noted
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import code_of, issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say
from counter.rules.access import Role
from counter.rules.approval import UNDECIDED, ApprovalState
from counter.rules.case import CaseState
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.workday import last_chance
from counter.store import applicants, approvals, cases, driver, handovers, outstanding

COUNTER = (Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Delivered:
    """Results in the applicant's hands, and what of the case is still to come."""

    case: str
    id: int
    delivered_on: str
    results: tuple[str, ...]
    paper: str
    still_open: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = say(
            "{case} 结果已交付（{delivered_on}）：{results}",
            case=self.case,
            delivered_on=self.delivered_on,
            results=listed(self.results, "；"),
        )
        return words + (
            say("；还没有交付：{still_open}", still_open=listed(self.still_open)) if self.still_open else ""
        )


@act("case.deliver", by=COUNTER, argument="code")
def deliver(work: Work, code: str, owing: str = "") -> Delivered:
    """Hand over the results by scanning the receipt (or typing its numbers): all that are decided, each of them once.

    While a tolerated paper is owed within its date, `owing` says why the result is handed over before it; after the
    date the results that need it wait until a person has decided on it.
    """
    case = cases.find(work.db, code)
    rows = approvals.undelivered(work.db, case["id"])
    if not rows:
        raise _nothing_to_hand_over(work, case)
    return _hand_over(work, case, rows, owing)


@act("approval.deliver", by=COUNTER, argument="approval")
def deliver_one(work: Work, approval: str, owing: str = "") -> Delivered:
    """Hand over the result of one decision without waiting for the other items of its case."""
    row = approvals.find(work.db, approval)
    case = cases.get(work.db, row["case_id"])
    if row["state"] != ApprovalState.DECIDED:
        raise Refusal(
            "approval.not-decided-yet",
            say("A-{id} 还没有作出决定", id=row["id"]),
            rule=say("行政许可法第四十四条：自作出决定之日起十日内送达"),
            next=say("请按回执上的日期再来，或扫码查看进度"),
        )
    if row["delivered_on"] is not None:
        raise Refusal(
            "slip.result-collected",
            say("A-{id} 的结果已于 {delivered_on} 领取", id=row["id"], delivered_on=row["delivered_on"]),
            rule=say("结果只交付一次"),
            next=say("如需副本请补打领取单"),
        )
    return _hand_over(work, case, [row], owing)


def _name(case: driver.Row) -> str:
    return case["receipt_number"] or f"D{case['id']}"


def _nothing_to_hand_over(work: Work, case: driver.Row) -> Refusal:
    db, name = work.db, _name(case)
    if case["state"] == CaseState.DELIVERED:
        return Refusal(
            "slip.result-collected",
            say("{name} 的结果已于 {delivered_on} 领取", name=name, delivered_on=case["delivered_on"]),
            rule=say("结果只交付一次"),
            next=say("如需副本请补打领取单"),
        )
    blocking = [
        say("{department_short}（{item_name}）", department_short=r["department_short"], item_name=r["item_name"])
        for r in approvals.of_case(db, case["id"])
        if r["state"] in UNDECIDED
    ]
    blocking += [
        say("{value}（没有审批记录）", value=i)
        for i, _ in cases.items(db, case["id"])
        if case["accepted_on"] and i not in {r["item"] for r in approvals.of_case(db, case["id"])}
    ]
    where = (
        say(
            "，还在办：{blocking}{count}",
            blocking=blocking[0],
            count=(say(" 等 {count} 项", count=len(blocking)) if len(blocking) > 1 else ""),
        )
        if blocking
        else ""
    )
    return Refusal(
        "slip.cannot-collected-yet",
        say("{name} 还不能领取{where}", name=name, where=where),
        rule=say("作出决定的事项才有结果可领，不必等其他事项"),
        next=say("请按回执上的日期再来，或扫码查看进度"),
    )


def _hand_over(work: Work, case: driver.Row, rows: list[driver.Row], owing: str) -> Delivered:
    db, name, today = work.db, _name(case), work.today.isoformat()
    rows, held, owed_words = _without_late_papers(work, case, name, rows, owing)
    for row in rows:
        drop_review(work, row["id"], say("结果已经交付"))
        approvals.change(db, row["id"], delivered_on=today)
        work.touch(f"approval:{row['id']}")
    served = {row["id"] for row in rows}
    still = [
        say("{item_name}（{state}）", item_name=row["item_name"], state=outcome_words(row))
        for row in approvals.of_case(db, case["id"])
        if row["id"] not in served and row["delivered_on"] is None and row["state"] != ApprovalState.WITHDRAWN
    ]
    whole = case["state"] == CaseState.DECIDED and close_served(work, case)
    shown = [row for row in approvals.of_case(db, case["id"]) if whole or row["id"] in served]
    results = tuple(listed((row["item_name"], outcome_words(row)), " ") for row in shown)
    if whole:
        drop_reviews(work, case["id"], say("结果已经交付"))
        handovers.give_back(db, case["id"])
    else:
        noted(work, case, say("先行送达"), "", listed(row["item_name"] for row in rows))
    holder = applicants.get(db, case["person"]) if case["person"] else None
    content = wording.collection_content(
        work, case, holder["name"] if holder else "", results, [*owed_words, *_to_come(still)]
    )
    work.about(
        f"case:{case['id']}",
        receipt_number=case["receipt_number"],
        **({"owing": len(owed_words)} if owed_words else {}),
        **({} if whole else {"approvals": [f"A-{id}" for id in sorted(served)], "held": len(held)}),
    )
    paper = issue_notice(work, NoticeKind.COLLECTION, content, case_id=case["id"])
    return Delivered(name, case["id"], today, results, paper, tuple(still))


def _to_come(still: Sequence[str]) -> Sequence[str]:
    return [say("还没有交付：{still_open}。", still_open=listed(still))] if still else []


def _without_late_papers(
    work: Work, case: driver.Row, name: str, rows: list[driver.Row], owing: str
) -> tuple[list[driver.Row], list[driver.Row], list[str]]:
    """The results that can go out, those held up by a late paper, and what the applicant promises on the slip of papers
    still owed. Raises Refusal where nothing can go out, or where nobody said why it goes out before an owed paper.
    """
    owed = outstanding.tolerated(work.db, case["id"])
    if not owed:
        return rows, [], []
    full, calendar = full_set.read(work, case), work.hall.calendar
    late = [one for one in owed if last_chance(calendar, date.fromisoformat(one["due_on"])) < work.today]
    waiting = {row["id"] for row in needing(full, rows, {one["document"] for one in late})}
    held, rows = [row for row in rows if row["id"] in waiting], [row for row in rows if row["id"] not in waiting]
    if held and not rows:
        raise Refusal(
            "slip.owes-due-no-result",
            say(
                "{name} 容缺的“{document}”应于 {due_on} 前补交，逾期未补，结果不能交付",
                name=name,
                document=late[0]["name"],
                due_on=late[0]["due_on"],
            ),
            rule=RULE,
            next=Next.by(
                "case.extend-tolerance",
                say("材料带来了请先收下后补材料；没有的，请延期，或者请值班主任终止容缺"),
                case=name,
                until=None,
                reason=None,
            ),
        )
    due_later = [one for one in owed if one not in late and needing(full, rows, {one["document"]})]
    if not due_later:
        return rows, held, []
    said = clean_text(owing, what=say("先行交付的理由"), limit=200)
    if not said:
        first = due_later[0]
        raise Refusal(
            "slip.still-owes",
            say(
                "{name} 还欠容缺材料“{document}”（{due_on} 前）",
                name=name,
                document=first["name"],
                due_on=first["due_on"],
            ),
            rule=say("容缺材料补齐后交付结果；期限内先行交付要写明理由"),
            next=say("请先收下后补材料，或写明理由再交付"),
        )
    noted(work, case, say("欠容缺材料先行交付"), listed(one["name"] for one in due_later), said)
    promises: list[str] = [
        say("仍欠{name}，申请人承诺于 {due_on} 前补交。", name=one["name"], due_on=one["due_on"]) for one in due_later
    ]
    return rows, held, promises


@query("case.code", by=COUNTER, argument="case")
def code(look: Look, case: str) -> str:
    """The tracking code of a case, as printed on its receipt."""
    row = cases.find(look.db, case)
    look.log(case=row["id"], person=row["person"])
    return code_of(look.hall, "case", row["id"])
