"""Queues, windows and service stations: pages of the house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from counter import acts
from counter.rules.level import LEVEL_NAMES, STATION_LEVELS
from screens.administrator.closing import close, is_open, tone
from screens.administrator.page import Blank, Doing, Kind, Options, Page, Values
from screens.administrator.printers import printer_codes
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import listed, mark, named, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.premises.rooms import QueueKept, StationKept, WindowKept
    from screens.shell.app import CounterApp


async def _queues(app: CounterApp) -> Sequence[QueueKept]:
    return await app.ask(acts.queue_list)


async def _letters(app: CounterApp) -> Options:
    return [(one.letter, f"{one.letter} {named(one.name)}", "") for one in await _queues(app) if not one.closed_on]


async def _bundles(app: CounterApp) -> Options:
    found = [(one.code, named(one.name), "") for one in await app.ask(acts.bundle_list)]
    return [("*", t("所有一件事"), ""), *found]


def _queue_facts(one: QueueKept) -> Iterable[Fact]:
    yield Fact("", f"{one.letter} {named(one.name)}", "head")
    yield Fact(
        t("窗口"), listed(str(number) for number in one.windows) or t("没有窗口叫"), "" if one.windows else "warn"
    )
    yield Fact(t("号段"), t("1 到 {last}", last=one.last_number))
    yield Fact(t("一位"), t("{n} 分钟（没有记录时）", n=one.minutes))
    yield Fact(t("一件事"), listed(one.bundles) or t("无"))
    yield Fact(t("手上"), t("{n} 个号没有办完", n=one.live))
    yield Fact(t("预约"), t("{n} 个", n=one.booked))
    if one.closed_on:
        yield Fact(t("关闭"), one.closed_on, "dim")


async def _save_queue(place: Place, row: QueueKept | None, values: Values) -> str:
    return worded(
        await place.app.ask(
            acts.queue_set,
            letter=values["letter"],
            code=values["code"],
            name=values["name"],
            last_number=values["last_number"],
            minutes=values["minutes"],
            bundles=tuple(values["bundles"]),
            seen=row.seen if row is not None else "",
        )
    )


async def _close_queue(place: Place, one: QueueKept) -> None:
    await close(
        place,
        t("关闭队列 {letter} {name}？", letter=one.letter, name=named(one.name)),
        t("不再发号，窗口不再叫它；以后照样填一次就重新打开。"),
        acts.queue_close,
        letter=one.letter,
        seen=one.seen,
    )


QUEUES = Page(
    id="queues",
    name=mark("队列"),
    columns=(
        Column(mark("队"), 2),
        Column(mark("名称"), 0),
        Column(mark("末号"), 4, right=True, english=11),
        Column(mark("窗口"), 12),
        Column(mark("没办完"), 6, right=True, english=10),
    ),
    rows=_queues,
    key=lambda one: one.letter,
    line=lambda one: Line(
        one.letter,
        (
            one.letter,
            one.name,
            str(one.last_number),
            t("关闭") if one.closed_on else " ".join(str(number) for number in one.windows),
            str(one.live or ""),
        ),
        tone(one.closed_on),
    ),
    facts=_queue_facts,
    title=lambda one: t("队列 {letter} {name}", letter=one.letter, name=named(one.name)),
    new=mark("加一个队列.."),
    blanks=(
        Blank("letter", mark("字母"), Kind.CODE, mark("一两个字母，印在号码前面"), fixed=True),
        Blank("code", mark("代码"), Kind.CODE, mark("英文小写，例如 general")),
        Blank("name", mark("名称")),
        Blank("last_number", mark("末号"), Kind.NUMBER, mark("一天最多发到几号"), first=999),
        Blank("minutes", mark("每位分钟"), Kind.NUMBER, mark("没有记录时按这个估计等候"), first=10),
        Blank("bundles", mark("一件事"), Kind.SEVERAL, mark("这些一件事从这个队取号"), first=(), options=_bundles),
    ),
    values=lambda one: {
        "letter": one.letter,
        "code": one.code,
        "name": one.name,
        "last_number": one.last_number,
        "minutes": one.minutes,
        "bundles": one.bundles,
    },
    save=_save_queue,
    more=(Doing("close", mark("关闭"), mark("不再发号"), _close_queue, is_open),),
)


async def _windows(app: CounterApp) -> Sequence[WindowKept]:
    return await app.ask(acts.window_list)


async def _stations_open(app: CounterApp) -> Options:
    return [(one.code, named(one.name), "") for one in await _stations(app) if not one.closed_on]


def _window_facts(one: WindowKept) -> Iterable[Fact]:
    yield Fact("", f"{one.number} {named(one.name)}", "head")
    yield Fact(t("队列"), listed(one.queues) or t("不叫号"))
    yield Fact(t("位置"), named(one.station_name) or t("大厅"))
    yield Fact(t("打印机"), one.printer_name)
    if one.unprinted:
        yield Fact(t("没打出"), t("{n} 份", n=one.unprinted), "warn")
    yield Fact(t("现在"), f"{one.staff} {one.staff_name}" if one.staff else t("没有人"), "good" if one.staff else "dim")
    if one.closed_on:
        yield Fact(t("关闭"), one.closed_on, "dim")


async def _save_window(place: Place, row: WindowKept | None, values: Values) -> str:
    return worded(
        await place.app.ask(
            acts.window_set,
            number=values["number"],
            name=values["name"],
            queues=tuple(values["queues"]),
            printer=values["printer"] or None,
            station=values["station"],
            seen=row.seen if row is not None else "",
        )
    )


async def _test_paper(place: Place, one: WindowKept) -> None:
    paper = await place.app.ask(acts.printer_test, printer=one.printer)
    place.say(t("测试页 {paper} 送到 {printer}，请看纸上的字是否完整", paper=paper, printer=one.printer))


async def _test_scanner(place: Place, one: WindowKept) -> None:
    from screens.dialogs.scanning import ScanTrial

    await place.app.question(ScanTrial())


async def _close_window(place: Place, one: WindowKept) -> None:
    await close(
        place,
        t("关闭 {n} 号窗口？", n=one.number),
        t("不能再在这里到岗；以后照样填一次就重新打开。"),
        acts.window_close,
        number=one.number,
        seen=one.seen,
    )


WINDOWS = Page(
    id="windows",
    name=mark("窗口"),
    columns=(
        Column(mark("窗"), 3, right=True),
        Column(mark("名称"), 0),
        Column(mark("队列"), 8),
        Column(mark("现在"), 8),
        Column(mark("打印机"), 16),
    ),
    rows=_windows,
    key=lambda one: str(one.number),
    line=lambda one: Line(
        str(one.number),
        (
            str(one.number),
            one.name,
            t("关闭") if one.closed_on else " ".join(one.queues) or t("不叫号"),
            one.staff_name,
            one.printer_name,
        ),
        tone(one.closed_on, bool(one.staff)),
    ),
    facts=_window_facts,
    title=lambda one: t("{n} 号窗口 {name}", n=one.number, name=named(one.name)),
    new=mark("加一个窗口.."),
    blanks=(
        Blank("number", mark("窗口号"), Kind.NUMBER, mark("门上的号码"), fixed=True),
        Blank("name", mark("名称")),
        Blank("queues", mark("队列"), Kind.SEVERAL, mark("先选的先叫；不选就不叫号"), first=(), options=_letters),
        Blank("station", mark("服务站"), Kind.ONE, mark("空着就在大厅"), free=True, options=_stations_open),
        Blank("printer", mark("打印机"), Kind.ONE, first="preview", options=printer_codes),
    ),
    values=lambda one: {
        "number": one.number,
        "name": one.name,
        "queues": one.queues,
        "station": one.station,
        "printer": one.printer,
    },
    save=_save_window,
    more=(
        Doing("close", mark("关闭"), mark("不再有人在这里"), _close_window, is_open),
        Doing("paper", mark("打测试页"), mark("在这个窗口的打印机上"), _test_paper, is_open),
        Doing("scan", mark("试扫码枪"), mark("读到什么、多快"), _test_scanner, is_open),
    ),
)


async def _stations(app: CounterApp) -> Sequence[StationKept]:
    return await app.ask(acts.station_list)


async def _station_levels(app: CounterApp) -> Options:
    return [(str(code), t(LEVEL_NAMES[code]), "") for code in STATION_LEVELS]


def _station_facts(one: StationKept) -> Iterable[Fact]:
    yield Fact("", named(one.name), "head")
    yield Fact(t("代码"), one.code)
    yield Fact(t("级别"), t(LEVEL_NAMES[one.level]))
    yield Fact(t("窗口"), listed(str(number) for number in one.windows) or t("无"))
    yield Fact(t("地址"), one.place)
    yield Fact(t("电话"), one.phone)
    yield Fact(t("开放时间"), one.hours)
    if one.closed_on:
        yield Fact(t("关闭"), one.closed_on, "dim")


async def _save_station(place: Place, row: StationKept | None, values: Values) -> str:
    return worded(
        await place.app.ask(
            acts.station_set,
            code=values["code"],
            name=values["name"],
            level=values["level"],
            place=values["place"],
            phone=values["phone"],
            hours=values["hours"],
            seen=row.seen if row is not None else "",
        )
    )


async def _close_station(place: Place, one: StationKept) -> None:
    await close(
        place,
        t("关闭{name}？", name=named(one.name)),
        t("以后照样填一次就重新打开。"),
        acts.station_close,
        code=one.code,
        seen=one.seen,
    )


STATIONS = Page(
    id="stations",
    name=mark("服务站"),
    columns=(
        Column(mark("代码"), 8),
        Column(mark("名称"), 0),
        Column(mark("级别"), 6, english=9),
        Column(mark("窗口"), 8),
    ),
    rows=_stations,
    key=lambda one: one.code,
    line=lambda one: Line(
        one.code,
        (
            one.code,
            one.name,
            t(LEVEL_NAMES[one.level]),
            t("关闭") if one.closed_on else " ".join(str(number) for number in one.windows),
        ),
        tone(one.closed_on),
    ),
    facts=_station_facts,
    title=lambda one: named(one.name),
    new=mark("加一个服务站.."),
    empty=mark("没有服务站。"),
    blanks=(
        Blank("code", mark("代码"), Kind.CODE, mark("例如 HP"), fixed=True),
        Blank("name", mark("名称"), help=mark("印在回执上")),
        Blank("level", mark("级别"), Kind.ONE, first="community", options=_station_levels),
        Blank("place", mark("地址"), free=True),
        Blank("phone", mark("电话"), Kind.CODE, free=True),
        Blank("hours", mark("开放时间"), free=True),
    ),
    values=lambda one: {
        "code": one.code,
        "name": one.name,
        "level": one.level,
        "place": one.place,
        "phone": one.phone,
        "hours": one.hours,
    },
    save=_save_station,
    more=(Doing("close", mark("关闭"), "", _close_station, is_open),),
)
