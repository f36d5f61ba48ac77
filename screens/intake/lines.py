"""The lines of the intake screen: what one case, one document, one item looks like in cells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from counter.rules.documents import Cause, Standing
from counter.rules.parties import GUARDIAN, REPRESENTATIVE
from screens.parts.composed import document_words, state_of
from screens.parts.lines import Line
from screens.shell.language import mark, short_day, t, worded

if TYPE_CHECKING:
    from counter.acts.case.casebook import CaseShown, DocumentLine

FORMS = {"original": mark("原件"), "copy": mark("复印"), "original+copy": mark("原+复"), "electronic": mark("电子")}
FORM_PHRASES = {
    "original": mark("原件 {n} 份"),
    "copy": mark("复印件 {n} 份"),
    "original+copy": mark("原件和复印件 {n} 份"),
    "electronic": mark("电子件 {n} 份"),
}
LACKING = {GUARDIAN: mark("缺监护人"), REPRESENTATIVE: mark("缺代表人")}
TONES = {Standing.HERE: "good", Standing.MISSING: "warn", Standing.OPEN: ""}


def left_lines(shown: CaseShown) -> Iterable[Line]:
    """Applicant, form, situations with their answers, items with their promise."""
    who = shown.applicant or t("未登记")
    yield Line(
        "applicant:",
        (
            t("申请人 {who}", who=who),
            t(LACKING[shown.part_lacks]) if shown.part_lacks else "",
        ),
        "warn" if shown.part_lacks or not shown.applicant else "",
    )
    if shown.agent:
        of_company = shown.representative or shown.part_lacks == REPRESENTATIVE
        acting = t("经办人 {agent}", agent=shown.agent) if of_company else t("代办人 {agent}", agent=shown.agent)
        yield Line("agent:", (acting, ""))
    if shown.representative:
        yield Line("agent:representative", (t("法人代表 {name}", name=shown.representative), ""))
    if shown.guardian:
        yield Line("agent:guardian", (t("监护人 {name}", name=shown.guardian), ""))
    filled, asked = shown.form
    if asked:
        yield Line(
            "form:",
            (
                t("表单，还差 {n} 栏", n=shown.form_lacks) if shown.form_lacks else t("表单"),
                t("{filled}/{asked} 栏", filled=filled, asked=asked),
            ),
            "warn" if shown.form_lacks else "dim",
        )
    for situation in shown.situations:
        given = next((name for code, name in situation.answers if code == situation.given), "")
        yield Line(f"situation:{situation.code}", (situation.question, given or t("未答")), "dim" if given else "warn")
    for item in shown.items:
        state = (
            _promised(item.promised_on, item.provisional)
            if item.promised_on
            else t("{n} 天", n=item.promised_days)
            if item.promised_days
            else t("当场")
        )
        yield Line(f"item:{item.item}", (item.name, state if item.approval is None else item.state and state))


def missing(shown: CaseShown) -> str:
    """What still holds up acceptance: documents and fields, each counted."""
    if not shown.lacks:
        late = sum(one.cause == Cause.TOLERATED for one in shown.papers)
        if late:
            return t("容缺 {n} 份，其余已齐", n=late)
        return t("材料和表单已齐") if shown.form[1] else t("材料已齐")
    fields, part = shown.form_lacks, shown.part_lacks
    if documents := len(shown.lacks) - fields - bool(part):
        lacking = (
            t("还缺 {n} 项、表单 {fields} 栏", n=documents, fields=fields) if fields else t("还缺 {n} 项", n=documents)
        )
    else:
        lacking = t("表单还差 {n} 栏", n=fields) if fields else ""
    return t("，").join(filter(None, (lacking, part and t(LACKING[part]))))


def _promised(on: date, provisional: bool) -> str:
    """The promised day in eight cells; a question mark while next year's holidays may still move it (as at a desk)."""
    return f"{short_day(on)}?" if provisional else t("{day} 前", day=short_day(on))


def document_line(document: DocumentLine) -> Line:
    """One document of the set."""
    due = f"{document.due_on:%Y-%m-%d}" if document.due_on else ""
    place, _, number = document.holder.partition(":")
    holder = t("窗口 {window}", window=number) if place == "window" else worded(document.holder_words)
    return Line(
        document.document,
        (
            state_of(document),
            document.name,
            f"{document.serves}/{document.of}",
            str(document.copies),
            t(FORMS[document.form]),
            due,
            holder,
        ),
        "warn"
        if document.short
        else TONES[document.state]
        if document.necessity == "required" or document.state != Standing.OPEN
        else "dim",
    )


def holds_up(document: DocumentLine) -> bool:
    """Whether it is asked for and not there as it should be."""
    here = document.state == Standing.HERE and not document.short
    return document.necessity == "required" and not here and document.cause in ("", Cause.SUPPLEMENT)


def serves(document: DocumentLine) -> str:
    """`10 项中 6 项用`."""
    return t("{all} 项中 {some} 项用", all=document.of, some=document.serves)


def form_words(document: DocumentLine) -> str:
    """`原件 1 份`."""
    return t(FORM_PHRASES[document.form], n=document.copies)


def told(document: DocumentLine) -> str:
    """What is known of a document, in one line."""
    parts = [document_words(document)]
    if document.short:
        parts.append(worded(document.short))
    elif document.reason:
        parts.append(document.reason)
    if document.group:
        parts.append(t("同组任一份即可"))
    if document.waive:
        parts.append(t("大厅可由{source}取得", source=t(document.waive)))
    if document.attachments:
        parts.append(t("附件 {n} 个", n=document.attachments))
    return t("；").join((*parts, *map(worded, document.notes)))


def choices(document: DocumentLine) -> str:
    """The keys that say something of this document."""
    offered = "  ".join(f"{n} {t(o.name)}" for n, o in enumerate(document.offers, 1) if o.allowed)
    return t("空格 收/缺  {offered}  Enter 更多  Ctrl+A 全收  F5 受理", offered=offered)
