"""A law's name in another language: its title by data/laws.toml, number and article by their shape."""

from __future__ import annotations

import re

from counter.phrases import content
from counter.phrases.laws import english_titles
from counter.rules.numerals import chinese

OF_THE_STATE = " of the People's Republic of China"
"""What nearly every title has, and nobody looks for."""
_NUMERAL = "(?:[一二三四五六七八九十百千零〇两]+)"
_ARTICLE = re.compile(
    f"第({_NUMERAL})条(?:之({_NUMERAL}))?(?:第({_NUMERAL})款)?(?:第?[（(]?({_NUMERAL})[)）]?项)?"
).fullmatch
_WHOLE = re.compile(f"(.+?)(第{_NUMERAL}条.*)?", re.DOTALL).fullmatch
_ORDERS = (
    (re.compile(r"(?:中华人民共和国)?主席令第(\d+)号").fullmatch, "Presidential Order No. {}"),
    (re.compile(r"(?:中华人民共和国)?国务院令第(\d+)号").fullmatch, "State Council Order No. {}"),
)


def law_in(language: str, law: str, number: str = "", article: str = "") -> str:
    """A law as it is cited: 《护照法》（主席令第50号）第五条; Passport Law ..., Article 5 (Presidential Order No. 50).
    The article may stand behind the title. What has no English title stays Chinese.
    """
    law = law.strip("《》")
    whole = f"《{law}》（{number}）{article}" if number else law + article
    if language != "en":
        return content(language, whole)
    found = _WHOLE(law)
    title, behind = (found[1], found[2] or "") if found else (law, "")
    said, cited = english_titles().get(title), _article(behind + article)
    if said is None or cited is None:
        return content("en", whole)
    order = order_in(language, number)
    return said + (f", {cited}" if cited else "") + (f" ({order})" if order else "")


def order_in(language: str, number: str) -> str:
    """By which order a law was issued."""
    if language == "en":
        for fits, form in _ORDERS:
            if match := fits(number):
                return form.format(match[1])
    return content(language, number)


def looked_for(law: str) -> str:
    """The English words by which a law is found: of its title what tells it from others."""
    found = _WHOLE(law)
    return english_titles().get(found[1] if found else law, law).replace(OF_THE_STATE, "")


def _article(text: str) -> str | None:
    """第十二条第一款第（三）项 as `Article 12(1) item 3`; None for what has another shape."""
    if not text:
        return ""
    found = _ARTICLE(text)
    if found is None:
        return None
    article, beside, paragraph, item = (chinese(one) if one else None for one in found.groups())
    return (
        f"Article {article}"
        + (f"-{beside}" if beside else "")
        + (f"({paragraph})" if paragraph else "")
        + (f" item {item}" if item else "")
    )
