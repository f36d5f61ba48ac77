"""An approver decides: one approval, or many of one kind at once.

That a desk reaches its own approvals only is held by hall/reach, before any of this runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.assigning import only_mine
from counter.acts.approval.countersigning import signed
from counter.acts.approval.desk_list import AT_A_DESK, ApprovalLine, line, undecided
from counter.acts.approval.settling import Decided, may_settle, settle
from counter.acts.delivery.handover import sign_slips
from counter.errors import Refusal
from counter.hall.act import Look, Work, act
from counter.phrases.said import say, verbatim
from counter.rules.approval import OUTCOME_NAMES, Outcome
from counter.rules.secret import NO_SECRET, Secret
from counter.store import approvals, driver, staff

MOST_AT_ONCE = 200
"""Approvals one batch may decide."""


@act("approval.receive", by=AT_A_DESK, argument="approval")
def receive(work: Work, approval: str) -> ApprovalLine:
    """Sign for the file of an approval at one's own desk."""
    row = undecided(work, approval, 0)
    may_receive(work, row)
    sign_slips(work, row["case_id"], row["desk"])
    approvals.change(work.db, row["id"], received_at=work.now, received_by=work.actor.staff)
    work.about(f"approval:{row['id']}")
    work.touch(f"case:{row['case_id']}")
    return line(work, approvals.find(work.db, row["id"]))


def may_receive(look: Look | Work, row: driver.Row) -> None:
    """Papers are signed for once. Raises Refusal."""
    if row["received_at"] is not None:
        raise Refusal(
            "approval.was-signed-for-by",
            say(
                "A-{id} 已由 {received_by} 签收",
                id=row["id"],
                received_by=verbatim(staff.name(look.db, row["received_by"])),
            ),
            rule=say("一份材料只签收一次"),
            next=say("请直接办理"),
        )


@act("approval.decide", by=AT_A_DESK, argument="approval", undo="approval.recall")
def decide(
    work: Work,
    approval: str,
    grant: bool = False,
    tolerance: bool = False,
    refuse: bool = False,
    reasons: str = "",
    remedies: str = "",
    second: str = "",
    version: int = 0,
    second_password: Secret = NO_SECRET,
) -> Decided:
    """Decide an approval: grant, grant with tolerance, or refuse with reasons. A check of substance takes two officers.

    `second` signs with a password of their own in a live hall.
    """
    outcome = _which(grant, tolerance, refuse)
    row = undecided(work, approval, version)
    only_mine(work, row)
    may_settle(work, row, outcome, reasons, remedies)  # what can't be decided so asks nobody for a signature
    return settle(work, row, outcome, reasons, remedies, _second_officer(work, row, second, second_password))


@dataclass(frozen=True, slots=True)
class Batch:
    """Several like approvals decided at once."""

    outcome: str
    item_name: str
    decided: tuple[str, ...]
    closed: tuple[str, ...]

    def __str__(self) -> str:
        return say(
            "{item_name}：{count} 件{outcome}，其中 {closed} 件全部办结",
            item_name=self.item_name,
            count=len(self.decided),
            outcome=OUTCOME_NAMES[self.outcome],
            closed=len(self.closed),
        )


@act("approval.decide-batch", by=AT_A_DESK)
def decide_batch(
    work: Work,
    approvals: tuple[str, ...],
    grant: bool = False,
    tolerance: bool = False,
    refuse: bool = False,
    reasons: str = "",
    second: str = "",
    second_password: Secret = NO_SECRET,
    versions: tuple[int, ...] = (),
) -> Batch:
    """Decide like approvals (one item, all ready) in one stroke: all of them or none.

    `versions`, one for each, are those that were read before signing: what has changed since is not decided.
    """
    outcome = _which(grant, tolerance, refuse)
    if not 1 <= len(approvals) <= MOST_AT_ONCE:
        raise Refusal(
            "approval.chosen-once",
            say("一次选了 {count} 件", count=len(approvals)),
            rule=say("一次批量决定 1 到 {most_at_once} 件", most_at_once=MOST_AT_ONCE),
            next=say("请分批办理"),
        )
    if versions and len(versions) != len(approvals):
        raise Refusal(
            "approval.versions-not-for-each",
            say("审批和版本的个数不同"),
            rule=say("按看过的内容决定"),
            next=say("请逐件给出版本，或都不给"),
        )
    read = zip(approvals, versions or (0,) * len(approvals), strict=True)
    rows = [*{row["id"]: row for row in (undecided(work, one, version) for one, version in read)}.values()]
    for row in rows:
        only_mine(work, row)
        may_settle(work, row, outcome, reasons, "")
    if len({(row["item"], row["item_version"]) for row in rows}) > 1:
        raise Refusal(
            "approval.chosen-not-one-item",
            say("选中的不是同一个事项"),
            rule=say("只有同一事项的办件可以批量决定"),
            next=say("请只选同一事项"),
        )
    subject = f"approval:{rows[0]['id']}"
    officer = _second_officer(work, rows[0], second, second_password)
    done = [settle(work, row, outcome, reasons, "", officer) for row in rows]
    work.facts.clear()
    work.subject = ""
    work.about(subject, outcome=outcome, second=officer, approvals=[f"A-{row['id']}" for row in rows])
    work.touch(*(f"approval:{row['id']}" for row in rows))
    return Batch(
        outcome, rows[0]["item_name"], tuple(d.approval for d in done), tuple(d.case for d in done if d.closed)
    )


def _which(grant: bool, tolerance: bool, refuse: bool) -> str:
    if grant + tolerance + refuse != 1:
        raise Refusal(
            "approval.not-say-what-decision",
            say("没有说明决定是什么"),
            rule=say("决定只有准予、容缺准予、不予三种"),
            next=say("请选择其中一种"),
        )
    return Outcome.REFUSE if refuse else Outcome.GRANT_TOLERANCE if tolerance else Outcome.GRANT


def _second_officer(work: Work, row: driver.Row, second: str, password: Secret) -> str | None:
    if row["item_check"] != "substance" and not second:
        return None
    rule = say("行政许可法第三十四条：指派两名以上工作人员核查")
    if not second:
        raise Refusal(
            "approval.checked-substance-two-officers",
            say("“{item_name}”要核查实质内容，须两名审批人员", item_name=row["item_name"]),
            rule=rule,
            next=say("请第二名审批人员输入自己的工号签署"),
        )
    return signed(work, second, password, what=say("实质审查的决定"), rule=rule)
