"""What can follow where an applicant has not kept a promise: told in writing, taken in, the desk pressed, the tolerance
ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from counter import acts
from counter.rules.writing import Writing
from screens.parts.composed import LIGHTS
from screens.parts.lines import Line
from screens.shell.language import mark, short_day, t, worded

if TYPE_CHECKING:
    from counter.acts.case.outstanding import Owed
    from screens.shell.place import Place

STEPS = {
    "urge": (mark("书面催告申请人"), mark("出催告书，每天一次")),
    "bring": (mark("材料来了，收下"), mark("记为已补")),
    "remind": (mark("催审批台决定"), mark("按现有材料决定，或重新要求补正")),
    "later": (mark("延期"), mark("写明到哪天和理由，出书面通知")),
    "end": (mark("终止容缺"), mark("写明理由，出书面通知")),
    "open": (mark("打开办件"), mark("查看告知的内容和已交的材料")),
    "tell": (mark("材料来了，收下后受理"), mark("在收件屏办理")),
    "withdraw": (mark("申请人不办了，撤回"), mark("写明申请人的意思")),
}
SHOWN_HERE = ("urge", "bring", "remind", "later", "end", "withdraw")
"""Steps that are taken from this list; the others are the window's, at intake."""


def owed_lines(found: Iterable[Owed]) -> Iterable[Line]:
    """Those near or over their date, for the list of things that need somebody."""
    for one in found:
        if one.light != "green":
            light, tone = LIGHTS[one.light]
            yield Line(
                f"owed:{one.case}:{one.subject}",
                (t(light), one.case, f"{short_day(date.fromisoformat(one.due_on))} {one.words}", t(one.state)),
                tone,
            )


async def act_on_owed(place: Place, one: Owed) -> None:
    """Choose the next step and do it. Raises Refusal."""

    options = [(step, t(STEPS[step][0]), t(STEPS[step][1])) for step in one.steps if step in SHOWN_HERE] + [
        ("past", t("经过"), "")
    ]
    chosen = await place.app.choose(one.case, options, text=f"{one.words}\n{one.due_on}  {t(one.state)}")
    if chosen == "past":
        from screens.window.case_history import CaseHistoryScreen

        place.app.push_screen(CaseHistoryScreen(one.case))
    elif chosen == "bring":
        place.say(
            worded(
                await place.app.ask(
                    acts.case_bring,
                    case=one.case,
                    **({"documents": (one.subject,)} if one.kind == "tolerated" else {"note": await _note(place)}),
                )
            )
        )
    elif chosen == "urge":
        words = await place.app.enter(t("催告 {case}", case=one.case), (t("另外说明"), "", True))
        if words is not None:
            place.say(worded(await place.app.ask(acts.case_urge, case=one.case, words=words)))
    elif chosen == "remind":
        words = await place.app.enter(
            t("催办 {subject}", subject=one.subject), (t("内容"), mark("申请人逾期未补，请按现有材料决定"))
        )
        if words is not None:
            place.say(worded(await place.app.ask(acts.approval_remind, approval=one.subject, words=words)))
    elif chosen == "later":
        given = await place.app.enter(
            t("容缺延期 {case}", case=one.case), (t("延到哪天"), "", Writing.DAY), (t("理由"), "")
        )
        if given is not None:
            until = date.fromisoformat(given[0])
            place.say(
                worded(
                    await place.app.ask(
                        acts.case_extend_tolerance,
                        case=one.case,
                        document=one.subject,
                        until=until,
                        reason=given[1],
                    )
                )
            )
    elif chosen == "withdraw":
        reason = await place.app.enter(t("申请人撤回 {case}", case=one.case), (t("原因"), ""))
        if reason is not None:
            place.say(worded(await place.app.ask(acts.case_withdraw, case=one.case, reason=reason)), "warn")
    elif chosen == "end":
        reason = await place.app.enter(
            t("终止容缺 {case}", case=one.case),
            (t("理由"), ""),
            text=t("需要这份材料的事项终止办理，其他事项照常；出书面通知，写明救济途径；不能撤销。"),
        )
        if reason is not None:
            place.say(
                worded(
                    await place.app.ask(acts.case_end_tolerance, case=one.case, document=one.subject, reason=reason)
                ),
                "warn",
            )


async def _note(place: Place) -> str:

    return await place.app.enter(t("申请人的答复"), (t("答复"), "")) or ""
