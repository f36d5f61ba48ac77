"""Custody: at the window when it crosses the counter, with the applicant when handed back, with the desk when signed
for.
"""

from __future__ import annotations

import pytest

from counter.errors import Refusal
from tests.filling import fill_form


def holder(do, case, document):
    return next(p.holder for p in do("case.show", case=case).papers if p.document == document)


def test_an_original_is_held_by_the_window_that_took_it_and_goes_back_once(do, draft):
    do("case.document", case=draft, document="L2000017")
    assert holder(do, draft, "L2000017") == "window:3"
    do("case.give-back", "c5", case=draft, document="L2000017")
    assert holder(do, draft, "L2000017") == "applicant"
    with pytest.raises(Refusal, match="已在申请人手里"):
        do("case.give-back", case=draft, document="L2000017")
    with pytest.raises(Refusal, match="没有收过"):
        do("case.give-back", case=draft, document="L2000016")


def test_an_electronic_paper_is_held_by_nobody(do, draft):
    electronic = next(p.document for p in do("case.show", case=draft).papers if p.form == "electronic")
    do("case.document", case=draft, document=electronic)
    assert holder(do, draft, electronic) == ""


def test_a_slip_whose_papers_do_not_match_is_not_received_and_names_the_paper(hall, do, draft):
    do("case.all-here", case=draft)
    fill_form(do, draft)
    case = do("case.accept", case=draft).case
    slip = next(s for s in do("slip.list", case=case) if len(s.documents) > 1)
    officer = hall.db.execute("SELECT code FROM staff WHERE desk = ? ORDER BY code LIMIT 1", (slip.desk,)).fetchone()[0]
    document, name, _ = slip.documents[0][:3]
    after = do("slip.receive", officer, code=slip.code, missing=(document,))
    assert after.received_at is None and name in after.mismatch
    assert do("slip.receive", officer, code=slip.code).received_at is not None
