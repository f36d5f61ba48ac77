"""Taking a case in: opening it from a ticket, its situations, its applicant, its papers, and the receipt."""

from __future__ import annotations

import json
from typing import Any

from counter.acts.case import full_set
from counter.acts.case.applicants import find_or_add, suspected
from counter.acts.case.restoring import Before, keep, with_items
from counter.acts.case.step import Step, editable, noted, step
from counter.acts.paper.writing import code_of
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.case import AT_INTAKE, CASE_STEP_NAMES, CaseState
from counter.rules.identity import IdKind, clean_text
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
    from counter.rules.bundle import choose

    kept = dict(cases.items(work.db, row["id"]))
    chosen: list[str] = []
    if row["bundle"]:
        bundle = catalogue.bundle(work.db, row["bundle"], version=row["bundle_version"])
        chosen.extend(choose(bundle, answers).items)
    chosen.extend(code for code in extra if code not in chosen)
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
    extra = _outside(work, row)
    choose_items(work, row, {**answers, **new}, extra)
    row = noted(work, row, asked.question, names.get(answers.get(question, ""), ""), names[answer])
    keep(work, was, row)
    work.facts.update(question=question, answer=answer)
    full = full_set.read(work, row)
    return step(work, row, say("{count} 个事项，{needed} 份材料", count=len(full.items), needed=full.needed), full)


def _outside(work: Work, row: driver.Row) -> list[str]:
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
    outside = _outside(work, row)
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


@act("case.applicant", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def applicant(
    work: Work,
    case: str,
    name: str,
    number: str,
    id_kind: IdKind | None = None,
    phone: str = "",
    agent_name: str = "",
    agent_number: str = "",
    mandate: str = "",
    version: int | None = None,
) -> Step:
    """Say who applies, and who acts for them with what mandate."""
    row = editable(work, case, version)
    was = Before(row)
    person, warnings = find_or_add(work, name, number, id_kind=id_kind, phone=phone, changed=was.people)
    agent = None
    if agent_name or agent_number:
        mandate = clean_text(mandate, what=say("委托书"), limit=200)
        if not mandate:
            raise Refusal(
                "case.agent-no-mandate",
                say("代办人没有委托书"),
                rule=say("行政许可法第二十九条：可以委托代理人，委托要有凭据"),
                next=say("请填写委托书的名称和日期，或由本人申请"),
            )
        agent, more = find_or_add(work, agent_name, agent_number)
        warnings += more
        if agent["id"] == person["id"]:
            raise Refusal(
                "case.agent-applicant-one-person",
                say("代办人和申请人是同一个人"),
                rule=say("本人到场不需要代办"),
                next=say("请去掉代办人"),
            )
    if doubles := suspected(work.db, person):
        warnings += (
            say("疑似已有同一申请人的登记（{others} 号），可核对后合并", others=listed(str(d) for d in doubles)),
        )
    warnings += _same_open(work, row, person["id"])
    if person["bad_credit"]:
        warnings += (say("申请人有未修复的失信记录，不能容缺或承诺"),)
    row = noted(
        work,
        row,
        say("申请人"),
        person=person["id"],
        agent=agent["id"] if agent else None,
        mandate=mandate if agent else "",
    )
    keep(work, was, row)
    work.touch(f"person:{person['id']}")
    return step(work, row, say("已登记申请人"), warnings=warnings)


def _same_open(work: Work, row: driver.Row, person: int) -> tuple[str, ...]:
    """The same person has the same item under way elsewhere."""
    chosen = [code for code, _ in cases.items(work.db, row["id"])]
    if not chosen:
        return ()
    seen: dict[str, str] = {}
    for other in cases.same_open(work.db, row["id"], person, chosen):
        seen.setdefault(other["receipt_number"] or f"D{other['id']}", CASE_STEP_NAMES[other["state"]])
    return tuple(
        say("该申请人已有同一事项在办：{receipt_number}（{case_step}）", receipt_number=name, case_step=state)
        for name, state in seen.items()
    )
