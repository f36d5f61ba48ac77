"""A case prepared before the visit: what was sent for pre-review opens at the window by its own code, papers attached."""

from __future__ import annotations

from typing import Any

from counter.acts import fullset
from counter.acts.act import Work, act
from counter.acts.intake import AT_THE_COUNTER, choose_items, new_case, ticket_here
from counter.acts.step import Step, noted, step
from counter.errors import Refusal
from counter.rules.numbers import canonical, code_hash
from counter.store import arrivals, cases, driver


@act("case.open-prepared", by=AT_THE_COUNTER, argument="code")
def open_prepared(work: Work, code: str, window: int | None = None) -> Step:
    """Open (once) the case that a pre-review prepared, and bind it to the ticket at this window.

    The files sent in are attached to the papers they were sent for; whether the originals are here is still to be said.
    """
    sent = arrivals.by_code(work.db, code_hash(canonical(code) or code.strip()))
    if not sent:
        raise Refusal("没有找到这个预审码的来件", "预审码在提交材料时给出", "请核对预审码，或按一般办件办理")
    place = window if window is not None else work.actor.window
    ticket = ticket_here(work, None, place)
    known = next((one.case_id for one in sent if one.case_id is not None), None)
    if known is not None:
        row = cases.get(work.db, known)
        if ticket is not None and row["ticket"] is None and row["state"] in cases.OPEN:
            row = noted(work, row, "到窗口办理", "", ticket.shown, ticket=ticket.id, front_window=place)
        work.about(f"case:{known}", prepared=True, again=True)
        return step(work, row, "已打开预审过的办件")
    items = [one.item for one in sent if one.item]
    row = new_case(work, ticket, place, None)
    row = choose_items(work, row, {}, items)
    full = fullset.read(work, row)
    attached = sum(_attach(work, full, one) for one in sent)
    arrivals.bind(work.db, [one.id for one in sent], row["id"])
    row = noted(work, row, "预审来件", "", f"{attached} 个文件")
    work.facts.update(prepared=True, items=items, files=attached)
    return step(work, row, f"已打开预审过的办件，{len(full.items)} 个事项，附有 {attached} 个文件", full)


def _attach(work: Work, full: fullset.FullSet, one: Any) -> int:
    """Attach the files of one arrival; a file sent for no paper of the set goes to the first one."""
    codes = [wanted.document for wanted in full.wanted]
    done = 0
    for file in one.files:
        document = file.document if file.document in codes else codes[0] if codes else ""
        if not document:
            continue
        try:
            cases.attach(work.db, full.case["id"], document, file.sha256, file.name, file.kind, file.size, work.now, work.actor.staff, "")
            done += 1
        except driver.IntegrityError:
            continue  # the same picture sent twice
    return done
