"""Papers sent in before the visit: the prepared case opens at the window by its own code, once."""

from __future__ import annotations

import hashlib

import pytest

from counter.errors import Refusal
from counter.rules.numbers import code_hash
from counter.store import arrivals, files
from tests.intake.test_papers_attached import png

CODE = "PRE-REVIEW-CODE-OF-THE-CITIZEN"


@pytest.fixture
def sent(hall):
    """Two pictures came for the employment registration, one of them for a paper that it does not ask for."""
    data = [png(2, 2), png(3, 3)]
    kept = []
    for number, one in enumerate(data):
        sha256 = hashlib.sha256(one).hexdigest()
        files.put(hall.files, sha256, one, "png", hall.now())
        kept.append(
            arrivals.File(sha256, f"{number}.png", "png", len(one), "L2000016" if number == 0 else "no-such-paper")
        )
    arrivals.add(
        hall.db,
        id="ab" * 16,
        kind="pre-review",
        at=hall.now(),
        taken_at=hall.now(),
        case_id=None,
        item="employment-registration",
        code_hash=code_hash(CODE),
        state="taken",
        detail={"words": "请先看看"},
        files=tuple(kept),
    )
    return [file.sha256 for file in kept]


def test_the_prepared_case_opens_at_the_window_by_its_code_with_its_papers(hall, do, sent):
    do("staff.sign-in", window=3)
    do("ticket.take", "kiosk", queue="bundle")
    do("ticket.call", window=3)
    first = do("case.open-prepared", code=CODE, window=3)
    shown = do("case.show", case=first.case)
    assert [i.item for i in shown.items] == ["employment-registration"] and shown.ticket == 1
    assert [(file.document, file.sha256) for file in do("case.files", case=first.case)] == [("L2000016", sent[0])], (
        "never under a paper it wasn't sent for"
    )
    assert "另有 1 个文件没有写明是哪份材料" in str(first)
    assert [one.sha256 for one in do("case.unsorted", case=first.case)] == [sent[1]]
    assert all(p.state != "here" for p in shown.papers)
    assert do("case.open-prepared", code=CODE, window=3).id == first.id
    assert hall.db.execute("SELECT count(*) FROM case_file").fetchone()[0] == 1
    other = next(p.document for p in shown.papers if p.document != "L2000016")
    do("case.attach", case=first.case, document=other, sha256=sent[1], name="1.png")
    assert do("case.unsorted", case=first.case) == ()
    assert sorted(file.document for file in do("case.files", case=first.case)) == sorted(["L2000016", other])


def test_a_code_that_nobody_gave_out_opens_nothing(hall, do, sent):
    with pytest.raises(Refusal, match="预审码"):
        do("case.open-prepared", code="WRONG", window=3)
    assert hall.db.execute("SELECT count(*) FROM case_file").fetchone()[0] == 0


def test_what_was_sent_in_is_not_swept(hall, do, sent):
    from datetime import timedelta

    from tests.conftest import NOW

    hall.set_now(NOW + timedelta(days=2))
    assert do("hall.sweep-files", "admin") == 0
