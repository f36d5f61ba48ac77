"""WAV files put together and made softer, and where they go: a loudspeaker, or one file that keeps them all."""

from __future__ import annotations

import array
import asyncio
import os
import shutil
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim

MOST_SECONDS = 60.0
"""What takes longer to say is stopped: a player that hangs must not silence the hall."""
PLAYERS = (("pw-play", "{file}"), ("paplay", "{file}"), ("aplay", "-q", "{file}"))
"""Programs that play a WAV file and end when it has been heard, in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of 16 bits: channels, how many a second, and the samples themselves (little-endian)."""

    channels: int
    rate: int
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it is heard."""
        return len(self.samples) / (2 * self.channels * self.rate)


class Out(Protocol):
    """Where sound goes. `play` ends when it has been heard; what it answers is why nothing was heard, or nothing."""

    async def play(self, file: Path) -> str:
        """Let a WAV file be heard."""
        ...


def read(file: Path) -> Sound:
    """A WAV file of 16 bits a sample. Refuses anything else, by its name."""
    try:
        with wave.open(str(file), "rb") as opened:
            if opened.getsampwidth() != 2:
                raise wave.Error(f"{8 * opened.getsampwidth()} bit")
            if opened.getnframes() > MOST_SECONDS * opened.getframerate():
                raise wave.Error(f"> {MOST_SECONDS:.0f} s")
            frames = opened.readframes(opened.getnframes())
            return Sound(opened.getnchannels(), opened.getframerate(), frames)
    except (wave.Error, EOFError, OSError) as error:
        raise Refusal(
            "voice.recording-not-readable",
            say("读不了录音 {file}（{error}）", file=verbatim(file.name), error=verbatim(error)),
            rule=say("录音是 16 位的 WAV 文件，一个词一个文件"),
            next=say("请重新录这个词，或换一种播报"),
        ) from error


def join(parts: Sequence[tuple[str, Sound]], pause: float = 0.0) -> Sound:
    """One after the other, with `pause` seconds between. Refuses recordings of different kinds, by their names."""
    first_name, first = parts[0]
    silence = bytes(2 * first.channels * int(pause * first.rate))
    for name, one in parts[1:]:
        if (one.channels, one.rate) != (first.channels, first.rate):
            raise Refusal(
                "voice.recordings-differ",
                say("录音 {one} 和 {other} 的声道或采样率不同", one=verbatim(name), other=verbatim(first_name)),
                rule=say("一套录音用同样的声道和采样率"),
                next=say("请把整套录音转成一种格式"),
            )
    return Sound(first.channels, first.rate, silence.join(one.samples for _, one in parts))


def softer(sound: Sound, volume: int) -> Sound:
    """The same at `volume` percent of its loudness."""
    if volume >= 100:
        return sound
    samples = array.array("h", sound.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    quiet = array.array("h", (sample * max(0, volume) // 100 for sample in samples))
    if sys.byteorder == "big":
        quiet.byteswap()
    return Sound(sound.channels, sound.rate, quiet.tobytes())


def write(file: Path, sound: Sound) -> None:
    """Keep it as a WAV file."""
    with wave.open(str(file), "wb") as opened:
        opened.setnchannels(sound.channels)
        opened.setsampwidth(2)
        opened.setframerate(sound.rate)
        opened.writeframes(sound.samples)


class Loudspeaker:
    """The first player there is. Without one, or without a sound card, it says so."""

    def __init__(self) -> None:
        self.words = next((words for words in PLAYERS if shutil.which(words[0])), ())

    async def play(self, file: Path) -> str:
        """Let it be heard to its end."""
        if not self.words:
            return say("没有声音：这台机器没有播放声音的程序（pipewire、pulseaudio-utils 或 alsa-utils）")
        return await run([word.format(file=file) for word in self.words])


class IntoFile:
    """Everything that is said, one after the other, in one WAV file: to prove what was said, without a loudspeaker.

    The file is one that counter.hall.files_out has made new, outside the hall.
    """

    PAUSE = 0.4
    """Seconds of silence after each."""

    def __init__(self, file: Path) -> None:
        self.file = file

    async def play(self, file: Path) -> str:
        """Write it behind what is there."""
        return await asyncio.to_thread(self._append, read(file))

    def _append(self, sound: Sound) -> str:
        kept = [("", read(self.file))] if self.file.exists() and self.file.stat().st_size else []
        silence = Sound(sound.channels, sound.rate, bytes(2 * sound.channels * int(self.PAUSE * sound.rate)))
        try:
            fresh = self.file.with_name(f"{self.file.name}.part")
            write(fresh, join([*kept, (self.file.name, sound), ("", silence)]))
            os.replace(fresh, self.file)
        except OSError as error:
            return say("写不了 {file}（{error}）", file=verbatim(self.file.name), error=error.strerror or str(error))
        return ""


NOT_RUN = mark("播报程序 {program} 没有运行（{error}）")


async def run(command: Sequence[str], within: float = MOST_SECONDS, words: str = "") -> str:
    """Run a program without a shell until it ends; why it failed, or nothing. `words` go to its standard input."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE if words else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        return say(NOT_RUN, program=verbatim(command[0]), error=error.strerror or str(error))
    try:
        await asyncio.wait_for(process.communicate(words.encode() if words else None), within)
    except TimeoutError:
        process.kill()
        await process.wait()
        return say("播报程序 {program} 超过 {seconds} 秒没有结束", program=verbatim(command[0]), seconds=int(within))
    except asyncio.CancelledError:
        process.kill()
        raise
    if process.returncode:
        return say(
            "没有声音：{program} 没有成功（{code}），请检查声卡和音箱",
            program=verbatim(command[0]),
            code=process.returncode,
        )
    return ""
