"""A scan is told by its form: the hall's own numbers, its codes in any spelling, cards; everything else is nobody's."""

from __future__ import annotations

import pytest

from counter.rules.my_list import Matter, MyList, make_list
from counter.rules.numbers import grouped, make_code, with_check
from counter.rules.scan import Scan, ScanKind, broken, half_width, read_scan

CASE, TICKET, SLIP = (make_code(b"secret", "H1", kind, 7) for kind in ("case", "ticket", "slip"))
PREPARED = with_check("1P" + CASE[2:36])
LIST = make_list(b"key", "HA11", MyList(Matter.ITEM, "0" * 8, 1, "0" * 4, (1, 2)))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("T20991124-0001", ScanKind.SLIP, "T20991124-0001"),
        ("r20991124-0001", ScanKind.RECEIPT, "R20991124-0001"),
        ("S20991124-0001", ScanKind.ACCEPTANCE, "S20991124-0001"),
        ("Ｓ２０９９１１２４－０００１", ScanKind.ACCEPTANCE, "S20991124-0001"),
        (CASE, ScanKind.CASE, CASE),
        (CASE.lower(), ScanKind.CASE, CASE),
        (grouped(TICKET), ScanKind.TICKET, TICKET),
        (f"https://hall.example.cn/p/{CASE}", ScanKind.CASE, CASE),
        (SLIP, ScanKind.SLIP, SLIP),
        (PREPARED, ScanKind.PREPARED, PREPARED),
        (LIST, ScanKind.LIST, LIST),
        (grouped(LIST).lower(), ScanKind.LIST, LIST),
        (LIST[:-1] + ("0" if LIST[-1] != "0" else "1"), ScanKind.LIST, None),
        ("430104200207153029", ScanKind.RESIDENT, "430104200207153029"),
        ("11010119900307803x", ScanKind.RESIDENT, "11010119900307803X"),
        ("91430100MA4L5BKE7X", ScanKind.CREDIT, "91430100MA4L5BKE7X"),
        ("6901234567892", ScanKind.UNKNOWN, "6901234567892"),
        ("https://u.wechat.com/abcdefghijk", ScanKind.UNKNOWN, "https://u.wechat.com/abcdefghijk"),
        (CASE[:-1] + ("0" if CASE[-1] != "0" else "1"), ScanKind.UNKNOWN, None),
        ("gongjijintiqu", ScanKind.UNKNOWN, "gongjijintiqu"),
    ],
)
def test_a_scan_is_told_by_its_form(text: str, kind: ScanKind, value: str | None) -> None:
    assert read_scan(text) == Scan(kind, text if value is None else value)


def test_a_piece_of_a_code_is_no_row_of_commands() -> None:
    assert broken("R2099112") and broken("91430100MA")
    assert not broken("121212") and not broken("shbzk") and not broken("A001")
    assert broken("121212", ended=True) and broken("529", ended=True), "people press Enter later than that"
    assert not broken("11", ended=True) and not broken("1", ended=True) and not broken("ab", ended=True)
    assert broken("htt", ended=True) and not broken("htt", ended=True, written=True)
    assert broken("http", ended=True, written=True) and broken("://h", ended=True, written=True)
    assert not broken("shbzk", ended=True, written=True), "initials, typed fast"
    assert not broken("202", ended=True, written=True) and broken("2026", ended=True, written=True)


def test_full_width_signs_are_a_scanners_too() -> None:
    assert [half_width(sign) for sign in "１Ａ－ａ中 "] == ["1", "A", "-", "a", "", ""]
