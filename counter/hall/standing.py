"""Whether whoever acts still stands where they stood: every act and every query comes through here.

Somebody who has left, whose role was changed, who was signed out, whose terminal is locked, or whose password is known
to somebody else does nothing more, whatever their terminal still holds.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from counter.errors import Next, Refusal
from counter.phrases.said import say, verbatim
from counter.rules.access import KIOSK, Actor, Role
from counter.store import driver
from counter.store import staff as members

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.hall.act import Act
    from counter.rules.secret import Secret

DAY_MS = 86_400_000

WHILE_DUE = frozenset(("staff.password", "staff.sign-in", "staff.sign-out", "staff.relieve", "staff.here"))
"""What is done with a password that has to be changed."""
WHILE_LOCKED = frozenset(("staff.relieve", "staff.sign-in", "staff.here"))
"""What is done at a terminal that is locked."""


class ProofWanted(Exception):
    """An act needs to know that somebody is there. Never reaches a door: the hall proves it (passwords.py)."""

    def __init__(self, staff: str, password: Secret) -> None:
        super().__init__(staff)
        self.staff, self.password = staff, password


class HashWanted(Exception):
    """An act needs stored forms of new passwords, each of somebody's. Never reaches a door: they are made once the act
    was taken back and holds no lock, by a keeper beside its acting thread.
    """

    def __init__(self, passwords: Mapping[str, Secret]) -> None:
        super().__init__()
        self.passwords = passwords


def this_terminal() -> str:
    """Where this process is sat at: the system's user and the terminal. A keeper names its callers instead."""
    user = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    try:
        return f"{user}:{os.ttyname(0)}"
    except (OSError, AttributeError):
        return f"{user}:-"


def check_standing(hall: Hall, entry: Act, actor: Actor) -> None:
    """Raises Refusal where somebody does not stand there any more."""
    if actor.role is Role.HALL or actor.staff == KIOSK.staff:
        return
    row = members.standing(hall.db, actor.staff, actor.session)
    if row is None or not row["active"] or (row["role"], row["desk"]) != (actor.role, actor.desk):
        raise Refusal(
            "staff.not-any-more",
            say("{staff} 的岗位已经变动", staff=verbatim(actor.staff)),
            rule=say("每个人按现在登记的岗位和审批台办事"),
            next=Next.by("staff.sign-in", say("请重新登录")),
        )
    if actor.session is not None:
        if not row["begun"] or row["ended_at"] is not None:
            raise Refusal(
                "staff.signed-out",
                say("这里的登录已经结束，这次操作没有办"),
                rule=say("一个人同时只在一处登录；管理员也可以结束登录"),
                next=Next.by("staff.sign-in", say("请重新登录")),
            )
        if row["locked_at"] is not None and entry.name not in WHILE_LOCKED:
            raise Refusal(
                "staff.locked",
                say("这里已经锁屏，这次操作没有办"),
                rule=say("锁屏后用本人口令打开才能操作"),
                next=say("请先用本人口令打开"),
            )
    if entry.name not in WHILE_DUE and not hall.training and row["known"] and (why := _due(hall, row)):
        raise Refusal(
            "staff.password-due",
            why,
            rule=say("改口令之前不办别的事"),
            next=Next.by("staff.password", say("请先改口令")),
        )


def password_due(hall: Hall, staff: str) -> bool:
    """Whether somebody has to change the password before doing anything else."""
    row = members.standing(hall.db, staff, None)
    return row is not None and not hall.training and bool(row["known"] and _due(hall, row))


def _due(hall: Hall, row: driver.Row) -> str:
    """Why a password has to be changed; empty if it need not."""
    if row["password_due"] and row["password_at"] is None:
        return say("管理员已让口令过期，要换一个")
    if row["password_due"]:
        return say("口令是别人设的，第一次用时要改成自己的")
    days = hall.policy.staff.password_days
    if days > 0 and hall.now() - (row["password_at"] or 0) > days * DAY_MS:
        return say("口令已经用满 {days} 天", days=days)
    return ""
