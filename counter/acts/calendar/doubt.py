"""A clock that can't be believed: noticed by whoever looks first, shown to all, ended by who looks at the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from counter.errors import Next, Refusal
from counter.hall import clock
from counter.hall.act import EVERYBODY, Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules.access import HALL_ITSELF, Role
from counter.rules.moment import LEAP_MS, Moment, anchored
from counter.store import moments

if TYPE_CHECKING:
    from counter.hall import Hall

ANSWERS_FOR_IT = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class ClockState:
    """What time it is for the hall; with a doubt, `words` say which, and `machine` is what the machine's clock says,
    `ahead` ms of the hall's. `older`: why nobody may act, where an older store was put back.
    """

    hall: str
    machine: str
    doubt: str
    words: str
    ahead: int = 0
    older: str = ""

    def __str__(self) -> str:
        return self.older or self.words or say("时钟可靠：{hall}", hall=self.hall)


@query("clock.state", by=EVERYBODY)
def state(look: Look) -> ClockState:
    """What time it is for the hall, and whether the machine's clock is believed."""
    moment, hall = look.hall.moment(), look.hall
    return ClockState(
        _minute(hall, moment.at),
        _minute(hall, moment.wall),
        moment.doubt or "",
        hall.doubt_words(moment) if moment.doubt else "",
        moment.wall - moment.at if moment.doubt else 0,
        hall.older_store(),
    )


def _minute(hall: Hall, at: int) -> str:
    return f"{hall.local(at):%Y-%m-%d %H:%M}"


def watch(hall: Hall) -> Moment:
    """Notice a doubt that has begun or ended; the hall's time as it is now. Any process may look, at any time."""
    moment = hall.moment()
    standing = moments.open_doubt(hall.db)
    if (moment.doubt is None) is (standing is not None):
        hall.do(notice, HALL_ITSELF)
    return moment


@act("clock.notice", by=())
def notice(work: Work) -> ClockState:
    """Note that the machine's clock has leapt, or that it is right again by itself."""
    moment, standing = work.hall.moment(), moments.open_doubt(work.db)
    if moment.doubt and standing is None:
        number = moments.begin_doubt(work.db, moment.doubt, moment.wall, work.now)
        work.about(f"doubt:{number}", why=moment.doubt, machine=moment.wall, hall=work.now)
    elif not moment.doubt and standing is not None:
        moments.end_doubt(work.db, work.now, work.actor.staff)
        work.about(f"doubt:{standing.id}", right_again=True)
    return state(Look(work.hall, work.db, work.now, work.today, work.actor))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The time that somebody has looked at and answers for."""

    hall: str

    def __str__(self) -> str:
        return say("时间已核对：{hall}，停下的操作可以办了", hall=self.hall)


@act("clock.confirm", by=ANSWERS_FOR_IT, argument="moment")
def confirm(work: Work, moment: str) -> Confirmed:
    """Answer for the machine's clock, having looked at another: `moment` is the present date and time as read there,
    2026-11-24 09:30. From now on the hall goes by the machine's clock.
    """
    hall = work.hall
    if hall.training:
        raise Refusal(
            "clock.training-hall-has-no-doubt",
            say("演练大厅不核对时钟"),
            rule=say("演练大厅的时间可以随意拨动"),
        )
    said = _read(hall, moment)
    reading, judged = clock.sources.read(), hall.moment()
    if abs(said - reading.wall) > LEAP_MS:
        raise Refusal(
            "clock.machine-says-otherwise",
            say(
                "您写的是 {said}，电脑的时钟是 {machine}",
                said=_minute(hall, said),
                machine=_minute(hall, reading.wall),
            ),
            rule=say("电脑的时钟与别处看到的时间相差不超过 5 分钟，大厅才按它办"),
            next=Next.by("clock.confirm", say("请先由管理员校正电脑的时钟，再核对一次"), moment=None),
        )
    moments.put_anchor(work.db, anchored(reading))
    standing = moments.open_doubt(work.db)
    work.now, work.today = reading.wall, hall.local(reading.wall).date()
    moments.end_doubt(work.db, work.now, work.actor.staff)
    work.about(
        f"doubt:{standing.id}" if standing else "clock",
        why=judged.doubt or "",
        hall_before=judged.at,
        machine=reading.wall,
        said=said,
    )
    return Confirmed(_minute(hall, reading.wall))


def _read(hall: Hall, text: str) -> int:
    try:
        when = datetime.strptime(" ".join(text.replace("T", " ").split()), "%Y-%m-%d %H:%M")  # noqa: DTZ007 (zoned below)
        return int(when.replace(tzinfo=hall.zone).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise Refusal(
            "clock.moment-not-right",
            say("日期和时间 {text} 不对", text=verbatim(repr(text[:30]))),
            rule=say("写成 年-月-日 时:分"),
            next=say("例如 {example}", example="2026-11-24 09:30"),
        ) from None
