"""What the papers say where an applicant has died, merged, divided or been dissolved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counter.acts.paper.sealing import Body
from counter.acts.paper.wording.notice import counted, of_case
from counter.hall.act import Work
from counter.rules.endings import Ending
from counter.store import driver


def succession_content(work: Work, row: driver.Row, before: str, facts: str, gone: Sequence[str]) -> dict[str, Any]:
    """What the 变更申请人通知书 says to whoever goes on: for whom, why, that no day moves, what ends."""
    said = f"原申请人{before}的申请由你（单位）承继，继续办理，期限照旧"
    return of_case(
        work,
        row,
        "succession",
        lines=[
            ["申请情况", f"{row['received_on']} 收到原申请人{before}的申请"],
            ["理由", facts],
            ["决定", said + (f"；终止办理：{'、'.join(gone)}" if gone else "")],
            ["承诺", f"{row['promised_on']} 前办结" if row["promised_on"] else "办结日期另行通知"],
            counted(),
        ],
        notes=["请核对申请表和材料中涉及申请人的内容，需要更正的到窗口更正。"],
    )


def ended_content(
    work: Work,
    row: driver.Row,
    name: str,
    how: Ending,
    facts: str,
    decided: int,
    body: Body,
) -> dict[str, Any]:
    """What the 终止办理通知书 of a department says to the next of kin, or to whoever winds up: which of its items
    end and why, what stands.
    """
    content = of_case(
        work,
        row,
        "ended-applicant",
        lines=[
            ["申请情况", f"{row['received_on']} 收到申请"],
            ["理由", facts],
        ],
        tables=[{"head": ["终止办理的事项"], "rows": [[one.name] for one in body.matters]}],
        body=body,
        notes=[
            *(
                [f"已作出的 {decided} 个决定照常送达；属于公民特定资格的许可由作出决定的部门依法注销。"]
                if decided
                else []
            ),
            "近亲属、承受权利的单位可以申请行政复议、提起行政诉讼。已交原件退还。",
        ],
    )
    to = f"{name}的近亲属" if how == Ending.DEATH else f"{name}的清算义务人"
    return {**content, "lines": [[label, to if label == "申请人" else text] for label, text in content["lines"]]}
