"""What one supplement notice will ask for, gathered until it goes out: the law asks that all be told at once.

Papers and points are kept in the hall, so that Esc, a lock or a power cut costs none of them; approval.ask sends them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from counter.acts.approval.assigning import only_mine
from counter.acts.approval.desk_list import AT_A_DESK, own, undecided
from counter.acts.case import full_set
from counter.acts.paper.notices import type_of
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.identity import clean_text
from counter.store import cases, catalogue, driver, in_hand, listing

MOST_POINTS = 20
LONGEST_POINT = 300
AT_ONCE = mark("行政许可法第三十二条：应当一次告知需要补正的全部内容")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered and not sent: papers as (code, name), points in words, the day, who last wrote it and when."""

    approval: str
    documents: tuple[tuple[str, str], ...]
    points: tuple[str, ...]
    due_on: str | None
    by: str
    when: str

    def __str__(self) -> str:
        what = listed((*(name for _, name in self.documents), *map(verbatim, self.points)))
        return (
            say("{approval} 待发补正：{what}（{by} {when}）", approval=self.approval, what=what, by=verbatim(self.by),
                when=self.when)
            if self.documents or self.points
            else say("{approval} 没有待发的补正", approval=self.approval)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StandardReason:
    """A reason in the words of data/reasons.toml, with the article it rests on."""

    code: str
    title: str
    words: str
    article: str

    def __str__(self) -> str:
        return listed((self.title, self.article, self.words), "  ")


def read(look: Look | Work, row: driver.Row) -> Gathered:
    """What was gathered for an approval; empty where nothing was."""
    kept = in_hand.gathered(look.db, row["id"])
    if kept is None:
        return Gathered(f"A-{row['id']}", (), (), None, "", "")
    codes = listing.read(kept["documents"])
    names = catalogue.documents(look.db, codes)
    return Gathered(
        f"A-{row['id']}",
        tuple((code, names[code]) for code in codes),
        tuple(verbatim(point) for point in listing.read(kept["points"])),
        kept["due_on"],
        kept["staff_name"],
        f"{look.hall.local(kept['at']):%m-%d %H:%M}",
    )


@query("approval.gathered", by=AT_A_DESK, argument="approval")
def gathered(look: Look, approval: str) -> Gathered:
    """What was gathered for the next supplement notice of an approval and has not gone out."""
    row = own(look, approval)
    if row["desk"] != look.actor.desk:  # reach lets in who only gave an opinion on it once
        return Gathered(f"A-{row['id']}", (), (), None, "", "")
    look.log(case=row["case_id"], person=row["person"])
    return read(look, row)


@act("approval.gather", by=AT_A_DESK, argument="approval")
def gather(
    work: Work,
    approval: str,
    documents: tuple[str, ...] = (),
    points: tuple[str, ...] = (),
    due_on: date | None = None,
    version: int = 0,
) -> Gathered:
    """Keep all that one supplement notice will ask for (it replaces what was gathered before; nothing clears it)."""
    row = undecided(work, approval, version)
    only_mine(work, row)
    papers = list(dict.fromkeys(documents))
    in_guide = full_set.read(work, cases.get(work.db, row["case_id"]))
    needed = {wanted.document for wanted in in_guide.wanted if row["item"] in wanted.serves}
    if strange := [code for code in papers if code not in needed]:
        raise Refusal(
            "approval.guide-has-no-such-paper",
            say(
                "“{item_name}”的指南没有材料 {document}",
                item_name=row["item_name"],
                document=verbatim(catalogue.document(work.db, strange[0])[:40]),
            ),
            rule=say("行政许可法第三十一条：不得要求提交与申请无关的材料"),
            next=say("只能要求指南列出的材料"),
        )
    if len(points) > MOST_POINTS:
        raise Refusal(
            "approval.too-many-points",
            say("写了 {count} 点", count=len(points)),
            rule=say("一份补正通知最多 {most} 点", most=MOST_POINTS),
            next=say("请合并相近的几点"),
        )
    said = [clean_text(one, what=say("补正要求"), limit=LONGEST_POINT, empty=False) for one in points]
    in_hand.gather(work.db, row["id"], papers, said, due_on.isoformat() if due_on else None, work.actor.staff, work.now)
    work.about(f"approval:{row['id']}", gathered=len(papers) + len(said))
    return read(work, row)


def as_sent(kept: Gathered, documents: tuple[str, ...], reason: str) -> tuple[tuple[str, ...], str]:
    """Papers and words of the one notice: what was gathered, and what is given with it; several points are numbered."""
    papers = tuple(dict.fromkeys((*(code for code, _ in kept.documents), *documents)))
    points = [*kept.points, *([reason] if reason else [])]
    if len(points) <= 1:
        return papers, "".join(points)
    return papers, "\n".join(f"{number}. {point}" for number, point in enumerate(points, 1))


BLANK = "……"
"""What a standard reason leaves for whoever uses it to fill in."""


def all_filled(words: str) -> None:
    """Refuse words in which a standard reason's blank was left: they would go out to a citizen."""
    if BLANK in words:
        raise Refusal(
            "approval.blank-not-filled",
            say("“{blank}”处还没有填写", blank=BLANK),
            rule=say("常用理由要按个案写明事实"),
            next=say("请补上这件的事实再发出"),
        )


@cache
def _table() -> tuple[tuple[frozenset[str], frozenset[str], StandardReason], ...]:
    """Every reason with what it is for and the types of items that its article is about."""
    from counter import HOUSE

    return tuple(
        (
            frozenset(one["for"]),
            frozenset(one["types"]),
            StandardReason(one["code"], one["title"], one["words"], one["article"]),
        )
        for one in tomllib.loads((HOUSE / "data" / "reasons.toml").read_text("utf-8"))["reasons"]
    )


@query("approval.reasons", by=AT_A_DESK)
def reasons(look: Look, refuse: bool = False, items: tuple[str, ...] = ()) -> tuple[StandardReason, ...]:
    """The standard reasons for a supplement (or a refusal) with their articles: only those whose article is about every
    type of the items named; all of them where none is.
    """
    use = "refuse" if refuse else "ask"
    types = {type_of((catalogue.item(look.db, code).type,)) for code in items}
    return tuple(reason for uses, about, reason in _table() if use in uses and types <= about)
