"""What a bad rating sets in motion (好差评整改): contact within 1 working day for who gave a name, put right within 15.

Each step is kept with its day and who did it. What is late is named to the supervisor, and to the hall's head once it
has been late for long: late for long is more than the days of the first clock. The citizen sees on the case's page how
far it is, and the result; the words of the result are sealed to the case's code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from counter.acts.delivery.rating import case_name, ticket_name
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules import clock
from counter.rules.access import Role
from counter.rules.identity import clean_text
from counter.rules.rating import BAD, LEVELS, STEP_NAMES, RatingStep
from counter.rules.workday import Calendar, working_days_between
from counter.store import applicants, cases, ratings

ANSWERABLE = (Role.SUPERVISOR, Role.ADMINISTRATOR)
"""Who deals with bad ratings: the supervisor; the hall's head (the administrator) once it is late."""

SUPERVISOR, HEAD = mark("值班主任"), mark("大厅负责人")


@dataclass(frozen=True, slots=True)
class RatingNote:
    """One step: the local day, who, what (contact, missed, result) and in which words."""

    on: str
    who: str
    step: str
    words: str

    def __str__(self) -> str:
        return say(
            "{on} {who} {step_name}：{words}",
            on=self.on,
            who=self.who,
            step_name=STEP_NAMES.get(self.step, ""),
            words=self.words,
        )


@dataclass(frozen=True, slots=True)
class RatingTask:
    """A bad rating with its two clocks. `due_on` is the one that runs; `late` counts the working days it is over."""

    id: int
    level: int
    name: str
    words: str
    named: bool
    case: str
    ticket: str
    rated_on: str
    answer_by: str
    answered_on: str | None
    put_right_by: str
    light: str
    appeal: str = ""
    put_right_on: str | None = None
    due_on: str = ""
    late: int = 0
    answers: str = SUPERVISOR
    notes: tuple[RatingNote, ...] = ()
    window: int | None = None
    """Where and by whom they were served: told to the supervisor only."""
    clerk: str = ""

    def __str__(self) -> str:
        what = (
            say("{put_right_on} 整改完", put_right_on=self.put_right_on)
            if self.put_right_on
            else say("{put_right_by} 前整改", put_right_by=self.put_right_by)
            if self.answered_on
            else say("{answer_by} 前回复", answer_by=self.answer_by)
        )
        late = say("，已超 {n} 个工作日，报{answers}", n=self.late, answers=self.answers) if self.late else ""
        words = filter(None, (verbatim(self.words),))
        where = say("{window} 号窗口 {clerk}", window=self.window, clerk=verbatim(self.clerk)) if self.window else ""
        parts = (
            self.id,
            self.name,
            self.case or self.ticket,
            *filter(None, (where,)),
            listed((what, late), ""),
            *words,
        )
        return listed(parts, "  ")


def notes_of(one: ratings.Rating) -> tuple[RatingNote, ...]:
    """The steps kept with a rating, oldest first; an older program kept plain words."""
    if not one.answer:
        return ()
    try:
        return tuple(RatingNote(*map(str, note)) for note in json.loads(one.answer))
    except (ValueError, TypeError):
        return (RatingNote(one.answered_on or one.put_right_on or "", "", RatingStep.CONTACT, one.answer),)


def task(look: Work | Look, one: ratings.Rating) -> RatingTask:
    """A bad rating as those who deal with it see it."""
    calendar: Calendar = look.hall.calendar
    due_on, today = (
        (one.put_right_by if one.answered_on or not one.named else one.answer_by) or "",
        look.today.isoformat(),
    )
    late = 0
    if one.put_right_on:
        light = clock.Light.GREEN
    elif due_on and today > due_on:
        late, light = working_days_between(calendar, date.fromisoformat(due_on), look.today), clock.Light.RED
    else:
        light = (
            clock.Light.YELLOW
            if due_on and (look.today + timedelta(days=1)).isoformat() >= due_on
            else clock.Light.GREEN
        )
    return RatingTask(
        one.id,
        one.level,
        LEVELS[one.level],
        one.words,
        one.named,
        case_name(look, one.case_id),
        ticket_name(look, one.ticket),
        one.business_date,
        one.answer_by or "",
        one.answered_on,
        one.put_right_by or "",
        light,
        one.appeal,
        one.put_right_on,
        due_on,
        late,
        HEAD if late > 1 else SUPERVISOR,
        notes_of(one),
        *(ratings.served(look.db, one) if look.actor.role is Role.SUPERVISOR else ()),
    )


@query("rating.tasks", by=ANSWERABLE)
def tasks(look: Look, done: int = 0) -> tuple[RatingTask, ...]:
    """Bad ratings not put right yet, the most urgent first; then so many that are done with, newest first."""
    found = ratings.bad_and_open(look.db) + ratings.bad_and_done(look.db, max(0, min(done, 200)))
    for one in found:
        if one.case_id is not None:
            look.log(case=one.case_id)
    return tuple(task(look, one) for one in found)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom to get in touch with about a rating that its sender put a name to."""

    name: str
    phone: str

    def __str__(self) -> str:
        return say("{name} {phone}", name=self.name, phone=self.phone or say("没有留电话"))


@query("rating.reach", by=ANSWERABLE, argument="rating")
def reach(look: Look, rating: int) -> Reach:
    """Name and telephone of whoever rated and agreed to be contacted; the look is logged."""
    one = _open(look, rating)
    row = cases.get(look.db, one.case_id) if one.case_id is not None else None
    if not one.named or row is None or row["person"] is None:
        raise Refusal(
            "rating.bad-rating-no-wish",
            say("差评 {rating} 没有留联系意愿", rating=rating),
            rule=say("没有同意联系的不联系本人"),
            next=say("查清情况后直接写整改结果"),
        )
    person = applicants.living(look.db, row["person"])
    look.log(person=person["id"], case=row["id"])
    return Reach(person["name"], person["phone"])


def _open(look: Work | Look, rating: int) -> ratings.Rating:
    found = ratings.get(look.db, rating)
    if found is None or found.level > BAD:
        raise Refusal(
            "rating.no-open-bad-rating",
            say("没有待处理的差评 {rating}", rating=rating),
            rule=say("只有不满意的评价要回复和整改"),
            next=Next.by("rating.tasks", say("请看还没整改的差评")),
        )
    if found.put_right_on:
        raise Refusal(
            "rating.bad-rating-put-right",
            say("差评 {rating} 已于 {put_right_on} 整改完", rating=rating, put_right_on=found.put_right_on),
            rule=say("一个差评整改一次"),
            next=say("不需要再处理"),
        )
    return found


def _keep(work: Work, one: ratings.Rating, step: str, words: str) -> None:
    notes = (*notes_of(one), RatingNote(work.today.isoformat(), work.actor.name, step, words))
    ratings.note(work.db, one.id, json.dumps([[n.on, n.who, n.step, n.words] for n in notes], ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Followed:
    """A step taken on a bad rating, without its words: those stand with the rating, not in the journal."""

    id: int
    about: str
    step: str
    due_on: str
    put_right_on: str | None

    def __str__(self) -> str:
        return say(
            "差评 {id}（{about}）{step}{due_on}",
            id=self.id,
            about=self.about,
            step=self.step,
            due_on=(
                ""
                if self.put_right_on
                else say(
                    "，{due_on} 前{note}",
                    due_on=self.due_on,
                    note=say("整改") if self.step != STEP_NAMES[RatingStep.MISSED] else say("联系上"),
                )
            ),
        )


def _settled(work: Work, one: ratings.Rating, step: str, **facts: Any) -> Followed:
    work.about(f"case:{one.case_id}" if one.case_id is not None else f"ticket:{one.ticket}", rating=one.id, **facts)
    kept = ratings.get(work.db, one.id)
    assert kept is not None
    now = task(work, kept)
    return Followed(now.id, now.case or now.ticket, step, now.due_on, now.put_right_on)


@act("rating.answer", by=ANSWERABLE, argument="rating")
def answer(work: Work, rating: int, words: str, reached: bool = True) -> Followed:
    """Note that the person was spoken to (within 1 working day), or was not reached: then the clock runs on."""
    one = _open(work, rating)
    said = clean_text(words, what=say("联系记录"), limit=500, lines=True, empty=False)
    step = RatingStep.CONTACT if reached else RatingStep.MISSED
    _keep(work, one, step, said)
    if reached and not one.answered_on:
        ratings.answered(work.db, one.id, work.today.isoformat())
    return _settled(
        work,
        one,
        STEP_NAMES[step],
        reached=reached,
        late=work.today.isoformat() > (one.answer_by or "9999"),
    )


@act("rating.put-right", by=ANSWERABLE, argument="rating")
def put_right(work: Work, rating: int, words: str) -> Followed:
    """Say that it was put right (within 15 working days), and how; the citizen reads the words on the case's page."""
    one = _open(work, rating)
    _keep(work, one, RatingStep.RESULT, clean_text(words, what=say("整改结果"), limit=500, lines=True, empty=False))
    ratings.put_right(work.db, one.id, work.today.isoformat())
    return _settled(
        work, one, say("已整改"), put_right=True, late=work.today.isoformat() > (one.put_right_by or "9999")
    )


@act("rating.appeal", by=(Role.CLERK, Role.APPROVER, Role.SUPERVISOR), argument="rating")
def appeal(work: Work, rating: int, words: str) -> Followed:
    """Appeal against a bad rating; it stays and its clocks run on, the words stand beside it."""
    one = _open(work, rating)
    ratings.appeal(work.db, one.id, clean_text(words, what=say("申诉"), limit=500, lines=True, empty=False))
    return _settled(work, one, say("已记下申诉"), appeal=True)
