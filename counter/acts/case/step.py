"""Where a case stands after an act: what every act on a case begins and ends with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.acts.case import full_set
from counter.acts.case.full_set import FullSet
from counter.errors import Refusal
from counter.hall.act import Look, Work
from counter.phrases.said import listed, say, verbatim
from counter.rules.case import AT_INTAKE, CASE_STEP_NAMES
from counter.store import cases, driver


@dataclass(frozen=True, slots=True)
class Step:
    """Where a case stands after one act. `open` counts what still holds up acceptance."""

    case: str
    id: int
    version: int
    state: str
    said: str
    open: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def without_case(self) -> str:
        """What is said of the case where everybody sees which one it is."""
        return listed((self.said, *self.warnings), "；")

    def __str__(self) -> str:
        return listed((say("{case} {said}", case=self.case, said=self.said), *self.warnings), "；")


def name_of(row: driver.Row) -> str:
    """What a case is called at the counter: its receipt number, before that its draft id."""
    return row["receipt_number"] or f"D{row['id']}"


def editable(work: Work | Look, case: str, version: int | None = None) -> driver.Row:
    """The row of a case that can still be worked on. Raises Refusal, naming what changed if `version` is not the
    newest.
    """
    row = cases.find(work.db, case)
    if row["state"] not in AT_INTAKE:
        raise Refusal(
            "case.already-not-change",
            say("{name} 已经{case_step}，不能再改", name=name_of(row), case_step=CASE_STEP_NAMES[row["state"]]),
            rule=say("受理后的办件由各审批台办理"),
            next=say("请查看办件进度"),
        )
    if version is not None and version != row["version"]:
        raise Refusal(
            "case.just-changed",
            say(
                "{name} 刚被改过：{what_changed}",
                name=name_of(row),
                what_changed=verbatim(what_changed(work, row, version)),
            ),
            rule=say("后保存的不覆盖先保存的，您输入的内容还在屏幕上"),
            next=say("请核对上面的改动后再按一次"),
        )
    return row


def what_changed(work: Work | Look, row: driver.Row, version: int) -> str:
    """The changes after a version in one line: who, when, what, from what to what."""
    told = []
    for change in cases.changes_since(work.db, row["id"], version)[-4:]:
        text = say(
            "{time} {staff_name}（{place}）{what}",
            time=f"{work.hall.local(change['at']):%H:%M}",
            staff_name=change["staff_name"] or change["staff"],
            place=_place(change["place"]),
            what=change["what"],
        )
        if change["before"] or change["after"]:
            text += say(
                " {before} 改为 {after}",
                before=verbatim(change["before"] or say("空")),
                after=verbatim(change["after"] or say("空")),
            )
        told.append(text)
    return listed(told, "，") or say("版本不同")


def _place(place: str) -> str:
    kind, _, name = place.partition(":")
    return say("{name}号窗口", name=name) if kind == "window" else place


def noted(work: Work, row: driver.Row, what: str, before: str = "", after: str = "", **values: Any) -> driver.Row:
    """Keep one change of a case as its next version, with the columns that it sets; returns the row as it is then."""
    work.about(f"case:{row['id']}")
    return cases.note_change(
        work.db, row["id"], work.now, work.actor.staff, work.actor.place, what, before, after, **values
    )


def step(work: Work, row: driver.Row, said: str, full: FullSet | None = None, warnings: tuple[str, ...] = ()) -> Step:
    """The result of an act on a case; `row` is the case as it is now."""
    full = full or full_set.read(work, row)
    return Step(name_of(row), row["id"], row["version"], row["state"], said, len(full.lacks), warnings)
