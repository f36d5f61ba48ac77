"""Standardise later: what a steward finds wanting in a guide. A finding names its rule, the item, the element and the
next step.

Findings never refuse anything: published codes and texts hold errors, and a guide is published as the department wrote
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules.finding import RULES, Finding, Rule, Surroundings
from counter.rules.findings_of_papers import lists_of, papers_offered, text_of_paper, wanting_in_papers
from counter.rules.guide import Item


def _short(detail: str) -> str:
    """A detail in one line of 200 characters; one that is so already stays the sentence it is."""
    line = " ".join(detail.split())[:200]
    return detail if line == detail else line


def find(item: Item, source: Mapping[str, Any] | None, around: Surroundings) -> list[Finding]:
    """All findings of one item. `source` is what came with it: {"text": row, "oddities": [...], "offered": [paper,
    ...]}, or None.
    """
    came = source or {}
    found: dict[Finding, None] = {}
    for rule in _CHECKS:
        for name, element, detail, step in rule(item, came, around):
            found[Finding(name, item.code, element, _short(detail), step)] = None
    return sorted(found, key=lambda f: list(RULES).index(f.rule))


def filled(item: Item, element: str) -> bool:
    """Whether an element of the check list has content; "无" alone has none."""
    own: dict[str, Any] = {
        "name": item.name,
        "legal": item.legal_months or item.legal_days,
        "promised": item.promised_days,
        "documents": item.needs or item.guide.get("no_documents"),
    }
    value = own[element] if element in own else item.guide.get(element)
    if isinstance(value, int):
        return True
    if isinstance(value, str):
        return value.strip("。.，, ") not in ("", say("无"), "暂无", "/", "-", "见流程图", "按流程图办理")
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], Mapping) and "step" in value[0]:
        return any(
            str(step["step"]).strip("。 ") not in ("", say("无"), "暂无", "见流程图", "按流程图办理") for step in value
        )
    return bool(value)


def _disclosures(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    for name, elements in around.disclosures:
        if not any(filled(item, element) for element in elements):
            yield (
                "disclosure-missing",
                elements[0],
                say("没有公开{name}", name=name),
                say("请部门补上{name}", name=name),
            )


def _limits(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    for words in came.get("oddities", ()):
        if "没有单位" in words or ("读不懂" in words and "时限" in words):
            yield (
                "limit-unit",
                "legal" if words.startswith("法定") else "promised",
                words,
                say("请部门写明是工作日还是自然日"),
            )
    if item.legal_days is not None and item.promised_days is not None and item.promised_days > item.legal_days:
        yield (
            "limit-order",
            "promised",
            say(
                "承诺 {promised_days} 天，法定 {legal_days} 天",
                promised_days=item.promised_days,
                legal_days=item.legal_days,
            ),
            say("承诺时限改到不长于法定时限"),
        )
    steps = " ".join(str(step.get("step", "")) for step in item.guide.get("procedure", ()))
    for element, days in (("legal", item.legal_days), ("promised", item.promised_days)):
        words = str(item.guide.get(f"{element}_words", ""))
        said = {int(n) for n in re.findall(r"(\d{1,3})\s*个?(?:工作)?[日天](?!内?[起至])", words)}
        if days is not None and (said - {days} or ("当场" in words and days > 0)):
            yield (
                "limit-words",
                element,
                say("写的是 {days} 天，说明里还有：{words}", days=days, words=verbatim(words[:80])),
                say("请部门按情形分开写时限"),
            )
    said = {int(n) for n in re.findall(r"(?:时限|期限|受理后|受理之日起)\D{0,8}(\d{1,3})\s*个?工作日", steps)}
    if item.promised_days is not None and said - {item.promised_days}:
        yield (
            "limit-words",
            "procedure",
            say(
                "承诺 {promised_days} 天，流程里写 {said} 天",
                promised_days=item.promised_days,
                said=a_row(map(str, sorted(said))),
            ),
            say("请部门核对流程与时限"),
        )
    special = str(item.guide.get("special_kinds", ""))
    if "^" in special:
        yield (
            "answers-differ",
            "pauses",
            say(
                "{kinds}合写一个时限 {days}",
                kinds=special.replace("^", "、"),
                days=item.guide.get("special_days", ""),
            ),
            say("特别程序各写各的时限"),
        )


def _codes(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    base = str(item.guide.get("base_code", ""))
    if base and not re.fullmatch(r"[0-9A-Z]{12}", base):
        yield (
            "code-form",
            "base_code",
            say("基本编码 {base} 有 {count} 位（样本为 12 位数字或大写字母）", base=verbatim(base), count=len(base)),
            say("请部门核对，不影响收件"),
        )
    if "area_code" in item.guide or "agency_code" in item.guide or item.guide.get("implementation_code"):
        yield from _implementation(item)


def _implementation(item: Item) -> Iterator[tuple[str, str, str, str]]:
    whole = str(item.guide.get("implementation_code", ""))
    area, agency = str(item.guide.get("area_code", "")), str(item.guide.get("agency_code", ""))
    other = str(item.guide.get("department_code", ""))
    split = bool(area and item.guide.get("base_code"))
    if whole and not split:
        yield (
            "code-form",
            "implementation_code",
            say("实施编码 {whole} 没有区划部分", whole=verbatim(whole)),
            say("请部门按基本编码-区划-部门重编"),
        )
    if agency and re.fullmatch(r"[0-9A-Za-z]{18}", agency):
        if not credit_code_fits(agency):
            yield (
                "code-form",
                "agency_code",
                say("部门代码 {agency} 的校验位不对", agency=verbatim(agency)),
                say("请部门核对统一社会信用代码"),
            )
    elif agency:
        yield (
            "code-form",
            "agency_code",
            say("部门代码 {agency} 不是 18 位统一社会信用代码", agency=verbatim(agency)),
            say("请部门换成统一社会信用代码"),
        )
    elif split:
        yield "code-form", "agency_code", say("实施编码里没有部门代码"), say("请部门补上统一社会信用代码")
    if agency and other and agency != other:
        words = say("一处 {agency}，一处 {other}", agency=verbatim(agency), other=verbatim(other))
        yield "codes-differ", "department_code", words, say("请部门确认用哪一个")
    if "_" in other:
        yield (
            "code-form",
            "department_code",
            say("部门代码 {other} 带下划线", other=verbatim(other)),
            say("去掉下划线后的部分"),
        )
    if re.fullmatch(r"\d{16,}", other) or re.fullmatch(r"\d{16,}", agency):
        yield (
            "code-form",
            "department_code",
            say("部门代码 {other} 全是数字且超过15位，表格软件会改动末位", other=verbatim(other or agency)),
            say("按文本核对一次"),
        )
    if any(code != code.upper() for code in (agency, other)):
        yield (
            "code-form",
            "department_code",
            say("部门代码含小写字母：{agency} {other}", agency=verbatim(agency), other=verbatim(other)),
            say("改成大写"),
        )


def credit_code_fits(code: str) -> bool:
    """Whether an 18-character unified social credit code's check character fits (GB 32100-2015)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = code.upper()
    if len(code) != 18 or any(c not in letters for c in code):
        return False
    total = sum(letters.index(c) * pow(3, at, 31) for at, c in enumerate(code[:17]))
    return letters[(31 - total % 31) % 31] == code[17]


_LAW = re.compile(r"法|条例|办法|规定|决定|通知|意见|细则|规则|规范|方案|令|清单|指引|标准|发〔|函〔|号")


def _basis(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    for basis in item.guide.get("basis", ()):
        if not _LAW.search(basis["law"]) or (
            not basis.get("number")
            and not basis.get("article")
            and "《" not in str(came)
            and basis["law"].endswith("法规")
        ):
            yield "basis-no-law", "basis", basis["law"], say("请部门写明法律文件名称、文号和条款")
    for row in lists_of(came):
        words = str(row.get("bylaw", "")).strip()
        title = str(row.get("materialTitle", ""))
        if words and (words == title or ("《" not in words and not re.search(r"〔|令|第.+条", words))):
            yield (
                "basis-no-law",
                "documents",
                say("{title}：{words}", title=title, words=words[:80]),
                say("请部门写明要这份材料的法律文件"),
            )


def _steps(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    steps = item.guide.get("procedure", ())
    for first, second in pairwise(steps):
        if first.get("who") and first.get("who") == second.get("who") and "窗口" not in first["who"]:
            yield (
                "same-desk-steps",
                "procedure",
                say(
                    "{who}：{first}、{second}",
                    who=verbatim(first["who"]),
                    first=verbatim(first["step"]),
                    second=verbatim(second["step"]),
                ),
                say("两步并作一步"),
            )
    quick = item.promised_days is not None and item.promised_days <= 1
    if item.kind == "promised" and quick and item.guide.get("check", "form") == "form" and not item.guide.get("pauses"):
        yield (
            "could-be-on-the-spot",
            "kind",
            say("承诺 {promised_days} 天，形式审查", promised_days=item.promised_days),
            say("商请改为即办件"),
        )


def _names(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    name = item.name
    if (item.department, name) in around.twice:
        yield "same-name", "name", name, say("请部门在名称里写明区别，或并成一个")
    if len(name) > 30:
        yield (
            "name-form",
            "name",
            say("{count} 字：{name}", count=len(name), name=verbatim(name[:40])),
            say("公开名称之外另起一个短名"),
        )
    if re.search(r"[()]", name):
        mixed = say("，全角半角混用") if re.search(r"[（）]", name) else ""
        yield (
            "name-form",
            "name",
            say("用了半角括号{mixed}：{name}", mixed=mixed, name=verbatim(name[:40])),
            say("统一为全角括号"),
        )
    opened = re.sub(r"[^()（）]", "", name)
    if opened.translate({0xFF08: "(", 0xFF09: ")"}).count("(") != opened.translate({0xFF08: "(", 0xFF09: ")"}).count(
        ")"
    ):
        yield "name-form", "name", say("括号不成对：{name}", name=verbatim(name[:40])), say("补上或删去括号")
    if odd := "".join(sorted(set(re.findall(r"[\\%０-９Ａ-Ｚａ-ｚ]", name)))):
        yield (
            "name-form",
            "name",
            say("含 {odd}：{name}", odd=verbatim(odd), name=verbatim(name[:40])),
            say("改成通常写法"),
        )
    main = str(item.guide.get("main_item", ""))
    if main == "未分类":
        yield "unclassified", "main_item", say("主项为未分类"), say("请部门归入一个主项")
    elif main and main == name:
        yield "unclassified", "main_item", say("主项与事项同名"), say("请部门核对主项")


def _texts(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    for words in came.get("oddities", ()):
        if "没有单位" not in words and "时限读不懂" not in words:
            yield "text-form", "source", words, say("请部门改正来源里的文字")
    text = came.get("text", {})
    for column, value in text.items():
        if not isinstance(value, str) or not value:
            continue
        if value.count("《") != value.count("》"):
            yield "text-form", column, say("书名号不成对：{near}", near=verbatim(_near(value, "《"))), say("补上书名号")
        if "（（" in value or "））" in value:
            yield (
                "text-form",
                column,
                say("双重括号：{near}", near=verbatim(_near(value, "（（" if "（（" in value else "））"))),
                say("去掉多余的括号"),
            )
        if "^" in value and len(value) < 60:
            yield "text-form", column, say("用 ^ 连写：{value}", value=verbatim(value)), say("改成分列")
        if value in (say("无"), "暂无", "见流程图", "按流程图办理", "/"):
            yield (
                "text-form",
                column,
                say("{column} 只写了 {value}", column=column, value=verbatim(value)),
                say("写明内容，没有的留空"),
            )
    quantity = str(item.guide.get("quantity", ""))
    if quantity and quantity not in ("无数量限制", "暂无数量限制", "无限制"):
        yield (
            "text-form",
            "quantity",
            say("数量限制写作 {quantity}", quantity=verbatim(quantity)),
            say("写明数量，或写无数量限制"),
        )
    for row in lists_of(came):
        yield from text_of_paper(row)
    if text and "processDescript" not in text and "unifyName" in text:
        yield "text-form", "procedure", say("来源缺少流程一栏"), say("请部门补上")


def _answers(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    text = came.get("text", {})
    papers = lists_of(came)
    if text.get("isonline") == "是" and papers and all(str(row.get("commitWay", "")) == "现场提交" for row in papers):
        yield "answers-differ", "channels", say("写着可以网办，材料却全部要现场交"), say("请部门核对网办与提交方式")
    listed = re.search(r"申请材料[：:]([^\n。]+)", str(text.get("processDescript", "")))
    if listed and papers and len(re.split(r"[；;]", listed[1].strip("；;"))) != len(papers):
        yield (
            "answers-differ",
            "documents",
            say(
                "流程里列 {in_steps} 份材料，清单里 {in_list} 份",
                in_steps=len(re.split(r"[；;]", listed[1].strip("；;"))),
                in_list=len(papers),
            ),
            say("请部门以清单为准统一"),
        )
    words = str(item.guide.get("legal_words", ""))
    if "《" in words and any(mark in words for mark in ("购买", "第三章")):
        yield (
            "answers-differ",
            "legal",
            say("时限依据说的像是另一件事：{words}", words=verbatim(words[:60])),
            say("请部门核对引用的条款"),
        )


def _near(text: str, mark: str) -> str:
    at = max(0, text.find(mark))
    return text[max(0, at - 5) : at + 25].replace("\n", " ")


_CHECKS: tuple[Rule, ...] = (
    _disclosures,
    _limits,
    wanting_in_papers,
    papers_offered,
    _codes,
    _basis,
    _steps,
    _names,
    _texts,
    _answers,
)
