"""A locked terminal is given to somebody else: its person is signed out, and nothing of theirs is lost unseen."""

from __future__ import annotations

from counter.acts.approval.countersigning import NeedsRelease, released
from counter.acts.staff.accounts import ticket_name
from counter.errors import Next, Refusal
from counter.hall.act import EVERYBODY, Work, act
from counter.phrases.said import say
from counter.rules.secret import NO_SECRET, Secret
from counter.store import shifts


@act("staff.relieve", by=EVERYBODY)
def relieve(work: Work, unfinished: bool = False, release: str = "", release_password: Secret = NO_SECRET) -> None:
    """End the shift of a locked terminal, so that somebody else can sign in there; where something is `unfinished` on
    its screen, only with a supervisor's signature. Refused while a ticket is open.
    """
    row = shifts.open_of(work.db, work.actor.staff)
    if row is None or row["locked_at"] is None:
        raise Refusal(
            "staff.not-locked",
            say("这里没有锁屏"),
            rule=say("只有锁屏的终端可以换人"),
            next=Next.by("staff.sign-out", say("请本人离岗")),
        )
    if (left := shifts.open_ticket(work.db, work.actor.staff)) is not None:
        raise Refusal(
            "staff.locked-with-ticket",
            say("{ticket_name} 还没有办完，不能换人", ticket_name=ticket_name(left)),
            rule=say("离岗前要办完、挂起或转交手上的号"),
            next=Next.by("ticket.transfer", say("请值班主任先把这个号转走"), ticket=ticket_name(left)),
        )
    if unfinished:
        released(
            work,
            release,
            release_password,
            NeedsRelease(
                "staff.locked-with-work",
                say("屏上还有没办完的事，换人须由值班主任签署"),
                rule=say("没存的内容换人后就没有了"),
                next=say("请值班主任填工号和口令，或等本人回来"),
            ),
        )
    shifts.end(work.db, row["id"], work.now)
    work.about(f"shift:{row['id']}", window=row["front_window"], locked_at=row["locked_at"])
