"""F1: what the focused field wants, what this screen is for, and every key with its meaning, here and now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.widget import Widget

from counter.manual import pages_of
from screens.dialogs.dialog import Dialog, words
from screens.parts.sheet import Fact, Sheet
from screens.shell import language
from screens.shell.keys import FIELD_KEYS, FUNCTION_KEYS, OTHER_KEYS
from screens.shell.language import label as key_label
from screens.shell.language import mark, t


class HelpScreen(Dialog[None]):
    """Made by `HelpScreen.about(screen)`."""

    BROAD = True
    AUTO_FOCUS = "Sheet"

    def __init__(self, facts: tuple[Fact, ...], about: str = "#strip") -> None:
        super().__init__()
        self.facts, self.ABOUT = facts, about

    @classmethod
    def about(cls, screen: Any) -> HelpScreen:
        """Help for a screen as it stands."""
        facts: list[Fact] = []
        about = "#strip"
        node = screen.focused
        while node is not None and node is not screen:
            if help_text := getattr(node, "help", ""):
                facts += [
                    Fact("", t("当前字段：{field}", field=getattr(node, "label", "")), "head"),
                    Fact("", help_text),
                ]
                about = ""
                break
            node = node.parent
        if text := getattr(screen, "HELP", ""):
            facts += [Fact("", t("本屏：{screen}", screen=t(getattr(screen, "NAME", "") or mark("提问"))), "head")]
            facts += [Fact("", line) for line in t(text).strip().split("\n")]
        for page in pages_of(language.current, type(screen).__name__):
            facts.append(Fact("", t("手册：{title}", title=page.title), "head"))
            facts += [Fact("", line) for line in page.lines()]
        facts.append(Fact("", t("按键（同一个键在各屏意思相同）"), "head"))
        why_not = getattr(screen, "why_not", None)
        for key in (*FUNCTION_KEYS, *OTHER_KEYS):
            works = key.id == "back" if why_not is None else not why_not(key.id)  # a question has no keys of a place
            if works or key.id in ("help", "lock", "quit"):
                facts.append(Fact(key.shown, f"{key.name}  {key.meaning}"))
        facts += [Fact("", f"{t(shown)}  {key_label(name)}  {t(meaning)}") for shown, name, meaning in FIELD_KEYS]
        return cls(tuple(facts), about)

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(t("帮助"), "title")
        yield Sheet(id="help-sheet")
        yield words(t("上下翻看  Esc 返回"), "hint")

    def on_mount(self) -> None:
        self.query_one(Sheet).show(self.facts)
