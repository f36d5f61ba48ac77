"""A hall's machine gets the package and the pinned packages that run; the package brings all that it needs."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = {"counter/phrases/update.py", "counter/phrases/compiling.py", "counter/phrases/extract.py"}
"""What keeps the catalogues of sentences: no hall runs it."""

PAINT = """
import asyncio, sys
from datetime import datetime
import counter
from screens.shell.app import CounterApp
import screens

async def main():
    app = CounterApp(sys.argv[1], staff="c3", window=3, now=datetime(2026, 11, 24, 9, 30), speaks="en")
    async with app.run_test(size=(80, 24)) as pilot:
        while app.hall is None or "A001" not in app.export_screenshot():
            await pilot.pause(0.05)
        print(screens.__path__[0], "Call" in app.export_screenshot())

asyncio.run(main())
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """A fresh environment with the wheel in it, which finds the pinned packages of this one."""

    sdist: Path
    packages: Path
    bin: Path
    away: Path

    def run(self, *words: str) -> str:
        """What a program of it says, run in a folder that has nothing to do with the house."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [str(self.bin / words[0]), *words[1:]],
            cwd=self.away,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def tracked() -> list[str]:
    """Every file of the repository, as git knows them."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(name for name in told.split("\0") if name and (ROOT / name).exists())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """Source archive from what git has, wheel from the source archive, environment from the wheel; no network."""
    place = tmp_path_factory.mktemp("supply")
    for name in tracked():
        (place / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, place / "clone" / name)

    def build(folder: Path, kind: str) -> Path:
        words = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(place / "dist")]
        subprocess.run(words, cwd=folder, check=True, capture_output=True, timeout=120)
        return next((place / "dist").glob("*.tar.gz" if kind == "sdist" else "*.whl"))

    sdist = build(place / "clone", "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(place / "unpacked", filter="data")
    wheel = build(next((place / "unpacked").iterdir()), "wheel")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place / "venv")], check=True, timeout=60)
    python = place / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True, timeout=120)
    packages = next((place / "venv" / "lib").glob("python*/site-packages"))
    (place / "away").mkdir()
    found = Installed(sdist, packages, python.parent, place / "away")
    (packages / "pinned.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    yield found
    shutil.rmtree(place)


def test_the_source_archive_holds_what_git_holds(installed: Installed) -> None:
    with tarfile.open(installed.sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    compiled = {name for name in held if name.endswith(".mo")}
    assert len(compiled) == 3
    assert held - compiled == {*tracked(), "PKG-INFO"}


def test_nothing_of_a_common_name_lies_at_the_top_of_site_packages(installed: Installed) -> None:
    tops = {path.name for path in installed.packages.iterdir()} - {"pinned.pth"}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"counter"}
    assert {path.name for path in (installed.packages / "counter" / "house").iterdir()} == {
        "constraints.txt",
        "data",
        "screens",
    }
    assert (ROOT / "data").is_dir() and (ROOT / "screens").is_dir()


def test_an_installed_hall_serves_somebody_from_another_folder(installed: Installed, tmp_path: Path) -> None:
    hall = str(tmp_path / "hall")
    installed.run("counter", "init", hall, "--training")
    at = ["--hall", hall, "--now"]
    assert "A001" in installed.run("counter", *at, "2026-11-24T09:20", "ticket", "take", "--queue", "A")
    taken = installed.run("counter", "--language", "en", *at, "2026-11-24T09:21", "ticket", "take", "--queue", "A")
    assert "A002" in taken and not re.search("[\u3400-\u9fff]", taken)
    painted = installed.run("python", "-c", PAINT, hall).split()
    assert painted == [str(installed.packages / "counter" / "house" / "screens"), "True"]
    walked = json.loads(installed.run("counter", "walkthrough", "--json"))
    assert walked["items"] == 10 and walked["qr_decoded_from_picture"]


def test_only_the_package_itself_knows_where_data_and_screens_stand() -> None:
    """Whoever climbs there from a file of their own finds nothing once it is installed: `counter.HOUSE` says it."""
    climbing = re.compile(r"__file__.*(parents\[|parent\.parent|\.\.)")
    found = {
        str(file.relative_to(ROOT))
        for file in (*ROOT.glob("counter/**/*.py"), *ROOT.glob("screens/**/*.py"))
        if climbing.search(file.read_text("utf-8"))
    }
    assert found == {"counter/hall/references.py", "screens/shell/keys.py"}  # they write the repository's own files


# -- what is pinned for whom -------------------------------------------------------------------------------------------


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, set[str]]:
    """Package -> the versions (one for each Python) that a file of pins has, all of them with hashes."""
    found: dict[str, set[str]] = {}
    for whole in (ROOT / file).read_text("utf-8").replace("\\\n", " ").splitlines():
        name, _, rest = whole.partition("==")
        assert "--hash=sha256:" in rest, whole
        found.setdefault(plain(name), set()).add(rest.split()[0])
    return found


def closure(names: list[str]) -> set[str]:
    """These packages and all that they need here, by what is installed."""
    from packaging.requirements import Requirement

    found: set[tuple[str, str]] = set()
    waiting = [(Requirement(name), "") for name in names]
    while waiting:
        one, wanted_for = waiting.pop()
        if one.marker is not None and not one.marker.evaluate({"extra": wanted_for}):
            continue
        for extra in {"", *one.extras} - {extra for name, extra in found if name == plain(one.name)}:
            found.add((plain(one.name), extra))
            waiting += [(Requirement(text), extra) for text in metadata.requires(one.name) or ()]
    return {name for name, _ in found}


def declared() -> dict[str, list[str]]:
    """What pyproject.toml declares: under "" what runs, and each extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {"": project["dependencies"], **project["optional-dependencies"]}


def test_a_hall_gets_what_runs_and_no_tool_of_tests() -> None:
    hall, everything = pins("constraints.txt"), pins("constraints-dev.txt")
    running = closure(declared()[""])
    assert running <= hall.keys() and len(hall) - len(running) < 5  # those of other systems
    tools = closure(declared()["test"] + declared()["dev"]) - running
    assert {"pytest", "playwright", "hypothesis", "ruff", "mypy", "numpy"} <= tools
    assert not tools & hall.keys() and tools <= everything.keys()
    assert {name: everything.get(name) for name in hall} == hall


def test_what_builds_the_package_is_pinned_as_everywhere() -> None:
    build, everything = pins("constraints-build.txt"), pins("constraints-dev.txt")
    required = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert sorted(required) == sorted(declared()["build"])
    assert build.keys() == closure(required) and {name: everything[name] for name in build} == build


def test_the_house_imports_nothing_that_a_hall_does_not_get() -> None:
    owners = metadata.packages_distributions()
    hall, own = pins("constraints.txt").keys(), {"counter", "screens"}
    strangers = set()
    for file in (*ROOT.glob("counter/**/*.py"), *ROOT.glob("screens/**/*.py")):
        name = str(file.relative_to(ROOT))
        for node in ast.walk(ast.parse(file.read_text("utf-8"))) if name not in TOOLS else ():
            modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for top in {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - own:
                if not {plain(owner) for owner in owners.get(top, ())} & hall:
                    strangers.add((name, top))
    assert strangers == set()
