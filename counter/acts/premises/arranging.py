"""The hall itself, as an administrator arranges it: queues, windows, departments and desks, and a plan for all at once.

A window or a queue is never deleted, since tickets and the journal name it; a window without queues calls nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from counter.acts.premises.placed import Placed
from counter.acts.premises.printers import named
from counter.acts.premises.seen import check_seen, department_state, queue_state, station_state, window_state
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_code, clean_text
from counter.rules.level import LEVEL_NAMES, STATION_LEVELS
from counter.store import driver, rooms, tickets
from counter.store import premises as store

HIGHEST_WINDOW, HIGHEST_NUMBER, LONGEST_MINUTES = 999, 9999, 480


@act("queue.set", by=(Role.ADMINISTRATOR,), argument="letter")
def set_queue(
    work: Work,
    letter: str,
    code: str,
    name: str,
    last_number: int = 999,
    minutes: int = 10,
    bundles: tuple[str, ...] = (),
    seen: str = "",
) -> Placed:
    """Make a queue, or change one: its letter stands before every number.

    `minutes` is what a visit takes as long as nothing is known of any. Raises Refusal for a letter that isn't one or
    two of A to Z, a code that another queue has, an unknown bundle.
    """
    letter = clean_code(letter, what=say("队列字母"), limit=2, empty=False).upper()
    if not re.fullmatch(r"[A-Z]{1,2}", letter):
        raise Refusal(
            "hall.letter-cannot-used",
            say("队列字母 {letter} 不能用", letter=verbatim(letter)),
            rule=say("一两个字母 A 到 Z，印在号码前面"),
            next=say("请换一个字母"),
        )
    code = _code(code.lower(), say("队列代码"), r"[a-z][a-z0-9-]{0,19}")
    name = clean_text(name, what=say("队列名称"), limit=20, empty=False)
    _within(last_number, 1, HIGHEST_NUMBER, say("末号"))
    _within(minutes, 1, LONGEST_MINUTES, say("每位分钟数"))
    for bundle in bundles:
        if bundle != "*" and not tickets.is_bundle(work.db, bundle):
            raise Refusal(
                "hall.no-bundle",
                say("没有一件事 {bundle}", bundle=verbatim(clean_text(bundle, limit=60))),
                rule=say("队列按一件事的代码认"),
                next=say("请核对代码，或写 * 代表所有一件事"),
            )
    if (other := store.queue_with_code(work.db, code)) not in (None, letter):
        raise Refusal(
            "hall.code-belongs-queue",
            say("队列代码 {code} 已经是 {other} 队列的", code=verbatim(code), other=other),
            rule=say("一个代码只对应一个队列"),
            next=say("请换一个代码"),
        )
    _check_seen(work, seen, "queue", "letter", letter, queue_state)
    new = store.put_queue(work.db, letter, code, name, last_number, minutes, bundles)
    work.about(f"queue:{letter}", new=new)
    return Placed(
        say("队列"), letter, name, say("{code}，到 {last_number} 号", code=code, last_number=last_number), new
    )


@act("window.set", by=(Role.ADMINISTRATOR,), argument="number")
def set_window(
    work: Work,
    number: int,
    name: str,
    queues: tuple[str, ...] = (),
    printer: str | None = None,
    station: str = "",
    seen: str = "",
) -> Placed:
    """Make a front window, or change one: the queues it serves in their order, none to close it; its printer, by a
    name of the list; the station it stands in (empty: the hall). A queue is served in one place only, so that nobody is
    called to where they are not.
    """
    _within(number, 1, HIGHEST_WINDOW, say("窗口号"))
    name = clean_text(name, what=say("窗口名称"), limit=20, empty=False)
    letters = tuple(dict.fromkeys(clean_code(q, what=say("队列"), limit=2, empty=False).upper() for q in queues))
    known = store.queue_letters(work.db)
    for letter in letters:
        if letter not in known:
            raise Refusal(
                "hall.no-queue",
                say("没有队列 {letter}", letter=verbatim(letter)),
                rule=say("窗口只叫登记过的队列"),
                next=say("请先登记队列；现有 {known}", known=listed(known) or say("无")),
            )
    station = clean_code(station, what=say("服务站"), limit=30).upper()
    where = store.station(work.db, station) if station else None
    if station and where is None:
        raise Refusal(
            "hall.no-station",
            say("没有服务站 {station}", station=verbatim(station)),
            rule=say("服务站先登记，后设窗口"),
            next=say("请先用 station set 登记"),
        )
    elsewhere = store.letters_by_place(work.db, besides=number)
    for letter in letters:
        if elsewhere.get(letter, {station or None}) != {station or None}:
            raise Refusal(
                "hall.queue-called-windows-elsewhere",
                say("队列 {letter} 由别处的窗口叫号", letter=letter),
                rule=say("一个队列只在一处叫号，免得把人叫到他不在的地方"),
                next=say("请给这一处另设队列"),
            )
    if printer is not None:
        printer = named(work.db, printer).code
    _check_seen(work, seen, "front_window", "number", number, window_state)
    new = store.put_window(work.db, number, name, letters, printer, station or None)
    work.about(f"window:{number}", new=new, queues=list(letters), station=station)
    return Placed(
        say("窗口"),
        str(number),
        name,
        (listed(letters) or say("不叫号")) + (say("，{name}", name=where["name"]) if where else ""),
        new,
    )


@act("station.set", by=(Role.ADMINISTRATOR,), argument="code")
def set_station(
    work: Work, code: str, name: str, level: str, place: str = "", phone: str = "", hours: str = "", seen: str = ""
) -> Placed:
    """Make a service station of a county, town or community, or change one. Its windows take in for the whole hall."""
    code = _code(code.upper(), say("服务站代码"), r"[A-Z][A-Z0-9-]{0,29}")
    if level not in STATION_LEVELS:
        raise Refusal(
            "hall.no-station-level",
            say("没有 {level} 这一级的服务站", level=verbatim(clean_text(level, limit=20))),
            rule=say(
                "服务站分 {kinds}",
                kinds=listed(say("{key}（{level}）", key=k, level=LEVEL_NAMES[k]) for k in STATION_LEVELS),
            ),
            next=say("请改正级别"),
        )
    name = clean_text(name, what=say("服务站名称"), limit=30, empty=False)
    if store.station_named(work.db, name) not in (None, code):
        raise Refusal(
            "hall.station-named",
            say("已有名为 {name} 的服务站", name=verbatim(name)),
            rule=say("名称印在回执上，不能重复"),
            next=say("请换一个名称"),
        )
    place, hours = clean_text(place, what=say("地址"), limit=60), clean_text(hours, what=say("开放时间"), limit=40)
    _check_seen(work, seen, "station", "code", code, station_state)
    new = store.put_station(work.db, code, name, level, place, clean_code(phone, what=say("电话"), limit=30), hours)
    work.about(f"station:{code}", new=new)
    return Placed(say("服务站"), code, name, LEVEL_NAMES[level], new)


@act("department.set", by=(Role.ADMINISTRATOR,), argument="code")
def set_department(
    work: Work,
    code: str,
    name: str,
    short: str,
    level: str,
    phone: str = "",
    place: str = "",
    desk: bool = True,
    seen: str = "",
) -> Placed:
    """Make a department, or change one; with `desk` (the rule) it sits in this hall with a desk, `D-` and its code."""
    code = _code(code.upper(), say("部门代码"), r"[A-Z0-9][A-Z0-9-]{0,29}")
    if level not in LEVEL_NAMES:
        raise Refusal(
            "hall.no-level",
            say("没有 {level} 这一级", level=verbatim(clean_text(level, limit=20))),
            rule=say(
                "部门分 {kinds}", kinds=listed(say("{key}（{value}）", key=k, value=v) for k, v in LEVEL_NAMES.items())
            ),
            next=say("请改正级别"),
        )
    name = clean_text(name, what=say("部门名称"), limit=60, empty=False)
    short = clean_text(short, what=say("部门简称"), limit=12, empty=False)
    phone = clean_code(phone, what=say("电话"), limit=30)
    _check_seen(work, seen, "department", "code", code, department_state)
    new = store.put_department(
        work.db, code, name, short, level, phone, clean_text(place, what=say("位置"), limit=60) if desk else None
    )
    work.about(f"department:{code}", new=new)
    return Placed(say("部门"), code, name, LEVEL_NAMES[level] + ("" if desk else say("，不在本大厅")), new)


@dataclass(frozen=True, slots=True)
class Premises:
    """What a hall consists of, and what it still lacks before a citizen can be served (empty: nothing)."""

    queues: tuple[str, ...]
    windows: tuple[str, ...]
    desks: int
    staff: tuple[tuple[str, int], ...]
    items: int
    bundles: int
    lacking: tuple[str, ...]

    def __str__(self) -> str:
        people = listed(say("{name} {count} 人", name=name, count=count) for name, count in self.staff)
        lines = [
            say("队列：{queues}", queues=listed(self.queues, "；") or say("无")),
            say("窗口：{windows}", windows=listed(self.windows, "；") or say("无")),
        ]
        lines += [
            say(
                "审批台 {desks} 个；{people}；事项 {items} 个，一件事 {bundles} 个",
                desks=self.desks,
                people=people,
                items=self.items,
                bundles=self.bundles,
            ),
            *(say("还缺：{one}", one=one) for one in self.lacking),
        ]
        return listed(lines, "\n")


@query("hall.premises", by=(Role.ADMINISTRATOR, Role.SUPERVISOR))
def premises(look: Look) -> Premises:
    """The queues, windows, desks and people of this hall, and what it lacks."""
    return survey(look.db, look.today.isoformat())


def survey(db: Any, today: str) -> Premises:
    """The same for `counter doctor`, before anybody can sign in."""
    from counter.rules.access import ROLE_NAMES

    found = store.counts(db, today)
    people = {role: found["staff"].get(role, 0) for role in Role if role is not Role.HALL}
    lacking = [
        words
        for missing, words in (
            (not found["departments"], say("部门：counter department set，或写进方案")),
            (not found["items"], say("事项：counter catalogue import")),
            (not found["queues"], say("队列：counter queue set，或写进方案")),
            (
                not any(json.loads(row["queues"]) for row in found["windows"]),
                say("叫号的窗口：counter window set，或写进方案"),
            ),
            *(
                (not people[role], say("{role}：counter staff add --role {code}", role=ROLE_NAMES[role], code=role))
                for role in people
            ),
            (bool(found["unserved"]), say("有队列没有窗口叫：{unserved}", unserved=listed(found["unserved"]))),
            (
                bool(found["unmanned"]),
                say(
                    "{count} 个审批台有事项、没有审批人员：{unmanned}",
                    count=len(found["unmanned"]),
                    unmanned=listed(found["unmanned"][:5]),
                ),
            ),
        )
        if missing
    ]
    return Premises(
        tuple(
            say("{letter} {name}（{code}）", letter=row["letter"], name=row["name"], code=row["code"])
            for row in found["queues"]
        ),
        tuple(
            say(
                "{number} {name}（{loads}{station}）",
                number=row["number"],
                name=row["name"],
                loads=listed(json.loads(row["queues"])) or say("不叫号"),
                station=say("，{station}", station=row["station"]) if row["station"] else "",
            )
            for row in found["windows"]
        ),
        found["desks"],
        tuple((ROLE_NAMES[role], count) for role, count in people.items()),
        found["items"],
        found["bundles"],
        tuple(lacking),
    )


def _check_seen(
    work: Work, seen: str, table: str, key: str, value: object, state: Callable[[driver.Row], tuple[object, ...]]
) -> None:
    """Whether a row still is what its form was filled in over."""
    row = rooms.row(work.db, table, key, value)
    check_seen(seen, *(state(row) if row is not None else ()))


def _code(text: str, what: str, form: str) -> str:
    code = clean_code(text, what=what, limit=30, empty=False)
    if not re.fullmatch(form, code):
        raise Refusal(
            "hall.cannot-used",
            say("{what} {code} 不能用", what=what, code=verbatim(code)),
            rule=say("字母开头，只含字母、数字和 -"),
            next=say("请改正代码"),
        )
    return code


def _within(number: int, low: int, high: int, what: str) -> None:
    if not isinstance(number, int) or not low <= number <= high:
        raise Refusal(
            "hall.not-right",
            say("{what} {number} 不对", what=what, number=verbatim(str(number)[:20])),
            rule=say("{low} 到 {high} 的整数", low=low, high=high),
            next=say("请改正"),
        )
