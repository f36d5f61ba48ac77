"""Papers photographed at home: sent by the site, looked at, answered, opened at the window by their code, accepted."""

from __future__ import annotations

import re

from counter.acts.case import accepting, opening, parties, prepared
from counter.acts.case.attachments import list_files
from counter.acts.case.casebook import show_case
from counter.acts.case.documents import all_here
from counter.acts.case.form import fill, show_form
from counter.acts.inbox.review import answer
from counter.acts.inbox.taking_in import listed, take_in
from counter.acts.queue import calling
from counter.acts.queue.taking import take
from counter.acts.staff.accounts import sign_in
from tests.filling import answers_to
from tests.site.test_hostile_visitors import png, send_files


async def test_what_was_sent_at_night_lies_in_the_case_next_morning(hall, people, phone):
    clerk = people["c3"]
    sent = await send_files(
        phone,
        "/review/startup-subsidy",
        [("L2000016", "身份证.png", png(9, 9), "image/png"), ("L1000005", "IMG_0001.png", png(11, 11), "image/png")],
        words="够吗？",
    )
    code = re.search(r'href="/p/([0-9A-Z]{38})', sent.text)[1]
    assert [one.state for one in take_in(hall)] == ["taken"]
    (entry,) = hall.ask(listed, clerk)
    hall.do(answer, clerk, entry=entry.id, words="够了，请带原件来", enough=True)
    assert "够了，请带原件来" in (await phone.get(f"/p/{code}")).text

    hall.do(sign_in, clerk, window=3)
    hall.do(take, people["g1"], queue="general")
    called = hall.do(calling.call, clerk, window=3)
    opened = hall.do(prepared.open_prepared, clerk, code=code.lower(), window=3)
    assert "附有 2 个文件" in str(opened) and hall.ask(prepared.unsorted, clerk, case=opened.case) == ()
    shown = hall.ask(show_case, clerk, case=opened.case)
    assert shown.ticket == called.ticket and [item.item for item in shown.items] == ["startup-subsidy"]
    assert {(file.document, file.name) for file in hall.ask(list_files, clerk, case=opened.case)} == {
        ("L2000016", "身份证.png"),
        ("L1000005", "IMG_0001.png"),
    }
    hall.do(parties.applicant, clerk, case=opened.case, name="张后云", number="11010519491231002X")
    while shown.situations and not all(one.given for one in shown.situations):
        first = next(one for one in shown.situations if not one.given)
        hall.do(opening.answer, clerk, case=opened.case, question=first.code, answer=first.answers[0][0])
        shown = hall.ask(show_case, clerk, case=opened.case)
    hall.do(all_here, clerk, case=opened.case)
    hall.do(fill, clerk, case=opened.case, values=answers_to(hall.ask(show_form, clerk, case=opened.case)))
    accepted = hall.do(accepting.accept, clerk, case=opened.case)
    assert len(hall.ask(list_files, clerk, case=accepted.case)) == 2
