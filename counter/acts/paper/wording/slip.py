"""What the small papers say: the queue's ticket, a slip to take home, a printer's test page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from counter.hall.act import Work
from counter.phrases.said import listed, packed, say

if TYPE_CHECKING:
    from counter.acts.catalogue.guides import Guide
    from counter.hall.proving import Head


def ticket_content(
    work: Work,
    ticket_id: int,
    shown: str,
    queue: str,
    places: Sequence[tuple[int, str]],
    ahead: int,
    wait: str,
    nobody_before_from: str,
    language: str,
) -> dict[str, Any]:
    """What the ticket says (counter/paper lays it out): the number big, the queue, the windows that call it (number and
    name of the station they stand in, or empty), people ahead, the range, the bound that nobody starves: whoever comes
    after the time `nobody_before_from` stands behind. In the language in which it will be called.
    """
    stations = list(dict.fromkeys(station for _, station in places if station))
    windows = say("{numbers} 号窗口", numbers=listed(_in_rows([number for number, _ in places])))
    content = {
        "title": "号票",
        "ticket": shown,
        "queue": queue,
        "code_of": {"kind": "ticket", "id": ticket_id},
        "lines": [
            [say("队列"), queue],
            *([[say("在哪里"), listed((*stations, windows), " ")]] if places else []),
            ["您前面还有", say("{n} 人", n=ahead)],
            ["等候时间", wait],
            ["取号时间", f"{work.hall.local(work.now):%Y-%m-%d %H:%M}"],
            [say("排队保证"), say("{time} 以后来的人都排在您后面", time=nobody_before_from)],
        ],
        "notes": [say("号码整日不变，转到别的窗口也是这个号")],
        "date": work.today.isoformat(),
        **({"language": language} if language else {}),
    }
    kept: dict[str, Any] = packed(content)
    return kept


def _in_rows(numbers: Sequence[int]) -> list[str]:
    """Rising numbers, three and more in a row as the first and the last: `1-8`, `11`."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return [text for row in rows for text in (map(str, row) if len(row) < 3 else (f"{row[0]}-{row[-1]}",))]


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
