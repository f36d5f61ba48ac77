"""Hand-over: papers go to the desks on slips that are signed for by scanning; the result goes to the applicant once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.acts.paper.writing import next_numbers
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.approval import UNDECIDED
from counter.rules.identity import clean_number, clean_text
from counter.rules.letters import visible
from counter.store import approvals, cases, driver, handovers
from counter.store.handovers import Sheaf

if TYPE_CHECKING:
    from counter.acts.case.full_set import FullSet

COUNTER = (Role.CLERK, Role.SUPERVISOR)


def documents_by_desk(full: FullSet, desks: Mapping[str, str], attached: Mapping[str, int]) -> dict[str, list[Sheaf]]:
    """For each desk the papers here that its items ask for under the answers given.

    `desks` says where each item is decided.
    """
    copies: dict[str, dict[str, int]] = {}
    for item, desk in desks.items():
        mine = copies.setdefault(desk, {})
        for document, count in full.asked.copies[item].items():
            if full.here(document):
                mine[document] = max(count, mine.get(document, 0))
    return {
        desk: [
            Sheaf(document, count, full.rows[document]["form"], attached.get(document, 0))
            for document, count in papers.items()
        ]
        for desk, papers in copies.items()
    }


def send_slips(work: Work, full: FullSet, desks: Mapping[str, str], codes: list[str]) -> list[list[str]]:
    """One slip per desk with exactly the papers its items need.

    Returns (code, department, papers) of each, for the transfer paper.

    `desks` says where each item is decided; `codes` are as many as there are different ones.
    """
    case_id = full.case["id"]
    sent = documents_by_desk(full, desks, handovers.attached(work.db, case_id))
    handovers.send(
        work.db,
        case_id,
        [(code, desk, papers) for code, (desk, papers) in zip(codes, sent.items(), strict=True)],
        work.now,
        work.actor.staff,
    )
    where = {desks[item.code]: full.places[item.department].short for item in full.items}
    return [[code, where[desk], str(len(papers))] for code, (desk, papers) in zip(codes, sent.items(), strict=True)]


@dataclass(frozen=True, slots=True)
class Slip:
    """A transfer slip: what was sent to a desk, and whether it has arrived."""

    code: str
    case: str
    desk: str
    sent_at: int
    received_at: int | None
    received_by: str | None
    mismatch: str
    documents: tuple[tuple[str, str, int], ...]

    def __str__(self) -> str:
        state = say("已签收") if self.received_at else self.mismatch or say("待签收")
        return say(
            "{code} {case} 送 {desk}：{count} 份材料，{state}",
            code=self.code,
            case=self.case,
            desk=self.desk,
            count=len(self.documents),
            state=state,
        )


def _slip(db: driver.Connection, row: driver.Row) -> Slip:
    papers = tuple((p["document"], p["name"], p["copies"]) for p in handovers.documents(db, row["id"]))
    return Slip(
        row["code"],
        row["receipt_number"],
        row["desk"],
        row["sent_at"],
        row["received_at"],
        row["received_by"],
        row["mismatch"],
        papers,
    )


@query("slip.list", by=(Role.CLERK, Role.APPROVER, Role.SUPERVISOR))
def slips(look: Look, case: str = "", unreceived: bool = False) -> tuple[Slip, ...]:
    """Transfer slips of a case, or those not yet received; an approver sees their own desk's."""
    case_id = cases.find(look.db, case)["id"] if case else None
    desk = look.actor.desk if look.actor.role is Role.APPROVER else None
    return tuple(_slip(look.db, row) for row in handovers.listed(look.db, case_id, desk, unreceived))


def send_again(work: Work, full: FullSet, documents: set[str]) -> tuple[str, ...]:
    """Slips for papers that came after acceptance, to every desk that has not decided and needs one of them.

    `full` shows them here.
    """
    db, case_id = work.db, full.case["id"]
    waiting = {row["desk"] for row in approvals.of_case(db, case_id) if row["state"] in UNDECIDED}
    sent = documents_by_desk(full, handovers.desks_of_items(db, case_id), handovers.attached(db, case_id))
    new = {
        desk: [one for one in papers if one.document in documents] for desk, papers in sent.items() if desk in waiting
    }
    new = {desk: papers for desk, papers in new.items() if papers}
    codes = next_numbers(work, slip=len(new))["slip"] if new else []
    handovers.send(
        db,
        case_id,
        [(code, desk, papers) for code, (desk, papers) in zip(codes, new.items(), strict=True)],
        work.now,
        work.actor.staff,
    )
    return tuple(codes)


@act("slip.receive", by=(Role.APPROVER,), argument="code")
def receive(work: Work, code: str, missing: tuple[str, ...] = (), note: str = "") -> Slip:
    """Sign for a slip after comparing it with what arrived.

    `missing` names papers that did not arrive (`L2000016`) or arrived in fewer copies (`L2000016=1`); then nothing is
    signed, the difference is kept and listed until the window has cleared it up.
    """
    db = work.db
    row = handovers.find(db, clean_number(code))
    if row["received_at"] is not None:
        raise Refusal(
            "slip.was-signed-for-by",
            say("{code} 已由 {received_by} 签收", code=row["code"], received_by=verbatim(row["received_by"])),
            rule=say("一张转移单只签收一次"),
        )
    note = clean_text(note, what=say("说明"), limit=200)
    short = _compare(db, row, missing)
    work.about(f"case:{row['case_id']}", slip=row["code"])
    if short:
        handovers.mismatch(
            db,
            row["id"],
            say("不符：{short}{note}", short=listed(short), note=(say("（{note}）", note=note) if note else "")),
        )
        work.facts["missing"] = list(missing)
    else:
        handovers.received(db, row["id"], work.now, work.actor.staff, f"desk:{row['desk']}")
        for one in approvals.of_case(db, row["case_id"]):
            if one["desk"] == row["desk"] and one["received_at"] is None:
                approvals.change(db, one["id"], received_at=work.now, received_by=work.actor.staff)
    return _slip(db, handovers.find(db, row["code"]))


def _compare(db: driver.Connection, row: driver.Row, missing: tuple[str, ...]) -> list[str]:
    """The differences between what a slip says and what arrived, in words."""
    sent = {p["document"]: p for p in handovers.documents(db, row["id"])}
    short: list[str] = []
    for entry in missing:
        document, _, copies = entry.partition("=")
        if document not in sent:
            raise Refusal(
                "slip.no-paper",
                say("转移单上没有材料 {document}", document=verbatim(visible(document, 40))),
                rule=say("只能写单上列出的材料"),
                next=say("请按单核对"),
            )
        if copies and not copies.isdecimal():
            raise Refusal(
                "slip.cannot-read-count",
                say("看不懂的份数 {entry}", entry=verbatim(visible(entry, 40))),
                rule=say("写成 材料代码=收到份数"),
                next=say("请改正"),
            )
        arrived, name = int(copies or 0), sent[document]["name"]
        if arrived != sent[document]["copies"]:
            short.append(
                say(
                    "{name}送出 {copies} 份，收到 {arrived} 份",
                    name=name,
                    copies=sent[document]["copies"],
                    arrived=arrived,
                )
            )
    return short


def sign_slips(work: Work, case_id: int, desk: str) -> None:
    """Signing for an approval signs for the desk's slips of its case. Raises Refusal while one does not match."""
    for row in handovers.open_at(work.db, case_id, desk):
        if row["mismatch"]:
            raise Refusal(
                "slip.not-way",
                say("转移单 {code} {mismatch}", code=row["code"], mismatch=row["mismatch"]),
                rule=say("材料与转移单不符不能签收"),
                next=say("请窗口补送后，扫转移单签收"),
            )
        handovers.received(work.db, row["id"], work.now, work.actor.staff, f"desk:{desk}")
