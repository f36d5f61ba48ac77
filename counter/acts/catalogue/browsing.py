"""Looking around: by department, by what happens in a life, by who comes; and how many a search finds in all."""

from __future__ import annotations

from dataclasses import dataclass

from counter.errors import Next, Refusal
from counter.hall.act import Look, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.browsing import OTHER, OTHER_NAME, WAYS, counted, groups_of
from counter.store import browsing as store
from counter.store import search as search_store
from counter.store.search import KINDS, Hit


@dataclass(frozen=True, slots=True)
class Shelf:
    """One group to look around in: its code, its name, how many things stand there."""

    code: str
    name: str
    count: int

    def __str__(self) -> str:
        return say("{name}  {n} 项  {code}", name=self.name, n=self.count, code=self.code)


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits of a search, and how many there are in all, of which kind; where there is none, what comes near."""

    hits: tuple[Hit, ...]
    total: int
    by_kind: dict[str, int]
    near: tuple[Hit, ...] = ()

    def __str__(self) -> str:
        kinds = listed(say("{kind} {n}", kind=KINDS[kind], n=n) for kind, n in self.by_kind.items())
        head = (
            say("找到 {n} 项（{kinds}）", n=self.total, kinds=kinds)
            if self.total
            else say("没有找到，下面只是相近的")
            if self.near
            else say("没有找到")
        )
        return listed((head, *self.hits, *self.near), "\n")


def things(look: Look, by: str) -> list[tuple[Hit, tuple[str, ...]]]:
    """Everything that can be applied for today, with its groups. Raises Refusal for a way that is none."""
    if by not in WAYS:
        raise Refusal(
            "catalogue.no-such-way",
            say("不能按 {by} 找", by=verbatim(by[:20])),
            rule=say("可以按部门（department）、人生事件（event）、人群（person）找"),
            next=Next.by("catalogue.browse", say("请换一种"), by="event"),
        )
    on = look.today.isoformat()
    groups = () if by == "department" else store.groups()[by]
    return [
        (
            Hit(row["kind"], row["code"], row["name"], row["short"]),
            (row["department"],) if by == "department" else groups_of(row["name"], row["object"], groups),
        )
        for row in store.things(look.db, on)
    ]


@query("catalogue.browse", argument="by")
def browse(look: Look, by: str = "event") -> tuple[Shelf, ...]:
    """The groups to look around in: by department, event (what happens in a life) or person (who comes)."""
    counts = counted(groups for _, groups in things(look, by))
    if by == "department":
        names = store.department_names(look.db)
        return tuple(Shelf(code, names[code], counts[code]) for code in names if code in counts)
    shelves = [Shelf(group.code, group.name, counts.get(group.code, 0)) for group in store.groups()[by]]
    rest = [Shelf(OTHER, say("{name}", name=OTHER_NAME), counts[OTHER])] if OTHER in counts else []
    return tuple(shelf for shelf in (*shelves, *rest) if shelf.count)


@query("catalogue.in-group", argument="group")
def in_group(look: Look, group: str, by: str = "event") -> tuple[Hit, ...]:
    """What stands in one group: bundles first, then items by name."""
    found = tuple(hit for hit, groups in things(look, by) if group in groups)
    if not found:
        raise Refusal(
            "catalogue.no-such-group",
            say("没有 {group} 这一类", group=verbatim(group[:20])),
            next=Next.by("catalogue.browse", say("请看有哪些类"), by=by),
        )
    return found


@query("catalogue.find", argument="text")
def find(look: Look, text: str, kinds: tuple[str, ...] = (), limit: int = 50) -> Found:
    """Search, with the true number of all that was found; where nothing was, what comes near."""
    every = search_store.search(look.db, text, kinds, 100_000, look.today)
    by_kind = {kind: n for kind in KINDS if (n := sum(hit.kind == kind for hit in every))}
    offers = [] if every else search_store.index_of(look.db, look.today).nearest(text)
    near = tuple(hit for hit in offers if not kinds or hit.kind in kinds)
    return Found(tuple(every[: max(1, min(limit, 500))]), len(every), by_kind, near)
