"""After a day of work no name lies in clear: not in the hall's folder, not in folders for what is thrown away, not in a
core dump.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from counter.commands.run import work_off
from counter.hall import Hall
from counter.walkthrough import walk
from screens.parts import for_a_look

ROOT = Path(__file__).resolve().parents[2]
NAME, NUMBER = "沈若溪", "11010519491231002X"


def lie_in_clear(folder: Path) -> list[str]:
    """Files that hold the name or the number, in any of the encodings that printers and papers use; but for the spool,
    in which a rehearsal lays its previews.
    """
    planted = [NAME.encode(kind) for kind in ("utf-8", "gbk", "utf-16-le")] + [NUMBER.encode()]
    return [
        str(file)
        for file in folder.rglob("*")
        if file.is_file() and file.parent.name != "spool" and any(one in file.read_bytes() for one in planted)
    ]


def test_nothing_lies_about_after_a_day(tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    walk(tmp_path / "hall")
    hall = Hall.open(tmp_path / "hall")
    work_off(hall)
    assert hall.db.execute("SELECT count(*) FROM person WHERE name = ?", (NAME,)).fetchone()[0] == 1
    assert hall.db.execute("SELECT count(*) FROM paper_job WHERE state = 'sent'").fetchone()[0] > 3
    hall.close()
    assert lie_in_clear(tmp_path) == []
    (tmp_path / "temporary" / "left.txt").write_text(f"申请人 {NAME}", "utf-8")
    assert len(lie_in_clear(tmp_path)) == 1, "the search finds nothing anyhow"


OPENS = """
import os, sys
from screens.parts import for_a_look
made = for_a_look.folder()
(made / "1-id.jpg").write_bytes("沈若溪".encode())
print(made, flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("end", ["leaves", "killed"])
def test_files_to_look_at_are_gone_with_the_window(tmp_path, monkeypatch, end):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    window = subprocess.Popen(
        [sys.executable, "-c", OPENS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    made = Path(window.stdout.readline().strip())
    assert made.parent == tmp_path and made.stat().st_mode & 0o777 == 0o700 and len(lie_in_clear(tmp_path)) == 1
    assert for_a_look.sweep() == 0, "the window is still open"
    if end == "killed":
        window.kill()
    window.communicate("\n")
    assert for_a_look.sweep() == (1 if end == "killed" else 0)
    assert lie_in_clear(tmp_path) == [] and not made.exists()


def test_a_process_with_the_key_leaves_no_core(hall_dir):
    script = (
        "import os, resource, sys; from counter.hall import Hall; Hall.open(sys.argv[1]);"
        "print(resource.getrlimit(resource.RLIMIT_CORE), open('/proc/self/status').read().count('x'), flush=True);"
        "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True); os.abort()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(hall_dir)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    limits, dumpable = done.stdout.splitlines()
    assert limits.startswith("(0, 0)") and dumpable == "0" and done.returncode == -signal.SIGABRT
    assert not [one for one in os.listdir(ROOT) if one.startswith("core")]
