"""The state of the hall: what is lacking with its safe repair, what lags, who is signed in, sizes, backups."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from counter import acts
from screens.administrator.keeping import KeepingScreen
from screens.administrator.page import Doing, Page
from screens.administrator.people import COLUMNS, SIGN_OUT
from screens.administrator.people import WORKING as PEOPLE
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.premises.copies import BackupKept
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


# -- backups -----------------------------------------------------------------------------------------------------------


async def _backups(app: CounterApp) -> Sequence[BackupKept]:
    return await app.ask(acts.backup_list)


def _proof(one: BackupKept) -> str:
    if not one.there:
        return t("不在那里了")
    if one.faults is None:
        return t("没有试过")
    return t("{day} 有 {n} 处问题", day=one.proven, n=one.faults) if one.faults else t("{day} 完好", day=one.proven)


def _backup_tone(one: BackupKept) -> str:
    if not one.there:
        return "dim"
    return "warn" if one.faults is None else "bad" if one.faults else "good"


BACKUPS = Page(
    id="backups",
    name=mark("备份"),
    columns=(
        Column(mark("何时"), 16),
        Column(mark("在哪里"), 0),
        Column(mark("大小"), 9, right=True),
        Column(mark("试过恢复"), 16),
    ),
    rows=_backups,
    key=lambda one: one.place,
    line=lambda one: Line(
        one.place, (one.when, one.place, f"{one.bytes / 2**20:.1f} MiB", _proof(one)), _backup_tone(one)
    ),
    facts=lambda one: (
        Fact("", one.when, "head"),
        Fact(t("在哪里"), one.place),
        Fact(t("谁"), one.staff),
        Fact(t("日志"), t("到第 {seq} 条", seq=one.seq)),
        Fact(t("试过恢复"), _proof(one), _backup_tone(one)),
    ),
    title=lambda one: one.when,
    empty=mark("还没有备份。"),
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
    )
    PANES = (("#pages", mark("页")), ("#list", mark("内容")), ("#detail", mark("详情")))
    HELP = mark(
        "大厅现在怎么样：体检（缺什么、哪里设得不对，能安全修好的按 Enter 修）、"
        "出口（打印、网上来件、公开页落后多少）、谁在岗、容量和还能用几天、备份在哪里、多久以前、试过恢复没有。\n"
        "数字自己更新。备份由 counter backup 做，查数据是否完好用 counter check。"
    )
