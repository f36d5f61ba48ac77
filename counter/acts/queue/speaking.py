"""In whose language a number is called, and the line of notices on the hall's board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from counter.acts.queue.language import known_language
from counter.acts.queue.overview import AT_THE_HALL
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases import LANGUAGES
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.rules.dates_written import FUTURE, read_day
from counter.rules.identity import clean_text
from counter.rules.letters import visible
from counter.rules.times_written import time_in
from counter.store import board_notices as store
from counter.store import premises, tickets

MOST_WORDS = 80
"""Characters of a notice: one line of a board."""
MOST_DAYS = 31
MOST_STANDING = 6
"""Notices that stand at a time in one place: each has its turn before people leave their chairs."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A line of the board: its number, the words in Chinese and in English ("" : Chinese there too), until (UTC ms)."""

    id: int
    words: str
    english: str
    until: int
    local_until: str

    def __str__(self) -> str:
        return say("第 {id} 条，到 {until}：{words}", id=self.id, until=self.local_until, words=verbatim(self.words))


@act("ticket.language", by=(Role.GUIDE, Role.CLERK, Role.SUPERVISOR), argument="ticket")
def ticket_language(work: Work, ticket: str, language: str) -> str:
    """Call a ticket's number in another language from now on: zh-Hans (Mandarin), zh-Hant (Cantonese), en."""
    found = tickets.find(work.db, work.today.isoformat(), ticket)
    store.set_language(work.db, found.id, known_language(language))
    work.about(f"ticket:{found.id}", language=language)
    return say("{ticket} 用{language}叫号", ticket=found.shown, language=verbatim(LANGUAGES[language]))


@act("announcement.put", by=(Role.SUPERVISOR, Role.ADMINISTRATOR), argument="words")
def put_announcement(work: Work, words: str, *, english: str = "", until: str = "", station: str = "") -> Announcement:
    """Put a line on the hall's board (or a station's), until a time of today (HH:MM) or the end of a day (YYYY-MM-DD).

    Without `until` it stands until the end of today. `english` is what stands there while the board speaks English.
    """
    place = _place(work, station)
    cleaned = clean_text(words, what=say("通知"), limit=MOST_WORDS, empty=False)
    other = clean_text(english, what=say("英文通知"), limit=2 * MOST_WORDS) if english else ""
    if len(standing := store.standing(work.db, work.now, place)) >= MOST_STANDING:
        raise Refusal(
            "announcement.too-many",
            say("大屏上已有 {n} 条通知", n=len(standing)),
            rule=say("一块屏最多轮换 {most} 条，多了看不到", most=MOST_STANDING),
            next=Next.by("announcement.end", say("请先撤下一条"), number=str(standing[0]["id"])),
        )
    ends = _ends(work, until)
    row = store.put(work.db, place, cleaned, other, ends, work.actor.staff, work.now)
    work.about(f"announcement:{row}", station=place)
    return Announcement(row, cleaned, other, ends, _local(work, ends))


@act("announcement.end", by=(Role.SUPERVISOR, Role.ADMINISTRATOR), argument="number")
def end_announcement(work: Work, number: int) -> str:
    """Take a line off the board."""
    if not store.end(work.db, number, work.actor.staff, work.now):
        raise Refusal(
            "announcement.gone",
            say("大屏上没有第 {number} 条通知", number=number),
            rule=say("只能撤下还在显示的通知"),
            next=Next.by("announcement.list", say("请看现在有哪些")),
        )
    work.about(f"announcement:{number}")
    return say("第 {number} 条通知已撤下", number=number)


@query("announcement.list", by=AT_THE_HALL)
def announcements(look: Look, station: str = "") -> tuple[Announcement, ...]:
    """The lines that stand on the board now, oldest first."""
    return tuple(
        Announcement(row["id"], row["words"], row["english"], row["until"], _local(look, row["until"]))
        for row in store.standing(look.db, look.now, _place(look, station))
    )


def _place(look: Look | Work, station: str) -> str:
    code = station.strip().upper()
    if code and premises.station(look.db, code) is None:
        raise Refusal(
            "hall.no-station",
            say("没有服务站 {station}", station=verbatim(visible(station, 30))),
            rule=say("服务站由管理员登记"),
            next=say("请核对服务站代码"),
        )
    return code


def _ends(work: Work, until: str) -> int:
    """UTC ms at which a notice goes: a time of today, or the end of a day."""
    text = until.strip() or work.today.isoformat()
    try:
        if ":" in text or "：" in text or "点" in text:
            end = datetime.combine(work.today, time_in(text), work.hall.zone)
        else:
            day = read_day(text, work.today, direction=FUTURE)
            end = datetime.combine(day + timedelta(days=1), time(), work.hall.zone)
    except (ValueError, OverflowError, Refusal):
        raise Refusal(
            "announcement.time-not-right",
            say("通知的截止时间 {text} 不对", text=verbatim(repr(text[:20]))),
            rule=say("写今天的钟点，或一个日期"),
            next=say("例如 16:30，或 {day}", day=verbatim(work.today.isoformat())),
        ) from None
    at = int(end.timestamp() * 1000)
    if not work.now < at <= work.now + (MOST_DAYS + 1) * 86_400_000:
        raise Refusal(
            "announcement.time-not-right",
            say("通知的截止时间 {text} 已过或太远", text=verbatim(repr(text[:20]))),
            rule=say("通知最多显示 {days} 天", days=MOST_DAYS),
            next=say("请写以后的钟点或日期"),
        )
    return at


def _local(look: Look | Work, instant: int) -> str:
    return f"{look.hall.local(instant):%m-%d %H:%M}"
