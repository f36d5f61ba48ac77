"""Resident IDs, permits and credit codes: what is refused, what is only pointed out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.errors import Refusal
from counter.rules.identity import IdKind, clean_number, clean_phone, guess_kind, id_number, mask_number
from counter.rules.person_name import mask_name

TODAY = date(2026, 11, 24)


def resident(body: str) -> str:
    """17 digits with their check character, by the standard's own weights."""
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body))
    return body + "10X98765432"[total % 11]


@pytest.mark.parametrize(
    "typed",
    [
        "11010119900307803x",
        "11010119900307803X",
        " 110101 19900307 803ｘ ",
        "１１０１０１１９９００３０７８０３Ｘ",
        "11010119900307803\u200bХ",
    ],
)
def test_the_last_x_comes_in_every_shape_and_is_kept_as_a_capital(typed):
    found = id_number(typed, today=TODAY)
    assert (found.number, found.kind, found.warnings) == ("11010119900307803X", IdKind.RESIDENT, ())


def test_a_wrong_check_character_is_refused_without_showing_the_number():
    with pytest.raises(Refusal, match="校验位") as refused:
        id_number("110101199003078031", today=TODAY)
    assert "19900307" not in str(refused.value)


def test_a_birth_date_in_the_future_is_refused():
    with pytest.raises(Refusal, match="还没有到"):
        id_number(resident("43010120270101001"), today=TODAY)


def test_an_impossible_birth_date_is_refused():
    with pytest.raises(Refusal, match="出生日期"):
        id_number(resident("43010119990230001"), today=TODAY)


def test_nobody_is_told_that_their_county_is_younger_than_they_are():
    """Numbers were given from 1984 on, to everybody then alive: only a code that never was, or had ended, is odd."""
    for county in ("430104", "310115", "110105"):
        assert not id_number(resident(f"{county}19650101123"), today=TODAY).warnings
    ended = id_number(resident("11010320150101123"), today=TODAY)
    assert "地区代码" in ended.warnings[0] and "110***" in ended.warnings[0], "whose number it is, is said too"


def test_an_old_county_is_only_pointed_out():
    found = id_number(resident("43999919800101001"), today=TODAY)
    assert found.kind is IdKind.RESIDENT and "地区代码" in found.warnings[0]


@pytest.mark.parametrize("county", ["810000", "820000", "830000"])
def test_a_permit_of_hong_kong_macao_or_taiwan_is_genuine(county):
    found = id_number(resident(county + "19900307803"[:11]), today=TODAY)
    assert found.kind is IdKind.PERMIT and found.warnings


def test_a_permanent_residence_card_is_genuine():
    assert id_number(resident("91100019900307803"), today=TODAY).kind in (IdKind.FOREIGNER, IdKind.CREDIT)


def test_fifteen_digits_are_refused_with_the_reason():
    with pytest.raises(Refusal, match="停止使用"):
        id_number("110101900307803", today=TODAY)


def test_a_credit_code_is_read_and_a_failing_one_refused():
    assert id_number("91110000600037341l", today=TODAY).kind is IdKind.CREDIT
    with pytest.raises(Refusal, match="校验位"):
        id_number("91110000600037341A", today=TODAY)
    with pytest.raises(Refusal, match="写法|校验"):
        id_number("9111000060003734IL", today=TODAY)


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_an_empty_number_is_refused(text):
    with pytest.raises(Refusal, match="空"):
        id_number(text, today=TODAY)


def test_a_number_with_a_command_in_it_is_refused():
    with pytest.raises(Refusal, match="控制字符"):
        id_number("11010119900307803X\x1b", today=TODAY)


def test_other_documents_need_a_sound_number():
    assert id_number("e1234567", IdKind.PASSPORT, today=TODAY).number == "E1234567"
    with pytest.raises(Refusal):
        id_number("'; DROP TABLE person", IdKind.OTHER, today=TODAY)


@given(st.text(max_size=40))
def test_no_typed_number_ever_breaks_the_counter(text):
    try:
        found = id_number(text, today=TODAY)
    except Refusal:
        return
    assert clean_number(found.number) == found.number
    assert guess_kind(found.number) is not None


@given(st.integers(0, 10**17 - 1))
def test_whatever_passes_has_its_right_check_character(number):
    body = f"{number:017d}"
    try:
        found = id_number(resident(body), IdKind.RESIDENT, today=TODAY)
    except Refusal as refusal:
        assert "校验" not in refusal.message
        return
    assert found.number == resident(body)


def test_masks_show_enough_to_compare_and_not_to_copy():
    assert mask_number("11010119900307803X") == "110***********803X"
    assert mask_name("阿依·吐尔洪") == "阿**" and mask_name("王") == "王"


def test_a_telephone_number_is_digits():
    assert clean_phone("１３８ 0013 8000") == "13800138000"
    with pytest.raises(Refusal):
        clean_phone("[/x]")
