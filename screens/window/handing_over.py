"""Handing over a result, and the rating that closes a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.rules.rating import BAD, LEVELS
from counter.rules.ticket import State
from screens.shell.language import day, t, worded

if TYPE_CHECKING:
    from counter.acts.window.find import CaseSeen
    from counter.acts.window.overview import Current
    from screens.shell.place import Place


async def hand_over(place: Place, case: CaseSeen) -> None:
    """Check who stands there, record the delivery, offer the rating. Raises Refusal."""
    who = f"{case.applicant} {case.number}" if case.applicant else t("申请人")
    text = "\n".join(
        (
            case.matter,
            t("领取人应是：{who}", who=who),
            *((t("或代办人：{agent}", agent=case.agent),) if case.agent else ()),
            t("请核对证件原件。"),
        )
    )
    title = t("领取结果 {name}？", name=case.name)
    if called := await called_here(place):
        answer = await place.app.choose(
            title,
            [
                ("", t("返回"), ""),
                ("theirs", t("已核对，交付"), t("{number} 来领，他的办理从现在开始", number=called.number)),
                ("other", t("已核对，交付"), t("不是 {number} 的，{number} 不动", number=called.number)),
            ],
            text=text,
        )
        if not answer:
            return
        if answer == "theirs":
            await begin_visit(place, called)
    elif not await place.app.confirm(title, text, yes=t("已核对，交付")):
        return
    owing = await _owing(place, case)
    if owing is None:
        return
    done = await place.app.ask(acts.case_deliver, code=case.name, owing=owing)
    place.say(worded(done))
    if not done.still_open:  # each case is rated once, and not before all of it is in the applicant's hands
        await rate(place, case=case.name)


async def _owing(place: Place, case: CaseSeen) -> str | None:
    """Take in what is still owed, or say why the result goes out before it; "" where nothing is owed, None to stop."""

    papers = [one for one in await place.app.ask(acts.report_owed) if one.case == case.name and one.kind == "tolerated"]
    if not papers:
        return ""
    late = any(one.light == "red" for one in papers)
    options = [
        ("bring", t("材料带来了，现在收下"), ""),
        *([] if late else [("first", t("先交付，写明理由"), t("承诺照旧有效，写在领取单上"))]),
    ]
    chosen = await place.app.choose(
        t("{case} 还欠容缺材料", case=case.name),
        options,
        text="\n".join(t("{words}（{day}）", words=one.words, day=day(one.due_on)) for one in papers),
    )
    if chosen == "bring":
        place.say(
            worded(await place.app.ask(acts.case_bring, case=case.name, documents=tuple(one.subject for one in papers)))
        )
        return ""
    return await place.app.enter(t("先行交付的理由"), (t("理由"), "")) if chosen == "first" else None


async def rate(place: Place, *, case: str = "", ticket: str = "") -> None:
    """Turn the screen to the citizen: five answers by digit; Esc leaves it to the phone page."""

    level = await place.app.choose(
        t("请您评价这次办理"),
        [(str(level), t(name), t("会有人回访") if level <= BAD else "") for level, name in LEVELS.items()],
        text=t("不评也可以，按 Esc；回执上的码也能评价。"),
    )
    if level is not None:
        if case:
            place.say(worded(await place.app.ask(acts.case_rate, case=case, level=int(level))))
        else:
            place.say(worded(await place.app.ask(acts.rating_visit, ticket=ticket, level=int(level))))


async def called_here(place: Place) -> Current | None:
    """Whoever was called to this window and is not being served yet."""
    if place.app.actor.window is None:
        return None
    current = (await place.app.ask(acts.window_show, window=place.app.actor.window)).current
    return current if current is not None and current.state == State.CALLED else None


async def begin_visit(place: Place, called: Current) -> None:
    """It was said that this is the visit of whoever was called: their service begins now, not at the end."""
    await place.app.ask(acts.ticket_start, ticket=str(called.id), version=called.version)
