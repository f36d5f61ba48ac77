"""What finds nothing is kept without persons; a steward makes it lead somewhere; one can look around instead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counter import acts
from counter.errors import Refusal
from counter.rules.browsing import WAYS
from counter.rules.missed import MOST_KEPT
from counter.store import missed, search
from counter.store.browsing import groups
from tests.conftest import NOW


def test_words_that_may_be_somebodys_are_not_kept(hall, people) -> None:
    hall.db.execute("BEGIN IMMEDIATE")
    hall.db.execute(
        "INSERT INTO person (kind, name, name_key, id_kind, id_number) VALUES ('person', '水果店', '水果店', 'id', '1')"
    )
    assert missed.known_name(hall.db, "办水果店") and not missed.known_name(hall.db, "办菜店")
    hall.db.execute("ROLLBACK")
    for text in (
        *(
            "13800138000",
            "430102199001011234",
            "一三八零零一三八零零",
            "R20261124-0007",
            "湘A12345",
            "张伟",
            "欧阳娜娜",
        ),
        *("王小明", "查李建国的案子", "老王", "wang xiaoming", "张先生的狗", "x" * 30, "陈皮皮"),
    ):
        assert not hall.do(acts.catalogue_note_missed, people["c3"], text=text).kept, text
    assert hall.ask(acts.catalogue_missed, people["admin"]) == ()
    facts = " ".join(row[0] for row in hall.db.execute("SELECT facts || subject FROM journal WHERE act LIKE '%missed'"))
    assert "张伟" not in facts and "138" not in facts


def test_what_found_nothing_becomes_a_word_of_the_hall(hall, people) -> None:
    for _ in range(3):
        assert hall.do(acts.catalogue_note_missed, people["c3"], text="养狗证").kept
    assert not hall.do(acts.catalogue_note_missed, people["c3"], text="办护照").kept, "it finds something"
    hall.set_now(NOW + timedelta(days=1))
    assert hall.do(acts.catalogue_note_missed, people["c3"], text="牙齿矫正").kept
    heard = hall.ask(acts.catalogue_missed, people["admin"])
    assert [(one.words, one.times) for one in heard] == [("养狗证", 3), ("牙齿矫正", 1)]
    hall.do(acts.catalogue_say_for, people["admin"], words="养狗证", code="animal-site")
    found = hall.ask(acts.catalogue_search, people["c3"], text="我想办个养狗证")
    assert found[0].code == "animal-site"
    assert [one.words for one in hall.ask(acts.catalogue_missed, people["admin"])] == ["牙齿矫正"]
    with pytest.raises(Refusal) as twice:
        hall.do(acts.catalogue_say_for, people["admin"], words="养狗证", code="passport-issue")
    assert twice.value.code == "catalogue.words-taken" and twice.value.next
    hall.do(acts.catalogue_unsay, people["admin"], words="养狗证")
    assert not hall.ask(acts.catalogue_search, people["c3"], text="养狗证")
    assert all(person not in str(heard) for person in people)


def test_the_list_of_what_found_nothing_stays_small(hall) -> None:
    hall.db.execute("BEGIN IMMEDIATE")
    for n in range(MOST_KEPT + 20):
        missed.note(hall.db, "词" + chr(0x4E00 + n), "2026-11-24")
    missed.note(hall.db, "词一", "2026-11-25")
    assert len(missed.listed(hall.db, 10_000)) == MOST_KEPT and missed.listed(hall.db, 1)[0]["words"] == "词一"
    hall.db.execute("ROLLBACK")


def test_everything_stands_in_some_group_and_counts_are_true(hall, people) -> None:
    for way in WAYS:
        shelves = hall.ask(acts.catalogue_browse, people["c3"], by=way)
        seen = set()
        for shelf in shelves:
            held = hall.ask(acts.catalogue_in_group, people["c3"], group=shelf.code, by=way)
            assert len(held) == shelf.count > 0, shelf
            seen |= {hit.code for hit in held}
        assert len(seen) == 103, way
        assert next((one.count for one in shelves if one.code == "other"), 0) <= 5, way
    assert {each.code for each in groups()["event"]} == {
        one.code for one in hall.ask(acts.catalogue_browse, people["c3"], by="event") if one.code != "other"
    }, "each group has something in this catalogue"
    with pytest.raises(Refusal):
        hall.ask(acts.catalogue_browse, people["c3"], by="moon")
    found = hall.ask(acts.catalogue_find, people["c3"], text="许可", limit=5)
    every = hall.ask(acts.catalogue_search, people["c3"], text="许可", limit=500)
    assert len(found.hits) == 5 and found.total == len(every) > 20 and sum(found.by_kind.values()) == found.total


def test_a_word_is_found_by_any_reading_of_its_characters(hall) -> None:
    for typed in ("tiaodang", "diaodang"):
        assert [hit.name for hit in search.search(hall.db, typed)][:1] == ["调档函"], typed
