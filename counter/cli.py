"""The front door: every act of the registry without a screen, and the programs that run a hall.

Commands are made from the registry of acts (`noun.verb` becomes `counter noun verb`, parameters become options), so
nothing can be done by one door and not by another. What needs a question or runs on its own is a module of
counter/commands. Exit 0 done, 1 refused, 2 usage.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from counter.commands._told import in_words, refused, speak, tell, told
from counter.errors import Next, Refusal
from counter.phrases.said import mark, say, verbatim

PROGRAMS = {
    "init": mark("建立大厅（--training 为演练大厅）"),
    "start": mark("第一次开厅：建立大厅，在屏幕上一步步做完"),
    "keep": mark("保管大厅：唯一持有数据和密钥的进程"),
    "run": mark("大厅后台：打印、公开页、时限检查、收件箱"),
    "serve": mark("公众查询网站"),
    "board": mark("大厅叫号屏"),
    "voice": mark("叫号播报：要录哪些词，试听一次"),
    "kiosk": mark("自助取号屏"),
    "walkthrough": mark("一个人从进门到办结，全程走一遍"),
    "simulate": mark("多窗口模拟一整天"),
    "replay": mark("回放过去的一天：某一分钟大厅是什么样"),
    "whatif": mark("一天重演：多开窗口、并队、轮休、人多了会怎样"),
    "verify": mark("验回执真伪"),
    "explain": mark("逐日说明一个时限"),
    "manual": mark("手册：一项工作一页，中英文，有图"),
    "access": mark("岗位权限表"),
    "check": mark("检查大厅数据是否完好"),
    "doctor": mark("检查本机与大厅的设置"),
    "restore": mark("从备份恢复成一个新的大厅目录"),
    "sql": mark("管理员只读查询"),
}
"""Commands that are modules of counter/commands with a click command called `command`."""


class Front(click.Group):
    """The nouns of the registry and the programs, each loaded only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from counter.hall.act import nouns

        return sorted({*PROGRAMS, *nouns(), *_own_groups()})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        from counter.hall.act import nouns

        if name in PROGRAMS:
            return in_words(_module(name).command) if _has(name) else None
        if name in nouns() or name in _own_groups():
            from counter.commands.generated import noun_group

            own = _module(name).group if name in _own_groups() else None
            return in_words(noun_group(name, own))
        return None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Learn first in which language help and faults of the other options are to be said."""
        glance = click.Context(self, resilient_parsing=True, **self.context_settings)
        speak(self.make_parser(glance).parse_args(list(args))[0].get("language"))
        return super().parse_args(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        spoken = in_words(self)
        formatter = ctx.make_formatter()
        spoken.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Programs with their words; nouns by name only, so that help stays quick."""
        from counter.hall.act import nouns

        with formatter.section(told(mark("程序"))):
            formatter.write_dl([(name, told(words)) for name, words in PROGRAMS.items() if _has(name)])
        with formatter.section(told(mark("操作（counter 名词 --help 看动词）"))):
            formatter.write_text("  ".join(sorted({*nouns(), *_own_groups()})))


def _has(name: str) -> bool:
    return importlib.util.find_spec(f"counter.commands.{name}") is not None


def _module(name: str) -> Any:
    return importlib.import_module(f"counter.commands.{name}")


def _own_groups() -> set[str]:
    folder = Path(__file__).parent / "commands"
    names = {file.stem for file in folder.glob("*.py") if not file.stem.startswith("_")}
    return names - set(PROGRAMS) - {"generated"}


def moment(text: str) -> datetime:
    """A moment for --now: `2026-11-24T09:30`, or a date (then 09:00). Raises click.BadParameter."""
    try:
        given = datetime.fromisoformat(text.strip().replace(" ", "T"))
    except ValueError:
        raise click.BadParameter(
            told(say("{text} 不是时间，写成 2026-11-24T09:30", text=verbatim(repr(text))))
        ) from None
    return given.replace(hour=9) if len(text.strip()) == 10 else given


@click.group(
    cls=Front,
    invoke_without_command=True,
    help=mark("政务服务大厅窗口。不带命令时打开登录界面。"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--hall",
    "hall_dir",
    envvar="COUNTER_HALL",
    type=click.Path(readable=False, path_type=Path),
    default=Path(),
    help=mark("大厅目录（也可用 COUNTER_HALL）"),
)
@click.option("--as", "staff", metavar=mark("工号"), help=mark("由谁操作"))
@click.option("--now", "now", type=moment, metavar=mark("时间"), help=mark("指定时间，只用于演练大厅"))
@click.option("--plain", is_flag=True, help=mark("朴素界面：不画线，适合宽字符终端"))
@click.option(
    "--language",
    envvar="COUNTER_LANGUAGE",
    type=click.Choice(["zh-Hans", "zh-Hant", "en"]),
    default="zh-Hans",
    help=mark("界面语言（也可用 COUNTER_LANGUAGE，或在菜单里换）"),
)
@click.option("--check-terminal", is_flag=True, help=mark("在本终端画一把尺，检查字宽"))
@click.pass_context
def front(
    ctx: click.Context,
    hall_dir: Path,
    staff: str | None,
    now: datetime | None,
    plain: bool,
    language: str,
    check_terminal: bool,
) -> None:
    """Open the sign-in screen where no command is given."""
    from counter.commands._door import Door

    ctx.obj = Door(hall_dir, staff, now, language)
    if check_terminal:
        from screens.parts.ruler import print_ruler
        from screens.shell.language import speak

        speak(language)
        print_ruler()
        ctx.exit(0)
    if ctx.invoked_subcommand is None:
        if not sys.stdin.isatty() or not sys.stdout.isatty():
            raise Refusal(
                "command.no-terminal",
                say("这里没有终端，打不开窗口界面"),
                next=say("请在终端里运行，或用 counter --help 看命令"),
            )
        from counter.hall.open import open_hall

        open_hall(hall_dir, now=now).close()  # a wrong directory or key is said before the screen is taken
        from screens.shell.app import CounterApp

        CounterApp(hall_dir, staff=staff, now=now, plain=plain, speaks=language).run()


def spelled(step: Next) -> str:
    """How the next step is typed: `counter ticket absent A001 --reason ...`. Dots stand for what is yet to be given."""
    noun, _, verb = step.act.partition(".")
    command = front.get_command(click.Context(front), noun)
    if verb and isinstance(command, click.Group):
        command = command.commands[verb]
    words = ["counter", noun, *([verb] if verb else [])]
    for parameter in command.params if command is not None else ():
        value = step.arguments.get(parameter.name or "")
        if parameter.name not in step.arguments and not parameter.required:
            continue
        if isinstance(parameter, click.Option):
            words.append(parameter.opts[0])
        if value is not True:
            words.append("..." if value is None else shlex.quote(str(value)))
    return " ".join(words)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a refusal goes to stderr (or as JSON to stdout) with exit code 1, never a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = front.main(args=given, prog_name="counter", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except Refusal as refusal:
        if "--json" in given:
            click.echo(json.dumps(refusal.as_json(), ensure_ascii=False))
        else:
            click.echo(refused(refusal, by=spelled(refusal.next) if refusal.next else ""), err=True)
        sys.exit(1)
    except click.exceptions.Abort:
        tell(say("已取消，什么也没有改变"), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 (noted; what is said to a person is a sentence)
        from counter.trouble import note

        if (trouble := _of_the_store(error)) is not None:
            click.echo(refused(trouble, by=spelled(trouble.next) if trouble.next else ""), err=True)
            sys.exit(1)
        tell(note(error, _hall_given(given)), err=True)
        sys.exit(1)


def _of_the_store(error: Exception) -> Refusal | None:
    """What a store in trouble means for the person, wherever it was read; None for an error of the program."""
    from counter.store import driver
    from counter.store.connection import trouble_of

    return trouble_of(error) if isinstance(error, driver.DatabaseError) else None


def _hall_given(words: list[str]) -> Path:
    """The hall's directory as the command line or the environment names it, without reading options that
    may be wrong.
    """
    for place, word in enumerate(words):
        if word == "--hall" and place + 1 < len(words):
            return Path(words[place + 1])
        if word.startswith("--hall="):
            return Path(word.removeprefix("--hall="))
    return Path(os.environ.get("COUNTER_HALL", "."))


if __name__ == "__main__":
    main()
