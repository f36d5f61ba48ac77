"""Taking a case in: opening it from a ticket, its situations, its applicant, its papers, and the receipt."""

from __future__ import annotations

import json
from typing import Any

from counter.acts.case import full_set
from counter.acts.case.restoring import keep, with_items
from counter.acts.case.step import Step, editable, name_of, noted, step
from counter.acts.paper.writing import code_of
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.case import AT_INTAKE, CaseState
from counter.rules.demand import items_of
from counter.rules.identity import clean_text
from counter.rules.numbers import code_hash
from counter.rules.ticket import State
from counter.store import cases, catalogue, driver, tickets

AT_THE_COUNTER = (Role.CLERK, Role.SUPERVISOR)

MOST_ITEMS = 60
"""Items that one case may hold."""


class NothingChosen(Refusal):
    """Neither a bundle nor an item was named, and the queue of the ticket means no single one: a screen asks which."""

    def __init__(self, bundles: tuple[str, ...] = ()) -> None:
        super().__init__(
            "case.no-bundle-no-item",
            say("没有选择一件事或事项"),
            rule=say("办件至少有一个事项"),
            next=Next.by("case.open", say("请选择一件事或事项"), bundle=None),
        )
        self.bundles = bundles
        """The bundles that the ticket's queue is for: the likely ones."""


# -- opening -----------------------------------------------------------------------------------------------------------


@act("case.open", by=AT_THE_COUNTER, argument="ticket")
def open_case(
    work: Work,
    ticket: str | None = None,
    window: int | None = None,
    bundle: str | None = None,
    items: tuple[str, ...] = (),
    answers: dict[str, str] | None = None,
) -> Step:
    """Turn the ticket at this window (or the one named) into a case; without a choice, the bundle its queue is for.

    Opening the same ticket again answers with the case it has become.
    """
    place = window if window is not None else work.actor.window
    one = ticket_here(work, ticket, place)
    if one is not None:
        from counter.acts.queue.moving import begin_service

        if (there := cases.of_ticket(work.db, one.id)) is not None and there["state"] in AT_INTAKE:
            work.about(f"case:{there['id']}", again=True)
            return step(work, there, say("已打开"))
        begin_service(work, one)
    if not bundle and not items:
        meant = _bundles_of_queue(work, one)
        if len(meant) != 1:
            raise NothingChosen(meant)
        bundle = meant[0]
    row = new_case(work, one, place, bundle)
    row = choose_items(work, row, {}, list(items))
    if answers:
        row = choose_items(work, row, _clean_answers(work, row, answers), list(items))
    full = full_set.read(work, row)
    return step(
        work, row, say("已建立办件，{count} 个事项，{needed} 份材料", count=len(full.items), needed=full.needed), full
    )


def new_case(work: Work, ticket: Any, window: int | None, bundle: str | None) -> driver.Row:
    """A draft with its tracking code's hash; items are still to be chosen."""
    opened = catalogue.bundle(work.db, bundle, on=work.today) if bundle else None
    number = cases.next_id(work.db)
    case_id = cases.insert(
        work.db,
        id=number,
        state=CaseState.DRAFT,
        code_hash=code_hash(code_of(work.hall, "case", number)),
        bundle=opened.code if opened else None,
        bundle_version=opened.version if opened else None,
        ticket=ticket.id if ticket else None,
        opened_at=work.now,
        opened_by=work.actor.staff,
        front_window=window,
    )
    work.about(f"case:{case_id}", bundle=bundle, ticket=ticket.id if ticket else None)
    if ticket is not None:
        work.touch(f"ticket:{ticket.id}")
    return cases.get(work.db, case_id)


def ticket_here(work: Work, ticket: str | None, window: int | None) -> Any:
    """The ticket named, or the one open at the window; None if a case is opened without one."""

    if ticket is not None:
        one = tickets.find(work.db, work.today.isoformat(), ticket)
        if one.state not in (State.CALLED, State.SERVING):
            raise Refusal(
                "case.not-called-window",
                say("{shown} 还没有叫到窗口", shown=one.shown),
                rule=say("叫号后才能建立办件"),
                next=Next.by("ticket.call", say("请先叫号"), **({"window": window} if window else {})),
            )
        if window is not None and one.front_window != window:
            raise Refusal(
                "case.served-window",
                say("{shown} 在 {front_window} 号窗口办理", shown=one.shown, front_window=one.front_window),
                rule=say("一个号只在一个窗口办理"),
                next=say("请在那个窗口办理或转窗"),
            )
        return one
    return tickets.open_at(work.db, window) if window is not None else None


def _bundles_of_queue(work: Work, one: Any) -> tuple[str, ...]:
    """The bundle that the ticket was taken for, else those that its queue names."""
    if one is None:
        return ()
    if one.matter and tickets.is_bundle(work.db, one.matter):
        return (one.matter,)
    return tuple(code for code in tickets.bundles_of(work.db, one.queue) if code != "*")


def _clean_answers(work: Work, row: driver.Row, answers: dict[str, Any]) -> dict[str, str]:
    """Answers that the case's situations (the bundle's, its items') know. Raises Refusal naming the possible ones
    otherwise.
    """
    if not answers:
        return {}
    situations = {s.code: s for s in full_set.read(work, cases.get(work.db, row["id"])).situations}
    if not situations:
        raise Refusal(
            "case.no-situations",
            say("这个办件没有情形可答"),
            rule=say("情形由一件事或事项的指南定"),
            next=say("请去掉情形答案"),
        )
    for question, answer in answers.items():
        if question not in situations:
            raise Refusal(
                "case.no-situation",
                say("没有情形 {question}", question=verbatim(clean_text(str(question), limit=60))),
                next=say("可答的情形：{situations}", situations=listed(situations)),
            )
        if answer not in {a.code for a in situations[question].answers}:
            possible = listed(
                say("{code}（{answer}）", code=a.code, answer=a.name) for a in situations[question].answers
            )
            raise Refusal(
                "case.no-such-answer",
                say(
                    "“{question}”没有这个答案：{answer}",
                    question=situations[question].question,
                    answer=verbatim(clean_text(str(answer), limit=60)),
                ),
                next=say("可选：{possible}", possible=possible),
            )
    return {str(q): str(a) for q, a in answers.items()}


def choose_items(work: Work, row: driver.Row, answers: dict[str, str], extra: list[str]) -> driver.Row:
    """Write the answers and the items that follow from them, in the versions in force; returns the case's row."""
    kept = dict(cases.items(work.db, row["id"]))
    bundle = catalogue.bundle(work.db, row["bundle"], version=row["bundle_version"]) if row["bundle"] else None
    chosen = items_of(bundle, answers, extra)
    if len(chosen) > MOST_ITEMS:
        raise Refusal(
            "case.too-many-items",
            say("事项太多（{count} 个）", count=len(chosen)),
            rule=say("一个办件最多 {most_items} 个事项", most_items=MOST_ITEMS),
            next=say("请分成几个办件"),
        )
    pairs = []
    for code in chosen:
        item = catalogue.item(work.db, code, on=work.today) if code not in kept else None
        pairs.append((code, item.version if item else kept[code]))
    cases.set_items(work.db, row["id"], pairs)
    cases.change(work.db, row["id"], answers=json.dumps(answers, ensure_ascii=False, sort_keys=True))
    return cases.get(work.db, row["id"])


# -- drafts ------------------------------------------------------------------------------------------------------------


@act("case.answer", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def answer(work: Work, case: str, question: str, answer: str, version: int | None = None) -> Step:
    """Answer one situation; items and papers follow. Papers already taken stay on record."""
    row = editable(work, case, version)
    was = with_items(work, row)
    answers: dict[str, str] = json.loads(row["answers"])
    new = _clean_answers(work, row, {question: answer})
    asked = next(s for s in full_set.read(work, row).situations if s.code == question)
    names = {a.code: a.name for a in asked.answers}
    extra = outside_the_bundle(work, row)
    choose_items(work, row, {**answers, **new}, extra)
    row = noted(work, row, asked.question, names.get(answers.get(question, ""), ""), names[answer])
    keep(work, was, row)
    work.facts.update(question=question, answer=answer)
    full = full_set.read(work, row)
    return step(work, row, say("{count} 个事项，{needed} 份材料", count=len(full.items), needed=full.needed), full)


def outside_the_bundle(work: Work, row: driver.Row) -> list[str]:
    """Items that were chosen one by one, not by the bundle."""
    inside = set()
    if row["bundle"]:
        inside = {i.code for i in catalogue.bundle(work.db, row["bundle"], version=row["bundle_version"]).items}
    return [code for code, _ in cases.items(work.db, row["id"]) if code not in inside]


@act("case.item", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def add_item(work: Work, case: str, item: str, remove: bool = False, version: int | None = None) -> Step:
    """Add an item to a case, or take out one that was added."""
    row = editable(work, case, version)
    was = with_items(work, row)
    outside = outside_the_bundle(work, row)
    if remove:
        if item not in outside:
            raise Refusal(
                "case.not-added-item",
                say("{item} 不是另加的事项", item=item),
                rule=say("一件事里的事项由情形决定"),
                next=say("请改情形的回答"),
            )
        outside.remove(item)
    elif item not in outside:
        outside.append(item)
    choose_items(work, row, json.loads(row["answers"]), outside)
    row = noted(work, row, say("事项"), item if remove else "", "" if remove else item)
    keep(work, was, row)
    work.facts.update(item=item, remove=remove)
    full = full_set.read(work, row)
    return step(work, row, say("{count} 个事项，{needed} 份材料", count=len(full.items), needed=full.needed), full)


@act("case.tie", by=AT_THE_COUNTER, argument="case")
def tie(work: Work, case: str, ticket: str | None = None, window: int | None = None) -> Step:
    """Say that whoever was called to this window came for this case: their service begins, and the ticket and the case
    belong together from now on. Nothing else ties them.
    """
    row = cases.find(work.db, case)
    place = window if window is not None else work.actor.window
    one = ticket_here(work, ticket, place)
    if one is None:
        raise Refusal(
            "case.nobody-at-this-window",
            say("这个窗口手上没有号"),
            rule=say("叫到窗口的号才能和办件归在一起"),
            next=Next.by("ticket.call", say("请先叫号"), **({"window": place} if place else {})),
        )
    if row["ticket"] is not None and row["ticket"] != one.id and row["state"] in AT_INTAKE:
        other = tickets.get(work.db, row["ticket"])
        if other.state in (State.CALLED, State.SERVING):
            raise Refusal(
                "case.belongs-to-another-ticket",
                say("{name} 是 {shown} 的，{shown} 还在窗口", name=name_of(row), shown=other.shown),
                rule=say("一个办件同时只归一个号"),
                next=say("请在那个窗口办理，或等那个号办结"),
            )
    from counter.acts.queue.moving import begin_service

    begin_service(work, one)
    if row["ticket"] == one.id:
        work.about(f"case:{row['id']}", again=True)
        return step(work, row, say("已经归到 {shown}", shown=one.shown))
    row = noted(work, row, say("到窗口办理"), "", one.shown, ticket=one.id, front_window=place)
    work.touch(f"ticket:{one.id}")
    return step(work, row, say("归到 {shown}", shown=one.shown))
