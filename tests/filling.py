"""What an applicant says when the form is read to them: a right word for every field that its kind allows."""

from __future__ import annotations

from counter.acts.case.form import FormShown
from counter.rules.form import FieldKind, FieldType

SAID = {
    FieldType.DATE: "2026-10-08",
    FieldType.MONEY: "50万",
    FieldType.CHOICE: "1",
    FieldType.PLACE: "星城市书院区书院路8号",
    FieldType.PHONE: "13800000000",
}


def said_of(kind: FieldKind) -> str:
    """An answer to one field."""
    if kind.type is FieldType.NUMBER:
        return f"{max(kind.least, 1)}{kind.unit}"
    if kind.type is FieldType.DIGITS:
        return "6222021234567890123"[: kind.most or 19]
    return SAID.get(kind.type, "星城书院文创")


def answers_to(form: FormShown) -> dict[str, str]:
    """An answer to every field that acceptance waits for."""
    return {one.name: said_of(one.kind) for one in form.fields if one.kind is not None and one.open}


async def fill_form_by_keys(at) -> None:
    """Open the form at intake and answer field by field, until nothing more is needed and it closes by itself."""
    if type(at.app.screen).__name__ != "FormScreen":
        await at.press("ctrl+a")
    for _ in range(60):
        if type(at.app.screen).__name__ != "FormScreen":
            return
        field = at.app.screen.field
        if field.open and field.kind is not None:
            await at.paste(said_of(field.kind))
        await at.press("enter")
    raise AssertionError(at.words)


def fill_form(do, case: str, *who: str) -> None:
    """Ask what a case's form still needs and put the answers down; `do` is the tests' own way to an act."""
    if answers := answers_to(do("case.form", *who, case=case)):
        do("case.fill", *who, case=case, values=answers, known=False)
