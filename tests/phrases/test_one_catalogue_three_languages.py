"""The phrase catalogue: nothing missing, nothing unused, nothing wider than its place, plural and date forms right."""

from __future__ import annotations

import re
import string
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from rich.cells import cell_len

from counter import phrases
from counter.phrases.catalogues import keyed

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*ROOT.glob("counter/**/*.py"), *ROOT.glob("screens/**/*.py"), *ROOT.glob("counter/site/templates/*.html")]
TEXT = "\n".join(path.read_text("utf-8") for path in SOURCES)
KEYS = list(phrases.originals())
PLACES = tomllib.loads((phrases.FOLDER / "places.toml").read_text("utf-8"))
SAMPLE = {
    "n": 88,
    "low": 10,
    "high": 95,
    "number": "A128",
    "window": 12,
    "when": "10:28",
    "date": "2026年12月28日（周一）",
    "count": 2,
}


def said(key: str) -> list[str]:
    """A phrase's forms in all languages."""
    return [form for language in phrases.LANGUAGES for form in forms(language, key)]


def forms(language: str, key: str) -> list[str]:
    """A phrase in one language, for one and for many."""
    original = phrases.originals()[key]
    return [original if language == "zh-Hans" else keyed(language, key, original, n) for n in (1, 2)]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", list(phrases.LANGUAGES))
def test_no_phrase_is_missing_or_too_much_in_a_language(language):
    assert not [key for key in KEYS if not all(forms(language, key))]
    han = re.compile("[\u3400-\u9fff]")
    assert language != "en" or not [key for key in KEYS if any(map(han.search, forms(language, key)))]


def test_every_phrase_that_the_program_asks_for_is_there():
    asked = set(re.findall(r"""(?:say\([^()]*?,\s*|\bw\(|words\(|said\()["']([a-z]+\.[\w.+-]+)["']""", TEXT))
    assert len(asked) > 60
    assert asked <= set(KEYS), asked - set(KEYS)


def test_every_phrase_is_used():
    whole = set(re.findall(r"""["']([a-z]+\.[\w.+-]+)["']""", TEXT))
    begun = set(re.findall(r"""["']([a-z]+\.[\w.]*?)["']?(?:\{| ~|\s*\+)""", TEXT))
    paper = {f"paper.{key}" for key in re.findall(r"""says\(["'](\w+)["']""", TEXT)}
    assert "site." not in begun and "send." not in begun, "a prefix that would hide every unused phrase"
    begun.remove("paper.")  # Sheet.says: its keys are listed above
    paper |= {"paper.case", "paper.acceptance", "paper.ticket"}
    unused = [
        key
        for key in KEYS
        if key not in whole | paper
        and not key.startswith(("label.", "papers."))
        and not any(key.startswith(start) for start in begun if start.count("."))
    ]
    assert unused == []


def test_a_label_of_papers_is_one_that_an_act_writes():
    labels = {key: phrases.originals()[key] for key in KEYS if key.startswith("label.")}
    acts = "\n".join(path.read_text("utf-8") for path in ROOT.glob("counter/acts/**/*.py"))
    assert [key for key, words in labels.items() if f'"{words}"' not in acts] == []
    assert len(set(labels.values())) == len(labels), "one Chinese label, one key"


def test_every_language_fills_in_the_same_values():
    for key in KEYS:
        kinds = {frozenset(fields(text)) for text in said(key)}
        assert len(kinds) == 1, f"{key}: {kinds}"


@pytest.mark.parametrize("place", list(PLACES))
def test_no_phrase_is_wider_than_its_place(place):
    found = [key for key in KEYS if fnmatchcase(key, place)]
    assert found, f"{place} names no phrase"
    for key in found:
        for text in said(key):
            shown = text.format_map({name: SAMPLE.get(name, "x") for name in fields(text)})
            assert cell_len(shown) <= PLACES[place], f"{key} takes {cell_len(shown)} of {PLACES[place]} cells: {shown}"


def test_one_and_other():
    assert phrases.say("en", "ticket.ahead", n=1) == "1 person before you"
    assert (
        phrases.say("en", "ticket.ahead", n=0) == "0 people before you"
        and phrases.say("en", "ticket.ahead", n=2) == "2 people before you"
    )
    assert phrases.say("zh-Hans", "ticket.ahead", n=1) == "您前面还有 1 人"


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-Hans", "2026年12月8日（周二）"), ("zh-Hant", "2026年12月8日（週二）"), ("en", "Tue 8 Dec 2026")],
)
def test_dates_as_people_write_them(language, words):
    assert phrases.day(language, "2026-12-08") == words and phrases.day(language, None) == ""


@pytest.mark.parametrize(
    ("plain", "wanted"),
    [
        ("办件", "辦件"),
        ("里程", "里程"),
        ("公里", "公里"),
        ("干部档案", "幹部檔案"),
        ("网上办理", "網上辦理"),
        ("皇后", "皇后"),
        ("发票", "發票"),
        ("头发", "頭髮"),
        ("面条", "麪條"),
        ("长沙", "長沙"),
        ("证件号码", "證件號碼"),
        ("刚才叫过", "剛才叫過"),
    ],
)
def test_traditional_forms_depend_on_the_word(plain, wanted):
    assert phrases.traditional(plain) == wanted


def test_no_simplified_character_is_left_in_the_traditional_catalogue():
    left = {}
    for key in KEYS:
        for text in forms("zh-Hant", key):
            if wrong := set(text) & set("办们发书码证长个这时间过还务门说读应当进号产业网页请询"):
                left[key] = wrong
    assert left == {}


@pytest.mark.parametrize(
    ("asked", "accept", "language"),
    [
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        (None, "zh-HK", "zh-Hant"),
        (None, "zh-Hant-TW", "zh-Hant"),
        (None, "en-US,en;q=0.5", "en"),
        (None, "fr-FR,fr;q=0.9,en;q=0.3,zh;q=0.2", "en"),
        (None, "de", "zh-Hans"),
        (None, "", "zh-Hans"),
        ("en", "zh-CN", "en"),
        ("xx", "zh-TW", "zh-Hant"),
        (None, "en;q=0,zh-TW;q=0.1", "zh-Hant"),
        (None, "en;q=x,*", "zh-Hans"),
        (None, ";;;,,,q=1", "zh-Hans"),
        (None, "x" * 10_000, "zh-Hans"),
    ],
)
def test_the_language_comes_by_link_else_from_the_browser(asked, accept, language):
    assert phrases.negotiate(asked, accept) == language


def test_every_number_of_an_english_sentence_agrees_with_its_noun() -> None:
    from counter.phrases.said import agreeing, in_language, say

    opened = say("已建立办件，{count} 个事项，{needed} 份材料", count=2, needed=1)
    assert in_language("en", opened) == "case opened: 2 items, 1 paper" and "1 份材料" in opened
    assert agreeing(" working days, ") == " working day, " and agreeing(" people") == " person"
    for other in (" of the cases", " points to a missing item", " waits", " 件，", ""):
        assert agreeing(other) == other
