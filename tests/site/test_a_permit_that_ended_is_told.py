"""A permit that was revoked or deregistered after its service is told so on its holder's page, with what can be done;
and the holder's page says nothing of whoever else was heard.
"""

from __future__ import annotations

import pytest

from counter.rules.endings import Closing, Ground
from tests.desks.conftest import do
from tests.desks.test_a_notice_holds_in_court import HEARD, accepted_of
from tests.desks.test_others_are_heard import NEIGHBOUR
from tests.site.test_a_third_party_checks_a_paper import check

__all__ = ["check", "do"]


async def test_the_page_says_that_the_permit_ended_and_what_can_be_done(hall, do, phone, code):
    accepted, numbers = accepted_of(hall, do, "freight-permit")
    number, desk = numbers["freight-permit"]
    own = code("case", accepted.id)
    do("approval.decide", f"ap-{desk}", approval=number, grant=True, second=f"ap2-{desk}")
    do("case.deliver", "c3", code=accepted.case)
    seen = await phone.see(own)
    assert "已办好" in seen and "行政复议" not in seen
    do("approval.revoke", f"ap-{desk}", at="2026-11-30T10:00", approval=number, ground=Ground.UNQUALIFIED,
       second=f"ap2-{desk}", **HEARD)  # fmt: skip
    seen = await phone.see(own)
    assert "许可已经依法撤销，不再有效" in seen and "11月30日" in seen
    assert "六十日内向" in seen and "人民法院提起行政诉讼" in seen and HEARD["reason"] not in seen
    assert "has been revoked" in await phone.see(own, "en")
    done = do("approval.deregister", f"ap-{desk}", at="2026-12-02T10:00", approval=number, ground=Closing.REVOKED,
              second=f"ap2-{desk}", **HEARD)  # fmt: skip
    seen = await phone.see(own)
    assert "许可已经依法注销，不再有效" in seen and "12月2日" in seen and done.paper not in seen


async def test_whoever_relies_on_a_deregistered_permit_sees_that_it_ended(hall, do, check, code):
    accepted, numbers = accepted_of(hall, do, "freight-permit")
    number, desk = numbers["freight-permit"]
    do("approval.decide", f"ap-{desk}", approval=number, grant=True, second=f"ap2-{desk}")
    results = hall.db.execute("SELECT number FROM paper WHERE kind = 'result'").fetchone()[0]
    do("case.deliver", "c3", code=accepted.case)
    done = do(
        "approval.deregister", f"ap-{desk}", approval=number, ground=Closing.EXPIRED, second=f"ap2-{desk}", **HEARD
    )
    kind, seen = await check(results, code("case", accepted.id), ("zh-CN", "zh-TW", "en"))
    assert kind == "deregistered" and "已注销" in seen
    assert (await check(done.paper, code("case", accepted.id)))[0] == "in-force"


async def test_the_applicants_page_has_nothing_of_whoever_else_is_heard(hall, do, phone, check, code, publisher):
    accepted, numbers = accepted_of(hall, do, "freight-permit")
    number, desk = numbers["freight-permit"]
    own = code("case", accepted.id)
    party = do("approval.name-interested", f"ap-{desk}", approval=number, **NEIGHBOUR).number
    (paper,) = do("approval.tell-interested", f"ap-{desk}", approval=number, matter="拟准予").papers
    do("approval.hear-interested", f"ap-{desk}", approval=number, party=party, words="请改到临街一侧")
    seen = await phone.see(own)
    assert "正在听取利害关系人的意见" in seen
    do("notice.serve", f"ap-{desk}", paper=paper, receiver="周建国")
    do("approval.ask-hearing", f"ap-{desk}", approval=number, party=party)
    seen += await phone.see(own)
    raw = (hall.directory / "public" / "public.db").read_bytes()
    for word in (*NEIGHBOUR.values(), "请改到临街一侧", "周建国", paper):
        assert word not in seen and word.encode() not in raw
    kind, seen = await check(paper, code("party", party))
    assert kind == "issued" and "利害关系人权利告知书" in seen and "李晓梅" not in seen
    assert (await check(paper, own))[0] == "not-found", "the applicant's code opens no paper of another's"
    assert (await phone.get(f"/s/{code('party', party)}")).status_code == 404


@pytest.mark.parametrize("kind", ["party"])
def test_a_paper_to_somebody_else_leads_to_the_page_that_checks_it(hall, code, kind):
    from counter.acts.paper.writing import address_of

    assert address_of(hall, code(kind, 1)).endswith("/check")
