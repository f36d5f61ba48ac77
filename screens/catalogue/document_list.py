"""An item's list of documents by keys: add, take out, make conditional; Ctrl+S makes it a version from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.documents import NECESSITY_NAMES
from counter.rules.writing import Writing
from screens.catalogue.finding import FindDialog
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import listed, mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.catalogue.document_list import DocumentList, DocumentRow

ADD = "+"


class DocumentListScreen(Place):
    """Pushed over a guide or the backlog; Esc leaves, asking first if something isn't kept yet."""

    before: Data[DocumentList] = Data()
    now: Data[DocumentList] = Data()
    NAME = mark("材料清单")
    AUTO_FOCUS = "#list"
    PANES = (("#list", mark("材料")),)
    HELP = mark(
        "一行一份材料。Enter 改它怎样要：必要、有条件（选情形和答案，或新写一个情形）、任选一组、去掉；"
        "最后一行加一份材料。\n"
        "改完按 Ctrl+S，写上从哪一天起：成为事项的新版本，在办的件不受影响。Esc 返回。"
    )

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column(mark("材料"), 0),
            Column(mark("要求"), 10),
            Column(mark("情形"), 0, wide_only=True),
            Column(mark("说明"), 0, wide_only=True),
            id="list",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """Read the list once; what somebody else does with it meanwhile is found out when it is kept."""
        if not self.has_read:
            self.before = self.now = await self.app.ask(acts.catalogue_papers, code=self.code)
        self._draw()

    @property
    def changed(self) -> bool:
        """Whether something isn't kept yet."""
        return self.has_read and self.now != self.before

    def _draw(self) -> None:
        listed = self.now
        changed = t("改过，Ctrl+S 存成新版本") if listed != self.before else t("没有改动")
        self.query_one("#current", Title).show(
            listed.name,
            t(
                "第 {version} 版  {count} 份材料  {changed}",
                version=listed.version,
                count=len(listed.documents),
                changed=changed,
            ),
        )
        lines = [
            Line(
                f"{n}:{row.document}",
                (row.name, t(NECESSITY_NAMES[row.necessity]), self._when(row), row.note),
                "" if self._kept(row) else "warn",
            )
            for n, row in enumerate(listed.documents)
        ]
        self.query_one("#list", LineList).show([*lines, Line(ADD, (t("加一份材料.."), "", "", ""), "dim")])

    def _kept(self, row: DocumentRow) -> bool:
        return row in self.before.documents

    def _when(self, row: DocumentRow) -> str:
        asked = {question.code: question for question in self.now.situations}
        words = []
        for code, answers in row.when.items():
            names = dict(asked[code].answers) if code in asked else {}
            words.append(
                f"{asked[code].question if code in asked else code} {listed(names.get(one, one) for one in answers)}"
            )
        return t("，").join(words) or row.group

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.start(self._add() if event.key == ADD else self._change(int(event.key.partition(":")[0])))

    async def _add(self) -> None:
        from counter.acts.catalogue.document_list import DocumentRow

        hit = await self.app.question(FindDialog(t("加哪一份材料"), ("document",)))
        if hit is None:
            return
        if any(row.document == hit.code for row in self.now.documents):
            raise Refusal(
                "screen.list-already",
                t("{paper} 已在清单里", paper=hit.name),
                rule=t("一份材料只写一次"),
                next=t("请在那一行上改"),
            )
        row = DocumentRow(hit.code, hit.name, "required", "", 1, "original", False, False, "", {}, "")
        self.now = replace(self.now, documents=(*self.now.documents, row))
        self._draw()

    async def _change(self, at: int) -> None:
        row = self.now.documents[at]
        chosen = await self.app.choose(
            row.name,
            [
                ("required", t("必要"), t("什么情形都要")),
                ("conditional", t("有条件"), t("某种情形才要")),
                ("one-of", t("任选"), t("同组的交一份就行")),
                ("note", t("改说明"), row.note),
                ("remove", t("去掉"), t("不再要这份材料")),
            ],
        )
        changed = await self._changed(row, chosen) if chosen not in (None, "remove") else None
        if chosen == "remove" or changed is not None:
            rows = self.now.documents
            self.now = replace(self.now, documents=(*rows[:at], *([changed] if changed else []), *rows[at + 1 :]))
            self._draw()

    async def _changed(self, row: DocumentRow, how: str) -> DocumentRow | None:
        if how == "required":
            return replace(row, necessity="required", group="", when={})
        if how == "note":
            note = await self.app.enter(row.name, (t("说明"), row.note, True))
            return None if note is None else replace(row, note=note)
        if how == "one-of":
            groups = [other.group for other in self.now.documents if other.group]
            group = await self.app.enter(t("哪一组里任选"), (t("组名"), row.group or (groups[0] if groups else "")))
            return replace(row, necessity="one-of", group=group) if group else None
        when = await self._condition()
        return None if when is None else replace(row, necessity="conditional", group="", when=when)

    async def _condition(self) -> dict[str, list[str]] | None:
        """A question of this item and its answers, an existing one or a new one."""
        pairs = [
            (f"{question.code}\x1f{code}", f"{question.question}", name)
            for question in self.now.situations
            for code, name in question.answers
        ]
        options = [
            *pairs,
            ("new", t("新的情形.."), t("写问题和答案")),
            ("words", t("只写在说明里"), t("由窗口人员判断")),
        ]
        chosen = await self.app.choose(t("什么情形要"), options)
        if chosen is None or chosen == "words":
            return None if chosen is None else {}
        if chosen != "new":
            question, _, answer = chosen.partition("\x1f")
            return {question: [answer]}
        return await self._new_question()

    async def _new_question(self) -> dict[str, list[str]] | None:
        from counter.acts.catalogue.document_list import Question

        given = await self.app.enter(
            t("新的情形"),
            (t("问题"), ""),
            (t("答案"), t("是、否")),
            text=t("答案用顿号分开，第一个是要这份材料的。"),
            check=_answers,
        )
        if given is None:
            return None
        codes = {question.code for question in self.now.situations}
        code = next(f"q{n}" for n in range(1, 1000) if f"q{n}" not in codes)
        answers = tuple((f"a{n}", name) for n, name in enumerate(_split(given[1]), 1))
        self.now = replace(
            self.now, situations=(*self.now.situations, Question(code, given[0].rstrip("?？") + "？", answers))
        )
        return {code: ["a1"]}

    async def press_save(self) -> None:
        """Ctrl+S: the list as it stands becomes a version from a day on."""
        if not self.changed:
            raise Refusal("screen.list-not-changed", t("清单没有改动"), next=t("先改一行，或按 Esc 返回"))
        today = self.app.today.isoformat()
        day = await self.app.enter(t("从哪一天起"), (t("生效日期"), today, Writing.DAY))
        if day is None:
            return
        papers = {
            "documents": [
                {name: getattr(row, name) for name in row.__slots__ if name != "name"} for row in self.now.documents
            ],
            "situations": [
                {"code": q.code, "question": q.question, "answers": [list(a) for a in q.answers]}
                for q in self.now.situations
            ],
        }
        given: dict[str, Any] = {"papers": papers, "version": self.before.version, "effective": date.fromisoformat(day)}
        try:
            done = await self.app.ask(acts.catalogue_set_papers, code=self.code, **given)
        except Refusal as refusal:
            if refusal.code != "catalogue.change-needs-reason":
                raise
            reason = await self.app.enter(t("为什么改"), (t("理由"), ""), text=worded(refusal.message))
            if reason is None:
                return
            done = await self.app.ask(acts.catalogue_set_papers, code=self.code, reason=reason, **given)
        self.before = self.now
        self.say(worded(done))
        self.dismiss(None)

    async def press_back(self) -> None:
        """Esc: out, but not with something unsaved by accident."""
        if self.changed:
            options = [("stay", t("继续改"), ""), ("drop", t("放弃改动"), "")]
            if await self.app.choose(t("清单改过，还没有存"), options) != "drop":
                return
        self.dismiss(None)

    def leaving(self) -> str:
        return t("材料清单改过，还没有存") if self.changed else ""


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", "、").replace(",", "、").split("、") if part.strip()]


def _answers(question: str, answers: str) -> None:
    if not question or len(set(_split(answers))) < 2:
        raise Refusal(
            "screen.needs-question-two-more",
            t("要有问题和两个以上不同的答案"),
            next=t("例如：父母是否已登记结婚？ 是、否"),
        )
