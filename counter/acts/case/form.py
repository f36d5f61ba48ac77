"""One form for a whole case (一张表单): what the chosen items ask to be filled in, each field once, and the form on
paper.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from counter.acts.case import full_set
from counter.acts.case.full_set import FullSet
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.step import name_of
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_paper
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.guide import fields_of
from counter.rules.notice import NoticeKind
from counter.store import applicants, cases, driver

REGISTERED = ("name", "id_number", "phone")
"""What of an applicant may stand in a form."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `known` is what the hall has for it already (`origin`: "register" or the earlier case's name); not
    written yet.
    """

    name: str
    value: str
    items: tuple[str, ...]
    relied_on: bool
    known: str = ""
    origin: str = ""

    def __str__(self) -> str:
        return say(
            "{name}：{value}（{items}）",
            name=verbatim(self.name),
            value=self.value or say("未填"),
            items=listed(self.items),
        )


@dataclass(frozen=True, slots=True)
class FormShown:
    """The form of one case."""

    case: str
    id: int
    version: int
    state: str
    fields: tuple[FormField, ...]

    def __str__(self) -> str:
        done = sum(bool(one.value) for one in self.fields)
        return listed(
            (
                say("{case} 表单已填 {done}/{count} 栏", case=self.case, done=done, count=len(self.fields)),
                *map(str, self.fields),
            ),
            "\n",
        )


def asked(full: FullSet) -> dict[str, list[str]]:
    """The fields that the items of a case ask, each once in the items' order, with the names of those items."""
    found: dict[str, list[str]] = {}
    for item in full.items:
        for name in fields_of(item.guide):
            found.setdefault(name, []).append(item.name)
    return found


def filled(row: driver.Row, full: FullSet) -> tuple[int, int]:
    """How many of them are filled in, and how many there are."""
    names, values = asked(full), json.loads(row["fields"])
    return sum(bool(values.get(name)) for name in names), len(names)


@query("case.form", by=AT_THE_COUNTER, argument="case")
def show_form(look: Look, case: str) -> FormShown:
    """What the chosen items ask to be filled in, each field once, with what is filled in and what the hall knows
    already.
    """
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    full = full_set.read(look, row)
    names, values = asked(full), json.loads(row["fields"])
    relied = {name for item in full.items for name in item.guide.get("relies_on", ())}
    known = _known(look, row)
    return FormShown(
        name_of(row),
        row["id"],
        row["version"],
        row["state"],
        tuple(
            FormField(
                name,
                values.get(name, ""),
                tuple(items),
                name in relied,
                *(("", "") if values.get(name) else known.get(name, ("", ""))),
            )
            for name, items in names.items()
        ),
    )


def _known(look: Look, row: driver.Row) -> Mapping[str, tuple[str, str]]:
    """Field -> (value, origin): what earlier forms of the same applicant said, and before that what the register says
    (policy `[intake.known]` names which field is which of its columns).
    """
    person = applicants.living(look.db, row["person"]) if row["person"] else None
    if person is None:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for earlier in cases.earlier_forms(look.db, person["id"], row["id"]):
        for name, value in json.loads(earlier["fields"]).items():
            if value:
                found.setdefault(name, (value, name_of(earlier)))
    columns: Mapping[str, str] = look.hall.policy.intake.known.get(person["kind"], {})
    return found | {
        name: (person[column], "register")
        for name, column in columns.items()
        if column in REGISTERED and person[column]
    }


@act("case.print-form", by=AT_THE_COUNTER, argument="case")
def print_form(work: Work, case: str) -> str:
    """Print the form as it is filled in, to be signed; what is empty stays empty. Gives the paper number."""
    row = cases.find(work.db, case)
    full = full_set.read(work, row)
    names, values = asked(full), json.loads(row["fields"])
    if not names:
        raise Refusal(
            "case.items-ask-no-fields",
            say("{name} 的事项没有要填的栏目", name=name_of(row)),
            rule=say("表单只问事项需要的内容（第二十九条）"),
        )
    content = wording.form_content(work, row, full, name_of(row), {name: values.get(name, "") for name in names})
    work.about(f"case:{row['id']}", filled=filled(row, full)[0])
    return issue_paper(work, NoticeKind.FORM, content, case_id=row["id"])
