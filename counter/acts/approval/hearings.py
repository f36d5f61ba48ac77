"""Hearings are steps with clocks (articles 46 to 48): the right is told, five days to ask, seven days' notice of time
and place, the record; only then the decision, which rests on the record.

The time from the day a hearing is asked for to its record is outside the approval's limit (article 45). Whoever else a
permit bears on may ask for it too (acts/approval/interested.py); it is over for them only by their own word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.approval import fan_out
from counter.acts.approval.concerned import one_of, refuse_unheard
from counter.acts.approval.countersigning import drop_review
from counter.acts.approval.desk_list import AT_A_DESK, own, undecided
from counter.acts.case.full_set import start_day
from counter.acts.paper.wording import approval as wording
from counter.acts.paper.wording.approval import marked
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import mark, say, verbatim
from counter.rules import hearing as rule
from counter.rules.access import Role
from counter.rules.approval import HEARING_STATE_NAMES, ApprovalState, HearingState, InterestedState
from counter.rules.clock import HEARING_ASK_DAYS, HEARING_DAYS, HEARING_NOTICE_DAYS, Ground
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.workday import due, working_days_between
from counter.store import approvals, driver, interested, lawful

AT_THE_COUNTER = (Role.CLERK, Role.SUPERVISOR)
RULE = mark("行政许可法第四十六条至第四十八条：听证")
UNDER_WAY = (HearingState.ASKED, HearingState.SET)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Where the hearing of an approval stands, and its days."""

    approval: str
    state: str
    matter: str
    told_on: str
    ask_until: str
    asked_on: str | None
    hold_until: str | None
    held_on: str | None
    place: str
    recorded_on: str | None
    paper: str = ""

    def __str__(self) -> str:
        return say(
            "{approval} {state}：{step}", approval=self.approval, state=HEARING_STATE_NAMES[self.state], step=self.step
        )

    @property
    def step(self) -> str:
        """The day that counts now."""
        match self.state:
            case HearingState.TOLD:
                return say("{day} 前可以申请听证", day=self.ask_until)
            case HearingState.ASKED:
                return say("{day} 前举行，提前 {n} 个工作日通知", day=self.hold_until, n=HEARING_NOTICE_DAYS)
            case HearingState.SET:
                return say("{day} 在{place}举行", day=self.held_on, place=verbatim(self.place))
            case HearingState.HELD:
                return say("{day} 已有笔录，据此决定", day=self.recorded_on)
        return say("可以决定")


def _shown(db: driver.Connection, approval: int, paper: str = "") -> Hearing:
    row = lawful.hearing_of(db, approval)
    if row is None:
        raise _none(approval)
    return Hearing(
        f"A-{approval}",
        row["state"],
        row["matter"],
        row["told_on"],
        row["ask_until"],
        row["asked_on"],
        row["hold_until"],
        row["held_on"],
        row["place"],
        row["recorded_on"],
        paper,
    )


def _not_held(row: driver.Row, party: int) -> Hearing:
    """Somebody wants no hearing where none was begun."""
    found = say("{party} 号利害关系人", party=party)
    return Hearing(f"A-{row['id']}", HearingState.WAIVED, found, "", "", None, None, None, "", None)


def _none(approval: int) -> Refusal:
    return Refusal(
        "approval.no-hearing",
        say("A-{id} 没有告知过听证", id=approval),
        rule=RULE,
        next=Next.by("approval.tell-hearing", say("请先告知听证权利"), approval=f"A-{approval}", matter=None),
    )


def _in_state(work: Work, row: driver.Row, *states: str) -> driver.Row:
    found = lawful.hearing_of(work.db, row["id"])
    if found is None:
        raise _none(row["id"])
    if found["state"] not in states:
        raise Refusal(
            "approval.hearing-not-at-this-step",
            say("A-{id} {state}，不是这一步", id=row["id"], state=HEARING_STATE_NAMES[found["state"]]),
            rule=RULE,
            next=Next.by("approval.hearing", say("请看听证进行到哪一步"), approval=f"A-{row['id']}"),
        )
    return found


@query("approval.hearing", by=(Role.CLERK, Role.APPROVER, Role.SUPERVISOR), argument="approval")
def shown(look: Look, approval: str) -> Hearing:
    """Where the hearing of an approval stands."""
    row = own(look, approval)
    look.log(case=row["case_id"], person=row["person"])
    return _shown(look.db, row["id"])


@act("approval.tell-hearing", by=AT_A_DESK, argument="approval")
def tell(work: Work, approval: str, matter: str, version: int = 0) -> Hearing:
    """Tell applicant and interested parties in writing of their right to a hearing before a decision that bears on
    them; `matter` says what is about to be decided and why. Five working days to ask for it.
    """
    row = undecided(work, approval, version)
    if row["state"] != ApprovalState.OPEN:
        raise Refusal(
            "approval.hearing-needs-open", say("A-{id} 没有在办理中", id=row["id"]), rule=RULE, next=say("请先恢复计时")
        )
    before = lawful.hearing_of(work.db, row["id"])
    if before is not None and before["state"] in (HearingState.TOLD, HearingState.ASKED, HearingState.SET):
        raise Refusal(
            "approval.hearing-told-already",
            say("A-{id} {state}", id=row["id"], state=HEARING_STATE_NAMES[before["state"]]),
            rule=RULE,
            next=Next.by("approval.hearing", say("请看听证进行到哪一步"), approval=f"A-{row['id']}"),
        )
    matter = clean_text(matter, what=say("听证事项"), limit=1000, lines=True, empty=False)
    return tell_applicant(work, row, matter)


def tell_applicant(work: Work, row: driver.Row, matter: str) -> Hearing:
    """Write down and on paper that the applicant has been told of the right to a hearing. The five days run from the
    day of the notice; where its receipt of service names a later one, from that.
    """
    last = due(work.hall.calendar.lawful, work.today, HEARING_ASK_DAYS)
    lawful.tell_hearing(
        work.db, row["id"], matter, work.today.isoformat(), last.last_day.isoformat(), work.now, work.actor.staff
    )
    dropped = drop_review(work, row["id"], say("已告知听证权利"))
    until = marked(last.last_day.isoformat(), last.provisional)
    content = [["理由", matter], ["期限", f"{until} 前书面或当面提出，逾期视为放弃"]]
    return _step(work, row, "hearing-right", content, dropped=bool(dropped))


def was_served(work: Work, approval: int, paper_day: str, day: date) -> None:
    """The notice that tells an applicant of the right was served on a later day: the five days run from there."""
    found = lawful.hearing_of(work.db, approval)
    if found is not None and found["state"] == HearingState.TOLD and found["told_on"] == paper_day:
        last = due(work.hall.calendar.lawful, day, HEARING_ASK_DAYS).last_day
        lawful.change_hearing(work.db, found["id"], told_on=day.isoformat(), ask_until=last.isoformat())


def _step(work: Work, row: driver.Row, code: str, lines: list[list[str]], *, dropped: bool = False) -> Hearing:
    content = wording.hearing_content(work, row, code, lines)
    work.about(f"approval:{row['id']}", step=code, **({"dropped": True} if dropped else {}))
    work.touch(f"case:{row['case_id']}")
    paper = issue_notice(work, NoticeKind.NOTICE, content, case_id=row["case_id"], approval=row["id"])
    return _shown(work.db, row["id"], paper)


@act("approval.ask-hearing", by=(*AT_THE_COUNTER, *AT_A_DESK), argument="approval")
def ask(work: Work, approval: str, who: str = "", party: int = 0) -> Hearing:
    """Take in that the applicant (`who` if somebody speaks for them) or one of the interested (`party`, their number)
    asks for the hearing; what is handed in after hours counts from the next working day. From now on the clock stands
    still until the record.
    """
    row = undecided(work, own(work, approval)["id"], 0)
    on = start_day(work)
    found = _asked_by_party(work, row, party, on) if party else _asked_by_applicant(work, row, on)
    if found["state"] != HearingState.TOLD:  # it was asked for already: one hearing hears them all
        work.about(f"approval:{row['id']}", step="joined", **({"party": party} if party else {}))
        work.touch(f"case:{row['case_id']}")
        return _shown(work.db, row["id"])
    last = due(work.hall.calendar.lawful, on, HEARING_DAYS)
    lawful.change_hearing(
        work.db,
        found["id"],
        state=HearingState.ASKED,
        asked_on=on.isoformat(),
        asked_by=clean_text(who, what=say("申请人"), limit=100) or (say("利害关系人") if party else say("申请人")),
        asked_by_applicant=int(not party),
        hold_until=last.last_day.isoformat(),
    )
    _end_other_pause(work, row)
    approvals.pause(
        work.db, row["id"], Ground.HEARING, work.today.isoformat(), work.now, HEARING_DAYS, work.actor.staff
    )
    approvals.change(work.db, row["id"], state=ApprovalState.PAUSED)
    fan_out.recompute(work, row["case_id"])
    after = approvals.find(work.db, row["id"])
    until = marked(last.last_day.isoformat(), last.provisional)
    content = [
        ["期限", f"{until} 前举行"],
        ["原承诺日", wording.promised(row)],
        ["现承诺日", wording.promised(after)],
    ]
    return _step(work, row, "hearing-by-others" if party else "hearing-request", content)


def _asked_by_applicant(work: Work, row: driver.Row, on: date) -> driver.Row:
    found = lawful.hearing_of(work.db, row["id"])
    joins = found is not None and found["state"] in UNDER_WAY and not found["asked_by_applicant"]
    found = _in_state(work, row, *(UNDER_WAY if joins else (HearingState.TOLD,)))
    _refuse_too_late(found["ask_until"], on)
    if joins:
        lawful.change_hearing(work.db, found["id"], asked_by_applicant=1)
    return found


def _asked_by_party(work: Work, row: driver.Row, party: int, on: date) -> driver.Row:
    """The hearing that one of the interested asks for: the one under way, or one that begins with it."""
    who = one_of(work, row, party, InterestedState.TOLD)
    _refuse_too_late(who["ask_until"], on)
    interested.change(work.db, party, state=InterestedState.ASKED)
    found = lawful.hearing_of(work.db, row["id"])
    if found is None or found["state"] in (HearingState.HELD, HearingState.WAIVED):
        lawful.tell_hearing(
            work.db, row["id"], who["concern"], who["told_on"], who["ask_until"], work.now, work.actor.staff
        )
    begun = lawful.hearing_of(work.db, row["id"])
    assert begun is not None, "it was begun just now, or before"
    return begun


def _refuse_too_late(ask_until: str, on: date) -> None:
    if rule.too_late(date.fromisoformat(ask_until), on):
        raise Refusal(
            "approval.hearing-asked-too-late",
            say("申请听证的期限 {day} 已过", day=ask_until),
            rule=say("行政许可法第四十七条：被告知之日起五日内提出听证申请"),
            next=say("由审批台作出决定"),
        )


@act("approval.waive-hearing", by=(*AT_THE_COUNTER, *AT_A_DESK), argument="approval")
def waive(work: Work, approval: str, who: str = "", party: int = 0) -> Hearing:
    """Take in that the applicant (or one of the interested, `party`) wants no hearing: said in writing in the five
    days, or the request withdrawn. A hearing that somebody else asked for goes on.
    """
    row = undecided(work, own(work, approval)["id"], 0)
    if party:
        one_of(work, row, party, InterestedState.TOLD, InterestedState.ASKED)
        interested.change(work.db, party, state=InterestedState.WAIVED)
        found = lawful.hearing_of(work.db, row["id"])
        ends = found is not None and found["state"] in UNDER_WAY and not found["asked_by_applicant"]
    else:
        found = _in_state(work, row, HearingState.TOLD, *UNDER_WAY)
        ends = True
    others = any(one["state"] == InterestedState.ASKED for one in interested.of_approval(work.db, row["id"]))
    if found is not None and ends and not (others and found["state"] in UNDER_WAY):
        lawful.change_hearing(work.db, found["id"], state=HearingState.WAIVED)
        _run_again(work, row)
    elif found is not None and not party:
        if not found["asked_by_applicant"]:
            raise Refusal(
                "approval.hearing-is-anothers",
                say("A-{id} 的听证是利害关系人申请的", id=row["id"]),
                rule=say("行政许可法第四十七条：谁申请的听证由谁放弃"),
                next=Next.by("approval.interested", say("请看是谁申请的"), approval=f"A-{row['id']}"),
            )
        lawful.change_hearing(work.db, found["id"], asked_by_applicant=0)
    said = clean_text(who, what=say("放弃的人"), limit=100)
    work.about(f"approval:{row['id']}", waived=True, named=bool(said), **({"party": party} if party else {}))
    work.touch(f"case:{row['case_id']}")
    return _shown(work.db, row["id"]) if found is not None else _not_held(row, party)


@act("approval.set-hearing", by=AT_A_DESK, argument="approval")
def set_day(work: Work, approval: str, day: date, place: str, chair: str) -> Hearing:
    """Tell time and place seven working days before; the hearing is held within twenty of the request, and whoever
    examined the application does not chair it.
    """
    row = undecided(work, approval, 0)
    found = _in_state(work, row, HearingState.ASKED, HearingState.SET)
    place = clean_text(place, what=say("地点"), limit=100, empty=False)
    chair = clean_text(chair, what=say("主持人"), limit=60, empty=False)
    calendar = work.hall.calendar.lawful
    earliest, latest = rule.window(calendar, work.today, date.fromisoformat(found["hold_until"]))
    if not earliest <= day or not calendar.is_working(day):
        raise Refusal(
            "approval.hearing-notice-too-short",
            say("{day} 举行来不及提前通知", day=day),
            rule=say("行政许可法第四十八条：举行听证的七日前将时间、地点通知申请人、利害关系人"),
            next=say("最早 {day}", day=earliest),
        )
    if day > latest:
        raise Refusal(
            "approval.hearing-too-late",
            say("{day} 举行超过了期限", day=day),
            rule=say("行政许可法第四十七条：二十日内组织听证"),
            next=say("最晚 {day}", day=latest),
        )
    lawful.change_hearing(
        work.db,
        found["id"],
        state=HearingState.SET,
        held_on=day.isoformat(),
        place=place,
        chair=chair,
        notice_on=work.today.isoformat(),
    )
    content = [["时间", day.isoformat()], ["地点", place], ["主持人", chair]]
    for party in interested.of_approval(work.db, row["id"]):
        if party["state"] != InterestedState.NAMED:
            told = wording.interested_content(work, row, party, "interested-hearing", content)
            issue_notice(work, NoticeKind.NOTICE, told, case_id=row["case_id"], approval=row["id"])
    return _step(work, row, "hearing-notice", content)


@act("approval.record-hearing", by=AT_A_DESK, argument="approval")
def record(work: Work, approval: str, record: str) -> Hearing:
    """Keep the record of the hearing as those who took part have signed it; the clock runs again."""
    row = undecided(work, approval, 0)
    found = _in_state(work, row, HearingState.SET)
    if work.today.isoformat() < found["held_on"]:
        raise Refusal(
            "approval.hearing-not-held-yet",
            say("听证定在 {day}，还没有举行", day=found["held_on"]),
            rule=RULE,
            next=say("举行后再记笔录"),
        )
    text = clean_text(record, what=say("听证笔录"), limit=8000, lines=True, empty=False)
    lawful.change_hearing(
        work.db, found["id"], state=HearingState.HELD, record=text, recorded_on=work.today.isoformat()
    )
    _run_again(work, row)
    work.about(f"approval:{row['id']}", held=True)
    work.touch(f"case:{row['case_id']}")
    return _shown(work.db, row["id"])


def _end_other_pause(work: Work, row: driver.Row) -> None:
    """Time stands still for one reason at a time: what stood still before goes on as the hearing's time."""
    running = approvals.open_pause(work.db, row["id"])
    if running is not None:
        started = date.fromisoformat(running["started_on"])
        days = max(0, working_days_between(work.hall.calendar, started, work.today))
        approvals.end_pause(work.db, running["id"], max(started, work.today).isoformat(), work.now, days)


def _run_again(work: Work, row: driver.Row) -> None:
    running = approvals.open_pause(work.db, row["id"])
    if running is None:
        return
    started = date.fromisoformat(running["started_on"])
    days = max(0, working_days_between(work.hall.calendar, started, work.today))
    approvals.end_pause(work.db, running["id"], max(started, work.today).isoformat(), work.now, days)
    approvals.change(work.db, row["id"], state=ApprovalState.OPEN)
    fan_out.recompute(work, row["case_id"])


def refuse_before_hearing(work: Work | Look, row: driver.Row) -> None:
    """No decision between the telling of the right and what comes of it, for the applicant and for whoever else the
    permit bears on. Raises Refusal.
    """
    refuse_unheard(work, row)
    found = lawful.hearing_of(work.db, row["id"])
    if found is None or rule.may_decide(found["state"], date.fromisoformat(found["ask_until"]), start_day(work)):
        return
    raise Refusal(
        "approval.hearing-not-over",
        say("A-{id} {state}，还不能决定", id=row["id"], state=HEARING_STATE_NAMES[found["state"]]),
        rule=say("行政许可法第四十七条、第四十八条：申请期限内不作决定；举行听证的，根据笔录作出决定"),
        next=Next.by("approval.hearing", say("请看听证进行到哪一步"), approval=f"A-{row['id']}"),
    )
