"""How a case ends at the window without an approval: no permit needed, not competent, refused, corrected, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.acts.approval.countersigning import drop_reviews
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.receiving import take_receipt
from counter.acts.case.step import Step, editable, name_of, noted, step
from counter.acts.paper.sealing import Body, bodies_of
from counter.acts.paper.wording import case as wording
from counter.acts.paper.wording.notice import against_content
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, say, verbatim
from counter.rules.approval import ApprovalState, RoundState
from counter.rules.case import AT_INTAKE, CASE_STEP_NAMES, CaseState
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.turning_away import said_late, speaks_of_missing_documents
from counter.store import approvals, cases, driver


@dataclass(frozen=True, slots=True)
class Told:
    """One of the outcomes that end in a written paper for the applicant."""

    case: str
    id: int
    state: str
    paper: str
    said: str
    papers: tuple[str, ...]
    """One of each department that decided; `paper` is the first."""

    def __str__(self) -> str:
        return say("{case} {said}，文书 {paper}", case=self.case, said=self.said, paper=listed(self.papers))


# -- not ours ----------------------------------------------------------------------------------------------------------


@act("case.no-permit-needed", by=AT_THE_COUNTER, argument="case")
def no_permit_needed(work: Work, case: str, reason: str, version: int | None = None) -> Told:
    """Article 32(1): what is applied for needs no permit; said at once and in writing."""
    _refuse_missing_documents(case, reason)
    return _end(
        work,
        case,
        version,
        CaseState.NO_PERMIT_NEEDED,
        say("申请事项依法不需要办理：{reason}", reason=verbatim(_reason(reason))),
        say("已告知无需许可"),
    )


@act("case.not-competent", by=AT_THE_COUNTER, argument="case")
def not_competent(
    work: Work, case: str, competent: str, reason: str = "", late: str = "", version: int | None = None
) -> Told:
    """Article 32(2): not this hall's competence; refused at once, naming who is competent. After the day of receipt
    `late` says why it was not said at once.
    """
    _refuse_missing_documents(case, reason)
    who = clean_text(competent, what=say("有权机关"), limit=100, empty=False)
    more = clean_text(reason, what=say("理由"), limit=500)
    why_late = clean_text(late, what=say("没有当场说明的原因"), limit=200)
    row = editable(work, case, version)
    if not why_late and said_late(date.fromisoformat(row["received_on"]) if row["received_on"] else None, work.today):
        raise Refusal(
            "case.not-said-at-once",
            say("{name} 是 {day} 收件的，今天才说不属于本机关", name=name_of(row), day=row["received_on"]),
            rule=say("行政许可法第三十二条：不属于本机关职权的，应当即时作出不予受理的决定"),
            next=Next.by(
                "case.not-competent",
                say("请写明为什么没有当场说明"),
                case=case,
                competent=competent,
                late=None,
            ),
        )
    if why_late:
        noted(work, row, say("未即时告知的原因"), "", why_late)
        version = None
    words = say(
        "申请事项不属于本大厅进驻部门的职权范围，请向{who}申请{more}",
        who=verbatim(who),
        more=(say("。{more}", more=more) if more else ""),
    )
    return _end(
        work,
        case,
        version,
        CaseState.NOT_COMPETENT,
        words,
        say("不予受理，有权机关是{who}", who=verbatim(who)),
    )


@act("case.refuse", by=AT_THE_COUNTER, argument="case")
def refuse(work: Work, case: str, reason: str, competent: str = "", late: str = "", version: int | None = None) -> Told:
    """Refuse to take a case in: only for another body's competence, which is named. Papers that are missing are told
    once; what needs no permit has its own act.
    """
    if competent:
        return not_competent(work, case, competent, reason, late, version)
    _refuse_missing_documents(case, reason)
    raise Refusal(
        "case.no-ground-to-refuse",
        say("没有写明由哪个机关办理，这样不能不予受理"),
        rule=say("行政许可法第三十二条：不予受理只因不属于本机关职权；不需要许可的即时告知；其余应当告知补正或者受理"),
        next=Next.by("case.not-competent", say("请写明有权机关；不需要许可的用“无需许可”"), case=case, competent=None),
    )


def _refuse_missing_documents(case: str, reason: str) -> None:
    if speaks_of_missing_documents(reason):
        raise Refusal(
            "case.missing-papers-no-ground",
            say("材料不齐不是不予受理的理由"),
            rule=say("行政许可法第三十二条第一款第四项：材料不齐全的，当场或者五日内一次告知需要补正的全部内容"),
            next=Next.by("case.notify", say("请一次性告知要补什么"), case=case),
        )


def _reason(reason: str) -> str:
    return clean_text(reason, what=say("理由"), limit=500, empty=False)


def _end(work: Work, case: str, version: int | None, state: str, reason: str, said: str) -> Told:
    return end_in_writing(work, editable(work, case, version), state, reason, said, form=state)[0]


def end_in_writing(
    work: Work,
    row: driver.Row,
    state: str,
    reason: str,
    said: str,
    *,
    form: str,
    content: Callable[[Work, driver.Row, Body], dict[str, Any]] | None = None,
) -> tuple[Told, driver.Row]:
    """End a case that is not taken in, with its receipt number, its reason and a written decision of each department
    (`form` of the table; `content` where it says more).
    """
    received = take_receipt(work, row)
    bodies = bodies_of(work, row)
    remedies = against_content(bodies)
    values = received | {"state": state, "outcome": state, "reason": reason, "remedies": remedies}
    row = noted(work, row, said, CASE_STEP_NAMES[row["state"]], CASE_STEP_NAMES[state], **values)
    cases.give_back(work.db, row["id"])
    cases.close_rounds(work.db, row["id"], RoundState.STOPPED)
    notices = tuple(
        issue_notice(
            work,
            NoticeKind.NON_ACCEPTANCE,
            content(work, row, body)
            if content is not None
            else wording.not_accepted_content(work, row, form, reason, body),
            case_id=row["id"],
        )
        for body in bodies
    )
    work.facts.update(receipt_number=row["receipt_number"], outcome=state)
    return Told(row["receipt_number"], row["id"], state, notices[0], said, notices), row


@act("case.correct", by=AT_THE_COUNTER, argument="case")
def correct(work: Work, case: str, what: str, before: str, after: str, version: int | None = None) -> Step:
    """Article 32(3): an error that can be put right on the spot is put right, and the case goes on."""
    row = editable(work, case, version)
    cleaned = [
        clean_text(text, what=name, limit=300)
        for text, name in ((what, say("更正内容")), (before, say("原内容")), (after, say("更正后")))
    ]
    row = noted(work, row, say("当场更正 {cleaned}", cleaned=verbatim(cleaned[0])), cleaned[1], cleaned[2])
    work.facts.update(corrected=True)
    return step(work, row, say("{cleaned} 已当场更正", cleaned=verbatim(cleaned[0])))


@act("case.withdraw", by=AT_THE_COUNTER, argument="case")
def withdraw(work: Work, case: str, reason: str, version: int | None = None) -> Step:
    """The applicant takes the application back; originals go back, open approvals end, decided ones stand."""
    row = cases.find(work.db, case)
    if row["state"] not in (*AT_INTAKE, CaseState.ACCEPTED):
        raise Refusal(
            "case.already-cannot-withdrawn",
            say("{name} 已经{case_step}，不能撤回", name=name_of(row), case_step=CASE_STEP_NAMES[row["state"]]),
            rule=say("作出决定前可以撤回申请"),
            next=say("请查看办件进度"),
        )
    if version is not None and version != row["version"]:
        editable(work, case, version)
    reason = _reason(reason)
    done = end_as_withdrawn(work, row, reason)
    after = cases.get(work.db, row["id"])
    if after["receipt_number"]:
        ends = [one["state"] for one in approvals.of_case(work.db, row["id"])]
        content = wording.withdrawal_content(
            work, after, reason, ends.count(ApprovalState.WITHDRAWN), ends.count(ApprovalState.DECIDED)
        )
        issue_notice(work, NoticeKind.WITHDRAWAL, content, case_id=row["id"])
    return done


def end_as_withdrawn(work: Work, row: driver.Row, reason: str, *, words: str = "") -> Step:
    """Withdraw a case at its applicant's wish (or because there is no applicant any more, as `words` say): what is
    undecided ends, what is decided stands and is served all the same.
    """
    from counter.acts.approval.fan_out import join

    drop_reviews(work, row["id"], say("申请已撤回"))
    approvals.stop(
        work.db,
        [one["id"] for one in approvals.of_case(work.db, row["id"])],
        work.today.isoformat(),
        work.now,
        words or say("（申请已撤回）"),
    )
    closed = cases.withdraw_approvals(work.db, row["id"])
    cases.close_rounds(work.db, row["id"], RoundState.STOPPED)
    if any(one["state"] == ApprovalState.DECIDED for one in approvals.states(work.db, row["id"])):
        noted(work, row, say("撤回未决事项"), CASE_STEP_NAMES[row["state"]], reason)
        join(work, row["id"])
        row = cases.get(work.db, row["id"])
        work.facts.update(approvals=closed)
        said = say("未决的 {n} 个事项已撤回，已决定的照常送达", n=closed)
        return Step(name_of(row), row["id"], row["version"], row["state"], said)
    row = noted(
        work,
        row,
        say("撤回"),
        CASE_STEP_NAMES[row["state"]],
        reason,
        state=CaseState.WITHDRAWN,
        outcome=CaseState.WITHDRAWN,
        reason=reason,
    )
    cases.give_back(work.db, row["id"])
    work.facts.update(approvals=closed)
    return Step(
        name_of(row),
        row["id"],
        row["version"],
        CaseState.WITHDRAWN,
        say("已撤回，原件退还申请人，{n} 个审批停止", n=closed),
    )
