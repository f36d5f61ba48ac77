"""What is lacking, told at once and in full (一次性告知): the draft, the notice; a second one is the supervisor's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from counter.acts.approval.countersigning import NeedsRelease, released
from counter.acts.case import full_set
from counter.acts.case.full_set import FullSet
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.outcomes import Told
from counter.acts.case.receiving import completed, take_receipt
from counter.acts.case.step import Step, editable, name_of, noted, step
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.approval import RoundState
from counter.rules.case import CASE_STEP_NAMES, CaseState
from counter.rules.documents import FORM_NAMES, Cause
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.secret import NO_SECRET, Secret
from counter.store import cases, catalogue, driver, listing

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
        if not lack.documents or any(full.here(code) for code in lack.documents):
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
    if parts := [full.words(lack) for lack in full.lacks if lack.part]:
        found.append({"document": "", "words": say("请登记：{parts}", parts=listed(parts))})
    if fields := [lack.field for lack in full.lacks if lack.field]:
        found.append({"document": "", "words": say("请填写表单：{fields}", fields=listed(fields))})
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
    start = work.today
    due_on = _supplement_day(work, start)
    cases.send_round(work.db, draft, work.today.isoformat(), due_on.isoformat(), by)
    cases.fault(work.db, row["id"], [code for code in documents if full.here(code)], reason or UNFIT)
    values = received | {"state": CaseState.NOTIFIED, "notified_on": start.isoformat(), "complete_on": None}
    values["outcome"] = CaseState.NOTIFIED
    row = noted(work, row, say("一次性告知"), before, say("{n} 项", n=len(points)), **values)
    content = wording.supplement_content(work, row, due_on.isoformat(), [p["words"] for p in points])
    notice = issue_notice(work, NoticeKind.NOTICE, content, case_id=row["id"])
    work.facts.update(round=len(sent) + 1, documents=[p["document"] for p in points], due_on=due_on.isoformat())
    said = say("已一次性告知 {n} 项", n=len(points))
    if by:
        said += say("，由 {by} 签署", by=verbatim(by))
    return Told(row["receipt_number"], row["id"], CaseState.NOTIFIED, notice, said, (notice,))


@act("case.answer-notice", by=AT_THE_COUNTER, argument="case")
def answer_notice(work: Work, case: str, note: str, version: int | None = None) -> Step:
    """Take in the applicant's answer to a notice that asked for no paper: it is answered, a fresh five days run.

    What it asked for as a paper is answered by taking the paper in.
    """
    row = editable(work, case, version)
    note = clean_text(note, what=say("答复"), limit=500, lines=True, empty=False)
    sent = [r for r in cases.rounds(work.db, row["id"]) if r["state"] in (RoundState.ASKED, RoundState.LAPSED)]
    full = full_set.read(work, row)
    if row["state"] != CaseState.NOTIFIED or not sent:
        raise Refusal(
            "case.no-notice-open",
            say("{name} 没有等着答复的告知", name=name_of(row)),
            rule=say("答复只记在已发出的告知上"),
            next=say("请查看办件进度"),
        )
    missing = [words for entry, words in _open_documents(full, sent[-1]) if entry]
    if missing:
        raise Refusal(
            "case.notice-asks-for-papers",
            say("告知要的材料还没有来：{missing}", missing=listed(missing[:3])),
            rule=say("行政许可法第三十二条：按要求提交全部补正申请材料的，应当受理"),
            next=Next.by("case.document", say("请先收下材料"), case=case, document=None),
        )
    cases.answer_round(work.db, sent[-1]["id"], work.today.isoformat())
    row = noted(work, row, say("答复告知"), "", note, **completed(work))
    work.facts.update(answered=sent[-1]["number"])
    return step(work, row, say("已记下答复，{day} 前告知是否受理", day=row["notice_last_day"]))


def _open_documents(full: FullSet, last: driver.Row) -> list[tuple[str, str]]:
    """Papers of a notice that have not come in full: (document, words)."""
    entries = [entry for entry in listing.read(last["documents"]) if entry.get("document")]
    return [(entry["document"], entry["words"]) for entry in entries if not full.enough(entry["document"])]


def _came_since(full: FullSet, last: driver.Row) -> bool:
    return last["state"] == RoundState.ANSWERED or any(
        full.enough(entry["document"]) for entry in listing.read(last["documents"])
    )


def _supplement_day(work: Work, start: date) -> date:
    from counter.rules.workday import due

    return due(work.hall.calendar, start, work.hall.policy.intake.supplement_days).last_day
