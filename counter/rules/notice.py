"""The kinds of papers that the hall issues, and how far the printing of one has come."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark


class NoticeKind(StrEnum):
    """What a paper is."""

    TICKET = "ticket"
    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    NON_ACCEPTANCE = "non-acceptance"
    NOTICE = "notice"
    TOLERANCE = "tolerance"
    PAUSE = "pause"
    EXTENSION = "extension"
    TRANSFER = "transfer"
    RESULT = "result"
    COLLECTION = "collection"
    EXPLANATION = "explanation"
    FORM = "form"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    TEST = "test"
    CLOSING = "closing"


NOTICE_NAMES: Mapping[str, str] = {
    NoticeKind.TICKET: mark("号票"),
    NoticeKind.RECEIPT: mark("收件凭证"),
    NoticeKind.ACCEPTANCE: mark("受理通知"),
    NoticeKind.NON_ACCEPTANCE: mark("不予受理书"),
    NoticeKind.NOTICE: mark("补正告知"),
    NoticeKind.TOLERANCE: mark("容缺承诺"),
    NoticeKind.PAUSE: mark("中止告知"),
    NoticeKind.EXTENSION: mark("延期告知"),
    NoticeKind.TRANSFER: mark("物料转移单"),
    NoticeKind.RESULT: mark("结果通知"),
    NoticeKind.COLLECTION: mark("结果领取单"),
    NoticeKind.EXPLANATION: mark("时限说明"),
    NoticeKind.FORM: mark("申请表"),
    NoticeKind.CORRECTION: mark("更正告知"),
    NoticeKind.WITHDRAWAL: mark("撤回确认"),
    NoticeKind.TEST: mark("测试页"),
    NoticeKind.CLOSING: mark("当日结束单"),
}
"""Short names, as a list of papers shows them; the head of a paper is its own."""

SEALED = frozenset(
    {
        NoticeKind.ACCEPTANCE,
        NoticeKind.NON_ACCEPTANCE,
        NoticeKind.NOTICE,
        NoticeKind.TOLERANCE,
        NoticeKind.PAUSE,
        NoticeKind.EXTENSION,
        NoticeKind.RESULT,
        NoticeKind.RECEIPT,
        NoticeKind.CORRECTION,
        NoticeKind.WITHDRAWAL,
    }
)
"""Kinds that carry the hall's or a department's seal (行政许可法 32: a written paper with seal and date)."""
SIGNED = frozenset(
    {NoticeKind.TOLERANCE, NoticeKind.TRANSFER, NoticeKind.COLLECTION, NoticeKind.RECEIPT, NoticeKind.FORM}
)
"""Kinds that somebody signs for."""
SCANNED = frozenset({NoticeKind.TICKET, NoticeKind.TRANSFER})
"""Kinds whose code is good for something of their own; for all others it leads to the progress of the case."""


MANNER_NAMES: Mapping[str, str] = {
    "in-person": mark("直接送达"),
    "agent": mark("代收"),
    "post": mark("邮寄送达"),
    "electronic": mark("电子送达"),
    "left": mark("留置送达"),
    "public": mark("公告送达"),
}
"""How a notice can be served."""


class JobState(StrEnum):
    """How far the printing of one copy has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    VOID = "void"


JOB_STATE_NAMES: Mapping[str, str] = {
    JobState.WAITING: mark("等待打印"),
    JobState.SENDING: mark("正在打印"),
    JobState.SENT: mark("已打印"),
    JobState.FAILED: mark("没有印出"),
    JobState.VOID: mark("已作废"),
}
