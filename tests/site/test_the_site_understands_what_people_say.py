"""The citizen's search is the windows' engine: spoken words, Traditional signs and English find the guide."""

from __future__ import annotations

import re


async def test_spoken_words_traditional_signs_and_english_find_the_guide(phone) -> None:
    for said, path in (
        ("办护照", "/guides/passport-issue"),
        ("結婚", "/guides/marriage-registration"),
        ("passport", "/guides/passport-issue"),
        ("drivng licence", "/guides/driving-licence-renewal"),
        ("低保", "/guides/living-allowance"),
    ):
        page = (await phone.get("/", params={"q": said})).text
        assert path in page, said
    assert "/guides/passport-issue" not in (await phone.get("/", params={"q": "qqqqqq"})).text


async def test_the_count_is_of_all_that_was_found_not_of_one_page(phone) -> None:
    page = (await phone.get("/", params={"q": "市"})).text
    found = int(re.search(r"找到 ?(\d+)", page)[1])
    assert found > 30 and page.count('href="/guides/') <= 31
