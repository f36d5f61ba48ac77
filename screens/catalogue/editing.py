"""Every field of a thing of the catalogue by keys; Ctrl+S says what it would do, then asks from when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.editing import NOUNS
from counter.rules.writing import Writing
from screens.catalogue.document_list import DocumentListScreen
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.catalogue.changing import Change, FieldNow
    from counter.acts.catalogue.changing import Sheet as Fields

LONG = 40
"""Signs from which on a field is written in a box of several lines."""


class EditScreen(Place):
    """Pushed over the stewards' place; Esc leaves, asking first if something isn't kept yet."""

    sheet: Data[Fields] = Data()
    NAME = mark("改一项")
    AUTO_FOCUS = "#fields"
    PANES = (("#fields", mark("字段")), ("#detail", mark("内容")))
    HELP = mark(
        "左边是这一项的所有字段，右边是内容；“双”字的关系到人的权利，要第二人同意，右边写着为什么。\n"
        "Enter 改一个字段；改完按 Ctrl+S：先看会改什么，再写从哪一天起（不早于今天）。已办的件用它受理时的内容。\n"
        "别人同时改了同一字段的，存的时候会说。Esc 返回。"
    )

    def __init__(self, noun: str, code: str) -> None:
        super().__init__()
        self.noun, self.code = noun, code
        self.typed: dict[str, str] = {}
        self.seen: dict[str, str] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("字段"), 18, english=22),
                Column(mark("双"), 2),
                Column(mark("内容"), 0),
                id="fields",
                empty=mark("正在读取.."),
            )
            yield Sheet(id="detail")

    async def refresh_data(self) -> None:
        """The fields as they are in force; what was typed stays, beside what it was typed over."""
        self.sheet = await self.app.ask(acts.catalogue_fields, code=self.code, noun=self.noun)
        self._draw()

    def _draw(self) -> None:
        sheet = self.sheet
        waits = t("第 {number} 号改动在路上", number=sheet.waits) if sheet.waits else ""
        typed = t("改了 {count} 项，Ctrl+S 存", count=len(self.typed)) if self.typed else t("没有改动")
        self.query_one("#current", Title).show(
            sheet.name, "  ".join(filter(None, (t(NOUNS[sheet.noun]), sheet.code, typed, waits)))
        )
        fields = self.query_one("#fields", LineList)
        fields.show(
            Line(
                one.element,
                (t(one.name), t("双") if one.right else "", self._text(one).replace("\n", " ")),
                "warn" if one.element in self.typed else "" if self._text(one) else "dim",
            )
            for one in sheet.fields
        )
        self._look(fields.cursor or sheet.fields[0].element)

    def _text(self, field: FieldNow) -> str:
        return self.typed.get(field.element, field.text)

    def _field(self, element: str) -> FieldNow:
        return next(one for one in self.sheet.fields if one.element == element)

    def _look(self, element: str) -> None:
        one = self._field(element)
        facts = [Fact(t(one.name), "", "head"), Fact("", self._text(one) or t("（空）"))]
        if element in self.typed:
            facts += [Fact(t("现在"), "", "head"), Fact("", one.text or t("（空）"), "dim")]
        facts += [Fact(t("为什么要两个人"), "", "head"), Fact("", t(one.right), "warn")] if one.right else []
        self.query_one("#detail", Sheet).show(facts)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._look(event.key)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.start(self._change(self._field(event.key)))

    async def _change(self, field: FieldNow) -> None:
        if (self.noun, field.element) == ("item", "documents"):
            self.app.push_screen(DocumentListScreen(self.code))
            return
        now = self._text(field)
        if field.choices:
            text = await self.app.choose(t(field.name), [(one, t(one), "") for one in field.choices], at=now)
        elif len(now) > LONG or "\n" in now:
            text = await self.app.write(t(field.name), value=now, needed=field.must)
        else:
            text = await self.app.enter(t(field.name), (t("内容"), now, not field.must))
        if text is None:
            return
        if text == field.text:
            self.typed.pop(field.element, None)
        else:
            self.typed[field.element] = text
            self.seen.setdefault(field.element, field.text)
        self._draw()

    async def press_save(self) -> None:
        """Ctrl+S: what it would do, then from when; what concerns rights with its reason."""
        if not self.typed:
            raise Refusal("screen.nothing-changed", t("没有改动"), next=t("先改一个字段，或按 Esc 返回"))
        given: dict[str, Any] = {"code": self.code, "noun": self.noun, "changes": dict(self.typed)}
        would: Change = await self.app.ask(acts.catalogue_would_change, **given)
        two = would.concerns
        text = "\n".join(
            [
                *(
                    t(
                        "{name}：{before} → {after}",
                        name=t(d.name),
                        before=d.before[:30] or t("（空）"),
                        after=d.after[:30],
                    )
                    for d in would.differences[:5]
                ),
                *(t("要第二人同意：{what}", what=worded(words)) for words in two[:3]),
                *(t("时限：{what}", what=worded(words)) for words in would.clocks),
            ]
        )
        today = self.app.today.isoformat()
        first = (t("生效日期"), today, Writing.DAY)
        if two:
            answer = await self.app.enter(t("从哪一天起"), first, (t("理由"), ""), text=text)
        else:
            day = await self.app.enter(t("从哪一天起"), first, text=text)
            answer = None if day is None else (day, "")
        if answer is None:
            return
        when, reason = date.fromisoformat(answer[0]), answer[1]
        seen = {element: self.seen[element] for element in self.typed}
        try:
            done = await self.app.ask(acts.catalogue_change, **given, seen=seen, effective=when, reason=reason)
        except Refusal as refusal:
            if refusal.code == "catalogue.field-moved":
                await self.refresh_data()
                self.seen = {one.element: one.text for one in self.sheet.fields if one.element in self.typed}
            raise
        self.typed, self.seen = {}, {}
        self.say(t("{name}：{state}", name=done.name, state=t(done.state_words)))
        await self.refresh_data()

    async def press_back(self) -> None:
        """Esc: out, but not with something unsaved by accident."""
        if self.typed:
            options = [("stay", t("继续改"), ""), ("drop", t("放弃改动"), "")]
            if await self.app.choose(t("改过，还没有存"), options) != "drop":
                return
        self.dismiss(None)

    def leaving(self) -> str:
        return t("目录里的一项改过，还没有存") if self.typed else ""
