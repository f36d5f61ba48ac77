"""`counter access`: who may do what, made from the registry that Hall.do and Hall.ask are held to."""

from __future__ import annotations

import json

import click

from counter.commands._told import tell, told
from counter.hall.act import load
from counter.hall.reach import is_open, names
from counter.phrases.said import mark, say
from counter.rules.access import ROLE_NAMES, Role

SHOWN = (Role.GUIDE, Role.CLERK, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)


def rows() -> list[dict[str, object]]:
    """Every act and query: its name, whether it changes anything, a word per role, and how an approver is confined."""
    found = []
    for name, entry in sorted(load().items()):
        if not entry.for_people:
            continue
        words = {
            str(role): ""
            if role not in entry.by
            else say("本台")
            if role is Role.APPROVER and not is_open(name)
            else say("可")
            for role in SHOWN
        }
        found.append(
            {
                "act": name,
                "what": entry.summary,
                "writes": entry.writes,
                **words,
                "held_by": list(names(entry)) if Role.APPROVER in entry.by else [],
            }
        )
    return found


@click.command(help=mark("岗位权限表：每项操作谁能做；审批人员只及于本台。"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
def command(as_json: bool) -> None:
    """Who may do what, as a table or as JSON."""
    table = rows()
    if as_json:
        click.echo(json.dumps(table, ensure_ascii=False, indent=1))
        return
    from rich.cells import cell_len

    def cell(text: str, width: int) -> str:
        text = told(text)
        return text + " " * max(0, width - cell_len(text))

    widths = {role: max(10, cell_len(told(ROLE_NAMES[role])) + 2) for role in SHOWN}
    changes = max(6, cell_len(told(say("改动"))) + 2)
    click.echo(
        cell(say("操作"), 28)
        + cell(say("改动"), changes)
        + "".join(cell(ROLE_NAMES[role], widths[role]) for role in SHOWN)
    )
    for row in table:
        click.echo(
            (
                cell(str(row["act"]), 28)
                + cell(say("是") if row["writes"] else "", changes)
                + "".join(cell(str(row[str(role)]) or "-", widths[role]) for role in SHOWN)
            ).rstrip()
        )
    tell(
        say(
            "本台：审批人员只及于本审批台的审批、转移单、本台参与的办件和本部门的统计；别台的一律答“没有找到”，并记录这次查看。"
        )
    )
