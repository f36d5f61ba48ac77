"""A whole hall from one written plan: what exists is brought to it too, people as well, the difference said first.

`hall.arrange` with `rehearse` does everything and takes it all back, so that what is shown is what would be done;
its `seen` given to the act itself holds it to that.
"""

from __future__ import annotations

import tomllib
import typing
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from counter.acts.paper.remedies import lay_remedies
from counter.acts.premises.arranging import set_department, set_queue, set_station, set_window
from counter.acts.premises.placed import Placed
from counter.acts.premises.printers import lay_printer
from counter.acts.premises.seen import seen_as
from counter.acts.staff.accounts import staff_code
from counter.acts.staff.people import lay_person
from counter.errors import Next, Refusal
from counter.hall.act import Rehearsed, Work, act
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import ROLE_NAMES, Role
from counter.rules.identity import clean_text
from counter.rules.secret import Secret
from counter.store import premises as store
from counter.store import staff as members

LARGEST_PLAN = 1_000_000
"""Bytes of a plan; a hall of a thousand people needs a tenth of it."""

PLAN: dict[str, Callable[..., Any]] = {
    "departments": set_department,
    "stations": set_station,
    "queues": set_queue,
    "printers": lay_printer,
    "windows": set_window,
    "staff": lay_person,
    "remedies": lay_remedies,
}
"""Section of a plan -> what makes one of its entries; in the order in which they need each other."""

COLUMN_NAMES: dict[str, str] = {
    "bundles": mark("一件事"),
    "closed_on": mark("关闭"),
    "code": mark("代码"),
    "court": mark("法院"),
    "department": mark("部门"),
    "desk": mark("审批台"),
    "fixed_minutes": mark("每位分钟"),
    "head": mark("本台负责人"),
    "hours": mark("开放时间"),
    "last_number": mark("末号"),
    "level": mark("级别"),
    "name": mark("名称"),
    "phone": mark("电话"),
    "place": mark("位置"),
    "printer": mark("打印机"),
    "queues": mark("队列"),
    "retired_at": mark("停用"),
    "review": mark("复议机关"),
    "role": mark("岗位"),
    "setting": mark("接法"),
    "short": mark("简称"),
    "station": mark("服务站"),
}
"""Columns that a plan can change, as a difference names them; others change with them and say nothing of their own."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a plan came to: everything that it made or changed, in its order; what the hall has besides is left alone
    and named. `seen` names this difference.
    """

    placed: tuple[Placed, ...]
    unchanged: int
    besides: tuple[str, ...] = ()
    seen: str = ""

    def __str__(self) -> str:
        lines = [str(one) for one in self.placed]
        lines.append(say("共 {count} 处，{unchanged} 处原样不动", count=len(lines), unchanged=self.unchanged))
        lines += [say("不在方案里、不动：{besides}", besides=one) for one in self.besides]
        return listed(lines, "\n")


@act("hall.arrange", by=(Role.ADMINISTRATOR,))
def arrange(work: Work, plan: dict[str, Any], rehearse: bool = False, seen: str = "") -> Arranged:
    """Bring the hall to a plan: departments, queues, printers, windows, staff, remedies (shape of data/training.toml),
    all or nothing.

    What is as the plan says stays untouched, so that a plan can be given again; what it doesn't name is left alone. Of
    staff who exist names, roles, desks and heads follow the plan, passwords never do. With `rehearse` everything is
    taken back again; with `seen` (of what a rehearsal answered) it is refused if it would come to something else now.
    """
    unknown = [name for name in plan if name not in (*PLAN, "surnames", "given")]
    if unknown:
        raise Refusal(
            "hall.plan-unknown-part",
            say("方案里有不认识的部分 {unknown}", unknown=verbatim(clean_text(str(unknown[0]), limit=40))),
            rule=say("方案由 {plan} 组成", plan=listed(PLAN)),
            next=say("请改正后再试"),
        )
    work.hall.proofs.want_hashes(_first_passwords(work, plan))
    placed: list[Placed] = []
    unchanged = 0
    for section, make in PLAN.items():
        kinds = typing.get_type_hints(make)
        for place, entry in enumerate(_entries(plan, section), 1):
            _check_entry(section, place, entry, kinds)
            before = store.picture(work.db, section, entry)
            try:
                made = make(work, **{name: _as(kinds.get(name), value) for name, value in entry.items()})
            except Refusal as refusal:
                raise Refusal(
                    "hall.plan-line-wrong",
                    say("{section} 第 {place} 条：{message}", section=section, place=place, message=refusal.message),
                    rule=refusal.rule,
                    next=refusal.next or refusal.next_step,
                ) from refusal
            except (TypeError, ValueError, AttributeError) as error:
                raise Refusal(
                    "hall.no-not-written",
                    say("{section} 第 {place} 条写得不对（{error}）", section=section, place=place, error=error),
                    rule=say("每条写明各项，照 data/training.toml 的样子"),
                    next=say("请改正后再试"),
                ) from error
            after = store.picture(work.db, section, entry)
            if before == after:
                unchanged += 1
            else:
                placed.append(made if before is None else replace(made, changes=_changes(before, after or [])))
    work.subject = ""
    work.about("hall:premises", made=len(placed), unchanged=unchanged)
    done = Arranged(
        tuple(placed), unchanged, _besides(work, plan), seen_as([(one.code, str(one), one.changes) for one in placed])
    )
    if rehearse:
        raise Rehearsed(done)
    if seen and seen != done.seen:
        raise Refusal(
            "hall.plan-other-now",
            say("看过之后大厅又变了，方案做的事不一样了"),
            rule=say("只做看过的改动"),
            next=Next.by("hall.arrange", say("请再看一遍要改什么")),
        )
    return done


def _first_passwords(work: Work, plan: Mapping[str, Any]) -> dict[str, Secret]:
    """Those of the people who are new. What is not written right is said later, where it stands."""
    found: dict[str, Secret] = {}
    for one in _entries(plan, "staff"):
        if isinstance(words := one.get("password"), (str, Secret)):
            with suppress(Refusal):
                code = staff_code(str(one.get("code", "")))
                if not members.known(work.db, code):
                    found[code] = Secret(words) if isinstance(words, str) else words
    return found


def read_plan(file: Path) -> dict[str, Any]:
    """A plan file. Raises Refusal that says what is wrong with it."""
    try:
        if file.stat().st_size > LARGEST_PLAN:
            raise Refusal(
                "hall.file-too-large",
                say("{file} 太大", file=verbatim(file)),
                rule=say("方案最多 {largest_plan} KB", largest_plan=LARGEST_PLAN // 1000),
                next=say("请分开写"),
            )
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise Refusal(
            "hall.file-missing",
            say("没有文件 {file}", file=verbatim(file)),
            rule=say("方案是一个 TOML 文件"),
            next=say("请核对路径；样子见 data/training.toml"),
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal(
            "hall.file-unreadable",
            say("读不懂 {file}（{error}）", file=verbatim(file), error=error),
            rule=say("方案是 UTF-8 的 TOML"),
            next=say("请照 data/training.toml 改正"),
        ) from error


def _changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> tuple[str, ...]:
    """What is other than before, a word for each column."""
    found = []
    for old, new in zip(before, after, strict=False):
        found += [
            say("{column} {old} → {new}", column=name, old=_told(old[column]), new=_told(new[column]))
            for column, name in COLUMN_NAMES.items()
            if column in new and old.get(column) != new[column]
        ]
    return tuple(found)


def _told(value: Any) -> str:
    if value in (None, "", "[]"):
        return say("无")
    if value in tuple(Role):
        return ROLE_NAMES[Role(value)]
    if isinstance(value, str) and value.startswith("["):
        value = value.strip("[]").replace('"', "").replace(", ", " ")
    return verbatim(str(value))


def _besides(work: Work, plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What the hall has and a section of the plan doesn't name, at most ten of a section."""
    found = []
    for section in PLAN:
        if section in plan:
            named = {str(entry.get(store.KEYS[section][1], "")).lower() for entry in _entries(plan, section)}
            left = [code for code in store.codes(work.db, section) if code.lower() not in named]
            if left:
                found.append(
                    say(
                        "{section} {codes}{more}",
                        section=section,
                        codes=verbatim(" ".join(left[:10])),
                        more=say(" 等 {n} 个", n=len(left)) if len(left) > 10 else "",
                    )
                )
    return tuple(found)


def _check_entry(section: str, place: int, entry: Mapping[str, Any], kinds: Mapping[str, Any]) -> None:
    if wrong := next((name for name, value in entry.items() if name in kinds and not _fits(value, kinds[name])), None):
        raise Refusal(
            "hall.no-not-written-right",
            say("{section} 第 {place} 条的 {wrong} 写得不对", section=section, place=place, wrong=wrong),
            rule=say("每条写明各项，照 data/training.toml 的样子"),
            next=say("请改正后再试"),
        )


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value of a plan is what an act's parameter takes; lists stand for tuples, texts for enumerations."""
    if type(None) in typing.get_args(kind):
        kind = typing.get_args(kind)[0]
    if typing.get_origin(kind) is tuple:
        return isinstance(value, list) and all(isinstance(inner, str) for inner in value)
    if kind is Secret:
        return isinstance(value, (str, Secret))
    return isinstance(value, str if issubclass(kind, str) else kind) and (kind is bool or not isinstance(value, bool))


def _as(kind: Any, value: Any) -> Any:
    """A value of a plan as the act's parameter takes it: lists as tuples, passwords as secrets."""
    if isinstance(value, list):
        return tuple(value)
    return Secret(value) if kind is Secret and isinstance(value, str) else value


def _entries(plan: Mapping[str, Any], section: str) -> list[dict[str, Any]]:
    entries = plan.get(section, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Refusal(
            "hall.plan-no-list-entries",
            say("方案的 {section} 不是一条一条的", section=section),
            rule=say("写成 [[{section}]]", section=section),
            next=say("请改正后再试"),
        )
    return entries
