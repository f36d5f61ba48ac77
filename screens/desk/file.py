"""The file of one approval: its papers on the left, the highlighted paper's pictures and all facts on the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from counter import acts
from counter.rules.approval import ReviewState
from counter.rules.documents import Standing
from screens.desk.digits import ACTS
from screens.desk.menu import act_on, choose_act
from screens.desk.scans import use_scan
from screens.desk.second_officer import review_words, state_of_review
from screens.parts.composed import desk_day_provisional, document_words, promise, state_of
from screens.parts.lines import Column, Line, LineList
from screens.parts.picturing import Attached, PictureScreen
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import listed, mark, named, t, worded
from screens.shell.place import Data
from screens.window.receipts import show_papers

if TYPE_CHECKING:
    from counter.acts.approval.desk_list import ApprovalLine
    from counter.acts.approval.interested import Interested
    from counter.acts.approval.opinions import Opinion
    from counter.acts.approval.pressing import Reminder
    from counter.acts.approval.second_officer import Review
    from counter.acts.approval.supplements import Round
    from counter.acts.case.attachments import FileLine
    from counter.acts.case.casebook import CaseShown, DocumentLine


class FileScreen(PictureScreen):
    """Pushed over the desk; opening it is a look at a person's data, and is logged."""

    line: Data[ApprovalLine] = Data()
    case: Data[CaseShown] = Data()
    NAME = mark("案卷")
    DIGITS = "0123456789"
    ABOUT_KEYS = PictureScreen.ABOUT_KEYS | dict.fromkeys((*DIGITS, "finish", "receipts", "scan"), "#current")
    COLUMNS = (Column(mark("材料"), 0), Column(mark("情况"), 8), Column(mark("图"), 2, right=True))
    EMPTY = mark("本事项不用材料")
    NO_FILE = mark("这份材料没有附图，原件见转移单")
    PANES = (("#documents", mark("材料")), ("#facts", mark("图片和情况")))
    HELP = mark(
        "左边是本事项要用的材料，右边是这份材料的图片、申请人、三个日期、补正和意见。\n"
        "空格把图片放满右边；Enter 把这份材料的图片存到本机文件夹并写出位置。数字与审批台一样：2 准予 3 不予 4 补正 .. "
        "9 经过 0 逐日；有待复核的提请时 F8 同意或退回。\n"
        "打开案卷有记录。Esc 返回。"
    )

    def __init__(self, approval: str) -> None:
        super().__init__()
        self.approval = approval
        self.papers: dict[str, DocumentLine] = {}
        self.files: tuple[FileLine, ...] = ()
        self.rounds: tuple[Round, ...] = ()
        self.opinions: tuple[Opinion, ...] = ()
        self.reviews: tuple[Review, ...] = ()
        self.reminders: tuple[Reminder, ...] = ()
        self.others: tuple[Interested, ...] = ()

    async def refresh_data(self) -> None:
        """The approval, its case's spine, its papers, their files, the desk's own rounds, opinions and reviews."""
        ask, approval = self.app.ask, self.approval
        line = await ask(acts.approval_show, approval=approval)
        case = await ask(acts.case_show, case=line.case)
        self.files = await ask(acts.case_files, case=line.case)
        self.rounds = await ask(acts.approval_rounds, approval=approval)
        self.opinions = await ask(acts.approval_opinions, approval=approval)
        self.reviews = await ask(acts.approval_reviews, approval=approval)
        self.reminders = await ask(acts.approval_reminders, approval=approval)
        self.others = await ask(acts.approval_interested, approval=approval)
        self.line, self.case = line, case
        self.papers = {p.document: p for p in case.papers if line.item in p.items}
        self.query_one("#current", Title).show(
            f"{line.number} {line.item_name}  {t(line.state_words)}  {worded(line.left)}",
            f"{case.applicant} {case.number}  {line.case}  {case.bundle_name}",
        )
        self.query_one("#documents", LineList).show(
            Line(
                p.document,
                (p.name, state_of(p), str(self._count(p.document) or "")),
                "" if p.state == Standing.HERE else "warn",
            )
            for p in self.papers.values()
        )
        self.show_facts()
        await self.show_picture()

    def _count(self, document: str) -> int:
        return sum(1 for f in self.files if f.document == document and not f.removed)

    def show_facts(self) -> None:
        if not self.has_read:
            return
        line, case = self.line, self.case
        facts: list[Fact] = [
            Fact(state_of_review(one), review_words(one), "warn")
            for one in self.reviews
            if one.state == ReviewState.WAITING
        ]
        paper = self.papers.get(self.query_one("#documents", LineList).cursor or "")
        if paper is not None:
            facts += [
                Fact("", paper.name, "head"),
                Fact(
                    t("情况"),
                    t("，").join((document_words(paper), t("{n} 份", n=paper.got_copies))),
                    "" if paper.state == Standing.HERE else "warn",
                ),
            ]
            facts += [Fact(t("在哪里"), named(worded(paper.holder_words)))] if paper.holder else []
            facts += [
                Fact(
                    t("图片 {id}", id=f.id),
                    f"{f.name}  {f.size // 1024} KB" + (t("（已去掉：{why}）", why=f.removed) if f.removed else ""),
                    "dim" if f.removed else "",
                )
                for f in self.files
                if f.document == paper.document
            ]
        facts += [
            Fact("", t("三个日期"), "head"),
            Fact(t("承诺"), f"{promise(line.promised_on, line.provisional)}  {worded(line.left)}"),
            Fact(t("法定"), promise(line.legal_on, line.legal_provisional) if line.legal_on else t("无")),
            Fact(
                t("本台"),
                promise(line.desk_on, desk_day_provisional(line)) if line.desk_on else t("无"),
            ),
            Fact(t("是否签收"), t("已签收") if line.received else t("未签收"), "" if line.received else "warn"),
        ]
        if line.waits_for:
            facts.append(Fact(t("在等"), listed(line.waits_for), "warn"))
        if past := [one for one in self.reviews if one.state != ReviewState.WAITING]:
            facts.append(Fact("", t("复核"), "head"))
            facts += [Fact(state_of_review(one), review_words(one)) for one in past]
        if self.reminders:
            facts.append(Fact("", t("催办"), "head"))
            facts += [Fact("", worded(one), "warn") for one in self.reminders]
        if self.others:
            facts.append(Fact("", t("利害关系人"), "head"))
            facts += [Fact("", worded(one)) for one in self.others]
        if self.rounds:
            facts.append(Fact("", t("补正"), "head"))
            facts += [Fact(t("第 {n} 次", n=r.number), worded(r)) for r in self.rounds]
        if self.opinions:
            facts.append(Fact("", t("意见"), "head"))
            facts += [Fact("", str(o)) for o in self.opinions]
        if case.fields:
            facts.append(Fact("", t("申请表"), "head"))
            facts += [Fact(name, value) for name, value in case.fields.items()]
        self.query_one("#facts", Sheet).show(facts)

    def attached(self) -> Iterable[Attached]:
        document = self.query_one("#documents", LineList).cursor
        return (
            Attached(one.id, one.name, one.kind) for one in self.files if one.document == document and not one.removed
        )

    def looked_at(self) -> Attached | None:
        """The first picture of the highlighted paper."""
        return next(iter(self.attached()), None)

    async def content(self, one: Attached) -> bytes:
        return (await self.app.ask(acts.case_file, case=self.line.case, attachment=one.place)).data

    def digit(self, digit: int) -> None:
        """The desk's digits."""
        if self.has_read:
            self.start(self._digit(digit))

    def scanned(self, text: str) -> None:
        """The next slip or receipt is scanned while this file is open."""
        self.start(self._use_scan(text))

    async def _use_scan(self, text: str) -> None:
        if opens := (await use_scan(self, text)).opens:
            self.dismiss()
            self.app.push_screen(FileScreen(opens))

    async def _digit(self, digit: int) -> None:
        await act_on(self, self.line, ACTS[digit - 1][0] if digit else "explain")

    async def press_finish(self) -> None:
        """F8: choose what to do."""
        await choose_act(self, self.line)

    async def press_receipts(self) -> None:
        """F7: the papers that were printed."""
        await show_papers(self, [self.line.case])
