"""A law stands on English pages by its English title, with its article and its order; what has none stays Chinese."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counter.rules.law_name import law_in, looked_for

ITEMS = Path(__file__).resolve().parents[2] / "data" / "items"
WITHOUT = {
    "流动人员人事档案管理服务规定",
    "全国人民代表大会常务委员会关于司法鉴定管理问题的决定",
}
"""Of these no official or usual title is known."""


@pytest.mark.parametrize(
    ("cited", "said"),
    [
        (("中华人民共和国护照法",), "Passport Law of the People's Republic of China"),
        (("中华人民共和国护照法第五条",), "Passport Law of the People's Republic of China, Article 5"),
        (
            ("居住证暂行条例", "国务院令第663号", "第九条"),
            "Interim Regulation on Residence Permits, Article 9 (State Council Order No. 663)",
        ),
        (
            ("居住证暂行条例", "", "第十二条之一第二款第（三）项"),
            "Interim Regulation on Residence Permits, Article 12-1(2) item 3",
        ),
        (("居住证暂行条例", "", "全文"), "居住证暂行条例全文"),
        (("无名办法", "第1号", "第二条"), "《无名办法》（第1号）第二条"),
        (("",), ""),
    ],
)
def test_title_article_and_order(cited: tuple[str, ...], said: str) -> None:
    assert law_in("en", *cited) == said
    whole = law_in("zh-Hans", *cited)
    assert [sign for sign in whole if sign not in "《》（）"] == [sign for sign in "".join(cited) if sign not in "（）"]


def test_traditional_is_converted_and_the_words_looked_for_are_the_telling_ones() -> None:
    assert law_in("zh-Hant", "中华人民共和国护照法", "", "第五条") == "中華人民共和國護照法第五條"
    assert looked_for("中华人民共和国老年人权益保障法第二条").startswith("Law on Protection of the Rights")


def test_every_law_of_the_guides_has_its_english_title() -> None:
    laws = {
        one["law"]
        for file in ITEMS.glob("*.toml")
        for one in _dicts(tomllib.loads(file.read_text("utf-8")))
        if "law" in one
    }
    assert len(laws) > 60
    assert {law for law in laws if law_in("en", law) == law} == WITHOUT


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _dicts(one)
