"""The list that somebody made at home (rules/my_list.py), scanned at the window: a draft with the answers already
there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.acts.case import full_set
from counter.acts.case.opening import AT_THE_COUNTER, choose_items, new_case, outside_the_bundle, ticket_here
from counter.acts.case.step import Step, name_of, noted, step
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say
from counter.rules.bundle import Situation
from counter.rules.case import AT_INTAKE, CaseState
from counter.rules.my_list import (
    ListReading,
    Matter,
    MyList,
    answers_at,
    list_key,
    matter_mark,
    papers_mark,
    read_list,
    still_apply,
)
from counter.store import cases, catalogue, driver
from counter.store.windows import matter_of_case


@dataclass(frozen=True, slots=True)
class ListShown:
    """What a list says, before anything is done with it: `answers` are (question, answer) in the guide's words, `lost`
    the questions whose answer says nothing any more.
    """

    name: str
    version: int
    now: int
    answers: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]

    def __str__(self) -> str:
        told = [say("“{name}”的办事清单，指南第 {version} 版", name=self.name, version=self.version)]
        told += [say("{question} {answer}", question=question, answer=answer) for question, answer in self.answers]
        return listed((*told, *_older(self.version, self.now, self.lost)), "\n")


@query("case.read-list", by=AT_THE_COUNTER, argument="code")
def read_my_list(look: Look, code: str) -> ListShown:
    """What the code of a list says: what is to be done, and the answers that still apply."""
    mine = _read(look, code)
    matter, now, name = _matter(look, mine)
    then, asked = _asked_then(look, mine, matter), _asked_in(look, mine.kind, matter, now)
    kept, lost = still_apply(answers_at(then, mine.answers), asked)
    names = {one.code: one.question for one in then}
    words = {(one.code, answer.code): (one.question, answer.name) for one in asked for answer in one.answers}
    return ListShown(
        name,
        mine.version,
        now,
        tuple(words[question, answer] for question, answer in kept.items()),
        tuple(names[question] for question, _ in lost),
    )


@act("case.open-list", by=AT_THE_COUNTER, argument="code")
def open_list(work: Work, code: str, ticket: str | None = None, window: int | None = None) -> Step:
    """Open the case of whoever is at this window by the list they made at home: what they want to have done, and their
    answers. A draft of theirs for the same is filled in where nobody has asked yet.
    """
    mine = _read(work, code)
    matter, now, name = _matter(work, mine)
    place = window if window is not None else work.actor.window
    one = ticket_here(work, ticket, place)
    if one is None:
        raise Refusal(
            "list.nobody-at-this-window",
            say("这是“{name}”的办事清单，窗口手上没有号", name=name),
            rule=say("清单归到窗口手上的号"),
            next=Next.by("ticket.call", say("请先叫号，再扫一次"), **({"window": place} if place else {})),
        )
    from counter.acts.queue.moving import begin_service

    there = cases.of_ticket(work.db, one.id)
    if there is not None and there["state"] in AT_INTAKE:
        row = _own_draft(work, there, mine, matter, name)
    else:
        begin_service(work, one)
        row = new_case(work, one, place, matter if mine.kind is Matter.BUNDLE else None)
        row = choose_items(work, row, {}, [matter] if mine.kind is Matter.ITEM else [])
    asked_then, answered = _asked_then(work, mine, matter), json.loads(row["answers"])
    kept, lost = still_apply(answers_at(asked_then, mine.answers), full_set.read(work, row).situations)
    new = {question: answer for question, answer in kept.items() if question not in answered}
    if new:
        row = choose_items(work, row, {**answered, **new}, outside_the_bundle(work, row))
        row = noted(work, row, say("办事清单"), "", say("答好 {n} 个情形", n=len(new)))
    full = full_set.read(work, row)
    questions = {one.code: one.question for one in asked_then}
    told = _differences(mine, now, tuple(questions[code] for code, _ in lost), full)
    work.about(f"case:{row['id']}", matter=matter, list_version=mine.version, answered=len(new), lost=len(lost))
    if there is not None and not new:
        work.about(f"case:{row['id']}", again=True)
        return step(work, row, say("清单上的回答都已在办件里"), full, told)
    return step(
        work,
        row,
        say(
            "已按清单打开“{name}”：答好 {n} 个情形，{count} 个事项，{needed} 份材料",
            name=name,
            n=len(new),
            count=len(full.items),
            needed=full.needed,
        ),
        full,
        told,
    )


def _read(work: Work | Look, code: str) -> MyList:
    """What a code says. Raises Refusal where it says nothing that can be believed."""
    reading, mine = read_list(list_key(work.hall.secret("list")), work.hall.settings["id"], code)
    if mine is not None:
        return mine
    why = {
        ListReading.DAMAGED: say("办事清单码没有读全，或者有一位不对"),
        ListReading.FOREIGN: say("这是别的大厅的办事清单"),
        ListReading.FORGED: say("这个办事清单码不是本大厅的网站做的，或者被改动过"),
        ListReading.NEWER: say("这个办事清单码是更新的程序做的，这里还读不了"),
    }
    raise Refusal(
        f"list.{reading}",
        why[reading],
        rule=say("只按本大厅网站列出的清单打开办件"),
        next=say("请再扫一次，或直接选要办的事、当面问情形"),
    )


def _matter(work: Work | Look, mine: MyList) -> tuple[str, int, str]:
    """The code, the version in force and the name of what a list is of. Raises Refusal where it is not done any
    more.
    """
    table = mine.kind.value
    for code in catalogue.codes(work.db, table):
        if matter_mark(mine.kind, code) == mine.matter:
            row = catalogue.version_on(work.db, table, code, on=work.today)
            return code, row["version"], row["name"]
    raise Refusal(
        "list.matter-unknown",
        say("清单上要办的事，本大厅的目录里没有"),
        rule=say("只办目录中现行的事项"),
        next=say("请问清要办什么，用搜索找到它"),
    )


def _own_draft(work: Work, row: driver.Row, mine: MyList, matter: str, name: str) -> driver.Row:
    """The case that is open for this number already, where it is about the same. Raises Refusal for another one."""
    same = row["bundle"] == matter if mine.kind is Matter.BUNDLE else matter in dict(cases.items(work.db, row["id"]))
    if same and row["state"] == CaseState.DRAFT:
        return row
    raise Refusal(
        "list.another-case-is-open",
        say(
            "清单是“{name}”的，这个号已经有办件 {case}（{matter}）",
            name=name,
            case=name_of(row),
            matter=matter_of_case(work.db, row["id"]) or say("未选事项"),
        ),
        rule=say("一个号同时只有一个办件在收件"),
        next=say("请先办完或撤回 {case}，再扫一次", case=name_of(row)),
    )


def _asked_then(work: Work | Look, mine: MyList, matter: str) -> tuple[Situation, ...]:
    """The questions of the version that the list was made of; none where the hall doesn't have it (any more)."""
    try:
        return _asked_in(work, mine.kind, matter, mine.version)
    except Refusal:
        return ()


def _asked_in(work: Work | Look, kind: Matter, matter: str, version: int) -> tuple[Situation, ...]:
    row = catalogue.version_on(work.db, kind.value, matter, version=version)
    told = json.loads(row["definition"] if kind is Matter.BUNDLE else row["guide"])
    return catalogue.read_situations(told.get("situations", ()))


def _differences(mine: MyList, now: int, lost: tuple[str, ...], full: full_set.FullSet) -> tuple[str, ...]:
    """What is otherwise than on the list in the person's hand; `lost` are questions whose answer says nothing now."""
    found = _older(mine.version, now, lost)
    if papers_mark(full.wanted) != mine.papers:
        found.append(say("要带的材料和清单上的不同，以这里的为准"))
    return tuple(found)


def _older(version: int, now: int, lost: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    if version != now:
        found.append(say("清单按指南第 {before} 版列出，现行是第 {now} 版", before=version, now=now))
    if lost:
        found.append(say("这些回答不再适用，请再问：{questions}", questions=listed(lost)))
    return found
