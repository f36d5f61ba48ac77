"""A press for somebody else while a person is being served: asks, and the safe answer is to stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.case import CaseState
from counter.rules.ticket import State
from screens.shell.language import listed, t

if TYPE_CHECKING:
    from counter.acts.window.overview import Current
    from screens.window.window import WindowScreen


async def make_room(window: WindowScreen, current: Current | None, whom: str) -> bool:
    """Whether the window is free for `whom` now. Serving is only ended after a clear yes; staying changes nothing.

    Raises Refusal while somebody was called and has not come yet: that is not ended by the way.
    """
    if current is None:
        return True
    if current.state != State.SERVING:
        raise Refusal(
            "screen.still-hand",
            t("手上还有 {number}（{state}）", number=current.number, state=t(current.state_name)),
            rule=t("一个窗口同一时间只办一个号"),
            next=t("请先办结（F8）、过号（F4）或转走（F6）"),
        )

    drafts = listed(case.matter or case.name for case in current.cases if case.state == CaseState.DRAFT)
    text = t("已办 {n} 分，办结后腾出窗口。", n=current.minutes) + (
        t("有没收完的件：{drafts}，草稿会保留。", drafts=drafts) if drafts else ""
    )
    if not await window.app.confirm(
        t("{number} 正在办理，办结后叫{whom}？", number=current.number, whom=whom),
        text,
        yes=t("办结并叫"),
        no=t("继续办"),
    ):
        window.say(t("继续办理 {number}", number=current.number), "plain")
        return False
    await window.app.ask(acts.ticket_finish, ticket=str(current.id), version=current.version)
    return True
