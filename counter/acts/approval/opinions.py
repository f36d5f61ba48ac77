"""Opinions: a desk's own words on an approval, read by that desk alone, until they are passed up with the file."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.desk_list import AT_A_DESK, own
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say
from counter.rules.access import Role
from counter.rules.identity import clean_text
from counter.store import approvals


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion. `at` is UTC ms; `passed_up` whether the next level reads it."""

    id: int
    approval: str
    item_name: str
    department: str
    staff: str
    at: int
    words: str
    passed_up: bool

    def __str__(self) -> str:
        return say(
            "{department} {staff}：{words}{note}",
            department=self.department,
            staff=self.staff,
            words=self.words,
            note=(say("（已上报）") if self.passed_up else ""),
        )


@act("approval.opinion", by=AT_A_DESK, argument="approval")
def opinion(work: Work, approval: str, words: str) -> Opinion:
    """Write down an opinion on an approval of one's own desk. It stays with the desk."""
    row = own(work, approval)
    words = clean_text(words, what=say("意见"), limit=2000, lines=True, empty=False)
    made = approvals.add_opinion(work.db, row["id"], work.actor.staff, row["desk"], work.now, words)
    work.about(f"approval:{row['id']}", opinion=made)
    return Opinion(
        made, f"A-{row['id']}", row["item_name"], row["department_short"], work.actor.name, work.now, words, False
    )


@query("approval.opinions", by=(Role.APPROVER,), argument="approval")
def opinions(look: Look, approval: str) -> tuple[Opinion, ...]:
    """The desk's own opinions on an approval, and those that lower levels passed up to it."""
    row = own(look, approval)
    look.log(case=row["case_id"], person=row["person"])
    return tuple(
        Opinion(
            r["id"],
            f"A-{r['approval']}",
            r["item_name"],
            r["department_short"],
            r["staff_name"],
            r["at"],
            r["words"],
            bool(r["passed_up"]),
        )
        for r in approvals.opinions(look.db, row["id"])
    )


@dataclass(frozen=True, slots=True)
class PassedUp:
    """A file that went up with the opinions on it."""

    approval: str
    item_name: str
    opinions: int
    to: tuple[str, ...]

    def __str__(self) -> str:
        return say(
            "{approval} {item_name} 连同 {n} 条意见上报{to}",
            approval=self.approval,
            item_name=self.item_name,
            n=self.opinions,
            to=listed(self.to),
        )


@act("approval.pass-up", by=AT_A_DESK, argument="approval")
def pass_up(work: Work, approval: str, words: str = "") -> PassedUp:
    """Pass the opinions on an approval up to those that wait for it, with the whole file (articles 35 and 43)."""
    row = own(work, approval)
    upper = approvals.dependents(work.db, row["id"])
    if not upper:
        raise Refusal(
            "approval.no-approval-after-nobody",
            say("A-{id} 没有后续的审批，无处上报", id=row["id"]),
            rule=say("下级审查意见报给以它为前置的上级审批"),
            next=say("请直接作出决定"),
        )
    if words:
        approvals.add_opinion(
            work.db,
            row["id"],
            work.actor.staff,
            row["desk"],
            work.now,
            clean_text(words, what=say("意见"), limit=2000, lines=True),
        )
    count = approvals.pass_up(work.db, row["id"])
    if not count:
        raise Refusal(
            "approval.no-opinion-yet",
            say("A-{id} 还没有写审查意见", id=row["id"]),
            rule=say("行政许可法第三十五条：将初步审查意见和全部申请材料报送上级"),
            next=say("请先写意见"),
        )
    work.about(f"approval:{row['id']}", passed_up=count)
    work.touch(*(f"approval:{one['id']}" for one in upper), f"case:{row['case_id']}")
    return PassedUp(
        f"A-{row['id']}",
        row["item_name"],
        count,
        tuple(say("{department}·{item}", department=one["department_short"], item=one["item_name"]) for one in upper),
    )
