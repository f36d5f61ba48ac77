"""What a scan does at a desk: papers that have come are signed for, anything else of this desk opens its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from counter import acts
from counter.errors import Refusal
from counter.rules.approval import ApprovalState
from counter.rules.scan import names_a_person
from screens.shell.language import listed, named, t, worded

if TYPE_CHECKING:
    from counter.acts.delivery.handover import Slip
    from screens.shell.place import Place


class Used(NamedTuple):
    """What came of a scan: the approval whose file is to be opened, or the first of those whose papers were signed for;
    neither where another screen has taken it, or nobody signed.
    """

    opens: str = ""
    signed: str = ""


async def use_scan(place: Place, text: str) -> Used:
    """Sign for what has come, or say whose file is to be opened.

    What is scanned is a slip's number, or the number or code of a case as on its transfer paper and its receipt. Raises
    Refusal for what is no business of this desk.
    """
    if names_a_person(text):
        place.app.open_step("search", text)  # what lies at this desk of theirs
        return Used()
    slip = await _slip(place, text)
    case = slip.case if slip is not None else (await place.app.ask(acts.case_show, case=text)).case
    if slip is None:
        slip = next(iter(await place.app.ask(acts.slip_list, case=case, unreceived=True)), None)
    if slip is not None and slip.received_at is None:
        return Used(signed=await _sign(place, slip))
    if not (opens := await _approval_of(place, case)):
        raise Refusal(
            "screen.no-approval-desk",
            t("{case} 在本台没有审批", case=case),
            rule=t("各台只看自己的件"),
            next=t("请核对扫的是哪张"),
        )
    return Used(opens=opens)


async def _slip(place: Place, text: str) -> Slip | None:
    """This desk's slip of that number."""
    from counter.rules.identity import clean_number

    number = clean_number(text)
    return next((one for one in await place.app.ask(acts.slip_list) if one.code == number), None)


async def _sign(place: Place, slip: Slip) -> str:
    """Hold what the slip says against what lies there; signed for only if it is all there. Gives the approval."""
    papers = "\n".join(t("{name}  {n} 份", name=named(name), n=copies) for _, name, copies in slip.documents)
    title = t("{code} 的材料都到了？", code=slip.code)
    text = "\n".join(filter(None, (worded(slip.mismatch), papers or t("这张转移单没有纸质材料"))))
    if await place.app.confirm(title, text, yes=t("签收"), no=t("不符")):
        done = await place.app.ask(acts.slip_receive, code=slip.code)
        blocked = [
            one.number
            for one in await place.app.ask(acts.approval_list, state=ApprovalState.BLOCKED)
            if one.case == done.case
        ]
        place.say(
            t("{code} 已签收（{case}）", code=done.code, case=done.case)
            + (t("；{numbers} 还在等前置", numbers=listed(blocked)) if blocked else "")
        )
        place.reload()
        return await _approval_of(place, done.case)
    place.say(t("{code} 没有签收；少了的，请选中这件按 F8“材料不符”写明", code=slip.code), "warn")
    return ""


async def _approval_of(place: Place, case: str) -> str:
    """The number of this desk's approval in a case, an undecided one first; empty for none."""
    for state in ("", ApprovalState.DECIDED):
        for one in await place.app.ask(acts.approval_list, **({"state": state} if state else {})):
            if one.case == case:
                return one.number
    return ""
