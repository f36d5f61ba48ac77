"""How a notice reached its addressee (送达), from which its days count; and papers in large print for a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.approval import hearings, interested
from counter.acts.paper.notices import table
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_text
from counter.rules.notice import MANNER_NAMES
from counter.store import notices as store
from counter.store import papers, tickets

FRONT = (Role.CLERK, Role.SUPERVISOR)
WHO_SERVES = (*FRONT, Role.APPROVER)
"""A desk keeps how its own notices were served; whatever it names is held against its approvals (hall/reach)."""


@dataclass(frozen=True, slots=True)
class Served:
    """A notice and how it was served; empty days while it was not."""

    paper: str
    title: str
    served_on: str
    manner: str
    receiver: str

    def __str__(self) -> str:
        if not self.served_on:
            return say("{paper} {title}：没有送达记录", paper=self.paper, title=verbatim(self.title))
        return say(
            "{paper} {title}：{served_on} {manner}，{receiver} 收",
            paper=self.paper,
            title=verbatim(self.title),
            served_on=self.served_on,
            manner=self.manner,
            receiver=verbatim(self.receiver),
        )


def _title(paper: papers.Paper) -> str:
    return str(paper.content.get("title") or paper.kind)


@act("notice.serve", by=WHO_SERVES, argument="paper")
def serve(work: Work, paper: str, receiver: str, manner: str = "in-person", served_on: date | None = None) -> Served:
    """Keep from the receipt of service who took a notice, how and on which day. Once."""
    found = papers.paper(work.db, paper)
    form = table().forms.get((str(found.content.get("form")), str(found.content.get("type"))))
    if form is None or not form.served:
        raise Refusal(
            "notice.no-receipt-of-service",
            say("{paper} {title}不用送达回证", paper=found.number, title=verbatim(_title(found))),
            rule=say("起算期限的文书才附送达回证"),
            next=say("请核对文书号"),
        )
    if manner not in MANNER_NAMES:
        raise Refusal(
            "notice.no-such-manner",
            say("没有这种送达方式：{manner}", manner=verbatim(clean_text(manner, limit=20))),
            rule=say(
                "送达方式：{ways}",
                ways=listed(say("{key}（{value}）", key=key, value=value) for key, value in MANNER_NAMES.items()),
            ),
            next=say("请改正后再记"),
        )
    if known := store.served(work.db, found.number):
        raise Refusal(
            "notice.served-already",
            say("{paper} 已在 {day} 送达", paper=found.number, day=known["served_on"]),
            rule=say("期限从第一次送达起算，只记一次"),
            next=Next.by("notice.service", say("请看送达记录"), paper=found.number),
        )
    day = served_on or work.today
    if not found.business_date <= day.isoformat() <= work.today.isoformat():
        raise Refusal(
            "notice.served-on-another-day",
            say("送达日期 {day} 不对", day=day),
            rule=say("送达在文书日期 {made} 以后、今天以前", made=found.business_date),
            next=say("请照送达回证填写"),
        )
    receiver = clean_text(receiver, what=say("收件人"), limit=60, empty=False)
    store.serve(work.db, found.number, day.isoformat(), manner, receiver, work.actor.staff, work.now)
    work.about(f"paper:{found.number}", served_on=day.isoformat(), manner=manner)
    if found.approval is not None:
        interested.was_served(work, found.number, day)
        if form.code == "hearing-right":
            hearings.was_served(work, found.approval, found.business_date, day)
    return Served(found.number, _title(found), day.isoformat(), MANNER_NAMES[manner], receiver)


@query("notice.service", by=WHO_SERVES, argument="paper")
def service(look: Look, paper: str) -> Served:
    """How and when a notice was served."""
    found = papers.paper(look.db, paper)
    if found.case_id is not None:
        look.log(case=found.case_id)
    known = store.served(look.db, found.number)
    if known is None:
        return Served(found.number, _title(found), "", "", "")
    return Served(
        found.number, _title(found), known["served_on"], MANNER_NAMES[known["manner"]], verbatim(known["receiver"])
    )


@act("ticket.large-print", by=(Role.GUIDE, Role.CLERK, Role.SUPERVISOR), argument="ticket")
def large_print(work: Work, ticket: str, off: bool = False) -> str:
    """Print every paper of a ticket and of the case it brought in large letters from now on (`off`: no more)."""
    found = tickets.find(work.db, work.today.isoformat(), ticket)
    store.set_large_print(work.db, found.id, not off)
    work.about(f"ticket:{found.id}", large=not off)
    if off:
        return say("{ticket} 的文书照常印", ticket=found.shown)
    return say("{ticket} 的文书从现在起用大字印", ticket=found.shown)
