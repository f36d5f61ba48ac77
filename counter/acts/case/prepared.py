"""A case prepared before the visit: what was sent for pre-review opens at the window by its own code,
papers attached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.acts.case import full_set
from counter.acts.case.opening import AT_THE_COUNTER, choose_items, new_case, ticket_here
from counter.acts.case.step import Step, noted, step
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules.case import AT_INTAKE
from counter.rules.my_list import still_apply
from counter.rules.numbers import canonical, code_hash
from counter.store import arrivals, cases, driver
from counter.store.tickets import is_bundle


@act("case.open-prepared", by=AT_THE_COUNTER, argument="code")
def open_prepared(work: Work, code: str, window: int | None = None, tie: bool = True) -> Step:
    """Open (once) the case that a pre-review prepared, and tie it to the ticket at this window unless `tie` is no.

    The files sent in are attached to the papers they were sent for; whether the originals are here is still to be said.
    """
    sent = arrivals.by_code(work.db, code_hash(canonical(code) or code.strip()))
    if not sent:
        raise Refusal(
            "case.no-message-pre-review",
            say("没有找到这个预审码的来件"),
            rule=say("预审码在提交材料时给出"),
            next=say("请核对预审码，或按一般办件办理"),
        )
    place = window if window is not None else work.actor.window
    ticket = ticket_here(work, None, place) if tie else None
    if ticket is not None:
        from counter.acts.queue.moving import begin_service

        begin_service(work, ticket)
    known = next((one.case_id for one in sent if one.case_id is not None), None)
    if known is not None:
        row = cases.get(work.db, known)
        if ticket is not None and row["ticket"] is None and row["state"] in AT_INTAKE:
            row = noted(work, row, say("到窗口办理"), "", ticket.shown, ticket=ticket.id, front_window=place)
        work.about(f"case:{known}", prepared=True, again=True)
        return step(work, row, say("已打开预审过的办件"))
    asked = dict.fromkeys(one.item for one in sent if one.item)
    bundle = next((code for code in asked if is_bundle(work.db, code)), None)
    items = [code for code in asked if code != bundle]
    row = new_case(work, ticket, place, bundle)
    row = choose_items(work, row, {}, items)
    said = {question: answer for one in sent for question, answer in one.detail.get("answers", {}).items()}
    if kept := still_apply(said, full_set.read(work, row).situations)[0]:
        row = choose_items(work, row, kept, items)
    full = full_set.read(work, row)
    attached = sum(_attach(work, full, one) for one in sent)
    arrivals.bind(work.db, [one.id for one in sent], row["id"])
    left = len(arrivals.unsorted(work.db, row["id"]))
    row = noted(work, row, say("预审来件"), "", say("{n} 个文件", n=attached))
    work.facts.update(prepared=True, items=list(asked), files=attached, unsorted=left)
    more = say("；另有 {left} 个文件没有写明是哪份材料，请在材料上按 Enter 附上", left=left) if left else ""
    return step(
        work,
        row,
        say(
            "已打开预审过的办件，{count} 个事项，附有 {attached} 个文件{more}",
            count=len(full.items),
            attached=attached,
            more=more,
        ),
        full,
    )


@dataclass(frozen=True, slots=True)
class Unsorted:
    """A file that a citizen sent before the visit without saying for which paper."""

    sha256: str
    name: str
    kind: str
    size: int

    def __str__(self) -> str:
        return say(
            "{name} {kind} {size} 字节 {sha256}",
            name=self.name,
            kind=verbatim(self.kind),
            size=f"{self.size:,}",
            sha256=self.sha256,
        )


@query("case.unsorted", by=AT_THE_COUNTER, argument="case")
def unsorted(look: Look, case: str) -> tuple[Unsorted, ...]:
    """Files sent before the visit that lie under no paper of the case yet; `case.attach` with the hash sorts one in."""
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    return tuple(
        Unsorted(one["sha256"], one["name"], one["kind"], one["size"]) for one in arrivals.unsorted(look.db, row["id"])
    )


def _attach(work: Work, full: full_set.FullSet, one: Any) -> int:
    """Attach the files of one arrival to their papers; one sent for no paper of the set waits until a clerk sorts it
    in.
    """
    codes = {wanted.document for wanted in full.wanted}
    done = 0
    for file in one.files:
        if file.document not in codes:
            continue
        try:
            cases.attach(
                work.db,
                full.case["id"],
                file.document,
                file.sha256,
                file.name,
                file.kind,
                file.size,
                work.now,
                work.actor.staff,
                "",
            )
            done += 1
        except driver.IntegrityError:
            continue  # the same picture sent twice
    return done
