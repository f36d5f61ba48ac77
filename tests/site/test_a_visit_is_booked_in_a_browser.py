"""A visit booked in headless Chromium at 320 px without script, in three languages, before a real site and hall."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from counter.acts.inbox.taking_in import take_in
from counter.acts.queue import from_home
from counter.site.publish import Publisher
from tests.conftest import WHOLE
from tests.site.test_in_a_real_browser import CHROMIUM, ROOT, browser, shot

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian package chromium)"),
    pytest.mark.skipif(not WHOLE, reason="three languages, each walked whole: make torture"),
    pytest.mark.xdist_group("browser"),
]
__all__ = ["browser"]

SMALL = """() => [
  ...document.querySelectorAll(
    'main .days a, main a.act, main button, main input:not([type=hidden]), main select')
]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.closest('label.pick') || e, e])
  .filter(([box]) => box.getBoundingClientRect().height < 43.9)
  .map(([box, e]) => e.outerHTML.slice(0, 80))"""
"""What a thumb may miss."""

SAID = {
    "zh-CN": ("预约正在送进大厅", "已预约", "预约已取消"),
    "zh-TW": ("預約正在送進大廳", "已預約", "預約已取消"),
    "en-US": ("on its way", "Booked", "Booking cancelled"),
}
PEOPLE = dict(zip(SAID, ("11010519491231002X", "430104200207153029", "11010119900307803X"), strict=True))


@pytest.fixture
def served(hall, hall_dir: Path):
    """The hall's publisher and the address of a site over its folders; the site's process has no key."""
    made = Publisher(hall)
    made.catch_up()
    command = [sys.executable, "-m", "counter", "--hall", str(hall_dir), "serve", "--port", "0", "--site-only"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    yield made, server.stdout.readline().strip().rstrip("/")
    server.terminate()
    server.wait(10)
    made.close()


def fits(page, name: str) -> None:
    """Nothing stands outside the screen, nothing is too small to hit."""
    shot(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert page.evaluate(SMALL) == [], name


@pytest.mark.parametrize("language", SAID)
def test_book_see_it_confirmed_move_cancel_and_take_the_number(hall, people, served, browser, language):
    publisher, address = served
    context = browser.new_context(
        locale=language, viewport={"width": 320, "height": 640}, java_script_enabled=False, accept_downloads=True
    )
    page = context.new_page()
    waiting, booked, cancelled = SAID[language]

    def beat() -> None:
        take_in(hall)
        publisher.catch_up()
        page.wait_for_timeout(150)
        page.reload()

    page.goto(f"{address}/guides/startup-subsidy")
    page.click('a[href^="/book/"]')
    fits(page, f"book-{language}")
    page.check('input[value="2026-11-24T10:00"]')
    page.fill("#name", "张后云")
    page.fill("#id_number", PEOPLE[language])
    page.fill("#phone", "13907318888")
    page.click("form button")
    assert waiting in page.inner_text("main")
    fits(page, f"waiting-{language}")
    beat()
    assert booked in page.inner_text("h1") and "10:00" in page.inner_text("main")
    fits(page, f"booked-{language}")
    code = re.search(r"/b/([0-9A-Z]{38})", page.url)[1]
    with page.expect_download() as download:
        page.click('a[href*="booking.ics"]')
    assert "STATUS:CONFIRMED" in Path(download.value.path()).read_text("utf-8")
    page.click('a[href*="/move"]')
    fits(page, f"move-{language}")
    page.check('input[value="2026-11-24T10:15"]')
    page.click("form button")
    beat()
    assert "10:15" in page.inner_text("main section.state")
    hall.set_now(datetime(2026, 11, 24, 10, 0))
    taken = hall.do(from_home.check_in, people["g1"], code=code)
    assert taken.queue == "A"
    publisher.catch_up()

    page.goto(f"{address}/book/graduates")
    page.check('input[name="slot"]:not([disabled]) >> nth=0')
    page.fill("#name", "张后云")
    page.fill("#id_number", PEOPLE[language])
    page.fill("#phone", "13907318888")
    page.click("form button")
    beat()
    page.click('a[href*="/cancel"]')
    fits(page, f"cancel-{language}")
    page.click("form button")
    beat()
    assert cancelled in page.inner_text("h1")
    context.close()
