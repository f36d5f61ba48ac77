"""A decision written: checked against the rule, with its notice, its parts and whoever signs second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.acts.approval import fan_out
from counter.acts.approval.countersigning import no_review_waits
from counter.acts.approval.gathering import all_filled
from counter.acts.approval.hearings import refuse_before_hearing
from counter.acts.case.barring import refuse_barred
from counter.acts.case.full_set import start_day
from counter.acts.case.lapses import check_decision, decided_without
from counter.acts.paper.remedies import remedies_of
from counter.acts.paper.wording import approval as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work
from counter.phrases.said import listed as a_row
from counter.phrases.said import say
from counter.rules.approval import OUTCOME_NAMES, UNDECIDED, ApprovalState, Outcome
from counter.rules.clock import DELIVERY_DAYS
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.workday import due, last_chance
from counter.store import approvals, cases, driver, in_hand, notices


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


def may_settle(work: Work | Look, row: driver.Row, outcome: str, reasons: str, remedies: str) -> tuple[str, str]:
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
    refuse_before_hearing(work, row)
    _refuse_open_round(work, row)
    if outcome == Outcome.GRANT_TOLERANCE and not approvals.tolerated_papers(work.db, row["id"]):
        raise Refusal(
            "approval.no-tolerated-paper",
            say("{name} 没有容缺的材料", name=name),
            rule=say("容缺准予只用于还有材料后补的办件"),
            next=say("请直接准予"),
        )
    reasons = clean_text(reasons, what=say("理由"), limit=2000, lines=True) if reasons else ""
    all_filled(reasons)
    remedies = clean_text(remedies, what=say("救济途径"), limit=500, lines=True) if remedies else ""
    if outcome == Outcome.REFUSE and not reasons:
        raise Refusal(
            "approval.refusal-gives-no-reasons",
            say("不予许可没有写理由"),
            rule=say("行政许可法第三十八条：应当说明理由"),
            next=say("请写明理由，救济途径由系统附上"),
        )
    if outcome != Outcome.REFUSE:
        refuse_barred(
            work,
            cases.get(work.db, row["case_id"]),
            (row["item"],),
            "approval.applicant-barred",
            Next.by(
                "approval.decide",
                say("请不予许可，写明理由"),
                approval=name,
                refuse=True,
                reasons=None,
            ),
        )
    check_decision(work, row, outcome, reasons)
    if outcome != Outcome.REFUSE:
        return reasons, ""
    named = remedies_of(work, [notices.matter(work.db, row["item"], row["item_version"])])
    return reasons, f"{remedies}\n{named}" if remedies and named not in remedies else remedies or named


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
    paper: Callable[[Work, driver.Row, str, str, str], dict[str, Any]] = wording.refusal_content,
) -> Decided:
    """Write a decision and let the route go on: what waited for it opens, and the last one closes the case.

    `officer` is the first of two where the actor is the second (who agrees to what was proposed); `paper` says what a
    refusal of another kind puts on its paper.
    """
    name, officer = f"A-{row['id']}", officer or work.actor.staff
    reasons, remedies = may_settle(work, row, outcome, reasons, remedies)
    today = work.today.isoformat()
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
    same_visit = row["accepted_on"] >= today and approvals.still_in_the_hall(work.db, row["case_id"])
    in_hand.gather(work.db, row["id"], [], [], None, officer, work.now)
    approvals.change(
        work.db,
        row["id"],
        state=ApprovalState.DECIDED,
        outcome=outcome,
        decided_on=today,
        delivery_last_day=due(work.hall.calendar.lawful, work.today, DELIVERY_DAYS).last_day.isoformat(),
        delivered_on=None,
        on_the_spot=int(same_visit),
        received_at=row["received_at"] or work.now,
        received_by=row["received_by"] or officer,
    )
    decided_without(work, row)
    work.about(f"approval:{row['id']}", outcome=outcome, second=second)
    work.touch(f"case:{row['case_id']}")
    if outcome == Outcome.REFUSE:
        content = paper(work, row, today, reasons, remedies)
        issue_notice(work, NoticeKind.RESULT, content, case_id=row["case_id"], approval=row["id"])
    opened = fan_out.open_ready(work, row["case_id"])
    closed = fan_out.join(work, row["case_id"])
    left = [] if closed else approvals.undecided(work.db, row["case_id"])
    return Decided(
        name,
        row["receipt_number"],
        row["item_name"],
        outcome,
        today,
        same_visit,
        opened,
        closed,
        tuple(say("{department}·{item}", department=r["department_short"], item=r["item_name"]) for r in left),
    )


def _refuse_open_round(work: Work | Look, row: driver.Row) -> None:
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
