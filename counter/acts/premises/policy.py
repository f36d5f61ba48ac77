"""The policy's values that a hall has of its own: set, set back, listed with their meaning; old files taken in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from counter.errors import Next, Refusal
from counter.hall import told as outside
from counter.hall.act import Look, Work, act, query
from counter.hall.files_in import check_scan_folder
from counter.hall.settings import written_policy
from counter.phrases.said import say, verbatim
from counter.rules import policy_values as rules
from counter.rules.access import Role
from counter.rules.letters import visible
from counter.rules.policy_values import Place
from counter.rules.told import Told
from counter.store import policy as store

OVERSEERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One value: what is in force, what is written, what it means and may be; since when and by whom it is so."""

    name: str
    value: str
    written: str
    meaning: str
    bounds: str
    own: bool
    since: datetime | None
    by: str

    def __str__(self) -> str:
        tail = (
            say(
                "（成文 {written}，{by} 于 {since} 改）",
                written=verbatim(self.written),
                by=self.by,
                since=_day(self.since),
            )
            if self.own
            else ""
        )
        return say(
            "{name} = {value}  {meaning}（{bounds}）{tail}",
            name=verbatim(self.name),
            value=verbatim(self.value or '""'),
            meaning=self.meaning,
            bounds=self.bounds,
            tail=tail,
        )


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One change of a value: to what (empty: back to the written one), when, by whom."""

    value: str
    own: bool
    at: datetime
    by: str

    def __str__(self) -> str:
        if not self.own:
            return say("{at} {by} 改回成文值", at=f"{self.at:%Y-%m-%d %H:%M}", by=self.by)
        return say("{at} {by} 改为 {value}", at=f"{self.at:%Y-%m-%d %H:%M}", by=self.by, value=verbatim(self.value))


@dataclass(frozen=True, slots=True)
class PolicySet:
    """A value after a change, and what was in force before."""

    name: str
    before: str
    value: str

    def __str__(self) -> str:
        return say(
            "{name}：{before} 改为 {value}",
            name=verbatim(self.name),
            before=verbatim(self.before or '""'),
            value=verbatim(self.value or '""'),
        )


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """What a file says otherwise than what is in force, and what of it can't be taken in, each with its reason."""

    changes: tuple[PolicySet, ...]
    left_out: tuple[str, ...]

    def __str__(self) -> str:
        return say("与现行的不同 {n} 处，不能载入 {m} 处", n=len(self.changes), m=len(self.left_out))


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


@query("policy.list", by=OVERSEERS, argument="name")
def list_values(look: Look, name: str = "") -> tuple[PolicyLine, ...]:
    """All values of the policy, or those whose name begins so: in force, written, meaning, bounds, since when."""
    written, own, newest = rules.flat(written_policy()), store.own(look.db), store.newest(look.db)
    found = []
    for one in dict.fromkeys([*written, *own]):
        place = rules.place_of(one, written)
        if place is None or not one.startswith(name):
            continue
        row = newest.get(one)
        found.append(
            PolicyLine(
                one,
                rules.shown(own.get(one, written.get(one, ""))),
                rules.shown(written.get(one, "")),
                place.meaning,
                place.bounds,
                one in own,
                look.hall.local(row["at"]) if row is not None else None,
                verbatim(row["staff_name"] or row["staff"]) if row is not None else "",
            )
        )
    if not found:
        raise _unknown(name)
    return tuple(found)


@query("policy.history", by=OVERSEERS, argument="name")
def history(look: Look, name: str) -> tuple[PolicyChange, ...]:
    """Every change of one value, the newest first."""
    _place(name)
    return tuple(
        PolicyChange(
            "" if row["value"] is None else rules.shown(json.loads(row["value"])),
            row["value"] is not None,
            look.hall.local(row["at"]),
            verbatim(row["staff_name"] or row["staff"]),
        )
        for row in store.history(look.db, name)
    )


@act("policy.set", by=(Role.ADMINISTRATOR,), argument="name")
def set_value(work: Work, name: str, value: str, seen: str | None = None) -> PolicySet:
    """Set one value; `seen` is the value that whoever sets it had before their eyes."""
    place, before = _place(name), _in_force(work, name)
    _as_seen(name, before, seen)
    read = _read(work, name, place, value)
    done = _change(work, {name: read})
    return done[0] if done else PolicySet(name, before, before)


@act("policy.reset", by=(Role.ADMINISTRATOR,), argument="name")
def reset(work: Work, name: str, seen: str | None = None) -> PolicySet:
    """Go back to the written value."""
    _place(name)
    before = _in_force(work, name)
    _as_seen(name, before, seen)
    own = store.own(work.db)
    if name in own:
        written = rules.flat(written_policy())
        left = {one: value for one, value in own.items() if one != name}
        _together({**written, **left})
        store.change(work.db, name, None, work.now, work.actor.staff)
    after = _in_force(work, name)
    work.about(f"policy:{name}", before=before, after=after)
    return PolicySet(name, before, after)


@query("policy.compare", by=(Role.ADMINISTRATOR,), argument="document")
def compare(look: Look, document: dict[str, Any]) -> PolicyDifference:
    """What an older policy file says otherwise than what is in force."""
    values, left_out = _of_file(look, document)
    return PolicyDifference(
        tuple(PolicySet(name, _in_force(look, name), rules.shown(value)) for name, value in values.items()),
        left_out,
    )


@act("policy.load", by=(Role.ADMINISTRATOR,), argument="document")
def load(work: Work, document: dict[str, Any], sha256: str = "") -> tuple[PolicySet, ...]:
    """Take an older policy file's values in; `sha256` is the file's, so that it is told no more as long as it stays."""
    values, _ = _of_file(work, document)
    done = _change(work, values)
    if len(sha256) == 64:
        store.see(work.db, "policy.toml", sha256, work.now, work.actor.staff)
    work.about("policy:file", sha256=sha256, changed=[one.name for one in done])
    return done


@act("hall.settings-seen", by=(Role.ADMINISTRATOR,))
def settings_seen(work: Work) -> str:
    """Say that hall.toml, which was changed beside the program, is right as it stands now."""
    sha256 = outside.hash_of(work.hall.directory / outside.SETTINGS)
    store.see(work.db, outside.SETTINGS, sha256, work.now, work.actor.staff)
    work.about("hall:settings", sha256=sha256)
    return say("hall.toml 已登记")


@query("hall.told", by=OVERSEERS)
def told(look: Look) -> tuple[Told, ...]:
    """Which files beside the store were changed behind the program's back."""
    return outside.told(look.hall)


# -- what may stand where ----------------------------------------------------------------------------------------------


def _place(name: str) -> Place:
    if (place := rules.place_of(name, rules.flat(written_policy()))) is None:
        raise _unknown(name)
    return place


def _unknown(name: str) -> Refusal:
    return Refusal(
        "policy.no-such-value",
        say("规则里没有 {name}", name=verbatim(visible(name, 60))),
        rule=say("名称与 data/policy.toml 一样，用点连接，例如 queue.max_calls"),
        next=Next.by("policy.list", say("请看全部名称")),
    )


def _in_force(about: Work | Look, name: str) -> str:
    own = store.own(about.db)
    return rules.shown(own[name] if name in own else rules.flat(written_policy()).get(name, ""))


def _as_seen(name: str, before: str, seen: str | None) -> None:
    if seen is not None and seen != before:
        raise Refusal(
            "policy.changed-meanwhile",
            say("{name} 刚被改为 {value}", name=verbatim(name), value=verbatim(before)),
            rule=say("两个人同时改，后一个要先看到前一个改了什么"),
            next=Next.by("policy.history", say("请看是谁改的，再决定"), name=name),
        )


def _read(about: Work | Look, name: str, place: Place, value: Any) -> int | float | str:
    try:
        read = rules.read_value(place, value)
    except ValueError as error:
        raise Refusal(
            "policy.out-of-bounds",
            say("{name} 不能是 {value}", name=verbatim(name), value=verbatim(visible(str(value), 60))),
            rule=error.args[0],
            next=Next.by("policy.list", say("请看它的含义和范围"), name=name),
        ) from None
    if name == "intake.scan_folder":
        check_scan_folder(about.hall.directory, str(read), about.hall.grounds)
    return read


def _together(values: Mapping[str, Any]) -> None:
    if odds := rules.at_odds(values):
        raise Refusal(
            "policy.values-at-odds",
            say("改了以后几个值不合在一起"),
            rule=odds,
            next=Next.by("policy.list", say("请看现行的值"), name="queue.estimate"),
        )


def _change(work: Work, values: Mapping[str, Any]) -> tuple[PolicySet, ...]:
    """Set what is not in force already; all of it must go together."""
    written, own = rules.flat(written_policy()), store.own(work.db)
    now = {**written, **own}
    new = {name: value for name, value in values.items() if name not in now or now[name] != value}
    _together({**now, **new})
    done = []
    for name, value in new.items():
        store.change(work.db, name, value, work.now, work.actor.staff)
        done.append(PolicySet(name, rules.shown(now.get(name, "")), rules.shown(value)))
        work.about(f"policy:{name}", before=done[-1].before, after=done[-1].value)
    return tuple(done)


def _of_file(about: Work | Look, document: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What of a file can be taken in and differs, and why the rest can't."""
    written, own = rules.flat(written_policy()), store.own(about.db)
    now = {**written, **own}
    values: dict[str, Any] = {}
    left_out: list[str] = []
    for name, given in rules.flat(document).items():
        shown = verbatim(visible(name, 60))
        if name == "queue.board.announce":
            if given:
                left_out.append(say("{name}：播报程序在启动大屏时给出，不由规则给出", name=shown))
            continue
        if (place := rules.place_of(name, written)) is None:
            left_out.append(say("{name}：没有这个值", name=shown))
            continue
        try:
            read = _read(about, name, place, given)
        except Refusal as refusal:
            left_out.append(say("{name}：{why}（{rule}）", name=shown, why=refusal.message, rule=refusal.rule))
            continue
        if name not in now or now[name] != read:
            values[name] = read
    return values, tuple(left_out)
