"""What waited besides the desks' clocks on a past day, kind by kind, stands on its screen again at every minute."""

from __future__ import annotations

from datetime import date

from counter.acts.report.replay import floor_at
from counter.rules.replayed_day import Playing
from tests.desks.test_others_are_heard import NEIGHBOUR, permit
from tests.desks.test_promises_not_kept import owe

__all__ = ["permit"]


def groups(floor) -> list[tuple[str, str, int, int, int]]:
    return [(one.kind, one.key, one.red, one.today, one.yellow) for one in floor.groups]


def test_every_group_of_a_past_day_stands_there_again(hall, do, filed, accepted, approvals, permit):
    seen = []

    def then(name, staff, /, **arguments):
        done = do(name, staff, **arguments)
        seen.append(do("report.floor", "sup"))
        return done

    unanswered, silent, over = filed(), filed(), filed()
    owe(hall, accepted.id, due_on="2026-12-01")
    do("approval.pause", "ap-c-hr", approval=approvals["startup-subsidy"], ground="inspection", days=2)
    asked = approvals["flexible-insurance"]
    do("approval.ask", "ap-c-tax", approval=asked, documents=("L2000016",), reason="看不清")
    party = permit("approval.name-interested", **NEIGHBOUR).number
    hall.db.execute("UPDATE case_file SET state = 'delivered' WHERE receipt_number = ?", (over,))
    rated = then("case.rate", "c3", case=over, level=1, words="等得久", named=True)
    then("day.show", "sup", at="2026-11-25T09:00")
    then("approval.decide", "ap-c-hf", approval=approvals["housing-fund-unit"], grant=True, at="2026-11-25T09:30")
    then("rating.answer", "sup", rating=rated.id, words="已联系", at="2026-11-25T10:00")
    then("day.show", "sup", at="2026-11-30T09:00")
    slip = do("slip.list", "c3", case=accepted.case)[0]
    then("slip.receive", f"ap-{slip.desk.removeprefix('D-').lower()}", code=slip.code, at="2026-11-30T10:00")
    then("case.notify", "c3", case=unanswered, reason="请说明起始月份", at="2026-11-30T10:10")
    told = permit("approval.tell-interested", matter="拟准予")
    officer = f"ap-{permit.desk}"
    then("notice.serve", officer, paper=told.papers[0], receiver="周建国", manner="post", at="2026-11-30T10:20")
    then("approval.ask-hearing", "c3", approval=permit.number, party=party, at="2026-11-30T10:30")
    then("day.show", "sup", at="2026-12-02T08:00")
    then("clock.catch-up", "sup", at="2026-12-02T09:00")
    runs = do("clock.runs", "sup", unseen=True)
    for one in runs:
        then("clock.seen", "sup", run=one.run, at="2026-12-02T09:30")
    then("case.bring", "c3", case=accepted.case, documents=("file-transfer-letter",), at="2026-12-02T10:00")
    then("approval.resume", "ap-c-hr", approval=approvals["startup-subsidy"], at="2026-12-02T11:00")
    day = date(2026, 12, 18)
    then("approval.set-hearing", officer, approval=permit.number, day=day, place="三楼", chair="王明")
    then("rating.put-right", "sup", rating=rated.id, words="加开一个窗口", at="2026-12-03T09:30")
    then("case.bring", "c3", case=accepted.case, documents=("L2000016",), at="2026-12-03T10:00")
    then("day.show", "sup", at="2026-12-04T09:00")
    then("clock.catch-up", "sup", at="2026-12-04T09:10")
    then("day.show", "sup", at="2026-12-07T09:00")
    then("approval.deliver", "c3", approval=approvals["housing-fund-unit"], at="2026-12-07T09:30")
    do("day.show", "sup", at="2026-12-20T09:00")
    kinds = {key for floor in seen for kind, key, *_ in groups(floor) if kind == "kind"}
    assert kinds == {"notice", "pause", "delivery", "slip", "rating", "hearing", "owed"} and silent
    days = {day: Playing(do("report.replay", "sup", day=day.isoformat())) for day in {one.day for one in seen}}
    for floor in seen:
        again = floor_at(days[floor.day].to(floor.at), hall.local)
        assert sorted(groups(again)) == sorted(groups(floor)), hall.local(floor.at)
        assert [one.run for one in again.clock_runs] == [one.run for one in floor.clock_runs], hall.local(floor.at)
