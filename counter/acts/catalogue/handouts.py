"""Slips that a citizen takes home: what to bring for an item, and the address of a place elsewhere, each with a QR
code.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.acts.catalogue.guides import days_words, guide_of
from counter.acts.paper.wording import slip as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import say, verbatim
from counter.rules.access import Role
from counter.store import catalogue as store
from counter.store import links

AT_THE_COUNTER = (Role.GUIDE, Role.CLERK, Role.SUPERVISOR, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A slip: its paper number, its title, and the address in its QR code."""

    paper: str
    title: str
    address: str

    def __str__(self) -> str:
        return say(
            "已打印 {title}（{paper}），二维码 {address}", title=self.title, paper=self.paper, address=self.address
        )


@act("catalogue.hand-out", by=AT_THE_COUNTER, argument="id")
def hand_out_place(work: Work, id: int) -> HandedOut:
    """Print a slip with the QR code of another place to go."""
    row = links.get(work.db, id)
    if row is None:
        raise Refusal(
            "catalogue.no-place-number",
            say("没有编号 {id} 的去处", id=verbatim(id)),
            next=Next.by("catalogue.search", say("请先查找")),
        )
    content = wording.place_content(work, row["name"], row["address"], row["category"], row["gist"])
    notice = issue_notice(work, "place", content)
    work.about(f"link:{id}", paper=notice)
    return HandedOut(notice, row["name"], row["address"])


@act("item.hand-out", by=AT_THE_COUNTER, argument="code")
def hand_out_guide(work: Work, code: str) -> HandedOut:
    """Print the documents that an item needs, with the QR code of its guide."""
    guide = guide_of(work.db, store.version_on(work.db, "item", code, work.today))
    address = guide_address(str(work.hall.settings.get("address", "")), guide.code)
    lines = [[say("部门"), guide.department_name], [say("办理"), guide.kind]]
    lines += [[name, words] for key, name, words in guide.elements if key in ("fee", "place", "hours", "phone")]
    if guide.promised_days is not None:
        lines.insert(2, [say("承诺"), days_words(guide.promised_days)])
    content = wording.guide_content(work, guide, address, lines)
    notice = issue_notice(work, "guide", content)
    work.about(f"item:{guide.code}", paper=notice)
    return HandedOut(notice, content["title"], address)


def guide_address(base: str, code: str) -> str:
    """The public page of an item's guide."""
    from urllib.parse import quote

    return f"{base.rstrip('/')}/guides/{quote(code, safe='')}"
