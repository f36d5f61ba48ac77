"""Changing one's own password at the terminal: the old one, and the new one twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.secret import Secret
from screens.shell.language import t

if TYPE_CHECKING:
    from screens.shell.place import Place


async def change_password(place: Place) -> None:
    """Ask and change it. Raises Refusal for a wrong old one (which counts as at the sign-in) or too short a new one."""
    given = await place.app.enter(
        t("改口令"),
        (t("旧口令"), ""),
        (t("新口令"), ""),
        (t("再输一次"), ""),
        text=t("改的是本人的口令，下次登录就用新的；至少 8 个字符。"),
        check=_alike,
        password=True,
    )
    if given is not None:
        await place.app.ask(acts.staff_password, password=Secret(given[0]), new=Secret(given[1]))
        place.say(t("口令已改"))


def _alike(old: str, new: str, again: str) -> None:
    if new != again:
        raise Refusal(
            "screen.new-password-not-typed",
            t("两次输入的新口令不一样"),
            rule=t("新口令输两次，防止输错"),
            next=t("请重新输入"),
        )
    if new == old:
        raise Refusal("screen.new-password-old-one", t("新口令和旧的一样"), next=t("请换一个口令"))
