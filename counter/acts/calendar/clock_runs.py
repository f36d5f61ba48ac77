"""What the clocks did while nobody looked, seen the next morning; and, where they were wrong, taken back as one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from counter.acts.calendar.doubt import ANSWERS_FOR_IT
from counter.acts.case.step import name_of, noted, what_changed
from counter.acts.paper.wording import case as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.rules.case import CASE_STEP_NAMES
from counter.rules.identity import clean_text
from counter.rules.notice import JobState, NoticeKind
from counter.store import cases, clocks, driver, journal, moments, papers
from counter.store import clock_runs as store
from counter.store.clock_runs import Change
from counter.store.connection import savepoint

MOST_RUNS = 200

COUNTED = {
    "lapsed": mark("容缺逾期"),
    "deemed": mark("视为受理"),
    "unanswered": mark("补正逾期"),
    "reminded": mark("催办"),
    "overdue": mark("超期"),
    "steps_over": mark("本环节超时"),
}
"""What a check counts, in words."""


@dataclass(frozen=True, slots=True)
class ClockRun:
    """One check of the clocks: for which day, when, how many cases it ended or moved on, how much of it stands."""

    run: int
    day: str
    when: str
    ended: int
    words: str
    standing: int
    seen_by: str

    def __str__(self) -> str:
        left = "" if self.standing else say("，已撤回或没有可撤回的")
        return say(
            "第 {run} 次 {when}（{day}）：{words}{left}",
            run=self.run,
            when=self.when,
            day=self.day,
            words=self.words,
            left=left,
        )


@dataclass(frozen=True, slots=True)
class ByTheClock:
    """What became of one case by a check; `why_not` says why it can't be taken back any more."""

    case: str
    words: str
    why_not: str

    def __str__(self) -> str:
        kept = say("，不能撤回：{why}", why=self.why_not) if self.why_not else ""
        return say("{case} {words}{kept}", case=self.case, words=self.words, kept=kept)


@dataclass(frozen=True, slots=True)
class RunShown:
    """A check with its cases: what taking it back would bring back, and what it would leave."""

    run: ClockRun
    cases: tuple[ByTheClock, ...]

    def __str__(self) -> str:
        return listed((self.run, *(say("  {one}", one=one) for one in self.cases)), "\n")


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was brought back, what was left and why, and the papers that tell the applicants."""

    run: int
    restored: tuple[str, ...]
    left: tuple[ByTheClock, ...]
    papers: tuple[str, ...]

    def __str__(self) -> str:
        parts = [say("第 {run} 次时限检查已撤回：{n} 件恢复原状", run=self.run, n=len(self.restored))]
        if self.papers:
            parts.append(say("更正告知书 {papers}", papers=listed(self.papers)))
        if self.left:
            parts.append(say("没有恢复：{left}", left=listed(self.left, "；")))
        parts.append(say("请核对原件是否还在大厅"))
        return listed(parts, "；")


@query("clock.runs", by=ANSWERS_FOR_IT)
def runs(look: Look, limit: int = 30, unseen: bool = False) -> tuple[ClockRun, ...]:
    """The newest checks of the clocks; with `unseen` only those that ended something and that nobody has looked at."""
    return tuple(_shown(look, one) for one in store.runs(look.db, max(1, min(limit, MOST_RUNS)), unseen=unseen))


def in_words(summary: Mapping[str, int]) -> str:
    """What a check came to."""
    parts = [say("{words} {count} 件", words=COUNTED[name], count=n) for name, n in summary.items() if n]
    return listed(parts, "，") if parts else say("没有到期的")


def _shown(at: Look | Work, one: store.Run) -> ClockRun:
    return ClockRun(
        one.id,
        one.business_date,
        f"{at.hall.local(one.at):%Y-%m-%d %H:%M}",
        one.ended,
        in_words(one.summary),
        one.standing,
        one.looked_by,
    )


@query("clock.run", by=ANSWERS_FOR_IT, argument="run")
def run(look: Look, run: int) -> RunShown:
    """What one check did, case by case, and whether each can still be taken back."""
    one = _find(look, run)
    found = []
    for case_id, changes in _by_case(store.standing(look.db, run)):
        if case_id is not None:
            row = cases.get(look.db, case_id)
            look.log(person=row["person"], case=case_id)
            found.append(ByTheClock(name_of(row), _what(changes), _why_not(look, row, changes)))
    return RunShown(_shown(look, one), tuple(found))


@act("clock.seen", by=ANSWERS_FOR_IT, argument="run")
def seen(work: Work, run: int) -> ClockRun:
    """Have looked at what a check did: the supervisor's screen need not name it any more."""
    _find(work, run)
    store.look(work.db, run, work.now, work.actor.staff)
    work.about(f"clock-run:{run}")
    return _shown(work, _find(work, run))


@act("clock.take-back", by=(Role.SUPERVISOR,), argument="run")
def take_back(work: Work, run: int, reason: str = "") -> TakenBack:
    """Take back all that one check of the clocks did, as one act. Cases on which people have acted since stay as they
    are and are named. Until somebody has looked at the time, no clock does anything more.
    """
    one = _find(work, run)
    words = clean_text(reason, what=say("理由"), limit=200)
    changes = store.standing(work.db, run)
    reminders = store.forget_reminders(work.db, one)
    if not changes and not reminders:
        raise Refusal(
            "clock.nothing-left-to-take-back",
            say("第 {run} 次时限检查没有可以撤回的", run=run),
            rule=say("撤回过的、没有改动办件的、太久以前的不能再撤回"),
            next=Next.by("clock.runs", say("请看各次时限检查")),
        )
    restored: list[str] = []
    left: list[ByTheClock] = []
    issued: list[str] = []
    for case_id, group in _by_case(changes):
        row = cases.get(work.db, case_id) if case_id is not None else None
        if why := _why_not(work, row, group):
            left.append(ByTheClock(name_of(row) if row else "", _what(group), why))
            continue
        try:
            with savepoint(work.db):
                issued += _put_back(work, one, row, group, words)
        except driver.IntegrityError:
            left.append(ByTheClock(name_of(row) if row else "", _what(group), say("之后的记录还挂在上面")))
            continue
        if row:
            restored.append(name_of(row))
    if left and len(left) == len(_by_case(changes)):
        raise Refusal(
            "clock.acted-on-since",
            say("都已有人接着办：{left}", left=listed(left, "；")),
            rule=say("人接着办过的不跟着时钟撤回"),
            next=say("请逐件按各自的更正办法处理"),
        )
    if clocks.checked_for(work.db) >= one.business_date:
        clocks.mark_checked(work.db, one.checked_before, work.now)
    if not journal.done_since(work.db, one.entry, "clock.confirm"):
        moments.hold(work.db)
    store.look(work.db, run, work.now, work.actor.staff)
    work.subject = ""
    work.facts.clear()
    work.about(
        f"clock-run:{run}", restored=restored, left=[entry.case for entry in left], papers=issued, reminders=reminders
    )
    return TakenBack(run, tuple(restored), tuple(left), tuple(issued))


def _find(at: Look | Work, run: int) -> store.Run:
    one = store.get(at.db, run)
    if one is None:
        raise Refusal(
            "clock.no-such-run",
            say("没有第 {run} 次时限检查", run=run),
            rule=say("每次时限检查有一个编号"),
            next=Next.by("clock.runs", say("请看各次时限检查")),
        )
    return one


def _by_case(changes: Iterable[Change]) -> list[tuple[int | None, list[Change]]]:
    groups: dict[int | None, list[Change]] = {}
    for one in changes:
        groups.setdefault(one.case_id, []).append(one)
    return sorted(groups.items(), key=lambda group: group[0] or 0)


def _what(changes: list[Change]) -> str:
    """What became of a case, in words."""
    parts: list[str] = []
    for one in changes:
        if one.name == "case_file" and "state" in one.after:
            before, after = (CASE_STEP_NAMES[side["state"]] for side in (one.before, one.after))
            parts.append(say("{before} 改为 {after}", before=before, after=after))
    ended = sum(one.name == "approval" and one.after.get("state") == "withdrawn" for one in changes)
    begun = sum(one.name == "approval" and one.kind == "new" for one in changes)
    late = sum(one.name == "supplement_round" and one.after.get("state") == "lapsed" for one in changes)
    waits = sum(one.name == "lapse" and one.kind == "new" for one in changes)
    for count, words in (
        (ended, mark("审批停止")),
        (begun, mark("审批开始")),
        (late, mark("补正逾期")),
        (waits, mark("容缺逾期")),
    ):
        if count:
            parts.append(say("{words} {count} 个", words=words, count=count))
    return listed(parts, "，") if parts else say("日期移动")


def _why_not(at: Look | Work, row: driver.Row | None, changes: list[Change]) -> str:
    """Why what a check did to a case can't be taken back; empty where it can."""
    versions = [one.after["version"] for one in changes if one.name == "case_file"]
    if row is not None and versions and row["version"] != max(versions):
        by_people = [c for c in cases.changes_since(at.db, row["id"], max(versions)) if c["staff"] != "hall"]
        if by_people:
            return say("{what}", what=verbatim(what_changed(at, row, max(versions))))
    found = store.moved(at.db, changes)
    numbers = sorted({f"A-{one.key.strip('[]')}" for one in found if one.name == "approval"})
    if numbers:
        return say("{approvals} 已有人接着办", approvals=listed(numbers))
    return say("之后又有变动") if found else ""


def _put_back(work: Work, one: store.Run, row: driver.Row | None, changes: list[Change], reason: str) -> list[str]:
    """Bring one case back; the correcting papers that tell its applicant."""
    store.put_back(work.db, one.id, changes, work.now, work.actor.staff, say("时钟有误，作废"))
    if row is None:
        return []
    what = say("撤回 {day} 时限检查", day=one.business_date)
    after = noted(
        work,
        row,
        say("{what}：{reason}", what=what, reason=verbatim(reason)) if reason else what,
        CASE_STEP_NAMES[row["state"]],
        CASE_STEP_NAMES[cases.get(work.db, row["id"])["state"]],
    )
    told = [change for change in changes if change.name == "paper" and change.after["kind"] in TOLD]
    numbers = [number for change in changes if change.name == "paper" for number in [change.after["number"]]]
    for number in numbers:
        for job in papers.jobs_of(work.db, number):
            papers.void(work.db, job.id)
    out = [change.after["number"] for change in told if _is_out(work, change.after["number"])]
    if not out:
        return []
    content = wording.correction_content(work, after, out)
    return [issue_notice(work, NoticeKind.CORRECTION, content, case_id=row["id"])]


TOLD = (NoticeKind.ACCEPTANCE, NoticeKind.TOLERANCE, NoticeKind.NOTICE, NoticeKind.NON_ACCEPTANCE)
"""Papers for the applicant."""


def _is_out(work: Work, paper: str) -> bool:
    return any(job.state in (JobState.SENDING, JobState.SENT) for job in papers.jobs_of(work.db, paper))


def keep(work: Work, working_day: date, changes: list[Change], before: str, counts: dict[str, int]) -> int:
    """Keep what a check wrote; its number."""
    ended = sum(counts.get(name, 0) for name in ("lapsed", "deemed", "unanswered"))
    return store.put(work.db, work.today.isoformat(), working_day.isoformat(), work.now, before, counts, ended, changes)
