"""What the small papers say: the queue's ticket, a slip to take home, a printer's test page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter.hall.act import Work
from counter.phrases.said import say

if TYPE_CHECKING:
    from counter.acts.catalogue.guides import Guide
    from counter.hall.proving import Head


def ticket_content(
    work: Work, ticket_id: int, shown: str, queue: str, ahead: int, wait: str, nobody_before_from: str
) -> dict[str, Any]:
    """What the ticket says (counter/paper lays it out): the number big, people ahead, the range, the bound that nobody
    starves: whoever comes after the time `nobody_before_from` stands behind.
    """
    return {
        "title": "号票",
        "ticket": shown,
        "queue": queue,
        "code_of": {"kind": "ticket", "id": ticket_id},
        "lines": [
            ["您前面还有", f"{ahead} 人"],
            ["等候时间", wait],
            ["取号时间", f"{work.hall.local(work.now):%Y-%m-%d %H:%M}"],
            ["排队保证", f"{nobody_before_from} 以后来的人都排在您后面"],
        ],
        "notes": ["扫码可看前面还有几人", "号码整日不变，转到别的窗口也是这个号"],
        "date": work.today.isoformat(),
    }


def place_content(work: Work, name: str, address: str, category: str, gist: str) -> dict[str, Any]:
    """What the slip of a place elsewhere says."""
    return {
        "title": name,
        "address": address,
        "scan": "扫码打开",
        "lines": [["类别", category], ["网址", address]],
        "notes": [gist] if gist else [],
        "date": work.today.isoformat(),
    }


def guide_content(work: Work, guide: Guide, address: str, lines: list[list[str]]) -> dict[str, Any]:
    """What the slip of an item says: the documents to bring, how many copies of each, and where the whole guide is."""
    return {
        "title": f"办事须知：{guide.name}",
        "address": address,
        "scan": "扫码看完整指南和表格",
        "lines": lines,
        "tables": [
            {
                "head": ["要带的材料", "份"],
                "rows": [[f"{p.name}（{p.necessity}）{p.when}", str(p.copies)] for p in guide.papers],
            }
        ],
        "notes": [f"指南第 {guide.version} 版，{guide.effective_on} 起"],
        "date": work.today.isoformat(),
    }


def test_content(work: Work) -> dict[str, Any]:
    """What a printer's test page says: the same words in GBK, GB18030 and as a picture."""
    return {
        "title": "打印机测试页",
        "lines": [
            [say("窗口"), str(work.actor.window or work.actor.staff)],
            [say("时间"), f"{work.hall.local(work.now):%Y-%m-%d %H:%M}"],
        ],
        "notes": ["哪一段读得通，就把打印机的 encoding 设成哪一种；三段都读不通就用 raster。"],
        "samples": True,
    }


def closing_content(work: Work, head: Head) -> dict[str, Any]:
    """What the day's closing paper says: the head of the journal, by which the hall can be held to it later."""
    return {
        "title": "当日结束单",
        "address": head.text,
        "scan": "核对用：counter check --head",
        "lines": [["日志", f"到第 {head.seq} 条"], ["链头八词", head.words]],
        "notes": ["请收好：以后凭这张纸能核对大厅的数据有没有被换过、改过"],
        "date": work.today.isoformat(),
    }
