"""The code of a list made at home: read back whole, or told why it says nothing; never taken for another code."""

from __future__ import annotations

import random

import pytest

from counter.rules.bundle import Answer, Situation
from counter.rules.my_list import (
    ListReading,
    Matter,
    MyList,
    answers_at,
    make_list,
    matter_mark,
    places_of,
    read_list,
    read_tagged_list,
    still_apply,
)
from counter.rules.numbers import ALPHABET, LENGTH, canonical, grouped, hall_tag
from tests.conftest import spread

KEY, HALL = b"the site's", "H1"


def made(answers: tuple[int, ...] = (1, 0, 2), key: bytes = KEY, hall: str = HALL) -> str:
    return make_list(
        key, hall_tag(hall), MyList(Matter.BUNDLE, matter_mark(Matter.BUNDLE, "newborn"), 3, "AB12", answers)
    )


def question(code: str, *answers: str) -> Situation:
    return Situation(code, f"{code}？", tuple(Answer(one, one) for one in answers))


def test_a_list_is_read_back_whatever_its_length_and_never_as_long_as_a_tracking_code() -> None:
    for n in range(40):
        chance = random.Random(n)
        answers = tuple(chance.randrange(32) for _ in range(n))
        code = made(answers)
        reading, mine = read_list(KEY, HALL, grouped(code).lower())
        assert reading is ListReading.FINE and mine is not None and len(code) != LENGTH and canonical(code) is None
        assert mine.version == 3 and mine.papers == "AB12" and mine.answers[:n] == answers and not any(mine.answers[n:])


@pytest.mark.parametrize("place", spread(range(len(made())), 4))
def test_one_wrong_sign_is_told(place: int) -> None:
    code = made()
    for sign in ALPHABET:
        if sign != code[place]:
            reading, mine = read_list(KEY, HALL, code[:place] + sign + code[place + 1 :])
            assert mine is None and reading is ListReading.DAMAGED


def test_what_another_made_is_told() -> None:
    assert read_list(KEY, "H2", made())[0] is ListReading.FOREIGN
    assert read_list(KEY, HALL, made(key=b"guessed"))[0] is ListReading.FORGED
    assert read_tagged_list(KEY, hall_tag(HALL), made()[:20])[0] is ListReading.DAMAGED


def test_answers_are_kept_by_their_places_and_only_what_the_guide_still_asks() -> None:
    then = (question("a", "yes", "no"), question("b", "one", "two", "three"), question("c", "x", "y"))
    places = places_of(then, {"a": "no", "b": "three", "unknown": "1"})
    assert places == (2, 3) and answers_at(then, places) == {"a": "no", "b": "three"}
    assert answers_at(then, (9, 0, 1)) == {"c": "x"}
    now = (question("b", "one", "two"), question("a", "yes", "no"))
    assert still_apply(answers_at(then, places), now) == ({"a": "no"}, (("b", "three"),))
