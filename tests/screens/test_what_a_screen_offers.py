"""What a screen offers, its role may do: no key that is lit, no digit, no line and no answer leads to an act that the
access table keeps from whoever stands there.
"""

from __future__ import annotations

import pytest

from counter.rules.access import Role
from screens.shell.places import HOME, PLACES
from tests.desks.conftest import accepted, alone, do, filed
from tests.screens.conftest import Sitting
from tests.screens.exploring import Walk, walking
from tests.screens.test_what_came_from_the_site import needs, picture, sent

WHO = {
    Role.GUIDE: "g1",
    Role.CLERK: "c3",
    Role.APPROVER: "ap-c-tax",
    Role.SUPERVISOR: "sup",
    Role.ADMINISTRATOR: "admin",
}


@pytest.fixture
def texts(hall, do, at_the_door, accepted, alone, sent) -> tuple[str, ...]:
    """A hall where every screen has something to show; what can be searched for in it."""
    for matter in ("社保卡补办", "毕业", "退休"):
        at_the_door("B", matter=matter)
    hall.db.execute("UPDATE case_file SET state = 'delivered' WHERE id = ?", (accepted.id,))
    do("case.rate", "c3", case=accepted.case, level=1, words="等太久", named=True)
    hall.db.execute("UPDATE case_file SET state = 'accepted' WHERE id = ?", (accepted.id,))
    sent([(document, "a.png", picture()) for document in needs(hall)[:2]])
    do("staff.sign-in", "c3", window=3)
    do("ticket.call", "c3", window=3)
    do("case.open", "c3", ticket="B001", bundle="graduates")
    at_the_door("A")
    do("staff.sign-in", "c1", window=1)
    do("ticket.call", "c1", window=1)
    draft = do("case.open", "c1", bundle="graduates")
    waiting, aside = at_the_door("B"), at_the_door("B")
    do("ticket.step-out", "g1", ticket=aside.number)
    (decided,) = hall.db.execute("SELECT id FROM approval WHERE case_id = ?", (alone.id,)).fetchone()
    do("approval.decide", "ap-c-tax", approval=f"A-{decided}", grant=True)
    return accepted.case, alone.case, draft.case, "李晓梅", waiting.number, aside.number


@pytest.mark.parametrize("role", WHO)
async def test_what_a_screen_offers_its_role_may_do(sit: Sitting, texts, walking, role: Role) -> None:
    places = [place for place, (_, _, _, roles) in PLACES.items() if role in roles]
    async with sit(WHO[role], place=HOME[role]) as at:
        walk: Walk = walking(at, texts)
        for place in places:
            await at.app.go(place)
            await at.settle()
            await walk.through()
        assert sorted(walk.refused) == []
        assert len(walk.asked) > 50 and len(walk.met) > 6, "the walk went through next to nothing"
