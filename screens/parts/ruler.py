"""`counter --check-terminal`: a ruler that shows on paper or by eye whether this terminal draws as the
screens assume.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from screens.shell.language import mark, t

ROWS = (
    ("ASCII", "|----+----|----+---|"),
    (mark("汉字"), "|一二三四五六七八九|"),
    (mark("全角标点"), "|，。（）：；「」！|"),
    (mark("扩展汉字"), "|㐀㐁㐂㐃㐄㐅㐆㐇㐈|"),
    (mark("混排"), "|A001 张三 3号窗 ok|"),
)
"""Label and sample. Every sample ends in `|` at cell 20."""

AMBIGUOUS = "|“”…—·×°①●→│|"
"""Signs that are 1 cell wide in a terminal set as we ask for, 2 in one set to wide."""


HAN = "一二三"
"""Six cells."""


def _row(label: str, words: str) -> str:
    from screens.parts.cells import fit

    return fit(label, 10) + words


def ruler() -> Iterable[str]:
    """The lines to print."""
    yield t("终端检查：下面每行右边的竖线应当上下对齐（第 20 格）。")
    yield ""
    yield _row("", "1234567890" * 2)
    for label, sample in ROWS:
        yield _row(t(label), sample)
    yield ""
    gap = " " * (20 - len(AMBIGUOUS))
    yield _row(
        t("歧义字符"), AMBIGUOUS + gap + t("<- 这行的竖线应在第 {cells} 格；若更靠右，请把终端的", cells=len(AMBIGUOUS))
    )
    yield _row("", t("“歧义宽度”（ambiguous width）设为“窄”，或用 counter --plain"))
    yield ""
    size = os.get_terminal_size() if sys.stdout.isatty() else None
    if size is None:
        yield _row(t("大小"), t("不是终端，量不出"))
    else:
        enough = size.columns >= 80 and size.lines >= 24
        yield _row(
            t("大小"),
            f"{size.columns}x{size.lines}" + t("，") + (t("够用") if enough else t("太小，请拉到 80x24 以上")),
        )
    encoding = (sys.stdout.encoding or "").lower()
    yield _row(t("编码"), (encoding or t("不明")) + t("，") + (t("够用") if "utf" in encoding else t("请设为 UTF-8")))
    plain = " NO_COLOR" if "NO_COLOR" in os.environ else ""
    yield _row(t("颜色"), f"TERM={os.environ.get('TERM', '')} COLORTERM={os.environ.get('COLORTERM', '')}{plain}")
    yield _row(t("按键"), t("F1、F10 若被终端占用，用 Ctrl+P 菜单；F11、F12 不用"))


def drawn_width(text: str) -> int | None:
    """Ask the terminal itself how many cells it moved for `text` (cursor position report); None if it
    does not answer.
    """
    import re
    import select
    import termios
    import tty

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    try:
        tty.setcbreak(fd)
        sys.stdout.write("\r" + text + "\x1b[6n")
        sys.stdout.flush()
        answer = ""
        while not answer.endswith("R"):
            if not select.select([fd], [], [], 0.5)[0]:
                return None
            answer += os.read(fd, 16).decode("ascii", "replace")
        found = re.search(r"\x1b\[\d+;(\d+)R", answer)
        return int(found[1]) - 1 if found else None
    finally:
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def print_ruler() -> None:
    """Print the ruler, and what the terminal itself says when it answers."""
    for line in ruler():
        print(line)
    try:
        han, ambiguous = drawn_width(HAN), drawn_width(AMBIGUOUS)
    except (ImportError, OSError):
        han = ambiguous = None
    measured = t("实测")
    if han is None or ambiguous is None:
        print(_row(measured, t("终端没有回答光标位置，请按上面的竖线用眼看")))
        return
    print(
        _row(
            measured,
            t("汉字 {cells} 格，对", cells=f"{han / 3:g}")
            if han == 6
            else t("汉字 {cells} 格，不对：请换字体或终端", cells=f"{han / 3:g}"),
        )
    )
    print(
        _row(
            measured,
            t("歧义字符窄，对") if ambiguous == len(AMBIGUOUS) else t("歧义字符宽：请设为窄，或用 counter --plain"),
        )
    )
