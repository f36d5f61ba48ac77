"""What people do with papers once they are written: print one again, give one up, set a printer, see what never came
out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from counter.acts.paper.wording import slip as wording
from counter.acts.paper.writing import code_of, issue_notice, printer_of
from counter.acts.premises.printers import named, shown_name
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.notice import JOB_STATE_NAMES, JobState, NoticeKind
from counter.store import clock_runs, papers, printers, reach, staff

FRONT = (Role.GUIDE, Role.CLERK, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One copy of a paper on its way, by its printer's name. `copy` counts from 0; `error` says what the printer said
    last.
    """

    job: int
    paper: str
    kind: str
    printer: str
    copy: int
    state: str
    state_name: str
    attempts: int
    error: str
    window: int | None

    def __str__(self) -> str:
        where = say("{window} 号窗口", window=self.window) if self.window else self.printer
        return listed((self.paper, where, self.state_name, *filter(None, (self.error,))), "  ")


@dataclass(frozen=True, slots=True)
class Copies:
    """A paper and what became of each of its copies."""

    paper: str
    kind: str
    jobs: tuple[PrintJob, ...]

    def __str__(self) -> str:
        return listed((str(job) for job in self.jobs), "\n")


def _shown(job: papers.Job, kind: str) -> PrintJob:
    return PrintJob(
        job.id,
        job.paper,
        kind,
        shown_name(job.printer, job.printer_name),
        job.copy,
        job.state,
        JOB_STATE_NAMES[job.state],
        job.attempts,
        job.error,
        job.front_window,
    )


@act("paper.reprint", by=FRONT, argument="paper")
def reprint(work: Work, paper: str, printer: str = "") -> PrintJob:
    """Print a paper once more, on a printer of the list (empty: the window's); it says COPY n. Where a print never
    began, that one is hurried or taken up again instead.

    A print that may have come out in part is one that came out: the next says COPY.
    """
    found = papers.paper(work.db, paper)
    if clock_runs.revoked(work.db, found.number):
        raise Refusal(
            "paper.void-with-the-clock",
            say("{paper} 是时钟有误时出的，已经作废", paper=found.number),
            rule=say("作废的文书不再打印"),
            next=say("请看更正告知书"),
        )
    target = named(work.db, printer).code if printer.strip() else printers.usable(work.db, printer_of(work)).code
    jobs = papers.jobs_of(work.db, found.number)
    never = [job.id for job in jobs if job.state == JobState.WAITING] or papers.never_began(work.db, found.number)
    if never:
        id = never[0]
        papers.take_up_again(work.db, id, target, work.now)
    else:
        id = papers.add(work.db, found.number, target, work.actor.window, work.now, work.now)
    _about(work, found, job=id, reprint=not never)
    return _shown(papers.job(work.db, id), found.kind)


@act("paper.void", by=FRONT, argument="job")
def void(work: Work, job: int) -> PrintJob:
    """Give a print job up (the paper itself stays)."""
    found = papers.job(work.db, job)
    if not papers.void(work.db, job):
        raise Refusal(
            "paper.print-job-cannot-voided",
            say("打印任务 {job} {job_state}，不能作废", job=job, job_state=JOB_STATE_NAMES[found.state]),
            rule=say("只有没印出的能作废"),
        )
    paper = papers.paper(work.db, found.paper)
    _about(work, paper, job=job, void=True)
    return _shown(papers.job(work.db, job), paper.kind)


def _about(work: Work, paper: papers.Paper, **facts: Any) -> None:
    work.about(f"paper:{paper.number}", **facts)


@act("paper.printer", by=(Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR), argument="printer")
def set_printer(work: Work, printer: str, window: int | None = None) -> str:
    """Let a window print on a printer of the list; what still waits at it comes along. A clerk says so for the window
    they are at.
    """
    number = window if window is not None else work.actor.window
    if number is None or papers.printer_at(work.db, number) is None:
        raise Refusal(
            "paper.not-say-window",
            say("没有说明哪个窗口"),
            rule=say("打印机按窗口设置"),
            next=Next.by("paper.printer", say("请写明窗口号"), printer=printer, window=None),
        )
    there = staff.at_window(work.db, number)
    if work.actor.role is Role.CLERK and (number != work.actor.window or there not in (None, work.actor.staff)):
        raise Refusal(
            "paper.printer-of-another-window",
            say("不能改 {number} 号窗口的打印机", number=number),
            rule=say("窗口人员只设自己所在的窗口"),
            next=say("请由值班主任或管理员设置"),
        )
    found = named(work.db, printer)
    moved = papers.set_printer(work.db, number, found.code)
    work.about(f"window:{number}", printer=found.code, moved=moved)
    return say(
        "{number} 号窗口的打印机：{printer}{moved}",
        number=number,
        printer=shown_name(found.code, found.name),
        moved=verbatim(say("；{n} 份待印文书转到这台", n=moved) if moved else ""),
    )


@act("paper.test", by=FRONT)
def test_page(work: Work) -> str:
    """Print a test page at this window: the same words in GBK, GB18030 and as a picture. Returns the paper number."""
    number = issue_notice(work, NoticeKind.TEST, wording.test_content(work))
    work.about(f"paper:{number}")
    return number


@query("paper.unprinted", by=FRONT)
def unprinted(look: Look, window: int | None = None) -> tuple[PrintJob, ...]:
    """Papers that did not come out: tried in vain, in doubt, or waiting for more than 10 s. One line a paper."""
    found = []
    for job, kind in papers.unprinted(look.db, window):
        if job.state == JobState.FAILED or job.attempts or look.now - job.at > 10_000:
            found.append(_shown(job, kind))
    return tuple(found)


@query("paper.copies", by=FRONT, argument="paper")
def copies(look: Look, paper: str) -> Copies:
    """What became of each copy of a paper."""
    found = papers.paper(look.db, paper)
    if found.case_id is not None:
        look.log(case=found.case_id)
    return Copies(
        found.number, found.kind, tuple(_shown(job, found.kind) for job in papers.jobs_of(look.db, found.number))
    )


@query("paper.content", by=FRONT, argument="paper")
def content(look: Look, paper: str) -> papers.Paper:
    """A paper as it was written, for whoever lays it out: a look at the applicant's data."""
    found = papers.paper(look.db, paper)
    if found.case_id is not None:
        look.log(case=found.case_id, person=reach.person_of_case(look.db, found.case_id))
    owner = found.content.get("code_of") or {}
    return replace(found, code=code_of(look.hall, owner["kind"], int(owner["id"]))) if owner else found


@query("paper.list", by=FRONT, argument="case")
def of_case(look: Look, case: str) -> tuple[Copies, ...]:
    """Every paper of a case, oldest first."""
    from counter.store import approvals, cases

    row = cases.find(look.db, case)
    look.log(case=row["id"])
    own = {a["id"] for a in approvals.of_case(look.db, row["id"]) if a["desk"] == look.actor.desk}
    return tuple(
        copies(look, one.number)
        for one in papers.of_case(look.db, row["id"])
        if look.actor.role is not Role.APPROVER or one.approval is None or one.approval in own
    )
