"""Every role and every department against every act and every query: a desk sees its own, the shared spine, and nothing
else.
"""

from __future__ import annotations

import inspect
import json
import typing
from datetime import date

import pytest

from counter.errors import Denied, Refusal
from counter.hall.act import REGISTRY, load
from counter.hall.answers import plain
from counter.hall.reach import HELD, is_open, names
from counter.rules.access import Actor, Role
from counter.store.looks import refused
from tests.conftest import spread
from tests.filling import fill_form

OTHER_PERSON = "独孤无忌"
OTHER_NUMBER = "430104200207155024"
SECRET = "这句理由只给税务看"


@pytest.fixture
def two_cases(hall, do, accepted):
    """A case of ten desks (`accepted`), and one that only the tax desk has: its applicant's name is a marker."""
    step = do("case.open", "c4", items=("flexible-insurance",))
    do("case.applicant", "c4", case=step.case, name=OTHER_PERSON, number=OTHER_NUMBER)
    do("case.all-here", "c4", case=step.case)
    fill_form(do, step.case, "c4")
    for code in ("L2000016", "L2000017"):
        do("case.document", "c4", case=step.case, document=code, state="here")
    case = do("case.accept", "c4", case=step.case)
    row = hall.db.execute("SELECT id FROM approval WHERE case_id = ?", (case.id,)).fetchone()
    do("approval.decide", "ap-c-tax", approval=f"A-{row['id']}", refuse=True, reasons=SECRET)
    return accepted, case, f"A-{row['id']}"


def arguments_for(entry, pool: dict[str, object]) -> dict[str, object]:
    """Something for every parameter that must be given."""
    given = {}
    hints = typing.get_type_hints(entry.function)
    for parameter in list(inspect.signature(entry.function).parameters.values())[1:]:
        if parameter.name in pool:
            value = pool[parameter.name]
            given[parameter.name] = (
                (value,) if "tuple" in str(hints[parameter.name]) and not isinstance(value, tuple) else value
            )
        elif parameter.default is inspect.Parameter.empty:
            kind = hints[parameter.name]
            given[parameter.name] = {str: "1", int: 1, bool: True, date: date(2026, 11, 24)}.get(
                kind, {} if "dict" in str(kind) else "1"
            )
    return given


def actors(hall, people) -> dict[str, Actor]:
    """One person of each role, and one approver of each of the 98 departments."""
    found = {str(people[code].role): people[code] for code in ("g1", "c5", "sup", "admin")}
    found.update({a.department: a for code, a in people.items() if code.startswith("ap-")})
    return found


def test_who_may_not_do_an_act_is_told_so_and_nothing_changes(hall, people, two_cases) -> None:
    load()
    pool = {"case": two_cases[1].case, "approval": two_cases[2], "ticket": "A001", "code": two_cases[1].slips[0]}
    before = hall.db.execute("SELECT max(seq) FROM journal").fetchone()[0]
    tried = 0
    for name, actor in actors(hall, people).items():
        if actor.role is Role.APPROVER and name not in ("C-HR", "C-TAX", "P-TC"):
            continue  # the role decides alone here; three desks stand for all
        for entry in REGISTRY.values():
            if actor.role in entry.by:
                continue
            tried += 1
            with pytest.raises(Refusal) as refused:
                (hall.do if entry.writes else hall.ask)(entry.function, actor, **arguments_for(entry, pool))
            assert refused.value.rule == "岗位权限表", (entry.name, name)
    assert tried > 150
    assert hall.db.execute("SELECT max(seq) FROM journal").fetchone()[0] == before


def test_every_department_gets_nothing_of_a_case_it_has_no_part_in(hall, people, two_cases) -> None:
    """98 departments x every act and query an approver has: by number, list, search, statistics, journal,
    error text.
    """
    _, case, approval = two_cases
    load()
    person = hall.db.execute("SELECT person FROM case_file WHERE id = ?", (case.id,)).fetchone()[0]
    paper = hall.db.execute("SELECT number FROM paper WHERE case_id = ? LIMIT 1", (case.id,)).fetchone()[0]
    job = hall.db.execute("SELECT id FROM paper_job WHERE paper = ?", (paper,)).fetchone()[0]
    pool = {
        "case": case.case,
        "approval": approval,
        "approvals": (approval,),
        "code": case.slips[0],
        "slip": case.slips[0],
        "person": person,
        "paper": paper,
        "job": job,
        "desk": "D-C-TAX",
        "subject": f"case:{case.id}",
        "attachment": 1,
        "to": "/nowhere/x",
        "rating": 1,
    }
    before = hall.db.execute("SELECT max(seq) FROM journal").fetchone()[0]
    denied = 0
    others = {a.department: a for a in actors(hall, people).values() if a.role is Role.APPROVER}
    del others["C-TAX"]
    assert len(others) > 90
    on_the_other_case = [
        row[0] for row in hall.db.execute("SELECT DISTINCT d.department FROM desk d JOIN approval a ON a.desk = d.code")
    ]
    walked = spread(list(others), 8, "P-TAX", *on_the_other_case)
    for name in walked:
        actor = others[name]
        for entry in REGISTRY.values():
            if Role.APPROVER not in entry.by or (is_open(entry.name) and entry.writes):
                continue
            held = set(names(entry)) & set(pool)
            try:
                if entry.writes and not held:
                    continue
                said = str(
                    plain((hall.do if entry.writes else hall.ask)(entry.function, actor, **arguments_for(entry, pool)))
                )
                assert not held - {"subject"} or entry.name == "journal.list", f"{name} reached {entry.name} {held}"
            except Denied as refusal:
                denied += 1
                said = str(refusal)
                if "case" in held:
                    assert case.case in said and "没有找到" in said
            except Refusal as refusal:
                assert not held, f"{entry.name}: {refusal}"
                said = str(refusal)
            for marker in (OTHER_PERSON, OTHER_NUMBER, OTHER_NUMBER[-4:], SECRET):
                assert marker not in said, f"{name} learns {marker} by {entry.name}"
    assert denied >= len(walked) * 8 and len(walked) > 15
    assert hall.db.execute("SELECT max(seq) FROM journal").fetchone()[0] == before


def test_a_case_that_is_not_there_and_one_that_is_not_mine_read_alike(do, two_cases) -> None:
    _, case, approval = two_cases
    said = []
    for name, argument, mine, missing in (
        ("case.show", "case", case.case, "R20261124-9999"),
        ("approval.show", "approval", approval, "A-9999"),
        ("slip.receive", "code", case.slips[0], "T20261124-9999"),
    ):
        for value in (mine, missing):
            with pytest.raises(Denied) as refused:
                do(name, "ap-c-ps", **{argument: value})
            said.append(str(refused.value).replace(value, "?"))
        assert said[-1] == said[-2]


def test_every_refused_look_is_written_down_and_can_be_shown_to_the_person(hall, do, two_cases) -> None:
    _, case, approval = two_cases
    codes = {}
    for name, arguments in (
        ("case.show", {"case": case.case}),
        ("approval.decide", {"approval": approval, "grant": True}),
    ):
        with pytest.raises(Denied) as denied:
            do(name, "ap-c-ps", **arguments)
        codes[name] = denied.value.code
    person = hall.db.execute("SELECT person FROM case_file WHERE id = ?", (case.id,)).fetchone()[0]
    looks = do("person.looks", "sup", person=person)
    assert [(x.staff, x.what, x.allowed) for x in looks if not x.allowed] in (
        [("ap-c-ps", "case.show", False), ("ap-c-ps", "approval.decide", False)],
        [("ap-c-ps", "approval.decide", False), ("ap-c-ps", "case.show", False)],
    )
    kept = [(row["what"], row["code"]) for row in refused(hall.db, 0, 10)]
    assert sorted(kept) == [("approval.decide", codes["approval.decide"]), ("case.show", codes["case.show"])]
    assert all(
        code in line for code, line in zip(codes.values(), reversed(do("journal.refused-looks", "sup")), strict=True)
    )


def test_desks_on_one_case_share_the_spine_and_not_the_reasons(hall, do, accepted, approvals) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], refuse=True, reasons=SECRET)
    spine = do("case.progress", "ap-c-ps", case=accepted.case)
    assert len(spine) == 10 and {line.state for line in spine} >= {"open", "decided"}
    load()
    for entry in [e for e in REGISTRY.values() if not e.writes and Role.APPROVER in e.by and not is_open(e.name)]:
        pool = {
            "case": accepted.case,
            "subject": f"case:{accepted.id}",
            "approval": approvals["talent-household"],
            "attachment": 1,
            "to": "/nowhere/x",
        }
        try:
            said = json.dumps(plain(do(entry.name, "ap-c-ps", **arguments_for(entry, pool))), ensure_ascii=False)
        except Refusal as refusal:
            said = str(refusal)
        assert SECRET not in said, entry.name
    with pytest.raises(Denied):
        do("approval.show", "ap-c-ps", approval=approvals["flexible-insurance"])


def test_a_desk_opens_only_the_papers_its_items_need(hall, do, accepted, tmp_path) -> None:
    hall.db.executemany(
        "INSERT INTO attachment (case_id, document, sha256, name, kind, size, at, staff) VALUES (?,?,?,?,?,?,?,?)",
        [
            (accepted.id, document, str(n) * 64, f"{document}.jpg", "jpeg", 10, hall.now(), "c3")
            for n, (document,) in enumerate(
                hall.db.execute(
                    "SELECT document FROM case_document WHERE case_id = ? AND state = 'here'", (accepted.id,)
                ).fetchall()
            )
        ],
    )
    everything = {f.document for f in do("case.files", "c3", case=accepted.case)}
    tax = {f.document for f in do("case.files", "ap-c-tax", case=accepted.case)}
    needed = {r[0] for r in hall.db.execute("SELECT document FROM item_document WHERE item = 'flexible-insurance'")}
    assert tax and tax <= needed and len(tax) < len(everything)


def test_of_papers_that_are_not_its_own_a_desk_sees_the_list_only(hall, do, accepted) -> None:
    hall.db.execute(
        "UPDATE case_document SET reason = ?, state = 'missing', cause = 'pledged' WHERE case_id = ? AND document = "
        "'T0000015'",
        (SECRET, accepted.id),
    )
    needed = {r[0] for r in hall.db.execute("SELECT document FROM item_document WHERE item = 'talent-household'")}
    assert "T0000015" not in needed
    shown = do("case.show", "ap-c-ps", case=accepted.case)
    assert len(shown.papers) == len(do("case.show", "c3", case=accepted.case).papers)
    assert SECRET not in str(plain(shown)) and SECRET in str(plain(do("case.show", "c3", case=accepted.case)))
    assert shown.situations == ()


def test_any_window_goes_on_with_any_case_and_reads_no_opinion(do, accepted, approvals) -> None:
    do("approval.decide", "ap-c-tax", approval=approvals["flexible-insurance"], refuse=True, reasons=SECRET)
    for number in (accepted.case, accepted.acceptance_number, do("case.code", "c7", case=accepted.case)):
        assert do("case.show", "c7", case=number).case == accepted.case
    load()
    pool = {
        "case": accepted.case,
        "approval": approvals["flexible-insurance"],
        "attachment": 1,
        "to": "/nowhere/x",
        "subject": f"case:{accepted.id}",
        "text": "李晓梅",
    }
    for role in ("c7", "g1", "sup", "admin"):
        for entry in [e for e in REGISTRY.values() if not e.writes]:
            try:
                said = json.dumps(plain(do(entry.name, role, **arguments_for(entry, pool))), ensure_ascii=False)
            except Refusal as refusal:
                said = str(refusal)
            except (TypeError, ValueError, KeyError):
                continue  # a made-up argument; what it says is checked by the others
            assert SECRET not in said, (role, entry.name)


def test_an_opinion_is_read_by_its_desk_and_after_passing_up_by_the_upper_one_and_by_nobody_else(
    hall, people, do, approvals, accepted
) -> None:
    """Every query of the registry, as everybody on the case and everybody at the windows."""
    lower, upper = approvals["employment-registration"], approvals["enterprise-insurance"]
    desks = {
        row["item"]: row["desk"]
        for row in hall.db.execute("SELECT item, desk FROM approval WHERE case_id = ?", (accepted.id,))
    }
    do("approval.opinion", "ap-c-hr", approval=lower, words=SECRET)
    load()

    def who_reads_it() -> set[str]:
        found = set()
        on_the_case = [code for code, a in people.items() if code.startswith("ap-") and a.desk in desks.values()]
        for code in [*on_the_case, "ap-c-va", "g1", "c3", "sup", "admin"]:
            for approval in (lower, upper):
                about = {"approval", "subject"} if approval == upper else set()  # the others would answer the same
                pool = {
                    "case": accepted.case,
                    "approval": approval,
                    "subject": f"approval:{approval[2:]}",
                    "attachment": 1,
                    "to": "/nowhere/x",
                    "text": "李",
                }
                for entry in [e for e in REGISTRY.values() if not e.writes]:
                    if about and not about & set(inspect.signature(entry.function).parameters):
                        continue
                    try:
                        if SECRET in json.dumps(
                            plain(do(entry.name, code, **arguments_for(entry, pool))), ensure_ascii=False
                        ):
                            found.add(code)
                    except (Refusal, TypeError, ValueError, KeyError) as error:
                        assert SECRET not in str(error)
        return found

    assert who_reads_it() == {"ap-c-hr"}
    do("approval.pass-up", "ap-c-hr", approval=lower)
    assert who_reads_it() == {
        "ap-c-hr",
        next(c for c, a in people.items() if c.startswith("ap-") and a.desk == desks["enterprise-insurance"]),
    }


def test_every_act_of_an_approver_is_open_to_all_or_held_to_the_desk() -> None:
    """A new act with an approver in it must say which: a held parameter, an open name, or a list that
    confines itself.
    """
    load()
    confined_lists = {
        "approval.list",
        "slip.list",
        "clock.warnings",
        "journal.list",
        "report.now",
        "report.day",
        "report.month",
        "report.figures",
        "report.export",
        "report.own",
        "report.rows",
        "report.span",
        "report.behind",
        "report.owed",
        "paper.unprinted",
        "approval.desk",
        "approval.find",
        "desk.show",
    }
    for entry in REGISTRY.values():
        if Role.APPROVER in entry.by:
            assert is_open(entry.name) or entry.name in confined_lists or set(names(entry)), (
                f"{entry.name} is not held to the desk"
            )
    assert {"approval", "case", "paper", "person"} <= set(HELD)


def test_the_table_that_is_printed_is_the_one_that_is_enforced(hall, people) -> None:
    from counter.commands.access import rows

    table = {row["act"]: row for row in rows()}
    for entry in load().values():
        for code in ("g1", "c5", "ap-c-hr", "sup", "admin"):
            actor = people[code]
            if entry.name in table:
                assert bool(table[entry.name][str(actor.role)]) == (actor.role in entry.by)


def test_a_desk_reads_only_the_fields_that_its_items_ask(hall, do, accepted, approvals) -> None:
    """Two desks of the city, one of the province: what another's form asked appears nowhere, not even in a desk's own
    queries.
    """
    fields = {
        "参保险种": f"{SECRET}甲",
        "迁入地址": f"{SECRET}乙",
        "档案接收单位": f"{SECRET}丙",
        "单位名称": "星城某公司",
        "随手记": f"{SECRET}丁",
    }
    hall.db.execute(
        "UPDATE case_file SET fields = ? WHERE id = ?", (json.dumps(fields, ensure_ascii=False), accepted.id)
    )
    own = {"ap-c-tax": "甲", "ap-c-ps": "乙", "ap-p-tc": "丙"}
    load()
    for staff, mark in own.items():
        shown = do("case.show", staff, case=accepted.case).fields
        assert [value for value in shown.values() if SECRET in value] == [SECRET + mark], staff
        pool = {
            "case": accepted.case,
            "subject": f"case:{accepted.id}",
            "approval": approvals["flexible-insurance"],
            "attachment": 1,
            "to": "/nowhere/x",
        }
        for entry in [e for e in REGISTRY.values() if not e.writes and Role.APPROVER in e.by and not is_open(e.name)]:
            try:
                said = json.dumps(plain(do(entry.name, staff, **arguments_for(entry, pool))), ensure_ascii=False)
            except Refusal as refusal:
                said = str(refusal)
            assert not [other for other in "甲乙丙丁" if other != mark and SECRET + other in said], (staff, entry.name)
    assert do("case.show", "c7", case=accepted.case).fields == fields, "the counter sees the whole form"
    both = {staff: "单位名称" in do("case.show", staff, case=accepted.case).fields for staff in ("ap-c-hf", "ap-c-ps")}
    assert both == {"ap-c-hf": True, "ap-c-ps": False}


def test_an_upper_desk_reads_the_fields_of_what_was_passed_up_to_it(hall, do, accepted, approvals) -> None:
    hall.db.execute(
        "UPDATE case_file SET fields = ? WHERE id = ?",
        (json.dumps({"就业形式": SECRET}, ensure_ascii=False), accepted.id),
    )
    upper = next(
        c
        for (c,) in hall.db.execute(
            "SELECT s.code FROM staff s JOIN approval a ON a.desk = s.desk WHERE a.item = 'enterprise-insurance' AND "
            "a.case_id = ?",
            (accepted.id,),
        )
    )
    assert do("case.show", upper, case=accepted.case).fields == {}
    do("approval.opinion", "ap-c-hr", approval=approvals["employment-registration"], words="属实")
    do("approval.pass-up", "ap-c-hr", approval=approvals["employment-registration"])
    assert do("case.show", upper, case=accepted.case).fields == {"就业形式": SECRET}
