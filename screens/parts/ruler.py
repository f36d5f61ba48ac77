"""`counter --check-terminal`: a ruler that shows on paper or by eye whether this terminal draws as the screens assume."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

ROWS = (
    ("ASCII", "|----+----|----+---|", "20 格"),
    ("汉字", "|一二三四五六七八九|", "20 格"),
    ("全角标点", "|，。（）：；「」！|", "20 格"),
    ("扩展汉字", "|㐀㐁㐂㐃㐄㐅㐆㐇㐈|", "20 格"),
    ("混排", "|A001 张三 3号窗 ok|", "20 格"),
)
"""Label, sample, its width. Every sample ends in `|` at cell 20."""

AMBIGUOUS = "|“”…—·×°①●→│|"
"""Signs that are 1 cell wide in a terminal set as we ask for, 2 in one set to wide."""


def ruler() -> Iterable[str]:
    """The lines to print."""
    from rich.cells import cell_len

    yield "终端检查：下面每行右边的竖线应当上下对齐（第 20 格）。"
    yield ""
    yield f"{'':10}{'1234567890' * 2}"
    for label, sample, _ in ROWS:
        yield f"{label}{' ' * (10 - cell_len(label))}{sample}"
    yield ""
    yield f"歧义字符  {AMBIGUOUS}{' ' * (20 - len(AMBIGUOUS))}<- 这行的竖线应在第 {len(AMBIGUOUS)} 格；若更靠右，请把终端的"
    yield "          “歧义宽度”（ambiguous width）设为“窄”，或用 counter --plain"
    yield ""
    size = os.get_terminal_size() if sys.stdout.isatty() else None
    if size is None:
        yield "大小      不是终端，量不出"
    else:
        enough = "够用" if size.columns >= 80 and size.lines >= 24 else "太小，请拉到 80x24 以上"
        yield f"大小      {size.columns}x{size.lines}，{enough}"
    encoding = (sys.stdout.encoding or "").lower()
    yield f"编码      {encoding or '不明'}，{'够用' if 'utf' in encoding else '请设为 UTF-8'}"
    yield f"颜色      TERM={os.environ.get('TERM', '')} COLORTERM={os.environ.get('COLORTERM', '')}{' NO_COLOR' if 'NO_COLOR' in os.environ else ''}"
    yield "按键      F1、F10 若被终端占用，用 Ctrl+P 菜单；F11、F12 不用"


def drawn_width(text: str) -> int | None:
    """Ask the terminal itself how many cells it moved for `text` (cursor position report); None if it does not answer."""
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
        han, ambiguous = drawn_width("一二三"), drawn_width(AMBIGUOUS)
    except (ImportError, OSError):
        han = ambiguous = None
    if han is None or ambiguous is None:
        print("实测      终端没有回答光标位置，请按上面的竖线用眼看")
        return
    print(f"实测      汉字 {han / 3:g} 格{'，对' if han == 6 else '，不对：请换字体或终端'}")
    print(f"实测      歧义字符 {'窄，对' if ambiguous == len(AMBIGUOUS) else '宽：请设为窄，或用 counter --plain'}")
