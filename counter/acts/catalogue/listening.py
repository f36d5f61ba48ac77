"""What people say that finds nothing: kept without persons, and made to lead somewhere by a steward."""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.catalogue.difference import STEWARDS
from counter.errors import Next, Refusal
from counter.hall.act import EVERYBODY, Look, Work, act, query
from counter.phrases.said import mark, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_text
from counter.rules.missed import LONGEST, SHORTEST, keepable
from counter.store import catalogue as store
from counter.store import missed, spelling
from counter.store import search as search_store
from counter.store.spoken import english_content

ANYBODY = tuple(role for role in EVERYBODY if role is not Role.HALL)


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether a search that found nothing is kept."""

    kept: bool

    def __str__(self) -> str:
        return say("记下了，目录管理员会看到") if self.kept else say("没有记：像姓名、号码或代码的不留")


@dataclass(frozen=True, slots=True)
class Missed:
    """Words that found nothing: how often, and when last."""

    words: str
    times: int
    last_on: str

    def __str__(self) -> str:
        return say("{words}  {times} 次，最近 {day}", words=verbatim(self.words), times=self.times, day=self.last_on)


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words of this hall that lead to one thing."""

    words: str
    kind: str
    code: str
    name: str
    since: str

    def __str__(self) -> str:
        return say("“{words}”查到 {name}（{code}）", words=verbatim(self.words), name=self.name, code=self.code)


@act("catalogue.note-missed", by=ANYBODY, argument="text")
def note_missed(work: Work, text: str) -> Kept:
    """Keep that a search found nothing: the words alone, and only words that can be nobody's."""
    words = "" if len(text) > 200 else keepable(text, missed.name_words(), spelling.is_word, english=_is_english)
    keep = bool(words) and not missed.known_name(work.db, words)
    keep = keep and not search_store.search(work.db, words, limit=1, on=work.today)
    if keep:
        missed.note(work.db, words, work.today.isoformat())
    work.about("catalogue:search", kept=keep)
    return Kept(keep)


def _is_english(word: str) -> bool:
    return bool(english_content(word)) and len(word) >= 4 and not spelling.is_pinyin(word)


@query("catalogue.missed", by=STEWARDS)
def listed(look: Look, limit: int = 100) -> tuple[Missed, ...]:
    """What searches found nothing for, the most often first."""
    rows = missed.listed(look.db, max(1, min(limit, 500)))
    return tuple(Missed(row["words"], row["times"], row["last_on"]) for row in rows)


@query("catalogue.synonyms", by=STEWARDS)
def synonyms(look: Look) -> tuple[Synonym, ...]:
    """The words that stewards of this hall made lead somewhere."""
    return tuple(
        Synonym(one.words, one.kind, one.code, _name(look, one.kind, one.code), one.since)
        for one in missed.said(look.db)
    )


@act("catalogue.say-for", by=STEWARDS, argument="words", undo="catalogue.unsay")
def say_for(work: Work, words: str, code: str) -> Synonym:
    """Let words that people say lead to an item or a bundle (its code)."""
    shown = clean_text(words, what=mark("说法"), limit=LONGEST, empty=False)
    folded = search_store.fold(shown)
    if not SHORTEST <= len(folded) <= LONGEST:
        raise Refusal(
            "catalogue.words-too-short",
            say("说法“{words}”只有 {n} 个字", words=verbatim(shown), n=len(folded)),
            rule=say("说法写 {least} 到 {most} 个字", least=SHORTEST, most=LONGEST),
            next=Next.by("catalogue.missed", say("请看没有查到的说法")),
        )
    code, name = store.matter(work.db, code, work.today)
    kind = "item" if store.has_item(work.db, code) else "bundle"
    if (there := next((one for one in missed.said(work.db) if one.words == folded), None)) is not None:
        raise Refusal(
            "catalogue.words-taken",
            say("“{words}”已经查到 {code}", words=verbatim(shown), code=there.code),
            rule=say("一个说法只指一处"),
            next=Next.by("catalogue.unsay", say("请先撤掉原来的"), words=folded),
        )
    missed.say_for(work.db, folded, kind, code, work.today.isoformat(), work.actor.staff)
    missed.forget(work.db, folded)
    search_store.catalogue_changed(work.db)
    work.about(f"{kind}:{code}", words=folded)
    return Synonym(folded, kind, code, name, work.today.isoformat())


@act("catalogue.unsay", by=STEWARDS, argument="words")
def unsay(work: Work, words: str) -> str:
    """Let words lead nowhere of their own any more."""
    folded = search_store.fold(words[:80])
    if not missed.unsay(work.db, folded):
        raise Refusal(
            "catalogue.no-such-words",
            say("没有“{words}”这个说法", words=verbatim(words[:20])),
            next=Next.by("catalogue.synonyms", say("请看本厅的说法")),
        )
    search_store.catalogue_changed(work.db)
    work.about("catalogue:search", words=folded)
    return say("“{words}”不再另指", words=verbatim(folded))


@act("catalogue.forget-missed", by=STEWARDS, argument="words")
def forget(work: Work, words: str) -> str:
    """Take words off the list of what found nothing."""
    if not missed.forget(work.db, words[:80]):
        raise Refusal(
            "catalogue.no-such-words",
            say("没有“{words}”这个说法", words=verbatim(words[:20])),
            next=Next.by("catalogue.missed", say("请看没有查到的说法")),
        )
    work.about("catalogue:search", kept=False)
    return say("“{words}”不再列出", words=verbatim(words[:20]))


def _name(look: Look, kind: str, code: str) -> str:
    return store.item_name(look.db, code) if kind == "item" else store.newest_bundle_name(look.db, code)
