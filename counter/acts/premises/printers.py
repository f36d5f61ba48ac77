"""The hall's printers: a list that an administrator keeps. Everybody else names one of it.

A printer is never deleted, since papers name it; one that is out of use prints nothing, and what waits for it goes to
the printer that is named instead, or waits and says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from counter.acts.paper.wording import slip as wording
from counter.acts.paper.writing import issue_notice
from counter.acts.premises.placed import Placed
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import Said, listed, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_code, clean_text
from counter.rules.notice import NoticeKind
from counter.rules.printer import ANSWERING, PREVIEW, Setting, printer_key, read_setting, tidy_setting
from counter.store import driver
from counter.store import printers as store
from counter.store.printers import Printer

ADMINISTRATOR = (Role.ADMINISTRATOR,)
FRONT = (Role.GUIDE, Role.CLERK, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)
TOLD_WHERE = (Role.SUPERVISOR, Role.ADMINISTRATOR)
"""Who is told how a printer is set."""

KIND_NAMES = {
    "preview": say("预览"),
    "file": say("文件"),
    "network": say("网络"),
    "usb": say("USB"),
    "serial": say("串口"),
    "device": say("USB 打印口"),
    "cups": say("系统打印机"),
}


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """A printer of the list and how it is. `reachable` is None as long as nobody could ask; instants are UTC ms, None
    for never. `elsewhere`: it prints what is done at no window. `setting` is empty for those who needn't know it.
    """

    code: str
    name: str
    kind: str
    place: str
    in_use: bool
    windows: tuple[int, ...]
    elsewhere: bool
    waiting: int
    failed: int
    reachable: bool | None
    paper_low: bool
    state: str
    asked_at: int | None
    reached_at: int | None
    printed_at: int | None
    setting: str
    before: str
    version: int

    def __str__(self) -> str:
        windows = say("窗口 {numbers}", numbers=listed(map(str, self.windows))) if self.windows else ""
        elsewhere = say("窗口以外") if self.elsewhere else ""
        waiting = say("{n} 份待印", n=self.waiting) if self.waiting else ""
        failed = say("{n} 份没印成", n=self.failed) if self.failed else ""
        before = say("原为 {before}", before=verbatim(self.before)) if self.before else ""
        parts = (
            self.code,
            self.name,
            self.setting,
            self.place,
            windows,
            elsewhere,
            self.state,
            waiting,
            failed,
            before,
        )
        return listed(filter(None, parts), "  ")


@query("printer.list", by=FRONT)
def printers(look: Look, out_of_use: bool = False) -> tuple[PrinterNow, ...]:
    """The hall's printers: where they stand, which windows have them, how they are, what they owe; with
    `out_of_use` the former ones too.
    """
    windows, owed, states = store.windows_of(look.db), store.owed(look.db), store.states(look.db)
    told, elsewhere = look.actor.role in TOLD_WHERE, store.elsewhere(look.db, look.today.isoformat())
    found = []
    for one in store.every(look.db, retired=True):
        owes = owed.get(one.code, {})
        if one.retired_at is not None and not out_of_use and not owes and not windows.get(one.code):
            continue
        state = states.get(one.code)
        reachable = None if state is None else bool(state["reached_at"] and state["reached_at"] >= state["asked_at"])
        found.append(
            PrinterNow(
                one.code,
                shown_name(one.code, one.name),
                KIND_NAMES.get(one.setting.partition(":")[0].partition("?")[0], say("不明")),
                one.place,
                one.retired_at is None,
                windows.get(one.code, ()),
                one.code == elsewhere,
                owes.get("waiting", 0),
                owes.get("failed", 0),
                reachable if one.retired_at is None else None,
                bool(state and state["paper_low"]),
                _state(look, one, state, reachable),
                state["asked_at"] if state else None,
                state["reached_at"] if state else None,
                state["printed_at"] if state else None,
                one.setting if told else "",
                one.before if told and one.before != one.setting else "",
                one.version,
            )
        )
    return tuple(found)


def shown_name(code: str, name: str) -> str:
    """A printer's name as an administrator wrote it; the preview's in the language in force."""
    return say("预览") if code == PREVIEW else verbatim(name)


def _state(look: Look, one: Printer, state: driver.Row | None, reachable: bool | None) -> str:
    """How a printer is, in words."""
    if one.retired_at is not None:
        return say("已停用")
    try:
        read_setting(one.setting, rehearsal=look.hall.training)
    except Refusal as refusal:
        return refusal.message
    if state is None:
        return say("还没有问过") if one.setting.startswith(ANSWERING) else ""
    if state["problem"]:
        return str(state["problem"])
    if state["paper_low"]:
        return say("纸快用完")
    return (say("就绪") if state["talks"] else say("不回报状态")) if reachable else say("连不上")


@act("printer.add", by=ADMINISTRATOR, argument="name")
def add_printer(work: Work, name: str, setting: str, place: str = "", code: str = "") -> Placed:
    """Put a printer on the list: network://host, usb://vendor:product, serial:, device:, cups:, file:name; options
    behind it (?width=58&encoding=gbk). `code` is given where a plan names it.
    """
    code = _code(code) if code else store.next_code(work.db)
    if (other := store.entry(work.db, code)) is not None:
        raise _taken(say("代码 {code}", code=code), other)
    name = _name(work, name, besides=code)
    kept, meant = _setting(work, setting, besides=code)
    place = clean_text(place, what=say("位置"), limit=60)
    store.add(work.db, code, name, kept, meant.machine, place, work.actor.staff, work.now)
    work.about(f"printer:{code}", new=True, setting=kept)
    return Placed(say("打印机"), code, name, kept, True)


@act("printer.change", by=ADMINISTRATOR, argument="printer")
def change_printer(
    work: Work,
    printer: str,
    name: str | None = None,
    setting: str | None = None,
    place: str | None = None,
    version: int | None = None,
) -> Placed:
    """Change a printer of the list; what isn't given stays. What waits for it is tried at once.

    With `version` (from printer.list) it is refused where somebody else has changed it since.
    """
    found = named(work.db, printer, out_of_use=True)
    _may_change(found, version)
    new_name = found.name if name is None else _name(work, name, besides=found.code)
    kept, machine = found.setting, found.machine
    if setting is not None:
        kept, meant = _setting(work, setting, besides=found.code)
        machine = meant.machine
    new_place = found.place if place is None else clean_text(place, what=say("位置"), limit=60)
    store.change(work.db, found.code, new_name, kept, machine, new_place)
    work.about(f"printer:{found.code}", setting=kept)
    return Placed(say("打印机"), found.code, new_name, kept, False)


@act("printer.retire", by=ADMINISTRATOR, argument="printer")
def retire_printer(work: Work, printer: str, instead: str = "", version: int | None = None) -> str:
    """Put a printer out of use. Its windows and what waits for it go to `instead`; without that they wait, and are
    told.
    """
    found = named(work.db, printer)
    _may_change(found, version)
    other = named(work.db, instead) if instead.strip() else None
    if other is not None and other.code == found.code:
        raise Refusal(
            "printer.instead-of-itself",
            say("不能由停用的这台自己代替"),
            rule=say("停用的打印机不再印"),
            next=Next.by("printer.list", say("请从名单里换一台")),
        )
    store.retire(work.db, found.code, work.actor.staff, work.now)
    windows, jobs = store.bring_over(work.db, found.code, other.code) if other else (0, 0)
    if other is not None and store.elsewhere(work.db, work.today.isoformat()) == found.code:
        store.set_elsewhere(work.db, other.code, work.today.isoformat())
    work.about(f"printer:{found.code}", instead=other.code if other else "", windows=windows, jobs=jobs)
    if other is not None:
        return say(
            "打印机 {name} 已停用；{windows} 个窗口、{jobs} 份待印文书转到 {other}",
            name=verbatim(found.name),
            windows=windows,
            jobs=jobs,
            other=verbatim(other.name),
        )
    left = store.windows_of(work.db).get(found.code, ())
    owed = store.owed(work.db).get(found.code, {}).get("waiting", 0)
    if not left and not owed:
        return say("打印机 {name} 已停用", name=verbatim(found.name))
    return say(
        "打印机 {name} 已停用；{windows} 个窗口还设着它，{jobs} 份文书在等，请给窗口换一台",
        name=verbatim(found.name),
        windows=len(left),
        jobs=owed,
    )


@act("printer.restore", by=ADMINISTRATOR, argument="printer")
def restore_printer(work: Work, printer: str) -> Placed:
    """Put a printer to use again; what still waits for it is tried at once."""
    found = named(work.db, printer, out_of_use=True)
    if found.retired_at is None:
        raise Refusal(
            "printer.in-use",
            say("打印机 {name} 没有停用", name=verbatim(found.name)),
            next=Next.by("printer.list", say("请看名单")),
        )
    _name(work, found.name, besides=found.code)
    _, meant = _setting(work, found.setting, besides=found.code)
    store.change(work.db, found.code, found.name, found.setting, meant.machine, found.place)
    store.restore(work.db, found.code)
    work.about(f"printer:{found.code}", restored=True)
    return Placed(say("打印机"), found.code, found.name, found.setting, False)


@act("printer.elsewhere", by=ADMINISTRATOR, argument="printer")
def print_elsewhere(work: Work, printer: str) -> str:
    """Let a printer of the list print what is done at no window: numbers of ticket machines and guides. What waits
    comes along.
    """
    found = named(work.db, printer)
    moved = store.set_elsewhere(work.db, found.code, work.today.isoformat())
    work.about(f"printer:{found.code}", elsewhere=True, moved=moved)
    return say(
        "窗口以外的文书印在：{printer}{moved}",
        printer=shown_name(found.code, found.name),
        moved=verbatim(say("；{n} 份待印文书转到这台", n=moved) if moved else ""),
    )


@act("printer.test", by=FRONT, argument="printer")
def test_printer(work: Work, printer: str) -> str:
    """Print a test page on a printer of the list: the same words in GBK, GB18030 and as a picture. Returns the paper
    number.
    """
    found = named(work.db, printer)
    number = issue_notice(work, NoticeKind.TEST, wording.test_content(work), printer=found.code)
    work.about(f"paper:{number}", printer=found.code)
    return number


def lay_printer(work: Work, code: str, name: str, setting: str, place: str = "") -> Placed:
    """One printer of a plan: put on the list, or brought to what the plan says, in use."""
    code = _code(code)
    found = store.entry(work.db, code)
    if found is None:
        return add_printer(work, name, setting, place, code)
    kept = tidy_setting(setting)
    if (found.name, found.setting, found.place, found.retired_at) == (name, kept, place, None):
        return Placed(say("打印机"), code, found.name, found.setting, False)
    made = change_printer(work, code, name, setting, place)
    if found.retired_at is not None:
        store.restore(work.db, code)
    return made


def lacking(db: driver.Connection, *, rehearsal: bool) -> list[Said]:
    """What is to be put right about printers, for `counter doctor`."""
    found: list[Said] = []
    windows = store.windows_of(db)
    for one in store.every(db, retired=True):
        at = windows.get(one.code, ())
        if one.retired_at is not None:
            if at:
                found.append(
                    say(
                        "窗口 {numbers} 的打印机 {name} 已停用：请换一台",
                        numbers=listed(map(str, at)),
                        name=verbatim(one.name),
                    )
                )
            continue
        try:
            if read_setting(one.setting, rehearsal=rehearsal).kind == "file" and not rehearsal:
                found.append(say("打印机 {name} 写进 spool/printed/：文书不加密地留在那里", name=verbatim(one.name)))
        except Refusal as refusal:
            found.append(say("打印机 {name} 不会印：{why}", name=verbatim(one.name), why=refusal.message))
    return found


def named(db: driver.Connection, text: str, *, out_of_use: bool = False) -> Printer:
    """The printer that somebody names, by code or name, in whatever width, case or script. Raises Refusal for one
    that isn't on the list; for one out of use, unless that is asked for.
    """
    wanted = clean_text(text, what=say("打印机"), limit=200, empty=False)
    key = printer_key(wanted)
    everyone = store.every(db, retired=True)
    hits = [one for one in everyone if key and printer_key(one.code) == key]
    hits = hits or [one for one in everyone if key and printer_key(one.name) == key]
    if hits:
        found = next((one for one in hits if one.retired_at is None), hits[0])
        return found if out_of_use else store.usable(db, found.code)
    names = [shown_name(one.code, one.name) for one in everyone if one.retired_at is None]
    raise Refusal(
        "printer.not-on-the-list",
        say("打印机 {code} 不在名单上", code=verbatim(wanted[:60])),
        rule=say("只有管理员名单上的打印机能用"),
        next=Next.by("printer.list", say("请从名单里选；现有 {names}", names=listed(names[:8]))),
    )


def _may_change(found: Printer, version: int | None) -> None:
    if found.code == PREVIEW:
        raise Refusal(
            "printer.preview-stays",
            say("预览不能改，也不能停用"),
            rule=say("每个大厅都有预览"),
            next=say("要别的设置请另加一台"),
        )
    if version is not None and version != found.version:
        raise Refusal(
            "printer.changed-meanwhile",
            say("打印机 {name} 刚才被改过", name=verbatim(found.name)),
            rule=say("两人同时改，后到的要先看清"),
            next=Next.by("printer.list", say("请看过现在的设置再改")),
        )


def _code(text: str) -> str:
    code = clean_code(text, what=say("打印机代码"), limit=20, empty=False).upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9-]{0,19}", code):
        raise Refusal(
            "printer.code-cannot-be-used",
            say("打印机代码 {code} 不能用", code=verbatim(code)),
            rule=say("字母开头，只含字母、数字和 -"),
            next=say("请改正代码"),
        )
    return code


def _name(work: Work, text: str, *, besides: str) -> str:
    """A name that no other printer in use answers to, nor by its code."""
    name = clean_text(text, what=say("打印机名称"), limit=30, empty=False)
    key = printer_key(name)
    if not key:
        raise Refusal(
            "printer.name-says-nothing",
            say("打印机名称 {name} 里没有字", name=verbatim(name)),
            rule=say("名称由文字或数字组成"),
            next=say("请换一个名称"),
        )
    for other in store.every(work.db, retired=True):
        by_code = printer_key(other.code) == key
        if other.code != besides and (by_code or (other.retired_at is None and printer_key(other.name) == key)):
            raise _taken(say("名称 {name}", name=verbatim(name)), other)
    return name


def _setting(work: Work, text: str, *, besides: str) -> tuple[str, Setting]:
    """A setting as it is kept and what it means; of a machine that is on the list once."""
    kept = tidy_setting(text)
    meant = read_setting(kept, rehearsal=work.hall.training)
    other = store.at_machine(work.db, meant.machine)
    if other is not None and other.code != besides:
        raise _taken(say("这台机器"), other)
    return kept, meant


def _taken(what: str, other: Printer) -> Refusal:
    return Refusal(
        "printer.on-the-list-already",
        say("{what}已经在名单上：{code} {name}", what=what, code=other.code, name=verbatim(other.name)),
        rule=say("一台机器在名单上只有一次，名称和代码不重复"),
        next=Next.by("printer.change", say("请改那一台，或换一个"), printer=other.code),
    )
