"""Files cleaned for the site and for the hall, by a process beside them that lives on between files."""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import counter
from counter.cleaning.kinds import LARGEST_FILE, Fault, Given, given_kind
from counter.rules.filekind import FileKind

PROGRAM = "counter.paper.cleaning"
"""What does it."""

WALL_S = 15.0
"""How long one file may take."""

SPARE_S = 10.0
"""How much longer the process beside may take to say so, and to start."""

_ENDINGS = {FileKind.JPEG: ".jpg", FileKind.PNG: ".png", FileKind.PDF: ".pdf"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file made anew, or why it can't be."""

    kind: FileKind | None
    data: bytes
    fault: Fault | None = None


class Cleaner:
    """One process beside, one file at a time. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._beside: subprocess.Popen[bytes] | _Copied | None = None

    def clean(self, data: bytes) -> Cleaned:
        """The file anew; what it is by its content alone."""
        if len(data) > LARGEST_FILE:
            return Cleaned(None, b"", Fault.TOO_LARGE)
        given = given_kind(data)
        if given is None:
            return Cleaned(None, b"", Fault.WRONG_KIND)
        with self._lock:
            try:
                return self._ask(data, given)
            except (OSError, ValueError, KeyError):
                self._end()
                return Cleaned(None, b"", Fault.TOO_HEAVY)

    def _ask(self, data: bytes, given: Given) -> Cleaned:
        beside = self._running()
        assert beside.stdin is not None and beside.stdout is not None
        beside.stdin.write(json.dumps({"kind": given, "size": len(data)}).encode() + b"\n" + data)
        beside.stdin.flush()
        answer = beside.stdout.fileno()
        end = time.monotonic() + WALL_S + SPARE_S
        said = b""
        while b"\n" not in said:
            said += _some(answer, end)
        line, _, made = said.partition(b"\n")
        head = json.loads(line)
        while len(made) < head["size"]:
            made += _some(answer, end)
        if "fault" in head:
            return Cleaned(None, b"", Fault(head["fault"]))
        return Cleaned(FileKind(head["kind"]), made)

    def _running(self) -> subprocess.Popen[bytes] | _Copied:
        if self._beside is None or self._beside.poll() is not None:
            self._end()
            self._beside = _started()
        return self._beside

    def _end(self) -> None:
        if self._beside is None:
            return
        beside, self._beside = self._beside, None
        for end in (beside.stdin, beside.stdout):
            with suppress(OSError):
                if end is not None:
                    end.close()
        beside.kill()
        beside.wait()

    def close(self) -> None:
        """End the process beside."""
        with self._lock:
            self._end()


def _started() -> subprocess.Popen[bytes] | _Copied:
    """The process beside: a new program, which knows nothing of this one. A copy of this process where its user may not
    start the interpreter a second time.
    """
    kept = ("PATH", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH")
    environment = {name: value for name, value in os.environ.items() if name in kept}
    try:
        return subprocess.Popen(
            [sys.executable, "-m", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": str(Path(counter.__path__[0]).resolve().parent)},
            start_new_session=True,
        )
    except PermissionError:
        if not hasattr(os, "fork"):
            raise
        return _Copied()


class _Copied:
    """A copy of this process that cleans; it keeps no open file of it but the two pipes."""

    def __init__(self) -> None:
        asked, self._asking = os.pipe()
        self._answers, answering = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                for number in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(number, signal.SIG_DFL)
                os.dup2(asked, 0)
                os.dup2(answering, 1)
                os.dup2(os.open(os.devnull, os.O_RDWR), 2)
                os.closerange(3, os.sysconf("SC_OPEN_MAX"))
                importlib.import_module(f"{PROGRAM}.__main__").main()
            finally:
                os._exit(0)
        os.close(asked)
        os.close(answering)
        self.stdin, self.stdout = os.fdopen(self._asking, "wb"), os.fdopen(self._answers, "rb", buffering=0)
        self._code: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self._code is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self._code = status if ended else None
        return self._code

    def kill(self) -> None:
        """End it."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Until it has ended."""
        if self._code is None:
            self._code = os.waitpid(self.pid, 0)[1]
        return self._code


def _some(answer: int, end: float) -> bytes:
    """Bytes of an answer. Raises OSError where none come in time."""
    if not select.select([answer], [], [], max(0.0, end - time.monotonic()))[0]:
        raise TimeoutError
    if not (piece := os.read(answer, 1 << 20)):
        raise BrokenPipeError
    return piece


def renamed(name: str, kind: FileKind) -> str:
    """A file's name with the ending of what it has become: IMG_1.HEIC -> IMG_1.jpg."""
    stem, dot, ending = name.rpartition(".")
    known = {FileKind.JPEG: ("jpg", "jpeg"), FileKind.PNG: ("png",), FileKind.PDF: ("pdf",)}[kind]
    if dot and stem and ending.lower() in known:
        return name
    short = stem if dot and stem and len(ending) <= 5 else name
    return f"{short[:115]}{_ENDINGS[kind]}" if name else name


of_this_process = Cleaner()
"""Shared by all that this process cleans."""
