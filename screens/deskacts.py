"""What an approver does with an approval, by dialogs: the same from the list and from the open file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.rules.clock import GROUNDS
from screens.cosigning import second_officer, signature
from screens.dialogs.choice import Choice
from screens.dialogs.entry import Entry, Words
from screens.dialogs.question import Question
from screens.language import t

if TYPE_CHECKING:
    from counter.acts.desks import ApprovalLine
    from screens.place import Place

ACTS = (
    ("receive", "签收", "材料到了，与转移单相符"),
    ("grant", "准予", ""),
    ("refuse", "不予许可", "写明理由，救济途径自动附上"),
    ("ask", "要求补正", "给申请人期限，只影响本台"),
    ("pause", "特别程序", "第四十五条的检验、听证等，停计时"),
    ("resume", "恢复计时", "特别程序结束"),
    ("extend", "延长期限", "一次，须负责人批准"),
    ("opinion", "记意见、上报", "只有本台看得到；上报的上级也看得到"),
    ("past", "经过", "这件从头到现在，和各台进度"),
)
"""Digit 1 to 9 -> what it does to the highlighted approval; 0 counts its days."""


async def act_on(place: Place, line: ApprovalLine, what: str) -> None:
    """Do one of ACTS (or explain, tolerate, recall, account) to an approval. Raises Refusal."""
    await globals()[f"_{what}"](place, line)


async def choose_act(place: Place, line: ApprovalLine) -> None:
    """All acts with their digits, for who does not know them by heart."""
    options = [*ACTS, ("tolerate", "容缺准予", "还有容缺材料后补"), ("recall", "撤回决定", "交付前，须第二名审批人员"), ("account", "公开说明超期原因", ""),
               ("explain", "逐日说明期限", "数字 0"), ("unask", "撤回补正要求", "不用补了"), ("mismatch", "材料不符", "与转移单不符，不签收"), ("decided", "本台已办的", "撤回决定、公开说明")]
    chosen = await place.app.question(Choice(f"{line.number} {line.item_name}", [(c, n, r) for c, n, r in options], text=str(line)))
    if chosen is not None:
        await act_on(place, line, chosen)


async def choose_decided(place: Place) -> None:
    """The desk's own decided approvals, the newest first, and what can still be done with one."""
    lines = await place.app.ask("approval.list", state="decided")
    if not lines:
        raise Refusal("本台还没有作出过决定", "", "")
    chosen = await place.app.question(
        Choice("本台已办的（新的在前）", [(x.number, x.item_name, f"{x.case} {x.decided_on} {x.outcome_words}") for x in lines[:60]])
    )
    line = next((x for x in lines if x.number == chosen), None)
    if line is None:
        return
    what = await place.app.question(Choice(f"{line.number} {line.item_name}", [
        ("recall", "撤回决定", "交付前，须第二名审批人员"), ("account", "公开说明超期原因", ""), ("past", "经过", ""), ("explain", "逐日说明期限", ""),
    ], text=str(line)))
    if what is not None:
        await act_on(place, line, what)


async def _decided(place: Place, line: ApprovalLine) -> None:
    await choose_decided(place)


async def _unask(place: Place, line: ApprovalLine) -> None:
    reason = await place.app.question(Entry(f"{line.number} 撤回补正要求", ("理由", "")))
    if reason is not None:
        place.say(str(await place.app.ask("approval.unask", approval=line.number, reason=reason)))


async def _mismatch(place: Place, line: ApprovalLine) -> None:
    slips = [s for s in await place.app.ask("slip.list", case=line.case, unreceived=True) if s.desk == line.desk]
    if not slips:
        raise Refusal(f"{line.case} 没有待签收的转移单", "签收时当面核对", "材料有问题请用“要求补正”，或联系窗口")
    slip = slips[-1]
    document = await place.app.question(Choice(f"{slip.code} 哪份不符", [(code, name, f"送出 {copies} 份") for code, name, copies in slip.documents]))
    if document is None:
        return
    given = await place.app.question(Entry("材料不符", ("收到几份", "0"), ("说明", ""), text="记下后不签收，由窗口补送；补齐再按 1 签收。"))
    if given is not None:
        done = await place.app.ask("slip.receive", code=slip.code, missing=(f"{document}={given[0]}",), note=given[1])
        place.say(f"{done.code} {done.mismatch or '已签收'}", "warn" if done.mismatch else "good")


async def _receive(place: Place, line: ApprovalLine) -> None:
    done = await place.app.ask("approval.receive", approval=line.number)
    place.say(f"{done.number} 已签收，{done.left}")


async def _grant(place: Place, line: ApprovalLine, **how: Any) -> None:
    how = how or {"grant": True}
    word = "容缺准予" if how.get("tolerance") else "准予"
    if not await place.app.question(Question(f"{line.number} {word}？", f"{line.item_name}，{line.case}，{line.left}。", yes=word, no="返回")):
        return
    second = await second_officer(place, line, f"{line.number} {word}")
    if second is None:
        return
    done = await place.app.ask("approval.decide", approval=line.number, second=second[0], second_password=second[1], version=line.version, **how)
    place.say(f"{done.approval} {done.item_name}：{word}" + ("；全部事项已办结，通知领取" if done.closed else f"；{done.case} 还在办 {len(done.still_open)} 项"))


async def _tolerate(place: Place, line: ApprovalLine) -> None:
    await _grant(place, line, tolerance=True)


async def _refuse(place: Place, line: ApprovalLine) -> None:
    reasons = await place.app.question(Words(f"{line.number} 不予许可：理由", text=f"{line.item_name}。理由写进决定书；复议和诉讼途径自动附上。"))
    second = await second_officer(place, line, f"{line.number} 不予许可") if reasons is not None else None
    if second is not None:
        place.say(str(await place.app.ask("approval.decide", approval=line.number, refuse=True, reasons=reasons, second=second[0], second_password=second[1], version=line.version)), "warn")


async def decide_several(place: Place, lines: list[ApprovalLine]) -> None:
    """One decision for like cases, with a question that says how many and which."""
    if len({line.item for line in lines}) > 1:
        raise Refusal("勾选的不是同一个事项", "只有同一事项的办件可以批量决定", "请只勾选同一事项")
    names = "、".join(line.case for line in lines[:4]) + (f" 等 {len(lines)} 件" if len(lines) > 4 else "")
    if not await place.app.question(Question(f"{len(lines)} 件“{lines[0].item_name}”一并准予？", names, yes="一并准予", no="返回")):
        return
    second = await second_officer(place, lines[0], f"{len(lines)} 件一并准予")
    if second is not None:
        place.say(str(await place.app.ask("approval.decide-batch", approvals=tuple(line.number for line in lines), grant=True, second=second[0], second_password=second[1])))


async def _ask(place: Place, line: ApprovalLine) -> None:
    papers = [p for p in await place.app.ask("case.set", case=line.case) if line.item in p.items]
    chosen = await place.app.question(Choice("要哪份材料", [(p.document, p.name, p.words) for p in papers] + [("", "不要材料，只要答复", "")], text=line.item_name))
    if chosen is None:
        return
    reason = await place.app.question(Entry(f"{line.number} 要求补正", ("缺什么、怎么补", ""), text="一次说全；期限默认十个工作日。"))
    if reason is not None:
        place.say(str(await place.app.ask("approval.ask", approval=line.number, documents=(chosen,) if chosen else (), reason=reason, version=line.version)), "warn")


async def _pause(place: Place, line: ApprovalLine) -> None:
    allowed = await place.app.ask("approval.grounds", approval=line.number)
    if not allowed:
        raise Refusal(f"{line.item_name}的指南没有特别程序", "行政许可法第四十五条", "这项不能中止计时，需要时间请用 7 延期")
    ground = await place.app.question(Choice("哪种特别程序", [(code, GROUNDS[code], "") for code in allowed], text="指南公布的只有这些；时间不计入期限。"))
    if ground is None:
        return
    given = await place.app.question(Entry(f"{line.number} {GROUNDS[ground]}", ("预计工作日", "5"), ("说明", ""), check=_days))
    if given is not None:
        place.say(str(await place.app.ask("approval.pause", approval=line.number, ground=ground, days=int(given[0]), reason=given[1], version=line.version)), "warn")


def _days(days: str, *rest: str) -> None:
    if not (days.isascii() and days.isdecimal() and 0 < int(days) <= 250):
        raise Refusal(f"{days[:10]} 不是天数", "", "请填 1 到 250")


async def _resume(place: Place, line: ApprovalLine) -> None:
    place.say(str(await place.app.ask("approval.resume", approval=line.number, version=line.version)))


async def _extend(place: Place, line: ApprovalLine) -> None:
    head = await signature(place, t("批准延期的负责人签署"))
    if head is None:
        return
    given = await place.app.question(Entry(f"{line.number} 延长期限", ("工作日", "10"), ("理由", ""), text="只能延长一次，从受理日起算，理由书面告知申请人。", check=_days))
    if given is not None:
        place.say(str(await place.app.ask("approval.extend", approval=line.number, days=int(given[0]), reason=given[1], head=head[0], head_password=head[1], version=line.version)), "warn")


async def _opinion(place: Place, line: ApprovalLine) -> None:
    words = await place.app.question(Words(f"{line.number} 意见", text="别的台和窗口看不到。"))
    if words is None:
        return
    await place.app.ask("approval.opinion", approval=line.number, words=words)
    if await place.app.question(Question("连同材料上报？", "上报后，依赖本事项的上级审批台看得到这些意见，不再向申请人要同样的材料。", yes="上报", no="只记下")):
        place.say(str(await place.app.ask("approval.pass-up", approval=line.number)))
    else:
        place.say(f"{line.number} 意见已记下")


async def _past(place: Place, line: ApprovalLine) -> None:
    from screens.past import PastScreen

    place.app.push_screen(PastScreen(line.case))


async def _explain(place: Place, line: ApprovalLine) -> None:
    from screens.days import DaysScreen

    place.app.push_screen(DaysScreen(line.number))


async def _recall(place: Place, line: ApprovalLine) -> None:
    second = await signature(place, t("同意撤回的第二名人员签署"))
    if second is None:
        return
    reason = await place.app.question(Entry(f"{line.number} 撤回决定", ("理由", ""), text="交付前可以撤回；依赖它的事项重新等待。"))
    if reason is not None:
        place.say(str(await place.app.ask("approval.recall", approval=line.number, reason=reason, second=second[0], second_password=second[1])), "warn")


async def _account(place: Place, line: ApprovalLine) -> None:
    words = await place.app.question(Words(f"{line.number} 公开说明", text="超期单位应公开说明原因；这段话会公开。"))
    if words is not None:
        place.say(str(await place.app.ask("approval.account", approval=line.number, words=words)))
