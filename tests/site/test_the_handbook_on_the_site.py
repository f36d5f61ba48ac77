"""Staff read the handbook on the site, in the house only, and only where the site was told to show it."""

from __future__ import annotations

import re

import httpx
import pytest

from counter.manual import FOLDER, pages
from counter.site.app import make_app
from counter.site.handbook import as_html, inside
from tests.site.conftest import publisher, words_of


@pytest.fixture
def ask(hall, publisher):
    publisher.catch_up()
    folder = hall.directory

    async def asked(path: str, *, who: str = "192.168.3.7", manual: bool = True, proxy: str = "", language: str = "en"):
        app = make_app(folder / "public" / "public.db", folder / "inbox" / "inbox.db", bool(proxy), manual)
        transport = httpx.ASGITransport(app, client=(who, 4711))
        headers = {"accept-language": language} | ({"x-forwarded-for": proxy} if proxy else {})
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await client.get(path, headers=headers)

    return asked


async def test_every_page_and_picture_is_there_for_staff_in_their_language(ask) -> None:
    for language, tongue in (("en", "en"), ("zh-CN", "zh-Hans")):
        listed = await ask("/manual", language=language)
        links = re.findall(r'href="(/manual/[a-z]+)', listed.text)
        assert [link.rsplit("/", 1)[1] for link in links] == [one.name for one in pages(tongue)]
        for page in (pages(tongue)[0], pages(tongue)[4]):
            shown = await ask(f"/manual/{page.name}", language=language)
            assert shown.status_code == 200 and f"<h1>{page.title}</h1>" in shown.text
            there = "".join(words_of(shown.text).split()).replace("&amp;", "&")
            for line in page.lines():
                assert "".join(re.sub(r"^(\d+\. |- )", "", line).split()) in there, line
            picture = await ask(f"/manual/pictures/{page.picture}")
            assert picture.content == (FOLDER / "pictures" / page.picture).read_bytes()
            assert picture.headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "given",
    [{"who": "8.8.8.8"}, {"manual": False}, {"proxy": "8.8.8.8"}, {"who": "2001:4860::8"}, {"who": "testclient"}],
)
async def test_nobody_outside_reads_it(ask, given) -> None:
    for path in ("/manual", "/manual/intake", "/manual/pictures/window.svg"):
        assert (await ask(path, **given)).status_code == 404


async def test_the_house_behind_its_proxy_reads_it_and_nothing_else_is_given_out(ask) -> None:
    assert (await ask("/manual", who="8.8.8.8", proxy="10.0.0.9")).status_code == 200
    for path in (
        "/manual/../../hall.toml",
        "/manual/pictures/..%2f1-window.md",
        "/manual/nothing",
        "/manual/pictures/x.svg",
    ):
        assert (await ask(path)).status_code == 404


def test_what_the_handbook_says_stays_words() -> None:
    assert as_html("1. <b>x</b> **F2** & `a<b`") == (
        "<ol>\n<li>&lt;b&gt;x&lt;/b&gt; <b>F2</b> &amp; <code>a&lt;b</code></li>\n</ol>"
    )
    assert [inside(one) for one in ("127.0.0.1", "fe80::/64", "10.1.1.1", "1.1.1.1", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]
