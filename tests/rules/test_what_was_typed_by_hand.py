"""A number typed where a code belongs is told by its shape; what people look for is never taken for one."""

from __future__ import annotations

import csv
from pathlib import Path

from counter.rules.numbers import canonical, grouped, hall_tag, make_code
from counter.rules.typed import Stands, TypedKind, read_typed, without_label
from counter.site.send import new_code

TAG = hall_tag("hall-1")
CODE = make_code(b"s" * 32, "hall-1", "case", 7)
DATA = Path(__file__).resolve().parents[1] / "data"


def kind(text: str) -> str:
    found = read_typed(text, TAG)
    return str(found.kind) if found else ""


def test_each_piece_of_a_code_however_it_is_typed_is_a_piece() -> None:
    for size in range(6, 38):
        for typed in (CODE[:size], CODE[:size].lower(), grouped(CODE[:size]), " ".join(CODE[:size])):
            assert kind(typed) == TypedKind.PART, typed
        seen = read_typed(CODE[:size].replace("0", "O").replace("1", "l"), TAG)
        assert seen is not None and seen.kind is TypedKind.PART and seen.signs == size and seen.sure
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in CODE[:20])
    assert kind(wide) == TypedKind.PART and canonical(CODE) == CODE
    assert kind(CODE + "7") == TypedKind.LONG and kind(CODE[:-1] + "U") == TypedKind.WRONG
    assert kind(CODE) == kind(CODE[:-1] + ("2" if CODE[-1] != "2" else "3")) == "", "a whole one is read elsewhere"
    second = read_typed(CODE[18:], TAG)
    assert second is None or not second.sure or second.kind is not TypedKind.PART


def test_what_people_look_for_is_no_number() -> None:
    said = [
        row["说的话"]
        for file in sorted(DATA.glob("*_phrases.csv"))
        for row in csv.DictReader(file.open(encoding="utf-8", newline=""))
    ]
    for text in (*said, "startup-subsidy", "C1", "12345", "12306", "2026", "2026年", "B2驾照", "passport", "lost", ""):
        assert kind(text) == "", text


def test_numbers_of_persons_and_firms_are_told_and_not_repeated() -> None:
    for text, wanted in (
        ("430102199001011234", TypedKind.RESIDENT),
        ("43010219900101123x", TypedKind.RESIDENT),
        ("91310000MA1FL0YE7K", TypedKind.CREDIT),
    ):
        found = read_typed(text, TAG)
        assert found is not None and found.kind is wanted and not found.text, text
    for text, wanted in (
        ("430102900101123", TypedKind.RESIDENT),
        ("138 0731 8888", TypedKind.PHONE),
        ("+86-13807318888", TypedKind.PHONE),
        ("0731-8888 8888", TypedKind.PHONE),
        ("G12345678", TypedKind.PERMIT),
    ):
        found = read_typed(text, TAG)
        assert found is not None and found.kind is wanted and not found.text, text
    assert kind("9" * 600) == ""


def test_the_end_of_a_number_and_a_number_cut_off_are_told() -> None:
    for text in ("0001", "1124-0001", "261124", "202611240", "123456789", "017", "０００１"):
        found = read_typed(text, TAG)
        assert found is not None and found.kind is TypedKind.DIGITS and not found.sure, text
    for text in ("R2026112", "r11240001", "S20261399-0001", "收件编号：R202611"):
        found = read_typed(text, TAG)
        assert found is not None and found.kind is TypedKind.BROKEN and found.sure, text
    assert kind("20261124-0001") == TypedKind.NUMBER


def test_the_word_before_a_number_comes_with_it() -> None:
    for text in ("收件号：R20261124-0001", "收件編號 R20261124-0001", "Receipt: R20261124-0001", "No. r20261124 0001"):
        assert kind(text) == TypedKind.RECEIPT, text
    assert (
        kind(f"查询码：{CODE[:20]}") == TypedKind.PART and canonical(without_label(f"查询码 {grouped(CODE)}")) == CODE
    )


def test_a_piece_says_where_the_whole_code_stands() -> None:
    for code, stands in (
        (CODE, Stands.ON_PAPER),
        (new_code("B"), Stands.WITH_A_BOOKING),
        (new_code("P"), Stands.WITH_WHAT_WAS_SENT),
    ):
        found = read_typed(f"{code[:2]}K7{code[4:20]}4M", TAG) if code is not CODE else read_typed(code[:20], TAG)
        assert found is not None and found.kind is TypedKind.PART and found.stands is stands
