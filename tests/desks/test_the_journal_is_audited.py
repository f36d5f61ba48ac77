"""A supervisor asks the journal by person, case, act, day, place; who looked at whom; what was refused; what left."""

from __future__ import annotations

from datetime import date

import pytest

from counter.errors import Refusal

TODAY = date(2026, 11, 24)


def test_the_journal_by_person_case_act_day_and_place(do, hall, accepted, approvals) -> None:
    flexible = approvals["flexible-insurance"]
    do("approval.decide", "ap-c-tax", approval=flexible, grant=True)
    do("report.export", "sup", form="csv", at="2026-11-25T10:00")
    every = do("journal.audit", "sup", limit=500)
    told = [tuple(row) for row in hall.db.execute("SELECT seq, act, staff FROM journal ORDER BY seq DESC LIMIT 500")]
    assert [(one.seq, one.act, one.staff) for one in every] == told
    by_clerk = do("journal.audit", "sup", staff="c3", limit=500)
    assert {one.staff for one in by_clerk} == {"c3"} and by_clerk[0].staff_name
    of_case = {one.act for one in do("journal.audit", "sup", case=accepted.case, limit=500)}
    assert {"case.open", "case.accept", "approval.decide"} <= of_case and "report.export" not in of_case
    assert {one.act for one in do("journal.audit", "sup", act="approval")} == {"approval.decide"}
    assert len(do("journal.audit", "sup", act="approval.decide")) == 1
    assert {one.act for one in do("journal.audit", "sup", first=date(2026, 11, 25))} == {"report.export"}
    assert do("journal.audit", "sup", last=TODAY)[0].when.startswith("2026-11-24")
    assert {one.place for one in do("journal.audit", "sup", place="3")} == {"window:3"}
    assert [one.act for one in do("journal.audit", "sup", exports=True)] == ["report.export"]
    assert "form=csv" in do("journal.audit", "sup", exports=True)[0].facts
    pages = do("journal.audit", "sup", limit=3), do("journal.audit", "sup", limit=3, before=every[2].seq)
    assert [one.seq for page in pages for one in page] == [one.seq for one in every[:6]]
    for code in ("c3", "ap-c-tax", "admin"):
        with pytest.raises(Refusal):
            do("journal.audit", code)
    with pytest.raises(Refusal, match="没有操作"):
        do("journal.audit", "sup", act="nonsense")
    with pytest.raises(Refusal, match="早于"):
        do("journal.audit", "sup", first=TODAY, last=date(2026, 11, 1))


def test_the_audit_asks_by_the_time_of_day(do, hall) -> None:
    numbers = {}
    for at in ("09:59:59", "10:00:00", "10:15:59", "10:16:00", "16:00:00"):
        numbers[at] = do("ticket.take", "g1", queue="A", at=f"2026-11-24T{at}+08:00").number
    do("ticket.take", "g1", queue="A", at="2026-11-25T10:05:00+08:00")

    def found(first=TODAY, last=TODAY, **times) -> list[str]:
        lines = do("journal.audit", "sup", act="ticket.take", first=first, last=last, **times)
        return [one.when[-8:] for one in reversed(lines)]

    assert found(from_time="10:00", to_time="1015") == ["10:00:00", "10:15:59"]
    assert found(from_time="１０点") == ["10:00:00", "10:15:59", "10:16:00", "16:00:00"]
    assert found(to_time="上午10点") == ["09:59:59", "10:00:00"]
    assert found(last=date(2026, 11, 25), from_time="15:00", to_time="10:05") == ["16:00:00", "10:05:00"]
    assert do("journal.who-looked", "sup", first=TODAY, last=TODAY, from_time="10:00", to_time="10:01") == ()
    for wrong in ({"from_time": "25:00"}, {"to_time": "[b]"}, {"from_time": "11:00", "to_time": "10:00"}):
        with pytest.raises(Refusal):
            found(**wrong)
    with pytest.raises(Refusal) as refused:
        do("journal.audit", "sup", from_time="10:00")
    assert refused.value.code == "report.time-without-day"


def test_who_looked_at_whom_and_what_was_refused(do, hall, accepted, approvals) -> None:
    do("case.show", "c3", case=accepted.case)
    with pytest.raises(Refusal):
        do("approval.show", "ap-c-ps", approval=approvals["flexible-insurance"])
    seen = do("journal.who-looked", "sup", case=accepted.case)
    assert ("c3", accepted.case, True) in {(one.staff, one.case, one.allowed) for one in seen}
    refused = do("journal.who-looked", "sup", refused=True)
    assert [one.staff for one in refused] == ["ap-c-ps"] and refused[0].code
    assert {one.staff for one in do("journal.who-looked", "sup", staff="c3")} == {"c3"}
    assert do("journal.who-looked", "sup", first=date(2026, 11, 25)) == ()
    again = do("journal.who-looked", "sup", staff="sup")
    assert accepted.case in {one.case for one in again}  # asking by a case is a look itself
    text = "".join(str(one) for one in (*seen, *refused))
    assert "李晓梅" not in text and "430104200207153029" not in text
    with pytest.raises(Refusal):
        do("journal.who-looked", "c3")
