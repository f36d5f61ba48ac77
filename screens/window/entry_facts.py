"""What a sheet says of one entry from the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.rules.arrival import ArrivalKind, Verdict
from screens.parts.sheet import Fact
from screens.shell.language import mark, t

if TYPE_CHECKING:
    from counter.acts.inbox.taking_in import Arrived, SentDocument

ABOUT: dict[str, str] = {
    ArrivalKind.PRE_REVIEW: mark("事项"),
    ArrivalKind.SUPPLEMENT: mark("办件"),
    ArrivalKind.RATING: mark("办件"),
    ArrivalKind.BOOKING: mark("事项"),
    ArrivalKind.BOOKING_MOVE: mark("事项"),
    ArrivalKind.BOOKING_CANCEL: mark("事项"),
}
TONES = {Verdict.FINE: "good", Verdict.AGAIN: "warn", Verdict.ORIGINAL: ""}


def entry_facts(one: Arrived, papers: bool = True) -> list[Fact]:
    """What a sheet says of an entry: about what, the sender's words, each paper, what became of it."""
    facts = [
        Fact("", f"{t(one.kind_name)}  {one.id[:12]}", "head"),
        Fact(t("状态"), t(one.state_name) + (f"  {one.handled_by}" if one.handled_by else "")),
        Fact(t("发来"), one.came_at),
        Fact(t(ABOUT.get(one.kind, mark("办件"))), one.item or one.case or t("未知")),
    ]
    if one.level_name:
        facts.append(Fact(t("评价"), t(one.level_name)))
    if one.words:
        facts.append(Fact(t("留言"), one.words))
    if one.answer:
        facts.append(Fact(t("答复") if one.kind == ArrivalKind.PRE_REVIEW else t("处理"), one.answer))
    if papers and one.papers:
        facts.append(Fact("", t("材料"), "head"))
        facts += [Fact("", _document_words(paper), _tone(paper)) for paper in one.papers]
    if papers and one.fields:
        facts.append(Fact("", t("网上填的表单，打开后核对"), "head"))
        facts += [Fact(name, value) for name, value in one.fields]
    return facts


def _document_words(paper: SentDocument) -> str:
    said = (
        t(paper.verdict_name) + (t("（{words}）", words=paper.reason) if paper.reason else "") if paper.verdict else ""
    )
    pictures = t("{n} 个文件", n=paper.files) if paper.files else t("没有发照片")
    return f"{paper.name}  {pictures}  {said}".rstrip()


def _tone(paper: SentDocument) -> str:
    if not paper.verdict:
        return "" if paper.files else "dim"
    return TONES[Verdict(paper.verdict)]
