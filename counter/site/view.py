"""Facts turned into words for one page in one language."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from counter import phrases
from counter.rules.arrival import ArrivalKind, ArrivalState
from counter.rules.booking import bookable
from counter.rules.case import NOT_TAKEN_IN, ON_ITS_WAY, RATED_FROM
from counter.rules.guide import ELEMENTS
from counter.rules.law_name import law_in
from counter.rules.ticket import LIVE, State
from counter.site.progress import TICKET_STATES
from counter.store import driver, public


class Words:
    """One page's language: `w('case.accepted')` in a template, dates, converted content, links that keep
    the language.
    """

    __slots__ = ("asked", "language", "linked", "path")

    def __init__(self, language: str, path: str = "/", linked: bool = False) -> None:
        self.language, self.path, self.linked = language, path, linked
        self.asked = ""
        """What was asked for at this address, as its query goes on after the language: `&q=...`."""

    def __call__(self, key: str, /, **values: Any) -> str:
        return phrases.say(self.language, key, **values)

    def day(self, iso: str | None) -> str:
        """A date in words."""
        return phrases.day(self.language, iso)

    def text(self, words: str) -> str:
        """The hall's own words, converted where the language asks for it."""
        return phrases.content(self.language, words)

    def law(self, law: str, number: str = "", article: str = "") -> str:
        """A law with its article, by its English title where it has one."""
        return law_in(self.language, law, number, article)

    def link(self, place: str) -> str:
        """An address on this site that keeps a language chosen by link."""
        return f"/{quote(place)}{self.query}"

    @property
    def address(self) -> str:
        """This page's own address, safe to stand in one; one that nobody would type leads home."""
        if len(self.path) > 200:
            return "/"
        path = "/" + self.path.lstrip("/")  # two strokes would name another host
        return path if path.replace("/", "").isalnum() and path.isascii() else quote(path)

    def other(self, language: str) -> str:
        """The same page in another language."""
        return f"?lang={language}"

    def feed(self, kind: str = "") -> str:
        """Where the posts stand for readers of feeds, in this language whatever the reader speaks."""
        return f"/posts.atom?lang={self.language}" + (f"&kind={quote(kind)}" if kind else "")

    def own_form(self, code: str) -> str:
        """Where a department's own form of an item is given out."""
        return self.link(f"own-form/{code}")

    def asset(self, place: str) -> str:
        """A file that belongs to every page."""
        return f"/{place}"

    def own(self, words: str) -> Markup:
        """The language attribute of the hall's own words where the page speaks another and has them in Chinese only."""
        return Markup(' lang="zh-Hans"') if self.language == "en" and _HAN.search(self.text(words)) else Markup("")

    def only(self, words: str) -> Markup:
        """A visible word beside what there is in Chinese only on an English page."""
        if not self.own(words):
            return Markup("")
        return Markup(' <span class="only">{}</span>').format(self("sought.only_chinese"))

    def and_asked(self, asked: Mapping[str, str]) -> str:
        """What was asked for, as this page's query goes on with it after the language."""
        return f"&{urlencode(asked)}" if asked else ""

    def place_with(self, place: str, asked: str) -> str:
        """An address on this site that keeps the language and what was asked for (`a.seal=yes&...`)."""
        link = self.link(place)
        return link + ("&" if "?" in link else "?") + asked if asked else link

    @property
    def query(self) -> str:
        """What a link adds to stay in a language that was chosen by link."""
        return f"?lang={self.language}" if self.linked else ""


class StaticWords(Words):
    """The same for pages written as files: every address names its language, nothing can be sent."""

    __slots__ = ()

    def link(self, place: str) -> str:
        """`/guides/x.en.html`; the home page is `/index.en.html`."""
        folder, _, code = (place or "index").partition("/")
        return f"/{quote(f'{folder}/{static_name(code)}' if code else folder)}.{self.language}.html"

    def other(self, language: str) -> str:
        """The same page in another language."""
        return f".{language}.html"

    def feed(self, kind: str = "") -> str:
        """The same as a file."""
        return f"/posts.{self.language}.atom"

    def own_form(self, code: str) -> str:
        """The same as a file beside the item's printed form."""
        return f"/forms/{static_name(code)}.docx"


def static_name(code: str) -> str:
    """The file name of an item's page: its code where that is a safe one, else made from it."""
    return (
        code
        if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", code)
        else "x" + hashlib.sha256(code.encode()).hexdigest()[:32]
    )


def step_view(
    words: Words,
    item: str,
    department: str,
    level: str,
    word: str,
    promised_on: str | None,
    decided_on: str | None,
    ground: str | None,
    days: int | None,
    provisional: bool,
    explained: str | None = None,
    remedies: str = "",
) -> dict[str, Any]:
    """One approval's words; `explained` is what a department over its time says in public, `remedies` what can be done
    against a refusal.
    """
    return {
        "own": words.own(item),
        "item": words.text(item),
        "department_own": words.own(department),
        "department": words.text(department),
        "level": words(f"level.{level}"),
        "mark": word,
        "word": words(f"approval.{word}", ground=words(f"ground.{ground}") if ground else "", n=days or 0),
        "decided": words.day(decided_on),
        "promised": words("site.promised", date=words.day(promised_on)) if promised_on else "",
        "provisional": words("site.provisional") if promised_on and provisional else "",
        "explained": words("site.explained", words=words.text(explained)) if explained else "",
        "remedies": words.text(remedies),
        "remedies_own": words.own(remedies),
    }


def head_view(
    words: Words, state: str, waits: str, promised_on: str | None, provisional: bool, news: str
) -> dict[str, str]:
    """Where a case is, whose turn it is, by when."""
    return {
        "headline": words(f"case.{state}"),
        "waits": words(f"waits.{waits}"),
        "turn": "against" if state in NOT_TAKEN_IN else waits,
        "news": news,
        "promised": words("site.promised", date=words.day(promised_on)) if promised_on else "",
        "provisional": words("site.provisional") if promised_on and provisional else "",
    }


def bring_view(
    words: Words, bring: tuple[tuple[str, str, str | None], ...], points: tuple[tuple[str, str], ...] = ()
) -> list[tuple[str, str]]:
    """What the citizen still has to do, and by when: the points of the notices in the notices' own words, then what
    else is owed.
    """
    told = [(words.text(said), words("cause.by", date=words.day(due_on)) if due_on else "") for said, due_on in points]
    return told + [
        (
            words(f"cause.{cause}", document=words.text(document)),
            words("cause.by", date=words.day(due_on)) if due_on else "",
        )
        for document, cause, due_on in bring
    ]


def told_of(facts: dict[str, Any], code: str) -> tuple[list[list[str]], str]:
    """The points of the notices ([document, words, day]) and the reason of a refusal, for whoever holds the code."""
    try:
        told = json.loads(unsealed(facts.get("told", ""), code))
        return told["points"], str(told["reason"])
    except (ValueError, TypeError, KeyError):
        return [], ""


def news_of(state: str, news: str, words: Words, today: str, told: str) -> str:
    """When something last happened; while we owe the next step, that nothing has happened since.

    `told` is the day up to which the hall has told: what came later nobody here can know. A static page has no `today`:
    it is read on any day.
    """
    if not news:
        return ""
    if not today:
        return words("site.news", date=words.day(news))
    if news == today:
        return words("site.news_today")
    owed = state in ON_ITS_WAY
    if owed and told < today:
        return words("site.no_news_until", date=words.day(news), until=words.day(told))
    return words("site.no_news" if owed else "site.news", date=words.day(news))


def may_rate(facts: dict[str, Any], waits: tuple[str, ...] = ()) -> bool:
    """Whether a case may be rated now: it has come to its end, its result is delivered, and it was not rated yet.
    `waits` names kinds on their way into the hall.
    """
    return not facts["rated"] and ArrivalKind.RATING not in waits and facts["state"] in RATED_FROM


def ticket_view(db: driver.Connection, page: public.Page, words: Words, *, lasting: bool = False) -> dict[str, Any]:
    """A ticket page's words; a `lasting` page says nothing that moves while one waits."""
    facts = page.facts
    state = facts["state"]
    assert state in TICKET_STATES
    if lasting and state not in (State.FINISHED, State.LEFT, State.LAPSED):
        return {
            "number": facts["number"],
            "queue": words.text(facts["queue_name"]),
            "taken": f"{words.day(facts['date'])} {facts['taken']}",
            "state": "",
            "headline": words("ticket.lasting"),
            "live": False,
        }
    people = public.ahead(db, page.subject) if state == State.WAITING else None
    spread = public.wait_range(db, facts["queue"], people) if people is not None else None
    return {
        "number": facts["number"],
        "was": words("ticket.was", was=facts["was"], number=facts["number"]) if facts.get("was") else "",
        "queue": words.text(facts["queue_name"]),
        "taken": f"{words.day(facts['date'])} {facts['taken']}",
        "state": state,
        "headline": words(f"ticket.{state}", window=facts["window"] or ""),
        "ahead": "" if people is None else words("ticket.ahead", n=people) if people else words("ticket.next"),
        "range": ""
        if people is None
        else words("ticket.range", low=spread[0], high=spread[1])
        if spread
        else words("ticket.no_range"),
        "after": words("ticket.case_elsewhere") if state in (State.SERVING, State.FINISHED, State.HELD) else "",
        "live": state in LIVE,
        "again": _again(words),
    }


def _again(words: Words) -> Markup:
    from counter.site.refreshing import link

    return Markup(link(words, "ticket"))


def review_view(page: public.Page, words: Words, code: str) -> dict[str, Any]:
    """A pre-review's words, paper by paper; the answer opens with the code alone. One in plain words is
    shown as it is.
    """
    facts = page.facts
    opened = unsealed(facts["answer"], code)
    try:
        told = json.loads(opened)
        papers = [
            (words.text(name), words(f"review.{verdict}"), words.text(reason), verdict)
            for name, verdict, reason in told.get("papers", ())
        ]
        outcome = told["outcome"]
        answer = (
            words("review.enough") if outcome == "enough" else words("review.not_enough") if outcome == "again" else ""
        )
        answer += words.text(told["words"])
    except (ValueError, TypeError, KeyError, AttributeError):
        papers, outcome, answer = [], "", words.text(opened)
    return {
        "headline": words(f"review.{facts['state']}"),
        "item": words.text(facts["item"]),
        "answer": answer,
        "papers": papers,
        "state": facts["state"],
        "again": facts.get("code", "") if outcome in ("again", ArrivalState.REFUSED) else "",
        "come": outcome == "enough",
    }


def unsealed(sealed: str, code: str) -> str:
    """What the hall sealed for whoever holds a code; empty without the code."""
    if not sealed or not code:
        return ""
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    try:
        return SecretBox(hashlib.sha256(f"answer|{code}".encode()).digest()).decrypt(bytes.fromhex(sealed)).decode()
    except (CryptoError, ValueError):
        return ""


_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_SHOWN_ABOVE = {
    "documents",
    "level",
    "agency",
    "kind",
    "type",
    "legal",
    "promised",
    "procedure",
    "basis",
    "faq",
    "check",
    "pauses",
    "forms",
    "fee",
    "place",
    "hours",
    "phone",
    "complaint",
}
"""What stands in a place of its own on the page; hours are the hall's, whatever a guide says."""


def guide_view(found: dict[str, Any], words: Words) -> dict[str, Any]:
    """A guide's words: facts first, then documents, steps, basis, questions, and every further element
    with its name.
    """
    guide = found["guide"]
    facts = []
    if found["kind"] == "item":
        facts.append((words("guide.kind"), words(f"guide.kind_{found['item_kind']}")))
        if found["type"]:
            facts.append((words("guide.type"), words.text(found["type"])))
        for key in ("promised", "legal"):
            if found[f"{key}_days"]:
                facts.append((words(f"guide.{key}"), words("guide.days", n=found[f"{key}_days"])))
    elif found["promised_days"]:
        facts.append((words("guide.promised"), words("guide.days", n=found["promised_days"])))
    if guide.get("pauses"):
        facts.append(
            (
                words("guide.pauses"),
                words("guide.between").join(words(f"ground.{ground}") for ground in guide["pauses"]),
            )
        )
    for key in ELEMENTS:
        if key in guide and key not in _SHOWN_ABOVE and guide[key] not in ("", None, []):
            facts.append((words(f"guide.{key}"), _plain(guide[key], words)))
    documents = [
        {
            "name": words.text(one["name"]),
            "need": words(f"guide.need_{one['necessity']}"),
            "copies": words("guide.copies", n=one["copies"]),
            "form": words(f"guide.form_{one['form']}") if one["form"] else "",
            "note": words.text(one["note"]),
            "spared": words("guide.spared")
            if one["waive"]
            else words("guide.may_follow")
            if one["tolerable"]
            else words("guide.may_pledge")
            if one["pledge"]
            else "",
        }
        for one in found["documents"]
    ]
    return {
        "code": found["code"],
        "name": words.text(found["name"]),
        "department": words.text(found["department"]),
        "level": words(f"level.{found['level']}"),
        "facts": facts,
        "documents": documents,
        "is_item": found["kind"] == "item",
        "bookable": bookable(str(guide.get("appointment", ""))),
        "steps": [
            (
                words.text(str(step.get("step", ""))),
                words.text(str(step.get("who", ""))),
                words("guide.days", n=step["days"]) if step.get("days") else words("guide.at_once"),
            )
            for step in guide.get("procedure", [])
            if isinstance(step, dict)
        ],
        "basis": [
            words.law(*(str(one.get(part, "")) for part in ("law", "number", "article")))
            + (words.text(f"：{one['gist']}") if one.get("gist") else "")
            for one in guide.get("basis", [])
            if isinstance(one, dict)
        ],
        "questions": [
            (words.text(str(one.get("q", ""))), words.text(str(one.get("a", ""))))
            for one in guide.get("faq", [])
            if isinstance(one, dict)
        ],
        "items": [(one["code"], words.text(one["name"]), words.text(one["department"])) for one in found["items"]],
        "rights": words.text(str(guide.get("rights", ""))),
    }


def _plain(value: Any, words: Words) -> str:
    if isinstance(value, (list, tuple)):
        return words("guide.between").join(_plain(one, words) for one in value)
    if isinstance(value, dict):
        return words("guide.between").join(_plain(one, words) for one in value.values())
    return words.text(str(value))
