"""The blocks of the README for nginx and Caddy, started as they stand there in front of the real site."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from counter.rules import numbers
from tests.site.serving import REVIEW, ROOT, asked, connected, form, published, site, slow_lines

BLOCKS = {"nginx": ROOT / "data" / "proxy" / "nginx.conf", "caddy": ROOT / "data" / "proxy" / "Caddyfile"}
NOBODY = 65534


@dataclass
class Front:
    """A proxy that runs, and the site behind it."""

    name: str
    port: int
    behind: int
    secure: ssl.SSLContext

    def from_(self, number: int) -> str:
        """An address that asks by this proxy only."""
        return f"127.0.{list(BLOCKS).index(self.name) + 3}.{number}"

    def ask(self, path: str, number: int, **more):
        return asked(self.port, path, self.from_(number), secure=self.secure, **more)


@pytest.fixture(scope="module")
def behind(training_template, tmp_path_factory) -> Iterator[int]:
    with site(published(training_template, tmp_path_factory.mktemp("site") / "hall"), "--behind-proxy") as port:
        yield port


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def front(request, behind) -> Iterator[Front]:
    program = shutil.which(request.param, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if program is None or shutil.which("openssl") is None:
        pytest.skip(f"{request.param} or openssl isn't installed here (.ci/run installs them)")
    room = Path(tempfile.mkdtemp(prefix="front"))
    try:
        with started(request.param, program, room, behind) as port:
            secure = ssl.create_default_context(cafile=str(room / "hall.pem"))
            yield Front(request.param, port, behind, secure)
    finally:
        shutil.rmtree(room)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def block(name: str, **instead: str) -> str:
    """A block of the README with what is each hall's own put in its place."""
    text = BLOCKS[name].read_text("utf-8")
    for mine, here in instead.values():
        assert mine in text, mine
        text = text.replace(mine, here)
    return text


@contextmanager
def started(name: str, program: str, room: Path, behind: int) -> Iterator[int]:
    """A proxy, run by an ordinary user in a folder of its own; its port."""
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    make += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*make, "-keyout", room / "hall.key", "-out", room / "hall.pem"], check=True, capture_output=True)
    port = free_port()
    if name == "nginx":
        own = block(
            name,
            tls=("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
            plain=("listen 80;", f"listen 127.0.0.1:{free_port()};"),
            certificate=("/etc/ssl/certs/hall.pem", f"{room}/hall.pem"),
            key=("/etc/ssl/private/hall.key", f"{room}/hall.key"),
            site=("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        )
        kept = "".join(
            f"{kind}_temp_path {room}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (room / "nginx.conf").write_text(
            f"daemon off;\npid {room}/pid;\nerror_log {room}/errors;\nevents {{ worker_connections 1024; }}\n"
            f"http {{\naccess_log off;\n{kept}{own}\n}}\n"
        )
        command = [program, "-p", str(room), "-e", f"{room}/errors", "-c", f"{room}/nginx.conf"]
    else:
        own = block(
            name,
            off=(
                "{\n\tservers",
                f"{{\n\tadmin off\n\tauto_https disable_redirects\n\thttp_port {free_port()}\n\tservers",
            ),
            address=("hall.example.cn {", f"https://localhost:{port} {{\n\tbind 127.0.0.1\n\ttls hall.pem hall.key"),
            site=("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        )
        (room / "Caddyfile").write_text(own)
        command = [program, "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    whose = {}
    if os.getuid() == 0:
        for path in (room, *room.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        whose = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    env = {"PATH": os.environ["PATH"], "HOME": str(room), "XDG_DATA_HOME": str(room), "XDG_CONFIG_HOME": str(room)}
    with open(room / "said", "wb") as said:
        running = subprocess.Popen(command, cwd=room, env=env, stdout=said, stderr=said, **whose)
    try:
        end = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert running.poll() is None and time.monotonic() < end, (room / "said").read_text()[-2000:]
                time.sleep(0.02)
        yield port
    finally:
        running.terminate()
        running.wait(10)


def guess(number: int) -> str:
    return numbers.make_code(b"guess" * 8, "elsewhere", "case", number)


def wrong_guesses(front: Front, number: int, forged: str = "") -> int:
    """How many wrong guesses an address has before it is told to wait, on one line."""
    with connected(front.port, front.from_(number), front.secure) as line:
        for place in range(70):
            forging = f"X-Forwarded-For: {forged.format(place)}\r\n" if forged else ""
            line.sendall(f"GET /s/{guess(place)} HTTP/1.1\r\nHost: localhost\r\n{forging}\r\n".encode())
            answer = http.client.HTTPResponse(line)
            answer.begin()
            text = answer.read().decode()
            if answer.status == 429:
                assert "查询太频繁" in text
                return place
            assert answer.status == 404
    return 70


def test_pages_arrive_by_tls_alone_and_browsers_are_told_to_keep_to_it(front):
    for path in ("/", "/guides", "/static/site.css"):
        status, _, headers = front.ask(path, 4)
        assert status == 200 and headers["Strict-Transport-Security"] == "max-age=31536000", path
        assert headers["X-Content-Type-Options"] == "nosniff" and len(headers.get_all("Content-Length") or ()) <= 1
    status, text, headers = front.ask("/none", 4)
    assert status == 404 and "没有这个页面" in text and headers["Strict-Transport-Security"]


def test_wrong_guesses_are_counted_by_the_address_they_come_from(front):
    assert 30 <= wrong_guesses(front, 5) <= 60, "a minute may turn meanwhile"
    assert 30 <= wrong_guesses(front, 6, "10.0.0.{}") <= 60, "whoever says to be another each time"
    assert 30 <= wrong_guesses(front, 7, front.from_(8)) <= 60
    assert front.ask(f"/s/{guess(0)}", 8)[0] == 404, "nobody else pays for it"
    assert front.ask("/guides", 5)[0] == 200, "what is there is read all the same"


def test_thirty_megabytes_are_refused_by_a_page_of_ours(front):
    for size, kept in ((30_000_000, True), (40_000_000, front.name == "caddy")):
        body, kind = form(("L1000005", "a.jpg", b"\xff\xd8\xff" + b"\0" * size), words="请看背面")
        status, text, _ = front.ask(REVIEW, 9, method="POST", body=body, Content_Type=kind)
        assert status == 413 and "26 MB" in text and "星城市政务服务中心" in text
        assert ("请看背面</textarea>" in text) is kept, "what the site refuses itself keeps the form"


def open_lines(port: int) -> int:
    """Lines that are open at the site."""
    place = f"0100007F:{port:04X}"
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(1 for row in rows if row[1] == place and row[3] == "01")


def test_slow_lines_in_front_take_no_place_of_the_site(front):
    sources = [front.from_(number) for number in range(20, 24)]
    with slow_lines(front.port, sources, 30, front.secure):
        started = time.monotonic()
        for number in (10, 20, 10):
            status, text, _ = front.ask("/guides", number)
            assert status == 200 and "<main" in text
        assert time.monotonic() - started < 5
        if front.name == "nginx":
            assert open_lines(front.behind) <= 2, "Caddy hands a message on while it comes; the site bears that itself"


def test_the_readme_shows_the_very_blocks():
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, language in (("nginx", "nginx"), ("caddy", "caddy")):
        assert f"```{language}\n{BLOCKS[name].read_text('utf-8')}```\n" in readme, name
