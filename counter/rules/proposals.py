"""What accepting a finding would do to the guide, where the next step is plain enough to be done by one key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from counter.phrases.said import listed, say, verbatim
from counter.rules.documents import Need
from counter.rules.finding import Finding
from counter.rules.findings_of_papers import offered_words
from counter.rules.guide import Item


@dataclass(frozen=True, slots=True)
class Proposal:
    """The item as it would be, the element that changes, and the change in words."""

    item: Item
    element: str
    words: str


def propose(
    finding: Finding,
    item: Item,
    papers: Mapping[str, str],
    issuers: Mapping[str, str],
    uses: Mapping[str, int],
    offered: Sequence[Mapping[str, Any]] = (),
) -> Proposal | None:
    """The change that accepting the finding makes; None where only a person can say what is right.

    `papers` maps document codes to names, `issuers` to the department that issues them, `uses` to how many items ask;
    `offered` are papers that the source names anew for a list that a steward keeps.
    """
    if finding.rule in ("could-be-on-the-spot", "measured-same-day"):
        return Proposal(
            replace(item, kind="on-the-spot", promised_days=0, desk_days=0), "kind", say("改为即办件，当场办结")
        )
    if finding.rule == "limit-order" and item.legal_days is not None:
        desk = None if item.desk_days is None else min(item.desk_days, item.legal_days)
        return Proposal(
            replace(item, promised_days=item.legal_days, desk_days=desk),
            "promised",
            say("承诺时限改为 {n} 天", n=item.legal_days),
        )
    if finding.rule == "same-desk-steps":
        return Proposal(with_steps_joined(item), "procedure", say("同一审批台的相邻步骤并作一步"))
    if finding.rule == "name-form" and "括号" in finding.detail:
        name = item.name.replace("(", "（").replace(")", "）")
        return (
            None
            if name == item.name
            else Proposal(replace(item, name=name), "name", say("改名为 {name}", name=verbatim(name)))
        )
    if finding.rule == "paper-offered":
        return _added(finding, item, offered)
    if finding.rule in ("issued-here", "needed-sometimes", "several-names"):
        return _paper(finding, item, papers, issuers, uses)
    return None


def _paper(
    finding: Finding, item: Item, papers: Mapping[str, str], issuers: Mapping[str, str], uses: Mapping[str, int]
) -> Proposal | None:
    for at, need in enumerate(item.needs):
        name = papers.get(need.document, need.document)
        if not finding.detail.startswith(name):
            continue
        if finding.rule == "issued-here" and (issuer := issuers.get(need.document)):
            waived, words = (
                replace(need, waive=f"desk:D-{issuer}"),
                say("{name}免提交，由审批台 D-{issuer} 代取", name=name, issuer=issuer),
            )
        elif finding.rule == "needed-sometimes":
            waived, words = replace(need, necessity="conditional"), say("{name}改为有条件，条件见说明", name=name)
        elif finding.rule == "several-names":
            others = [code for code in re.findall(r"（([^（）]+)）(?:、|$)", finding.detail) if code in papers]
            best = max([need.document, *others], key=lambda code: (not code.startswith("m-"), uses.get(code, 0)))
            if best == need.document:
                return None
            waived = replace(need, document=best, note=listed((part for part in (name, need.note) if part), "；"))
            words = say("{name}并入 {paper}", name=name, paper=papers[best])
        else:
            continue
        return Proposal(replace(item, needs=(*item.needs[:at], waived, *item.needs[at + 1 :])), "documents", words)
    return None


_TAKEN_OVER = ("necessity", "copies", "form", "tolerable", "waive", "note")
"""What a source says about a paper and a list takes over with it; a choice between several is the steward's to make."""


def _added(finding: Finding, item: Item, offered: Sequence[Mapping[str, Any]]) -> Proposal | None:
    paper = next((each for each in offered if offered_words(each) == finding.detail), None)
    if paper is None:
        return None
    need = Need(paper["document"], item.code, **{name: paper[name] for name in _TAKEN_OVER if name in paper})
    if need.necessity == "one-of":
        need = replace(need, necessity="conditional")
    return Proposal(
        replace(item, needs=(*item.needs, need)), "documents", say("清单加上 {name}", name=verbatim(paper["name"]))
    )


def with_steps_joined(item: Item) -> Item:
    """The procedure with neighbouring steps of one desk as one step; their days add up."""
    joined: list[dict[str, Any]] = []
    for step in item.guide.get("procedure", ()):
        last = joined[-1] if joined else None
        if last and step.get("who") and last.get("who") == step.get("who") and "窗口" not in step["who"]:
            last.update(
                step=say("{first}、{second}", first=last["step"], second=step["step"]),
                days=(last.get("days") or 0) + (step.get("days") or 0),
                result=step.get("result", ""),
            )
        else:
            joined.append(dict(step))
    return replace(item, guide={**item.guide, "procedure": joined})


_AROUND = re.compile(r"[《》“”\"'、，。；;,.\s]|（[^（）]*）|\([^()]*\)")
_EDGES = re.compile(
    r"^(中华人民共和国|申请人的?|本人的?|有效的?)|(原件及复印件|原件和复印件|复印件|原件|正副本|副本|扫描件|电子版)$"
)


def paper_key(name: str) -> str:
    """A document's name without brackets, marks and what is said about its form."""
    text = _AROUND.sub("", unicodedata.normalize("NFKC", name).replace("(", "（").replace(")", "）"))
    while (shorter := _EDGES.sub("", text)) != text and len(shorter) >= 3:
        text = shorter
    return text or name


def alike(
    papers: Mapping[str, tuple[str, str]], near: Callable[[str, Collection[str]], Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """Names that look like one paper. `papers` maps codes to (name, other names said for it); `near(key, keys)` gives
    the keys that a fuzzy matcher takes for the same. Returns for each such code the other names.
    """
    by_key: dict[str, list[str]] = {}
    for code, (name, said) in papers.items():
        for key in {paper_key(name), *(paper_key(other) for other in said.split())}:
            by_key.setdefault(key, []).append(code)
    blocks: dict[str, list[str]] = {}
    for key in by_key:
        if len(key) >= 4:
            blocks.setdefault("<" + key[:2], []).append(key)
            blocks.setdefault(">" + key[-2:], []).append(key)
    found: dict[str, set[str]] = {}

    said_beside = {code: _beside(name) for code, (name, _) in papers.items()}

    def together(codes: Iterable[str]) -> None:
        group = {*codes}
        for code in group:
            found.setdefault(code, set()).update(
                other
                for other in group - {code}
                if not said_beside[code] or not said_beside[other] or said_beside[code] == said_beside[other]
            )

    for codes in by_key.values():
        if len(set(codes)) > 1:
            together(codes)
    for keys in blocks.values():
        for at, key in enumerate(keys):
            for other in near(key, keys[at + 1 :]):
                if not _told_apart(key, other):
                    together([*by_key[key], *by_key[other]])
    return {
        code: tuple(sorted(say("{paper}（{other}）", paper=papers[other][0], other=other) for other in others))
        for code, others in found.items()
        if others
    }


_OF_ITS_FORM = re.compile(
    r"原件|复印件|正本|副本|扫描件|电子版|纸质|盖章|签字|验|核|各|份|及|和|或|、|[0-9一二三四五六七八九十两]"
)


def _beside(name: str) -> str:
    """What the brackets of a name say about the paper itself, not about its form: （亲属具备归侨身份的） is another
    paper than （…华侨…）.
    """
    said = "".join(
        re.findall(r"（([^（）]*)）", unicodedata.normalize("NFKC", name).replace("(", "（").replace(")", "）"))
    )
    return _OF_ITS_FORM.sub("", said).strip()


_APART = re.compile(
    r"[0-9一二三四五六七八九十甲乙丙丁]|变更|新办|新建|注销|延续|设立|终止|补办|补发|购买|销售|运输|生产|经营|法人|自然人|个人|单位|企业|人|男|女|父|母|买|卖|出|入|内|外|上|下|省|市|县|区"
)


def _told_apart(a: str, b: str) -> bool:
    """Whether the letters in which two names differ are ones that make them two papers."""
    import difflib

    parts = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return any(_APART.search(a[i:j] + b[k:m]) for tag, i, j, k, m in parts if tag != "equal")
