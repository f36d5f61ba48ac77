"""A page that asks for itself again: only where somebody asked for it by the link, as often as the hall has anything
new, for an hour at the longest, and never of what has ended. No script.
"""

from __future__ import annotations

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response

from counter.rules.ticket import LIVE
from counter.site.progress import CASE_WAITS, NOBODY
from counter.site.view import Words
from counter.store import public

EVERY_S = {"case": 60, "ticket": 30}
"""Kind of page -> seconds from one look to the next."""

LONGEST_S = 3600
ASKED = "refresh"
_MAIN = b'<main id="main">\n'


def times(kind: str) -> int:
    """How often a page asks again before it stops."""
    return LONGEST_S // EVERY_S[kind]


def changes_still(page: public.Page) -> bool:
    """Whether anything can still happen to what a page is about."""
    state = page.facts.get("state", "")
    return CASE_WAITS.get(state, NOBODY) != NOBODY if page.kind == "case" else page.kind == "ticket" and state in LIVE


def refreshing(request: Request, words: Words, page: public.Page, answer: Response) -> Response:
    """The same answer, which is asked for again where the address says so and there is a reason to."""
    text = request.query_params.get(ASKED, "")
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not changes_still(page):
        return answer
    left = min(int(text), times(page.kind))
    stop = f'<a href="{escape(words.address)}{words.query}">{escape(words("site.refresh_stop"))}</a>'
    if left:
        after = f"{words.address}?{ASKED}={left - 1}" + (f"&lang={words.language}" if words.linked else "")
        answer.headers["refresh"] = f"{EVERY_S[page.kind]}; url={after}"
        said = words("site.refreshing", seconds=EVERY_S[page.kind], minutes=-(-left * EVERY_S[page.kind] // 60))
        notice = f'<p class="note">{escape(said)} {stop}</p>\n'
    else:
        notice = f'<p class="note">{escape(words("site.refresh_over"))}</p>\n'
    answer.body = bytes(answer.body).replace(_MAIN, _MAIN + notice.encode(), 1)
    answer.headers["content-length"] = str(len(answer.body))
    return answer


def link(words: Words, kind: str) -> str:
    """The link that asks for it."""
    address = f"?{ASKED}={times(kind)}" + (f"&lang={words.language}" if words.linked else "")
    return (
        f'<p class="note"><a href="{escape(address)}">{escape(words("site.refresh", seconds=EVERY_S[kind]))}</a></p>\n'
    )
