"""The state of the hall: what is lacking with its safe repair, what lags, who is signed in, sizes, backups."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from counter import acts
from screens.administrator.checking import CHECK
from screens.administrator.copies import BACKUPS, SHEET
from screens.administrator.keeping import KeepingScreen
from screens.administrator.page import Doing, Page
from screens.administrator.people import COLUMNS, SIGN_OUT
from screens.administrator.people import WORKING as PEOPLE
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.premises.state import StateLine
    from counter.acts.staff.people import Person
    from screens.shell.app import CounterApp


def _rows(section: str) -> Callable[[CounterApp], Awaitable[Sequence[StateLine]]]:
    async def rows(app: CounterApp) -> Sequence[StateLine]:
        return [line for line in await app.ask(acts.hall_state) if line.section == section]

    return rows


async def _mend(place: Place, one: StateLine) -> None:
    if one.repair == "rights" and await place.app.confirm(
        t("把权限理好？"), t("大厅目录里的文件改为只有属主能读；公开页和收件箱照网站用户的组。")
    ):
        place.say(worded(await place.app.ask(acts.hall_mend_rights)))


async def _sweep(place: Place, one: StateLine) -> None:
    if await place.app.confirm(t("清掉没有人用的附件？"), t("只清一小时前存下、没有任何办件指向的内容。")):
        swept = await place.app.ask(acts.hall_sweep_files)
        place.say(t("清掉 {n} 份", n=swept))


def _page(section: str, name: str, more: tuple[Doing[StateLine], ...] = ()) -> Page[StateLine]:
    return Page(
        id=section,
        name=name,
        columns=(Column(mark("看什么"), 18), Column(mark("现在"), 0)),
        rows=_rows(section),
        key=lambda one: one.id,
        line=lambda one: Line(one.id, (t(one.name), worded(one.words)), one.tone),
        facts=lambda one: (Fact("", t(one.name), "head"), Fact("", worded(one.words), one.tone)),
        title=lambda one: t(one.name),
        more=more,
    )


async def _signed_in(app: CounterApp) -> Sequence[Person]:
    return [one for one in await app.ask(acts.staff_people) if one.signed_in]


HERE = Page(
    id="here",
    name=mark("谁在岗"),
    columns=COLUMNS,
    rows=_signed_in,
    key=PEOPLE.key,
    line=PEOPLE.line,
    facts=PEOPLE.facts,
    title=PEOPLE.title,
    empty=mark("没有人在岗。"),
    more=(SIGN_OUT,),
)


SWEEP = Doing("sweep", mark("清掉没用的附件"), mark("没有办件指向的"), _sweep, lambda one: one.id == "files.db")


class StateScreen(KeepingScreen):
    """How the hall is."""

    NAME = mark("状态")
    PAGES = (
        _page("health", mark("体检"), (Doing("mend", mark("修好"), "", _mend, lambda one: bool(one.repair)),)),
        _page("output", mark("出口")),
        HERE,
        _page("size", mark("容量"), (SWEEP,)),
        BACKUPS,
        CHECK,
        SHEET,
    )
    PANES = (("#pages", mark("页")), ("#list", mark("内容")), ("#detail", mark("详情")))
    HELP = mark(
        "大厅现在怎么样：体检（缺什么、哪里设得不对，能安全修好的按 Enter 修）、"
        "出口（打印、网上来件、公开页落后多少）、谁在岗、容量和还能用几天、备份在哪里、多久以前、试过恢复没有。\n"
        "备份一份、试恢复一份，查一遍数据是否完好，核对和打印恢复单：都在左边换页，Enter 做。要等的事自己做完，"
        "说在下面一行，其间可以去做别的。数字自己更新。"
    )
