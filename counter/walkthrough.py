"""One citizen, from door to door: the same acts as at the screens, the receipt's picture, the page over real HTTP.

The walk stands in a training hall whose clock it moves forward; the site is another process that sees public.db only.
Nothing is assumed: every figure of the report is read back from what the acts returned, the picture or the page.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from counter.acts.approval import deciding, desk_list, supplements, timing
from counter.acts.case import accepting, documents, form, opening, parties, receiving
from counter.acts.case.casebook import show_case
from counter.acts.delivery import handover, rating, serving
from counter.acts.premises.training import train
from counter.acts.queue import calling, moving
from counter.acts.queue.taking import take
from counter.acts.staff import accounts
from counter.errors import Refusal
from counter.hall import Hall
from counter.phrases import say
from counter.rules.access import HALL_ITSELF, Actor
from counter.rules.approval import ApprovalState
from counter.rules.clock import Ground
from counter.rules.documents import Cause, DocumentState
from counter.rules.notice import NoticeKind
from counter.rules.workday import next_working_day
from counter.store import journal, papers, reviews, staff

BEGIN = datetime(2026, 11, 24, 9, 5)
"""The walk's first morning, local time: a Tuesday, with a month of announced working days after it."""

ANSWERS = {
    "path": "founder",
    "unit": "enterprise",
    "self": "yes",
    "subsidy": "yes",
    "file": "both",
    "keeper": "school",
    "household": "yes",
}
"""A graduate who founds an enterprise, insures themself, moves file and household, and asks for the subsidy."""

FORM = {
    "就业形式": "自主创业",
    "就业日期": "11.20",
    "参保险种": "养老保险、医疗保险",
    "档案原存放单位": "星城大学档案馆",
    "档案接收单位": "省人才中心",
    "单位名称": "星城溪文创设计有限公司",
    "职工人数": "3人",
    "经营起始日": "2025年10月8日",
    "开户银行": "星城银行书院路支行",
    "银行账号": "6222 0212 3456 7890 123",
    "迁入地址": "星城市书院区书院路8号",
    "原户籍地址": "湘江县望岳乡云塘村3组",
    "缴存比例": "8%",
}
"""What the form asks of her, as she says it."""

MISSING = ("file-transfer-letter", Cause.TOLERATED)
WAIVED = ("L1000005", Cause.WAIVED)
PAUSED_ITEM, PAUSED_DAYS = "startup-subsidy", 3
WINDOW = 3


class _Page(HTMLParser):
    """What a person reads first on a page: its headline, whose turn it is, and how far each desk is."""

    def __init__(self) -> None:
        super().__init__()
        self.first: list[str] = []
        self.words: list[str] = []
        self._in_step = False
        self._takes: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = dict(attrs).get("class") or ""
        if tag == "h1" or (tag == "p" and marks == "turn"):
            self._takes = self.first
        elif tag == "li":
            self._in_step = True
        elif tag == "p" and not marks and self._in_step:  # a step's first plain paragraph says how far the desk is
            self._takes, self._in_step = self.words, False

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "p"):
            self._takes = None
        elif tag == "li":
            self._in_step = False

    def handle_data(self, data: str) -> None:
        if self._takes is not None and (text := " ".join(data.split())):
            self._takes.append(text)

    @property
    def says(self) -> str:
        """One line of it."""
        counted = Counter(word.split(" · ")[0] for word in self.words)
        return "，".join([*self.first, *(f"{word} {count} 项" for word, count in counted.items())])


@dataclass(slots=True)
class Walk:
    """What the walk has in its hands while it goes."""

    hall: Hall
    address: str = ""
    said: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    code: str = ""

    def person(self, code: str, window: int | None = None) -> Actor:
        """A member of staff of the training hall."""
        return staff.actor(self.hall.db, code, window)

    def say(self, words: str) -> None:
        """Keep a line of the story."""
        self.said.append(words)

    def look(self, code: str = "") -> None:
        """Bring the public page up to the journal and read it as a phone does."""
        from counter.site.publish import Publisher

        publisher = Publisher(self.hall)
        try:
            publisher.catch_up()
        finally:
            publisher.close()
        code = code or self.code
        kind = "T" if not self.code or code != self.code else "S"
        page = _Page()
        with urllib.request.urlopen(f"{self.address}{kind}/{code}", timeout=10) as answer:
            page.feed(answer.read().decode("utf-8"))
        self.states.append(page.says)
        self.say(f"    手机上：{page.says}")


def walk(directory: Path, begin: datetime = BEGIN) -> tuple[dict[str, Any], list[str]]:
    """Do the whole walk in a new training hall at `directory`; returns the report (JSON keys of the issue) and the
    story.
    """
    started = time.perf_counter()
    hall = Hall.create(directory, name="星城市政务服务中心", training=True)
    site = None
    try:
        hall.set_now(begin)
        hall.do(train, HALL_ITSELF)
        site, address = _serve(directory)
        _point_receipts_at(hall, address)
        one = Walk(hall, address)
        report = _door_to_door(one)
        report["journal_entries"] = journal.last_seq(hall.db)
        report["seconds"] = round(time.perf_counter() - started, 2)
        return report, one.said
    finally:
        if site is not None:
            site.terminate()
            site.wait(timeout=10)
        hall.close()


def _serve(directory: Path) -> tuple[subprocess.Popen[str], str]:
    """The site as another process on 127.0.0.1, any free port; returns it and the address it printed."""
    command = [sys.executable, "-m", "counter", "--hall", str(directory), "serve", "--port", "0", "--site-only"]
    site = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert site.stdout is not None
    address = site.stdout.readline().strip()
    if not address.startswith("http"):
        raise Refusal("walkthrough.site-not-started", "网站没有启动", next="请运行 counter serve 查看原因")
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return site, address
        except urllib.error.HTTPError:
            return site, address
        except OSError:
            time.sleep(0.1)
    raise Refusal("walkthrough.site-silent", "网站没有应答", next="请运行 counter serve 查看原因")


def _point_receipts_at(hall: Hall, address: str) -> None:
    """Receipts carry the address of the page; in this hall that is the server just started."""
    hall.settings = {**hall.settings, "address": address.rstrip("/")}
    path = hall.directory / "hall.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("address")]
    path.write_text("\n".join([*lines, f'address = "{address.rstrip("/")}"', ""]), "utf-8")


def _later(hall: Hall, **by: int) -> None:
    hall.set_now(hall.local(hall.now()).replace(tzinfo=None) + timedelta(**by))


def _next_working_morning(hall: Hall, days: int = 1) -> None:
    day = hall.local(hall.now()).date()
    for _ in range(days):
        day = next_working_day(hall.calendar, day)
    hall.set_now(datetime(day.year, day.month, day.day, 10, 0))


def _door_to_door(one: Walk) -> dict[str, Any]:
    hall = one.hall
    guide = one.person("g1")
    taken = hall.do(take, guide, queue="bundle", matter="大学生就业创业落户")
    one.say(f"导办台取号 {taken}")
    one.look(taken.code)

    hall.do(accounts.sign_in, one.person("c3"), window=WINDOW)
    clerk = one.person("c3", WINDOW)
    _later(hall, minutes=4)
    called = hall.do(calling.call, clerk, window=WINDOW)
    one.say(f"{WINDOW} 号窗口：{called}")
    one.look(taken.code)

    opened = hall.once("walk-open", opening.open_case, clerk, bundle="graduates")
    name = opened.case
    one.say(f"建立办件 {name}，七个情形答完：{fill(hall, clerk, name, '43010220020815002X')}")
    case = hall.ask(show_case, clerk, case=name)
    one.say(f"材料 {case.needed} 份（逐项分别办要交 {case.needed_alone} 份）：缺 1 份容缺，1 份免提交，其余收齐")
    one.code = hall.ask(serving.code, clerk, case=name)
    received = hall.do(receiving.receive, clerk, case=name)
    one.say(str(received))
    one.look()

    _later(hall, minutes=6)
    accepted = hall.once("walk-accept", accepting.accept, clerk, case=name)
    one.say(str(accepted))
    one.say(f"并联 {accepted.parallel_days} 个工作日，逐项分别办需 {accepted.serial_days} 个工作日")
    _print(one, received.case)
    decoded = _scan(hall, accepted.papers, one)
    hall.do(moving.finish, clerk, ticket=str(taken.id))
    one.look()

    _desks(one, accepted.case)
    delivered_at = _collect(one, accepted.case, decoded)
    rows = hall.ask(desk_list.progress, clerk, case=accepted.case)
    return {
        "ticket": taken.number,
        "receipt_number": accepted.case,
        "acceptance_number": accepted.acceptance_number,
        "items": len(case.items),
        "documents_needed": accepted.needed,
        "documents_if_each_item_asked_alone": accepted.needed_alone,
        "approvals": [
            {
                "item": row.item_name,
                "department": row.department_name,
                "level": row.level,
                "promised_on": row.promised_on,
                "decided_on": row.decided_on,
                "paused_days": row.paused_days,
            }
            for row in rows
        ],
        "parallel_working_days": accepted.parallel_days,
        "serial_working_days": accepted.serial_days,
        "papers": [paper.kind for paper in _all_papers(hall)],
        "qr_decoded_from_picture": decoded,
        "page_states": one.states,
        "delivered_on": delivered_at,
    }


def fill(hall: Hall, clerk: Actor, name: str, number: str) -> str:
    """Applicant, situations and papers of the graduates' bundle: one paper tolerated, one waived, the others here."""
    hall.do(parties.applicant, clerk, case=name, name="沈若溪", number=number, phone="13800000000")
    for question, answer in ANSWERS.items():
        step = hall.do(opening.answer, clerk, case=name, question=question, answer=answer)
    document, cause = MISSING
    day = _tolerance_day(hall, clerk, name)
    hall.do(
        documents.document, clerk, case=name, document=document, state=DocumentState.MISSING, cause=cause, due_on=day
    )
    document, cause = WAIVED
    hall.do(documents.document, clerk, case=name, document=document, state=DocumentState.MISSING, cause=cause)
    hall.do(documents.all_here, clerk, case=name)
    hall.do(form.fill, clerk, case=name, values=FORM)
    return step.said


def prepare_case(hall: Hall, clerk: Actor, number: int) -> str:
    """A further complete draft of the graduates' bundle, each with an applicant of its own (benchmarks, rehearsals)."""
    digits = f"43010220020815{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]  # GB 11643
    name = hall.do(opening.open_case, clerk, bundle="graduates").case
    fill(hall, clerk, name, digits + check)
    return name


def _tolerance_day(hall: Hall, clerk: Actor, case: str) -> Any:
    line = next(p for p in hall.ask(show_case, clerk, case=case).papers if p.document == MISSING[0])
    return line.last_day


def _all_papers(hall: Hall) -> list[papers.Paper]:
    return [papers.paper(hall.db, number) for number in papers.numbers(hall.db)]


def _print(one: Walk, receipt: str) -> None:
    """Send what the acts have queued to the window's printer (a preview in training)."""
    from counter.paper.spooler import drain

    drain(one.hall)
    kinds = [say("zh-Hans", f"papers.{p.kind}") for p in _all_papers(one.hall)]
    one.say(f"全程打印 {len(kinds)} 份文书：{'、'.join(dict.fromkeys(kinds))}")


def _scan(hall: Hall, numbers: tuple[str, ...], one: Walk) -> str:
    """Draw the citizen's receipt as a picture and read the QR back from that picture."""
    import zxingcpp

    from counter.paper.picture import draw
    from counter.paper.receipt import sheet_of

    number = next(p.number for p in _all_papers(hall) if p.kind == NoticeKind.ACCEPTANCE)
    picture = draw(sheet_of(hall, papers.paper(hall.db, number)))
    path = hall.directory / "spool" / f"{number}.png"
    picture.save(path)
    found = zxingcpp.read_barcodes(picture.convert("L"))
    if not found:
        raise Refusal("walkthrough.code-unreadable", "回执图片上的二维码读不出来", next=f"请查看 {path}")
    one.say(f"回执图片 {path.name}（{picture.width}x{picture.height}），二维码读出 {found[0].text}")
    return found[0].text


def _desks(one: Walk, case: str) -> None:
    """Every desk signs for its slip and decides; one pauses for a site visit; each look at the page is as a phone's."""
    hall = one.hall
    clerk = one.person("c3", WINDOW)
    for slip in hall.ask(handover.slips, clerk, case=case):
        approver = one.person(staff.at_desk(hall.db, slip.desk) or "")
        hall.do(handover.receive, approver, code=slip.code)
    one.say("七个部门的审批台签收转移单")
    one.look()

    _next_working_morning(hall)
    paused = _line(one, case, PAUSED_ITEM)
    officer = one.person(staff.at_desk(hall.db, paused.desk) or "")
    stopped = hall.do(
        timing.pause,
        officer,
        approval=paused.number,
        ground=Ground.INSPECTION,
        days=PAUSED_DAYS,
        reason="到经营场所现场核查",
    )
    one.say(str(stopped))
    one.look()

    for level in ("city", "province"):
        row = next(
            r
            for r in hall.ask(desk_list.progress, clerk, case=case)
            if r.level == level and r.state == ApprovalState.OPEN
        )
        one.say(_decide(one, row))
        one.look()

    _next_working_morning(hall, PAUSED_DAYS)
    resumed = hall.do(timing.resume, officer, approval=paused.number)
    one.say(f"{resumed}（原承诺 {stopped.promised_before}）")
    one.look()

    while True:
        rows = [r for r in hall.ask(desk_list.progress, clerk, case=case) if r.state == ApprovalState.OPEN]
        if not rows:
            break
        for row in rows:
            said = _decide(one, row)
    one.say(said)
    one.look()


def _line(one: Walk, case: str, item: str) -> desk_list.ApprovalLine:
    return next(r for r in one.hall.ask(desk_list.progress, one.person("c3", WINDOW), case=case) if r.item == item)


def _decide(one: Walk, row: desk_list.ApprovalLine) -> str:
    code = staff.at_desk(one.hall.db, row.desk) or ""
    second = max(reviews.officers(one.hall.db, row.desk) - {code})
    done = one.hall.do(
        deciding.decide, one.person(code), approval=row.number, grant=True, second=second if row.substance else ""
    )
    return f"{row.department_name} {done}"


def _collect(one: Walk, case: str, scanned: str) -> str:
    """Next morning the receipt is scanned at the window, the result handed over and the visit rated."""
    hall = one.hall
    _next_working_morning(hall)
    clerk = one.person("c3", WINDOW)
    one.say(
        str(hall.do(supplements.bring, clerk, case=case, documents=(MISSING[0],)))
    )  # the tolerated paper, before the result
    delivered = hall.do(serving.deliver, clerk, code=scanned)
    one.say(str(delivered))
    one.look()
    rated = hall.do(rating.rate_case, clerk, case=case, level=5)
    one.say(str(rated))
    one.look()
    _print(one, case)
    return delivered.delivered_on


def run(keep: Path | None, as_json: bool) -> str:
    """The walk in a temporary hall (or the one to keep); returns what is printed."""
    with tempfile.TemporaryDirectory(prefix="counter-walk-") as folder:
        if keep is None and "COUNTER_KEY_FILE" not in os.environ:
            os.environ["COUNTER_KEY_FILE"] = str(Path(folder) / "walk.key")  # its key goes with the hall
        report, said = walk(keep or Path(folder) / "hall")
    if as_json:
        return json.dumps(report, ensure_ascii=False, indent=1)
    lines = [f"{number:2}. {line}" if not line.startswith("    ") else line for number, line in _numbered(said)]
    lines.append(
        f"日志 {report['journal_entries']} 条，{report['seconds']} 秒" + (f"；大厅留在 {keep}" if keep else "")
    )
    return "\n".join(lines)


def _numbered(said: list[str]) -> list[tuple[int, str]]:
    number, found = 0, []
    for line in said:
        number += not line.startswith("    ")
        found.append((number, line))
    return found
