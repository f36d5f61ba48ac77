"""One walk from home to the result in headless Chromium at 320 px without script: find, book, send, come, track, rate,
verify. Three citizens go it side by side, each in a language of their own; site and hall are two real processes.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from counter.acts.inbox.taking_in import take_in
from counter.acts.paper.writing import code_of
from counter.hall.act import load
from counter.rules import numbers
from counter.site.publish import Publisher
from tests.filling import fill_form
from tests.site.test_hostile_visitors import png
from tests.site.test_in_a_real_browser import CHROMIUM, ROOT, TARGETS, browser, shot

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian package chromium)"),
    pytest.mark.xdist_group("browser"),
]
__all__ = ["browser"]

ITEM = "startup-subsidy"
SETTLES_MS = 150
"""After which the site has looked again at what the hall published."""


@dataclass(frozen=True)
class Language:
    """What a citizen types and reads."""

    sought: str
    waiting: str
    booked: str
    arrived: str
    looked_at: str
    accepted: str
    ended: str
    rated: str
    issued: str
    in_force: str
    no_papers: str


SAID = {
    "zh-CN": Language(
        "创业补贴",
        "正在送进大厅",
        "已预约",
        "已经到了",
        "材料可以",
        "已受理",
        "本件办结",
        "评价已收到",
        "是本大厅发出的",
        "现在有效",
        "不是文书上的查询码",
    ),
    "zh-TW": Language(
        "創業補貼",
        "正在送進大廳",
        "已預約",
        "已經到了",
        "材料可以",
        "已受理",
        "本件辦結",
        "評價已收到",
        "是本大廳發出的",
        "現在有效",
        "不是文書上的查詢碼",
    ),
    "en-US": Language(
        "startup subsidy",
        "on its way",
        "Booked",
        "You have arrived",
        "original",
        "Accepted",
        "the case is closed",
        "Rating received",
        "Genuine: issued by this hall",
        "Genuine and in force",
        "not the code of a paper",
    ),
}
WHO = dict(zip(SAID, ("11010519491231002X", "430104200207153029", "11010119900307803X"), strict=True))


class Citizen:
    """A telephone of 320 px that runs no script."""

    def __init__(self, browser: Any, address: str, language: str) -> None:
        self.context = browser.new_context(
            locale=language,
            viewport={"width": 320, "height": 640},
            java_script_enabled=False,
            accept_downloads=True,
            extra_http_headers={
                "X-Forwarded-For": f"192.0.2.{list(SAID).index(language) + 1}"
            },  # not all from one home
        )
        self.page, self.address, self.language = self.context.new_page(), address, language
        self.said, self.number, self.seen = SAID[language], WHO[language], 0
        self.booking = self.review = self.case = self.receipt = self.tracking = ""

    def read(self, *words: str) -> str:
        """The page's words, which hold these; it fits the telephone, and a thumb hits everything on it."""
        self.seen += 1
        shot(self.page, f"walk-{self.seen:02}-{self.language}")
        text = self.page.inner_text("main")
        for one in words:
            assert one in text, f"{self.language} {self.page.url}: {one!r} is not in {text}"
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 320, self.page.url
        assert self.page.evaluate(TARGETS) == [], self.page.url
        return text

    def home(self) -> None:
        self.page.goto(f"{self.address}/")

    def type_at_home(self, text: str) -> None:
        """The one field of the first page takes words and codes."""
        self.home()
        self.page.fill("#q", text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def go(self, what: str) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.page.click(what)

    def code_of_page(self, letter: str) -> str:
        found = re.search(rf"/{letter}/([0-9A-Z]{{38}})", self.page.url)
        assert found, self.page.url
        return found[1]

    def again(self) -> None:
        self.page.wait_for_timeout(SETTLES_MS)
        self.page.reload()


class Staff:
    """Those who work in the hall, and its own beat."""

    def __init__(self, hall: Any, people: dict[str, Any], publisher: Publisher) -> None:
        self.hall, self.people, self.publisher = hall, people, publisher

    def does(self, name: str, who: str = "c3", /, **arguments: Any) -> Any:
        entry = load(name.split(".")[0])[name]
        return (self.hall.run if entry.writes else self.hall.answer)(entry, self.people[who], arguments)

    def beat(self) -> list[str]:
        taken = [one.state for one in take_in(self.hall)]
        self.publisher.catch_up()
        return taken

    def grants(self, case: int) -> None:
        """Every desk grants what lies there, and the hall hands it over."""
        rows = self.hall.db.execute("SELECT id, lower(department) AS desk FROM approval WHERE case_id = ?", (case,))
        for row in rows.fetchall():
            officers = {"second": f"ap2-{row['desk']}"}
            self.does("approval.decide", f"ap-{row['desk']}", approval=f"A-{row['id']}", grant=True, **officers)
        self.does("case.deliver", code=code_of(self.hall, "case", case))

    def newest(self, kind: str, case: int) -> str:
        found = self.hall.db.execute(
            "SELECT number FROM paper WHERE kind = ? AND case_id = ? ORDER BY number DESC", (kind, case)
        ).fetchone()
        return str(found[0])


@pytest.fixture
def staff(hall, people) -> Iterator[Staff]:
    made = Publisher(hall)
    made.catch_up()
    yield Staff(hall, people, made)
    made.close()


@pytest.fixture
def citizens(staff, hall_dir: Path, browser) -> Iterator[list[Citizen]]:
    """One for each language; the site's process has no key."""
    command = [
        sys.executable,
        "-m",
        "counter",
        "--hall",
        str(hall_dir),
        "serve",
        "--port",
        "0",
        "--site-only",
        "--behind-proxy",
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = server.stdout.readline().strip().rstrip("/")
    made = [Citizen(browser, address, language) for language in SAID]
    yield made
    for one in made:
        assert one.context.cookies() == []
        one.context.close()
    server.terminate()
    server.wait(10)
    server.stdout.close()


def find_and_book(one: Citizen) -> None:
    page = one.page
    one.type_at_home(one.said.sought)
    one.read()
    one.go("main ul.list li a >> nth=0")
    one.read()
    assert page.url.split("?")[0].endswith(f"/guides/{ITEM}"), "what is meant stands first"
    one.go('main a[href^="/book/"]')
    one.read()
    page.check('input[name="slot"]:not([disabled]) >> nth=0')
    page.fill("#name", "张后云")
    page.fill("#id_number", one.number)
    page.fill("#phone", "13907318888")
    one.go("form button")
    one.read(one.said.waiting)
    one.booking = one.code_of_page("b")


def keep_the_day_and_send(one: Citizen) -> None:
    page = one.page
    one.again()
    one.read(one.said.booked)
    with page.expect_download() as download:
        page.click('a[href*="booking.ics"]')
    assert "STATUS:CONFIRMED" in Path(download.value.path()).read_text("utf-8")
    one.type_at_home(one.said.sought)
    one.go("main ul.list li a >> nth=0")
    one.go('main a[href^="/review/"]')
    one.read()
    for place in range(2):
        page.set_input_files(
            f"input[type=file] >> nth={place}",
            {"name": f"IMG_{place}.png", "mimeType": "image/png", "buffer": png(9 + place, 9)},
        )
    one.go("main form button")
    one.read()
    one.go("main a >> nth=0")
    one.read()
    one.review = one.code_of_page("p")


def come(staff: Staff, one: Citizen) -> None:
    """The kiosk reads the booking's code, the window that of what was sent; everything is there and is accepted."""
    staff.hall.set_now(datetime(2026, 11, 24, 10, 0))
    taken = staff.does("booking.check-in", "g1", code=one.booking)
    called = staff.does("ticket.call", window=3)
    assert called.ticket == taken.id
    opened = staff.does("case.open-prepared", code=one.review, window=3)
    assert "附有 2 个文件" in str(opened)
    case = opened.case
    staff.does("case.applicant", case=case, name="张后云", number=one.number)
    staff.does("case.all-here", case=case)
    fill_form(staff.does, case, "c3")
    accepted = staff.does("case.accept", case=case)
    one.case, one.receipt = accepted.id, accepted.case
    one.tracking = code_of(staff.hall, "case", accepted.id)
    staff.does("ticket.finish", ticket=str(called.ticket))


def verify(one: Citizen, number: str, code: str, said: str) -> None:
    """Whoever is handed the paper: from home, by the foot of the page."""
    one.home()
    one.go('footer a[href*="check"]')
    one.page.fill("#number", number)
    one.page.fill("#code", code)
    one.go("main form button")
    text = one.read(said)
    assert "张后云" not in text and one.number not in text


def test_from_home_to_the_result_and_whoever_is_handed_it(staff, citizens):
    for one in citizens:
        one.home()
        one.read()
        find_and_book(one)
        assert staff.beat() == ["used"], "each sees the places that those before them left"
        keep_the_day_and_send(one)
        assert staff.beat() == ["taken"]
    for entry in staff.does("inbox.list"):
        staff.does("inbox.answer", entry=entry.id, words="带原件来", enough=True)
    staff.does("staff.sign-in", window=3)
    staff.publisher.catch_up()
    for one in citizens:
        one.again()
        one.read(one.said.looked_at)
        come(staff, one)
        staff.publisher.catch_up()
        one.page.wait_for_timeout(SETTLES_MS)
        one.type_at_home(one.booking)
        one.read(one.said.arrived)
        one.type_at_home(numbers.grouped(one.tracking).lower())
        one.read(one.said.accepted)
        verify(one, staff.newest("acceptance", one.case), one.tracking, one.said.issued)
        verify(one, staff.newest("acceptance", one.case), one.booking, one.said.no_papers)
        staff.grants(one.case)
        staff.publisher.catch_up()
        one.type_at_home(one.tracking)
        one.read(one.said.ended)
        one.page.check("input[name=level] >> nth=4")
        one.go("form[action$=rate] button")
        one.read(one.said.rated)
        verify(one, staff.newest("result", one.case), one.tracking, one.said.in_force)
    assert staff.beat() == ["used"] * 3
