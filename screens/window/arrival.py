"""One entry from the site: its papers and files on the left, the picture on the right; a digit says of each paper what
it is worth.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.arrival import VERDICT_NAMES, ArrivalKind, ArrivalState, Verdict
from screens.parts.lines import Column, Line, LineList
from screens.parts.picturing import Attached, PictureScreen
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import listed, mark, t
from screens.shell.place import Data
from screens.window.entry_facts import entry_facts

if TYPE_CHECKING:
    from counter.acts.inbox.taking_in import Arrived, SentDocument

VERDICT_TONES: dict[str, str] = {Verdict.FINE: "good", Verdict.AGAIN: "warn", Verdict.ORIGINAL: "", "": ""}
ANSWERS = {"1": Verdict.FINE, "2": Verdict.AGAIN, "3": Verdict.ORIGINAL}
HINTS: dict[str, str] = {
    ArrivalKind.PRE_REVIEW: mark("1合格 2需重拍 3带原件 4不采用整份 F8发出答复 空格放大 Enter存到本机"),
    ArrivalKind.SUPPLEMENT: mark("F8收下附到办件 4不采用整份 空格放大 Enter存到本机"),
}


class ArrivalScreen(PictureScreen):
    """Pushed over the list; nothing is sent to the citizen before F8."""

    one: Data[Arrived] = Data()
    NAME = mark("来件")
    DIGITS = "1234"
    ABOUT_KEYS = PictureScreen.ABOUT_KEYS | dict.fromkeys(("4", "finish", "scan"), "#current")
    COLUMNS = (Column(mark("材料"), 0), Column(mark("意见"), 12, english=16))
    EMPTY = mark("没有材料")
    NO_PICTURE = mark("没有发照片")
    PANES = (("#documents", mark("材料")), ("#facts", mark("图片和内容")))
    HELP = mark(
        "左边是这份来件的材料和文件，右边是图片和留言。光标在哪个文件上就看哪个。\n"
        "预审：1 合格，2 需重拍（写明哪里不行），3 到窗口带原件；说过的当即记下，改了再按一次。都看过后 F8 发出答复，"
        "办件人凭编号看到。\n"
        "补交材料：F8 收下，附到办件的材料上。4 整份不采用，写明原因。\n"
        "空格把图片放满，Enter 把这份材料的文件存到本机文件夹。发出之前办件人什么也看不到。Esc 返回。"
    )

    def __init__(self, entry: str) -> None:
        super().__init__()
        self.entry = entry

    async def refresh_data(self) -> None:
        """The entry anew: another window may have answered it."""
        self.one = one = await self.app.ask(acts.inbox_show, entry=self.entry)
        said = sum(1 for sent in one.papers if sent.verdict)
        self.query_one("#current", Title).show(
            f"{t(one.kind_name)}  {one.item or one.case}  {t(one.state_name)}"
            + (t("  已说 {n} 份", n=said) if said else ""),
            t(HINTS.get(one.kind, "")) if one.state == ArrivalState.TAKEN else t("已处理：{words}", words=one.answer),
        )
        self.query_one("#documents", LineList).show(self._rows(one))
        self.show_facts()
        await self.show_picture()

    def _rows(self, one: Arrived) -> Iterable[Line]:
        documents = self._documents()
        for sent in one.papers:
            word = t(sent.verdict_name) if sent.verdict else "" if sent.files else t("没有照片")
            yield Line(
                f"p:{sent.document}",
                (sent.name, word),
                VERDICT_TONES[sent.verdict] if sent.files or sent.verdict else "dim",
            )
            for place, file in enumerate(one.files, 1):
                if documents[place - 1] == sent.document:
                    yield Line(f"f:{place}", (f"  {place} {file.name}", f"{max(1, file.size // 1024)} KB"), "dim")

    def _documents(self) -> list[str]:
        """The paper that each file belongs to, "" where it names none that is wanted."""
        known = {sent.document for sent in self.one.papers}
        return [file.document if file.document in known else "" for file in self.one.files]

    @property
    def here(self) -> tuple[SentDocument | None, int]:
        """The paper that the cursor belongs to, and the file to look at (0: none)."""
        lines = self.query_one("#documents", LineList)
        if not self.has_read:
            return None, 0
        key, one = lines.cursor or "", self.one
        known, where = {sent.document: sent for sent in one.papers}, self._documents()
        if key.startswith("f:") and 0 < (place := int(key[2:])) <= len(where):
            return known.get(where[place - 1]), place
        document = key[2:]
        return known.get(document), where.index(document) + 1 if document in where else 0

    def show_facts(self) -> None:
        if not self.has_read:
            return
        one, (sent, place) = self.one, self.here
        facts = []
        if sent is not None:
            facts.append(Fact("", sent.name, "head"))
            if sent.verdict:
                facts.append(
                    Fact(
                        t("意见"),
                        t(sent.verdict_name) + (t("：{words}", words=sent.reason) if sent.reason else ""),
                        VERDICT_TONES[sent.verdict],
                    )
                )
        if place:
            file = one.files[place - 1]
            facts.append(Fact(t("文件"), f"{place}  {file.name}  {max(1, file.size // 1024)} KB"))
        self.query_one("#facts", Sheet).show([*facts, *entry_facts(one, papers=False)])

    def looked_at(self) -> Attached | None:
        _, place = self.here
        return self._attached(place) if place else None

    def attached(self) -> Iterable[Attached]:
        sent, _ = self.here
        return (
            self._attached(place)
            for place, document in enumerate(self._documents(), 1)
            if sent is not None and document == sent.document
        )

    def _attached(self, place: int) -> Attached:
        file = self.one.files[place - 1]
        return Attached(place, file.name, file.kind)

    async def content(self, one: Attached) -> bytes:
        return (await self.app.ask(acts.inbox_file, entry=self.entry, position=one.place)).data

    # -- saying what it is worth -----------------------------------------------------------------------------------

    def digit(self, digit: int) -> None:
        """A digit says something of the highlighted paper, or sets the whole entry aside."""
        if self.has_read:
            self.start(self._set_aside() if digit == 4 else self._judge(ANSWERS[str(digit)]))

    def _waiting(self) -> Arrived:
        if self.one.state != ArrivalState.TAKEN:
            raise Refusal(
                "screen.entry-done-already",
                t("这份来件已经处理过"),
                rule=t("一份来件只处理一次"),
                next=t("Esc 返回列表"),
            )
        return self.one

    async def _judge(self, verdict: Verdict) -> None:
        one, (sent, _) = self._waiting(), self.here
        if one.kind != ArrivalKind.PRE_REVIEW:
            raise Refusal("screen.supplement-not-judged-paper", t("补交材料不逐份说"), next=t("F8 收下，或 4 不采用"))
        if sent is None:
            raise Refusal("screen.no-document-highlighted", t("没有选中材料"), next=t("请先用上下键选一份"))
        reason: str | None = ""
        if verdict == Verdict.AGAIN:
            reason = await self.app.enter(
                t("{paper} 需重拍", paper=sent.name), (t("哪里不行"), sent.reason), text=t("办件人会看到这句话。")
            )
        if reason is None:
            return
        said = await self.app.ask(
            acts.inbox_judge, entry=one.id, document=sent.document, verdict=verdict, reason=reason
        )
        self.say(
            t("{paper}：{verdict}", paper=said.name, verdict=t(VERDICT_NAMES[said.verdict]))
            + (t("，还有 {n} 份没有看", n=said.left) if said.left else t("，都看过了，F8 发出答复"))
        )
        await self.refresh_data()
        following = next((p for p in self.one.papers if p.files and not p.verdict), None)
        if following is not None:
            self.query_one("#documents", LineList).cursor = f"p:{following.document}"

    async def _set_aside(self) -> None:

        one = self._waiting()
        reason = await self.app.enter(
            t("{kind} 整份不采用", kind=t(one.kind_name)),
            (t("原因"), ""),
            text=t("办件人会看到原因；文件留着，什么也不附上。"),
        )
        if reason is not None:
            await self.app.ask(acts.inbox_refuse, entry=one.id, reason=reason)
            self.say(t("已记为不采用"), "warn")
            self.dismiss(None)

    async def press_finish(self) -> None:
        """F8: send the answer, or take the supplement into its case."""
        one = self._waiting()
        await (self._send(one) if one.kind == ArrivalKind.PRE_REVIEW else self._use(one))

    async def _send(self, one: Arrived) -> None:

        unsaid = [sent.name for sent in one.papers if sent.files and not sent.verdict]
        if unsaid:
            raise Refusal(
                "screen.not-looked-yet",
                t("还有材料没有看：{names}", names=listed(unsaid[:3])),
                rule=t("发来照片的每份材料都要有意见"),
                next=t("请逐份按 1、2 或 3"),
            )
        summary = "\n".join(
            f"{sent.name}  {t(sent.verdict_name)}" + (t("：{words}", words=sent.reason) if sent.reason else "")
            for sent in one.papers
            if sent.verdict
        )
        words = await self.app.enter(
            t("发出答复"),
            (t("另外说明"), "", True),
            text=summary + "\n" + t("没有照片的材料会写“到窗口带原件”。发出后不能改。"),
        )
        if words is not None:
            await self.app.ask(acts.inbox_answer, entry=one.id, words=words, version=one.version)
            self.say(t("答复已发出，办件人凭预审编号看到"))
            self.dismiss(None)

    async def _use(self, one: Arrived) -> None:
        document: str | None = ""
        if any(not sent.document for sent in one.papers):
            papers = await self.app.ask(acts.case_set, case=one.case)
            document = await self.app.choose(
                t("有文件没写明是哪份材料，附到"), [(p.document, p.name, p.words) for p in papers]
            )
        if document is None:
            return
        if await self.app.confirm(
            t("收下，附到 {case}？", case=one.case),
            t("已受理的办件，容缺的和要求补正的随之记为已补。"),
            yes=t("附到办件"),
            no=t("返回"),
        ):
            await self.app.ask(acts.inbox_use, entry=one.id, document=document)
            self.say(t("已附到 {case}", case=one.case))
            self.dismiss(None)
