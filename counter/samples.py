"""One of every notice for every type of item, each issued by its own acts in a training hall made for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter.acts.calendar.clocks import catch_up
from counter.acts.paper.notices import SEVERAL, TYPES, table, type_of
from counter.errors import Refusal
from counter.hall import DATA, Hall
from counter.hall.act import load
from counter.paper.spooler import drain
from counter.rules.access import HALL_ITSELF
from counter.rules.documents import Cause, DocumentState
from counter.rules.endings import Closing, Ending, Ground
from counter.rules.workday import next_working_day
from counter.store import clock_runs, papers, staff
from counter.store import notices as store

BEGIN = datetime(2026, 11, 24, 9, 5)
NUMBER = "430104200207153029"
TYPED = ("李晓梅", NUMBER, "13800000000", "2026-11-02", "100", "10", "和平路18号")
"""One of these fits a field of any kind."""
REASON = "提交的材料与登记的事实不一致：材料载明的住址与户口簿不同，经核实不符合办事指南公布的条件"

OF_ONE_DEPARTMENT = ("sample-tolerant-permit", "sample-tolerant-service")
"""Items of two types on which one department writes one paper: others write each of its own items."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A notice that was issued: which of the table, for which type of item."""

    form: str
    type: str
    paper: papers.Paper


class _Counter:
    """Who stands at the counter of the training hall, and what they do there."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    def do(self, name: str, who: str = "c3", /, **arguments: Any) -> Any:
        """An act or a query by its name, as a member of staff."""
        window = int(who[1:]) if who[0] == "c" and who[1:].isdigit() else None
        entry = load(name.partition(".")[0])[name]
        actor = staff.actor(self.hall.db, who, window)
        return (self.hall.run if entry.writes else self.hall.answer)(entry, actor, arguments)

    def opened(self, *items: str, bundle: str | None = None) -> str:
        """A case with its applicant, every question and every field answered."""
        case: str = self.do("case.open", items=items, bundle=bundle).case
        self.do("case.applicant", case=case, name="李晓梅", number=NUMBER)
        for _ in range(20):
            asked = [one for one in self.do("case.show", case=case).situations if not one.given]
            if not asked:
                break
            self.do("case.answer", case=case, question=asked[0].code, answer=asked[0].answers[0][0])
        for field in self.do("case.form", case=case).fields if self.do("case.show", case=case).form[1] else ():
            for value in (*(field.kind.choices if field.kind else ()), *TYPED):
                with suppress(Refusal):
                    self.do("case.field", case=case, name=field.name, value=value)
                    break
        return case

    def officer(self, item: str) -> str:
        """Who decides an item at its desk."""
        return "ap-" + str(next(row["department"] for row in store.items(self.hall.db) if row["code"] == item)).lower()

    def accepted(self, item: str) -> tuple[str, str, str]:
        """An accepted case of one item: its number, its approval, who decides it."""
        case = self.opened(item)
        self.do("case.all-here", case=case)
        number: str = self.do("case.accept", case=case).case
        line = self.do("case.show", case=number).items[0]
        return number, f"A-{line.approval}", self.officer(item)


def issue(hall: Hall, types: tuple[str, ...] = TYPES) -> tuple[list[Sample], list[str]]:
    """Let the people of a fresh training hall issue every notice; gives the newest of each, and what did not come
    about.
    """
    hall.set_now(BEGIN)
    counter = _Counter(hall)
    for file, mapping in (("items", "standard"), ("joint-permit", "bundle"), ("joint-several", "bundle")):
        # what the catalogue to practise with has no item for
        found = counter.do("catalogue.compare", "sup", source=str(DATA / "samples" / f"{file}.toml"), mapping=mapping)
        counter.do("catalogue.import", "sup", difference=found)
    items = {type_: _items(hall, type_) for type_ in TYPES}
    for type_ in types:
        for step in (
            _received,
            _no_permit,
            _not_competent,
            _withdrawn,
            _tolerated,
            _prolonged,
            _asked,
            _heard,
            _paused,
            _extended,
            _refused,
        ):
            _first(step, counter, items[type_])
    _several(counter, items)
    _rarer_ends(counter, items, types)
    _by_the_clocks(counter, [*(items[type_][0] for type_ in types), (*items["permit"][0], *items["service"][0])])
    newest: dict[tuple[str, str], Sample] = {}
    for number in papers.numbers(hall.db):
        paper = papers.paper(hall.db, number)
        if "form" in paper.content:
            key = str(paper.content["form"]), str(paper.content["type"])
            newest[key] = Sample(*key, paper)
    return [newest[key] for key in sorted(newest)], sorted(
        f"{a}-{b}" for a, b in table().forms if (a, b) not in newest and b in (*types, SEVERAL)
    )


def _items(hall: Hall, type_: str) -> list[tuple[str, ...]]:
    return [(row["code"],) for row in store.items(hall.db) if type_of([row["type"]]) == type_]


def _first(
    step: Callable[[_Counter, tuple[str, ...]], object], counter: _Counter, items: list[tuple[str, ...]]
) -> None:
    """Do it with the first items with which it can be done."""
    for one in items:
        with suppress(Refusal, LookupError, StopIteration):
            step(counter, one)
            return


def _received(counter: _Counter, items: tuple[str, ...]) -> None:
    case = counter.opened(*items)
    counter.do("case.all-here", case=case)
    case = counter.do("case.receive", case=case).case
    paper = counter.do("case.show", case=case).papers[0]
    counter.do("case.notify", case=case, documents=(paper.document,), reason="复印件模糊，看不清发证机关的印章")


def _no_permit(counter: _Counter, items: tuple[str, ...]) -> None:
    counter.do("case.no-permit-needed", case=counter.opened(*items), reason="申请的是备案事项，到登记窗口备案即可")


def _not_competent(counter: _Counter, items: tuple[str, ...]) -> None:
    case = counter.opened(*items)
    counter.do("case.not-competent", case=case, competent="星洲市政务服务中心", reason="住所在星洲市")


def _withdrawn(counter: _Counter, items: tuple[str, ...]) -> None:
    case = counter.opened(*items)
    counter.do("case.all-here", case=case)
    case = counter.do("case.receive", case=case).case
    counter.do("case.withdraw", case=case, reason="申请人改到户籍地办理")


def _tolerating(counter: _Counter, items: tuple[str, ...]) -> str:
    """A case that was accepted with one paper tolerated until the next working day."""
    case = counter.opened(*items)
    paper = next(
        one
        for one in counter.do("case.show", case=case).papers
        if any(offer.cause == Cause.TOLERATED and offer.allowed for offer in one.offers)
    )
    counter.do(
        "case.document",
        case=case,
        document=paper.document,
        state=DocumentState.MISSING,
        cause=Cause.TOLERATED,
        due_on=_working_day(counter.hall, 1),
    )
    counter.do("case.all-here", case=case)
    return str(counter.do("case.accept", case=case).case)


def _tolerated(counter: _Counter, items: tuple[str, ...]) -> None:
    case = _tolerating(counter, items)
    counter.do("case.urge", case=case, words="")
    counter.do("case.end-tolerance", "sup", case=case, reason="电话联系三次，申请人表示不再补交")


def _prolonged(counter: _Counter, items: tuple[str, ...]) -> None:
    case, until = _tolerating(counter, items), _working_day(counter.hall, 2)
    counter.do("case.extend-tolerance", "sup", case=case, until=until, reason="发证机关正在补办")


def _working_day(hall: Hall, days: int) -> date:
    day = hall.local(hall.now()).date()
    for _ in range(days):
        day = next_working_day(hall.calendar, day)
    return day


def _heard(counter: _Counter, items: tuple[str, ...]) -> None:
    _, approval, officer = counter.accepted(*items)
    counter.do("approval.tell-hearing", officer, approval=approval, matter="拟不予批准：住址与户口簿不同")
    counter.do("approval.ask-hearing", officer, approval=approval, who="李晓梅")
    day = _working_day(counter.hall, 12)
    chair = "王明（法规科）"
    counter.do("approval.set-hearing", officer, approval=approval, day=day, place="三楼听证室", chair=chair)


def _asked(counter: _Counter, items: tuple[str, ...]) -> None:
    _, approval, officer = counter.accepted(*items)
    counter.do("approval.ask", officer, approval=approval, reason="请补充说明申请所写住址与户口簿住址不同的原因")


def _paused(counter: _Counter, items: tuple[str, ...]) -> None:
    _, approval, officer = counter.accepted(*items)
    ground = counter.do("approval.grounds", officer, approval=approval)[0]
    counter.do("approval.pause", officer, approval=approval, ground=ground, days=5, reason="需到现场核查")


def _extended(counter: _Counter, items: tuple[str, ...]) -> None:
    _, approval, officer = counter.accepted(*items)
    head = officer.replace("ap-", "ap2-", 1)
    counter.do("approval.extend", officer, approval=approval, days=3, reason="需向外地机关核对档案", head=head)


def _refused(counter: _Counter, items: tuple[str, ...]) -> None:
    _, approval, officer = counter.accepted(*items)
    second = officer.replace("ap-", "ap2-", 1)
    try:
        counter.do("approval.decide", officer, approval=approval, refuse=True, reasons=REASON)
    except Refusal:
        counter.do("approval.decide", officer, approval=approval, refuse=True, reasons=REASON, second=second)


def _several(counter: _Counter, items: dict[str, list[tuple[str, ...]]]) -> None:
    """Cases whose items are of more than one type; and joint handlings."""
    mixed = [(*a, *b) for a in items["permit"][:12] for b in items["service"][:6]]
    for step in (_received, _withdrawn, _prolonged, _all_refused):
        _first(step, counter, mixed)
    for step in (_no_permit, _not_competent, _tolerated):
        step(counter, OF_ONE_DEPARTMENT)
    for joint in ("sample-joint-permit", "sample-joint-several"):
        _whole(counter, joint)


def _rarer_ends(counter: _Counter, items: dict[str, list[tuple[str, ...]]], types: tuple[str, ...]) -> None:
    """False material and its bar, an applicant who has died, a permit that is revoked after it was served."""
    for type_ in types:
        for step in (_succeeded, _died):
            _first(step, counter, items[type_])
    mixed = [(*a, *b) for a in items["permit"][:12] for b in items["service"][:6]]
    _first(_succeeded, counter, mixed)
    _died(counter, OF_ONE_DEPARTMENT)
    if "permit" in types:
        for step in (_revoked, _taken_back, _deregistered, _false_at_a_desk, _barred, _others_heard):
            _first(step, counter, items["permit"])


def _succeeded(counter: _Counter, items: tuple[str, ...]) -> None:
    case = counter.opened(*items)
    counter.do("case.all-here", case=case)
    case = counter.do("case.accept", case=case).case
    died = {"how": Ending.DEATH, "on": BEGIN.date(), "proof": "居民死亡医学证明（推断）书"}
    counter.do("case.succeed", case=case, name="李强", number="430104199903030019", **died)


def _died(counter: _Counter, items: tuple[str, ...]) -> None:
    case = counter.opened(*items)
    counter.do("case.all-here", case=case)
    case = counter.do("case.receive", case=case).case
    counter.do("case.succeed", case=case, how=Ending.DEATH, on=BEGIN.date(), proof="居民死亡医学证明（推断）书")


def _served(counter: _Counter, items: tuple[str, ...]) -> tuple[str, str, str]:
    """A permit that was granted and served: its approval, who decided and who signs second."""
    case, approval, officer = counter.accepted(*items)
    second = officer.replace("ap-", "ap2-", 1)
    counter.do("approval.decide", officer, approval=approval, grant=True, second=second)
    counter.do("case.deliver", code=case)
    return approval, officer, second


def _revoked(counter: _Counter, items: tuple[str, ...], ground: Ground = Ground.UNQUALIFIED) -> None:
    approval, officer, second = _served(counter, items)
    counter.do(
        "approval.revoke",
        officer,
        approval=approval,
        ground=ground,
        reason="复查发现场所面积与申请材料不符，达不到规定条件",
        statement="没有异议",
        second=second,
    )


def _taken_back(counter: _Counter, items: tuple[str, ...]) -> None:
    _revoked(counter, items, Ground.LAW_CHANGED)


def _deregistered(counter: _Counter, items: tuple[str, ...]) -> None:
    approval, officer, second = _served(counter, items)
    counter.do(
        "approval.deregister",
        officer,
        approval=approval,
        ground=Closing.EXPIRED,
        reason="有效期到 2026-11-20 届满，没有申请延续",
        statement="放弃",
        second=second,
    )


def _others_heard(counter: _Counter, items: tuple[str, ...]) -> None:
    """Somebody besides the applicant is told, asks for a hearing, and is told time and place."""
    _, approval, officer = counter.accepted(*items)
    party = counter.do(
        "approval.name-interested",
        officer,
        approval=approval,
        name="和平路 12 号院业主委员会",
        contact="和平路 12 号院 1 栋物业室，0731-00000001",
        concern="排烟口距住宅窗户不足六米",
    ).number
    told = counter.do("approval.tell-interested", officer, approval=approval, matter="拟准予许可")
    counter.do("notice.serve", officer, paper=told.papers[0], receiver="周建国", manner="in-person")
    counter.do("approval.hear-interested", officer, approval=approval, party=party, words="请改到临街一侧排烟")
    counter.do("approval.ask-hearing", officer, approval=approval, party=party)
    day = _working_day(counter.hall, 12)
    counter.do("approval.set-hearing", officer, approval=approval, day=day, place="三楼听证室", chair="王明（法规科）")


UNTRUE = {"facts": "所附健康证明编号在发证机关查无此件，系伪造", "statement": "承认证明是从网上购买的"}


def _false_at_a_desk(counter: _Counter, items: tuple[str, ...]) -> None:
    _, approval, officer = counter.accepted(*items)
    second = officer.replace("ap-", "ap2-", 1)
    counter.do("approval.refuse-false", officer, approval=approval, second=second, **UNTRUE)


def _barred(counter: _Counter, items: tuple[str, ...]) -> None:
    case = counter.opened(*items)
    counter.do("case.refuse-false", case=case, approved_by="局长 王明", **UNTRUE)
    counter.do("case.refuse-barred", case=counter.opened(*items))


def _whole(counter: _Counter, bundle: str) -> None:
    """A joint handling of permits, extended for the whole."""
    case = counter.opened(bundle=bundle)
    counter.do("case.all-here", case=case)
    case = counter.do("case.accept", case=case).case
    counter.do(
        "case.extend", "sup", case=case, days=10, reason="联合踏勘需两次", approved_by="星城市人民政府分管副市长"
    )


def _all_refused(counter: _Counter, items: tuple[str, ...]) -> None:
    case = counter.opened(*items)
    counter.do("case.all-here", case=case)
    case = counter.do("case.accept", case=case).case
    for line in counter.do("case.show", case=case).items:
        officer = counter.officer(line.item)
        with suppress(Refusal):
            counter.do("approval.decide", officer, approval=f"A-{line.approval}", refuse=True, reasons=REASON)
            continue
        second = officer.replace("ap-", "ap2-", 1)
        counter.do(
            "approval.decide", officer, approval=f"A-{line.approval}", refuse=True, reasons=REASON, second=second
        )


def _by_the_clocks(counter: _Counter, chosen: list[tuple[str, ...]]) -> None:
    """What nobody answered within five days is accepted; a check that went by a wrong clock is corrected."""
    hall = counter.hall
    for one in chosen:
        case = counter.opened(*one)
        counter.do("case.all-here", case=case)
        counter.do("case.receive", case=case)
    for one in chosen:  # told, supplemented in full, and then left lying
        case = counter.opened(*one)
        paper = next(one for one in counter.do("case.show", case=case).papers if one.necessity == "required")
        counter.do(
            "case.document", case=case, document=paper.document, state=DocumentState.MISSING, cause=Cause.SUPPLEMENT
        )
        counter.do("case.all-here", case=case)
        case = counter.do("case.receive", case=case).case
        counter.do("case.notify", case=case)
        counter.do("case.document", case=case, document=paper.document, state=DocumentState.HERE)
    day = _working_day(hall, 6)
    hall.set_now(datetime(day.year, day.month, day.day, 10, 0))
    hall.do(catch_up, HALL_ITSELF)
    drain(hall)
    with suppress(Refusal):
        counter.do("clock.take-back", "sup", run=clock_runs.runs(hall.db, 1)[0].id, reason="机器时钟快了六天")
