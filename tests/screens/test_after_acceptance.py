"""By keys alone: what a window does after acceptance, and what a desk does with a difference or a
decision of its own.
"""

from __future__ import annotations

from tests.desks.conftest import accepted, approvals, do, filed


async def found(at, case: str) -> None:
    """F9, the case's number, Enter on the result: its choices are open."""
    await at.press("f9")
    at.app.screen.query_one("#text-box").value = case
    await at.press("enter", "enter")


async def choose(at, words: str) -> None:
    """Stand on a choice by its words and take it."""
    choices = at.app.screen.query_one("#choices")
    key = next(line.key for line in choices.lines if any(words in cell for cell in line.cells))
    await at.down_to("#choices", key)
    await at.press("enter")


async def test_a_paper_a_desk_asked_for_is_taken_in_at_any_window(sit, hall, do, accepted, approvals) -> None:
    document = hall.db.execute(
        "SELECT d.document, n.name FROM item_document d JOIN document n ON n.code = d.document JOIN case_document c ON "
        "c.document = d.document"
        " AND c.state = 'here' WHERE d.item = 'talent-household' LIMIT 1"
    ).fetchone()
    do(
        "approval.ask",
        "ap-c-ps",
        approval=approvals["talent-household"],
        documents=(document["document"],),
        reason="看不清",
    )
    async with sit("c5") as at:
        await found(at, accepted.case)
        await choose(at, "收后补材料")
        await choose(at, document["name"])
        assert "已答复" in at.message
    assert hall.db.execute("SELECT state FROM supplement_round").fetchone()["state"] == "answered"


async def test_a_window_presses_a_desk_and_sees_whom_to_ring_up(sit, hall, do, accepted, approvals) -> None:
    async with sit("c5", size=(160, 50)) as at:
        await found(at, accepted.case)
        await choose(at, "催办")
        await choose(at, "灵活就业")
        await at.press("enter")
        assert "已催办" in at.message
        await at.press("enter")
        await choose(at, "经过和各台进度")
        assert "内线" in at.words and "催办 11-24" in at.words


async def test_a_desk_writes_down_a_difference_and_nothing_is_signed(sit, hall, accepted, approvals) -> None:
    async with sit("ap-c-tax") as at:
        await at.press("f8")
        await choose(at, "材料不符")
        await at.press("1", "enter", "enter")
        assert "不符" in at.message
        await at.press("1")
        assert "不符" in at.message
    assert hall.db.execute("SELECT received_at FROM approval WHERE item = 'flexible-insurance'").fetchone()[0] is None


async def test_a_desk_with_nothing_open_still_reaches_what_it_decided_and_recalls_it(
    sit, hall, do, accepted, approvals
) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    async with sit("ap-c-tax") as at:
        assert "没有在办的审批" in at.words
        await at.press("f8", "enter", "1")
        for letter in "错了":
            await at.press(letter)
        await at.press("enter")
        await at.paste("ap2-c-tax")  # the second officer has read the reason, and signs
        await at.press("enter")
        assert "已撤回" in at.message and approvals["flexible-insurance"] in at.words


async def test_an_on_the_spot_item_is_decided_at_the_window_while_the_citizen_waits(sit, hall, do) -> None:
    code = hall.db.execute(
        "SELECT code FROM item WHERE kind = 'on-the-spot' AND json_extract(guide, '$.check') = 'form' ORDER BY code "
        "LIMIT 1"
    ).fetchone()["code"]
    step = do("case.open", "c3", items=(code,))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    for row in hall.db.execute("SELECT document FROM item_document WHERE item = ?", (code,)).fetchall():
        do("case.document", "c3", case=step.case, document=row["document"], state="here")
    async with sit("c3") as at:
        await found(at, step.case)
        await choose(at, "继续收件")
        await at.press("f5")
        await choose(at, "受理")
        assert "现在当场办结" in at.words
        await at.press("tab", "enter")
        assert "当场办结" in at.message and "可以交付结果" in at.message
    assert hall.db.execute("SELECT on_the_spot, outcome FROM approval").fetchone()[:] == (1, "grant")


async def test_a_slip_of_the_pen_is_put_right_on_the_forms_own_list(sit, hall, do, accepted, approvals) -> None:
    async with sit("c5") as at:
        await found(at, accepted.case)
        await choose(at, "更正一栏")
        assert "表单" in at.lines[0] and at.focused == "value-box"
        await at.press(*["up"] * 20)
        assert at.app.screen.editing == "就业形式"
        before = hall.db.execute("SELECT fields FROM case_file").fetchone()[0]
        await at.press("ctrl+u")
        await at.paste("自主创业")
        await at.press("enter")
        assert "更正就业形式" in at.words
        await at.press("escape")
        assert hall.db.execute("SELECT fields FROM case_file").fetchone()[0] == before, "no reason, no change"
        assert at.app.screen.box.value == "自主创业", "and nothing typed is lost"
        await at.press("enter")
        await at.paste("漏填")
        await at.press("enter")
        assert "“就业形式”已更正" in at.message
    assert '"自主创业"' in hall.db.execute("SELECT fields FROM case_file").fetchone()[0]


async def test_a_window_enters_whom_to_tell_when_the_case_moves_and_stops_it(sit, hall, accepted) -> None:
    written = hall.directory / "hall.toml"  # where a keeper reads it too
    written.write_text('sms_command = ["/bin/true"]\n' + written.read_text("utf-8"), "utf-8")
    async with sit("c5") as at:
        await found(at, accepted.case)
        await choose(at, "有进展时通知")
        await at.press(*"13800138000", "enter")
        assert "*******8000" in at.message
        await at.press("enter")
        await choose(at, "有进展时通知")
        assert "已登记：*******8000" in at.words
        await at.press("enter")
        assert "已停掉 1 个" in at.message
    assert hall.db.execute("SELECT ended, address FROM subscription").fetchone()["ended"] == "asked"
