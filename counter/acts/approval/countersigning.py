"""A second person's own signature: two check what has substance (article 34), two take a decision back, a head extends
once, a supervisor releases at the clerk's window what a clerk alone may not do.

Being named is not signing: in a live hall the second gives their own code and password at the same desk; in training
the code alone. A wrong password counts against the code it was given for, wherever it was typed. A second who sits
elsewhere looks a proposal over at a screen of their own (acts/reviews.py); what holds between the two ways stands here.
"""

from __future__ import annotations

from counter.acts.staff.accounts import staff_code
from counter.errors import Refusal
from counter.hall.act import Look, Work
from counter.hall.passwords import wanted_proof
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.approval import PROPOSAL_NAMES, ReviewState
from counter.rules.secret import Secret
from counter.store import driver, reviews, staff


def signed(work: Work, second: str, password: Secret, *, what: str, rule: str) -> str:
    """The staff code of a second officer of the actor's own department who signs for `what`. Raises Refusal.

    Never the actor; never somebody of another department, another role, or who has left.
    """
    code = staff_code(second)
    if code == work.actor.staff:
        raise Refusal(
            "approval.takes-signature-another-member",
            say("{what}须由另一名人员签署，不能是本人", what=what),
            rule=rule,
            next=say("请另一名人员输入自己的工号"),
        )
    if not staff.is_officer_of(work.db, code, work.actor.department):
        raise Refusal(
            "approval.takes-signature-another-officer",
            say("{what}须由本部门的另一名审批人员签署", what=what),
            rule=rule,
            next=say("请核对工号"),
        )
    return _proven(work, code, password)


class NeedsRelease(Refusal):
    """Refused for want of a supervisor's release: a screen asks for it where the clerk stands, and tries
    again with it.
    """


def released(work: Work, supervisor: str, password: Secret, refused: NeedsRelease) -> str:
    """The staff code of the supervisor who lets a clerk do what else is `refused`, by signing at the clerk's window.

    A supervisor who acts releases their own act. The journal names who released.
    """
    if work.actor.role is Role.SUPERVISOR:
        code = work.actor.staff
    elif not supervisor:
        raise refused
    else:
        code = staff_code(supervisor)
        if not staff.is_supervisor(work.db, code):
            raise Refusal(
                "approval.no-supervisor-cannot-release",
                say("{code} 不是值班主任，不能放行", code=code),
                rule=refused.rule,
                next=say("请值班主任输入自己的工号"),
            )
        _proven(work, code, password)
    work.facts.update(released_by=code)
    return code


def _proven(work: Work, code: str, password: Secret) -> str:
    """The code, once its owner has proven to be there: by their password in a live hall, by the code
    alone in training.
    """
    if not work.hall.training:
        wanted_proof(work, code, password)
    return code


def no_review_waits(work: Work | Look, row: driver.Row) -> None:
    """Refuse to decide past a colleague: what was proposed is agreed to, returned or withdrawn first."""
    one = reviews.waiting(work.db, row["id"])
    if one is not None:
        mine = one["officer"] == work.actor.staff
        raise Refusal(
            "approval.proposed-waiting-second-officer",
            say(
                "A-{id} 已由 {officer_name} 提请{proposal}，正待复核",
                id=row["id"],
                officer_name=verbatim(one["officer_name"]),
                proposal=PROPOSAL_NAMES[one["what"]],
            ),
            rule=say("一件审批同时只有一项提请"),
            next=say("请先撤回自己的提请") if mine else say("请先同意或退回这项提请"),
        )


def drop_review(work: Work, approval: int, why: str) -> str:
    """The approval has changed under a waiting proposal: it is void, and its proposer will read why. Words for the
    result.
    """
    one = reviews.waiting(work.db, approval)
    if one is None:
        return ""
    reviews.end(work.db, one["id"], ReviewState.DROPPED, work.now, work.actor.staff, why)
    work.facts.setdefault("proposals_dropped", []).append(f"A-{approval}")
    work.touch(f"approval:{approval}")
    return say(
        "；{officer_name} 的提请（{proposal}）随之失效",
        officer_name=verbatim(one["officer_name"]),
        proposal=PROPOSAL_NAMES[one["what"]],
    )


def drop_reviews(work: Work, case_id: int, why: str) -> None:
    """The whole case has changed: whatever waits on its approvals is void."""
    for approval in reviews.waiting_in(work.db, case_id):
        drop_review(work, approval, why)
