"""The screens' phrases: all of them go through the table, none is missing or left over, none is wider than a terminal
draws safely.
"""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from counter import phrases
from counter.phrases import update
from screens.shell import keys, language

ROOT = Path(__file__).resolve().parents[2]


def table(place: str | None = None, domain: str = "counter") -> dict[str, str | dict[str, str]]:
    """A catalogue in English: original -> phrase, or its `one` and `other`."""
    found: dict[str, str | dict[str, str]] = {}
    for message in update.read(update.po_file("en", domain)):
        if message.id and message.context == place:
            one, *other = update.forms_of(message)
            found[update.key_of(message)[0]] = {"one": one, "other": other[0]} if other else one
    return found


SAID = table()
PLACES = {"keys": table("keys"), "hall": table(domain="names")}
HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
SCREENS = sorted(ROOT.glob("screens/**/*.py"))

SIGNS = {"screens/parts/cells.py": 5, "screens/parts/ruler.py": 6, "screens/catalogue/document_list.py": 6}
"""Literals that are signs and not words: cells maps them, the ruler shows them, the list of papers splits answers at
them.
"""

UNCONVERTED: set[str] = set()
"""Rooms that do not speak through the table yet. It only gets shorter."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in SCREENS:
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("t", "mark", "mark_key", "say")
        ):
            yield node


def phrases_of(call: ast.Call) -> list[str]:
    """The literals that a call of t or mark may say: one, or those of a choice `a if b else c`."""
    return [
        one.value
        for one in ast.walk(call.args[0])
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and HAN.search(one.value)
    ]


def literals_past_the_table(tree: ast.Module) -> list[str]:
    said = {id(node) for call in calls(tree) for node in ast.walk(call.args[0])}
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        f"{node.lineno}: {node.value[:30]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and id(node) not in said | told
    ]


def spoken() -> set[str]:
    return {text for _, tree in trees() for call in calls(tree) for text in phrases_of(call)}


def names_of_rules_and_acts() -> set[str]:
    """What rules and acts call states and kinds: literals of counter/, said by the screens that draw them."""
    found: set[str] = set()
    for folder in ("rules", "acts", "store"):
        for path in ROOT.glob(f"counter/{folder}/**/*.py"):
            found |= {
                node.value
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


def forms(words: str | dict[str, str]) -> list[str]:
    return list(words.values()) if isinstance(words, dict) else [words]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_word_of_a_screen_goes_past_the_table() -> None:
    past = {
        name: found
        for name, tree in trees()
        if len(found := literals_past_the_table(tree)) > SIGNS.get(name, 0) and name not in UNCONVERTED
    }
    assert past == {}


def test_no_phrase_is_put_together_before_it_is_translated() -> None:
    made = [
        f"{name}:{call.lineno}"
        for name, tree in trees()
        for call in calls(tree)
        if any(isinstance(node, ast.JoinedStr) for node in ast.walk(call.args[0]))
    ]
    assert made == [], "an f-string inside t(...) has a new key for every value"


def test_a_room_that_is_through_is_taken_off_the_list() -> None:
    assert {name for name, tree in trees() if name in UNCONVERTED and not literals_past_the_table(tree)} == set()


def test_every_phrase_has_its_english() -> None:
    missing = sorted(spoken() - set(SAID) - set(PLACES["keys"]))
    assert missing == []


def test_nothing_in_the_table_is_unused() -> None:
    assert set(PLACES["keys"]) == {key.label for key in keys.KEYS}


def test_original_and_english_fill_in_the_same_values() -> None:
    for original, words in SAID.items():
        for form in forms(words):
            assert fields(form) == fields(original), original
        if isinstance(words, dict):
            assert set(words) == {"one", "other"} and "n" in fields(original), original


def test_english_is_drawn_alike_on_every_terminal() -> None:
    """Nothing but ASCII: dashes, curly quotes and dots are of uncertain width (languages are named in themselves)."""
    assert [words for words in SAID.values() for form in forms(words) if not form.isascii() and "/" not in form] == []


@pytest.mark.parametrize("tongue", language.SPOKEN)
def test_the_key_line_is_full_in_every_language(tongue: str) -> None:
    try:
        language.speak(tongue)
        names = [key.name for key in keys.KEYS]
        assert [name for name in names if not 0 < cell_len(name) <= 5] == [] and all(
            cell_len(key.name) <= 4 for key in keys.FUNCTION_KEYS
        )
        assert tongue != "en" or len({key.name for key in keys.FUNCTION_KEYS}) == 10
    finally:
        language.speak(language.ORIGINAL)


def test_one_and_other_are_told_apart() -> None:
    try:
        language.speak("en")
        assert (language.t("{n} 人", n=1), language.t("{n} 人", n=2)) == ("1 person", "2 people")
        assert language.day("2026-12-08") == "8 Dec 2026" and language.day(None) == ""
        language.speak("zh-Hant")
        assert language.t("{who}优先", who="张发") == "张发優先", "a value is never converted"
    finally:
        language.speak(language.ORIGINAL)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        language.speak("fr")
    assert language.current == language.ORIGINAL


# -- width ---------------------------------------------------------------------------------------------------------


def literal(node: ast.expr | None) -> str:
    """The phrase of `mark("...")` or `t("...")`, else empty."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("t", "mark")
        and isinstance(node.args[0], ast.Constant)
    ):
        return str(node.args[0].value)
    return ""


def filled(text: str) -> str:
    return text.format_map(dict.fromkeys(fields(text), "88"))


def number(call: ast.Call, name: str, position: int, default: int) -> int:
    node = next(
        (one.value for one in call.keywords if one.arg == name),
        call.args[position] if 0 <= position < len(call.args) else None,
    )
    return int(node.value) if isinstance(node, ast.Constant) else default


def places_on_the_screen() -> Iterator[tuple[str, str, int, int]]:
    """(where, phrase, cells in Chinese, cells in English) of column heads, labels of fields and of facts."""
    for name, tree in trees():
        for call in ast.walk(tree):
            if not (
                isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args and literal(call.args[0])
            ):
                continue
            where, phrase = f"{name}:{call.lineno}", literal(call.args[0])
            if call.func.id == "Column":
                width = number(call, "width", 1, 0) or 99
                yield where, phrase, width, number(call, "english", -1, width) or width
            elif call.func.id == "Field":
                width = number(call, "label_width", -1, 10)
                yield where, phrase, width, width
            elif call.func.id == "Fact" and not any(
                isinstance(one, ast.Constant) and one.value == "head" for one in call.args
            ):
                yield where, phrase, 12, 12


def labels_of_entries() -> Iterator[tuple[str, str, int, int]]:
    """The same of the lines that `app.enter` asks for: their labels are fields', 10 cells."""
    for name, tree in trees():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "enter":
                for given in call.args[1:]:
                    if isinstance(given, ast.Tuple) and literal(given.elts[0]):
                        yield f"{name}:{call.lineno}", literal(given.elts[0]), 10, 10


def test_heads_and_labels_fit_their_place_in_every_language() -> None:
    found = [*places_on_the_screen(), *labels_of_entries()]
    assert len(found) > 60 and len(list(labels_of_entries())) > 15
    wide = []
    for where, phrase, chinese, english in found:
        said = {"zh-Hans": phrase, "zh-Hant": phrases.traditional(phrase), "en": SAID.get(phrase, phrase)}
        wide += [
            f"{where} {form!r} takes {cell_len(form)}"
            for tongue, words in said.items()
            for form in map(filled, forms(words))
            if cell_len(form) > (english if tongue == "en" else chinese)
        ]
    assert wide == []


NAMES_SAID = (
    "counter.rules.arrival:ARRIVAL_NAMES",
    "counter.rules.arrival:ARRIVAL_STATE_NAMES",
    "counter.rules.arrival:VERDICT_NAMES",
    "counter.rules.rating:LEVELS",
    "counter.rules.rating:STEP_NAMES",
    "counter.rules.found:FOUND_NAMES",
    "counter.rules.documents:NECESSITY_NAMES",
    "counter.rules.case:CASE_STATE_NAMES",
    "counter.rules.approval:APPROVAL_STATE_NAMES",
    "counter.rules.approval:OUTCOME_NAMES",
    "counter.rules.approval:PROPOSAL_NAMES",
    "counter.rules.approval:REVIEW_STATE_NAMES",
    "counter.rules.notice:NOTICE_NAMES",
    "counter.rules.day:DAY_STATE_NAMES",
    "counter.acts.case.history:LABELS",
    "counter.rules.access:ROLE_NAMES",
    "counter.rules.ticket:STATE_NAMES",
    "counter.rules.ticket:CLASS_NAMES",
    "counter.rules.documents:CAUSE_NAMES",
    "counter.rules.clock:GROUNDS",
    "counter.rules.finding:RULES",
    "counter.rules.finding:MEASURED",
)
"""Names of states and kinds that screens say as they come (`t(row.state_name)`)."""


def test_the_names_that_rules_and_acts_give_have_their_english() -> None:
    unsaid = []
    for place in NAMES_SAID:
        module, _, name = place.partition(":")
        names = list(getattr(importlib.import_module(module), name).values())
        unsaid += [f"{place} {one}" for one in names if HAN.search(str(one)) and str(one) not in SAID]
        assert names
    assert unsaid == []
