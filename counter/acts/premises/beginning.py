"""The first start of a live hall: what is done of it and what comes next, read from the hall and not remembered.

Every step is an act (or a command) of its own; whoever breaks off goes on where the hall stands.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from counter.acts.premises.arranging import survey
from counter.acts.queue.day import begin
from counter.acts.queue.moving import void
from counter.acts.queue.taking import take
from counter.acts.staff.accounts import Member, add_staff
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.hall.settings import settings_with
from counter.hall.told import SETTINGS, hash_of
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import ROLE_NAMES, Role
from counter.rules.day import DayState
from counter.rules.identity import clean_code, clean_text
from counter.rules.secret import NO_SECRET, Secret
from counter.store import beginning as store
from counter.store import days, policy, premises
from counter.store import staff as members

STEP_NAMES = {
    "sheet": mark("密钥和恢复单"),
    "administrator": mark("首个管理员"),
    "name": mark("名称和网址"),
    "catalogue": mark("部门和事项"),
    "premises": mark("队列、窗口和人员"),
    "printer": mark("打印机"),
    "calendar": mark("工作日历"),
    "trial": mark("试取一个号"),
}
"""The steps in their order."""


NEEDED = (Role.GUIDE, Role.CLERK, Role.APPROVER, Role.SUPERVISOR)
"""Roles without which nobody can be served."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the beginning; `words` say what stands there, or what is lacking."""

    id: str
    name: str
    done: bool
    words: str

    def __str__(self) -> str:
        return say(
            "{done} {name}：{words}", done=say("已办") if self.done else say("要办"), name=self.name, words=self.words
        )


@dataclass(frozen=True, slots=True)
class Beginning:
    """All steps in their order; `next` is the first that isn't done, empty when the hall is ready."""

    steps: tuple[Step, ...]
    next: str

    def __str__(self) -> str:
        end = say("大厅可以开门了") if not self.next else say("下一步：{name}", name=STEP_NAMES[self.next])
        return listed([*(str(step) for step in self.steps), end], "\n")


@query("hall.beginning", by=(Role.ADMINISTRATOR,))
def beginning(look: Look) -> Beginning:
    """How far the first start of the hall has come."""
    db, hall, today = look.db, look.hall, look.today
    found = survey(db, today.isoformat())
    counts = premises.counts(db, today.isoformat())
    people = store.administrators(db)
    known = sorted(hall.calendar.years)
    soon = today.year + 1 if today.month >= 12 else today.year
    address = hall.settings.get("address", "")
    people_now = counts["staff"]
    lacking = [
        words
        for missing, words in (
            (not found.queues, say("队列")),
            (not any(row["queues"] != "[]" for row in counts["windows"]), say("叫号的窗口")),
            (bool(counts["unserved"]), say("叫 {letters} 的窗口", letters=listed(counts["unserved"]))),
            *((not people_now.get(role), name) for role, name in ROLE_NAMES.items() if role in NEEDED),
        )
        if missing
    ]
    said = {
        "sheet": (
            store.was_done(db, "hall.confirm-sheet"),
            say("抄写或打印恢复单，输回其中两组"),
            say("恢复单已经核对"),
        ),
        "administrator": (
            bool(people),
            say("登记一位管理员，自己定口令"),
            say("{n} 位管理员", n=people),
        ),
        "name": (
            store.was_done(db, "hall.name"),
            say("现在叫 {name}，网址 {address}", name=verbatim(hall.settings["name"]), address=verbatim(address)),
            say("{name}，{address}", name=verbatim(hall.settings["name"]), address=verbatim(address)),
        ),
        "catalogue": (
            bool(found.items and counts["departments"]),
            say("载入目录数据"),
            say("{n} 个事项，{desks} 个审批台", n=found.items, desks=found.desks),
        ),
        "premises": (
            not lacking,
            say("还没有{lacking}", lacking=listed(lacking)),
            say("{queues} 个队列，{n} 个窗口", queues=len(found.queues), n=len(found.windows)),
        ),
        "printer": (
            store.was_done(db, "printer.test", "paper.test"),
            say("打一张测试页看看"),
            say("打过测试页"),
        ),
        "calendar": (
            soon in known,
            say("{year} 年的放假安排还没有载入", year=soon),
            say("载入到 {year} 年", year=known[-1] if known else soon),
        ),
        "trial": (
            store.was_done(db, "hall.try-out", "ticket.take"),
            say("取一个号、看纸上印得对，再作废"),
            say("取过号"),
        ),
    }
    steps = tuple(
        Step(id, STEP_NAMES[id], done, there if done else wanted) for id, (done, wanted, there) in said.items()
    )
    return Beginning(steps, next((step.id for step in steps if not step.done), ""))


@act("hall.confirm-sheet", by=(Role.ADMINISTRATOR,))
def confirm_sheet(work: Work) -> str:
    """Note that the recovery sheet was written down: two of its groups were typed back, which the door has checked."""
    work.about("hall:sheet")
    return say("恢复单已经核对")


@act("hall.first-administrator", by=(), argument="code")
def first_administrator(work: Work, code: str, name: str, password: Secret = NO_SECRET) -> Member:
    """The first administrator of a hall, with a password of their own. Refused once there is one."""
    if store.administrators(work.db):
        raise Refusal(
            "hall.has-an-administrator",
            say("大厅已经有管理员"),
            rule=say("其余的人由管理员登记"),
            next=Next.by("staff.add", say("请管理员登录后登记"), code=None, role=None),
        )
    if not password:
        raise Refusal(
            "staff.no-password-given",
            say("没有给出口令"),
            rule=say("正式大厅的人员都要有口令"),
            next=say("请给出口令"),
        )
    made = add_staff(work, code, name, Role.ADMINISTRATOR, password=password)
    members.set_password(work.db, made.code, members.password(work.db, made.code) or "", work.now, due=False)
    return made


@act("hall.name", by=(Role.ADMINISTRATOR,), argument="name")
def name(work: Work, name: str, address: str = "") -> str:
    """What the hall is called on receipts and pages, and the address at which the public finds it."""
    name = clean_text(name, what=say("大厅名称"), limit=40, empty=False)
    address = clean_code(address, what=say("网址"), limit=200) or work.hall.settings.get("address", "")
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", address):
        raise Refusal(
            "hall.address-not-right",
            say("网址 {address} 不对", address=verbatim(address)),
            rule=say("网址以 http:// 或 https:// 开头，印在回执的二维码里"),
            next=say("请照 {example} 的样子写", example="https://zwdt.example.gov.cn"),
        )
    values = {"name": name, "address": address.rstrip("/")}
    before = hash_of(work.hall.directory / SETTINGS)
    after = hashlib.sha256(settings_with(work.hall.directory, **values).encode()).hexdigest()
    if before == policy.seen(work.db).get(SETTINGS):  # what somebody else changed in it stays told
        policy.see(work.db, SETTINGS, after, work.now, work.actor.staff)
    work.about("hall:name", **values, before=before, after=after)  # written once this is durable (bring_settings)
    return say("大厅叫 {name}，网址 {address}", name=verbatim(name), address=verbatim(address))


@act("hall.try-out", by=(Role.ADMINISTRATOR,))
def try_out(work: Work, queue: str = "") -> str:
    """Take a number for a trial and void it at once: its slip comes out where the door's slips come out. Opens the day
    if nobody has.
    """
    letters = premises.queue_letters(work.db)
    if not letters:
        raise Refusal(
            "hall.no-queue-yet",
            say("还没有队列"),
            rule=say("号票按队列发放"),
            next=Next.by("queue.set", say("请先登记队列"), letter=None),
        )
    row = days.row(work.db, work.today.isoformat())
    if row is None or row["state"] != DayState.OPEN:
        begin(work)
    taken = take(work, queue or letters[0])
    void(work, taken.number)
    work.subject = ""
    work.about("hall:trial", number=taken.number)
    return say("试取了 {number}，已作废；请看号票印得对不对", number=taken.number)
