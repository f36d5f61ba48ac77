"""The five outcomes that article 32 knows, and no sixth: no permit needed, not our competence, put right on the spot,
told once what is missing, accepted. Also withdrawal, which is the applicant's own.

Acceptance is one transaction: numbers, all approvals, transfer slips and papers are there together or not at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from counter.acts.approval.countersigning import NeedsRelease, drop_reviews, released
from counter.acts.case import full_set
from counter.acts.case.documents import refuse_unallowed
from counter.acts.case.full_set import FullSet
from counter.acts.case.opening import AT_THE_COUNTER, receipt_columns, take_receipt
from counter.acts.case.step import Step, editable, name_of, noted, step
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_paper, issue_papers, next_numbers
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.approval import RoundState
from counter.rules.case import AT_INTAKE, CASE_STEP_NAMES, CaseState
from counter.rules.documents import FORM_NAMES, Cause
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.secret import NO_SECRET, Secret
from counter.store import approvals, cases, catalogue, driver, listing

REMEDIES = mark("可自收到本决定之日起六十日内申请行政复议，或六个月内向人民法院提起行政诉讼")
"""行政复议法（2023）第二十条，行政诉讼法第四十六条."""


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


@dataclass(frozen=True, slots=True)
class Told:
    """One of the outcomes that end in a written paper for the applicant."""

    case: str
    id: int
    state: str
    paper: str
    said: str

    def __str__(self) -> str:
        return say("{case} {said}，文书 {paper}", case=self.case, said=self.said, paper=self.paper)


# -- acceptance --------------------------------------------------------------------------------------------------------


@act("case.accept", by=AT_THE_COUNTER, argument="case")
def accept(work: Work, case: str, version: int | None = None) -> Accepted:
    """Accept a case: all approvals open in parallel, slips go out, the acceptance paper prints. Refused while
    incomplete.
    """
    row = editable(work, case, version)
    full = full_set.read(work, row)
    _refuse_withdrawn_items(work, full)
    _refuse_incomplete(work, full)
    refuse_unallowed(work, full)
    return accept_from(work, row, full, full_set.start_day(work))


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
    names = [full.words(lack) for lack in full.lacks]
    shown = listed(names[:5]) + (say(" 等 {count} 项", count=len(names)) if len(names) > 5 else "")
    raise Refusal(
        "case.papers-still-missing",
        say("材料还不齐：{shown}", shown=shown),
        rule=say("行政许可法第三十二条：申请材料齐全、符合法定形式的应当受理"),
        next=say("请收齐，或逐份写明容缺、承诺、免提交；都不行就一次性告知补正"),
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
    slips = send_slips(work, full, made.desks, new["slip"])
    catalogue.note_use(work.db, made.desks)
    papers = [
        (NoticeKind.TRANSFER, wording.transfer_content(work, row, slips), 1),
        (NoticeKind.ACCEPTANCE, wording.acceptance_content(work, row, full, made.promised), 1),
        *([(NoticeKind.TOLERANCE, wording.tolerance_content(work, row, full, tolerated), 2)] if tolerated else []),
    ]
    issue_papers(work, new["paper"], papers, case_id=row["id"])
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
    """Article 32(4): nobody told anything within five days, so the case counts as accepted from the day of receipt."""
    row = cases.get(work.db, case_id)
    if row["state"] != CaseState.RECEIVED:
        raise Refusal(
            "case.not-received-state", say("{name} 不在收件状态", name=name_of(row)), rule=say("逾期未告知才视为受理")
        )
    full = full_set.read(work, row)
    return accept_from(work, row, full, date.fromisoformat(row["received_on"]), deemed=True)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# -- told once ---------------------------------------------------------------------------------------------------------


UNFIT = mark("不符合要求，请更换")
"""What a notice says of a paper that lies there where nobody wrote more."""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a one-time notice would say if it were sent now."""

    case: str
    number: int
    points: tuple[str, ...]
    needs_supervisor: bool

    def __str__(self) -> str:
        return listed(
            (
                say("{case} 第 {number} 次告知草稿", case=self.case, number=self.number),
                *self.points,
                *([say("须值班主任签署")] if self.needs_supervisor else []),
            ),
            "\n",
        )


@act("case.draft-notice", by=AT_THE_COUNTER, argument="case")
def draft_notice(
    work: Work, case: str, documents: tuple[str, ...] = (), reason: str = "", version: int | None = None
) -> NoticeDraft:
    """Draft the one-time notice: everything visible is put in by itself; name further papers and the fault you saw."""
    row = editable(work, case, version)
    full = full_set.read(work, row)
    points = notice_points(full, documents, clean_text(reason, what=say("说明"), limit=500))
    _write_draft(work, row, full, points, reason)
    noted(work, row, say("一次性告知草稿"), "", say("{n} 项", n=len(points)))
    number = cases.rounds(work.db, row["id"])[-1]["number"]
    return NoticeDraft(
        name_of(row), number, tuple(p["words"] for p in points), bool(_visible_before(work, row, points))
    )


def _write_draft(work: Work, row: driver.Row, full: FullSet, points: list[dict[str, str]], reason: str) -> int:
    visible = [w.document for w in full.wanted]
    return cases.draft_round(
        work.db, row["id"], work.today.isoformat(), points, visible, clean_text(reason, what=say("说明"), limit=500)
    )


def notice_points(full: FullSet, documents: tuple[str, ...], reason: str) -> list[dict[str, str]]:
    """Everything that can be known to be missing or wrong, each once: {"document", "words"}."""
    names = full.names
    points: dict[str, str] = {}
    for code in documents:
        full.one(code)
        points[code] = say("{code}：{reason}", code=names[code], reason=reason or UNFIT)
    for wanted in full.wanted:
        if short := full.short(wanted.document):
            points.setdefault(wanted.document, say("{document}：{short}", document=names[wanted.document], short=short))
    for lack in full.lacks:
        if any(full.here(code) for code in lack.documents):
            continue
        if len(lack.documents) == 1:
            code = lack.documents[0]
            wanted = full.one(code)
            why = full.rows[code]["reason"] if code in full.rows else ""
            points.setdefault(
                code,
                say(
                    "{code}：请补交{form} {copies} 份{why}",
                    code=names[code],
                    form=FORM_NAMES[wanted.form],
                    copies=wanted.copies,
                    why=(say("（{why}）", why=why) if why else ""),
                ),
            )
        else:
            points.setdefault(
                lack.documents[0],
                say("请补交以下任一份：{codes}", codes=listed(names[code] for code in lack.documents)),
            )
    for wanted in full.wanted:
        if not full.here(wanted.document) and full.cause(wanted.document) is Cause.SUPPLEMENT:
            points.setdefault(
                wanted.document,
                say(
                    "{document}：请补交{form} {copies} 份",
                    document=names[wanted.document],
                    form=FORM_NAMES[wanted.form],
                    copies=wanted.copies,
                ),
            )
    found = [{"document": code, "words": words} for code, words in points.items()]
    if not documents and reason:
        found.append({"document": "", "words": reason})
    return found


def _visible_before(work: Work, row: driver.Row, points: list[dict[str, str]]) -> list[str]:
    """Papers of these points that an earlier notice could have named and did not."""
    sent = [r for r in cases.rounds(work.db, row["id"]) if r["state"] != RoundState.DRAFT]
    if not sent:
        return []
    visible = set(json.loads(sent[0]["visible"]))
    asked = {entry["document"] for r in sent for entry in listing.read(r["documents"])}
    return [p["document"] for p in points if p["document"] in visible and p["document"] not in asked]


@act("case.notify", by=AT_THE_COUNTER, argument="case")
def notify(
    work: Work,
    case: str,
    documents: tuple[str, ...] = (),
    reason: str = "",
    version: int | None = None,
    release: str = "",
    release_password: Secret = NO_SECRET,
) -> Told:
    """Tell once everything that is missing, in writing. A second notice for what was visible then takes a supervisor's
    `release`.
    """
    row = editable(work, case, version)
    reason = clean_text(reason, what=say("说明"), limit=500)
    full = full_set.read(work, row)
    points = notice_points(full, documents, reason)
    if not points:
        raise Refusal(
            "case.nothing-supplement",
            say("{name} 没有要补正的内容", name=name_of(row)),
            rule=say("一次性告知要写明需要补正的全部内容"),
            next=Next.by(
                "case.notify", say("材料齐全就受理；有别的问题请写明材料和理由"), case=case, documents=None, reason=None
            ),
        )
    sent = [r for r in cases.rounds(work.db, row["id"]) if r["state"] != RoundState.DRAFT]
    late, by = _visible_before(work, row, points), None
    if late:
        names = listed(catalogue.documents(work.db, late).values())
        by = released(
            work,
            release,
            release_password,
            NeedsRelease(
                "case.missing-already-first-notice",
                say("第一次告知时已能看出缺少：{names}", names=names),
                rule=say("行政许可法第三十二条：应当一次告知需要补正的全部内容"),
                next=say("再次告知须由值班主任签署"),
            ),
        )
    if sent and not reason and not documents and not _came_since(full, sent[-1]):
        raise Refusal(
            "case.applicant-brought-nothing-new",
            say("上次告知后申请人还没有交来新材料"),
            rule=say("没有新材料就没有新一轮告知"),
            next=Next.by("case.notify", say("确有需要请写明理由"), case=case, reason=None),
        )
    before, received = CASE_STEP_NAMES[row["state"]], take_receipt(work, row)
    draft = _write_draft(work, row, full, points, reason)
    start = full_set.start_day(work)
    due_on = _supplement_day(work, start)
    cases.send_round(work.db, draft, work.today.isoformat(), due_on.isoformat(), by)
    cases.fault(work.db, row["id"], [code for code in documents if full.here(code)], reason or UNFIT)
    values = received | {"state": CaseState.NOTIFIED, "notified_on": start.isoformat(), "outcome": CaseState.NOTIFIED}
    row = noted(work, row, say("一次性告知"), before, say("{n} 项", n=len(points)), **values)
    content = wording.supplement_content(work, row, due_on.isoformat(), [p["words"] for p in points])
    paper = issue_paper(work, NoticeKind.NOTICE, content, case_id=row["id"])
    work.facts.update(round=len(sent) + 1, documents=[p["document"] for p in points], due_on=due_on.isoformat())
    said = say("已一次性告知 {n} 项", n=len(points))
    if by:
        said += say("，由 {by} 签署", by=verbatim(by))
    return Told(row["receipt_number"], row["id"], CaseState.NOTIFIED, paper, said)


def _came_since(full: FullSet, last: driver.Row) -> bool:
    return last["state"] == RoundState.ANSWERED or any(
        full.enough(entry["document"]) for entry in listing.read(last["documents"])
    )


def _supplement_day(work: Work, start: date) -> date:
    from counter.rules.workday import due

    return due(work.hall.calendar, start, work.hall.policy.intake.supplement_days).last_day


# -- not ours ----------------------------------------------------------------------------------------------------------


@act("case.no-permit-needed", by=AT_THE_COUNTER, argument="case")
def no_permit_needed(work: Work, case: str, reason: str, version: int | None = None) -> Told:
    """Article 32(1): what is applied for needs no permit; said at once and in writing."""
    return _end(
        work,
        case,
        version,
        CaseState.NO_PERMIT_NEEDED,
        say("不予受理告知书"),
        say("申请事项依法不需要取得行政许可：{reason}", reason=verbatim(_reason(reason))),
        say("已告知无需许可"),
    )


@act("case.not-competent", by=AT_THE_COUNTER, argument="case")
def not_competent(work: Work, case: str, competent: str, reason: str = "", version: int | None = None) -> Told:
    """Article 32(2): not this hall's competence; refused at once, naming who is competent."""
    who = clean_text(competent, what=say("有权机关"), limit=100, empty=False)
    more = clean_text(reason, what=say("理由"), limit=500)
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
        say("不予受理决定书"),
        words,
        say("不予受理，有权机关是{who}", who=verbatim(who)),
    )


@act("case.refuse", by=AT_THE_COUNTER, argument="case")
def refuse(work: Work, case: str, reason: str, competent: str = "", version: int | None = None) -> Told:
    """Refuse to take a case in, on one of the two grounds that article 32 knows: with `competent`, or no
    permit needed.
    """
    if competent:
        return not_competent(work, case, competent, reason, version)
    return no_permit_needed(work, case, reason, version)


def _reason(reason: str) -> str:
    return clean_text(reason, what=say("理由"), limit=500, empty=False)


def _end(work: Work, case: str, version: int | None, state: str, title: str, reason: str, said: str) -> Told:
    row = editable(work, case, version)
    values = take_receipt(work, row) | {"state": state, "outcome": state, "reason": reason, "remedies": REMEDIES}
    row = noted(work, row, said, CASE_STEP_NAMES[row["state"]], CASE_STEP_NAMES[state], **values)
    cases.give_back(work.db, row["id"])
    content = wording.not_accepted_content(work, row, title, reason, REMEDIES)
    paper = issue_paper(work, NoticeKind.NON_ACCEPTANCE, content, case_id=row["id"])
    work.facts.update(receipt_number=row["receipt_number"], outcome=state)
    return Told(row["receipt_number"], row["id"], state, paper, said)


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
    return end_as_withdrawn(work, row, _reason(reason))


def end_as_withdrawn(work: Work, row: driver.Row, reason: str) -> Step:
    """Withdraw a case: by its applicant, or by the clocks when a tolerated paper did not come."""
    drop_reviews(work, row["id"], say("申请已撤回"))
    approvals.stop(
        work.db,
        [one["id"] for one in approvals.of_case(work.db, row["id"])],
        work.today.isoformat(),
        work.now,
        say("（申请已撤回）"),
    )
    closed = cases.withdraw_approvals(work.db, row["id"])
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
