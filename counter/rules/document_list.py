"""What is wrong with an item's list of papers, before it becomes a version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from counter.rules.bundle import Situation
from counter.rules.documents import FORM_NAMES, Need

MOST_PAPERS = 200
"""Papers that one list may hold."""


def faults(needs: Sequence[Need], situations: Sequence[Situation], known: Collection[str]) -> list[str]:
    """All faults at once, each in words: unknown papers and questions, groups of one, papers twice, forms that are none."""
    found = []
    asked = {situation.code: {answer.code for answer in situation.answers} for situation in situations}
    found += [f"情形 {code} 写了两次" for code, times in Counter(s.code for s in situations).items() if times > 1]
    found += [f"情形“{s.question}”要有两个以上不同的答案" for s in situations if len({a.code for a in s.answers}) < 2]
    groups = Counter(need.group for need in needs if need.necessity == "one-of")
    twice = Counter((need.document, tuple(sorted((q, tuple(a)) for q, a in need.when.items()))) for need in needs)
    found += [f"材料 {document} 写了两次" for (document, _), times in twice.items() if times > 1]
    for need in needs:
        if need.document not in known:
            found.append(f"没有代码为 {need.document} 的材料")
        if need.necessity not in ("required", "conditional", "one-of"):
            found.append(f"{need.document} 的必要性写作 {need.necessity}，只有 required、conditional、one-of")
        if need.necessity == "one-of" and (not need.group or groups[need.group] < 2):
            found.append(f"{need.document} 写了任选，组“{need.group}”里却没有第二份材料")
        if need.form not in FORM_NAMES:
            found.append(f"{need.document} 的形式写作 {need.form}，只有 {'、'.join(FORM_NAMES)}")
        if not isinstance(need.copies, int) or isinstance(need.copies, bool) or not 1 <= need.copies <= 99:
            found.append(f"{need.document} 的份数 {need.copies} 不在 1 到 99 之间")
        if need.waive and not re.fullmatch(r"shared-data|e-licence|desk:[A-Z0-9-]{1,60}", str(need.waive)):
            found.append(f"{need.document} 的免提交写作 {need.waive}，只有 shared-data、e-licence、desk:台号")
        for question, answers in need.when.items():
            if question not in asked:
                found.append(f"{need.document} 取决于情形 {question}，清单里没有这个情形")
            elif wrong := [answer for answer in answers if answer not in asked[question]]:
                found.append(f"{need.document}：情形 {question} 没有答案 {wrong[0]}")
    return found
