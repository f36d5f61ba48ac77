"""The eight words of a head: every digest has its own, and no two sound alike."""

from __future__ import annotations

import hashlib

import pytest
from pypinyin import lazy_pinyin

from counter.rules.head_words import DIGITS, QUALITIES, THINGS, digits_of, words_of


@pytest.mark.parametrize(("signs", "count"), [(QUALITIES, 32), (THINGS, 64)])
def test_no_two_of_a_list_sound_alike(signs, count):
    assert len(set(signs)) == len(set(lazy_pinyin(signs))) == len(lazy_pinyin(signs)) == count


def test_the_words_lead_back_to_the_digest_however_they_are_written_down():
    for number in range(200):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        words = words_of(digest)
        assert len(words.split()) == 8
        for written in (words, words.replace(" ", ""), words.replace(" ", "，"), f"  {words}\n"):
            assert digits_of(written) == digest[:DIGITS]
    assert words_of("0" * 64) == " ".join(["红马"] * 8) and words_of("f" * 64) == " ".join(["高网"] * 8)


@pytest.mark.parametrize("words", ["", "红马", "红马 " * 9, "马红 " * 8, "abcdefgh" * 2, "红马 " * 7 + "红"])
def test_what_are_no_such_words_is_not_guessed_at(words):
    assert digits_of(words) is None
