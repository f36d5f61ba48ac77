"""What is wrong with an item's list of documents, before it becomes a version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from counter.phrases.said import listed, say, verbatim
from counter.rules.bundle import Situation
from counter.rules.documents import FORM_NAMES, Need

MOST_DOCUMENTS = 200
"""Papers that one list may hold."""


def faults(needs: Sequence[Need], situations: Sequence[Situation], known: Collection[str]) -> list[str]:
    """All faults at once, each in words: unknown documents and questions, groups of one, documents twice, forms that
    are none.
    """
    found: list[str] = []
    asked = {situation.code: {answer.code for answer in situation.answers} for situation in situations}
    found += [
        say("情形 {code} 写了两次", code=code)
        for code, times in Counter(s.code for s in situations).items()
        if times > 1
    ]
    found += [
        say("情形“{question}”要有两个以上不同的答案", question=s.question)
        for s in situations
        if len({a.code for a in s.answers}) < 2
    ]
    groups = Counter(need.group for need in needs if need.necessity == "one-of")
    twice = Counter((need.document, tuple(sorted((q, tuple(a)) for q, a in need.when.items()))) for need in needs)
    found += [say("材料 {document} 写了两次", document=document) for (document, _), times in twice.items() if times > 1]
    for need in needs:
        if need.document not in known:
            found.append(say("没有代码为 {document} 的材料", document=need.document))
        if need.necessity not in ("required", "conditional", "one-of"):
            found.append(
                say(
                    "{document} 的必要性写作 {necessity}，只有 required、conditional、one-of",
                    document=need.document,
                    necessity=verbatim(need.necessity),
                )
            )
        if need.necessity == "one-of" and (not need.group or groups[need.group] < 2):
            found.append(
                say("{document} 写了任选，组“{group}”里却没有第二份材料", document=need.document, group=need.group)
            )
        if need.form not in FORM_NAMES:
            found.append(
                say(
                    "{document} 的形式写作 {form}，只有 {names}",
                    document=need.document,
                    form=verbatim(need.form),
                    names=listed(FORM_NAMES),
                )
            )
        if not isinstance(need.copies, int) or isinstance(need.copies, bool) or not 1 <= need.copies <= 99:
            found.append(
                say("{document} 的份数 {copies} 不在 1 到 99 之间", document=need.document, copies=need.copies)
            )
        if need.waive and not re.fullmatch(r"shared-data|e-licence|desk:[A-Z0-9-]{1,60}", str(need.waive)):
            found.append(
                say(
                    "{document} 的免提交写作 {waive}，只有 shared-data、e-licence、desk:台号",
                    document=need.document,
                    waive=verbatim(need.waive),
                )
            )
        for question, answers in need.when.items():
            if question not in asked:
                found.append(
                    say(
                        "{document} 取决于情形 {question}，清单里没有这个情形",
                        document=need.document,
                        question=question,
                    )
                )
            elif wrong := [answer for answer in answers if answer not in asked[question]]:
                found.append(
                    say(
                        "{document}：情形 {question} 没有答案 {wrong}",
                        document=need.document,
                        question=question,
                        wrong=wrong[0],
                    )
                )
    return found
