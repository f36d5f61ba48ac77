"""The check of the data, part by part, on a thread of its own: whoever looks on goes on working."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from counter import acts
from counter.acts.premises.checking import PART_NAMES, Part
from counter.errors import Refusal
from counter.trouble import note
from screens.administrator.page import Doing, Page
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.hall_thread import StoreChanged
from screens.shell.language import mark, t, worded
from screens.shell.place import Place
from screens.shell.refusals import refused

if TYPE_CHECKING:
    from counter.hall.open import OpenHall
    from counter.rules.access import Actor
    from screens.shell.app import CounterApp


@dataclass(slots=True)
class Looked:
    """How far a part has come: `words` what is said, `faults` what was found, `tone` how it is shown."""

    part: Part
    words: str
    tone: str = ""
    faults: tuple[str, ...] = ()


class Checking:
    """One check in one program: its parts, and the thread that looks at them."""

    def __init__(self, app: CounterApp) -> None:
        self.app = app
        self.parts = {part: Looked(part, t("没有查过")) for part in PART_NAMES}
        self.thread: threading.Thread | None = None

    @property
    def under_way(self) -> bool:
        """Whether it has not ended yet."""
        return self.thread is not None and self.thread.is_alive()

    def begin(self, hall: OpenHall) -> None:
        """Look at all parts, from the first."""
        for one in self.parts.values():
            one.words, one.tone, one.faults = t("等着"), "dim", ()
        self.thread = threading.Thread(target=self._look, args=(hall, self.app.actor), name="check", daemon=True)
        self.thread.start()

    def _look(self, hall: OpenHall, actor: Actor) -> None:
        try:
            beside = hall.beside()
            try:
                for part in self.parts:
                    self._look_at(beside, actor, part)
            finally:
                beside.close()
        except Refusal as refusal:
            self._stopped(refused(refusal))
        except Exception as error:  # noqa: BLE001 (noted, and said: a thread has nobody else to tell)
            self._stopped(note(error, self.app.opened_as[0]))
        self._tell()
        if self.app.is_running:
            found = sum(len(one.faults) for one in self.parts.values())
            bad = any(one.tone == "bad" for one in self.parts.values())
            said = t("数据查完了：{n} 处问题，见“状态”的数据检查", n=found) if bad else t("数据查完了：完好")
            self.app.call_from_thread(self.app.say, said, "bad" if bad else "good")

    def _look_at(self, hall: OpenHall, actor: Actor, part: Part) -> None:
        self.parts[part] = Looked(part, t("正在查.."), "warn")
        self._tell()
        began = monotonic()
        found = hall.ask(acts.hall_check, actor, part=part)
        took = t("{seconds} 秒", seconds=f"{monotonic() - began:.1f}")
        if found.faults:
            faults = tuple(worded(fault) for fault in found.faults)
            self.parts[part] = Looked(part, t("{n} 处问题（{took}）", n=len(faults), took=took), "bad", faults)
        else:
            self.parts[part] = Looked(part, t("完好（{took}）", took=took), "good")

    def _stopped(self, why: str) -> None:
        for part, one in self.parts.items():
            if one.tone in ("warn", "dim"):
                self.parts[part] = Looked(part, why, "bad")

    def _tell(self) -> None:
        if self.app.is_running:
            self.app.call_from_thread(self.app.screen.post_message, StoreChanged())


CHECKS: WeakKeyDictionary[CounterApp, Checking] = WeakKeyDictionary()


def of(app: CounterApp) -> Checking:
    """The check of a program, under way or not."""
    if app not in CHECKS:
        CHECKS[app] = Checking(app)
    return CHECKS[app]


async def _parts(app: CounterApp) -> Sequence[Looked]:
    return list(of(app).parts.values())


async def _begin(place: Place, one: Looked) -> None:
    checking, hall = of(place.app), place.app.hall
    if checking.under_way:
        place.say(t("正在查，查到哪里看得到；可以去做别的"), "plain")
    elif hall is not None:
        checking.begin(hall)
        place.say(t("开始查了；可以去做别的"), "plain")


async def _read(place: Place, one: Looked) -> None:
    await place.app.choose(t(PART_NAMES[one.part]), [("seen", t("返回"), "")], text="\n".join(one.faults[:12]))


def _facts(one: Looked) -> Iterable[Fact]:
    yield Fact("", t(PART_NAMES[one.part]), "head")
    yield Fact("", one.words, one.tone)
    for fault in one.faults:
        yield Fact("", fault, "bad")


CHECK = Page(
    id="check",
    name=mark("数据检查"),
    columns=(Column(mark("看什么"), 18), Column(mark("现在"), 0)),
    rows=_parts,
    key=lambda one: str(one.part),
    line=lambda one: Line(str(one.part), (t(PART_NAMES[one.part]), one.words), one.tone),
    facts=_facts,
    title=lambda one: t(PART_NAMES[one.part]),
    more=(
        Doing("check", mark("全部查一遍"), mark("窗口照常，查多久看数据多少"), _begin),
        Doing("read", mark("看问题"), "", _read, lambda one: bool(one.faults)),
    ),
)
