"""Desks and departments: pages of the house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.level import LEVEL_NAMES
from screens.administrator.closing import close, is_open
from screens.administrator.page import Blank, Doing, Kind, Options, Page, Values
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import listed, mark, named, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.premises.rooms import DepartmentKept, DeskKept
    from screens.shell.app import CounterApp


async def _desks(app: CounterApp) -> Sequence[DeskKept]:
    return await app.ask(acts.desk_list)


async def _departments(app: CounterApp) -> Sequence[DepartmentKept]:
    return await app.ask(acts.department_list)


async def _department_codes(app: CounterApp) -> Options:
    return [(one.code, named(one.short), named(one.name)) for one in await _departments(app)]


async def _levels(app: CounterApp) -> Options:
    return [(str(code), t(name), "") for code, name in LEVEL_NAMES.items()]


def _desk_facts(one: DeskKept) -> Iterable[Fact]:
    yield Fact("", named(one.name), "head")
    yield Fact(t("代码"), one.code)
    yield Fact(t("部门"), t("{name}（{level}）", name=named(one.department_name), level=t(LEVEL_NAMES[one.level])))
    yield Fact(t("负责人"), one.head or t("没有定"))
    yield Fact(t("人员"), t("{n} 人", n=one.officers), "" if one.officers else "warn")
    yield Fact(t("在办"), t("{n} 项", n=one.open))
    yield Fact(t("位置"), one.place)
    yield Fact(t("电话"), one.phone)
    if one.closed_on:
        yield Fact(t("关闭"), one.closed_on, "dim")


async def _save_desk(place: Place, row: DeskKept | None, values: Values) -> str:
    return worded(
        await place.app.ask(
            acts.desk_set,
            code=values["code"],
            department=values["department"],
            name=values["name"],
            place=values["place"],
            phone=values["phone"],
            seen=row.seen if row is not None else "",
        )
    )


async def _close_desk(place: Place, one: DeskKept) -> None:
    to: str | None = None
    if one.open or one.officers:
        others = [
            (other.code, named(other.name), t("{n} 人", n=other.officers))
            for other in await _desks(place.app)
            if other.department == one.department and other.code != one.code and not other.closed_on
        ]
        if not others:
            raise Refusal(
                "screen.no-desk-beside",
                t(
                    "{name} 有 {n} 项在办、{people} 人，本部门没有别的台",
                    name=one.name,
                    n=one.open,
                    people=one.officers,
                ),
                next=t("请先给本部门加一个台，或把人员和审批办完"),
            )
        to = await place.app.choose(
            t("{n} 项审批、{people} 人转到哪个台", n=one.open, people=one.officers), others, text=named(one.name)
        )
        if to is None:
            return
    await close(
        place,
        t("关闭{name}？", name=named(one.name)),
        t("没有办完的转走，人员跟着走；等复核的提请要重新提请。"),
        acts.desk_close,
        code=one.code,
        to=to,
        seen=one.seen,
    )


DESKS = Page(
    id="desks",
    name=mark("审批台"),
    columns=(
        Column(mark("代码"), 12),
        Column(mark("名称"), 0),
        Column(mark("负责人"), 8),
        Column(mark("人"), 3, right=True, english=6),
        Column(mark("在办"), 5, right=True, english=9),
    ),
    rows=_desks,
    key=lambda one: one.code,
    line=lambda one: Line(
        one.code,
        (one.code, one.name, one.head, str(one.officers), t("关闭") if one.closed_on else str(one.open or "")),
        "dim" if one.closed_on else "" if one.officers else "warn",
    ),
    facts=_desk_facts,
    title=lambda one: named(one.name),
    new=mark("加一个审批台.."),
    blanks=(
        Blank("department", mark("部门"), Kind.ONE, fixed=True, options=_department_codes),
        Blank("code", mark("代码"), Kind.CODE, mark("例如 D-C-HR-2"), fixed=True),
        Blank("name", mark("名称"), help=mark("空着就叫某某审批台"), free=True),
        Blank("place", mark("位置"), free=True),
        Blank("phone", mark("电话"), Kind.CODE, free=True),
    ),
    values=lambda one: {
        "code": one.code,
        "department": one.department,
        "name": one.name,
        "place": one.place,
        "phone": one.phone,
    },
    save=_save_desk,
    more=(Doing("close", mark("关闭"), mark("在办的转到同部门的另一个台"), _close_desk, is_open),),
)


def _department_facts(one: DepartmentKept) -> Iterable[Fact]:
    yield Fact("", named(one.name), "head")
    yield Fact(t("代码"), one.code)
    yield Fact(t("简称"), named(one.short))
    yield Fact(t("级别"), t(LEVEL_NAMES[one.level]))
    yield Fact(t("电话"), one.phone)
    yield Fact(t("审批台"), listed(one.desks) or t("不在本大厅"), "" if one.desks or not one.items else "warn")
    yield Fact(t("事项"), t("{n} 个", n=one.items))


async def _save_department(place: Place, row: DepartmentKept | None, values: Values) -> str:
    return worded(
        await place.app.ask(
            acts.department_set,
            code=values["code"],
            name=values["name"],
            short=values["short"],
            level=values["level"],
            phone=values["phone"],
            desk=values.get("desk", False),
            seen=row.seen if row is not None else "",
        )
    )


DEPARTMENTS = Page(
    id="departments",
    name=mark("部门"),
    columns=(
        Column(mark("代码"), 10),
        Column(mark("名称"), 0),
        Column(mark("级别"), 6, english=9),
        Column(mark("审批台"), 12),
        Column(mark("事项"), 5, right=True),
    ),
    rows=_departments,
    key=lambda one: one.code,
    line=lambda one: Line(
        one.code,
        (one.code, one.name, t(LEVEL_NAMES[one.level]), " ".join(one.desks), str(one.items or "")),
        "" if one.desks else "warn" if one.items else "dim",
    ),
    facts=_department_facts,
    title=lambda one: named(one.name),
    new=mark("加一个部门.."),
    blanks=(
        Blank("code", mark("代码"), Kind.CODE, mark("例如 C-HR"), fixed=True),
        Blank("name", mark("名称")),
        Blank("short", mark("简称"), help=mark("最多 12 个字")),
        Blank("level", mark("级别"), Kind.ONE, first="city", options=_levels),
        Blank("phone", mark("电话"), Kind.CODE, free=True),
        Blank("desk", mark("进驻本大厅"), Kind.YES, mark("是就有一个审批台"), fixed=True, first=True),
    ),
    values=lambda one: {
        "code": one.code,
        "name": one.name,
        "short": one.short,
        "level": one.level,
        "phone": one.phone,
        "desk": False,
    },
    save=_save_department,
)
