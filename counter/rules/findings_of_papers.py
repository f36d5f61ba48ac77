"""What is wanting in a guide's list of papers: catch-alls, conditions in words, several names, papers left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from counter.phrases.said import listed as a_row
from counter.phrases.said import say, verbatim
from counter.rules.documents import Need
from counter.rules.finding import Surroundings
from counter.rules.guide import Item

_OTHER = re.compile(
    r"(其他|其它)[^。；]{0,12}(材料|资料|文件|证明)|(应|需要?)提交的(其他)?材料$|等(相关|有关)?(材料|资料)$"
)
_CONDITION = re.compile(
    r"(情形|情况|条件).{0,6}(提供|提交)|(时|的)(，|,)?(需|须|应)?(提供|提交)|^如|[，；（(]如|单位提供|企业提供|(提供|提交)）|不一致时|才需要|仅限|适用于"
)
_PEOPLE = re.compile(r"(本人|申请人|法定代表人)(及|或者?)(其)?(代理人|监护人|委托人|经办人)")
_EITHER = re.compile(r"或|任选|之一|任意一|任一|其中一")


def wanting_in_papers(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    for need in item.needs:
        name, issuer = around.papers.get(need.document, (need.document, ""))
        own = need.note.split("；")[0]
        if _OTHER.search(name):
            yield "catch-all", "documents", name, say("请部门列明是哪些材料，列不出的删去")
        if need.necessity == "required" and not need.when:
            yield from _needed(name, own, need)
        if need.necessity == "conditional" and not need.when:
            yield (
                "condition-in-words",
                "documents",
                say("{name}：{note}", name=name, note=need.note[:80] or say("没有写条件")),
                say("把条件做成情形，让窗口问得出来"),
            )
        if (
            issuer
            and issuer in around.desks
            and not need.waive
            and need.necessity != "one-of"
            and issuer != item.department
        ):
            yield (
                "issued-here",
                "documents",
                say("{name}由{desk}出具", name=name, desk=around.desks[issuer]),
                say("商请免提交，由{desk}审批台代取", desk=around.desks[issuer]),
            )
        if need.document in around.alike:
            others = a_row(around.alike[need.document])
            yield (
                "several-names",
                "documents",
                say("{name} 与 {others}", name=name, others=others),
                say("核对后合并为一个材料代码"),
            )


def _needed(name: str, own: str, need: Need) -> Iterator[tuple[str, str, str, str]]:
    words = f"{name} {need.note}"
    if match := _CONDITION.search(words):
        near = words[max(0, match.start() - 20) : match.end() + 10]
        yield (
            "needed-sometimes",
            "documents",
            say("{name}：{near}", name=name, near=near),
            say("改为有条件，写明什么情形要"),
        )
    if _EITHER.search(name) or _EITHER.search(_PEOPLE.sub("", own)) or re.search(r"提交之一|之一[：:]", need.note):
        yield (
            "one-of-several",
            "documents",
            name if _EITHER.search(name) else say("{name}：{note}", name=name, note=need.note[:60]),
            say("拆成任选一组"),
        )


def papers_offered(item: Item, came: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, str, str, str]]:
    """Papers of the department's newest file that a list which a steward keeps does not have."""
    listed = {need.document for need in item.needs}
    for each in came.get("offered", ()):
        if each["document"] not in listed:
            yield (
                "paper-offered",
                "documents",
                offered_words(each),
                say("接受就加进清单；不需要的改为保留现状，或改清单、延后"),
            )


def offered_words(paper: Mapping[str, Any]) -> str:
    """The finding's words of one offered paper."""
    return say(
        "部门新交的来源列了“{document}”，改过的清单里没有",
        document=verbatim(" ".join(str(paper["name"]).split())[:120]),
    )


def text_of_paper(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    title = str(row.get("materialTitle", ""))
    if title.endswith("。") or len(title) > 40:
        yield (
            "text-form",
            "documents",
            say("材料名称是一句话：{title}", title=verbatim(title[:60])),
            say("改成材料的名称"),
        )
    if " " in title.strip() or re.search(r"（[^（）]*（", title):
        yield (
            "text-form",
            "documents",
            say("材料名称有空格或套括号：{title}", title=verbatim(title[:60])),
            say("整理名称"),
        )
    if re.match(r"\s*(?:[2-9]|\d\d)[.、．]", str(row.get("acceptStandard", ""))):
        yield (
            "text-form",
            "documents",
            say(
                "{title}的受理标准从 {begins} 开始",
                title=title[:30],
                begins=str(row["acceptStandard"]).strip()[:4],
            ),
            say("补上前面的部分"),
        )
    if row.get("acceptStandard") and row.get("acceptStandard") == row.get("bylaw"):
        yield "text-form", "documents", say("{title}的受理标准抄了依据", title=title[:30]), say("写明怎样算合格")
    paper = str(row.get("pageformat", ""))
    if paper.endswith(("，", "；", ",")) or paper in ("暂无纸质材料规格", say("原件"), "身份证原件"):
        yield (
            "text-form",
            "documents",
            say("{title}的纸张规格写作 {paper}", title=title[:30], paper=verbatim(paper)),
            say("写规格，或留空"),
        )


def lists_of(came: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The source's own rows of papers."""
    return [
        row
        for value in came.get("text", {}).values()
        if isinstance(value, list)
        for row in value
        if isinstance(row, dict) and "materialTitle" in row
    ]
