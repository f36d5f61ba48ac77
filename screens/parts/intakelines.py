"""The lines of the intake screen: what one case, one paper, one item looks like in cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from screens.parts.lines import Line

if TYPE_CHECKING:
    from counter.acts.casebook import CaseShown, PaperLine

FORMS = {"original": "原件", "copy": "复印", "original+copy": "原+复", "electronic": "电子"}
TONES = {"here": "good", "missing": "warn", "open": ""}


def left_lines(shown: CaseShown) -> Iterable[Line]:
    """Applicant, situations with their answers, items with their promise."""
    who = shown.applicant or "未登记"
    yield Line("applicant:", (f"申请人 {who}" + (f"，代办 {shown.agent}" if shown.agent else ""), ""), "" if shown.applicant else "warn")
    for situation in shown.situations:
        given = next((name for code, name in situation.answers if code == situation.given), "")
        yield Line(f"situation:{situation.code}", (situation.question, given or "未答"), "dim" if given else "warn")
    for item in shown.items:
        state = f"{item.promised_on:%m-%d} 前" if item.promised_on else f"{item.promised_days} 天" if item.promised_days else "当场"
        yield Line(f"item:{item.item}", (item.name, state if item.approval is None else item.state and state))


def paper_line(paper: PaperLine) -> Line:
    """One paper of the set."""
    words = paper.words.split("（")[0]
    due = f"{paper.due_on:%Y-%m-%d}" if paper.due_on else ""
    holder = paper.holder.replace("window:", "窗口 ").replace("applicant", "申请人")
    return Line(
        paper.document, (words, paper.name, f"{paper.serves}/{paper.of}", str(paper.copies), FORMS[paper.form], due, holder),
        TONES[paper.state] if paper.necessity == "required" or paper.state != "open" else "dim",
    )


def form_words(paper: PaperLine) -> str:
    """`原件 1 份`."""
    from counter.rules.documents import FORM_NAMES

    return f"{FORM_NAMES[paper.form]} {paper.copies} 份"


def told(paper: PaperLine) -> str:
    """What is known of a paper, in one line."""
    parts = [paper.words]
    if paper.reason:
        parts.append(paper.reason)
    if paper.group:
        parts.append("同组任一份即可")
    if paper.waive:
        parts.append(f"大厅可由{paper.waive}取得")
    if paper.attachments:
        parts.append(f"附件 {paper.attachments} 个")
    return "；".join((*parts, *paper.notes))


def choices(paper: PaperLine) -> str:
    """The keys that say something of this paper."""
    offered = "  ".join(f"{n} {o.name}" for n, o in enumerate(paper.offers, 1) if o.allowed)
    return f"空格 收/缺  {offered}  Enter 更多  Ctrl+A 全收  F5 受理"
