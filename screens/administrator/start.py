"""The first start of a live hall: its steps with what is done of each, the next one under the cursor; Enter does it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.rules.access import HALL_ITSELF, KIOSK
from counter.rules.secret import Secret
from counter.rules.writing import Writing
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import mark, t, worded
from screens.shell.place import Data, Place

if TYPE_CHECKING:
    from counter.acts.premises.beginning import Beginning

GROUPS = 16
"""Groups of four signs on a recovery sheet."""


class StartScreen(Place):
    """Where a hall is begun, and where a break in it is gone on from."""

    NAME = mark("开厅")
    AUTO_FOCUS = "#steps"
    PANES = (("#steps", mark("各步")), ("#detail", mark("说明")))
    HELP = mark(
        "一座新大厅从零到开门的每一步：密钥和恢复单、首个管理员、名称和网址、部门和事项、队列窗口和人员、打印机、工作日历、"
        "试取一个号。\n"
        "Enter 办光标所在的一步；办到哪里都记在大厅里，中断了再来接着办。每一步也都有命令，下方写着。"
    )
    found: Data[Beginning] = Data()
    entering = False
    """Whether the first administrator is about to be signed in here."""
    done: frozenset[str] = frozenset()
    """The steps that were done when they were last shown."""

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column("", 4, english=5), Column(mark("步骤"), 18, english=24), Column(mark("现在"), 0), id="steps"
        )
        yield Sheet(id="detail")

    @property
    def _nobody_yet(self) -> bool:
        return self.app.actor is KIOSK

    async def _ask(self, act: Callable[..., Any], **arguments: Any) -> Any:
        """As the administrator; before there is one, as the hall itself, whose key this process holds."""
        return await self.app.ask_as(HALL_ITSELF if self._nobody_yet else self.app.actor, act, **arguments)

    async def refresh_data(self) -> None:
        """What is done, from the hall."""
        self.found = found = await self._ask(acts.hall_beginning)
        if self._nobody_yet and not self.entering and _is_done(found, "administrator"):
            await self.app.switch_mode("signin")
            self.say(t("请管理员登录，接着开厅"), "plain")
            return
        left = sum(not step.done for step in found.steps)
        self.query_one("#current", Title).show(
            t("开厅：还有 {n} 步", n=left) if left else t("大厅可以开门了"),
            t("Enter 办这一步  Ctrl+Q 离开，再来接着办"),
        )
        steps = self.query_one("#steps", LineList)
        steps.show(
            Line(
                f"{step.id}:",
                (t("已办") if step.done else t("要办"), t(step.name), worded(step.words)),
                "good" if step.done else "",
            )
            for step in found.steps
        )
        here = (steps.cursor or "").removesuffix(":")
        just_done = _is_done(found, here) and here not in self.done
        self.done = frozenset(step.id for step in found.steps if step.done)
        if not here or (found.next and just_done):
            steps.cursor = f"{found.next or 'trial'}:"
        self._tell()

    def _tell(self) -> None:
        here = (self.query_one("#steps", LineList).cursor or "").removesuffix(":")
        self.query_one("#detail", Sheet).show([Fact("", t(words)) for words in EXPLAINED.get(here, ())])

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._tell()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.start(self._do(event.key.removesuffix(":")))

    async def _do(self, id: str) -> None:
        steps: dict[str, Callable[[], Awaitable[None]]] = {
            "sheet": self._sheet,
            "administrator": self._administrator,
            "name": self._call_it,
            "catalogue": self._catalogue,
            "premises": self._premises,
            "printer": self._printer,
            "calendar": self._calendar,
            "trial": self._trial,
        }
        if self._nobody_yet and id not in ("sheet", "administrator"):
            raise Refusal("screen.no-administrator-yet", t("还没有管理员"), next=t("请先办“首个管理员”"))
        await steps[id]()
        await self.refresh_data()

    # -- the steps -----------------------------------------------------------------------------------------------------

    async def _sheet(self) -> None:
        from counter.hall.key import read_key

        key = read_key(dict(self.app.settings))
        groups = [key[place * 4 : place * 4 + 4] for place in range(GROUPS)]
        lines = [
            "   ".join(f"{row * 4 + place + 1:>2} {groups[row * 4 + place]}" for place in range(4)) for row in range(4)
        ]
        shown = await self.app.choose(
            t("恢复单"),
            [("written", t("已抄好"), t("下一步输回其中两组"))],
            text="\n".join(
                [
                    t(
                        "大厅编号 {id}。抄写后锁进保险柜；没有它，密钥文件丢了数据打不开。",
                        id=self.app.settings["id"],
                    ),
                    *lines,
                ]
            ),
        )
        if shown is None:
            return
        first, second = sorted(secrets.SystemRandom().sample(range(GROUPS), 2))

        def check(*given: str) -> None:
            if [one.strip().lower() for one in given] != [groups[first], groups[second]]:
                raise Refusal("screen.sheet-other", t("和恢复单不一样"), next=t("请照抄下来的输入"))

        given = await self.app.enter(
            t("核对恢复单"),
            (t("第 {number} 组", number=first + 1), "", Writing.CODE),
            (t("第 {number} 组", number=second + 1), "", Writing.CODE),
            text=t("请看抄下来的纸，不看屏幕。"),
            check=check,
        )
        if given is not None:
            self.say(worded(await self._ask(acts.hall_confirm_sheet)))

    async def _administrator(self) -> None:
        from screens.shell.shift import sign_in

        if not self._nobody_yet:
            await self.app.go("people")
            return
        given = await self.app.enter(
            t("首个管理员"), (t("工号"), "admin", Writing.CODE), (t("姓名"), ""), text=t("日后登录用这个工号。")
        )
        if given is None:
            return
        typed = await self.app.enter(
            t("{code} 的口令", code=given[0]),
            (t("口令"), ""),
            (t("再输一次"), ""),
            text=t("自己定，至少 8 个字符，别人猜不到。"),
            check=_alike,
            password=True,
        )
        if typed is None:
            return
        password = Secret(typed[0])
        self.entering = True
        try:
            made = await self._ask(acts.hall_first_administrator, code=given[0], name=given[1], password=password)
            await sign_in(self.app, made.code, password, None)
        finally:
            self.entering = False

    async def _call_it(self) -> None:
        settings = self.app.settings
        given = await self.app.enter(
            t("名称和网址"),
            (t("名称"), str(settings["name"])),
            (t("网址"), str(settings.get("address", "")), Writing.CODE),
            text=t("印在回执上；二维码把人带到这个网址。"),
        )
        if given is not None:
            self.say(worded(await self._ask(acts.hall_name, name=given[0], address=given[1])))

    async def _catalogue(self) -> None:
        from counter.hall import DATA

        folder = await self.app.enter(
            t("目录数据的文件夹"),
            (t("文件夹"), str(DATA), Writing.AS_IT_IS),
            text=t("部门、事项、一件事，样子同随软件带的 data/；别的导出用 counter catalogue import。"),
        )
        if folder is None:
            return
        if not (Path(folder) / "departments.toml").is_file():
            raise Refusal("screen.no-catalogue", t("{folder} 里没有 departments.toml", folder=folder))
        await self.app.ask_as(HALL_ITSELF, acts.hall_equip, catalogue=folder)
        self.say(t("目录已载入"))

    async def _premises(self) -> None:
        chosen = await self.app.choose(
            t("队列、窗口和人员"),
            [
                ("plan", t("照方案"), t("一个 TOML 文件，先看要做什么")),
                ("house", t("布置"), t("队列、窗口、审批台一条条填")),
                ("people", t("人员"), t("一个个登记")),
            ],
        )
        if chosen == "plan":
            await self._plan()
        elif chosen is not None:
            await self.app.go(chosen)

    async def _plan(self) -> None:
        from counter.acts.premises.planning import read_plan

        file = await self.app.enter(
            t("方案"),
            (t("文件"), "", Writing.AS_IT_IS),
            text=t("样子见 data/training.toml；口令自动给，不写。"),
        )
        if file is None:
            return
        plan = read_plan(Path(file))
        known = {one.code for one in await self.app.ask(acts.staff_people)}
        first: dict[str, str] = {}
        for entry in plan.get("staff", []) if isinstance(plan.get("staff"), list) else []:
            if isinstance(entry, dict) and "password" not in entry:
                code = str(entry.get("code", "")).lower()
                if code not in known and not self.app.training:
                    first[code] = secrets.token_urlsafe(9)
                    entry["password"] = Secret(first[code])
        would = await self.app.ask(acts.hall_arrange, plan=plan, rehearse=True)
        if not await self.app.confirm(t("照这样布置？"), _short(worded(would))):
            return
        done = await self.app.ask(acts.hall_arrange, plan=plan, seen=would.seen)
        if first:
            await self.app.choose(
                t("初始口令"),
                [("told", t("已抄下"), "")],
                text="\n".join(
                    [t("只显示这一次，请当面告诉本人。"), *(f"{code}  {password}" for code, password in first.items())]
                ),
            )
        self.say(t("布置了 {n} 处", n=len(done.placed)))

    async def _printer(self) -> None:
        from screens.administrator.printers import printer_codes

        options = await printer_codes(self.app)
        chosen = await self.app.choose(
            t("在哪台打测试页"), [*options, ("house", t("加一台打印机.."), t("在“布置”里填"))]
        )
        if chosen == "house":
            await self.app.go("house")
        elif chosen is not None:
            paper = await self.app.ask(acts.printer_test, printer=chosen)
            self.say(t("测试页 {paper} 已送出，请看纸上的字是否完整", paper=paper))

    async def _calendar(self) -> None:
        file = await self.app.enter(
            t("放假安排"), (t("文件"), "", Writing.AS_IT_IS), text=t("公布的安排，holiday-cn 的样子（JSON）。")
        )
        if file is None:
            return
        try:
            document = json.loads(Path(file).read_text("utf-8-sig"))
        except (OSError, ValueError) as error:
            raise Refusal("screen.no-arrangement", t("读不懂 {file}（{error}）", file=file, error=error)) from error
        self.say(worded(await self.app.ask(acts.calendar_load, document=document, source=Path(file).name)))

    async def _trial(self) -> None:
        self.say(worded(await self.app.ask(acts.hall_try_out)))


EXPLAINED = {
    "sheet": (
        mark("恢复单就是密钥，抄在纸上：密钥文件坏了，只有它能打开数据。"),
        "counter hall confirm-sheet",
    ),
    "administrator": (mark("管理员登记人员、布置大厅。先有一位，口令自己定。"), "counter init"),
    "name": (mark("名称印在回执和网页上，网址印在回执的二维码里。"), "counter hall name"),
    "catalogue": (mark("大厅办哪些事、由哪个部门办。没有它，窗口无事可收。"), "counter catalogue import"),
    "premises": (mark("来人取哪个队的号，哪个窗口叫，谁在那里。"), "counter hall arrange"),
    "printer": (mark("号票、回执、文书都从这里出来。先看一张测试页。"), "counter printer test"),
    "calendar": (mark("期限按工作日算；没有载入的年份只能暂定。"), "counter calendar load"),
    "trial": (mark("开始当日，取一个号再作废：号票出来了，大厅就通了。"), "counter hall try-out"),
}
"""What a step is for, and the command that does it too."""


def _is_done(found: Beginning, id: str) -> bool:
    return any(step.done for step in found.steps if step.id == id)


def _alike(password: str, again: str) -> None:
    if password != again:
        raise Refusal(
            "screen.new-password-not-typed",
            t("两次输入的新口令不一样"),
            rule=t("新口令输两次，防止输错"),
            next=t("请重新输入"),
        )


def _short(words: str) -> str:
    lines = words.split("\n")
    return "\n".join(lines if len(lines) <= 12 else [*lines[:11], t("..共 {n} 行", n=len(lines)), lines[-1]])
