"""A look at papers before the visit (预审): paper by paper, then one answer that only the sender's code opens.

What is said of a paper is kept at once, so that a killed terminal loses nothing and another window can go on; the
sender sees nothing of it before the answer is sent, and the answer is sent once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.acts.inbox.seals import answer_seal
from counter.acts.inbox.taking_in import AT_THE_COUNTER, Arrived, SentDocument, papers_of, settled, still_open
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import listed, say, verbatim
from counter.rules.arrival import VERDICT_NAMES, ArrivalKind, ArrivalState, Verdict
from counter.rules.identity import clean_text
from counter.rules.letters import visible
from counter.store import arrivals


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of one paper, and how many papers with files are still unsaid."""

    entry: str
    name: str
    verdict: str
    left: int
    version: int

    def __str__(self) -> str:
        return say(
            "{name}：{verdict}{left}",
            name=self.name,
            verdict=VERDICT_NAMES[self.verdict],
            left=(say("，还有 {left} 份没有看", left=self.left) if self.left else say("，都看过了，可以发出答复")),
        )


@act("inbox.judge", by=AT_THE_COUNTER, argument="entry")
def judge(work: Work, entry: str, document: str, verdict: Verdict, reason: str = "") -> Judged:
    """Say of one paper of a pre-review whether its pictures will do. Saying it again replaces what was said."""
    one = still_open(work, entry, ArrivalKind.PRE_REVIEW)
    sent = next((p for p in papers_of(work, one) if p.document == document), None)
    if sent is None:
        raise Refusal(
            "inbox.message-no-paper",
            say("这份来件没有材料 {document}", document=verbatim(visible(document, 40))),
            rule=say("只答复事项指南列出的材料"),
            next=Next.by("inbox.show", say("请看这份来件"), entry=entry),
        )
    if verdict not in VERDICT_NAMES:
        raise Refusal(
            "inbox.no-such-opinion",
            say("没有这种意见：{verdict}", verdict=verbatim(visible(str(verdict), 20))),
            next=say(
                "可选：{names}",
                names=listed(say("{one} {name}", one=one, name=name) for one, name in VERDICT_NAMES.items()),
            ),
        )
    verdict = Verdict(verdict)
    if verdict is Verdict.FINE and not sent.files:
        raise Refusal(
            "inbox.no-photograph-sent-cannot",
            say("{paper}没有发来照片，说不上合格", paper=sent.name),
            rule=say("没有照片的材料到窗口带原件"),
            next=say("请选“到窗口带原件”，或要求补拍"),
        )
    said = clean_text(reason, what=say("原因"), limit=200)
    if verdict is Verdict.AGAIN and not said:
        raise Refusal(
            "inbox.not-say-why-new",
            say("没有写{paper}为什么要重拍", paper=sent.name),
            rule=say("要重拍就说清哪里不行"),
            next=say("请写原因，如“右下角没拍到”"),
        )
    verdicts = {**one.detail.get("verdicts", {}), document: [verdict.value, said]}
    version = int(one.detail.get("version", 0)) + 1
    if not arrivals.note(work.db, one.id, {**one.detail, "verdicts": verdicts, "version": version}):
        raise Refusal(
            "inbox.somebody-else-just-answered",
            say("这份来件刚被别人答复了"),
            rule=say("一份来件只答复一次"),
            next=say("请看刷新后的列表"),
        )
    work.about(f"inbox:{one.id}", document=document, verdict=verdict.value)
    left = [p for p in papers_of(work, one) if p.files and p.document not in verdicts]
    return Judged(one.id, sent.name, verdict.value, len(left), version)


@act("inbox.answer", by=AT_THE_COUNTER, argument="entry")
def answer(work: Work, entry: str, words: str = "", enough: bool = True, version: int = 0) -> Arrived:
    """Answer a pre-review: paper by paper what was said of each, and in words what else to know.

    `enough` speaks where nothing was said of single papers. A paper without pictures is to be brought. `version` (of
    the entry as it was shown) refuses an answer that somebody else has changed meanwhile.
    """
    one = still_open(work, entry, ArrivalKind.PRE_REVIEW)
    if version and version != int(one.detail.get("version", 0)):
        raise Refusal(
            "inbox.another-window-just-changed",
            say("别的窗口刚改过这份来件的意见"),
            rule=say("答复按最新的意见发出"),
            next=say("请看一遍后再发"),
        )
    papers = papers_of(work, one)
    judged = [sent for sent in papers if sent.verdict]
    said = clean_text(words, what=say("答复"), limit=500, lines=True, empty=bool(judged))
    if judged:
        unsaid = [sent.name for sent in papers if sent.files and not sent.verdict]
        if unsaid:
            raise Refusal(
                "inbox.not-looked",
                say("还有材料没有看：{unsaid}", unsaid=listed(unsaid[:3])),
                rule=say("发来照片的每份材料都要有意见"),
                next=say("请逐份选合格、需重拍或带原件"),
            )
        enough = not any(sent.verdict == Verdict.AGAIN for sent in judged)
    told = {
        "outcome": "enough" if enough else "again",
        "words": said,
        "papers": [
            [p.name, p.verdict or Verdict.ORIGINAL.value, p.reason]
            for p in papers
            if judged and (p.verdict or p.document)
        ],
    }
    detail = {
        "words": one.detail.get("words", ""),
        "said": listed((*(_in_words(p) for p in judged), *([said] if said else [])), "；"),
        "enough": enough,
        "verdicts": one.detail.get("verdicts", {}),
        "version": one.detail.get("version", 0),
        **({"fields": one.detail["fields"]} if "fields" in one.detail else {}),
        **({"answers": one.detail["answers"]} if "answers" in one.detail else {}),
        "answer": answer_seal(str(one.detail["code"]), json.dumps(told, ensure_ascii=False)),
    }
    return settled(work, one, ArrivalState.USED, detail)


def _in_words(sent: SentDocument) -> str:
    why = say("（{reason}）", reason=verbatim(sent.reason)) if sent.reason else ""
    return listed((sent.name, sent.verdict_name, why), "")
