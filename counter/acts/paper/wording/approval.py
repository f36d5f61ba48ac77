"""What the papers of one approval say: its clock, its supplements, its refusal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from counter.acts.paper.wording.notice import counted, of_approval
from counter.hall.act import Work
from counter.phrases.said import say
from counter.rules.clock import HEARING_ASK_DAYS
from counter.rules.identity import mask_number
from counter.rules.points import Point
from counter.store import applicants, driver

if TYPE_CHECKING:
    from counter.acts.approval.explaining import Count


def heading(row: driver.Row, title: str, day: str) -> dict[str, Any]:
    """What every paper of an approval begins with; its department seals it."""
    return {
        "title": title,
        "case": row["receipt_number"],
        "acceptance": row["acceptance_number"] or "",
        "code_of": {"kind": "case", "id": row["case_id"]},
        "seal": row["department_name"],
        "date": day,
    }


def marked(day: str | None, provisional: int) -> str | None:
    """A day as a paper says it: one that reaches into a year whose holidays nobody knows yet is never a plain date."""
    return say("{day}（暂定）", day=day) if day and provisional else day


def promised(row: driver.Row) -> str:
    """A promised day as a notice says it."""
    return marked(row["promised_on"], row["provisional"]) or say("另行通知")


def pause_content(
    work: Work, row: driver.Row, after: driver.Row, ground: str, days: int, until: str | None, words: str
) -> dict[str, Any]:
    """What the 特别程序告知书 says: how long it is expected to take, and the promise before and after."""
    return of_approval(
        work,
        row,
        "pause",
        lines=[
            ["程序", ground],
            *([["说明", words]] if words else []),
            ["预计", f"{days} 个工作日（约至 {until}）"],
            counted(),
            ["原承诺日", promised(row)],
            ["现承诺日", promised(after)],
        ],
    )


def extension_content(
    work: Work, row: driver.Row, after: driver.Row, days: int, reason: str, approved_by: str
) -> dict[str, Any]:
    """What the 延长办理期限告知书 says: why, by whose approval, and every date before and after."""
    return of_approval(
        work,
        row,
        "extension",
        lines=[
            ["延长", f"{days} 个工作日"],
            ["理由", reason],
            ["批准人", approved_by],
            ["原法定期限", marked(row["legal_on"], row["legal_provisional"]) or "—"],
            ["现法定期限", marked(after["legal_on"], after["legal_provisional"]) or "—"],
            ["原承诺日", promised(row)],
            ["现承诺日", promised(after)],
            counted(),
        ],
    )


def explanation_content(work: Work, row: driver.Row, counts: Iterable[Count]) -> dict[str, Any]:
    """What the 期限计算说明 says: every date day by day."""
    counts = list(counts)
    return {
        **heading(row, "期限计算说明", work.today.isoformat()),
        "lines": [["事项", row["item_name"]], ["审批", f"A-{row['id']}"]],
        "tables": [
            {
                "head": [f"{c.name} {c.last_day or '未定'}" + ("（暂定）" if c.provisional else ""), "计数", "说明"],
                "rows": [
                    [
                        f"{d.day} 周{'一二三四五六日'[d.day.weekday()]}",
                        f"第 {d.number} 日" if d.counted else "不计",
                        d.why,
                    ]
                    for d in c.days
                ],
            }
            for c in counts
            if c.days
        ],
        "notes": [f"{c.name}：{'；'.join(c.steps)}" for c in counts if c.steps],
    }


def supplement_content(
    work: Work, row: driver.Row, day: str, number: int, until: str | None, points: Iterable[Point]
) -> dict[str, Any]:
    """What the 补正材料通知书 of a desk says: the round's number, its points, until when."""
    return of_approval(
        work,
        row,
        "desk-supplement",
        day=day,
        lines=[
            ["次数", f"第 {number} 次"],
            ["期限", f"{until} 前交到任一窗口"],
            counted(),
        ],
        tables=[{"head": ["需要补正的内容"], "rows": [[one.words] for one in points]}],
        notes=["其他部门的审批照常进行。办理期限不因补正而停止。"],
    )


def hearing_content(work: Work, row: driver.Row, code: str, lines: list[list[str]]) -> dict[str, Any]:
    """What the papers of a hearing say: the right told, the request taken in, time and place."""
    return of_approval(work, row, code, lines=[*lines, counted()])


def interested_content(
    work: Work, row: driver.Row, party: driver.Row, code: str, lines: list[list[str]]
) -> dict[str, Any]:
    """What a notice to somebody besides the applicant says: to whom, about whose application. It has no key to the
    applicant's page: the code on it is good for checking this paper only.
    """
    applicant = applicants.living(work.db, row["person"])["name"]
    received = f"{row['accepted_on']} 受理" if row["accepted_on"] else ""
    return of_approval(
        work,
        row,
        code,
        who=[
            ["利害关系人", party["name"]],
            *([["证件号", mask_number(party["id_number"])]] if party["id_number"] else []),
            ["送达地址", party["contact"]],
        ],
        lines=[["申请情况", "，".join(filter(None, (f"{applicant}的申请", received)))], *lines, counted()],
        code_of={"kind": "party", "id": party["id"]},
    )


def rights_content(work: Work, row: driver.Row, party: driver.Row, matter: str) -> dict[str, Any]:
    """What the 利害关系人权利告知书 says: what is about to be decided, how it bears on them, what they may do and until
    when.
    """
    return interested_content(
        work,
        row,
        party,
        "interested",
        [
            ["理由", f"{matter}。直接关系你（单位）：{party['concern']}"],
            ["期限", f"自收到本文书次日起 {HEARING_ASK_DAYS} 个工作日内可以申请听证；作出决定前可以陈述和申辩"],
        ],
    )


def refusal_content(work: Work, row: driver.Row, day: str, reasons: str, remedies: str) -> dict[str, Any]:
    """The written refusal: what was applied for and examined, its reasons, and the ways to review and lawsuit
    (article 38 for permits).
    """
    return of_approval(
        work,
        row,
        "refusal",
        day=day,
        lines=[
            ["申请情况", f"{row['accepted_on']} 受理，受理编号 {row['acceptance_number']}；已审查全部申请材料"],
            ["理由", reasons],
        ],
        remedies=remedies,
        own_basis=True,
    )
