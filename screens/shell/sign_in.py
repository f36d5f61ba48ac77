"""Sign-in: staff code, password, window. In a training hall the password stays empty."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from counter import acts
from counter.errors import Refusal
from counter.rules.access import Role
from counter.rules.secret import Secret
from counter.rules.writing import Writing
from screens.parts.caption import Caption
from screens.parts.field import Field
from screens.shell.language import mark, t, worded
from screens.shell.password import change_password
from screens.shell.place import Place
from screens.shell.shift import sign_in, tell_recoveries


class SignInScreen(Place):
    """Who works here now."""

    NAME = mark("登录")
    AUTO_FOCUS = "#code-box"
    HELP = mark(
        "填工号、口令和窗口号，Enter 到下一项，最后一项上 Enter 就登录。F10 换语言。\n审批、导办、值班、"
        "管理人员不填窗口号。\n"
        "演练大厅不用口令：窗口人员 c1 到 c9，导办 g1，值班主任 sup，管理员 admin，审批 ap-部门代码。"
    )

    def compose_body(self) -> Iterable[Widget]:
        yield Static("", classes="head", markup=False)
        yield Caption(mark("登录"), classes="big")
        yield Field(mark("工号"), id="code", kind=Writing.CODE, help=mark("管理员登记的工号，例如 c3。"), width=30)
        yield Field(mark("口令"), id="password", help=mark("本人的口令，演练大厅留空。"), password=True, width=30)
        yield Field(
            mark("窗口号"),
            id="window",
            kind=Writing.CODE,
            help=mark("在哪个窗口：1 到 64 的数字。非窗口人员留空。"),
            last=True,
            width=30,
        )
        yield Static("", id="advice", classes="note", markup=False)

    def why_not(self, id: str) -> str:
        return super().why_not(id) if id in ("board", "back", "menu") else t("请先登录")

    async def refresh_data(self) -> None:
        """In training, say who there is; whoever was named as the program began is asked for the password only."""
        if self.app.named is not None:
            (staff, window), self.app.named = self.app.named, None
            self.query_one("#code", Field).value = staff
            self.query_one("#window", Field).value = str(window or "")
            self.query_one("#password", Field).focus()
        if self.app.training:
            self.query_one("#advice", Static).update(
                Content(
                    t(
                        "\n演练大厅，不用口令。\n窗口 c1 到 c9（窗口号可空）  导办 g1  值班主任 sup  管理员 "
                        "admin\n审批 ap-部门代码，例如 ap-c-hr（市人社局）"
                    )
                )
            )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter on the last field signs in; before it, on to the next."""
        if event.input.id == "window-box":
            self.start(self._sign_in())

    async def _sign_in(self) -> None:
        code = self.query_one("#code", Field).value
        number = self.query_one("#window", Field).value
        if not code:
            self.query_one("#code", Field).focus()
            raise Refusal(
                "screen.staff-code-not-filled", t("没有填工号"), rule=t("工号由管理员登记"), next=t("请填工号，例如 c3")
            )
        if number and not (number.isascii() and number.isdigit() and len(number) <= 3):
            self.query_one("#window", Field).focus()
            raise Refusal(
                "screen.window-not-number", t("窗口号不是数字"), rule=t("窗口以号码表示"), next=t("请填窗口号，例如 3")
            )
        due = await sign_in(
            self.app, code.lower(), Secret(self.query_one("#password", Field).value), int(number) if number else None
        )
        self.query_one("#password", Field).value = ""
        if due:
            await change_password(self)
        await self.app.go(self.app.home)
        if self.app.actor.role in (Role.SUPERVISOR, Role.ADMINISTRATOR) and (
            told := await self.app.ask(acts.hall_told)
        ):
            self.app.say(worded(told[0]), "bad")
        await tell_recoveries(self.app)
