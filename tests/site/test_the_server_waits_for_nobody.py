"""Slow clients, too many lines, and the commands around the site."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from counter.acts.paper.verify import read, verify
from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.rules import numbers
from counter.site import limits, server
from counter.site.app import make_app
from tests.paper.conftest import on_the_list, printer

ROOT = Path(__file__).resolve().parents[2]
__all__ = ["printer"]


@pytest.fixture
async def address(hall, publisher, monkeypatch):
    """The real protocol in this process, with a shorter patience."""
    import uvicorn

    publisher.catch_up()
    monkeypatch.setattr(server, "HEADER_S", 0.5)
    monkeypatch.setattr(server.Patience, "lines_each", 8)
    app = make_app(hall.directory / "public" / "public.db", hall.directory / "inbox" / "inbox.db")
    listening = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(server.configured(app))
    task = asyncio.create_task(running.serve(sockets=[listening]))
    while not running.started:
        await asyncio.sleep(0.02)
    yield listening.getsockname()
    running.should_exit = True
    await task


async def answer(address, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(request)
    await writer.drain()
    data = await asyncio.wait_for(reader.read(200), 5)
    writer.close()
    return data


async def test_half_a_request_is_hung_up_on_and_others_are_served_meanwhile(address):
    slow = [await asyncio.open_connection(*address) for _ in range(5)]
    for _, writer in slow:
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    assert b"200 OK" in await answer(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    started = time.monotonic()
    for reader, writer in slow:
        with contextlib.suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(1), 5) == b""
        writer.close()
    assert time.monotonic() - started < 3
    assert b"200 OK" in await answer(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")


async def test_who_says_to_be_somebody_else_is_not_believed_without_a_proxy(address, monkeypatch, hall):
    monkeypatch.setattr(limits.Throttle, "_minute", staticmethod(lambda: 7))
    guess = numbers.make_code(b"guess" * 8, hall.settings["id"], "case", 1)
    said = []
    for place in range(limits.MISSES_A_MINUTE + 1):
        asked = f"GET /s/{guess} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.1.1.{place}\r\nConnection: close\r\n\r\n"
        said.append((await answer(address, asked.encode())).split(b" ", 2)[1])
    assert said[0] == b"404" and said[-1] == b"429"


async def test_who_asks_and_never_reads_the_answer_is_hung_up_on(address, monkeypatch):
    monkeypatch.setattr(server, "ANSWER_S", 1.5)
    lines = []
    for _ in range(4):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, address)
        try:
            for _ in range(100):
                line.send(b"GET /guides HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
        except BlockingIOError:
            pass
        lines.append(line)
    assert b"200 OK" in await answer(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert sum(map(len, server.Patience.open_lines.values())) >= 4
    end = time.monotonic() + 20
    while server.Patience.open_lines and time.monotonic() < end:
        await asyncio.sleep(0.1)
    assert not server.Patience.open_lines
    for line in lines:
        line.close()


async def test_one_address_can_not_take_every_line(address):
    lines = [await asyncio.open_connection(*address) for _ in range(20)]
    await asyncio.sleep(0.2)
    assert sum(1 for reader, _ in lines if reader.at_eof() or reader.exception()) >= 12
    for _, writer in lines:
        writer.close()
    await asyncio.sleep(0.2)
    assert b"200 OK" in await answer(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert not server.Patience.open_lines or max(map(len, server.Patience.open_lines.values())) <= 1


@pytest.mark.parametrize(
    "request_",
    [
        b"\0\xff\x16\x03\x01" * 40,
        b"GET  HTTP/9.9\r\n\r\n",
        b"A" * 70_000,
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["tls", "version", "noise", "long"],
)
async def test_what_is_no_request_is_answered_with_400_or_nothing(address, request_):
    try:
        data = await answer(address, request_)
    except ConnectionResetError:
        data = b""
    assert (
        data == b""
        or b"400" in data.split(b"\r\n")[0]
        or b"404" in data.split(b"\r\n")[0]
        or b"431" in data.split(b"\r\n")[0]
    )


def test_a_receipt_is_verified_from_the_key_alone(hall, people):
    taken = hall.do(take, people["g1"], queue="A")
    said = hall.ask(verify, people["ap-c-hr"], code=f"HTTP://ANYWHERE/T/{taken.code}")
    assert said.kind == "ticket" and "真" in str(said)
    body = taken.code[:6] + "0" * 30
    for forged, words in (
        ("HELLO", "看不懂"),
        (numbers.with_check(body), "不是本大厅发出的"),
        (taken.code[:-1] + "?", "看不懂"),
        (numbers.make_code(b"x" * 32, "elsewhere", "case", 1), "别的大厅"),
    ):
        with pytest.raises(Refusal, match=words):
            read(hall, forged)


def counter(hall_dir, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "counter", "--hall", str(hall_dir), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_verify_needs_no_store(hall, hall_dir, people):
    taken = hall.do(take, people["g1"], queue="A")
    said = counter(hall_dir, "verify", taken.code, "--json")
    assert said.returncode == 0 and json.loads(said.stdout)["kind"] == "ticket"
    forged = counter(hall_dir, "verify", taken.code[:-1] + ("0" if taken.code[-1] != "0" else "1"))
    assert forged.returncode == 1 and "被改动过" in forged.stderr and "Traceback" not in forged.stderr


def test_looks_of_a_paper_from_the_command_line(hall, hall_dir, people, tmp_path):
    number = hall.do(take, people["g1"], queue="A").paper
    assert (
        "排队号票" in counter(hall_dir, "paper", "show", number, "--width", "58").stdout
        or "号票" in counter(hall_dir, "paper", "show", number).stdout
    )
    for verb, start in (("picture", b"\x89PNG"), ("escpos", b"\x1b@"), ("pdf", b"%PDF")):
        out = tmp_path / f"x.{verb}"
        assert counter(hall_dir, "paper", verb, number, "-o", str(out)).returncode == 0 and out.read_bytes().startswith(
            start
        )
    nobody = counter(hall_dir, "paper", "show", "W20200101-0001")
    assert nobody.returncode == 1 and "没有文书" in nobody.stderr


def test_the_state_of_every_printer_is_told(hall, hall_dir, people, printer):
    from counter.acts.paper.printing import set_printer

    printer.paper = False
    hall.do(set_printer, people["c3"], printer=on_the_list(hall, printer.setting))
    rows = json.loads(counter(hall_dir, "paper", "printers", "--json").stdout)
    assert {row["state"] for row in rows if 3 in row["windows"]} == {"缺纸"}
    assert {row["state"] for row in rows if 1 in row["windows"]} == {"打印机不回报状态"}


def test_the_hall_process_ends_with_the_one_it_serves(hall, hall_dir):
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    command = [
        sys.executable,
        "-m",
        "counter",
        "--hall",
        str(hall_dir),
        "--now",
        "2026-11-24T09:30",
        "run",
        "--while-pid",
        str(sleeper.pid),
    ]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert "后台已开始" in running.stderr.readline()
    os.kill(sleeper.pid, 9)
    sleeper.wait()
    assert running.wait(15) == 0


def test_serve_brings_the_hall_process_with_it_and_takes_it_along_when_it_ends(hall_dir):
    import urllib.request

    command = [
        sys.executable,
        "-m",
        "counter",
        "--hall",
        str(hall_dir),
        "--now",
        "2026-11-24T09:30",
        "serve",
        "--port",
        "0",
    ]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = running.stdout.readline().strip()
    end, status = time.monotonic() + 20, 0
    while status != 200 and time.monotonic() < end:
        try:
            status = urllib.request.urlopen(address).status
        except OSError:
            time.sleep(0.1)
    assert status == 200
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    running.terminate()
    assert running.wait(20) == 0 and len(children) == 1
    assert not Path(f"/proc/{children[0]}").exists()
