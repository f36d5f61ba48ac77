"""Another person signs at this desk: with their own code, and in a live hall with their own password."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.widget import Widget
from textual.widgets import Input

from counter.rules.secret import NO_SECRET, Secret
from counter.rules.writing import Writing
from screens.dialogs.dialog import Answer, Dialog, words
from screens.parts.field import Field
from screens.shell.language import mark, t


class Signed(NamedTuple):
    """Code and password (empty in training) of who signed; both empty where nobody needs to."""

    code: str
    password: Secret


ELSEWHERE = Signed("elsewhere", NO_SECRET)
"""The answer that who should sign is not here: it is put before them instead."""


class Signature(Dialog[Signed]):
    """`await app.sign("两人审查", who)` gives who signed, ELSEWHERE, or None for Esc. `who` names who may sign,
    `text` says what for: who signs reads it first.
    """

    AUTO_FOCUS = "Field Input"
    HELP = mark(
        "请另一名人员在这里输入自己的工号和口令（演练大厅只输工号），不由本人代填。\n"
        "对方不在这里：Tab 到“提请复核”，对方在自己的审批台上看过再同意，"
        "同意前什么也不生效。Esc 返回，什么也不做。"
    )

    KEPT = False
    ELSEWHERE_TOO = True
    """Whether who signs may sit at another screen."""

    def __init__(self, title: str, who: str, text: str = "") -> None:
        super().__init__()
        self.title_text, self.who, self.text = title, who, text

    def compose_dialog(self) -> Iterable[Widget]:
        training = self.app.hall is None or self.app.hall.training
        yield words(self.title_text, "title")
        if self.text:
            yield words(self.text)
        yield words(t("请另一名人员本人签署：{who}", who=self.who))
        yield Field(t("工号"), id="code", last=training, kind=Writing.CODE)
        if not training:
            yield Field(t("口令"), id="password", password=True, last=True)
        if self.ELSEWHERE_TOO:
            yield Answer(t("对方不在这里：提请复核"), ELSEWHERE, id="elsewhere")
            yield words(t("Enter 下一项，最后一项上签署  Tab 到提请复核  Esc 返回"), "hint")
        else:
            yield words(t("Enter 下一项，最后一项上签署  Esc 返回"), "hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        fields = list(self.query(Field))
        if event.input is not fields[-1].box:
            return
        if not fields[0].value:
            self.app.bell()
            fields[0].focus()
            return
        self.dismiss(Signed(fields[0].value, Secret(fields[1].value) if len(fields) > 1 else NO_SECRET))


class Release(Signature):
    """A supervisor lets a clerk do what a clerk alone may not, at the clerk's own window."""

    HELP = mark(
        "请值班主任在这里输入自己的工号和口令（演练大厅只输工号），不由本人代填；"
        "日志里写明由谁放行。Esc 返回，什么也不做。"
    )
    ELSEWHERE_TOO = False


class Leave(Signature):
    """Staff end the program of a public machine."""

    HELP = mark("请工作人员输入自己的工号和口令（演练大厅只输工号），程序才退出。Esc 返回。")
    ELSEWHERE_TOO = False
