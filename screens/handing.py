"""Handing over a result, and the rating that closes a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counter.acts.lookup import CaseSeen
    from screens.place import Place

LEVELS = [("5", "非常满意", ""), ("4", "满意", ""), ("3", "基本满意", ""), ("2", "不满意", "会有人回访"), ("1", "非常不满意", "会有人回访")]


async def hand_over(place: Place, case: CaseSeen) -> None:
    """Check who stands there, record the delivery, offer the rating. Raises Refusal."""
    from screens.dialogs.question import Question

    who = f"{case.applicant} {case.number}" if case.applicant else "申请人"
    text = f"{case.matter}\n领取人应是：{who}" + (f"\n或代办人：{case.agent}" if case.agent else "") + "\n请核对证件原件。"
    if not await place.app.question(Question(f"领取结果 {case.name}？", text, yes="已核对，交付")):
        return
    place.say(str(await place.app.ask("case.deliver", code=case.name)))
    await rate(place, case=case.name)


async def rate(place: Place, *, case: str = "", ticket: str = "") -> None:
    """Turn the screen to the citizen: five answers by digit; Esc leaves it to the phone page."""
    from screens.dialogs.choice import Choice

    level = await place.app.question(Choice("请您评价这次办理", LEVELS, text="不评也可以，按 Esc；回执上的码也能评价。"))
    if level is not None:
        if case:
            place.say(str(await place.app.ask("case.rate", case=case, level=int(level))))
        else:
            place.say(str(await place.app.ask("rating.visit", ticket=ticket, level=int(level))))
