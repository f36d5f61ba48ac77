"""Click commands made from the registry: one noun is one group, its verbs are the acts' own."""

from __future__ import annotations

import enum
import inspect
import json
import sys
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from counter.commands import _told
from counter.commands._door import Door, show
from counter.commands._secret import read_secret
from counter.commands._told import tell, told
from counter.errors import Refusal
from counter.hall.act import Act, load
from counter.hall.files_out import write_new
from counter.phrases import content
from counter.phrases.said import mark, say, verbatim
from counter.rules.content import Content
from counter.rules.dates_written import day_in, read_day
from counter.rules.secret import Secret, owner_of

if TYPE_CHECKING:
    from counter.hall.open import OpenHall

A_LEAP_YEAR = date(2024, 2, 29)
"""A day on which whatever can be a day is one."""
MOST_TEXT = 10_000
"""Characters a text option may have; longer ones come from files."""


class DateType(click.ParamType[date]):
    """A day as people write it. One that hangs on today (昨天, 11.28) stays as written until the hall says what day it
    is there.
    """

    name = "date"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return told(mark("日期"))

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, date):
            return value
        if day_in(value, A_LEAP_YEAR) is None:
            wrong = say("{value} 不是日期，写成 11.28、昨天或 2026-11-28", value=verbatim(repr(value)))
            self.fail(told(wrong), param, ctx)
        return day_in(value, None) or value


def noun_group(noun: str, own: click.Group | None) -> click.Group:
    """All verbs of a noun; a handwritten command of the same name stands in for the generated one."""
    group = (type(own) if own else click.Group)(noun, help=own.help if own else None)
    for entry in load(noun).values():
        head, _, verb = entry.name.partition(".")
        if head == noun and entry.for_people:
            group.add_command(command_of(entry, verb))
    for name, command in (own.commands if own else {}).items():
        group.add_command(command, name)
    return group


def command_of(entry: Act, verb: str) -> click.Command:
    """One act or query as a command."""
    hints = typing.get_type_hints(entry.function)
    secrets = entry.secrets
    parameters: list[click.Parameter] = []
    for parameter in list(inspect.signature(entry.function).parameters.values())[1:]:
        if parameter.name in secrets:
            continue
        parameters.append(_parameter(entry, parameter, hints[parameter.name]))
    if entry.writes:
        parameters.append(click.Option(["--key", "_key"], help=say("操作键：重复提交同一个键只办一次")))
    parameters.append(click.Option(["--json", "_json"], is_flag=True, help=say("输出 JSON")))
    if hints.get("return") is Content:
        parameters.append(click.Option(["--to", "_to"], required=True, help=say("写到哪个新文件")))

    @click.pass_obj
    def run(door: Door, /, _json: bool, _key: str | None = None, _to: str = "", **given: Any) -> None:
        arguments = {name: value for name, value in given.items() if value is not None or name == entry.argument}
        arguments = {name: _unpack(hints[name], value) for name, value in arguments.items()}
        for value in arguments.values():
            if isinstance(value, str) and len(value) > MOST_TEXT:
                raise Refusal(
                    "act.input-too-long-characters",
                    say("输入过长（{n} 字）", n=len(value)),
                    rule=say("一项文字最多 {most_text} 字", most_text=MOST_TEXT),
                    next=say("请缩短后再试"),
                )
        hall = door.open()
        try:
            arguments |= _days(hall, hints, arguments)
            actor = door.actor(hall, entry, arguments)
            if not hall.training or "sheet" in secrets:
                arguments |= _signatures(secrets, arguments)
            if entry.writes:
                result = hall.run(entry, actor, arguments, key=_key)
            else:
                result = hall.answer(entry, actor, arguments)
            if isinstance(result, Content):  # what is in it is written by whoever asked, and never shown
                result = write_new(_to, result.data, hall.grounds)
        finally:
            hall.close()
        show(result, _json)

    return click.Command(verb, params=parameters, callback=run, help=_summary(entry))


def _summary(entry: Act) -> str:
    """What an act does: as acts.toml says it, in English as its docstring begins."""
    return entry.english if _told.current == "en" else content(_told.current, entry.summary)


def _days(hall: OpenHall, hints: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, date]:
    """Days that were not written whole, as the hall's own date makes them; each is said, for it was not typed so."""
    found = {}
    for name, value in arguments.items():
        if _bare(hints[name]) is date and isinstance(value, str):
            found[name] = day = read_day(value, hall.local(hall.now()).date())
            tell(say("“{text}”即 {day}", text=verbatim(value), day=day), err=True)
    return found


def _signatures(secrets: Iterable[str], arguments: Mapping[str, Any]) -> dict[str, Secret]:
    """The passwords of the other people whose codes were given (`second` signs with `second_password`),
    typed by them; and what is nobody's password but is typed all the same: a sheet.
    """
    owners = {name: arguments.get(owner_of(name)) for name in secrets}
    typed = {
        name: read_secret(say("{staff} 的口令", staff=verbatim(owner)), name) for name, owner in owners.items() if owner
    }
    if "sheet" in owners:
        typed["sheet"] = read_secret(say("恢复单上的各位"), "sheet")
    return typed


def _bare(hint: Any) -> Any:
    """The type inside `X | None`."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(kind for kind in typing.get_args(hint) if kind is not type(None))
    return hint


def _parameter(entry: Act, parameter: inspect.Parameter, hint: Any) -> click.Parameter:
    kind = _bare(hint)
    required = parameter.default is inspect.Parameter.empty
    if parameter.name == entry.argument:
        return click.Argument([parameter.name], type=_click_type(kind), required=required)
    option = "--" + parameter.name.rstrip("_").replace("_", "-")
    names = [option, parameter.name]
    if kind is bool:
        return click.Option([f"{option}/--no-{option[2:]}", parameter.name], default=None, required=required)
    if typing.get_origin(kind) in (tuple, list):
        return click.Option(names, multiple=True, default=None, required=required)
    if typing.get_origin(kind) is dict or kind is dict:
        return click.Option(
            names,
            metavar=say("JSON|@文件|-"),
            required=False,
            default="-" if required or not sys.stdin.isatty() else None,
        )
    return click.Option(names, type=_click_type(kind), required=required)


def _click_type(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return click.Choice([member.value for member in kind])
    if kind is date:
        return DateType()
    return {int: click.INT, float: click.FLOAT}.get(kind, click.STRING)


def _unpack(hint: Any, value: Any) -> Any:
    kind = _bare(hint)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(value)
    if typing.get_origin(kind) in (tuple, list) and value is not None:
        return (typing.get_origin(kind))(value)
    if (typing.get_origin(kind) is dict or kind is dict) and isinstance(value, str):
        return _json(value)
    return value


def _json(text: str) -> dict[str, Any]:
    """A JSON object given as text, as @file, or on standard input (`-`; nothing there is an empty object)."""
    try:
        if text == "-":
            text = "" if sys.stdin.isatty() else sys.stdin.read(1_000_000)
            if not text.strip():
                return {}
        elif text.startswith("@"):
            with open(text[1:], encoding="utf-8-sig") as file:
                text = file.read(1_000_000)
        value = json.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Refusal(
            "generated.json-unreadable",
            say("读不懂给出的 JSON（{error}）", error=error),
            rule=say("应为一个 JSON 对象"),
            next=say("请检查括号、引号和编码"),
        ) from error
    if not isinstance(value, dict):
        raise Refusal(
            "generated.json-no-object",
            say("给出的 JSON 不是对象"),
            rule=say("应为 {form} 的形式", form='{"name": value}'),
            next=say("请改正后再试"),
        )
    return value
