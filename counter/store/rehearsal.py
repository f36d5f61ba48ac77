"""A hall for one simulated day: queues, windows, clerks, and the questions that are asked of it afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from counter.store import driver


def furnish(
    db: driver.Connection, queues: Iterable[tuple[str, str, str, int]], windows: Mapping[int, Iterable[str]]
) -> None:
    """Write the queues (letter, code, name, configured minutes), the windows with their letters, a clerk for each, and
    a guide.
    """
    for letter, code, name, minutes in queues:
        db.execute(
            "INSERT INTO queue (letter, code, name, last_number, fixed_minutes) VALUES (?,?,?,9999,?)",
            (letter, code, name, minutes),
        )
    db.execute("INSERT INTO staff (code, name, role) VALUES ('g1', '导办', 'guide'), ('sup', '主任', 'supervisor')")
    for number, letters in windows.items():
        db.execute(
            "INSERT INTO front_window (number, name, queues) VALUES (?,?,?)",
            (number, f"{number} 号窗口", json.dumps(list(letters))),
        )
        db.execute("INSERT INTO staff (code, name, role) VALUES (?,?,'clerk')", (f"c{number}", f"窗口员{number}"))


def anybody(db: driver.Connection, letters: Iterable[str], window: int, now: int) -> bool:
    """Is there somebody this window could call? A cheap look that takes no lock."""
    return any(
        db.execute(
            "SELECT 1 FROM ticket WHERE state = 'waiting' AND queue = ? AND ready_at <= ? AND not_before <= ?"
            " AND (for_window IS NULL OR for_window = ?) LIMIT 1",
            (letter, now, now, window),
        ).fetchone()
        for letter in letters
    )


def visits(db: driver.Connection, day: str) -> list[driver.Row]:
    """Every ticket of a day: id, class, lane, queue, state, arrived, ready, first call, ms at windows."""
    return db.execute(
        "SELECT t.id, t.class, t.lane, t.letter, t.state, t.arrived_at, t.ready_at, t.appointment_at,"
        " min(c.started_at) AS called_at, (SELECT coalesce(sum(p.ended_at - p.started_at), 0) FROM ticket_period p"
        " WHERE p.ticket = t.id AND p.kind IN ('called', 'serving')) AS busy FROM ticket t LEFT JOIN ticket_period c"
        " ON c.ticket = t.id AND c.kind = 'called' WHERE t.business_date = ? GROUP BY t.id ORDER BY t.id",
        (day,),
    ).fetchall()


def states(db: driver.Connection, day: str) -> dict[str, int]:
    """How many tickets of a day are in each state."""
    return {
        row[0]: row[1]
        for row in db.execute("SELECT state, count(*) FROM ticket WHERE business_date = ? GROUP BY state", (day,))
    }


def repeated_numbers(db: driver.Connection) -> int:
    """Numbers given out more than once in a queue and day."""
    return driver.number(
        db.execute(
            "SELECT coalesce(sum(n - 1), 0)"
            " FROM (SELECT count(*) AS n FROM ticket GROUP BY letter, business_date, number)"
        )
    )


def double_calls(db: driver.Connection) -> int:
    """Tickets that two windows had at one time, by their periods."""
    return driver.number(
        db.execute(
            "SELECT count(*) FROM ticket_period a JOIN ticket_period b ON b.ticket = a.ticket AND b.id > a.id"
            " WHERE a.kind IN ('called', 'serving') AND b.kind IN ('called', 'serving')"
            " AND b.started_at < coalesce(a.ended_at, 1 << 62) AND a.started_at < coalesce(b.ended_at, 1 << 62)"
        )
    )


def broken_invariants(db: driver.Connection) -> list[str]:
    """What may never be, looked for in the finished store; empty when all holds."""
    questions = {
        "窗口同时有两个号": (
            "SELECT count(*) FROM (SELECT front_window, started_at AS s, coalesce(ended_at, 1 << 62) AS e,"
            " lead(started_at) OVER (PARTITION BY front_window ORDER BY started_at, id) AS next FROM ticket_period"
            " WHERE kind IN ('called', 'serving') AND front_window IS NOT NULL) WHERE next < e"
        ),
        "一个号的时段有重叠或空缺": (
            "SELECT count(*) FROM (SELECT ended_at AS e, lead(started_at) OVER (PARTITION BY ticket"
            " ORDER BY started_at, id) AS next FROM ticket_period) WHERE next IS NOT NULL AND (e IS NULL OR e <> next)"
        ),
        "结束的号还有未结时段": (
            "SELECT count(*) FROM ticket t JOIN ticket_period p ON p.ticket = t.id AND p.ended_at IS NULL"
            " WHERE t.state IN ('finished', 'left', 'lapsed', 'tomorrow')"
        ),
        "在办的号没有时段": (
            "SELECT count(*) FROM ticket t WHERE t.state IN ('waiting', 'called', 'serving', 'held', 'absent', 'away')"
            " AND NOT EXISTS (SELECT 1 FROM ticket_period p WHERE p.ticket = t.id AND p.ended_at IS NULL)"
        ),
        "时段与状态不符": "SELECT count(*) FROM ticket t JOIN ticket_period p ON p.ticket = t.id AND p.ended_at IS NULL"
        " WHERE t.state <> CASE p.kind WHEN 'transferred' THEN 'waiting' ELSE p.kind END",
        "有时长为负": "SELECT count(*) FROM ticket_period WHERE ended_at < started_at",
        "叫号没有呼叫记录": (
            "SELECT count(*) FROM ticket t"
            " WHERE t.calls > 0 AND t.origin <> 'downtime' AND NOT EXISTS (SELECT 1 FROM call c WHERE c.ticket = t.id)"
        ),
    }
    found = [f"{words}：{count}" for words, sql in questions.items() if (count := driver.number(db.execute(sql)))]
    if problems := db.execute("PRAGMA foreign_key_check").fetchall():
        found.append(f"外键不符：{len(problems)}")
    return found


def seats(db: driver.Connection, many: int) -> list[tuple[int, str]]:
    """The first windows that call a queue, each with a clerk of its own: whoever is signed in, else the next free."""
    windows = db.execute(
        "SELECT w.number, sh.staff FROM front_window w LEFT JOIN shift sh ON sh.front_window = w.number"
        " AND sh.ended_at IS NULL WHERE w.closed_on IS NULL AND w.queues <> '[]' ORDER BY w.number LIMIT ?",
        (many,),
    ).fetchall()
    taken = {row["staff"] for row in windows}
    free = iter(
        row["code"]
        for row in db.execute("SELECT code FROM staff WHERE role = 'clerk' AND active = 1 ORDER BY length(code), code")
        if row["code"] not in taken
    )
    found = [(row["number"], row["staff"] or next(free, None)) for row in windows]
    return [(number, code) for number, code in found if code is not None]


def letters_called(db: driver.Connection, windows: list[int]) -> list[str]:
    """The queues that some windows call."""
    rows = db.execute("SELECT number, queues FROM front_window ORDER BY number")
    return sorted({letter for row in rows if row["number"] in windows for letter in json.loads(row["queues"])})
