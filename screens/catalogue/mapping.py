"""A mapping made by keys: what the file holds, which column is guessed to be what and how sure, a dry run, the file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.guessing import KEY, mapping_text
from counter.rules.level import LEVEL_NAMES
from counter.rules.losing import element_name
from counter.rules.writing import Writing
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.catalogue.guessing import Guessed
    from counter.hall.open import OpenHall


class MappingScreen(Place):
    """Pushed over the stewards' place for one file."""

    seen: Data[Guessed] = Data()
    NAME = mark("对照表")
    AUTO_FOCUS = "#elements"
    PANES = (("#elements", mark("要素")), ("#samples", mark("样例")))
    HELP = mark(
        "左边是指南的要素和猜的列，百分数是把握；右边是选中那一列的前几行。\n"
        "Enter 换一列或不用；Ctrl+S 存成对照表文件，接着试导入：只看差别，不写入。Esc 返回。"
    )

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.columns: dict[str, str] = {}
        self.sure: dict[str, int] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("要素"), 16, english=20),
                Column(mark("列"), 0),
                Column("%", 3, right=True),
                id="elements",
                empty=mark("正在读取.."),
            )
            yield Sheet(id="samples")

    async def refresh_data(self) -> None:
        """Read the file once."""
        if not self.has_read:
            self.seen = await self.app.ask(acts.catalogue_guess, source=self.source)
            self.columns = {one.element: one.column for one in self.seen.guesses}
            self.sure = {one.element: one.confidence for one in self.seen.guesses}
        self._draw()

    def _draw(self) -> None:
        from counter.acts.catalogue.guessing import heads

        self.query_one("#current", Title).show(
            self.seen.file,
            t(
                "{rows} 行  读不了 {unreadable}  认出 {found} 列，共 {all} 列",
                rows=self.seen.rows,
                unreadable=self.seen.unreadable,
                found=len(self.columns),
                all=len(self.seen.columns),
            ),
        )
        lines = self.query_one("#elements", LineList)
        lines.show(
            Line(
                element,
                (
                    t("代码") if element == KEY else t(element_name(element)),
                    self.columns.get(element, ""),
                    str(self.sure[element]) if element in self.columns and element in self.sure else "",
                ),
                ("warn" if element in ("name", "department") else "dim")
                if element not in self.columns
                else ("warn" if self.sure.get(element, 100) < 75 else ""),
            )
            for element in heads()
        )
        self._look(lines.cursor or KEY)

    def _look(self, element: str) -> None:
        column = self.columns.get(element, "")
        held = next((one for one in self.seen.columns if one.name == column), None)
        facts = [Fact(column or t("没有这一列"), "", "head")]
        facts += [Fact(str(n), text) for n, text in enumerate(held.samples if held else (), 1)]
        self.query_one("#samples", Sheet).show(facts)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._look(event.key)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.start(self._change(event.key))

    async def _change(self, element: str) -> None:
        options = [(one.name, one.name, one.samples[0] if one.samples else "") for one in self.seen.columns]
        chosen = await self.app.choose(t("哪一列"), [*options, ("", t("不用"), "")], at=self.columns.get(element, ""))
        if chosen is None:
            return
        self.columns.pop(element, None)
        self.sure.pop(element, None)
        if chosen:
            self.columns[element] = chosen
        self._draw()

    async def press_save(self) -> None:
        """Ctrl+S: the mapping as a file, and a dry run with it."""
        lacking = [each for each in ("name", "department") if each not in self.columns]
        if lacking:
            raise Refusal(
                "screen.mapping-lacks",
                t("还没有 {element} 这一列", element=t(element_name(lacking[0]))),
                rule=t("对照表至少要有名称和部门"),
                next=t("在那一行按 Enter 选一列"),
            )
        where = await self.app.enter(
            t("存成对照表"),
            (t("文件"), str(Path(self.source).with_suffix(".toml")), Writing.CODE),
            check=_mapping_file,
        )
        if where is None:
            return
        levels = [(code, t(name), "") for code, name in LEVEL_NAMES.items()]
        level = await self.app.choose(t("新部门是哪一级"), levels)
        if level is None:
            return
        columns = {element: column for element, column in self.columns.items() if element != KEY}
        text = mapping_text(self.seen.file, self.columns.get(KEY, "code"), columns, "X", level)
        await self.app.with_hall(lambda hall: _write(where, text, hall))
        difference = await self.app.ask(acts.catalogue_compare, source=self.source, mapping=where)
        self.query_one("#samples", Sheet).show(
            [
                Fact(t("试导入"), "", "head"),
                Fact("", worded(str(difference))),
                *(Fact("", worded(str(line)), "warn") for line in difference.unreadable[:5]),
                *(Fact("", worded(str(line)), "dim") for line in difference.warnings[:5]),
                Fact("", t("没有写入。导入：counter catalogue import 文件 --mapping {file}", file=where), "good"),
            ]
        )
        self.say(t("已存成 {file}，试导入没有写入", file=where))


def _mapping_file(text: str) -> None:
    if not text.endswith(".toml") or Path(text).exists():
        raise Refusal(
            "screen.mapping-file",
            t("{file} 已有，或不是 .toml", file=text[-40:]),
            rule=t("对照表是新的 .toml 文件"),
            next=t("请换一个文件名"),
        )


def _write(to: str, text: str, hall: OpenHall) -> None:
    from counter.hall.files_out import write_new

    write_new(to, text.encode(), hall.grounds)
