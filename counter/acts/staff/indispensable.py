"""Whom a hall can't do without: oneself, the last administrator, the last supervisor.

Whatever takes somebody's role away (retiring, changing the role) asks here first.
"""

from __future__ import annotations

from counter.errors import Next, Refusal
from counter.hall.act import Work
from counter.phrases.said import say, verbatim
from counter.rules.access import ROLE_NAMES, Role
from counter.store import staff as members

KEEPERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)
"""A hall is never without one of each."""


def keep_somebody(work: Work, code: str, becomes: Role | None = None) -> None:
    """Refuse to take their present role from somebody (`becomes` another one, or None: they leave) where the hall needs
    them in it.
    """
    row = members.standing(work.db, code, None)
    if row is None or not row["active"] or row["role"] == becomes:
        return
    role = Role(row["role"])
    if role in KEEPERS and not members.others_as(work.db, code, role):
        raise Refusal(
            "staff.last-one",
            say("{code} 是唯一的{role}", code=verbatim(code), role=ROLE_NAMES[role]),
            rule=say("大厅不能没有管理员和值班主任"),
            next=Next.by("staff.add", say("请先登记另一位{role}", role=ROLE_NAMES[role]), code=None, role=str(role)),
        )
    if code == work.actor.staff:
        raise Refusal(
            "staff.not-oneself",
            say("不能让自己离岗或改自己的岗位"),
            rule=say("离岗和改岗由另一名管理员办"),
            next=say("请另一名管理员办理"),
        )
