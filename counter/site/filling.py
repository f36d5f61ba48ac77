"""The form of an item or a bundle filled in at home: its fields on a page, and what was typed, by the window's rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from counter.errors import Refusal
from counter.rules.form import FieldKind, FieldType, of_items, understood, wants
from counter.site.uploads import FIELD
from counter.site.view import Words
from counter.store import fields


def kinds(chosen: Iterable[Mapping[str, Any]]) -> dict[str, FieldKind]:
    """The fields of one form for all chosen items (their published guides), each once, by name."""
    asked = of_items(((one["code"], one["guide"]) for one in chosen), fields.known_fields())
    return {kind.name: kind for kind, _ in asked}


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
