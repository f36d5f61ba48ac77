"""Times of the day as people write them, and what is none."""

from __future__ import annotations

from datetime import time

import pytest

from counter.rules.times_written import time_in


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, time(9, 30)) for text in ("9:30", "09:30", "930", "0930", "9.30", "９：３０", "9点半", "九点半")),
        *((text, time(9, 30)) for text in (" 9 : 30 ", "9时30分", "9点30", "上午9点30分", "早上九点三十分")),
        *((text, time(15)) for text in ("15", "15:00", "1500", "15点", "15点整", "下午3点", "下午三点整", "下午15点")),
        *((text, time(12)) for text in ("12:00", "1200", "中午12点", "十二点", "下午12点")),
        ("两点一刻", time(2, 15)),
        ("下午2点三刻", time(14, 45)),
        ("0:05", time(0, 5)),
        ("晚上8点05", time(20, 5)),
        ("中午1点", time(13)),
        ("23:59", time(23, 59)),
    ],
)
def test_what_is_written_is_understood(text: str, meant: time) -> None:
    assert time_in(text) == meant


NONE = ("", " ", "24:00", "9:60", "2460", "12345", "9:3:0", ":30", "半", "9点30半", "明天9点", "-9:00", "9:30pm", "点")


@pytest.mark.parametrize("text", [*NONE, "[b]", "十百点", "9" * 100_000, "9\x00:30"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        time_in(text)
