"""Questions that a sound hall answers with nothing."""

from __future__ import annotations

from collections.abc import Iterator

from counter.phrases.said import say
from counter.store import driver

QUESTIONS = {
    "受理的办件缺审批项": "SELECT i.case_id || ' ' || i.item FROM case_item i JOIN case_file c ON c.id = i.case_id"
    " WHERE c.acceptance_number IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM approval a WHERE a.case_id = i.case_id AND a.item = i.item)",
    "全部办结而办件未转出": "SELECT c.id FROM case_file c WHERE c.state = 'accepted' AND NOT EXISTS"
    " (SELECT 1 FROM approval a WHERE a.case_id = c.id AND a.state IN ('blocked', 'open', 'paused'))",
    "已决定而无决定书": "SELECT a.id FROM approval a WHERE a.state = 'decided' AND NOT EXISTS"
    " (SELECT 1 FROM decision d WHERE d.approval = a.id AND d.recalled_at IS NULL)",
    "中止而无中止记录": "SELECT a.id FROM approval a WHERE a.state = 'paused' AND NOT EXISTS"
    " (SELECT 1 FROM pause p WHERE p.approval = a.id AND p.ended_at IS NULL)",
    "中止没有结束而审批不在特别程序": (
        "SELECT 'A-' || p.approval FROM pause p JOIN approval a ON a.id = p.approval"
        " WHERE p.ended_at IS NULL AND a.state <> 'paused'"
    ),
    "待复核的提请与审批现状不符": (
        "SELECT 'A-' || r.approval FROM review r JOIN approval a ON a.id = r.approval"
        " JOIN case_file c ON c.id = a.case_id WHERE r.state = 'waiting'"
        " AND NOT CASE r.what WHEN 'recall' THEN a.state = 'decided' AND c.state IN ('accepted', 'decided')"
        " WHEN 'revoke' THEN a.state = 'decided' AND a.delivered_on IS NOT NULL"
        " WHEN 'deregister' THEN a.state = 'decided' AND a.delivered_on IS NOT NULL"
        " WHEN 'extend' THEN a.state IN ('blocked', 'open', 'paused') ELSE a.state = 'open' END"
    ),
    "在办号票没有正在进行的时段": (
        "SELECT t.id FROM ticket t WHERE t.state IN ('waiting', 'called', 'serving', 'held', 'absent', 'away')"
        " AND NOT EXISTS (SELECT 1 FROM ticket_period p WHERE p.ticket = t.id AND p.ended_at IS NULL)"
    ),
    "文书没有打印任务": (
        "SELECT p.number FROM paper p WHERE NOT EXISTS (SELECT 1 FROM paper_job j WHERE j.paper = p.number)"
    ),
}
"""What is asked, in the words of the finding -> the rows that would be wrong."""


def damage(db: driver.Connection) -> Iterator[str]:
    """What SQLite itself finds wrong with a store's pages."""
    try:
        for row in db.execute("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield str(row[0])
    except driver.DatabaseError as error:
        yield say("读不下去：{error}", error=error)


def faults(db: driver.Connection) -> Iterator[str]:
    """Everything wrong with hall.db, one sentence each."""
    yield from damage(db)
    try:
        yield from _contradictions(db)
    except driver.DatabaseError as error:
        yield say("读不下去：{error}", error=error)


def _contradictions(db: driver.Connection) -> Iterator[str]:
    for row in db.execute("PRAGMA foreign_key_check"):
        yield say("{table} 第 {number} 行指向不存在的 {other}", table=row[0], number=row[1], other=row[2])
    for words, sql in QUESTIONS.items():
        for row in db.execute(sql):
            yield f"{words}：{row[0]}"
