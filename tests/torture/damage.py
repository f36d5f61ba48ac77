"""Bytes of every kind of file cut off, turned over, emptied, replaced: named in a sentence, never a traceback; a store
that somebody holds for a minute; two versions of the program on one hall.

Each try is a child with a copy of everything (hall, keys, backup, running copy). What a person would run is run before
and after the damage. Said otherwise than before without any word of what is wrong counts as lost, a fault of the
program (or one that never ends) as half.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nacl.public import PrivateKey

from counter.acts.premises.copies import make
from counter.acts.queue.taking import take
from counter.cli import main
from counter.errors import Refusal
from counter.hall import Hall, clock, copying
from counter.rules.access import HALL_ITSELF, KIOSK
from counter.site.publish import Publisher
from counter.site.send import put
from counter.store import backups, schema
from tests.conftest import NOW
from tests.house.conftest import Turned
from tests.house.test_tampering_is_told import live_through
from tests.torture.killing import Outcome
from tests.torture.workers import a_hall

TRIES = 28
"""Tries of one kind of file: four kinds of damage, at places of chance."""
MOST_S = 60
"""Seconds after which a try counts as one that never ends."""
FAULT_WORDS = ("程序出错", "Traceback")

Said = tuple[tuple[int, str], ...]
"""What each command ended with, and said."""


@contextmanager
def everything() -> Iterator[Path]:
    """A lived-in hall in earnest with its keys, a backup, a running copy, public pages, an inbox, a printed file."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as made:
        folder = Path(made) / "all"
        folder.mkdir()
        _at_home(folder)
        (folder / "scan.txt").write_text("毕业证明", "utf-8")
        hall = live_through(folder / "hall", folder / "scan.txt")
        publisher = Publisher(hall)
        publisher.catch_up()
        publisher.close()
        make(hall, HALL_ITSELF, folder / "safe" / "b1")
        (folder / "copy").mkdir()
        went = iter((True, True, True))
        plan = backups.Plan("follow", str(folder / "copy"), 1440, 3)
        copying.follow(folder / "hall", plan, lambda: next(went, False))
        box = folder / "hall" / "inbox" / "inbox.db"
        box.parent.mkdir(exist_ok=True)
        for number in range(3):
            put(
                box,
                bytes(PrivateKey.generate().public_key).hex(),
                "rating",
                f"{number:064}",
                {"text": "来件"},
                [b"scan"],
            )
        (folder / "hall" / "spool" / "printed").mkdir(parents=True, exist_ok=True)
        (folder / "hall" / "spool" / "printed" / "roll").write_bytes(b"\x1b@paper" * 40)
        hall.close()
        yield folder


def _at_home(folder: Path) -> None:
    """Where the keys lie, and a clock that stands at the hall's own day."""
    os.environ["COUNTER_KEY_FILE"] = str(folder / "hall.key")
    clock.sources = Turned(NOW)  # type: ignore[assignment]


def files_of(folder: Path) -> dict[str, list[Path]]:
    """Every kind of file, and those of it, as paths within the folder."""
    copied = copying.find(folder / "copy")[-1]
    kinds = {
        "hall.db": [folder / "hall" / "hall.db"],
        "files.db": [folder / "hall" / "files.db"],
        "hall.toml": [folder / "hall" / "hall.toml"],
        "key": [folder / "hall.key"],
        "chain key": [*folder.glob("*.chain")],
        "head outside": [*folder.glob("*.head")],
        "backup": [one for one in (folder / "safe" / "b1").iterdir() if one.is_file()],
        "running copy": [one for one in copied.rglob("*") if one.is_file() and one.stat().st_size],
        "public.db": [folder / "hall" / "public" / "public.db"],
        "spool": [folder / "hall" / "spool" / "printed" / "roll"],
        "inbox": [folder / "hall" / "inbox" / "inbox.db"],
    }
    return {kind: [one.relative_to(folder) for one in found] for kind, found in kinds.items()}


def hurt(file: Path, chance: random.Random, how: int) -> None:
    """Cut a file off, turn bytes over, empty it, or put something else there."""
    data = bytearray(file.read_bytes())
    if how == 0:
        data = data[: chance.randrange(len(data))] if data else data
    elif how == 1:
        for _ in range(chance.choice((1, 1, 20))):
            if data:
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif how == 2:
        data = bytearray()
    else:
        data = bytearray(chance.randbytes(min(len(data), 9000) or 9))
    file.write_bytes(data)


def run(*words: str) -> tuple[int, str]:
    """A command as it is typed: how it ended, what it said. Raises what got through to nobody."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
        try:
            main(list(words))
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return code, heard.getvalue()


def as_a_person_would(folder: Path, kind: str) -> Said:
    """What is run to look at a hall, to work in it, and for the kind of file that was hurt."""
    hall = ["--hall", str(folder / "hall")]
    said = [run(*hall, "check"), run(*hall, "doctor"), _press(folder)]
    if kind in ("public.db", "inbox", "spool"):
        said += [run(*hall, "run", "--once"), run(*hall, "run", "--once")]
    if kind == "backup":
        said.append(run("restore", str(folder / "safe" / "b1"), str(folder / "new"), "--yes"))
    if kind == "running copy":
        said.append(run("restore", str(folder / "copy"), str(folder / "new"), "--yes"))
    return tuple((code, re.sub(r"free_mib: .*\n", "", text.replace(str(folder), ""))) for code, text in said)


def _press(folder: Path) -> tuple[int, str]:
    try:
        hall = Hall.open(folder / "hall")
        try:
            return 0, hall.do(take, KIOSK, queue="A").number
        finally:
            hall.close()
    except Refusal as refusal:
        return 1, str(refusal)


def named(text: str) -> bool:
    """Whether what was said names a file that is not as it should be, though it was not refused for it."""
    return "读不了" in text or "在程序之外改过" in text


def in_a_child(job: Callable[[], str]) -> str:
    """What a job answers in a child of its own; what went wrong in words, were it only that it never ends."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(MOST_S)
            os.dup2(os.open(os.devnull, os.O_RDWR), 0)
            try:
                said = job()
            except BaseException as error:  # noqa: BLE001 (this is what is counted)
                where = "".join(traceback.format_exception(error)[-3:])
                said = f"half {where}"
            os.write(writer, said.encode("utf-8", "replace")[:3000])
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        said = told.read().decode("utf-8", "replace")
    os.waitpid(child, 0)
    return said or "half: it never ended"


def damaged(kind: str) -> Callable[[bool], Outcome]:
    """The row of one kind of file."""

    def row(short: bool) -> Outcome:
        found, chance = Outcome(), random.Random(kind)
        with everything() as folder:
            own = folder.with_name("own")
            candidates = files_of(folder)[kind]

            def once(wound: Callable[[], None]) -> str:
                shutil.rmtree(own, ignore_errors=True)
                shutil.copytree(folder, own)
                wound()
                _at_home(own)

                def look() -> str:
                    os.chdir(own)
                    said = as_a_person_would(own, kind)
                    if bad := [text for _, text in said if any(word in text for word in FAULT_WORDS)]:
                        logs = [one for one in (own / "hall" / "trouble.log", own / "trouble.log") if one.exists()]
                        noted = [one.read_text("utf-8") for one in logs]
                        return f"half {bad[0]} {noted[-1].split('core.py')[-1][-1200:] if noted else ''}"
                    return f"{'told' if any(code or named(text) for code, text in said) else 'silent'} {said}"

                return in_a_child(look)

            whole = once(lambda: None)
            if not whole.startswith("silent"):
                raise AssertionError(f"a hall that nobody has hurt: {whole}")
            for number in range(4 if short else TRIES):
                file = chance.choice(candidates)
                said = once(lambda file=file, number=number: hurt(own / file, chance, number % 4))  # type: ignore[misc]
                found.tries += 1
                found.half += said.startswith("half")
                lost = said.startswith("silent") and said != whole and kind not in MADE_AGAIN
                found.lost += lost
                if lost or said.startswith("half"):
                    print(f"  {kind} {file} ({number}): {said[:1600]}", file=sys.stderr, flush=True)
        return found

    return row


MADE_AGAIN = ("public.db", "spool")
"""What is nobody's truth: it is made anew from the hall, and need not be named."""


def locked_a_minute(short: bool) -> Outcome:
    """Somebody holds the store for sixty seconds; eight windows press meanwhile, each again with its key until done."""
    found = Outcome()
    with a_hall() as place:
        before = _tickets(place)
        holder = _hold(place, 6.0 if short else 60.0)
        children = []
        for window in range(8):
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                try:
                    os.write(writer, _press_until_done(place, f"window {window}").encode())
                finally:
                    os._exit(0)
            os.close(writer)
            children.append((child, reader))
        numbers = []
        for child, reader in children:
            with os.fdopen(reader) as told:
                numbers.append(told.read())
            os.waitpid(child, 0)
        os.waitpid(holder, 0)
        after = _tickets(place)
        found.tries = len(numbers)
        found.lost = sum(not one or one not in after for one in numbers)
        found.doubled = len(numbers) - len(set(numbers)) + max(0, len(after) - len(before) - len(set(numbers)))
    return found


def _hold(place: Path, seconds: float) -> int:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            hall = Hall.open(place, now=NOW)
            hall.db.execute("BEGIN IMMEDIATE")
            os.write(writer, b"held")
            time.sleep(seconds)
        finally:
            os._exit(0)
    os.close(writer)
    os.read(reader, 4)
    os.close(reader)
    return child


def _press_until_done(place: Path, key: str) -> str:
    until = time.monotonic() + 150
    hall = None
    while time.monotonic() < until:
        try:
            hall = hall or Hall.open(place, now=NOW)
            return hall.once(key, take, KIOSK, queue="A").number
        except Refusal as refusal:
            if not refusal.code.startswith("store."):
                return ""
    return ""


def _tickets(place: Path) -> list[str]:
    hall = Hall.open(place, now=NOW)
    try:
        return [f"{row[0]}{row[1]:03d}" for row in hall.db.execute("SELECT letter, number FROM ticket")]
    finally:
        hall.close()


def two_versions(short: bool) -> Outcome:
    """An older program at a hall of a newer one, for every step of the schema: refused at the door, and refused in the
    middle of its shift when the newer one brings the hall up under it; nothing is written either way.
    """
    found = Outcome()
    steps = schema.STEPS
    with a_hall() as place:
        before = _tickets(place)
        for known in (1, len(steps) - 1) if short else range(1, len(steps)):
            for under_it in (False, True):
                said = in_a_child(lambda known=known, under_it=under_it: _older(place, steps[:known], under_it))  # type: ignore[misc]
                found.tries += 1
                found.half += said != "schema.newer-program"
                if said != "schema.newer-program":
                    print(f"  {known} of {len(steps)} steps: {said}", file=sys.stderr, flush=True)
        found.lost = len(set(before) - set(_tickets(place)))
        found.half += _tickets(place) != before
    return found


def _older(place: Path, known: Sequence[str], under_it: bool) -> str:
    """What a program says that knows these steps only; `under_it`: that opened the hall before they were more."""
    hall = Hall.open(place, now=NOW) if under_it else None
    schema.STEPS = tuple(known)
    try:
        hall = hall or Hall.open(place, now=NOW)
        return f"it took {hall.do(take, KIOSK, queue='A').number}"
    except Refusal as refusal:
        return refusal.code


KINDS = (
    "hall.db",
    "files.db",
    "hall.toml",
    "key",
    "chain key",
    "head outside",
    "backup",
    "running copy",
    "public.db",
    "spool",
    "inbox",
)
FAULTS: dict[str, Callable[[bool], Outcome]] = {
    **{f"bytes cut off or turned over: {kind}": damaged(kind) for kind in KINDS},
    "store locked for 60 s, 8 windows pressing": locked_a_minute,
    "an older program at a newer hall, before and under it": two_versions,
}
