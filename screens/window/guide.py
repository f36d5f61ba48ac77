"""The guide's place at the door: hear the matter, find it, give a number and the slip of what to bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from screens.catalogue.find import FindScreen
from screens.catalogue.guide_page import hand_out, open_hit
from screens.parts.lines import LineList
from screens.shell.language import mark, named, t

if TYPE_CHECKING:
    from counter.store.search import Hit


def _people(text: str) -> None:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 99):
        raise Refusal(
            "screen.no-number-people",
            t("{text} 不是人数", text=text[:10]),
            rule=t("一张号最多 99 人"),
            next=t("请填 1 到 99"),
        )


class GuideScreen(FindScreen):
    """The one field; from a matter found to its number."""

    NAME = mark("导办")
    HELP = mark(
        "听办件人说要办什么，打字就找（汉字、拼音、首字母）；右边是要带的材料。\n"
        "结果里 Enter：给号、看指南、打印要带的材料。给号时选队列和人员类别，事由写在号票上，窗口接手时就知道办什么。\n"
        "F5 直接给号（不找事项也能给）；F7 直接打印或给二维码。"
    )

    async def open_hit(self, hit: Hit) -> None:
        """Enter on a matter: what the person needs of it."""
        if hit.kind not in ("item", "bundle"):
            return await super().open_hit(hit)
        options = [
            ("number", t("给号"), t("事由写在号票上")),
            ("guide", t("看指南"), ""),
            ("slip", t("打印要带的材料"), t("或屏幕上的二维码")),
        ]
        chosen = await self.app.choose(hit.name, options if hit.kind == "item" else options[:2])
        if chosen == "number":
            await self.press_intake()
        elif chosen == "guide":
            await super().open_hit(hit)
        elif chosen == "slip":
            await self.press_receipts()
        return None

    def _hit(self) -> Hit | None:
        return self.hits.get(self.query_one("#hits", LineList).cursor or "")

    async def press_intake(self) -> None:
        """A number for the highlighted matter."""
        hit = self._hit()
        queues = list(await self.app.ask(acts.ticket_queues))
        matter = hit.name if hit is not None and hit.kind in ("item", "bundle") else ""
        if hit is not None and hit.kind == "bundle":  # the queue that was made for it first
            code = hit.code
            queues.sort(key=lambda q: code not in q.bundles and "*" not in q.bundles)
        options = [(q.letter, named(q.name), t("等候 {n} 人", n=q.waiting)) for q in queues]
        chosen = await self.app.choose(t("给号：{matter}", matter=matter[:20] or t("不写事由")), options)
        if chosen is None:
            return
        heads = await self.app.with_hall(lambda hall: dict(hall.policy.queue.head_start))
        from counter.rules.ticket import CLASS_NAMES

        classes = [
            (name, t(CLASS_NAMES.get(name, name)), "") for name in heads if name not in ("carried", "appointment")
        ]
        class_ = await self.app.choose(
            t("办件人是"), [*classes, ("several", t("一起来的几个人.."), t("一个号，写明几人"))]
        )
        people = 1
        if class_ == "several":
            count = await self.app.enter(t("一个号办几个人"), (t("人数"), "2"), check=_people)
            if count is None:
                return
            people, class_ = int(count), await self.app.choose(t("办件人是"), classes)
        if class_ is not None:
            taken = await self.app.ask(acts.ticket_take, queue=chosen, class_=class_, matter=matter[:80], people=people)
            self.say(
                t(
                    "{number} {queue}，前面 {n} 人；号票正在打印",
                    number=taken.number,
                    queue=named(taken.queue_name),
                    n=taken.ahead,
                )
            )
            self.query_one("#text").focus()

    async def press_receipts(self) -> None:
        """The slip of what to bring for the highlighted item."""
        hit = self._hit()
        if hit is None:
            raise Refusal("screen.no-item-highlighted", t("没有选中的事项"), next=t("先打字找到，再按 F7"))
        if hit.kind == "item":
            await hand_out(self, hit.code)
        else:
            await open_hit(self, hit)
