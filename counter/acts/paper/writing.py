"""Papers are facts written in the act's own transaction; what they look like and when they print is another floor's.

A paper's content never holds a tracking code: it names what the code belongs to, and the renderer derives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from counter.hall.act import Work
from counter.rules import numbers
from counter.store import journal, series
from counter.store import papers as store

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.hall.open import OpenHall


def next_value(work: Work, name: str, scope: str) -> int:
    """The next number of a series, 1-based, never given twice (it lives in its own row, not in a count)."""
    return series.next_value(work.db, name, scope)


SERIES = {"receipt": "R", "acceptance": "S", "paper": "W", "slip": "T"}
"""The day's series whose numbers a citizen or a desk reads, and the letter that each begins with."""


def next_numbers(work: Work, **how_many: int) -> dict[str, list[str]]:
    """So many of today's numbers of each series at once, e.g. `paper=2` gives `["W20261124-0007",
    "W20261124-0008"]`.
    """
    day, wanted = work.today.isoformat(), [(name, count) for name, count in how_many.items() if count]
    last = series.take(work.db, day, wanted)
    return {
        name: [
            f"{SERIES[name]}{day.replace('-', '')}-{number:04d}"
            for number in range(last[name] - count + 1, last[name] + 1)
        ]
        for name, count in wanted
    }


def printer_of(work: Work) -> str:
    """The code of the printer set for the window the act is done at; `preview` where there is none."""
    if work.actor.window is None:
        return work.hall.setting("printer", default="preview")
    return store.printer_at(work.db, work.actor.window) or "preview"


def issue_notice(
    work: Work,
    kind: str,
    content: dict[str, Any],
    *,
    case_id: int | None = None,
    ticket: int | None = None,
    approval: int | None = None,
    copies: int = 1,
    printer: str | None = None,
) -> str:
    """Write a paper (文书) and its print jobs; returns the paper number, e.g. `W20261124-0007`. `printer` is
    the code of another than the window's.
    """
    numbers_of_it = next_numbers(work, paper=1)["paper"]
    issue_notices(
        work,
        numbers_of_it,
        [(kind, content, copies)],
        case_id=case_id,
        ticket=ticket,
        approval=approval,
        printer=printer,
    )
    return numbers_of_it[0]


def issue_notices(
    work: Work,
    numbers_of_them: list[str],
    contents: Sequence[tuple[str, dict[str, Any], int]],
    *,
    case_id: int | None = None,
    ticket: int | None = None,
    approval: int | None = None,
    printer: str | None = None,
) -> None:
    """Write several papers of one act, each as (kind, content, copies), under numbers taken for them; print in this
    order.
    """
    from counter.acts.paper.notices import check

    for kind, content, _copies in contents:
        check(kind, content)
    write_down(work, numbers_of_them, contents, case_id=case_id, ticket=ticket, approval=approval, printer=printer)


def write_down(
    work: Work,
    numbers_of_them: list[str],
    contents: Sequence[tuple[str, dict[str, Any], int]],
    *,
    case_id: int | None = None,
    ticket: int | None = None,
    approval: int | None = None,
    printer: str | None = None,
) -> None:
    """The rows of papers that passed the gate (notices.check)."""
    from counter.store import notices

    papers, jobs, printer = [], [], printer or printer_of(work)
    large = notices.large_print(work.db, ticket, case_id)
    for number, (kind, content, copies) in zip(numbers_of_them, contents, strict=True):
        if large:
            content = {**content, "large": True}
        text = journal.compact({**content, "copies_of": copies} if copies > 1 else content)
        papers.append((number, kind, case_id, approval, ticket, work.today.isoformat(), work.now, text))
        jobs += [(number, printer, copy, work.now, work.now, work.actor.window) for copy in range(copies)]
    store.put(work.db, papers, jobs)
    work.facts.setdefault("papers", []).extend(numbers_of_them)


def code_of(hall: Hall, kind: str, id: int) -> str:
    """The tracking code of a case, ticket or slip: derived, never stored, the same at every reprint."""
    return numbers.make_code(hall.secret("track"), hall.settings["id"], kind, id)


def address_of(hall: OpenHall, code: str) -> str:
    """The public page of a code (where it opens none, the page that checks its paper), in capitals where the base has
    no path of its own (QR packs capitals denser).
    """
    base = str(hall.settings.get("address", "http://127.0.0.1:8000")).rstrip("/")
    if numbers.kind_of(code) == "party":  # nobody's page: the paper itself is checked by it
        return f"{base}/check"
    letter = "T" if numbers.kind_of(code) == "ticket" else "S"
    if base.count("/") == 2:
        return f"{base}/{letter}/{code}".upper()
    return f"{base}/{letter}/{code}"
