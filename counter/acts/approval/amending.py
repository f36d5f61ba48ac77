"""A field of an accepted case put right while a desk asks for it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.acts.approval.countersigning import drop_review
from counter.acts.approval.recalls import take_back_all
from counter.acts.approval.supplements import AT_THE_COUNTER
from counter.acts.case import full_set
from counter.acts.case.form import meant
from counter.acts.case.step import name_of, noted
from counter.errors import Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules.approval import ApprovalState
from counter.rules.case import CaseState
from counter.rules.guide import fields_of
from counter.rules.identity import clean_text
from counter.store import approvals, cases, catalogue


@dataclass(frozen=True, slots=True)
class Amended:
    """A field of an accepted case that was put right; decisions that stand on that field are looked at again."""

    case: str
    name: str
    looked_at_again: tuple[str, ...]

    def __str__(self) -> str:
        words = say("{case} “{name}”已更正", case=self.case, name=verbatim(self.name))
        return words + (
            say("；{looked_at_again} 以该栏为依据，重新审查", looked_at_again=a_row(self.looked_at_again))
            if self.looked_at_again
            else say("，各审批不受影响")
        )


@act("case.amend", by=AT_THE_COUNTER, argument="case")
def amend(work: Work, case: str, name: str, value: str, reason: str = "") -> Amended:
    """Put right a field of an accepted case. Approvals stand, unless their guide lists the field (`relies_on`)."""
    row = cases.find(work.db, case)
    if row["state"] != CaseState.ACCEPTED:
        raise Refusal(
            "approval.not-under-way",
            say("{name} 不在办理中", name=name_of(row)),
            rule=say("受理前在收件屏更正，办结后另行变更"),
        )
    name, value = meant(work, full_set.read(work, row), name, value)
    fields: dict[str, str] = json.loads(row["fields"])
    before = fields.get(name, "")
    if before == value:
        raise Refusal("approval.so-already", say("“{name}”已经是这样", name=verbatim(name)))
    cases.change(work.db, row["id"], fields=json.dumps({**fields, name: value}, ensure_ascii=False, sort_keys=True))
    noted(work, row, name, before, value)
    again = []
    for one in approvals.of_case(work.db, row["id"]):
        guide = catalogue.item(work.db, one["item"], version=one["item_version"]).guide
        listed = guide.get("relies_on", ())
        if name in fields_of(guide):
            drop_review(work, one["id"], say("“{name}”已更正", name=verbatim(name)))
        if one["state"] == ApprovalState.DECIDED and name in listed:
            again += take_back_all(
                work,
                one,
                say(
                    "所依据的“{name}”已更正{reason}",
                    name=verbatim(name),
                    reason=(
                        say("：{reason}", reason=clean_text(reason, what=say("理由"), limit=200)) if reason else ""
                    ),
                ),
            )
    work.facts.update(field=name, again=again)
    return Amended(name_of(row), name, tuple(dict.fromkeys(again)))
