"""The pages as files behind nginx and Caddy, by the very rules that their README.txt tells."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from counter.hall import Hall
from counter.rules import numbers
from counter.site.export import Export
from counter.site.finding import Finding
from counter.site.publish import Publisher
from tests.conftest import NOW
from tests.site.test_a_proxy_in_front import NOBODY, connected, free_port

README = Path(__file__).resolve().parents[2] / "counter" / "site" / "static" / "README.txt"
MIME = Path("/etc/nginx/mime.types")


@dataclass
class Server:
    """A web server that gives out the files of a folder."""

    port: int
    folder: Path
    log: Path

    def ask(self, path: str, **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        with connected(self.port, "127.0.0.1") as line:
            said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{said}\r\n".encode())
            answer = http.client.HTTPResponse(line)
            answer.begin()
            return answer.status, answer.read(), answer.headers


@pytest.fixture(scope="module")
def files(training_template, tmp_path_factory) -> Iterator[Path]:
    """The pages of a hall with its address, in a folder that any user may read."""
    room = Path(tempfile.mkdtemp(prefix="files"))
    room.chmod(0o755)
    shutil.copytree(training_template, there := tmp_path_factory.mktemp("files") / "hall")
    hall = Hall.open(there, now=NOW)
    hall.settings = {**hall.settings, "address": "https://hall.example.gov.cn"}
    publisher = Publisher(hall)
    publisher.catch_up()
    publisher.close()
    hall.close()
    with pytest.MonkeyPatch.context() as patch:
        from counter.store import public

        whole = public.listed
        patch.setattr(public, "listed", lambda db, limit, *more, **kind: whole(db, min(limit, 4), *more, **kind))
        patch.setattr(Finding, "ways", lambda self: [])
        Export(there / "public" / "public.db", room / "pages").run()
    yield room / "pages"
    shutil.rmtree(room)


def rules(name: str) -> str:
    """A block of the README.txt."""
    told = re.search(rf"^{name}[^\n]*:\n((?:(?:    .*)?\n)+)", README.read_text("utf-8"), re.MULTILINE)
    assert told, name
    return textwrap.dedent(told[1])


@pytest.fixture(scope="module", params=["nginx", "Caddy"])
def server(request, files) -> Iterator[Server]:
    name = request.param
    program = shutil.which(name.lower(), path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if program is None:
        pytest.skip(f"{name} isn't installed here (.ci/run installs it)")
    port, room = free_port(), Path(tempfile.mkdtemp(prefix="server"))
    own = rules(name).replace("/srv/pages", str(files))
    if name == "nginx":
        assert "listen 80;" in own and "/var/log/nginx" in own
        own = own.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/var/log/nginx", str(room))
        kept = "".join(
            f"{kind}_temp_path {room}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        types = f"include {MIME};\n" if MIME.exists() else ""
        (room / "nginx.conf").write_text(
            f"daemon off;\npid {room}/pid;\nerror_log {room}/errors;\nevents {{ }}\nhttp {{\n{types}{kept}{own}\n}}\n"
        )
        command = [program, "-p", str(room), "-e", f"{room}/errors", "-c", f"{room}/nginx.conf"]
    else:
        assert ":80 {" in own
        own = own.replace(":80 {", f"http://127.0.0.1:{port}, http://localhost:{port} {{")
        (room / "Caddyfile").write_text("{\n\tadmin off\n}\n" + own)
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
                connected(port, "127.0.0.1").close()
                break
            except OSError:
                assert running.poll() is None and time.monotonic() < end, (room / "said").read_text()[-2000:]
                time.sleep(0.02)
        yield Server(port, files, room)
    finally:
        running.terminate()
        running.wait(10)
        shutil.rmtree(room)


def test_what_is_there_is_given_out_as_it_is_and_compressed_where_wanted(server):
    kinds = {
        "/": ("index.html", "text/html"),
        "/find.en.html": ("find.en.html", "text/html"),
        "/static/site.css": ("static/site.css", "text/css"),
        "/static/find.en.json": ("static/find.en.json", "application/json"),
        "/posts.en.atom": ("posts.en.atom", r"application/atom\+xml"),
        "/robots.txt": ("robots.txt", "text/plain"),
        "/sitemap.xml": ("sitemap.xml", "text/xml|application/xml"),
    }
    for path, (name, kind) in kinds.items():
        whole = (server.folder / name).read_bytes()
        status, body, headers = server.ask(path)
        assert (status, body) == (200, whole) and "Content-Encoding" not in headers, path
        assert re.match(kind, headers["Content-Type"]), (path, headers["Content-Type"])
        status, body, headers = server.ask(path, Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip" and body == (server.folder / f"{name}.gz").read_bytes(), path
        assert gzip.decompress(body) == whole
    assert b"https://hall.example.gov.cn/guides/" in server.ask("/sitemap.xml")[1]
    assert b"Disallow: /s/" in server.ask("/robots.txt")[1] and server.ask("/favicon.ico")[0] == 200


def test_what_is_not_there_is_a_page_of_ours_and_codes_stand_in_no_log(server):
    lost, coded = ((server.folder / name).read_bytes() for name in ("404.html", "code.html"))
    code = numbers.make_code(b"guess" * 8, "elsewhere", "case", 1)
    for path in ("/none", "/guides/none.en.html", "/static/none.js", "/..%2f..%2fetc/passwd"):
        status, body, _ = server.ask(path)
        assert status in (400, 404) and (status == 400 or body == lost), path
    for letter in "sStTp":
        status, body, headers = server.ask(f"/{letter}/{code}")
        assert (status, body) == (404, coded) and headers["Content-Type"].startswith("text/html"), letter
    server.ask("/guides.en.html")
    time.sleep(0.05)
    said = "".join(path.read_text("utf-8", "replace") for path in server.log.iterdir() if path.is_file())
    assert code not in said
    for path in ("/export.json", "/README.txt"):
        assert server.ask(path)[0] == 404, f"{path} is nobody's business"
