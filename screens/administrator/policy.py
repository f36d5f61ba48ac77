"""The written policy, value by value: a page of the house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from counter import acts
from screens.administrator.page import Blank, Doing, Page, Values
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.premises.policy import PolicyLine
    from screens.shell.app import CounterApp


async def _values(app: CounterApp) -> Sequence[PolicyLine]:
    return await app.ask(acts.policy_list)


def _facts(one: PolicyLine) -> Iterable[Fact]:
    yield Fact("", one.name, "head")
    yield Fact("", worded(one.meaning))
    yield Fact(t("现在"), one.value, "warn" if one.own else "")
    yield Fact(t("成文"), one.written)
    yield Fact(t("范围"), worded(one.bounds))
    if one.own and one.since is not None:
        yield Fact(t("谁改的"), f"{one.since:%Y-%m-%d %H:%M} {one.by}")


async def _save(place: Place, row: PolicyLine | None, values: Values) -> str:
    assert row is not None
    return worded(await place.app.ask(acts.policy_set, name=row.name, value=values["value"], seen=row.value))


async def _reset(place: Place, one: PolicyLine) -> None:
    place.say(worded(await place.app.ask(acts.policy_reset, name=one.name, seen=one.value)))


async def _history(place: Place, one: PolicyLine) -> None:
    found = await place.app.ask(acts.policy_history, name=one.name)
    words = "\n".join(worded(change) for change in found[:12]) or t("没有改过，是成文的值。")
    await place.app.choose(one.name, [("seen", t("返回"), "")], text=words)


POLICY = Page(
    id="policy",
    name=mark("规则"),
    columns=(Column(mark("名称"), 28), Column(mark("现在"), 10), Column(mark("含义"), 0)),
    rows=_values,
    key=lambda one: one.name,
    line=lambda one: Line(one.name, (one.name, one.value, worded(one.meaning)), "warn" if one.own else ""),
    facts=_facts,
    title=lambda one: f"{one.name}  {worded(one.meaning)}",
    blanks=(Blank("value", mark("现在"), free=True),),
    values=lambda one: {"value": one.value},
    save=_save,
    more=(
        Doing("reset", mark("改回成文"), "", _reset, lambda one: one.own),
        Doing("history", mark("改过几次"), "", _history),
    ),
)
