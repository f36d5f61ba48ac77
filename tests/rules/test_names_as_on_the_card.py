"""Every row of hard-names.csv, and the kinds behind the rows."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

from counter.errors import Refusal
from counter.rules.identity import clean_text
from counter.rules.letters import RADICALS, is_han, private_use, visible
from counter.rules.person_name import LONGEST_NAME, clean_name, name_key, search_key

ROWS = list(csv.DictReader((Path(__file__).parent.parent / "data" / "hard-names.csv").open(encoding="utf-8")))


def decoded(text: str) -> str:
    """Exactly the escapes that the file's README names."""
    return re.sub(
        r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))",
        lambda match: chr(int(match[1] or match[2] or match[3], 16)) if match.lastindex else "\\",
        text,
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_each_hard_name_is_taken_normalised_or_refused(row):
    name = decoded(row["name"])
    assert len(name) == int(row["codepoints"])
    if row["expected"] == "refuse":
        with pytest.raises(Refusal) as refused:
            clean_name(name)
        message = str(refused.value)
        assert all(unicodedata.category(c) not in ("Cc", "Cs") and c not in "\u202e\u2066\u2067" for c in message)
        assert refused.value.next_step
    else:
        assert clean_name(name).shown == (decoded(row["expected_name"]) if row["expected"] == "normalise" else name)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_any_hard_name_can_be_searched_for(row):
    key = search_key(decoded(row["name"]))
    assert len(key) <= LONGEST_NAME and not any(unicodedata.category(c) == "Cc" for c in key)


def test_both_spellings_of_a_name_find_each_other():
    assert name_key("陈\ue863之") == name_key("陈䶮之")
    assert len({name_key(f"阿依{dot}吐尔洪") for dot in "·•・･‧."} | {name_key("阿依 ．吐尔洪")}) == 1
    assert name_key("葛\U000e0100平") == name_key("葛平")
    assert name_key("ALI KHAN") == name_key("Ali Khan")


def test_cyrillic_and_latin_look_alikes_are_pointed_out():
    assert any("混用" in warning for warning in clean_name("Аnna 安").warnings)
    assert not clean_name("Anna 安").warnings


def test_a_described_character_is_marked_for_a_manual_check():
    assert clean_name("林⿰氵恩").warnings


def test_a_typical_wrong_decoding_is_pointed_out():
    assert clean_name("锟斤拷").warnings


@pytest.mark.parametrize("name", ["湖南（长沙）自贸区3号投资有限公司", "A&B 咨询（北京）有限公司", "星城市第一中学"])
def test_an_organisation_may_have_digits_and_brackets(name):
    assert clean_name(name, organisation=True).shown == name


def test_tables_of_stand_ins_end_in_real_ideographs():
    assert all(is_han(c) for c in RADICALS.values())
    assert private_use()["\ue863"] == "䶮" and private_use()["\ue864"] == "龻" and private_use()["\ue81a"] == "㑳"
    assert not any(0xE000 <= ord(c) <= 0xF8FF for c in private_use().values())


@pytest.mark.parametrize("text", ["\x1b@", "a\x00b", "\x9b2J", "\u202eabc", "\ufffd", "\ue123"])
def test_no_text_with_commands_in_it_gets_in(text):
    with pytest.raises(Refusal) as refused:
        clean_text(text)
    assert not any(unicodedata.category(c) == "Cc" for c in str(refused.value))


def test_over_long_text_is_refused_with_its_limit():
    with pytest.raises(Refusal, match="最多 200 字"):
        clean_text("长" * 201, limit=200)


def test_marks_and_padding_are_dropped_from_text():
    assert clean_text("\ufeff 同\u200b意\u3000办理 ") == "同意 办理"
    assert clean_text("第一行\r\n第二行", lines=True) == "第一行\n第二行"
    assert clean_text("第一行\r\n第二行") == "第一行  第二行"


def test_what_cannot_be_seen_is_written_out():
    assert visible("a\x1b[31m") == "a\\x1b[31m"
    assert visible("\U000f0000") == "\\U000f0000"
