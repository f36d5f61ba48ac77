"""Every field of every screen and dialog is given what nobody should type: it stays words, and the program stays up.

The table is made from the registry: a new place, or a new kind of dialog, is in it (or fails the test below) the day it
is written. In the short run each field gets a few of the inputs in turn, with WHOLE every one.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from itertools import count
from time import monotonic

import pytest
from textual.widgets import Input, TextArea

import screens
from counter.rules.access import Role
from counter.rules.writing import Writing
from screens.administrator.form import FillScreen
from screens.administrator.house import HouseScreen
from screens.administrator.page import Kind
from screens.administrator.people import ActsScreen, PeopleScreen
from screens.catalogue.document_list import DocumentListScreen
from screens.catalogue.guide_page import GuidePage
from screens.desk.days import DaysScreen
from screens.desk.file import FileScreen
from screens.desk.supplement import SupplementScreen
from screens.dialogs.choice import Choice, ScanChoice
from screens.dialogs.dialog import Dialog
from screens.dialogs.entry import Entry, Words
from screens.dialogs.help import HelpScreen
from screens.dialogs.question import Question
from screens.dialogs.scanning import ScanTrial
from screens.dialogs.several import Several
from screens.dialogs.signature import Leave, Release, Signature
from screens.intake.applicant import Applicant
from screens.intake.form import FormScreen as CaseForm
from screens.intake.intake import IntakeScreen
from screens.intake.preview import PlanScreen
from screens.parts.lines import LineList
from screens.shell.person import PersonScreen
from screens.shell.place import Place
from screens.shell.places import PLACES
from screens.shell.search import SearchScreen
from screens.supervisor.evidence import EvidenceScreen
from screens.supervisor.queue import QueueScreen
from screens.window.advice import WhatItWas
from screens.window.case_history import CaseHistoryScreen
from screens.window.receipts import ReceiptsScreen
from tests.conftest import WHOLE
from tests.desks.conftest import alone, do
from tests.screens.conftest import Session, Sitting

MEGABYTE = "甲" * 349_525
HOSTILE = {
    "markup": "[/x][red]红[/red][@click=app.quit]按[/]",
    "ansi": "a\x1b[2J\x1b]0;title\x07\x1b[31mred\x9b0m",
    "escpos": "\x1b@\x1d!\x11大\x1bm\x1dV\x00",
    "rtl": "\u202egnp.exe\u202c\u2066倒\u2069",
    "nul": "a\x00b\x7fc\ufffe",
    "formula": "=cmd|'/c calc'!A0",
    "plus": "+1+1\t@SUM(A1)",
    "format": "{0}{a.__class__}{settings}%s%n%x${jndi:ldap://x}{{7*7}}",
    "slow": "a" * 20_000 + "!" + "1,2;" * 2_000,
    "nested": "(" * 5_000 + ")" * 5_000,
    "digits": "9" * 5_000,
    "sql": "'; DROP TABLE staff; --",
    "path": "../../../etc/passwd\\..\\x",
    "lines": "一\r\n二\n\n三\u2028四",
    "marks": "e" + "\u0301" * 500 + "👩‍👩‍👧‍👦",
    "blank": "\u3000\u00a0 \u200b",
    "long": MEGABYTE,
}
"""Each is pasted as one piece, as an input method or a clipboard brings it."""
SLOWEST_S = 30.0
"""Seconds within which the screen has come to rest again, on a busy machine too."""
FEW = 1
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
WHO = {
    Role.GUIDE: "g1",
    Role.CLERK: "c3",
    Role.APPROVER: "ap-c-hr",
    Role.SUPERVISOR: "sup",
    Role.ADMINISTRATOR: "admin",
}

_turn = count()


def some() -> list[str]:
    """Names of the inputs that the next field gets."""
    names = [name for name in HOSTILE if name != "long"]
    if WHOLE:
        return list(HOSTILE)
    start = next(_turn) * FEW
    return [names[(start + number) % len(names)] for number in range(FEW)]


def stands(at: Session, what: str) -> None:
    """The program is up, its lines are as wide as the terminal, and nothing speaks to the terminal."""
    assert at.app.is_running and at.app._exception is None, what
    assert at.columns() <= {at.app.size.width}, f"{what}:\n{at.words}"
    assert not CONTROL.search("".join(at.lines)), what
    assert "程序出错" not in at.words and "Traceback" not in at.words, f"{what}:\n{at.words}"


async def fill(at: Session, name: str, what: str, *, enter: bool = True) -> None:
    """Paste an input into the field that has the focus, and press Enter there."""
    began = monotonic()
    await at.paste(HOSTILE[name])
    stands(at, f"{what} {name}")
    if enter:
        await at.press("enter")
        stands(at, f"{what} {name}, then Enter")
    assert monotonic() - began < SLOWEST_S, f"{what} {name} took {monotonic() - began:.1f} s"


async def every_field(at: Session, what: str) -> int:
    """Give every field of the screen on top its inputs; how many fields there are."""
    screen = at.app.screen
    fields = [one for one in screen.query("Input, TextArea") if one.focusable and one.display]
    for field in fields:
        for name in some():
            if at.app.screen is not screen:
                return len(fields)
            field.focus()
            await at.settle()
            if isinstance(field, Input):
                field.value = ""
            elif isinstance(field, TextArea):
                field.text = ""
            await fill(at, name, f"{what}#{field.id or (field.parent.id if field.parent else '')}")
            while len(at.app.screen_stack) > 1 and at.app.screen is not screen:  # a question that it led to
                await at.press("escape")
    return len(fields)


@pytest.mark.parametrize("role", list(WHO) if WHOLE else [Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR])
async def test_every_field_of_every_place(sit: Sitting, role: Role) -> None:
    async with sit(WHO[role]) as at:
        for mode, (_, _, _, roles) in PLACES.items():
            if mode == "signin" or (roles and role not in roles):
                continue
            await at.app.go(mode)
            await at.settle()
            await every_field(at, mode)
            await at.press("f9")  # what finds, on every screen
            if at.app.screen.query("Input"):
                await every_field(at, f"{mode}, F9")
            while len(at.app.screen_stack) > 1:
                await at.press("escape")


async def test_every_field_of_the_sign_in(sit: Sitting) -> None:
    async with sit(None) as at:
        assert await every_field(at, "signin") >= 3
        assert at.app.current_mode == "signin"


def dialogs(text: str) -> dict[type[Dialog], list[Dialog]]:
    """Every kind of dialog, with the words of all its parts hostile."""
    options = [(text[:300], text[:300], text[:300]), ("2", "二", "")]
    fields = [(text[:300], "", kind) for kind in Writing]
    return {
        Choice: [Choice(text[:300], options, text=text[:3000])],
        ScanChoice: [ScanChoice(text[:300], options)],
        Entry: [
            Entry(text[:300], *fields[:4], text=text[:3000]),
            Entry("口令", ("口令", ""), ("再输一次", ""), password=True),
        ],
        Words: [Words(text[:300], text=text[:3000], value=text)],
        Question: [Question(text[:300], text[:3000], yes=text[:60])],
        Several: [Several(text[:300], options)],
        Signature: [Signature(text[:300], text[:300], text[:3000])],
        Release: [Release(text[:300], text[:300])],
        Leave: [Leave(text[:300], text[:300])],
        ScanTrial: [ScanTrial()],
        Applicant: [Applicant("430104200207153029", text[:300])],
        WhatItWas: [WhatItWas(text[:300], ((text[:300], text[:300]), ("2", "二")))],
    }


ELSEWHERE = {
    "FindDialog": "the field of every place, F9",
    "Showing": "has no field",
    "HelpScreen": "has no field, and shows the program's own words",
}
"""Dialogs that are not in the table, and why."""


def kinds_of(base: type) -> set[type]:
    """All of them, in every room."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)
    found, waiting = set[type](), [base]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("screens.") and kind not in found:
                found.add(kind)
                waiting.append(kind)
    return found


def test_the_table_has_every_kind_of_dialog() -> None:
    lacking = {kind.__name__ for kind in kinds_of(Dialog) - set(dialogs("x"))} - set(ELSEWHERE)
    assert not lacking, f"put these into `dialogs`: {lacking}"
    assert HelpScreen in kinds_of(Dialog)


async def test_every_field_of_every_dialog(sit: Sitting) -> None:
    async with sit("c3") as at:
        filled, kinds = 0, list(dialogs("x"))
        for number, (name, text) in enumerate(HOSTILE.items()):
            for kind in kinds if WHOLE else [kinds[number % len(kinds)], kinds[(number + 4) % len(kinds)]]:
                for dialog in dialogs(text)[kind]:
                    at.app.push_screen(dialog)
                    await at.settle()
                    stands(at, f"{kind.__name__} said {name}")
                    filled += await every_field(at, kind.__name__)
                    if at.app.screen is dialog:
                        await at.press("escape")
                    assert at.app.screen is not dialog, kind.__name__
        assert filled > 10


OPENED = {
    "c3": (IntakeScreen, CaseForm, PlanScreen, CaseHistoryScreen, ReceiptsScreen, PersonScreen, SearchScreen),
    "ap-c-tax": (FileScreen, DaysScreen, SupplementScreen),
    "sup": (QueueScreen, EvidenceScreen),
    "admin": (ActsScreen, GuidePage, DocumentListScreen),
}
"""What is opened with something in hand (a case, an approval, a queue), and by whom."""
HAS_FIELDS = re.compile(r"\b(?:Field|Input|TextArea)\(")


def test_the_table_has_every_screen_with_a_field_that_is_opened_with_something() -> None:
    there = {getattr(importlib.import_module(module), name) for module, name, _, _ in PLACES.values()}
    opened = {kind for kinds in OPENED.values() for kind in kinds}
    with_fields = {kind for kind in kinds_of(Place) if HAS_FIELDS.search(inspect.getsource(kind))}
    lacking = {kind.__name__ for kind in with_fields - there - opened}
    assert lacking == set(), f"put these into OPENED: {lacking}"
    assert SearchScreen in with_fields


@pytest.mark.parametrize("staff", OPENED)
async def test_every_field_of_every_screen_that_is_opened_with_something(sit: Sitting, hall, do, alone, staff) -> None:
    step = do("case.open", "c3", items=("flexible-insurance",))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    (line,) = do("approval.list", "ap-c-tax")
    (person,) = hall.db.execute("SELECT person FROM case_file WHERE id = ?", (alone.id,)).fetchone()
    given: dict[type, tuple[object, ...]] = {
        PlanScreen: (step.case, lambda: None),
        CaseHistoryScreen: (alone.case,),
        ReceiptsScreen: ([alone.case],),
        PersonScreen: (person,),
        SearchScreen: (HOSTILE["markup"],),
        GuidePage: ("flexible-insurance",),
        DocumentListScreen: ("flexible-insurance",),
        FileScreen: (line.number,),
        DaysScreen: (line.number,),
        SupplementScreen: (line,),
        QueueScreen: ("B", HOSTILE["markup"]),
        EvidenceScreen: ("on-time",),
        ActsScreen: ("c3", HOSTILE["markup"]),
    }
    async with sit(staff) as at:
        for kind in OPENED[staff]:
            home = at.app.screen
            at.app.push_screen(kind(*given.get(kind, (step.case,))))
            await at.settle()
            assert type(at.app.screen) is kind, at.message
            stands(at, kind.__name__)
            await every_field(at, kind.__name__)
            await at.press("f9")
            stands(at, f"{kind.__name__}, F9")
            if at.app.screen.query("Input"):
                await every_field(at, f"{kind.__name__}, F9")
            while at.app.screen is not home:
                at.app.pop_screen()
            await at.settle()


@pytest.mark.parametrize("name", ["long", "slow", "nested"])
async def test_a_megabyte_and_what_would_be_slow_are_taken_in_time(sit: Sitting, name: str) -> None:
    async with sit("c3") as at:
        at.app.push_screen(Entry("一项", ("名称", ""), ("编号", "", Writing.CODE)))
        await at.settle()
        await fill(at, name, "Entry")
        await fill(at, name, "Entry")
        await at.press("escape")
        at.app.push_screen(Words("意见"))
        await at.settle()
        await fill(at, name, "Words", enter=False)
        await at.press("escape", "escape")
        await at.press("f9")
        await fill(at, name, "F9")


async def test_every_blank_of_every_page_an_administrator_keeps(sit: Sitting, hall) -> None:
    async with sit("admin") as at:
        seen = 0
        for page in (*HouseScreen.PAGES, *PeopleScreen.PAGES):
            if page.save is None or not page.new:
                continue
            form = FillScreen(page)
            at.app.push_screen(form)
            await at.settle()
            for blank in [one for one in form.blanks if one.kind in (Kind.WORDS, Kind.CODE, Kind.NUMBER)]:
                for name in some():
                    shown = at.app.screen.query_one("#fields", LineList)
                    shown.cursor = next(line.key for line in shown.lines if line.key.removesuffix(":") == blank.id)
                    await at.press("enter")
                    box = at.app.screen.query("Input").first(Input)
                    box.value = ""
                    await fill(at, name, f"{page.id}.{blank.id}")
                    seen += 1
                    if at.app.screen is not form:
                        await at.press("escape")
            await at.press("ctrl+s")
            stands(at, f"{page.id} kept")
            for _ in range(4):
                if len(at.app.screen_stack) > 1:
                    await at.press("escape")
                    if len(at.app.screen_stack) > 2:
                        await at.press("tab", "enter")
            while len(at.app.screen_stack) > 1:
                at.app.pop_screen()
            await at.settle()
        assert seen > 20
        bad = hall.db.execute(
            "SELECT name FROM staff UNION ALL SELECT name FROM queue UNION ALL SELECT name FROM printer"
        )
        assert not [row[0] for row in bad if CONTROL.search(row[0])]
