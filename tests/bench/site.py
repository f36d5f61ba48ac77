"""The tracking page under load: 200,000 cases (a million takes minutes to make), twenty windows writing; beside a bare
Starlette hello under the same server.

    python -m tests.bench site [--cases 200000] [--seconds 4] [--rounds 3] [--store DIR] [--json]

Every request asks for another of 40,000 codes, ten times as many as the site keeps made pages of; a second figure is
for 2,000 codes looked at again and again. A round asks hello and the page in turn, so that a busy machine slows both
alike; medians are compared, and the CPU time of a request beside the wall clock, which a busy machine does not stretch.
Goals: at least 0.5 of hello's requests a second, p99 at most 3 x the page's own median.

On a shared machine run it ahead of the others, all of it alike (a session of its own with -20 in /proc/self/autogroup).
Real-time priority is no cure for tails: the kernel takes 50 ms of every second back for whoever starves meanwhile, from
hello as from the page.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime
from pathlib import Path

from counter.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]
GOAL_SHARE, GOAL_TAIL = 0.5, 3.0
WINDOWS, CODES, CONNECTIONS = 20, 40_000, 16
WARM = 2_000
"""Codes of people who look again while their page is still kept; the other run asks for ten times as many
as are kept.
"""
HELLO = """
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
async def hello(request):
    return PlainTextResponse("hello")
app = Starlette(routes=[Route("/", hello)])
"""
PAGE = """
from pathlib import Path
from counter.site.app import make_app
app = make_app(Path({public!r}), Path({inbox!r}))
"""


def main(arguments: list[str] | None = None) -> str | None:
    """Measure and print; what this machine lacks for it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", type=Path, help="keep the prepared hall here, or use the one that is here")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(sys.argv[1:] if arguments is None and __name__ == "__main__" else arguments or [])
    if not shutil.which("wrk"):
        return "wrk (Debian package wrk) is not installed"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COUNTER_KEY_FILE"] = f"{given.store or folder}/key"
        hall, codes = prepare(given.store or Path(folder), given.cases)
        stop = multiprocessing.Event()
        publisher = subprocess.Popen(
            [sys.executable, "-m", "counter", "--hall", str(hall), "run", "--while-pid", str(os.getpid())],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        writers = [multiprocessing.Process(target=write, args=(hall, number, stop)) for number in range(WINDOWS)]
        for writer in writers:
            writer.start()
        try:
            found = {"uvicorn": measure(Path(folder), hall, codes, given)}
        finally:
            stop.set()
            for writer in writers:
                writer.join(10)
            publisher.send_signal(signal.SIGTERM)
            publisher.wait(20)
    if given.json:
        print(json.dumps(found, indent=1))
        return None
    for name, row in found.items():
        print(
            f"{name:8} hello {row['hello']:8.0f}/s   page {row['page']:8.0f}/s   share {row['share']:.2f} (goal "
            f"{GOAL_SHARE})   "
            f"by CPU {row['hello_cpu_us']:.0f}/{row['page_cpu_us']:.0f} us = {row['cpu_share']:.2f}   "
            f"median {row['median_ms']:.2f} ms   p99 {row['p99_ms']:.2f} ms   p99/median {row['tail']:.2f} (goal "
            f"{GOAL_TAIL}; hello's own {row['hello_tail']:.2f})   "
            f"looked at again: share {row['warm_share']:.2f}, by CPU {row['warm_cpu_share']:.2f}, p99/median "
            f"{row['warm_tail']:.2f}"
        )
    return None


def prepare(folder: Path, cases: int) -> tuple[Path, list[str]]:
    """A training hall whose public.db has so many cases beside its own."""
    from counter.acts.premises.training import train
    from counter.hall import Hall
    from counter.rules import numbers
    from counter.rules.access import HALL_ITSELF
    from counter.site.publish import Publisher
    from counter.store.connection import immediate

    path, kept = folder / "hall", folder / "codes.txt"
    if kept.exists():
        return path, kept.read_text().split()
    hall = Hall.create(path, name="星城市政务服务中心", training=True)
    hall.set_now(datetime(2026, 11, 24, 9, 30))
    hall.do(train, HALL_ITSELF)
    with immediate(hall.db):
        for number in range(1, WINDOWS + 1):  # those that a training hall lacks
            hall.db.execute(
                "INSERT OR IGNORE INTO front_window (number, name, queues) SELECT ?, name, queues FROM front_window "
                "WHERE number = 1",
                (number,),
            )
            hall.db.execute(
                "INSERT OR IGNORE INTO staff (code, name, role) VALUES (?, ?, 'clerk')", (f"c{number}", f"王{number}")
            )
    publisher = Publisher(hall)
    publisher.catch_up()
    started, codes = time.perf_counter(), []
    secret, hall_id = hall.secret("track"), hall.settings["id"]
    few, many = facts(1), facts(10)
    own = '"number":"R20261124-0001"'

    def rows():
        for id in range(1, cases + 1):
            if id % (cases // CODES or 1) == 0:
                code = numbers.make_code(secret, hall_id, "case", 10_000_000 + id)
                codes.append(code)
                yield numbers.code_hash(code), "case", id, many.replace(own, f'"number":"R20261124-{id:07d}"'), 0
            else:
                yield f"{id * 11400714819323198485 % 2**64:016x}" * 4, "case", id, few, 0

    with immediate(publisher.db):
        publisher.db.executemany(
            "INSERT INTO page (code_hash, kind, subject, facts, changed) VALUES (?,?,?,?,?)", rows()
        )
    publisher.close()
    hall.close()
    kept.write_text("\n".join(codes))
    print(
        f"{cases:,} cases in public.db, {(path / 'public' / 'public.db').stat().st_size / 1e6:,.0f} MB, "
        f"{time.perf_counter() - started:.0f} s",
        flush=True,
    )
    return path, codes


def facts(approvals: int) -> str:
    """The facts of an accepted case."""
    return json.dumps(
        {
            "number": "R20261124-0001",
            "acceptance": "S20261124-0001",
            "matter": "大学生就业创业落户一件事",
            "items": [],
            "state": "accepted",
            "waits": "us",
            "promised_on": "2026-12-08",
            "provisional": False,
            "dates": {"received": "2026-11-24", "accepted": "2026-11-24"},
            "approvals": [
                ["流动人员人事档案接收", "省人才中心", "province", "in-hand", "2026-12-08", None, None, None, False]
            ]
            * approvals,
            "bring": [
                {"code": "file-transfer-letter", "document": "调档函", "cause": "tolerated", "due_on": "2026-12-08"}
            ],
            "collect": False,
            "rated": None,
            "news_on": "2026-11-24",
            "sent": 0,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def write(hall_dir: Path, number: int, stop) -> None:
    """A window at work, an act about every second: a ticket is taken, called, begun, finished; so the line stays a
    hall's.
    """
    from counter.acts.queue import calling, moving
    from counter.acts.queue.taking import take
    from counter.acts.staff.accounts import sign_in
    from counter.hall import Hall
    from counter.store import staff

    hall = Hall.open(hall_dir)
    guide, clerk = staff.actor(hall.db, "g1"), staff.actor(hall.db, f"c{number + 1}", number + 1)
    hall.do(sign_in, clerk, window=number + 1)
    time.sleep(number / WINDOWS)
    turn, called = number, None
    while not stop.wait(1.0):
        step, turn = turn % 4, turn + 1
        try:
            if step == 0:
                hall.do(take, guide, queue="A")
            elif step == 1:
                called = hall.do(calling.call, clerk, window=number + 1)
            elif called is not None:
                hall.do(moving.start if step == 2 else moving.finish, clerk, ticket=str(called.ticket))
        except Refusal:
            called = None  # nobody waits just now
    hall.close()


def measure(folder: Path, hall: Path, codes: list[str], given) -> dict[str, float]:
    """Requests a second of hello and of the page, and the page's latencies."""
    (folder / "hello_app.py").write_text(HELLO)
    (folder / "page_app.py").write_text(
        PAGE.format(public=str(hall / "public" / "public.db"), inbox=str(hall / "inbox" / "inbox.db"))
    )
    script, warm = (in_turn(folder / f"{name}.lua", asked) for name, asked in (("cold", codes), ("warm", codes[:WARM])))
    hello, page = start(folder, "hello_app"), start(folder, "page_app")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{page[1]}/s/{codes[0]}") as answer:
            assert answer.status == 200 and len(answer.read()) < 30_000
        rounds = []
        for _ in range(given.rounds):
            rounds.append((wrk(hello, given.seconds), wrk(page, given.seconds, script), wrk(page, given.seconds, warm)))
    finally:
        for process, _ in (hello, page):
            process.terminate()
            process.wait(10)
    middle = {
        name: statistics.median(values)
        for name, values in {
            "hello": [a["rate"] for a, _, _ in rounds],
            "page": [b["rate"] for _, b, _ in rounds],
            "share": [b["rate"] / a["rate"] for a, b, _ in rounds],
            "median_ms": [b["p50"] for _, b, _ in rounds],
            "p99_ms": [b["p99"] for _, b, _ in rounds],
            "tail": [b["p99"] / b["p50"] for _, b, _ in rounds],
            "cpu_share": [a["cpu"] / b["cpu"] for a, b, _ in rounds],
            "hello_cpu_us": [a["cpu"] for a, _, _ in rounds],
            "page_cpu_us": [b["cpu"] for _, b, _ in rounds],
            "warm_share": [c["rate"] / a["rate"] for a, _, c in rounds],
            "warm_cpu_share": [a["cpu"] / c["cpu"] for a, _, c in rounds],
            "warm_tail": [c["p99"] / c["p50"] for _, _, c in rounds],
            "hello_tail": [a["p99"] / a["p50"] for a, _, _ in rounds],
            "errors": [b["errors"] for _, b, _ in rounds],
        }.items()
    }
    assert middle["errors"] == 0, rounds
    return middle


def in_turn(path: Path, codes: list[str]) -> Path:
    """A script for wrk that asks for one code after the other."""
    path.write_text(
        "local codes = {" + ",".join(f'"/s/{code}"' for code in codes) + "}\nlocal n = 0\n"
        'request = function() n = n % #codes + 1 return wrk.format("GET", codes[n]) end\n'
    )
    return path


def start(folder: Path, app: str) -> tuple[subprocess.Popen, int]:
    """One process of uvicorn on a free port, answering."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["uvicorn", f"{app}:app", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"},
        stdout=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, port
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{app} did not start")


def cpu_seconds(process: subprocess.Popen) -> float:
    """CPU time of a server so far, its threads and workers included."""
    total = 0
    for pid in (
        process.pid,
        *(int(p) for p in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()),
    ):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def wrk(server: tuple[subprocess.Popen, int], seconds: int, script: Path | None = None) -> dict[str, float]:
    """One run of wrk: rate (1/s), p50 and p99 (ms), answers that were no 200, the server's CPU per request (us)."""
    process, port = server
    before = cpu_seconds(process)
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--latency",
        *(["-s", str(script)] if script else []),
        f"http://127.0.0.1:{port}/",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    units = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    found = {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), "errors": 0.0}
    found["cpu"] = (cpu_seconds(process) - before) / int(re.search(r"(\d+) requests in", said)[1]) * 1e6
    for name, label in (("p50", "50%"), ("p99", "99%")):
        number, unit = re.search(rf"{label}\s+([\d.]+)(us|ms|s)", said).groups()
        found[name] = float(number) * units[unit]
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", said):
        found["errors"] = float(bad[1])
    return found


if __name__ == "__main__":
    main()
