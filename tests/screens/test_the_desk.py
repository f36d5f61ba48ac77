"""Approvers work by single digits; the supervisor sees what they do without pressing anything."""

from __future__ import annotations

from tests.conftest import picked
from tests.desks.conftest import accepted, approvals, do, filed
from tests.filling import fill_form


async def test_an_approver_signs_for_and_grants_with_two_digits(sit, hall, accepted, approvals) -> None:
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


async def test_a_pause_and_a_return_move_the_date_before_ones_eyes(sit, hall, do, accepted, approvals) -> None:
    row = hall.db.execute(
        "SELECT a.id, a.desk, a.promised_on, i.guide FROM approval a JOIN item i ON i.code = a.item AND i.version = "
        "a.item_version"
        " WHERE a.state = 'open' AND i.guide LIKE '%\"pauses\":[\"inspection%' LIMIT 1"
    ).fetchone()
    assert row is not None, "one of the ten items has a site visit"
    staff = hall.db.execute("SELECT code FROM staff WHERE desk = ? ORDER BY code", (row["desk"],)).fetchone()[0]
    async with sit(staff) as at:
        await at.down_to("#work", f"A-{row['id']}")
        await at.press("5", "1")  # special procedure: the guide publishes the inspection only
        await at.press("enter", "enter")
        assert "承诺日由" in at.message and "特别程序" in at.words
        moved = hall.db.execute("SELECT promised_on FROM approval WHERE id = ?", (row["id"],)).fetchone()[0]
        assert moved > row["promised_on"]
        await at.press("6")
        assert (
            hall.db.execute("SELECT promised_on FROM approval WHERE id = ?", (row["id"],)).fetchone()[0]
            == row["promised_on"]
        )


async def test_the_file_shows_the_papers_of_this_item_and_its_opening_is_logged(sit, hall, accepted, approvals) -> None:
    async with sit("ap-c-tax") as at:
        await at.press("enter")
        assert "案卷" in at.words and "居民身份证" in at.words
        await at.press("0")
        assert "起算日当天不计" in at.words
        await at.press("escape", "9")
        assert "经过" in at.words and "受理" in at.words
    looks = hall.db.execute(
        "SELECT count(*) FROM look WHERE staff = 'ap-c-tax' AND case_id = ?", (accepted.id,)
    ).fetchone()[0]
    assert looks > 0


async def test_the_supervisor_sees_the_two_numbers_and_what_waits(sit, hall, do, accepted, approvals) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], grant=True)
    async with sit("sup") as at:
        assert "按时办结 100.0%（1/1，逾期未办 0）" in at.words
        assert "在办 9 项" in at.words
        assert at.columns() == {80}


async def test_the_picture_of_a_paper_stands_beside_it_and_only_the_desks_own(sit, hall, do, tmp_path, filed) -> None:
    from PIL import Image

    picture = tmp_path / "card.png"
    Image.new("RGB", (80, 50), (200, 30, 30)).save(picture)
    step = do("case.open", "c3", items=("flexible-insurance",))
    do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
    do("case.all-here", "c3", case=step.case)
    fill_form(do, step.case, "c3")
    for document in ("L2000016", "L2000017"):
        do("case.document", "c3", case=step.case, document=document, state="here")
    do("case.attach", "c3", case=step.case, document="L2000016", **picked(hall, picture))
    do("case.accept", "c3", case=step.case)
    async with sit("ap-c-tax") as at:
        await at.press("enter")
        shown = at.app.screen.query_one("#picture")
        strips = [shown.render_line(y) for y in range(shown.size.height)]
        assert any(
            segment.style and segment.style.bgcolor and segment.style.bgcolor.triplet == (200, 30, 30)
            for s in strips
            for segment in s
        )
        assert at.columns() == {80}


def test_what_is_no_picture_draws_nothing_and_breaks_nothing() -> None:
    from counter.paper.thumbnail import cells

    for data in (b"", b"\x89PNG\r\n\x1a\n broken", b"%PDF-1.7", bytes(range(256)) * 50):
        assert cells(data, 40, 20) is None


async def test_a_desk_sees_its_own_papers_and_searches_nothing_else(sit, hall, do, accepted, approvals) -> None:
    async with sit("ap-c-tax") as at:
        await at.press("f9", *"0001", "enter")
        assert "A-" in at.words and "本台" not in at.message
        await at.press("escape")
        await at.press("f7")
        assert "回执" in at.lines[0] and "这件还没有文书" not in at.words
        shown = set(at.app.screen.papers)
    listed = {one.paper for one in do("paper.list", "ap-c-tax", case=accepted.case)}
    assert shown == listed and shown
    others = hall.db.execute("SELECT id FROM approval WHERE desk <> 'D-C-TAX'").fetchall()
    foreign = {row[0] for row in hall.db.execute("SELECT number FROM paper WHERE approval IS NOT NULL")}
    assert others and not foreign & shown
