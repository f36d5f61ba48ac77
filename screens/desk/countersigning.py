"""Asking for a second person's signature: who may sign is named, but whoever signs types their own code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from counter import acts
from counter.rules.access import Role
from counter.rules.secret import NO_SECRET, Secret
from screens.desk.second_officer import Proposal, propose
from screens.dialogs.signature import ELSEWHERE, Signed
from screens.shell.language import listed, t, worded

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from screens.shell.place import Place


R = TypeVar("R")


async def second_officer(place: Place, lines: Sequence[ApprovalLine], what: str, proposal: Proposal) -> Signed | None:
    """The signature under `what` that a check of substance needs (of like approvals), asked last.

    None if it was not given, or if the second officer sits elsewhere and `proposal` was put before them instead.
    """
    if not lines[0].substance:
        return Signed("", NO_SECRET)
    about = "\n".join(f"{one.number} {one.applicant} {one.item_name}" for one in lines[:4])
    if len(lines) > 4:
        about += t(" 等 {n} 件", n=len(lines))
    text = "\n".join(filter(None, (about, proposal.reasons)))
    given = await signature(place, t("{what}：第二名人员签署", what=what), text)
    if given is ELSEWHERE:
        await propose(place, lines, proposal)
        return None
    return given


async def signature(place: Place, title: str, text: str = "") -> Signed | None:
    """The signature of another officer of the same department, or ELSEWHERE. That there is one was asked before
    (approval.may).
    """
    mine = place.app.actor
    others = [
        s
        for s in await place.app.ask(acts.staff_list)
        if s.department == mine.department and s.role == "approver" and s.code != mine.staff
    ]
    who = listed(t("{name}（{code}）", name=s.name, code=s.code) for s in others[:6])
    return await place.app.sign(title, who, text)


async def released(place: Place, attempt: Callable[[str, Secret], Awaitable[R]]) -> R | None:
    """Do an act; where it is refused for want of a supervisor's release, ask for that here and do it with it. Raises
    Refusal.

    `act` does it (an intake screen's own way, or app.ask); None if the supervisor does not sign.
    """
    from counter.acts.approval.countersigning import NeedsRelease

    try:
        return await attempt("", NO_SECRET)
    except NeedsRelease as refused:
        who = await place.app.ask(acts.staff_list, role=Role.SUPERVISOR)
        title = t("{why}：值班主任签署", why=worded(refused.message))
        place.app.refuse(refused)
    given = await place.app.release(title, listed(t("{name}（{code}）", name=s.name, code=s.code) for s in who[:6]))
    return None if given is None else await attempt(*given)
