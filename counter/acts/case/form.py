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
from counter.acts.case.restoring import Before, keep
from counter.acts.case.step import Step, editable, name_of, noted, step
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules import form as rule
from counter.rules.form import FieldKind
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.store import applicants, arrivals, cases, driver

REGISTER, FROM_HOME = "register", "home"
"""Where a value is known from, if not from an earlier case: the register of applicants, what was sent for this case."""

REGISTERED = ("name", "id_number", "phone")
"""What of an applicant may stand in a form."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `known` is what the hall has for it already (`origin`: REGISTER, FROM_HOME or the earlier case's
    name); not written yet.
    """

    name: str
    value: str
    items: tuple[str, ...]
    relied_on: bool
    known: str = ""
    origin: str = ""
    kind: FieldKind | None = None
    wrong: bool = False
    """Whether what is kept can't stand there (put down before the field had its kind)."""

    @property
    def needed(self) -> bool:
        """Whether acceptance waits for it."""
        return self.kind is not None and self.kind.needed

    @property
    def open(self) -> bool:
        """Whether acceptance waits for it still."""
        return self.wrong or (self.needed and not self.value)

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
        done, left = sum(bool(one.value) for one in self.fields), sum(one.open for one in self.fields)
        return listed(
            (
                say(
                    "{case} 表单已填 {done}/{count} 栏，必填还差 {left} 栏",
                    case=self.case,
                    done=done,
                    count=len(self.fields),
                    left=left,
                ),
                *map(str, self.fields),
            ),
            "\n",
        )


def filled(full: FullSet) -> tuple[int, int]:
    """How many fields are filled in, and how many there are."""
    return sum(bool(full.values.get(kind.name)) for kind, _ in full.asked.form), len(full.asked.form)


@query("case.form", by=AT_THE_COUNTER, argument="case")
def show_form(look: Look, case: str) -> FormShown:
    """What the chosen items ask to be filled in, each field once, with what is filled in and what the hall knows
    already.
    """
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    full = full_set.read(look, row)
    relied = {name for item in full.items for name in item.guide.get("relies_on", ())}
    names = {item.code: item.name for item in full.items}
    known = _known(look, row, full)
    return FormShown(
        name_of(row),
        row["id"],
        row["version"],
        row["state"],
        tuple(
            FormField(
                kind.name,
                value := full.values.get(kind.name, ""),
                tuple(names[code] for code in serves),
                kind.name in relied,
                *(("", "") if value else known.get(kind.name, ("", ""))),
                kind=kind,
                wrong=bool(value) and not rule.stands(kind, value),
            )
            for kind, serves in full.asked.form
        ),
    )


def _known(look: Look | Work, row: driver.Row, full: FullSet) -> dict[str, tuple[str, str]]:
    """Field -> (value, origin) of what the form asks: what the register says (policy `[intake.known]` names which field
    is which of its columns), else what was filled in at home for this case, else what earlier forms of the same
    applicant said, else what their household's did of addresses. Only what the field can hold.
    """
    person = applicants.living(look.db, row["person"]) if row["person"] else None
    found: dict[str, tuple[str, str]] = {}
    if person is None:
        _learn_from_home(look, row, full, found)
        return found
    columns: Mapping[str, str] = look.hall.policy.intake.known.get(person["kind"], {})
    for name, column in columns.items():
        if column in REGISTERED and person[column]:
            _learn(full, found, name, person[column], REGISTER)
    _learn_from_home(look, row, full, found)
    for earlier in cases.earlier_forms(look.db, person["id"], row["id"]):
        for name, value in json.loads(earlier["fields"]).items():
            _learn(full, found, name, value, name_of(earlier))
    places = {kind.name for kind, _ in full.asked.form if kind.type is rule.FieldType.PLACE} - found.keys()
    for earlier in cases.forms_of_household(look.db, person["id"], row["id"]) if places else ():
        for name, value in json.loads(earlier["fields"]).items():
            if name in places:
                _learn(full, found, name, value, name_of(earlier))
    return found


def _learn_from_home(look: Look | Work, row: driver.Row, full: FullSet, found: dict[str, tuple[str, str]]) -> None:
    for sent in arrivals.of_case(look.db, row["id"]):
        for name, value in sent.detail.get("fields", {}).items():
            _learn(full, found, name, value, FROM_HOME)


def _learn(full: FullSet, found: dict[str, tuple[str, str]], name: str, value: str, origin: str) -> None:
    kind = full.asked.kinds.get(name)
    if name not in found and kind is not None and value and rule.stands(kind, value):
        found[name] = (value, origin)


# -- filling in --------------------------------------------------------------------------------------------------------


def meant(work: Work, full: FullSet, name: str, value: str) -> tuple[str, str]:
    """A field's name and what is kept of what was typed for it. Raises Refusal saying what the field wants.
    A field that no item asks takes words.
    """
    name = clean_text(name, what=say("栏目"), limit=40, empty=False)
    kind = full.asked.kinds.get(name) or FieldKind(name)
    return name, rule.understood(kind, value, work.today)


@act("case.field", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def field(work: Work, case: str, name: str, value: str, version: int | None = None) -> Step:
    """Fill in one field of the form; every change is kept with what was there before. A day may be said as 11.28, 1128
    or 昨天.
    """
    row = editable(work, case, version)
    full = full_set.read(work, row)
    name, kept = meant(work, full, name, value)
    row = _write(work, row, full, {name: kept}, name, full.values.get(name, ""), kept)
    if kept == clean_text(value, what=verbatim(name), limit=rule.MOST_CHARACTERS):
        return step(work, row, say("{name} 已记下", name=verbatim(name)))
    kind = full.asked.kinds.get(name)
    chosen = kind is not None and kept in kind.choices
    shown = kept if chosen else verbatim(kept)
    return step(work, row, say("{name} 记为“{value}”", name=verbatim(name), value=shown))


@act("case.fill", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def fill(
    work: Work, case: str, values: dict[str, str] | None = None, known: bool = True, version: int | None = None
) -> Step:
    """Fill in several fields of the form at once: those given and, unless `known` is no, every empty one that the hall
    knows already (the register, the applicant's earlier forms, the household's addresses).
    """
    row = editable(work, case, version)
    full = full_set.read(work, row)
    given = dict(meant(work, full, str(name), str(value)) for name, value in (values or {}).items())
    taken = {
        name: value
        for name, (value, _) in (_known(work, row, full) if known else {}).items()
        if name not in given and not full.values.get(name)
    }
    if not given and not taken:
        raise Refusal(
            "case.nothing-known-for-the-form",
            say("{name} 的表单没有可以照填的栏目", name=name_of(row)),
            rule=say("只照填申请人登记的、以前办件填过的内容"),
            next=say("请在表单里逐栏填写"),
        )
    row = _write(work, row, full, taken | given, say("表单"), "", say("{n} 栏", n=len(taken | given)))
    after = FullSet(row, full.asked, full.rows)
    left = sum(bool(lack.field) for lack in after.lacks)
    told = say("，必填还差 {left} 栏", left=left) if left else say("，必填的都填好了")
    return step(work, row, say("表单填了 {n} 栏{told}", n=len(taken | given), told=told), after)


def _write(
    work: Work, row: driver.Row, full: FullSet, values: Mapping[str, str], what: str, before: str, after: str
) -> driver.Row:
    was = Before(row)
    fields = {**full.values, **values}
    row = noted(work, row, what, before, after, fields=json.dumps(fields, ensure_ascii=False, sort_keys=True))
    keep(work, was, row)
    return row


@act("case.print-form", by=AT_THE_COUNTER, argument="case")
def print_form(work: Work, case: str) -> str:
    """Print the form as it is filled in, to be signed; what is empty stays empty. Gives the paper number."""
    row = cases.find(work.db, case)
    full = full_set.read(work, row)
    if not full.asked.form:
        raise Refusal(
            "case.items-ask-no-fields",
            say("{name} 的事项没有要填的栏目", name=name_of(row)),
            rule=say("表单只问事项需要的内容（第二十九条）"),
        )
    content = wording.form_content(
        work, row, full, name_of(row), {name: full.values.get(name, "") for name in full.asked.kinds}
    )
    work.about(f"case:{row['id']}", filled=filled(full)[0])
    return issue_notice(work, NoticeKind.FORM, content, case_id=row["id"])
