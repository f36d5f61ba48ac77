"""A scanner types like a keyboard: on a screen whose digits are commands, what it types is one scan and no command."""

from __future__ import annotations

import pytest
from textual import events

from counter.acts.paper.writing import code_of
from tests.desks.conftest import accepted, do, filed
from tests.screens.conftest import Session, Sitting
from tests.screens.test_intake_by_keys import burst


async def typed_fast(at: Session, text: str) -> None:
    """A scanner without an Enter behind its code."""
    at.app.forget_repeats()
    for sign in text:
        at.app.post_message(events.Key(sign, sign))
    await at.settle()


@pytest.fixture
def slip(hall, accepted):
    """The transfer slip that went to the city's human resources, its case's receipt number and tracking code."""
    row = hall.db.execute("SELECT s.code, s.case_id FROM transfer_slip s WHERE s.desk = 'D-C-HR'").fetchone()
    return row["code"], accepted.case, code_of(hall, "case", row["case_id"])


def acts(hall) -> list[str]:
    return [
        row[0] for row in hall.db.execute("SELECT act FROM journal WHERE staff = 'ap-c-hr' AND act <> 'staff.sign-in'")
    ]


@pytest.mark.parametrize("what", [0, 1, 2])
async def test_a_desk_signs_for_a_slip_by_scanning_it(sit: Sitting, hall, slip, what: int) -> None:
    async with sit("ap-c-hr") as at:
        await burst(at, slip[what])
        assert f"{slip[0]} 的材料都到了？" in at.words and "居民身份证" in at.words, at.words
        assert acts(hall) == [], "no digit of the scan did anything"
        await at.press("tab", "enter")
        assert f"{slip[0]} 已签收" in at.message
        assert acts(hall) == ["slip.receive"]
        assert (
            hall.db.execute("SELECT received_by FROM transfer_slip WHERE code = ?", (slip[0],)).fetchone()[0]
            == "ap-c-hr"
        )
        await burst(at, slip[what])
        assert type(at.app.screen).__name__ == "FileScreen" and slip[1] in at.words, "signed for already: the file"
        await burst(at, slip[what])
        assert (
            type(at.app.screen).__name__ == "FileScreen"
            and sum(type(one).__name__ == "FileScreen" for one in at.app.screen_stack) == 1
        )


async def test_a_scan_without_an_enter_is_one_too(sit: Sitting, hall, slip) -> None:
    async with sit("ap-c-hr") as at:
        await typed_fast(at, slip[0])
        await at.until(f"{slip[0]} 的材料都到了？")
        await at.press("escape")
        assert "没有签收" in at.message and acts(hall) == []


async def test_another_desks_slip_is_told_and_nothing_is_done(sit: Sitting, hall, slip) -> None:
    other = hall.db.execute("SELECT code FROM transfer_slip WHERE desk = 'D-P-TC'").fetchone()[0]
    async with sit("ap-c-hr") as at:
        await burst(at, other)
        assert "没有找到" in at.message and acts(hall) == []


@pytest.mark.parametrize(("staff", "place"), [("c3", None), ("sup", None), ("c3", "inbox"), ("sup", "ratings")])
async def test_a_receipt_scanned_anywhere_is_looked_for(
    sit: Sitting, hall, slip, at_the_door, staff: str, place: str | None
) -> None:
    at_the_door("B")
    async with sit(staff, **({"place": place} if place else {})) as at:
        before = hall.db.execute("SELECT count(*) FROM journal").fetchone()[0]
        await burst(at, slip[2])
        assert type(at.app.screen).__name__ == "SearchScreen" and slip[1] in at.words
        assert hall.db.execute("SELECT count(*) FROM journal").fetchone()[0] == before


async def test_digits_pressed_one_by_one_are_commands_as_before(sit: Sitting, hall, slip) -> None:
    async with sit("ap-c-hr") as at:
        await at.press("1")
        await at.until("已签收")
        assert acts(hall) == ["approval.receive"]


async def test_a_card_at_a_desk_and_a_ticket_at_intake_are_looked_for(sit: Sitting, do, at_the_door, accepted) -> None:
    ticket = at_the_door("B")
    async with sit("ap-c-hr") as at:
        await burst(at, "430104200207153029")
        assert type(at.app.screen).__name__ == "SearchScreen" and "李晓梅" in at.words, at.message
    step = do("case.open", "c3", items=("flexible-insurance",))
    async with sit("c3") as at:
        from screens.window.opening import show_intake

        await show_intake(at.app.screen, step.case)
        await at.settle()
        await burst(at, ticket.code)
        assert type(at.app.screen).__name__ == "SearchScreen" and f"号 {ticket.number}" in at.words, at.words
