"""Asking for a second officer's signature: who may sign is named, but whoever signs types their own code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.errors import Refusal
from screens.language import listed, t

if TYPE_CHECKING:
    from counter.acts.desks import ApprovalLine
    from screens.place import Place

Signed = tuple[str, str]
"""Code and password (empty in training); two empty texts where no second officer is needed."""


async def second_officer(place: Place, line: ApprovalLine, what: str) -> Signed | None:
    """The signature under `what` that a check of substance needs, asked last; None if it was not given."""
    return await signature(place, t("{what}：第二名人员签署", what=what)) if line.substance else ("", "")


async def signature(place: Place, title: str) -> Signed | None:
    """The signature of another officer of the same department. Raises Refusal where there is none."""
    from screens.dialogs.signature import Signature

    mine = place.app.actor
    others = [s for s in await place.app.ask("staff.list") if s.department == mine.department and s.role == "approver" and s.code != mine.staff]
    if not others:
        raise Refusal(t("本台没有第二名审批人员"), t("行政许可法第三十四条：指派两名以上工作人员"), t("请管理员登记"))
    return await place.app.question(Signature(title, listed(t("{name}（{code}）", name=s.name, code=s.code) for s in others[:6])))
