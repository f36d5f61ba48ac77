"""The clock of an approval: stopping it, more time, why it ran over, its days one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.rules.clock import GROUNDS
from counter.rules.writing import Writing
from screens.desk.countersigning import signature
from screens.desk.days import DaysScreen
from screens.desk.second_officer import Proposal, propose, working_days
from screens.dialogs.signature import ELSEWHERE
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from screens.shell.place import Place


async def pause(place: Place, line: ApprovalLine) -> None:
    """A special procedure of article 45: the clock stands still. Raises Refusal."""
    allowed = await place.app.ask(acts.approval_grounds, approval=line.number)
    ground = await place.app.choose(
        t("哪种特别程序"),
        [(code, t(GROUNDS[code]), "") for code in allowed],
        text=t("指南公布的只有这些；时间不计入期限。"),
    )
    if ground is None:
        return
    given = await place.app.enter(
        f"{line.number} {t(GROUNDS[ground])}",
        (t("预计工作日"), "5", Writing.CODE),
        (t("说明"), "", True),
        check=working_days,
        about=0,
    )
    if given is not None:
        place.say(
            worded(
                await place.app.ask(
                    acts.approval_pause,
                    approval=line.number,
                    ground=ground,
                    days=int(given[0]),
                    reason=given[1],
                    version=line.version,
                )
            ),
            "warn",
        )


async def resume(place: Place, line: ApprovalLine) -> None:
    """The special procedure has ended. Raises Refusal."""
    place.say(worded(await place.app.ask(acts.approval_resume, approval=line.number, version=line.version)))


async def extend(place: Place, line: ApprovalLine) -> None:
    """More time, once, with the head's signature. Raises Refusal."""
    given = await place.app.enter(
        t("{number} 延长期限", number=line.number),
        (t("天数"), "10", Writing.CODE),
        (t("理由"), ""),
        text=t("只能延长一次，从受理日起算，理由书面告知申请人。"),
        check=working_days,
        about=0,
    )
    if given is None:
        return
    days, reason = int(given[0]), given[1]
    desk = await place.app.ask(acts.approval_desk)
    chief = next((one for one in desk.officers if one.head), None)
    mine = chief is not None and chief.code == place.app.actor.staff
    title = (
        t("本台负责人延长期限：另一名人员签署")
        if mine
        else t("批准延期的负责人签署：{name}", name=chief.name)
        if chief is not None
        else t("批准延期的负责人签署")
    )
    text = t(
        "{number} {applicant} {item}\n延长 {days} 个工作日，{left}\n理由：{reason}",
        number=line.number,
        applicant=line.applicant,
        item=line.item_name,
        days=days,
        left=worded(line.left),
        reason=reason,
    )
    head = await signature(place, title, text)
    if head is None:
        return
    if head is ELSEWHERE:
        await propose(place, [line], Proposal(extend=days, reasons=reason))
    else:
        place.say(
            worded(
                await place.app.ask(
                    acts.approval_extend,
                    approval=line.number,
                    days=days,
                    reason=reason,
                    head=head[0],
                    head_password=head[1],
                    version=line.version,
                )
            ),
            "warn",
        )


async def account(place: Place, line: ApprovalLine) -> None:
    """Explain in public why it is over its limit. Raises Refusal."""
    words = await place.app.write(
        t("{number} 公开说明", number=line.number), text=t("超期单位应公开说明原因；这段话会公开。")
    )
    if words is not None:
        place.say(worded(await place.app.ask(acts.approval_account, approval=line.number, words=words)))


async def explain(place: Place, line: ApprovalLine) -> None:
    """Its days, one by one."""
    place.app.push_screen(DaysScreen(line.number))
