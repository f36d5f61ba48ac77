"""The citizen's search is the windows' engine over what is published: the same hits, true counts, three languages, and
a way on where nothing is found.
"""

from __future__ import annotations

import asyncio
import re
import threading

from counter import acts
from counter.acts.inbox.taking_in import take_in
from counter.site.finding import MOST_AT_ONCE, PER_PAGE, leaf
from counter.store import public, search, sought
from tests.bench.search import ENGLISH, MORE, PHRASES, TRADITIONAL, phrases
from tests.conftest import WHOLE
from tests.site.conftest import words_of


def published(hall):
    return public.open_read_only(hall.directory / "public" / "public.db")


def seen(page: str) -> list[str]:
    """Where a page's list leads to, in its order."""
    return re.findall(r'<li><a href="([^"]+)"', page)


async def test_spoken_words_traditional_signs_and_english_find_the_guide(phone) -> None:
    for said, path in (
        ("办护照", "/guides/passport-issue"),
        ("結婚", "/guides/marriage-registration"),
        ("passport", "/guides/passport-issue"),
        ("drivng licence", "/guides/driving-licence-renewal"),
        ("低保", "/guides/living-allowance"),
        ("办户照", "/guides/passport-issue"),
        ("hjuzhao", "/guides/passport-issue"),
    ):
        page = (await phone.get("/", params={"q": said})).text
        assert path in page, said
    assert "/guides/passport-issue" not in (await phone.get("/", params={"q": "qqqqqq"})).text


async def test_window_and_site_find_the_same_in_the_same_order(hall, people, phone, monkeypatch) -> None:
    monkeypatch.setattr("counter.site.pages.FRESH_S", 0.0)  # what is published is read at once, not within its moment
    hall.do(acts.catalogue_say_for, people["admin"], words="养狗证", code="animal-site")
    await phone.get("/guides")
    window, site = search.index_of(hall.db, hall.local(hall.now()).date()), sought.index(published(hall))
    assert list(window.own.items()) == list(site.own.items()) and "养狗证" in site.own
    for here, there in zip(window.shelves, site.shelves, strict=True):
        assert here.hits == there.hits and here.rows == there.rows and here.told == there.told, here.kind
        assert here.spaced.text == there.spaced.text and len(here.hits) > 5
    asked = [said for file in (PHRASES, MORE, ENGLISH, TRADITIONAL) for said, _ in phrases(file)]
    for said in (*asked[:: 1 if WHOLE else 25], "养狗证", "身份证", "行政许可法", "市公安局", "12345平台", "zgzfw"):
        assert window.find(said, (), 50) == site.find(said, (), 50), said
    assert seen((await phone.get("/", params={"q": "我想养狗证"})).text)[:1] == ["/guides/animal-site"]
    hall.do(acts.catalogue_unsay, people["admin"], words="养狗证")
    assert "/guides/animal-site" not in seen((await phone.get("/", params={"q": "养狗证"})).text)[:1], "told anew"


async def test_papers_laws_departments_and_linked_services_are_found_and_lead_on(phone) -> None:
    for said, way, leads in (
        ("居民身份证", "/about/document/", "/guides/marriage-registration"),
        ("星城市公安局", "/about/department/", "/guides/passport-issue"),
        ("护照法", "/about/law/", "/guides/passport-issue"),
    ):
        found = next(path for path in seen((await phone.get("/", params={"q": said})).text) if path.startswith(way))
        page = (await phone.get(found)).text
        total, shown = int(re.search(r"共 ?(\d+) ?项", words_of(page))[1]), seen(page)
        assert len(shown) == min(total, PER_PAGE) and all(path.startswith("/guides/") for path in shown), said
        if total > PER_PAGE:
            shown = seen((await phone.get(found, params={"all": "1"})).text)
        assert leads in shown and len(shown) == total, said
    page = (await phone.get("/", params={"q": "裁判文书"})).text
    assert 'href="https://wenshu.court.gov.cn" rel="noreferrer external"' in page and "其他网站" in page
    assert (await phone.get("/about/document/no-such")).status_code == 404
    assert (await phone.get("/about/moon/x")).status_code == 404


async def test_laws_have_their_english_titles_and_stand_behind_what_can_be_done(phone) -> None:
    elderly = words_of((await phone.get("/", "en", params={"q": "elderly"})).text)
    assert "Care for the very old" in elderly and "Law of the" not in elderly
    found = (await phone.get("/", "en", params={"q": "passport law"})).text
    assert seen(found)[0] == "/guides/passport-issue" and "Passport Law of the People" in found
    law = next(path for path in seen(found) if path.startswith("/about/law/"))
    count = int(re.search(rf"{law}.*?(\d+) guides?", found, re.DOTALL)[1])
    page = (await phone.get(law, "en")).text
    assert re.search(r"<h1>Passport Law .*, Article \d+</h1>", page) and len(seen(page)) == count
    guide = (await phone.get("/guides/passport-issue", "en")).text
    assert "Presidential Order No. 50" in guide


async def test_the_count_is_of_all_and_every_one_of_them_can_be_reached(hall, phone) -> None:
    first = (await phone.get("/", params={"q": "许可"})).text
    total = int(re.search(r"找到 ?(\d+)", first)[1])
    assert total > 30 and len(seen(first)) == PER_PAGE and "全部显示" in first
    every = seen((await phone.get("/", params={"q": "许可", "all": "1"})).text)
    paged = [
        path
        for n in range(-(-total // PER_PAGE))
        for path in seen((await phone.get("/", params={"q": "许可", "page": str(n)})).text)
    ]
    assert len(every) == total and paged == every and len(set(every)) == total
    beyond = (await phone.get("/", params={"q": "许可", "page": "999", "lang": "en"})).text
    assert seen(beyond) and "lang=en" in beyond and "&amp;lang=" not in re.findall(r'hreflang="en"[^>]*', beyond)
    assert leaf(MOST_AT_ONCE + 1, 0, True).whole is False, "a page of everything has an end"
    guides = words_of((await phone.get("/guides")).text)
    assert f"共 {public.count(published(hall))} 项" in guides


async def test_one_reads_while_a_catalogue_is_published(hall, phone) -> None:
    """A cache that spilled would lock everybody out until the commit."""
    await phone.get("/guides")
    writer = phone.publisher.db
    writer.execute("BEGIN IMMEDIATE")
    public.put_guides(writer, ((f"x{n}", "item", "名", "部门", "city", {"text": "字" * 3000}) for n in range(1000)))
    assert public.count(published(hall)) < 1000
    writer.execute("ROLLBACK")


async def test_a_search_that_takes_its_time_keeps_nobody_from_reading(phone, monkeypatch) -> None:
    go_on, began, find = threading.Event(), threading.Event(), search.Index.find
    await phone.get("/", params={"q": "护照"})

    def slow(*given):
        began.set()
        assert go_on.wait(20)
        return find(*given)

    with monkeypatch.context() as patched:
        patched.setattr(search.Index, "find", slow)
        asking = asyncio.create_task(phone.get("/", params={"q": "结婚"}))
        while not began.is_set():
            await asyncio.sleep(0)
        assert (await phone.get("/guides")).status_code == 200 and not asking.done()
        go_on.set()
        assert "/guides/marriage-registration" in (await asking).text


async def test_nothing_found_leads_on_to_what_is_near_and_to_people(hall, phone) -> None:
    page = (await phone.get("/", params={"q": "挖井"})).text
    said = words_of(page)
    assert "没有找到" in said and "只是写法或用字相近" in said and seen(page)[0] == "/guides/road-occupation"
    for text in ("12345", "开放", "按分类找"):
        assert text in said, text
    lost = (await phone.get("/", params={"q": "qqqqqq"})).text
    assert all(path.startswith("/about/event/") for path in seen(lost)) and "12345" in lost and "相近" not in lost
    english = words_of((await phone.get("/", "en", params={"q": "qqqqqq"})).text)
    assert "Nothing was found" in english and "12345" in english and "open" in english.lower()
    assert "只是写法" not in words_of((await phone.get("/", params={"q": "护照"})).text)


async def test_a_number_typed_by_hand_is_answered_with_what_it_is(phone) -> None:
    for typed, says in (
        ("R20261124-0001", "R20261124-0001 是收件编号"),
        ("ｒ２０２６１１２４　０００１", "R20261124-0001 是收件编号"),
        ("r2O261l24—OOO1", "R20261124-0001 是收件编号"),
        ("S20261124-0007", "S20261124-0007 是受理编号"),
        ("20261124-0001", "20261124-0001 像是编号"),
        ("W20261124-0007", "W20261124-0007 是文书号"),
        ("a 012", "A012 是排队号"),
        ("AO12号", "A012 是排队号"),
        ("430102199001011234", "这像是身份证号码"),
        ("138 0731 8888", "这像是电话号码"),
        ("收件号：r20261124 0001", "R20261124-0001 是收件编号"),
        ("R2026112", "R2026112 像是编号，但不完整"),
        ("1124-0001", "11240001 只是数字"),
        ("204816", "204816 只是数字"),
    ):
        for path, params in (("/", {"q": typed}), (f"/s/{typed}", None)):
            answer = await phone.get(path, params=params)
            page = words_of(answer.text)
            assert says in page and "38 位" in page and "二维码下方" in page, (path, page)
            if says.startswith("这像是"):
                assert typed not in answer.text, "nobody's number stands on a page"


async def test_half_a_code_is_known_by_its_shape_alone(hall, phone, people, code) -> None:
    from counter.acts.queue.taking import take

    whole = hall.do(take, people["g1"], queue="bundle").code
    other = whole[:12] + ("2" if whole[12] != "2" else "3") * 10
    pages = {}
    for typed in (whole[:20], whole[:7].lower(), f"{whole[:5]}-{whole[5:10]} {whole[10:15]}", other):
        page = words_of((await phone.get("/", params={"q": typed})).text)
        assert "查询码的一部分" in page and "38 位" in page, typed
        pages[typed] = re.sub(r"\d+ 位", "", page).replace(typed, "")
    assert pages[whole[:20]] == pages[other], "what there is and what there isn't get the same answer"
    assert "比查询码多" in words_of((await phone.get("/", params={"q": whole + whole[:4]})).text)
    assert "字母不对" in words_of((await phone.get("/", params={"q": whole[:-1] + "U"})).text)
    assert (await phone.get("/", params={"q": whole.lower()})).status_code == 303
    assert "查询码的一部分" not in words_of((await phone.get("/", params={"q": "startup-subsidy"})).text)


async def test_names_stand_in_the_readers_language_and_are_marked_where_there_is_none(hall, people, phone) -> None:
    english = (await phone.get("/", "en", params={"q": "passport"})).text
    assert "Ordinary passport" in english or "passport" in re.search(r"passport-issue[^>]*>([^<]+)", english)[1].lower()
    traditional = words_of((await phone.get("/", "zh-TW", params={"q": "結婚"})).text)
    assert "結婚登記" in traditional and "结婚" not in traditional
    laws = (await phone.get("/", "en", params={"q": "流动人员人事档案管理服务规定"})).text
    marked = r'lang="zh-Hans">流动人员人事档案管理服务规定[^<]*</a> <span class="only">Chinese only</span>'
    assert re.search(marked, laws)
    assert "Chinese only" not in (await phone.get("/", params={"q": "护照法"})).text
    assert "China Judgements Online" in (await phone.get("/", "en", params={"q": "裁判文书"})).text
    for language, browse in (("en", "By what happens in life"), ("zh-TW", "按人生事件"), ("zh-CN", "按人生事件")):
        page = (await phone.get("/browse", language)).text
        assert browse in page and "/about/event/" in page and "/about/person/" in page, language
    assert "Birth and raising children" in (await phone.get("/browse", "en")).text


async def test_what_nobody_found_at_home_is_heard_by_the_hall_without_a_person(hall, people, phone) -> None:
    form = (await phone.get("/", params={"q": "牙齿矫正"})).text
    assert 'action="/missed"' in form
    assert hall.ask(acts.catalogue_missed, people["admin"]) == (), "looking sends nothing"
    for said in ("牙齿矫正", "牙齿矫正", "王小明", "办护照"):
        answer = await phone.ask("POST", "/missed", data={"q": said})
        assert answer.status_code == 200 and "大厅会看到" in answer.text
    sealed = (hall.directory / "inbox" / "inbox.db").read_bytes()
    assert "牙齿".encode() not in sealed and "王小明".encode() not in sealed
    made = public.meta(published(hall))
    assert take_in(hall) == [] and take_in(hall) == []
    assert [(one.words, one.times) for one in hall.ask(acts.catalogue_missed, people["admin"])] == [("牙齿矫正", 2)]
    phone.publisher._guides = None
    assert (await phone.ask("POST", "/missed", data={"q": " "})).status_code == 404, "and no guide is published anew"
    assert public.meta(published(hall))["sought"] == made["sought"]
    statuses = [(await phone.ask("POST", "/missed", data={"q": "牙"})).status_code for _ in range(4)]
    assert statuses[-1] == 429
