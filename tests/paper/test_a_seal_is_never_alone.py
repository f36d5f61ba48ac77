"""Signature, seal and date stand on a page with words of the notice, however long it is."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from counter.paper import page, receipt
from counter.paper.receipt import Sheet, Table


def sheet(rows: int, notes: int) -> Sheet:
    return Sheet(
        number="W20261124-0001",
        kind="acceptance",
        title="受理通知书",
        hall="星城市政务服务中心",
        date="2026年11月24日",
        big_label="办件编号",
        big="R20261124-0001",
        lines=tuple((f"栏目{place}", "自次日起计算，不含法定节假日和休息日") for place in range(10)),
        tables=(Table(("材料", "情况"), tuple((f"材料{place}", "已收原件") for place in range(rows))),) if rows else (),
        notes=("本凭证只表示收到材料。逾期未告知的，自收件之日起即为受理（行政许可法第三十二条）。",) * notes,
        seal="星城市政务服务中心",
        opening="你（单位）提出的下列申请，现予受理。",
    )


def laid(one: Sheet, spacing: tuple[float, float], carry: bool) -> page._Page:
    canvas = Canvas(BytesIO(), pagesize=(page.WIDTH, page.HEIGHT))
    drawn = page._Page(canvas, one, page._Measure(canvas), spacing, carry)
    drawn.body()
    return drawn


@pytest.mark.parametrize("notes", [0, 1])
def test_the_seal_is_never_alone_on_a_page(notes):
    alone = 0
    for rows in range(6, 16):
        one = sheet(rows, notes)
        alone += laid(one, page.SPACINGS[0], False).seal_alone
        assert not laid(one, *page._fitting(one)).seal_alone, rows
    assert alone > 1, "none of these would have been alone: the test tries nothing"


def test_a_paper_that_almost_fits_is_set_closer_instead_of_taking_another_page():
    one = next(one for rows in range(20) if laid(one := sheet(rows, 1), page.SPACINGS[0], False).number == 2)
    spacing, carry = page._fitting(one)
    assert laid(one, spacing, carry).number == 1 and spacing != page.SPACINGS[0]


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("5 个工作日（约至 2026-12-01）", "5个工作日（约至2026年12月1日）"),
        ("2026-12-08 前办结", "2026年12月8日前办结"),
        (
            "7 个事项并联办理，6 个工作日（逐个办理要 14 个）；材料 14 份只交一次",
            "7个事项并联办理，6个工作日（逐个办理要14个）；材料14份只交一次",
        ),
        ("第 1 次", "第1次"),
        ("湘江路 12 号 3 栋", "湘江路 12 号 3 栋"),
        ("电话 内线1017", "电话 内线1017"),
    ],
)
def test_dates_and_counts_stand_as_official_papers_write_them(written, official):
    assert receipt._chinese_days(written) == official
