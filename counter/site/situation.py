"""What somebody has to bring, pay and wait for, by the answers that stand in the page's address: the guide read by the
rule of the window (rules/demand.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from counter.rules.bundle import Situation
from counter.rules.demand import Demand, demand_of, items_of, may_follow
from counter.rules.documents import Need, Wanted
from counter.rules.my_list import Matter, MyList, matter_mark, papers_mark, places_of
from counter.rules.route import parallel_days
from counter.site.view import Words
from counter.store import catalogue, driver, public

ASKED = "a."
"""Before the code of a question in an address: `?a.seal=yes`."""


@dataclass(frozen=True, slots=True)
class Read:
    """A guide under certain answers. `items` are the facts of every item that may be among them, `names` the papers'.
    `may_follow` is what open questions may still add.
    """

    found: dict[str, Any]
    items: dict[str, dict[str, Any]]
    demand: Demand
    names: dict[str, str]
    may_follow: tuple[Need, ...]

    @property
    def chosen(self) -> list[dict[str, Any]]:
        """The facts of the items that these answers come to."""
        return [self.items[code] for code in self.demand.order]

    @property
    def mine(self) -> MyList:
        """What the code of this list says."""
        kind = Matter.BUNDLE if self.found["kind"] == Matter.BUNDLE else Matter.ITEM
        return MyList(
            kind,
            matter_mark(kind, self.found["code"]),
            self.found["version"],
            papers_mark(self.demand.wanted),
            places_of(self.demand.situations, self.demand.answers),
        )


def read(db: driver.Connection, found: dict[str, Any], answers: Mapping[str, str]) -> Read:
    """A guide as it is published, under answers; those it doesn't know count for nothing."""
    bundle = None
    items = {found["code"]: found}
    if found["kind"] == Matter.BUNDLE:
        codes = [one["code"] for one in found["definition"]["items"]]
        items = {code: facts for code in codes if (facts := public.guide(db, code)) is not None}
    own = {code: tuple(_need(one, code) for one in facts["documents"]) for code, facts in items.items()}
    if found["kind"] == Matter.BUNDLE:
        bundle = catalogue.read_bundle(found["definition"], found["version"], lambda code: own.get(code, ()))
    chosen = [code for code in items_of(bundle, answers, () if bundle is not None else items) if code in own]
    asked = {code: catalogue.read_situations(items[code]["guide"].get("situations", ())) for code in chosen}
    demand = demand_of(bundle, {code: own[code] for code in chosen}, asked, answers)
    names = dict(found.get("names", {}))
    for facts in items.values():
        names.update({one["code"]: one["name"] for one in facts["documents"]})
    return Read(found, items, demand, names, may_follow(demand, own))


def _need(published: Mapping[str, Any], item: str) -> Need:
    """A need as the window reads it: what the guide leaves empty has its default."""
    return catalogue.read_need(
        {name: value for name, value in published.items() if value != ""}, published["code"], item
    )


def answers_in(asked: Mapping[str, str]) -> dict[str, str]:
    """The answers in an address: question -> answer."""
    return {name[len(ASKED) :]: value for name, value in asked.items() if name.startswith(ASKED) and value}


def address_of_answers(answers: Mapping[str, str]) -> str:
    """The same again, as an address has it after its question mark."""
    return urlencode([(ASKED + question, answer) for question, answer in answers.items()])


def situation_view(seen: Read, words: Words) -> dict[str, Any]:
    """The words of what was asked, answered and comes of it."""
    demand = seen.demand
    return {
        "questions": [
            {
                "name": ASKED + one.code,
                "question": words.text(one.question),
                "chosen": demand.answers.get(one.code, ""),
                "answers": [(answer.code, words.text(answer.name)) for answer in one.answers],
            }
            for one in demand.asked
        ],
        "open": len(demand.unanswered),
        "answered": [
            (words.text(one.question), words.text(_answer(one, demand.answers[one.code])))
            for one in demand.asked
            if one.code in demand.answers
        ],
        "papers": [_paper(one, seen, words) for one in demand.wanted],
        "needed": demand.needed,
        "alone": demand.needed_alone,
        "more": [
            {
                "name": words.text(seen.names.get(need.document, need.document)),
                "when": words("guide.between").join(_conditions(seen, need, words)),
            }
            for need in seen.may_follow
        ],
        "items": [
            {
                "code": one["code"],
                "name": words.text(one["name"]),
                "department": words.text(one["department"]),
                "fee": words.text(_plain(one["guide"].get("fee", ""))),
                "days": words("guide.days", n=one["promised_days"])
                if one["promised_days"]
                else words("guide.at_once")
                if one["item_kind"] == "on-the-spot"
                else "",
                "own_form": bool(one.get("own_form")),
            }
            for one in seen.chosen
        ],
        "fees": _fees(seen, words),
        "days": _days(seen, words),
        "phones": _phones(seen, words),
        "complaints": list(
            dict.fromkeys(text for one in seen.chosen if (text := _plain(one["guide"].get("complaint", ""))))
        ),
        "place": words.text(_plain(seen.found["guide"].get("place", ""))),
        "lines": [
            {
                "queue": f"{line['queue']} {words.text(line['name'])}",
                "windows": words("guide.between").join(
                    words("list.window", number=number, name=words.text(name)) for number, name in line["windows"]
                ),
                "stations": words("guide.between").join(words.text(name) for name in line["stations"]),
            }
            for line in seen.found.get("lines", ())
        ],
        "version": seen.found["version"],
        "since": words.day(seen.found["effective_on"]),
    }


def _answer(situation: Situation, code: str) -> str:
    return next(one.name for one in situation.answers if one.code == code)


def _paper(one: Wanted, seen: Read, words: Words) -> dict[str, Any]:
    serves = [words.text(seen.items[code]["name"]) for code in one.serves]
    return {
        "name": words.text(seen.names.get(one.document, one.document)),
        "need": words(f"guide.need_{_NEEDS[one.necessity]}"),
        "group": words.text(one.group) if one.necessity == "one-of" else "",
        "copies": words("guide.copies", n=one.copies),
        "form": words(f"guide.form_{one.form}"),
        "spared": words("guide.spared")
        if one.waive
        else words("guide.may_follow")
        if one.tolerable
        else words("guide.may_pledge")
        if one.pledge
        else "",
        "notes": [words.text(note) for note in one.notes],
        "serves": serves if len(seen.demand.order) > 1 else [],
        "all": len(serves) == len(seen.demand.order),
    }


_NEEDS = {"required": "required", "one-of": "one-of", "optional": "conditional"}


def _conditions(seen: Read, need: Need, words: Words) -> list[str]:
    """The answers under which a paper comes to the list: `“question”: answer`."""
    bundle = seen.demand.bundle
    when = dict(need.when)
    for item in bundle.items if bundle is not None else ():
        if item.code == need.item:
            when = {**item.when, **when}
    situations = {one.code: one for one in seen.demand.situations}
    found = []
    for question, answers in when.items():
        if question in seen.demand.answers or (asked := situations.get(question)) is None:
            continue
        meant = [words.text(one.name) for one in asked.answers if one.code in answers]
        found.append(words("list.if", question=words.text(asked.question), answer=words("list.or").join(meant)))
    return found


def _fees(seen: Read, words: Words) -> list[tuple[str, str]]:
    """What each item costs; one line without a name where all cost the same."""
    told = [(words.text(one["name"]), words.text(_plain(one["guide"].get("fee", "")))) for one in seen.chosen]
    told = [(name, fee) for name, fee in told if fee]
    if len({fee for _, fee in told}) == 1 and len(told) == len(seen.chosen):
        return [("", told[0][1])]
    return told


def _days(seen: Read, words: Words) -> str:
    """How long it takes in all: what the bundle promises, else the longest route through its items."""
    if days := seen.found["promised_days"]:
        return words("guide.days", n=days)
    if all(one["item_kind"] == "on-the-spot" for one in seen.chosen):
        return words("guide.at_once") if seen.chosen else ""
    promised = {one["code"]: one["promised_days"] or one["legal_days"] for one in seen.chosen}
    known = {code: days for code, days in promised.items() if days is not None}
    if len(known) < len(promised):
        return ""
    return words("guide.days", n=parallel_days(seen.demand.order, seen.demand.prerequisites, known))


def _phones(seen: Read, words: Words) -> list[tuple[str, str]]:
    """Telephones of the guides that can be called from outside: (whose, number)."""
    found: dict[str, str] = {}
    for one in seen.chosen:
        number = _plain(one["guide"].get("phone", ""))
        if reaches_somebody(number):
            found.setdefault(number, words.text(one["department"]))
    return [(whose, number) for number, whose in found.items()]


def reaches_somebody(number: str) -> bool:
    """Whether a number can be called from outside: an extension of the house (内线) can't."""
    return sum(sign.isdigit() for sign in number) >= 5 and "内线" not in number and "分机" not in number


def _plain(value: Any) -> str:
    return "、".join(map(_plain, value)) if isinstance(value, (list, tuple)) else str(value or "")
