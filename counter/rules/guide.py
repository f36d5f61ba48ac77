"""The guide (办事指南) of an item: its elements, and what a steward finds wanting in one (RULES 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counter.rules.documents import Need


@dataclass(frozen=True, slots=True)
class Item:
    """One item in one version.

    `kind` is "on-the-spot" or "promised"; `legal_days`, `promised_days`, `desk_days` are working days or None where the
    guide names none. `guide` holds the further elements by the keys of ELEMENTS, among them `check` ("form" or
    "substance": two officers), `pauses` (grounds of article 45) and `remote` (visits that pictures may stand for).
    """

    code: str
    version: int
    name: str
    department: str
    kind: str
    type: str
    legal_days: int | None
    promised_days: int | None
    desk_days: int | None
    guide: Mapping[str, Any]
    needs: tuple[Need, ...]


ELEMENTS = {
    "base_code": "基本编码",
    "implementation_code": "实施编码",
    "type": "事项类型",
    "kind": "办件类型",
    "level": "行使层级",
    "agency": "实施主体",
    "joint": "联办机构",
    "object": "服务对象",
    "basis": "设定依据",
    "conditions": "受理条件",
    "quantity": "数量限制",
    "documents": "申请材料",
    "procedure": "办理流程",
    "check": "审查方式",
    "pauses": "特别程序",
    "remote": "可替代的现场环节",
    "legal": "法定时限",
    "promised": "承诺时限",
    "fee": "收费标准",
    "result": "办理结果",
    "delivery": "送达方式",
    "place": "办理地点",
    "hours": "办理时间",
    "phone": "咨询电话",
    "complaint": "监督投诉电话",
    "visits": "到场次数",
    "appointment": "预约办理",
    "courier": "物流快递",
    "rights": "权利与救济",
    "forms": "表格下载",
    "faq": "常见问题",
}
"""Key -> the element's name, in the order a guide shows them."""

CHECKS = {"form": "形式审查", "substance": "实质审查（两名以上人员核查）"}
KINDS = {"on-the-spot": "即办件", "promised": "承诺件"}
