"""How a notice was served is kept once; a ticket may get all its papers large; names stay whole."""

from __future__ import annotations

from datetime import date

import pytest

from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.hall.act import load
from counter.paper import escpos
from counter.paper.layout import COLUMNS, Line, cells, strip, wrap
from counter.paper.receipt import sheet_of
from counter.store import papers


@pytest.fixture
def act(hall, people):
    def run(name, who="c3", /, **arguments):
        entry = load(name.split(".")[0])[name]
        return (hall.run if entry.writes else hall.answer)(entry, people[who], arguments)

    return run


def test_service_is_kept_once_from_the_receipt_of_service(act):
    case = act("case.open", items=("flexible-insurance",)).case
    act("case.applicant", case=case, name="李晓梅", number="430104200207153029")
    told = act("case.not-competent", case=case, competent="邻市")
    assert "没有送达记录" in str(act("notice.service", paper=told.paper))
    with pytest.raises(Refusal, match="没有这种送达方式"):
        act("notice.serve", paper=told.paper, receiver="李晓梅", manner="pigeon")
    for day in (date(2026, 11, 23), date(2026, 11, 25)):
        with pytest.raises(Refusal, match="送达日期"):
            act("notice.serve", paper=told.paper, receiver="李晓梅", served_on=day)
    assert "2026-11-24 直接送达，李晓梅 收" in str(act("notice.serve", paper=told.paper, receiver="李晓梅"))
    with pytest.raises(Refusal, match="已在"):
        act("notice.serve", paper=told.paper, receiver="李晓梅")
    assert act("notice.service", paper=told.paper).served_on == "2026-11-24"


def test_a_tickets_papers_are_printed_large_and_still_fit(hall, people, act):
    taken = hall.do(take, people["g1"], queue="general", matter="社保")
    act("ticket.large-print", "g1", ticket=taken.number)
    again = hall.do(take, people["g1"], queue="general", matter="社保")
    act("staff.sign-in", window=3)
    case = act("case.open", items=("flexible-insurance",)).case
    hall.db.execute("UPDATE case_file SET ticket = ? WHERE id = ?", (taken.id, int(case[1:])))
    act("case.applicant", case=case, name="李晓梅", number="430104200207153029")
    told = act("case.not-competent", case=case, competent="邻市")
    large = sheet_of(hall, papers.paper(hall.db, told.paper))
    assert large.large and again.number != taken.number
    for millimetres in (58, 80):
        rows = [row for row in strip(large, millimetres) if isinstance(row, Line)]
        assert all(cells(row.text) * row.scale <= COLUMNS[millimetres] for row in rows)
        assert any(row.scale == 2 and "申请人" in row.text for row in rows)
        assert escpos.render(large, millimetres).endswith(escpos.CUT)


@pytest.mark.parametrize("width", [12, 16, 24, 32])
def test_a_latin_name_is_never_cut_in_a_word(width):
    lines = wrap("申请人 José-María Núñez Żółkiewski 提出的申请", width)
    kept = [word for line in lines for word in line.split()]
    for word in ("José-María", "Núñez", "Żółkiewski"):
        if cells(word) <= width:
            assert any(word in one for one in kept), lines


def test_the_duty_left_stands_first_and_bold_and_an_empty_table_is_not_printed(hall):
    content = {
        "title": "受理通知书",
        "case": "R20261124-0001",
        "lines": [["申请人", "李晓梅"]],
        "tables": [{"head": ["材料", "情况"], "rows": []}],
        "duty": ["请于 2026-12-01 前补交：户口簿"],
    }
    paper = papers.Paper("W20261124-0001", "acceptance", None, None, None, "2026-11-24", 0, content)
    rows = [row for row in strip(sheet_of(hall, paper)) if isinstance(row, Line)]
    words = [row.text for row in rows]
    duty = next(row for row in rows if "补交：户口簿" in row.text)
    assert duty.bold and "2026年12月1日" in duty.text
    assert words.index(duty.text) < next(place for place, text in enumerate(words) if "李晓梅" in text)
    assert not any("情况" in text for text in words)
