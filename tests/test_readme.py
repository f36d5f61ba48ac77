"""The README's commands run as they stand, its key card is the key table's, its pictures are there."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def block(name: str) -> str:
    return README.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]


def commands(text: str) -> list[str]:
    return [line[2:].split("  #")[0].strip() for line in text.splitlines() if line.startswith("$ ")]


def test_the_tour_runs_as_written(tmp_path) -> None:
    lines = commands(block("tour"))
    assert len(lines) >= 5
    environment = {**os.environ, "COUNTER_KEY_FILE": str(tmp_path / "tour.key"), "PYTHONPATH": str(ROOT)}
    for line in lines:
        words = shlex.split(line)
        assert words[0] == "counter"
        done = subprocess.run(
            [sys.executable, "-m", "counter", *words[1:]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip() and "Traceback" not in done.stderr, line


def test_a_live_hall_is_three_commands_away(tmp_path) -> None:
    """As written: the password is the one that init showed, changed at its first use; the plan is agreed to at the
    terminal.
    """
    lines = commands(block("live"))
    assert len(lines) == 3
    shutil.copy(ROOT / "data" / "training.toml", tmp_path / "plan.toml")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTER_")}
    environment |= {
        "COUNTER_KEY_FILE": str(tmp_path / "live.key"),
        "PYTHONPATH": str(ROOT),
        "COUNTER_PASSWORD_FILE": str(tmp_path / "password"),
        "COUNTER_NEW_PASSWORD_FILE": str(tmp_path / "new"),
    }
    (tmp_path / "new").write_text("battery staple")
    (tmp_path / "data").symlink_to(ROOT / "data")
    for line in lines:
        words = shlex.split(line.replace("/srv/hall", str(tmp_path / "hall")))
        ours, theirs = pty.openpty()
        os.write(ours, b"y\n")
        try:
            done = subprocess.run(
                [sys.executable, "-m", "counter", *words[1:]],
                cwd=tmp_path,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                stdin=theirs,
                timeout=60,
                check=False,
                start_new_session=True,
            )
        finally:
            os.close(ours)
            os.close(theirs)
        assert done.returncode == 0 and done.stdout.strip() and "Traceback" not in done.stdout, f"{line}\n{done.stdout}"
        if shown := re.search(r"admin，口令 (\S+?)（", done.stdout):
            (tmp_path / "password").write_text(shown[1])


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"\$ make ([a-z]+)", README)
    assert {"demo", "test"} <= set(named) <= set(targets)


def test_the_key_card_is_the_key_table() -> None:
    from screens.shell.keys import key_card

    assert key_card().strip() == block("keys").strip()


def test_it_opens_with_a_picture_that_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert README.startswith("![") and pictures
    assert all((ROOT / picture).stat().st_size > 5000 for picture in pictures)


def test_no_registry_host_is_named() -> None:
    pins = sorted(path.name for path in ROOT.glob("constraints*.txt"))
    assert len(pins) == 3
    for name in ("Makefile", "README.md", "pyproject.toml", ".ci/run", *pins):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"https?://(?!127\.0\.0\.1|hall\.example\.cn)", text), name


def test_every_place_that_is_named_is_there() -> None:
    named = {
        path
        for file in ("README.md", "CONTRIBUTING.md")
        for path in re.findall(r"`((?:counter|screens|data|tests)/[\w./-]+)`", (ROOT / file).read_text("utf-8"))
    }
    assert len(named) > 20
    assert {path for path in named if not (ROOT / path).exists()} == set()
