"""Desks made by hand, and rooms closed when nobody needs them any more.

Nothing is closed over somebody's head: a queue with people waiting, a window with somebody at it and a desk with open
approvals are refused, saying who and what. What was closed opens again by the act that makes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from counter.acts.approval.countersigning import drop_review
from counter.acts.premises.placed import Placed
from counter.acts.premises.seen import check_seen, desk_state, queue_state, station_state, window_state
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_code, clean_text
from counter.rules.letters import visible
from counter.store import driver, shifts
from counter.store import rooms as store


@dataclass(frozen=True, slots=True)
class Closed:
    """A room is closed; `to` is the desk that goes on with `approvals` and `people`."""

    what: str
    code: str
    name: str
    to: str = ""
    approvals: int = 0
    people: int = 0

    def __str__(self) -> str:
        return say(
            "{what} {code} {name} 已关闭{moved}",
            what=self.what,
            code=self.code,
            name=self.name,
            moved=say("；{n} 项审批、{people} 人转到 {to}", n=self.approvals, people=self.people, to=self.to)
            if self.to
            else "",
        )


# -- making a desk -----------------------------------------------------------------------------------------------------


@act("desk.set", by=(Role.ADMINISTRATOR,), argument="code")
def set_desk(
    work: Work, code: str, department: str, name: str = "", place: str = "", phone: str = "", seen: str = ""
) -> Placed:
    """Make a desk of a department, or change one; a department may have several (new approvals come to the first by
    code). A closed one is open again.
    """
    code = clean_code(code, what=say("审批台代码"), limit=30, empty=False).upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{0,29}", code):
        raise Refusal(
            "hall.cannot-used",
            say("{what} {code} 不能用", what=say("审批台代码"), code=verbatim(code)),
            rule=say("字母开头，只含字母、数字和 -"),
            next=say("请改正代码"),
        )
    department = department.strip().upper()
    owner = store.row(work.db, "department", "code", department)
    if owner is None:
        raise Refusal(
            "catalogue.no-department-code",
            say("没有代码为 {lead} 的部门", lead=verbatim(visible(department, 60))),
            rule=say("部门由管理员登记"),
            next=say("请核对部门代码"),
        )
    row = store.row(work.db, "desk", "code", code)
    if row is not None:
        check_seen(seen, *desk_state(row))
        if row["department"] != department:
            raise Refusal(
                "hall.desk-of-another",
                say("审批台 {code} 是 {other} 的", code=code, other=row["department"]),
                rule=say("审批台不换部门：办过的审批都记在它名下"),
                next=say("请给这个部门另设一个台"),
            )
    name = clean_text(name, what=say("审批台名称"), limit=30) or (
        row["name"] if row is not None else store.usual_desk_name(owner["short"])
    )
    new = store.put_desk(
        work.db,
        code,
        department,
        name,
        clean_text(place, what=say("位置"), limit=60),
        clean_code(phone, what=say("电话"), limit=30),
    )
    work.about(f"desk:{code}", new=new, department=department)
    return Placed(say("审批台"), code, name, owner["short"], new)


# -- closing -----------------------------------------------------------------------------------------------------------


@act("queue.close", by=(Role.ADMINISTRATOR,), argument="letter")
def close_queue(work: Work, letter: str, seen: str = "") -> Closed:
    """Give out no more numbers of a queue. Refused while somebody waits in it or has booked."""
    letter = letter.strip().upper()
    row = _open(work, "queue", "letter", letter, say("队列"), seen, queue_state)
    kept = next(one for one in store.queues(work.db) if one["letter"] == letter)
    if waiting := kept["live"] + kept["tomorrow"]:
        raise Refusal(
            "hall.queue-in-use",
            say("队列 {letter} 还有 {n} 个号没有办完", letter=letter, n=waiting),
            rule=say("有人在等的队列不能关"),
            next=say("请先叫完或转到别的队"),
        )
    if kept["booked"]:
        raise Refusal(
            "hall.queue-booked",
            say("队列 {letter} 还有 {n} 个预约", letter=letter, n=kept["booked"]),
            rule=say("约好的人来了要有号"),
            next=Next.by("ticket.unbook", say("请先取消或改约")),
        )
    store.no_longer_serve(work.db, letter)
    store.close(work.db, "queue", "letter", letter, work.today.isoformat())
    work.about(f"queue:{letter}", closed=True)
    return Closed(say("队列"), letter, row["name"])


@act("window.close", by=(Role.ADMINISTRATOR,), argument="number")
def close_window(work: Work, number: int, seen: str = "") -> Closed:
    """Nobody signs in at a window any more. Refused while somebody is there, or people were told to come to it."""
    row = _open(work, "front_window", "number", number, say("窗口"), seen, window_state)
    use = store.in_use_of_window(work.db, number)
    if use["staff"] or use["open"]:
        raise Refusal(
            "staff.window-used",
            say(
                "{window} 号窗口正由 {staff_name}（{staff}）使用",
                window=number,
                staff_name=verbatim(use["name"]),
                staff=verbatim(use["staff"]),
            ),
            rule=say("有人值守的窗口不能关"),
            next=Next.by("staff.sign-out-other", say("请先请其下来"), code=use["staff"] or None),
        )
    if use["for_it"]:
        raise Refusal(
            "hall.window-awaited",
            say("还有 {n} 个号指定在 {window} 号窗口办", n=use["for_it"], window=number),
            rule=say("请人来这里的窗口不能关"),
            next=Next.by("ticket.release", say("请先放开这些号"), ticket=None),
        )
    store.serve_nothing(work.db, number)
    store.close(work.db, "front_window", "number", number, work.today.isoformat())
    work.about(f"window:{number}", closed=True)
    return Closed(say("窗口"), str(number), row["name"])


@act("desk.close", by=(Role.ADMINISTRATOR,), argument="code")
def close_desk(work: Work, code: str, to: str | None = None, seen: str = "") -> Closed:
    """Close a desk: its undecided approvals, papers on their way and people go to `to`, another desk of the same
    department. Refused without one where anything lies there, or the department has items and no other desk.
    """
    code = code.strip().upper()
    row = _open(work, "desk", "code", code, say("审批台"), seen, desk_state)
    approvals, people = store.open_at_desk(work.db, code), store.officers_at(work.db, code)
    others = store.other_desks(work.db, code)
    target = to.strip().upper() if to else ""
    if target and target not in others:
        raise Refusal(
            "hall.desk-not-beside",
            say("{to} 不是同部门开着的审批台", to=verbatim(visible(target, 30))),
            rule=say("审批只在本部门的台之间转"),
            next=say("可转到 {others}", others=listed(others) or say("无")),
        )
    if not target and (approvals or people):
        raise Refusal(
            "hall.desk-in-use",
            say("审批台 {code} 有 {n} 项审批没有决定、{people} 人", code=code, n=len(approvals), people=len(people)),
            rule=say("有审批在办、有人的台，先说清转到哪个台"),
            next=Next.by("desk.close", say("请写明转到哪个台"), code=code, to=None),
        )
    if not others and (items := store.items_of(work.db, row["department"], work.today.isoformat())):
        raise Refusal(
            "hall.desk-needed",
            say("{department} 还有 {n} 个事项在办理，只有这一个台", department=row["department"], n=items),
            rule=say("有事项的部门要有审批台"),
            next=Next.by("desk.set", say("请先另设一个台，或停办这些事项"), code=None, department=row["department"]),
        )
    if target:
        for approval in approvals:
            drop_review(work, approval, say("审批台已关闭，转到 {to}", to=target))
        for person in people:
            if (shift := shifts.open_of(work.db, person)) is not None:
                shifts.end(work.db, shift["id"], work.now)
        moved = store.move_desk(work.db, code, target)
        work.touch(*(f"approval:{approval}" for approval in approvals), *(f"staff:{one}" for one in moved))
    store.close(work.db, "desk", "code", code, work.today.isoformat())
    work.about(f"desk:{code}", closed=True, to=target, approvals=len(approvals), people=len(people))
    return Closed(say("审批台"), code, row["name"], target, len(approvals), len(people))


@act("station.close", by=(Role.ADMINISTRATOR,), argument="code")
def close_station(work: Work, code: str, seen: str = "") -> Closed:
    """Close a service station. Refused while windows stand in it."""
    code = code.strip().upper()
    row = _open(work, "station", "code", code, say("服务站"), seen, station_state)
    standing = next(json.loads(one["windows"]) for one in store.stations(work.db) if one["code"] == code)
    if standing:
        raise Refusal(
            "hall.station-in-use",
            say("{name} 还有窗口 {windows}", name=row["name"], windows=listed(str(one) for one in standing)),
            rule=say("有窗口的服务站不能关"),
            next=Next.by("window.close", say("请先关窗口，或移到别处"), number=standing[0]),
        )
    store.close(work.db, "station", "code", code, work.today.isoformat())
    work.about(f"station:{code}", closed=True)
    return Closed(say("服务站"), code, row["name"])


def _open(
    work: Work,
    table: str,
    key: str,
    value: object,
    what: str,
    seen: str,
    state: Callable[[driver.Row], tuple[object, ...]],
) -> driver.Row:
    row = store.row(work.db, table, key, value)
    if row is None or row["closed_on"] is not None:
        raise Refusal(
            "hall.not-open",
            say("没有开着的{what} {value}", what=what, value=verbatim(visible(str(value), 30))),
            rule=say("只关开着的"),
            next=say("请核对"),
        )
    check_seen(seen, *state(row))
    return row
