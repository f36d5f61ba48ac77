"""Hearings, and the people besides the applicant on whom a permit bears, by keys: whatever step comes next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.approval import HEARING_STATE_NAMES, HearingState, InterestedState
from counter.rules.notice import MANNER_NAMES
from counter.rules.writing import Writing
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.approval.hearings import Hearing
    from counter.acts.approval.interested import Interested
    from screens.shell.place import Place

TELL, ASK, WAIVE, SET, RECORD = "tell", "want", "waive", "set", "record"
STEPS = {
    HearingState.TOLD: (ASK, WAIVE),
    HearingState.ASKED: (SET, WAIVE),
    HearingState.SET: (RECORD, SET, WAIVE),
    HearingState.HELD: (TELL,),
    HearingState.WAIVED: (TELL,),
}
"""Where a hearing stands -> what can come next."""


# -- the hearing -------------------------------------------------------------------------------------------------------


async def hearing(place: Place, line: ApprovalLine) -> None:
    """The next step of a hearing (articles 46 to 48). Raises Refusal."""
    found: Hearing | None = None
    try:
        found = await place.app.ask(acts.approval_hearing, approval=line.number)
    except Refusal as refusal:
        if refusal.code != "approval.no-hearing":
            raise
    steps = STEPS[HearingState(found.state)] if found is not None else (TELL,)
    names = {
        TELL: (t("告知听证权利"), t("出告知书，五个工作日内可以申请")),
        ASK: (t("申请人要求听证"), t("收下申请，计时停止")),
        WAIVE: (t("申请人不要求听证"), t("书面放弃，或撤回申请")),
        SET: (t("定时间和地点"), t("提前七个工作日通知各方")),
        RECORD: (t("记听证笔录"), t("此后根据笔录决定")),
    }
    stands = t("{state}：{step}", state=t(HEARING_STATE_NAMES[found.state]), step=worded(found.step)) if found else ""
    chosen = await place.app.choose(
        t("{number} 听证", number=line.number), [(one, *names[one]) for one in steps], text=stands
    )
    if chosen == TELL:
        matter = await place.app.write(
            t("{number} 告知听证权利", number=line.number), text=t("拟作什么决定，为什么关系重大利益。")
        )
        if matter is not None:
            _say(
                place,
                await place.app.ask(
                    acts.approval_tell_hearing, approval=line.number, matter=matter, version=line.version
                ),
            )
    elif chosen == ASK:
        _say(place, await place.app.ask(acts.approval_ask_hearing, approval=line.number))
    elif chosen == WAIVE:
        _say(place, await place.app.ask(acts.approval_waive_hearing, approval=line.number))
    elif chosen == SET:
        await _set(place, line)
    elif chosen == RECORD:
        words = await place.app.write(t("{number} 听证笔录", number=line.number), text=t("照参加人签过字的笔录。"))
        if words is not None:
            _say(place, await place.app.ask(acts.approval_record_hearing, approval=line.number, record=words))


def _say(place: Place, done: Hearing) -> None:
    place.say(worded(done) + (t("，文书 {paper}", paper=done.paper) if done.paper else ""), "warn")


async def _set(place: Place, line: ApprovalLine) -> None:
    given = await place.app.enter(
        t("{number} 听证的时间、地点", number=line.number),
        (t("哪天"), "", Writing.DAY),
        (t("地点"), ""),
        (t("主持人"), ""),
        text=t("主持人不是审查这件申请的人。"),
    )
    if given is not None:
        _say(
            place,
            await place.app.ask(
                acts.approval_set_hearing,
                approval=line.number,
                day=date.fromisoformat(given[0]),
                place=given[1],
                chair=given[2],
            ),
        )


# -- others whom the permit concerns -----------------------------------------------------------------------------------


async def others(place: Place, line: ApprovalLine) -> None:
    """Name, tell and hear whoever else a permit bears on (articles 36 and 47). Raises Refusal."""
    found = await place.app.ask(acts.approval_interested, approval=line.number)
    untold = sum(one.state == InterestedState.NAMED for one in found)
    options: list[tuple[str, str, str]] = [(str(one.number), one.name, _stands(one)) for one in found] + [
        ("name", t("登记利害关系人"), t("许可直接关系其重大利益的人"))
    ]
    if untold:
        options.append((TELL, t("告知 {n} 人", n=untold), t("各出一份告知书，申请人也告知")))
    chosen = await place.app.choose(
        t("{number} 利害关系人", number=line.number),
        options,
        text=t("送达之日起五个工作日内可以申请听证，期间不能决定。申请人的网页上不显示是谁。"),
    )
    if chosen == "name":
        await _name(place, line)
    elif chosen == TELL:
        matter = await place.app.write(
            t("{number} 告知利害关系人", number=line.number), text=t("拟作什么决定。各人怎样受影响，照登记的写。")
        )
        if matter is not None:
            place.say(
                worded(await place.app.ask(acts.approval_tell_interested, approval=line.number, matter=matter)), "warn"
            )
    elif chosen is not None:
        await _one(place, line.number, next(one for one in found if str(one.number) == chosen))


def _stands(one: Interested) -> str:
    until = t("，到 {day} 为止", day=one.ask_until) if one.state == InterestedState.TOLD else ""
    said = t("，有意见 {n} 条", n=len(one.words)) if one.words else ""
    return t(one.state_words) + until + said


async def _name(place: Place, line: ApprovalLine) -> None:
    given = await place.app.enter(
        t("{number} 登记利害关系人", number=line.number),
        (t("姓名名称"), "", Writing.NAME),
        (t("证件号"), "", True, Writing.CODE),
        (t("送达地址"), ""),
        (t("怎样关系"), ""),
        text=t("送达地址写上电话；怎样关系写许可怎样直接关系其重大利益，写进告知书。"),
    )
    if given is not None:
        done = await place.app.ask(
            acts.approval_name_interested,
            approval=line.number,
            name=given[0],
            number=given[1],
            contact=given[2],
            concern=given[3],
        )
        place.say(t("{number} 已登记 {name}，还没有告知", number=line.number, name=done.name), "warn")


async def at_the_window(place: Place, approval: str) -> None:
    """Whoever was named by the desk has come to a window: what they say is taken in there. Raises Refusal."""
    found = await place.app.ask(acts.approval_interested, approval=approval)
    if not found:
        raise Refusal(
            "screen.nobody-named",
            t("{number} 没有登记利害关系人", number=approval),
            rule=t("行政许可法第三十六条：行政机关发现直接关系他人重大利益的，告知利害关系人"),
            next=t("请审批台核实后登记"),
        )
    chosen = await place.app.choose(
        t("{number} 利害关系人", number=approval), [(str(one.number), one.name, _stands(one)) for one in found]
    )
    if chosen is not None:
        await _one(place, approval, next(one for one in found if str(one.number) == chosen), at_a_desk=False)


async def _one(place: Place, number: str, one: Interested, *, at_a_desk: bool = True) -> None:
    steps = {
        "serve": (t("登记送达"), t("照送达回证，五日从送达起算")),
        "hear": (t("记下意见"), t("陈述、申辩")),
        ASK: (t("要求听证"), t("计时停止，组织听证")),
        WAIVE: (t("不要求听证"), t("书面放弃，或撤回申请")),
        "remove": (t("除名"), t("登记错了，写明理由")),
    }
    able = {
        InterestedState.NAMED: ("hear", "remove"),
        InterestedState.SENT: ("serve", "hear", "remove"),
        InterestedState.TOLD: ("hear", ASK, WAIVE),
        InterestedState.ASKED: ("hear", WAIVE),
        InterestedState.WAIVED: ("hear",),
    }[InterestedState(one.state)]
    party = one.number
    options = [(step, *steps[step]) for step in able if at_a_desk or step != "remove"]
    about = "\n".join((one.concern, one.contact, *(t("意见：{words}", words=said) for said in one.words[-3:])))
    title = t("{name} {state}", name=one.name, state=t(one.state_words))
    chosen = await place.app.choose(title, options, text=about)
    if chosen == "serve":
        await _serve(place, one)
    elif chosen == "hear":
        words = await place.app.write(t("{name} 的意见", name=one.name), text=t("照本人陈述、申辩的写。"))
        if words is not None:
            place.say(
                worded(await place.app.ask(acts.approval_hear_interested, approval=number, party=party, words=words))
            )
    elif chosen == ASK:
        _say(place, await place.app.ask(acts.approval_ask_hearing, approval=number, party=party))
    elif chosen == WAIVE:
        _say(place, await place.app.ask(acts.approval_waive_hearing, approval=number, party=party))
    elif chosen == "remove":
        reason = await place.app.enter(t("{name} 除名", name=one.name), (t("理由"), ""))
        if reason is not None:
            place.say(
                worded(
                    await place.app.ask(acts.approval_remove_interested, approval=number, party=party, reason=reason)
                ),
                "warn",
            )


async def _serve(place: Place, one: Interested) -> None:
    manner = await place.app.choose(
        t("{paper} 怎样送达", paper=one.paper), [(code, t(name), "") for code, name in MANNER_NAMES.items()]
    )
    if manner is None:
        return
    given = await place.app.enter(
        t("{paper} 送达", paper=one.paper),
        (t("收件人"), one.name),
        (t("哪天"), place.app.today.isoformat(), Writing.DAY),
        text=t("照送达回证填；公告送达的写公告期满的日子。"),
    )
    if given is not None:
        done = await place.app.ask(
            acts.notice_serve,
            paper=one.paper,
            receiver=given[0],
            manner=manner,
            served_on=date.fromisoformat(given[1]),
        )
        place.say(worded(done))
