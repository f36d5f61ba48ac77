"""Beside the documents, where a terminal is broad: the picture of the document, else the case at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from counter import acts
from counter.errors import Refusal
from counter.rules.case import AT_INTAKE
from screens.intake.preview import begins
from screens.parts.cell_picture import CellPicture
from screens.parts.composed import promise
from screens.parts.picturing import DRAWN
from screens.parts.sheet import Fact, Sheet
from screens.shell.language import t

if TYPE_CHECKING:
    from counter.acts.case.casebook import CaseShown, DocumentLine
    from screens.shell.app import CounterApp

BROAD, BROADER = 120, 156
"""Columns from which there is room for it below the items, and in a column of its own."""


class Beside(Vertical):
    """`await show(shown, line)` draws what is of use of this case and this document; it is there at `columns` only."""

    app: CounterApp

    def __init__(self, columns: range, *, id: str) -> None:
        super().__init__(id=id)
        self.columns = columns
        self._seen: tuple[int, bytes] | None = None

    def compose(self) -> ComposeResult:
        yield CellPicture()
        yield Sheet(can_focus=False)

    async def show(self, shown: CaseShown, line: DocumentLine | None) -> None:
        """Raises Refusal."""
        self.display = self.app.size.width in self.columns
        if not self.display:
            return
        data = await self._picture(shown, line) if line is not None and line.attachments else None
        facts = [] if data else await self._glance(shown)
        if not self.is_mounted:
            return  # left while it was being read
        picture = self.query_one(CellPicture)
        picture.display, self.query_one(Sheet).display = bool(data), not data
        picture.show(data)
        self.query_one(Sheet).show(facts)

    async def _picture(self, shown: CaseShown, line: DocumentLine) -> bytes | None:
        files = await self.app.ask(acts.case_files, case=shown.case)
        one = next((f for f in files if f.document == line.document and not f.removed and f.kind in DRAWN), None)
        if one is None:
            return None
        if self._seen is None or self._seen[0] != one.id:
            self._seen = one.id, (await self.app.ask(acts.case_file, case=shown.case, attachment=one.id)).data
        return self._seen[1]

    async def _glance(self, shown: CaseShown) -> list[Fact]:
        if shown.state not in AT_INTAKE:
            facts = [Fact("", t("{n} 个事项", n=len(shown.items)), "head")]
            for item in shown.items:
                day = t("承诺 {day}", day=promise(item.promised_on, item.provisional)) if item.promised_on else ""
                facts += [Fact("", item.name), Fact(" ", "  ".join(filter(None, (item.state, day))), "dim")]
            return facts
        try:
            planned = await self.app.ask(acts.case_plan, case=shown.case)
        except Refusal:
            return []  # nothing to be accepted yet
        facts = [Fact("", t("现在受理，送到"), "head")]
        for desk in planned.desks:
            facts.append(Fact("", desk.department, "good"))
            for one in desk.items:
                day = t("承诺 {day}", day=promise(one.promised_on, one.provisional))
                facts += [Fact("", one.name), Fact(" ", f"{begins(one)}  {day}", "dim")]
        return facts
