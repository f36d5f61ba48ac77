"""What citizens sent from home becomes an act when the hall takes it in: opened with the hall's key, checked, once.

A rating is kept at once, and so is what is asked about a booking. Papers sent in for a case, and papers sent for a look
before the visit (预审), wait for somebody at the counter, who uses, answers (acts/prereview.py) or refuses them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter.acts.catalogue.listening import note_missed
from counter.acts.delivery import telling
from counter.acts.delivery.rating import Origin, rate_case
from counter.acts.inbox import matters
from counter.acts.inbox.cleaned import clean
from counter.acts.inbox.seals import answer_seal, open_sealed
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.hall.arguments import check_arguments
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules import numbers
from counter.rules.access import HALL_ITSELF, Role
from counter.rules.arrival import (
    ARRIVAL_NAMES,
    ARRIVAL_STATE_NAMES,
    OF_BOOKINGS,
    VERDICT_NAMES,
    ArrivalKind,
    ArrivalState,
    RemarkKind,
    Wish,
)
from counter.rules.case import ON_ITS_WAY, CaseState
from counter.rules.content import Content
from counter.rules.identity import clean_text
from counter.rules.letters import visible
from counter.rules.rating import LEVELS
from counter.store import arrivals, bookings, cases, catalogue, driver, files, inbox, ratings
from counter.store.search import LONGEST

if TYPE_CHECKING:
    from counter.hall import Hall

AT_THE_COUNTER = (Role.GUIDE, Role.CLERK, Role.SUPERVISOR)
MOST_AT_ONCE = 50
MOST_UNSEEN = 8 * 1024**3
"""Bytes of files that wait for somebody at the counter; beyond it no more are taken in, or whoever sends all day fills
the hall's disk. The inbox fills up then, and the site says so.
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """One entry as it was taken in."""

    id: str
    kind: str
    state: str
    words: str = ""

    def __str__(self) -> str:
        kind = ARRIVAL_NAMES.get(self.kind, self.kind)
        words = filter(None, (self.words,))
        return a_row((self.id[:12], kind, ARRIVAL_STATE_NAMES[self.state], *words), "  ")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with an entry. `sha256` is where files.db keeps it."""

    name: str
    kind: str
    size: int
    sha256: str
    document: str


@dataclass(frozen=True, slots=True)
class SentDocument:
    """A paper of an entry: how many files were sent for it, and what the look at it came to (pre-review only).

    `document` is empty for files that name no paper of the item or case.
    """

    document: str
    name: str
    files: int
    verdict: str = ""
    verdict_name: str = ""
    reason: str = ""

    def __str__(self) -> str:
        return say(
            "{name} {files} 个文件{verdict_name}{reason}",
            name=self.name,
            files=self.files,
            verdict_name=(say(" {verdict_name}", verdict_name=self.verdict_name) if self.verdict else ""),
            reason=(say("：{reason}", reason=self.reason) if self.reason else ""),
        )


@dataclass(frozen=True, slots=True)
class Arrived:
    """An entry as staff see it. `version` counts what was said of its papers; `level_name` is a rating's level."""

    id: str
    kind: str
    kind_name: str
    state: str
    state_name: str
    came_at: str
    case: str
    item: str
    words: str
    answer: str
    files: tuple[SentFile, ...]
    papers: tuple[SentDocument, ...] = ()
    version: int = 0
    handled_by: str = ""
    level_name: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """What was filled in of the item's form, by the fields' names."""

    def __str__(self) -> str:
        about = self.case or self.item
        files = say("{n} 个文件", n=len(self.files))
        said = filter(None, (a_row(filter(None, (self.level_name, verbatim(self.words))), "："),))
        return a_row((self.id[:12], self.kind_name, self.state_name, about, files, *said), "  ")


# -- taking in ---------------------------------------------------------------------------------------------------------


@act("inbox.take", by=())
def take_entry(
    work: Work, id: str, kind: str, code_hash: str, message: dict[str, Any], stored: list[Any], problem: str = ""
) -> Taken:
    """Take one opened entry in; `stored` names contents that are in files.db already. What can't be used is refused,
    with words.
    """
    case_id, item, state, words = None, None, ArrivalState.REFUSED, problem
    more: dict[str, Any] = {}
    filled: dict[str, str] = {}
    code = str(message.get("code", ""))
    theirs = numbers.code_hash(code) == code_hash
    if not problem:
        try:
            if kind not in ARRIVAL_NAMES or not theirs:
                raise Refusal("inbox.message-not-fit-code", say("来件与查询码对不上"))
            if kind in OF_BOOKINGS:
                item, state, more = _booking(work, kind, code, message)
            elif kind == ArrivalKind.PRE_REVIEW:
                if not numbers.made_at_home(code):
                    raise Refusal("inbox.message-code-no-pre", say("来件的查询码不是预审码"))
                asked = matters.wanted(work, message)
                item, state = asked.matter, ArrivalState.TAKEN
                filled = matters.filled(work, asked.items, message.get("fields"))
                more = {"answers": asked.answers} if asked.answers else {}
            else:
                case_id = _own_case(work, code)
                state = _use(work, kind, code, message, case_id)
            words = (
                clean_text(str(message.get("words", "")), what=say("留言"), limit=500, lines=True)
                if kind != ArrivalKind.RATING and kind not in OF_BOOKINGS
                else more.pop("words", "")
            )
        except (Refusal, ValueError, KeyError, TypeError) as refused:
            state, words = (
                ArrivalState.REFUSED,
                refused.message if isinstance(refused, Refusal) else say("来件的内容不对"),
            )
    kept = tuple(
        arrivals.File(one["sha256"], one["name"], one["kind"], one["size"], one["document"])
        for one in stored
        if state != ArrivalState.REFUSED and kind not in OF_BOOKINGS
    )
    detail: dict[str, Any] = {"words": words, **more} | (
        {"code": code} if kind == ArrivalKind.PRE_REVIEW and state == ArrivalState.TAKEN else {}
    )
    if filled and state != ArrivalState.REFUSED:
        detail["fields"] = filled
    arrivals.add(
        work.db,
        id=id,
        kind=kind,
        at=_sent_at(message.get("at"), work.now),
        taken_at=work.now,
        case_id=case_id,
        item=item,
        code_hash=code_hash if theirs and (numbers.made_at_home(code) or numbers.of_booking(code)) else "",
        state=state,
        detail=detail,
        files=kept,
    )
    work.about(f"inbox:{id}", kind=kind, state=state, files=len(kept))
    if case_id is not None:
        work.touch(f"case:{case_id}")
    return Taken(id, kind, state, words if state == ArrivalState.REFUSED else "")


@act("inbox.wish", by=())
def take_wish(work: Work, id: str, kind: str, code_hash: str, message: dict[str, Any], problem: str = "") -> Taken:
    """Do at once what is wished for on the page of a case or by the code of a message; nothing of it stays."""
    state, words = ArrivalState.REFUSED, problem
    if not problem:
        try:
            code = str(message.get("code", ""))
            if numbers.code_hash(code) != code_hash:
                raise Refusal("inbox.message-not-fit-code", say("来件与查询码对不上"))
            if kind == Wish.STOP and len(code) == telling.CODE_LENGTH:
                work.about(f"case:{telling.stop_by_code(work, code)}", kind=kind)
            elif kind == Wish.STOP:
                telling.stop_all(work, case := _own_case(work, code))
                work.about(f"case:{case}", kind=kind)
            else:
                telling.begin_by_page(
                    work, _own_case(work, code), str(message.get("address", "")), str(message.get("language", ""))
                )
            state = ArrivalState.USED
        except Refusal as refused:
            words = refused.message
    if state is ArrivalState.REFUSED:
        work.about(f"inbox:{id}", kind=kind, state=state)
    return Taken(id, kind, state, words)


def _booking(
    work: Work, kind: str, code: str, message: dict[str, Any]
) -> tuple[str | None, ArrivalState, dict[str, Any]]:
    """What a request about a booking is for, what became of it, and the reason with free times if it can't be met."""
    from counter.acts.queue.from_home import answer_request

    if not numbers.of_booking(code):
        raise Refusal("inbox.message-code-no-booking", say("来件的查询码不是预约码"))
    met = answer_request(work, kind, code, message)
    return met.matter or None, met.state, {"words": met.words, "why": met.why, "near": list(met.near)}


def _sent_at(said: Any, now: int) -> int:
    """When the site says that something was sent (UTC ms); now, where it says nothing that could be a moment of this
    century.
    """
    return said if type(said) is int and 0 < said < 4_102_444_800_000 else now


def _own_case(work: Work, code: str) -> int:
    if numbers.canonical(code) != code or not numbers.signed(work.hall.secret("track"), code):
        raise Refusal("inbox.code-not-hall", say("查询码不是本大厅的"))
    return int(cases.find(work.db, code)["id"])


def _use(work: Work, kind: str, code: str, message: dict[str, Any], case_id: int) -> ArrivalState:
    if kind == ArrivalKind.RATING:
        rate_case(
            work,
            code,
            int(message["level"]),
            str(message.get("words", "")),
            named=bool(message.get("named")),
            origin=Origin.SITE,
        )
        return ArrivalState.USED
    if cases.get(work.db, case_id)["state"] not in ON_ITS_WAY:
        raise Refusal("inbox.case-closed-takes-no", say("这件事已经办结，不再收补交材料"))
    return ArrivalState.TAKEN


def take_in(hall: Hall) -> list[Taken]:
    """Take in what waits in inbox.db, oldest first; each entry becomes one act, once, however often this dies.

    Raises Refusal where that file, which belongs to the site, can't be read, and where too much waits to be looked at
    (what has no files is taken in all the same).
    """
    path = hall.directory / "inbox" / "inbox.db"
    if not path.exists():
        return []
    taken: list[Taken] = []
    with _the_sites_file(path):
        box = inbox.connect(path)
    try:
        for _ in range(MOST_AT_ONCE):
            crowded = arrivals.bytes_waiting(hall.db) > MOST_UNSEEN
            with _the_sites_file(path):
                entry = inbox.first(box, ArrivalKind.RATING if crowded else "")
                left = entry is None and inbox.holds_anything(box)
            if left:
                raise Refusal(
                    "inbox.too-much-online-mail",
                    say("等着看的网上来件太多，先不再收材料"),
                    rule=say("待看的文件最多 {most_unseen} GB", most_unseen=MOST_UNSEEN // 1024**3),
                    next=Next.by("inbox.list", say("请处理或退回来件")),
                )
            if entry is None:
                break
            if entry.kind == RemarkKind.MISSED:
                _hear(hall, entry)
                with _the_sites_file(path):
                    inbox.remove(box, entry.id)
                continue
            problem, stored = "", []
            message: dict[str, Any] = {}
            try:
                message, contents = open_sealed(hall, entry.sealed)
                check_arguments(message)  # what no act takes is set aside here, or it would hold up all behind it
                stored = _store(hall, message, contents)
            except ValueError as error:
                problem = str(error)
            except Refusal as refusal:
                problem, message = refusal.message, {"code": visible(str(message.get("code", "")), 80)}
            given: dict[str, Any] = {
                "id": visible(entry.id, 80),
                "kind": visible(entry.kind, 20),
                "code_hash": visible(entry.code_hash, 80),
                "message": message,
                "problem": problem,
            }
            key = f"inbox:{visible(entry.id, 80)}"
            if entry.kind in (Wish.TELL, Wish.STOP):
                taken.append(hall.once(key, take_wish, HALL_ITSELF, **given))
            else:
                taken.append(hall.once(key, take_entry, HALL_ITSELF, **given, stored=stored))
            with _the_sites_file(path):
                inbox.remove(box, entry.id)
    finally:
        box.close()
    return taken


def _hear(hall: Hall, entry: inbox.Entry) -> None:
    """What a search on the site found nothing for, as from a window: words alone, and only such as can be nobody's."""
    try:
        message, _ = open_sealed(hall, entry.sealed)
        words = str(message.get("words", ""))[:LONGEST]
        check_arguments({"words": words})
    except (ValueError, Refusal):
        return  # only a remark
    hall.once(f"inbox:{visible(entry.id, 80)}", note_missed, HALL_ITSELF, text=words)


@contextmanager
def _the_sites_file(path: Path) -> Iterator[None]:
    try:
        yield
    except driver.Error as error:
        raise Refusal(
            "inbox.cannot-read",
            say("收件箱 {path} 读不了（{error}）", path=verbatim(path), error=error),
            rule=say("它由网站写，坏了也不碰大厅的数据"),
            next=say("请管理员看一看；移走它，网站会另建一个"),
        ) from error


def _store(hall: Hall, message: dict[str, Any], contents: list[bytes]) -> list[dict[str, Any]]:
    """The files into files.db, before the act that refers to them. Raises ValueError for what is no picture and no PDF,
    or can't be cleaned; then none of them is kept.
    """
    told = message.get("files", [])
    kept, stored = [], []
    for place, data in enumerate(contents):
        one = told[place] if place < len(told) and isinstance(told[place], dict) else {}
        kept.append((one, *clean(data, _file_name(str(one.get("name", "")), place))))
    for one, kind, data, name in kept:
        sha256 = hashlib.sha256(data).hexdigest()
        files.put(hall.files, sha256, data, kind, hall.now())
        stored.append(
            {
                "sha256": sha256,
                "name": name,
                "kind": str(kind),
                "size": len(data),
                "document": str(one.get("document", ""))[:80],
            }
        )
    return stored


def _file_name(text: str, place: int) -> str:
    try:
        name = clean_text(text.replace("\\", "/").rsplit("/", 1)[-1], what=say("文件名"), limit=120)
    except Refusal:
        name = ""
    return name or say("文件{place}", place=place + 1)


# -- at the counter ----------------------------------------------------------------------------------------------------


def _shown(look: Look | Work, one: arrivals.Arrival) -> Arrived:
    case = cases.get(look.db, one.case_id)["receipt_number"] or f"D{one.case_id}" if one.case_id is not None else ""
    words, level = str(one.detail.get("words", "")), ""
    if (
        one.kind == ArrivalKind.RATING
        and one.case_id is not None
        and (rated := ratings.of_case(look.db, one.case_id)) is not None
    ):
        words, level = rated.words, LEVELS[rated.level]
    return Arrived(
        one.id,
        one.kind,
        ARRIVAL_NAMES.get(one.kind, one.kind),
        one.state,
        ARRIVAL_STATE_NAMES[one.state],
        f"{look.hall.local(one.at):%Y-%m-%d %H:%M}",
        case,
        bookings.name_of(look.db, one.item) if one.item else "",
        words,
        str(one.detail.get("said", "")),
        tuple(SentFile(f.name, f.kind, f.size, f.sha256, f.document) for f in one.files),
        papers_of(look, one),
        int(one.detail.get("version", 0)),
        one.handled_by,
        level,
        tuple(one.detail.get("fields", {}).items()),
    )


def papers_of(look: Look | Work, one: arrivals.Arrival) -> tuple[SentDocument, ...]:
    """The papers of the item (or case), with the files sent for each; files that name none of them come last, under
    none.
    """
    names = _papers_wanted(look, one)
    sent = [file.document if file.document in names else "" for file in one.files]
    if one.kind != ArrivalKind.PRE_REVIEW:
        names = {code: name for code, name in names.items() if code in sent}
    if "" in sent:
        names[""] = say("没有写明是哪份材料的文件")
    said = one.detail.get("verdicts", {})
    return tuple(
        SentDocument(
            code,
            name,
            sent.count(code),
            *((said[code][0], VERDICT_NAMES[said[code][0]], said[code][1]) if code in said else ("", "", "")),
        )
        for code, name in names.items()
    )


def _papers_wanted(look: Look | Work, one: arrivals.Arrival) -> dict[str, str]:
    """Code and name of every paper that a file of this entry may be for."""
    from counter.acts.case import full_set

    if one.kind == ArrivalKind.SUPPLEMENT and one.case_id is not None:
        return catalogue.documents(
            look.db, [wanted.document for wanted in full_set.read(look, cases.get(look.db, one.case_id)).wanted]
        )
    if one.kind == ArrivalKind.PRE_REVIEW and one.item:
        return matters.papers_for(look, one.item)
    return {}


def _found(look: Look | Work, entry: str) -> arrivals.Arrival:
    one = arrivals.find(look.db, entry)
    if one is None:
        raise Refusal(
            "inbox.no-such-message",
            say("没有这份来件"),
            rule=say("来件用编号的前 8 位以上指明"),
            next=Next.by("inbox.list", say("请看现有来件")),
        )
    return one


@query("inbox.list", by=AT_THE_COUNTER)
def listed(look: Look, handled: int = 0) -> tuple[Arrived, ...]:
    """What came from the site and waits for somebody, oldest first; then so many of those already handled, newest
    first.
    """
    found = arrivals.waiting(look.db) + arrivals.handled(look.db, max(0, min(handled, 200)))
    for one in found:
        look.log(case=one.case_id)
    return tuple(_shown(look, one) for one in found)


@query("inbox.show", by=AT_THE_COUNTER, argument="entry")
def show(look: Look, entry: str) -> Arrived:
    """One entry with its files."""
    one = _found(look, entry)
    look.log(case=one.case_id)
    return _shown(look, one)


@query("inbox.file", by=AT_THE_COUNTER, argument="entry")
def read_file(look: Look, entry: str, position: int) -> Content:
    """The content of an entry's file (counted from 1); the terminal of who asks writes it out or draws it."""
    one = _found(look, entry)
    look.log(case=one.case_id)
    sent = one.files[position - 1] if 1 <= position <= len(one.files) else None
    data = files.read(look.hall.files, sent.sha256) if sent is not None else None
    if sent is None or data is None or hashlib.sha256(data).hexdigest() != sent.sha256:
        raise Refusal(
            "inbox.message-no-file-damaged",
            say("来件没有第 {position} 个文件，或内容已损坏", position=position),
            rule=say("文件从 1 数起"),
            next=Next.by("inbox.show", say("请看这份来件"), entry=entry),
        )
    return Content(sent.name, sent.kind, data)


@act("inbox.use", by=AT_THE_COUNTER, argument="entry")
def use(work: Work, entry: str, document: str = "") -> Arrived:
    """Attach the files of a supplement to the papers they were sent for; `document` is for files that name none.

    In an accepted case the papers then count as brought (what was tolerated or asked for); before acceptance the clerk
    still says of each paper whether it will do.
    """
    from counter.acts.approval.supplements import bring
    from counter.acts.case.step import noted

    one = still_open(work, entry, ArrivalKind.SUPPLEMENT)
    row = cases.get(work.db, one.case_id or 0)
    names = _papers_wanted(work, one)
    if document and document not in names:
        raise Refusal(
            "inbox.not-need-paper",
            say(
                "{code_of_case} 不用材料 {document}",
                code_of_case=_code_of_case(work, one),
                document=visible(document, 40),
            ),
            rule=say("行政许可法第三十一条：不得要求提交无关材料"),
            next=say("请从办件的材料里选"),
        )
    into = [(file, file.document if file.document in names else document) for file in one.files]
    if not all(code for _, code in into):
        raise Refusal(
            "inbox.some-files-do-not",
            say("有文件没有写明是哪份材料"),
            rule=say("每个文件附到一份材料上"),
            next=Next.by("inbox.use", say("请指明这些文件是哪份材料"), entry=entry, document=None),
        )
    known = {(a["document"], a["sha256"]) for a in cases.attachments(work.db, row["id"]) if a["removed_at"] is None}
    for file, code in into:
        if (code, file.sha256) not in known:
            cases.attach(
                work.db, row["id"], code, file.sha256, file.name, file.kind, file.size, work.now, work.actor.staff, ""
            )
            known.add((code, file.sha256))
    if row["state"] == CaseState.ACCEPTED:
        bring(work, _code_of_case(work, one), documents=tuple(dict.fromkeys(code for _, code in into)))
    else:
        noted(work, row, say("来件"), "", a_row(file.name for file in one.files))
    return settled(work, one, ArrivalState.USED, {**one.detail, "said": say("已附到办件")})


def _code_of_case(work: Work, one: arrivals.Arrival) -> str:
    row = cases.get(work.db, one.case_id or 0)
    return row["receipt_number"] or f"D{row['id']}"


@act("inbox.refuse", by=AT_THE_COUNTER, argument="entry")
def refuse(work: Work, entry: str, reason: str) -> Arrived:
    """Set an entry aside, with the reason; nothing else changes."""
    one = still_open(work, entry)
    said = clean_text(reason, what=say("原因"), limit=200, empty=False)
    detail = {"words": one.detail.get("words", ""), "said": said}
    if "code" in one.detail:
        detail["answer"] = answer_seal(
            str(one.detail["code"]), json.dumps({"outcome": ArrivalState.REFUSED, "words": said}, ensure_ascii=False)
        )
    return settled(work, one, ArrivalState.REFUSED, detail)


def still_open(work: Work, entry: str, kind: str | None = None) -> arrivals.Arrival:
    """An entry that waits, of a kind if one is named. Raises Refusal."""
    one = _found(work, entry)
    if one.state != ArrivalState.TAKEN:
        raise Refusal(
            "inbox.this-message",
            say("这份来件{arrival_state}", arrival_state=ARRIVAL_STATE_NAMES[one.state]),
            rule=say("一份来件只处理一次"),
            next=Next.by("inbox.list", say("请看现有来件")),
        )
    if kind is not None and one.kind != kind:
        raise Refusal(
            "inbox.this-message-2",
            say("这份来件是{arrival}", arrival=ARRIVAL_NAMES[one.kind]),
            rule=say("只有{arrival}能这样处理", arrival=ARRIVAL_NAMES[kind]),
            next=Next.by("inbox.show", say("请看这份来件"), entry=entry),
        )
    return one


def settled(work: Work, one: arrivals.Arrival, state: str, detail: dict[str, Any]) -> Arrived:
    """Say what became of an entry. Raises Refusal if somebody was faster."""
    if not arrivals.settle(work.db, one.id, state, detail, work.actor.staff, work.now):
        raise Refusal(
            "inbox.somebody-else-just-handled",
            say("这份来件刚被别人处理了"),
            rule=say("一份来件只处理一次"),
            next=Next.by("inbox.list", say("请看现有来件")),
        )
    work.about(f"inbox:{one.id}", kind=one.kind, state=state)
    work.touch(f"inbox:{one.id}", *([f"case:{one.case_id}"] if one.case_id is not None else []))
    found = arrivals.find(work.db, one.id)
    assert found is not None
    return _shown(work, found)
