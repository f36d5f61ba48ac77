"""Backups and the recovery sheet, by keys: a page each of the state."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from counter import acts
from counter.errors import Next, Refusal
from counter.rules.secret import Secret
from counter.rules.writing import Writing
from screens.administrator.page import Doing, Page
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import mark, t, worded
from screens.shell.place import Place
from screens.shell.refusals import refused

if TYPE_CHECKING:
    from counter.acts.premises.copies import BackupKept, Proven
    from counter.hall import Hall
    from counter.rules.access import Actor
    from screens.shell.app import CounterApp

R = TypeVar("R")


def _store(place: Place) -> Hall | None:
    """The hall, where this terminal has its files."""
    from counter.hall import Hall

    hall = place.app.hall
    return hall if isinstance(hall, Hall) else None


async def _apart(place: Place, job: Callable[[Hall, Actor], R]) -> R:
    """Do something long with the hall on a thread of its own; other keys work meanwhile. Raises Refusal."""
    hall, actor, loop = _store(place), place.app.actor, asyncio.get_running_loop()
    assert hall is not None
    done: asyncio.Future[R] = loop.create_future()

    def settle(result: R | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]
        else:
            done.set_exception(error)

    def work() -> None:
        try:
            beside = hall.beside()
            try:
                result, error = job(beside, actor), None
            finally:
                beside.close()
        except BaseException as raised:  # noqa: BLE001 (handed on to whoever waits)
            result, error = None, raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="beside", daemon=True).start()
    return await done


def _in_peace(place: Place, words: str, work: Callable[[], object]) -> None:
    """Say that something long has begun; it says itself what came of it, wherever its person is by then."""
    place.say(words, "plain")

    async def run() -> None:
        try:
            said, tone = await work()  # type: ignore[misc]
            place.app.say(said, tone)
        except Refusal as refusal:
            place.app.say(refused(refusal), "bad")
            place.app.bell()
        place.reload()

    place.app.run_worker(run(), group="beside")


# -- backups -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewBackup:
    """The first line of the page: one that is to be made."""

    folder: str


async def _backups(app: CounterApp) -> Sequence[BackupKept | NewBackup]:
    plans = {one.what: one.folder for one in await app.ask(acts.backup_plan)}
    return [NewBackup(plans.get("backup", "")), *await app.ask(acts.backup_list)]


def _proof(one: BackupKept) -> str:
    if not one.there:
        return t("不在那里了")
    if one.faults is None:
        return t("没有试过")
    return t("{day} 有 {n} 处问题", day=one.proven, n=one.faults) if one.faults else t("{day} 完好", day=one.proven)


def _tone(one: BackupKept) -> str:
    if not one.there:
        return "dim"
    return "warn" if one.faults is None else "bad" if one.faults else "good"


def _line(one: BackupKept | NewBackup) -> Line:
    if isinstance(one, NewBackup):
        return Line("new", (t("现在备份.."), one.folder or t("还没有定目录"), "", ""), "dim")
    return Line(one.place, (one.when, one.place, f"{one.bytes / 2**20:.1f} MiB", _proof(one)), _tone(one))


def _facts(one: BackupKept | NewBackup) -> tuple[Fact, ...]:
    if isinstance(one, NewBackup):
        return (
            Fact("", t("现在备份"), "head"),
            Fact(t("自动备份到"), one.folder or t("没有定")),
            Fact("", t("窗口照常。密钥不在备份里，恢复时要用它或恢复单。")),
        )
    return (
        Fact("", one.when, "head"),
        Fact(t("在哪里"), one.place),
        Fact(t("谁"), one.staff),
        Fact(t("日志"), t("到第 {seq} 条", seq=one.seq)),
        Fact(t("试过恢复"), _proof(one), _tone(one)),
    )


async def _make(place: Place, one: BackupKept | NewBackup) -> None:
    folder = one.folder if isinstance(one, NewBackup) else ""
    if _store(place) is None:
        place.say(worded(await place.app.ask(acts.backup_wish)))
        return
    where = await place.app.enter(
        t("现在备份"),
        (t("放在何处"), folder, Writing.AS_IT_IS),
        text=t("最好在另一块磁盘；在里面建一个新的目录。"),
    )
    if where is None:
        return

    async def work() -> tuple[str, str]:
        from counter.acts.premises.copies import make, new_place

        return worded(await _apart(place, lambda hall, actor: make(hall, actor, new_place(hall, where)))), "good"

    _in_peace(place, t("正在备份；可以去做别的"), work)


async def _prove(place: Place, one: BackupKept | NewBackup) -> None:
    assert not isinstance(one, NewBackup)
    if _store(place) is None:
        place.say(worded(await place.app.ask(acts.backup_wish, place=one.place)))
        return

    async def work() -> tuple[str, str]:
        from counter.acts.premises.copies import prove

        found: Proven = await _apart(place, lambda hall, actor: prove(hall, actor, Path(one.place)))
        return worded(found), "bad" if found.faults else "good"

    _in_peace(place, t("正在试恢复；可以去做别的"), work)


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
    key=lambda one: "new" if isinstance(one, NewBackup) else one.place,
    line=_line,
    facts=_facts,
    title=lambda one: t("现在备份") if isinstance(one, NewBackup) else one.when,
    empty=mark("还没有备份。"),
    more=(
        Doing("make", mark("现在备份"), "", _make, lambda one: isinstance(one, NewBackup)),
        Doing(
            "prove",
            mark("试恢复"),
            mark("恢复到临时目录，查一遍，再删掉"),
            _prove,
            lambda one: not isinstance(one, NewBackup) and one.there,
        ),
    ),
)


# -- the recovery sheet ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What can be done with the sheet; `words` what is known of it."""

    id: str
    name: str
    words: str
    tone: str = ""


async def _sheet_lines(app: CounterApp) -> Sequence[SheetLine]:
    state = await app.ask(acts.key_state)
    proven = t("{day} 核对过，与密钥相符", day=state.proven) if state.proven else t("还没有核对过")
    return (
        SheetLine("compare", t("核对恢复单"), proven, "good" if state.proven else "warn"),
        SheetLine("print", t("打印恢复单"), t("印一张纸，就是密钥本身；不排队，不留底")),
    )


async def _compare(place: Place, one: SheetLine) -> None:
    typed = await place.app.enter(
        t("核对恢复单"),
        (t("大厅密钥"), ""),
        (t("链密钥"), ""),
        text=t("请从保险柜取出恢复单，照单输入；空格可有可无。屏上不显示。"),
        password=True,
    )
    if typed is not None:
        found = await place.app.ask(acts.key_compare, sheet=Secret("".join(typed)))
        place.say(worded(found), "good" if found.fits else "bad")


async def _print(place: Place, one: SheetLine) -> None:
    from counter.paper.recovery import is_machine, print_sheet

    if _store(place) is None:
        raise Refusal(
            "screen.sheet-by-the-halls-user",
            t("恢复单只能在有密钥的机器上打"),
            rule=t("窗口没有密钥"),
            next=Next.by("key.sheet", t("请以大厅用户运行 counter key sheet --printer 名称")),
        )
    machines = [one for one in await place.app.ask(acts.printer_list) if one.in_use and is_machine(one.setting)]
    if not machines:
        raise Refusal(
            "screen.no-machine",
            t("没有可以打恢复单的打印机"),
            rule=t("恢复单只印在纸上，不写进文件"),
            next=Next.by("printer.add", t("请先登记一台打印机，或用 counter key sheet 抄写"), name=None, setting=None),
        )
    options = [(one.code, one.name, worded(one.state)) for one in machines]
    printer = await place.app.choose(
        t("在哪台打恢复单"), options, text=t("印出来的纸就是密钥：拿到它的人能打开全部数据。请人守在打印机旁。")
    )
    if printer is None or not await place.app.confirm(
        t("打印恢复单？"), t("只印一张，印好当场锁入保险柜；谁在何时打的会记入日志。"), yes=t("打印"), no=t("返回")
    ):
        return
    place.say(worded(await _apart(place, lambda hall, actor: print_sheet(hall, actor, printer))), "warn")


SHEET = Page(
    id="sheet",
    name=mark("恢复单"),
    columns=(Column(mark("做什么"), 18), Column(mark("现在"), 0)),
    rows=_sheet_lines,
    key=lambda one: one.id,
    line=lambda one: Line(one.id, (one.name, one.words), one.tone),
    facts=lambda one: (Fact("", one.name, "head"), Fact("", one.words, one.tone)),
    title=lambda one: one.name,
    more=(
        Doing("compare", mark("核对恢复单"), "", _compare, lambda one: one.id == "compare"),
        Doing("print", mark("打印恢复单"), "", _print, lambda one: one.id == "print"),
    ),
)
