"""Whom a hall can't do without: oneself, the last administrator, the last supervisor.

Whatever takes somebody's role away (retiring, changing the role) asks here first.
"""

from __future__ import annotations

from counter.errors import Next, Refusal
from counter.hall.act import Work
from counter.phrases.said import say, verbatim
from counter.rules.access import ROLE_NAMES, Role
from counter.store import staff as members

NEEDED = (Role.ADMINISTRATOR, Role.SUPERVISOR)
"""Roles that a hall always has somebody in."""


def keep_somebody(work: Work, code: str, becomes: Role | None = None) -> None:
    """Refuse to take their present role from somebody (`becomes` another one, or None: they leave) where the hall needs
    them in it.
    """
    row = members.standing(work.db, code, None)
    if row is None or not row["active"] or row["role"] == becomes:
        return
    role = Role(row["role"])
    if code == work.actor.staff:
        raise Refusal(
            "staff.not-oneself",
            say("不能让自己离岗或改自己的岗位"),
            rule=say("离岗和改岗由另一名管理员办"),
            next=say("请另一名管理员办理"),
        )
    if role in NEEDED and not members.others_as(work.db, code, role):
        raise Refusal(
            "staff.last-one",
            say("{code} 是最后一名{role}", code=verbatim(code), role=ROLE_NAMES[role]),
            rule=say("大厅至少要有一名{role}", role=ROLE_NAMES[role]),
            next=Next.by("staff.add", say("请先登记另一名{role}", role=ROLE_NAMES[role]), code=None, role=str(role)),
        )
