"""What one item's result is to another: it opens when the first is granted, ends when it is refused, waits again when
that is taken back.
"""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path

import pytest

from counter.errors import Refusal
from counter.rules.bundle import choose
from counter.store import catalogue
from tests.filling import fill_form

DATA = Path(__file__).resolve().parents[2] / "data"
ANSWERS = {
    "graduates": {
        "path": "founder",
        "unit": "enterprise",
        "self": "yes",
        "subsidy": "yes",
        "file": "both",
        "keeper": "school",
        "household": "yes",
    },
    "restaurant": {"form": "company", "area": "large", "sign": "yes", "drain": "yes"},
    "enterprise-start": {"seal": "yes", "invoice": "yes", "hire": "yes", "unit": "enterprise"},
}


@pytest.fixture
def routed(hall, do):
    """`routed("restaurant")`: an accepted case of a bundle: (receipt number, id, item -> approval number, pairs (item,
    needs)).
    """

    def make(bundle: str):
        step = do("case.open", "c3", bundle=bundle, answers=ANSWERS[bundle])
        do("case.applicant", "c3", case=step.case, name="李晓梅", number="430104200207153029")
        do("case.all-here", "c3", case=step.case)
        fill_form(do, step.case, "c3")
        for paper in do("case.set", "c3", case=step.case):
            if paper.state == "open" and paper.necessity != "optional":
                do("case.document", "c3", case=step.case, document=paper.document, state="here")
        case = do("case.accept", "c3", case=step.case)
        rows = hall.db.execute("SELECT id, item FROM approval WHERE case_id = ?", (case.id,)).fetchall()
        edges = hall.db.execute(
            "SELECT a.item, n.item AS needs FROM approval_after e JOIN approval a ON a.id = e.approval JOIN approval n "
            "ON n.id = e.needs WHERE a.case_id = ?",
            (case.id,),
        ).fetchall()
        return case.case, case.id, {row["item"]: f"A-{row['id']}" for row in rows}, [tuple(edge) for edge in edges]

    return make


@pytest.fixture
def settle(hall, do):
    """`settle(number, "grant")`: decide an approval by its own desk, with a second officer where it takes one."""

    def make(number: str, how: str, act: str = "approval.decide") -> None:
        row = hall.db.execute("SELECT department FROM approval WHERE id = ?", (int(number[2:]),)).fetchone()
        code = row["department"].lower()
        more = (
            {"reason": "复核"}
            if act == "approval.recall"
            else {how: True, **({"reasons": "条件不符"} if how == "refuse" else {})}
        )
        do(act, f"ap-{code}", approval=number, second=f"ap2-{code}", **more)

    return make


def state(hall, number: str) -> str:
    return hall.db.execute("SELECT state FROM approval WHERE id = ?", (int(number[2:]),)).fetchone()[0]


@pytest.mark.parametrize("bundle", ANSWERS)
def test_it_opens_by_itself_when_all_it_relies_on_is_granted(hall, routed, settle, bundle):
    _, id, approvals, edges = routed(bundle)
    assert edges, "the bundle has a route"
    waiting = {item for item, _ in edges}
    assert {item for item, number in approvals.items() if state(hall, number) == "blocked"} == waiting
    done: set[str] = set()
    while len(done) < len(approvals):
        ready = [
            item for item in approvals if item not in done and all(needs in done for one, needs in edges if one == item)
        ]
        assert ready, "nothing can go on"
        for item in ready:
            assert state(hall, approvals[item]) == "open", f"{item} has all it relies on"
            settle(approvals[item], "grant")
            done.add(item)
            for other, _needs in edges:
                if other not in done and not all(n in done for o, n in edges if o == other):
                    assert state(hall, approvals[other]) == "blocked", f"{other} still waits"
    assert hall.db.execute("SELECT state FROM case_file WHERE id = ?", (id,)).fetchone()[0] == "decided"


@pytest.mark.parametrize("bundle", ANSWERS)
def test_it_ends_with_its_reason_when_that_is_refused_and_the_rest_goes_on(hall, do, routed, settle, bundle):
    case, id, approvals, edges = routed(bundle)
    first = next(needs for _, needs in edges if needs not in {item for item, _ in edges})
    behind: set[str] = set()
    while more := {item for item, needs in edges if needs == first or needs in behind} - behind:
        behind |= more
    settle(approvals[first], "refuse")
    for item, number in approvals.items():
        if item in behind:
            row = hall.db.execute("SELECT state, explanation FROM approval WHERE id = ?", (int(number[2:]),)).fetchone()
            assert row["state"] == "withdrawn" and "未获准，本事项终止办理" in row["explanation"], item
            with pytest.raises(Refusal, match="已终止办理"):
                settle(number, "grant")
    settle(approvals[first], "", "approval.recall")
    assert {state(hall, approvals[item]) for item in behind} == {"blocked"}, "taken back, they wait again"
    settle(approvals[first], "refuse")
    for item, number in approvals.items():
        if item not in behind and item != first:
            while state(hall, number) == "blocked":
                needs = next(n for o, n in edges if o == item and state(hall, approvals[n]) == "open")
                settle(approvals[needs], "grant")
            if state(hall, number) == "open":
                settle(number, "grant")
    assert hall.db.execute("SELECT state FROM case_file WHERE id = ?", (id,)).fetchone()[0] == "decided", (
        "the join does not wait for what has ended"
    )
    done = do("case.deliver", "c3", code=case)
    assert sum("终止办理" in line for line in done.results) == len(behind)


@pytest.mark.parametrize("bundle", ["restaurant", "enterprise-start"])
def test_what_a_bundle_spares_an_item_comes_from_an_item_that_it_waits_for(hall, bundle):
    """The licence is not asked of the applicant because the set-up gives it: then the item waits for the set-up,
    whatever was answered.
    """
    definition = tomllib.loads((DATA / "bundles" / f"{bundle}.toml").read_text("utf-8"))
    read = catalogue.bundle(hall.db, bundle)
    spared = {one["item"] for one in definition["drop"] if one["document"] == "L1000005"}
    assert spared
    for given in product(*[[a.code for a in s.answers] for s in read.situations]):
        chosen = choose(read, dict(zip([s.code for s in read.situations], given, strict=True)))
        for item in spared & set(chosen.items):
            reached, grown = {item}, True
            while grown:
                new = {needs for one, needs in chosen.prerequisites if one in reached} - reached
                grown, reached = bool(new), reached | new
            assert reached & {"company-setup", "sole-trader-setup"}, (item, given)


def test_every_field_that_an_item_relies_on_is_one_that_its_form_asks(hall):
    with_fields = 0
    for row in hall.db.execute("SELECT code FROM item").fetchall():
        guide = catalogue.item(hall.db, row["code"]).guide
        assert set(guide.get("relies_on", ())) <= set(guide.get("fields", ())), row["code"]
        with_fields += bool(guide.get("relies_on"))
    assert with_fields >= 15


def test_a_field_put_right_reopens_only_what_relies_on_it(hall, do, routed, settle):
    case, _id, approvals, _edges = routed("restaurant")
    for item in ("company-setup", "health-certificate", "seal-record", "outdoor-sign", "drainage-permit"):
        settle(approvals[item], "grant")
    done = do("case.amend", "c3", case=case, name="排水量", value="3 立方米/日", reason="录错")
    assert done.looked_at_again == (approvals["drainage-permit"],)
    assert state(hall, approvals["outdoor-sign"]) == "decided" and state(hall, approvals["drainage-permit"]) == "open"
    done = do("case.amend", "c3", case=case, name="联系时间", value="下午", reason="")
    assert done.looked_at_again == ()
