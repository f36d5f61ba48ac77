"""Telling people by mail or SMS that their case has moved: wanted at the window or on the page, ended by a code in each
message, by the clerk, or with the case. The commands that send are set in hall.toml; without them nobody is told.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counter.acts.delivery.rating import FRONT
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases import LANGUAGES
from counter.phrases.said import Said, say, verbatim
from counter.rules import telling as rules
from counter.rules.case import ENDED, CaseState
from counter.rules.numbers import ALPHABET
from counter.rules.telling import CHANNEL_NAMES, Channel, Posted, Told
from counter.store import cases
from counter.store import telling as store

if TYPE_CHECKING:
    from counter.hall import Hall

CODE_LENGTH = 12
"""Signs of the code that ends messages: 60 bits, and it opens nothing."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Somebody who is told of a case; the address is masked."""

    case: str
    channel: str
    address: str

    def __str__(self) -> str:
        return say(
            "{case} 有进展时发{channel}到 {address}",
            case=self.case,
            channel=CHANNEL_NAMES[self.channel],
            address=verbatim(self.address),
        )


def commands(hall: Hall) -> dict[str, list[str]]:
    """Channel -> the command of hall.toml that sends by it (`mail_command`, `sms_command`): a program's whole path and
    its words. What is written otherwise doesn't count.
    """
    found = {}
    for channel in Channel:
        words = hall.settings.get(f"{channel}_command")
        if (
            isinstance(words, list)
            and all(isinstance(word, str) for word in words)
            and "".join(words[:1]).startswith("/")
        ):
            found[str(channel)] = list(words)
    return found


def misset(hall: Hall) -> list[str]:
    """Which of the two settings stands in hall.toml and isn't a command."""
    known = commands(hall)
    return [f"{one}_command" for one in Channel if f"{one}_command" in hall.settings and one not in known]


@act("case.tell", by=FRONT, argument="case")
def subscribe(work: Work, case: str, address: str, language: str = "zh-Hans") -> Subscribed:
    """Tell somebody by mail or SMS when a case moves; `address` is a mail address or a mobile number."""
    row = cases.find(work.db, case)
    return _begin(work, row, address, language)


def _begin(work: Work, row: Any, address: str, language: str) -> Subscribed:
    given = rules.read_address(address)
    if given is None:
        raise Refusal(
            "case.no-address",
            say("这不是邮箱，也不是手机号"),
            rule=say("写邮箱地址，或 11 位手机号；境外号码以 + 和国家代码开头"),
            next=say("请核对后再写"),
        )
    channel, place = given
    if channel not in commands(work.hall):
        raise Refusal(
            "case.channel-off",
            say("本大厅没有开通{channel}通知", channel=CHANNEL_NAMES[channel]),
            rule=say("由管理员在 hall.toml 里写明发送程序才开通"),
            next=say("请告诉来人：随时可以用回执上的查询码查看进度"),
        )
    if row["state"] == CaseState.DRAFT or row["state"] in ENDED:
        raise Refusal(
            "case.nothing-to-tell",
            say("这件事还没有收件，或已经办结，没有进展可通知"),
            rule=say("收件以后、办结以前的办件才通知"),
            next=say("不需要再登记"),
        )
    known = store.of_case(work.db, row["id"])
    code_of_case = row["receipt_number"] or f"D{row['id']}"
    if not any((one["channel"], one["address"]) == given for one in known):
        if len(known) >= rules.MOST_OF_A_CASE:
            raise Refusal(
                "case.told-enough",
                say("{case} 已登记了 {n} 个地址", case=code_of_case, n=len(known)),
                rule=say("一件事最多通知 {most} 个地址", most=rules.MOST_OF_A_CASE),
                next=Next.by("case.stop-telling", say("请先停掉一个"), case=code_of_case),
            )
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        made = store.add(
            work.db,
            row["id"],
            channel,
            place,
            language=language if language in LANGUAGES else "zh-Hans",
            code=code,
            by=work.actor.staff,
            now=work.now,
        )
        (one,) = (one for one in store.moved(work.db, row["id"]) if one.id == made)
        store.post(work.db, one.id, Told.BEGUN, rules.standing(one.state, one.asked, one.ready), work.now)
    work.about(f"case:{row['id']}", channel=str(channel))
    return Subscribed(code_of_case, channel, rules.masked(channel, place))


@query("case.told", by=FRONT, argument="case")
def listed(look: Look, case: str) -> tuple[Subscribed, ...]:
    """Who is told of a case, addresses masked."""
    row = cases.find(look.db, case)
    look.log(case=row["id"])
    shown = row["receipt_number"] or f"D{row['id']}"
    return tuple(
        Subscribed(shown, one["channel"], rules.masked(one["channel"], one["address"]))
        for one in store.of_case(look.db, row["id"])
    )


@act("case.stop-telling", by=FRONT, argument="case")
def stop(work: Work, case: str, address: str = "") -> str:
    """Tell an address nothing more of a case; without one, nobody."""
    row = cases.find(work.db, case)
    given = rules.read_address(address) if address else None
    ended = [
        one for one in store.of_case(work.db, row["id"]) if not address or (one["channel"], one["address"]) == given
    ]
    if not ended:
        raise Refusal(
            "case.nobody-told",
            say("这件事没有登记这个地址") if address else say("这件事没有登记通知"),
            rule=say("只能停掉登记过的地址"),
            next=Next.by("case.told", say("请看登记了哪些"), case=case),
        )
    for one in ended:
        store.end(work.db, one["id"], rules.Ended.ASKED, work.now)
    work.about(f"case:{row['id']}", ended=len(ended))
    return say("已停掉 {n} 个地址的通知", n=len(ended))


def begin_by_page(work: Work, case: int, address: str, language: str) -> None:
    """What somebody who holds a case's code wished for on its page. Raises Refusal."""
    _begin(work, cases.get(work.db, case), address, language)


def stop_by_code(work: Work, code: str) -> int:
    """What the code of a message ends; the case. Raises Refusal for a code that ends nothing."""
    found = store.by_code(work.db, code)
    if found is None:
        raise Refusal("case.no-stop-code", say("没有这个停止码"))
    store.end(work.db, found["id"], rules.Ended.ASKED, work.now)
    return int(found["case_id"])


def stop_all(work: Work, case: int) -> None:
    """Nobody is told of a case any more, as whoever holds its code wishes."""
    for one in store.of_case(work.db, case):
        store.end(work.db, one["id"], rules.Ended.ASKED, work.now)


# -- sending -----------------------------------------------------------------------------------------------------------


@act("case.post", by=())
def post(work: Work, case: int) -> int:
    """Put one message for each who is told of a case into the outbox, if it has moved since; how many."""
    posted = 0
    for one in store.moved(work.db, case):
        now = rules.standing(one.state, one.asked, one.ready)
        told = rules.what_to_tell(one.state, one.asked, one.ready)
        if now != one.told and store.post(work.db, one.id, told, now, work.now, last=told is Told.ENDED):
            posted += 1
    work.about(f"case:{case}", posted=posted)
    return posted


def owed(hall: Hall) -> list[int]:
    """Cases that moved since somebody was told."""
    return sorted(
        {one.case_id for one in store.moved(hall.db) if one.told != rules.standing(one.state, one.asked, one.ready)}
    )


@act("case.post-begin", by=())
def begin_sending(work: Work, message: int) -> bool:
    """Give a message into its command's hands, once; False where it doesn't wait any more."""
    taken = store.take(work.db, message)
    work.about(f"posted:{message}", tried=taken.tries if taken is not None else 0)
    return taken is not None


@act("case.post-end", by=())
def end_sending(work: Work, message: int, fault: str = "", hopeless: bool = False, lost: bool = False) -> Posted:
    """How a message went. One that couldn't be sent waits for its next try; after the last, or where its address is
    wrong, it has failed. What was in hand when the machine stopped is lost and not sent twice.
    """
    minutes = None if hopeless or lost or not fault else rules.next_try(store.tries(work.db, message))
    if minutes is not None:
        store.again(work.db, message, work.now + minutes * 60_000, fault)
        state = Posted.WAITING
    else:
        state = Posted.LOST if lost else Posted.FAILED if fault else Posted.SENT
        subscription = store.settle(work.db, message, state, fault, work.now)
        if hopeless and subscription is not None:
            store.end(work.db, subscription, rules.Ended.ADDRESS, work.now)
    work.about(f"posted:{message}", state=str(state))
    return state


def lagging(hall: Hall) -> Said | None:
    """What is wrong with the messages in one sentence; None where nothing is. Failures count for a week."""
    lag = store.lag(hall.db, hall.now() - 7 * 86_400_000)
    if lag.failed:
        return say("一周内有 {n} 条进度通知没有发出（{why}）", n=lag.failed, why=verbatim(lag.fault))
    if lag.since is not None and hall.now() - lag.since > 3_600_000:
        return say("{n} 条进度通知等了一小时以上（{why}）", n=lag.waiting, why=verbatim(lag.fault))
    return None
