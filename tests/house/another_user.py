"""Running the program as another user of the system, also where this one's interpreter lies in a private home."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65_534
ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path(sysconfig.get_paths()["purelib"])
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
NOT_NEEDED = shutil.ignore_patterns("site-packages", "test", "tests", "__pycache__", "idlelib", "config-*", "ensurepip")
TRIAL = "import counter.cli, click, textual, sqlcipher3, sqlite_utils, argon2"


@contextmanager
def folder_for_all() -> Iterator[Path]:
    """A folder that every user of the machine may enter; pytest's own are closed anew by each run that begins."""
    with tempfile.TemporaryDirectory(prefix="counter-") as name:
        os.chmod(name, 0o755)
        yield Path(name)


def as_nobody(words: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run something as a user who owns nothing here."""
    return subprocess.run(
        list(words), user=NOBODY, group=NOBODY, extra_groups=[], env=environment, cwd="/", capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip


def interpreters(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Pythons that another user may be able to run, and what of the environment they need: this one, the system's of
    the same version, a copy of this one in `folder`.
    """
    yield sys.executable, {}
    path = {"PYTHONPATH": f"{ROOT}:{PACKAGES}"}
    for system in (f"/usr/bin/{VERSION}", f"/usr/local/bin/{VERSION}"):
        if os.path.exists(system):
            yield system, path
    home, real = folder / "python", Path(os.path.realpath(sys.executable))
    shutil.copytree(Path(sys.base_prefix) / "lib" / VERSION, home / "lib" / VERSION, ignore=NOT_NEEDED, symlinks=True)
    (home / "bin").mkdir()
    shutil.copy(real, home / "bin" / VERSION)
    for library in Path(sys.base_prefix).glob("lib/libpython*.so*"):
        shutil.copy(library, home / "lib")
    path |= {"PYTHONHOME": str(home), "LD_LIBRARY_PATH": str(home / "lib")}
    yield str(home / "bin" / VERSION), path
    for place in (ROOT / "counter", ROOT / "screens", ROOT / "data"):
        shutil.copytree(place, home / "program" / place.name, ignore=NOT_NEEDED)
    shutil.copytree(PACKAGES, home / "packages", ignore=NOT_NEEDED)
    yield str(home / "bin" / VERSION), {**path, "PYTHONPATH": f"{home / 'program'}:{home / 'packages'}"}


def python_for_nobody(folder: Path) -> tuple[str, dict[str, str]]:
    """A Python that another user runs the program with, and its environment. `folder` must be open to all."""
    said = ""
    base = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    for python, more in interpreters(folder):
        try:
            tried = as_nobody([python, "-c", TRIAL], base | more)
        except OSError as error:
            said += f"{python}: {error}\n"
            continue
        if tried.returncode == 0:
            return python, base | more
        said += f"{python}: {tried.stderr[-300:]}\n"
    raise AssertionError(f"no Python that another user can run:\n{said}")
