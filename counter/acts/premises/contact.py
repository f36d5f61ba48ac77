"""How people reach the hall: its address, the way there, a telephone that somebody answers, the line for complaints.
Every guide, list and notice says these.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, say
from counter.rules.access import Role
from counter.rules.identity import clean_phone, clean_text
from counter.store import settings

LONGEST = 80
KEEPERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the hall is, how one gets there, and its telephones; empty where nobody has said."""

    place: str
    way: str
    phone: str
    complaint: str

    def __str__(self) -> str:
        told = (self.place, self.way, self.phone, self.complaint)
        return listed((one for one in told if one), "\n") or say("还没有登记大厅的地址和电话")


@query("hall.contact-shown", by=KEEPERS)
def shown(look: Look) -> Contact:
    """The hall's address, the way there and its telephones, as guides say them."""
    return Contact(*(look.hall.setting(name) for name in ("place", "way", "phone", "complaint")))


@act("hall.contact", by=(Role.ADMINISTRATOR,))
def contact(
    work: Work,
    place: str | None = None,
    way: str | None = None,
    phone: str | None = None,
    complaint: str | None = None,
) -> str:
    """Say where the hall is, how one gets there, and its telephones; what is left out stays, an empty one is taken
    away.
    """
    given = {
        "place": place if place is None else clean_text(place, what=say("地址"), limit=LONGEST),
        "way": way if way is None else clean_text(way, what=say("怎么来"), limit=LONGEST),
        "phone": phone if phone is None else clean_phone(phone),
        "complaint": complaint if complaint is None else clean_phone(complaint),
    }
    new = {name: value for name, value in given.items() if value is not None and value != work.hall.setting(name)}
    if not new:
        raise Refusal(
            "hall.contact-unchanged",
            say("地址和电话没有要改的"),
            rule=say("指南和文书上写的是大厅登记的地址和电话"),
            next=say("请写上新的地址、怎么来或者电话"),
        )
    for name, value in new.items():
        settings.put(work.db, name, work.today.isoformat(), value)
    work.about("hall:contact", changed=sorted(new))
    return say("大厅的地址和电话已登记，指南随即更新")
