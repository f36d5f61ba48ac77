"""The clocks of the hall: what falls due is noticed by whatever process first looks, and no working day passes without it.

`due_today` is one cheap row; `catch_up` is the day's check: deemed acceptance, tolerated papers that did not come,
reminders and escalation. `recount` moves the dates that hung on an arrangement of holidays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from counter.acts.approval import fan_out
from counter.acts.calendar.arrangements import MovedDate
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.case import CaseState
from counter.rules.workday import Calendar, due, working_day_before, working_days_between
from counter.store import cases, clocks, ratings
from counter.store.connection import savepoint

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.rules.policy import ClockPolicy

WATCHERS = (Role.CLERK, Role.SUPERVISOR)


def due_today(hall: Hall) -> bool:
    """Whether no process has checked the clocks for the hall's present day yet."""
    return clocks.checked_for(hall.db) != hall.local(hall.now()).date().isoformat()


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

    def __str__(self) -> str:
        parts = [f"{self.day} 时限检查"]
        for words, count in (
            ("视为受理", len(self.deemed)),
            ("容缺未补按撤回处理", len(self.lapsed)),
            ("补正逾期未交", len(self.unanswered)),
            ("收件将满五日", len(self.warned)),
            ("催办", self.reminded),
            ("超期", self.overdue),
            ("本环节超时", self.steps_over),
            ("送达临近", len(self.undeliverable)),
            ("特别程序超过告知时间", len(self.paused_too_long)),
            ("未能处理", len(self.failed)),
            ("差评逾期", len(self.ratings_late)),
        ):
            if count:
                parts.append(f"{words} {count} 件")
        return "，".join(parts) if len(parts) > 1 else parts[0] + "：没有到期的"


@act("clock.catch-up", by=(Role.SUPERVISOR, Role.ADMINISTRATOR))
def catch_up(work: Work) -> CaughtUp:
    """Check every clock for today: deem, lapse, warn, remind, escalate. Doing it twice a day changes nothing."""
    db, today = work.db, work.today
    calendar: Calendar = work.hall.calendar
    covered = working_days_since(calendar, clocks.checked_for(db), today)
    policy = work.hall.policy.clock
    failed: list[str] = []
    day = today
    while not calendar.is_working(day):
        day -= timedelta(days=1)  # on a rest day: what the last working day should have noticed, and nothing newer
    deemed = _each(work, clocks.notice_over(db, day.isoformat()), _deem, failed)
    had = working_day_before(calendar, day).isoformat()
    lapsed = _each(work, clocks.tolerance_over(db, had), _lapse, failed)
    unanswered = clocks.lapse_rounds(db, had)
    long = _move_long_pauses(work)
    warned = [
        row["receipt_number"] for row in clocks.notice_open(db) if warns(calendar, row["received_on"], day, policy)
    ]
    horizon = due(calendar, day, policy.near_days).last_day
    reminded, overdue, steps = clocks.remind(db, day.isoformat(), horizon.isoformat(), work.now, work.actor.staff)
    delivery = due(calendar, day, policy.delivery_near_days).last_day
    undeliverable = [row["receipt_number"] for row in clocks.delivery_near(db, delivery.isoformat())]
    late = ratings.late(db, day.isoformat())
    clocks.mark_checked(db, today.isoformat(), work.now)
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
    )
    work.facts.clear()
    work.about(
        f"clock:{today}",
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
            failed.append(f"{row['receipt_number']}：{refusal.message}")
        else:
            work.touch(f"case:{row['id']}")
            done.append(row["receipt_number"])
        finally:
            work.facts.clear()
            work.subject = ""
    return done


def _deem(work: Work, row: Any) -> None:
    from counter.acts.case.outcomes import accept_as_received

    accept_as_received(work, row["id"])


def _lapse(work: Work, row: Any) -> None:
    from counter.acts.case.outcomes import end_as_withdrawn

    end_as_withdrawn(
        work, cases.get(work.db, row["id"]), f"容缺材料“{row['document_name']}”逾期（{row['due_on']}）未补交"
    )


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


# -- what a moved calendar moves -----------------------------------------------------------------------------------------


def recount(work: Work, since: date) -> tuple[tuple[MovedDate, ...], int]:
    """Recompute every running date that reaches to `since` or was provisional: what moved, how many became settled."""
    db, calendar = work.db, work.hall.calendar
    moved: list[MovedDate] = []
    settled = 0
    for case_id in clocks.cases_reaching(db, since.isoformat()):
        before = clocks.dates_of(db, case_id)
        fan_out.recompute(work, case_id)
        changed = False
        for old, new in zip(before, clocks.dates_of(db, case_id), strict=True):
            settled += old["provisional"] > new["provisional"]
            for column, name in (("promised_on", ""), ("legal_on", " 法定日"), ("desk_on", " 环节日")):
                if old[column] != new[column]:
                    moved.append(MovedDate(f"{old['name']}{name}", old[column], new[column], bool(new["provisional"])))
            changed = changed or tuple(old) != tuple(new)
        if changed:
            work.touch(f"case:{case_id}")
    for row in clocks.other_clocks(db, since.isoformat()):
        name, days, column = (
            ("告知期限", clock.NOTICE_DAYS, "notice_last_day")
            if row["state"] == CaseState.RECEIVED
            else ("送达期限", clock.DELIVERY_DAYS, "delivery_last_day")
        )
        start = date.fromisoformat(row["received_on"] if row["state"] == CaseState.RECEIVED else row["decided_on"])
        last = due(calendar, start, days)
        if last.last_day.isoformat() != row[column]:
            moved.append(
                MovedDate(f"{row['receipt_number']} {name}", row[column], last.last_day.isoformat(), last.provisional)
            )
            cases.change(db, row["id"], **{column: last.last_day.isoformat()})
            work.touch(f"case:{row['id']}")
    return tuple(moved), settled


# -- looking ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Warning_:
    """Something a clock says: about which case or approval, how bad, in words, and who can do something about it.

    `parts` is what the words of an approval (item, what is left, what is owed) and of a rating (its level, about what, the step that is due,
    working days late) are put together from, for whoever says them in another language.
    """

    kind: str
    subject: str
    light: str
    words: str
    who: str
    due_on: str | None
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{clock.LIGHT_NAMES[clock.Light(self.light)]} {self.subject} {self.words}（{self.who}）"


@query("clock.warnings", by=(*WATCHERS, Role.APPROVER))
def warnings(look: Look) -> tuple[Warning_, ...]:
    """Everything near or over its time; an approver sees their own desk's."""
    calendar, today = look.hall.calendar, look.today
    policy = look.hall.policy.clock
    desk = look.actor.desk if look.actor.role is Role.APPROVER else None
    found: list[Warning_] = []
    if desk is None:
        for row in clocks.notice_open(look.db):
            if warns(calendar, row["received_on"], today, policy):
                last = date.fromisoformat(row["notice_last_day"])
                over = today > last
                words = "收件已过五日未答复，将记为视为受理" if over else "收件将满五个工作日，未告知即视为受理"
                found.append(
                    Warning_(
                        "notice",
                        row["receipt_number"],
                        "red" if over else "yellow",
                        words,
                        f"{row['front_window'] or '—'} 号窗口",
                        row["notice_last_day"],
                    )
                )
    for row in clocks.running_pauses(look.db, desk):
        if too_long(calendar, row, today):
            words = f"{row['item_name']} 特别程序已超过告知的 {row['expected_days']} 个工作日，应再告知申请人"
            found.append(
                Warning_("pause", f"A-{row['approval']}", "yellow", words, row["department_short"], row["promised_on"])
            )
    near = policy.near_days
    horizon = due(calendar, today, near).last_day.isoformat()
    for row in clocks.near_or_over(look.db, horizon, today.isoformat(), desk):
        found += _of_approval(calendar, today, near, row)
    if desk is None:
        for row in clocks.delivery_near(look.db, due(calendar, today, policy.delivery_near_days).last_day.isoformat()):
            last = date.fromisoformat(row["delivery_last_day"])
            found.append(
                Warning_(
                    "delivery",
                    row["receipt_number"],
                    clock.light(calendar, today, last, 2),
                    f"结果送达 {clock.left_words(calendar, today, last)}",
                    "窗口",
                    row["delivery_last_day"],
                )
            )
    for row in clocks.unreceived(look.db, look.now - int(policy.unreceived_hours * 3_600_000), desk):
        found.append(
            Warning_(
                "slip",
                row["code"],
                "yellow",
                f"材料送出 {_since(look.now - row['sent_at'])}未签收（{row['receipt_number']}）"
                + (f"：{row['mismatch']}" if row["mismatch"] else ""),
                row["desk_name"],
                None,
            )
        )
    if desk is None:
        found += _of_ratings(look)
    return tuple(
        sorted(found, key=lambda w: (("red", "yellow", "green").index(w.light), w.due_on or "9999", w.subject))
    )


def _of_ratings(look: Look) -> list[Warning_]:
    from counter.acts.delivery.rating_tasks import task

    found = []
    for one in map(partial(task, look), ratings.bad_and_open(look.db)):
        if one.light != "green":
            about, step = one.case or one.ticket, "整改" if one.answered_on or not one.named else "联系本人"
            words = f"{one.name}（{about}）应于 {one.due_on} 前{step}" + (
                f"，已超 {one.late} 个工作日" if one.late else ""
            )
            found.append(
                Warning_(
                    "rating",
                    f"差评 {one.id}",
                    one.light,
                    words,
                    one.answers,
                    one.due_on,
                    (one.name, about, step, str(one.late)),
                )
            )
    return found


def _since(ms: int) -> str:
    hours = ms // 3_600_000
    return f"{hours} 小时" if hours < 48 else f"{hours // 24} 天"


def _of_approval(calendar: Calendar, today: date, near: int, row: Any) -> list[Warning_]:
    promised = date.fromisoformat(row["promised_on"]) if row["promised_on"] else None
    desk_on = date.fromisoformat(row["desk_on"]) if row["desk_on"] else None
    name, who = f"A-{row['id']}", f"{row['department_short']}，催办 {row['reminders']} 次"
    light = clock.light(calendar, today, promised, near)
    if light is not clock.Light.GREEN:
        left = clock.left_words(calendar, today, promised)
        parts = (
            row["item_name"],
            left,
            *(("尚欠公开说明",) if light is clock.Light.RED and not row["explanation"] else ()),
        )
        return [
            Warning_(
                "approval",
                name,
                light,
                "，".join((f"{row['item_name']} {left}", *parts[2:])),
                who,
                row["promised_on"],
                parts,
            )
        ]
    if clock.light(calendar, today, desk_on, 0) is clock.Light.RED:
        return [
            Warning_(
                "step",
                name,
                "yellow",
                f"{row['item_name']} 本环节{clock.left_words(calendar, today, desk_on)}（全程尚在期限内）",
                who,
                row["desk_on"],
            )
        ]
    return []
