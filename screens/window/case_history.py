"""A case's history, one key away: what was done, when, where, by whom; and each desk's date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from textual.widget import Widget

from counter import acts
from counter.rules.approval import UNDECIDED, ApprovalState
from screens.desk.views import left
from screens.parts.lines import Column, Line, LineList
from screens.parts.title import Title
from screens.shell.language import listed, mark, short_day, t, worded
from screens.shell.place import Place


class CaseHistoryScreen(Place):
    """Pushed over another screen; Esc goes back."""

    NAME = mark("经过")
    AUTO_FOCUS = "#events"
    PANES = (("#desks", mark("各台进度")), ("#events", mark("经过")))
    HELP = mark("上面是这件各审批台的进度和日期，下面是从建件到现在的每一步。只列做了什么，不列意见。Esc 返回。")

    def __init__(self, case: str) -> None:
        super().__init__()
        self.case = case

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column(mark("审批"), 6),
            Column(mark("事项"), 0),
            Column(mark("部门"), 16),
            Column(mark("状态"), 8),
            Column(mark("承诺"), 6),
            Column(mark("余"), 10),
            Column(mark("最近"), 18, wide_only=True),
            Column(mark("找谁"), 28, wide_only=True),
            id="desks",
            empty=mark("还没有受理"),
        )
        yield LineList(
            Column(mark("时间"), 11),
            Column(mark("做了什么"), 10),
            Column(mark("事项"), 0),
            Column(mark("谁"), 8),
            Column(mark("在哪里"), 12, wide_only=True),
            Column(mark("说明"), 22),
            id="events",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """The spine first, then every step."""
        lines = await self.app.ask(acts.case_progress, case=self.case)
        events = await self.app.ask(acts.case_history, case=self.case)
        open_now = [line for line in lines if line.state in UNDECIDED]
        self.query_one("#current", Title).show(
            t("{case}  {items} 个事项，还在办 {open} 个", case=self.case, items=len(lines), open=len(open_now)),
            t("等：{whom}", whom=listed(list(dict.fromkeys(line.department_name for line in open_now))[:4]))
            if open_now
            else t("没有在等的审批台"),
        )
        desks = self.query_one("#desks", LineList)
        desks.styles.height = min(11, max(3, len(lines) + 1))
        tones = {"red": "bad", "yellow": "warn"}
        desks.show(
            Line(
                line.number,
                (
                    line.number,
                    line.item_name,
                    line.department_name,
                    t(line.outcome_words if line.state == ApprovalState.DECIDED else line.state_words),
                    short_day(date.fromisoformat(line.promised_on)) if line.promised_on else t("待定"),
                    left(line) or worded(line.left) or (line.decided_on or ""),
                    _last(line.last),
                    f"{line.who} {line.phone}",
                ),
                "good"
                if line.state == ApprovalState.DECIDED
                else tones.get(line.light, "dim" if line.state == ApprovalState.BLOCKED else ""),
            )
            for line in lines
        )
        self.query_one("#events", LineList).show(
            Line(
                str(e.seq),
                (f"{self.app.local(e.at):%m-%d %H:%M}", t(e.what), e.item, e.who, worded(e.place), _detail(e.detail)),
            )
            for e in events
        )


def _last(words: str) -> str:
    """What was done last, and when (`签收 11-24 09:40`)."""
    what, _, when = words.partition(" ")
    return f"{t(what)} {when}" if when else words


def _detail(words: str) -> str:
    """Facts of an entry: their labels are said, their values stay."""
    from counter.acts.case.history import LABELS
    from counter.rules.approval import OUTCOME_NAMES

    known = {*LABELS.values(), *OUTCOME_NAMES.values()}
    parts = [part.partition(" ") for part in re.split(r"\uff0c", words)]
    return t("，").join((t(label) if label in known else label) + gap + value for label, gap, value in parts)
