"""People besides the applicant on whom a permit bears (articles 36 and 47): named by the desk that examines it, told in
writing of what is about to be decided and of their rights, heard, and able to ask for a hearing.

Their five days run from the day on which the notice reached them, as its receipt of service says; until then, and while
these days run, nothing is decided. What is known of them stays in the hall: the applicant's page says that somebody is
heard, never who.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.approval.concerned import INTERESTED_RULE, one_of
from counter.acts.approval.countersigning import drop_review
from counter.acts.approval.desk_list import AT_A_DESK, own, undecided
from counter.acts.approval.hearings import AT_THE_COUNTER, tell_applicant
from counter.acts.paper.wording import approval as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.approval import INTERESTED_STATE_NAMES, InterestedState
from counter.rules.clock import HEARING_ASK_DAYS
from counter.rules.identity import clean_number, clean_text, mask_number
from counter.rules.limits import PERMIT
from counter.rules.notice import NoticeKind
from counter.rules.workday import due
from counter.store import applicants, catalogue, driver, lawful
from counter.store import interested as store

MOST = 200
"""So many people can be named in one approval; more are told by a public notice (article 46)."""


@dataclass(frozen=True, slots=True)
class Interested:
    """Somebody on whom a permit bears, with what they said; their number masked."""

    number: int
    approval: str
    name: str
    id_number: str
    contact: str
    concern: str
    state: str
    state_words: str
    told_on: str
    ask_until: str
    paper: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        until = say("，到 {day} 为止可以申请听证", day=self.ask_until) if self.state == InterestedState.TOLD else ""
        said = say("；意见：{words}", words=verbatim(self.words[-1])) if self.words else ""
        return say(
            "{number} {name}：{state}{until}{said}",
            number=self.number,
            name=verbatim(self.name),
            state=self.state_words,
            until=until,
            said=said,
        )


def _shown(db: driver.Connection, row: driver.Row) -> Interested:
    return Interested(
        row["id"],
        f"A-{row['approval']}",
        row["name"],
        mask_number(row["id_number"]) if row["id_number"] else "",
        row["contact"],
        row["concern"],
        row["state"],
        INTERESTED_STATE_NAMES[row["state"]],
        row["told_on"] or "",
        row["ask_until"] or "",
        row["paper"] or "",
        tuple(said["words"] for said in store.words_of(db, row["id"])),
    )


@query("approval.interested", by=(Role.CLERK, Role.APPROVER, Role.SUPERVISOR), argument="approval")
def shown(look: Look, approval: str) -> tuple[Interested, ...]:
    """Who was named beside the applicant of a permit, how far each was told, and what they said."""
    row = own(look, approval)
    if look.actor.role is Role.APPROVER and look.actor.desk != row["desk"]:
        return ()  # reach lets in who only gave an opinion on it once
    look.log(case=row["case_id"], person=row["person"])
    return tuple(_shown(look.db, one) for one in store.of_approval(look.db, row["id"]))


@act("approval.name-interested", by=AT_A_DESK, argument="approval")
def name(work: Work, approval: str, name: str, concern: str, contact: str, number: str = "") -> Interested:
    """Name somebody besides the applicant on whom a permit bears directly (`concern`: how), and where a notice reaches
    them (`contact`).
    """
    row = undecided(work, approval, 0)
    only_a_permit(work, row)
    known = store.of_approval(work.db, row["id"])
    name = clean_text(name, what=say("利害关系人"), limit=60, empty=False)
    concern = clean_text(concern, what=say("怎样直接关系其重大利益"), limit=500, lines=True, empty=False)
    contact = clean_text(contact, what=say("送达地址、电话"), limit=200, empty=False)
    number = clean_number(number)[:30] if number else ""
    if number and number == applicants.living(work.db, row["person"])["id_number"]:
        raise Refusal(
            "approval.interested-is-applicant",
            say("{name} 就是申请人", name=verbatim(name)),
            rule=say("利害关系人是申请人以外的人"),
            next=Next.by("approval.tell-hearing", say("申请人的听证权利另行告知"), approval=approval, matter=None),
        )
    if any((one["name"], one["id_number"]) == (name, number) for one in known) or len(known) >= MOST:
        raise Refusal(
            "approval.interested-named-already",
            say("{name} 已经登记过", name=verbatim(name)) if len(known) < MOST else say("已登记 {n} 人", n=len(known)),
            rule=say("一人登记一次，一件最多 {most} 人；更多的公告听证（第四十六条）", most=MOST),
            next=Next.by("approval.interested", say("请看登记了谁"), approval=approval),
        )
    added = store.add(
        work.db,
        row["id"],
        name,
        number,
        contact,
        concern,
        day=work.today.isoformat(),
        at=work.now,
        staff=work.actor.staff,
    )
    drop_review(work, row["id"], say("登记了利害关系人，要先告知"))
    return _after(work, row, added, "named")


def only_a_permit(work: Work | Look, row: driver.Row) -> None:
    """Articles 36 and 47 speak of permits. Raises Refusal."""
    if catalogue.item(work.db, row["item"], version=row["item_version"]).type != PERMIT:
        raise Refusal(
            "approval.only-a-permit-bears-on-others",
            say("“{item_name}”不是行政许可", item_name=row["item_name"]),
            rule=INTERESTED_RULE,
            next=say("其他事项依它自己的法律听取意见，可以记在意见里"),
        )


def _after(work: Work, row: driver.Row, number: int, step: str) -> Interested:
    work.about(f"approval:{row['id']}", party=number, step=step)
    work.touch(f"case:{row['case_id']}")
    return _shown(work.db, one_of(work, row, number))


@dataclass(frozen=True, slots=True)
class Removed:
    """Somebody who is no party to an approval after all."""

    approval: str
    number: int

    def __str__(self) -> str:
        return say("{approval}：{number} 号已从利害关系人中除名", approval=self.approval, number=self.number)


@act("approval.remove-interested", by=AT_A_DESK, argument="approval")
def remove(work: Work, approval: str, party: int, reason: str) -> Removed:
    """Take somebody out who was named by mistake, with the reason; whoever has been told has their rights."""
    row = undecided(work, approval, 0)
    one_of(work, row, party, InterestedState.NAMED, InterestedState.SENT)
    reason = clean_text(reason, what=say("除名的理由"), limit=200, empty=False)
    store.change(work.db, party, state=InterestedState.REMOVED, removed_for=reason)
    work.about(f"approval:{row['id']}", party=party, step="removed")
    work.touch(f"case:{row['case_id']}")
    return Removed(f"A-{row['id']}", party)


@dataclass(frozen=True, slots=True)
class Told:
    """Notices that went out to the interested of an approval, and to its applicant."""

    approval: str
    papers: tuple[str, ...]
    applicant: str

    def __str__(self) -> str:
        also = say("；申请人的听证权利告知书 {paper}", paper=self.applicant) if self.applicant else ""
        return say(
            "{approval} 利害关系人告知书 {papers}{also}，送达后登记送达回证，五日从送达起算",
            approval=self.approval,
            papers=listed(self.papers),
            also=also,
        )


@act("approval.tell-interested", by=AT_A_DESK, argument="approval")
def tell(work: Work, approval: str, matter: str) -> Told:
    """Write to everybody named who was not written to: what is about to be decided (`matter`), that they may state
    their opinion, and ask for a hearing within five days of being told. An applicant who was not told of that right is
    told with them.
    """
    row = undecided(work, approval, 0)
    new = [one for one in store.of_approval(work.db, row["id"]) if one["state"] == InterestedState.NAMED]
    if not new:
        raise Refusal(
            "approval.nobody-to-tell",
            say("A-{id} 没有还没告知的利害关系人", id=row["id"]),
            rule=INTERESTED_RULE,
            next=Next.by(
                "approval.name-interested",
                say("请先登记利害关系人"),
                approval=approval,
                name=None,
                concern=None,
                contact=None,
            ),
        )
    matter = clean_text(matter, what=say("拟作的决定"), limit=1000, lines=True, empty=False)
    papers = []
    for one in new:
        content = wording.rights_content(work, row, one, matter)
        paper = issue_notice(work, NoticeKind.NOTICE, content, case_id=row["case_id"], approval=row["id"])
        store.change(work.db, one["id"], state=InterestedState.SENT, paper=paper)
        papers.append(paper)
    untold = lawful.hearing_of(work.db, row["id"]) is None
    applicant = tell_applicant(work, row, matter).paper if untold else ""
    drop_review(work, row["id"], say("已告知利害关系人"))
    work.about(f"approval:{row['id']}", step="told-others", parties=len(new))
    work.touch(f"case:{row['case_id']}")
    return Told(f"A-{row['id']}", tuple(papers), applicant)


def was_served(work: Work, paper: str, day: date) -> None:
    """The notice to one of the interested has reached them: from here their five days run."""
    one = store.of_paper(work.db, paper)
    if one is not None and one["state"] == InterestedState.SENT:
        last = due(work.hall.calendar.lawful, day, HEARING_ASK_DAYS).last_day
        store.change(
            work.db,
            one["id"],
            state=InterestedState.TOLD,
            told_on=day.isoformat(),
            ask_until=last.isoformat(),
        )
        work.touch(f"approval:{one['approval']}")


@act("approval.hear-interested", by=(*AT_THE_COUNTER, *AT_A_DESK), argument="approval")
def hear(work: Work, approval: str, party: int, words: str) -> Interested:
    """Keep what one of the interested says about what is applied for; as often as they come before the decision."""
    row = undecided(work, own(work, approval)["id"], 0)
    one_of(work, row, party)
    words = clean_text(words, what=say("陈述、申辩"), limit=2000, lines=True, empty=False)
    store.add_words(work.db, party, words, day=work.today.isoformat(), at=work.now, staff=work.actor.staff)
    drop_review(work, row["id"], say("利害关系人陈述了意见"))
    return _after(work, row, party, "heard")
