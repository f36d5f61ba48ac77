"""A number typed where a code belongs is told by its shape; what people look for is never taken for one."""

from __future__ import annotations

import csv
from pathlib import Path

from counter.rules.numbers import canonical, grouped, hall_tag, make_code
from counter.rules.typed import TypedKind, read_typed

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
    assert kind("9" * 600) == "" and kind("R20261399-0001") == "", "no such day"
