"""The law's rarer decisions by keys: refusing for false material, revoking what was served, ending its registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.rules.endings import CLOSING_NAMES, GROUND_NAMES, Closing, Ground
from screens.desk.countersigning import signature
from screens.desk.second_officer import Proposal, propose
from screens.dialogs.signature import ELSEWHERE
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from screens.shell.place import Place


async def refuse_false(place: Place, line: ApprovalLine) -> None:
    """Refuse for facts hidden or material that is false, with a warning (article 78). Raises Refusal."""
    given = await place.app.enter(
        t("{number} 隐瞒情况或者材料虚假", number=line.number),
        (t("查实情况"), ""),
        (t("陈述申辩"), ""),
        text=t(
            "先把事实、理由告诉申请人，听取陈述申辩（行政处罚法第四十四条、第四十五条）。决定书写明警告。本人放弃陈述申辩的写“放弃”。"
        ),
    )
    if given is None:
        return
    second = await signature(place, t("不予许可并警告：第二名人员签署"), f"{line.number} {line.item_name}\n{given[0]}")
    if second is ELSEWHERE:
        await propose(place, [line], Proposal(untrue=True, reasons=given[0], statement=given[1]))
    if second is None or second is ELSEWHERE:
        return
    done = await place.app.ask(
        acts.approval_refuse_false,
        approval=line.number,
        facts=given[0],
        statement=given[1],
        second=second[0],
        second_password=second[1],
        version=line.version,
    )
    place.say(worded(done), "warn")


async def revoke(place: Place, line: ApprovalLine) -> None:
    """Revoke a permit that was served, on a ground of the law. Raises Refusal."""
    ground = await place.app.choose(
        t("{number} 依哪一项撤销、撤回", number=line.number),
        [(one, t(GROUND_NAMES[one]), "") for one in Ground],
    )
    if ground is None:
        return
    given = await place.app.enter(
        t("{number} 撤销、撤回许可", number=line.number),
        (t("理由"), ""),
        (t("陈述申辩"), ""),
        text=t(
            "送达后只能依法定情形撤销；可能对公共利益造成重大损害的，不予撤销（第六十九条第三款）。"
            "出决定书，写明救济途径。理由写事实和依据；被许可人放弃陈述申辩的写“放弃”。"
        ),
    )
    if given is None:
        return
    second = await signature(place, t("撤销许可：第二名人员签署"), f"{line.number} {line.item_name}\n{given[0]}")
    if second is ELSEWHERE:
        await propose(place, [line], Proposal(revoke=ground, reasons=given[0], statement=given[1]))
    if second is None or second is ELSEWHERE:
        return
    done = await place.app.ask(
        acts.approval_revoke,
        approval=line.number,
        ground=ground,
        reason=given[0],
        statement=given[1],
        second=second[0],
        second_password=second[1],
    )
    place.say(worded(done), "warn")


async def deregister(place: Place, line: ApprovalLine) -> None:
    """End the registration of a permit that was served, on a ground of article 70. Raises Refusal."""
    ground = await place.app.choose(
        t("{number} 依哪一项注销", number=line.number),
        [(one, t(CLOSING_NAMES[one]), "") for one in Closing],
    )
    if ground is None:
        return
    given = await place.app.enter(
        t("{number} 注销许可", number=line.number),
        (t("理由"), ""),
        (t("陈述申辩"), ""),
        text=t("出注销决定书，写明救济途径。理由写事实和依据；持有人（近亲属、清算义务人）放弃陈述申辩的写“放弃”。"),
    )
    if given is None:
        return
    second = await signature(place, t("注销许可：第二名人员签署"), f"{line.number} {line.item_name}\n{given[0]}")
    if second is ELSEWHERE:
        await propose(place, [line], Proposal(deregister=ground, reasons=given[0], statement=given[1]))
    if second is None or second is ELSEWHERE:
        return
    done = await place.app.ask(
        acts.approval_deregister,
        approval=line.number,
        ground=ground,
        reason=given[0],
        statement=given[1],
        second=second[0],
        second_password=second[1],
    )
    place.say(worded(done), "warn")
