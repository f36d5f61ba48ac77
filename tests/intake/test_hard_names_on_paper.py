"""Every hard name that a counter takes: kept whole, found again, listed in its cells, and harmless to a printer."""

from __future__ import annotations

import unicodedata

import pytest

from counter.rules.person_name import clean_name
from tests.rules.test_names_as_on_the_card import ROWS, decoded

TAKEN = [row for row in ROWS if row["expected"] != "refuse"]


def resident(number: int) -> str:
    body = f"43010420020715{number:03d}"
    return body + "10X98765432"[sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body)) % 11]


def test_every_name_is_kept_found_and_printed_without_a_control_byte(hall, do):
    from counter.paper.escpos import render
    from counter.paper.receipt import sheet_of
    from counter.store import papers

    seen = set()
    for number, row in enumerate(TAKEN):
        name = decoded(row["name"])
        expected = decoded(row["expected_name"]) if row["expected"] == "normalise" else name
        if any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
            expected = clean_name(
                name
            ).shown  # the act's own door refuses control bytes; a file's reader cleans them first
            name = expected
        case = do("case.open", items=("employment-registration",)).case
        do("case.applicant", case=case, name=name, number=resident(number))
        assert do("case.show", case=case).applicant == expected, row["id"]
        assert any(p.name == expected for p in do("person.search", text=expected, limit=100)), row["id"]
        paper = do("case.receive", case=case).paper
        sheet = sheet_of(hall, papers.paper(hall.db, paper))
        plain = render(sheet)
        seen.add(row["id"])
        for harmful in (b"\x1b[", b"\x1b]", b"\x1bp", b"\x10\x04"):
            assert harmful not in plain or harmful in render(sheet_of(hall, papers.paper(hall.db, do_plain(do)))), row[
                "id"
            ]
    assert len(seen) == len(TAKEN)


def do_plain(do) -> str:
    """The receipt of somebody with a plain name: what the printer is sent in any case."""
    case = do("case.open", items=("employment-registration",)).case
    do("case.applicant", case=case, name="王小明", number=resident(999))
    return do("case.receive", case=case).paper


@pytest.mark.parametrize("row", TAKEN, ids=[row["id"] for row in TAKEN])
def test_a_taken_name_never_holds_what_a_printer_or_terminal_obeys(row):
    shown = clean_name(decoded(row["name"])).shown
    assert not any(
        unicodedata.category(c) in ("Cc", "Cs", "Co") or c in "\u202a\u202b\u202c\u202d\u202e" for c in shown
    )
