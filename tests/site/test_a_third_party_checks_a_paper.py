"""Somebody is handed a paper: its number and code say whether the hall gave it out and whether it still holds, and
nothing of anybody.
"""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from counter.hall.act import load
from counter.rules import numbers
from counter.rules.holding_good import Decided, Holds, told_of
from counter.site import limits, send
from tests.filling import fill_form
from tests.site.conftest import words_of
from tests.site.test_the_page_follows_the_walk import accepted, clerk, received

__all__ = ["accepted", "clerk", "received"]

TITLES = {
    "in-force": ("真实，现在有效", "真實，現在有效", "Genuine and in force"),
    "issued": ("真实，是本大厅发出的", "真實，是本大廳發出的", "Genuine: issued by this hall"),
    "partly": ("有的事项不再有效", "有的事項不再有效", "not all of it still holds"),
    "replaced": ("已经有新的文书", "已經有新的文書", "A newer paper has taken its place"),
    "recalled": ("决定已经撤回", "決定已經撤回", "Decision recalled"),
    "revoked": ("许可已经撤销", "許可已經撤銷", "Permit revoked"),
    "deregistered": ("许可已经注销", "許可已經註銷", "Permit deregistered"),
    "void": ("文书已经作废", "文書已經作廢", "This paper is void"),
    "not-found": ("没有发出过这样的文书", "沒有發出過這樣的文書", "issued no such paper"),
    "mistyped-number": ("文书号写得不对", "文書號寫得不對", "The paper number is not written correctly"),
    "mistyped-code": ("查询码写得不对", "查詢碼寫得不對", "The code on the paper is not written correctly"),
    "other-code": ("不是文书上的查询码", "不是文書上的查詢碼", "not the code of a paper"),
    "foreign": ("这是别的大厅的文书", "這是別的大廳的文書", "a paper of another hall"),
}
LANGUAGES = ("zh-CN", "zh-TW", "en")
ACT = {"reason": "车辆不符合技术标准", "statement": "没有异议"}


@pytest.fixture
def act(hall, people):
    def run(name, who="c3", /, **arguments):
        entry = load(name.split(".")[0])[name]
        return (hall.run if entry.writes else hall.answer)(entry, people[who], arguments)

    return run


@pytest.fixture
def check(phone):
    """What the page says of a number and a code: the kind of answer, the same in every language, and its words."""

    async def asked(number: str, code: str, languages=LANGUAGES[:1]) -> tuple[str, str]:
        kinds, said = [], []
        for language in languages:
            answer = await phone.ask(
                "POST", "/check", data={"number": number, "code": code}, headers={"accept-language": language}
            )
            title = re.search(r"<h1>(.*?)</h1>", answer.text)[1]
            place = LANGUAGES.index(language)
            kinds += [kind for kind, titles in TITLES.items() if titles[place] in title]
            said.append(words_of(answer.text))
            assert answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers
            assert answer.status_code == (404 if kinds[-1] in list(TITLES)[-5:] else 200)
        assert len(kinds) == len(languages) and len(set(kinds)) == 1, kinds
        return kinds[0], said[0]

    return asked


def newest(hall, kind: str) -> str:
    """The number of the newest paper of a kind."""
    return hall.db.execute("SELECT number FROM paper WHERE kind = ? ORDER BY number DESC", (kind,)).fetchone()[0]


async def test_every_paper_of_a_case_is_told_as_it_stands(hall, act, check, code, publisher):
    def clock(*moment: int) -> None:
        hall.set_now(datetime(2026, 11, *moment))

    case = act("case.open", items=("chemical-trade", "freight-permit")).case
    act("case.applicant", case=case, name="李晓梅", number="430104200207153029")
    act("case.all-here", case=case)
    fill_form(act, case, "c3")
    accepted = act("case.accept", case=case)
    own = code("case", accepted.id)
    rows = hall.db.execute("SELECT id, lower(department) AS desk FROM approval ORDER BY item").fetchall()
    (chemical, chemical_desk), (freight, desk) = ((f"A-{row['id']}", row["desk"]) for row in rows)
    kind, seen = await check(newest(hall, "acceptance"), own, LANGUAGES)
    assert kind == "issued" and "受理通知书" in seen and "道路货物运输" in seen

    clock(25, 10, 0)
    act("approval.decide", f"ap-{desk}", approval=freight, refuse=True, reasons="车辆不合格", second=f"ap2-{desk}")
    refusal = newest(hall, "result")
    kind, seen = await check(refusal, own)
    assert kind == "in-force" and "不予行政许可决定书" in seen and "不予 · 有效" in seen
    assert not [word for word in ("李晓梅", "430104", "车辆不合格", "行政复议") if word in seen]
    clock(25, 10, 5)
    act("approval.recall", f"ap-{desk}", approval=freight, reason="录错", second=f"ap2-{desk}")
    kind, seen = await check(refusal, own, LANGUAGES)
    assert kind == "recalled" and "自11月25日" in seen.replace("2026年", "").replace(" ", "")
    clock(25, 10, 10)
    act("approval.decide", f"ap-{desk}", approval=freight, grant=True, second=f"ap2-{desk}")
    assert (await check(refusal, own, LANGUAGES))[0] == "replaced"

    act("approval.decide", f"ap-{chemical_desk}", approval=chemical, grant=True, second=f"ap2-{chemical_desk}")
    results = newest(hall, "result")
    kind, seen = await check(results, own, LANGUAGES)
    assert kind == "in-force" and seen.count("准予 · 有效") == 2 and results != refusal
    act("case.deliver", code=accepted.case)
    clock(30, 9, 0)
    revoked = act(
        "approval.revoke", f"ap-{desk}", approval=freight, ground="unqualified", second=f"ap2-{desk}", **ACT
    ).paper
    kind, seen = await check(results, own, LANGUAGES)
    assert kind == "partly" and seen.count("准予 · 有效") == 1 and "已撤销或者撤回 · 自" in seen
    kind, seen = await check(revoked, own)
    assert kind == "in-force" and "撤销行政许可决定书" in seen and ACT["reason"] not in seen
    act(
        "approval.revoke",
        f"ap-{chemical_desk}",
        approval=chemical,
        ground="unqualified",
        second=f"ap2-{chemical_desk}",
        **ACT,
    )
    assert (await check(results, own, LANGUAGES))[0] == "revoked"

    # what a wrong clock had written is void; a publisher that begins anew says what the one before said
    hall.db.execute(
        "INSERT INTO clock_run (id, business_date, working_day, at, checked_before, summary)"
        " VALUES (1, '2026-11-30', '2026-11-30', 1, '2026-11-30', '{}')"
    )
    hall.db.execute(
        "INSERT INTO clock_change (run, place, case_id, name, row_key, kind, before, after, taken_back_at)"
        " VALUES (1, 1, ?, 'paper', json_array(?), 'new', '{}', '{}', ?)",
        (accepted.id, newest(hall, "acceptance"), hall.now()),
    )
    before = publisher.db.execute("SELECT count(*) FROM checked").fetchone()[0]
    publisher._all_anew()
    assert publisher.db.execute("SELECT count(*) FROM checked").fetchone()[0] == before
    assert (await check(newest(hall, "acceptance"), own, LANGUAGES))[0] == "void"
    assert (await check(results, own))[0] == "revoked"

    # typed by hand
    rough = f"  {results.lower().replace('-', '')} ", numbers.grouped(own).lower()
    assert (await check(*rough))[0] == "revoked"
    wrong = own[:20] + ("A" if own[20] != "A" else "B") + own[21:]
    elsewhere = numbers.make_code(b"x" * 32, "another hall", "case", 1)
    other = numbers.make_code(hall.secret("track"), hall.settings["id"], "case", accepted.id + 1)
    for number, its_code, expected in (
        ("W20991231-0001", own, "not-found"),
        (results, other, "not-found"),
        (results, wrong, "mistyped-code"),
        (results, "HELLO", "mistyped-code"),
        (results, elsewhere, "foreign"),
        (results, send.new_code("B"), "other-code"),
        (results, numbers.grouped(send.new_code()).lower(), "other-code"),
        (results, code("ticket", 1), "other-code"),
        (accepted.case, own, "mistyped-number"),
        ("", "", "mistyped-number"),
        ("<script>", own, "mistyped-number"),
        ("W２０２６１１２４" * 200, own, "mistyped-number"),
    ):
        kind, seen = await check(number, its_code, LANGUAGES)
        assert kind == expected, (number, its_code)
    raw = (hall.directory / "public" / "public.db").read_bytes()
    assert not [word for word in (results, own, "李晓梅", ACT["reason"]) if word.encode() in raw]


async def test_a_form_with_more_fields_than_ours_has_a_plain_answer(phone, accepted):
    many = {f"field{place}": "1" for place in range(40)}
    assert (await phone.ask("POST", "/check", data=many)).status_code == 404
    assert (await phone.ask("POST", f"/s/{accepted[1]}/rate", data=many)).status_code == 400


def test_every_state_of_a_paper_has_its_words():
    assert set(Holds) == set(list(TITLES)[:-5])


async def test_a_number_in_the_field_for_the_code_is_told_as_one(phone):
    for typed, says in (("r20261124 0001", "R20261124-0001 是收件编号"), ("A012", "A012 是排队号")):
        answer = await phone.ask("POST", "/check", data={"number": "W20261124-0007", "code": typed})
        assert says in words_of(answer.text) and "38 位" in answer.text, typed


async def test_guessing_at_papers_ends_where_guessing_at_codes_does(phone, hall, monkeypatch):
    monkeypatch.setattr(limits.Throttle, "_minute", staticmethod(lambda: 7))
    page = words_of((await phone.get("/check", "en")).text)
    assert "Check a paper" in page and "Paper number" in page
    assert 'href="/check"' in (await phone.get("/")).text
    statuses = []
    for id in range(limits.MISSES_A_MINUTE + 2):
        guess = numbers.make_code(b"guess" * 8, hall.settings["id"], "case", id)
        statuses.append(
            (await phone.ask("POST", "/check", data={"number": "W20261124-0001", "code": guess})).status_code
        )
    assert statuses == [404] * limits.MISSES_A_MINUTE + [429] * 2
    assert (await phone.get(f"/s/{guess}")).status_code == 429, "one count for both doors"
    assert (await phone.ask("POST", "/check", content=b"x" * (limits.LARGEST_FORM + 1))).status_code == 413


@pytest.mark.parametrize(
    ("decided", "refusal", "holds"),
    [
        ([("refuse", 5, "")], True, Holds.IN_FORCE),
        ([("refuse", 5, "2026-11-24")], True, Holds.RECALLED),
        ([("refuse", 5, "2026-11-24"), ("grant", 5, "")], True, Holds.REPLACED),
        ([("grant", 5, "2026-11-24"), ("grant", 9, "")], False, Holds.REPLACED),
        ([("grant", 5, "2026-11-24"), ("grant", 9, "2026-11-25")], False, Holds.RECALLED),
        ([("grant", 9, "")], False, None),
    ],
)
def test_a_clock_that_stands_still_does_not_bring_a_recalled_refusal_back(decided, refusal, holds):
    known = [Decided("x", outcome, at, "2026-11-24", recalled) for outcome, at, recalled in decided]
    told = told_of(known, 6, refusal=refusal)
    assert (told.holds if told else None) == holds
