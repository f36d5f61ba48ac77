"""The hall's printers: a page of the house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from counter import acts
from screens.administrator.page import Blank, Doing, Kind, Options, Page, Values
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import listed, mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.premises.printers import PrinterNow
    from screens.shell.app import CounterApp


async def _printers(app: CounterApp) -> Sequence[PrinterNow]:
    return await app.ask(acts.printer_list, out_of_use=True)


async def printer_codes(app: CounterApp) -> Options:
    """The printers in use."""
    return [(one.code, one.name, worded(one.state)) for one in await app.ask(acts.printer_list) if one.in_use]


def _tone(one: PrinterNow) -> str:
    if not one.in_use:
        return "dim"
    if one.reachable is False or one.failed:
        return "bad"
    return "warn" if one.paper_low else ""


def _facts(one: PrinterNow) -> Iterable[Fact]:
    yield Fact("", one.name, "head")
    yield Fact(t("代码"), one.code)
    yield Fact(t("接法"), one.setting)
    yield Fact(t("位置"), one.place)
    yield Fact(t("窗口"), listed(map(str, one.windows)) or t("无"))
    yield Fact(t("现在"), worded(one.state), _tone(one))
    if one.waiting:
        yield Fact(t("待印"), t("{n} 份", n=one.waiting), "warn")
    if one.failed:
        yield Fact(t("没印成"), t("{n} 份", n=one.failed), "bad")
    if one.before:
        yield Fact(t("原为"), one.before, "dim")


async def _save(place: Place, row: PrinterNow | None, values: Values) -> str:
    ask = place.app.ask
    if row is None:
        return worded(
            await ask(acts.printer_add, name=values["name"], setting=values["setting"], place=values["place"])
        )
    return worded(
        await ask(
            acts.printer_change,
            printer=row.code,
            name=values["name"],
            setting=values["setting"],
            place=values["place"],
            version=row.version,
        )
    )


async def _test(place: Place, one: PrinterNow) -> None:
    paper = await place.app.ask(acts.printer_test, printer=one.code)
    place.say(t("测试页 {paper} 送到 {printer}，请看纸上的字是否完整", paper=paper, printer=one.name))


async def _retire(place: Place, one: PrinterNow) -> None:
    others = [option for option in await printer_codes(place.app) if option[0] != one.code]
    instead = await place.app.choose(
        t("停用 {name}，由哪台代替", name=one.name), [*others, ("", t("先不换"), t("待印的等着"))]
    )
    if instead is not None:
        place.say(worded(await place.app.ask(acts.printer_retire, printer=one.code, instead=instead)))


async def _restore(place: Place, one: PrinterNow) -> None:
    place.say(worded(await place.app.ask(acts.printer_restore, printer=one.code)))


PRINTERS = Page(
    id="printers",
    name=mark("打印机"),
    columns=(
        Column(mark("名称"), 16),
        Column(mark("接法"), 0),
        Column(mark("窗口"), 8),
        Column(mark("待印"), 4, right=True, english=8),
        Column(mark("现在"), 12),
    ),
    rows=_printers,
    key=lambda one: one.code,
    line=lambda one: Line(
        one.code,
        (
            one.name,
            one.setting,
            " ".join(map(str, one.windows)),
            str(one.waiting + one.failed or ""),
            worded(one.state),
        ),
        _tone(one),
    ),
    facts=_facts,
    title=lambda one: one.name,
    new=mark("加一台打印机.."),
    blanks=(
        Blank("name", mark("名称"), help=mark("大家认得的，例如 一楼大厅")),
        Blank("setting", mark("接法"), Kind.CODE, mark("network://主机 usb://厂商:产品 serial: cups: file:文件名")),
        Blank("place", mark("位置"), free=True),
    ),
    values=lambda one: {"name": one.name, "setting": one.setting, "place": one.place},
    save=_save,
    more=(
        Doing("test", mark("打测试页"), mark("看汉字、生僻字印得全不全"), _test, lambda one: one.in_use),
        Doing("retire", mark("停用"), mark("由别的代替，或让待印的等着"), _retire, lambda one: one.in_use),
        Doing("restore", mark("重新用"), "", _restore, lambda one: not one.in_use),
    ),
)
