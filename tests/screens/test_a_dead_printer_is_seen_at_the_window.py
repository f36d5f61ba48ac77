"""The citizen stands there waiting for the receipt: the window says that it has not come out, and why, in words."""

from __future__ import annotations

import errno

import pytest

from counter.paper.printers import _why
from tests.screens.conftest import Sitting


async def test_the_window_names_what_its_own_printer_owes(sit: Sitting, hall, at_the_door) -> None:
    at_the_door("A")
    number = hall.db.execute("SELECT number FROM paper WHERE kind = 'ticket'").fetchone()[0]
    hall.db.execute("UPDATE paper_job SET state = 'sent'")
    hall.db.execute(
        "INSERT INTO paper_job (paper, printer, copy, front_window, at, next_at, state, error) VALUES (?, "
        "'network://10.0.0.9', 9, 1, ?, 0, 'waiting', '连不上打印机（没有应答）')",
        (number, hall.now()),
    )
    async with sit("c1") as at:
        assert "1 份文书没有打出" in at.words and "连不上打印机（没有应答）" in at.words and "请看打印机" in at.words
    async with sit("c2") as at:
        assert "没有打出" not in at.words
    hall.db.execute("UPDATE paper_job SET state = 'sent', error = ''")
    async with sit("c1") as at:
        assert "没有打出" not in at.words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ECONNREFUSED, "Connection refused"), "没有应答，可能没开机或端口不对"),
        (RuntimeError("Could not open socket for 10.0.0.9\n([Errno 113] No route to host)"), "网络到不了它"),
        (RuntimeError("Unable to open 10.0.0.9: timed out"), "没有应答"),
        (ValueError("No backend available"), "系统没有 libusb，Debian 软件包 libusb-1.0-0"),
        (ValueError("odd"), "odd"),
    ],
)
def test_why_a_printer_can_not_be_reached_is_said_in_words(error: Exception, words: str) -> None:
    assert _why(error) == words
