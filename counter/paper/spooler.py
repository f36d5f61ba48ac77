"""Print jobs from the store to the machines: in order per printer, patiently, once.

A job is marked `sending` before its first byte leaves and `sent` after the printer has worked it off. Whatever lies
between (a kill, a dropped line) leaves it in doubt: it is closed as failed and one more job, which prints COPY, takes
its place. So nothing is lost, and nothing comes out twice without saying so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from counter.errors import Refusal
from counter.hall import Hall
from counter.paper import escpos, printers
from counter.paper.layout import preview
from counter.paper.printers import InDoubt, NotReady, Status, Troubled
from counter.paper.receipt import sheet_of
from counter.phrases.said import say
from counter.rules.notice import JobState
from counter.rules.printer import ANSWERING, PREVIEW, Setting
from counter.store import papers
from counter.store import printers as list_of
from counter.store.connection import immediate
from counter.store.papers import Job
from counter.trouble import note

BACK_OFF_S = (1, 2, 4, 8, 15, 30, 60)
"""Pause after the 1st, 2nd ... failed try; the last one for all further tries."""

IDLE_S = 0.2
ASK_S = 60.0
"""How long nobody asks a printer without work how it is."""

AGAIN_S = 5.0
"""How long a printer's thread that met with a fault is left alone."""

SYSTEM_S = 60
"""How long the system's own spooler may take to take a job."""


def real_ms() -> int:
    """The wall clock, also where a training hall's clock stands still: printers live in real time."""
    return time.time_ns() // 1_000_000


def settle(hall: Hall, printer: str) -> int:
    """Close what a dead spooler left half sent, and queue the COPY for each. Call before the first job. Returns how
    many.
    """
    with immediate(hall.db):
        doubtful = papers.interrupted(hall.db, printer)
        for id in doubtful:
            papers.in_doubt(hall.db, id, say("打印时程序中断，不能确定是否印出"), hall.now(), real_ms())
    return len(doubtful)


def print_next(hall: Hall, printer: str) -> bool:
    """Try the oldest job of a printer, by its code. True if one was dealt with, False if there is none or it is not
    due. What is of no printer that may be spoken to waits, and says why.
    """
    job = papers.head(hall.db, printer)
    if job is None or (job.attempts and 0 < job.next_at - real_ms() <= BACK_OFF_S[-1] * 1000):
        return False  # a moment further off than any pause was set by a clock that has been put back since
    pause = BACK_OFF_S[min(job.attempts, len(BACK_OFF_S) - 1)]
    try:
        setting = printers.setting_of(hall, printer)
    except Refusal as refusal:
        if refusal.code == "printer.out-of-use" and (instead := _successor(hall, job)) is not None:
            _note(hall, papers.bring_over, job.id, instead)
        else:
            _note(hall, papers.again_later, job.id, refusal.message, real_ms() + round(pause * 1000))
        return True
    try:
        data = _render(hall, job, setting)
    except Refusal as refusal:
        _note(hall, papers.failed, job.id, str(refusal))
        return True
    except Exception as error:  # noqa: BLE001 (noted; what is said to a person is a sentence)
        _note(hall, papers.failed, job.id, say("这份文书排不出来；{note}", note=note(error, hall.directory)))
        return True
    began, status = False, Status(False)

    def begin() -> None:
        nonlocal began
        with immediate(hall.db):
            if not papers.begin(hall.db, job.id):
                raise NotReady(say("任务已作废"))
        began = True

    try:
        if setting.kind == "preview":
            begin()
            _show(hall, job, data)
        else:
            status = send(hall, setting, data, begin)
    except (NotReady, InDoubt, OSError) as trouble:
        if began and not isinstance(trouble, NotReady):
            _note(
                hall,
                papers.in_doubt,
                job.id,
                say("{words}，不能确定是否印出", words=_words(trouble)),
                hall.now(),
                real_ms(),
            )
        elif papers.job(hall.db, job.id).state != JobState.VOID:
            _note(hall, papers.again_later, job.id, _words(trouble), real_ms() + round(pause * 1000))
        _keep(hall, printer, Status(setting.talks, _words(trouble)), reached=isinstance(trouble, Troubled))
    else:
        with immediate(hall.db):
            papers.sent(hall.db, job.id, hall.now())
            list_of.printed(hall.db, printer, real_ms())
        _keep(hall, printer, status, reached=True)
    return True


def _successor(hall: Hall, job: Job) -> str | None:
    """The printer that the window of a job has by now, where the job was in the hands of one that went out of use. A
    preview is none: nothing would come out, and nobody be told.
    """
    if job.front_window is None:
        code: str | None = hall.setting("printer", default="preview")
    else:
        code = papers.printer_at(hall.db, job.front_window)
    found = list_of.entry(hall.db, code) if code is not None else None
    return code if found is not None and found.retired_at is None and code not in (job.printer, PREVIEW) else None


def ask(hall: Hall, printer: str) -> None:
    """Ask a printer without work how it is, and keep what it says."""
    try:
        _keep(hall, printer, printers.ask(hall, printer), reached=True)
    except NotReady as trouble:
        _keep(hall, printer, Status(False, str(trouble)), reached=False)
    except Refusal as refusal:
        _keep(hall, printer, Status(False, refusal.message), reached=False)


def _keep(hall: Hall, printer: str, status: Status, *, reached: bool) -> None:
    said = list_of.Answer(reached, status.talks, status.problem, status.paper_low)
    at = real_ms()
    if list_of.is_news(hall.db, printer, at, said):
        _note(hall, lambda db: list_of.keep_state(db, printer, at, said))


def _words(trouble: Exception) -> str:
    if isinstance(trouble, TimeoutError):
        return say("打印机没有在限定时间内回应")
    if isinstance(trouble, OSError) and trouble.strerror:
        return say("打印机断开了连接（{strerror}）", strerror=trouble.strerror)
    return str(trouble) or type(trouble).__name__


def send(hall: Hall, setting: Setting, data: bytes, begin: Callable[[], None]) -> Status:
    """Bring one job to a machine; what it said of itself before. Calls `begin` right before the first byte. Raises
    NotReady, InDoubt, OSError.
    """
    status = Status(False)
    if setting.kind == "file":
        begin()
        printers.append(hall, setting.target, data)
        return status
    if setting.kind == "device":
        begin()
        printers.write_to_device(setting.target, data)
        return status
    if setting.kind == "cups":
        _system_printer(setting.target, data, begin)
        return status
    line = printers.Line(setting, rehearsal=hall.training)
    try:
        if setting.talks:
            status = line.status()
            if not status.talks:
                raise NotReady(say("打印机没有回答（从不回答的机型请在设置里加 status=no）"))
            if status.problem:
                raise Troubled(status.problem)
        begin()
        line.print(data)
        if setting.talks:
            line.wait_until_done()
    finally:
        line.close()
    return status


def _system_printer(name: str, data: bytes, begin: Callable[[], None]) -> None:
    import shutil
    import subprocess

    if not shutil.which("lp"):
        raise NotReady(say("系统没有 lp 命令（Debian 软件包 cups-client）"))
    begin()
    try:
        done = subprocess.run(["lp", "-d", name, "-"], input=data, capture_output=True, timeout=SYSTEM_S, check=False)
    except subprocess.TimeoutExpired:
        raise InDoubt(say("系统的打印服务没有回应")) from None
    if done.returncode:  # not taken: the system prints nothing of it
        raise NotReady(done.stderr.decode(errors="replace").strip()[:120] or say("lp 没有接受任务"))


def _render(hall: Hall, job: Job, setting: Setting) -> bytes:
    sheet = sheet_of(hall, papers.paper(hall.db, job.paper), job.copy)
    if setting.kind == "preview":
        return preview(sheet, setting.millimetres).encode()
    if setting.kind == "cups":
        from counter.paper.page import pdf

        return pdf(sheet)
    return escpos.render(sheet, setting.millimetres, setting.encoding)


def _show(hall: Hall, job: Job, data: bytes) -> None:
    """A preview lies under spool/ in a rehearsal only. In a live hall a paper is looked at on a screen, out of the
    encrypted store, and nothing of it lies about.
    """
    if hall.training:
        printers.keep_preview(hall, f"{job.paper}-{job.copy}" if job.copy else job.paper, data)


def _note(hall: Hall, statement: Callable[..., object], *values: object) -> None:
    with immediate(hall.db):
        statement(hall.db, *values)


def drain(hall: Hall) -> int:
    """Print everything that is due, here and now (tests, walkthrough). Returns how many jobs were dealt with."""
    done = 0
    for printer in papers.printers_waiting(hall.db):
        settle(hall, printer)
        while print_next(hall, printer):
            done += 1
    return done


class Spooler:
    """One thread per printer, so that a stalled one holds up nobody else. Needs the hall's run lock (one per hall)."""

    def __init__(self, open_hall: Callable[[], Hall]) -> None:
        self._open = open_hall
        self._threads: dict[str, threading.Thread] = {}
        self._failed: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self._looked = 0.0
        self._stop = threading.Event()

    def look(self, hall: Hall) -> None:
        """See to it that every printer with work has its thread."""
        for printer in dict.fromkeys((*papers.printers_waiting(hall.db), *self._unasked(hall))):
            thread = self._threads.get(printer)
            if (thread is None or not thread.is_alive()) and time.monotonic() - self._failed.get(
                printer, -AGAIN_S
            ) >= AGAIN_S:
                thread = threading.Thread(target=self._work, args=(printer,), name=f"printer {printer}", daemon=True)
                self._threads[printer] = thread
                thread.start()

    def _unasked(self, hall: Hall) -> list[str]:
        """Printers that nobody has asked for a while how they are."""
        now = time.monotonic()
        if now - self._looked < AGAIN_S:
            return []
        self._looked = now
        return [
            one.code
            for one in list_of.every(hall.db)
            if one.setting.startswith(ANSWERING) and now - self._asked.get(one.code, -ASK_S) >= ASK_S
        ]

    def _answers(self, hall: Hall, printer: str) -> bool:
        found = list_of.entry(hall.db, printer)
        return found is not None and found.setting.startswith(ANSWERING)

    def stop(self) -> None:
        """Let each thread finish the job in its hands (at most a few seconds), then return."""
        self._stop.set()
        for thread in self._threads.values():
            thread.join(timeout=5)

    def _work(self, printer: str) -> None:
        hall = self._open()
        try:
            settle(hall, printer)
            while not self._stop.is_set():
                if not print_next(hall, printer):
                    if papers.head(hall.db, printer) is None:
                        break
                    self._stop.wait(IDLE_S)
            if not self._stop.is_set() and self._answers(hall, printer):
                self._asked[printer] = time.monotonic()
                ask(hall, printer)
        except Exception as error:  # noqa: BLE001 (noted; what is said to a person is a sentence)
            self._failed[printer] = time.monotonic()
            note(error, hall.directory)
        finally:
            hall.close()
