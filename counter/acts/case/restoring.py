"""What stood before one act on a case at the counter, so that the act can be taken back by a compensating entry.

The journal's entry keeps states, causes, dates, items and ids under `undo`; words that may name somebody (a reason, a
mandate, the form's fields, a telephone number) stay with the case, in `case_before`, and never go into the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from counter.acts.case.step import name_of, noted, what_changed
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work
from counter.phrases.said import say, verbatim
from counter.rules.case import AT_INTAKE, CASE_STEP_NAMES
from counter.store import applicants, cases, driver, restoring

PLAIN = ("state", "notice_last_day", "complete_on", "answers", "person", "agent", "guardian", "representative")
"""Columns of a case that an act at the counter changes and that name nobody."""
IN_WORDS = ("mandate", "fields", "guardianship", "representative_name")
"""Those that may."""
OF_A_PAPER = ("state", "cause", "due_on", "copies", "form", "holder", "came_at", "removed_at")
"""What is kept of a paper beside the words of its reason."""


@dataclass(slots=True)
class Before:
    """A case as an act found it. `documents` are the papers that the act is about to write (None: nothing was known of
    it); `people` gathers the rows of persons whose telephone number it changes; `mark` names an attachment it adds or
    takes off.
    """

    row: driver.Row
    documents: Mapping[str, driver.Row | None] = field(default_factory=dict)
    items: list[tuple[str, int]] | None = None
    people: list[driver.Row] = field(default_factory=list)
    mark: tuple[str, int] | None = None


def with_items(work: Work, row: driver.Row) -> Before:
    """The same of an act that may change the items."""
    return Before(row, items=cases.items(work.db, row["id"]))


def with_documents(row: driver.Row, known: Mapping[str, driver.Row], codes: Iterable[str]) -> Before:
    """The same of an act that writes these papers."""
    return Before(row, {code: known.get(code) for code in codes})


def keep(work: Work, was: Before, now: driver.Row) -> None:
    """Put down what is different, in the journal's entry and beside the case."""
    kept: dict[str, Any] = {"version": now["version"]}
    words: dict[str, Any] = {name: was.row[name] for name in IN_WORDS if was.row[name] != now[name]}
    if plain := {name: was.row[name] for name in PLAIN if was.row[name] != now[name]}:
        kept["case"] = plain
    if was.documents:
        kept["documents"] = {
            code: row and {name: row[name] for name in OF_A_PAPER} for code, row in was.documents.items()
        }
        if reasons := {code: row["reason"] for code, row in was.documents.items() if row and row["reason"]}:
            words["reasons"] = reasons
    if was.items is not None:
        kept["items"] = [list(pair) for pair in was.items]
    if was.mark is not None:
        kept["mark"] = list(was.mark)
    if was.people:
        kept["people"] = {str(row["id"]): row["version"] + 1 for row in was.people}
        words["phones"] = {str(row["id"]): row["phone"] for row in was.people}
    work.facts["undo"] = kept
    if words:
        restoring.put(work.db, now["id"], now["version"], words)


def check_stands(work: Work | Look, case_id: int, facts: Mapping[str, Any]) -> driver.Row:
    """The case, if the act with these facts is still its last step. Raises Refusal if it has moved on."""
    row, kept = cases.get(work.db, case_id), facts["undo"]
    if row["state"] not in AT_INTAKE:
        raise Refusal(
            "case.now-intake-can-no",
            say(
                "{name} 已经{case_step}，不能再撤销收件时的操作",
                name=name_of(row),
                case_step=CASE_STEP_NAMES[row["state"]],
            ),
            rule=say("已经送出的有各自的更正办法"),
            next=Next.by("window.find", say("请查到这件，从那里更正或撤回")),
        )
    if restoring.stands_at(work.db, f"case:{case_id}", row["version"]) != kept["version"]:
        raise Refusal(
            "case.changed-since",
            say(
                "{name} 在这之后又有改动：{what_changed}",
                name=name_of(row),
                what_changed=verbatim(what_changed(work, row, kept["version"])),
            ),
            rule=say("只能撤销最后一步"),
            next=say("请按现在的内容继续办理"),
        )
    return row


def take_back(work: Work, case_id: int, act: str, facts: Mapping[str, Any], words: str) -> driver.Row:
    """Bring a case back to what stood before one act; `facts` are its journal entry's. Raises Refusal if it has moved
    on.
    """
    row, kept = check_stands(work, case_id, facts), facts["undo"]
    said = restoring.words(work.db, case_id, kept["version"])
    for code, document in kept.get("documents", {}).items():
        restoring.put_paper_back(
            work.db, case_id, code, document and {**document, "reason": said.get("reasons", {}).get(code, "")}
        )
    if "items" in kept:
        cases.set_items(work.db, case_id, [(code, version) for code, version in kept["items"]])
    if "mark" in kept:
        kind, attachment = kept["mark"]
        if kind == "added":
            cases.detach(work.db, case_id, attachment, work.now, work.actor.staff, say("撤销"))
        else:
            restoring.put_attachment_back(work.db, attachment)
    if "answered" in facts:
        restoring.ask_again(work.db, case_id, facts["answered"])
    for person, version in kept.get("people", {}).items():
        _phone_back(work, int(person), version, said["phones"][person])
    change = restoring.change(work.db, case_id, kept["version"])
    values = kept.get("case", {}) | {name: said[name] for name in IN_WORDS if name in said}
    row = noted(
        work,
        row,
        say("撤销{words}：{what}", words=words, what=change["what"]),
        change["after"],
        change["before"],
        **values,
    )
    work.facts.update(act=act, version=row["version"], back_to=kept["version"] - 1)
    return row


def _phone_back(work: Work, person: int, version: int, phone: str) -> None:
    """The old number, unless somebody has corrected this person since: what they wrote stays."""
    row = applicants.get(work.db, person)
    if row["version"] == version:
        restoring.put_phone_back(work.db, person, phone)
        work.touch(f"person:{person}")
