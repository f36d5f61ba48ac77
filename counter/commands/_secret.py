"""Reading passwords: at the terminal without showing them, or for scripts from a file; never from the command's words,
which everybody on the machine can read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from counter.commands._told import told
from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.secret import Secret


def can_be_read(parameter: str = "password") -> bool:
    """Whether there is a file or a person to ask."""
    return bool(os.environ.get(f"COUNTER_{parameter.upper()}_FILE")) or sys.stdin.isatty()


def read_secret(asked: str, parameter: str = "password", *, new: bool = False) -> Secret:
    """A password: from the file that COUNTER_PASSWORD_FILE names (for the parameter `second_password`:
    COUNTER_SECOND_PASSWORD_FILE, and so on; `-` is the next line of standard input), else asked for at the terminal
    under the words `asked`, twice if it is a new one. Raises Refusal where there is neither.
    """
    variable = f"COUNTER_{parameter.upper()}_FILE"
    if given := os.environ.get(variable):
        try:
            text = sys.stdin.readline() if given == "-" else Path(given).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(
                "command.password-file-unreadable",
                say("读不了口令文件 {path}", path=verbatim(given)),
                rule=say("{variable} 指向一个只有一行口令的文件", variable=variable),
                next=say("请检查路径和权限"),
            ) from error
        return Secret(text.strip("\r\n"))
    if not sys.stdin.isatty():
        raise Refusal(
            "command.no-terminal-for-password",
            say("没有终端可以询问：{asked}", asked=asked),
            rule=say("正式大厅的每项操作都要署名"),
            next=say("请在终端里运行，或用 {variable} 指明口令文件", variable=variable),
        )
    return Secret(
        click.prompt(
            told(asked), hide_input=True, err=True, confirmation_prompt=told(say("再输一遍")) if new else False
        )
    )
