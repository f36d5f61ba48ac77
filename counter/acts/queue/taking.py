"""Taking a ticket: at the door, at the kiosk, for an appointment, or from afar.

A number is 1-based per queue and business day, never given twice, and keeps its letter wherever the person is sent. The
paper is written in the same transaction; a printer that is down costs nobody their number.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from counter.acts.paper.wording import slip as wording
from counter.acts.paper.writing import code_of, issue_notice, next_value
from counter.acts.queue import waiting as wait
from counter.acts.queue.language import known_language
from counter.errors import Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, say, verbatim
from counter.rules import order as rule
from counter.rules import ticket as moves
from counter.rules.access import KIOSK, Role
from counter.rules.day import DayState
from counter.rules.identity import clean_code, clean_text
from counter.rules.notice import NoticeKind
from counter.rules.numbers import canonical, code_hash, of_booking
from counter.rules.order import MINUTE
from counter.rules.ticket import CLASS_NAMES, Period, State, Ticket, shown
from counter.rules.times_written import time_in
from counter.store import bookings, days, premises, tickets

if TYPE_CHECKING:
    from counter.hall import Hall

AT_THE_DOOR = (Role.GUIDE, Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class TicketTaken:
    """A ticket as handed out. `low` and `high` are minutes, None when no window is open; `again`: it was
    there already.
    """

    id: int
    number: str
    queue: str
    queue_name: str
    class_: str
    ahead: int
    low: int | None
    high: int | None
    code: str
    paper: str
    state: str = State.WAITING
    note: str = ""
    warning: str = ""
    again: bool = False

    def __str__(self) -> str:
        words: list[str] = [
            say(
                "{number} {queue_name}，前面还有 {ahead} 人，{range}",
                number=self.number,
                queue_name=self.queue_name,
                ahead=self.ahead,
                range=wait.range_words(self.low, self.high),
            )
        ]
        words += [
            text for text in (say("此前已取过号，仍用原号") if self.again else "", self.note, self.warning) if text
        ]
        return listed(words, "；")


@act("ticket.take", by=AT_THE_DOOR, undo="ticket.void")
def take(
    work: Work,
    queue: str = "",
    *,
    class_: str = "normal",
    bundle: str = "",
    matter: str = "",
    people: int = 1,
    appointment: str = "",
    remote: str = "",
    language: str = "",
) -> TicketTaken:
    """Take a ticket for a queue (letter, code, or a bundle). `appointment` is today's time HH:MM, `remote` a phone or
    code, `language` the one in which the number is called (zh-Hans without it).

    A remote key that has a ticket today gets that ticket again. At a machine that nobody stands behind a telephone
    number alone proves nothing: it needs the booking's time, or the number of the ticket, in `appointment`.
    """
    key, note = remote_key(work.hall, remote) if remote else None, ""
    if work.actor.staff == KIOSK.staff and (remote or appointment) and not _is_booking_code(remote):
        queue, key, note = _proven(work, queue, key, appointment)
        appointment = ""
    taken = take_with_key(
        work,
        queue,
        key,
        class_=class_,
        bundle=bundle,
        matter=matter,
        people=people,
        appointment=appointment,
        language=language,
    )
    return replace(taken, note=listed(filter(None, (taken.note, note)), "；")) if note else taken


def _proven(work: Work, queue: str, key: str | None, said: str) -> tuple[str, str | None, str]:
    """The queue and the key of whoever knows more of a booking or a ticket than a telephone number; for everybody else
    the same words whatever there is, and a key only where nobody has it today.
    """
    day, said = work.today.isoformat(), unicodedata.normalize("NFKC", said).strip().upper()
    known = tickets.by_remote_key(work.db, key, day) if key else None
    if key and known is not None and known.state in moves.LIVE and said == known.shown:
        return queue, key, ""
    booked = bookings.expected(work.db, key, day) if key else None
    if key and booked is not None and said and said.zfill(5) == f"{work.hall.local(booked['at']):%H:%M}":
        return booked["queue"], key, ""
    free = booked is None and (known is None or known.state not in moves.LIVE)
    return queue, key if free else None, say("手机号和预约时间（或号）没有对上，这是普通号；约过的请到导办台")


def take_with_key(
    work: Work,
    queue: str,
    key: str | None,
    *,
    class_: str = "normal",
    bundle: str = "",
    matter: str = "",
    people: int = 1,
    appointment: str = "",
    language: str = "",
) -> TicketTaken:
    """The same by what a telephone or code is recognised by."""
    day = work.today.isoformat()
    booked = bookings.expected(work.db, key, day) if key else None
    wanted = clean_code(queue or bundle, what=say("队列"), limit=40) or (booked["queue"] if booked else "")
    if not wanted:
        raise Refusal(
            "ticket.not-say-queue",
            say("没有说取哪个队列的号"),
            rule=say("号票按队列发放"),
            next=say("请选队列或一件事"),
        )
    line = tickets.queue(
        work.db,
        wanted,
        lambda: premises.letters_around(work.db, work.actor.window),
    )
    policy = wait.order(work.hall)
    if class_ not in CLASS_NAMES or class_ not in policy.heads or class_ in ("carried", "appointment"):
        raise Refusal(
            "ticket.no-class",
            say("没有人员类别 {name}", name=verbatim(repr(class_[:20]))),
            rule=say("优先类别写在规则里（queue.head_start）"),
            next=say("可选：{names}", names=listed(c for c in policy.heads if c not in ("carried", "appointment"))),
        )
    if not 1 <= people <= 99:
        raise Refusal(
            "ticket.people-not-right",
            say("同行人数 {people} 不对", people=people),
            rule=say("一张号最多 99 人"),
            next=say("请填 1 到 99"),
        )
    if key and (known := tickets.by_remote_key(work.db, key, day)) is not None and known.state in moves.LIVE:
        work.about(f"ticket:{known.id}", number=known.shown, again=True)
        return _taken(work, policy, known, paper="", again=True)
    _check_issuing(work, day)
    appointment_at = _appointment(work, policy, appointment) if appointment else None
    if booked is not None and appointment_at is None and booked["queue"] == line.letter:
        appointment_at = _early(work, policy, booked["at"])
    else:
        booked = None
    place = rule.arrive(policy, class_, work.now, appointment_at)
    kiosk = work.actor.staff == KIOSK.staff
    origin = "appointment" if appointment_at is not None else "remote" if key else "kiosk" if kiosk else "guide"
    taken = issue(
        work,
        line,
        class_,
        place,
        origin=origin,
        matter=clean_text(matter, what=say("事由"), limit=80) if matter else "",
        people=people,
        appointment_at=appointment_at,
        remote_key=_free_key(work, key, day),
        **({"language": known_language(language)} if language else {}),
    )
    if booked is not None:
        bookings.arrived(work.db, booked["id"], taken.id)
        work.touch(f"appointment:{booked['id']}")
    more = {"class": class_} if class_ != "normal" else {}
    work.about(f"ticket:{taken.id}", number=taken.number, queue=line.letter, **more)
    return taken


def issue(work: Work, line: tickets.Queue, class_: str, place: rule.Place, **values: Any) -> TicketTaken:
    """Write one new ticket: number, row, first period, code, paper. Used by taking and by carrying over
    from yesterday.
    """
    day = work.today.isoformat()
    number = next_value(work, "ticket", f"{day}/{line.letter}")
    guess = wait.expect(work, line, place.lane, place.ready_at)
    ticket_id = tickets.next_id(work.db)
    code = code_of(work.hall, "ticket", ticket_id)
    tickets.insert(
        work.db,
        id=ticket_id,
        code_hash=code_hash(code),
        letter=line.letter,
        number=number,
        business_date=day,
        queue=line.letter,
        class_=class_,
        lane=place.lane,
        arrived_at=work.now,
        ready_at=place.ready_at,
        since=work.now,
        state=State.WAITING,
        estimate_low=guess.low,
        estimate_high=guess.high,
        estimate=guess.middle,
        estimate_fixed=guess.fixed,
        estimate_configured=guess.configured,
        estimate_learned=guess.learned,
        **values,
    )
    tickets.begin_period(work.db, ticket_id, Period.WAITING, work.now, queue=line.letter)
    until = work.hall.local(rule.passed_until(wait.order(work.hall), place.lane, place.ready_at))
    content = wording.ticket_content(
        work,
        ticket_id,
        shown(line.letter, number),
        line.name,
        premises.windows_of(work.db, line.letter),
        guess.ahead,
        wait.range_words(guess.low_minutes, guess.high_minutes),
        f"{until:%H:%M}",
        str(values.get("language") or ""),
    )
    paper = issue_notice(work, NoticeKind.TICKET, content, ticket=ticket_id)
    return TicketTaken(
        ticket_id,
        shown(line.letter, number),
        line.letter,
        line.name,
        class_,
        guess.ahead,
        guess.low_minutes,
        guess.high_minutes,
        code,
        paper,
        note=place.note,
        warning=_range_warning(work, line, number),
    )


def _range_warning(work: Work, line: tickets.Queue, number: int) -> str:
    """Said before the range ends; past it numbers go on (the letter keeps queues apart), and that is said too."""
    left = line.last_number - number
    if left < 0:
        return say(
            "{letter} 队列的号段（到 {last_number}）已经用完，继续往后发号",
            letter=line.letter,
            last_number=line.last_number,
        )
    return (
        say("{letter} 队列的号段还剩 {left} 个", letter=line.letter, left=left)
        if left <= work.hall.policy.queue.range_warning
        else ""
    )


def _taken(work: Work, policy: rule.Order, one: Ticket, *, paper: str, again: bool) -> TicketTaken:
    line = tickets.queue(work.db, one.queue)
    guess = wait.expect(work, line, one.lane, one.ready_at, ticket=one.id)
    return TicketTaken(
        one.id,
        one.shown,
        line.letter,
        line.name,
        one.class_,
        guess.ahead if one.state == State.WAITING else 0,
        guess.low_minutes,
        guess.high_minutes,
        code_of(work.hall, "ticket", one.id),
        paper,
        one.state,
        again=again,
    )


def _check_issuing(work: Work, day: str) -> None:
    """A day that was never opened by hand opens with its first ticket; a closed one gives none."""
    row = days.row(work.db, day)
    if row is None:
        open_day(work)
    elif row["state"] != DayState.OPEN:
        raise Refusal(
            "ticket.today-closed-no-more",
            say("今天已经结束，不再发号"),
            rule=say("当日结束后不发号"),
            next=say("请下一个工作日再来，或由值班主任重新开始当日"),
        )
    elif row["issuing_stopped_at"] is not None:
        raise Refusal(
            "ticket.no-more-numbers-today",
            say("今天已停止发号，已取号的继续办"),
            rule=say("停止发号由值班主任决定"),
            next=say("请下一个工作日再来，或找导办说明急事"),
        )


def open_day(work: Work) -> list[TicketTaken]:
    """Begin the business day: whoever was put off to it gets a ticket with priority before anybody else."""
    if work.moment is not None and work.moment.doubt:
        raise work.hall.in_doubt(work.moment)
    day = work.today.isoformat()
    days.begin(work.db, day, work.now)
    work.facts["day_opened"] = day
    carried = []
    for old in days.put_off(work.db, day):
        carried.append(
            issue(
                work,
                tickets.queue(work.db, old.queue),
                "carried",
                rule.Place("carried", work.now),
                origin=old.origin,
                matter=old.matter,
                people=old.people,
                continues=old.id,
            )
        )
    if carried:
        work.facts["carried"] = [one.number for one in carried]
        for one in carried:
            work.touch(f"ticket:{one.id}")  # whoever follows yesterday's slip sees today's number
    return carried


def _appointment(work: Work, policy: rule.Order, text: str) -> int:
    try:
        at = datetime.combine(work.today, time_in(text), work.hall.zone)
    except ValueError:
        raise Refusal(
            "ticket.time-not-right",
            say("预约时间 {text} 不对", text=verbatim(repr(text[:20]))),
            rule=say("预约时间写成 HH:MM"),
            next=say("例如 10:00"),
        ) from None
    return _early(work, policy, int(at.timestamp() * 1000))


def _early(work: Work, policy: rule.Order, instant: int) -> int:
    if instant - work.now > policy.early:
        raise Refusal(
            "ticket.booking-min",
            say("离预约时间还有 {minutes} 分", minutes=(instant - work.now) // MINUTE),
            rule=say("最多提前 {early} 分报到", early=policy.early // MINUTE),
            next=say("请晚些再报到，或取普通号"),
        )
    return instant


def remote_key(hall: Hall, text: str) -> str:
    """The phone or code is not kept: only what it is recognised by in this hall."""
    given = clean_code(text, what=say("手机号或预约码"), limit=80, empty=False)
    code = canonical(given) or ""
    plain = code if of_booking(code) else "".join(ch for ch in given.upper() if ch.isalnum())
    return hashlib.blake2b(plain.encode(), key=hall.secret("remote"), digest_size=16).hexdigest()


def _is_booking_code(text: str) -> bool:
    return of_booking(canonical(text) or "")


def _free_key(work: Work, key: str | None, day: str) -> str | None:
    """A key whose ticket of today has ended may take another: the old one gives its key up."""
    if key is not None:
        tickets.free_key(work.db, key, day)
    return key
