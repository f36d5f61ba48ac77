"""What a counter may turn an application away for (Administrative Licensing Law 32): two grounds; missing papers are
none.
"""

from __future__ import annotations

import re
from datetime import date

_PAPERS = "(材料|资料|文件|证件|要件|手续|证明|申请书|申请表|复印件|原件)"
_WANTING = (
    "(不齐|不全|不完整|不完备|不足|缺|欠|没有带|没带|未带|未提交|未提供|没有提交|没有提供|没交|未交|少|不符合法定形式)"
)
_SPEAKS = re.compile(f"{_PAPERS}[^，。；,;]{{0,8}}{_WANTING}|{_WANTING}[^，。；,;]{{0,8}}{_PAPERS}|补正|补齐|补交|缺件")


def speaks_of_missing_documents(reason: str) -> bool:
    """Whether a reason to turn somebody away is that papers are incomplete: that is told once, never refused."""
    return _SPEAKS.search(reason) is not None


def said_late(received_on: date | None, today: date) -> bool:
    """Whether "not our competence" comes after the day of receipt, though the law has it said at once (即时)."""
    return received_on is not None and today > received_on
