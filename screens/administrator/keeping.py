"""The screen of all pages that an administrator keeps: the pages on the left where there are several, their lines,
and what is known of the line beside them. Enter says what can be done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.widget import Widget

from screens.administrator.page import Page
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t
from screens.shell.place import Place

ADD = "+"


class KeepingScreen(Place):
    """Base of the administrator's places: `PAGES` says all that is particular."""

    PAGES: ClassVar[tuple[Page[Any], ...]] = ()
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self.page = self.PAGES[0]
        self.rows: dict[str, Any] = {}
        self.wanted = ""
        """What is looked for in the page; empty: everything is shown."""

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            if len(self.PAGES) > 1:
                yield LineList(Column(mark("页"), 0), id="pages")
            yield LineList(*self.page.columns, id="list", empty=mark("正在读取.."))
            yield Sheet(id="detail")

    def on_mount(self) -> None:
        """The pages by name."""
        for pages in self.query("#pages").results(LineList):
            pages.show(Line(f"{page.id}:", (t(page.name),)) for page in self.PAGES)
            pages.cursor = f"{self.page.id}:"

    def say_again(self) -> None:
        """The names of the pages too."""
        self.on_mount()
        super().say_again()

    async def refresh_data(self) -> None:
        """The page's own query."""
        page = self.page
        found = await page.rows(self.app)
        if page is not self.page:
            return
        self.rows = {page.key(row): row for row in found}
        lines = self.query_one("#list", LineList)
        new = [Line(ADD, self._in_its_room(t(page.new)), "dim")] if page.new else []
        shown = [line for row in found if self._is_wanted(line := page.line(row))]
        columns = lines.columns
        lines.columns = page.columns
        lines.head = int(any(column.title for column in page.columns))
        lines.show([*shown, *new], empty=t(page.empty) if page.empty else None, anew=columns is not page.columns)
        if columns is not page.columns:
            lines.refresh()
        self.query_one("#current", Title).show(
            t("{page}  {n} 条", page=t(page.name), n=len(found))
            + (t("  只看“{word}”的 {n} 条，F9 再找", word=self.wanted, n=len(shown)) if self.wanted else ""),
            t("Enter 看能做什么  F9 在本页找  Ctrl+G 跳到各处"),
        )
        self._tell()

    def _in_its_room(self, words: str) -> tuple[str, ...]:
        """Words in the first column of the page that has room for them."""
        columns = self.page.columns
        room = next(place for place, one in enumerate(columns) if not one.cells or one.cells >= cell_len(words))
        return tuple(words if place == room else "" for place in range(len(columns)))

    def _is_wanted(self, line: Line) -> bool:
        return not self.wanted or any(self.wanted.lower() in cell.lower() for cell in line.cells)

    async def press_find(self) -> None:
        """F9: only the lines with a word."""
        word = await self.app.enter(
            t("在“{page}”里找", page=t(self.page.name)),
            (t("含有"), self.wanted, True),
            text=t("代码、名称里的几个字；空着看全部。"),
        )
        if word is not None:
            self.wanted = word
            await self.refresh_data()

    @property
    def here(self) -> Any:
        """What the cursor stands on; None for nothing, or for the line that adds one."""
        return self.rows.get(self.query_one("#list", LineList).cursor or "")

    def _tell(self) -> None:
        row = self.here
        self.query_one("#detail", Sheet).show(self.page.facts(row) if row is not None else ())

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another page, or another line."""
        event.stop()
        if event.lines.id == "pages":
            self._turn_to(event.key.removesuffix(":"))
        else:
            self._tell()

    def _turn_to(self, id: str) -> None:
        page = next(page for page in self.PAGES if page.id == id)
        if page is not self.page:
            self.page, self.wanted = page, ""
            self.reload()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: into the page, or what can be done with the line."""
        event.stop()
        if event.lines.id == "pages":
            self._turn_to(event.key.removesuffix(":"))
            self.query_one("#list").focus()
        elif event.key == ADD:
            self._open_form(None)
        elif (row := self.rows.get(event.key)) is not None:
            self.start(self._with(row))

    async def _with(self, row: Any) -> None:
        """Ask what to do with a line, and do it; nothing is asked where there is only the form."""
        page = self.page
        options = [("form", t("改资料"), "")] if page.save else []
        options += [(one.id, t(one.label), t(one.remark)) for one in page.more if one.when(row)]
        if not options:
            return
        chosen = options[0][0] if len(options) == 1 else await self.app.choose(page.title(row), options)
        if chosen == "form":
            self._open_form(row)
        elif chosen is not None:
            await next(one for one in page.more if one.id == chosen).act(self, row)

    def _open_form(self, row: Any) -> None:
        from screens.administrator.form import FillScreen

        self.app.push_screen(FillScreen(self.page, row))
