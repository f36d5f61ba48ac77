"""What is typed keeps the form of its kind: a phone number is half width, a note keeps the punctuation that was
written.
"""

from __future__ import annotations

import pytest

from counter.errors import Refusal
from counter.rules.identity import clean_code, clean_number, clean_phone, clean_text
from counter.rules.person_name import clean_name
from counter.rules.writing import Writing, tidy

NOTE = "申请人称：“材料已于１０月寄出”，请核实（见附件）；否则不予受理！"
"""Full-width comma, brackets, colon, semicolon, exclamation mark and digits, as an input method writes them."""


@pytest.mark.parametrize(
    "text",
    [
        NOTE,
        "甲，乙。丙、丁；戊：己？庚！（辛）【壬】《癸》",
        "ＡＢＣ１２３",
        "约３～５日",
        "½ 份",
        "㎡ ① ㈱",
        "a, b; c",
    ],
)
def test_words_keep_every_sign_as_written(text) -> None:
    assert tidy(text, Writing.WORDS) == clean_text(text) == text


def test_words_lose_only_what_has_no_width_and_are_composed() -> None:
    typed = "\ufeff　请\u200b核实\u00ad，cafe\u0301　"
    assert tidy(typed, Writing.WORDS) == clean_text(typed) == "请核实，café"
    assert clean_text("第一行，\r\n第二行。", lines=True) == "第一行，\n第二行。"
    for bad in ("甲\x1b[31m，", "甲\u202e，", "甲\ufffd，"):
        with pytest.raises(Refusal):
            clean_text(bad)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１３８００１３８０００", "13800138000"),
        ("Ｒ２０２６１１２４－０００１", "R20261124-0001"),
        ("\u200bＡ００１　", "A001"),
        ("２０２６－１２－０１", "2026-12-01"),
        ("０９：３０", "09:30"),
    ],
)
def test_codes_numbers_times_and_phones_are_half_width(typed, kept) -> None:
    assert tidy(typed, Writing.CODE) == clean_code(typed) == kept


def test_the_gateways_of_numbers_and_phones_are_as_strict_as_before() -> None:
    assert clean_phone("　１３８ ００１３ ８０００") == "13800138000"
    assert clean_number("４３０１０４２００２０７１５３０２ｘ ") == "43010420020715302X"
    with pytest.raises(Refusal):
        clean_phone("请打，１３８")


@pytest.mark.parametrize(
    ("typed", "organisation", "kept"),
    [
        ("星城（湖南）商贸有限公司", True, "星城（湖南）商贸有限公司"),
        ("Ａ·买买提", False, "A·买买提"),
        ("阿依古丽．买买提", False, "阿依古丽·买买提"),
        ("⺟小林", False, "母小林"),
    ],
)
def test_names_go_by_the_rules_of_identity(typed, organisation, kept) -> None:
    assert clean_name(typed, organisation=organisation).shown == kept
    assert clean_name(tidy(typed, Writing.NAME), organisation=organisation).shown == kept, (
        "what the field shows is read the same"
    )


def test_a_path_and_a_password_stay_as_they_are() -> None:
    assert tidy(" /盘/扫描件（１），１.pdf ", Writing.AS_IT_IS) == "/盘/扫描件（１），１.pdf"
