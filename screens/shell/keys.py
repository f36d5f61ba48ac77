"""The one table of keys. Footer, help, palette, key card and bindings are made from it, so that they cannot differ.

The same key means the same thing on every screen: a screen answers a key by having a method `press_<id>`.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from screens.shell.language import label as key_label
from screens.shell.language import mark, mark_key, t


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `id` names the meaning (and the method `press_<id>` of a screen); `key` is Textual's spelling."""

    id: str
    key: str
    label: str
    tooltip: str
    initials: str
    held: bool = False
    """May be held down: repeats count (lists, fields). All others act once per press."""

    @property
    def name(self) -> str:
        """The label in the terminal's language."""
        return key_label(self.label)

    @property
    def meaning(self) -> str:
        """What the key does, in the terminal's language."""
        return t(self.tooltip)

    @property
    def shown(self) -> str:
        """How people spell it: `F2`, `Ctrl+Z`."""
        names = {"escape": "Esc", "enter": "Enter", "tab": "Tab", "space": "Space", "shift+tab": "Shift+Tab"}
        return names.get(self.key) or "+".join(part.capitalize() for part in self.key.split("+"))

    @property
    def short(self) -> str:
        """How the key line spells it: `F2`, `^Z`."""
        return self.shown.replace("Ctrl+", "^")


FUNCTION_KEYS = (
    Key("help", "f1", mark_key("帮助"), mark("说明当前字段和本屏所有按键"), "bz"),
    Key("call", "f2", mark_key("叫号"), mark("叫下一位到本窗口；正在办理时先问，不会误中断"), "jh"),
    Key("recall", "f3", mark_key("重呼"), mark("再叫一次当前这位，显示第几次"), "ch"),
    Key("absent", "f4", mark_key("过号"), mark("叫了没来：记过号，腾出窗口"), "gh"),
    Key("intake", "f5", mark_key("受理"), mark("为当前号打开收件界面"), "sl"),
    Key("transfer", "f6", mark_key("分办"), mark("收件时：先看清哪个审批台收到什么；否则：转到别的队或窗口"), "fb"),
    Key("receipts", "f7", mark_key("回执"), mark("看回执和二维码、补打（补打有标记、有记录）"), "hz"),
    Key("finish", "f8", mark_key("办结"), mark("办完这位，腾出窗口；缺什么会列出来"), "bj"),
    Key("find", "f9", mark_key("查询"), mark("查号、姓名、证件号、收件号，或扫码"), "cx"),
    Key("menu", "f10", mark_key("菜单"), mark("所有操作和它们的按键、语言（同 Ctrl+P）"), "cd"),
)
"""F1 to F10: with labels of four cells they fill exactly 79. Never moved between releases."""

OTHER_KEYS = (
    Key("back", "escape", mark_key("返回"), mark("退一步，已填的不丢"), "fh", held=True),
    Key("tick", "space", mark_key("收/缺"), mark("勾选一份材料"), "sq", held=True),
    Key(
        "undo", "ctrl+z", mark_key("撤销"), mark("撤销刚才在本窗口的上一步（60 秒以内，厅里可改），先看清撤什么"), "cx"
    ),
    Key("save", "ctrl+s", mark_key("暂存"), mark("存成草稿；每填一项也会自动存"), "zc"),
    Key("all", "ctrl+a", mark_key("全收"), mark("材料全部记为已收，先问一句"), "qs"),
    Key("jump", "ctrl+g", mark_key("跳转"), mark("再按数字 1 到 9，跳到本屏各处或别的屏"), "tz"),
    Key("away", "ctrl+l", mark_key("暂离"), mark("暂停或恢复本窗口叫号"), "zl"),
    Key("lock", "ctrl+o", mark_key("锁屏"), mark("离开一会儿：锁住本机，用本人口令打开，手上的事不变"), "sp"),
    Key("board", "ctrl+b", mark_key("大屏"), mark("大厅叫号屏"), "dp"),
    Key("menu", "ctrl+p", mark_key("菜单"), mark("同 F10"), "cd"),
    Key("quit", "ctrl+q", mark_key("退出"), mark("离开；手上有人时要再确认"), "tc"),
)

FIELD_KEYS = (
    ("Enter", mark("确定"), mark("下一个字段；在最后一个字段上就办理")),
    ("Tab / Shift+Tab", mark("换字段"), mark("下一个 / 上一个字段")),
    (mark("上 下 PgUp PgDn Home End"), mark("移动"), mark("在列表里移动")),
)
"""Keys that fields and lists answer by themselves."""

KEYS = (*FUNCTION_KEYS, *OTHER_KEYS)
BY_ID = {key.id: key for key in reversed(KEYS)}
BY_KEY = {key.key: key for key in KEYS}

_PRIORITY = {"help", "lock", "quit"}
"""Only these work behind a question; none changes what was done, and quitting asks."""


def bindings() -> list[Binding]:
    """Bindings for every key of the table, all to `press(id)`; ids let a hall move a key its terminal eats."""
    return [
        Binding(
            key.key,
            f"{'app.' if key.id in _PRIORITY else ''}press('{key.id}')",
            key.label,
            show=key in FUNCTION_KEYS,
            key_display=key.shown,
            tooltip=key.tooltip,
            id=f"{key.id}{'-2' if BY_ID[key.id] is not key else ''}",
        )
        for key in KEYS
        if key.id not in _PRIORITY
    ]


def priority_bindings() -> list[Binding]:
    """Help, the lock and quit, for the app itself."""
    return [
        Binding(
            key.key,
            f"press('{key.id}')",
            key.label,
            key_display=key.shown,
            tooltip=key.tooltip,
            id=key.id,
            priority=True,
        )
        for key in KEYS
        if key.id in _PRIORITY
    ]


def key_card() -> str:
    """The key card as a Markdown table: printed, and compared with the README by a test."""
    rows = [(key.shown, key.label, key.tooltip) for key in FUNCTION_KEYS] + list(FIELD_KEYS)
    rows += [(key.shown, key.label, key.tooltip) for key in OTHER_KEYS if key.id != "menu"]
    lines = [mark("| 键 | 名称 | 作用 |"), "|---|---|---|"]
    return "\n".join(lines + [f"| {shown} | {label} | {meaning} |" for shown, label, meaning in rows]) + "\n"


def write_card() -> None:
    """Put the card into the README, between its two marks."""
    from pathlib import Path

    readme = Path(__file__).resolve().parents[2] / "README.md"
    before, rest = readme.read_text("utf-8").split("<!-- keys -->")
    after = rest.split("<!-- /keys -->")[1]
    readme.write_text(f"{before}<!-- keys -->\n{key_card()}<!-- /keys -->{after}", "utf-8")


if __name__ == "__main__":
    write_card()
