"""Linked services, dated posts with their feed, and the next days by half days, as citizens read them."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ET
from datetime import date, datetime, timedelta

import pytest

from counter import acts
from counter.errors import Refusal
from counter.rules import forecast as rule
from counter.rules.forecast import Beside, Crowd, Half, Past
from tests.conftest import NOW
from tests.site.conftest import words_of

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGES = ("zh-CN", "zh-TW", "en-US")


def write(hall, who, **more):
    given = {"kind": "procurement", "title": "打印纸采购", "words": "第一段。\n第二行。\n\n第二段 <b>&。"} | more
    return hall.do(acts.post_write, who, **given)


def at_once(phone) -> None:
    """What changed without an act is told and read now, not within the minute."""
    phone.publisher._told_at = 0.0
    phone.publisher.catch_up()
    phone.app.site.pages._local.looked = -1.0


def refused(hall, who, act, **given) -> str:
    with pytest.raises(Refusal) as why:
        hall.do(act, who, **given)
    return why.value.code


async def test_the_directory_is_there_in_three_languages_and_searched(hall, people, phone) -> None:
    for language, title in zip(LANGUAGES, ("常用网站", "常用網站", "Useful sites"), strict=True):
        page = await phone.get("/links", language)
        assert title in page.text and page.text.count('rel="external noreferrer"') == 46, language
    assert "National Government Service Platform" in page.text and "Complaints" in page.text
    for words, address in (("采购", "ccgp"), ("採購", "ccgp"), ("Legal Service", "12348"), ("flyz", "12348")):
        found = await phone.get(f"/links?q={words}")
        assert address in found.text and 'content="noindex' in found.text, words
    assert "没有找到" in (await phone.get("/links?q=螺蛳粉机")).text
    assert "信用中国" in (await phone.get("/links/企业")).text and (await phone.get("/links/没有")).status_code == 404
    number = next(one.number for one in hall.ask(acts.link_list, people["sup"]) if "ccgp" in one.address)
    for day in range(3):
        hall.set_now(NOW + timedelta(days=day))
        results = json.dumps([[number, "https://www.ccgp.gov.cn", "gone", "404"]])
        hall.do(acts.link_note_checks, people["sup"], results=results)
    page = (await phone.get("/links/采购招标")).text
    assert re.search(r'<li class="dead"><a href="https://www.ccgp[^\n]+2026年11月24日（周二）起打不开', page)
    assert page.count("打不开") == 1, "one that could not be asked is not called dead"
    hall.do(acts.link_retire, people["sup"], number=number)
    assert "ccgp" not in (await phone.get("/links")).text


async def test_a_post_is_read_corrected_and_withdrawn_never_in_silence(hall, people, phone) -> None:
    sup = people["sup"]
    post = write(hall, sup, until_on="2026-11-30", department="C-HR")
    page = (await phone.get(f"/posts/{post.number}")).text
    assert "<p>第一段。<br>第二行。</p>" in page and "第二段 &lt;b&gt;&amp;。" in page
    assert "2026年11月24日（周二）至2026年11月30日（周一）" in page and "有更正" not in page
    english = (await phone.get(f"/posts/{post.number}", "en-US")).text
    assert "in Chinese only" in english and 'lang="zh-Hans"' in english
    for place in ("/posts", "/"):
        assert 'class="only"' in (await phone.get(place, "en-US")).text, "its title too is marked where it is listed"
    hall.set_now(NOW + timedelta(hours=1))
    hall.do(acts.post_correct, sup, number=post.number, reason="数量写错", words="改过的。", seen=1)
    page = words_of((await phone.get(f"/posts/{post.number}")).text)
    assert "有更正 2026年11月24日（周二） 数量写错" in page and "改过的。" in page and "第一段" not in page
    assert refused(hall, sup, acts.post_correct, number=post.number, reason="x", title="y", seen=1) == (
        "post.changed-meanwhile"
    )
    assert refused(hall, sup, acts.post_correct, number=post.number, reason="x", title=post.title) == (
        "post.nothing-changed"
    )
    hall.set_now(datetime(2026, 12, 1, 9))
    at_once(phone)
    listed = words_of((await phone.get("/posts")).text)
    assert "现在没有公告" in listed and "打印纸采购" in listed and "已结束" in listed
    assert "打印纸采购" not in (await phone.get("/")).text
    hall.do(acts.post_withdraw, sup, number=post.number, reason="项目取消")
    page = words_of((await phone.get(f"/posts/{post.number}")).text)
    assert "已撤回" in page and "项目取消" in page and "改过的" not in page, "its title and why, nothing else"
    assert refused(hall, sup, acts.post_correct, number=post.number, reason="x", title="y") == "post.withdrawn-already"


async def test_a_post_to_come_is_nowhere_before_its_day(hall, people, phone) -> None:
    sup = people["sup"]
    later = write(hall, sup, from_on="2026-11-26", title="停电通知", kind="服务变动")
    never = write(hall, sup, from_on="2026-11-26", title="写错了的")
    hall.do(acts.post_correct, sup, number=later.number, reason="还没人看到", words="周四停电。")
    hall.do(acts.post_withdraw, sup, number=never.number, reason="不发了")
    for path in ("/", "/posts", "/posts.atom", f"/posts/{later.number}"):
        found = await phone.get(path)
        assert "停电" not in found.text, path
    assert found.status_code == 404
    hall.set_now(datetime(2026, 11, 26, 0, 5))
    at_once(phone)
    listed = (await phone.get("/posts")).text
    assert "停电通知" in listed and "写错了的" not in listed, "withdrawn before anybody could read it"
    page = (await phone.get(f"/posts/{later.number}")).text
    assert "周四停电" in page and "有更正" not in page, "nobody saw the words before"
    entry = ET.fromstring((await phone.get("/posts.atom")).content).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}updated") == "2026-11-25T16:00:00Z", "new on its day, not when it was written"
    assert "停电通知" in (await phone.get("/posts/service")).text
    assert (await phone.get("/posts/procurement")).status_code == 404
    for odd in ("/posts/0", "/posts/99", "/posts/" + "9" * 30, "/posts/½", "/posts/x"):
        assert (await phone.get(odd)).status_code == 404, odd


def test_what_no_post_may_say(hall, people) -> None:
    sup = people["sup"]
    for code, given in {
        "post.no-such-kind": {"kind": "gossip"},
        "post.holds-an-id-number": {"words": "获奖：张三 43010419900307123x"},
        "post.english-half": {"title_en": "Paper"},
        "post.ends-before-it-begins": {"from_on": "2026-11-26", "until_on": "2026-11-25"},
        "post.days-not-right": {"from_on": "2026-11-23"},
        "act.not-a-day": {"from_on": "某天"},
        "person.text-empty": {"title": " "},
        "person.too-long-characters": {"words": "长" * 8001},
    }.items():
        with pytest.raises(Refusal) as why:
            write(hall, sup, **given)
        assert why.value.code == code, given
    post = write(hall, sup)
    assert refused(hall, sup, acts.post_correct, number=post.number, reason="x", from_on="2026-11-25") == (
        "post.begun-already"
    )
    assert refused(hall, sup, acts.post_correct, number=post.number, reason="x", until_on="2026-11-23") in (
        "post.ends-before-it-begins",
        "post.end-is-past",
    )
    assert refused(hall, people["c3"], acts.post_withdraw, number=post.number, reason="x") == "act.not-allowed-role"
    assert hall.ask(acts.post_list, people["g1"])[0].words == "第一段。\n第二行。\n\n第二段 <b>&。"


def feed_of(content: bytes) -> ET.Element:
    """A feed that has all that RFC 4287 says it must have."""
    root = ET.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(ATOM + name)) == 1, (one.tag, name)
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one.findtext(f"{ATOM}id")), "an absolute IRI"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.findtext(f"{ATOM}updated"))
        kinds = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in one.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds)) and ("alternate", "text/html", None) in kinds
        for link in one.findall(f"{ATOM}link"):
            assert link.get("href")
        for author in one.findall(f"{ATOM}author"):
            assert author.findtext(f"{ATOM}name")
        for category in one.findall(f"{ATOM}category"):
            assert category.get("term")
    assert root.find(f"{ATOM}author") is not None and root.find(f"{ATOM}link[@rel='self']") is not None
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    for entry in entries:
        content_ = entry.findall(f"{ATOM}content")
        assert len(content_) == 1 and content_[0].get("type") == "text" and not list(content_[0])
    assert root.findtext(f"{ATOM}updated") >= max((e.findtext(f"{ATOM}updated") for e in entries), default="")
    return root


async def test_the_feed_keeps_its_ids_and_says_what_moved(hall, people, phone) -> None:
    sup = people["sup"]
    feed_of((await phone.get("/posts.atom")).content)
    first, second = (
        write(hall, sup),
        write(hall, sup, title="活动\u200b室", kind="event", title_en="Room", words_en="Hi"),
    )
    answer = await phone.get("/posts.atom?lang=en")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    before = {e.findtext(f"{ATOM}title"): e for e in feed_of(answer.content).findall(f"{ATOM}entry")}
    assert set(before) == {"打印纸采购", "Room"} and "<b>&" in before["打印纸采购"].findtext(f"{ATOM}content")
    hall.set_now(NOW + timedelta(minutes=5))
    hall.do(acts.post_correct, sup, number=first.number, reason="标题", title="复印纸采购")
    hall.db.execute("UPDATE setting SET value = 'x' WHERE name = 'phone'")
    after = feed_of((await phone.get("/posts.atom?lang=en")).content).findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in after] == ["复印纸采购", "Room"], "what moved last stands first"
    assert after[0].findtext(f"{ATOM}id") == before["打印纸采购"].findtext(f"{ATOM}id")
    assert after[0].findtext(f"{ATOM}updated") > before["打印纸采购"].findtext(f"{ATOM}updated")
    assert after[1].findtext(f"{ATOM}updated") == before["Room"].findtext(f"{ATOM}updated")
    hall.do(acts.post_withdraw, sup, number=second.number, reason="取消")
    gone = feed_of((await phone.get("/posts.atom")).content).findall(f"{ATOM}entry")[0]
    assert gone.findtext(f"{ATOM}title").startswith("已撤回") and "取消" in gone.findtext(f"{ATOM}content")
    only = feed_of((await phone.get("/posts.atom?kind=event")).content).findall(f"{ATOM}entry")
    assert len(only) == 1
    page = (await phone.get("/posts")).text
    assert 'rel="alternate" type="application/atom+xml"' in page


def past(days: int = 30, morning: int = 20, afternoon: int = 5) -> list[Past]:
    day, found = date(2026, 11, 24), []
    while len(found) < days:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            found.append(Past(day, Beside.PLAIN, {(19, "A"): morning, (30, "A"): afternoon}))
    return found


def test_half_days_are_held_against_what_half_days_bring() -> None:
    on = date(2026, 11, 25)
    told = rule.crowds(past(), on, Beside.PLAIN, 18, 34)
    assert told == {Half.MORNING: Crowd.BUSY, Half.AFTERNOON: Crowd.QUIET}
    assert rule.crowds(past(morning=9, afternoon=10), on, Beside.PLAIN, 18, 34) == dict.fromkeys(Half, Crowd.USUAL)
    assert rule.crowds(past(), on, Beside.PLAIN, 18, 24) == {Half.MORNING: Crowd.BUSY}, "closed after noon"
    assert rule.crowds(past(4), on, Beside.PLAIN, 18, 34) is None, "too little is known"
    wild = [Past(one.day, one.beside, {(19, "A"): 1 if n % 2 else 60}) for n, one in enumerate(past())]
    assert rule.crowds(wild, on, Beside.PLAIN, 18, 34) is None, "so wrong lately that it is told to nobody"


async def test_the_home_page_says_how_busy_the_next_days_will_be_or_nothing(hall, people, phone, monkeypatch) -> None:
    assert hall.ask(acts.roster_coming, people["c3"]) == ()
    assert "哪天人多" not in (await phone.get("/")).text, "nothing where little is known"
    with monkeypatch.context() as patched:
        patched.setattr("counter.acts.report.rostering._past", lambda look, on: past())
        told = hall.ask(acts.roster_coming, people["c3"])
        phone.publisher._busy = None
        at_once(phone)
        page = (await phone.get("/")).text
        assert "When it is busy" in (await phone.get("/", "en-US")).text
        patched.setattr("counter.site.pages.Pages.today", lambda pages: "2026-11-27")
        late = words_of((await phone.get("/")).text)
        assert "2026年11月26日（周四） 上午" not in late and "2026年11月27日（周五） 上午" in late, "no day that was"
    days = [date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)]
    assert list(dict.fromkeys(one.day for one in told)) == days, "the weekend is left out"
    assert page.count('class="bar" aria-hidden="true"') == 10 and "script" not in page
    said = words_of(page)
    assert (
        "2026年11月25日（周三） 上午 ▮▮▮ 人多 下午 ▮▯▯ 人少" in said
        and "按2026年11月24日（周二）以前的来人数推算" in said
    )


async def test_search_engines_find_guides_and_never_a_case(hall, people, phone) -> None:
    robots = (await phone.get("/robots.txt")).text
    assert "Disallow: /s/" in robots and "Disallow: /t/" in robots and "/guides" not in robots
    assert "Sitemap" not in robots and (await phone.get("/sitemap.xml")).status_code == 404, "no address outside"
    hall.settings = {**hall.settings, "address": "https://hall.example.gov.cn/"}
    at_once(phone)
    assert "Sitemap: https://hall.example.gov.cn/sitemap.xml" in (await phone.get("/robots.txt")).text
    post = write(hall, people["sup"])
    sitemap = (await phone.get("/sitemap.xml")).content
    places = [url.findtext("{*}loc") for url in ET.fromstring(sitemap)]
    assert f"https://hall.example.gov.cn/posts/{post.number}?lang=zh-Hans" in places
    assert len([place for place in places if "/guides/" in place]) >= 50
    assert not [place for place in places if re.search("gov.cn/(s|t|p|review|check)(/|$)", place)]
    for path, may in {
        "/guides/startup-subsidy": True,
        "/links": True,
        "/": True,
        "/check": False,
        "/?q=毕业": False,
    }.items():
        meta = re.search('name="robots" content="([^"]+)"', (await phone.get(path)).text)[1]
        assert meta == ("index, follow" if may else "noindex, nofollow"), path
    icon = await phone.get("/favicon.ico")
    assert icon.content[:4] == b"\0\0\1\0" and (await phone.get("/static/favicon.svg")).status_code == 200


async def test_pages_read_in_order_without_any_style(hall, people, phone) -> None:
    write(hall, people["sup"])
    for path in ("/", "/links", "/links?q=采购", "/posts", "/posts/1"):
        text = (await phone.get(path)).text
        assert "style=" not in text and "<script" not in text and "tabindex" not in text, path
        parts = re.findall(r"<(h[1-6]|main|header|footer|nav|form)\b", text)
        heads = [int(part[1]) for part in parts if re.fullmatch(r"h\d", part)]
        assert heads[0] == 1 and heads.count(1) == 1 and all(b - a <= 1 for a, b in itertools.pairwise(heads)), path
        assert parts.index("header") < parts.index("main") < parts.index("h1") < parts.index("footer"), path
        for field in re.findall(r'<(?:input|textarea) id="([^"]+)"', text):
            assert f'<label for="{field}">' in text, (path, field)
        assert not re.findall(r"<a [^>]*>\s*</a>", text), path
