"""A paper on the screen is a look at somebody's data, which can be shown to them."""

from __future__ import annotations

from tests.desks.conftest import accepted, do, filed
from tests.screens.conftest import Sitting


async def test_a_paper_on_the_screen_leaves_a_look(sit: Sitting, hall, accepted) -> None:
    def looks() -> set[tuple[str, int | None, int | None]]:
        rows = hall.db.execute("SELECT staff, person, case_id FROM look WHERE what = 'paper.content'")
        return {tuple(row) for row in rows}

    assert looks() == set()
    person = hall.db.execute("SELECT person FROM case_file WHERE id = ?", (accepted.id,)).fetchone()[0]
    assert person is not None
    async with sit("c3") as at:
        await at.press("f9")
        await at.paste(accepted.case)
        await at.press("enter", "f7")
        assert "受理" in at.words and ("已打" in at.words or "待打" in at.words)
    assert looks() == {("c3", person, accepted.id)}
