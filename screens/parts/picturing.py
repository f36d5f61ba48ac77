"""Papers on the left, on the right what is known and the picture of the highlighted one: an approval's file, an entry
from the site.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from screens.parts.cell_picture import CellPicture
from screens.parts.lines import Column, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t
from screens.shell.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from counter.hall.open import OpenHall

DRAWN = ("jpeg", "png")
"""Kinds of file that are drawn; others can be written out and opened elsewhere."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a paper. `place` is how its act names it, `kind` one of counter.rules' file kinds."""

    place: int
    name: str
    kind: str


class PictureScreen(Scanning, Place):
    """Base: a screen says which file is looked at, which files the highlighted paper has, and how one is
    written out.
    """

    AUTO_FOCUS = "#documents"
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    EMPTY: ClassVar[str] = ""
    NO_PICTURE: ClassVar[str] = mark("没有图片")
    NO_FILE: ClassVar[str] = mark("这份材料没有文件")

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[int, bytes] = {}
        """The picture that stands there, by its place."""
        self.whole = False

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(*self.COLUMNS, id="documents", empty=self.EMPTY)
            with Vertical(id="right"):
                yield Sheet(id="facts")
                yield CellPicture(id="picture")

    def looked_at(self) -> Attached | None:
        """The file that the cursor stands for."""
        raise NotImplementedError

    def attached(self) -> Iterable[Attached]:
        """The files of the highlighted paper."""
        raise NotImplementedError

    async def content(self, one: Attached) -> bytes:
        """What is in a file. Raises Refusal."""
        raise NotImplementedError

    def show_facts(self) -> None:
        """Say what is known of the highlighted paper."""
        raise NotImplementedError

    async def show_picture(self) -> None:
        """Draw the file that is looked at, or say why there is no picture."""
        one, data = self.looked_at(), None
        if one is not None and one.kind in DRAWN:
            data = self.seen.get(one.place) or await self.content(one)
            self.seen = {one.place: data}
        words = "" if data else t("PDF 或其他文件：按 Enter 存到本机再看") if one is not None else t(self.NO_PICTURE)
        self.query_one("#picture", CellPicture).show(data, words)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another paper is looked at."""
        event.stop()
        self.show_facts()
        self.start(self.show_picture())

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space: the picture over the whole right side, and back."""
        event.stop()
        self.whole = not self.whole
        self.query_one("#facts").display = not self.whole

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: write this paper's files out."""
        event.stop()
        self.start(self._save())

    async def _save(self) -> None:
        from pathlib import Path

        from screens.parts import for_a_look

        attached = list(self.attached())
        if not attached:
            self.say(t(self.NO_FILE), "plain")
            return
        folder = for_a_look.folder()
        for one in attached:
            data, to = await self.content(one), folder / f"{one.place}-{Path(one.name).name}"
            await self.app.with_hall(partial(_write, to, data))
        self.say(t("已存到 {folder}（{n} 个文件），退出窗口时清除", folder=folder, n=len(attached)), "plain")


def _write(to: Path, data: bytes, hall: OpenHall) -> None:
    from counter.hall.files_out import write_new

    write_new(to, data, hall.grounds)
