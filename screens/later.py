"""What a window does with a case after its acceptance: papers that follow, a slip of the pen, one item less, pressing a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.errors import Refusal
from counter.rules.documents import CAUSE_NAMES
from screens.dialogs.choice import Choice
from screens.dialogs.entry import Entry
from screens.dialogs.question import Question

if TYPE_CHECKING:
    from counter.acts.casebook import PaperLine
    from counter.acts.desks import ApprovalLine
    from screens.place import Place

ANSWER = "-"
"""Stands for an answer in words among the papers."""

LATER = (
    ("bring", "收后补材料", "容缺的、审批台要求补正的"),
    ("past", "经过和各台进度", "谁在办、还剩几天、找谁"),
    ("remind", "催办", "催一个还没办完的审批台"),
    ("explain", "逐日说明期限", "一个事项的日子是怎么算的"),
    ("amend", "更正一栏", "录错的字；不动已作的决定，除非它以该栏为据"),
    ("less", "撤回一个事项", "其余照常办理"),
    ("withdraw", "全部撤回", "申请人不办了"),
)
"""Offered for an accepted case."""


async def act_later(place: Place, case: str, what: str) -> None:
    """Do one of LATER to a case. Raises Refusal."""
    await {"bring": _bring, "past": _past, "remind": _remind, "explain": _explain, "amend": _amend, "less": _less, "withdraw": _withdraw}[what](place, case)


async def _bring(place: Place, case: str) -> None:
    shown = await place.app.ask("case.show", case=case)
    papers = sorted(shown.papers, key=lambda p: p.state == "here")
    options = [(p.document, p.name, _paper_words(p)) for p in papers]
    chosen = await place.app.question(Choice(f"{case} 交来什么", [*options, (ANSWER, "没有材料，只有答复", "")]))
    if chosen is None:
        return
    note = ""
    if chosen == ANSWER:
        chosen = ""
        note = await place.app.question(Entry(f"{case} 申请人的答复", ("答复", ""))) or ""
    if chosen or note:
        place.say(str(await place.app.ask("case.bring", case=case, documents=(chosen,) if chosen else (), note=note)))


def _paper_words(paper: PaperLine) -> str:
    if paper.state == "here":
        return "已收，可更换审批台点名的"
    return CAUSE_NAMES.get(paper.cause, "未收") + (f"，{paper.due_on} 前" if paper.due_on else "")


async def _past(place: Place, case: str) -> None:
    from screens.past import PastScreen

    place.app.push_screen(PastScreen(case))


async def _which(place: Place, case: str, title: str, *, undecided: bool) -> ApprovalLine | None:
    """One approval of the case, chosen by item; without a question where there is only one."""
    lines = [x for x in await place.app.ask("case.progress", case=case) if not undecided or x.state in ("open", "paused", "blocked")]
    if not lines:
        raise Refusal(f"{case} 没有还在办的事项", "", "请看办理结果")
    chosen = lines[0].number if len(lines) == 1 else await place.app.question(
        Choice(title, [(x.number, x.item_name, f"{x.department_name} {x.left or x.outcome_words}") for x in lines])
    )
    return next((x for x in lines if x.number == chosen), None)


async def _remind(place: Place, case: str) -> None:
    line = await _which(place, case, "催哪个台", undecided=True)
    if line is not None:
        words = await place.app.question(Entry(f"催办 {line.department_name}", ("说明", ""), text=f"{line.item_name}，{line.left}。电话 {line.phone or '没有登记'}。"))
        if words is not None:
            place.say(str(await place.app.ask("approval.remind", approval=line.number, words=words)))


async def _explain(place: Place, case: str) -> None:
    from screens.days import DaysScreen

    if (line := await _which(place, case, "哪个事项", undecided=False)) is not None:
        place.app.push_screen(DaysScreen(line.number))


async def _amend(place: Place, case: str) -> None:
    given = await place.app.question(Entry(f"{case} 更正", ("栏目", ""), ("改为", ""), ("理由", "")))
    if given is not None:
        place.say(str(await place.app.ask("case.amend", case=case, name=given[0], value=given[1], reason=given[2])))


async def _less(place: Place, case: str) -> None:
    line = await _which(place, case, "撤回哪个事项", undecided=True)
    if line is None:
        return
    reason = await place.app.question(Entry(f"撤回 {line.item_name}", ("申请人的理由", ""), text="以它为前置的事项随之终止。"))
    if reason is not None:
        place.say(str(await place.app.ask("approval.withdraw", approval=line.number, reason=reason)), "warn")


async def _withdraw(place: Place, case: str) -> None:
    reason = await place.app.question(Entry(f"{case} 全部撤回", ("申请人的理由", "")))
    if reason is not None and await place.app.question(Question(f"{case} 全部撤回？", "没有决定的审批停止，原件退还；已作的决定不变。", yes="撤回", no="返回")):
        place.say(str(await place.app.ask("case.withdraw", case=case, reason=reason)), "warn")
