"""One notice put together from the table and the facts of an act: what all of them say, in the same places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from counter.acts.paper.notices import form_of, table, type_of
from counter.acts.paper.sealing import Body
from counter.hall.act import Work
from counter.rules.identity import mask_number
from counter.store import applicants, driver
from counter.store import notices as store
from counter.store.notices import Matter


def who_lines(work: Work, row: driver.Row) -> list[list[str]]:
    """Applicant (and who acts for them) as on the card, number masked."""
    person = applicants.living(work.db, row["person"])
    lines = [["申请人", person["name"]], ["证件号", mask_number(person["id_number"])]]
    if "agent" in row.keys() and row["agent"] is not None:  # noqa: SIM118 -- a row is no mapping
        acting = "经办人" if person["kind"] == "organisation" else "代办人"
        lines.append([acting, applicants.living(work.db, row["agent"])["name"]])
    if "guardian" in row.keys() and row["guardian"] is not None:  # noqa: SIM118
        lines.append(["监护人", applicants.living(work.db, row["guardian"])["name"]])
    if "representative_name" in row.keys() and row["representative_name"]:  # noqa: SIM118
        lines.append(["法定代表人（负责人）", row["representative_name"]])
    return lines


def contact_of_the_hall(work: Work) -> str:
    """Where to ask about a paper of the hall."""
    hall = work.hall
    place, phone = hall.setting("place", default=hall.settings["name"]), hall.setting("phone")
    return f"{place}任一窗口" + (f"，电话 {phone}" if phone else "")


def of_case(
    work: Work,
    row: driver.Row,
    code: str,
    *,
    lines: Iterable[list[str]] = (),
    tables: Sequence[dict[str, Any]] = (),
    notes: Iterable[str] = (),
    types: Iterable[str] | None = None,
    remedies: str = "",
    matter: bool = True,
    body: Body | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A notice about a whole case, sealed by the hall; or by the department that decides, about its items (`body`).
    `matter` False: the lines or tables name the items already.
    """
    matters: tuple[Matter, ...] = ()
    if body is not None:
        matters, remedies = body.matters, remedies or body.remedies
    elif types is None or matter:
        matters = store.matters(work.db, row["id"])
    form = form_of(code, type_of(types if types is not None else (one.type for one in matters)))
    return {
        "form": form.code,
        "type": form.type,
        "title": form.title,
        "opening": form.opening,
        "case": row["receipt_number"],
        "acceptance": row["acceptance_number"] or "",
        "code_of": {"kind": "case", "id": row["id"]},
        "seal": body.name if body is not None else work.hall.settings["name"],
        "date": work.today.isoformat(),
        "lines": [
            *who_lines(work, row),
            *([["办理事项", "、".join(one.name for one in matters)]] if matter else []),
            *lines,
            ["依据", form.basis],
            *([["决定", form.decision]] if form.decision else []),
            *remedy_lines(remedies),
            ["联系方式", contact_of(matters[0], work) if body is not None else contact_of_the_hall(work)],
        ],
        "tables": list(tables),
        "notes": [*form.notes, *notes],
        **more,
    }


def of_approval(
    work: Work,
    row: driver.Row,
    code: str,
    *,
    day: str = "",
    lines: Iterable[list[str]] = (),
    tables: Sequence[dict[str, Any]] = (),
    notes: Iterable[str] = (),
    remedies: str = "",
    own_basis: bool = False,
    who: Iterable[list[str]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A notice about one approval; its department seals it. With `own_basis` it names what the item stands on; `who` it
    is to, where that isn't the applicant.
    """
    matter = store.matter(work.db, row["item"], row["item_version"])
    form = form_of(code, type_of([matter.type]))
    basis = "；".join([*(matter.basis if own_basis else ()), form.basis])
    return {
        "form": form.code,
        "type": form.type,
        "title": form.title,
        "opening": form.opening,
        "case": row["receipt_number"],
        "acceptance": row["acceptance_number"] or "",
        "code_of": {"kind": "case", "id": row["case_id"]},
        "seal": row["department_name"],
        "date": day or work.today.isoformat(),
        "lines": [
            *(who if who is not None else who_lines(work, row)),
            ["事项", row["item_name"]],
            *lines,
            ["依据", basis],
            *([["决定", form.decision]] if form.decision else []),
            *remedy_lines(remedies),
            ["联系方式", contact_of(matter, work)],
        ],
        "tables": list(tables),
        "notes": [*form.notes, *notes],
        **more,
    }


def contact_of(matter: Matter, work: Work) -> str:
    """Where to ask about a paper of a department."""
    return f"{matter.department_name}，电话 {matter.phone}" if matter.phone else contact_of_the_hall(work)


REMEDIES = "救济途径"
"""The label under which a notice says what can be done against it."""


def against_content(bodies: Sequence[Body]) -> str:
    """What can be done against the decisions of these departments, as the page says it beside their papers."""
    if len({body.remedies for body in bodies}) == 1:
        return bodies[0].remedies
    return "；".join(f"对{body.name}的决定，{body.remedies}" for body in bodies)


def remedy_lines(remedies: str) -> list[list[str]]:
    """Review and lawsuit, and how their days are counted; nothing where nothing was decided."""
    if not remedies:
        return []
    return [[REMEDIES, remedies], ["期限计算", table().counting["service"]]]


def counted() -> list[str]:
    """How working days are counted, as a line."""
    return ["期限计算", table().counting["days"]]
