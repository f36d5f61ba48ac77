"""Everyday words, Traditional signs, English and slips find the item; a leading verb hides nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from counter.store import search
from counter.store.spoken import table, understood
from tests.bench.search import ENGLISH, MORE, PHRASES, TRADITIONAL, hits_of, phrases

ROOT = Path(__file__).resolve().parents[2]


def first(hall, text: str) -> str:
    return next((hit.code for hit in search.search(hall.db, text, ("item", "bundle"))), "")


def test_everyday_phrases_find_their_item(hall) -> None:
    asked = phrases()
    assert len(asked) >= 120 and PHRASES.name == "everyday_phrases.csv"
    at_one, at_three = hits_of(lambda said: search.search(hall.db, said), asked)
    assert at_one >= 0.8 and at_three >= 0.95, (at_one, at_three)


def test_later_phrases_find_their_item(hall) -> None:
    """Written later; some of their words were taken into the table after the first measurement (0.83 and 0.88)."""
    asked = phrases(MORE)
    assert len(asked) >= 100
    at_one, at_three = hits_of(lambda said: search.search(hall.db, said), asked)
    assert at_one >= 0.85 and at_three >= 0.95, (at_one, at_three)


def test_phrases_in_english_and_traditional_find_their_item(hall) -> None:
    for file in (ENGLISH, TRADITIONAL):
        asked = phrases(file)
        assert len(asked) == 20
        at_one, at_three = hits_of(lambda said: search.search(hall.db, said), asked)
        assert at_one >= 0.8 and at_three >= 0.95, (file.name, at_one, at_three)


def test_a_word_typed_by_its_sound_is_found_and_nonsense_has_nothing_near(hall) -> None:
    index = search.index_of(hall.db)
    for said, code in (("户照", "passport-issue"), ("办户照", "passport-issue"), ("结昏登记", "marriage-registration")):
        assert index.find(said, (), 5)[0].code == code, said
    assert first(hall, "passprot") == "passport-issue" and not index.find("王芳", (), 5)
    assert not index.find("挖井", (), 5) and [hit.code for hit in index.nearest("挖井")] == ["road-occupation"]
    for text in ("qqqqqq", "龘", "的", ""):
        assert not index.nearest(text), text


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("护照", "passport-issue"),
        ("办护照", "passport-issue"),
        ("怎么办护照", "passport-issue"),
        ("領護照", "passport-issue"),
        ("passport", "passport-issue"),
        ("pasport", "passport-issue"),
        ("Driving Licence", "driving-licence-renewal"),
        ("drivng licence", "driving-licence-renewal"),
        ("legal aid", "legal-aid"),
        ("結婚", "marriage-registration"),
        ("就业创业证", "employment-certificate"),
    ],
)
def test_one_thing_is_found_however_it_is_said(hall, said, code) -> None:
    assert first(hall, said) == code


def test_words_without_any_sense_find_nothing(hall) -> None:
    for text in ("的", "怎么办", "qqqqqq", "zzxxyyqq"):
        assert not [hit for hit in search.search(hall.db, text) if hit.kind == "item"], text


def test_each_word_of_the_table_leads_to_something_and_has_a_source(hall) -> None:
    groups = tomllib.loads((ROOT / "data" / "synonyms.toml").read_text("utf-8"))["groups"]
    assert all(group["source"] for group in groups) and len(table()) >= 300
    lost = [word for word in table() if not search.search(hall.db, word, ("item", "bundle"))]
    assert len(lost) <= 0.05 * len(table()), lost


def test_what_says_just_what_it_says_is_not_rewritten() -> None:
    assert understood("毕业") == () and understood("许可") == () and understood("yingyezhizhao") == ()
