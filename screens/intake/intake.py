"""Intake: situations and items on the left, every document once on the right, one key per document, F5 for what
comes of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.case import AT_INTAKE, CaseState
from counter.rules.documents import Cause, DocumentState, Standing
from screens.intake.beside import BROAD, BROADER, Beside
from screens.intake.document import add_item, answer_again, applicant_menu, document_menu, supplement_in_hand
from screens.intake.form import FormScreen
from screens.intake.in_hand import heading
from screens.intake.lines import choices, document_line, form_words, holds_up, left_lines, missing, serves, told
from screens.intake.outcome import choose_outcome
from screens.intake.preview import PlanScreen
from screens.intake.scans import use_scan
from screens.parts.composed import state_words
from screens.parts.lines import Column, LineList
from screens.parts.scan import Scanning, TickedList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import AT_HAND, Data, Place
from screens.shell.undo import way_back
from screens.window.receipts import show_papers

if TYPE_CHECKING:
    from counter.acts.case.casebook import CaseShown, DocumentLine, SituationLine
    from counter.hall.act import Work

P = ParamSpec("P")
R = TypeVar("R")

CAUSES = tuple(Cause)
"""What the digits 1 to 4 say of the highlighted document."""


class IntakeScreen(Scanning, Place):
    """One case at the counter."""

    takes_in = True
    shown: Data[CaseShown] = Data()
    NAME = mark("收件受理")
    DIGITS = "123456789"
    ABOUT_KEYS = AT_HAND
    AUTO_FOCUS = "#documents"
    PANES = (("#documents", mark("材料")), ("#left", mark("申请人、情形和事项")))
    HELP = mark(
        "先按数字回答下方的情形；右边就是全部材料，每份只列一次。\n"
        "空格：收下这份，再按一次取消；Ctrl+A：其余必要材料全收。\n"
        "没带的按 1 待补正、2 容缺后补、3 告知承诺、4 免提交；Enter 看这份的全部选择。\n"
        "刷证件或扫码不用先选位置。F6：先看清哪个审批台收到什么、等谁、哪天到期。\n"
        "F5：受理，或收件、一次性告知、不予受理、撤回。Ctrl+Z 撤销刚记的一步。\n"
        "每按一次都已保存；换个窗口可以接着办。"
    )

    def __init__(self, case: str) -> None:
        super().__init__()
        self.case = case
        self.version: int | None = None
        self.untouched = ""
        """The document that the cursor stood on when the last question was answered, until the clerk has turned to
        something else.
        """
        self.turn = asyncio.Lock()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            with Vertical(id="whose"):
                yield LineList(
                    Column(mark("申请人、情形、事项"), 0), Column("", 8), id="left", empty=mark("正在读取..")
                )
                yield Beside(range(BROAD, BROADER), id="below")
            yield TickedList(
                Column(mark("情况"), 8),
                Column(mark("材料"), 0),
                Column(mark("用于"), 5, right=True),
                Column(mark("份"), 2, right=True),
                Column(mark("形式"), 5),
                Column(mark("期限"), 10, wide_only=True),
                Column(mark("在谁手里"), 8, wide_only=True),
                id="documents",
                empty=mark("先回答情形，材料会出现在这里。"),
            )
            yield Beside(range(BROADER, 10_000), id="beside")
        yield Sheet(id="detail", can_focus=False)

    async def refresh_data(self) -> None:
        """One query for the whole screen."""
        shown = await self.app.ask(acts.case_show, case=self.case)
        title, beside = self.query_one_optional("#current", Title), self.query(Beside)
        if title is None or len(beside) < 2:
            return  # left while it was being read, or not all there yet
        first = not self.has_read
        self.shown, self.app.in_hand = shown, shown.in_hand
        self.case, self.version = shown.case, shown.version
        whose = heading(shown)
        title.show(
            f"{whose and whose + '  '}{shown.case} {state_words(shown.state)}  {shown.bundle_name or t('单办')}",
            t(
                "{items} 个事项，材料 {papers} 份（分开办要 {alone} 份），{missing}",
                items=len(shown.items),
                papers=shown.needed,
                alone=shown.needed_alone,
                missing=missing(shown),
            ),
            whom=f"{shown.applicant} {shown.number}" if shown.applicant else t("申请人未登记，请刷证件"),
        )
        self.query_one("#left", LineList).show(left_lines(shown))
        papers = self.query_one("#documents", TickedList)
        papers.show(document_line(p) for p in shown.papers)
        if first and (owed := next((p.document for p in shown.papers if holds_up(p)), "")):
            papers.cursor = owed  # a case that goes on: the first that is still to come, not the first of all
        self._show_detail()
        await self._show_beside()

    @property
    def concern(self) -> str:
        """The case, whichever line the cursor stands on."""
        return self.case

    # -- the bottom lines ------------------------------------------------------------------------------------------

    @property
    def question(self) -> SituationLine | None:
        """The first situation without an answer."""
        return next((s for s in self.shown.situations if not s.given), None) if self.has_read else None

    @property
    def document(self) -> DocumentLine | None:
        """The highlighted document."""
        key = self.query_one("#documents", TickedList).cursor
        return next((p for p in self.shown.papers if p.document == key), None) if self.has_read else None

    def _show_detail(self) -> None:
        detail = self.query_one("#detail", Sheet)
        question, document = self.question, self.document
        if self.shown.state not in AT_INTAKE:
            detail.show(
                [
                    Fact("", f"{self.shown.case} {state_words(self.shown.state)}", "head"),
                    Fact(
                        "",
                        t("F7 看回执和二维码    F8 办结这位，腾出窗口    Esc 回到窗口")
                        if self.shown.receipt_number
                        else t("F8 办结这位，腾出窗口    Esc 回到窗口"),
                        "good",
                    ),
                ]
            )
            return
        if question is not None:
            number = self.shown.situations.index(question) + 1
            answers = "  ".join(f"{i} {name}" for i, (_, name) in enumerate(question.answers, 1))
            detail.show(
                [
                    Fact("", t("情形 {number}：{question}", number=number, question=question.question), "head"),
                    Fact("", answers),
                    Fact("", t("按数字回答"), "dim"),
                ]
            )
        elif document is not None:
            head = t(
                "{paper}：{serves}，{form}", paper=document.name, serves=serves(document), form=form_words(document)
            )
            detail.show(
                [
                    Fact("", head, "head"),
                    Fact("", told(document), "warn" if document.cause else ""),
                    Fact("", choices(document), "dim"),
                ]
            )
        else:
            detail.show([Fact("", t("没有材料"), "dim")])

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another document is looked at."""
        event.stop()
        if event.lines.id == "documents" and event.key != self.untouched:
            self.untouched = ""
        if self.has_read:
            self._show_detail()
            if self.app.size.width >= BROAD:
                self.start(self._show_beside())

    def on_resize(self) -> None:
        """A broader terminal has room for the case beside its documents."""
        if self.has_read:
            self.start(self._show_beside())

    async def _show_beside(self) -> None:
        self.set_class(BROAD <= self.app.size.width < BROADER, "-with-below")
        self.set_class(self.app.size.width >= BROADER, "-with-beside")
        for one in self.query(Beside):
            await one.show(self.shown, self.document)

    def on_screen_resume(self) -> None:
        """A dialog was open since the last question: a digit is meant now."""
        self.untouched = ""

    # -- keys, scans -----------------------------------------------------------------------------------------------

    @property
    def goes_on(self) -> bool:
        """Whether the digit that chose the matter may be the first answer too: a practised hand doesn't wait."""
        return self.question is not None

    def digit(self, digit: int) -> None:
        """The answer of that number, or what is wrong with the document that the cursor stands on."""
        self.start(self._digits([digit]))

    async def _digits(self, digits: list[int]) -> None:
        async with self.turn:
            for digit in digits:
                await self._digit(digit)

    async def _digit(self, digit: int) -> None:
        question = self.question
        if question is not None:
            if digit > len(question.answers):
                raise Refusal(
                    "screen.only-answers",
                    t("“{question}”只有 {n} 个答案", question=question.question, n=len(question.answers)),
                    next=t("请按列出的数字"),
                )
            code = question.answers[digit - 1][0]
            await self.do(acts.case_answer, question=question.code, answer=code)
            self.untouched = self.document.document if self.question is None and self.document else ""
            return
        document = self.document
        if document is None or digit > len(CAUSES):
            raise Refusal(
                "screen.no-such-choice", t("没有这个选择"), next=t("1 待补正  2 容缺后补  3 告知承诺  4 免提交")
            )
        untouched, self.untouched = self.untouched, ""
        if untouched == document.document:  # one digit too many for the questions is no word about a document
            raise Refusal(
                "screen.all-questions-answered-not",
                t("情形已经答完，{digit} 没有记在“{paper}”上", digit=digit, paper=document.name),
                next=t("要记就再按一次；材料到了按空格"),
            )
        if document.state == Standing.HERE and CAUSES[digit - 1] is Cause.SUPPLEMENT:
            await supplement_in_hand(self, document)
        else:
            await self._set_cause(document, CAUSES[digit - 1])

    async def _set_cause(self, document: DocumentLine, cause: Cause) -> None:
        await self.do(
            acts.case_document,
            document=document.document,
            state=DocumentState.MISSING,
            cause=cause,
            due_on=document.last_day if cause == Cause.TOLERATED else None,
        )

    async def do(self, act: Callable[Concatenate[Work, str, P], R], /, *given: P.args, **arguments: P.kwargs) -> R:
        """Do one act to this case as it was last seen; then read it again at once, so that the next key knows."""
        try:
            step: R = await self.app.perform(
                self.app.actor, act, {"case": self.case, "version": self.version, **arguments}
            )
            told = worded(getattr(step, "without_case", None) or str(step).removeprefix(f"{self.case} "))
            self.say(told + way_back(act), "warn" if getattr(step, "warnings", ()) else "good")
        finally:
            await self.refresh_data()
        return step

    def scanned(self, text: str) -> None:
        self.start(use_scan(self, text))

    # -- documents ----------------------------------------------------------------------------------------------------

    def on_line_list_ticked(self, event: LineList.Ticked) -> None:
        """Space: here, or not here after all."""
        event.stop()
        if event.lines.id == "documents":
            self.start(self._tick(event.key))

    async def _tick(self, document: str) -> None:
        self.untouched = ""
        async with self.turn:
            here = any(p.document == document and p.state == Standing.HERE and not p.short for p in self.shown.papers)
            await self.do(
                acts.case_document, document=document, state=DocumentState.MISSING if here else DocumentState.HERE
            )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: all that can be done with this line."""
        event.stop()
        if event.lines.id == "documents":
            self.start(self._document_menu())
        else:
            self.start(self._left_menu(event.key))

    async def _document_menu(self) -> None:
        if (document := self.document) is not None:
            await document_menu(self, document)

    async def _left_menu(self, key: str) -> None:
        if self.shown.state not in AT_INTAKE:
            raise Refusal(
                "screen.no-more-papers-taken",
                t("{case} {state}，不再收件", case=self.case, state=state_words(self.shown.state)),
                next=t("要改的请按 F9 查到这件再办") if self.shown.state == CaseState.ACCEPTED else "",
            )
        kind, _, code = key.partition(":")
        if kind == "form":
            return self.fill_form()
        if kind in ("applicant", "agent"):
            await applicant_menu(self)
        elif kind == "situation":
            await answer_again(self, next(s for s in self.shown.situations if s.code == code))
        else:
            await add_item(self, code)
        return None

    def fill_form(self) -> None:
        """The one form of all items, field by field."""
        self.app.push_screen(FormScreen(self.case, f"{self.shown.applicant} {self.shown.number}".strip()))

    async def press_all(self) -> None:
        """Ctrl+A."""

        left = [p for p in self.shown.papers if p.necessity == "required" and p.state == Standing.OPEN]
        if not left and self.shown.form_lacks and self.shown.state in AT_INTAKE:
            return self.fill_form()
        if not left:
            raise Refusal("screen.every-required-paper-accounted", t("必要材料都已写明"), next=t("个别材料按空格改"))
        if await self.app.confirm(
            t("其余 {n} 份必要材料都在手里？", n=len(left)), t("只记下您确实拿到的。"), yes=t("都在")
        ):
            await self.do(acts.case_all_here)
            if self.question is None and len(self.shown.lacks) == self.shown.form_lacks > 0:
                self.fill_form()
        return None

    # -- outcomes --------------------------------------------------------------------------------------------------

    def why_not(self, id: str) -> str:
        if id == "receipts" and self.has_read and not self.shown.receipt_number:
            return t("还没有收件，没有回执")
        if id == "intake" and self.has_read and self.shown.state not in (*AT_INTAKE, CaseState.ACCEPTED):
            return t("{case} {state}，不再收件", case=self.case, state=state_words(self.shown.state))
        if id == "transfer" and self.has_read and self.shown.state not in AT_INTAKE:
            below = self._place_below(id)
            return (
                below.why_not(id)
                if below
                else t("{case} {state}，不再收件", case=self.case, state=state_words(self.shown.state))
            )
        return super().why_not(id)

    async def press_intake(self) -> None:
        """F5: the outcomes."""
        if self.has_read:
            await choose_outcome(self)

    async def press_transfer(self) -> None:
        """F6: who would get what, before it is done; afterwards the ticket's own way, at the window."""
        if self.has_read and self.shown.state not in AT_INTAKE and (below := self._place_below("transfer")):
            self._leave_to(below, "transfer")
        else:
            self.app.push_screen(PlanScreen(self.case, lambda: self.start(self.decide())))

    async def decide(self) -> None:
        """The outcomes of this case as it stands now."""
        await self.refresh_data()
        await self.press_intake()

    async def press_receipts(self) -> None:
        """F7."""
        await show_papers(self, [self.case])

    async def press_save(self) -> None:
        """Ctrl+S: everything is kept already; say as what."""
        self.say(t("{case} 每一步都已保存，任何窗口都能接着办", case=self.case), "plain")
