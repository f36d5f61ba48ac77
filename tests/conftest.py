"""One training hall is built once a session and copied for every test that asks for one."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
os.environ["COUNTER_LANGUAGE"] = "zh-Hans"  # whatever the machine's locale is
os.environ.pop("COUNTER_HALL", None)  # a test never finds the hall of whoever runs it

MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 << 30
"""What must be free in memory before halls of tests are made there."""


def keep_halls_in_memory() -> None:
    """No test pulls a plug, so none needs to wait for a disk to have written each act (4 ms, some 30,000
    times a run).
    """
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


keep_halls_in_memory()

TORTURE = int(os.environ.get("TORTURE", "1"))
"""How many times the usual number of examples the state machines walk (`make torture`); then with fresh randomness."""

WHOLE = TORTURE > 1 or bool(os.environ.get("COUNTER_TORTURE"))
"""Whether sweeps are walked whole (`make torture`), or every few of them with all that is special."""


def spread(whole: Sequence[Any], every: int, *always: Any) -> list[Any]:
    """Of a sweep each `every`-th from the first to the last, and what is always among them; all of it if WHOLE."""
    few = {*range(0, len(whole), every), len(whole) - 1, *(at for at, one in enumerate(whole) if one in always)}
    return [one for at, one in enumerate(whole) if WHOLE or at in few]


NOW = datetime(2026, 11, 24, 9, 30)
"""The moment at which every test's hall stands still, local time: a Tuesday morning."""


def installed(package: str) -> bool:
    """Whether a package is there."""
    try:
        return bool(metadata.version(package))
    except metadata.PackageNotFoundError:
        return False


def pytest_configure() -> None:
    """Catalogues whose source was changed are compiled before anything is said; a package that came with a change and
    isn't there yet is named at once.
    """
    pinned = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    if lacking := [one for one in pinned["dependencies"] if not installed(one)]:
        pytest.exit(f"not installed here: {', '.join(lacking)}; run: make setup-dev", returncode=3)
    from counter.phrases import FOLDER
    from counter.phrases.compiling import compile_all

    compile_all(FOLDER, only_older=True)


def keep_passwords_cheap() -> None:
    """No test's password is worth 64 MB and 40 ms of a guesser; who measures that takes `passwords.Cost()` itself.
    Programs that a test starts pay in full.
    """
    from counter.hall import passwords

    passwords.cost = passwords.Cost(1, 8, 1)


keep_passwords_cheap()


def pytest_collection_finish() -> None:
    """What was read so far stays to the end: no sweep for garbage goes through it again, and fewer go at all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of test halls stay out of the user's own config directory."""
    path = tmp_path_factory.mktemp("key") / "hall.key"
    os.environ["COUNTER_KEY_FILE"] = str(path)
    return path


@pytest.fixture(scope="session")
def training_template(key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed training hall, never used itself."""
    from counter.acts.premises.training import train
    from counter.hall import Hall
    from counter.rules.access import HALL_ITSELF

    path = tmp_path_factory.mktemp("template") / "hall"
    hall = Hall.create(path, name="星城市政务服务中心", training=True)
    hall.set_now(NOW)
    hall.do(train, HALL_ITSELF)
    hall.close()
    return path


@pytest.fixture
def hall_dir(training_template: Path, tmp_path: Path) -> Path:
    """A training hall's directory of the test's own."""
    path = tmp_path / "hall"
    shutil.copytree(training_template, path)
    return path


@pytest.fixture
def hall(hall_dir: Path) -> Iterator:
    """The same, opened, its clock fixed at NOW."""
    from counter.hall import Hall

    opened = Hall.open(hall_dir, now=NOW)
    yield opened
    opened.close()


def live_hall(directory: Path) -> Any:
    """A hall in earnest (正式大厅) where nobody works yet, opened: a copy of one that was made once."""
    from counter.hall import Hall

    template = Path(os.environ["COUNTER_KEY_FILE"]).parent / "live" / "hall"
    if not template.exists():
        Hall.create(template, name="正式大厅").close()
    shutil.copytree(template, directory)
    return Hall.open(directory)


def picked(hall, path) -> dict:
    """What a terminal hands to `case.attach` after its person picked a file."""
    from counter.hall.files_in import pick
    from counter.rules.access import HALL_ITSELF

    stored = hall.put_file(HALL_ITSELF, pick(path, hall.grounds))
    return {"sha256": stored.sha256, "name": stored.name}


def set_policy(hall, **values) -> None:
    """Values of the hall's own, by their names with dots."""
    from counter.acts.premises.policy import set_value
    from counter.rules.access import HALL_ITSELF

    for name, value in values.items():
        hall.do(set_value, HALL_ITSELF, name=name, value=str(value))


@pytest.fixture(scope="session")
def known_people(training_template: Path) -> dict:
    """Who works in a training hall, read once."""
    from counter.hall import Hall
    from counter.store import staff

    hall = Hall.open(training_template, now=NOW)
    codes = [row["code"] for row in hall.db.execute("SELECT code FROM staff WHERE role <> 'hall'")]
    found = {
        code: staff.actor(hall.db, code, int(code[1:]) if code[0] == "c" and code[1:].isdigit() else None)
        for code in codes
    }
    hall.close()
    return found


@pytest.fixture
def people(known_people: dict) -> dict:
    """Everybody who works in the training hall, by staff code; clerk cN stands at window N."""
    return dict(known_people)


def employ(hall, code: str, name: str, role: str, password: str) -> None:
    """Somebody works in a live hall, and has changed the first password to one of their own."""
    from counter.acts.staff.accounts import add_staff, set_password
    from counter.rules.access import HALL_ITSELF, Role
    from counter.rules.secret import Secret
    from counter.store import staff

    first = Secret(f"first {password} first")
    hall.do(add_staff, HALL_ITSELF, code=code, name=name, role=Role(role), password=first)
    hall.do(set_password, staff.actor(hall.db, code), new=Secret(password), password=first)
