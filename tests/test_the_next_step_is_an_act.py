"""A refusal names the act that comes next; each door spells it its own way, and no sentence holds a flag or a key."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from counter import acts
from counter.acts.undo import TAKEN_BACK, WAYS_BACK
from counter.cli import front, main, spelled
from counter.errors import Next, Refusal
from counter.hall.act import load, rooms
from counter.phrases.said import say
from counter.rules.act_names import ACT_NAMES
from counter.rules.ticket import State, Ticket, next_step
from screens.shell import keys, language
from screens.shell.refusals import KEY_OF_ACT, key_of, refused

ROOT = Path(__file__).resolve().parents[1]
DOORS = ("counter/commands", "counter/cli.py", "counter/walkthrough.py")
SPELLED = re.compile(r"--[a-z]|counter [a-z]|（F\d|Ctrl\+|F\d{1,2} ")


def refusals() -> list[tuple[str, ast.Call]]:
    """Every `next=` of a refusal and every `Next.by`, with where it stands."""
    found = []
    for path in sorted(ROOT.glob("counter/**/*.py")):
        where = str(path.relative_to(ROOT))
        found += [
            (f"{where}:{node.lineno}", node)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and not where.startswith(DOORS)
        ]
    return found


def steps() -> list[tuple[str, str, list[str]]]:
    """(where, act, names of arguments) of every step written in the source."""
    return [
        (where, str(call.args[0].value), [one.arg for one in call.keywords if one.arg])
        for where, call in refusals()
        if ast.unparse(call.func) == "Next.by" and isinstance(call.args[0], ast.Constant)
    ]


def test_no_sentence_of_a_next_step_names_a_flag_a_command_or_a_key() -> None:
    named = [
        where
        for where, call in refusals()
        for given in call.keywords
        if given.arg == "next" and SPELLED.search(ast.unparse(given.value)) and "groupadd" not in ast.unparse(given)
    ]
    assert named == []


def test_no_sentence_at_all_names_a_key() -> None:
    """What is said below the screens is read at the command line too; the screen adds its own key."""
    sentences = [
        (where, text.value)
        for where, call in refusals()
        if ast.unparse(call.func) in ("say", "mark")
        for text in ast.walk(call)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]
    assert len(sentences) > 3000
    assert [one for one in sentences if re.search(r"\bF\d{1,2}\b|Ctrl", one[1])] == []


def test_every_step_is_an_act_with_arguments_of_its_own() -> None:
    registry, programs = load(), front.list_commands(click.Context(front))
    found = steps()
    assert len(found) > 35
    for where, name, given in found:
        if "." not in name:
            assert name in programs, where
            continue
        assert registry[name].for_people, where
        assert set(given) <= set(inspect.signature(registry[name].function).parameters), where


def test_the_command_line_types_every_step_with_all_that_it_needs() -> None:
    for where, name, given in steps():
        words = spelled(Next.by(name, "", **dict.fromkeys(given, 3)))
        assert words.startswith("counter " + name.replace(".", " ")), where
        assert all(f"--{one.rstrip('_').replace('_', '-')}" in words or " 3" in words for one in given), (where, words)


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        (Next.by("ticket.absent", "", ticket="A001"), "counter ticket absent A001"),
        (Next.by("staff.sign-in", "", window=3), "counter staff sign-in --window 3"),
        (Next.by("day.decide", "", ticket="A001", decision=None), "counter day decide A001 --decision ..."),
        (Next.by("person.search", ""), "counter person search ..."),
        (Next.by("init", "", training=True), "counter init ... --training"),
        (Next.by("case.files", "", case="a b; rm"), "counter case files 'a b; rm'"),
    ],
)
def test_how_a_step_is_typed(step: Next, typed: str) -> None:
    assert spelled(step) == typed


def test_what_somebody_typed_is_cleaned_in_a_step_too() -> None:
    step = Next.by("case.files", "", case="\x1b[31m" + "x" * 500)
    assert "\x1b" not in spelled(step) and len(spelled(step)) < 120
    json.dumps(Refusal("a.b", "x", next=step).as_json())


def test_a_screen_names_the_key_and_nothing_where_there_is_none() -> None:
    registry = load()
    assert set(KEY_OF_ACT) <= set(registry) and set(KEY_OF_ACT.values()) <= set(keys.BY_ID)
    told = Refusal("ticket.x", say("没有说是哪个窗口"), next=Next.by("ticket.absent", say("没来请记过号"), ticket="A1"))
    assert refused(told) == "没有说是哪个窗口；下一步：没来请记过号（F4）"
    assert key_of(Next.by("day.open", "")) == "" and key_of(None) == ""
    try:
        language.speak("en")
        assert refused(told).endswith("Next: If nobody comes, mark them absent (F4)")
    finally:
        language.speak(language.ORIGINAL)


def test_the_same_refusal_at_the_command_line_in_three_languages(
    hall, people, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [
        "--hall",
        str(hall.directory),
        "--now",
        "2026-11-24T09:30",
        "--as",
        "c9",
        "ticket",
        "call",
        "--window",
        "2",
    ]
    wanted = {
        "zh-Hans": "请先签到（counter staff sign-in --window 2）",
        "zh-Hant": "請先簽到（counter staff sign-in --window 2）",
        "en": "Sign in there first (counter staff sign-in --window 2)",
    }
    for tongue, step in wanted.items():
        with pytest.raises(SystemExit):
            main(["--language", tongue, *words])
        assert capsys.readouterr().err.strip().endswith(step)
    with pytest.raises(SystemExit):
        main([*words, "--json"])
    told = json.loads(capsys.readouterr().out)["refused"]
    assert told["act"] == {"name": "staff.sign-in", "arguments": {"window": 2}} and told["next"] == "请先签到"
    assert told["code"] == "ticket.not-window" and told["said"]["values"]["number"] == 2
    monkeypatch.delenv("COUNTER_LANGUAGE")
    for locale, tongue in (("zh_TW.UTF-8", "zh-Hant"), ("en_US.UTF-8", "en"), ("C", "zh-Hans"), ("", "zh-Hans")):
        monkeypatch.setenv("LC_ALL", locale)
        monkeypatch.setenv("LANG", "")
        monkeypatch.setenv("LC_MESSAGES", "")
        with pytest.raises(SystemExit):
            main(words)
        assert capsys.readouterr().err.strip().endswith(wanted[tongue]), locale


def test_help_is_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    han = re.compile("[\u3400-\u9fff]")
    for words in ([], ["ticket"], ["ticket", "call"], ["catalogue"], ["staff", "add"], ["init"], ["calendar", "due"]):
        for tongue, right in (("en", False), ("zh-Hans", True)):
            with pytest.raises(SystemExit):
                main(["--language", tongue, *words, "--help"])
            assert bool(han.search(capsys.readouterr().out)) is right, (tongue, words)


def test_every_act_says_in_english_what_it_does() -> None:
    han = re.compile("[\u3400-\u9fff]")
    summaries = {name: entry.english for name, entry in load().items() if name in rooms()}
    assert [name for name, english in summaries.items() if not english or han.search(english)] == []


def test_every_answer_is_words_for_a_person() -> None:
    """The command line prints an answer, or each row of one: never the inside of a dataclass or a map."""

    def rows(kind: object) -> Iterator[object]:
        inner = typing.get_args(kind)
        if not inner or typing.get_origin(kind) is dict:
            yield typing.get_origin(kind) or kind
        for one in inner:
            yield from rows(one)

    silent = {
        (name, kind)
        for name, entry in load().items()
        if entry.for_people and name in rooms()
        for kind in rows(typing.get_type_hints(entry.function)["return"])
        if kind is dict or (dataclasses.is_dataclass(kind) and kind.__str__ is object.__str__)
    }
    assert silent == set()


@pytest.mark.parametrize(
    ("state", "key", "typed"),
    [
        ("waiting", "F2", "counter ticket call"),
        ("called", "F4", "counter ticket absent B001"),
        ("serving", "F8", "counter ticket finish B001"),
    ],
)
def test_the_step_of_a_ticket_is_spelled_by_each_door(state: str, key: str, typed: str) -> None:
    fields = {one.name: 0 for one in dataclasses.fields(Ticket)}
    step = next_step(Ticket(**{**fields, "letter": "B", "number": 1, "state": State(state)}))
    assert step is not None and key_of(step) == key and spelled(step) == typed


def test_the_way_back_of_what_was_sent_names_its_case(hall, people) -> None:
    case = hall.do(acts.case_open, people["c3"], bundle="graduates", answers={}).case
    with pytest.raises(Refusal) as refusal:
        hall.ask(acts.act_last, people["c3"])
    assert refusal.value.next is not None and refusal.value.next.arguments == {"case": case}
    assert (
        key_of(refusal.value.next) == "F5"
        and spelled(refusal.value.next) == f"counter case withdraw {case} --reason ..."
    )


def test_an_act_has_one_name_wherever_people_read_of_it() -> None:
    known = load()
    assert set(ACT_NAMES) <= set(known) and TAKEN_BACK | set(WAYS_BACK) <= set(ACT_NAMES)
    assert not TAKEN_BACK & set(WAYS_BACK)
    tables = [
        str(path.relative_to(ROOT))
        for path in sorted(ROOT.glob("counter/**/*.py"))
        if len(re.findall(r'^    "[a-z]+\.[a-z-]+": mark\(', path.read_text("utf-8"), re.MULTILINE)) > 20
    ]
    assert tables == ["counter/rules/act_names.py"]
