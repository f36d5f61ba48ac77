"""The demonstration hall: both levels' departments, windows, staff, catalogue and calendar, made from data/."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from counter.acts.catalogue.loading import Loaded, load_data
from counter.errors import Next, Refusal
from counter.hall import DATA
from counter.hall.act import Work, act
from counter.phrases.said import say
from counter.rules.access import Role
from counter.store import premises, staff


@dataclass(frozen=True, slots=True)
class Trained:
    """How much the training hall begins with."""

    departments: int
    desks: int
    windows: int
    staff: int
    items: int
    bundles: int

    def __str__(self) -> str:
        return say(
            "演练大厅：{departments} 个部门，{desks} 个审批台，{windows} 个窗口，{staff} 名人员，"
            "{items} 个事项，{bundles} 个一件事",
            departments=self.departments,
            desks=self.desks,
            windows=self.windows,
            staff=self.staff,
            items=self.items,
            bundles=self.bundles,
        )


@act("hall.train", by=())
def train(work: Work) -> Trained:
    """Fill an empty hall with the demonstration data of data/ (data/training.toml names windows, queues and staff)."""
    from counter.acts.premises.planning import PLAN, arrange

    load_calendars(work)
    load_data(work, DATA)
    plan = tomllib.loads((DATA / "training.toml").read_text("utf-8"))
    arrange(work, {section: plan[section] for section in PLAN if section in plan})
    surnames = plan["surnames"]
    for index, desk in enumerate(staff.desks(work.db)):
        for prefix, offset in (("ap", 0), ("ap2", 7)):
            name = surnames[(index + offset) % len(surnames)] + plan["given"][(index * 3 + offset) % len(plan["given"])]
            code = f"{prefix}-{desk['department'].lower()}"
            staff.add(work.db, code, name, Role.APPROVER, desk["department"], desk["code"], head=prefix == "ap2")
    work.about("hall:training")
    return Trained(*premises.how_many(work.db))


@act("hall.equip", by=())
def equip(work: Work, catalogue: str | None = None) -> Loaded | None:
    """Give an empty hall what every hall needs: the announced working-day calendars; and the catalogue of a folder."""
    load_calendars(work)
    if catalogue and premises.how_many(work.db)[0]:
        raise Refusal(
            "hall.has-a-catalogue",
            say("大厅里已经有部门和目录"),
            rule=say("一次载入只用于空的大厅"),
            next=Next.by("catalogue.import", say("再来的目录请用导入，先看差别")),
        )
    loaded = load_data(work, Path(catalogue)) if catalogue else None
    work.about("hall:new")
    return loaded


def load_calendars(work: Work) -> None:
    """Load every announced year of data/calendar."""
    from counter.store import calendar

    for file in sorted((DATA / "calendar").glob("[0-9]*.json")):
        calendar.load_year(work.db, json.loads(file.read_text("utf-8")), source=file.name, at=work.now)
