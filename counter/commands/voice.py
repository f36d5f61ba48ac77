"""`counter voice`: what the board says aloud, tried once."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counter.commands._door import Door
from counter.errors import Refusal
from counter.phrases import LANGUAGES
from counter.phrases.said import mark, say, verbatim
from counter.rules.announcing import Tongue, announcement, words_besides, words_of
from counter.rules.letters import visible

if TYPE_CHECKING:
    from counter.voice.voices import Voice

SPEAK = mark(
    "把叫号读出来：单写 --speak 用本机的 espeak-ng 或 speech-dispatcher；也可写录音文件夹，或一个程序"
    "（不经 shell，播报文字加在最后）"
)
INTO = mark("播报不出声，依次写进一个 WAV 文件（检查用）")


def voice_named(door: Door, speak: str, into: Path | None) -> Voice:
    """The voice that an option names; `into` is made new, never on the hall's own ground."""
    from counter.hall.files_out import write_new
    from counter.voice.sound import IntoFile, Loudspeaker
    from counter.voice.voices import voice_of

    try:
        words = shlex.split(speak)
    except ValueError as error:
        raise Refusal(
            "board.program-not-readable",
            say("看不懂播报程序 {speak}", speak=verbatim(visible(speak))),
            rule=say("程序和参数用空格分开，有空格的加引号"),
            next=say("请改正，例如 {example}", example=verbatim('--speak "espeak-ng -v cmn-latn-pinyin"')),
        ) from error
    if into is None:
        return voice_of(words, Loudspeaker())
    voice = voice_of(words, IntoFile(into))
    write_new(into, b"", door.grounds())
    return voice


@click.group("voice", help=mark("叫号播报：列出要录的词，试听一次"))
def command() -> None:
    """What a hall does about its voice."""


@command.command("words", help=mark("自己的声音要录哪些词：一个词一个 WAV 文件"))
def words() -> None:
    """Every recording of a voice of the hall's own, as it lies in the folder."""
    for tongue in Tongue:
        for word in (*words_of(tongue), *words_besides(tongue)):
            click.echo(f"{tongue}/{word}.wav")


@command.command("try", help=mark("试听一次叫号"))
@click.option("--speak", default="auto", envvar="COUNTER_SPEAK", help=SPEAK)
@click.option("--speak-to", type=click.Path(path_type=Path), default=None, help=INTO)
@click.option("--number", default="A012", show_default=True, help=mark("号票"))
@click.option("--window", type=click.IntRange(1, 999), default=3, show_default=True, help=mark("窗口号"))
@click.option("--in", "language", type=click.Choice(list(LANGUAGES)), default="zh-Hans", help=mark("用哪种语言叫"))
@click.option("--volume", type=click.IntRange(0, 100), default=90, show_default=True, help=mark("音量，百分之几"))
@click.pass_obj
def trial(door: Door, speak: str, speak_to: Path | None, number: str, window: int, language: str, volume: int) -> None:
    """Say one call, and tell whether it was heard."""
    voice = voice_named(door, speak, speak_to)
    said = announcement(language, number, window, voice.speaks)
    click.echo(say("{voice}：{words}", voice=verbatim(voice.name), words=verbatim(said.text)))
    if trouble := asyncio.run(voice.say(said, volume)):
        raise Refusal(
            "voice.not-heard",
            trouble,
            rule=say("播报要听得到才算数"),
            next=say("请接好音箱，或换一种播报再试"),
        )
