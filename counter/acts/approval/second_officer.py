"""Four eyes at two screens: one officer of a desk proposes, a second one of the same desk agrees or returns it with
words.

What needs two (a check of substance by article 34, taking a decision back, an extension) may also be signed for at one
terminal (acts/cosign.py). A proposal decides nothing: the clock runs on, everybody else sees the approval as it was.
What changes under it (a pause, a round, a paper brought, a recall) makes it void, and its proposer reads why.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.assigning import only_mine
from counter.acts.approval.countersigning import no_review_waits
from counter.acts.approval.desk_list import AT_A_DESK, ApprovalLine, Glance, as_worked_on, line, own, undecided
from counter.acts.approval.recalls import may_recall, recalled
from counter.acts.approval.revoking import deregistered, revoked, to_deregister, to_revoke
from counter.acts.approval.settling import may_settle, settle
from counter.acts.approval.timing import approving_head, may_extend, prolong
from counter.acts.case.untruth import refused_false, to_refuse_false
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import mark, say, verbatim
from counter.rules.approval import PROPOSAL_NAMES, REVIEW_STATE_NAMES, Proposal, ReviewState
from counter.rules.endings import CLOSING_NAMES, GROUND_NAMES, Closing, Ground
from counter.rules.identity import clean_text
from counter.store import approvals, driver, in_hand, reviews

TWO = mark("决定由本台两名人员共同作出")
OF_DECIDED = (Proposal.RECALL, Proposal.REVOKE, Proposal.DEREGISTER)
"""What is proposed of a decision that was made."""
TAKES_A_STATEMENT = (Proposal.UNTRUE, Proposal.REVOKE, Proposal.DEREGISTER)
"""What is decided only after whoever it concerns was heard."""


@dataclass(frozen=True, slots=True)
class Review:
    """A proposal and how it stands. `at` is UTC ms, `when` the same as local words; `words` say why it was returned or
    void.

    `mine`: the actor proposed it. `line` is the approval with its clock as it runs on.
    """

    id: int
    approval: str
    what: str
    proposed: str
    reasons: str
    days: int | None
    officer: str
    officer_name: str
    at: int
    when: str
    state: str
    state_words: str
    ended_by: str
    words: str
    mine: bool
    line: ApprovalLine
    ground: str = ""
    statement: str = ""
    """On what ground of the law, and what whoever it concerns said to it; where the proposal takes these."""

    def __str__(self) -> str:
        days = say(" {days} 个工作日", days=self.days) if self.days else ""
        head = say(
            "{approval} {case} {item_name}：{officer_name} {when} 提请{proposed}{days}，{state_words}",
            approval=self.approval,
            case=self.line.case,
            item_name=self.line.item_name,
            officer_name=verbatim(self.officer_name),
            when=self.when,
            proposed=self.proposed,
            days=days,
            state_words=self.state_words,
        )
        why = say("；理由：{reasons}", reasons=verbatim(self.reasons)) if self.reasons else ""
        left = say("；{left}", left=self.line.left) if self.line.left else ""
        return (
            head
            + (say("（{ended_by}：{words}）", ended_by=self.ended_by, words=self.words) if self.words else "")
            + why
            + left
        )


def _shown(look: Look | Work, row: driver.Row, glance: Glance) -> Review:
    return Review(
        row["id"],
        f"A-{row['approval']}",
        row["what"],
        PROPOSAL_NAMES[row["what"]],
        row["reasons"],
        row["days"],
        row["officer"],
        row["officer_name"],
        row["at"],
        f"{look.hall.local(row['at']):%m-%d %H:%M}",
        row["state"],
        REVIEW_STATE_NAMES[row["state"]],
        row["ended_by_name"] or "",
        row["words"],
        row["officer"] == look.actor.staff,
        as_worked_on(
            look,
            line(look, approvals.find(look.db, row["approval"]), glance),
            in_hand.of_approval(look.db, row["approval"], look.actor.staff),
        ),
        _ground(row),
        row["statement"],
    )


def _ground(row: driver.Row) -> str:
    if row["what"] == Proposal.REVOKE:
        return GROUND_NAMES[Ground(row["ground"])]
    return CLOSING_NAMES[Closing(row["ground"])] if row["what"] == Proposal.DEREGISTER else ""


@query("approval.reviews", by=AT_A_DESK)
def listed(look: Look, approval: str = "") -> tuple[Review, ...]:
    """What waits for a second officer at one's own desk, and what came back to oneself; of one approval, all there ever
    was.
    """
    glance, desk = Glance(look), look.actor.desk or ""
    if not approval:
        return tuple(_shown(look, row, glance) for row in reviews.at_desk(look.db, desk, look.actor.staff))
    row = own(look, approval)
    if row["desk"] != desk:  # reach lets in who only gave an opinion on it once
        return ()
    look.log(case=row["case_id"], person=row["person"])
    return tuple(_shown(look, one, glance) for one in reviews.of_approval(look.db, row["id"]))


@act("approval.propose", by=AT_A_DESK, argument="approval", undo="approval.unpropose")
def propose(
    work: Work,
    approval: str,
    grant: bool = False,
    tolerance: bool = False,
    refuse: bool = False,
    recall: bool = False,
    extend: int = 0,
    reasons: str = "",
    remedies: str = "",
    version: int = 0,
    untrue: bool = False,
    revoke: Ground | None = None,
    deregister: Closing | None = None,
    statement: str = "",
) -> Review:
    """Propose a decision, its recall, an extension (working days), or the end of a served permit on a ground of the law
    to the desk's other officers. Nothing is decided by it. `statement`: what whoever it concerns said when told.

    Refused where the decision itself would be, so that no second officer reads what can't be done.
    """
    chosen = [
        what
        for what, given in (
            (Proposal.GRANT, grant),
            (Proposal.GRANT_TOLERANCE, tolerance),
            (Proposal.REFUSE, refuse),
            (Proposal.RECALL, recall),
            (Proposal.EXTEND, extend),
            (Proposal.UNTRUE, untrue),
            (Proposal.REVOKE, revoke),
            (Proposal.DEREGISTER, deregister),
        )
        if given
    ]
    if len(chosen) != 1:
        raise Refusal(
            "approval.what-proposed-not-said",
            say("没有说明提请什么"),
            rule=say("一次提请一项"),
            next=say("请选择其中一种"),
        )
    what = chosen[0]
    row = own(work, approval) if what in OF_DECIDED else undecided(work, approval, version)
    _same_desk(work, row)
    if what not in OF_DECIDED:
        only_mine(work, row)
    if not reviews.officers(work.db, row["desk"]) - {work.actor.staff}:
        raise Refusal(
            "approval.desk-no-second-officer", say("本台没有第二名审批人员"), rule=TWO, next=say("请管理员登记")
        )
    if what == Proposal.RECALL:
        reasons = may_recall(work, row, reasons)
    elif what == Proposal.EXTEND:
        reasons = may_extend(work, row, extend, reasons)
    elif what == Proposal.UNTRUE:
        reasons, statement = to_refuse_false(work, row, reasons, statement)
    elif revoke is not None:
        no_review_waits(work, row)
        reasons, statement = to_revoke(work, row, reasons, statement)
    elif deregister is not None:
        no_review_waits(work, row)
        reasons, statement = to_deregister(work, row, deregister, reasons, statement)
    else:
        reasons, remedies = may_settle(work, row, what, reasons, remedies)
    reviews.put_away(work.db, row["id"], work.actor.staff, work.now)
    made = reviews.propose(
        work.db,
        row["id"],
        what=what,
        reasons=reasons,
        remedies=remedies if what == Proposal.REFUSE else "",
        days=extend or None,
        ground=revoke or deregister or "",
        statement=statement if what in TAKES_A_STATEMENT else "",
        officer=work.actor.staff,
        at=work.now,
        business_date=work.today.isoformat(),
    )
    work.about(f"approval:{row['id']}", review=made, proposed=what, **({"proposed_days": extend} if extend else {}))
    return _shown(work, _newest(work, row), Glance(work))


@dataclass(frozen=True, slots=True)
class Agreed:
    """What two officers decided: who proposed it, who agreed, and what it set in motion in words."""

    approval: str
    case: str
    item_name: str
    what: str
    officer: str
    second: str
    said: str

    def __str__(self) -> str:
        return say(
            "{said}（{officer}提请，{second}同意）",
            said=self.said,
            officer=verbatim(self.officer),
            second=verbatim(self.second),
        )


@act("approval.agree", by=AT_A_DESK, argument="approval")
def agree(work: Work, approval: str, review: int = 0) -> Agreed:
    """Agree to a colleague's proposal: the decision takes effect with today's date, both are named.

    `review` is the id of the proposal that was read; another one that has taken its place is not agreed to.
    """
    row = own(work, approval)
    one = _waiting(work, row, review)
    if one["officer"] == work.actor.staff:
        raise Refusal(
            "approval.nobody-reviews-their-own",
            say("自己的提请不能自己复核"),
            rule=TWO,
            next=say("请本台另一名人员复核，或撤回提请"),
        )
    if one["officer"] not in reviews.officers(work.db, row["desk"]):
        raise Refusal(
            "approval.proposed-no-longer-desk",
            say("提请人 {officer_name} 已不在本台", officer_name=verbatim(one["officer_name"])),
            rule=TWO,
            next=say("请退回，由在岗人员重新提请"),
        )
    reviews.end(work.db, one["id"], ReviewState.AGREED, work.now, work.actor.staff, read=True)
    if one["what"] == Proposal.RECALL:
        result: object = recalled(
            work, row, may_recall(work, row, one["reasons"]), work.actor.staff, officer=one["officer"]
        )
    elif one["what"] == "extend":
        row = undecided(work, approval, 0)
        head = approving_head(work, row, work.actor.staff, one["officer"])
        result = prolong(work, row, one["days"], may_extend(work, row, one["days"], one["reasons"]), head)
    elif one["what"] in TAKES_A_STATEMENT:
        result = _agreed_on_law(work, row, one)
    else:
        row = undecided(work, approval, 0)
        result = settle(
            work, row, one["what"], one["reasons"], one["remedies"], work.actor.staff, officer=one["officer"]
        )
    work.facts.update(review=one["id"], proposed_by=one["officer"])
    return Agreed(
        f"A-{row['id']}",
        row["receipt_number"],
        row["item_name"],
        one["what"],
        one["officer_name"],
        work.actor.name,
        str(result),
    )


def _agreed_on_law(work: Work, row: driver.Row, one: driver.Row) -> object:
    """False material refused, or a served permit ended, as one officer proposed it and the actor agrees."""
    reasons, statement, first, second = one["reasons"], one["statement"], one["officer"], work.actor.staff
    if one["what"] == Proposal.UNTRUE:
        row = undecided(work, row["id"], 0)
        to_refuse_false(work, row, reasons, statement)
        return refused_false(work, row, reasons, statement, verbatim(one["officer_name"]), first, second)
    if one["what"] == Proposal.REVOKE:
        to_revoke(work, row, reasons, statement)
        return revoked(work, row, Ground(one["ground"]), reasons, statement, first, second)
    ground = Closing(one["ground"])
    to_deregister(work, row, ground, reasons, statement)
    return deregistered(work, row, ground, reasons, statement, first, second)


@act("approval.return", by=AT_A_DESK, argument="approval")
def send_back(work: Work, approval: str, words: str, review: int = 0) -> Review:
    """Return a colleague's proposal with words; they find it at their desk and may propose anew."""
    row = own(work, approval)
    one = _waiting(work, row, review)
    if one["officer"] == work.actor.staff:
        raise Refusal(
            "approval.nobody-returns-their-own", say("自己的提请不能自己退回"), rule=TWO, next=say("不再提请的，请撤回")
        )
    words = clean_text(words, what=say("退回意见"), limit=500, lines=True, empty=False)
    reviews.end(work.db, one["id"], ReviewState.RETURNED, work.now, work.actor.staff, words)
    work.about(f"approval:{row['id']}", review=one["id"])
    return _shown(work, _newest(work, row), Glance(work))


@act("approval.unpropose", by=AT_A_DESK, argument="approval")
def unpropose(work: Work, approval: str) -> Review:
    """Withdraw one's own proposal; one that was returned or has become void is put away by this when it
    has been read.
    """
    row = own(work, approval)
    one = reviews.waiting(work.db, row["id"])
    if one is not None:
        if one["officer"] != work.actor.staff:
            raise Refusal(
                "approval.proposal-on-that-of",
                say("A-{id} 的提请是 {officer_name} 的", id=row["id"], officer_name=verbatim(one["officer_name"])),
                rule=say("只有提请人自己撤回"),
                next=say("请同意，或写明意见退回"),
            )
        reviews.end(work.db, one["id"], ReviewState.WITHDRAWN, work.now, work.actor.staff, read=True)
    elif not reviews.put_away(work.db, row["id"], work.actor.staff, work.now):
        raise _gone(work, row)
    found = _newest(work, row)
    work.about(f"approval:{row['id']}", review=found["id"])
    return _shown(work, found, Glance(work))


def _same_desk(work: Work, row: driver.Row) -> None:
    if work.actor.desk != row["desk"]:
        raise Refusal(
            "approval.not-approval-desk",
            say("A-{id} 不是本台的审批", id=row["id"]),
            rule=TWO,
            next=say("请由本台人员办理"),
        )


def _newest(work: Work, row: driver.Row) -> driver.Row:
    found = reviews.newest(work.db, row["id"])
    assert found is not None
    return found


def _waiting(work: Work, row: driver.Row, review: int) -> driver.Row:
    """The proposal that waits on an approval of the actor's own desk, and is the one that was read. Raises Refusal."""
    _same_desk(work, row)
    one = reviews.waiting(work.db, row["id"])
    if one is None:
        raise _gone(work, row)
    if review and review != one["id"]:
        raise Refusal(
            "approval.proposal-just-changed-now",
            say(
                "A-{id} 的提请刚换过：{officer_name} 现在提请{proposal}",
                id=row["id"],
                officer_name=verbatim(one["officer_name"]),
                proposal=PROPOSAL_NAMES[one["what"]],
            ),
            rule=say("只同意看过的提请"),
            next=say("请看清现在的提请再办"),
        )
    return one


def _gone(work: Work, row: driver.Row) -> Refusal:
    """Nothing waits (any more): say how the last proposal ended, by whom and when."""
    name, last = f"A-{row['id']}", reviews.newest(work.db, row["id"])
    if last is None:
        return Refusal(
            "approval.no-proposal", say("{name} 没有提请", name=name), rule=say("先由一名人员提请，再由另一名复核")
        )
    when = f"{work.hall.local(last['ended_at']):%m-%d %H:%M}"
    how = {ReviewState.AGREED: say("同意"), ReviewState.RETURNED: say("退回"), ReviewState.WITHDRAWN: say("撤回")}.get(
        last["state"]
    )
    said = (
        say("已由 {ended_by_name} 于 {when} {how}", ended_by_name=verbatim(last["ended_by_name"]), when=when, how=how)
        if how
        else say("已于 {when} 失效：{words}", when=when, words=last["words"])
    )
    return Refusal(
        "approval.proposal-not-open",
        say("{name} 的提请（{proposal}）{said}", name=name, proposal=PROPOSAL_NAMES[last["what"]], said=said),
        rule=say("一项提请只处理一次"),
        next=say("请按最新情况办理"),
    )
