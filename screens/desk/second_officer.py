"""Two officers at two screens: what is proposed here, what a colleague proposed, what came back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from counter import acts
from counter.errors import Refusal
from counter.rules.approval import PROPOSAL_NAMES, ApprovalState, ReviewState
from counter.rules.endings import Closing, Ground
from counter.rules.writing import Writing
from screens.desk.digits import DIGIT_OF
from screens.parts.composed import line_words
from screens.shell.language import mark, t, worded
from screens.shell.refusals import refused

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.approval.second_officer import Review
    from screens.shell.place import Place

T = TypeVar("T")
R = TypeVar("R")

MINE = mark("已提请")
"""The state of a line that one has proposed oneself; the others are the acts' own words."""


def standing(found: tuple[Review, ...]) -> dict[str, Review]:
    """What stands at the desk by approval number: what waits goes before what came back."""
    return {one.approval: one for one in sorted(found, key=lambda one: one.state == ReviewState.WAITING)}


def state_of_review(one: Review) -> str:
    """Its state in at most eight cells."""
    return t(MINE) if one.mine and one.state == ReviewState.WAITING else t(one.state_words)


def proposed(one: Review) -> str:
    """Who proposed what, when."""
    what = t("延长 {n} 个工作日", n=one.days) if one.days else t(PROPOSAL_NAMES[one.what])
    return t("{name} {when} 提请{what}", name=one.officer_name, when=one.when, what=what)


def review_words(one: Review) -> str:
    """Who proposed what and why, and how it came back."""
    parts = [proposed(one), *([t(one.ground)] if one.ground else []), *([one.reasons] if one.reasons else [])]
    parts += [t("陈述申辩：{words}", words=one.statement)] if one.statement else []
    if one.state == ReviewState.RETURNED:
        parts.append(t("{name} 退回：{words}", name=one.ended_by, words=one.words))
    elif one.state == ReviewState.DROPPED:
        parts.append(t("已失效：{words}", words=worded(one.words)))
    return t("；").join(parts)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is put before a second officer: one decision, its recall, an extension by so many working days, or what is
    decided on a ground of the law after whoever it concerns was heard (`statement`).
    """

    grant: bool = False
    tolerance: bool = False
    refuse: bool = False
    recall: bool = False
    extend: int = 0
    reasons: str = ""
    untrue: bool = False
    revoke: Ground | None = None
    deregister: Closing | None = None
    statement: str = ""

    @property
    def of_decided(self) -> bool:
        """Whether it is about a decision that was made, whose line has no newer version to hold against."""
        return self.recall or self.revoke is not None or self.deregister is not None


async def propose(place: Place, lines: Sequence[ApprovalLine], what: Proposal) -> None:
    """Put a decision on these approvals, each for itself, before the desk's other officers; the clocks run on."""
    done, refusals = await _each(
        lambda line: place.app.ask(
            acts.approval_propose,
            approval=line.number,
            version=0 if what.of_decided else line.version,
            grant=what.grant,
            tolerance=what.tolerance,
            refuse=what.refuse,
            recall=what.recall,
            extend=what.extend,
            reasons=what.reasons,
            untrue=what.untrue,
            revoke=what.revoke,
            deregister=what.deregister,
            statement=what.statement,
        ),
        lines,
    )
    first = done[0]
    said = (
        t(
            "{number} 已提请{what}，等另一名人员在自己的台上复核；时限照走，{left}",
            number=first.approval,
            what=t(first.proposed),
            left=worded(first.line.left) or t("无"),
        )
        if len(lines) == 1
        else t("{n} 件已提请{what}，等另一名人员在自己的台上复核", n=len(done), what=t(first.proposed))
    )
    place.say(t("；").join((said, *map(refused, refusals[:1]))), "warn")


async def _each(act: Callable[[T], Awaitable[R]], many: Sequence[T]) -> tuple[list[R], list[Refusal]]:
    """Do the same to each: what was done, and what was refused. Raises the Refusal where nothing was done at all."""
    done, refusals = [], []
    for one in many:
        try:
            done.append(await act(one))
        except Refusal as refusal:
            refusals.append(refusal)
    if not done:
        raise refusals[0]
    return done, refusals


async def propose_any(place: Place, line: ApprovalLine) -> None:
    """Choose what to propose, say why, propose it."""
    if line.state == ApprovalState.DECIDED:
        options = [("recall", t("撤回决定"), t("交付前"))]
    else:
        options = [
            ("grant", t("准予"), ""),
            ("tolerance", t("容缺准予"), t("还有容缺材料后补")),
            ("refuse", t("不予许可"), t("写明理由")),
            ("extend", t("延长期限"), t("一次")),
        ]
    what = (
        options[0][0]
        if len(options) == 1
        else await place.app.choose(
            t("{number} 提请什么", number=line.number), options, text=line_words(line), digits=DIGIT_OF
        )
    )
    if what is None:
        return
    if what == "extend":
        given = await place.app.enter(
            t("{number} 延长期限", number=line.number),
            (t("天数"), "10", Writing.CODE),
            (t("理由"), ""),
            check=working_days,
            about=0,
        )
        if given is not None:
            await propose(place, [line], Proposal(extend=int(given[0]), reasons=given[1]))
        return
    needed = what in ("refuse", "recall")
    reasons = await place.app.write(
        t("{number} 提请复核：理由", number=line.number), text=line.item_name, needed=needed
    )
    if reasons is not None:
        decision = Proposal(
            grant=what == "grant",
            tolerance=what == "tolerance",
            refuse=what == "refuse",
            recall=what == "recall",
            reasons=reasons,
        )
        await propose(place, [line], decision)


def working_days(days: str, *rest: str) -> None:
    """A number of working days that can be typed. Raises Refusal."""
    if not (days.isascii() and days.isdecimal() and 0 < int(days) <= 250):
        raise Refusal("screen.not-number-days", t("{days} 不是天数", days=days[:10]), next=t("请填 1 到 250"))


async def choose_review(place: Place, line: ApprovalLine) -> bool:
    """F8 where a proposal waits or has come back: answer it. False if there is none, or something else was wanted."""
    one = standing(await place.app.ask(acts.approval_reviews)).get(line.number)
    if one is None:
        return False
    if one.state != ReviewState.WAITING:
        options = [("put_away", t("知道了，收起"), ""), ("more", t("办理这件"), t("可以重新提请"))]
    elif one.mine:
        options = [("unpropose", t("撤回提请"), t("对方还没有复核")), ("more", t("办理这件"), "")]
    else:
        options = [
            ("agree", t("同意"), t("决定随即生效，两人署名")),
            ("return", t("退回"), t("写明意见")),
            ("more", t("办理这件"), ""),
        ]
    what = await place.app.choose(
        f"{line.number} {state_of_review(one)}", options, text=f"{line_words(one.line)}\n{review_words(one)}"
    )
    if what == "agree":
        await agree(place, [one])
    elif what == "return":
        words = await place.app.write(t("{number} 退回：意见", number=line.number), text=proposed(one))
        if words is not None:
            await place.app.ask(acts.approval_return, approval=line.number, words=words, review=one.id)
            place.say(t("{number} 已退回 {name}", number=line.number, name=one.officer_name), "warn")
    elif what in ("unpropose", "put_away"):
        await place.app.ask(acts.approval_unpropose, approval=line.number)
        place.say(
            t("{number} 的提请已撤回", number=line.number)
            if what == "unpropose"
            else t("{number} 已收起", number=line.number)
        )
    return what != "more"


async def agree(place: Place, found: list[Review]) -> bool:
    """Agree to what was read, one by one; says what each set in motion, or how many and what was refused. False where
    nobody did.
    """
    title = (
        t("{number} 同意{what}？", number=found[0].approval, what=t(found[0].proposed))
        if len(found) == 1
        else t("{n} 件提请一并同意？", n=len(found))
    )
    if not await place.app.confirm(
        title,
        "\n".join(f"{one.approval} {one.line.applicant} {review_words(one)}" for one in found[:6]),
        yes=t("同意"),
        no=t("返回"),
    ):
        return False
    done, refusals = await _each(
        lambda one: place.app.ask(acts.approval_agree, approval=one.approval, review=one.id), found
    )
    first = done[0]
    said = (
        t(
            "{number} {item}：{what}，{first}提请、{second}同意，已生效",
            number=first.approval,
            item=first.item_name,
            what=t(PROPOSAL_NAMES[first.what]),
            first=first.officer,
            second=first.second,
        )
        if len(found) == 1
        else t("{n} 件提请已同意", n=len(done))
    )
    place.say(t("；").join((said, *map(refused, refusals[:1]))), "warn" if refusals else "good")
    return True
