"""Where a dialog stands, looked at: at what it is about, never over it, and all of it on the terminal."""

from __future__ import annotations

from textual.geometry import Region

from screens.dialogs.dialog import Dialog
from screens.dialogs.standing import LEAST
from tests.screens.conftest import Session


def first_line(about: Region) -> Region:
    return Region(about.x, about.y, about.width, 1)


def check_stands(at: Session) -> bool:
    """Whether a dialog is open; it stands where it should."""
    dialog = at.app.screen
    if not isinstance(dialog, Dialog):
        return False
    box, about = dialog.query_one(".dialog").region, dialog.concerns
    assert box and box in at.app.size.region, f"{dialog} is not on the terminal: {box}"
    if max(about.y, at.app.size.height - about.y - 1) < LEAST:
        return True
    assert not box.overlaps(first_line(about)), f"{dialog} at {box} covers what it is about: {about}\n{at.words}"
    beside = box.right == about.x or box.x == about.right
    assert beside or about.y - box.bottom == 0 or 0 < box.y - about.y <= about.height, (box, about)
    return True
