"""The language that this door answers in: results, refusals and help are values until here.

`speak` is called once, when the front door has read its options; whoever prints says `tell(...)`, whoever asks
`told(...)`.
"""

from __future__ import annotations

import copy
import os
import shlex
from collections.abc import Mapping
from typing import TypeVar

import click

from counter.errors import Next, Refusal
from counter.phrases import LANGUAGES, of_locale
from counter.phrases.said import ORIGINAL, in_language

C = TypeVar("C", bound=click.Command)

current = ORIGINAL
"""One process, one language; changed by `speak`."""


def speak(language: str | None, environment: Mapping[str, str] = os.environ) -> None:
    """Answer in a language from now on: the one asked for, else COUNTER_LANGUAGE, else the locale's."""
    global current
    asked = language or environment.get("COUNTER_LANGUAGE")
    current = asked if asked in LANGUAGES else of_locale(environment)


def told(text: object) -> str:
    """A sentence (or whatever shows itself as one) in the language in force."""
    return in_language(current, text)


def tell(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Print a sentence in the language in force."""
    click.echo(told(text), err=err, nl=nl)


def refused(refusal: Refusal) -> str:
    """A refusal in one line, the next step with the command that does it."""
    return refusal.in_language(current, by=command_line(refusal.next) if refusal.next else "")


def command_line(step: Next) -> str:
    """How an act is typed: `counter ticket absent A001 --reason ...`. A value that is None is yet to be thought of."""
    from counter.hall.act import named

    words = ["counter", *step.act.split(".")]
    by_position = named(step.act).argument
    for name, value in step.arguments.items():
        option = "--" + name.rstrip("_").replace("_", "-")
        if name != by_position:
            words.append(option)
        if value is not True:
            words.append("..." if value is None else shlex.quote(str(value)))
    return " ".join(words)


def in_words(command: C) -> C:
    """A command whose help is in the language in force: a copy, for another language may be asked for later."""
    spoken = copy.copy(command)
    spoken.help = told(command.help or "") or None
    spoken.params = [_parameter(one) for one in command.params]
    if isinstance(spoken, click.Group):
        spoken.commands = {name: in_words(one) for name, one in spoken.commands.items()}
    return spoken


def _parameter(parameter: click.Parameter) -> click.Parameter:
    spoken = copy.copy(parameter)
    spoken.metavar = told(parameter.metavar) if parameter.metavar else parameter.metavar
    if isinstance(spoken, click.Option) and spoken.help:
        spoken.help = told(spoken.help)
    return spoken
