"""What a window does with a case after its acceptance: papers that follow, a slip of the pen, one item less, pressing a
desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.approval import UNDECIDED
from counter.rules.documents import Standing
from screens.parts.composed import document_words
from screens.shell.language import listed, mark, t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.case.casebook import DocumentLine
    from screens.shell.place import Place

ANSWER = "-"
"""Stands for an answer in words among the papers."""

LATER = (
    ("bring", mark("收后补材料"), mark("容缺的、审批台要求补正的")),
    ("past", mark("经过和各台进度"), mark("谁在办、还剩几天、找谁")),
    ("remind", mark("催办"), mark("催一个还没办完的审批台")),
    ("explain", mark("逐日说明期限"), mark("一个事项的日子是怎么算的")),
    ("amend", mark("更正一栏"), mark("录错的字；不动已作的决定，除非它以该栏为据")),
    ("less", mark("撤回一个事项"), mark("其余照常办理")),
    ("withdraw", mark("全部撤回"), mark("申请人不办了")),
    ("serve", mark("先领已决定的结果"), mark("不必等其他事项；申请人也可以一次领齐")),
    ("tell", mark("有进展时通知"), mark("发短信或邮件；已登记的也可以在这里停掉")),
    ("succeed", mark("申请人变故"), mark("死亡、合并、分立、终止：登记承继人，或者终止办理")),
    ("others", mark("利害关系人来了"), mark("收下意见、听证申请，登记送达")),
)
"""Offered for an accepted case."""


async def act_later(place: Place, case: str, what: str) -> None:
    """Do one of LATER to a case. Raises Refusal."""
    await {
        "bring": _bring,
        "past": _past,
        "remind": _remind,
        "explain": _explain,
        "amend": _amend,
        "less": _less,
        "withdraw": _withdraw,
        "serve": _serve,
        "tell": _tell,
        "succeed": _succeed,
        "others": _others,
    }[what](place, case)


async def _bring(place: Place, case: str) -> None:
    shown = await place.app.ask(acts.case_show, case=case)
    papers = sorted(shown.papers, key=lambda p: p.state == Standing.HERE)
    options = [(p.document, p.name, _document_words(p)) for p in papers]
    chosen = await place.app.choose(t("{case} 交来什么", case=case), [*options, (ANSWER, t("没有材料，只有答复"), "")])
    if chosen is None:
        return
    note = ""
    if chosen == ANSWER:
        chosen = ""
        note = await place.app.enter(t("{case} 申请人的答复", case=case), (t("答复"), "")) or ""
    if chosen or note:
        place.say(
            worded(await place.app.ask(acts.case_bring, case=case, documents=(chosen,) if chosen else (), note=note))
        )


def _document_words(paper: DocumentLine) -> str:
    if paper.state == Standing.HERE:
        return t("已收，可更换")
    return document_words(paper)


async def _past(place: Place, case: str) -> None:
    from screens.window.case_history import CaseHistoryScreen

    place.app.push_screen(CaseHistoryScreen(case))


async def _which(place: Place, case: str, title: str, *, undecided: bool) -> ApprovalLine | None:
    """One approval of the case, chosen by item; without a question where there is only one."""
    lines = [x for x in await place.app.ask(acts.case_progress, case=case) if not undecided or x.state in UNDECIDED]
    if not lines:
        raise Refusal("screen.no-open-item", t("{case} 没有还在办的事项", case=case), next=t("请看办理结果"))
    chosen = (
        lines[0].number
        if len(lines) == 1
        else await place.app.choose(
            title,
            [(x.number, x.item_name, f"{x.department_name} {worded(x.left) or t(x.outcome_words)}") for x in lines],
        )
    )
    return next((x for x in lines if x.number == chosen), None)


async def _serve(place: Place, case: str) -> None:
    """Hand over what is decided, though other items of the case are still open."""
    from screens.window.handing_over import hand_over

    await hand_over(place, await place.app.ask(acts.window_case, case=case))


async def _succeed(place: Place, case: str) -> None:
    from screens.window.endings import succeed

    await succeed(place, case)


async def _others(place: Place, case: str) -> None:
    """Somebody on whom a permit of the case bears has come."""
    from screens.desk.heard import at_the_window

    if (line := await _which(place, case, t("关系哪个事项"), undecided=True)) is not None:
        await at_the_window(place, line.number)


async def _remind(place: Place, case: str) -> None:
    line = await _which(place, case, t("催哪个台"), undecided=True)
    if line is not None:
        text = t(
            "{item}，{left}。电话 {phone}。",
            item=line.item_name,
            left=worded(line.left),
            phone=line.phone or t("没有登记"),
        )
        words = await place.app.enter(
            t("催办 {subject}", subject=line.department_name), (t("说明"), "", True), text=text
        )
        if words is not None:
            place.say(worded(await place.app.ask(acts.approval_remind, approval=line.number, words=words)))


async def _explain(place: Place, case: str) -> None:
    from screens.desk.days import DaysScreen

    if (line := await _which(place, case, t("哪个事项"), undecided=False)) is not None:
        place.app.push_screen(DaysScreen(line.number))


async def _amend(place: Place, case: str) -> None:
    """A field of the form, chosen from its list; where the items ask none, whatever was put down under a name."""
    if (await place.app.ask(acts.case_form, case=case)).fields:
        from screens.intake.form import FormScreen

        place.app.push_screen(FormScreen(case))
        return
    given = await place.app.enter(
        t("{case} 更正", case=case), (t("栏目"), ""), (t("改为"), "", True), (t("理由"), "", True)
    )
    if given is not None:
        place.say(
            worded(await place.app.ask(acts.case_amend, case=case, name=given[0], value=given[1], reason=given[2]))
        )


async def _less(place: Place, case: str) -> None:
    line = await _which(place, case, t("撤回哪个事项"), undecided=True)
    if line is None:
        return
    reason = await place.app.enter(
        t("撤回 {item}", item=line.item_name), (t("理由"), ""), text=t("以它为前置的事项随之终止。")
    )
    if reason is not None:
        place.say(worded(await place.app.ask(acts.approval_withdraw, approval=line.number, reason=reason)), "warn")


async def _tell(place: Place, case: str) -> None:
    """An address to be told when the case moves; left empty, those that are told are told nothing more."""
    known = await place.app.ask(acts.case_told, case=case)
    text = t("已登记：{addresses}。留空则全部停掉。", addresses=listed(one.address for one in known)) if known else ""
    address = await place.app.enter(t("{case} 有进展时通知", case=case), (t("号码或邮箱"), "", bool(known)), text=text)
    if address is None or not (address or known):
        return
    if address:
        place.say(worded(await place.app.ask(acts.case_tell, case=case, address=address)))
    else:
        place.say(worded(await place.app.ask(acts.case_stop_telling, case=case)))


async def _withdraw(place: Place, case: str) -> None:
    reason = await place.app.enter(t("{case} 全部撤回", case=case), (t("理由"), ""))
    if reason is not None and await place.app.confirm(
        t("{case} 全部撤回？", case=case),
        t("没有决定的审批停止，原件退还；已作的决定不变。"),
        yes=t("撤回申请"),
        no=t("返回"),
    ):
        place.say(worded(await place.app.ask(acts.case_withdraw, case=case, reason=reason)), "warn")
