"""`counter doctor`: what this machine and this hall are set to, and what may go wrong because of it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys

import click

from counter.commands._door import Door, show
from counter.commands._told import tell, told
from counter.phrases.said import listed, mark, say, verbatim


@click.command("doctor", help=mark("检查本机与大厅的设置"))
@click.option("--json", "as_json", is_flag=True, help=mark("输出 JSON"))
@click.pass_obj
def command(door: Door, as_json: bool) -> None:
    """Versions, cipher, key file rights, disk, fonts, terminal; findings are advice, never a refusal."""
    from counter.acts.delivery import telling
    from counter.acts.paper.remedies import lacking_remedies
    from counter.acts.premises.arranging import survey
    from counter.acts.premises.printers import lacking
    from counter.hall import Hall, key_path
    from counter.hall.copying import lacking as copies_lacking
    from counter.hall.key import chain_path
    from counter.hall.told import SETTINGS
    from counter.hall.told import told as changed
    from counter.store import driver, policy
    from counter.store.rights import open_to_others

    hall = Hall.open(door.hall_dir, now=door.now)
    try:
        cipher = hall.settings.get("cipher", "")
        path, chain = key_path(hall.settings["id"]), chain_path(hall.settings["id"])
        facts = {
            "hall": hall.settings["name"],
            "training": hall.training,
            "cipher": cipher or say("无"),
            "key_file": str(path),
            "python": sys.version.split()[0],
            "sqlite": driver.sqlite_version,
            "free_mib": shutil.disk_usage(hall.directory).free >> 20,
            "terminal": os.environ.get("TERM", ""),
            "locale": os.environ.get("LC_ALL") or os.environ.get("LANG", ""),
            "closing_time": hall.setting("closing_time"),
            "known_years": sorted(hall.calendar.years),
        }
        today = hall.local(hall.now()).date()
        advice = [say("还缺{words}", words=words) for words in survey(hall.db, today.isoformat()).lacking]
        advice += [
            say("{words}：counter department remedies，或写进方案", words=one)
            for one in lacking_remedies(hall.db, training=hall.training)
        ]
        advice += lacking(hall.db, rehearsal=hall.training)
        if not hall.training:
            advice += copies_lacking(hall)
        advice += [words for words in (telling.lagging(hall),) if words]
        advice += [
            say("hall.toml 里的 {name} 不是程序的完整路径和参数", name=verbatim(name)) for name in telling.misset(hall)
        ]
        if today.month >= 11 and today.year + 1 not in facts["known_years"]:
            advice.append(
                say(
                    "{year} 年放假安排还没有载入，跨年的期限都是暂定：公布后请 counter calendar load",
                    year=today.year + 1,
                )
            )
        if not hall.training and hall.settings.get("address", "").startswith("http://127."):
            advice.append(say("hall.toml 里的 address 还是本机地址：回执二维码要写公众能打开的网址"))
        advice += [say("{words}；{next_step}", words=one.words, next_step=one.next.text) for one in changed(hall)]
        if SETTINGS not in policy.seen(hall.db):
            advice.append(say("hall.toml 还没有登记，改了不会提醒：请核对后 counter hall settings-seen"))
    finally:
        hall.close()
    if not cipher:
        advice.append(say("本大厅建立时没有加密：请用 counter backup 备份后迁入新建的大厅"))
    for key in (path, chain):
        if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077 and os.name == "posix":
            advice.append(say("密钥文件 {path} 别人也能读：请改为 0600", path=verbatim(key)))
    if not chain.exists():
        advice.append(say("没有链密钥 {path}：大厅只能看，不能办；请按恢复单重新写入", path=verbatim(chain)))
    if any(key.resolve().is_relative_to(door.hall_dir.resolve()) for key in (path, chain)):
        advice.append(say("密钥文件放在大厅目录里：请移到目录之外，并设 COUNTER_KEY_FILE"))
    if names := open_to_others(door.hall_dir):
        advice.append(
            say(
                "别的系统用户也能打开 {names}：请改为只有属主能读（目录 0700 或 0710，文件 0600）",
                names=listed(names),
            )
        )
    if facts["free_mib"] < 500:
        advice.append(say("磁盘只剩 {free_mib} MiB", free_mib=facts["free_mib"]))
    if not _has_han_font():
        advice.append(say("系统没有汉字字体，改用随软件安装的字体；可安装 Debian 软件包 fonts-noto-cjk"))
    if as_json:
        show({**facts, "advice": advice}, True)
        return
    for name, value in facts.items():
        click.echo(f"{name}: {told(value)}")
    for sentence in advice:
        click.echo(f"· {told(sentence)}")
    if not advice:
        tell(say("没有发现问题"))


def _has_han_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, timeout=20, check=False
    )
    return bool(found.stdout.strip())
