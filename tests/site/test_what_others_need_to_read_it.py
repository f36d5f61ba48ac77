"""axe on every page in every language, by day and by night, and every page read without its style: `make a11y`.

axe-core comes from npm by name (`npm install axe-core`); COUNTER_AXE names its axe.min.js. Without it, or without
Chromium, this is skipped and says so.
"""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path

import pytest

from counter.site.export import Export
from tests.site.test_in_a_real_browser import CHROMIUM, LANGUAGES, accepted, browser, clerk, paths_of, received, site

AXE = os.environ.get("COUNTER_AXE", "")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FILES = (
    "index",
    "find",
    "browse",
    "code",
    "guides",
    "404",
    "guides/graduates",
    "forms/startup-subsidy",
    "posts",
    "links",
)
RUN = "(tags) => axe.run({ runOnly: tags }).then((done) => done.violations.map((one) => [one.id, one.nodes[0].html]))"
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian package chromium)"),
    pytest.mark.skipif(not AXE, reason="axe-core is not here (`make a11y` fetches it)"),
    pytest.mark.xdist_group("browser"),
]
__all__ = ["accepted", "browser", "clerk", "received", "site"]


def words_on(page) -> list[str]:
    """Every visible word, in the order in which it is read."""
    return re.findall(r"\w+", page.evaluate("document.body.innerText"))


def test_axe_finds_nothing_on_any_page(site, browser, tmp_path):
    address, case, ticket, folder, _ = site
    axe = Path(AXE).read_text("utf-8")
    Export(folder / "public" / "public.db", out := tmp_path / "files").run()

    def given_out(route, request):
        path = out / request.url.partition("//files/")[2].partition("?")[0].partition("#")[0]
        route.fulfill(path=path) if path.is_file() else route.fulfill(status=404, body="")

    found = []
    for language in LANGUAGES:
        for scheme in ("light", "dark"):
            context = browser.new_context(
                locale=language, color_scheme=scheme, viewport={"width": 320, "height": 640}, bypass_csp=True
            )
            context.route("http://files/**", given_out)
            page = context.new_page()
            shown = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant", "en-US": "en"}[language]
            addresses = [address + path for path in paths_of(case, ticket).values()]
            for url in (*addresses, *(f"http://files/{name}.{shown}.html" for name in FILES)):
                page.goto(url)
                page.evaluate(axe)
                found += [(url, language, scheme, *one) for one in page.evaluate(RUN, STANDARDS)]
            context.close()
    assert not found, found


def test_without_its_style_a_page_says_the_same_in_the_same_order(site, browser):
    address, case, ticket, _, _ = site
    plain, styled = browser.new_context(locale="zh-CN"), browser.new_context(locale="zh-CN")
    plain.route("**/static/site.css", lambda route: route.abort())
    bare, page = plain.new_page(), styled.new_page()
    for name, path in paths_of(case, ticket).items():
        page.goto(address + path)
        bare.goto(address + path)
        with_style = [word for word in words_on(page) if not re.fullmatch(r"\d\d", word)]  # a clock that moves on
        without = [word for word in words_on(bare) if not re.fullmatch(r"\d\d", word)]
        assert with_style == without, name
        assert bare.locator("h1").count() == 1 and bare.locator("main").count() == 1
        jumps = bare.evaluate("[...document.querySelectorAll('h1, h2, h3')].map((one) => Number(one.tagName[1]))")
        assert all(after <= before + 1 for before, after in itertools.pairwise(jumps)), (name, jumps)
    plain.close()
    styled.close()


def test_every_field_and_link_is_reached_by_keys_and_seen_there(site, browser):
    address, case, ticket, _, _ = site
    context = browser.new_context(locale="zh-CN", viewport={"width": 320, "height": 640}, java_script_enabled=True)
    page = context.new_page()
    for name, path in paths_of(case, ticket).items():
        page.goto(address + path)
        stops = page.evaluate("""() => {
          const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary";
          const seen = [...document.querySelectorAll(kinds)].filter((one) => one.checkVisibility());
          const groups = new Set();  // of buttons that exclude each other, keys stop at one
          return seen.filter((one) => one.type !== "radio" || (!groups.has(one.name) && groups.add(one.name))).length;
        }""")
        page.evaluate("document.activeElement.blur()")
        reached = set()
        for _ in range(stops):
            page.keyboard.press("Tab")
            where, drawn = (
                page.evaluate("""() => { const one = document.activeElement, box = one.getBoundingClientRect();
              return [[...document.querySelectorAll("*")].indexOf(one), getComputedStyle(one).outlineStyle !== "none"
                && box.bottom > 0 && box.top < innerHeight]; }""")
            )
            assert drawn, f"{name}: {page.evaluate('document.activeElement.outerHTML')[:120]}"
            reached.add(where)
        assert len(reached) == stops, f"{name}: {len(reached)} of {stops}"
    context.close()
