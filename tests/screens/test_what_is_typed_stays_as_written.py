"""By keys: a reason keeps its Chinese punctuation down to the store, a phone number typed in full width
becomes digits.
"""

from __future__ import annotations

from tests.desks.conftest import accepted, approvals, do, filed

REASON = "与３号材料不符，须核实（见附件）；请说明！"


async def test_a_reason_of_one_line_and_one_of_several_keep_their_punctuation(sit, hall, accepted, approvals) -> None:
    number = approvals["flexible-insurance"]
    async with sit("ap-c-tax") as at:
        await at.down_to("#work", number)
        await at.press("4", "enter")
        await at.paste(REASON)
        await at.press("tab", "enter", "f8", "tab", "enter")
        assert hall.db.execute("SELECT reason FROM supplement_round").fetchone()[0] == REASON
        await at.press("f8")
        await at.down_to("#choices", "unask")
        await at.press("enter")
        await at.paste("不用补了，已查到。")
        await at.press("enter")
        await at.press("8")
        await at.paste(REASON)
        await at.press("tab", "enter", "escape")
    assert hall.db.execute("SELECT words FROM opinion").fetchone()[0] == REASON
    assert "（已撤回：不用补了，已查到。）" in hall.db.execute("SELECT reason FROM supplement_round").fetchone()[0]


async def test_days_and_a_phone_typed_in_full_width_are_numbers(sit, hall, accepted, approvals) -> None:
    number = approvals["flexible-insurance"]
    async with sit("ap-c-tax") as at:
        await at.down_to("#work", number)
        await at.press("7")
        await at.paste("３")
        await at.press("enter")
        await at.paste("外调，须三日。")
        await at.press("enter")
        await at.paste("ａｐ２－ｃ－ｔａｘ")
        await at.press("enter")
    assert tuple(hall.db.execute("SELECT days, reason, approved_by FROM extension").fetchone()) == (
        3,
        "外调，须三日。",
        "ap2-c-tax",
    )


async def test_the_applicants_fields_go_each_by_its_kind(sit, hall, do) -> None:
    from screens.intake.applicant import Applicant
    from screens.parts.field import Field

    async with sit("c3") as at:
        at.app.push_screen(Applicant())
        await at.settle()
        typed = {
            "number": "４３０１０４２００２０７１５３０２９",
            "name": "李．晓梅",
            "phone": "１３８００１３８０００",
            "mandate": "委托书，２０２６年（原件）",
        }
        for id, text in typed.items():
            at.app.screen.query_one(f"#{id}", Field).focus()
            await at.settle()
            at.app.screen.query_one(f"#{id}", Field).value = ""
            await at.paste(text)
        shown = {id: at.app.screen.query_one(f"#{id}", Field).value for id in typed}
    assert shown == {
        "number": "430104200207153029",
        "name": "李．晓梅",
        "phone": "13800138000",
        "mandate": "委托书，２０２６年（原件）",
    }


def test_numbers_given_in_full_width_name_the_same_thing_by_every_door(hall, do, accepted, approvals) -> None:
    number = approvals["flexible-insurance"]
    wide = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}

    def full(text: str) -> str:
        return "".join(wide.get(sign, sign) for sign in text)

    assert do("approval.show", "ap-c-tax", approval=full(number)).number == number
    assert do("case.progress", "c3", case=full(accepted.case)) == do("case.progress", "c3", case=accepted.case)
    paper = hall.db.execute("SELECT number FROM paper WHERE kind = 'acceptance'").fetchone()[0]
    assert do("paper.copies", "c3", paper=full(paper)) == do("paper.copies", "c3", paper=paper)
    taken = do("ticket.take", "g1", queue=full("B"))
    do("ticket.people", "g1", ticket=full(taken.number), people=2)
    assert hall.db.execute("SELECT people FROM ticket WHERE id = ?", (taken.id,)).fetchone()[0] == 2
