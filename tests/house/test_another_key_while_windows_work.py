"""A hall gets another key while its windows work; killed at any step the next open goes on; the sheet is held against
the key.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from counter.acts.inbox.seals import inbox_key, open_sealed
from counter.acts.premises.copies import make
from counter.acts.premises.keys import state
from counter.acts.queue.taking import take
from counter.cli import main
from counter.errors import Refusal
from counter.hall import Hall, key_path, read_key, rotation
from counter.hall.key import chain_path
from counter.store import files, journal, roots
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own_key(hall_dir, tmp_path, monkeypatch) -> Path:
    """The hall's key in a file that no other test shares."""
    path = tmp_path / "keys" / "hall.key"
    path.parent.mkdir()
    shutil.copy(os.environ["COUNTER_KEY_FILE"], path)
    path.chmod(0o600)
    if (chain := chain_path("any")).exists():
        shutil.copy(chain, path.with_suffix(".chain"))
    monkeypatch.setenv("COUNTER_KEY_FILE", str(path))
    return path


@pytest.fixture
def kept(own_key, hall, people):
    """A hall with a ticket and a paper."""
    files.put(hall.files, "ab" * 32, b"scan", "pdf", hall.now())
    hall.do(take, people["g1"], queue="general")
    return hall


def whole(hall_dir: Path, tickets: int) -> None:
    hall = Hall.open(hall_dir, now=NOW)
    assert hall.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == tickets
    assert files.read(hall.files, "ab" * 32) == b"scan"
    assert hall.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and not list(journal.broken_links(hall.db))
    hall.close()


def test_a_window_works_on_while_the_key_changes(kept, people, hall_dir, own_key, monkeypatch):
    old = own_key.read_text()
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(hall_dir), NOW.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )

    def press(what: str) -> str:
        window.stdin.write(what + "\n")
        window.stdin.flush()
        return window.stdout.readline().strip()

    assert press("take") == "A002"
    replace, told = os.replace, []

    def look_in_between(*given) -> None:
        """The stores have the new key already, its file not yet."""
        told.extend([press("pulse"), press("take"), press("file")])
        replace(*given)

    monkeypatch.setattr(rotation.os, "replace", look_in_between)
    new = rotation.rotate(kept, people["admin"])
    monkeypatch.setattr(rotation.os, "replace", replace)
    assert told[0].isdigit() and told[1:] == ["A003", "scan"]
    assert own_key.read_text().strip() == new != old.strip() and own_key.stat().st_mode & 0o777 == 0o600
    assert press("take") == "A004" and press("file") == "scan" and int(press("look")) > 0
    assert rotation.rotate(kept, people["admin"]) != new
    assert press("look") != "0" and press("take") == "A005"
    window.stdin.close()
    assert window.wait(30) == 0
    kept.do(take, people["g1"], queue="general")
    assert files.read(kept.files, "ab" * 32) == b"scan"
    kept.close()
    whole(hall_dir, 6)
    for name in ("hall.db", "files.db"):
        with pytest.raises(Refusal, match="密钥打不开"):
            rotation.open_store(hall_dir / name, old.strip())


WINDOW = """
import sys
from datetime import datetime
from counter.acts.queue.overview import queues
from counter.acts.queue.taking import take
from counter.hall import Hall
from counter.store import files, staff
hall = Hall.open(sys.argv[1], now=datetime.fromisoformat(sys.argv[2]))
guide = staff.actor(hall.db, "g1")
for line in sys.stdin:
    if line.strip() == "take":
        print(hall.do(take, guide, queue="general").number, flush=True)
    elif line.strip() == "pulse":
        print(hall.commits(), flush=True)
    elif line.strip() == "file":
        print(files.read(hall.files, "ab" * 32).decode(), flush=True)
    else:
        print(len(hall.ask(queues, guide)), flush=True)
hall.close()
"""

STEPS = ("write_key", "act", "files.db", "hall.db", "kept", "replace")


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_step_the_next_open_goes_on(kept, people, hall_dir, own_key, step, after):
    old = own_key.read_text().strip()
    kept.close()
    child = os.fork()
    if child == 0:
        try:
            at = 0

            def dies(function):
                def done(*given, **named):
                    nonlocal at
                    here, at = at, at + 1
                    if here == step and not after:
                        os.kill(os.getpid(), signal.SIGKILL)
                    result = function(*given, **named)
                    if here == step:
                        os.kill(os.getpid(), signal.SIGKILL)
                    return result

                return done

            own = Hall.open(hall_dir, now=NOW)
            rotation.write_key = dies(rotation.write_key)
            rotation.roots.encrypt_anew = dies(rotation.roots.encrypt_anew)
            rotation.os.replace = dies(os.replace)
            own.run = dies(own.run)
            rotation.rotate(own, people["admin"])
        finally:
            os._exit(3)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status), status
    whole(hall_dir, 1)
    done = step > 1 or (step == 1 and after)
    now = own_key.read_text().strip()
    assert (now != old) == done and not list(own_key.parent.glob("*.next"))
    hall = Hall.open(hall_dir, now=NOW)
    assert bool(roots.before(hall.db)) == done
    rotation.rotate(hall, people["admin"])
    hall.close()
    whole(hall_dir, 1)


def test_what_is_on_paper_and_what_was_sent_stays_good(kept, people):
    from nacl.public import PublicKey, SealedBox

    def sealed() -> bytes:
        message = json.dumps({"sizes": []}).encode()
        box = SealedBox(PublicKey(bytes.fromhex(inbox_key(kept))))
        return box.encrypt(len(message).to_bytes(4, "big") + message)

    codes, sent = [kept.secret("track")], [sealed()]
    for _ in range(2):
        rotation.rotate(kept, people["admin"])
        codes.append(kept.secret("track"))
        sent.append(sealed())
    assert len(set(codes)) == 1
    assert len({inbox_key(kept)}) == 1 and kept.secrets("inbox")[0] not in kept.secrets("inbox")[1:]
    for one in sent:
        assert open_sealed(kept, one) == ({"sizes": []}, [])


def test_an_older_backup_comes_back_by_the_key_of_its_time(kept, people, tmp_path, capsys):
    make(kept, people["admin"], tmp_path / "safe")
    rotation.rotate(kept, people["admin"])
    with pytest.raises(SystemExit) as ended:
        main(["--hall", "/nowhere", "restore", str(tmp_path / "safe"), str(tmp_path / "again"), "--yes"])
    assert ended.value.code == 0 and "完好" in capsys.readouterr().out
    whole(tmp_path / "again", 1)


def test_no_key_stands_in_the_journal(kept, people):
    old = read_key(kept.settings)
    new = rotation.rotate(kept, people["admin"])
    text = "".join(str(entry) for entry in journal.after(kept.db, 0, 10_000))
    assert old not in text and new not in text and rotation.mark_of(new) in text


@pytest.mark.parametrize("who", ["sup", "c1", "g1"])
def test_only_an_administrator_changes_the_key(kept, people, own_key, who):
    if who not in people:
        pytest.skip("nobody of that code")
    before = own_key.read_text()
    with pytest.raises(Refusal):
        rotation.rotate(kept, people[who])
    assert own_key.read_text() == before and not list(own_key.parent.glob("*.next"))


def test_the_sheet_is_held_against_the_key(kept, people, hall_dir, tmp_path, capsys, own_key):
    key = own_key.read_text().strip()
    sheet = tmp_path / "sheet.txt"
    both = key + (chain_path(kept.settings["id"]).read_text().strip() if chain_path("any").exists() else "")
    sheet.write_text("\n".join(both[i : i + 16].upper() for i in range(0, len(both), 16)))

    def prove() -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(
                [
                    "--hall",
                    str(hall_dir),
                    "--now",
                    NOW.isoformat(),
                    "--as",
                    "admin",
                    "key",
                    "prove",
                    "--sheet",
                    str(sheet),
                ]
            )
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    code, said = prove()
    assert code == 0 and "相符" in said and kept.ask(state, people["admin"]).proven == "2026-11-24"
    assert journal.after(kept.db, 0, 10_000)[-1].facts == {"fits": True, "mark": rotation.mark_of(key)}
    sheet.write_text(both[:-1] + ("0" if both[-1] != "0" else "1"))
    code, said = prove()
    assert code == 1 and "不符" in said and key_path(kept.settings["id"]).exists()
    assert journal.after(kept.db, 0, 10_000)[-1].facts["fits"] is False
