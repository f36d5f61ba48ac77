"""A case's way as seen at a window: papers with their codes, the result handed over by a scan, the visit rated."""

from __future__ import annotations

import pytest

from tests.filling import fill_form
from tests.screens.conftest import Sitting

NUMBER = "110101199903071052"


@pytest.fixture
def decided(hall, people, at_the_door) -> str:
    """The receipt number of a graduate's case whose every item has been granted."""
    from counter.hall.act import named

    def act(name: str, who: str, /, **arguments):
        entry = named(name)
        return (hall.do if entry.writes else hall.ask)(entry.function, people[who], **arguments)

    at_the_door("B")
    act("staff.sign-in", "c3", window=3)
    act("ticket.call", "c3", window=3)
    case = act("case.open", "c3", bundle="graduates").case
    for _ in range(12):
        shown = hall.ask(named("case.show").function, people["c3"], case=case)
        question = next((one for one in shown.situations if not one.given), None)
        if question is None:
            break
        act("case.answer", "c3", case=case, question=question.code, answer=question.answers[-1][0])
    act("case.applicant", "c3", case=case, name="阿卜杜·热合曼", number=NUMBER)
    act("case.all-here", "c3", case=case)
    fill_form(act, case, "c3")
    receipt = act("case.accept", "c3", case=case).case
    act("ticket.finish", "c3", ticket="B001")
    for _ in range(6):
        rows = hall.db.execute("SELECT id, desk FROM approval WHERE state = 'open'").fetchall()
        for row in rows:
            officer = next(
                code for code, actor in people.items() if actor.desk == row["desk"] and code.startswith("ap-")
            )
            second = next(
                code for code, actor in people.items() if actor.desk == row["desk"] and code.startswith("ap2-")
            )
            act("approval.receive", officer, approval=f"A-{row['id']}")
            act("approval.decide", officer, approval=f"A-{row['id']}", grant=True, second=second)
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "decided"
    return receipt


def address(hall) -> str:
    from counter.acts.paper.writing import address_of, code_of

    return address_of(hall, code_of(hall, "case", 1))


async def test_a_scanned_receipt_hands_the_result_over_and_is_rated(sit: Sitting, decided: str, hall) -> None:
    async with sit("c3") as at:
        await at.press("f9")
        await at.paste(address(hall))
        await at.press("enter")
        assert decided in at.words and "已办结" in at.words and "阿卜杜・热合曼" in at.words
        assert NUMBER not in at.words
        await at.press("enter", "1")
        assert f"领取结果 {decided}？" in at.words and at.focused == "no"
        await at.press("tab", "enter")
        assert "请您评价" in at.words
        await at.press("1")
        assert "已领取" in at.words
    row = hall.db.execute("SELECT state, delivered_on FROM case_file").fetchone()
    assert tuple(row) == ("delivered", "2026-11-24")
    assert tuple(hall.db.execute("SELECT level, origin FROM rating").fetchone()) == (5, "window")


async def test_handing_over_is_not_done_by_a_stray_enter(sit: Sitting, decided: str, hall) -> None:
    async with sit("c3") as at:
        await at.press("f9")
        await at.paste(decided)
        await at.press("enter", "enter", "1", "enter")
        assert "已办结" in at.words
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "decided"


@pytest.mark.parametrize(
    "text", ["R20261124-9999", "1CZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ", "A999", "D99", "没有这个人"]
)
async def test_what_is_not_there_gets_its_own_sentence(sit: Sitting, text: str) -> None:
    async with sit("c3") as at:
        await at.press("f9")
        await at.paste(text)
        await at.press("enter")
        assert at.app.message[1] == "bad" and "下一步" in at.message


async def test_the_papers_show_their_code_and_a_phone_can_read_it(sit: Sitting, decided: str, hall) -> None:
    import numpy
    import zxingcpp

    from counter.store import papers
    from screens.parts.paper_view import code_rows, codes_of
    from screens.window.receipts import printed

    number = hall.db.execute("SELECT number FROM paper WHERE kind = 'acceptance'").fetchone()[0]
    matrix = codes_of(printed(hall, papers.paper(hall.db, number)))[0]
    for blank_cells in (True, False):
        pixels: list[list[int]] = []
        for row in code_rows(matrix, blank_cells=blank_cells, quiet=4):
            upper, lower = [], []
            for part in row:
                ground = 0 if part.style.bgcolor.name == "#000000" else 255
                ink = ground if blank_cells else 0 if part.style.color.name == "#000000" else 255
                upper.append(ink)
                lower.append(ground)
            pixels += [upper] if blank_cells else [upper, lower]
        picture = numpy.kron(numpy.array(pixels, dtype=numpy.uint8), numpy.ones((6, 6), dtype=numpy.uint8))
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [address(hall)]
    async with sit("c3", size=(100, 40)) as at:
        await at.press("f9")
        await at.paste(decided)
        await at.press("enter", "f7")
        assert "受理通知" in at.words and decided in at.words
        await at.press("f7")
        assert "补打" in at.words and at.focused == "no"
        await at.press("tab", "enter")
        assert at.app.message[1] != "bad"
        await at.press("enter")
        assert "Esc 返回" in at.words and "▀" in at.words
        await at.press("escape", "escape", "escape")
        assert "3 号窗口" in at.lines[0] and at.app.current_mode == "window"
