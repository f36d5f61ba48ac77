"""The call screen and its voice: a page of the house."""

from __future__ import annotations

import asyncio
import os
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.phrases import LANGUAGES, say
from screens.administrator.page import Doing
from screens.administrator.policy import POLICY
from screens.parts.sheet import Fact
from screens.shell.language import mark, t
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.premises.policy import PolicyLine
    from screens.shell.app import CounterApp

OF_THE_BOARD = "queue.board."
LONGEST_S = 15.0
"""How long a voice may take to say one call."""


def _voice() -> list[str]:
    """The program that speaks at this terminal, as `counter board` finds it."""
    try:
        return shlex.split(os.environ.get("COUNTER_SPEAK", ""))
    except ValueError:
        return []


async def _values(app: CounterApp) -> Sequence[PolicyLine]:
    return [one for one in await app.ask(acts.policy_list) if one.name.startswith(OF_THE_BOARD)]


def _facts(one: PolicyLine) -> Iterable[Fact]:
    yield from POLICY.facts(one)
    yield Fact("", t("播报"), "head")
    yield Fact(t("本机"), shlex.join(_voice()) or t("没有设"))
    yield Fact("", t("哪台机器播报，在那台机器上设：counter board --speak 程序，或环境变量 COUNTER_SPEAK。"))
    for tongue in LANGUAGES:
        yield Fact(t("念"), say(tongue, "board.call", number="A001", window=1))


async def _look(place: Place, one: PolicyLine) -> None:
    await place.app.go("board")


async def _speak(place: Place, one: PolicyLine) -> None:
    program = _voice()
    if not program:
        raise Refusal(
            "screen.no-voice",
            t("本机没有设播报程序"),
            rule=t("播报由大屏那台机器自己的程序做，大厅的规则里不写程序"),
            next=t("请在那台机器上设 COUNTER_SPEAK，例如 {example}", example="espeak-ng -v cmn"),
        )
    words = say("zh-Hans", "board.call", number="A001", window=1)
    try:
        spoken = await asyncio.create_subprocess_exec(
            *program,
            words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            ended = await asyncio.wait_for(spoken.wait(), LONGEST_S)
        except TimeoutError:
            spoken.kill()
            ended = -1
    except OSError as error:
        raise Refusal("screen.voice-failed", t("播报程序没有运行（{error}）", error=error)) from error
    if ended:
        raise Refusal("screen.voice-failed", t("播报程序没有念完（{error}）", error=ended))
    place.say(t("念了：{words}", words=words))


BOARD = replace(
    POLICY,
    id="board",
    name=mark("大屏和播报"),
    rows=_values,
    key=lambda one: f"board {one.name}",
    line=lambda one: replace(POLICY.line(one), key=f"board {one.name}"),
    facts=_facts,
    more=(
        *POLICY.more,
        Doing("look", mark("看大屏"), "", _look),
        Doing("speak", mark("试播报"), mark("用本机的播报程序念一次"), _speak),
    ),
)
