"""Approvers work by single digits; the supervisor sees what they do without pressing anything."""

from __future__ import annotations

from tests.desks.conftest import accepted, approvals, do, filed  # noqa: F401


async def test_an_approver_signs_for_and_grants_with_two_digits(sit, hall, accepted, approvals) -> None:  # noqa: F811
    async with sit("ap-c-tax") as at:
        assert approvals["flexible-insurance"] in at.words and "未签收" in at.words
        await at.press("1")
        assert "已签收" in at.message
        await at.press("2")
        assert "准予？" in at.words
        await at.press("enter")  # the safe answer
        assert hall.db.execute("SELECT count(*) FROM decision").fetchone()[0] == 0
        await at.press("2", "tab", "enter")
        assert "准予" in at.message and "还在办 9 项" in at.message
        assert "没有在办的审批" in at.words
        assert at.columns() == {80}


async def test_a_pause_and_a_return_move_the_date_before_ones_eyes(sit, hall, do, accepted, approvals) -> None:  # noqa: F811
    row = hall.db.execute(
        "SELECT a.id, a.desk, a.promised_on, i.guide FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " WHERE a.state = 'open' AND i.guide LIKE '%\"pauses\":[\"inspection%' LIMIT 1"
    ).fetchone()
    assert row is not None, "one of the ten items has a site visit"
    staff = hall.db.execute("SELECT code FROM staff WHERE desk = ? ORDER BY code", (row["desk"],)).fetchone()[0]
    async with sit(staff) as at:
        while at.app.screen.query_one("#work").cursor != f"A-{row['id']}":
            await at.press("down")
        await at.press("5", "4")  # special procedure: inspection
        await at.press("enter", "enter")
        assert "承诺日由" in at.message and "特别程序" in at.words
        moved = hall.db.execute("SELECT promised_on FROM approval WHERE id = ?", (row["id"],)).fetchone()[0]
        assert moved > row["promised_on"]
        await at.press("6")
        assert hall.db.execute("SELECT promised_on FROM approval WHERE id = ?", (row["id"],)).fetchone()[0] == row["promised_on"]


async def test_the_file_shows_the_papers_of_this_item_and_its_opening_is_logged(sit, hall, accepted, approvals) -> None:  # noqa: F811
    async with sit("ap-c-tax") as at:
        await at.press("enter")
        assert "案卷" in at.words and "居民身份证" in at.words
        await at.press("0")
        assert "起算日当天不计" in at.words
        await at.press("escape", "9")
        assert "经过" in at.words and "受理" in at.words
    looks = hall.db.execute("SELECT count(*) FROM look WHERE staff = 'ap-c-tax' AND case_id = ?", (accepted.id,)).fetchone()[0]
    assert looks > 0


async def test_the_supervisor_sees_the_two_numbers_and_what_waits(sit, hall, do, accepted, approvals) -> None:  # noqa: F811
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    async with sit("sup") as at:
        assert "按时办结 100.0%（1/1 项）" in at.words
        assert "在办 9 项" in at.words
        assert at.columns() == {80}
