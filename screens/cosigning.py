"""Asking for a second officer's signature: who may sign is named, but whoever signs types their own code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from screens.language import listed, t

if TYPE_CHECKING:
    from counter.acts.desks import ApprovalLine
    from screens.place import Place

Signed = tuple[str, str]
"""Code and password (empty in training); two empty texts where no second officer is needed."""


async def second_officer(place: Place, lines: Sequence[ApprovalLine], what: str, **proposal: Any) -> Signed | None:
    """The signature under `what` that a check of substance needs (of like approvals), asked last; None if it was not given."""
    return await signature(place, lines, t("{what}：第二名人员签署", what=what), **proposal) if lines[0].substance else ("", "")


async def signature(place: Place, lines: Sequence[ApprovalLine], title: str, **proposal: Any) -> Signed | None:
    """The signature of another officer of the same department. Raises Refusal where there is none.

    None if it was not given, or if the second officer sits elsewhere and `proposal` was made to them instead.
    """
    from screens.dialogs.signature import ELSEWHERE, Signature
    from screens.reviewing import propose

    mine = place.app.actor
    others = [s for s in await place.app.ask("staff.list") if s.department == mine.department and s.role == "approver" and s.code != mine.staff]
    if not others:
        raise Refusal(t("本台没有第二名审批人员"), t("行政许可法第三十四条：指派两名以上工作人员"), t("请管理员登记"))
    given = await place.app.question(Signature(title, listed(t("{name}（{code}）", name=s.name, code=s.code) for s in others[:6])))
    if given == ELSEWHERE:
        await propose(place, lines, **proposal)
        return None
    return given
