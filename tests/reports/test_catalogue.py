"""Faults that people have reported of guides and their limits, as rows of the report list (C12, C15)."""

from __future__ import annotations

import json

from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.catalogue.guides import show_item
from counter.acts.catalogue.standardising import check
from counter.store import catalogue


def bring(hall, people, **guide) -> None:
    path = hall.directory / "guide.jsonl"
    path.write_text(
        json.dumps({"unifyId": "r-1", "unifyName": "试写事项", "orgName": "试写局", **guide}, ensure_ascii=False),
        "utf-8",
    )
    hall.do(import_, people["admin"], difference=hall.ask(compare, people["admin"], source=str(path), mapping="hunan"))


def test_c12_a_published_limit_is_the_one_that_is_shown_everywhere(hall, people) -> None:
    bring(hall, people, approveLimit="20个工作日", commitmentLimit="3个工作日")
    assert catalogue.item(hall.db, "r-1").promised_days == 3
    assert ("promised", "承诺时限", "3 个工作日") in hall.ask(show_item, people["c3"], code="r-1").elements


def test_c12_nought_days_means_on_the_spot_and_only_that(hall, people) -> None:
    bring(hall, people, approveLimit="5个工作日", commitmentLimit="当场")
    item = catalogue.item(hall.db, "r-1")
    assert (item.promised_days, item.kind) == (0, "on-the-spot")
    for row in hall.db.execute("SELECT code, kind, promised_days FROM item WHERE promised_days = 0").fetchall():
        assert row["kind"] == "on-the-spot", row["code"]


def test_c15_an_item_without_a_limit_has_none_and_a_limit_is_asked_for(hall, people) -> None:
    bring(hall, people)
    item = catalogue.item(hall.db, "r-1")
    assert (item.legal_days, item.promised_days) == (None, None)
    found = [f for f in hall.ask(check, people["sup"]).findings if f.item == "r-1" and f.element == "legal"]
    assert [(f.rule, f.next_step) for f in found] == [("disclosure-missing", "请部门补上办理时限")]
