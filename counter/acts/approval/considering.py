"""What a decision on several approvals would come to, line by line, before anybody writes reasons or signs for it."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.assigning import only_mine
from counter.acts.approval.desk_list import AT_A_DESK, ApprovalLine, Glance, as_worked_on, line, undecided
from counter.acts.approval.settling import may_settle
from counter.errors import Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.approval import Outcome
from counter.store import approvals as store
from counter.store import in_hand


@dataclass(frozen=True, slots=True)
class Considered:
    """One approval with its applicant, and why it can't be decided so just now (empty: it can)."""

    line: ApprovalLine
    why_not: str

    def __str__(self) -> str:
        head = listed((self.line.number, self.line.item_name, verbatim(self.line.applicant)), "  ")
        return say("{head}：{why}", head=head, why=self.why_not) if self.why_not else head


@query("approval.consider", by=AT_A_DESK)
def consider(
    look: Look, approvals: tuple[str, ...], tolerance: bool = False, refuse: bool = False
) -> tuple[Considered, ...]:
    """Which of these approvals could be granted (or refused) now, and why the others can't."""
    outcome = Outcome.REFUSE if refuse else Outcome.GRANT_TOLERANCE if tolerance else Outcome.GRANT
    glance = Glance(look)
    found = []
    for one in dict.fromkeys(approvals):
        row = store.find(look.db, one)
        look.log(case=row["case_id"], person=row["person"])
        shown = as_worked_on(look, line(look, row, glance), in_hand.of_approval(look.db, row["id"], look.actor.staff))
        try:
            row = undecided(look, one, 0)
            only_mine(look, row)
            may_settle(look, row, outcome, "x" if refuse or tolerance else "", "")
            found.append(Considered(shown, ""))
        except Refusal as refusal:
            found.append(Considered(shown, refusal.message))
    return tuple(found)
