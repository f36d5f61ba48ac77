"""`counter explain A-17`: how every date of an approval (or of a case: R20261124-0001) comes about, day by day."""

from __future__ import annotations

import click

from counter.cli import Door, show


@click.command("explain", help="逐日说明一个时限（A-17 为审批，R… 为办件）")
@click.argument("subject", metavar="A-17|R20261124-0001")
@click.option("--print", "printed", is_flag=True, help="同时打印说明")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.pass_obj
def command(door: Door, subject: str, printed: bool, as_json: bool) -> None:
    """Explain, and print if asked to."""
    from counter.hall.act import load

    registry = load("approval") | load("case")
    is_case = subject.strip().upper()[:1] not in ("A", *"0123456789")
    name = "case" if is_case else "approval"
    hall = door.open()
    try:
        entry = registry[f"{name}.explain"]
        actor = door.actor(hall, entry, {name: subject})
        result = hall.ask(entry.function, actor, **{name: subject})
        if printed and not is_case:
            number = hall.do(registry["approval.print-explanation"].function, actor, approval=subject)
            click.echo(f"已打印 {number}", err=True)
    finally:
        hall.close()
    show(result, as_json)
