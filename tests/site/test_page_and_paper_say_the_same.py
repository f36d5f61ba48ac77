"""Page, send form, paper and desk read one list of points; who was not taken in is told who is competent and what can
be done; the rating is asked when the result is there.
"""

from __future__ import annotations

import json

import pytest

from counter.errors import Refusal
from counter.hall.act import load
from tests.filling import fill_form
from tests.site.conftest import words_of


@pytest.fixture
def act(hall, people):
    def run(name, who="c3", /, **arguments):
        entry = load(name.split(".")[0])[name]
        return (hall.run if entry.writes else hall.answer)(entry, people[who], arguments)

    return run


def single(act, item="flexible-insurance"):
    case = act("case.open", items=(item,)).case
    act("case.applicant", case=case, name="李晓梅", number="430104200207153029")
    for document in ("L2000016", "L2000017"):
        act("case.document", case=case, document=document, state="here")
    act("case.all-here", case=case)
    fill_form(act, case, "c3")
    return case


def rows_of(hall, kind):
    content = json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = ?", (kind,)).fetchone()[0])
    return [cell for table in content["tables"] for row in table["rows"] for cell in row]


async def test_a_blurred_paper_and_a_free_point_stand_on_page_form_and_paper_in_the_same_words(hall, act, phone, code):
    case = single(act)
    told = act("case.notify", case=case, documents=("L2000016",), reason="复印件模糊，看不清有效期")
    points = rows_of(hall, "notice")
    assert any("看不清有效期" in one for one in points)
    seen = await phone.see(code("case", told.id))
    form = words_of((await phone.get(f"/s/{code('case', told.id)}/send")).text)
    for one in points:
        assert one in seen and one in form, one
    raw = (hall.directory / "public" / "public.db").read_bytes()
    assert "看不清有效期".encode() not in raw, "only whoever holds the code reads a clerk's own words"


async def test_a_desks_points_are_the_papers_points(hall, act, phone, code):
    case = act("case.accept", case=single(act))
    approval = f"A-{hall.db.execute('SELECT id FROM approval').fetchone()[0]}"
    desk = hall.db.execute("SELECT lower(department) FROM approval").fetchone()[0]
    act("approval.ask", f"ap-{desk}", approval=approval, documents=("L2000017",), reason="户口簿缺本人页")
    points = rows_of(hall, "notice")
    assert len(points) == 2 and "户口簿缺本人页" in points
    seen = await phone.see(code("case", case.id))
    assert all(one in seen for one in points), seen


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_who_was_not_taken_in_reads_who_is_competent_and_what_can_be_done(act, phone, code, language):
    told = act("case.not-competent", case=single(act), competent="星洲市社保中心", reason="参保地在星洲市")
    answer = await phone.get(f"/s/{code('case', told.id)}", language)
    seen = words_of(answer.text)
    assert (
        "星洲市社保中心" in seen and "申请行政复议" in seen and "六十日内向" in seen and "人民法院提起行政诉讼" in seen
    )
    assert 'class="state against"' in answer.text, "no colour that cheers"


async def test_a_refused_item_says_what_can_be_done(hall, act, phone, code):
    case = act("case.accept", case=single(act))
    desk = hall.db.execute("SELECT lower(department) FROM approval").fetchone()[0]
    number = f"A-{hall.db.execute('SELECT id FROM approval').fetchone()[0]}"
    act("approval.decide", f"ap-{desk}", approval=number, refuse=True, reasons="已在单位参保")
    seen = await phone.see(code("case", case.id))
    assert "六十日内向" in seen and "提起行政诉讼" in seen


async def test_the_rating_is_not_used_up_at_acceptance(hall, act, phone, code):
    case = act("case.accept", case=single(act))
    address = f"/s/{code('case', case.id)}"
    assert "/rate" not in (await phone.get(address)).text
    with pytest.raises(Refusal, match="还没有结果"):
        act("case.rate", case=case.case, level=5)
    assert (await phone.ask("POST", f"{address}/rate", data={"level": "5"})).status_code == 400
    desk = hall.db.execute("SELECT lower(department) FROM approval").fetchone()[0]
    number = f"A-{hall.db.execute('SELECT id FROM approval').fetchone()[0]}"
    act("approval.decide", f"ap-{desk}", approval=number, grant=True)
    act("case.deliver", code=case.case)
    assert "/rate" in (await phone.get(address)).text
    assert act("case.rate", case=case.case, level=5).level == 5
