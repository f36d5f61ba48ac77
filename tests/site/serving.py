"""The real site as a process of its own, and what a browser and a stranger send to it."""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from counter.hall import Hall
from counter.site.publish import Publisher
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
REVIEW = "/review/startup-subsidy"


def published(template: Path, directory: Path) -> Path:
    """A copy of a hall whose pages are written."""
    shutil.copytree(template, directory)
    hall = Hall.open(directory, now=NOW)
    publisher = Publisher(hall)
    publisher.catch_up()
    publisher.close()
    hall.close()
    return directory


@contextmanager
def site(directory: Path, *options: str) -> Iterator[int]:
    """`counter serve --site-only` over a hall; its port."""
    command = [sys.executable, "-m", "counter", "--hall", str(directory), "serve", "--site-only", "--port", "0"]
    running = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        yield int(running.stdout.readline().strip().rstrip("/").rpartition(":")[2])
    finally:
        running.terminate()
        running.wait(10)
        running.stdout.close()


def connected(port: int, source: str, secure: ssl.SSLContext | None = None) -> socket.socket:
    """A line from an address of this machine."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
    return secure.wrap_socket(line, server_hostname="localhost") if secure else line


def asked(
    port: int,
    path: str,
    source: str = "127.0.0.1",
    *,
    method: str = "GET",
    body: bytes = b"",
    secure: ssl.SSLContext | None = None,
    **headers: str,
) -> tuple[int, str, http.client.HTTPMessage]:
    """Status, text and headers of one answer on a line of its own; it is read even where the body isn't taken."""
    with connected(port, source, secure) as line:
        said = {"Host": "localhost", "Connection": "close"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if body:
            said["Content-Length"] = str(len(body))
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in said.items())
        line.sendall(head.encode() + b"\r\n")
        with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
            line.sendall(body)
        answer = http.client.HTTPResponse(line, method=method)
        answer.begin()
        return answer.status, answer.read().decode(), answer.headers


def form(*files: tuple[str, str, bytes], words: str = "") -> tuple[bytes, str]:
    """A form with files (field, name, content) as a browser sends it: the body and its kind."""
    parts = [b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n' + words.encode() + b"\r\n"]
    for field, name, data in files:
        told = f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        parts.append(told.encode() + data + b"\r\n")
    return b"".join(parts) + b"--x--\r\n", "multipart/form-data; boundary=x"


SLOW_HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
SLOW_BODY = (
    f"POST {REVIEW} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12000000\r\n"
    'Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data; name="L1000005"; '
    'filename="a.jpg"\r\n\r\n'
).encode() + b"\xff" * 2000


@contextmanager
def slow_lines(
    port: int, sources: list[str], each: int, secure: ssl.SSLContext | None = None
) -> Iterator[list[socket.socket]]:
    """Lines that say nothing, half a request, or the beginning of a message, by turns."""
    lines = []
    try:
        for source in sources:
            for place in range(each):
                line = connected(port, source, secure)
                line.sendall((b"", SLOW_HEADER, SLOW_BODY)[place % 3])
                lines.append(line)
        yield lines
    finally:
        for line in lines:
            line.close()
