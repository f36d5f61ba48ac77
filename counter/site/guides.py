"""Guides as the public reads them: the newest version in force of every item and bundle, with its documents, and all
that the rule of the window needs (rules/demand.py) to say which of them somebody has to bring; and what leads to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from counter.rules.browsing import groups_of
from counter.store import browsing, catalogue, item_forms, published, sought

if TYPE_CHECKING:
    from counter.hall import Hall

Row = tuple[str, str, str, str, str, dict[str, Any]]


def guides_of(hall: Hall) -> Iterator[Row]:
    """(code, kind, name, department, level, facts) of everything that can be applied for today."""
    today = hall.local(hall.now()).date().isoformat()
    names: dict[str, tuple[str, str]] = {}
    lines = published.lines_of_bundles(hall.db)
    own_forms = {row["item"] for row in item_forms.all_in_force(hall.db)}
    for row in published.items(hall.db, today):
        facts = _facts(row) | {"own_form": row["code"] in own_forms}
        facts["documents"] = [_need(need) for need in published.needs(hall.db, row["code"], row["version"])]
        names[row["code"]] = (row["name"], row["department_name"])
        yield row["code"], "item", row["name"], row["department_name"], row["level"], facts
    for row in published.bundles(hall.db, today):
        definition = json.loads(row["definition"])
        items = []
        for entry in definition.get("items", []):
            code = entry if isinstance(entry, str) else entry["code"]
            if code in names:
                items.append({"code": code, "name": names[code][0], "department": names[code][1]})
        yield (
            row["code"],
            "bundle",
            row["name"],
            row["department_name"],
            row["level"],
            {
                "promised_days": row["promised_days"],
                "items": items,
                "guide": {},
                "documents": [],
                "version": row["version"],
                "effective_on": row["effective_on"],
                "definition": {**definition, "items": [_entry(one) for one in definition.get("items", ())]},
                "names": catalogue.documents(hall.db, (one["document"] for one in definition.get("needs", ()))),
                "lines": [line for codes, line in lines if row["code"] in codes or "*" in codes],
            },
        )


def _entry(entry: Any) -> dict[str, Any]:
    """An item of a bundle as its definition names it, by its code alone where it is always among them."""
    return {"code": entry} if isinstance(entry, str) else entry


def leads_of(hall: Hall) -> list[sought.Lead]:
    """What leads to which guides today: documents, laws, departments, and the groups in which people look around."""
    today = hall.local(hall.now()).date().isoformat()
    things = browsing.things(hall.db, today)
    found: list[sought.Lead] = [("department", row["department"], row["code"]) for row in things]
    for way, groups in browsing.groups().items():
        found += [
            (way, group, row["code"]) for row in things for group in groups_of(row["name"], row["object"], groups)
        ]
    return found + sought.leads(hall.db, today)


def _facts(row: Any) -> dict[str, Any]:
    return {
        "item_kind": row["kind"],
        "type": row["type"],
        "legal_days": row["legal_days"],
        "promised_days": row["promised_days"],
        "version": row["version"],
        "effective_on": row["effective_on"],
        "guide": json.loads(row["guide"]),
        "items": [],
    }


def _need(row: Any) -> dict[str, Any]:
    need = json.loads(row["need"])
    return {
        **need,
        "code": row["code"],
        "name": row["name"],
        "necessity": need.get("necessity", "required"),
        "copies": need.get("copies", 1),
        "form": need.get("form", ""),
        "waive": need.get("waive", ""),
        "tolerable": bool(need.get("tolerable")),
        "pledge": bool(need.get("pledge")),
        "note": need.get("note", ""),
    }
