"""The clocks of the hall: what falls due is noticed by whatever process looks first; no working day passes without it.

`catch_up` is the day's check: deemed acceptance, tolerated papers that did not come, reminders and escalation; whether
it is due, daily.py asks. `recount` moves the dates that hung on an arrangement of holidays. What each of its turns does
by itself, who is told of it and how it is undone stands in counter/rules/automatic.py, and a test holds it against what
the check writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from counter.acts.approval import fan_out
from counter.acts.calendar.agreeing import follow_ratings, heal, restart
from counter.acts.calendar.arrangements import MovedDate
from counter.acts.calendar.clock_runs import keep
from counter.acts.calendar.office import office
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.approval import HEARING_STATE_NAMES, HearingState
from counter.rules.case import CaseState
from counter.rules.workday import Calendar, due, working_day_before, working_days_between
from counter.store import approvals, cases, clocks, interested, lawful, outstanding, ratings
from counter.store.clock_runs import recording
from counter.store.connection import roomy, savepoint

if TYPE_CHECKING:
    from counter.rules.policy import ClockPolicy

WATCHERS = (Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What the day's check found and did. Cases by receipt number, approvals as A-17."""

    day: date
    deemed: tuple[str, ...]
    lapsed: tuple[str, ...]
    unanswered: tuple[str, ...]
    warned: tuple[str, ...]
    reminded: int
    overdue: int
    steps_over: int
    undeliverable: tuple[str, ...]
    paused_too_long: tuple[str, ...]
    failed: tuple[str, ...]
    ratings_late: tuple[int, ...] = ()
    healed: tuple[MovedDate, ...] = ()

    def __str__(self) -> str:
        parts = [say("{day} 时限检查", day=self.day)]
        for words, count in (
            (say("视为受理"), len(self.deemed)),
            (say("容缺逾期待人处理"), len(self.lapsed)),
            (say("补正逾期未交"), len(self.unanswered)),
            (say("收件将满五日"), len(self.warned)),
            (say("催办"), self.reminded),
            (say("超期"), self.overdue),
            (say("本环节超时"), self.steps_over),
            (say("送达临近"), len(self.undeliverable)),
            (say("特别程序超过告知时间"), len(self.paused_too_long)),
            (say("未能处理"), len(self.failed)),
            (say("差评逾期"), len(self.ratings_late)),
            (say("日期更正"), len(self.healed)),
        ):
            if count:
                parts.append(say("{words} {count} 件", words=words, count=count))
        return listed(parts, "，") if len(parts) > 1 else say("{part}：没有到期的", part=parts[0])


@act("clock.catch-up", by=(Role.SUPERVISOR, Role.ADMINISTRATOR), undo="clock.take-back")
def catch_up(work: Work) -> CaughtUp:
    """Check every clock for today: deem, lapse, warn, remind, escalate. Doing it twice a day changes nothing."""
    with roomy(work.db):
        return _catch_up(work)


def _catch_up(work: Work) -> CaughtUp:
    db, today = work.db, work.today
    calendar: Calendar = work.hall.calendar
    before = clocks.checked_for(db)
    covered = working_days_since(calendar, before, today)
    policy = work.hall.policy.clock
    failed: list[str] = []
    day = today
    while not calendar.is_working(day):
        day -= timedelta(days=1)  # on a rest day: what the last working day should have noticed, and nothing newer
    legal = today
    while not calendar.lawful.is_working(legal):
        legal -= timedelta(days=1)  # the hall's own closed days stop no legal clock
    had = working_day_before(calendar, day).isoformat()
    horizon = due(calendar, day, policy.near_days).last_day
    healed = heal(work, recount)  # outside of what can be taken back: a wrong date is none that anybody wants back
    with recording(db) as changes:
        deemed = _each(work, clocks.notice_over(db, legal.isoformat()), _deem, failed)
        lapsed = _each(work, clocks.tolerance_over(db, had), partial(_lapse, until=had), failed)
        unanswered = _lapse_rounds(work, had)
        long = _move_long_pauses(work)
        _give_delivery_clocks(work)
    reminded, overdue, steps = clocks.remind(db, day.isoformat(), horizon.isoformat(), work.now, work.actor.staff)
    warned = [
        row["receipt_number"] for row in clocks.notice_open(db) if warns(calendar, row["received_on"], day, policy)
    ]
    delivery = due(calendar.lawful, legal, policy.delivery_near_days).last_day
    undeliverable = [row["receipt_number"] for row in clocks.delivery_near(db, delivery.isoformat())]
    late = ratings.late(db, day.isoformat())
    clocks.mark_checked(db, today.isoformat(), work.now)
    counts = {
        "lapsed": len(lapsed),
        "deemed": len(deemed),
        "unanswered": len(unanswered),
        "reminded": reminded,
        "overdue": overdue,
        "steps_over": steps,
    }
    run = keep(work, day, changes, before, counts)
    done = CaughtUp(
        today,
        tuple(deemed),
        tuple(lapsed),
        tuple(unanswered),
        tuple(warned),
        reminded,
        overdue,
        steps,
        tuple(undeliverable),
        tuple(long),
        tuple(failed),
        tuple(late),
        healed,
    )
    work.facts.clear()
    work.about(
        f"clock:{today}",
        run=run,
        covers=covered,
        deemed=deemed,
        lapsed=lapsed,
        unanswered=unanswered,
        warned=warned,
        reminded=reminded,
        overdue=overdue,
        steps_over=steps,
        paused_too_long=long,
        failed=failed,
        **({"ratings_late": late} if late else {}),
        **({"healed": {one.what: [one.before, one.after] for one in healed}} if healed else {}),
    )
    return done


def working_days_since(calendar: Calendar, checked_for: str, today: date) -> list[str]:
    """The working days that a check stands for: all after the last one, so that none passes without."""
    day = max(date.fromisoformat(checked_for) + timedelta(days=1) if checked_for else today, today - timedelta(days=31))
    days = [day + timedelta(days=n) for n in range((today - day).days + 1)]
    return [d.isoformat() for d in days if calendar.is_working(d)]


def warns(calendar: Calendar, received_on: str, today: date, policy: ClockPolicy) -> bool:
    """Whether a received case that nobody has answered is to be warned of: from working day 4 on (RULES 3.7)."""
    return working_days_between(calendar, date.fromisoformat(received_on), today) >= policy.notice_warning_day


def _each(work: Work, rows: list[Any], handle: Callable[[Work, Any], None], failed: list[str]) -> list[str]:
    """Handle each case in a savepoint of its own: one that can't be handled is named and holds up no other."""
    done = []
    for row in rows:
        try:
            with savepoint(work.db):
                handle(work, row)
        except Refusal as refusal:
            failed.append(
                say("{receipt_number}：{message}", receipt_number=row["receipt_number"], message=refusal.message)
            )
        else:
            work.touch(f"case:{row['id']}")
            done.append(row["receipt_number"])
        finally:
            work.facts.clear()
            work.subject = ""
    return done


def _deem(work: Work, row: Any) -> None:
    from counter.acts.case.accepting import accept_as_received

    accept_as_received(work, row["id"])


def _lapse(work: Work, row: Any, *, until: str) -> None:
    from counter.acts.case.lapses import put_before_a_person

    put_before_a_person(work, row, until)


def _lapse_rounds(work: Work, until: str) -> list[str]:
    """Rounds whose day is over lapse; who was asked is reminded once in writing. Receipt numbers of their cases."""
    from counter.acts.case.lapses import remind_in_writing
    from counter.acts.case.outstanding import what_was_asked

    found: dict[int, list[Any]] = {}
    for row in clocks.lapse_rounds(work.db, until):
        if row["case_state"] in (CaseState.NOTIFIED, CaseState.ACCEPTED):
            found.setdefault(row["case_id"], []).append(row)
    for case_id, rows in found.items():
        lines = [(what_was_asked(row), say("{due_on}（已过）", due_on=row["due_on"])) for row in rows]
        remind_in_writing(work, cases.get(work.db, case_id), lines)
        work.touch(f"case:{case_id}", *(f"approval:{row['approval']}" for row in rows if row["approval"]))
        work.facts.clear()
        work.subject = ""
    return [rows[0]["receipt_number"] for rows in found.values()]


def _give_delivery_clocks(work: Work) -> None:
    """Decisions of a hall older than the clock of each decision get theirs, counted from the decision."""
    for row in clocks.undelivered_unclocked(work.db):
        last = due(work.hall.calendar.lawful, date.fromisoformat(row["decided_on"]), clock.DELIVERY_DAYS)
        approvals.change(work.db, row["id"], delivery_last_day=last.last_day.isoformat())


def too_long(calendar: Calendar, row: Any, today: date) -> bool:
    """Whether a running pause has lasted longer than the applicant was told."""
    return due(calendar, date.fromisoformat(row["started_on"]), row["expected_days"]).last_day < today


def _move_long_pauses(work: Work) -> list[str]:
    """A pause that goes on past what was told goes on stopping the clock: its dates move every day."""
    rows = [row for row in clocks.running_pauses(work.db, None) if too_long(work.hall.calendar, row, work.today)]
    for case_id in sorted({row["case_id"] for row in rows}):
        if fan_out.recompute(work, case_id):
            work.touch(f"case:{case_id}")
    return [f"A-{row['approval']}" for row in rows]


# -- what a moved calendar moves ---------------------------------------------------------------------------------------


def recount(work: Work, since: date, only: Collection[int] | None = None) -> tuple[tuple[MovedDate, ...], int]:
    """Recompute every running date that reaches to `since` or was provisional, and the days from which they count; with
    `only`, of approvals only those of these cases. What moved, how many became settled.
    """
    db, calendar = work.db, work.hall.calendar
    moved: list[MovedDate] = restart(work, since)[0] if only is None else []
    settled = 0
    for case_id in clocks.cases_reaching(db, since.isoformat()) if only is None else only:
        before = clocks.dates_of(db, case_id)
        fan_out.recompute(work, case_id)
        changed = False
        for old, new in zip(before, clocks.dates_of(db, case_id), strict=True):
            settled += old["provisional"] > new["provisional"]
            for column, name in (("promised_on", ""), ("legal_on", say(" 法定日")), ("desk_on", say(" 环节日"))):
                if old[column] != new[column]:
                    moved.append(
                        MovedDate(listed((old["name"], name), ""), old[column], new[column], bool(new["provisional"]))
                    )
            changed = changed or tuple(old) != tuple(new)
        if changed:
            work.touch(f"case:{case_id}")
    for row in clocks.undelivered_since(db, since.isoformat()):
        last = due(calendar.lawful, date.fromisoformat(row["decided_on"]), clock.DELIVERY_DAYS)
        if last.last_day.isoformat() != row["delivery_last_day"]:
            moved.append(
                MovedDate(
                    listed((f"A-{row['id']}", say("送达期限")), " "),
                    row["delivery_last_day"],
                    last.last_day.isoformat(),
                    last.provisional,
                )
            )
            approvals.change(db, row["id"], delivery_last_day=last.last_day.isoformat())
            work.touch(f"case:{row['case_id']}")
    for row in clocks.other_clocks(db, since.isoformat()):
        waiting = approvals.undelivered(db, row["id"]) if row["state"] == CaseState.DECIDED else []
        name, days, column = (
            (say("告知期限"), clock.NOTICE_DAYS, "notice_last_day")
            if row["state"] == CaseState.RECEIVED
            else (say("送达期限"), clock.DELIVERY_DAYS, "delivery_last_day")
        )
        start = date.fromisoformat(
            row["received_on"]
            if row["state"] == CaseState.RECEIVED
            else min((one["decided_on"] for one in waiting), default=row["decided_on"])
        )
        last = due(calendar.lawful, start, days)
        if last.last_day.isoformat() != row[column]:
            moved.append(
                MovedDate(
                    listed((row["receipt_number"], name), " "), row[column], last.last_day.isoformat(), last.provisional
                )
            )
            cases.change(db, row["id"], **{column: last.last_day.isoformat()})
            work.touch(f"case:{row['id']}")
    return (*moved, *follow_ratings(work)), settled


# -- looking -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Warning_:
    """Something a clock says: about which case or approval, how bad, in words, and who can do something about it."""

    kind: str
    subject: str
    light: str
    words: str
    who: str
    due_on: str | None

    def __str__(self) -> str:
        return say(
            "{light} {subject} {words}（{who}）",
            light=clock.LIGHT_NAMES[clock.Light(self.light)],
            subject=self.subject,
            words=self.words,
            who=self.who,
        )


@query("clock.warnings", by=(*WATCHERS, Role.APPROVER))
def warnings(look: Look) -> tuple[Warning_, ...]:
    """Everything near or over its time; an approver sees their own desk's."""
    desk = look.actor.desk if look.actor.role is Role.APPROVER else None
    return in_order([*of_approvals(look, desk), *besides_approvals(look)])


def in_order(found: Collection[Warning_]) -> tuple[Warning_, ...]:
    """The reddest first, then by their day."""
    lights = ("red", "yellow", "green")
    return tuple(sorted(found, key=lambda w: (lights.index(w.light), w.due_on or "9999", w.subject)))


def of_approvals(look: Look, desk: str | None) -> list[Warning_]:
    """Approvals near or over their day, of the hall or of one desk."""
    calendar, today, near = look.hall.calendar, look.today, look.hall.policy.clock.near_days
    horizon, hours = due(calendar, today, near).last_day.isoformat(), office(look)
    return [
        warning
        for row in clocks.near_or_over(look.db, horizon, today.isoformat(), desk)
        for warning in _of_approval(calendar, today, near, row, hours)
    ]


def besides_approvals(look: Look) -> list[Warning_]:
    """Everything else near or over its time; an approver's own desk's."""
    calendar, today = look.hall.calendar, look.today
    policy = look.hall.policy.clock
    desk = look.actor.desk if look.actor.role is Role.APPROVER else None
    found: list[Warning_] = []
    if desk is None:
        for row in clocks.notice_open(look.db):
            if warns(calendar, row["received_on"], today, policy):
                last = date.fromisoformat(row["notice_last_day"])
                over = today > last
                words = (
                    say("补正齐全已过五日未答复，将记为视为受理")
                    if row["again"] and over
                    else say("补正齐全将满五个工作日，未答复即视为受理")
                    if row["again"]
                    else say("收件已过五日未答复，将记为视为受理")
                    if over
                    else say("收件将满五个工作日，未告知即视为受理")
                )
                found.append(
                    Warning_(
                        "notice",
                        row["receipt_number"],
                        "red" if over else "yellow",
                        words,
                        say("{front_window} 号窗口", front_window=row["front_window"] or "—"),
                        row["notice_last_day"],
                    )
                )
    for row in clocks.running_pauses(look.db, desk):
        if too_long(calendar, row, today):
            words = say(
                "{item_name} 特别程序已超过告知的 {expected_days} 个工作日，应再告知申请人",
                item_name=row["item_name"],
                expected_days=row["expected_days"],
            )
            found.append(
                Warning_("pause", f"A-{row['approval']}", "yellow", words, row["department_short"], row["promised_on"])
            )
    if desk is None:
        soon = due(calendar.lawful, today, policy.delivery_near_days).last_day.isoformat()
        for row in clocks.delivery_near(look.db, soon):
            last = date.fromisoformat(row["delivery_last_day"])
            found.append(
                Warning_(
                    "delivery",
                    row["receipt_number"],
                    clock.light(calendar.lawful, today, last, 2),
                    say(
                        "结果送达 {left}：{item}{more}",
                        left=clock.left_words(calendar.lawful, today, last, office(look)),
                        item=row["item_name"],
                        more=say(" 等 {count} 项", count=row["items"]) if row["items"] > 1 else "",
                    ),
                    say("窗口"),
                    row["delivery_last_day"],
                )
            )
    for row in clocks.unreceived(look.db, look.now - int(policy.unreceived_hours * 3_600_000), desk):
        found.append(
            Warning_(
                "slip",
                row["code"],
                "yellow",
                say(
                    "材料送出 {since}未签收（{receipt_number}）{mismatch}",
                    since=_since(look.now - row["sent_at"]),
                    receipt_number=row["receipt_number"],
                    mismatch=(say("：{mismatch}", mismatch=row["mismatch"]) if row["mismatch"] else ""),
                ),
                row["desk_name"],
                None,
            )
        )
    if desk is None:
        found += _of_ratings(look)
    found += _of_tolerances(look, desk)
    found += _of_hearings(look, desk)
    found += _of_interested(look, desk)
    return found


def _of_hearings(look: Look, desk: str | None) -> list[Warning_]:
    """Hearings that wait for their next step."""
    found = []
    for row in lawful.hearings_open(look.db, desk):
        day = row["ask_until"] if row["state"] == HearingState.TOLD else row["held_on"] or row["hold_until"]
        light = clock.light(look.hall.calendar.lawful, look.today, date.fromisoformat(day), clock.HEARING_NOTICE_DAYS)
        words = say("{item_name} {state}", item_name=row["item_name"], state=HEARING_STATE_NAMES[row["state"]])
        shown = light if row["state"] == HearingState.ASKED or light is clock.Light.RED else clock.Light.GREEN
        if row["state"] != HearingState.TOLD:
            found.append(Warning_("hearing", f"A-{row['approval']}", shown, words, row["department_short"], day))
    return found


def _of_interested(look: Look, desk: str | None) -> list[Warning_]:
    """People whom a permit bears on and who were not told yet, or of whose notice no receipt of service came back."""
    return [
        Warning_(
            "hearing",
            f"A-{row['approval']}",
            clock.Light.YELLOW,
            say("{item_name} {n} 名利害关系人还没有送达告知书", item_name=row["item_name"], n=row["n"]),
            row["department_short"],
            None,
        )
        for row in interested.waiting(look.db, desk)
    ]


def _of_tolerances(look: Look, desk: str | None) -> list[Warning_]:
    """Tolerated papers near or over their day, for window and desk; the supervisor has them among what is owed."""
    from counter.acts.case.outstanding import NEAR_TOLERANCE

    if look.actor.role is Role.SUPERVISOR:
        return []
    mine = outstanding.of_desk(look.db, desk) if desk else None
    found = []
    for row in outstanding.tolerated(look.db):
        last = date.fromisoformat(row["due_on"])
        light = clock.light(look.hall.calendar, look.today, last, NEAR_TOLERANCE)
        if light is clock.Light.GREEN or (mine is not None and (row["case_id"], row["document"]) not in mine):
            continue
        left = clock.left_words(look.hall.calendar, look.today, last, office(look))
        note = say("逾期未补，待人处理") if light is clock.Light.RED else left
        words = say("容缺材料“{name}”{note}", name=row["name"], note=note)
        who = say("{front_window} 号窗口", front_window=row["front_window"] or "—")
        found.append(Warning_("tolerance", row["receipt_number"], light, words, who, row["due_on"]))
    return found


def _of_ratings(look: Look) -> list[Warning_]:
    from counter.acts.delivery.rating_tasks import task

    found = []
    for one in map(partial(task, look), ratings.bad_and_open(look.db)):
        if one.light != "green":
            about, step = one.case or one.ticket, say("整改") if one.answered_on or not one.named else say("联系本人")
            words = say(
                "{name}（{about}）应于 {due_on} 前{step}{late}",
                name=one.name,
                about=about,
                due_on=one.due_on,
                step=step,
                late=(say("，已超 {n} 个工作日", n=one.late) if one.late else ""),
            )
            found.append(
                Warning_(
                    "rating",
                    say("差评 {id}", id=one.id),
                    one.light,
                    words,
                    one.answers,
                    one.due_on,
                )
            )
    return found


def _since(ms: int) -> str:
    hours = ms // 3_600_000
    return say("{n} 小时", n=hours) if hours < 48 else say("{n} 天", n=hours // 24)


def _of_approval(calendar: Calendar, today: date, near: int, row: Any, hours: clock.Office) -> list[Warning_]:
    promised = date.fromisoformat(row["promised_on"]) if row["promised_on"] else None
    desk_on = date.fromisoformat(row["desk_on"]) if row["desk_on"] else None
    name, who = (
        f"A-{row['id']}",
        say(
            "{department_short}，催办 {reminders} 次",
            department_short=row["department_short"],
            reminders=row["reminders"],
        ),
    )
    light = clock.light(calendar, today, promised, near)
    if light is not clock.Light.GREEN:
        left = clock.left_words(calendar, today, promised, hours)
        words = [say("{item_name} {left}", item_name=row["item_name"], left=left)]
        if light is clock.Light.RED and not row["explanation"]:
            words.append(say("尚欠公开说明"))
        return [Warning_("approval", name, light, listed(words, "，"), who, row["promised_on"])]
    if clock.light(calendar, today, desk_on, 0) is clock.Light.RED:
        return [
            Warning_(
                "step",
                name,
                "yellow",
                say(
                    "{item_name} 本环节{left}（全程尚在期限内）",
                    item_name=row["item_name"],
                    left=clock.left_words(calendar, today, desk_on, hours),
                ),
                who,
                row["desk_on"],
            )
        ]
    return []
