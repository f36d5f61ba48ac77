"""The way back in when nobody who could let anybody in knows a password any more: by the recovery sheet.

The command proves the sheet against the store (hall/passwords.py); what it does is an act of the hall itself, and
supervisors and administrators are told of it until each has read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.staff.accounts import Member, staff_code, stored_form
from counter.acts.staff.indispensable import KEEPERS
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.person_name import clean_name
from counter.rules.secret import Secret
from counter.store import guesses, shifts
from counter.store import staff as members


@dataclass(frozen=True, slots=True)
class Recovery:
    """The sheet was used."""

    at: str
    code: str

    def __str__(self) -> str:
        return say("{at} 有人用恢复单重设了 {code} 的口令", at=self.at, code=verbatim(self.code))


@act("staff.recover", by=(), argument="code")
def recover(work: Work, code: str, password: Secret, name: str = "") -> Member:
    """Give an administrator a new first password, or make one; whoever holds the recovery sheet may."""
    code = staff_code(code)
    row = members.standing(work.db, code, None)
    if row is not None and not (row["active"] and row["role"] == Role.ADMINISTRATOR):
        raise Refusal(
            "staff.recover-no-administrator",
            say("{code} 不是在岗的管理员", code=verbatim(code)),
            rule=say("恢复单只给管理员新口令，或新立一名管理员"),
            next=say("请换一个工号：没有用过的工号会成为新的管理员"),
        )
    shown = members.name(work.db, code) if row is not None else clean_name(name or "管理员").shown
    stored = stored_form(work, password, code, shown)
    if row is None:
        members.add(work.db, code, shown, Role.ADMINISTRATOR, None, None, stored, work.now)
    else:
        members.set_password(work.db, code, stored, work.now, due=True)
        if (shift := shifts.open_of(work.db, code)) is not None:
            shifts.end(work.db, shift["id"], work.now)
    work.hall.proofs.forget(code)
    guesses.forgive(work.db, code)
    work.about(f"staff:{code}", by_sheet=True, made=row is None)
    return Member(code, shown, str(Role.ADMINISTRATOR), None, None)


@query("staff.recoveries", by=KEEPERS)
def recoveries(look: Look) -> tuple[Recovery, ...]:
    """When the recovery sheet was used since the one who asks last said to have read it."""
    return tuple(
        Recovery(f"{look.hall.local(row['at']):%Y-%m-%d %H:%M}", str(row["subject"]).removeprefix("staff:"))
        for row in members.recoveries(look.db, look.actor.staff)
    )


@act("staff.recoveries-seen", by=KEEPERS)
def recoveries_seen(work: Work) -> None:
    """One has read when the recovery sheet was used."""
    if not members.recoveries(work.db, work.actor.staff):
        raise Refusal(
            "staff.no-recoveries",
            say("没有要看的恢复记录"),
            next=Next.by("journal.list", say("以往的在日志里")),
        )
    work.about(f"staff:{work.actor.staff}")
