"""The process that reads strangers' files (python -m counter.paper.cleaning): JSON and bytes in, the same out.

What reads the kinds is loaded once; each file then has a process of its own, copied from this one, that may take so
much memory and time, writes no file and opens hardly any.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from typing import BinaryIO

from counter.cleaning.cleaner import WALL_S
from counter.cleaning.kinds import Fault, Given
from counter.paper.cleaning.documents import clean_document
from counter.paper.cleaning.pictures import Unclean, clean_picture, prepare
from counter.rules.filekind import FileKind

MOST_MEMORY = 1_500_000_000
"""Bytes of addresses; 64 million pixels in colour take a sixth, and as much again while they are made smaller."""

CPU_S = 12


def main() -> int:
    """Answer until nobody asks any more."""
    prepare()
    with open(0, "rb", closefd=False) as asked, open(1, "wb", closefd=False) as answers:
        while line := asked.readline():
            told = json.loads(line)
            data = asked.read(told["size"])
            if len(data) < told["size"]:
                break
            head, made = _in_a_process_of_its_own(data, Given(told["kind"]))
            answers.write(json.dumps({**head, "size": len(made)}).encode() + b"\n" + made)
            answers.flush()
    return 0


def _in_a_process_of_its_own(data: bytes, given: Given) -> tuple[dict[str, str], bytes]:
    if not hasattr(os, "fork"):
        return _cleaned(data, given)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _bound()
            head, made = _cleaned(data, given)
            with os.fdopen(writing, "wb") as out:
                out.write(json.dumps(head).encode() + b"\n" + made)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as answer:
        said = _until(answer, time.monotonic() + WALL_S)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    line, separated, made = said.partition(b"\n")
    return (json.loads(line), made) if separated else ({"fault": Fault.TOO_HEAVY}, b"")


def _until(answer: BinaryIO, end: float) -> bytes:
    """All that is written before a moment; nothing where it isn't finished then."""
    pieces: list[bytes] = []
    while (left := end - time.monotonic()) > 0 and select.select([answer], [], [], left)[0]:
        if not (piece := os.read(answer.fileno(), 1 << 20)):
            return b"".join(pieces)
        pieces.append(piece)
    return b""


def _bound() -> None:
    """From now on this process may take little, and leaves nothing behind."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))


def _cleaned(data: bytes, given: Given) -> tuple[dict[str, str], bytes]:
    try:
        if given is Given.PDF:
            return {"kind": FileKind.PDF}, clean_document(data)
        kind, made = clean_picture(data, given)
    except Unclean as unclean:
        return {"fault": unclean.fault}, b""
    except MemoryError:
        return {"fault": Fault.TOO_HEAVY}, b""
    except Exception:  # noqa: BLE001 (what a library says of a stranger's file is for nobody)
        return {"fault": Fault.BROKEN}, b""
    return {"kind": kind}, made


if __name__ == "__main__":
    sys.exit(main())
