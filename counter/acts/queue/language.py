"""The languages in which a number can be called."""

from __future__ import annotations

from counter.errors import Refusal
from counter.phrases import LANGUAGES
from counter.phrases.said import listed, say, verbatim
from counter.rules.letters import visible


def known_language(language: str) -> str:
    """One of the hall's languages, or the refusal."""
    if language not in LANGUAGES:
        raise Refusal(
            "ticket.no-language",
            say("没有语言 {name}", name=verbatim(visible(language, 20))),
            rule=say("号票可以用大厅的几种语言叫"),
            next=say("可选：{names}", names=listed(map(verbatim, LANGUAGES))),
        )
    return language
