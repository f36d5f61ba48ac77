"""How a matter ends by the Licensing Law's rarer turns (8, 69, 70, 78, 79; Civil Code 13, 67, 68)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from dateutil.relativedelta import relativedelta

from counter.phrases.said import mark

SAFETY = frozenset({"公共安全", "生命健康"})
"""Fields (guide key `barred`) whose permits bear directly on public safety, health, life or property."""

BAR_YEARS: Mapping[str, int] = {"78": 1, "79": 3}
"""Article -> years in which whoever hid facts or deceived may not apply for the same again."""


def bears_on_safety(guide: Mapping[str, Any]) -> bool:
    """Whether a permit bears directly on public safety, health, life or property (articles 78, 79). A guide's own
    `safety` ("yes", "no") says it outright; else its field does.
    """
    said = str(guide.get("safety", ""))
    return said == "yes" if said in ("yes", "no") else guide.get("barred") in SAFETY


def tied_to_the_person(guide: Mapping[str, Any]) -> bool:
    """Whether an item qualifies one person, so that nobody takes it over (article 70(2))."""
    return guide.get("succession") == "none"


def barred_until(decided_on: date, article: str) -> date:
    """The last day on which one may not apply again: years are counted to the same day (Civil Code 201, 202)."""
    until: date = decided_on + relativedelta(years=BAR_YEARS[article])
    return until


class Ending(StrEnum):
    """How an applicant ceased to be who applied."""

    DEATH = "death"
    MERGER = "merger"
    DIVISION = "division"
    DISSOLUTION = "dissolution"


ENDING_NAMES: Mapping[str, str] = {
    Ending.DEATH: mark("死亡"),
    Ending.MERGER: mark("合并"),
    Ending.DIVISION: mark("分立"),
    Ending.DISSOLUTION: mark("终止（解散、注销）"),
}


class Closing(StrEnum):
    """Why the registration of a permit that was served ends (article 70)."""

    EXPIRED = "expired"
    PERSON = "person"
    ENDED = "ended"
    REVOKED = "revoked"
    IMPOSSIBLE = "impossible"
    OTHER = "other"


CLOSING_NAMES: Mapping[str, str] = {
    Closing.EXPIRED: mark("有效期届满未延续（第七十条第一项）"),
    Closing.PERSON: mark("赋予公民特定资格，该公民死亡或者丧失行为能力（第七十条第二项）"),
    Closing.ENDED: mark("法人或者其他组织依法终止（第七十条第三项）"),
    Closing.REVOKED: mark("许可依法被撤销、撤回，或者证件依法被吊销（第七十条第四项）"),
    Closing.IMPOSSIBLE: mark("因不可抗力无法实施（第七十条第五项）"),
    Closing.OTHER: mark("法律、法规规定应当注销的其他情形（第七十条第六项）"),
}


class Ground(StrEnum):
    """Why a permit that was served is revoked or taken back."""

    ABUSE = "abuse"
    BEYOND_POWERS = "beyond-powers"
    PROCEDURE = "procedure"
    UNQUALIFIED = "unqualified"
    OTHER = "other"
    DECEIT = "deceit"
    LAW_CHANGED = "law-changed"


GROUND_NAMES: Mapping[str, str] = {
    Ground.ABUSE: mark("工作人员滥用职权、玩忽职守作出（第六十九条第一款第一项）"),
    Ground.BEYOND_POWERS: mark("超越法定职权作出（第六十九条第一款第二项）"),
    Ground.PROCEDURE: mark("违反法定程序作出（第六十九条第一款第三项）"),
    Ground.UNQUALIFIED: mark("申请人不具备资格或者不符合法定条件（第六十九条第一款第四项）"),
    Ground.OTHER: mark("依法可以撤销的其他情形（第六十九条第一款第五项）"),
    Ground.DECEIT: mark("以欺骗、贿赂等不正当手段取得（第六十九条第二款）"),
    Ground.LAW_CHANGED: mark("法律、法规、规章修改废止或者客观情况重大变化（第八条第二款）"),
}
