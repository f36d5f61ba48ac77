"""`counter check`: is everything the hall holds still whole, and still what the program wrote?"""

from __future__ import annotations

import contextlib

import click

from counter.commands._door import Door, show
from counter.commands._told import tell, told
from counter.errors import Refusal
from counter.phrases.said import mark, say
from counter.rules.told import Told


@click.command("check", help=mark("检查大厅数据是否完好、有没有被绕过程序改动"))
@click.option("--head", help=mark("当日结束单上的八个词或方码内容：核对大厅还含有那时的全部日志"))
@click.option("--quick", is_flag=True, help=mark("不逐份读附件内容"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def command(door: Door, head: str | None, quick: bool, as_json: bool) -> None:
    """Integrity of both stores, the schema as written, the journal's keyed chain, every row against the entry that
    wrote it, attachments against their digests, the heads that stand outside.
    """
    from counter.hall import Hall
    from counter.hall.checking import Fault, faults, head_in
    from counter.hall.told import told as changed
    from counter.store import driver, journal

    hall = Hall.open(door.hall_dir, now=door.now)
    proven = None
    entries = 0
    beside: tuple[Told, ...] = ()
    try:
        found = list(faults(hall, contents=not quick))
        if head is not None:
            try:
                proven = head_in(hall, head)
            except Refusal as refusal:
                found.append(Fault(refusal.code, refusal.message, "", told(refusal.next_step)))
        with contextlib.suppress(driver.DatabaseError):  # told already
            entries = journal.last_seq(hall.db)
        with contextlib.suppress(driver.DatabaseError):
            beside = changed(hall)
    finally:
        hall.close()
    if as_json:
        values = {"sound": not found, "journal_entries": entries, "faults": [told(fault) for fault in found]}
        values["changed_outside"] = [told(str(one)) for one in beside]
        if head is not None:
            values["head"] = proven.seq if proven else None
        values["details"] = [
            {"code": one.code, "what": told(one.what), "since": told(one.since), "next": told(one.next)}
            for one in found
        ]
        show(values, True)
        if found:
            raise SystemExit(1)
        return
    for one in beside:
        tell(one, err=True)
    if found:
        for fault in found:
            tell(fault, err=True)
        raise Refusal("check.faults-found", say("发现 {n} 处问题", n=len(found)), next=say("请先备份，再联系管理员"))
    tell(say("完好：日志 {n} 条，首尾相连；每一行都与写入时相符", n=entries))
    if proven is not None:
        tell(say("含有链头：{head}", head=proven))
