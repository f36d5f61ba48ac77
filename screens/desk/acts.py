"""What an approver does with an approval, by dialogs: the same from the list and from the open file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter import acts
from counter.errors import Refusal
from counter.rules.approval import ApprovalState
from counter.rules.clock import GROUNDS
from counter.rules.writing import Writing
from screens.desk.countersigning import second_officer, signature
from screens.desk.second_officer import choose_review, propose, propose_any, working_days
from screens.dialogs.signature import ELSEWHERE
from screens.parts.composed import line_words, paper_words
from screens.shell.language import day, listed, mark, t, worded

if TYPE_CHECKING:
    from counter.acts.approval.deciding import ApprovalLine
    from screens.shell.place import Place

ACTS = (
    ("receive", mark("签收"), mark("材料到了，与转移单相符")),
    ("grant", mark("准予"), ""),
    ("refuse", mark("不予许可"), mark("写明理由，救济途径自动附上")),
    ("ask", mark("要求补正"), mark("给申请人期限，只影响本台")),
    ("pause", mark("特别程序"), mark("第四十五条的检验、听证等，停计时")),
    ("resume", mark("恢复计时"), mark("特别程序结束")),
    ("extend", mark("延长期限"), mark("一次，须负责人批准")),
    ("opinion", mark("记意见、上报"), mark("只有本台看得到；上报的上级也看得到")),
    ("past", mark("经过"), mark("这件从头到现在，和各台进度")),
)
"""Digit 1 to 9 -> what it does to the highlighted approval; 0 counts its days."""


async def act_on(place: Place, line: ApprovalLine, what: str) -> None:
    """Do one of ACTS (or explain, tolerate, recall, account) to an approval. Raises Refusal."""
    await globals()[f"_{what}"](place, line)


async def choose_act(place: Place, line: ApprovalLine) -> None:
    """What is to be answered first; else all acts with their digits, for who does not know them by heart."""
    if await choose_review(place, line):
        return
    options = [
        *((code, t(name), t(remark)) for code, name, remark in ACTS),
        ("propose", t("提请复核"), t("由另一名人员在自己的台上同意")),
        ("tolerate", t("容缺准予"), t("还有容缺材料后补")),
        ("recall", t("撤回决定"), t("交付前，须第二名审批人员")),
        ("account", t("公开说明超期原因"), ""),
        ("explain", t("逐日说明期限"), t("数字 0")),
        ("unask", t("撤回补正要求"), t("不用补了")),
        ("mismatch", t("材料不符"), t("与转移单不符，不签收")),
        ("decided", t("本台已办的"), t("撤回决定、公开说明")),
    ]
    chosen = await place.app.choose(f"{line.number} {line.item_name}", options, text=line_words(line))
    if chosen is not None:
        await act_on(place, line, chosen)


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
    what = await place.app.choose(
        f"{line.number} {line.item_name}",
        [
            ("recall", t("撤回决定"), t("交付前，须第二名审批人员")),
            ("propose", t("提请复核"), t("由另一名人员在自己的台上同意")),
            ("account", t("公开说明超期原因"), ""),
            ("past", t("经过"), ""),
            ("explain", t("逐日说明期限"), ""),
        ],
        text=line_words(line),
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
        raise Refusal(
            "screen.no-slip-sign",
            t("{case} 没有待签收的转移单", case=line.case),
            rule=t("签收时当面核对"),
            next=t("材料有问题请用“要求补正”，或联系窗口"),
        )
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


async def _grant(place: Place, line: ApprovalLine, **how: Any) -> None:
    how = how or {"grant": True}
    word = t("容缺准予") if how.get("tolerance") else t("准予")
    text = t("{item}，{case}，{left}。", item=line.item_name, case=line.case, left=worded(line.left))
    if not await place.app.confirm(t("{number} {word}？", number=line.number, word=word), text, yes=word, no=t("返回")):
        return
    second = await second_officer(place, [line], f"{line.number} {word}", **how)
    if second is None:
        return
    done = await place.app.ask(
        acts.approval_decide,
        approval=line.number,
        second=second[0],
        second_password=second[1],
        version=line.version,
        **how,
    )
    rest = (
        t("；全部事项已办结，通知领取")
        if done.closed
        else t("；{case} 还在办 {n} 项", case=done.case, n=len(done.still_open))
    )
    place.say(t("{approval} {item}：{word}", approval=done.approval, item=done.item_name, word=word) + rest)


async def _tolerate(place: Place, line: ApprovalLine) -> None:
    await _grant(place, line, tolerance=True)


async def _refuse(place: Place, line: ApprovalLine) -> None:
    reasons = await place.app.write(
        t("{number} 不予许可：理由", number=line.number),
        text=t("{item}。理由写进决定书；复议和诉讼途径自动附上。", item=line.item_name),
    )
    second = (
        await second_officer(place, [line], f"{line.number} {t('不予许可')}", refuse=True, reasons=reasons)
        if reasons is not None
        else None
    )
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
    second = await second_officer(place, lines, t("{n} 件一并准予", n=len(lines)), grant=True)
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


async def _ask(place: Place, line: ApprovalLine) -> None:
    papers = [p for p in await place.app.ask(acts.case_set, case=line.case) if line.item in p.items]
    chosen = await place.app.choose(
        t("要哪份材料"),
        [(p.document, p.name, paper_words(p)) for p in papers] + [("", t("不要材料，只要答复"), "")],
        text=line.item_name,
    )
    if chosen is None:
        return
    reason = await place.app.enter(
        t("{number} 要求补正", number=line.number),
        (t("补什么"), "", bool(chosen)),
        text=t("一次说全；期限默认十个工作日。"),
    )
    if reason is not None:
        place.say(
            worded(
                await place.app.ask(
                    acts.approval_ask,
                    approval=line.number,
                    documents=(chosen,) if chosen else (),
                    reason=reason,
                    version=line.version,
                )
            ),
            "warn",
        )


async def _pause(place: Place, line: ApprovalLine) -> None:
    allowed = await place.app.ask(acts.approval_grounds, approval=line.number)
    if not allowed:
        raise Refusal(
            "screen.guide-no-special-procedure",
            t("{item}的指南没有特别程序", item=line.item_name),
            rule=t("行政许可法第四十五条"),
            next=t("这项不能中止计时，需要时间请用 7 延期"),
        )
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


async def _resume(place: Place, line: ApprovalLine) -> None:
    place.say(worded(await place.app.ask(acts.approval_resume, approval=line.number, version=line.version)))


async def _propose(place: Place, line: ApprovalLine) -> None:
    await propose_any(place, line)


async def _extend(place: Place, line: ApprovalLine) -> None:
    head = await signature(place, t("批准延期的负责人签署"))
    if head is None:
        return
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
    if head is ELSEWHERE:
        await propose(place, [line], extend=days, reasons=reason)
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
    from screens.window.case_history import PastScreen

    place.app.push_screen(PastScreen(line.case))


async def _explain(place: Place, line: ApprovalLine) -> None:
    from screens.desk.days import DaysScreen

    place.app.push_screen(DaysScreen(line.number))


async def _recall(place: Place, line: ApprovalLine) -> None:
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
        await propose(place, [line], recall=True, reasons=reason)
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


async def _account(place: Place, line: ApprovalLine) -> None:
    words = await place.app.write(
        t("{number} 公开说明", number=line.number), text=t("超期单位应公开说明原因；这段话会公开。")
    )
    if words is not None:
        place.say(worded(await place.app.ask(acts.approval_account, approval=line.number, words=words)))
