"""The stewards' own place: what waits for a second person, what comes into force, what people said that found nothing,
and the way to every field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.rules.access import Role
from counter.rules.editing import NOUNS
from counter.rules.writing import Writing
from screens.catalogue.editing import EditScreen
from screens.catalogue.finding import FindDialog
from screens.catalogue.mapping import MappingScreen
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import day, mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.catalogue.changing import Change
    from counter.acts.catalogue.listening import Missed

EDIT, MAP = "+", "*"
TONES = {"proposed": "warn", "waiting": ""}


def facts_of(change: Change) -> list[Fact]:
    """A change as a sheet: what it says now and will say, why, and what of it concerns people's rights."""
    facts = [
        Fact(change.name, "", "head"),
        Fact(t("状态"), t(change.state_words), TONES.get(change.state, "dim")),
        Fact(t("生效日期"), day(change.effective_on)),
    ]
    facts += [Fact(t("提的人"), change.staff_name)] if change.staff_name else []
    facts += [Fact(t("同意的人"), change.agreed_by)] if change.agreed_by else []
    for one in change.differences:
        facts += [
            Fact(t(one.name), "", "head"),
            Fact(t("现在"), one.before or t("（空）")),
            Fact(t("改成"), one.after or t("（空）"), "good"),
        ]
    facts += [Fact(t("要第二人同意"), worded(words), "warn") for words in change.concerns]
    facts += [Fact(t("时限"), worded(words)) for words in change.clocks]
    facts += [Fact(t("理由"), change.reason)] if change.reason else []
    facts += [Fact(t("退回理由"), worded(change.words), "bad")] if change.words else []
    return facts


class StewardsScreen(Place):
    """Left the changes on their way, right what the one under the cursor changes; below, what found nothing."""

    NAME = mark("目录管理")
    AUTO_FOCUS = "#changes"
    PANES = (("#changes", mark("改动")), ("#difference", mark("差别")), ("#missed", mark("没查到的说法")))
    HELP = mark(
        "上面是在路上的改动：等第二人同意的、等生效的；右边是差别、理由和关系到什么权利。\n"
        "第一行“改一项”查到事项、材料、部门、依据或一件事，逐项改；改动上按 Enter：同意、退回、撤回或看历史。\n"
        "下面是没有查到的说法（只留字和次数）：按 Enter 让它查到一个事项或一件事，或从名单上去掉。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.changes: dict[str, Change] = {}
        self.heard: dict[str, Missed] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("改动"), 0), Column(mark("状态"), 14, english=12), id="changes", empty=mark("正在读取..")
            )
            yield Sheet(id="difference")
        yield LineList(
            Column(mark("没查到的说法"), 0),
            Column(mark("次"), 4, right=True),
            Column(mark("最近"), 10),
            id="missed",
            empty=mark("没有查不到的说法。"),
        )

    def on_mount(self) -> None:
        """The words take a third."""
        self.query_one("#missed", LineList).styles.height = "1fr"
        self.query_one(".row").styles.height = "2fr"

    async def refresh_data(self) -> None:
        """What is on its way, and what found nothing."""
        found = await self.app.ask(acts.catalogue_changes)
        heard = await self.app.ask(acts.catalogue_missed) if self.hears else ()
        self.changes = {str(one.number): one for one in found}
        self.heard = {one.words: one for one in heard}
        proposed = sum(one.state == "proposed" for one in found)
        self.query_one("#current", Title).show(
            t("目录管理"),
            t(
                "{proposed} 处等第二人同意  {waiting} 处等生效  {heard} 个说法没有查到",
                proposed=proposed,
                waiting=len(found) - proposed,
                heard=len(heard),
            ),
        )
        lines = [Line(EDIT, (t("改一项.."), ""), "dim"), Line(MAP, (t("部门的表.."), ""), "dim")]
        lines += [Line(str(one.number), (one.name, t(one.state_words)), TONES.get(one.state, "")) for one in found]
        self.query_one("#changes", LineList).show(lines)
        self.query_one("#missed", LineList).show(
            Line(one.words, (one.words, str(one.times), one.last_on)) for one in heard
        )
        self._look(self.query_one("#changes", LineList).cursor or EDIT)

    @property
    def hears(self) -> bool:
        """Whether what found nothing is theirs: it is the whole hall's."""
        return self.app.actor.role in (Role.SUPERVISOR, Role.ADMINISTRATOR)

    def _look(self, key: str) -> None:
        change = self.changes.get(key)
        self.query_one("#difference", Sheet).show(
            facts_of(change) if change else [Fact("", t("按 Enter 查到要改的，逐项改；从哪一天起由您写。"), "dim")]
        )

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        if event.lines.id == "changes":
            self._look(event.key)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if event.lines.id == "missed":
            self.start(self._heard(event.key))
        else:
            ways = {EDIT: self._edit, MAP: self._map}
            self.start(ways[event.key]() if event.key in ways else self._settle(self.changes[event.key]))

    async def _edit(self) -> None:
        hit = await self.app.question(FindDialog(t("改哪一项"), tuple(NOUNS)))
        if hit is not None:
            self.app.push_screen(EditScreen(hit.kind, hit.code))

    async def _map(self) -> None:
        source = await self.app.enter(
            t("部门的表"), (t("文件"), "", Writing.CODE), text=t("先看有哪些列，再做对照表。")
        )
        if source is not None:
            self.app.push_screen(MappingScreen(source))

    async def _settle(self, change: Change) -> None:
        options = [("history", t("看历史"), t("这一项改过什么"))]
        if change.mine or self.app.actor.role is Role.SUPERVISOR:
            options.insert(0, ("back", t("撤回"), t("生效以前撤回")))
        if change.state == "proposed" and not change.mine and self.app.actor.role is not Role.ADMINISTRATOR:
            options = [("agree", t("同意"), t("{day} 起生效", day=day(change.effective_on))), *options]
            options.insert(1, ("return", t("退回"), t("写明理由")))
        chosen = await self.app.choose(change.name, options, text=_summary(change))
        if chosen == "agree":
            self.say(worded(_done(await self.app.ask(acts.catalogue_agree_change, number=change.number))))
        elif chosen == "back":
            self.say(worded(_done(await self.app.ask(acts.catalogue_take_back_change, number=change.number))))
        elif chosen == "return" and (why := await self.app.enter(t("退回"), (t("理由"), ""))) is not None:
            self.say(worded(_done(await self.app.ask(acts.catalogue_return_change, number=change.number, words=why))))
        elif chosen == "history":
            self.app.push_screen(HistoryScreen(change.noun, change.code, change.name))

    async def _heard(self, words: str) -> None:
        options = [
            ("say", t("让它查到.."), t("一个事项或一件事")),
            ("forget", t("去掉"), t("不再列出")),
        ]
        chosen = await self.app.choose(words, options)
        if chosen == "say" and (hit := await self.app.question(FindDialog(words, ("bundle", "item")))) is not None:
            self.say(worded(await self.app.ask(acts.catalogue_say_for, words=words, code=hit.code)))
        elif chosen == "forget":
            self.say(worded(await self.app.ask(acts.catalogue_forget_missed, words=words)))


def _summary(change: Change) -> str:
    return "\n".join(
        t("{name}：{before} → {after}", name=t(one.name), before=one.before[:40] or t("（空）"), after=one.after[:40])
        for one in change.differences[:4]
    )


def _done(change: Change) -> str:
    return t("{name}：{state}", name=change.name, state=t(change.state_words))


class HistoryScreen(Place):
    """Every change of one thing, with its differences."""

    NAME = mark("改动历史")
    AUTO_FOCUS = "#changes"
    PANES = (("#changes", mark("改动")), ("#difference", mark("差别")))
    HELP = mark("左边是这一项的每次改动，新的在前；右边是那次改了什么、谁改的、谁同意的。Esc 返回。")

    def __init__(self, noun: str, code: str, name: str) -> None:
        super().__init__()
        self.noun, self.code, self.called = noun, code, name
        self.changes: dict[str, Change] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("生效日期"), 10), Column(mark("状态"), 0), id="changes", empty=mark("没有改动过。")
            )
            yield Sheet(id="difference")

    async def refresh_data(self) -> None:
        """All there ever was."""
        found = await self.app.ask(acts.catalogue_changes, noun=self.noun, code=self.code)
        self.changes = {str(one.number): one for one in found}
        self.query_one("#current", Title).show(self.called, t("{count} 次改动", count=len(found)))
        lines = self.query_one("#changes", LineList)
        lines.show(Line(key, (one.effective_on, t(one.state_words))) for key, one in self.changes.items())
        self._look(lines.cursor or "")

    def _look(self, key: str) -> None:
        self.query_one("#difference", Sheet).show(facts_of(self.changes[key]) if key in self.changes else ())

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._look(event.key)
