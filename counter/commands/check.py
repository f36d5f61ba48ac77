"""`counter check`: is everything the hall holds still whole?"""

from __future__ import annotations

import click

from counter.commands._door import Door, show
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import mark, say


@click.command("check", help=mark("检查大厅数据是否完好"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def command(door: Door, as_json: bool) -> None:
    """Integrity of both stores, foreign keys, the journal's chain, approvals that no case or desk explains."""
    from counter.hall import Hall
    from counter.hall.told import told as changed
    from counter.store import driver, journal, soundness

    hall = Hall.open(door.hall_dir, now=door.now)
    try:
        faults = list(soundness.faults(hall.db)) + [f"files.db: {f}" for f in soundness.damage(hall.files)]
        entries = 0
        try:
            faults += [say("日志第 {seq} 条与前一条不相连", seq=seq) for seq in journal.broken_links(hall.db)]
            entries = journal.last_seq(hall.db)
        except driver.DatabaseError as error:
            faults.append(say("日志读不下去：{error}", error=error))
        beside = changed(hall)
    finally:
        hall.close()
    if as_json:
        show({"sound": not faults, "journal_entries": entries, "faults": faults, "changed_outside": beside}, True)
    elif not faults:
        tell(say("完好：日志 {n} 条，首尾相连", n=entries))
    for one in () if as_json else beside:
        tell(one, err=True)
    if faults:
        if not as_json:
            for fault in faults:
                tell(fault, err=True)
        raise (
            Refusal("check.faults-found", say("发现 {n} 处问题", n=len(faults)), next=say("请先备份，再联系管理员"))
            if not as_json
            else SystemExit(1)
        )
