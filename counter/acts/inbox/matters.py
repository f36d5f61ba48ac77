"""What somebody at home wants done: an item or a bundle, the items that their answers come to, and what of these items'
forms they have filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.errors import Refusal
from counter.hall.act import Look, Work
from counter.phrases.said import say
from counter.rules import form
from counter.rules.bundle import ask
from counter.rules.demand import items_of
from counter.store import catalogue, fields, tickets


@dataclass(frozen=True, slots=True)
class Wanted:
    """`answers` are those that the catalogue of today knows, `items` the codes that follow from them."""

    matter: str
    answers: dict[str, str]
    items: tuple[str, ...]


def wanted(work: Work, message: dict[str, Any]) -> Wanted:
    """What a message from home is about. Raises Refusal where there is nothing of the kind."""
    code, said = str(message.get("item", "")), message.get("answers")
    answers = {str(question): str(answer) for question, answer in said.items()} if isinstance(said, dict) else {}
    if tickets.is_bundle(work.db, code):
        bundle = catalogue.bundle(work.db, code, on=work.today)
        return Wanted(code, ask(bundle.situations, answers)[0], items_of(bundle, answers))
    if not catalogue.has_item(work.db, code):
        raise Refusal("inbox.no-such-item", say("没有这个事项"))
    asked = catalogue.read_situations(catalogue.item(work.db, code).guide.get("situations", ()))
    return Wanted(code, ask(asked, answers)[0], (code,))


def filled(work: Work, items: tuple[str, ...], said: Any) -> dict[str, str]:
    """What was filled in at home of the items' forms: only what their fields can hold, by the rule of the window."""
    guides = ((code, catalogue.item(work.db, code).guide) for code in items)
    kinds = {kind.name: kind for kind, _ in form.of_items(guides, fields.known_fields())}
    return {
        str(name): value
        for name, value in (said.items() if isinstance(said, dict) else ())
        if isinstance(value, str) and name in kinds and form.stands(kinds[name], value)
    }


def papers_for(look: Look | Work, matter: str) -> dict[str, str]:
    """Code and name of every paper that a matter may ask for; none where it is done no more."""
    try:
        needs = (
            catalogue.bundle(look.db, matter, on=look.today).needs
            if tickets.is_bundle(look.db, matter)
            else catalogue.item(look.db, matter).needs
        )
    except Refusal:
        return {}
    return catalogue.documents(look.db, dict.fromkeys(need.document for need in needs))
