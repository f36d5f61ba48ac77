"""Staff coming and going: who works here, who stands where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from counter.acts.staff.indispensable import keep_somebody
from counter.errors import Next, Refusal
from counter.hall import Hall
from counter.hall.act import EVERYBODY, Look, Work, act, query
from counter.hall.passwords import hashed, wanted_proof
from counter.hall.standing import password_due
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import ROLE_NAMES, Actor, Role
from counter.rules.day import ShiftState
from counter.rules.identity import clean_code, clean_text
from counter.rules.letters import visible
from counter.rules.password import LONGEST, SHORTEST, one_form, poor
from counter.rules.person_name import clean_name
from counter.rules.secret import NO_SECRET, Secret
from counter.store import driver, guesses, shifts
from counter.store import staff as members

SILENT_MS = 120_000
"""A terminal that has not been heard of for so long no longer holds its window against another person."""

FRONT = (Role.GUIDE, Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who stands where now; `ticket` names one that an earlier sign-in left open."""

    shift: int
    staff: str
    name: str
    role: str
    window: int | None
    desk: str | None
    ticket: str
    desk_name: str = ""
    password_due: bool = False
    """Whether nothing else can be done before the password is changed."""

    def __str__(self) -> str:
        place = (
            say("{window}号窗口", window=self.window)
            if self.window is not None
            else self.desk_name or self.desk or ROLE_NAMES[Role(self.role)]
        )
        return say(
            "{name}（{staff}）已到岗：{place}{ticket}",
            name=verbatim(self.name),
            staff=self.staff,
            place=place,
            ticket=(say("，{ticket} 号还没有办完", ticket=self.ticket) if self.ticket else ""),
        )


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff."""

    code: str
    name: str
    role: str
    department: str | None
    desk: str | None

    def __str__(self) -> str:
        return say(
            "{code} {name} {role}{desk}",
            code=self.code,
            name=self.name,
            role=ROLE_NAMES[Role(self.role)],
            desk=(say(" {desk}", desk=self.desk) if self.desk else ""),
        )


def hash_password(password: Secret, *own: str) -> str:
    """The stored form of a new password. Raises Refusal for a poor one; `own` is what everybody would try first."""
    check_password(password, *own)
    return hashed(password)


def stored_form(work: Work, password: Secret, code: str, name: str) -> str:
    """The same for an act, of somebody of this code and name; a keeper's acting thread doesn't work it out itself."""
    check_password(password, code, name, work.hall.settings["name"])
    return work.hall.proofs.hashed(code, password)


def check_password(password: Secret, *own: str) -> None:
    """Raises Refusal for a poor new password."""
    if why := poor(password, own):
        raise Refusal(
            "staff.password-too-poor",
            why,
            rule=say(
                "口令 {shortest} 到 {longest} 个字符，不用常见的、连着的、重复的，不用本人和大厅的名称",
                shortest=SHORTEST,
                longest=LONGEST,
            ),
            next=say("请换一个口令"),
        )


def staff_code(text: str) -> str:
    """A staff code in its one form: half width, lower case, no spaces. Raises Refusal for any other characters."""
    code = clean_code(text, what=say("工号"), limit=20, empty=False).lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,19}", code):
        raise Refusal(
            "staff.code-cannot-used",
            say("工号 {code} 不能用", code=verbatim(code)),
            rule=say("工号只含字母、数字和 -，最多 20 位"),
            next=say("请改正工号"),
        )
    return code


def prove(hall: Hall, staff: str, password: Secret) -> None:
    """Check a password outside of any act (the command line's own door); a wrong one is written down as in an act."""
    hall.prove_password(staff, password)


@act("staff.add", by=(Role.ADMINISTRATOR,), argument="code")
def add_staff(
    work: Work,
    code: str,
    name: str,
    role: Role,
    department: str | None = None,
    desk: str | None = None,
    password: Secret = NO_SECRET,
) -> Member:
    """Register a member of staff."""
    code = staff_code(code)
    shown = clean_name(name).shown
    if role not in ROLE_NAMES or role == Role.HALL:
        kinds = listed(
            say("{kind} {words}", kind=kind, words=words) for kind, words in ROLE_NAMES.items() if kind is not Role.HALL
        )
        raise Refusal(
            "staff.no-role",
            say("没有可以登记的岗位 {role}", role=verbatim(visible(str(role), 20))),
            rule=say("岗位有 {kinds}", kinds=kinds),
            next=say("请选其中一个"),
        )
    role = Role(role)
    if members.known(work.db, code):
        raise Refusal(
            "staff.code-taken",
            say("工号 {code} 已经有人", code=verbatim(code)),
            rule=say("一个工号只对应一个人"),
            next=say("请换一个工号"),
        )
    if role is Role.APPROVER and desk is None:
        raise Refusal(
            "staff.officer-needs-desk",
            say("审批人员要有审批台"),
            rule=say("每个审批人员属于一个审批台"),
            next=Next.by("staff.add", say("请指定审批台"), code=code, desk=None),
        )
    if desk is not None:
        department = members.department_of(work.db, desk)
        if department is None:
            raise Refusal("staff.no-desk", say("没有审批台 {desk}", desk=verbatim(desk)), next=say("请核对审批台代码"))
    if not password and not work.hall.training:
        raise Refusal(
            "staff.no-password-given",
            say("没有给出口令"),
            rule=say("正式大厅的人员都要有口令"),
            next=say("请给出初始口令"),
        )
    stored = stored_form(work, password, code, shown) if password else None
    members.add(work.db, code, shown, role, department, desk, stored, work.now)
    work.about(f"staff:{code}", role=str(role))
    return Member(code, shown, str(role), department, desk)


@act("staff.password", by=EVERYBODY)
def set_password(work: Work, new: Secret, password: Secret = NO_SECRET, staff: str | None = None) -> None:
    """Change one's own password (`password` is the present one); an administrator may set somebody else's."""
    target = staff_code(staff) if staff else work.actor.staff
    if target != work.actor.staff and work.actor.role is not Role.ADMINISTRATOR:
        raise Refusal(
            "staff.can-change-own-password",
            say("只能改自己的口令"),
            rule=say("他人的口令由管理员重设"),
            next=Next.by("staff.password", say("请改自己的，或找管理员")),
        )
    own = target == work.actor.staff
    if own and members.has_password(work.db, target):
        wanted_proof(work, target, password)
        if one_form(new.reveal()) == one_form(password.reveal()):
            raise Refusal(
                "staff.password-same",
                say("新口令和旧的一样"),
                rule=say("改口令要换成另一个"),
                next=say("请换一个口令"),
            )
    name = members.name(work.db, target) if members.known(work.db, target) else ""
    stored = stored_form(work, new, target, name)
    if not members.set_password(work.db, target, stored, work.now, due=not own):
        raise Refusal("staff.no-staff-code", say("没有工号 {target}", target=verbatim(target)), next=say("请核对工号"))
    work.hall.proofs.forget(target)
    guesses.forgive(work.db, target)
    work.about(f"staff:{target}", first=not own)


@act("staff.retire", by=(Role.ADMINISTRATOR,), argument="code")
def retire(work: Work, code: str) -> None:
    """Somebody leaves the hall: the code stays in the journal and can't sign in any more."""
    code = staff_code(code)
    keep_somebody(work, code)
    if shifts.open_ticket(work.db, code) is not None:
        raise Refusal(
            "staff.still-somebody-window",
            say("{code} 手上还有没办完的号", code=verbatim(code)),
            rule=say("离岗前要办完或转交"),
            next=say("请先办结或转窗"),
        )
    if not members.retire(work.db, code):
        raise Refusal(
            "staff.nobody-duty-staff-code", say("没有在岗的工号 {code}", code=verbatim(code)), next=say("请核对工号")
        )
    if (row := shifts.open_of(work.db, code)) is not None:
        shifts.end(work.db, row["id"], work.now)
    work.about(f"staff:{code}")


@act("staff.sign-in", by=EVERYBODY)
def sign_in(work: Work, window: int | None = None, password: Secret = NO_SECRET, process: str = "") -> SignedIn:
    """Begin a shift at a window, or at one's own desk. In training no password is asked."""
    actor, db = work.actor, work.db
    if not work.hall.training:
        wanted_proof(work, actor.staff, password)
    if actor.role not in FRONT:
        window = None
    left = shifts.open_ticket(db, actor.staff)
    if window is not None:
        if not shifts.window_exists(db, window):
            raise Refusal(
                "staff.no-window",
                say("没有 {window} 号窗口", window=window),
                rule=say("窗口由管理员登记"),
                next=say("请核对窗口号"),
            )
        if left is not None and left["front_window"] != window:
            raise Refusal(
                "staff.window-yours-not-finished",
                say(
                    "您在 {front_window} 号窗口还有 {ticket_name} 没有办完",
                    front_window=left["front_window"],
                    ticket_name=ticket_name(left),
                ),
                rule=say("换窗口前要办完或转交手上的号"),
                next=say("请先在 {front_window} 号窗口登录并办结或转窗", front_window=left["front_window"]),
            )
        there = shifts.at_window(db, window)
        if there is not None and there["staff"] != actor.staff:
            if work.now - there["seen_at"] < SILENT_MS or shifts.open_ticket(db, there["staff"]) is not None:
                raise Refusal(
                    "staff.window-used",
                    say(
                        "{window} 号窗口正由 {staff_name}（{staff}）使用",
                        window=window,
                        staff_name=verbatim(there["staff_name"]),
                        staff=verbatim(there["staff"]),
                    ),
                    rule=say("一个窗口同时只由一人值守"),
                    next=say("请换一个窗口或请对方先离岗"),
                )
            shifts.end(db, there["id"], work.now)
            work.facts["relieved"] = there["staff"]
    row = shifts.open_of(db, actor.staff)
    if row is not None and row["front_window"] == window and row["business_date"] == work.today.isoformat():
        silent_ms = int(work.hall.policy.queue.watch.window_seconds * 1000)
        if since := shifts.silent_since(db, row["id"], work.now, silent_ms):
            work.facts["silent_since"] = since
        shifts.set_away(db, row["id"], None)
        shifts.lock(db, row["id"], None)
        shifts.beat(db, row["id"], work.now, process)
        shift = row["id"]
    else:
        if row is not None:
            shifts.end(db, row["id"], work.now)
        shift = shifts.begin(db, actor.staff, window, actor.desk, work.today.isoformat(), work.now, process)
    work.about(f"shift:{shift}", window=window)
    return SignedIn(
        shift,
        actor.staff,
        actor.name,
        str(actor.role),
        window,
        actor.desk,
        ticket_name(left) if left else "",
        members.desk_name(db, actor.desk),
        password_due(work.hall, actor.staff),
    )


@act("staff.sign-out", by=EVERYBODY)
def sign_out(work: Work) -> None:
    """End one's shift. Refused while a ticket is open at the window."""
    row = _own_shift(work)
    if (left := shifts.open_ticket(work.db, work.actor.staff)) is not None:
        raise Refusal(
            "staff.not-finished",
            say("{ticket_name} 还没有办完", ticket_name=ticket_name(left)),
            rule=say("离岗前要办完、挂起或转交手上的号"),
            next=Next.by("ticket.finish", say("请先办结或转窗"), ticket=ticket_name(left)),
        )
    shifts.end(work.db, row["id"], work.now)
    work.about(f"shift:{row['id']}", window=row["front_window"])


@act("staff.away", by=EVERYBODY, undo="staff.back")
def away(work: Work, reason: str = "") -> None:
    """Leave the window for a while: nobody is called to it."""
    row = _own_shift(work)
    if row["state"] == ShiftState.AWAY:
        raise Refusal("staff.away-already", say("已经是暂离状态"), next=Next.by("staff.back", say("回来后请恢复叫号")))
    if (left := shifts.open_ticket(work.db, work.actor.staff)) is not None:
        raise Refusal(
            "staff.not-finished",
            say("{ticket_name} 还没有办完", ticket_name=ticket_name(left)),
            rule=say("有人在办时不能暂离"),
            next=say("请先办结或挂起"),
        )
    shifts.set_away(work.db, row["id"], work.now)
    work.about(f"shift:{row['id']}", reason=clean_text(reason, what=say("原因"), limit=100))


@act("staff.back", by=EVERYBODY, undo="staff.away")
def back(work: Work) -> None:
    """Return to the window."""
    row = _own_shift(work)
    if row["state"] != ShiftState.AWAY:
        raise Refusal("staff.you-are-on-duty", say("现在就在岗"))
    shifts.set_away(work.db, row["id"], None)
    work.about(f"shift:{row['id']}")


@query("staff.actor", by=())
def actor_of(look: Look, code: str, window: int | None = None) -> Actor:
    """Who a staff code is, before anybody has signed in: at the window given, else that of their open shift."""
    return members.actor(look.db, code, window)


@query("staff.list")
def list_staff(look: Look, role: Role | None = None) -> tuple[Member, ...]:
    """Everybody who works here."""
    return tuple(
        Member(r["code"], r["name"], r["role"], r["department"], r["desk"]) for r in members.active(look.db, role)
    )


def _own_shift(work: Work) -> driver.Row:
    row = shifts.open_of(work.db, work.actor.staff)
    if row is None:
        raise Refusal(
            "staff.not-duty-yet",
            say("您还没有到岗"),
            rule=say("先登录窗口或审批台"),
            next=Next.by("staff.sign-in", say("请先登录")),
        )
    return row


def ticket_name(row: driver.Row) -> str:
    """`A001`."""
    return f"{row['letter']}{row['number']:03d}"
