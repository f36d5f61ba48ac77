"""A case's page, put together from pieces that thousands of cases share.

The same item at the same desk on the same dates, the same state with the same promise: each such piece is rendered once
and kept; only numbers and the code are each case's own. That is what lets one process answer a whole city.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import escape

from counter import phrases
from counter.rules.arrival import ArrivalKind
from counter.site.opening import opening_words
from counter.site.progress import CASE_WAITS, NOBODY
from counter.site.refreshing import link as refresh_link
from counter.site.view import Words, bring_view, head_view, may_rate, news_of, step_view, told_of, unsealed

KEPT = 20_000
"""Pieces kept of each kind, some 300 bytes each."""

_CODE = "\ue003"


class CasePieces:
    """The pieces of a case's page and the order they stand in."""

    def __init__(self, environment: Environment) -> None:
        get = environment.get_template
        head, bring, step, dates, rating = (
            get(f"case_{name}.html") for name in ("head", "bring", "step", "dates", "rating")
        )

        def piece(make: Callable[..., str]) -> Callable[..., str]:
            return lru_cache(maxsize=KEPT)(make)

        self._head = piece(lambda language, *facts: head.render(h=head_view(Words(language), *facts)))
        self._bring = piece(
            lambda language, linked, facts, points, sent, may_send: bring.render(
                w=Words(language, linked=linked),
                bring=bring_view(Words(language), facts, points),
                sent=sent,
                code=_CODE if may_send else "",
            )
        )
        self._news = piece(lambda language, state, news, days: news_of(state, news, Words(language), *days))
        self._step = piece(lambda language, *facts: step.render(a=step_view(Words(language), *facts)))
        self._dates = piece(
            lambda language, facts, matter, items: dates.render(
                w=Words(language), dates=facts, matter=matter, items=items
            )
        )
        self._rating = piece(
            lambda language, linked: rating.render(
                w=Words(language, linked=linked),
                code=_CODE,
                levels=[(n, phrases.say(language, f"rating.{n}")) for n in (5, 4, 3, 2, 1)],
            )
        )

    def put_together(
        self,
        facts: dict[str, Any],
        words: Words,
        hall: dict[str, str],
        days: tuple[str, str],
        code: str,
        waits: tuple[str, ...],
    ) -> tuple[str, str]:
        """Title and main part. Without a code (static pages) nothing can be sent. `days` are today and the last told
        of, empty on static pages, which say nothing that is true of one day only.
        """
        language, linked = words.language, words.linked
        out = [
            self._head(
                language,
                facts["state"],
                facts["waits"],
                facts["promised_on"],
                facts["provisional"],
                self._news(language, facts["state"], facts["news_on"], days),
            )
        ]
        points, reason = told_of(facts, code)
        if remedies := facts.get("remedies"):
            out.append(_against(words, reason, remedies))
        if facts["bring"] or points:
            named = {document for document, _, _ in points}
            owed = tuple(
                (one["document"], one["cause"], one["due_on"]) for one in facts["bring"] if one["code"] not in named
            )
            sent = (
                words("site.sent", n=facts["sent"])
                if facts["sent"]
                else words("site.on_its_way")
                if ArrivalKind.SUPPLEMENT in waits
                else ""
            )
            said = tuple((text, due_on) for _, text, due_on in points)
            out.append(self._bring(language, linked, owed, said, sent, bool(code)).replace(_CODE, code))
            place, key = (
                (f"/s/{code}/send{words.query}", "site.send") if code and not sent else ("#bring", "site.bring")
            )
            out[0] = _first(out[0], place, key, words)
        if facts["collect"]:
            hours = opening_words(json.loads(hall.get("hours") or "{}"), days[0], words) if days[0] else ""
            text = words("site.collect_text", place=words.text(hall.get("place", ""))) + hours
            if (near := facts.get("station")) and near.get("name"):
                place = f"{near['name']}（{near['place']}）" if near["place"] else near["name"]
                when = f"（{near['hours']}）" if near["hours"] else ""
                text = words("site.collect_near", place=words.text(place), hours=words.text(when)) + text
            collect = escape(words("site.collect"))
            out.append(f'<section id="collect">\n<h2>{collect}</h2>\n<p>{escape(text)}</p>\n</section>\n')
            out[0] = _first(out[0], "#collect", "site.collect", words)
        fixed = _fixed(language)
        if facts["approvals"]:
            out.append(fixed["steps"])
            out += [self._step(language, *one) for one in facts["approvals"]]
            out.append("</ol>\n</section>\n")
        out.append(fixed["dates"])
        for label in ("number", "acceptance"):
            if facts[label]:
                out.append(f"{fixed[label]}{escape(facts[label])}</dd>\n")
        out.append(self._dates(language, tuple(facts["dates"].items()), facts["matter"], tuple(facts["items"])))
        if facts["rated"]:
            out.append(
                f"<section><p>{escape(words('rating.done', level=words('rating.' + str(facts['rated']))))}</p>"
                f"{_care(facts.get('care'), words, code)}</section>\n"
            )
        elif code and may_rate(facts, waits):
            out.append(self._rating(language, linked).replace(_CODE, code))
        if code and CASE_WAITS[facts["state"]] != NOBODY:
            out.append(refresh_link(words, "case"))
            if hall.get("telling"):
                place = words.link(f"s/{code}/tell")
                out.append(f'<p class="note"><a href="{escape(place)}">{escape(words("tell.link"))}</a></p>\n')
        out.append(fixed["note"])
        return fixed[facts["state"]], "".join(out)


def _first(head: str, place: str, key: str, words: Words) -> str:
    """The state with what the reader must do as a button in it, before all else on a phone."""
    button = f'<p><a class="do" href="{escape(place)}">{escape(words(key))}</a></p>\n'
    before, _, after = head.rpartition("</section>")
    return f"{before}{button}</section>{after}"


def _against(words: Words, reason: str, remedies: str) -> str:
    """Why nothing was taken in and who is competent, and what can be done against it."""
    why = f"<p{words.own(reason)}>{escape(words.text(reason))}</p>\n" if reason else ""
    return (
        f"<section>\n<h2>{escape(words('site.remedies'))}</h2>\n{why}"
        f"<p{words.own(remedies)}>{escape(words.text(remedies))}</p>\n</section>\n"
    )


def _care(care: dict[str, Any] | None, words: Words, code: str) -> str:
    """How far a bad rating was followed up, and the result for whoever holds the code."""
    if not care:
        return ""
    told = words(f"rating.care.{care['state']}", date=words.day(care["day"]))
    said = f"<p>{escape(told)}</p>"
    result = unsealed(care.get("result", ""), code)
    return said + (f"<p{words.own(result)}>{escape(words.text(result))}</p>" if result else "")


@lru_cache(maxsize=8)
def _fixed(language: str) -> dict[str, str]:
    """What every case's page says in the same words, ready to stand in HTML."""

    def said(key: str) -> str:
        return str(escape(phrases.say(language, key)))

    return {
        "steps": f'<section>\n<h2>{said("site.by_department")}</h2>\n<ol class="steps">\n',
        "dates": f"<section>\n<h2>{said('site.dates')}</h2>\n<dl>\n",
        "note": f'<p class="note">{said("site.print")}</p>\n',
        "number": f'<dt>{said("site.number")}</dt><dd class="number">',
        "acceptance": f'<dt>{said("site.acceptance")}</dt><dd class="number">',
        **{state: said(f"case.{state}") for state in CASE_WAITS},
    }
