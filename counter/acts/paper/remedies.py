"""Who reviews a decision and which court hears of it: named on every refusal, set once for a level or a department."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from counter.acts.paper.notices import table
from counter.acts.premises.placed import Placed
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.hall.settings import DATA
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_text
from counter.rules.level import LEVEL_NAMES
from counter.store import driver
from counter.store import notices as store
from counter.store.notices import Matter


@dataclass(frozen=True, slots=True)
class Bodies:
    """The body of review and the court of a department or a level (`scope`)."""

    scope: str
    name: str
    review: str
    court: str

    def __str__(self) -> str:
        return say(
            "{scope} {name}：行政复议 {review}；行政诉讼 {court}",
            scope=verbatim(self.scope),
            name=verbatim(self.name),
            review=verbatim(self.review or say("未设")),
            court=verbatim(self.court or say("未设")),
        )


@act("department.remedies", by=(Role.ADMINISTRATOR,), argument="scope")
def set_remedies(work: Work, scope: str, review: str, court: str) -> Bodies:
    """Set who reviews the decisions of a department (its code) or of all departments of a level, and which court."""
    return _set(work, scope, review, court)


def lay_remedies(work: Work, scope: str, review: str, court: str) -> Placed:
    """One entry of a plan: who reviews and which court for a department or a level."""
    new = store.remedy(work.db, _scope(scope)) is None
    made = _set(work, scope, review, court)
    return Placed(
        say("救济途径"),
        made.scope,
        made.name,
        say("行政复议 {review}；行政诉讼 {court}", review=verbatim(made.review), court=verbatim(made.court)),
        new,
    )


def _scope(scope: str) -> str:
    """A department's code or a level as they are kept."""
    scope = scope.strip()
    return scope.lower() if scope.lower() in LEVEL_NAMES else scope.upper()


def _set(work: Work, scope: str, review: str, court: str) -> Bodies:
    known = {row["code"]: row["name"] for row in store.departments_with_level(work.db)}
    scope = _scope(scope)
    if scope not in LEVEL_NAMES and scope not in known:
        raise Refusal(
            "department.no-scope",
            say("没有这个部门或级别：{scope}", scope=verbatim(clean_text(scope, limit=30))),
            rule=say("写部门代码，或级别 {levels}", levels=listed(LEVEL_NAMES)),
            next=Next.by("department.remedy-list", say("请看部门代码")),
        )
    review = clean_text(review, what=say("复议机关"), limit=60, empty=False)
    court = clean_text(court, what=say("法院"), limit=60, empty=False)
    if not court.endswith("法院"):
        raise Refusal(
            "department.not-a-court",
            say("{court} 不是法院的名称", court=verbatim(court)),
            rule=say("写法院全称，如某某市某某区人民法院"),
            next=say("请改正后再设"),
        )
    if store.remedy(work.db, scope) != (review, court):
        store.put_remedy(work.db, scope, review, court, work.actor.staff, work.now)
    work.about(f"department:{scope}", review=review, court=court)
    return Bodies(scope, str(LEVEL_NAMES.get(scope) or known[scope]), review, court)


@query("department.remedy-list", by=(Role.SUPERVISOR, Role.ADMINISTRATOR))
def remedy_list(look: Look) -> tuple[Bodies, ...]:
    """The body of review and the court of every level and department, as refusals name them."""
    departments = store.departments_with_level(look.db)
    levels = dict.fromkeys(row["level"] for row in departments)
    found = [Bodies(level, str(LEVEL_NAMES[level]), *(_known(look, level) or ("", ""))) for level in levels]
    for row in departments:
        if own := _known(look, row["code"]):
            found.append(Bodies(row["code"], row["name"], *own))
    return tuple(found)


def remedies_of(work: Work | Look, matters: Iterable[Matter]) -> str:
    """What a refusal says of review and lawsuit, with the names of both. Raises Refusal where nobody has said them."""
    named: dict[tuple[str, str], list[str]] = {}
    for one in matters:
        known = _known(work, one.department) or _known(work, one.level)
        if known is None:
            raise Refusal(
                "department.remedies-unknown",
                say("还没有写明{department}的复议机关和管辖法院", department=verbatim(one.department_name)),
                rule=say("行政许可法第三十八条：应当告知申请行政复议或者提起行政诉讼的权利"),
                next=Next.by("department.remedies", say("请管理员设置"), scope=one.department, review=None, court=None),
            )
        named.setdefault(known, []).append(one.department_name)
    if len(named) == 1:
        ((review, court),) = named
        return table().remedies.format(review=review, court=court)
    return "；".join(
        "对{departments}职责内的事项，".format(departments="、".join(dict.fromkeys(departments)))
        + table().remedies.format(review=review, court=court)
        for (review, court), departments in named.items()
    )


LED_FROM_ABOVE = re.compile("税务局|海关|国家安全[厅局]|外汇管理")
"""Names of bodies that are led from above: the next higher one reviews them, no government (Review Law 2023, 27)."""


def lacking_remedies(db: driver.Connection, *, training: bool) -> list[str]:
    """Advice that names departments with items of which nobody has said who reviews their decisions and which court
    hears of them, and those led from above that go by their level; a hall to practise in has data/training.toml.
    """
    if training:
        return []
    rows = [row for row in store.departments_with_items(db) if store.remedy(db, row["code"]) is None]
    nobody = [row["name"] for row in rows if store.remedy(db, row["level"]) is None]
    above = [row["name"] for row in rows if row["name"] not in nobody and LED_FROM_ABOVE.search(row["name"])]
    found: list[str] = []
    if nobody:
        found.append(
            say(
                "{count} 个部门没有写明复议机关和管辖法院，不予许可、不予受理的决定出不了：{names}",
                count=len(nobody),
                names=_first(nobody),
            )
        )
    if above:
        found.append(
            say(
                "{names}是垂直领导的，复议机关是上一级主管部门（行政复议法第二十七条），不能照级别写",
                names=_first(above),
            )
        )
    return found


def _first(names: list[str]) -> str:
    return listed((*map(verbatim, names[:5]), *(("…",) if len(names) > 5 else ())))


def _known(look: Work | Look, scope: str) -> tuple[str, str] | None:
    return store.remedy(look.db, scope) or (_training().get(scope) if look.hall.training else None)


@lru_cache(maxsize=1)
def _training() -> dict[str, tuple[str, str]]:
    """What a hall to practise in says where nothing was set."""
    plan = tomllib.loads((DATA / "training.toml").read_text("utf-8"))
    return {one["scope"]: (one["review"], one["court"]) for one in plan["remedies"]}
