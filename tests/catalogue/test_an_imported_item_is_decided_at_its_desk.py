"""A department that comes with its guides gets a desk: its items are standardised, taken in and decided
like any other.
"""

from __future__ import annotations

import pytest

from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.catalogue.mending import accept
from counter.acts.catalogue.standardising import check
from counter.hall.act import load
from counter.rules.access import Actor, Role
from tests.catalogue.test_a_departments_table_is_cloned_whole_or_not_at_all import DATA
from tests.filling import fill_form
from tests.intake.conftest import GRADUATE, do


def bring(hall, people, file: str, mapping: str):
    """A file of another place's guides, imported."""
    difference = hall.ask(compare, people["admin"], source=str(DATA / file), mapping=mapping)
    return hall.do(import_, people["admin"], difference=difference)


def test_every_new_department_has_a_desk_and_the_import_says_whom_it_lacks(hall, people) -> None:
    brought = bring(hall, people, "guides-with-defects.jsonl", "hunan")
    without = hall.db.execute(
        "SELECT count(*) FROM item i WHERE source IS NOT NULL AND NOT EXISTS (SELECT 1 FROM desk k WHERE k.department "
        "= i.department)"
    ).fetchone()[0]
    assert without == 0 and brought.desks
    assert f"新设 {len(brought.desks)} 个审批台" in str(brought) and brought.desks[0] in str(brought)


@pytest.mark.parametrize(
    ("file", "mapping", "rule"),
    [
        ("guides-with-defects.jsonl", "hunan", "needed-sometimes"),
        ("sichuan-items.csv", "sichuan", "name-form"),
    ],
)
def test_from_the_imported_guide_to_the_decision(hall, people, do, file, mapping, rule) -> None:
    bring(hall, people, file, mapping)
    finding = next(
        f
        for f in hall.ask(check, people["admin"], rule=rule).findings
        if ("needed" in rule or "半角括号：" in f.detail)
        and hall.db.execute("SELECT source IS NOT NULL FROM item WHERE code = ?", (f.item,)).fetchone()[0]
    )
    settled = hall.do(accept, people["admin"], number=finding.number)
    assert settled.version == 2
    department = finding.department
    desk = hall.db.execute("SELECT code FROM desk WHERE department = ?", (department,)).fetchone()[0]
    for code in ("n1", "n2"):
        do(
            "staff.add",
            "admin",
            code=code,
            name="王立新" if code == "n1" else "赵敏",
            role=Role.APPROVER,
            department=department,
            desk=desk,
        )
    case = do("case.open", items=(finding.item,)).case
    do("case.applicant", case=case, **GRADUATE)
    do("case.all-here", case=case)
    fill_form(do, case)
    for paper in do("case.show", case=case).papers:
        if paper.state != "here" and do("case.show", case=case).lacks:
            do("case.document", case=case, document=paper.document, state="here")
    accepted = do("case.accept", case=do("case.receive", case=case).case)
    approval = do("case.show", case=accepted.case).items[0]
    assert approval.version == 2 and approval.approval is not None
    officer = Actor("n1", "王立新", Role.APPROVER, desk=desk, department=department)
    number = f"A-{approval.approval}"
    acts = load("approval")
    hall.do(acts["approval.receive"].function, officer, approval=number)
    decided = hall.do(acts["approval.decide"].function, officer, approval=number, grant=True, second="n2")
    assert decided.closed and decided.item_name == approval.name
    assert do("case.show", case=accepted.case).state == "decided"
