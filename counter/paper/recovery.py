"""The recovery sheet on paper: the hall's keys, printed once by a machine of the list and kept nowhere.

It goes straight to the machine: no job, no preview, no journal entry, no file under spool/ ever holds a key. What is
kept is that it was given out, by whom, and where to, before the first byte leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.errors import Next, Refusal
from counter.hall.act import check_access, entry_of
from counter.hall.rotation import on_the_sheet
from counter.paper import escpos, page
from counter.paper.printers import InDoubt, NotReady, Troubled, setting_of
from counter.paper.receipt import Sheet
from counter.paper.spooler import send
from counter.phrases.said import mark, say, verbatim
from counter.rules.access import Actor

if TYPE_CHECKING:
    from counter.hall import Hall

KEYS = (mark("大厅密钥"), mark("链密钥"))
UNFIT = ("preview", "file")
"""Kinds of printers that are files: no key is ever written into one."""


def is_machine(setting: str) -> bool:
    """Whether a printer of the list is one, and no file."""
    return not setting.startswith(UNFIT)


def groups(key: str) -> str:
    """A key as a person copies it: four signs and a space."""
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))


def sheet_now(hall: Hall) -> Sheet:
    """The sheet of a hall's keys as they are now."""
    keys = on_the_sheet(hall.settings["id"])
    return Sheet(
        number=f"{hall.settings['id']}",
        kind="recovery",
        title=str(say("恢复单（机密）")),
        hall=hall.settings["name"],
        date=f"{hall.local(hall.now()):%Y-%m-%d}",
        big_label="",
        big="",
        lines=tuple((str(say(name)), groups(key)) for name, key in zip(KEYS, keys, strict=False)),
        notes=(
            str(say("这张纸就是密钥：拿到它的人能打开全部数据。")),
            str(say("请当场锁入保险柜，不复印、不拍照、不留在打印机上；打印机若有存储，请清除。")),
            str(say("核对：counter key prove，或管理员的“状态”屏。")),
        ),
        training=hall.training,
    )


def print_sheet(hall: Hall, actor: Actor, printer: str) -> str:
    """Print the sheet once on a machine of the list. Raises Refusal, and then says whether it may have come out."""
    from counter.acts.premises.keys import sheet as given_out

    check_access(entry_of(given_out), actor)
    setting = setting_of(hall, printer)
    if setting.kind in UNFIT:
        raise Refusal(
            "key.printer-is-a-file",
            say("{printer} 不是打印机，是文件", printer=verbatim(printer)),
            rule=say("恢复单只印在纸上，不写进文件"),
            next=Next.by("printer.list", say("请选一台真的打印机，或抄写")),
        )
    hall.do(given_out, actor, to=printer)
    made = sheet_now(hall)
    data = page.pdf(made) if setting.kind == "cups" else escpos.render(made, setting.millimetres, setting.encoding)
    begun = False

    def begin() -> None:
        nonlocal begun
        begun = True

    try:
        send(hall, setting, data, begin)
    except (NotReady, Troubled, InDoubt, OSError) as error:
        raise Refusal(
            "key.sheet-not-printed",
            say("恢复单没有印成（{why}）", why=str(error) or type(error).__name__),
            rule=say("恢复单不排队，不自动重印"),
            next=say("请看打印机里有没有印了一半的纸，收好后再打") if begun else say("请修好打印机再打，或抄写"),
        ) from error
    return say("恢复单已送到 {printer}：它就是密钥，请当场收好", printer=verbatim(printer))
