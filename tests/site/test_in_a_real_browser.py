"""The pages in headless Chromium: three sizes, three languages, dark and light, script switched off.

Needs Debian's package chromium; without it the tests are skipped and say so. COUNTER_SHOTS=DIR keeps the pictures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from counter import acts
from counter.acts.queue.taking import take
from counter.site.export import Export
from tests.conftest import WHOLE
from tests.site.conftest import served
from tests.site.test_the_page_follows_the_walk import accepted, clerk, received

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ROOT = Path(__file__).resolve().parents[2]
SIZES = {"phone": (320, 640), "tablet": (768, 1024), "desk": (1280, 800)}
LANGUAGES = ("zh-CN", "zh-TW", "en-US")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian package chromium)"),
    pytest.mark.xdist_group("browser"),
]
__all__ = ["accepted", "clerk", "received"]

CONTRAST = """() => {
  const lum = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) /
      1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const rgb = (text) => { const m = text.match(/[\\d.]+/g).map(Number); return { c: m.slice(0, 3), a: m.length > 3 ?
      m[3] : 1 }; };
  const behind = (e) => { for (; e; e = e.parentElement) { const b = rgb(getComputedStyle(e).backgroundColor); if (b.a
      === 1) return b.c; }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255]; };
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !e.checkVisibility()) continue;
    const [a, b] = [lum(rgb(getComputedStyle(e).color).c), lum(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push([walk.currentNode.textContent.trim().slice(0, 20), ratio.toFixed(2)]);
  }
  return bad;
}"""


TARGETS = """() => [...document.querySelectorAll("a, button, input, textarea, label.pick, summary")].filter((e) =>
  e.checkVisibility() && !e.matches(".skip, [type=radio], [type=checkbox], [type=hidden]")).map((e) =>
  [e.textContent.trim().slice(0, 20), e.getBoundingClientRect().height]).filter(([, height]) => height < 43.9)"""


@pytest.fixture
def site(request, hall, people, accepted, publisher, tmp_path):
    """A server that has nothing but public/ and inbox/: (address, code of a case, code of a ticket, folder)."""
    ticket = hall.do(take, people["g1"], queue="bundle")
    hall.do(acts.post_write, people["sup"], kind="legal-aid", title="法律援助接待日", words="每周三。\n\n请带证件。")
    getattr(request, "param", lambda _: None)(hall)
    publisher.catch_up()
    folder = tmp_path / "site"
    (folder / "inbox").mkdir(parents=True)
    shutil.copytree(hall.directory / "public", folder / "public")
    environment = {name: value for name, value in os.environ.items() if name != "COUNTER_KEY_FILE"}
    command = [sys.executable, "-m", "counter", "--hall", str(folder), "serve", "--port", "0", "--site-only"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
    address = server.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    yield address.rstrip("/"), accepted[1], ticket.code, folder, server.pid
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def browser():
    """One for all tests here; each opens a context of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


def shot(page, name: str) -> None:
    if folder := os.environ.get("COUNTER_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def paths_of(case: str, ticket: str) -> dict[str, str]:
    """One address of each kind of page."""
    return {
        "case": f"/s/{case}",
        "ticket": f"/t/{ticket}",
        "home": "/",
        "guide": "/guides/startup-subsidy",
        "bundle": "/guides/graduates",
        "form": "/forms/startup-subsidy",
        "check": "/check",
        "book": "/book/startup-subsidy",
        "list": "/list/graduates?a.path=founder",
        "review": "/review/enterprise-insurance",
        "together": "/review/graduates?a.path=founder",
        "browse": "/browse",
        "about": "/about/event/birth",
        "send": f"/s/{case}/send",
        "answer": "/s/HELLO",
        "search": "/?q=毕业",
        "links": "/links",
        "posts": "/posts",
        "post": "/posts/1",
        "none": "/?q=挖井",
        "typed": "/?q=1124-0001",
    }


def test_every_page_at_three_sizes_in_three_languages(site, browser):
    address, case, ticket, _, _ = site
    paths = paths_of(case, ticket)
    seen_headlines: dict[str, set[str]] = {}
    for turn, language in enumerate(LANGUAGES):
        for scheme in ("light", "dark"):
            context = browser.new_context(locale=language, color_scheme=scheme, java_script_enabled=True)
            page = context.new_page()
            troubles: list[str] = []
            page.on(
                "console",
                lambda said, troubles=troubles: (
                    troubles.append(said.text) if said.type == "error" and "404" not in said.text else None
                ),
            )
            page.on(
                "request",
                lambda asked, troubles=troubles: None if asked.url.startswith(address) else troubles.append(asked.url),
            )
            for place, (name, path) in enumerate(paths.items()):
                here = WHOLE or place % len(LANGUAGES) == turn  # colours and widths hardly hang on the language
                if scheme == "dark" and not here:
                    continue
                large = scheme == "light" and here and (WHOLE or name in ("case", "home", "guide", "form"))
                sizes = SIZES if large else ("phone",)
                page.goto(address + path)
                for size in sizes:
                    width, height = SIZES[size]
                    page.set_viewport_size({"width": width, "height": height})
                    shot(page, f"{name}-{size}-{language}-{scheme}")
                    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
                    assert wide[1] == width and wide[0] <= width, f"{name} at {size} scrolls sideways: {wide}"
                    assert page.evaluate(CONTRAST) == [], f"{name} {scheme}: too little contrast"
                    if scheme == "light" and language == "en-US":
                        assert page.evaluate(TARGETS) == [], f"{name} at {size}: too small to be tapped"
                seen_headlines.setdefault(name, set()).add(page.inner_text("h1"))
            assert not troubles and context.cookies() == []
            context.close()
    assert len(seen_headlines["case"]) == 3 and len(seen_headlines["answer"]) == 3


@pytest.mark.parametrize("site", [served], indirect=True, ids=["served"])
def test_rating_and_search_work_without_script_by_keyboard_alone(site, browser):
    address, case, _, folder, _ = site
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    page.locator("#q").focus()
    page.keyboard.type(case)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/s/"))
    assert "已" in page.inner_text("h1")
    page.locator("input[name=level]").first.focus()
    page.keyboard.press("Space")
    page.locator("button").last.focus()
    with page.expect_navigation():  # the old page is loaded too: wait for the answer itself
        page.keyboard.press("Enter")
    assert page.inner_text("h1") == "评价已收到"
    shot(page, "rated")
    assert (folder / "inbox" / "inbox.db").exists()
    context.close()


def test_it_prints_dark_on_white_with_its_time_and_without_navigation(site, browser):
    address, case, _, _, _ = site
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{address}/s/{case}")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("nav").is_visible() and page.locator("h1").is_visible()
    assert page.locator("footer .as-of").is_visible() and not page.locator("footer a").first.is_visible()
    ink, paper = page.evaluate("['color', 'backgroundColor'].map((n) => getComputedStyle(document.body)[n])")
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert page.evaluate("getComputedStyle(document.querySelector('.steps li')).breakInside") == "avoid"
    page.emulate_media(media="screen")
    first = page.locator("a.do").first
    page.set_viewport_size({"width": 320, "height": 640})
    assert first.bounding_box()["y"] < 640 - 44, "what to do is there before anything is turned"
    page.evaluate("document.activeElement.blur()")
    stops = []
    for _ in range(page.locator("a, button, input:not([type=hidden]), textarea").count()):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate("""[...document.querySelectorAll("a, button, input, textarea")].indexOf(
          document.activeElement) + (getComputedStyle(document.activeElement).outlineStyle === "none" ? 1000 : 0)""")
        )
    reached = [stop for stop in stops if stop >= 0]
    assert reached == sorted(reached) and len(reached) > 5 and max(reached) < 1000, "in the order of reading, each seen"
    page.close()


def test_the_server_holds_nothing_of_the_hall_open(site):
    import urllib.request

    address, case, _, folder, pid = site
    urllib.request.urlopen(f"{address}/s/{case}").read()
    opened = {
        os.readlink(f"/proc/{pid}/fd/{name}")
        for name in os.listdir(f"/proc/{pid}/fd")
        if os.path.lexists(f"/proc/{pid}/fd/{name}")
    }
    files = {Path(name) for name in opened if name.startswith((tempfile.gettempdir(), str(folder)))}
    assert {file for file in files if file.suffix in (".db", ".toml", ".key")} == {folder / "public" / "public.db"}
    mapped = Path(f"/proc/{pid}/maps").read_text()
    assert "hall.db" not in mapped and "files.db" not in mapped


def test_the_site_loads_nothing_that_could_open_a_hall():
    code = "import sys, counter.site.app\nprint('\\n'.join(sys.modules))"
    loaded = set(
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert not {
        name
        for name in loaded
        if name.startswith("counter.acts") or name in ("counter.hall", "counter.store.journal", "counter.store.schema")
    }
    assert not loaded & {"textual", "PIL", "sqlite_utils", "escpos", "reportlab"}


def test_static_files_open_a_scanned_code_under_its_hash(site, browser, tmp_path):
    import functools
    import http.server
    import threading

    _, case, ticket, folder, _ = site
    out = tmp_path / "static"
    first = Export(folder / "public" / "public.db", out).run()
    again = Export(folder / "public" / "public.db", out).run()
    assert first.written > 300 and again.written == 0
    names = "\n".join(str(path) for path in out.rglob("*"))
    everything = b"".join(path.read_bytes() for path in out.rglob("*.html"))
    assert case not in names and case.encode() not in everything and ticket.encode() not in everything

    class Handler(http.server.SimpleHTTPRequestHandler):
        def send_error(self, code, *rest):
            data = (out / "code.html").read_bytes()
            self.send_response(404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def log_message(self, *rest):
            asked.append(self.path)

    asked: list[str] = []

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    page = browser.new_page(locale="zh-CN")
    for path, words in (
        (f"/S/{case}", "已受理"),
        (f"/t/{ticket.lower()}", "请看大厅的屏幕"),
        ("/s/HELLO", "看不懂这个查询码"),
        ("/s/" + "0" * 38, "没有找到"),
    ):
        page.goto(base + path)
        page.wait_for_url(re.compile(r"\.zh-Hans\.html$"))
        assert words in page.inner_text("h1")
    for typed, words in (
        (f" {case[:4]}-{case[4:].lower()} ", "已受理"),
        ("HELLO", "看不懂"),
        (case[:17], "只是查询码的一部分"),
        ("r20261124-0001", "像是编号"),
        ("", "查进度"),
    ):
        page.goto(base + "/index.en.html" if typed == "HELLO" else base)
        page.click("main a.do")
        page.fill("#q", typed)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/(s|answer)/.*\.html$" if typed else r"/code\.zh-Hans\.html$"))
        assert words in page.inner_text("h1") or page.url.endswith("/answer/unreadable.en.html")
    page.goto(base)
    page.fill("#words", "R20261124-0001")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/answer/number"))
    page.close()
    plain = browser.new_context(locale="zh-CN", java_script_enabled=False).new_page()
    plain.goto(f"{base}/s/{case}")
    assert "需要浏览器允许脚本" in plain.inner_text("main") and "大厅窗口" in plain.inner_text("main")
    assert not plain.locator("form").is_visible(), "no field that would send the code away"
    assert not [line for line in asked if "?" in line], "what was typed was never asked for"
    plain.context.close()
    server.shutdown()
