"""A visit that takes nothing in: one key says that it is over, or what it was about and that it is over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from screens.catalogue.finding import choose_item
from screens.dialogs.dialog import Answer, Dialog, words
from screens.shell.language import named, t

if TYPE_CHECKING:
    from screens.shell.place import Place

NOTHING_SAID = "done"
LOOKED_UP = "search"
FIRST = 3
"""The digit of the first matter: 1 and 2 are no and yes, as in every question."""


class WhatItWas(Dialog[str]):
    """1 stays, 2 ends the visit, 3 to 9 say what was asked about and end it, 0 looks an item up."""

    AUTO_FOCUS = "#no"
    BINDINGS = [
        Binding("n,N,1", "dismiss('')", show=False),
        Binding("y,Y,2", f"dismiss('{NOTHING_SAID}')", show=False),
        Binding("0", f"dismiss('{LOOKED_UP}')", show=False),
        *(Binding(str(digit), f"about({digit})", show=False) for digit in range(FIRST, 10)),
    ]

    def __init__(self, number: str, matters: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.number, self.matters, self.more = number, matters[: 10 - FIRST], matters[10 - FIRST :]

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(t("{number} 还没有受理，直接办结？", number=self.number), "title")
        yield words(t("适合咨询、领取结果这类不收件的事。没有来的人请按 F4。"))
        with Horizontal(classes="answers"):
            yield Answer(t("否"), "", id="no")
            yield Answer(t("直接办结"), NOTHING_SAID, id="yes")
        lines = [f"{digit}  {name}" for digit, (_, name) in enumerate(self.matters, FIRST)]
        yield words(
            "\n".join(
                (
                    t("来咨询的，按数字记下问的是什么，同时办结："),
                    *lines,
                    "0  " + (t("别的一件事、单个事项..") if self.more else t("找单个事项..")),
                )
            )
        )
        yield words(t("1 或 n 是左边，2 或 y 是右边  Tab 换项  Enter 确定  Esc 返回"), "hint")

    def action_about(self, digit: int) -> None:
        """The visit was about the matter of this digit."""
        if digit - FIRST < len(self.matters):
            self.dismiss(self.matters[digit - FIRST][0])


async def ask_what_it_was(place: Place, number: str) -> str | None:
    """The code of what was asked about, empty where nothing is kept; None: the visit goes on."""
    matters = await place.app.ask(acts.window_matters)
    asked = WhatItWas(number, tuple((one.bundle, named(one.name)) for one in matters))
    answer = await place.app.question(asked)
    if not answer:
        return None
    if answer == LOOKED_UP and asked.more:
        options = [(LOOKED_UP, t("找单个事项.."), t("按名称、拼音或首字母"))]
        options += [(bundle, name, t("一件事")) for bundle, name in asked.more]
        answer = await place.app.choose(t("{number} 问的是什么", number=number), options)
        if answer is None:
            return None
    if answer == LOOKED_UP:
        return await choose_item(place) or None
    return "" if answer == NOTHING_SAID else answer
