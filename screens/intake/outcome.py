"""F5 at intake: the outcomes that the law knows. What can't be chosen just now says why; the remedies always can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.rules.case import CaseState
from screens.desk.countersigning import released
from screens.dialogs.choice import Cannot
from screens.intake.applicant import ask_applicant
from screens.intake.lines import LACKING, missing
from screens.shell.language import mark, t, worded

if TYPE_CHECKING:
    from screens.intake.intake import IntakeScreen


async def choose_outcome(place: IntakeScreen) -> None:
    """Ask which outcome, and do it. Raises Refusal."""
    shown = place.shown
    if shown.state == CaseState.ACCEPTED:
        await _later(place)
        return
    if not shown.person:
        await ask_applicant(place)
        shown = place.shown
    remark = Cannot(missing(shown)) if shown.lacks else t("{n} 个事项，送审批台办理", n=len(shown.items))
    barred = any(one.startswith(mark("不得再次申请")) for one in shown.warnings)
    options = [
        ("accept", t("予以受理"), remark),
        ("receive", t("只收件"), Cannot(t("已收件")) if shown.receipt_number else t("给收件编号，五日内答复")),
        ("notify", t("发一次性告知"), t("写明全部要补的内容")),
        ("correct", t("当场更正"), t("错误可以当场改的")),
        ("no-permit", t("无需许可"), t("告知不需要办")),
        ("not-competent", t("不属职权"), t("说明向谁申请")),
        ("withdraw", t("撤回申请"), t("申请人不办了")),
        ("untrue", t("材料虚假"), t("只对行政许可：不予受理并警告（第七十八条）")),
        *([("barred", t("限制期未满"), t("书面不予受理"))] if barred else []),
        ("succeed", t("申请人变故"), t("死亡、合并、分立、终止")),
    ]
    warnings = "\n".join(map(worded, shown.warnings))
    chosen = await place.app.choose(t("{case} 怎样处理", case=shown.case), options, text=warnings)
    if chosen is not None:
        await {
            "accept": _accept,
            "receive": _receive,
            "notify": _notify,
            "correct": _correct,
            "no-permit": _no_permit,
            "not-competent": _not_competent,
            "withdraw": _withdraw,
            "untrue": _untrue,
            "barred": _barred,
            "succeed": _succeed,
        }[chosen](place)


async def _later(place: IntakeScreen) -> None:
    """What can still be done once it is accepted; none of the outcomes can."""
    from screens.window.after_acceptance import LATER, act_later

    case = place.shown.case
    options = [(what, t(name), t(remark)) for what, name, remark in LATER]
    chosen = await place.app.choose(t("{case} 已经受理，还要做什么", case=case), options)
    if chosen is not None:
        await act_later(place, case, chosen)
        await place.refresh_data()


async def _accept(place: IntakeScreen) -> None:
    if place.shown.part_lacks and len(place.shown.lacks) == 1 + place.shown.form_lacks and place.question is None:
        place.say(t(LACKING[place.shown.part_lacks]), "warn")
        await ask_applicant(place)
        if place.shown.part_lacks:
            return
    if place.shown.form_lacks == len(place.shown.lacks) > 0 and place.question is None:
        place.say(t("表单还差 {n} 栏，填好再受理", n=place.shown.form_lacks), "warn")
        place.fill_form()
        return
    accepted = await place.do(acts.case_accept)
    ready = await place.app.ask(acts.case_decidable_here, case=accepted.case)
    names = "\n".join(line.item_name for line in ready)
    if ready and await place.app.confirm(
        t("{n} 个即办事项，现在当场办结？", n=len(ready)), names, yes=t("当场办结"), no=t("送审批台")
    ):
        place.say(worded(await place.app.ask(acts.case_decide_here, case=accepted.case)))
        await place.refresh_data()


async def _receive(place: IntakeScreen) -> None:
    await place.do(acts.case_receive)


async def _notify(place: IntakeScreen) -> None:
    given: str | None = ""
    if place.shown.notices:
        given = await place.app.enter(
            t("再次告知"), (t("说明"), ""), text=t("第一次告知以后又发现的问题写在这里；没有就空着。")
        )
    if given is None:
        return
    reason: str = given
    draft = await place.app.ask(acts.case_draft_notice, case=place.case, version=place.version, reason=reason)
    await place.refresh_data()
    if not draft.points:
        await place.do(acts.case_notify, reason=reason)
        return
    text = "\n".join(f"{number}. {point}" for number, point in enumerate(draft.points, 1))
    if draft.needs_supervisor:
        text += "\n" + t("其中有第一次告知时就能看出的内容，须由值班主任签署。")
    if await place.app.confirm(
        t("第 {number} 次告知，共 {n} 项", number=draft.number, n=len(draft.points)), text, yes=t("发出")
    ):
        await released(
            place,
            lambda who, password: place.do(acts.case_notify, reason=reason, release=who, release_password=password),
        )


async def _correct(place: IntakeScreen) -> None:
    given = await place.app.enter(t("当场更正"), (t("更正什么"), ""), (t("原内容"), "", True), (t("更正后"), ""))
    if given is not None:
        await place.do(acts.case_correct, what=given[0], before=given[1], after=given[2])


async def _no_permit(place: IntakeScreen) -> None:
    reason = await place.app.enter(t("申请事项不需要取得许可"), (t("理由"), ""))
    if reason is not None:
        await place.do(acts.case_no_permit_needed, reason=reason)


async def _not_competent(place: IntakeScreen) -> None:
    late = place.shown.received_on is not None and place.shown.received_on < place.app.today
    given = await place.app.enter(
        t("不属于本大厅的职权"),
        (t("有权机关"), ""),
        (t("理由"), ""),
        *([(t("为什么收件当天没有说"), "")] if late else []),
    )
    if given is not None:
        await place.do(
            acts.case_not_competent, competent=given[0], reason=given[1], late=given[2] if len(given) > 2 else ""
        )


async def _withdraw(place: IntakeScreen) -> None:
    reason = await place.app.enter(t("申请人撤回"), (t("原因"), ""))
    if reason is not None:
        await place.do(acts.case_withdraw, reason=reason)


async def _untrue(place: IntakeScreen) -> None:
    from screens.window.endings import refuse_false

    if await refuse_false(place, place.case, place.version):
        await place.refresh_data()


async def _barred(place: IntakeScreen) -> None:
    await place.do(acts.case_refuse_barred)


async def _succeed(place: IntakeScreen) -> None:
    from screens.window.endings import succeed

    if await succeed(place, place.case):
        await place.refresh_data()
