"""Facts turned into words for one page in one language."""

from __future__ import annotations

from typing import Any

from counter import phrases
from counter.site.progress import TICKET_STATES
from counter.store import driver, public


class Words:
    """One page's language: `w('case.accepted')` in a template, dates, converted content, links that keep the language."""

    __slots__ = ("language", "linked", "path")

    def __init__(self, language: str, path: str = "/", linked: bool = False) -> None:
        self.language, self.path, self.linked = language, path, linked

    def __call__(self, key: str, /, **values: Any) -> str:
        return phrases.say(self.language, key, **values)

    def day(self, iso: str | None) -> str:
        """A date in words."""
        return phrases.day(self.language, iso)

    def text(self, words: str) -> str:
        """The hall's own words, converted where the language asks for it."""
        return phrases.content(self.language, words)

    @property
    def query(self) -> str:
        """What a link adds to stay in a language that was chosen by link."""
        return f"?lang={self.language}" if self.linked else ""


def case_view(page: public.Page, words: Words, hall: dict[str, str]) -> dict[str, Any]:
    """A case page's words."""
    facts = page.facts
    approvals = []
    for one in facts["approvals"]:
        approvals.append({
            "item": words.text(one["item"]), "department": words.text(one["department"]), "level": words(f"level.{one['level']}"),
            "word": words(f"approval.{one['word']}", ground=words.text(one["ground"] or ""), n=one["days"] or 0),
            "mark": one["word"], "decided": words.day(one["decided_on"]),
            "promised": words("site.promised", date=words.day(one["promised_on"])) if one["promised_on"] else "",
            "provisional": words("site.provisional") if one["promised_on"] and one["provisional"] else "",
        })
    bring = []
    for one in facts["bring"]:
        text = words(f"cause.{one['cause']}", document=words.text(one["document"]))
        bring.append((text, words("cause.by", date=words.day(one["due_on"])) if one["due_on"] else ""))
    news = facts["news_on"]
    return {
        "number": facts["number"], "acceptance": facts["acceptance"], "matter": words.text(facts["matter"]), "state": facts["state"],
        "headline": words(f"case.{facts['state']}"), "waits": words(f"waits.{facts['waits']}"), "turn": facts["waits"],
        "promised": words("site.promised", date=words.day(facts["promised_on"])) if facts["promised_on"] else "",
        "provisional": words("site.provisional") if facts["promised_on"] and facts["provisional"] else "",
        "dates": [(words(f"date.{name}"), words.day(value)) for name, value in facts["dates"].items()],
        "items": [words.text(name) for name in facts["items"]], "approvals": approvals, "bring": bring,
        "collect": words("site.collect_text", place=words.text(hall.get("place", "")),
                         hours=f"{hall.get('opening', '')}–{hall.get('closing', '')}") if facts["collect"] else "",
        "news": words("site.no_news" if facts["state"] in ("received", "accepted", "notified") else "site.news", date=words.day(news)) if news else "",
        "rated": words("rating.done", level=words(f"rating.{facts['rated']}")) if facts["rated"] else "",
        "may_rate": not facts["rated"] and facts["state"] not in ("draft", "received", "notified"),
    }


def ticket_view(db: driver.Connection, page: public.Page, words: Words) -> dict[str, Any]:
    """A ticket page's words."""
    facts = page.facts
    state = facts["state"]
    assert state in TICKET_STATES
    people = public.ahead(db, page.subject) if state == "waiting" else None
    spread = public.wait_range(db, facts["queue"], people) if people is not None else None
    return {
        "number": facts["number"], "queue": words.text(facts["queue_name"]), "taken": f"{words.day(facts['date'])} {facts['taken']}",
        "state": state, "headline": words(f"ticket.{state}", window=facts["window"] or ""),
        "ahead": "" if people is None else words("ticket.ahead", n=people) if people else words("ticket.next"),
        "range": "" if people is None else
        words("ticket.range", low=spread[0], high=spread[1]) if spread else words("ticket.no_range"),
        "after": words("ticket.case_elsewhere") if state in ("serving", "finished", "held") else "",
        "live": state in ("waiting", "called", "serving", "held", "absent", "away"),
    }
