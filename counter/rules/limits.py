"""How long the law leaves for what is applied for (Administrative Licensing Law 26, 42; RULES 2).

A permit whose guide names no legal limit has twenty working days, marked as the law's default, and no promise exceeds
them. A limit in months is counted in months. Items of another type have what their own law says; where their guide
names nothing they have no legal day, and the catalogue's findings list them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from counter.phrases.said import Said, mark, say

PERMIT = "行政许可"
"""The type of item that the Licensing Law is about."""
SINGLE_DAYS = 20
"""Working days for a permit whose law or guide names none (article 42)."""
JOINT_DAYS = 45
"""Working days for the whole of what several departments handle together (articles 26 and 42)."""
SINGLE_EXTENSION = 10
"""The most that the head of a department may add, once."""
JOINT_EXTENSION = 15
"""The most that the head of the government may add to a joint handling, once; a single permit never takes it."""
MOST_MONTHS = 60


class LimitBy(StrEnum):
    """Where an approval's legal limit comes from."""

    GUIDE = "guide"
    LAW = "law"
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """What a guide's limits come to: working days or months, the promise under them, and who says so."""

    days: int | None
    months: int
    promised: int | None
    by: LimitBy

    @property
    def words(self) -> Said:
        """The legal limit as a guide shows it."""
        if self.months:
            return say("{n} 个月", n=self.months)
        if self.days is None:
            return say("未定")
        return say("{n} 个工作日", n=self.days) + (say("（法律规定的一般期限）") if self.by is LimitBy.LAW else "")


def legal_limit(type: str, days: int | None, months: int, promised: int | None) -> LegalLimit:
    """The limit of an item of a type whose guide names these days or months and promises so many working days."""
    if months:
        return LegalLimit(None, months, promised, LimitBy.GUIDE)
    if days is not None:
        return LegalLimit(days, 0, promised, LimitBy.GUIDE)
    if type != PERMIT:
        return LegalLimit(None, 0, promised, LimitBy.UNSET)
    return LegalLimit(SINGLE_DAYS, 0, SINGLE_DAYS if promised is None else min(promised, SINGLE_DAYS), LimitBy.LAW)


APART, UNIFIED = "apart", "unified"
HANDLINGS = {
    APART: mark("各部门分别办理"),
    "joint": mark("联合办理"),
    UNIFIED: mark("统一办理"),
    "centralised": mark("集中办理"),
}
"""How the departments of a bundle handle it (article 26, second paragraph). A bundle that says nothing is handled
apart: each permit keeps its own limit, for nobody may take the 45 days of a joint handling that nobody arranged.
"""


def may_be_joint(types: Collection[str], departments: Collection[str]) -> bool:
    """Whether items could be a joint handling under article 26: several departments, a permit among them."""
    return len(set(departments)) > 1 and PERMIT in types


def is_joint(handling: str, types: Collection[str], departments: Collection[str]) -> bool:
    """Whether the items of a bundle that is handled so run by one limit for the whole (articles 26 and 42)."""
    return handling != APART and may_be_joint(types, departments)


_MONTHS = re.compile(r"^\s*([0-9一二两三四五六七八九十]{1,3})\s*个?\s*月\s*$")
_HAN = {sign: n for n, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}


def read_months(value: object) -> int:
    """Months from "3个月", "三个月"; 0 for anything that is no limit in months. Raises ValueError for an absurd one."""
    found = _MONTHS.match(str(value)) if isinstance(value, str) else None
    if not found:
        return 0
    text = found[1]
    if text.isdecimal():
        months = int(text)
    else:
        tens, _, ones = text.rpartition("十")
        months = (_HAN.get(tens, 1) * 10 if "十" in text else 0) + (_HAN.get(ones, 0) if ones else 0)
    if not 0 < months <= MOST_MONTHS:
        raise ValueError(say("时限 {value} 不是合理的月数", value=text))
    return months


BY_NAMES = {
    LimitBy.GUIDE: mark("指南公布"),
    LimitBy.LAW: mark("行政许可法第四十二条的一般期限"),
    LimitBy.UNSET: mark("指南未定"),
}
