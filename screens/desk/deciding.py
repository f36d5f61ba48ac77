"""Deciding an approval and taking a decision back, with a second officer where it takes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from screens.desk.countersigning import second_officer, signature
from screens.desk.second_officer import Proposal, propose
from screens.dialogs.signature import ELSEWHERE
from screens.shell.language import listed, t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from screens.shell.place import Place


async def grant(place: Place, line: ApprovalLine, *, tolerance: bool = False) -> None:
    """Grant it; with `tolerance` although a paper is still to follow. Raises Refusal."""
    word = t("容缺准予") if tolerance else t("准予")
    text = t("{item}，{case}，{left}。", item=line.item_name, case=line.case, left=worded(line.left))
    if not await place.app.confirm(t("{number} {word}？", number=line.number, word=word), text, yes=word, no=t("返回")):
        return
    second = await second_officer(
        place, [line], f"{line.number} {word}", Proposal(grant=not tolerance, tolerance=tolerance)
    )
    if second is None:
        return
    done = await place.app.ask(
        acts.approval_decide,
        approval=line.number,
        second=second[0],
        second_password=second[1],
        version=line.version,
        grant=not tolerance,
        tolerance=tolerance,
    )
    rest = (
        t("；全部事项已办结，通知领取")
        if done.closed
        else t("；{case} 还在办 {n} 项", case=done.case, n=len(done.still_open))
    )
    place.say(t("{approval} {item}：{word}", approval=done.approval, item=done.item_name, word=word) + rest)


async def tolerate(place: Place, line: ApprovalLine) -> None:
    """Grant it although a paper is still to follow."""
    await grant(place, line, tolerance=True)


async def refuse(place: Place, line: ApprovalLine) -> None:
    """Refuse it, with reasons. Raises Refusal."""
    reasons = await place.app.write(
        t("{number} 不予许可：理由", number=line.number),
        text=t("{item}。理由写进决定书；复议和诉讼途径自动附上。", item=line.item_name),
    )
    if reasons is None:
        return
    proposal = Proposal(refuse=True, reasons=reasons)
    second = await second_officer(place, [line], f"{line.number} {t('不予许可')}", proposal)
    if second is not None:
        place.say(
            worded(
                await place.app.ask(
                    acts.approval_decide,
                    approval=line.number,
                    refuse=True,
                    reasons=reasons,
                    second=second[0],
                    second_password=second[1],
                    version=line.version,
                )
            ),
            "warn",
        )


async def decide_several(place: Place, lines: list[ApprovalLine]) -> None:
    """One decision for like cases, with a question that says how many and which."""
    if len({line.item for line in lines}) > 1:
        raise Refusal(
            "screen.what-ticked-not-all",
            t("勾选的不是同一个事项"),
            rule=t("只有同一事项的办件可以批量决定"),
            next=t("请只勾选同一事项"),
        )
    names = listed(line.case for line in lines[:4]) + (t(" 等 {n} 件", n=len(lines)) if len(lines) > 4 else "")
    if not await place.app.confirm(
        t("{n} 件“{item}”一并准予？", n=len(lines), item=lines[0].item_name), names, yes=t("一并准予"), no=t("返回")
    ):
        return
    second = await second_officer(place, lines, t("{n} 件一并准予", n=len(lines)), Proposal(grant=True))
    if second is not None:
        place.say(
            worded(
                await place.app.ask(
                    acts.approval_decide_batch,
                    approvals=tuple(line.number for line in lines),
                    grant=True,
                    second=second[0],
                    second_password=second[1],
                )
            )
        )


async def recall(place: Place, line: ApprovalLine) -> None:
    """Take a decision back before it is handed over, with a second officer. Raises Refusal."""
    second = await signature(place, t("同意撤回的第二名人员签署"))
    if second is None:
        return
    reason = await place.app.enter(
        t("{number} 撤回决定", number=line.number),
        (t("理由"), ""),
        text=t("交付前可以撤回；依赖它的事项重新等待。"),
    )
    if reason is None:
        return
    if second is ELSEWHERE:
        await propose(place, [line], Proposal(recall=True, reasons=reason))
    else:
        place.say(
            worded(
                await place.app.ask(
                    acts.approval_recall,
                    approval=line.number,
                    reason=reason,
                    second=second[0],
                    second_password=second[1],
                )
            ),
            "warn",
        )
