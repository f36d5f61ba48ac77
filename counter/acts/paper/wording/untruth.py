"""What the papers say of what was hidden or false (article 78): facts, the applicant's words, warning, bar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from counter.acts.paper.sealing import Body
from counter.acts.paper.wording.notice import of_approval, of_case
from counter.hall.act import Work
from counter.store import driver

if TYPE_CHECKING:
    from counter.acts.case.untruth import Untruth

Bars = Iterable[tuple[str, date]]


def false_application_content(work: Work, row: driver.Row, found: Untruth, body: Body, bars: Bars) -> dict[str, Any]:
    """What the 不予受理决定书 with a warning says; the permit's department seals it."""
    return of_case(
        work,
        row,
        "false-application",
        lines=[["申请情况", f"{row['received_on']} 收到申请"], *_found_content(found), *_bars_content(bars)],
        body=body,
        notes=["已交原件当场退还。"],
    )


def false_material_content(
    work: Work, row: driver.Row, day: str, found: Untruth, remedies: str, bars: Bars
) -> dict[str, Any]:
    """What the 不予行政许可决定书 with a warning says."""
    return of_approval(
        work,
        row,
        "false-material",
        day=day,
        lines=[
            ["申请情况", f"{row['accepted_on']} 受理，受理编号 {row['acceptance_number']}"],
            *_found_content(found),
            *_bars_content(bars),
        ],
        remedies=remedies,
        own_basis=True,
    )


def _found_content(found: Untruth) -> list[list[str]]:
    return [
        ["理由", f"申请人隐瞒有关情况或者提供虚假材料：{found.facts}"],
        ["陈述、申辩", found.statement],
    ]


def _bars_content(bars: Bars) -> list[list[str]]:
    return [["再次申请", f"到 {until.isoformat()} 为止，不得再次申请“{name}”"] for name, until in bars]
