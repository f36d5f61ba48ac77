"""What an approver does with an approval, by dialogs: the same from the list and from the open file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.approval import ApprovalState
from counter.rules.writing import Writing
from screens.desk import deciding, endings, heard, timing
from screens.desk.digits import ACTS, DIGIT_OF
from screens.desk.second_officer import choose_review, propose_any
from screens.desk.supplement import SupplementScreen
from screens.dialogs.choice import Cannot
from screens.parts.composed import line_words
from screens.shell.language import day, t, worded
from screens.window.case_history import CaseHistoryScreen

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from screens.shell.place import Place


async def act_on(place: Place, line: ApprovalLine, what: str) -> None:
    """Do one of DOES to an approval; what can't be done is refused before anybody writes or signs for it."""
    await place.app.ask(acts.approval_may, approval=line.number, what=what)
    await DOES[what](place, line)


async def choose_act(place: Place, line: ApprovalLine) -> None:
    """What is to be answered first; else all acts with their digits, for who does not know them by heart."""
    if await choose_review(place, line):
        return
    options: list[tuple[str, str, str]] = [
        *((code, t(name), t(remark)) for code, name, remark in ACTS),
        ("propose", t("提请复核"), t("由另一名人员在自己的台上同意")),
        ("tolerate", t("容缺准予"), t("还有容缺材料后补；逾期的写明理由")),
        ("late", t("容缺逾期，终止本事项"), t("写明理由，出书面通知")),
        ("recall", t("撤回决定"), t("交付前，须第二名审批人员")),
        ("account", t("公开说明超期原因"), ""),
        ("explain", t("逐日说明期限"), ""),
        ("unask", t("撤回补正要求"), t("不用补了")),
        ("mismatch", t("材料不符"), t("与转移单不符，不签收")),
        ("remind", t("催办"), t("在等别台的催别台；本台的由负责人催")),
        ("decided", t("本台已办的"), t("撤回决定、公开说明")),
        ("untrue", t("材料虚假"), t("不予许可并警告，须第二名审批人员（第七十八条）")),
        ("others", t("利害关系人"), t("登记、告知、听取意见")),
        ("hearing", t("听证"), t("告知、收申请、定日子、记笔录")),
    ]
    options = await _barred(place, line, options)
    chosen = await place.app.choose(f"{line.number} {line.item_name}", options, text=line_words(line), digits=DIGIT_OF)
    if chosen is not None:
        await act_on(place, line, chosen)


async def _barred(place: Place, line: ApprovalLine, options: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The same lines in the same places; what would be refused just now is dim and says why."""
    found = {one.what: one.why_not for one in await place.app.ask(acts.approval_able, approval=line.number)}
    return [
        (code, name, Cannot(t("不能：{why}", why=worded(found[code]))) if found.get(code) else remark)
        for code, name, remark in options
    ]


async def choose_decided(place: Place) -> None:
    """The desk's own decided approvals, the newest first, and what can still be done with one."""
    lines = await place.app.ask(acts.approval_list, state=ApprovalState.DECIDED)
    if not lines:
        raise Refusal("screen.desk-not-decided-anything", t("本台还没有作出过决定"))
    chosen = await place.app.choose(
        t("本台已办的（新的在前）"),
        [(x.number, x.item_name, f"{x.case} {day(x.decided_on)} {t(x.outcome_words)}") for x in lines[:60]],
    )
    line = next((x for x in lines if x.number == chosen), None)
    if line is None:
        return
    decided: list[tuple[str, str, str]] = [
        ("recall", t("撤回决定"), t("交付前，须第二名审批人员")),
        ("propose", t("提请复核"), t("由另一名人员在自己的台上同意")),
        ("account", t("公开说明超期原因"), ""),
        ("past", t("经过"), ""),
        ("explain", t("逐日说明期限"), ""),
        ("revoke", t("撤销、撤回许可"), t("送达以后，依法定情形，须第二名审批人员")),
        ("deregister", t("注销许可"), t("送达以后，须第二名审批人员（第七十条）")),
    ]
    what = await place.app.choose(
        f"{line.number} {line.item_name}", await _barred(place, line, decided), text=line_words(line)
    )
    if what is not None:
        await act_on(place, line, what)


async def _decided(place: Place, line: ApprovalLine) -> None:
    await choose_decided(place)


async def _unask(place: Place, line: ApprovalLine) -> None:
    reason = await place.app.enter(t("{number} 撤回补正要求", number=line.number), (t("理由"), ""))
    if reason is not None:
        place.say(worded(await place.app.ask(acts.approval_unask, approval=line.number, reason=reason)))


async def _mismatch(place: Place, line: ApprovalLine) -> None:
    slips = [s for s in await place.app.ask(acts.slip_list, case=line.case, unreceived=True) if s.desk == line.desk]
    if not slips:
        return  # signed for by somebody else this moment
    slip = slips[-1]
    document = await place.app.choose(
        t("{code} 哪份不符", code=slip.code),
        [(code, name, t("送出 {n} 份", n=copies)) for code, name, copies in slip.documents],
    )
    if document is None:
        return
    given = await place.app.enter(
        t("材料不符"),
        (t("收到几份"), "0", Writing.CODE),
        (t("说明"), "", True),
        text=t("记下后不签收，由窗口补送；补齐再按 1 签收。"),
    )
    if given is not None:
        done = await place.app.ask(
            acts.slip_receive, code=slip.code, missing=(f"{document}={given[0]}",), note=given[1]
        )
        place.say(f"{done.code} {worded(done.mismatch) or t('已签收')}", "warn" if done.mismatch else "good")


async def _receive(place: Place, line: ApprovalLine) -> None:
    done = await place.app.ask(acts.approval_receive, approval=line.number)
    place.say(t("{number} 已签收，{left}", number=done.number, left=worded(done.left)))


async def _ask(place: Place, line: ApprovalLine) -> None:
    place.app.push_screen(SupplementScreen(line))


async def _remind(place: Place, line: ApprovalLine) -> None:
    words = await place.app.enter(t("催办 {subject}", subject=line.number), (t("内容"), ""), text=line_words(line))
    if words is not None:
        place.say(worded(await place.app.ask(acts.approval_remind, approval=line.number, words=words)))


async def _opinion(place: Place, line: ApprovalLine) -> None:
    words = await place.app.write(t("{number} 意见", number=line.number), text=t("别的台和窗口看不到。"))
    if words is None:
        return
    await place.app.ask(acts.approval_opinion, approval=line.number, words=words)
    if await place.app.confirm(
        t("连同材料上报？"),
        t("上报后，依赖本事项的上级审批台看得到这些意见，不再向申请人要同样的材料。"),
        yes=t("上报"),
        no=t("只记下"),
    ):
        place.say(worded(await place.app.ask(acts.approval_pass_up, approval=line.number)))
    else:
        place.say(t("{number} 意见已记下", number=line.number))


async def _past(place: Place, line: ApprovalLine) -> None:
    place.app.push_screen(CaseHistoryScreen(line.case))


DOES: dict[str, Callable[[Place, ApprovalLine], Awaitable[None]]] = {
    "receive": _receive,
    "grant": deciding.grant,
    "tolerate": deciding.tolerate,
    "late": deciding.end_late,
    "refuse": deciding.refuse,
    "recall": deciding.recall,
    "untrue": endings.refuse_false,
    "revoke": endings.revoke,
    "deregister": endings.deregister,
    "others": heard.others,
    "hearing": heard.hearing,
    "propose": propose_any,
    "ask": _ask,
    "unask": _unask,
    "pause": timing.pause,
    "resume": timing.resume,
    "extend": timing.extend,
    "account": timing.account,
    "explain": timing.explain,
    "opinion": _opinion,
    "past": _past,
    "mismatch": _mismatch,
    "remind": _remind,
    "decided": _decided,
}
"""What the menus and digits name -> how it is done."""
