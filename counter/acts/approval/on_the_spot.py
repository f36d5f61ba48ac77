"""What the window decides itself while the applicant waits (当场办结)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counter.acts.approval.desk_list import ApprovalLine, line, undecided
from counter.acts.approval.settling import Decided, settle
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say
from counter.rules.access import Role
from counter.rules.approval import ApprovalState, Outcome
from counter.store import approvals, cases, driver


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
    if (row["accepted_on"] or "") < work.today.isoformat():
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
    if (row["accepted_on"] or "") < look.today.isoformat():
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
    if not ready or (row["accepted_on"] or "") < work.today.isoformat():
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
