"""`counter check`: is everything the hall holds still whole?"""

from __future__ import annotations

import click

from counter.commands._door import Door, show
from counter.errors import Refusal


@click.command("check", help="检查大厅数据是否完好")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.pass_obj
def command(door: Door, as_json: bool) -> None:
    """Integrity of both stores, foreign keys, the journal's chain, approvals that no case or desk explains."""
    from counter.hall import Hall
    from counter.store import driver, journal, soundness

    hall = Hall.open(door.hall_dir, now=door.now)
    try:
        faults = list(soundness.faults(hall.db)) + [f"files.db: {f}" for f in soundness.damage(hall.files)]
        entries = 0
        try:
            faults += [f"日志第 {seq} 条与前一条不相连" for seq in journal.broken_links(hall.db)]
            entries = journal.last_seq(hall.db)
        except driver.DatabaseError as error:
            faults.append(f"日志读不下去：{error}")
    finally:
        hall.close()
    if as_json:
        show({"sound": not faults, "journal_entries": entries, "faults": faults}, True)
    elif not faults:
        click.echo(f"完好：日志 {entries} 条，首尾相连")
    if faults:
        if not as_json:
            for fault in faults:
                click.echo(fault, err=True)
        raise (
            Refusal("check.faults-found", f"发现 {len(faults)} 处问题", next="请先备份，再联系管理员")
            if not as_json
            else SystemExit(1)
        )
