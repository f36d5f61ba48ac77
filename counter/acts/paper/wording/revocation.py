"""What the paper says by which a served permit is revoked (article 69) or taken back (article 8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from counter.acts.paper.wording.notice import of_approval
from counter.hall.act import Work
from counter.rules.endings import CLOSING_NAMES, GROUND_NAMES, Closing, Ground
from counter.store import driver


def revocation_content(
    work: Work,
    row: driver.Row,
    ground: Ground,
    reason: str,
    statement: str,
    bars: Iterable[tuple[str, date]],
    remedies: str,
) -> dict[str, Any]:
    """What the 撤销（撤回）行政许可决定书 says: which permit, facts and ground, what its holder said, what follows."""
    return of_approval(
        work,
        row,
        "permit-taken-back" if ground == Ground.LAW_CHANGED else "permit-revoked",
        lines=[
            [
                "申请情况",
                f"{row['decided_on']} 准予行政许可，受理编号 {row['acceptance_number']}，{row['delivered_on']} 送达",
            ],
            ["理由", f"{GROUND_NAMES[ground]}：{reason}"],
            ["陈述、申辩", statement],
            *([["再次申请", f"到 {until.isoformat()} 为止，不得再次申请“{name}”"] for name, until in bars]),
        ],
        remedies=remedies,
        notes=[_loss_content(ground), "许可证件请在收到本决定书后交回。"],
    )


def deregistration_content(
    work: Work, row: driver.Row, ground: Closing, reason: str, statement: str, remedies: str
) -> dict[str, Any]:
    """What the 注销行政许可决定书 says: which permit, why its registration ends, what was said to it. That of a holder
    who is no more goes to the next of kin, or to who winds up.
    """
    content = of_approval(
        work,
        row,
        "permit-deregistered",
        lines=[
            [
                "申请情况",
                f"{row['decided_on']} 准予行政许可，受理编号 {row['acceptance_number']}，{row['delivered_on']} 送达",
            ],
            ["理由", f"{CLOSING_NAMES[ground]}：{reason}"],
            ["陈述、申辩", statement],
        ],
        remedies=remedies,
        notes=["许可证件请在收到本决定书后交回；没有交回的，自注销之日起作废。"],
    )
    to = {Closing.PERSON: "的近亲属（监护人）", Closing.ENDED: "的清算义务人"}.get(ground, "")
    return {**content, "lines": [[a, b + to if a == "申请人" else b] for a, b in content["lines"]]}


def _loss_content(ground: Ground) -> str:
    """What follows for the holder's loss."""
    if ground == Ground.DECEIT:
        return "以不正当手段取得许可的利益不受保护（行政许可法第六十九条第四款）。"
    if ground == Ground.LAW_CHANGED:
        return "由此造成财产损失的，依法给予补偿（行政许可法第八条第二款）。"
    return "合法权益因此受到损害的，依法给予赔偿（行政许可法第六十九条第四款）。"
