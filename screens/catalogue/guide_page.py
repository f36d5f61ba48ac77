"""A guide with every element, its papers, situations, laws and versions; and what opens from a hit of the one field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.access import Role
from screens.catalogue.document_list import DocumentListScreen
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import day, mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.catalogue.guides import Guide, ItemBrief, VersionLine
    from counter.store.search import Hit

PARTS = (
    ("papers", mark("材料")),
    ("asked", mark("情形")),
    ("steps", mark("流程时限")),
    ("laws", mark("依据")),
    ("rest", mark("其他要素")),
    ("versions", mark("版本")),
    ("source", mark("来源原文")),
)
HAND_OUT = (Role.GUIDE, Role.CLERK, Role.APPROVER, Role.SUPERVISOR)
"""Who prints something to take home."""
STEPS = ("kind", "legal", "promised", "procedure", "check", "pauses", "remote")


class GuidePage(Place):
    """Pushed over another screen; Esc goes back."""

    NAME = mark("办事指南")
    AUTO_FOCUS = "#parts"
    PANES = (("#parts", mark("各部分")), ("#words", mark("内容")))
    HELP = mark(
        "左边选部分，右边是内容：材料、情形、流程时限、依据、其他要素、版本、部门交来的原文。\n"
        "Enter：依据上看还有哪些事项以它为据，版本上逐项对照两版，其余进内容翻看。\n"
        "F7 打印要带的材料，或在屏幕上给出指南和表格的二维码。Esc 返回。"
    )

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.guide: Guide | None = None
        self.versions: tuple[VersionLine, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(Column(mark("部分"), 0), id="parts", empty=mark("正在读取.."))
            yield Sheet(id="words")

    async def refresh_data(self) -> None:
        """The guide in force today, and its versions."""
        self.guide = guide = await self.app.ask(acts.item_show, code=self.code)
        self.versions = await self.app.ask(acts.item_versions, code=self.code)
        self.query_one("#current", Title).show(
            guide.name,
            t(
                "{department}  {kind}  第 {version} 版，{day} 起  {code}",
                department=guide.department_name,
                kind=t(guide.kind),
                version=guide.version,
                day=day(guide.effective_on),
                code=guide.code[:30],
            ),
        )
        counts = {
            "papers": len(guide.papers),
            "asked": len(guide.situations),
            "laws": len(guide.bases),
            "versions": len(self.versions),
        }
        self.query_one("#parts", LineList).show(
            Line(key, (f"{t(name)} {counts[key]}" if key in counts else t(name),))
            for key, name in PARTS
            if key != "source" or guide.source
        )
        self._turn(self.query_one("#parts", LineList).cursor)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        self._turn(event.key)

    def _turn(self, part: str | None) -> None:
        if self.guide is None or part is None:
            return
        guide = self.guide
        if part == "papers":
            facts = [Fact(f"{n}", worded(paper)) for n, paper in enumerate(guide.papers, 1)] or [
                Fact("", t("不用材料"))
            ]
        elif part == "asked":
            facts = [Fact(question, answers) for question, answers in guide.situations] or [Fact("", t("不分情形"))]
        elif part == "steps":
            facts = [
                Fact(t(name), t(words) if key == "kind" else words)
                for key, name, words in guide.elements
                if key in STEPS
            ]
        elif part == "laws":
            facts = [Fact(f"{n}", words) for n, (_, words) in enumerate(guide.bases, 1)] or [
                Fact("", t("没有公开依据"))
            ]
        elif part == "rest":
            facts = [Fact(t(name), words) for key, name, words in guide.elements if key not in STEPS]
        elif part == "versions":
            facts = [Fact("", worded(line), "good" if line.now else "") for line in self.versions]
        else:
            facts = [Fact("", line) for line in guide.source.split("\n")]
        sheet = self.query_one("#words", Sheet)
        sheet.show(facts)
        sheet.scroll_home(animate=False)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if event.key == "laws":
            self.start(self._rest_on())
        elif event.key == "versions" and len(self.versions) > 1:
            self.start(self._compare())
        elif event.key == "papers" and self._may_edit():
            self.start(self._papers())
        else:
            self.query_one("#words").focus()

    def _may_edit(self) -> bool:
        from counter.acts.catalogue.standardising import STEWARDS

        own = self.app.actor.department
        return self.app.actor.role in STEWARDS and (
            own is None or (self.guide is not None and own == self.guide.department)
        )

    async def _papers(self) -> None:
        options = [("read", t("翻看"), ""), ("edit", t("改材料清单"), t("加、去掉、改成有条件"))]
        chosen = await self.app.choose(t("材料"), options)
        if chosen == "edit":
            self.app.push_screen(DocumentListScreen(self.code))
        elif chosen == "read":
            self.query_one("#words").focus()

    async def _rest_on(self) -> None:
        if self.guide is None or not self.guide.bases:
            raise Refusal("screen.item-no-published-law", t("这个事项没有公开依据"), next=t("可在目录整改里补上"))
        options = [(str(number), words, "") for number, words in self.guide.bases]
        law = options[0][0] if len(options) == 1 else await self.app.choose(t("看哪一条还是哪些事项的依据"), options)
        if law is not None:
            await choose_related(self, t("以它为依据的事项"), await self.app.ask(acts.catalogue_items_by_law, law=law))

    async def _compare(self) -> None:
        newest = self.versions[-1].version
        options = [(str(line.version), worded(line), "") for line in self.versions[:-1]]
        chosen = (
            options[0][0]
            if len(options) == 1
            else await self.app.choose(t("哪一版与第 {newest} 版对照", newest=newest), options)
        )
        if chosen is not None:
            rows = await self.app.ask(acts.item_compare, code=self.code, left=int(chosen), right=newest)
            facts = [
                Fact(
                    "",
                    t(
                        "第 {chosen} 版与第 {newest} 版：{n} 处不同",
                        chosen=chosen,
                        newest=newest,
                        n=sum(not row.same for row in rows),
                    ),
                    "head",
                )
            ]
            for row in sorted(rows, key=lambda row: row.same):
                facts += (
                    [Fact(t(row.element), row.left, "dim")]
                    if row.same
                    else [
                        Fact(t(row.element), t("旧 {words}", words=row.left or t("（空）")), "bad"),
                        Fact("", t("  新 {words}", words=row.right or t("（空）")), "good"),
                    ]
                )
            self.query_one("#words", Sheet).show(facts)
            self.query_one("#words").focus()

    async def press_receipts(self) -> None:
        """Something to take home."""
        await hand_out(self, self.code)


async def hand_out(place: Place, code: str) -> None:
    """Print what to bring, or show the guide's QR code."""
    options = [("show", t("屏幕上的二维码"), t("手机扫，看指南、下表格"))]
    if place.app.actor.role in HAND_OUT:
        options.insert(0, ("print", t("打印要带的材料"), t("附指南和表格的二维码")))
    chosen = await place.app.choose(t("带走什么"), options)
    if chosen == "print":
        place.say(worded(await place.app.ask(acts.item_hand_out, code=code)))
    elif chosen == "show":
        from counter.acts.catalogue.handouts import guide_address

        await show_code(place, guide_address(str(place.app.settings.get("address", "")), code))


async def show_code(place: Place, address: str) -> None:
    """An address as a QR code, as large as fits."""

    from counter.paper.qr import matrix

    await place.app.show_code(await place.app.on_thread(lambda: matrix(address)), t("手机扫码打开"))


async def choose_related(place: Place, title: str, items: tuple[ItemBrief, ...]) -> None:
    """A list of items; the chosen one's guide opens."""
    if not items:
        raise Refusal("screen.no-item-belongs", t("没有有关的事项"), rule=t("只列现行的事项"))
    options = [(one.code, one.name, one.department) for one in items[:200]]
    chosen = await place.app.choose(t("{title}（{n}）", title=title, n=len(items)), options)
    if chosen is not None:
        place.app.push_screen(GuidePage(chosen))


async def related(place: Place, hit: Hit) -> tuple[ItemBrief, ...]:
    """The items that belong to a paper, a law, a department or a bundle."""
    if hit.kind == "document":
        return await place.app.ask(acts.catalogue_items_by_document, document=hit.code)
    if hit.kind == "law":
        return await place.app.ask(acts.catalogue_items_by_law, law=hit.code)
    if hit.kind == "department":
        return await place.app.ask(acts.catalogue_items, department=hit.code)
    return await place.app.ask(acts.bundle_items, code=hit.code)


async def open_hit(place: Place, hit: Hit) -> None:
    """What Enter does on a hit: a guide, the items around it, or a code to a place elsewhere."""
    if hit.kind == "item":
        place.app.push_screen(GuidePage(hit.code))
    elif hit.kind == "link":
        there = await place.app.ask(acts.catalogue_place, id=int(hit.code))
        options = [("show", t("屏幕上的二维码"), t("手机扫"))]
        if place.app.actor.role in HAND_OUT:
            options.insert(0, ("print", t("打印二维码纸条"), there.address))
        chosen = await place.app.choose(there.name, options, text=there.gist)
        if chosen == "print":
            place.say(worded(await place.app.ask(acts.catalogue_hand_out, id=there.id)))
        elif chosen == "show":
            await show_code(place, there.address)
    else:
        await choose_related(place, hit.name[:20], await related(place, hit))
