"""Who may not apply for the same again for a time: found when an application comes, lifted by a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.access import Role
from counter.rules.endings import barred_until, bears_on_safety
from counter.rules.guide import Item
from counter.rules.identity import clean_text
from counter.rules.limits import PERMIT
from counter.store import applicants, driver, endings

ONLY_PERMITS = mark("行政许可法第七十八条只适用于行政许可；其他事项依它自己的法律")


@dataclass(frozen=True, slots=True)
class Bar:
    """Until when somebody may not apply for an item, and for which case's sake."""

    number: int
    item: str
    article: str
    case: str
    since: str
    until: str

    @property
    def words(self) -> str:
        """What is barred, as a notice says it."""
        return say(
            "“{item}”到 {until} 为止不得再次申请（行政许可法第{article}条，{case}，{since} 决定）",
            item=self.item,
            until=self.until,
            article=mark("七十八") if self.article == "78" else mark("七十九"),
            case=self.case,
            since=self.since,
        )

    def __str__(self) -> str:
        return say("{number}：{words}", number=self.number, words=self.words)


def _bar(row: driver.Row) -> Bar:
    return Bar(row["id"], row["item_name"], row["article"], row["receipt_number"], row["since"], row["until"])


def bars_against(look: Work | Look, row: driver.Row, items: Collection[str]) -> list[Bar]:
    """The bars that stood against a case's applicant on the day on which it was applied for (today for a draft)."""
    if row["person"] is None:
        return []
    day = row["received_on"] or look.today.isoformat()
    return [_bar(one) for one in endings.bars(look.db, row["person"], items, day, but=row["id"])]


def refuse_barred(look: Work | Look, row: driver.Row, items: Collection[str], code: str, next: Next) -> None:
    """Raises Refusal where the applicant may not apply for one of these items again yet."""
    if bars := bars_against(look, row, items):
        raise Refusal(
            code,
            say("申请人不得再次申请：{bars}", bars=listed(one.words for one in bars)),
            rule=say("行政许可法第七十八条、第七十九条：一年内、三年内不得再次申请该行政许可"),
            next=next,
        )


def lay_bars(
    work: Work, person: int, items: Iterable[Item], article: str, case_id: int, approval: int | None = None
) -> list[tuple[str, date]]:
    """Bar an applicant from those of these permits that bear directly on safety; item and last day of each bar."""
    laid = []
    for item in items:
        if item.type == PERMIT and bears_on_safety(item.guide):
            until = barred_until(work.today, article)
            endings.add_bar(
                work.db,
                applicants.living(work.db, person)["id"],
                item.code,
                article,
                case_id,
                approval,
                since=work.today.isoformat(),
                until=until.isoformat(),
                at=work.now,
                staff=work.actor.staff,
            )
            laid.append((item.name, until))
    return laid


@query("person.bars", by=(Role.CLERK, Role.SUPERVISOR), argument="person")
def bars_of(look: Look, person: int) -> tuple[Bar, ...]:
    """What a person may not apply for, and until when."""
    if applicants.find(look.db, person) is None:
        return ()
    look.log(person=person)
    return tuple(map(_bar, endings.bars_of(look.db, person, look.today.isoformat())))


@dataclass(frozen=True, slots=True)
class Lifted:
    """A bar that stands no more."""

    bar: Bar

    def __str__(self) -> str:
        return say("已解除：{item} 可以再次申请", item=self.bar.item)


@act("person.lift-bar", by=(Role.SUPERVISOR,), argument="number")
def lift_bar(work: Work, number: int, reason: str) -> Lifted:
    """Lift a bar whose decision was annulled (review, lawsuit) or was laid on the wrong person; with the reason."""
    row = endings.bar(work.db, number)
    if row is None:
        raise Refusal(
            "person.no-such-bar",
            say("没有 {number} 号限制", number=number),
            rule=say("只有还在执行的限制可以解除"),
            next=Next.by("person.bars", say("请看这个人的限制"), person=None),
        )
    reason = clean_text(reason, what=say("解除理由"), limit=300, empty=False)
    endings.lift(work.db, number, work.today.isoformat(), work.actor.staff, reason)
    work.about(f"person:{row['person']}", bar=number, item=row["item"], reason=verbatim(reason))
    return Lifted(_bar(row))
