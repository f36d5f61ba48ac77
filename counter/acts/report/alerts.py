"""An answer to an alert: who took it on, with what words, when. It stands for the day; tomorrow it is asked anew."""

from __future__ import annotations

from dataclasses import dataclass

from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.identity import clean_text
from counter.store import driver, floor


@dataclass(frozen=True, slots=True)
class Answered:
    """An alert that somebody has answered for today."""

    alert: str
    words: str
    by: str
    at: str

    def __str__(self) -> str:
        return say("{at} {by}：{words}", at=self.at, by=verbatim(self.by), words=verbatim(self.words))


@act("alert.answer", by=(Role.SUPERVISOR,), argument="alert", undo="alert.ask-again")
def answer(work: Work, alert: str, words: str, seen: str = "") -> Answered:
    """Answer for something that waits: in words, for today. `seen`: the answer that stood when it was looked at, so
    that two supervisors do not take on the same thing unawares.
    """
    alert = clean_text(alert, what=say("提醒"), limit=120, empty=False)
    text = clean_text(words, what=say("答复"), limit=120)
    if not text:
        raise Refusal(
            "alert.no-words",
            say("没有写怎么处理"),
            rule=say("答复要写明由谁、怎么办"),
            next=say("例如：已请 3 号窗口去看"),
        )
    day = work.today.isoformat()
    standing = floor.answered(work.db, day, alert)
    if standing and standing[-1]["words"] != seen:
        raise Refusal(
            "alert.answered-meanwhile",
            say("刚才已经答复过：{answer}", answer=_shown(work, standing[-1])),
            rule=say("一件事由一个人接"),
            next=say("请先看那条答复；要改写再答一次"),
        )
    id = floor.answer(work.db, alert, day, text, work.actor.staff, work.now)
    work.about(f"alert:{alert}", answer=id)
    return _shown(work, floor.answered(work.db, day, alert)[-1])


@act("alert.ask-again", by=(Role.SUPERVISOR,), argument="alert")
def ask_again(work: Work, alert: str) -> str:
    """Take the answers to an alert back: it waits again."""
    alert = clean_text(alert, what=say("提醒"), limit=120, empty=False)
    if not floor.take_back_answers(work.db, work.today.isoformat(), alert, work.now):
        raise Refusal(
            "alert.not-answered",
            say("这一条今天没有答复"),
            rule=say("收回的是今天的答复"),
        )
    work.about(f"alert:{alert}")
    return say("这一条重新等人处理")


@query("alert.answers", by=(Role.SUPERVISOR, Role.ADMINISTRATOR))
def answers(look: Look) -> tuple[Answered, ...]:
    """What was answered to today's alerts, one line an alert: the newest."""
    newest = {row["alert"]: row for row in floor.answered(look.db, look.today.isoformat())}
    return tuple(_shown(look, row) for row in newest.values())


def _shown(at: Look | Work, row: driver.Row) -> Answered:
    return Answered(row["alert"], row["words"], row["staff_name"], f"{at.hall.local(row['at']):%H:%M}")
