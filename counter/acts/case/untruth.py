"""Facts hidden or material that is false (article 78): not taken in, or refused; a warning; and for what bears directly
on safety a year in which the same may not be applied for again.

The warning is an administrative penalty: the department decides it, by two officers or its head, after the applicant
was told the facts and heard (Administrative Penalty Law 42, 44, 45). What they said is kept and stands on the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.approval.assigning import only_mine
from counter.acts.approval.countersigning import signed
from counter.acts.approval.desk_list import AT_A_DESK, undecided
from counter.acts.approval.settling import Decided, may_settle, settle
from counter.acts.case import full_set
from counter.acts.case.barring import ONLY_PERMITS, bars_against, lay_bars
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.outcomes import Told, end_in_writing
from counter.acts.case.step import editable, name_of
from counter.acts.paper.wording import untruth as wording
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act
from counter.phrases.said import listed, say, verbatim
from counter.rules.approval import Outcome
from counter.rules.case import CaseState
from counter.rules.guide import Item
from counter.rules.identity import clean_text
from counter.rules.limits import PERMIT
from counter.rules.secret import NO_SECRET, Secret
from counter.store import catalogue, driver, endings


@dataclass(frozen=True, slots=True)
class Untruth:
    """What was found, what the applicant said to it, who decided."""

    facts: str
    statement: str
    decided_by: str


def _found(facts: str, statement: str, decided_by: str) -> Untruth:
    return Untruth(
        clean_text(facts, what=say("隐瞒的情况或者虚假的材料"), limit=500, empty=False),
        clean_text(statement, what=say("申请人的陈述、申辩（放弃的写明放弃）"), limit=500, empty=False),
        clean_text(decided_by, what=say("作出决定的部门负责人"), limit=100, empty=False),
    )


@act("case.refuse-false", by=AT_THE_COUNTER, argument="case")
def refuse_false(
    work: Work, case: str, facts: str, statement: str, approved_by: str, version: int | None = None
) -> Told:
    """Article 78 before acceptance: facts hidden or material false, so that the permit's application is not taken in
    and its applicant is warned. `statement` is what the applicant said when told of it, `approved_by` the department's
    head who decided.
    """
    row = editable(work, case, version)
    items = full_set.read(work, row).items
    _only_permits_of_one_department(name_of(row), items)
    found = _found(facts, statement, approved_by)
    told, row = end_in_writing(
        work,
        row,
        CaseState.REFUSED,
        say("隐瞒有关情况或者提供虚假材料：{facts}", facts=verbatim(found.facts)),
        say("不予受理，给予警告"),
        form="false-application",
        content=lambda work, row, body: wording.false_application_content(
            work, row, found, body, lay_bars(work, row["person"], items, "78", row["id"])
        ),
    )
    endings.add_untruth(
        work.db,
        row["id"],
        None,
        found.facts,
        found.statement,
        found.decided_by,
        day=work.today.isoformat(),
        at=work.now,
        staff=work.actor.staff,
    )
    return told


def _only_permits_of_one_department(name: str, items: tuple[Item, ...]) -> None:
    if any(item.type != PERMIT for item in items) or not items:
        raise Refusal(
            "case.only-a-permit-is-refused-so",
            say("{name} 里有不是行政许可的事项", name=name),
            rule=ONLY_PERMITS,
            next=say("请先把别的事项分到另一件里"),
        )
    if len({item.department for item in items}) > 1:
        raise Refusal(
            "case.permits-of-several-departments",
            say("{name} 里的许可属于几个部门", name=name),
            rule=say("警告由主管该许可的部门决定，一个部门一份决定书"),
            next=say("请按部门分开收件"),
        )


@act("case.refuse-barred", by=AT_THE_COUNTER, argument="case")
def refuse_barred(work: Work, case: str, version: int | None = None) -> Told:
    """Articles 78, 79: not taken in, since its applicant may not apply for the same again yet."""
    row = editable(work, case, version)
    items = full_set.read(work, row).items
    bars = bars_against(work, row, [item.code for item in items])
    if not bars or len({bar.item for bar in bars}) < len(items):
        raise Refusal(
            "case.applicant-not-barred",
            say("{name} 的申请人没有被限制申请其中每个事项", name=name_of(row)),
            rule=say("行政许可法第七十八条、第七十九条：限制的是同一行政许可的再次申请"),
            next=say("请把可以申请的事项留下办理"),
        )
    told, _ = end_in_writing(
        work,
        row,
        CaseState.REFUSED,
        say("申请人不得再次申请：{bars}", bars=listed(bar.words for bar in bars)),
        say("不予受理，限制期未满"),
        form="barred",
    )
    return told


@act("approval.refuse-false", by=AT_A_DESK, argument="approval", undo="approval.recall")
def refuse_false_at_a_desk(
    work: Work,
    approval: str,
    facts: str,
    statement: str,
    second: str,
    version: int = 0,
    second_password: Secret = NO_SECRET,
) -> Decided:
    """Article 78 at a desk: facts hidden or material false, so that the permit is refused and its applicant warned, by
    two officers; `statement` is what the applicant said when told of it.
    """
    row = undecided(work, approval, version)
    only_mine(work, row)
    facts, statement = to_refuse_false(work, row, facts, statement)
    officer = signed(
        work,
        second,
        second_password,
        what=say("不予许可并警告"),
        rule=say("行政处罚法第四十二条：执法人员不得少于两人"),
    )
    return refused_false(work, row, facts, statement, verbatim(work.actor.name), work.actor.staff, officer)


def to_refuse_false(work: Work, row: driver.Row, facts: str, statement: str) -> tuple[str, str]:
    """Facts and statement as they will be kept, if a permit can be refused for them just now. Raises Refusal."""
    permit_of(work, row)
    found = _found(facts, statement, verbatim(work.actor.name))
    may_settle(work, row, Outcome.REFUSE, _words(found.facts), "")
    return found.facts, found.statement


def _words(facts: str) -> str:
    return say("隐瞒有关情况或者提供虚假材料：{facts}", facts=verbatim(facts))


def refused_false(
    work: Work, row: driver.Row, facts: str, statement: str, decided_by: str, officer: str, second: str
) -> Decided:
    """Write the refusal with its warning that two officers have signed."""
    found = _found(facts, statement, decided_by)
    bars = lay_bars(work, row["person"], [permit_of(work, row)], "78", row["case_id"], row["id"])
    done = settle(
        work,
        row,
        Outcome.REFUSE,
        _words(found.facts),
        "",
        second,
        officer=officer,
        paper=lambda work, row, day, _, remedies: wording.false_material_content(work, row, day, found, remedies, bars),
    )
    endings.add_untruth(
        work.db,
        row["case_id"],
        row["id"],
        found.facts,
        found.statement,
        found.decided_by,
        day=work.today.isoformat(),
        at=work.now,
        staff=work.actor.staff,
    )
    work.facts.update(warned=True, barred={name: until.isoformat() for name, until in bars})
    return done


def permit_of(work: Work | Look, row: driver.Row) -> Item:
    """The permit that an approval is about. Raises Refusal for any other item."""
    item = catalogue.item(work.db, row["item"], version=row["item_version"])
    if item.type != PERMIT:
        raise Refusal(
            "approval.only-a-permit-is-refused-so",
            say("“{item_name}”不是行政许可", item_name=row["item_name"]),
            rule=ONLY_PERMITS,
            next=Next.by(
                "approval.decide",
                say("请写明理由后不予办理"),
                approval=f"A-{row['id']}",
                refuse=True,
                reasons=None,
            ),
        )
    return item
