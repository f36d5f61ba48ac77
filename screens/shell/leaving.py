"""Ctrl+Q: stay, let another person sign in, or end the program. Staying is the first and safe answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.rules.access import KIOSK
from screens.shell.language import t
from screens.shell.shift import sign_out

if TYPE_CHECKING:
    from screens.shell.app import CounterApp


async def leave(app: CounterApp) -> None:
    """Ask, and do it. With a citizen at the window the shift stays open, so that the next start offers them again."""
    getattr(app.screen, "begin_with", str)("quit")
    if app.actor is KIOSK and app.current_mode == "kiosk":
        await _leave_kiosk(app)
        return
    warning = next((words for screen in app.screen_stack if (words := getattr(screen, "leaving", lambda: "")())), "")
    options = [("stay", t("不走"), "")]
    if warning:
        options.append(("drop", t("退出程序"), t("号留在本窗口，下次登录接着办")))
    else:
        if app.actor is not KIOSK:
            options.append(("switch", t("换人登录"), t("结束本班，回到登录")))
        options.append(("exit", t("退出程序"), t("结束本班") if app.actor is not KIOSK else ""))
    chosen = await app.choose(t("离开？"), options, text=warning or t("现在离开不会丢失任何已办的事。"))
    if chosen in (None, "stay"):
        return
    try:
        if chosen != "drop" and app.actor is not KIOSK and app.shift is not None:
            await sign_out(app)
    except Refusal as refusal:
        app.refuse(refusal)
        return
    if chosen == "switch":
        await _to_sign_in(app)
        app.say(t("已离岗，请下一位登录"), "plain")
    else:
        app.exit()


async def _leave_kiosk(app: CounterApp) -> None:
    """A public machine is left by staff only: with their own code and password."""
    from screens.dialogs.signature import Leave
    from screens.shell.shift import sign_in

    signed = await app.question(Leave(t("离开取号机"), t("本厅工作人员")))
    if signed is None:
        return
    try:
        await sign_in(app, signed.code, signed.password, None)
        await sign_out(app)
    except Refusal as refusal:
        app.refuse(refusal)
        return
    app.exit()


async def _to_sign_in(app: CounterApp) -> None:
    while len(app.screen_stack) > 1:
        app.pop_screen()
    await app.switch_mode("signin")


async def sent_away(app: Any, words: str = "") -> None:
    """The shift was ended elsewhere: back to the sign-in, with what was kept as it is."""
    app.take_lock_away()
    app.actor, app.away, app.shift, app.told = KIOSK, False, None, ()
    await _to_sign_in(app)
    app.say(words or t("本班已在别处结束，或岗位已变动：请重新登录"), "warn")
    app.bell()
