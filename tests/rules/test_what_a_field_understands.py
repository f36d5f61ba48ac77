"""Dates, numbers, amounts and choices as people write them, and the words for what can't stand in a field."""

from __future__ import annotations

from datetime import date

import pytest

from counter.errors import Refusal
from counter.rules.dates_written import day_in
from counter.rules.form import FieldKind, FieldType, lacking_fields, read_kind, stands, understood
from counter.rules.numerals import number_in
from counter.store.fields import known_fields

TODAY = date(2026, 11, 28)
SAME_DAY = (
    "11.28", "1128", "今天", "2026年11月28日", "２０２６年１１月２８日", "20261128", "261128", "11月28日",
    "28日", " 11/28 ",
    "十一月二十八日", "二〇二六年十一月二十八日", "2026-11-28", "2026/11/28", "１１．２８", "11，28", "11-28",
)  # fmt: skip
NO_DAY = ("很多", "0230", "2026.13.1", "11", "1.2.3.4", "2026年", "-11.28", "202611281", "十一月三十一日", "12345")


@pytest.mark.parametrize("text", SAME_DAY)
def test_one_day_in_every_way_of_writing_it(text: str) -> None:
    assert day_in(text, TODAY) == TODAY


def test_days_without_their_year_and_words_for_days() -> None:
    assert [day_in(text, TODAY) for text in NO_DAY] == [None] * len(NO_DAY)
    assert day_in("昨天", TODAY) == date(2026, 11, 27) and day_in("昨天", None) is None is day_in("11.28", None)
    assert day_in("12.31", date(2027, 1, 4)) == date(2026, 12, 31), "the nearest one"
    assert day_in("12.31", TODAY, direction="past") == date(2025, 12, 31)
    assert day_in("1.1", TODAY, direction="future") == date(2027, 1, 1)
    assert day_in("2.29", TODAY, direction="past") is None and day_in("2.29", date(2028, 3, 1)) == date(2028, 2, 29)


def test_numbers_in_every_way_of_writing_them() -> None:
    said = {"25": 25, "２５": 25, "二十五": 25, "十": 10, "一百零五": 105, "50万": 500_000, "1,200": 1200,
            "三万五千": 35_000, "1.5亿": 150_000_000}  # fmt: skip
    assert {text: number_in(text) for text in said} == said
    assert [number_in(text) for text in ("很多", "", "1,20", "-3", "1e9", "几十", "9" * 30)] == [None] * 7


def test_every_field_of_the_house_keeps_what_it_shows_and_reads_it_again() -> None:
    said = {"职工人数": "２５人", "缴存比例": "8%", "注册资本": "人民币50万元整", "参保险种": "1,3", "就业形式": "创业",
            "银行账号": "6222 0212 3456", "就业日期": "昨天", "迁入地址": "书院路8号"}  # fmt: skip
    kinds = {name: read_kind(name, told) for name, told in known_fields().items()}
    kept = {name: understood(kinds[name], text, TODAY) for name, text in said.items()}
    assert kept == {"职工人数": "25 人", "缴存比例": "8 %", "注册资本": "500000 元", "参保险种": "养老保险、失业保险",
                    "就业形式": "自主创业", "银行账号": "622202123456", "就业日期": "2026-11-27",
                    "迁入地址": "书院路8号"}  # fmt: skip
    assert all(
        stands(kinds[name], text) and understood(kinds[name], text, TODAY) == text for name, text in kept.items()
    )


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("职工人数", "很多", "不是数"),
        ("职工人数", "0", "不在范围里"),
        ("职工人数", "2.5", "不是整数"),
        ("就业日期", "很快", "不是日期"),
        ("经营起始日", "明天", "还没有到（2026-11-29）"),
        ("就业形式", "9", "不是列出的选项"),
        ("就业形式", "业", "不只一个选项"),
        ("迁入地址", "12345", "不像地址"),
        ("银行账号", "六二二二", "不全是数字"),
        ("注册资本", "0.001", "比一分还少"),
    ],
)
def test_what_cannot_stand_in_a_field_is_refused_with_what_it_wants(name: str, text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        understood(read_kind(name, known_fields()[name]), text, TODAY)
    assert refused.value.rule and text in refused.value.message


def test_a_needed_field_is_lacking_while_empty_and_any_while_wrong() -> None:
    fields = (
        (FieldKind("日", FieldType.DATE, needed=True), ("a",)),
        (FieldKind("数", FieldType.NUMBER), ("a", "b")),
        (FieldKind("话"), ("b",)),
    )
    assert [(lack.field, lack.wrong) for lack in lacking_fields(fields, {})] == [("日", False)]
    lacks = lacking_fields(fields, {"日": "昨天", "数": "很多"})
    assert [(lack.field, lack.wrong, lack.serves) for lack in lacks] == [("日", True, ("a",)), ("数", True, ("a", "b"))]
    assert lacking_fields(fields, {"日": "2026-11-27"}) == ()
