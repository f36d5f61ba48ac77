"""The site run for real by another system user: it reads public.db, adds to the inbox, and opens nothing else.

Needs root (to become somebody else) and util-linux's setpriv; without them the test is skipped and says so.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from counter.acts.case import accepting, receiving
from counter.acts.inbox.taking_in import listed, take_in
from counter.acts.paper.writing import code_of
from counter.errors import Refusal
from counter.hall import Hall
from counter.site.publish import Publisher
from counter.store import cases, driver, inbox, rights, staff
from counter.walkthrough import prepare_case
from tests.conftest import NOW
from tests.site.test_hostile_visitors import png

ROOT = Path(__file__).resolve().parents[2]
USER, GROUP = "nobody", "nogroup"
AS_NOBODY = [
    "setpriv",
    f"--reuid={USER}",
    f"--regid={GROUP}",
    "--clear-groups",
    "--no-new-privs",
    "--bounding-set=-all",
    "--inh-caps=-all",
]


def cannot() -> str:
    """Why this can't be tried here; empty where it can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root can run the site as another user"
    if not shutil.which("setpriv"):
        return "setpriv (Debian package util-linux) is not installed"
    tried = subprocess.run(
        [*AS_NOBODY, sys.executable, "-c", "import counter"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return f"user {USER} can't run this interpreter: {tried.stderr.strip()[-80:]}" if tried.returncode else ""


@pytest.fixture
def place(training_template):
    """A hall that belongs to us, its site's group nobody's, in a folder that everybody may pass through."""
    if reason := cannot():
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="counter-site-"))
    folder.chmod(0o711)
    shutil.copytree(training_template, folder / "hall")
    rights.lay(folder / "hall", GROUP)
    yield folder / "hall"
    shutil.rmtree(folder)


@pytest.fixture
def walk(place):
    """The hall opened, with one accepted case: (hall, its code)."""
    hall = Hall.open(place, now=NOW)
    clerk = staff.actor(hall.db, "c3", 3)
    receipt = hall.do(receiving.receive, clerk, case=prepare_case(hall, clerk, 7)).case
    hall.do(accepting.accept, clerk, case=receipt)
    publisher = Publisher(hall)
    publisher.catch_up()
    yield hall, code_of(hall, "case", cases.find(hall.db, receipt)["id"]), publisher
    publisher.close()
    hall.close()


@pytest.fixture
def address(place, walk):
    """`counter serve --site-only` by that user, who has no key."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")} | {
        "HOME": "/nonexistent"
    }
    command = [*AS_NOBODY, sys.executable, "-m", "counter", "--hall", str(place), "serve", "--port", "0", "--site-only"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
    said = server.stdout.readline().strip()
    assert said.startswith("http://127.0.0.1:"), said
    assert int(re.search(r"^Uid:\t(\d+)", Path(f"/proc/{server.pid}/status").read_text(), re.MULTILINE)[1]) != 0
    with httpx.Client(base_url=said.rstrip("/"), headers={"accept-language": "zh-CN"}, timeout=10) as client:
        for _ in range(100):
            try:
                client.get("/")
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        yield client
    server.terminate()
    server.wait(10)


def test_everything_a_citizen_does_works(address, walk):
    hall, code, publisher = walk
    assert "已受理" in address.get(f"/s/{code}").text
    assert address.post(f"/s/{code}/rate", data={"level": "5"}).status_code == 400, "not before the result is there"
    sent = address.post(f"/s/{code}/send", files={"file-transfer-letter": ("调档函.png", png(), "image/png")})
    assert "材料已加密送进大厅" in sent.text
    asked = address.post("/review/startup-subsidy", files={"L1000005": ("a.png", png(5, 5), "image/png")})
    own = re.search(r'href="/p/([0-9A-Z]{38})', asked.text)[1]
    assert "材料正在送进大厅" in address.get(f"/p/{own}").text
    assert sorted(one.kind for one in take_in(hall)) == ["pre-review", "supplement"], (
        "the hall's user reads what the site's user wrote"
    )
    publisher.catch_up()
    time.sleep(0.15)
    assert "工作人员正在看您的材料" in address.get(f"/p/{own}").text
    assert {one.kind for one in hall.ask(listed, staff.actor(hall.db, "c3", 3))} == {"supplement", "pre-review"}
    for _ in range(
        2
    ):  # and the other way round: a file that the hall made anew is read by the site, and the inbox written again
        (hall.directory / "inbox" / "inbox.db").unlink()
        inbox.connect(hall.directory / "inbox" / "inbox.db").close()
    assert (
        "材料已加密送进大厅"
        in address.post(f"/s/{code}/send", files={"file-transfer-letter": ("b.png", png(6, 6), "image/png")}).text
    )


def test_nothing_else_can_be_opened_by_that_user(place, walk):
    key = Path(os.environ["COUNTER_KEY_FILE"])
    attempts = f"""
import json, os, sqlite3
place, said = {str(place)!r}, {{}}
def may(name, how):
    try:
        how()
        said[name] = True
    except (OSError, sqlite3.Error) as error:
        said[name] = False
for name in ("hall.db", "files.db", "hall.toml", "spool/run.lock"):
    may("read " + name, lambda: open(f"{{place}}/{{name}}", "rb").read(1))
may("read the key", lambda: open({str(key)!r}, "rb").read(1))
may("list the hall", lambda: os.listdir(place))
may("list spool", lambda: os.listdir(place + "/spool"))
may("make a file in the hall", lambda: open(place + "/x", "w"))
may("make a file in public", lambda: open(place + "/public/x", "w"))
may("remove public.db", lambda: os.unlink(place + "/public/public.db"))
may("write public.db", lambda: open(place + "/public/public.db", "r+b"))
may("read public.db", lambda: open(place + "/public/public.db", "rb").read(1))
may("make a file in inbox", lambda: os.unlink((open(place + "/inbox/x", "w").close(), place + "/inbox/x")[1]))
print(json.dumps(said))
"""
    done = subprocess.run(
        [*AS_NOBODY, sys.executable, "-c", attempts], capture_output=True, text=True, check=True, cwd="/"
    )
    said = json.loads(done.stdout)
    assert {name for name, could in said.items() if could} == {"read public.db", "make a file in inbox"}


def test_a_site_that_turned_bad_can_not_stop_the_hall(place, walk):
    hall, _, _ = walk
    path = place / "inbox" / "inbox.db"
    for rubbish in (b"not a database" * 500, b""):
        path.unlink(missing_ok=True)
        path.write_bytes(rubbish)
        if rubbish:
            with pytest.raises(Refusal, match="收件箱"):
                take_in(hall)
        else:
            assert take_in(hall) == []
    path.unlink()
    path.symlink_to(place / "hall.db")
    with pytest.raises(Refusal, match="收件箱"):
        take_in(hall)
    path.unlink()
    db = driver.connect(str(path))
    db.execute("CREATE TABLE entry (id, at, kind, code_hash, sealed)")
    db.execute(
        "INSERT INTO entry VALUES (7, 'x', NULL, x'00', zeroblob(20000000)), ('a', 1, 'rating', 'b', "
        "zeroblob(20000000))"
    )
    db.close()
    assert [(one.kind, one.state) for one in take_in(hall)] == [("rating", "refused")], (
        "what is no entry is thrown away, what is too large refused"
    )
    command = [sys.executable, "-m", "counter", "--hall", str(place), "--now", NOW.isoformat(), "run", "--once"]
    path.unlink()
    path.write_bytes(b"not a database" * 500)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "后台的其他工作照常" in done.stderr and "Traceback" not in done.stderr


def test_init_closes_a_hall_to_everybody_else_and_doctor_sees_an_open_one(tmp_path):
    if os.name != "posix":
        pytest.skip("POSIX rights")
    hall = Hall.create(tmp_path / "hall", name="新大厅", training=True)
    hall.set_now(datetime(2026, 11, 24, 9, 30))
    hall.close()

    def mode(name: str) -> str:
        return oct(stat.S_IMODE((tmp_path / "hall" / name).stat().st_mode))

    assert [mode(name) for name in ("", "spool", "public", "inbox", "hall.db", "files.db", "hall.toml")] == [
        "0o700"
    ] * 4 + ["0o600"] * 3
    assert rights.open_to_others(tmp_path / "hall") == []
    (tmp_path / "hall").chmod(0o755)
    (tmp_path / "hall" / "hall.db").chmod(0o644)
    assert rights.open_to_others(tmp_path / "hall") == ["hall.db"]
    with pytest.raises(Refusal, match="没有用户组"):
        rights.lay(tmp_path / "hall", "no-such-group-here")
