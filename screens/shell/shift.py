"""Beginning and ending a shift at this terminal."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.access import KIOSK, Role
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from counter.hall.open import OpenHall
    from counter.rules.secret import Secret
    from screens.shell.app import CounterApp


async def sign_in(app: CounterApp, code: str, password: Secret, window: int | None) -> bool:
    """Begin a shift and become the actor; whether the password has to be changed first. Raises Refusal."""
    who = await app.with_hall(lambda hall: hall.prove(code, password, window))
    if who.role is Role.CLERK and who.window is None:
        guess = int(code[1:]) if code[1:].isdigit() else 0
        if not app.training or not guess:
            raise Refusal(
                "screen.window-not-filled", t("没有填窗口号"), rule=t("窗口人员在窗口签到"), next=t("请填窗口号")
            )
        window = guess
        who = replace(who, window=window)
    signed = await app.ask_as(who, acts.staff_sign_in, password=password, window=who.window, process=str(os.getpid()))
    app.actor, app.away, app.shift = replace(who, session=signed.shift), False, signed.shift
    app.lock_after = await app.with_hall(_lock_after)
    app.say(worded(signed))
    return signed.password_due


def _lock_after(hall: OpenHall) -> float:
    staff = hall.policy.staff
    return 60.0 * (staff.training_lock_minutes if hall.training else staff.lock_minutes)


async def tell_recoveries(app: CounterApp) -> None:
    """Whoever keeps the hall is told that the recovery sheet was used, each time they sign in, until they say that they
    have read it.
    """
    if app.actor.role not in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        return
    used = await app.ask(acts.staff_recoveries)
    if used and await app.confirm(
        t("恢复单被用过"), "\n".join(worded(one) for one in used[-8:]), yes=t("已看过"), no=t("以后再看")
    ):
        await app.ask(acts.staff_recoveries_seen)


async def sign_out(app: CounterApp) -> None:
    """End the shift. Raises Refusal while a ticket is open."""
    await app.ask(acts.staff_sign_out)
    app.actor, app.away, app.shift, app.in_hand, app.told = KIOSK, False, None, "", ()
    app.kept_words.clear()
