"""Deciding an approval and taking a decision back, with a second officer where it takes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.rules.clock import Light
from screens.desk.countersigning import second_officer, signature
from screens.desk.reasons import reasons_for
from screens.desk.second_officer import Proposal, propose
from screens.dialogs.signature import ELSEWHERE
from screens.shell.language import listed, t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from screens.shell.place import Place


async def grant(place: Place, line: ApprovalLine, *, tolerance: bool = False, reasons: str = "") -> None:
    """Grant it; with `tolerance` although a paper is still to follow. Raises Refusal."""
    word = t("容缺准予") if tolerance else t("准予")
    text = t(
        "{applicant}，{item}，{case}，{left}。",
        applicant=line.applicant,
        item=line.item_name,
        case=line.case,
        left=worded(line.left),
    )
    if not await place.app.confirm(t("{number} {word}？", number=line.number, word=word), text, yes=word, no=t("返回")):
        return
    second = await second_officer(
        place, [line], f"{line.number} {word}", Proposal(grant=not tolerance, tolerance=tolerance, reasons=reasons)
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
        reasons=reasons,
    )
    rest = (
        t("；全部事项已办结，通知领取")
        if done.closed
        else t("；{case} 还在办 {n} 项", case=done.case, n=len(done.still_open))
    )
    place.say(t("{approval} {item}：{word}", approval=done.approval, item=done.item_name, word=word) + rest)


async def tolerate(place: Place, line: ApprovalLine) -> None:
    """Grant it although a paper is still to follow; with the reason written where the paper is late."""
    late = await late_words(place, line)
    reasons: str | None = ""
    if late:
        reasons = await place.app.enter(
            t("{number} 依现有材料准予", number=line.number),
            (t("理由"), ""),
            text=t("{late}。写明为什么不等这份材料。", late=late),
        )
    if reasons is not None:
        await grant(place, line, tolerance=True, reasons=reasons)


async def late_words(place: Place, line: ApprovalLine) -> str:
    """The tolerated papers of this approval's case that missed their date, in words; empty for none."""
    owed = await place.app.ask(acts.report_owed)
    return listed(
        one.words for one in owed if one.kind == "tolerated" and one.case == line.case and one.light == Light.RED
    )


async def refuse(place: Place, line: ApprovalLine) -> None:
    """Refuse it, with reasons. Raises Refusal."""
    reasons = await reasons_for(
        place,
        t("{number} {applicant} 不予许可：理由", number=line.number, applicant=line.applicant),
        t("{item}。理由写进决定书；复议和诉讼途径自动附上。", item=line.item_name),
        [line.item],
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


async def recall(place: Place, line: ApprovalLine) -> None:
    """Take a decision back before it is handed over, with a second officer. Raises Refusal."""
    reason = await place.app.enter(
        t("{number} 撤回决定", number=line.number),
        (t("理由"), ""),
        text=t("交付前可以撤回；依赖它的事项重新等待。"),
    )
    if reason is None:
        return
    text = t("{number} {item}\n理由：{reason}", number=line.number, item=line.item_name, reason=reason)
    second = await signature(place, t("同意撤回的第二名人员签署"), text)
    if second is None:
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


async def end_late(place: Place, line: ApprovalLine) -> None:
    """End this item because a tolerated paper did not come in time. Raises Refusal."""
    reason = await place.app.enter(
        t("{number} 终止容缺", number=line.number),
        (t("理由"), ""),
        text=t("容缺材料逾期未补：本事项终止办理，其他事项照常；出书面通知，写明救济途径；不能撤销。"),
    )
    if reason is not None:
        done = await place.app.ask(acts.approval_end_tolerance, approval=line.number, reason=reason)
        place.say(worded(done), "warn")
