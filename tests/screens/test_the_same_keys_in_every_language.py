"""The language changes words only: the same keys leave the same journal, and nobody's name is rewritten."""

from __future__ import annotations

import json

import pytest

from counter.phrases import traditional
from tests.filling import fill_form_by_keys
from tests.screens.conftest import Session, Sitting

GRADUATE = ("110101199903071052", "范云后")
"""Three signs that Simplified and Traditional share: as words they would become 範, 雲 and 後, in a name
they never do.
"""

_kept: dict[str, list[tuple]] = {}


async def served(at: Session) -> None:
    """From the call to the acceptance of a graduates' bundle, with a look at its receipt, and the visit ended."""
    await at.press("f2", "f5", "1")
    await at.press(*"1111111")
    await at.settle()
    await at.press("f5")
    await at.paste(GRADUATE[0])
    await at.press("tab")
    await at.paste(GRADUATE[1])
    await at.press("ctrl+s", "escape", "1", "ctrl+a", "tab", "enter", "home", "space")
    await fill_form_by_keys(at)
    await at.press("f5", "1", "f7", "f7", "tab", "enter", "escape", "f8", "tab", "enter", "1")


async def decided(at: Session) -> None:
    """One approval signed for, an opinion noted, granted."""
    await at.press("1", "8")
    await at.paste("已电话核对")
    await at.press("tab", "enter", "enter", "2", "tab", "enter")


async def walked(sit: Sitting, hall, at_the_door, speaks: str) -> list[tuple]:
    """The journal after a citizen's whole way in one language."""
    at_the_door("B", matter="毕业")
    async with sit("c3", speaks=speaks) as at:
        await served(at)
    async with sit("ap-c-hr", speaks=speaks) as at:
        await decided(at)
    rows = hall.db.execute(
        "SELECT act, staff, role, place, subject, touched, facts, undoes FROM journal ORDER BY seq"
    ).fetchall()
    return [(*row[:5], json.loads(row[5]), json.loads(row[6]), row[7]) for row in rows]


@pytest.mark.parametrize("speaks", ["zh-Hans", "zh-Hant", "en"])
async def test_the_same_keys_leave_the_same_journal(sit: Sitting, hall, at_the_door, speaks: str) -> None:
    rows = await walked(sit, hall, at_the_door, speaks)
    acts = [row[0] for row in rows]
    for act in (
        "ticket.call",
        "case.applicant",
        "case.accept",
        "paper.reprint",
        "ticket.finish",
        "approval.receive",
        "approval.opinion",
        "approval.decide",
    ):
        assert act in acts, (act, acts)
    assert rows == _kept.setdefault("rows", rows)


NAMES = {"applicant": "范云后", "agent": "余干钟", "clerk": "钟里", "officer": "周范"}
"""Whom a person would see on these screens."""


@pytest.fixture
def case(hall, people, at_the_door) -> str:
    """A graduate's case with an agent, and staff whose names hold such signs too."""
    from counter.hall.act import named

    hall.db.execute("UPDATE staff SET name = ? WHERE code = 'c3'", (NAMES["clerk"],))
    hall.db.execute("UPDATE staff SET name = ? WHERE code = 'ap-c-hr'", (NAMES["officer"],))
    hall.db.commit()

    def act(name: str, /, **arguments):
        return hall.do(named(name).function, people["c3"], **arguments)

    at_the_door("B")
    act("staff.sign-in", window=3)
    act("ticket.call", window=3)
    opened = act("case.open", bundle="graduates").case
    act(
        "case.applicant",
        case=opened,
        number=GRADUATE[0],
        name=NAMES["applicant"],
        agent_name=NAMES["agent"],
        agent_number="11010119900307803X",
        mandate="委托书",
    )
    return opened


async def test_names_stand_as_they_are_on_traditional_screens(sit: Sitting, hall, people, case: str) -> None:
    """At intake, at the search, at the desk, in a case's history: every name sign by sign, nowhere its
    converted form.
    """
    seen: list[str] = []
    assert all(traditional(name) != name for name in NAMES.values())
    async with sit("c3", size=(160, 50), speaks="zh-Hant") as at:
        seen.append(at.words)
        await at.press("f5")
        seen.append(at.words)
        await at.press(*"2222222")
        await at.settle()
        await at.press("ctrl+g", "2", "enter")
        seen.append(at.words)
        await at.press("escape", "ctrl+g", "1", "ctrl+a", "tab", "enter")
        await fill_form_by_keys(at)
        await at.press("f5", "1", "escape", "escape", "f9")
        await at.paste(GRADUATE[0])
        await at.press("enter", "down")
        seen.append(at.words)
        await at.press("enter", "2")
        seen.append(at.words)
    receipt = hall.db.execute("SELECT receipt_number FROM case_file").fetchone()[0]
    assert receipt
    async with sit("ap-c-hr", size=(160, 50), speaks="zh-Hant") as at:
        await at.press("1", "enter")
        seen.append(at.words)
        await at.press("9")
        seen.append(at.words)
    everything = "\n".join(seen)
    for name in NAMES.values():
        assert name in everything and traditional(name) not in everything, name
    for page, name in (
        (1, "applicant"),
        (2, "applicant"),
        (3, "applicant"),
        (3, "agent"),
        (4, "clerk"),
        (5, "applicant"),
        (6, "officer"),
    ):
        assert NAMES[name] in seen[page], (page, name)
    assert "材料" in everything and "審批" in everything
