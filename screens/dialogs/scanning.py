"""A trial of a scanner: what came, how fast, and whether it would count as a scan."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens.dialogs.dialog import Dialog, words
from screens.parts.cells import visible
from screens.parts.scan import PAUSE, SHORTEST
from screens.shell.language import mark, t

MOST = 4000
"""Signs that are shown of one scan; more is no code."""


class ScanTrial(Dialog[None]):
    """Scan anything here: it goes nowhere. Esc leaves."""

    AUTO_FOCUS = ""
    RAW_KEYS = True
    """The gate lets the single keys of a scanner through."""
    HELP = mark("对着任何一张码扫一下：读到什么、多快、会不会被当成扫码。扫到的内容不去任何地方。Esc 返回。")

    def __init__(self) -> None:
        super().__init__()
        self.read, self.times = "", [0.0]
        self.ended = False

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(t("试扫码枪"), "title")
        yield words(t("请扫一张回执或身份证。扫到的只显示在这里。"))
        yield words(t("还没有扫"), "words trial")
        yield words(t("再扫一次看下一张  Esc 返回"), "hint")

    def on_key(self, event: events.Key) -> None:
        """Everything that is typed here is a scan's."""
        now = monotonic()
        if event.key == "enter" and self.read and not self.ended and now - self.times[-1] < PAUSE:
            self.ended = True
            event.stop()
            event.prevent_default()
        elif event.is_printable and event.character:
            if self.ended or now - self.times[-1] > 1.0:
                self.read, self.times, self.ended = "", [], False
            if len(self.read) < MOST:
                self.read += event.character
            self.times.append(now)
            event.stop()
            event.prevent_default()
        else:
            return
        self._show()

    def on_paste(self, event: events.Paste) -> None:
        """A terminal that brings a scan as one piece."""
        event.stop()
        self.read, self.times, self.ended = event.text[:MOST], [monotonic()], False
        self._show()

    def _show(self) -> None:
        whole = self.times[-1] - self.times[0]
        slowest = max((after - before for before, after in zip(self.times, self.times[1:], strict=False)), default=0.0)
        counts = len(self.read) >= SHORTEST and slowest < PAUSE
        lines = [
            self.read,
            t(
                "{n} 个字符，{ms} 毫秒，最慢一个隔 {slowest} 毫秒",
                n=len(self.read),
                ms=round(whole * 1000),
                slowest=round(slowest * 1000),
            ),
            t("末尾有回车") if self.ended else t("末尾没有回车：请在扫码枪上设成扫完加回车"),
            t("算扫码") if counts else t("不算扫码：太短或太慢，会被当成手打的"),
        ]
        shown = "\n".join(visible(line) for line in lines)
        self.query_one(".trial", Static).update(Content(shown))
