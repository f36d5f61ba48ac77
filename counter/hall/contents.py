"""Contents of files on their way into files.db: looked at whole, kept under their hash, before any act names them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from counter.errors import Refusal
from counter.hall.files_in import MOST
from counter.phrases.said import say, verbatim
from counter.rules.content import Picked, Stored
from counter.rules.filekind import FileKind, recognise
from counter.rules.identity import clean_text
from counter.store import driver, files

if TYPE_CHECKING:
    from counter.hall.hall import Hall

LARGEST = 20_000_000
"""Bytes of one picture, PDF or text; a video may have MOST."""


def put(hall: Hall, picked: Picked) -> Stored:
    """Keep the whole content of a file in files.db. Raises Refusal, and then nothing of it is kept."""
    data, name = picked.data, clean_text(picked.name, what=say("文件名"), limit=120)
    kind, problem = recognise(data, name)
    if kind is None:
        raise Refusal(
            "case.cannot-attached",
            say("{name} 不能附上：{problem}", name=verbatim(name), problem=problem),
            rule=say("可附 PNG、JPEG 图片，PDF，MP4 视频和文本"),
            next=say("请重新扫描或另存后再附"),
        )
    most = MOST if kind is FileKind.MP4 else LARGEST
    if len(data) > most:
        raise Refusal(
            "case.too-large-bytes",
            say("{name} 过大（{count} 字节）", name=verbatim(name), count=f"{len(data):,}"),
            rule=say("图片、PDF 和文本最大 {largest} 字节", largest=f"{LARGEST:,}"),
            next=say("请降低扫描分辨率"),
        )
    if hall.tells_key(data):
        raise Refusal(
            "case.holds-a-key",
            say("{name} 里写着大厅的密钥", name=verbatim(name)),
            rule=say("密钥不进办件材料"),
            next=say("请选择申请人的材料，并告诉管理员密钥文件在这里能读到"),
        )
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        fresh = files.put(hall.files, sha256, data, kind, hall.now())
    except driver.OperationalError as error:
        raise Refusal(
            "case.not-stored",
            say("{name} 没有存上（{error}）", name=verbatim(name), error=error),
            rule=say("附件整份存放，存不下就一点也不存"),
            next=say("请通知管理员检查磁盘空间"),
        ) from error
    return Stored(sha256, name, str(kind), len(data), fresh)
