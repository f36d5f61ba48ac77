"""Who applies and who acts for them: agent, guardian, an organisation's representative; said bit by bit, kept whole.

What is not named stays as it is; an empty word takes a part out. So a corrected telephone number never costs the agent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counter.acts.case.applicants import find_or_add, suspected
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.restoring import Before, keep
from counter.acts.case.step import Step, editable, name_of, noted, step
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.case import CASE_STEP_NAMES
from counter.rules.identity import IdKind, clean_number, clean_text, mask_number, mask_phone
from counter.rules.parties import GROWN_UP, age_on, birth_of
from counter.rules.person_name import clean_name
from counter.store import applicants as people
from counter.store import cases, driver


@dataclass(frozen=True, slots=True)
class Party:
    """One person or organisation of a case as the counter may show it: number and telephone masked."""

    id: int
    kind: str
    name: str
    number: str
    phone: str

    def __str__(self) -> str:
        return say("{name} {number}", name=verbatim(self.name), number=verbatim(self.number))


@dataclass(frozen=True, slots=True)
class Parties:
    """Everybody who stands behind one case. `representative` has no number where only the licence says who it is."""

    case: str
    version: int
    applicant: Party | None
    agent: Party | None
    mandate: str
    guardian: Party | None
    guardianship: str
    representative: Party | None

    def __str__(self) -> str:
        parts = [say("{case} 申请人 {who}", case=self.case, who=self.applicant or say("未登记"))]
        if self.agent:
            acting = say("经办人") if self.applicant and self.applicant.kind == "organisation" else say("代办人")
            parts.append(say("{part} {who}（{paper}）", part=acting, who=self.agent, paper=verbatim(self.mandate)))
        if self.guardian:
            parts.append(say("监护人 {who}（{paper}）", who=self.guardian, paper=verbatim(self.guardianship)))
        if self.representative:
            parts.append(say("法定代表人 {who}", who=self.representative))
        return listed(parts, "；")


@query("case.parties", by=AT_THE_COUNTER, argument="case")
def show_parties(look: Look, case: str) -> Parties:
    """Who applies in a case and who acts for them, as registered."""
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    speaker = _party(look.db, row["representative"])
    if speaker is None and row["representative_name"]:
        speaker = Party(0, "person", row["representative_name"], "", "")
    return Parties(
        name_of(row),
        row["version"],
        _party(look.db, row["person"]),
        _party(look.db, row["agent"]),
        row["mandate"],
        _party(look.db, row["guardian"]),
        row["guardianship"],
        speaker,
    )


def _party(db: driver.Connection, person: int | None) -> Party | None:
    if person is None:
        return None
    row = people.living(db, person)
    return Party(row["id"], row["kind"], row["name"], mask_number(row["id_number"]), mask_phone(row["phone"]))


@act("case.applicant", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def applicant(
    work: Work,
    case: str,
    name: str | None = None,
    number: str | None = None,
    id_kind: IdKind | None = None,
    phone: str | None = None,
    note: str = "",
    agent_name: str | None = None,
    agent_number: str | None = None,
    mandate: str | None = None,
    guardian_name: str | None = None,
    guardian_number: str | None = None,
    guardianship: str | None = None,
    representative_name: str | None = None,
    representative_number: str | None = None,
    version: int | None = None,
) -> Step:
    """Say who applies, and who acts for them: agent with a mandate, guardian with a paper, an organisation's legal
    representative. What is not named stays; `note` says why an odd credit code is genuine.
    """
    row = editable(work, case, version)
    was = Before(row)
    person, warnings = _applicant(work, row, name, number, id_kind, phone, note, was)
    agent, mandate, more = _who_acts(work, row, "agent", agent_name, agent_number, mandate, _no_mandate)
    guardian, guardianship, further = _who_acts(
        work, row, "guardian", guardian_name, guardian_number, guardianship, _no_guardianship
    )
    warnings += more + further
    if agent is not None and agent["id"] == person["id"]:
        if agent_number:
            raise _same_agent()
        agent = None  # whoever acted before applies now
    if guardian is not None and guardian["id"] == person["id"]:
        if guardian_number:
            raise _same_guardian()
        guardian = None
    organisation = person["kind"] == "organisation"
    if organisation and guardian is not None:
        raise Refusal(
            "case.organisation-has-no-guardian",
            say("单位没有监护人"),
            rule=say("民法典第二十条至第二十三条：监护是对自然人的"),
            next=say("单位请登记法定代表人和经办人"),
        )
    speaker, speaks, further = _representative(work, row, organisation, representative_name, representative_number)
    warnings += further
    if doubles := suspected(work.db, person):
        warnings += (
            say("疑似已有同一申请人的登记（{others} 号），可核对后合并", others=listed(str(d) for d in doubles)),
        )
    warnings += _same_open(work, row, person["id"])
    if person["bad_credit"]:
        warnings += (say("申请人有未修复的失信记录，不能容缺或承诺"),)
    row = noted(
        work,
        row,
        say("申请人"),
        person=person["id"],
        agent=agent["id"] if agent else None,
        mandate=mandate if agent else "",
        guardian=guardian["id"] if guardian else None,
        guardianship=guardianship if guardian else "",
        representative=speaker["id"] if speaker else None,
        representative_name=speaks,
    )
    keep(work, was, row)
    work.touch(f"person:{person['id']}")
    birth = birth_of(person["id_kind"], person["id_number"])
    if guardian is not None and not person["guarded"] and (birth is None or age_on(birth, work.today) >= GROWN_UP):
        people.set_guarded(work.db, person["id"], True)
        warnings += (say("已注明申请人由监护人代理"),)
    return step(work, row, say("已登记申请人"), warnings=warnings)


def _applicant(
    work: Work,
    row: driver.Row,
    name: str | None,
    number: str | None,
    id_kind: IdKind | None,
    phone: str | None,
    note: str,
    was: Before,
) -> tuple[driver.Row, tuple[str, ...]]:
    known = people.living(work.db, row["person"]) if row["person"] is not None else None
    if not number and known is None:
        raise Refusal(
            "case.applicant-without-number",
            say("{name} 还没有登记申请人的证件号", name=name_of(row)),
            rule=say("申请人要有证件号"),
            next=say("请刷证件或输入证件号"),
        )
    if number:
        if name is None and (there := people.by_number(work.db, clean_number(number))) is not None:
            name = there["name"]
        return find_or_add(work, name or "", number, id_kind=id_kind, phone=phone or "", note=note, changed=was.people)
    assert known is not None
    return find_or_add(
        work,
        name if name is not None else known["name"],
        known["id_number"],
        id_kind=IdKind(known["id_kind"]),
        phone=phone or "",
        registered=True,
        changed=was.people,
    )


def _who_acts(
    work: Work,
    row: driver.Row,
    part: str,
    name: str | None,
    number: str | None,
    proof: str | None,
    no_proof: Any,
) -> tuple[driver.Row | None, str, tuple[str, ...]]:
    """Agent or guardian: as registered where nothing is named, taken out by empty words, else who is named."""
    none: tuple[str, ...] = ()
    column = "mandate" if part == "agent" else "guardianship"
    known = people.living(work.db, row[part]) if row[part] is not None else None
    proof = row[column] if proof is None else clean_text(proof, what=say("凭据"), limit=200)
    if name is None and number is None:
        found, warnings = known, none
    elif not name and not number:
        return None, "", none
    elif number is None and known is not None:
        found, warnings = find_or_add(
            work, name or known["name"], known["id_number"], id_kind=IdKind(known["id_kind"]), registered=True
        )
    else:
        found, warnings = find_or_add(
            work, name if name is not None else known["name"] if known is not None else "", number or ""
        )
    if found is not None and not proof:
        raise no_proof()
    return found, proof, warnings


def _representative(
    work: Work, row: driver.Row, organisation: bool, name: str | None, number: str | None
) -> tuple[driver.Row | None, str, tuple[str, ...]]:
    """Who speaks for an organisation by law: with a number if one is said, else by name as the licence has it."""
    if not organisation:
        if name or number:
            raise Refusal(
                "case.person-has-no-representative",
                say("个人没有法定代表人"),
                rule=say("民法典第六十一条：法定代表人是代表法人从事民事活动的负责人"),
                next=say("代别人来办的登记为代办人，未成年人登记监护人"),
            )
        return None, "", ()
    if name is None and number is None:
        known = people.living(work.db, row["representative"]) if row["representative"] is not None else None
        return known, row["representative_name"], ()
    if number is None and row["representative"] is not None and name == row["representative_name"]:
        return people.living(work.db, row["representative"]), row["representative_name"], ()
    if number:
        found, warnings = find_or_add(work, name or row["representative_name"], number)
        return found, found["name"], warnings
    return None, clean_name(name).shown if name else "", ()


def _no_mandate() -> Refusal:
    return Refusal(
        "case.agent-no-mandate",
        say("代办人没有委托书"),
        rule=say("行政许可法第二十九条：可以委托代理人，委托要有凭据"),
        next=say("请填写委托书的名称和日期，或由本人申请"),
    )


def _no_guardianship() -> Refusal:
    return Refusal(
        "case.guardian-no-paper",
        say("监护人没有写明凭据"),
        rule=say("民法典第二十七条、第二十八条：监护人由法律规定的关系或指定确定"),
        next=say("请填写户口簿、出生医学证明或指定监护的文书"),
    )


def _same_agent() -> Refusal:
    return Refusal(
        "case.agent-applicant-one-person",
        say("代办人和申请人是同一个人"),
        rule=say("本人到场不需要代办"),
        next=say("请去掉代办人"),
    )


def _same_guardian() -> Refusal:
    return Refusal(
        "case.guardian-applicant-one-person",
        say("监护人和申请人是同一个人"),
        rule=say("没有人是自己的监护人"),
        next=say("请写被监护人为申请人，监护人另写"),
    )


def _same_open(work: Work, row: driver.Row, person: int) -> tuple[str, ...]:
    """The same person has the same item under way elsewhere."""
    chosen = [code for code, _ in cases.items(work.db, row["id"])]
    if not chosen:
        return ()
    seen: dict[str, str] = {}
    for other in cases.same_open(work.db, row["id"], person, chosen):
        seen.setdefault(other["receipt_number"] or f"D{other['id']}", CASE_STEP_NAMES[other["state"]])
    return tuple(
        say("该申请人已有同一事项在办：{receipt_number}（{case_step}）", receipt_number=name, case_step=state)
        for name, state in seen.items()
    )
