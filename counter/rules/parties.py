"""Who stands behind an application beside the applicant: guardian, representative, whoever handles it.

Civil Code articles 17 to 23: under eighteen, or without full capacity, one acts through one's guardian (a person over
sixteen who lives on their own work counts as grown: the item's rule says so). Articles 57, 61 and 170: an organisation
acts through its legal representative or through whoever it gave the task to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from counter.phrases.said import mark
from counter.rules.documents import Lack
from counter.rules.identity import IdKind

GUARDIAN, REPRESENTATIVE = "guardian", "representative"
PART_NAMES: Mapping[str, str] = {GUARDIAN: mark("监护人"), REPRESENTATIVE: mark("法定代表人（负责人）")}
GROWN_UP = 18
"""Years; an item's guide may name another age or none (guide key `guardian`: 16, or 0 for no guardian)."""


def birth_of(id_kind: str, number: str) -> date | None:
    """The day of birth that an ID number holds; None for documents without one."""
    if id_kind not in (IdKind.RESIDENT, IdKind.PERMIT, IdKind.FOREIGNER) or len(number) != 18:
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age_on(birth: date, day: date) -> int:
    """Completed years: the birthday itself ends one; who was born on 29 February grows older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def needs_guardian(guides: Iterable[Mapping[str, Any]], birth: date | None, guarded: bool, today: date) -> bool:
    """Whether one of the items asks for a guardian of this applicant: by age, or because they are marked as needing
    one.
    """
    limits = [guide.get("guardian", GROWN_UP) for guide in guides]
    limit = max((int(one) for one in limits), default=GROWN_UP)
    if limit == 0:
        return False
    return guarded or (birth is not None and age_on(birth, today) < limit)


def lacking_parts(
    guides: Iterable[Mapping[str, Any]],
    *,
    organisation: bool,
    birth: date | None,
    guarded: bool,
    guardian: bool,
    representative: bool,
    today: date,
) -> tuple[Lack, ...]:
    """The persons without whom the application is not complete."""
    if organisation:
        return () if representative else (Lack((), "", (), part=REPRESENTATIVE),)
    if not guardian and needs_guardian(guides, birth, guarded, today):
        return (Lack((), "", (), part=GUARDIAN),)
    return ()
