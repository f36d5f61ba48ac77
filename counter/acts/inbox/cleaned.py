"""What a sealed file must be before the hall keeps it. The site has cleaned it already; the hall does not take its word
for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from counter.cleaning.cleaner import of_this_process, renamed
from counter.cleaning.kinds import Fault, is_bare
from counter.phrases.said import mark, say
from counter.rules.filekind import FileKind, recognise

FAULT_WORDS: Mapping[Fault, str] = {
    Fault.TOO_LARGE: mark("太大"),
    Fault.WRONG_KIND: mark("不是完整的照片或 PDF"),
    Fault.BROKEN: mark("打不开，可能已损坏"),
    Fault.TOO_MANY_PIXELS: mark("照片的尺寸过大"),
    Fault.TOO_MANY_PAGES: mark("页数太多"),
    Fault.LOCKED: mark("有密码"),
    Fault.UNCLEAN: mark("有去不掉的脚本或附件"),
    Fault.TOO_HEAVY: mark("太复杂，处理不了"),
    Fault.TOO_MUCH: mark("放不下了"),
    Fault.TOO_MANY: mark("文件太多"),
}


def clean(data: bytes, name: str) -> tuple[FileKind, bytes, str]:
    """Kind, content and name of a file that holds nothing but its picture or its pages. Raises ValueError with the
    sentence for one that can't be made such.
    """
    kind, _problem = recognise(data, name)
    if kind is not None and is_bare(data, kind):
        return kind, data, name
    made = of_this_process.clean(data)
    if made.kind is None:
        raise ValueError(say("{name}：{why}", name=name, why=FAULT_WORDS[made.fault or Fault.BROKEN]))
    return made.kind, made.data, renamed(name, made.kind)
