"""Supplements after acceptance: a desk asks in rounds of their own dates, papers come in at any window, tolerated ones
too.

Only the asking desk gets the new round. Other approvals stand, unless a paper they relied on was replaced: then their
decision is taken back and looked at again. Asking stops no clock: only article 45 does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.acts.approval import gathering
from counter.acts.approval.assigning import only_mine
from counter.acts.approval.countersigning import drop_review
from counter.acts.approval.desk_list import AT_A_DESK, own, undecided
from counter.acts.approval.recalls import take_back_all
from counter.acts.case import full_set
from counter.acts.case.full_set import start_day
from counter.acts.case.lapses import came
from counter.acts.case.step import name_of, noted
from counter.acts.delivery.handover import send_again
from counter.acts.paper.wording import approval as wording
from counter.acts.paper.wording.approval import marked
from counter.acts.paper.writing import issue_notice
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.approval import ROUND_STATE_NAMES, ApprovalState, RoundState
from counter.rules.case import CaseState
from counter.rules.documents import Cause, DocumentState
from counter.rules.identity import clean_text
from counter.rules.notice import NoticeKind
from counter.rules.points import points_of
from counter.rules.workday import due
from counter.store import approvals, cases, catalogue, driver, in_hand, listing, outstanding

AT_THE_COUNTER = (Role.CLERK, Role.SUPERVISOR)
LONGEST_REASON = 4_000
"""Signs of all points together."""
LONGEST_ROUND = 120
"""Working days that a round may give: a later day is a slip of the keyboard, and would hold up the
decision until then.
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of asking: what for, until when, and how it stands (asked, answered, lapsed)."""

    approval: str
    number: int
    asked_on: str
    due_on: str | None
    answered_on: str | None
    state: str
    documents: tuple[tuple[str, str, bool], ...]
    reason: str
    paper: str = ""
    points: tuple[str, ...] = ()
    """What is still open, in the words of the notice: the list that the paper and the citizen's page give too."""
    dropped: str = ""
    """The proposal that this round made void, in words; empty for none."""

    def __str__(self) -> str:
        came = (say("{name}（已交）", name=name) for _, name, is_there in self.documents if is_there)
        what = a_row((*came, *map(verbatim, self.points)))
        states: dict[str, str] = {
            RoundState.ASKED: say("{due_on} 前", due_on=self.due_on),
            RoundState.ANSWERED: say("{answered_on} 已补", answered_on=self.answered_on),
            RoundState.LAPSED: say("{due_on} 逾期未补", due_on=self.due_on),
            RoundState.TAKEN_BACK: ROUND_STATE_NAMES[RoundState.TAKEN_BACK],
            RoundState.STOPPED: ROUND_STATE_NAMES[RoundState.STOPPED],
        }
        return say(
            "{approval} 第 {number} 次补正：{what}，{state}{dropped}",
            approval=self.approval,
            number=self.number,
            what=what,
            state=states.get(self.state, self.state),
            dropped=self.dropped,
        )


def _round(db: driver.Connection, row: driver.Row, paper: str = "", dropped: str = "") -> Round:
    entries = listing.read(row["documents"])
    names = catalogue.documents(db, (e["document"] for e in entries))
    return Round(
        f"A-{row['approval']}",
        row["number"],
        row["asked_on"],
        row["due_on"],
        row["answered_on"],
        row["state"],
        tuple((e["document"], names[e["document"]], bool(e.get("came"))) for e in entries),
        row["reason"],
        paper,
        tuple(one.words or names.get(one.document, "") for one in points_of(entries, row["reason"], of_a_desk=True)),
        dropped,
    )


@query("approval.rounds", by=(Role.APPROVER, Role.SUPERVISOR), argument="approval")
def rounds(look: Look, approval: str) -> tuple[Round, ...]:
    """The supplement rounds of an approval of one's own desk."""
    row = own(look, approval)
    look.log(case=row["case_id"], person=row["person"])
    return tuple(_round(look.db, r) for r in approvals.rounds(look.db, row["id"]))


@act("approval.ask", by=AT_A_DESK, argument="approval")
def ask(
    work: Work,
    approval: str,
    documents: tuple[str, ...] = (),
    reason: str = "",
    due_on: date | None = None,
    version: int = 0,
) -> Round:
    """Ask the applicant for papers (or, with a reason, for something else), until a day of the round's own.

    What was gathered (approval.gather) goes out with it, so that everything is asked for at once.
    """
    row = undecided(work, approval, version)
    only_mine(work, row)
    db = work.db
    before = may_ask(work, row)
    kept = gathering.read(work, row)
    documents, reason = gathering.as_sent(kept, documents, reason)
    due_on = due_on or (date.fromisoformat(kept.due_on) if kept.due_on else None)
    reason = clean_text(reason, what=say("补正理由"), limit=LONGEST_REASON, lines=True)
    gathering.all_filled(reason)
    if not documents and not reason:
        raise Refusal(
            "approval.not-say-what-bring",
            say("没有写要补什么"),
            rule=say("补正要写明材料，或写明理由"),
            next=say("请选材料，或写理由"),
        )
    if before and not reason and not any(e.get("came") for e in listing.read(before[-1]["documents"])):
        raise Refusal(
            "approval.applicant-brought-nothing-new",
            say("第 {number} 次补正后申请人没有交来新材料", number=before[-1]["number"]),
            rule=say("没有新材料就没有新一轮补正"),
            next=say("确有需要请写明理由"),
        )
    full = full_set.read(work, cases.get(db, row["case_id"]))
    needed = papers_for(full, row["item"])
    strange = [code for code in documents if code not in needed]
    if strange:
        raise Refusal(
            "approval.guide-no-paper",
            say(
                "“{item_name}”的指南没有材料 {document}",
                item_name=row["item_name"],
                document=verbatim(catalogue.document(db, strange[0])[:40]),
            ),
            rule=say("行政许可法第三十一条：不得要求提交与申请无关的材料"),
            next=say("只能要求指南列出的材料"),
        )
    _refuse_held_below(db, row, documents, full)
    today = work.today
    last = due_on or due(work.hall.calendar, today, work.hall.policy.intake.supplement_days).last_day
    furthest = due(work.hall.calendar, today, LONGEST_ROUND).last_day
    if not today < last <= furthest or not work.hall.calendar.is_working(last):
        raise Refusal(
            "approval.time-not-right",
            say("补正期限 {last} 不对", last=last),
            rule=say("补正期限是今天以后、{furthest} 以前的工作日", furthest=furthest),
            next=say("请换一个日期，或不填按默认"),
        )
    dropped = drop_review(work, row["id"], say("已要求补正，{last} 前", last=last))
    in_hand.gather(db, row["id"], [], [], None, work.actor.staff, work.now)
    names = catalogue.documents(db, documents)
    entries = [{"document": code, "words": names[code]} for code in dict.fromkeys(documents)]
    made = approvals.ask(
        db,
        row["case_id"],
        row["id"],
        len(before) + 1,
        today.isoformat(),
        last.isoformat(),
        listing.write(entries),
        reason,
    )
    until = marked(last.isoformat(), not work.hall.calendar.is_known(last))
    points = points_of(entries, reason, of_a_desk=True)
    content = wording.supplement_content(work, row, today.isoformat(), len(before) + 1, until, points)
    work.about(f"approval:{row['id']}", round=len(before) + 1, documents=list(names), due_on=last.isoformat())
    work.touch(f"case:{row['case_id']}")
    paper = issue_notice(work, NoticeKind.NOTICE, content, case_id=row["case_id"], approval=row["id"])
    return _round(db, made, paper, dropped)


def may_ask(look: Look | Work, row: driver.Row) -> list[driver.Row]:
    """The rounds so far, if another may be asked for just now. Raises Refusal."""
    name = f"A-{row['id']}"
    if row["state"] == ApprovalState.BLOCKED:
        raise Refusal(
            "approval.not-come-desk-yet",
            say("{name} 还没有轮到本台办理", name=name),
            rule=say("前置事项办结后才要求补正"),
            next=say("可先审阅材料"),
        )
    before = approvals.rounds(look.db, row["id"])
    if before and before[-1]["state"] == RoundState.ASKED:
        raise Refusal(
            "approval.supplement-waits-applicant-2",
            say(
                "{name} 第 {number} 次补正还在等申请人，{due_on} 前",
                name=name,
                number=before[-1]["number"],
                due_on=before[-1]["due_on"],
            ),
            rule=say("一次补正办完才有下一次"),
            next=say("如要求有变，请先撤回这一次"),
        )
    return before


def may_unask(look: Look | Work, row: driver.Row) -> driver.Row:
    """The round that can be taken back. Raises Refusal."""
    asked = approvals.open_round(look.db, row["id"])
    if asked is None:
        raise Refusal("approval.no-supplement-waiting", say("A-{id} 没有等着的补正", id=row["id"]))
    return asked


def papers_for(full: full_set.FullSet, item: str) -> set[str]:
    """The papers of a case that one item asks for, by its guide or by the bundle's own definition, under the answers
    given.
    """
    return {wanted.document for wanted in full.wanted if item in wanted.serves}


def _refuse_held_below(
    db: driver.Connection, row: driver.Row, documents: tuple[str, ...], full: full_set.FullSet
) -> None:
    """What a lower level has checked and passed up may not be asked of the applicant again (articles 35 and 43)."""
    for lower in approvals.prerequisites(db, row["id"]):
        if not approvals.passed_up(db, lower["id"]):
            continue
        passed = papers_for(full, lower["item"])
        twice = [code for code in documents if code in passed and full.here(code)]
        if twice:
            raise Refusal(
                "approval.examined-passed-up",
                say(
                    "{document}已由{department_short}审查并上报",
                    document=catalogue.document(db, twice[0]),
                    department_short=lower["department_short"],
                ),
                rule=say("行政许可法第四十三条：不得要求申请人重复提供申请材料"),
                next=say("请查看上报的材料和意见"),
            )


@act("approval.unask", by=AT_A_DESK, argument="approval")
def unask(work: Work, approval: str, reason: str) -> Round:
    """Take back a round of asking that is not needed any more."""
    row = undecided(work, approval, 0)
    asked = may_unask(work, row)
    reason = clean_text(reason, what=say("撤回理由"), limit=200, empty=False)
    done = approvals.end_round(
        work.db,
        asked["id"],
        RoundState.TAKEN_BACK,
        None,
        listing.read(asked["documents"]),
        say("{asked}（已撤回：{reason}）", asked=verbatim(asked["reason"]), reason=verbatim(reason)),
    )
    work.about(f"approval:{row['id']}", round=asked["number"], taken_back=True)
    work.touch(f"case:{row['case_id']}")
    return _round(work.db, done)


@dataclass(frozen=True, slots=True)
class Brought:
    """Papers that came in after acceptance, and what they set in motion."""

    case: str
    documents: tuple[str, ...]
    answered: tuple[str, ...]
    looked_at_again: tuple[str, ...]
    slips: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    """Proposals that the new papers made void, each in words."""

    def __str__(self) -> str:
        words = say("{case} 收下 {documents}", case=self.case, documents=a_row(self.documents) or say("答复"))
        if self.answered:
            words += say("，已答复 {answered}", answered=a_row(self.answered))
        if self.looked_at_again:
            words += say(
                "；所依据的材料已更换，{looked_at_again} 重新审查", looked_at_again=a_row(self.looked_at_again)
            )
        return words + "".join(self.dropped)


@act("case.bring", by=AT_THE_COUNTER, argument="case")
def bring(work: Work, case: str, documents: tuple[str, ...] = (), note: str = "") -> Brought:
    """Take in papers of an accepted case: tolerated ones, those a desk asked for, or a note that answers it."""
    row = cases.find(work.db, case)
    if row["state"] in (CaseState.DECIDED, CaseState.DELIVERED):
        _only_owed(work, row, documents)
    elif row["state"] != CaseState.ACCEPTED:
        raise Refusal(
            "approval.takes-no-later-papers",
            say("{name} 不在办理中，不收后补材料", name=name_of(row)),
            rule=say("后补材料只用于已受理未办结的办件"),
            next=say("受理前的材料请在收件屏收取"),
        )
    note = clean_text(note, what=say("答复"), limit=500, lines=True)
    if not documents and not note:
        raise Refusal("approval.not-say-what-brought", say("没有说明收了什么"), next=say("请选材料，或写申请人的答复"))
    full = full_set.read(work, row)
    names = catalogue.documents(work.db, documents)
    asked = approvals.asked_rounds(work.db, row["id"])
    wanted_now = {e["document"] for r in asked for e in listing.read(r["documents"])}
    owed = {
        one["document"]: [one["due_on"], row["accepted_on"]]
        for one in outstanding.tolerated(work.db, row["id"])
        if one["document"] in documents
    }
    replaced = []
    for code in dict.fromkeys(documents):
        wanted = full.one(code)
        if full.here(code):
            if code not in wanted_now:
                raise Refusal(
                    "approval.no-desk-asked-another",
                    say("{code}已经收过，也没有哪个台要求更换", code=names[code]),
                    rule=say("行政许可法第三十一条：不得要求提交无关材料"),
                    next=say("确需更换请审批台先发补正"),
                )
            replaced.append(code)
        cases.set_document(
            work.db,
            row["id"],
            code,
            state=DocumentState.HERE,
            cause=None,
            due_on=None,
            reason="",
            copies=wanted.copies,
            form=wanted.form,
            holder="" if wanted.form == "electronic" else work.actor.place,
            came_at=work.now,
        )
    came(work, row["id"], documents)
    askers = {r["approval"] for r in asked}
    answered = _answer(work, row, asked, set(documents), note)
    again = _look_again(work, full, replaced, askers)
    why = say("后补了材料：{names}", names=a_row(names.values())) if documents else say("申请人已答复补正")
    dropped = tuple(
        words
        for one in approvals.of_case(work.db, row["id"])
        if one["id"] in askers or papers_for(full, one["item"]) & set(documents)
        if (words := drop_review(work, one["id"], why))
    )
    slips = send_again(work, full_set.read(work, row), set(documents)) if documents else ()
    tolerated = [code for code in documents if full.cause(code) is Cause.TOLERATED]
    noted(work, row, say("后补材料"), "", a_row(names.values()) or say("答复"))
    work.facts.update(documents=list(names), tolerated=tolerated, answered=answered, again=list(again))
    work.facts.update({"owed": owed} if owed else {})
    return Brought(name_of(row), tuple(names.values()), tuple(answered), again, slips, dropped)


def _only_owed(work: Work, row: driver.Row, documents: tuple[str, ...]) -> None:
    """After the decision nothing is taken in but a paper that was tolerated and is still owed."""
    owing = {one["document"] for one in outstanding.tolerated(work.db, row["id"])}
    if not documents or set(documents) - owing:
        raise Refusal(
            "approval.closed-takes-only-tolerated",
            say("{name} 已经办结，只收容缺还没补的材料", name=name_of(row)),
            rule=say("办结后不再收其他材料"),
            next=say("如需变更，请另行申请"),
        )


def _answer(work: Work, row: driver.Row, asked: list[driver.Row], documents: set[str], note: str) -> list[str]:
    """Tick off what each open (or lapsed) round was waiting for; a round is answered when nothing is left."""
    done: list[str] = []
    today = start_day(work).isoformat()
    for one in asked:
        entries: list[dict[str, Any]] = listing.read(one["documents"])
        for entry in entries:
            if entry["document"] in documents:
                entry["came"] = work.now
        complete = all(e.get("came") for e in entries) and (bool(entries) or bool(note))
        reason = (
            say("{reason}；答复：{note}", reason=verbatim(one["reason"]), note=verbatim(note))
            if note
            else one["reason"]
        )
        approvals.end_round(
            work.db,
            one["id"],
            RoundState.ANSWERED if complete else one["state"],
            today if complete else None,
            entries,
            reason,
        )
        work.touch(f"approval:{one['approval']}")
        if complete:
            done.append(say("A-{approval} 第 {number} 次补正", approval=one["approval"], number=one["number"]))
    return done


def _look_again(work: Work, full: full_set.FullSet, replaced: list[str], askers: set[int]) -> tuple[str, ...]:
    """Decisions that relied on a replaced paper are taken back; all others stand."""
    again = []
    for one in approvals.of_case(work.db, full.case["id"]):
        if one["state"] != ApprovalState.DECIDED or one["id"] in askers or not replaced or one["delivered_on"]:
            continue
        relied = papers_for(full, one["item"]) & set(replaced)
        if relied:
            words = a_row(catalogue.documents(work.db, sorted(relied)).values())
            again += take_back_all(work, one, say("所依据的材料已更换：{words}", words=words))
    return tuple(dict.fromkeys(again))
