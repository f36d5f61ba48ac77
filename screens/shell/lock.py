"""The lock: whose terminal it is, a password to open it, and the way of whoever has to work here instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from counter import acts
from counter.errors import Refusal
from counter.rules.access import ROLE_NAMES
from counter.rules.secret import NO_SECRET, Secret
from counter.rules.writing import Writing
from screens.parts.cells import visible
from screens.parts.field import Field
from screens.shell.language import mark, named, t
from screens.shell.refusals import refused
from screens.shell.type_ahead import passed

if TYPE_CHECKING:
    from screens.shell.app import CounterApp


class LockScreen(Screen[None], inherit_bindings=False):
    """Nothing of what was on the screen shows; no key goes anywhere else."""

    app: CounterApp
    AUTO_FOCUS = "#open-box"
    NAME = mark("锁屏")
    BINDINGS = [
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]

    def compose(self) -> ComposeResult:
        app = self.app
        actor = app.actor
        place = t("{window} 号窗口", window=actor.window) if actor.window else actor.desk or ""
        yield Static("", classes="head", markup=False)
        yield Static(Content(f" {visible(named(app.settings.get('name', '')))}"), markup=False)
        yield Static(
            Content(
                "\n"
                + t(
                    "已锁屏  {place}  {name}（{role}）",
                    place=visible(place),
                    name=visible(actor.name),
                    role=t(ROLE_NAMES[actor.role]),
                )
            ),
            classes="big",
            markup=False,
        )
        yield Static(
            Content(
                "\n " + (t("按 Enter 打开，手上的事不变。") if app.training else t("用本人口令打开，手上的事不变。"))
            ),
            markup=False,
        )
        yield Field(t("口令"), id="open", password=True, last=True, width=30)
        yield Static(Content("\n " + t("换人：请值班主任签署；手上没有没办完的事时两项留空。")), markup=False)
        with Container(id="relief"):
            yield Field(t("值班主任工号"), id="release", kind=Writing.CODE, width=30, label_width=14)
            yield Field(t("值班主任口令"), id="release-password", password=True, last=True, width=30, label_width=14)
        yield Static("", id="wrong", classes="words wrong", markup=False)

    def drop_scan(self) -> None:
        """A scanner typed into a field: that is nobody's password."""
        self.run_worker(self._drop_scan(), group="scan")

    async def _drop_scan(self) -> None:
        for field in self.query(Field):
            await passed(field.box)  # its last signs may still be on their way
            field.value = ""
        self._say(t("已锁屏：扫码没有用"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens, or relieves whoever was here."""
        event.stop()
        if event.input.id == "open-box":
            self.run_worker(self._open(), group="unlock", exclusive=False)
        elif event.input.id == "release-password-box":
            self.run_worker(self._relieve(), group="unlock", exclusive=False)

    async def _open(self) -> None:
        field = self.query_one("#open", Field)
        given, field.value = Secret(field.value), ""
        try:
            await self.app.unlock(given)
        except Refusal as refusal:
            self._refuse(refusal)

    async def _relieve(self) -> None:
        from screens.shell.leaving import sent_away

        code, password = self.query_one("#release", Field), self.query_one("#release-password", Field)
        given, password.value = Secret(password.value), ""
        try:
            await self.app.ask(
                acts.staff_relieve,
                unfinished=self._unfinished(),
                release=code.value,
                release_password=given or NO_SECRET,
            )
        except Refusal as refusal:
            self._refuse(refusal)
            return
        await sent_away(self.app, t("已离岗，请下一位登录"))

    def _unfinished(self) -> bool:
        """Whether something on the screens beneath would be lost."""
        stack = self.app.work_stack
        return len(stack) > 1 or any(getattr(screen, "leaving", lambda: "")() for screen in stack)

    def _refuse(self, refusal: Refusal) -> None:
        if refusal.code in ("staff.signed-out", "staff.not-any-more"):
            from screens.shell.leaving import sent_away

            self.app.run_worker(sent_away(self.app), group="lock")
        self._say(refused(refusal))

    def _say(self, words: str) -> None:
        self.app.bell()
        for line in self.query("#wrong").results(Static):
            line.update(Content(f"\n {visible(words)}"))
