"""Whose ticket and whose case are in hand: somebody else's case is tied to the ticket at the window only when said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.rules.ticket import State
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from counter.acts.case.casebook import CaseShown
    from screens.shell.place import Place


async def take_up(place: Place, case: str) -> None:
    """Before a case is gone on with that was found and not called: ask whether whoever is at the window came for it."""
    if place.app.actor.window is None:
        return
    current = (await place.app.ask(acts.window_show, window=place.app.actor.window)).current
    if current is None:
        return
    if any(case in (one.name, one.receipt, f"D{one.id}") for one in current.cases):
        if current.state == State.CALLED:
            await place.app.ask(acts.ticket_start, ticket=str(current.id), version=current.version)
        return
    if await place.app.confirm(
        t("{number} 是来办 {case} 的吗？", number=current.number, case=case),
        t("是的话这件归到 {number}，他的办理从现在开始；不是就只打开这件，{number} 不动。", number=current.number),
        yes=t("是，归到 {number}", number=current.number),
        no=t("不是"),
    ):
        place.say(worded(await place.app.ask(acts.case_tie, case=case, ticket=str(current.id))))


def heading(shown: CaseShown) -> str:
    """The number that a case belongs to, and whose number is at the window where that is another's."""
    if shown.in_hand and shown.in_hand != shown.ticket_shown:
        return t("（窗口在办 {number}）", number=shown.in_hand)
    return shown.ticket_shown
