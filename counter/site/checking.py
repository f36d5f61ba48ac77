"""What public.db says of every paper under its number and code: its title, for what items, whether it still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counter.acts.paper.writing import code_of
from counter.rules import numbers
from counter.rules.case import NOT_TAKEN_IN
from counter.rules.holding_good import REVOKING, Decided, Holds, Told, told_of, whole
from counter.rules.notice import NoticeKind
from counter.store import checked, driver

if TYPE_CHECKING:
    from counter.hall import Hall


def bring(hall: Hall, public_db: driver.Connection, case: int, found: Mapping[str, Any]) -> None:
    """Bring what can be checked of a case's papers up to the hall; `found` is the case as published.case reads it."""
    written = checked.papers(hall.db, case)
    if not written:
        return
    own, decided = code_of(hall, "case", case), _decided(hall, case)
    for paper in written:
        facts = facts_of(hall, paper, written, decided, found)
        other = paper["code_kind"] not in (None, "case")  # a paper to somebody else carries no key to this case
        code = code_of(hall, paper["code_kind"], paper["code_id"]) if other else own
        checked.put(public_db, numbers.check_hash(paper["number"], code), facts)


def facts_of(
    hall: Hall,
    paper: driver.Row,
    written: Sequence[driver.Row],
    decided: Mapping[int, Sequence[Decided]],
    found: Mapping[str, Any],
) -> dict[str, Any]:
    """What a third party may know of one paper: no name, no number of a person, no staff, no words of anybody."""
    items, holds, since = _holds(hall, paper, written, decided, found)
    return {
        "title": paper["title"],
        "day": paper["business_date"],
        "holds": holds,
        "since": since,
        "items": [[one.item, one.outcome, one.holds, one.since] for one in items],
    }


def _holds(
    hall: Hall,
    paper: driver.Row,
    written: Sequence[driver.Row],
    decided: Mapping[int, Sequence[Decided]],
    found: Mapping[str, Any],
) -> tuple[list[Told], Holds, str]:
    own = {row["id"]: row["item"] for row in found["approvals"]}
    # a decision on a whole case is written by each of its departments, about its own items
    about = [name for name in found["items"] if name in paper["words"]]
    names = [own[paper["approval"]]] if paper["approval"] in own else about or found["items"]
    named = [Told(name, "", Holds.ISSUED) for name in names]
    if paper["void_at"] is not None:
        return named, Holds.VOID, _day(hall, paper["void_at"])
    if paper["kind"] == NoticeKind.NON_ACCEPTANCE:
        return named, Holds.IN_FORCE if found["row"]["state"] in NOT_TAKEN_IN else Holds.RECALLED, ""
    if paper["kind"] != NoticeKind.RESULT:
        return named, Holds.ISSUED, ""
    if paper["form"] in REVOKING:
        return named, Holds.IN_FORCE, ""
    approval = paper["approval"]
    told = [
        one
        for id, decisions in decided.items()
        if approval in (None, id) and (one := told_of(decisions, paper["at"], refusal=approval is not None)) is not None
    ]
    if newer := _newer(paper, written):
        return told, Holds.REPLACED, newer["business_date"]
    return told, *whole(told)


def _newer(paper: driver.Row, written: Sequence[driver.Row]) -> driver.Row | None:
    """The paper that stands in the place of a result, where the same was told again."""
    after = written[[one["number"] for one in written].index(paper["number"]) + 1 :]
    return next(
        (
            one
            for one in after
            if one["kind"] == NoticeKind.RESULT
            and one["approval"] == paper["approval"]
            and one["form"] not in REVOKING
            and one["void_at"] is None
        ),
        None,
    )


def _decided(hall: Hall, case: int) -> dict[int, list[Decided]]:
    by_approval: dict[int, list[Decided]] = {}
    for row in checked.decisions(hall.db, case):
        by_approval.setdefault(row["approval"], []).append(
            Decided(
                row["item"],
                row["outcome"],
                row["at"],
                _day(hall, row["at"]),
                _day(hall, row["recalled_at"]),
                row["revoked_on"] or "",
                row["deregistered_on"] or "",
            )
        )
    return by_approval


def _day(hall: Hall, at: int | None) -> str:
    return hall.local(at).date().isoformat() if at is not None else ""
