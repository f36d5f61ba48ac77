"""A permit that was served is revoked or taken back by its department (articles 8, 69, 79), or its registration ends
(article 70): on a ground that the law names, after its holder was heard, by two officers, in writing with its remedies.

Before service a decision is recalled (approval.recall); after it the holder relies on it, and only these grounds hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.approval.countersigning import drop_review, signed
from counter.acts.approval.desk_list import AT_A_DESK, own
from counter.acts.case.barring import lay_bars
from counter.acts.case.step import noted
from counter.acts.paper.remedies import remedies_of
from counter.acts.paper.wording import revocation as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.approval import ApprovalState, Outcome
from counter.rules.endings import CLOSING_NAMES, GROUND_NAMES, Closing, Ground, tied_to_the_person
from counter.rules.identity import clean_text
from counter.rules.limits import PERMIT
from counter.rules.notice import NoticeKind
from counter.rules.secret import NO_SECRET, Secret
from counter.store import cases, catalogue, driver, endings, notices

CLOSING_RULE = mark("行政许可法第七十条：有法定情形的，应当依法办理注销手续")
RULE = mark("行政许可法第八条、第六十九条：已经生效的行政许可，只依法定情形撤销、撤回")


@dataclass(frozen=True, slots=True)
class Revoked:
    """A served permit that holds no more."""

    approval: str
    case: str
    item_name: str
    ground: str
    barred_until: date | None
    paper: str

    def __str__(self) -> str:
        bar = say("，到 {until} 为止不得再次申请", until=self.barred_until) if self.barred_until else ""
        return say(
            "{approval} {item_name}：{ground}{bar}，文书 {paper}",
            approval=self.approval,
            item_name=self.item_name,
            ground=GROUND_NAMES[self.ground],
            bar=bar,
            paper=self.paper,
        )


@act("approval.revoke", by=AT_A_DESK, argument="approval")
def revoke(
    work: Work,
    approval: str,
    ground: Ground,
    reason: str,
    statement: str,
    second: str,
    second_password: Secret = NO_SECRET,
) -> Revoked:
    """Revoke a permit that was granted and served, on a ground of article 69 (or take it back by article 8);
    `statement` is what its holder said when told, `second` signs too.
    """
    row = own(work, approval)
    reason, statement = to_revoke(work, row, reason, statement)
    officer = signed(work, second, second_password, what=say("撤销许可"), rule=say("撤销许可由两人签署"))
    return revoked(work, row, ground, reason, statement, work.actor.staff, officer)


def to_revoke(work: Work, row: driver.Row, reason: str, statement: str) -> tuple[str, str]:
    """Reason and statement as they will be kept, if the permit can be revoked just now. Raises Refusal."""
    may_revoke(work, row)
    return _said(reason, statement)


def _said(reason: str, statement: str) -> tuple[str, str]:
    return (
        clean_text(reason, what=say("事实和理由"), limit=1000, lines=True, empty=False),
        clean_text(statement, what=say("被许可人的陈述、申辩（放弃的写明放弃）"), limit=500, empty=False),
    )


def revoked(
    work: Work, row: driver.Row, ground: Ground, reason: str, statement: str, officer: str, second: str
) -> Revoked:
    """Write the revocation that two officers have signed."""
    drop_review(work, row["id"], say("许可已经撤销、撤回"))
    day = work.today.isoformat()
    endings.add_revocation(work.db, row["id"], ground, reason, statement, officer, second, day=day, at=work.now)
    item = catalogue.item(work.db, row["item"], version=row["item_version"])
    bars = lay_bars(work, row["person"], [item], "79", row["case_id"], row["id"]) if ground == Ground.DECEIT else []
    noted(
        work,
        cases.get(work.db, row["case_id"]),
        say("撤销、撤回许可 {item_name}", item_name=row["item_name"]),
        "",
        listed((GROUND_NAMES[ground], verbatim(reason)), "："),
    )
    remedies = remedies_of(work, [notices.matter(work.db, row["item"], row["item_version"])])
    content = wording.revocation_content(work, row, ground, reason, statement, bars, remedies)
    paper = issue_notice(work, NoticeKind.RESULT, content, case_id=row["case_id"], approval=row["id"])
    work.about(f"approval:{row['id']}", revoked=ground, second=second)
    work.touch(f"case:{row['case_id']}")
    until = bars[0][1] if bars else None
    return Revoked(f"A-{row['id']}", row["receipt_number"], row["item_name"], ground, until, paper)


@dataclass(frozen=True, slots=True)
class Deregistered:
    """A served permit whose registration has ended."""

    approval: str
    case: str
    item_name: str
    ground: str
    paper: str

    def __str__(self) -> str:
        return say(
            "{approval} {item_name} 已注销：{ground}，文书 {paper}",
            approval=self.approval,
            item_name=self.item_name,
            ground=CLOSING_NAMES[self.ground],
            paper=self.paper,
        )


@act("approval.deregister", by=AT_A_DESK, argument="approval")
def deregister(
    work: Work,
    approval: str,
    ground: Closing,
    reason: str,
    statement: str,
    second: str,
    second_password: Secret = NO_SECRET,
) -> Deregistered:
    """End the registration of a permit that was served, on a ground of article 70, in writing; `statement` is what its
    holder (next of kin, who winds up) said when told, `second` signs too.
    """
    row = own(work, approval)
    reason, statement = to_deregister(work, row, ground, reason, statement)
    officer = signed(work, second, second_password, what=say("注销许可"), rule=say("注销许可由两人签署"))
    return deregistered(work, row, ground, reason, statement, work.actor.staff, officer)


def to_deregister(work: Work, row: driver.Row, ground: Closing, reason: str, statement: str) -> tuple[str, str]:
    """Reason and statement as they will be kept, if the permit's registration can end so just now. Raises Refusal."""
    may_deregister(work, row)
    if ground == Closing.PERSON and not tied_to_the_person(
        catalogue.item(work.db, row["item"], version=row["item_version"]).guide
    ):
        raise Refusal(
            "approval.permit-not-of-one-person",
            say("“{item_name}”不是赋予公民特定资格的许可", item_name=row["item_name"]),
            rule=say("行政许可法第七十条第二项只适用于赋予公民特定资格的许可"),
            next=Next.by("approval.deregister", say("请选其他情形"), approval=f"A-{row['id']}", ground=None),
        )
    return _said(reason, statement)


def deregistered(
    work: Work, row: driver.Row, ground: Closing, reason: str, statement: str, officer: str, second: str
) -> Deregistered:
    """Write that the registration has ended, which two officers have signed."""
    drop_review(work, row["id"], say("许可已经注销"))
    endings.add_deregistration(
        work.db,
        row["id"],
        ground,
        reason,
        statement,
        officer,
        second,
        day=work.today.isoformat(),
        at=work.now,
    )
    noted(
        work,
        cases.get(work.db, row["case_id"]),
        say("注销许可 {item_name}", item_name=row["item_name"]),
        "",
        listed((CLOSING_NAMES[ground], verbatim(reason)), "："),
    )
    remedies = remedies_of(work, [notices.matter(work.db, row["item"], row["item_version"])])
    content = wording.deregistration_content(work, row, ground, reason, statement, remedies)
    paper = issue_notice(work, NoticeKind.RESULT, content, case_id=row["case_id"], approval=row["id"])
    work.about(f"approval:{row['id']}", deregistered=ground, second=second)
    work.touch(f"case:{row['case_id']}")
    return Deregistered(f"A-{row['id']}", row["receipt_number"], row["item_name"], ground, paper)


def may_deregister(work: Work | Look, row: driver.Row) -> None:
    """Whether a permit was granted and served whose registration can end just now. Raises Refusal."""
    _served_permit(work, row)
    if endings.deregistration(work.db, row["id"]) is not None:
        raise Refusal(
            "approval.deregistered-already",
            say("A-{id} 已经注销", id=row["id"]),
            rule=CLOSING_RULE,
            next=say("请看办件的经过"),
        )


def may_revoke(work: Work | Look, row: driver.Row) -> None:
    """Whether a permit was granted and served that can be revoked just now. Raises Refusal."""
    _served_permit(work, row)
    if endings.revocation(work.db, row["id"]) is not None:
        raise Refusal(
            "approval.revoked-already",
            say("{name} 已经撤销、撤回", name=f"A-{row['id']}"),
            rule=RULE,
            next=Next.by(
                "approval.deregister",
                say("请办理注销手续（第七十条第四项）"),
                approval=f"A-{row['id']}",
                ground=None,
                reason=None,
                statement=None,
                second=None,
            )
            if endings.deregistration(work.db, row["id"]) is None
            else say("请看办件的经过"),
        )


def _served_permit(work: Work | Look, row: driver.Row) -> None:
    name = f"A-{row['id']}"
    if catalogue.item(work.db, row["item"], version=row["item_version"]).type != PERMIT:
        raise Refusal(
            "approval.only-a-permit-is-revoked",
            say("“{item_name}”不是行政许可", item_name=row["item_name"]),
            rule=RULE,
            next=say("其他决定由部门依它自己的法律撤销、变更"),
        )
    if row["state"] != ApprovalState.DECIDED or row["outcome"] == Outcome.REFUSE:
        raise Refusal(
            "approval.nothing-granted-to-revoke",
            say("{name} 没有准予的许可", name=name),
            rule=RULE,
            next=say("请核对审批号"),
        )
    if row["delivered_on"] is None:
        raise Refusal(
            "approval.not-served-yet",
            say("{name} 还没有送达", name=name),
            rule=say("送达前的决定由两人撤回"),
            next=Next.by("approval.recall", say("请撤回决定"), approval=name, reason=None, second=None),
        )
