"""The voices: recorded words, espeak-ng, speech-dispatcher, or a program that the hall names."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from counter.errors import Refusal
from counter.phrases.said import listed, say, verbatim
from counter.rules.announcing import Announcement, Tongue, words_besides, words_of
from counter.voice import sound

AUTOMATIC = "auto"
ESPEAK, DISPATCHER = "espeak-ng", "speech-dispatcher"
PROGRAM_SECONDS = 20.0


class Voice(Protocol):
    """What says an announcement. `speaks` are its tongues; `say` ends when it was heard, and answers why it was not."""

    @property
    def name(self) -> str:
        """What a person calls it."""
        ...

    @property
    def speaks(self) -> frozenset[Tongue]:
        """The tongues it has."""
        ...

    async def say(self, said: Announcement, volume: int) -> str:
        """Say it at `volume` percent."""
        ...


class Recorded:
    """A folder of recorded words joined in order: `cmn/`, `yue/` and `en/` with one WAV file a word."""

    PAUSE = 0.03

    def __init__(self, folder: Path, out: sound.Out) -> None:
        self.folder, self.out = folder, out
        self.name = folder.name
        found = {tongue for tongue in Tongue if (folder / tongue).is_dir()}
        missing = [
            f"{tongue}/{word}.wav"
            for tongue in sorted(found)
            for word in words_of(tongue)
            if not (folder / tongue / f"{word}.wav").is_file()
        ]
        if Tongue.MANDARIN not in found or missing:
            raise Refusal(
                "voice.recordings-missing",
                say("录音文件夹 {folder} 里缺 {missing}", folder=verbatim(folder), missing=_few(missing, found)),
                rule=say("普通话的每个词各有一个 WAV 文件；英语、粤语可以没有，有就要齐"),
                next=say("请补录缺的词"),
            )
        self.speaks = frozenset(found)

    async def say(self, said: Announcement, volume: int) -> str:
        """Join the words and let them be heard."""
        with tempfile.TemporaryDirectory(prefix="counter-voice-") as place:
            file = Path(place) / "call.wav"
            await asyncio.to_thread(self._write, file, said, volume)
            return await self.out.play(file)

    def _write(self, file: Path, said: Announcement, volume: int) -> None:
        there = self.folder / said.tongue
        lacks = said.short and not all((there / f"{word}.wav").is_file() for word in words_besides(said.tongue))
        words = said.short if lacks else said.words
        parts = [(word, sound.read(there / f"{word}.wav")) for word in words]
        sound.write(file, sound.softer(sound.join(parts, self.PAUSE), volume))


class Espeak:
    """espeak-ng, by a WAV file: so that it is known when it was heard, and whether there is sound at all."""

    VOICES: tuple[tuple[Tongue, str], ...] = (
        (Tongue.MANDARIN, "cmn-latn-pinyin"),
        (Tongue.CANTONESE, "yue"),
        (Tongue.ENGLISH, "en-gb"),
    )
    """In espeak-ng 1.51 the voice `cmn` reads its own pinyin as English words; this one says them right."""
    SPEED = "140"
    """Words a minute: slower than it talks by itself."""

    def __init__(self, out: sound.Out, has: frozenset[str] | None = None) -> None:
        self.out = out
        self.name = ESPEAK
        there = _espeak_voices() if has is None else has
        self.voices = {tongue: voice for tongue, voice in self.VOICES if voice in there}
        if Tongue.MANDARIN not in self.voices:
            self.voices[Tongue.MANDARIN] = "cmn"
        self.speaks = frozenset(self.voices)

    async def say(self, said: Announcement, volume: int) -> str:
        """Have it read into a file, and let that be heard."""
        with tempfile.TemporaryDirectory(prefix="counter-voice-") as place:
            file = Path(place) / "call.wav"
            voice = self.voices[said.tongue]
            command = [ESPEAK, "-v", voice, "-s", self.SPEED, "-w", str(file), "--stdin"]
            if trouble := await sound.run(command, PROGRAM_SECONDS, words=said.text):
                return trouble
            await asyncio.to_thread(lambda: sound.write(file, sound.softer(sound.read(file), volume)))
            return await self.out.play(file)


class Dispatcher:
    """speech-dispatcher: the voice that the machine's other programs have."""

    CODES: tuple[tuple[Tongue, str], ...] = (
        (Tongue.MANDARIN, "cmn"),
        (Tongue.CANTONESE, "yue"),
        (Tongue.ENGLISH, "en"),
    )

    def __init__(self) -> None:
        self.name = DISPATCHER
        self.speaks = frozenset(Tongue)

    async def say(self, said: Announcement, volume: int) -> str:
        """Have it said and wait until it was."""
        loud = str(2 * volume - 100)
        return await sound.run(
            ["spd-say", "--wait", "--language", dict(self.CODES)[said.tongue], "--volume", loud, "--", said.text],
            PROGRAM_SECONDS,
        )


class Program:
    """Any program of the hall: the words are its last argument, never through a shell."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = tuple(command)
        self.name = command[0]
        self.speaks = frozenset(Tongue)

    async def say(self, said: Announcement, volume: int) -> str:
        """Run it and wait for its end."""
        return await sound.run([*self.command, said.text], PROGRAM_SECONDS)


def voice_of(words: Sequence[str], out: sound.Out) -> Voice:
    """The voice that `--speak` names: nothing or `auto` takes what the machine has, a folder its recordings, anything
    else is a program.
    """
    named = words[0] if len(words) == 1 else ""
    if len(words) == 0 or named == AUTOMATIC:
        return _found(out)
    if named == ESPEAK:
        return Espeak(out)
    if named == DISPATCHER:
        return Dispatcher()
    if named and Path(named).expanduser().is_dir():
        return Recorded(Path(named).expanduser(), out)
    return Program(words)


def _found(out: sound.Out) -> Voice:
    if shutil.which(ESPEAK):
        return Espeak(out)
    if shutil.which("spd-say"):
        return Dispatcher()
    raise Refusal(
        "voice.none",
        say("这台机器没有会说话的程序"),
        rule=say("播报用 espeak-ng、speech-dispatcher，或一个录音文件夹"),
        next=say("请安装 espeak-ng（Debian 软件包同名），或给出录音文件夹；不播报也可以只开大屏"),
    )


def _espeak_voices() -> frozenset[str]:
    """Each voice by its own name: the file of cmn-latn-pinyin is `sit/cmn-Latn-pinyin`."""
    try:
        listed_ = subprocess.run([ESPEAK, "--voices"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    rows = [line.split() for line in listed_.splitlines()[1:]]
    names = {row[1].lower() for row in rows if len(row) > 4}
    return frozenset(names | {row[4].rpartition("/")[2].lower() for row in rows if len(row) > 4})


def _few(missing: Sequence[str], found: set[Tongue]) -> str:
    if Tongue.MANDARIN not in found:
        return say("普通话的录音（{folder}）", folder=verbatim(f"{Tongue.MANDARIN}/"))
    shown = listed(verbatim(name) for name in missing[:5])
    return say("{names} 等 {n} 个", names=shown, n=len(missing)) if len(missing) > 5 else shown
