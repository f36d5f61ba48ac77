"""The directory of linked services, kept by stewards; what the links said when somebody checked them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from counter.acts.catalogue.difference import STEWARDS
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules import directory as rule
from counter.rules.directory import ANSWER_NAMES, DEAD_AFTER, Answer
from counter.rules.identity import clean_text
from counter.rules.letters import visible
from counter.store import directory, driver
from counter.store import links as store
from counter.store import search as search_store

LONGEST_NAME, LONGEST_GIST = 60, 200
FIELDS = {
    "name": mark("名称"),
    "address": mark("网址"),
    "category": mark("分类"),
    "gist": mark("说明"),
    "name_en": mark("英文名称"),
    "name_hant": mark("繁体名称"),
    "gist_en": mark("英文说明"),
}
"""What can be said of a link, in the order it is asked for."""


@dataclass(frozen=True, slots=True)
class Link:
    """A linked service. `retired_on` is empty while it is in force; `answer` what it said on `checked_on` (both empty:
    never checked); `dead` whether it was found dead on so many days in a row that citizens see it dimmed.
    """

    number: int
    name: str
    address: str
    category: str
    gist: str
    name_en: str
    name_hant: str
    gist_en: str
    retired_on: str
    version: int
    checked_on: str
    answer: str
    dead_days: int
    dead_since: str
    dead: bool

    @property
    def state_words(self) -> str:
        """Whether it answers, in a few words."""
        if self.retired_on:
            return say("{day} 撤下", day=self.retired_on)
        if not self.answer:
            return say("没有检查过")
        if self.dead:
            return say("{since} 起打不开", since=self.dead_since)
        return say("{day} {answer}", day=self.checked_on, answer=ANSWER_NAMES[Answer(self.answer)])

    def __str__(self) -> str:
        return say(
            "{number}  {name}（{category}）{address}  {state}",
            number=self.number,
            name=self.name,
            category=self.category,
            address=verbatim(self.address),
            state=self.state_words,
        )


@dataclass(frozen=True, slots=True)
class Checks:
    """What a check of the links came to."""

    kept: int
    dead: int

    def __str__(self) -> str:
        return say("记下 {kept} 个链接的检查结果，其中 {dead} 个打不开", kept=self.kept, dead=self.dead)


def link_of(row: driver.Row) -> Link:
    """A row of the store as people read it."""
    return Link(
        row["id"],
        row["name"],
        row["address"],
        row["category"],
        row["gist"],
        row["name_en"],
        row["name_hant"],
        row["gist_en"],
        row["retired_on"] or "",
        row["version"],
        row["checked_on"] or "",
        row["answer"] or "",
        row["dead_days"],
        row["dead_since"] or "",
        row["dead_days"] >= DEAD_AFTER,
    )


@query("link.list", argument="category")
def listed_links(look: Look, category: str = "", dead: bool = False, retired: bool = False) -> tuple[Link, ...]:
    """The linked services (`dead`: those that don't open; `retired`: those taken out)."""
    order = {name: place for place, name in enumerate(directory.groups().categories)}
    found = [link_of(row) for row in store.all_of(look.db, retired) if category in ("", row["category"])]
    found.sort(key=lambda one: (order.get(one.category, len(order)), one.category, one.number))
    return tuple(one for one in found if one.dead or not dead)


@query("link.show", argument="number")
def show(look: Look, number: int) -> Link:
    """One linked service with its check."""
    return link_of(_row(look.db, number))


@query("link.categories", by=STEWARDS)
def categories(look: Look) -> tuple[str, ...]:
    """The categories that a link may stand in: those of the table and those in use."""
    return _categories(look.db)


@act("link.add", by=STEWARDS, undo="link.retire")
def add(
    work: Work,
    name: str,
    address: str,
    category: str,
    gist: str = "",
    name_en: str = "",
    name_hant: str = "",
    gist_en: str = "",
) -> Link:
    """Put a service into the directory; an address that was taken out comes back with what is said now."""
    values = checked_values(
        work.db,
        {
            "name": name,
            "address": address,
            "category": category,
            "gist": gist,
            "name_en": name_en,
            "name_hant": name_hant,
            "gist_en": gist_en,
        },
    )
    there = store.at_address(work.db, values["address"])
    if there is not None and there["retired_on"] is None:
        raise _twice(there)
    if there is not None:
        store.retire(work.db, there["id"], None)
        store.change(work.db, there["id"], values, moved=True)
        number = there["id"]
    else:
        number = store.add(work.db, values)
    search_store.catalogue_changed(work.db)
    work.about(f"link:{number}", after=values)
    return link_of(_row(work.db, number))


@act("link.change", by=STEWARDS, argument="number")
def change(
    work: Work,
    number: int,
    name: str | None = None,
    address: str | None = None,
    category: str | None = None,
    gist: str | None = None,
    name_en: str | None = None,
    name_hant: str | None = None,
    gist_en: str | None = None,
    seen: int = 0,
) -> Link:
    """Change what is said of a link; what is not given stays. `seen` is the version that was looked at."""
    row = _in_force(work.db, number)
    if seen and seen != row["version"]:
        raise Refusal(
            "link.changed-meanwhile",
            say("“{name}”刚被别人改过", name=row["name"]),
            rule=say("改之前要看过现在的内容"),
            next=Next.by("link.show", say("请再看一次"), number=number),
        )
    given = {
        "name": name,
        "address": address,
        "category": category,
        "gist": gist,
        "name_en": name_en,
        "name_hant": name_hant,
        "gist_en": gist_en,
    }
    values = checked_values(work.db, {field: row[field] if text is None else text for field, text in given.items()})
    after = {field: text for field, text in values.items() if text != row[field]}
    if not after:
        raise Refusal(
            "link.nothing-changed",
            say("“{name}”没有改动", name=row["name"]),
            next=Next.by("link.show", say("请看现在的内容"), number=number),
        )
    there = store.at_address(work.db, values["address"])
    if there is not None and there["id"] != number:
        raise _twice(there)
    store.change(work.db, number, values, moved="address" in after)
    search_store.catalogue_changed(work.db)
    work.about(f"link:{number}", before={field: row[field] for field in after}, after=after)
    return link_of(_row(work.db, number))


@act("link.retire", by=STEWARDS, argument="number", undo="link.restore")
def retire(work: Work, number: int, reason: str = "") -> Link:
    """Take a link out of the directory; it can be put back."""
    row = _in_force(work.db, number)
    why = clean_text(reason, what=mark("理由"), limit=LONGEST_GIST)
    store.retire(work.db, row["id"], work.today.isoformat())
    search_store.catalogue_changed(work.db)
    work.about(f"link:{number}", reason=why)
    return link_of(_row(work.db, number))


@act("link.restore", by=STEWARDS, argument="number", undo="link.retire")
def restore(work: Work, number: int) -> Link:
    """Put a link back that was taken out."""
    row = _row(work.db, number)
    if not store.retire(work.db, number, None):
        raise Refusal(
            "link.in-force-already",
            say("“{name}”没有撤下", name=row["name"]),
            next=Next.by("link.show", say("请看现在的内容"), number=number),
        )
    search_store.catalogue_changed(work.db)
    work.about(f"link:{number}")
    return link_of(_row(work.db, number))


@act("link.note-checks", by=STEWARDS, argument="results")
def note_checks(work: Work, results: str) -> Checks:
    """Keep what the links said when they were checked, on this machine or on one that has a network.

    `results` is JSON: a list of [number, address, answer, detail]. An address that was changed meanwhile is left out.
    """
    kept = dead = 0
    today = work.today.isoformat()
    for number, address, answer, detail in _results(results):
        row = store.whole(work.db, number)
        if row is None or row["retired_on"] is not None or row["address"] != address:
            continue
        before = (row["checked_on"], row["dead_days"]) if row["checked_on"] else None
        days = rule.dead_days(answer, today, before)
        store.note_check(work.db, number, today, answer, detail, days)
        kept, dead = kept + 1, dead + (days > 0)
    work.about("link:checks", kept=kept, dead=dead)
    return Checks(kept, dead)


def _results(text: str) -> list[tuple[int, str, Answer, str]]:
    try:
        found = [
            (int(number), str(address), Answer(answer), visible(str(detail), 80))
            for number, address, answer, detail in json.loads(text)
        ]
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise Refusal(
            "link.checks-not-readable",
            say("检查结果读不懂"),
            rule=say("每个链接写：编号、网址、结果、说明"),
            next=say("请重新检查一次"),
        ) from None
    return found


def checked_values(db: driver.Connection, given: Mapping[str, str]) -> dict[str, str]:
    """What is said of a link, as it is kept. Raises Refusal."""
    values = {
        field: clean_text(
            text,
            what=FIELDS[field],
            limit=LONGEST_GIST if field.startswith("gist") else LONGEST_NAME if field.startswith("name") else 300,
            empty=field not in ("name", "address", "category"),
        )
        for field, text in given.items()
    }
    values["address"] = rule.address(values["address"])
    known = _categories(db)
    if values["category"] not in known:
        raise Refusal(
            "link.no-such-category",
            say("没有“{category}”这个分类", category=verbatim(visible(values["category"], 20))),
            rule=say("分类有：{known}", known=listed((verbatim(one) for one in known), "、")),
            next=say("请选一个分类"),
        )
    return values


def _categories(db: driver.Connection) -> tuple[str, ...]:
    used = (row["category"] for row in store.all_of(db))
    return tuple(dict.fromkeys((*directory.groups().categories, *used)))


def _row(db: driver.Connection, number: int) -> driver.Row:
    row = store.whole(db, number) if abs(number) < 2**63 else None
    if row is None:
        raise Refusal(
            "link.no-such-number",
            say("没有编号 {number} 的链接", number=verbatim(str(number))),
            next=Next.by("link.list", say("请看有哪些链接")),
        )
    return row


def _in_force(db: driver.Connection, number: int) -> driver.Row:
    row = _row(db, number)
    if row["retired_on"] is not None:
        raise Refusal(
            "link.retired",
            say("“{name}”已在 {day} 撤下", name=row["name"], day=row["retired_on"]),
            next=Next.by("link.restore", say("请先放回"), number=number),
        )
    return row


def _twice(there: driver.Row) -> Refusal:
    return Refusal(
        "link.address-twice",
        say("这个网址已经有了：{name}", name=there["name"]),
        rule=say("一个网址只列一次"),
        next=Next.by("link.change", say("请改原来的一条"), number=there["id"]),
    )
