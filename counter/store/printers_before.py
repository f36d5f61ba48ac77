"""What stood at windows and in print jobs before a hall had a list of printers becomes the list.

A machine that several windows had becomes one printer. A file elsewhere becomes one in the hall's own folder; a device
that is no printer's, and what the rules don't let through, is out of use: its papers wait, and everybody is told.
"""

from __future__ import annotations

import re
from typing import Any

from counter.errors import Refusal
from counter.rules.printer import PREVIEW, Setting, read_setting

OPEN_JOBS = "state IN ('waiting', 'sending', 'failed')"


def take_over(db: Any) -> None:
    """Make the list, let windows, jobs and the hall's own setting name it, and drop the windows' old settings."""
    at_windows = [row[0] for row in db.execute("SELECT printer_before FROM front_window ORDER BY number")]
    elsewhere = [
        row[0]
        for row in db.execute(
            f"SELECT DISTINCT printer FROM paper_job WHERE {OPEN_JOBS} UNION SELECT value FROM setting"
            " WHERE name = 'printer'"
        )
    ]
    codes = {text: PREVIEW for text in (*at_windows, *elsewhere) if re.match(r"\s*preview\b|\s*$", text)}
    machines: dict[str, str] = {}
    now = db.execute("SELECT coalesce(max(at), 0) FROM journal").fetchone()[0]
    for text in dict.fromkeys((*at_windows, *elsewhere)):
        if text in codes:
            continue
        code = f"P{len(set(machines.values())) + 1}"
        setting, found = _as_now(text.strip(), code)
        old = text.strip().partition("?")[0]
        machine = old if old in machines else found.machine if found else old
        if machine not in machines:
            machines[machine] = machines[old] = code
            db.execute(
                "INSERT INTO printer (code, name, setting, machine, before, retired_at) VALUES (?,?,?,?,?,?)",
                (code, code, setting, machine, text.strip(), None if found else now),
            )
        codes[text] = machines[machine]
    for text, code in codes.items():
        db.execute("UPDATE front_window SET printer = ? WHERE printer_before = ?", (code, text))
        db.execute(f"UPDATE paper_job SET printer = ? WHERE printer = ? AND {OPEN_JOBS}", (code, text))
        db.execute("UPDATE setting SET value = ? WHERE name = 'printer' AND value = ?", (code, text))
    db.execute("ALTER TABLE front_window DROP COLUMN printer_before")


def _as_now(text: str, code: str) -> tuple[str, Setting | None]:
    """A setting of before as the list has it, and what it means; nothing where nothing may be sent there."""
    path, mark, options = text.removeprefix("file:").partition("?")
    now = text
    if text.startswith("file:") and re.fullmatch(r"/dev/usb/lp\d{1,3}", path):
        now = f"device:{path}{mark}{options}"
    elif text.startswith("file:") and (not path.startswith("/dev/") or path.startswith("/dev/shm/")):
        now = f"file:{code.lower()}.prn{mark}{options}"
    try:
        return now, read_setting(now, rehearsal=True)
    except Refusal:
        return text, None
