"""What the day's check does by itself, who is told of it, on what paper, how it is undone and what else it touches.

The rule behind the table: a clock may warn, list and count; it ends nothing. What it does change is one row of this
table, is recorded row by row and taken back as one act (clock.take-back). A test walks every turn and holds it
against this.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One automatic turn. `writes` are the tables it changes, `ends` whether an application or a right ends by it."""

    what: str
    basis: str
    told: str
    paper: str
    undone: str
    touches: str
    writes: frozenset[str]
    ends: bool = False


TURNS = {
    "deemed": Turn(
        "a received case that nobody answered in five working days is accepted as of receipt (or as of the day on which"
        " its supplement was complete)",
        "Licensing Law 32(4)(5)",
        "window and supervisor from working day 4; applicant by page and paper; desks by their lists and slips",
        "受理通知书, printed as any acceptance; 物料转移单",
        "clock.take-back: approvals go, numbers are never given twice, printed papers are corrected in writing",
        "approvals, slips and their dates begin; nothing that was handed in changes hands",
        frozenset({"case_file", "approval", "approval_after", "transfer_slip", "paper", "supplement_round"}),
    ),
    "lapsed": Turn(
        "a tolerated paper whose day has passed waits for a person",
        "RULES 4; the written pledge",
        "window, desk and supervisor three working days before and after (report.owed, clock.warnings); applicant by"
        " page before, by paper after",
        "补交材料催告书, once",
        "clock.take-back; a person settles it by case.bring, case.extend-tolerance, case.end-tolerance,"
        " approval.end-tolerance or a decision",
        "the results of items that need the paper are not handed over meanwhile; no other item",
        frozenset({"lapse", "case_file", "paper"}),
    ),
    "unanswered": Turn(
        "a round or notice whose day has passed lapses; it never reads as answered",
        "Licensing Law 32(4), 31",
        "desk, window and supervisor (report.owed) until somebody acts; applicant by page and paper",
        "补交材料催告书, once",
        "clock.take-back; the applicant may still answer, a desk may decide on what it has",
        "the desk may decide from now on; the case stays where it is",
        frozenset({"supplement_round", "case_file", "paper"}),
    ),
    "paused-too-long": Turn(
        "a special procedure past the time that was told goes on stopping the clock, its date moves every day",
        "Licensing Law 45",
        "desk and supervisor (clock.warnings); applicant by page; the desk writes again with approval.pause-longer",
        "特别程序告知书, written by the desk",
        "resuming ends it; clock.take-back for the date",
        "promised and legal day of the item and of what waits for it",
        frozenset({"approval", "case_file"}),
    ),
    "delivery-clock": Turn(
        "a decision of an older hall gets the delivery clock that every decision has",
        "Licensing Law 44",
        "window (clock.warnings)",
        "none: nothing changes for the applicant",
        "clock.take-back",
        "nothing else",
        frozenset({"approval"}),
    ),
    "dates-corrected": Turn(
        "a stored date that is not what its facts and the calendar make of it is counted anew",
        "Licensing Law 82",
        "supervisor (what the check says, clock.runs); the page of the case",
        "none: what was printed stays true of its day; the desk or window tells where a promise moved",
        "clock.take-back",
        "days of receipt, completion and acceptance, and what hangs on them",
        frozenset({"case_file", "approval"}),
    ),
    "reminded": Turn(
        "open approvals near, over or past their desk's day are reminded and escalated",
        "RULES 3.7",
        "desk and supervisor",
        "none",
        "clock.take-back",
        "the count of reminders",
        frozenset({"reminder", "approval"}),
    ),
}
"""By the names under which the check counts them. Originals go back by nobody's clock: only with a person's act that
ends or delivers a case. Tickets that are left at closing are put off or ended by whoever closes the day (day.close); a
rating that is late is listed and never closed.
"""
