"""Accepting a case (受理): every approval to its desk, dates from rules, papers to the printer, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.case import full_set
from counter.acts.case.barring import refuse_barred
from counter.acts.case.documents import refuse_unallowed
from counter.acts.case.full_set import FullSet
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.receiving import receipt_columns
from counter.acts.case.step import editable, name_of, noted
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_notices, next_numbers
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, say
from counter.rules.approval import RoundState
from counter.rules.case import CASE_STEP_NAMES, CaseState
from counter.rules.documents import Cause
from counter.rules.notice import NoticeKind
from counter.store import cases, catalogue_writing, driver


@dataclass(frozen=True, slots=True)
class Accepted:
    """The full set is there and every desk has its part."""

    case: str
    id: int
    acceptance_number: str
    accepted_on: date
    legal_on: date | None
    promised_on: date | None
    approvals: int
    parallel_days: int | None
    serial_days: int | None
    needed: int
    needed_alone: int
    slips: tuple[str, ...]
    papers: tuple[str, ...]
    provisional: bool = False

    def __str__(self) -> str:
        mark = say("（暂定）") if self.provisional else ""
        promise = (
            say("承诺 {promised_on} 前办结{mark}", promised_on=self.promised_on, mark=mark)
            if self.promised_on
            else say("办结日期另行通知")
        )
        saved = ""
        if self.parallel_days and self.serial_days and self.parallel_days < self.serial_days:
            saved = say(
                "（并联 {parallel_days} 个工作日，逐个办要 {serial_days} 个）",
                parallel_days=self.parallel_days,
                serial_days=self.serial_days,
            )
        return say(
            "已受理 {acceptance_number}（收件 {case}），{approvals} 个审批已送各台，{promise}{saved}",
            acceptance_number=self.acceptance_number,
            case=self.case,
            approvals=self.approvals,
            promise=promise,
            saved=saved,
        )


@act("case.accept", by=AT_THE_COUNTER, argument="case")
def accept(work: Work, case: str, version: int | None = None) -> Accepted:
    """Accept a case: all approvals open in parallel, slips go out, the acceptance paper prints. Refused while
    incomplete.
    """
    row = editable(work, case, version)
    full = full_set.read(work, row)
    _refuse_withdrawn_items(work, full)
    refuse_barred(
        work,
        row,
        [item.code for item in full.items],
        "case.applicant-barred",
        Next.by("case.refuse-barred", say("请书面不予受理，或去掉这个事项"), case=case),
    )
    _refuse_incomplete(work, full)
    refuse_unallowed(work, full)
    return accept_from(work, row, full, _accepted_on(work, row))


def _accepted_on(work: Work, row: driver.Row) -> date:
    """An official's act is of its day; what a citizen handed in after hours has come on the next working day, and is
    not accepted before it.
    """
    came = row["complete_on"] or row["received_on"]
    return max(work.today, date.fromisoformat(came)) if came else full_set.start_day(work)


def _refuse_withdrawn_items(work: Work, full: FullSet) -> None:
    gone = cases.withdrawn_items(work.db, full.case["id"], work.today.isoformat())
    if gone:
        names = listed(item.name for item in full.items if item.code in gone)
        raise Refusal(
            "case.items-no-longer-accepted",
            say("事项已停止受理：{names}", names=names),
            rule=say("只受理目录中现行有效的事项"),
            next=say("请改情形或去掉该事项，并向申请人说明"),
        )


def _refuse_incomplete(work: Work, full: FullSet) -> None:
    if full.unanswered:
        raise Refusal(
            "case.situations-not-answered",
            say("还有情形没有回答：{question}", question=full.unanswered[0].question),
            rule=say("情形决定事项和材料"),
            next=say("请先回答全部情形"),
        )
    if not full.lacks:
        return
    if parts := [full.words(lack) for lack in full.lacks if lack.part]:
        raise Refusal(
            "case.person-still-to-be-named",
            say("还没有登记{parts}", parts=listed(parts)),
            rule=say("民法典第十八条至第二十三条、第六十一条：未成年人由监护人代理，单位由法定代表人代表"),
            next=Next.by("case.applicant", say("请在申请人一栏补登记"), case=full.case["receipt_number"]),
        )
    names = [full.words(lack) for lack in full.lacks if not lack.field]
    if fields := [lack.field for lack in full.lacks if lack.field]:
        more = say(" 等 {count} 栏", count=len(fields)) if len(fields) > 5 else ""
        names.insert(0, say("表单没有填好（{fields}{more}）", fields=listed(fields[:5]), more=more))
    shown = listed(names[:5]) + (say(" 等 {count} 项", count=len(names)) if len(names) > 5 else "")
    raise Refusal(
        "case.papers-still-missing",
        say("材料还不齐：{shown}", shown=shown),
        rule=say("行政许可法第三十二条：申请材料齐全、符合法定形式的应当受理"),
        next=say("请收齐、填好，或逐份写明容缺、承诺、免提交；都不行就一次性告知补正"),
    )


def accept_from(work: Work, row: driver.Row, full: FullSet, on: date, *, deemed: bool = False) -> Accepted:
    """Accept a case as of a day; a draft is received in the same breath.

    Also what the clocks call when nobody answered within five days.
    """
    from counter.acts.approval.fan_out import fan_out
    from counter.acts.delivery.handover import send_slips

    made = fan_out(work, full, on)
    tolerated = [w for w in full.wanted if full.cause(w.document) is Cause.TOLERATED]
    draft = row["state"] == CaseState.DRAFT
    new = next_numbers(
        work, receipt=int(draft), acceptance=1, slip=len(set(made.desks.values())), paper=3 if tolerated else 2
    )
    received = receipt_columns(work, row, new["receipt"][0], on) if draft else {}
    number, before = new["acceptance"][0], CASE_STEP_NAMES[received.get("state", row["state"])]
    row = noted(
        work,
        row,
        say("受理"),
        before,
        number,
        **received
        | made.columns
        | {
            "state": CaseState.ACCEPTED,
            "acceptance_number": number,
            "accepted_on": on.isoformat(),
            "deemed": int(deemed),
            "outcome": CaseState.ACCEPTED,
            "needed": full.needed,
            "needed_alone": full.needed_alone,
        },
    )
    cases.close_rounds(work.db, row["id"], RoundState.TAKEN_BACK)
    slips = send_slips(work, full, made.desks, new["slip"])
    catalogue_writing.note_use(work.db, made.desks)
    notices = [
        (NoticeKind.TRANSFER, wording.transfer_content(work, row, slips), 1),
        (NoticeKind.ACCEPTANCE, wording.acceptance_content(work, row, full, made.promised), 1),
        *([(NoticeKind.TOLERANCE, wording.tolerance_content(work, row, full, tolerated), 2)] if tolerated else []),
    ]
    issue_notices(work, new["paper"], notices, case_id=row["id"])
    work.facts.update(
        receipt_number=row["receipt_number"], acceptance_number=number, approvals=len(made.desks), deemed=deemed
    )
    return Accepted(
        row["receipt_number"],
        row["id"],
        number,
        on,
        _day(row["legal_on"]),
        _day(row["promised_on"]),
        len(made.desks),
        row["parallel_days"],
        row["serial_days"],
        full.needed,
        full.needed_alone,
        tuple(new["slip"]),
        tuple(new["paper"]),
        bool(row["provisional"]),
    )


def accept_as_received(work: Work, case_id: int) -> Accepted:
    """Article 32(4): nobody told anything within five days, so the case counts as accepted from the day of receipt;
    told in time, supplemented in full and then left lying, from the day on which the supplement was complete.
    """
    row = cases.get(work.db, case_id)
    if row["state"] != CaseState.RECEIVED:
        raise Refusal(
            "case.not-received-state", say("{name} 不在收件状态", name=name_of(row)), rule=say("逾期未告知才视为受理")
        )
    full = full_set.read(work, row)
    return accept_from(work, row, full, date.fromisoformat(row["complete_on"] or row["received_on"]), deemed=True)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
