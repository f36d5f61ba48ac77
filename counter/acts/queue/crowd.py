"""Many tickets at once: waiting people moved to another queue with their place kept by the rule, and left tickets
decided by kind at the end of the day. Each is named as it was seen; what has moved on meanwhile is left and said.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.queue import waiting
from counter.acts.queue.day import IN_CHARGE, Decision, settle
from counter.acts.queue.turning import KEPT
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say
from counter.rules.access import Role
from counter.rules.identity import clean_code
from counter.rules.ticket import LIVE, OPEN, STATE_NAMES, Period, State, Ticket
from counter.store import journal, premises, tickets

MOST = 500
"""Tickets of one act."""
NAMED = 12
"""Numbers that a sentence names."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What became of many tickets: `done` numbers, `left` those that had moved on meanwhile, each with its state."""

    done: tuple[str, ...]
    left: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        if not self.left:
            return self.words
        return say("{words}；已有变动没有动：{left}", words=self.words, left=some(self.left))


def some(numbers: tuple[str, ...]) -> str:
    """The first of them, and how many."""
    tail = say(" 等 {n} 个", n=len(numbers)) if len(numbers) > NAMED else ""
    return say("{numbers}{tail}", numbers=listed(numbers[:NAMED]), tail=tail)


def _seen(work: Work, wanted: tuple[str, ...]) -> list[tuple[Ticket, bool]]:
    """Tickets as they were named (`7@3`: the ticket with id 7 as it stood at version 3), and whether each still is."""
    if not 1 <= len(wanted) <= MOST:
        raise Refusal(
            "ticket.how-many-at-once",
            say("一次 {n} 个号", n=len(wanted)),
            rule=say("一次办 1 到 {most} 个", most=MOST),
            next=say("请分几次办"),
        )
    found = []
    for text in dict.fromkeys(wanted):
        name, _, version = text.partition("@")
        one = tickets.find(work.db, work.today.isoformat(), clean_code(name, what=say("号票"), limit=20))
        found.append((one, not version or str(one.version) == version))
    return found


@act("queue.move", by=(Role.SUPERVISOR,), argument="tickets", undo="queue.move-back")
def move(work: Work, tickets: tuple[str, ...], to: str) -> Crowd:
    """Move waiting people to another queue (numbers, or `id@version` as seen). Number, class and arrival stay, and so
    the place among those who wait there. Who was called meanwhile is left.
    """
    from counter.store import tickets as store

    line = store.queue(work.db, clean_code(to, what=say("队列"), limit=40))
    around = [place for place in premises.places(work.db) if line.letter in place]
    moved: list[tuple[Ticket, dict[str, object]]] = []
    left = []
    for one, unchanged in _seen(work, tickets):
        here = any(one.queue in place for place in around)
        if not unchanged or one.state != State.WAITING or one.queue == line.letter or not here or _of_before(work, one):
            left.append(say("{number} {state}", number=one.shown, state=STATE_NAMES[one.state]))
            continue
        after = store.change(work.db, one, queue=line.letter, for_window=None)
        periods = store.turn_period(
            work.db, one, Period.TRANSFERRED, work.now, queue=line.letter, window=None, staff=None
        )
        was = {name: getattr(one, name) for name in ("queue", "for_window")}
        moved.append((one, {"id": one.id, "was": was, "periods": list(periods), "version": after.version}))
        work.about(f"ticket:{one.id}")
    if not moved:
        raise Refusal(
            "ticket.nobody-to-move",
            say("没有可以转走的号：{left}", left=some(tuple(left))),
            rule=say("转的是今天在等、在同一处叫号的人"),
            next=say("请看最新的队列再选"),
        )
    work.facts.update(to=line.letter, moved=[what for _, what in moved])
    ahead = waiting.ahead(work, line.letter, moved[0][0].lane, moved[0][0].ready_at, moved[0][0].id)
    return Crowd(
        tuple(one.shown for one, _ in moved),
        tuple(left),
        say(
            "{n} 个号转到 {letter} {name}，按原来的到来时间排（{first} 前面 {ahead} 人）：{numbers}",
            n=len(moved),
            letter=line.letter,
            name=line.name,
            first=moved[0][0].shown,
            ahead=ahead,
            numbers=some(tuple(one.shown for one, _ in moved)),
        ),
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """One's own last act, where it moved a crowd: what taking it back would bring back."""

    seq: int
    numbers: int
    to: str
    at: str

    def __str__(self) -> str:
        return say("{at} 转到 {to} 队列的 {n} 个号", at=self.at, to=self.to, n=self.numbers)


@query("queue.moved", by=(Role.SUPERVISOR,))
def last_move(look: Look) -> Moved | None:
    """The move of a crowd that one's undo key would take back: only where it was one's own last act."""
    day = look.today.isoformat()
    seq = journal.last_of(look.db, look.actor.staff, day)
    entry = journal.after(look.db, seq - 1, 1)[0] if seq else None
    if entry is None or entry.act != "queue.move":
        return None
    at = f"{look.hall.local(entry.at):%H:%M}"
    return Moved(entry.seq, len(entry.facts["moved"]), entry.facts["to"], at)


@act("queue.move-back", by=(Role.SUPERVISOR,))
def move_back(work: Work, seq: int = 0) -> Crowd:
    """Take the last move of a crowd back (`seq`: the journal entry meant): who still waits there goes back."""
    from counter.store import tickets as store

    entries = [one for one in journal.of_day(work.db, "queue.move", work.today.isoformat()) if seq in (0, one.seq)]
    undone = {one.facts.get("of") for one in journal.of_day(work.db, "queue.move-back", work.today.isoformat())}
    entry = next((one for one in reversed(entries) if one.seq not in undone), None)
    if entry is None:
        raise Refusal(
            "ticket.no-move-to-take-back",
            say("今天没有可以收回的转队"),
            rule=say("收回的是整批转走的号"),
            next=Next.by("ticket.transfer", say("单个的号请逐个转"), ticket=None),
        )
    done, left = [], []
    for what in entry.facts["moved"]:
        one = store.get(work.db, what["id"])
        if one.version != what["version"]:
            left.append(say("{number} {state}", number=one.shown, state=STATE_NAMES[one.state]))
            continue
        store.change(work.db, one, **{name: value for name, value in what["was"].items() if name in KEPT})
        store.undo_period(work.db, *what["periods"])
        done.append(one.shown)
        work.about(f"ticket:{one.id}")
    work.about(f"queue:{entry.facts['to']}", of=entry.seq)
    work.undoes = entry.seq
    return Crowd(
        tuple(done), tuple(left), say("{n} 个号回到原来的队列：{numbers}", n=len(done), numbers=some(tuple(done)))
    )


@act("day.decide-all", by=IN_CHARGE, argument="tickets")
def decide_all(work: Work, tickets: tuple[str, ...], decision: Decision) -> Crowd:
    """Decide many left tickets at once (numbers, or `id@version` as seen): put them off to tomorrow with priority, or
    let them lapse. What has moved on meanwhile is left for another look.
    """
    if decision is Decision.SERVE:
        raise Refusal(
            "day.serve-one-by-one",
            say("接着办的号不用一起决定"),
            rule=say("还在等的号今天照常叫"),
            next=say("请改选转明日或作废"),
        )
    done, left, undecided = [], [], []
    for one, unchanged in _seen(work, tickets):
        if not unchanged or one.state not in LIVE:
            left.append(say("{number} {state}", number=one.shown, state=STATE_NAMES[one.state]))
            continue
        if one.state in OPEN and not _of_before(work, one):
            undecided.append(say("{number} {state}", number=one.shown, state=STATE_NAMES[one.state]))
            continue
        settle(work, one, decision)
        done.append(one.shown)
    if not done:
        raise Refusal(
            "day.nothing-to-decide",
            say("没有可以一起决定的号：{left}", left=some((*left, *undecided))),
            rule=say("窗口上正在办的逐个决定，别处刚改动的要再看一次"),
            next=say("请看最新的名单再决定"),
        )
    work.facts.update(decision=decision, decided=done)
    words = say("转明日，优先") if decision is Decision.TOMORROW else say("作废")
    return Crowd(
        tuple(done),
        (*left, *undecided),
        say("{n} 个号{words}：{numbers}", n=len(done), words=words, numbers=some(tuple(done))),
    )


def _of_before(work: Work, one: Ticket) -> bool:
    return one.business_date < work.today.isoformat()
