"""Four eyes at two screens: one officer proposes, a second one of the desk agrees or returns it, and nothing is decided
before.
"""

from __future__ import annotations

import pytest

from counter.errors import Denied, Refusal
from counter.store import driver, soundness
from tests.desks.test_the_second_officer_signs import substance
from tests.desks.test_two_approvers_at_once import race
from tests.screens.conftest import sit

SECRET = "复核之前只有本台知道的理由"


def approval_of(hall, case_id: int) -> int:
    """The id of the flexible insurance's approval in a case."""
    found = hall.db.execute(
        "SELECT id FROM approval WHERE case_id = ? AND item = 'flexible-insurance'", (case_id,)
    ).fetchone()
    return found[0]


@pytest.fixture
def third(hall, substance):
    """A third officer at the same desk."""
    hall.db.execute(
        "INSERT INTO staff (code, name, role, department, desk) SELECT 'ap3', '赵第三', role, department, desk FROM "
        "staff WHERE code = ?",
        (substance[1],),
    )
    return "ap3"


@pytest.fixture
def act(hall):
    """An act as whoever, read from the store anew (people may have been added)."""
    from counter.hall.act import named
    from counter.store import staff

    def run(name, code, /, **arguments):
        entry = named(name)
        return (hall.do if entry.writes else hall.ask)(entry.function, staff.actor(hall.db, code), **arguments)

    return run


def decided(hall) -> list[tuple]:
    return [
        tuple(r)
        for r in hall.db.execute(
            "SELECT outcome, officer, second_officer, reasons FROM decision WHERE recalled_at IS NULL"
        )
    ]


def test_a_refusal_is_proposed_found_read_and_agreed_to_and_both_are_named(hall, do, accepted, substance) -> None:
    number, first, second = substance
    before = do("approval.show", first, approval=number)
    made = do("approval.propose", first, approval=number, refuse=True, reasons=SECRET, version=before.version)
    assert made.state == "waiting" and made.mine and made.line.left == before.left
    assert decided(hall) == [] and do("approval.show", first, approval=number) == before, (
        "the clock runs on, nothing has changed"
    )
    (found,) = do("approval.reviews", second)
    assert (found.approval, found.what, found.reasons, found.officer, found.mine) == (
        number,
        "refuse",
        SECRET,
        first,
        False,
    )
    later = do("approval.reviews", second, at="2026-11-26T10:00")[0]
    assert later.line.left != found.line.left and later.line.promised_on == found.line.promised_on
    done = do("approval.agree", second, approval=number, review=found.id)
    assert "不予许可" in str(done) and decided(hall) == [("refuse", first, second, SECRET)]
    assert (
        hall.db.execute("SELECT decided_on FROM approval WHERE id = ?", (number[2:],)).fetchone()[0] == "2026-11-26"
    ), "decided on the day of the second"
    assert do("approval.reviews", first) == do("approval.reviews", second) == ()
    history = [(e.what, e.who) for e in do("case.history", "c3", case=accepted.case)]
    assert [what for what, _ in history][-2:] == ["提请复核", "复核同意"]
    assert not any(SECRET in str(e) for e in do("case.history", "c3", case=accepted.case))
    facts = hall.db.execute("SELECT facts FROM journal WHERE act = 'approval.agree'").fetchone()[0]
    assert first in facts and second in facts and "refuse" in facts


def test_it_is_returned_with_words_read_and_proposed_anew(hall, do, substance) -> None:
    number, first, second = substance
    do("approval.propose", first, approval=number, refuse=True, reasons="不符")
    with pytest.raises(Refusal, match="退回意见"):
        do("approval.return", second, approval=number, words=" ")
    back = do("approval.return", second, approval=number, words="请补查第三份材料，再提。")
    assert back.state == "returned" and decided(hall) == []
    assert do("approval.reviews", second) == ()
    (mine,) = do("approval.reviews", first)
    assert mine.words == "请补查第三份材料，再提。" and mine.mine
    do("approval.unpropose", first, approval=number)
    assert do("approval.reviews", first) == ()
    do("approval.propose", first, approval=number, grant=True)
    do("approval.agree", second, approval=number)
    assert decided(hall) == [("grant", first, second, "")]
    assert [r.state for r in do("approval.reviews", first, approval=number)] == ["returned", "agreed"]


def test_nobody_is_second_to_themselves_and_only_the_desk_may_be(hall, do, act, substance, third) -> None:
    number, first, second = substance
    do("approval.propose", first, approval=number, grant=True)
    for name, more in (("approval.agree", {}), ("approval.return", {"words": "不"})):
        with pytest.raises(Refusal, match="自己的提请"):
            do(name, first, approval=number, **more)
        with pytest.raises(Denied):
            do(name, "ap-c-tax", approval=number, **more)
        with pytest.raises(Refusal, match="不能做这项操作"):
            do(name, "sup", approval=number, **more)
    with pytest.raises(Refusal, match="只有提请人自己撤回"):
        do("approval.unpropose", second, approval=number)
    with pytest.raises(driver.IntegrityError):
        hall.db.execute("UPDATE review SET state = 'agreed', ended_at = 1, ended_by = officer, read_at = 1")
    hall.db.execute("UPDATE staff SET active = 0 WHERE code = ?", (first,))
    with pytest.raises(Refusal, match="已不在本台"):
        act("approval.agree", third, approval=number)
    act("approval.return", third, approval=number, words="提请人已离岗")
    assert decided(hall) == []


def test_a_desk_with_one_officer_is_told_at_once(hall, do, substance) -> None:
    number, first, second = substance
    hall.db.execute("UPDATE staff SET active = 0 WHERE code = ?", (second,))
    with pytest.raises(Refusal, match="没有第二名"):
        do("approval.propose", first, approval=number, grant=True)


def test_nobody_decides_past_a_proposal_and_one_waits_at_a_time(hall, do, substance) -> None:
    number, first, second = substance
    do("approval.propose", first, approval=number, refuse=True, reasons="不符")
    for name, who, more in (
        ("approval.decide", second, {"grant": True, "second": first}),
        ("approval.decide-batch", second, {"approvals": (number,), "grant": True, "second": first}),
        ("approval.propose", second, {"grant": True}),
        ("approval.extend", second, {"days": 3, "reason": "外调", "head": first}),
    ):
        with pytest.raises(Refusal, match="正待复核") as refused:
            do(name, who, **({"approval": number} if "approvals" not in more else {}), **more)
        assert refused.value.next_step == "请先同意或退回这项提请"
    do("approval.unpropose", first, approval=number)
    do("approval.decide", second, approval=number, grant=True, second=first)
    with pytest.raises(Refusal, match="撤回"):
        do("approval.agree", first, approval=number)


def test_what_can_not_be_decided_can_not_be_proposed(do, accepted, approvals, substance, hall) -> None:
    number, first, _ = substance
    for more, words in (
        ({}, "没有说明提请什么"),
        ({"grant": True, "refuse": True}, "没有说明提请什么"),
        ({"refuse": True}, "没有写理由"),
        ({"tolerance": True}, "没有容缺"),
        ({"recall": True, "reasons": "错"}, "还没有作出决定"),
        ({"extend": 99, "reasons": "外调"}, "不在范围"),
        ({"extend": 3}, "延长理由"),
        ({"grant": True, "version": 99}, "刚被本台"),
    ):
        with pytest.raises(Refusal, match=words):
            do("approval.propose", first, approval=number, **more)
    blocked = hall.db.execute(
        "SELECT a.id, d.code FROM approval a JOIN department d ON d.code = a.department WHERE a.state = 'blocked' "
        "LIMIT 1"
    ).fetchone()
    with pytest.raises(Refusal, match="前置事项"):
        do("approval.propose", f"ap-{blocked['code'].lower()}", approval=f"A-{blocked['id']}", grant=True)


def test_a_recall_and_an_extension_go_the_same_way(hall, do, substance) -> None:
    number, first, second = substance
    do("approval.propose", first, approval=number, extend=3, reasons="外调核实")
    moved = do("approval.agree", second, approval=number)
    assert "延长 3 个工作日" in str(moved)
    assert tuple(hall.db.execute("SELECT days, approved_by FROM extension").fetchone()) == (3, second)
    do("approval.decide", first, approval=number, refuse=True, reasons="不符", second=second)
    do("approval.propose", second, approval=number, recall=True, reasons="漏看一份材料")
    (found,) = do("approval.reviews", first)
    assert found.what == "recall" and found.line.state == "decided"
    do("approval.agree", first, approval=number)
    row = hall.db.execute("SELECT recalled_by, recall_reason FROM decision").fetchone()
    assert row["recalled_by"] == second and first in row["recall_reason"] and "漏看" in row["recall_reason"]
    assert do("approval.show", first, approval=number).state == "open"


def changes(do, hall, number, case, first, second):
    """What may happen to an approval under a waiting proposal: name -> how to make it happen."""

    def bring():
        do("approval.ask", second, approval=number, reason="请说明", due_on=None)

    return {
        "补正": bring,
        "申请已撤回": lambda: do("case.withdraw", "c3", case=case, reason="不办了"),
        "申请人撤回": lambda: do("approval.withdraw", "c3", approval=number, reason="不要这项了"),
    }


@pytest.mark.parametrize("why", ["补正", "申请已撤回", "申请人撤回"])
def test_what_changes_under_a_proposal_makes_it_void_and_its_proposer_reads_why(
    hall, do, accepted, substance, why
) -> None:
    number, first, second = substance
    do("approval.propose", first, approval=number, refuse=True, reasons="不符")
    changes(do, hall, number, accepted.case, first, second)[why]()
    (mine,) = do("approval.reviews", first)
    assert mine.state == "dropped" and why in mine.words
    assert do("approval.reviews", second) == () and decided(hall) == []
    with pytest.raises(Refusal, match=f"失效：.*{why}"):
        do("approval.agree", second, approval=number)
    assert list(soundness.faults(hall.db)) == []
    do("approval.unpropose", first, approval=number)
    assert do("approval.reviews", first) == ()


def test_a_pause_drops_it_and_says_so(hall, do, accepted) -> None:
    row = hall.db.execute(
        "SELECT a.id, a.desk FROM approval a JOIN item i ON i.code = a.item AND i.version = a.item_version"
        " WHERE a.state = 'open' AND i.guide LIKE '%\"pauses\":[\"inspection%' LIMIT 1"
    ).fetchone()
    first, second = (
        r[0] for r in hall.db.execute("SELECT code FROM staff WHERE desk = ? ORDER BY code", (row["desk"],))
    )
    do("approval.propose", first, approval=f"A-{row['id']}", refuse=True, reasons="不符")
    paused = do("approval.pause", second, approval=f"A-{row['id']}", ground="inspection", days=5)
    assert "随之失效" in str(paused)
    assert do("approval.reviews", first)[0].words == "已进入特别程序"


def test_a_replaced_paper_and_a_field_put_right_drop_it_and_others_stand(hall, do, accepted, approvals) -> None:
    for item, code in (("flexible-insurance", "c-tax"), ("talent-household", "c-ps")):
        do("approval.propose", f"ap-{code}", approval=approvals[item], refuse=True, reasons="不符")
    do("case.amend", "c3", case=accepted.case, name="无人要的栏", value="甲")
    assert {r.state for code in ("c-tax", "c-ps") for r in do("approval.reviews", f"ap-{code}")} == {"waiting"}
    from counter.rules.guide import fields_of
    from counter.store import catalogue

    version = hall.db.execute(
        "SELECT item_version FROM approval WHERE id = ?", (approvals["talent-household"][2:],)
    ).fetchone()[0]
    field = fields_of(catalogue.item(hall.db, "talent-household", version=version).guide)[0]
    do("case.amend", "c3", case=accepted.case, name=field, value="星城市书院区甲路1号")
    assert (
        do("approval.reviews", "ap-c-ps")[0].state == "dropped" and field in do("approval.reviews", "ap-c-ps")[0].words
    )


def test_a_result_handed_over_ends_a_proposed_recall(hall, do, accepted) -> None:
    while rows := hall.db.execute("SELECT id, department FROM approval WHERE state = 'open'").fetchall():
        for one in rows:
            code = one["department"].lower()
            do("approval.decide", f"ap-{code}", approval=f"A-{one['id']}", grant=True, second=f"ap2-{code}")
    last = hall.db.execute(
        "SELECT id, department FROM approval a WHERE state = 'decided' AND NOT EXISTS (SELECT 1 FROM approval_after e "
        "WHERE e.needs = a.id) LIMIT 1"
    ).fetchone()
    who = f"ap-{last['department'].lower()}"
    do("approval.propose", who, approval=f"A-{last['id']}", recall=True, reasons="算错了")
    do("case.deliver", "c3", code=accepted.case)
    assert do("approval.reviews", who)[0].words == "结果已经交付"
    assert list(soundness.faults(hall.db)) == []


def test_a_proposal_is_its_desks_own(hall, do, accepted, substance) -> None:
    number, first, _ = substance
    do("approval.propose", first, approval=number, refuse=True, reasons=SECRET)
    for who in ("ap-c-tax", "ap-c-ps", "c3", "c5", "sup"):
        for name, more in (
            ("approval.reviews", {}),
            ("approval.reviews", {"approval": number}),
            ("case.history", {"case": accepted.case}),
            ("case.progress", {"case": accepted.case}),
        ):
            try:
                said = str(do(name, who, **more))
            except Refusal as refusal:
                said = str(refusal)
            assert SECRET not in said and "提请不予" not in said and "refuse" not in said, (who, name)


def test_who_presses_first_wins_and_the_other_is_told(hall, hall_dir, do, filed, act) -> None:
    told = set()
    hall.db.execute(
        "INSERT INTO staff (code, name, role, department, desk) SELECT 'ap3', '赵第三', role, department, desk FROM "
        "staff WHERE code = 'ap-c-tax'"
    )
    for round in range(6):
        case = do("case.accept", "c3", case=filed())
        number = f"A-{approval_of(hall, case.id)}"
        do("approval.propose", "ap-c-tax", approval=number, refuse=True, reasons="不符")
        against = [
            ("ap3", "approval.agree", {"approval": number}),
            ("ap3", "approval.return", {"approval": number, "words": "再查"}),
            ("ap-c-tax", "approval.unpropose", {"approval": number}),
            ("ap3", "approval.agree", {"approval": number}),
            ("ap-c-tax", "approval.ask", {"approval": number, "reason": "请说明"}),
            ("ap-c-tax", "approval.propose", {"approval": number, "grant": True}),
        ][round]
        results = race(hall_dir, [("ap2-c-tax", "approval.agree", {"approval": number}), against])
        lost = [r for r in results if isinstance(r, Refusal)]
        assert len(lost) == 1, results
        told.add(str(lost[0]))
        assert hall.db.execute("SELECT count(*) FROM decision WHERE approval = ?", (number[2:],)).fetchone()[0] <= 1
        assert (
            hall.db.execute(
                "SELECT count(*) FROM review WHERE approval = ? AND state = 'waiting'", (number[2:],)
            ).fetchone()[0]
            == 0
        )
    assert all("提请" in words or "作出决定" in words for words in told), told
    assert list(soundness.faults(hall.db)) == []


def test_another_proposal_in_its_place_is_not_agreed_to_unread(do, substance, hall) -> None:
    number, first, second = substance
    read = do("approval.propose", first, approval=number, grant=True)
    do("approval.unpropose", first, approval=number)
    do("approval.propose", first, approval=number, refuse=True, reasons="不符")
    with pytest.raises(Refusal, match="刚换过"):
        do("approval.agree", second, approval=number, review=read.id)
    assert decided(hall) == []


async def test_by_keys_from_one_screen_to_the_other_and_back(sit, hall, substance) -> None:
    number, first, second = substance
    async with sit(first) as at, sit(second) as other:
        await at.down_to("#work", number)
        await at.press("3", "1")  # in one's own words
        await at.paste("材料三与材料五不符，不予许可。")
        await at.press("tab", "enter")  # the reasons are said; now the second officer, who is not here
        assert "提请复核" in at.words
        await at.press("tab", "enter")
        assert (
            "已提请不予许可" in at.message and "时限照走" in at.message and "已提请" in at.words and decided(hall) == []
        )
        assert at.columns() == {80}

        await other.until("待复核 1")
        assert other.app.screen.query_one("#work").lines[0].key == number, "what waits for a second stands on top"
        await other.press("home")
        assert (
            "提请不予许可" in other.words
            and "材料三与材料五不符，不予许可。" in other.words
            and "个工作日" in other.words
            and other.columns() == {80}
        )
        await other.press("enter")
        assert (
            "案卷" in other.words
            and "待复核" in other.words
            and "材料三与材料五不符，不予许可。" in other.app.screen.query_one("#facts").facts[0].value
        )
        await other.press("f8", "2")
        await other.paste("材料五已换过，请再看。")
        await other.press("tab", "enter")
        assert "已退回" in other.message and decided(hall) == []

        await at.until("材料五已换过，请再看。")
        assert "已退回" in at.words
        await at.down_to("#work", number)
        await at.press("2", "tab", "enter")
        await at.press("tab", "enter")  # grant after all, proposed again
        assert "已提请准予" in at.message

        await other.press("escape")
        await other.until("待复核 1")
        await other.down_to("#work", number)
        await other.press("f8", "1")
        assert f"{number} 同意准予？" in other.words
        await other.press("enter")  # the safe answer
        assert decided(hall) == []
        await other.press("f8", "1", "tab", "enter")
        assert "提请" in other.message and "已生效" in other.message and other.columns() == {80}
    assert decided(hall) == [("grant", first, second, "")]


async def test_a_recall_is_found_though_the_approval_is_decided_and_can_be_withdrawn(sit, hall, do, substance) -> None:
    number, first, second = substance
    do("approval.decide", first, approval=number, grant=True, second=second)
    do("approval.propose", first, approval=number, recall=True, reasons="漏看一份材料")
    async with sit(second) as other:
        assert number in other.words and "撤回决定" in other.words and "待复核" in other.words
    async with sit(first) as at:
        assert number not in at.words, "decided, and nothing to read: it is not on the own list"
        await at.press("f8")
    do("approval.return", second, approval=number, words="不用撤")
    async with sit(first) as at:
        assert number in at.words and "已退回" in at.words and "不用撤" in at.words
        await at.down_to("#work", number)
        await at.press("f8", "1")
        assert "已收起" in at.message and number not in "\n".join(at.lines[:-2])


async def test_several_are_agreed_to_at_once(sit, hall, do, filed) -> None:
    numbers = []
    for _ in range(3):
        case = do("case.accept", "c3", case=filed())
        numbers.append(f"A-{approval_of(hall, case.id)}")
        do("approval.propose", "ap-c-tax", approval=numbers[-1], refuse=True, reasons="不符")
    async with sit("ap2-c-tax") as other:
        assert "待复核 3" in other.words
        for number in numbers:
            await other.down_to("#work", number)
            await other.press("space")
        do("approval.unpropose", "ap-c-tax", approval=numbers[1])
        await other.press("f8")
        assert "一并同意" in other.words
        await other.press("tab", "enter")
        assert "件提请已同意" in other.message
    assert len(decided(hall)) == 2


async def test_an_extension_too_is_put_before_who_sits_elsewhere(sit, hall, do, substance) -> None:
    number, first, second = substance
    async with sit(first) as at:
        await at.down_to("#work", number)
        await at.press("7")
        await at.paste("3")
        await at.press("enter")
        await at.paste("外调核实，须三日。")
        await at.press("enter", "tab", "enter")
        assert "已提请延长期限" in at.message
    (found,) = do("approval.reviews", second)
    assert (found.what, found.days, found.reasons) == ("extend", 3, "外调核实，须三日。")
