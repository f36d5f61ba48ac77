"""`counter explain A-17`: how every date of an approval (or of a case: R20261124-0001) comes about, day by day."""

from __future__ import annotations

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.hall.act import entry_of
from counter.phrases.said import mark, say


@click.command("explain", help=mark("逐日说明一个时限（A-17 为审批，R… 为办件）"))
@click.argument("subject", metavar="A-17|R20261124-0001")
@click.option("--print", "printed", is_flag=True, help=mark("同时打印说明"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def command(door: Door, subject: str, printed: bool, as_json: bool) -> None:
    """Explain, and print if asked to."""
    from counter.acts.approval import explaining

    hall = door.open()
    try:
        result: object
        if subject.strip().upper()[:1] not in ("A", *"0123456789"):
            actor = door.actor(hall, entry_of(explaining.explain_case), {"case": subject})
            result = hall.ask(explaining.explain_case, actor, case=subject)
        else:
            actor = door.actor(hall, entry_of(explaining.explain), {"approval": subject})
            result = hall.ask(explaining.explain, actor, approval=subject)
            if printed:
                number = hall.do(explaining.print_explanation, actor, approval=subject)
                tell(say("已打印 {number}", number=number), err=True)
    finally:
        hall.close()
    show(result, as_json)
