"""What a scanner, a phone and a forger meet when they hold a tracking code."""

import random

import pytest

from counter.rules import numbers
from counter.rules.numbers import Reading, make_code, read_code

SECRET, HALL = b"s" * 32, "00112233aabbccdd"
CODE = make_code(SECRET, HALL, "case", 7)


def test_a_reprint_gives_the_same_code_and_nothing_else_does():
    assert make_code(SECRET, HALL, "case", 7) == CODE and len(CODE) == 38
    others = {make_code(SECRET, HALL, kind, id) for kind in ("case", "ticket", "slip", "person") for id in range(500)}
    assert len(others) == 2000
    assert make_code(b"t" * 32, HALL, "case", 7) != CODE
    assert make_code(SECRET, "another hall", "case", 7) != CODE


def test_codes_of_neighbours_share_no_more_than_chance():
    pairs = [
        (make_code(SECRET, HALL, "case", n)[6:36], make_code(SECRET, HALL, "case", n + 1)[6:36]) for n in range(400)
    ]
    same = sum(a == b for one, two in pairs for a, b in zip(one, two, strict=True))
    assert same < 400 * 30 / 32 * 1.3


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        f"  {CODE}\r\n",
        numbers.grouped(CODE),
        f"HTTP://HALL.EXAMPLE/S/{CODE}",
        f"https://hall.example/s/{CODE.lower()}/",
        f"https://hall.example/s/{CODE}?lang=en",
        "".join(chr(ord(c) + 0xFEE0) for c in CODE),
        CODE.replace("0", "O").replace("1", "l"),
    ],
)
def test_ways_of_typing_the_same_code(typed):
    assert read_code(typed, HALL) == numbers.CodeReading(Reading.FINE, CODE)


@pytest.mark.parametrize(
    "typed",
    ["", "A001", "../../etc/passwd", "\x00" * 38, CODE[:-1], CODE + "0", "9" * 1_000_000, "一" * 38, "[/x]", "\x1b[2J"],
)
def test_what_is_no_code_is_unreadable(typed):
    assert read_code(typed, HALL).kind is Reading.UNREADABLE


def test_every_single_wrong_character_and_every_swap_is_found():
    for place in range(38):
        for letter in numbers.ALPHABET:
            changed = CODE[:place] + letter + CODE[place + 1 :]
            assert (read_code(changed, HALL).kind is Reading.FINE) == (changed == CODE)
    for place in range(37):
        swapped = CODE[:place] + CODE[place + 1] + CODE[place] + CODE[place + 2 :]
        assert (read_code(swapped, HALL).kind is Reading.FINE) == (swapped == CODE)


def test_a_code_of_another_hall_says_so():
    assert read_code(make_code(SECRET, "elsewhere", "case", 7), HALL).kind is Reading.FOREIGN


def test_a_forger_who_knows_everything_but_the_secret_is_caught_without_the_store():
    chance = random.Random(1)
    for _ in range(2000):
        body = CODE[:6] + "".join(chance.choice(numbers.ALPHABET) for _ in range(30))
        forged = body + numbers._check(body)
        assert read_code(forged, HALL).kind is Reading.FINE
        assert not numbers.signed(SECRET, forged)
    assert numbers.signed(SECRET, CODE)
    assert numbers.verify(SECRET, HALL, "case", 7, CODE) and not numbers.verify(SECRET, HALL, "case", 8, CODE)


def test_kind_is_told_by_the_code():
    assert [numbers.kind_of(make_code(SECRET, HALL, kind, 1)) for kind in ("case", "ticket", "slip", "what")] == [
        "case",
        "ticket",
        "slip",
        "other",
    ]


def test_stores_keep_a_hash():
    assert len(numbers.code_hash(CODE)) == 64 and CODE not in numbers.code_hash(CODE)
