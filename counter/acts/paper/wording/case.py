"""What the papers of a case say, from its receipt to the collection of its results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from counter.acts.case import full_set
from counter.acts.case.full_set import FullSet
from counter.acts.paper.notices import form_of, type_of
from counter.acts.paper.sealing import Body, lead_of
from counter.acts.paper.wording.notice import counted, of_case, who_lines
from counter.hall.act import Work
from counter.rules import documents as rule
from counter.rules.approval import OUTCOME_NAMES, Outcome
from counter.rules.documents import CAUSE_NAMES, FORM_NAMES, Cause
from counter.store import driver
from counter.store.notices import matters


def receipt_content(work: Work, row: driver.Row) -> dict[str, Any]:
    """What the 收件凭证 says: which papers we hold, until when we answer."""
    full = full_set.read(work, row)
    held = [w for w in full.wanted if full.here(w.document)]
    return of_case(
        work,
        row,
        "receipt",
        types=[item.type for item in full.items],
        matter=False,
        lines=[
            ["收件日期", row["received_on"]],
            ["答复期限", f"{row['notice_last_day']} 前告知是否受理"],
            counted(),
        ],
        tables=[
            {"head": ["申请事项"], "rows": [[item.name] for item in full.items]},
            {
                "head": ["已收材料", "份数", "形式"],
                "rows": [
                    [
                        full.names[w.document],
                        str(full.rows[w.document]["copies"]),
                        FORM_NAMES[full.rows[w.document]["form"]],
                    ]
                    for w in held
                ],
            },
        ],
    )


def form_content(work: Work, row: driver.Row, full: FullSet, name: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """What the 申请表 says: the items, and every field with what was filled in; `name` is the case's."""
    return {
        "title": "申请表",
        "case": name,
        "acceptance": row["acceptance_number"] or "",
        "date": work.today.isoformat(),
        "lines": who_lines(work, row) if row["person"] else [],
        "tables": [
            {"head": ["申请事项"], "rows": [[item.name] for item in full.items]},
            {"head": ["栏目", "内容"], "rows": [list(field) for field in fields.items()]},
        ],
        "notes": ["申请人对所填内容的真实性负责（行政许可法第三十一条）。"],
    }


def supplement_content(work: Work, row: driver.Row, due_on: str, points: Iterable[str]) -> dict[str, Any]:
    """What the 一次性补正告知书 says: everything that must be put right, and until when."""
    return of_case(
        work,
        row,
        "supplement",
        lines=[["补正期限", f"{due_on} 前交到任一窗口，或凭二维码从网上补交"], counted()],
        tables=[{"head": ["需要补正的内容"], "rows": [[words] for words in points]}],
        notes=["以上为需要补正的全部内容。补齐后即予受理，已交材料不必再交。"],
    )


def correction_content(work: Work, row: driver.Row, papers: Iterable[str]) -> dict[str, Any]:
    """What the 更正告知书 says: which papers are void because the hall's clock was wrong, and that the case stands."""
    return of_case(
        work,
        row,
        "correction",
        lines=[["理由", "本大厅的时钟有误，下列文书由系统按错误的日期出具"]],
        tables=[{"head": ["作废的文书"], "rows": [[number] for number in papers]}],
        notes=["上列文书自始不作数，办件恢复到出具之前的状态，期限照旧。申请人不必再做什么。"],
    )


def not_accepted_content(work: Work, row: driver.Row, form: str, reason: str, body: Body) -> dict[str, Any]:
    """What a case that is not taken in gets from each department: what was applied for there, why not, and the ways to
    review and lawsuit.
    """
    return of_case(
        work,
        row,
        form,
        body=body,
        lines=[
            ["申请情况", f"{row['received_on']} 收到申请"],
            ["理由", reason],
        ],
        notes=["已交原件当场退还。"],
    )


def withdrawal_content(work: Work, row: driver.Row, reason: str, stopped: int, decided: int) -> dict[str, Any]:
    """What the 撤回申请确认书 says: what was taken back, when and why, what ends and what stands."""
    applied = f"{row['received_on']} 收到申请"
    if row["accepted_on"]:
        applied += f"，{row['accepted_on']} 受理"
    return of_case(
        work,
        row,
        "withdrawal",
        lines=[
            ["申请情况", f"{applied}，{work.today.isoformat()} 撤回"],
            ["决定", "同意撤回，终止办理" + (f"；{stopped} 个审批停止" if stopped else "")],
            ["理由", reason],
        ],
        notes=[
            *([f"已作出的 {decided} 个决定不受影响。"] if decided else []),
            "已交原件退还申请人；需要时可以重新申请。",
        ],
    )


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
    lines = [["受理日期", row["accepted_on"]], ["承诺", promise]]
    if row["legal_on"]:
        lines.append(["法定期限", row["legal_on"] + ("（暂定）" if row["legal_provisional"] else "")])
    lines.append(counted())
    if full.bundle is not None:
        lines.insert(0, ["办理事项", full.bundle.name])
    together = (
        f"{len(full.items)} 个事项一并办理，材料 {row['needed']} 份只交一次。"
        if len(full.items) > 1
        else f"材料共 {row['needed']} 份。"
    )
    if row["serial_days"] and row["parallel_days"] and row["serial_days"] > row["parallel_days"]:
        together = (
            f"{len(full.items)} 个事项并联办理，{row['parallel_days']} 个工作日（逐个办理要 {row['serial_days']} 个）；"
            f"材料 {row['needed']} 份只交一次。"
        )
    notes = [f"{together}扫二维码可随时查看办理进度。"]
    owed = [(w, full.rows[w.document]["due_on"]) for w in full.wanted if full.cause(w.document) is Cause.TOLERATED]
    return of_case(
        work,
        row,
        ("deemed-completed" if row["complete_on"] else "deemed") if row["deemed"] else "acceptance",
        types=[item.type for item in full.items],
        matter=False,
        lines=lines,
        duty=[f"请于 {due_on} 前补交：{names[wanted.document]}" for wanted, due_on in owed if due_on],
        tables=[
            {
                "head": ["事项", "部门", "承诺日"],
                "rows": [[i.name, full.places[i.department].short, promised[i.code] or "另行通知"] for i in full.items],
            },
            {"head": ["材料", "情况"], "rows": papers},
        ],
        notes=notes,
    )


def tolerance_content(work: Work, row: driver.Row, full: FullSet, tolerated: list[rule.Wanted]) -> dict[str, Any]:
    """The written promise in two copies: which papers follow, by when, and what happens otherwise."""
    return of_case(
        work,
        row,
        "tolerance",
        types=[item.type for item in full.items],
        matter=False,
        lines=[["办理事项", full.bundle.name if full.bundle else "、".join(item.name for item in full.items)]],
        tables=[
            {
                "head": ["后补材料", "补交期限"],
                "rows": [[full.names[w.document], full.rows[w.document]["due_on"]] for w in tolerated],
            }
        ],
        notes=[
            "申请人承诺在期限内补交上列材料。",
            "逾期不补的，需要该材料的事项可以书面延期、书面终止或依现有材料决定，其他事项不受影响。",
            "本承诺书一式两份，申请人和大厅各存一份。",
        ],
        copies_of=2,
    )


def urging_content(work: Work, row: driver.Row, owed: Iterable[tuple[str, str]], words: str) -> dict[str, Any]:
    """What the 补交材料催告书 says: what is owed (name, until when), what follows, and a clerk's own words, if any."""
    return of_case(
        work,
        row,
        "urging",
        tables=[{"head": ["欠交的材料", "期限"], "rows": [list(line) for line in owed]}],
        notes=[
            "容缺材料逾期未补的，由窗口或审批部门书面处理（延期、终止需要该材料的事项，或依现有材料决定），其他事项照常。",
            "补正逾期的，审批台将按现有材料作出决定。申请不会因逾期自动撤回。",
            *([words] if words else []),
        ],
    )


def ended_tolerance_content(
    work: Work,
    row: driver.Row,
    reason: str,
    owed: Iterable[tuple[str, str]],
    items: Iterable[str],
    body: Body,
    *,
    handed: bool,
) -> dict[str, Any]:
    """What the 终止容缺受理通知书 of a department says: the papers that did not come (name, until when), which of its
    items end with them, and the ways to review and lawsuit.
    """
    ended = [[item] for item in items]
    said = [
        *(["依容缺受理承诺书，下列事项终止办理，其他事项照常；可以重新申请"] if ended else []),
        *(["结果已先行交付的，承诺没有履行，送作出决定的部门依法处理"] if handed else []),
    ]
    return of_case(
        work,
        row,
        "ended-tolerance",
        lines=[["理由", reason], ["决定", "；".join(said) or "不再等候上列材料"]],
        tables=[
            {"head": ["承诺后补、没有补交的材料", "承诺期限"], "rows": [list(line) for line in owed]},
            *([{"head": ["终止办理的事项"], "rows": ended}] if ended else []),
        ],
        body=body,
        notes=["对本通知不服的，也可以陈述、申辩。"],
    )


def prolonged_tolerance_content(
    work: Work, row: driver.Row, reason: str, papers: Iterable[tuple[str, str, str]]
) -> dict[str, Any]:
    """What the 容缺补交延期通知书 says: which papers (name, day before, day now) may come later, and why."""
    return of_case(
        work,
        row,
        "prolonged-tolerance",
        lines=[["理由", reason], counted()],
        tables=[{"head": ["后补材料", "原期限", "补交期限"], "rows": [list(line) for line in papers]}],
        notes=["其他承诺不变。"],
    )


def whole_extension_content(work: Work, row: driver.Row, lines: list[list[str]]) -> dict[str, Any]:
    """What the 延长办理期限告知书 of a joint handling says: why, by whose approval, the last day before and after."""
    return of_case(work, row, "whole-extension", lines=[*lines, counted()], body=lead_of(work, row))


def transfer_content(work: Work, case: driver.Row, slips: list[list[str]]) -> dict[str, Any]:
    """What the 物料转移单 says: one for the whole case, naming every slip."""
    return {
        "title": "物料转移单",
        "case": case["receipt_number"],
        "acceptance": case["acceptance_number"],
        "code_of": {"kind": "case", "id": case["id"]},
        "date": work.today.isoformat(),
        "tables": [{"head": ["转移单号", "送往", "材料份数"], "rows": slips}],
        "notes": ["各审批台收到后核对份数并扫码签收；不符的写明后退回窗口。"],
    }


def results_content(
    work: Work, row: driver.Row, last_day: str | None, where: str, decided: Iterable[tuple[str, str, str]]
) -> dict[str, Any]:
    """What the 办理结果通知书 says: each item's end (item, department, outcome), where and until when to collect."""
    return of_case(
        work,
        row,
        "results",
        lines=[
            ["领取期限", f"{last_day} 前送达"],
            ["领取方式", f"凭收件凭证二维码到{where}领取"],
            counted(),
        ],
        tables=[{"head": ["事项", "部门", "结果"], "rows": _in_its_own_words(work, row, decided)}],
        notes=["全部事项已办结。"],
        matter=False,
    )


def _in_its_own_words(work: Work, row: driver.Row, decided: Iterable[tuple[str, str, str]]) -> list[list[str]]:
    """Each item's end; what isn't a permit is not refused as one."""
    types = {one.name: type_of([one.type]) for one in matters(work.db, row["id"])}
    refused = str(OUTCOME_NAMES[Outcome.REFUSE])
    return [
        [item, department, form_of("refusal", types[item]).decision if outcome == refused else outcome]
        for item, department, outcome in decided
    ]


def collection_content(
    work: Work, row: driver.Row, holder: str, results: Iterable[str], owed: Iterable[str]
) -> dict[str, Any]:
    """What the 结果领取单 says, to be signed: the results that are handed over, and what is owed all the same."""
    return {
        "title": "结果领取单",
        "case": row["receipt_number"],
        "acceptance": row["acceptance_number"],
        "code_of": {"kind": "case", "id": row["id"]},
        "date": work.today.isoformat(),
        "lines": [["领取人", holder], ["领取日期", work.today.isoformat()]],
        "tables": [{"head": ["事项", "结果"], "rows": [list(result.rsplit(" ", 1)) for result in results]}],
        "notes": ["请核对后签字。", *owed],
    }
