"""On every screen and in every dialog: what a scanner types is never a key there. No scan alone moves the journal."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from textual import events

import screens
from counter.acts.inbox.taking_in import take_in
from counter.acts.paper.writing import code_of
from counter.rules.figure_names import By, Figure
from counter.rules.numbers import with_check
from screens.administrator.times import HOURS
from screens.parts.scan import PAIR, PIECE
from screens.shell.places import PLACES
from tests.at_home import list_of
from tests.conftest import WHOLE, spread
from tests.desks.conftest import accepted, alone, do, filed
from tests.intake.conftest import FOUNDER
from tests.screens.conftest import Session, Sitting
from tests.screens.test_every_place import WHO
from tests.screens.test_what_came_from_the_site import needs, picture, sent


def found(base: str) -> list[type]:
    """Every class of a room of screens below a base, by walking the packages."""
    modules = [importlib.import_module(one.name) for one in pkgutil.walk_packages(screens.__path__, "screens.")]
    return [
        kind
        for module in modules
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__ and base in [one.__name__ for one in kind.__mro__[1:]]
    ]


def signs(text: str, *ends: str, apart: Callable[[], float] = lambda: 0.0) -> Iterator[events.Key]:
    """The keys a scanner types, each so many seconds after the one before."""
    at = time.monotonic()
    for key in _plain(text, *ends):
        key.time = at
        at += apart()
        yield key


def _plain(text: str, *ends: str) -> Iterator[events.Key]:
    for sign in text:
        yield events.Key({"-": "minus", ":": "colon", "/": "slash", ".": "full_stop"}.get(sign, sign), sign)
    for end in ends:
        yield events.Key(end, {"enter": "\r", "tab": "\t", "ctrl+j": "\n"}[end])


MOST = 1_000 if WHOLE else 2
"""Scans at each place; the whole of them where there is time."""

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _give(at: Session, keys: Iterator[events.Key]) -> None:
    for key in keys:
        at.app.post_message(key)


def _split(at: Session, text: str) -> None:
    """The program is busy in the middle of it."""
    middle = len(text) // 2
    _give(at, signs(text[:middle]))
    at.app.call_later(lambda: time.sleep(0.12))
    late = list(signs(text[middle:], "enter"))
    for key in late:
        key.time += 0.12
    _give(at, iter(late))


def _odd(at: Session, text: str) -> None:
    """Every sign at another pace, and once the line stands still, after so many different ones as tell a scan there."""
    chance = random.Random(text)
    pauses = [chance.uniform(0.001, 0.07) for _ in range(len(text) + 1)]
    least = PAIR if at.app.in_field is None else PIECE
    known = next(place for place in range(least, len(text)) if len(set(text[:place])) > 1)
    pauses[chance.randrange(known - 1, len(text) - 1)] = 0.25
    pace = iter(pauses)
    _give(at, signs(text, "enter", apart=lambda: next(pace, 0.0)))


def _half(at: Session, text: str) -> None:
    """The beginning of a code, or its end: moved away too early, or its beginning lost on the way."""
    chance = random.Random(text)
    length = chance.randint(4, len(text) - 3)
    _give(at, signs(text[:length] if chance.random() < 0.5 else text[-length:], "enter"))


WAYS: dict[str, Callable[[Session, str], None]] = {
    "slow": lambda at, text: _give(at, signs(text, "enter", apart=lambda: 0.07)),
    "late end": lambda at, text: _give(at, signs(text, "enter", "ctrl+j", apart=lambda: 0.06)),
    "odd": _odd,
    "half": _half,
    "twice": lambda at, text: _give(at, iter([*signs(text, "enter"), *signs(text, "enter")])),
    "enter": lambda at, text: _give(at, signs(text, "enter")),
    "tab": lambda at, text: _give(at, signs(text, "tab")),
    "none": lambda at, text: _give(at, signs(text)),
    "crlf": lambda at, text: _give(at, signs(text, "enter", "ctrl+j")),
    "wide": lambda at, text: _give(at, signs(text.translate(WIDE), "enter")),
    "split": _split,
}


@pytest.fixture
def codes(hall, accepted) -> dict[str, str]:
    """One of each kind that people hold before a scanner."""
    slip = hall.db.execute("SELECT code, case_id FROM transfer_slip WHERE desk = 'D-C-HR'").fetchone()
    code = code_of(hall, "case", slip["case_id"])
    return {
        "slip": slip["code"],
        "receipt": accepted.case,
        "acceptance": accepted.acceptance_number,
        "address": f"https://hall.example.cn/p/{code}",
        "ticket": code_of(hall, "ticket", 1),
        "prepared": with_check("1P" + code[2:36]),
        "list": list_of(hall, "graduates", FOUNDER),
        "booked": with_check("1B" + code[2:36]),
        "paper": "W20261124-0001",
        "resident": "430104200207153029",
        "credit": "91430100MA4L5BKE7X",
        "unknown": "6901234567892",
    }


def journal(hall) -> int:
    return hall.db.execute("SELECT count(*) FROM journal").fetchone()[0]


async def back(at: Session, stack: list[Any]) -> None:
    """Away with what a scan has opened."""
    while at.app.screen_stack != stack and len(at.app.screen_stack) > 1:
        top = at.app.screen
        top.dismiss(None) if top.is_modal else at.app.pop_screen()
        await at.settle()


async def scan_all(at: Session, hall, codes: dict[str, str], chance: random.Random, most: int, where: str) -> None:
    pairs = [(kind, way) for kind in codes for way in WAYS]
    for kind, way in pairs if most >= len(pairs) else chance.sample(pairs, most):
        stack, before = list(at.app.screen_stack), journal(hall)
        focused = at.app.focused
        WAYS[way](at, codes[kind])
        await at.settle()
        done = [row["act"] for row in hall.db.execute("SELECT act FROM journal WHERE seq > ?", (before,))]
        assert not done, f"{where}: {kind} ({way}) did {done}"
        if stack[-1].is_modal and type(at.app.screen) is not type(stack[-1]):
            raise AssertionError(f"{where}: {kind} ({way}) answered a question: {at.app.screen}")
        assert not at.app.collecting
        await back(at, stack)
        if at.app.screen is stack[-1] and focused is not None and focused.is_attached:
            at.app.screen.set_focus(focused)


BY_ROLE: dict[str | None, list[str]] = {}
for _place, _staff in WHO.items():
    BY_ROLE.setdefault(_staff, []).append(_place)


async def places(sit: Sitting, hall, codes: dict[str, str], staff: str | None, most: int) -> None:
    chance = random.Random(f"{staff}")
    async with sit(staff, place=BY_ROLE[staff][0]) as at:
        for place in BY_ROLE[staff]:
            if at.app.current_mode != place:
                await at.app.switch_mode(place)
                await at.settle()
            await scan_all(at, hall, codes, chance, most, place)
            for field in list(at.app.screen.query("Input")):
                field.focus()
                await at.settle()
                await scan_all(at, hall, codes, chance, max(1, most // 9), f"{place} in {field.id}")


@pytest.mark.parametrize("staff", BY_ROLE)
async def test_no_scan_at_any_place_presses_a_key(sit: Sitting, hall, codes, at_the_door, staff: str | None) -> None:
    at_the_door("B")
    await places(sit, hall, codes, staff, MOST)


PLACED = {getattr(importlib.import_module(module), name) for module, name, _, _ in PLACES.values()}
BASES = {"Room", "KeepingScreen", "PictureScreen", "CaseStep"}
"""What is never opened itself."""


def steps(hall, line: Any, case: str, draft: str, arrival: str, file: str) -> dict[type, tuple[str, tuple[Any, ...]]]:
    """Every screen that is opened over a place: by whom, with what in hand."""
    (person,) = hall.db.execute("SELECT person FROM case_file WHERE receipt_number = ?", (case,)).fetchone()
    number = line.number
    given: dict[str, tuple[str, tuple[Any, ...]]] = {
        "screens.intake.intake": ("c3", (draft,)),
        "screens.intake.form": ("c3", (draft,)),
        "screens.intake.preview": ("c3", (draft, lambda: None)),
        "screens.window.case_history": ("c3", (case,)),
        "screens.window.receipts": ("c3", ([case],)),
        "screens.window.arrival": ("c3", (arrival,)),
        "screens.shell.person": ("c3", (person,)),
        "screens.shell.search": ("c3", ("",)),
        "screens.catalogue.guide_page": ("c3", ("flexible-insurance",)),
        "screens.catalogue.document_list": ("c3", ("flexible-insurance",)),
        "screens.desk.file": ("ap-c-hr", (number,)),
        "screens.desk.days": ("ap-c-hr", (number,)),
        "screens.desk.supplement": ("ap-c-hr", (line,)),
        "screens.supervisor.queue": ("sup", ("B", "综合")),
        "screens.supervisor.evidence": ("sup", ("on-time",)),
        "screens.supervisor.group": ("sup", ("desk", "D-C-HR", "人社")),
        "screens.supervisor.figure_rows": ("sup", (Figure.CASES, "2026-11", By.DESK, "D-C-HR", "")),
        "screens.administrator.form": ("admin", (HOURS,)),
        "screens.administrator.people": ("admin", ("c3", "窗口三")),
        "screens.catalogue.stewards": ("admin", ("item", "flexible-insurance", "灵活就业")),
        "screens.catalogue.editing": ("admin", ("item", "flexible-insurance")),
        "screens.catalogue.mapping": ("admin", (file,)),
    }
    opened = [kind for kind in found("Place") if kind not in PLACED and kind.__name__ not in BASES]
    lacking = {f"{kind.__module__}.{kind.__name__}" for kind in opened if kind.__module__ not in given}
    assert not lacking, f"say here how these are opened: {lacking}"
    return {kind: given[kind.__module__] for kind in opened}


@pytest.fixture
def opened(hall, do, accepted, sent, tmp_path) -> dict[type, tuple[str, tuple[Any, ...]]]:
    draft = do("case.open", "c3", items=("flexible-insurance",)).case
    sent([(needs(hall)[0], "a.png", picture())])
    (arrival,) = take_in(hall)
    file = tmp_path / "items.csv"
    file.write_text("事项名称,事项编码\n就业登记,1\n", "utf-8")
    return steps(hall, do("approval.list", "ap-c-hr")[0], accepted.case, draft, arrival.id, str(file))


async def test_no_scan_at_any_step_presses_a_key(sit: Sitting, hall, codes, opened) -> None:
    chance = random.Random(2)
    for staff in sorted({who for who, _ in opened.values()}):
        async with sit(staff) as at:
            theirs = [(kind, given) for kind, (who, given) in opened.items() if who == staff]
            for kind, given in spread(theirs, 2):
                home = at.app.screen
                at.app.push_screen(kind(*given))
                await at.settle()
                assert type(at.app.screen) is kind, f"{kind}: {at.message}"
                await scan_all(at, hall, codes, chance, 1_000 if WHOLE else 1, kind.__name__)
                while at.app.screen is not home:
                    at.app.pop_screen()
                await at.settle()


async def test_no_scan_presses_a_key_in_any_state_of_the_terminal(sit: Sitting, hall, codes, at_the_door) -> None:
    """While a menu opens, in the palette, with an act under way, while it is locked."""
    at_the_door("B")
    chance = random.Random(13)
    most = 1_000 if WHOLE else 3
    async with sit("c3") as at:
        await at.press("f2")
        for key, shown in (("f8", "WhatItWas"), ("f10", "Palette"), ("f6", "Choice"), ("f1", "HelpScreen")):
            for _ in range(min(MOST, 40)):
                stack, before = list(at.app.screen_stack), journal(hall)
                kind = chance.choice(sorted(codes))
                await at.app._press_keys([key])
                WAYS[chance.choice(sorted(WAYS))](at, codes[kind])
                await at.settle()
                assert journal(hall) == before, f"{kind} while {shown} opened"
                await back(at, stack)
            await at.press(key)
            assert type(at.app.screen).__name__ == shown
            await scan_all(at, hall, codes, chance, most, shown)
            await back(at, stack)
        before = journal(hall)
        at.app.hold_keys()
        for kind in ("unknown", "receipt"):
            WAYS["half"](at, codes[kind])
        at.app.call_later(at.app.release_keys)
        await at.settle()
        assert journal(hall) == before
        at.app.lock()
        await at.settle()
        before = journal(hall)
        whole = [(kind, way) for kind in codes for way in ("enter", "tab", "crlf", "wide", "twice")]
        for kind, way in [
            *chance.sample(whole, min(most, 60)),
            ("resident", "slow"),
        ]:  # a half one is a password, wrong, and opens nothing
            WAYS[way](at, codes[kind])
            await at.settle()
            assert at.app.locked and journal(hall) == before, f"{kind} ({way})"


async def test_a_piece_of_an_address_chooses_nothing_from_the_menu(sit: Sitting, hall) -> None:
    """Letters alone are found among the acts, one of which stands on top."""
    async with sit("c3") as at:
        await at.press("f10")
        palette, before = at.app.screen, journal(hall)
        for piece in ("http", "find"):
            at.app.screen.query_one("Input").value = ""
            _give(at, signs(piece, "enter"))
            await at.settle()
            assert at.app.screen is palette and journal(hall) == before, piece
        await at.until("事项查询")
        await at.press("enter")
        assert at.app.screen is not palette, "pressed by a person it chooses"


async def test_a_number_machine_gives_no_number_for_half_a_code(sit: Sitting, hall, codes) -> None:
    chance = random.Random(3)
    async with sit(None, place="kiosk") as at:
        await at.press("enter")
        assert "您是" in at.words
        before = journal(hall)
        for kind in codes if WHOLE else chance.sample(sorted(codes), 3):
            WAYS["half"](at, codes[kind])
            await at.settle()
            assert "您是" in at.words and journal(hall) == before, kind
        await at.press("1")
        assert journal(hall) > before


def dialogs(case: str) -> dict[str, Callable[[], Any]]:
    """Every question of the house as it is asked somewhere."""
    made = {kind.__name__: kind for kind in found("Asked")}
    options = [(str(n), f"第 {n} 个", "") for n in range(1, 10)]
    taken = SimpleNamespace(
        number="B001", queue_name="综合", ahead=0, low=None, high=None, class_="normal", again=False, note="", code=""
    )
    given: dict[str, tuple[Any, ...]] = {
        "Choice": ("怎样处理", options),
        "ScanChoice": ("办什么", options),
        "Question": ("真的？",),
        "Entry": ("填一下", ("编号", ""), ("说明", "")),
        "Words": ("写一下",),
        "Several": ("选几个", options),
        "Signature": ("签", "sup"),
        "Release": ("放行", "sup"),
        "HelpScreen": ((),),
        "CodeView": ([[True, False], [False, True]],),
        "TakenScreen": (taken, "https://hall.example.cn/p/1"),
        "FindDialog": ("找事项", ("item",)),
        "Applicant": (),
        "ScanTrial": (),
        "WhatItWas": ("B001", tuple((str(n), f"第 {n} 个") for n in range(1, 8))),
    }
    known = {"title": "问", "text": "说明", "who": "sup", "options": options, "facts": (), "lines": ()}
    for name in set(made) - {"Dialog"} - set(given):  # a new one is met too, or says here what it is asked with
        wanted = list(inspect.signature(made[name]).parameters.values())
        given[name] = tuple(known[one.name] for one in wanted if one.default is inspect.Parameter.empty)
    return {name: partial(made[name], *given[name]) for name in sorted(given)}


async def test_no_scan_in_any_dialog_answers_it(sit: Sitting, hall, codes, accepted, at_the_door) -> None:
    at_the_door("B")
    chance = random.Random(7)
    async with sit("c3") as at:
        for name, make in dialogs(accepted.case).items():
            if name == "ScanTrial":
                continue
            at.app.push_screen(make())
            await at.settle()
            numbered = {
                kind: text for kind, text in codes.items() if name != "ScanChoice" or kind not in TAKEN_BY_CHOICE
            }
            await scan_all(at, hall, numbered, chance, 1_000 if WHOLE else 3, name)
            while len(at.app.screen_stack) > 1:
                at.app.pop_screen()
            await at.settle()


TAKEN_BY_CHOICE = ("resident", "credit", "prepared", "list")
"""What may be scanned instead of choosing."""


def test_every_place_is_scanned_at() -> None:
    assert {place for places in BY_ROLE.values() for place in places} == set(PLACES)


async def test_a_card_at_an_open_menu_does_nothing(sit: Sitting, hall, codes, at_the_door) -> None:
    """The ID of whoever stands there has digits that are lines of the menu."""
    at_the_door("B")
    async with sit("c3") as at:
        await at.press("enter")
        before, screen = journal(hall), at.app.screen
        assert "记离开" in at.words
        _give(at, signs(codes["resident"], "enter"))
        await at.settle()
        assert journal(hall) == before and at.app.screen is screen
        assert "居民身份证" in at.message and "没有办任何事" in at.message


async def test_a_slip_at_an_open_menu_signs_for_nothing_else(sit: Sitting, hall, codes) -> None:
    async with sit("ap-c-hr") as at:
        await at.press("f8")
        before, screen = journal(hall), at.app.screen
        assert screen.is_modal
        _give(at, signs(codes["slip"], "enter"))
        await at.settle()
        assert journal(hall) == before and at.app.screen is screen and "物料转移单" in at.message


async def test_two_cards_at_an_idle_window_send_nobody_away(sit: Sitting, hall, codes, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        before = journal(hall)
        for number in ("430104200207153029", "11010119900307803X"):
            _give(at, signs(number, "enter"))
        await at.settle()
        assert journal(hall) == before
        assert (
            hall.db.execute("SELECT state FROM ticket WHERE letter = 'B' ORDER BY id DESC").fetchone()[0] == "waiting"
        )


async def test_a_scan_into_words_presses_no_enter_and_leaves_no_digits(sit: Sitting, hall, codes) -> None:
    from screens.dialogs.entry import Entry

    async with sit("c3") as at:
        given: list[Any] = []
        at.app.push_screen(Entry("挂起", ("原因", "")), given.append)
        await at.settle()
        await at.press(*"abc")
        _give(at, signs(codes["resident"], "enter"))
        await at.settle()
        entry = at.app.screen
        assert isinstance(entry, Entry) and entry.query_one("Input").value == "abc"
        _give(at, signs("6901234567892", "enter"))
        await at.settle()
        assert at.app.screen is entry and entry.query_one("Input").value == "abc6901234567892"
        await at.press("enter")
        assert given == [("abc6901234567892",)]


async def test_a_scan_while_an_act_runs_waits_its_turn(sit: Sitting, hall, codes, at_the_door) -> None:
    at_the_door("B")
    async with sit("c3") as at:
        at.app.hold_keys()
        _give(at, signs(codes["receipt"], "enter"))
        at.app.call_later(at.app.release_keys)
        await at.settle()
        await at.settle()
        assert type(at.app.screen).__name__ == "SearchScreen" and codes["receipt"] in at.words
