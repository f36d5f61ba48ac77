"""One act on all ticked approvals: each is shown with item and applicant first, and how each came out is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from screens.desk.countersigning import second_officer
from screens.desk.reasons import reasons_for
from screens.desk.second_officer import Proposal
from screens.desk.showing import Showing
from screens.desk.views import left
from screens.shell.language import listed, mark, t, worded
from screens.shell.refusals import refused

if TYPE_CHECKING:
    from counter.acts.approval.considering import Considered
    from counter.acts.approval.desk_list import ApprovalLine
    from screens.shell.place import Place

BATCH = (
    ("receive", mark("签收"), mark("材料都到了，与转移单相符")),
    ("grant", mark("准予"), mark("同一事项，一次签署")),
    ("refuse", mark("不予许可"), mark("同一事项，同一理由，一次签署")),
    ("ask", mark("要求补正"), mark("同样的要求，每件一份通知")),
    ("remind", mark("催办"), mark("在等别台的催别台；本台的由负责人催")),
    ("take", mark("接手"), mark("记在自己名下")),
    ("put_back", mark("放回"), mark("谁都可以接")),
    ("assign", mark("分派"), mark("交给本台一名人员")),
)
"""What can be done with all that is ticked; the first four by the same digits as with one."""


async def act_on_all(place: Place, lines: Sequence[ApprovalLine], what: str) -> set[str]:
    """Do one of BATCH to all of these; gives the numbers of those that were done. Raises Refusal."""
    return await DOES[what](place, lines)


def rows(lines: Sequence[ApprovalLine]) -> list[tuple[str, str, str, str, str]]:
    """Approvals as Showing shows them."""
    return [(one.number, one.applicant, one.item_name, f"{one.case}  {left(one)}", "") for one in lines]


async def _each(
    place: Place,
    lines: Sequence[ApprovalLine],
    title: str,
    act: Callable[[ApprovalLine], Awaitable[object]],
    said: Callable[[int], str],
) -> set[str]:
    """Do the same to each, one act after the other, and tell how each came out."""
    done: list[ApprovalLine] = []
    wrong: list[tuple[ApprovalLine, Refusal]] = []
    for one in lines:
        try:
            await act(one)
            done.append(one)
        except Refusal as refusal:
            wrong.append((one, refusal))
    if not done and len(wrong) == 1:
        raise wrong[0][1]
    place.say(said(len(done)) + (t("；{n} 件没有办到", n=len(wrong)) if wrong else ""), "warn" if wrong else "good")
    if wrong:
        await place.app.question(
            Showing(title, [(one.number, one.applicant, refused(why), "", "warn") for one, why in wrong])
        )
    return {one.number for one in done}


async def _receive(place: Place, lines: Sequence[ApprovalLine]) -> set[str]:
    if not await place.app.question(
        Showing(
            t("这 {n} 件的材料都到了？", n=len(lines)), rows(lines), yes=t("签收 {n} 件", n=len(lines)),
        )
    ):  # fmt: skip
        return set()
    return await _each(
        place,
        lines,
        t("没有签收的"),
        lambda one: place.app.ask(acts.approval_receive, approval=one.number),
        lambda n: t("{n} 件已签收", n=n),
    )


async def _decide(place: Place, lines: Sequence[ApprovalLine], *, refuse: bool) -> set[str]:
    """Grant or refuse: what can't be decided is named before anybody signs and is left out."""
    if len({line.item for line in lines}) > 1:
        raise Refusal(
            "screen.what-ticked-not-all",
            t("勾选的不是同一个事项"),
            rule=t("只有同一事项的办件可以批量决定"),
            next=t("请只勾选同一事项"),
        )
    found = await place.app.ask(acts.approval_consider, approvals=tuple(line.number for line in lines), refuse=refuse)
    able = [one.line for one in found if not one.why_not]
    shown = [_considered(one) for one in found]
    word = t("不予许可") if refuse else t("准予")
    if not able:
        await place.app.question(Showing(t("现在一件也不能{word}", word=word), shown))
        return set()
    title = t("{n} 件“{item}”一并{word}？", n=len(able), item=able[0].item_name, word=word)
    text = t("另有 {n} 件现在不能办，留着不动。", n=len(found) - len(able)) if len(able) < len(found) else ""
    if not await place.app.question(Showing(title, shown, text=text, yes=t("一并{word}", word=word))):
        return set()
    reasons: str | None = ""
    if refuse:
        title = t("{n} 件不予许可：理由", n=len(able))
        reasons = await reasons_for(place, title, able[0].item_name, [able[0].item])
    if reasons is None:
        return set()
    second = await second_officer(
        place, able, t("{n} 件一并{word}", n=len(able), word=word),
        Proposal(grant=not refuse, refuse=refuse, reasons=reasons),
    )  # fmt: skip
    if second is None:
        return set()
    done = await place.app.ask(
        acts.approval_decide_batch,
        approvals=tuple(line.number for line in able),
        versions=tuple(line.version for line in able),
        grant=not refuse,
        refuse=refuse,
        reasons=reasons,
        second=second[0],
        second_password=second[1],
    )
    left_out = [one for one in found if one.why_not]
    place.say(worded(done) + _left_out(left_out), "warn" if refuse or left_out else "good")
    return {line.number for line in able}


def _left_out(found: Sequence[Considered]) -> str:
    """What was ticked and stayed as it was, each with why."""
    if not found:
        return ""
    named = listed(t("{number}（{why}）", number=one.line.number, why=worded(one.why_not)) for one in found)
    return t("；没有办的 {n} 件仍勾着：{named}", n=len(found), named=named)


def _considered(one: Considered) -> tuple[str, str, str, str, str]:
    line = one.line
    remark = worded(one.why_not) or f"{line.case}  {left(line)}"
    return line.number, line.applicant, line.item_name, remark, "warn" if one.why_not else ""


async def _grant(place: Place, lines: Sequence[ApprovalLine]) -> set[str]:
    return await _decide(place, lines, refuse=False)


async def _refuse(place: Place, lines: Sequence[ApprovalLine]) -> set[str]:
    return await _decide(place, lines, refuse=True)


async def _ask(place: Place, lines: Sequence[ApprovalLine]) -> set[str]:
    reason = await reasons_for(
        place,
        t("{n} 件要求补正：补什么", n=len(lines)),
        t("每件一份通知；已为某件记下的要求一并发出。"),
        [line.item for line in lines],
        refuse=False,
    )
    if reason is None or not await place.app.question(
        Showing(t("给这 {n} 件发出补正通知？", n=len(lines)), rows(lines), text=reason, yes=t("发出"))
    ):
        return set()
    return await _each(
        place,
        lines,
        t("没有发出的"),
        lambda one: place.app.ask(acts.approval_ask, approval=one.number, reason=reason, version=one.version),
        lambda n: t("{n} 件已要求补正", n=n),
    )


async def _remind(place: Place, lines: Sequence[ApprovalLine]) -> set[str]:
    if not await place.app.question(Showing(t("催办这 {n} 件？", n=len(lines)), rows(lines), yes=t("写催办内容"))):
        return set()
    words = await place.app.enter(t("催办 {n} 件", n=len(lines)), (t("内容"), ""))
    if words is None:
        return set()
    return await _each(
        place,
        lines,
        t("没有催办的"),
        lambda one: place.app.ask(acts.approval_remind, approval=one.number, words=words),
        lambda n: t("{n} 件已催办", n=n),
    )


async def _take(place: Place, lines: Sequence[ApprovalLine]) -> set[str]:
    done = await place.app.ask(acts.approval_take, approvals=tuple(line.number for line in lines))
    place.say(worded(done), "warn" if done.refused else "good")
    return set(done.approvals)


async def _put_back(place: Place, lines: Sequence[ApprovalLine]) -> set[str]:
    done = await place.app.ask(acts.approval_put_back, approvals=tuple(line.number for line in lines))
    place.say(worded(done), "warn" if done.refused else "good")
    return set(done.approvals)


async def _assign(place: Place, lines: Sequence[ApprovalLine]) -> set[str]:
    to = await choose_officer(place, t("{n} 件交给谁", n=len(lines)))
    if to is None:
        return set()
    done = await place.app.ask(acts.approval_assign, approvals=tuple(line.number for line in lines), to=to)
    place.say(worded(done), "warn" if done.refused else "good")
    return set(done.approvals)


async def choose_officer(place: Place, title: str, *, but: str = "") -> str | None:
    """The staff code of an officer of the desk."""
    desk = await place.app.ask(acts.approval_desk)
    return await place.app.choose(
        title,
        [
            (one.code, one.name, t("手上 {n} 件", n=one.in_hand) + (t("，本台负责人") if one.head else ""))
            for one in desk.officers
            if one.code != but
        ],
    )


async def hand_over(place: Place) -> None:
    """All that an absent officer has in hand goes to another, with a reason. Raises Refusal."""
    who = await choose_officer(place, t("移交谁手上的"))
    if who is None:
        return
    to = await choose_officer(place, t("由谁接手"), but=who)
    if to is None:
        return
    reason = await place.app.enter(t("移交的理由"), (t("理由"), ""))
    if reason is not None:
        place.say(worded(await place.app.ask(acts.approval_hand_over, officer=who, to=to, reason=reason)))


DOES: dict[str, Callable[[Place, Sequence[ApprovalLine]], Awaitable[set[str]]]] = {
    "receive": _receive,
    "grant": _grant,
    "refuse": _refuse,
    "ask": _ask,
    "remind": _remind,
    "take": _take,
    "put_back": _put_back,
    "assign": _assign,
}
