"""The union of documents and the four causes of missing."""

from __future__ import annotations

from datetime import date

import pytest

from counter.rules.documents import (
    Cause,
    Need,
    count,
    date_problem,
    documents_if_each_item_asked_alone,
    lacking,
    offers,
    union,
)

ID, BOOK, PHOTO = "L2000016", "L2000017", "PHOTO"


def test_a_paper_that_three_items_ask_for_appears_once_and_serves_three():
    (wanted,) = union([Need(ID, item) for item in "abc"], {})
    assert wanted.serves == ("a", "b", "c") and wanted.copies == 1
    assert documents_if_each_item_asked_alone([Need(ID, item) for item in "abc"], {}) == 3


def test_copies_that_items_keep_add_up_and_shared_ones_do_not():
    kept = union([Need(PHOTO, "a", copies=2, copy_rule="sum"), Need(PHOTO, "b", copies=1, copy_rule="sum")], {})
    shared = union([Need(PHOTO, "a", copies=2), Need(PHOTO, "b", copies=1)], {})
    mixed = union([Need(PHOTO, "a", copies=2, copy_rule="sum"), Need(PHOTO, "b", copies=1)], {})
    assert (kept[0].copies, shared[0].copies, mixed[0].copies) == (3, 2, 3)


@pytest.mark.parametrize(
    ("forms", "together"),
    [
        (("original", "copy"), "original+copy"),
        (("electronic", "copy"), "copy"),
        (("electronic", "electronic"), "electronic"),
        (("original", "electronic"), "original"),
        (("original+copy", "copy"), "original+copy"),
    ],
)
def test_the_form_satisfies_everybody(forms, together):
    assert union([Need(ID, str(i), form=form) for i, form in enumerate(forms)], {})[0].form == together


def test_a_conditional_paper_comes_and_goes_with_its_answer():
    needs = [Need(ID, "a"), Need(BOOK, "a", "conditional", when={"moves": ("yes",)})]
    assert [w.document for w in union(needs, {})] == [ID]
    assert [w.document for w in union(needs, {"moves": "no"})] == [ID]
    assert [w.necessity for w in union(needs, {"moves": "yes"})] == ["required", "required"]


def test_a_condition_in_prose_leaves_the_paper_to_the_clerk():
    wanted = union([Need(BOOK, "a", "conditional")], {})
    assert wanted[0].necessity == "optional" and lacking(wanted, ()) == () and count(wanted) == 0


def test_one_of_a_group_is_enough():
    needs = [Need(ID, "a", "one-of", "proof"), Need(BOOK, "a", "one-of", "proof"), Need(PHOTO, "a")]
    wanted = union(needs, {})
    assert count(wanted) == 2
    assert [lack.documents for lack in lacking(wanted, {PHOTO})] == [(ID, BOOK)]
    assert lacking(wanted, {PHOTO, BOOK}) == ()


def test_a_group_is_settled_by_a_paper_that_another_item_requires():
    wanted = union([Need(ID, "a", "one-of", "proof"), Need(BOOK, "a", "one-of", "proof"), Need(ID, "b")], {})
    assert count(wanted) == 1
    assert [lack.documents for lack in lacking(wanted, ())] == [(ID,)]
    assert lacking(wanted, {ID}) == ()


def test_groups_of_the_same_name_in_two_items_stay_two_choices():
    wanted = union(
        [
            Need(ID, "a", "one-of", "proof"),
            Need(BOOK, "a", "one-of", "proof"),
            Need(PHOTO, "b", "one-of", "proof"),
            Need("FORM", "b", "one-of", "proof"),
        ],
        {},
    )
    assert len(lacking(wanted, {ID})) == 1 and count(wanted) == 2


def test_a_paper_may_be_tolerated_only_if_every_item_says_so():
    both = union([Need(ID, "a", tolerable=True), Need(ID, "b", tolerable=True)], {})[0]
    one = union([Need(ID, "a", tolerable=True), Need(ID, "b")], {})[0]
    assert _allowed(both)[Cause.TOLERATED] and not _allowed(one)[Cause.TOLERATED]
    assert all(offer.allowed or (offer.why and offer.rule) for offer in offers(one))


def test_bad_credit_bars_tolerance_and_pledge_but_not_supplement_or_waiver():
    wanted = union([Need(ID, "a", tolerable=True, pledge=True, waive="shared-data")], {})[0]
    assert all(_allowed(wanted).values())
    assert _allowed(wanted, bad_credit=True) == {
        Cause.SUPPLEMENT: True,
        Cause.TOLERATED: False,
        Cause.PLEDGED: False,
        Cause.WAIVED: True,
    }


def test_no_pledge_in_a_barred_field():
    wanted = union([Need(ID, "a", pledge=True)], {})[0]
    assert _allowed(wanted)[Cause.PLEDGED] and not _allowed(wanted, barred="生态环境")[Cause.PLEDGED]


def _allowed(wanted, **more):
    return {offer.cause: offer.allowed for offer in offers(wanted, **more)}


@pytest.mark.parametrize(
    ("cause", "due_on", "fits"),
    [
        (Cause.TOLERATED, None, False),
        (Cause.TOLERATED, date(2026, 12, 8), True),
        (Cause.TOLERATED, date(2026, 12, 9), False),
        (Cause.TOLERATED, date(2026, 11, 23), False),
        (Cause.TOLERATED, date(2026, 11, 24), True),
        (Cause.SUPPLEMENT, date(2027, 1, 1), True),
        (Cause.PLEDGED, None, True),
        (Cause.WAIVED, None, True),
    ],
)
def test_a_tolerated_paper_follows_by_the_promised_day(cause, due_on, fits):
    problem = date_problem(cause, due_on, today=date(2026, 11, 24), promised_on=date(2026, 12, 8))
    assert (problem == "") is fits
