"""Processes that answer questions: each has the hall open and never writes.

What was looked at is handed on with the answer; the keeper writes it down before the answer goes out.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any

from counter.errors import Refusal
from counter.hall import wire
from counter.hall.act import named
from counter.hall.hall import Hall, Looked
from counter.hall.kept import SLOW
from counter.store import search
from counter.trouble import note

SLOW_S = 0.05
"""A question that took longer last time never gets the last free reader."""

_SIZE = struct.Struct(">I")

WrittenLook = tuple[int, str, str, Looked, str, int, str]
"""The arguments of Hall.write_looks."""


class ReadingHall(Hall):
    """A hall whose looks are handed on."""

    def __init__(self, *given: Any, **options: Any) -> None:
        self.seen: list[WrittenLook] = []
        super().__init__(*given, **options)

    def write_looks(self, at: int, staff: str, place: str, saw: Looked, what: str, allowed: int, code: str) -> None:
        """Keep it for the keeper."""
        self.seen.append((at, staff, place, saw, what, allowed, code))


def read_for(directory: Path, now: datetime | None, line: Connection) -> None:
    """What a reader's process does until its line ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keeper ends it
    hall = ReadingHall.open(directory, now=now)
    while True:
        try:
            text = line.recv_bytes()
        except (EOFError, OSError):
            return
        answer = _answer(hall, json.loads(text))
        looks = json.dumps(hall.seen).encode() if hall.seen else b""
        hall.seen = []
        line.send_bytes(_SIZE.pack(len(looks)) + looks + answer)


def _answer(hall: ReadingHall, asked: dict[str, Any]) -> bytes:
    number = asked["n"]
    try:
        if asked["op"] == "find":
            index = search.index_of(hall.db, hall.local(hall.now()).date())
            found: Any = index.find(asked["text"], tuple(asked["kinds"]), asked["limit"])
        elif asked["op"] == "index":
            day = hall.local(hall.now()).date()
            search.index_of(hall.db, day)
            found = [search.catalogue_version(hall.db), day.isoformat()]
        elif asked["op"] == "policy":
            found = hall.policy
        else:
            found = hall.answer(named(asked["act"]), wire.unpack(asked["actor"]), wire.unpack(asked["args"]))
        return wire.frame({"n": number, "ok": wire.pack(found)})
    except Refusal as refusal:
        return wire.frame({"n": number, "no": wire.pack(refusal)})
    except Exception as error:  # noqa: BLE001 (noted; whoever asked gets a sentence)
        return wire.frame({"n": number, "no": wire.pack(fault(error, hall.directory))})


def fault(error: BaseException, directory: Path) -> Refusal:
    """An error of the program as the sentence that a person gets."""
    return Refusal("keeper.program-fault", note(error, directory))


@dataclass(slots=True)
class Question:
    """What is to be answered: the message without its frame, and whom the answer is for."""

    name: str
    text: bytes
    done: Callable[[bytes, list[WrittenLook]], None]
    lost: Callable[[], None]
    tried: int = 0


@dataclass(slots=True, eq=False)
class _Reader:
    process: multiprocessing.process.BaseProcess
    line: Connection
    question: Question | None = None
    since: float = 0.0


class Readers:
    """The reading processes and what waits for them, in order."""

    def __init__(
        self,
        directory: Path,
        now: datetime | None,
        count: int,
        watch: Callable[[Connection, Callable[[], None]], None],
        unwatch: Callable[[Connection], None],
    ) -> None:
        self._made = multiprocessing.get_context("forkserver")
        self._made.set_forkserver_preload(["counter.hall.keeper.readers"])
        self._given = directory, now
        self._watch, self._unwatch = watch, unwatch
        self._waiting: deque[Question] = deque()
        self._took: dict[str, float] = dict.fromkeys(SLOW, SLOW_S + 1)
        self._readers: list[_Reader] = []
        for _ in range(count):
            self._begin()

    def _begin(self) -> None:
        here, there = self._made.Pipe()
        process = self._made.Process(target=read_for, args=(*self._given, there), daemon=True)
        process.start()
        there.close()
        reader = _Reader(process, here)
        self._readers.append(reader)
        self._watch(here, lambda: self._answered(reader))

    def ask(self, question: Question) -> None:
        """Have a question answered as soon as a reader is free."""
        self._waiting.append(question)
        self._hand_out()

    def _hand_out(self) -> None:
        free = [reader for reader in self._readers if reader.question is None]
        for question in list(self._waiting):
            if not free:
                return
            if len(free) == 1 < len(self._readers) and self._took.get(question.name, 0.0) > SLOW_S:
                continue  # a key press must find somebody
            self._waiting.remove(question)
            reader = free.pop()
            reader.question, reader.since = question, monotonic()
            try:
                reader.line.send_bytes(question.text)
            except OSError:
                self._lost(reader)

    def _answered(self, reader: _Reader) -> None:
        try:
            data = reader.line.recv_bytes()
        except (EOFError, OSError):
            self._lost(reader)
            return
        question, reader.question = reader.question, None
        if question is not None:
            self._took[question.name] = monotonic() - reader.since
            (size,) = _SIZE.unpack_from(data)
            looks = (
                [(*look[:3], [tuple(pair) for pair in look[3]], *look[4:]) for look in json.loads(data[4 : 4 + size])]
                if size
                else []
            )
            question.done(data[4 + size :], looks)
        self._hand_out()

    def _lost(self, reader: _Reader) -> None:
        """A reader died: another one takes its place and its question, once.

        Its end is seen twice, by whoever sends it a question and by the line that closes; the second time it is gone.
        """
        if reader not in self._readers:
            return
        self._unwatch(reader.line)
        reader.line.close()
        self._readers.remove(reader)
        question = reader.question
        self._begin()
        if question is not None:
            question.tried += 1
            if question.tried < 2:
                self._waiting.appendleft(question)
            else:
                question.lost()
        self._hand_out()

    def close(self) -> None:
        """End the processes."""
        for reader in self._readers:
            reader.line.close()
        for reader in self._readers:
            reader.process.terminate()
            reader.process.join(5)
