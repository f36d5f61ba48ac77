"""An item's form filled in at home: the fields on a page, and what was typed by the rule of the window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from counter.errors import Refusal
from counter.rules.form import FieldKind, FieldType, kinds_of, understood, wants
from counter.site.uploads import FIELD
from counter.site.view import Words
from counter.store import fields


def kinds(found: Mapping[str, Any]) -> dict[str, FieldKind]:
    """The fields of an item's form, by name."""
    return {kind.name: kind for kind in kinds_of(found["guide"], fields.known_fields())}


def fields_view(asked: Mapping[str, FieldKind], given: Mapping[str, str], words: Words) -> list[dict[str, Any]]:
    """The fields in words, with what was typed before."""
    shown = []
    for kind in asked.values():
        value = given.get(kind.name, "")
        chosen = value.split("、") if kind.several else [value]
        shown.append(
            {
                "name": FIELD + kind.name,
                "label": words.text(kind.name),
                "hint": "" if kind.type is FieldType.CHOICE else words.text(wants(kind)),
                "several": kind.several,
                "choices": [(one, words.text(one), one in chosen) for one in kind.choices],
                "value": value,
            }
        )
    return shown


def fields_said(asked: Mapping[str, FieldKind], given: Mapping[str, str], today: date) -> dict[str, str]:
    """What is kept of what was typed; what the form doesn't ask is nothing. Raises Refusal for what a field can't
    hold.
    """
    kept = {name: understood(asked[name], value, today) for name, value in given.items() if name in asked}
    return {name: value for name, value in kept.items() if value}


def wrong_words(refusal: Refusal, words: Words) -> tuple[str, str]:
    """What is wrong with a field, and what it wants."""
    return words.text(refusal.message), words.text(refusal.rule or "")
