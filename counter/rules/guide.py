"""The guide (办事指南) of an item: its elements, and what a steward finds wanting in one (RULES 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counter.phrases.said import mark, say, verbatim
from counter.rules.documents import Need
from counter.rules.limits import LegalLimit, legal_limit, read_months


@dataclass(frozen=True, slots=True)
class Item:
    """One item in one version.

    `kind` is "on-the-spot" or "promised"; `legal_days`, `promised_days`, `desk_days` are working days or None where the
    guide names none. `guide` holds the further elements by the keys of ELEMENTS, among them `check` ("form" or
    "substance": two officers), `pauses` (grounds of article 45) and `remote` (visits that pictures may stand for).
    Beside them stand `fields` (what its form asks, see rules/form.py) and `relies_on` (those of them that a decision
    stands on).
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

    @property
    def legal_months(self) -> int:
        """The legal limit where the guide names it in months; 0 for one in days or none."""
        return int(self.guide.get("legal_months") or 0)

    @property
    def limit(self) -> LegalLimit:
        """The legal limit and the promise under it, as an approval of this item runs by them."""
        return legal_limit(self.type, self.legal_days, self.legal_months, self.promised_days)


def fields_of(guide: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of the form that an item asks, each once; what it relies on is among them."""
    named = (one if isinstance(one, str) else str(one["name"]) for one in guide.get("fields", ()))
    return tuple(dict.fromkeys((*named, *guide.get("relies_on", ()))))


ELEMENTS = {
    "base_code": mark("基本编码"),
    "implementation_code": mark("实施编码"),
    "type": mark("事项类型"),
    "kind": mark("办件类型"),
    "level": mark("行使层级"),
    "agency": mark("实施主体"),
    "joint": mark("联办机构"),
    "object": mark("服务对象"),
    "basis": mark("设定依据"),
    "conditions": mark("受理条件"),
    "quantity": mark("数量限制"),
    "documents": mark("申请材料"),
    "procedure": mark("办理流程"),
    "check": mark("审查方式"),
    "pauses": mark("特别程序"),
    "remote": mark("可替代的现场环节"),
    "legal": mark("法定时限"),
    "promised": mark("承诺时限"),
    "fee": mark("收费标准"),
    "result": mark("办理结果"),
    "delivery": mark("送达方式"),
    "place": mark("办理地点"),
    "hours": mark("办理时间"),
    "phone": mark("咨询电话"),
    "complaint": mark("监督投诉电话"),
    "visits": mark("到场次数"),
    "appointment": mark("预约办理"),
    "courier": mark("物流快递"),
    "rights": mark("权利与救济"),
    "forms": mark("表格下载"),
    "faq": mark("常见问题"),
}
"""Key -> the element's name, in the order a guide shows them."""

CHECKS = {"form": mark("形式审查"), "substance": mark("实质审查（两名以上人员核查）")}
KINDS = {"on-the-spot": mark("即办件"), "promised": mark("承诺件")}

_STRUCTURE = {"code", "department", "name", "kind", "type", "legal", "promised", "desk", "documents"}


def read_item(entry: Mapping[str, Any], defaults: Mapping[str, Any], version: int = 1) -> Item:
    """An item from its standard form (a TOML table of data/items, or a mapped row); `defaults` fills the shared
    elements.

    Raises KeyError for a missing code, name or department, ValueError for a limit or a kind that is none.
    """
    from counter.rules.documents import Need

    code, name = str(entry["code"]).strip(), str(entry["name"]).strip()
    kind = entry.get("kind") or "promised"
    if kind not in KINDS:
        raise ValueError(say("办件类型 {kind} 不是即办件或承诺件", kind=verbatim(kind)))
    months = read_months(entry.get("legal"))
    legal = None if months else read_days(entry.get("legal"))
    promised, desk = (read_days(entry.get(key)) for key in ("promised", "desk"))
    known = set(Need.__slots__) - {"document", "item", "when"}
    needs = []
    for row in entry.get("documents", ()):
        when = {q: (a,) if isinstance(a, str) else tuple(a) for q, a in row.get("when", {}).items()}
        needs.append(
            Need(document=row["document"], item=code, when=when, **{k: v for k, v in row.items() if k in known})
        )
    guide = {**defaults, **{key: value for key, value in entry.items() if key not in _STRUCTURE}}
    if months:
        guide["legal_months"] = months
    return Item(
        code,
        version,
        name,
        str(entry["department"]),
        kind,
        str(entry.get("type", "")),
        legal,
        promised,
        desk,
        guide,
        tuple(needs),
    )


def read_days(value: Any) -> int | None:
    """Working days from 5, 5.0, "5", "5个工作日" or "当场" (0); None for nothing. Raises ValueError for
    anything else.
    """
    if value is None or value == "":
        return None
    if isinstance(value, (int, float)):
        days = float(value)
    else:
        text = str(value).strip()
        for unit in (say("个工作日"), say("工作日"), say("个自然日"), "日", "天"):
            text = text.removesuffix(unit).strip()
        if text in (say("当场"), "即时", "即办", say("当场办结")):
            return 0
        if text in (say("无"), "/", "-", "暂无"):
            return None
        days = float(text)
    if not 0 <= days <= 3650 or days != int(days):  # also refuses nan
        raise ValueError(say("时限 {value} 不是合理的天数", value=value))
    return int(days)
