"""What can be said of one paper, one situation, one item of a case; what can't be is shown with the reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from counter.errors import Refusal
from screens.dialogs.choice import Choice
from screens.dialogs.entry import Entry

if TYPE_CHECKING:
    from counter.acts.casebook import PaperLine, SituationLine
    from screens.intake import IntakeScreen


async def paper_menu(place: IntakeScreen, paper: PaperLine) -> None:
    """Everything that can be done with one paper. Raises Refusal."""
    options = [("here", "收下", f"{paper.copies} 份"), ("copies", "收下，份数另写", ""), ("open", "未收", "清除已写的情况")]
    options += [(f"cause:{o.cause}", o.name, "" if o.allowed else f"不能：{o.why}") for o in paper.offers]
    options.append(("attach", "附上扫描件", "照片、PDF 或文本文件"))
    chosen = await place.app.question(Choice(paper.name, options, text=f"{paper.serves_words}，{paper.words}"))
    if chosen in ("here", "open"):
        await place._act("case.document", document=paper.document, state="here" if chosen == "here" else "missing")
    elif chosen == "copies":
        if (copies := await place.app.question(Entry(paper.name, ("份数", str(paper.copies)), check=_copies))) is not None:
            await place._act("case.document", document=paper.document, state="here", copies=int(copies))
    elif chosen == "attach":
        await attach(place, paper)
    elif chosen is not None:
        await _cause(place, paper, chosen.removeprefix("cause:"))


def _copies(text: str) -> None:
    if not text.isdigit() or not 1 <= int(text) <= 99:
        raise Refusal(f"份数 {text[:10]} 不对", "份数是 1 到 99", "请重新输入")


async def _cause(place: IntakeScreen, paper: PaperLine, cause: str) -> None:
    offer = next(o for o in paper.offers if o.cause == cause)
    if not offer.allowed:
        raise Refusal(f"{paper.name}不能{offer.name}：{offer.why}", "", "请看这份材料的其他选择")
    latest = f"最晚 {paper.last_day}" if cause == "tolerated" and paper.last_day else ""
    first = f"{paper.last_day}" if cause == "tolerated" and paper.last_day else ""
    given = await place.app.question(Entry(f"{paper.name}：{offer.name}", ("日期", first), ("说明", paper.reason), text=latest, check=_date))
    if given is not None:
        due_on = date.fromisoformat(given[0]) if given[0] else None
        await place._act("case.document", document=paper.document, state="missing", cause=cause, due_on=due_on, reason=given[1])


def _date(text: str, _: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{text[:20]} 不是日期", "写成 2026-11-24", "请改正，或留空") from None


async def attach(place: IntakeScreen, paper: PaperLine) -> None:
    """Attach a file by its path (a dropped file arrives as its path)."""
    path = await place.app.question(Entry(f"{paper.name}：附上扫描件", ("文件", ""), text="把文件拖进来，或输入路径；扫描仪文件夹里的新文件也可以"))
    if path:
        await place._act("case.attach", document=paper.document, path=path.strip().strip("'\""))


async def answer_again(place: IntakeScreen, situation: SituationLine) -> None:
    """Answer a situation anew; papers already taken stay on record."""
    options = [(code, name, "现在的回答" if code == situation.given else "") for code, name in situation.answers]
    chosen = await place.app.question(Choice(situation.question, options, at=situation.given or None))
    if chosen is not None and chosen != situation.given:
        await place._act("case.answer", question=situation.code, answer=chosen)


async def add_item(place: IntakeScreen, code: str) -> None:
    """Add a further item, or take out one that was added."""
    from screens.opening import choose_item

    name = next((item.name for item in place.shown.items if item.item == code), code)
    chosen = await place.app.question(Choice(name, [("add", "另加一个事项", "材料随之合并"), ("remove", "去掉这个事项", "只限另加的")]))
    if chosen == "add":
        if item := await choose_item(place):
            await place._act("case.item", item=item)
    elif chosen == "remove":
        await place._act("case.item", item=code, remove=True)
