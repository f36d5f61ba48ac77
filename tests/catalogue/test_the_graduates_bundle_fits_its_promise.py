"""A graduate's visit: what is asked, what is brought, and that one thing after another fits into ten days."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import product

import pytest

from counter.hall import DATA
from counter.rules.bundle import Bundle, BundleItem, Prerequisite, choose
from counter.rules.bundle_problems import longest_route, problems
from counter.rules.documents import documents_if_each_item_asked_alone, union
from counter.store import catalogue

EVERYTHING = {
    "path": "founder",
    "unit": "enterprise",
    "self": "yes",
    "subsidy": "yes",
    "file": "both",
    "keeper": "former",
    "household": "yes",
}
PROMISED = {
    "employment-registration": 5,
    "flexible-insurance": 1,
    "file-intake": 3,
    "file-transfer": 10,
    "enterprise-insurance": 5,
    "startup-subsidy": 10,
    "medical-unit-registration": 5,
    "talent-household": 10,
    "employment-certificate": 5,
    "housing-fund-unit": 1,
}
BUNDLES = ("graduates", "newborn", "restaurant", "enterprise-start", "retirement", "marriage")


def test_a_founder_with_everything_gets_ten_items_at_seven_departments_of_both_levels(hall) -> None:
    chosen = choose(catalogue.bundle(hall.db, "graduates"), EVERYTHING)
    items = [catalogue.item(hall.db, code) for code in chosen.items]
    assert {item.code: item.promised_days for item in items} == PROMISED
    assert len({item.department for item in items}) == 7
    assert {catalogue.department(hall.db, item.department)["level"] for item in items} == {"city", "province"}
    assert chosen.unanswered == ()


def test_twenty_papers_are_known_and_each_is_asked_for_once(hall) -> None:
    bundle = catalogue.bundle(hall.db, "graduates")
    assert len({need.document for need in bundle.needs}) == 20
    chosen = choose(bundle, EVERYTHING)
    wanted = union(chosen.needs, EVERYTHING)
    assert len({w.document for w in wanted}) == len(wanted) == 15
    assert documents_if_each_item_asked_alone(chosen.needs, EVERYTHING) == 25
    by_code = {w.document: w for w in wanted}
    assert by_code["insurance-mandate"].tolerable and by_code["L1000005"].waive == "desk:D-C-MR"
    assert {"former-unit-release", "entrusting-unit-release"} == {w.document for w in wanted if w.necessity == "one-of"}


def test_the_prerequisites_fit_inside_the_published_ten_days(hall) -> None:
    bundle = catalogue.bundle(hall.db, "graduates")
    assert ("enterprise-insurance", "employment-registration") in choose(bundle, EVERYTHING).prerequisites
    assert longest_route(bundle, PROMISED) == bundle.promised_days == 10
    assert sum(PROMISED.values()) == 55


def test_an_answer_to_a_question_no_longer_asked_changes_nothing(hall) -> None:
    chosen = choose(catalogue.bundle(hall.db, "graduates"), EVERYTHING | {"path": "employed"})
    assert not {"enterprise-insurance", "startup-subsidy", "housing-fund-unit", "flexible-insurance"} & set(
        chosen.items
    )
    assert "labour-contract" in {need.document for need in chosen.needs}
    assert "unit" not in chosen.answers


def test_questions_come_one_after_the_other(hall) -> None:
    bundle = catalogue.bundle(hall.db, "graduates")
    assert [s.code for s in choose(bundle, {}).unanswered] == ["path", "file", "household"]
    assert "unit" in [s.code for s in choose(bundle, {"path": "founder"}).unanswered]


@pytest.mark.parametrize("code", BUNDLES)
def test_whatever_is_answered_every_bundle_keeps_its_promise_and_its_departments_have_desks(hall, code) -> None:
    bundle = catalogue.bundle(hall.db, code)
    days = {item.code: catalogue.item(hall.db, item.code).promised_days for item in bundle.items}
    assert longest_route(bundle, days) <= bundle.promised_days
    for given in product(*[[a.code for a in s.answers] for s in bundle.situations]):
        chosen = choose(bundle, dict(zip([s.code for s in bundle.situations], given, strict=False)))
        assert chosen.items and chosen.needs and not chosen.unanswered
    for item in bundle.items:
        assert catalogue.desk_of(hall.db, catalogue.item(hall.db, item.code).department)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"form": "sole", "area": "small", "sign": "no", "drain": "no"},
            {"sole-trader-setup", "food-permit", "health-certificate"},
        ),
        (
            {"form": "sole", "area": "large", "sign": "yes", "drain": "no"},
            {"sole-trader-setup", "food-permit", "health-certificate", "fire-check", "outdoor-sign"},
        ),
    ],
)
def test_a_restaurant_needs_a_fire_check_from_300_square_metres(hall, given, expected) -> None:
    assert set(choose(catalogue.bundle(hall.db, "restaurant"), given).items) == expected


def test_a_hall_in_training_has_98_bodies_with_a_desk_each_and_more_items_than_the_bundle(hall) -> None:
    levels = [row["level"] for row in hall.db.execute("SELECT level FROM department")]
    assert (levels.count("city"), levels.count("province")) == (45, 53)
    assert sorted(set(levels) - {"city", "province"}) == ["community", "town"]
    assert hall.db.execute("SELECT count(DISTINCT department) FROM desk").fetchone()[0] == len(levels) == 100
    kinds = [row["kind"] for row in hall.db.execute("SELECT kind FROM item")]
    assert len(kinds) >= 50 and kinds.count("on-the-spot") >= 5


def test_every_item_of_the_data_has_all_elements_that_a_guide_must_publish(hall) -> None:
    for row in hall.db.execute("SELECT code FROM item").fetchall():
        item = catalogue.item(hall.db, row["code"], on=date(2026, 11, 24))
        for element in ("basis", "conditions", "procedure", "fee", "result", "complaint", "rights", "place", "phone"):
            assert item.guide.get(element), (item.code, element)
        assert item.needs and item.promised_days <= item.legal_days and (item.desk_days <= item.promised_days)
        assert all((basis["law"] and basis["article"]) or basis["number"] for basis in item.guide["basis"])


def small(items=("a", "b"), prerequisites=(), situations=(), needs=(), promised=None) -> Bundle:
    return Bundle(
        "t", 1, "试", "C-HR", promised, tuple(BundleItem(code) for code in items), situations, prerequisites, needs
    )


def test_a_ring_of_prerequisites_is_named_unless_no_answers_close_it() -> None:
    ring = (Prerequisite("a", "b"), Prerequisite("b", "a"))
    assert "成了环" in problems(small(prerequisites=ring), {"a", "b"}, set())[0].what
    own = tomllib.loads((DATA / "bundles" / "graduates.toml").read_text("utf-8"))
    questions = catalogue.read_bundle(own, 1, lambda _: ()).situations
    either = (Prerequisite("a", "b", {"household": ("yes",)}), Prerequisite("b", "a", {"household": ("no",)}))
    assert problems(small(prerequisites=either, situations=questions), {"a", "b"}, set()) == []


def test_a_route_longer_than_the_promise_is_a_fault() -> None:
    found = problems(small(prerequisites=(Prerequisite("a", "b"),), promised=9), {"a", "b"}, set(), {"a": 5, "b": 5})
    assert [f.section for f in found] == ["promised_days"] and "10 个工作日" in found[0].what
