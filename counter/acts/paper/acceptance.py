"""What the papers of an acceptance say: the promise with every item, and the applicant's own promise to bring what
follows.
"""

from __future__ import annotations

from typing import Any

from counter.acts.case.full_set import FullSet
from counter.acts.case.opening import heading, who_lines
from counter.hall.act import Work
from counter.rules import documents as rule
from counter.rules.documents import CAUSE_NAMES, FORM_NAMES, Cause
from counter.store import driver


def acceptance_content(work: Work, row: driver.Row, full: FullSet, promised: dict[str, str | None]) -> dict[str, Any]:
    """What the 受理通知书 says: the promise, every item with its department, every paper with its state."""
    names, papers = full.names, []
    for wanted in full.wanted:
        cause = full.cause(wanted.document)
        if full.here(wanted.document):
            papers.append([names[wanted.document], "已收" + FORM_NAMES[full.rows[wanted.document]["form"]]])
        elif cause is not None:
            due_on = full.rows[wanted.document]["due_on"]
            papers.append(
                [
                    names[wanted.document],
                    CAUSE_NAMES[cause] + (f"，{due_on} 前" if due_on and cause is Cause.TOLERATED else ""),
                ]
            )
    promise = (
        f"{row['promised_on']} 前办结" + ("（暂定，节假日安排公布后确定）" if row["provisional"] else "")
        if row["promised_on"]
        else "办结日期另行通知"
    )
    lines = [*who_lines(work, row), ["受理日期", row["accepted_on"]], ["承诺", promise]]
    if row["legal_on"]:
        lines.append(["法定期限", row["legal_on"] + ("（暂定）" if row["legal_provisional"] else "")])
    if full.bundle is not None:
        lines.insert(2, ["办理事项", full.bundle.name])
    together = f"{len(full.items)} 个事项同时办理，材料 {row['needed']} 份只交一次。"
    if row["serial_days"] and row["parallel_days"] and row["serial_days"] > row["parallel_days"]:
        together = (
            f"{len(full.items)} 个事项并联办理，{row['parallel_days']} 个工作日（逐个办理要 {row['serial_days']} 个）；"
            f"材料 {row['needed']} 份只交一次。"
        )
    notes = [together, "扫二维码可随时查看办理进度。"]
    if row["deemed"]:
        notes.insert(0, "逾期未告知，依行政许可法第三十二条自收件之日起视为受理。")
    return {
        **heading(work, row, "受理通知书"),
        "lines": lines,
        "tables": [
            {
                "head": ["事项", "部门", "承诺日"],
                "rows": [[i.name, full.places[i.department].short, promised[i.code] or "另行通知"] for i in full.items],
            },
            {"head": ["材料", "情况"], "rows": papers},
        ],
        "notes": notes,
    }


def tolerance_content(work: Work, row: driver.Row, full: FullSet, tolerated: list[rule.Wanted]) -> dict[str, Any]:
    """The written promise in two copies: which papers follow, by when, and what happens otherwise."""
    return {
        **heading(work, row, "容缺受理承诺书"),
        "lines": who_lines(work, row),
        "tables": [
            {
                "head": ["后补材料", "补交期限"],
                "rows": [[full.names[w.document], full.rows[w.document]["due_on"]] for w in tolerated],
            }
        ],
        "notes": [
            "申请人承诺在期限内补交上列材料；逾期不补的，本次申请按撤回处理。",
            "本承诺书一式两份，申请人和大厅各存一份。",
        ],
        "copies_of": 2,
    }
