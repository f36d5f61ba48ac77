"""What may stand in the written policy: for each value what it means, and what it lies between.

Minutes, seconds and hours may have fractions; what is counted is whole. The names are those of data/policy.toml, with
dots (`queue.estimate.recent`); a value whose name ends in `.` is a map, and its own names come after it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.policy import LEFTOVERS

MOST_TEXT = 300
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class Place:
    """One value's place: what it means, and its bounds (numbers) or its choices (words). `whole`: no fraction."""

    meaning: str
    least: float | None = None
    most: float | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()

    @property
    def bounds(self) -> str:
        """What it may be, in words."""
        if self.choices:
            return say("{choices} 之一", choices=listed(map(verbatim, self.choices)))
        if self.least is None or self.most is None:
            return say("文字")
        template = mark("{least} 到 {most} 的整数") if self.whole else mark("{least} 到 {most}")
        return say(template, least=f"{self.least:g}", most=f"{self.most:g}")


def _whole(meaning: str, least: float, most: float) -> Place:
    return Place(meaning, least, most, whole=True)


PLACES: Mapping[str, Place] = {
    "queue.max_calls": _whole(mark("叫满几次不到才算过号"), 1, 10),
    "queue.recall_seconds": Place(mark("两次呼叫之间至少隔几秒"), 0, 600),
    "queue.cool_down_minutes": Place(mark("叫了没来、还没叫满次数：隔几分钟再排到"), 0, 120),
    "queue.return_minutes": Place(mark("过号后回来：按几分钟前刚到来排（不早于本来的位置）"), 0, 480),
    "queue.step_out_minutes": Place(mark("暂离保留位置最长几分钟"), 1, 480),
    "queue.hold_minutes": Place(mark("挂起保留位置最长几分钟"), 1, 480),
    "queue.undo_seconds": Place(mark("几秒以内可以撤销上一步"), 0, 600),
    "queue.grace_minutes": Place(mark("预约迟到几分钟以内仍按预约时间排"), 0, 240),
    "queue.early_minutes": Place(mark("预约最多提前几分钟报到"), 0, 480),
    "queue.slot_minutes": Place(mark("预约每段几分钟"), 1, 480),
    "queue.slot_people": _whole(mark("每队每段最多预约几人"), 0, 500),
    "queue.book_days": _whole(mark("最多提前几天预约"), 0, 365),
    "queue.book_each": _whole(mark("网上预约：一个证件或电话最多几个没到的预约"), 1, 100),
    "queue.book_each_day": _whole(mark("网上预约：一个证件一天最多几个"), 1, 50),
    "queue.range_warning": _whole(mark("号段还剩几个时提醒"), 0, 10_000),
    "queue.leftover": Place(
        mark("结束当日时剩下的号：ask 逐个决定，tomorrow 全部转明日优先，lapse 全部作废"), choices=LEFTOVERS
    ),
    "queue.head_start.": Place(mark("每类人员的提前量（分钟）：同一只钟上，等候时间加提前量大的先办"), 0, 240),
    "queue.estimate.range_low": Place(mark("预计等候区间的下分位"), 0, 1),
    "queue.estimate.range_high": Place(mark("预计等候区间的上分位"), 0, 1),
    "queue.estimate.prior_weight": Place(mark("没有记录时，设定的办理时间相当于几次记录"), 0, 1000),
    "queue.estimate.recent": _whole(mark("今天最近几次办理计入"), 1, 10_000),
    "queue.estimate.family_each": Place(mark("一家多人，每多一人加多少倍办理时间"), 0, 10),
    "queue.estimate.longest_minutes": Place(mark("超过几分钟的一次办理当作忘了结束，不计入"), 1, 1440),
    "queue.estimate.step_minutes": _whole(mark("区间以几分钟为一格"), 1, 60),
    "queue.watch.called_minutes": Place(mark("叫了没开始，几分钟后提醒"), 0, 240),
    "queue.watch.serving_times": Place(mark("办理时间超过平常几倍算异常"), 1, 100),
    "queue.watch.serving_minutes": Place(mark("没有记录时，办理几分钟算异常"), 1, 1440),
    "queue.watch.window_seconds": Place(mark("窗口几秒没有动静算断线"), 10, 86_400),
    "queue.watch.away_minutes": Place(mark("暂停几分钟算太久"), 1, 1440),
    "queue.board.least_seconds": Place(mark("每次呼叫至少显示几秒"), 0.1, 120),
    "queue.board.recent": _whole(mark("下方保留最近几次呼叫"), 0, 6),
    "queue.board.language_seconds": Place(mark("三种语言轮换，每种几秒"), 0.1, 3600),
    "queue.voice.volume": _whole(mark("叫号播报的音量，百分之几"), 0, 100),
    "queue.voice.times": _whole(mark("每次呼叫播报几遍，0 为不播报"), 0, 5),
    "queue.voice.quiet": Place(mark("不播报的时段，例如 12:00-13:30, 18:00-08:00；空着就没有")),
    "clock.near_days": _whole(mark("承诺日前几个工作日起亮黄灯、催办"), 0, 60),
    "clock.notice_warning_day": _whole(mark("收件后第几个工作日仍未答复要提醒（第六个工作日即视为受理）"), 1, 5),
    "clock.delivery_near_days": _whole(mark("送达期限前几个工作日起提醒"), 0, 10),
    "clock.unreceived_hours": Place(mark("材料送出几小时未签收要列出"), 0, 240),
    "staff.lock_minutes": Place(mark("几分钟没有按键就锁屏，用本人口令打开，手上的事不变；0 为不锁"), 0, 480),
    "staff.training_lock_minutes": Place(mark("演练大厅几分钟没有按键就锁屏；0 为不锁"), 0, 480),
    "staff.password_days": _whole(mark("口令用满几天要改；0 为不限"), 0, 3650),
    "intake.supplement_days": _whole(mark("一次性告知后申请人补正的期限（工作日）；逾期不自动作出任何决定"), 1, 365),
    "intake.scan_folder": Place(
        mark("扫描仪存文件的文件夹：大厅目录之外的绝对路径，或大厅目录里的 scans；{window} 换成窗口号，空着就不找")
    ),
    "intake.form_ending": Place(mark("名称以此结尾的材料是要填的表单")),
    "intake.known.person.": Place(
        mark("个人申请时，表单里大厅已经知道的栏目：name 姓名，id_number 证件号，phone 电话，none 不代填"),
        choices=("name", "id_number", "phone", "none"),
    ),
    "intake.known.organisation.": Place(
        mark("单位申请时，表单里大厅已经知道的栏目：name 名称，id_number 信用代码，phone 电话，none 不代填"),
        choices=("name", "id_number", "phone", "none"),
    ),
}
"""Name -> its place."""

FIXED_MAPS = ("queue.head_start.",)
"""Maps that have the names of the written policy and no others."""

NOTHING = "none"
"""A field that the hall is not to fill in."""


def place_of(name: str, written: Mapping[str, Any]) -> Place | None:
    """The place of a value, by its whole name; None where no such value is known. `written` has all written ones."""
    if name in PLACES and not name.endswith("."):
        return PLACES[name]
    for start, place in PLACES.items():
        inner = name[len(start) :]
        if start.endswith(".") and name.startswith(start) and inner:
            known = name in written if start in FIXED_MAPS else len(inner) <= 40 and inner.isprintable()
            return place if known else None
    return None


def flat(policy: Mapping[str, Any], start: str = "") -> dict[str, Any]:
    """Sections in sections as names with dots."""
    found: dict[str, Any] = {}
    for name, value in policy.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{start}{name}.")
        else:
            found[start + name] = value
    return found


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of `flat`: names with dots as sections in sections (what comes after a map's name is one name)."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        start = next((one for one in PLACES if one.endswith(".") and name.startswith(one)), None)
        steps = [*start.rstrip(".").split("."), name[len(start) :]] if start else name.split(".")
        section = found
        for step in steps[:-1]:
            section = section.setdefault(step, {})
        section[steps[-1]] = value
    return found


def read_value(place: Place, given: Any) -> int | float | str:
    """A value as its place has it, from what was typed or stands in a file. Raises ValueError with what it may be."""
    if place.least is None or place.most is None:
        return _word(place, given)
    if isinstance(given, str):
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", text := given.strip()):
            raise ValueError(place.bounds)
        given = float(text) if "." in text else int(text)
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given):
        raise ValueError(place.bounds)
    if not place.least <= given <= place.most or (place.whole and given != int(given)):
        raise ValueError(place.bounds)
    return int(given) if given == int(given) else given


def _word(place: Place, given: Any) -> str:
    if not isinstance(given, str) or len(given) > MOST_TEXT or not (given.isprintable() or not given):
        raise ValueError(place.bounds)
    if place.choices and given not in place.choices:
        raise ValueError(place.bounds)
    return given.strip()


def at_odds(values: Mapping[str, Any]) -> str:
    """Which values don't go together, in words; empty where all do."""
    if values["queue.estimate.range_low"] >= values["queue.estimate.range_high"]:
        return say("预计等候区间的下分位要小于上分位")
    if values["queue.voice.quiet"]:
        from counter.rules.announcing import quiet_hours

        try:
            quiet_hours(values["queue.voice.quiet"])
        except ValueError as error:
            return say("看不懂静音时段 {part}，请写成 12:00-13:30", part=verbatim(str(error)))
    return "" if values["intake.form_ending"] else say("表单名称的结尾不能空着，否则每份材料都成了表单")


def shown(value: Any) -> str:
    """A value as it is typed."""
    return f"{value:g}" if isinstance(value, float) else str(value)
