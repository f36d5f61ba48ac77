"""Somebody besides the applicant on whom a permit bears: found by their number, and in the way of a decision until they
have been told and their days are over.
"""

from __future__ import annotations

from datetime import date

from counter.acts.case.full_set import start_day
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work
from counter.phrases.said import mark, say
from counter.rules import hearing as rule
from counter.rules.approval import INTERESTED_STATE_NAMES, InterestedState
from counter.store import driver, interested

INTERESTED_RULE = mark("行政许可法第三十六条、第四十七条：告知利害关系人，听取意见；五日内可以申请听证")


def one_of(work: Work | Look, row: driver.Row, party: int, *states: str) -> driver.Row:
    """One of the people named in an approval, in one of these states (any of them, without). Raises Refusal."""
    found = interested.get(work.db, party)
    if found is None or found["approval"] != row["id"] or found["state"] == InterestedState.REMOVED:
        raise Refusal(
            "approval.no-such-interested",
            say("A-{id} 没有 {party} 号利害关系人", id=row["id"], party=party),
            rule=INTERESTED_RULE,
            next=Next.by("approval.interested", say("请看登记了谁"), approval=f"A-{row['id']}"),
        )
    if states and found["state"] not in states:
        raise Refusal(
            "approval.interested-not-at-this-step",
            say("{party} 号利害关系人{state}，不是这一步", party=party, state=INTERESTED_STATE_NAMES[found["state"]]),
            rule=INTERESTED_RULE,
            next=Next.by("approval.interested", say("请看告知到哪一步"), approval=f"A-{row['id']}"),
        )
    return found


def refuse_unheard(work: Work | Look, row: driver.Row) -> None:
    """No decision before each was told and their five days are over, or they were heard. Raises Refusal."""
    on, name = start_day(work), f"A-{row['id']}"
    for one in interested.of_approval(work.db, row["id"]):
        until = date.fromisoformat(one["ask_until"]) if one["ask_until"] else None
        if not rule.stands_in_the_way(one["state"], until, on):
            continue
        if one["state"] == InterestedState.TOLD:
            words = say("{name} 的利害关系人到 {day} 为止可以申请听证", name=name, day=one["ask_until"])
            next_ = Next.by("approval.interested", say("请等到期限届满，或收下书面放弃"), approval=name)
        elif one["state"] == InterestedState.SENT:
            words = say("{name} 的利害关系人告知书还没有送达回证", name=name)
            next_ = Next.by("notice.serve", say("请登记送达"), paper=one["paper"], receiver=None)
        else:
            words = say("{name} 登记了利害关系人，还没有告知", name=name)
            next_ = Next.by("approval.tell-interested", say("请先告知"), approval=name, matter=None)
        raise Refusal("approval.interested-not-heard", words, rule=INTERESTED_RULE, next=next_)
