"""People get other names, roles and desks, and leave; nothing that they had in hand is left lying."""

from __future__ import annotations

import pytest

from counter.acts.staff.accounts import sign_in
from counter.errors import Refusal
from counter.rules.access import HALL_ITSELF, Role
from counter.store import staff
from tests.desks.conftest import accepted, alone, do, filed


def row(hall, code):
    return hall.db.execute("SELECT * FROM staff WHERE code = ?", (code,)).fetchone()


def seen(do, code):
    return next(one for one in do("staff.people", "admin") if one.code == code)


def test_a_new_name_and_another_role_are_in_force_at_once_and_a_screen_left_open_is_not(hall, do, people):
    do("staff.sign-in", "c5", window=5)
    said = do("staff.change", "admin", code="C5", name="林 晓", role=Role.GUIDE)
    assert (said.name, said.role, said.signed_out) == ("林晓", "guide", True)
    with pytest.raises(Refusal, match="岗位已经变动"):
        do("ticket.call", "c5", window=5)
    with pytest.raises(Refusal, match="岗位已经变动"):
        do("ticket.current", "c5", window=5)
    now = staff.actor(hall.db, "c5")
    assert now.role is Role.GUIDE and hall.do(sign_in, now).window is None


def test_whoever_has_left_does_nothing_more_at_a_screen_left_open(do):
    do("staff.retire", "admin", code="c6")
    with pytest.raises(Refusal, match="岗位已经变动"):
        do("case.open", "c6", bundle="graduates")


def test_two_administrators_at_the_same_moment_do_not_undo_each_other(hall, do):
    before = seen(do, "c7")
    do("staff.change", "admin", code="c7", name="先到", seen=before.seen)
    with pytest.raises(Refusal, match="刚才有人改过"):
        do("staff.change", "admin", code="c7", name="后到", seen=before.seen)
    assert row(hall, "c7")["name"] == "先到"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"code": "sup", "role": Role.CLERK}, "唯一的值班主任"),
        ({"code": "admin", "role": Role.CLERK}, "唯一的管理员"),
        ({"code": "c3", "role": Role.APPROVER}, "要有审批台"),
        ({"code": "c3", "role": Role.APPROVER, "desk": "D-NONE"}, "没有审批台"),
        ({"code": "c3", "role": Role.HALL}, "没有可以登记的岗位"),
        ({"code": "kiosk", "name": "取号机"}, "没有在岗的工号"),
        ({"code": "c3", "head": True}, "不能任审批台负责人"),
        ({"code": "nobody", "name": "某"}, "没有工号"),
    ],
)
def test_what_may_not_become_of_somebody_is_refused_in_words(hall, do, what, said):
    before = hall.db.execute("SELECT group_concat(code || role || coalesce(desk, '')) FROM staff").fetchone()[0]
    with pytest.raises(Refusal, match=said):
        do("staff.change", "admin", **what)
    assert hall.db.execute("SELECT group_concat(code || role || coalesce(desk, '')) FROM staff").fetchone()[0] == before


def test_a_desk_has_one_head_and_loses_it_with_the_person(hall, do):
    do("staff.change", "admin", code="ap-c-hr", head=True)
    do("staff.change", "admin", code="ap2-c-hr", head=True)
    assert (row(hall, "ap-c-hr")["head"], row(hall, "ap2-c-hr")["head"]) == (0, 1)
    do("staff.change", "admin", code="ap2-c-hr", desk="D-C-TAX")
    assert row(hall, "ap2-c-hr")["head"] == 0 and row(hall, "ap2-c-hr")["department"] == "C-TAX"


def test_the_only_officer_of_a_desk_with_open_approvals_stays(hall, do, accepted):
    desk = hall.db.execute("SELECT desk FROM approval WHERE case_id = ? LIMIT 1", (accepted.id,)).fetchone()[0]
    first, second = (r["code"] for r in hall.db.execute("SELECT code FROM staff WHERE desk = ? ORDER BY code", (desk,)))
    do("staff.end", "admin", code=second)
    for leave in (
        ("staff.end", {"code": first}),
        ("staff.change", {"code": first, "role": Role.CLERK}),
    ):
        with pytest.raises(Refusal, match="唯一的审批人员"):
            do(leave[0], "admin", **leave[1])
    other = hall.db.execute("SELECT code FROM staff WHERE role = 'approver' AND desk <> ? LIMIT 1", (desk,)).fetchone()
    do("staff.change", "admin", code=other[0], desk=desk)
    do("staff.end", "admin", code=first)


def test_a_proposal_of_who_leaves_is_void_and_the_desk_reads_why(hall, do, people, filed):
    case = filed()
    do("case.accept", "c3", case=case)
    approval, desk = hall.db.execute(
        "SELECT id, desk FROM approval WHERE state = 'open' ORDER BY id LIMIT 1"
    ).fetchone()
    first, second = (r["code"] for r in hall.db.execute("SELECT code FROM staff WHERE desk = ? ORDER BY code", (desk,)))
    name = f"A-{approval}"
    if hall.db.execute("SELECT 1 FROM approval WHERE id = ? AND received_at IS NULL", (approval,)).fetchone():
        do("approval.receive", first, approval=name)
    do("approval.propose", first, approval=name, extend=3, reasons="要现场核查")
    assert do("staff.end", "admin", code=first).proposals == (name,)
    (back,) = do("approval.reviews", second)
    assert back.state == "dropped" and "已不在本台" in back.words
    do("approval.unpropose", second, approval=name)
    assert do("approval.reviews", second) == ()
    with pytest.raises(Refusal, match="没有第二名审批人员"):
        do("approval.propose", second, approval=name, extend=3, reasons="要现场核查")
    other = hall.db.execute("SELECT code FROM staff WHERE role = 'approver' AND desk <> ? LIMIT 1", (desk,)).fetchone()
    do("staff.change", "admin", code=other[0], desk=desk)
    do("approval.propose", second, approval=name, extend=3, reasons="要现场核查")


def test_drafts_go_to_somebody_who_goes_on_with_them(hall, do):
    draft = do("case.open", "c5", bundle="graduates")
    with pytest.raises(Refusal, match="还有 1 份草稿"):
        do("staff.end", "admin", code="c5")
    for heir in ("c5", "ap-c-hr", "kiosk"):
        with pytest.raises(Refusal, match="还有 1 份草稿"):
            do("staff.end", "admin", code="c5", to=heir)
    assert do("staff.end", "admin", code="c5", to="c6").drafts == 1
    assert seen(do, "c6").drafts == 1 and [one.code for one in do("staff.people", "admin", ended=True)] == ["c5"]
    do("case.applicant", "c6", case=draft.case, name="李晓梅", number="430104200207153029")


def test_signing_somebody_out_frees_the_window_and_never_leaves_a_citizen_alone(hall, do):
    do("staff.sign-in", "c3", window=3)
    do("ticket.take", "g1", queue="B")
    do("ticket.call", "c3", window=3)
    with pytest.raises(Refusal, match="手上还有没办完的号"):
        do("staff.sign-out-other", "admin", code="c3")
    do("ticket.start", "c3", ticket="B001")
    do("ticket.finish", "c3", ticket="B001")
    do("staff.sign-out-other", "sup", code="c3")
    with pytest.raises(Refusal, match="没有到岗"):
        do("staff.sign-out-other", "admin", code="c3")
    do("staff.sign-in", "c4", window=3)


def test_one_persons_acts_come_page_by_page_newest_first(hall, do):
    from counter.acts.staff import people as room

    for _ in range(room.PAGE // 2 + 30):
        do("staff.sign-in", "g1")
        do("staff.sign-out", "g1")
    first = do("staff.acts", "admin", code="g1")
    second = do("staff.acts", "admin", code="g1", before=first[-1].seq)
    assert len(first) == room.PAGE and len(second) == 2 * (room.PAGE // 2 + 30) - room.PAGE
    numbers = [one.seq for one in (*first, *second)]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == len(numbers)
    assert do("staff.acts", "admin", code="g1", before=second[-1].seq) == ()


def test_only_the_administrator_moves_people(do):
    for who in ("c3", "ap-c-hr", "sup", "g1"):
        for act, given in (("staff.change", {"name": "某"}), ("staff.end", {})):
            with pytest.raises(Refusal, match="不能做这项操作"):
                do(act, who, code="c4", **given)
    assert do("staff.people", "sup")
    assert HALL_ITSELF.role is Role.HALL


def test_an_expired_password_opens_nothing_but_its_change(tmp_path):
    from counter.acts.staff.accounts import add_staff, set_password
    from counter.acts.staff.people import expire, people
    from counter.rules.secret import Secret
    from tests.conftest import live_hall

    hall = live_hall(tmp_path / "live")
    try:
        for code in ("boss", "next"):
            hall.do(
                add_staff,
                HALL_ITSELF,
                code=code,
                name="某人",
                role=Role.ADMINISTRATOR,
                password=Secret("ju-zi-shu-2026"),
            )
            own = staff.actor(hall.db, code)
            hall.do(set_password, own, password=Secret("ju-zi-shu-2026"), new=Secret("qing-shan-88-lv"))
        boss, other = staff.actor(hall.db, "boss"), staff.actor(hall.db, "next")
        assert hall.ask(people, other)
        hall.do(expire, boss, code="next")
        with pytest.raises(Refusal, match="管理员已让口令过期"):
            hall.ask(people, other)
        hall.do(set_password, other, password=Secret("qing-shan-88-lv"), new=Secret("hong-ye-2027-x"))
        assert hall.ask(people, other)
    finally:
        hall.close()


def test_the_list_of_people_takes_no_more_questions_for_more_people(hall, people):
    from counter.acts.staff.people import people as everybody

    def asked() -> int:
        seen = []
        hall.db.set_trace_callback(seen.append)
        try:
            found = hall.ask(everybody, people["admin"])
        finally:
            hall.db.set_trace_callback(None)
        assert (
            len(found)
            == hall.db.execute("SELECT count(*) FROM staff WHERE active AND role <> 'hall'").fetchone()[0] - 1
        )
        return len(seen)

    before = asked()
    for n in range(20):
        staff.add(hall.db, f"more{n}", "新人", Role.CLERK, None, None)
    assert asked() == before
