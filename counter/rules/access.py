"""Who a person at the hall is, and what each role may do. Enforced by Hall.do and Hall.ask, below every screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from counter.phrases.said import mark, say


class Role(StrEnum):
    """The roles of RULES 1; HALL is the hall itself (clocks, catch-up), never a person."""

    GUIDE = "guide"
    CLERK = "clerk"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    HALL = "hall"


ROLE_NAMES = {
    Role.GUIDE: mark("导办"),
    Role.CLERK: mark("窗口人员"),
    Role.APPROVER: mark("审批人员"),
    Role.SUPERVISOR: mark("值班主任"),
    Role.ADMINISTRATOR: mark("管理员"),
    Role.HALL: mark("系统"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where."""

    staff: str
    name: str
    role: Role
    department: str | None = None
    desk: str | None = None
    window: int | None = None
    session: int | None = None
    """The shift that this terminal began by a password; None where each act is signed by one of its own."""

    @property
    def place(self) -> str:
        """Where the act was done, as the journal keeps it: `window:3`, `desk:D-HR`, or the role."""
        if self.window is not None:
            return f"window:{self.window}"
        return f"desk:{self.desk}" if self.desk else str(self.role)

    def __str__(self) -> str:
        return say("{name}（{role}）", name=self.name, role=ROLE_NAMES[self.role])


HALL_ITSELF = Actor("hall", mark("系统"), Role.HALL)
KIOSK = Actor("kiosk", mark("自助取号机"), Role.GUIDE)
