"""The papers of a case: here, or missing for one of four causes; custody begins when a paper crosses the counter."""

from __future__ import annotations

from datetime import date

from counter.acts.case import full_set
from counter.acts.case.full_set import FullSet
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.receiving import completed
from counter.acts.case.restoring import keep, with_documents
from counter.acts.case.step import Step, editable, noted, step
from counter.errors import Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, say, verbatim
from counter.rules import documents as rule
from counter.rules.approval import RoundState
from counter.rules.case import CaseState
from counter.rules.documents import CAUSE_NAMES, Cause, DocumentState
from counter.rules.identity import clean_text
from counter.store import cases, catalogue, listing


@act("case.document", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def document(
    work: Work,
    case: str,
    document: str,
    state: DocumentState = DocumentState.HERE,
    cause: Cause | None = None,
    due_on: date | None = None,
    reason: str = "",
    copies: int | None = None,
    form: str = "",
    version: int | None = None,
) -> Step:
    """Say of one paper that it is here, or why it is missing (supplement, tolerated, pledged, waived)."""
    row = editable(work, case, version)
    state, cause = DocumentState(state), Cause(cause) if cause else None
    full = full_set.read(work, row)
    wanted = full.one(document)
    reason = clean_text(reason, what=say("说明"), limit=200)
    was = with_documents(row, full.rows, [document])
    before = _document_words(full, document)
    if state is DocumentState.HERE:
        if cause is not None:
            raise Refusal(
                "paper.no-reason-missing",
                say("材料在手就没有缺少的原因"),
                rule=say("缺少的材料才写明原因"),
                next=say("请去掉原因，或把材料改为缺少"),
            )
        _take_in(work, full, document, copies, form)
        said = say("已收 {document}", document=full.names[document])
    else:
        due_on = _check_cause(work, full, document, cause, due_on)
        cases.set_document(
            work.db,
            row["id"],
            document,
            state=DocumentState.MISSING,
            cause=cause,
            due_on=due_on.isoformat() if due_on else None,
            reason=reason,
            copies=wanted.copies,
            form=wanted.form,
            holder="",
            came_at=None,
        )
        said = say(
            "{document}：{cause}{due_on}",
            document=full.names[document],
            cause=CAUSE_NAMES[cause] if cause else say("未收"),
            due_on=(say("，{due_on} 前补交", due_on=due_on) if due_on and cause is not Cause.WAIVED else ""),
        )
    after = CAUSE_NAMES[cause] if cause else say("已收") if state is DocumentState.HERE else say("未收")
    row = noted(work, row, full.names[document], before, after, **_answer_notice(work, full))
    keep(work, was, row)
    work.facts.update(
        document=document,
        state=str(state),
        cause=cause and str(cause),
        due_on=due_on and due_on.isoformat(),
        version=row["version"],
    )
    return step(work, row, said)


def _document_words(full: FullSet, document: str) -> str:
    if full.here(document):
        return say("已收")
    cause = full.cause(document)
    return CAUSE_NAMES[cause] if cause else say("未收")


def _take_in(work: Work, full: FullSet, document: str, copies: int | None = None, form: str = "") -> None:
    wanted = full.one(document)
    if copies is not None and not 1 <= copies <= 99:
        raise Refusal(
            "paper.copies-not-right",
            say("份数 {copies} 不对", copies=copies),
            rule=say("份数是 1 到 99"),
            next=say("请重新输入份数"),
        )
    if form and form not in rule.FORM_NAMES:
        raise Refusal(
            "paper.no-form",
            say("没有材料形式 {form}", form=verbatim(clean_text(form, limit=20))),
            next=say("可选：{names}", names=listed(rule.FORM_NAMES)),
        )
    cases.set_document(
        work.db,
        full.case["id"],
        document,
        state=DocumentState.HERE,
        cause=None,
        due_on=None,
        reason="",
        copies=copies or wanted.copies,
        form=form or wanted.form,
        holder="" if (form or wanted.form) == "electronic" else work.actor.place,
        came_at=work.now,
    )


def refuse_unallowed(work: Work, full: FullSet) -> None:
    """Causes that were allowed when they were said and are not now: the applicant is another, an item or a day has come
    since.
    """
    causes = {wanted.document: full.cause(wanted.document) for wanted in full.wanted}
    said = {document: cause for document, cause in causes.items() if cause not in (None, Cause.SUPPLEMENT)}
    if not said:
        return
    bad_credit, promises = full_set.applicant_has_bad_credit(work, full), full_set.Promises(work, full)
    for document, cause in said.items():
        due_on = full.rows[document]["due_on"] if cause is Cause.TOLERATED else None
        _check_cause(work, full, document, cause, date.fromisoformat(due_on) if due_on else None, bad_credit, promises)


def _check_cause(
    work: Work,
    full: FullSet,
    document: str,
    cause: Cause | None,
    due_on: date | None,
    bad_credit: bool | None = None,
    promises: full_set.Promises | None = None,
) -> date | None:
    """The date that goes with a cause. Raises Refusal where the items' guides don't allow the cause or the date. Who
    checks several looks up once what they share.
    """
    if cause is None:
        return None
    wanted = full.one(document)
    if bad_credit is None:
        bad_credit = full_set.applicant_has_bad_credit(work, full)
    offers = rule.offers(wanted, bad_credit=bad_credit, barred=full_set.barred_field(full, wanted))
    offer = next(o for o in offers if o.cause is cause)
    if not offer.allowed:
        possible = listed(CAUSE_NAMES[o.cause] for o in offers if o.allowed)
        raise Refusal(
            "paper.not-possible",
            say("{document}不能{cause}：{why}", document=full.names[document], cause=CAUSE_NAMES[cause], why=offer.why),
            rule=offer.rule,
            next=say("这份材料可以：{possible}", possible=possible),
        )
    promised = (promises or full_set.Promises(work, full)).of(wanted)
    if problem := rule.date_problem(cause, due_on, today=work.today, promised_on=promised):
        raise Refusal(
            "paper.date-cannot-held",
            problem,
            rule=say("容缺补交不晚于承诺办结日") if cause is Cause.TOLERATED else "",
            next=say("请填 {promised} 或更早的日期", promised=promised) if promised else say("请填今天以后的日期"),
        )
    if due_on is None and cause in (Cause.WAIVED, Cause.PLEDGED):
        # The hall fetches a waived paper, and checks a pledge, within the promise of the items that wait for it.
        return promised
    return due_on


@act("case.all-here", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def all_here(work: Work, case: str, version: int | None = None) -> Step:
    """Every required paper that nothing was said about lies on the counter. Choices (one of several) stay
    to be made.
    """
    row = editable(work, case, version)
    full = full_set.read(work, row)
    taken = [
        w.document
        for w in full.wanted
        if w.necessity == "required" and not full.here(w.document) and full.cause(w.document) is None
    ]
    was = with_documents(row, full.rows, taken)
    for code in taken:
        _take_in(work, full, code)
    row = noted(work, row, say("材料"), "", say("收齐 {count} 份", count=len(taken)), **_answer_notice(work, full))
    keep(work, was, row)
    work.facts.update(documents=taken)
    return step(work, row, say("收下 {n} 份材料", n=len(taken)))


@act("case.give-back", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def give_back(work: Work, case: str, document: str, version: int | None = None) -> Step:
    """Hand an original that lies at this counter back to the applicant; the paper still counts as seen."""
    row = cases.find(work.db, case)
    if version is not None and version != row["version"]:
        editable(work, case, version)
    known = cases.documents(work.db, row["id"]).get(document)
    name = catalogue.document(work.db, document)
    if known is None or known["state"] != DocumentState.HERE or not known["holder"].startswith("window:"):
        where = {"": say("没有收过原件"), "applicant": say("已在申请人手里")}.get(
            known["holder"] if known else "", say("已送审批台")
        )
        raise Refusal(
            "paper.form-wrong",
            listed((name, where), ""),
            rule=say("原件由谁保管以交接为准"),
            next=say("已送审批台的由审批台退回"),
        )
    was = with_documents(row, {document: known}, [document])
    cases.hand_to(work.db, row["id"], document, "applicant")
    row = noted(work, row, say("退还 {name}", name=name), known["holder"], "applicant")
    keep(work, was, row)
    work.facts.update(document=document, holder="applicant")
    return step(work, row, say("{name} 已退还申请人", name=name))


def _answer_notice(work: Work, before: FullSet) -> dict[str, str]:
    """When everything that the last notice asked for has come, the case is received again and its clock with it: its
    columns.
    """
    row = before.case
    if row["state"] != CaseState.NOTIFIED:
        return {}
    last = cases.rounds(work.db, row["id"])[-1]
    full = FullSet(row, before.asked, cases.documents(work.db, row["id"]))
    asked = [entry["document"] for entry in listing.read(last["documents"]) if entry.get("document")]
    waits = last["state"] in (RoundState.ASKED, RoundState.LAPSED)
    if not waits or not asked or not all(map(full.enough, asked)):
        return {}
    cases.answer_round(work.db, last["id"], work.today.isoformat())
    work.facts.update(answered=last["number"])
    return completed(work)
