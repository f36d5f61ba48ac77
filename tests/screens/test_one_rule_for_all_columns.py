"""The rule by which lists share out their cells: whatever the columns want, and whatever room there is."""

from __future__ import annotations

import random

from screens.parts.columns import LEAST_OPEN, Want, share_out


def test_no_text_is_cut_while_there_is_blank_and_no_title_ever_where_there_is_room() -> None:
    chance = random.Random(13)
    for _ in range(4000):
        wants = [
            Want(
                0 if at in (1, 4) else chance.choice((2, 4, 8, 14, 30)),
                chance.randrange(0, 13, 2),
                chance.choice((0, 3, 9, 14, 28, 60)),
                may_go=at > 2 and chance.random() < 0.5,
            )
            for at in range(chance.randrange(2, 7))
        ]
        cells = chance.randrange(20, 200)
        widths = share_out(wants, cells)
        here = [(want, width) for want, width in zip(wants, widths, strict=True) if width]
        used = sum(width for _, width in here) + len(here) - 1
        needed = sum(want.need for want, _ in here) + len(here) - 1
        assert used <= cells or not any(want.may_go for want, _ in here) or cells < 40, (wants, cells, widths)
        if used < cells or needed <= cells:
            assert all(width >= want.need for want, width in here if want.longest), (wants, cells, widths)
        assert all(width >= want.title for want, width in here if want.width), (wants, cells, widths)


def test_what_is_too_wide_gives_way_and_short_texts_are_whole_first() -> None:
    assert share_out([Want(8, 4, 4), Want(0, 4, 40)], 40) == [4, 35]
    assert share_out([Want(0, 4, 40), Want(8, 4, 9)], 40) == [30, 9]
    assert share_out([Want(0, 4, 40), Want(8, 4, 30)], 40) == [31, 8], "a long one waits for what is left"


def test_columns_stand_near_each_other_on_a_wide_screen() -> None:
    widths = share_out([Want(0, 4, 12), Want(4, 4, 1), Want(8, 4, 5)], 150)
    assert sum(widths) < 60
    assert share_out([Want(0, 4, 13), Want(4, 4, 1), Want(8, 4, 5)], 150) == widths, "a sign more moves nothing"
