"""A page that asks for itself again, and messages by mail or SMS: one for each change, nothing personal, ended."""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta

import pytest

from counter.acts.delivery import telling
from counter.acts.delivery.telling import listed, stop, subscribe
from counter.acts.inbox.taking_in import take_in
from counter.acts.premises.state import state
from counter.acts.queue.taking import take
from counter.commands._telling import tell_all
from counter.errors import Refusal
from counter.rules.access import HALL_ITSELF
from counter.rules.telling import masked, read_address
from counter.store import telling as store
from tests.conftest import NOW
from tests.site.conftest import served
from tests.site.test_the_page_follows_the_walk import accepted, clerk, received

__all__ = ["accepted", "clerk", "received"]
SENDS = "import sys; open({!r}, 'ab').write(sys.stdin.buffer.read() + b'\\n'); sys.exit(int(open({!r}).read()))"


class Gateway:
    """A program that keeps what it is given and answers as it is told."""

    def __init__(self, folder) -> None:
        self.kept, self.answer = folder / "kept", folder / "answer"
        self.kept.write_bytes(b"")
        self.answers(0)
        self.command = [sys.executable, "-c", SENDS.format(str(self.kept), str(self.answer))]

    def answers(self, code: int) -> None:
        self.answer.write_text(str(code))

    @property
    def got(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.kept.read_text("utf-8").splitlines()]


@pytest.fixture
def gateway(hall, tmp_path) -> Gateway:
    made = Gateway(tmp_path)
    hall.settings = {**hall.settings, "sms_command": made.command, "mail_command": made.command}
    return made


def moves(hall, receipt: str, to: str) -> None:
    hall.db.execute("UPDATE case_file SET state = ? WHERE receipt_number = ?", (to, receipt))


def test_each_change_is_told_once_and_the_end_is_the_last(hall, people, accepted, gateway):
    receipt, _ = accepted
    said = hall.do(subscribe, people["c3"], case=receipt, address="138 0013 8000")
    again = hall.do(subscribe, people["c3"], case=receipt, address="+8613800138000")
    assert "*******8000" in str(said) and said == again
    assert tell_all(hall) == 1 and tell_all(hall) == 0
    moves(hall, receipt, "decided")
    assert tell_all(hall) == 1 and tell_all(hall) == 0
    served(hall)
    moves(hall, receipt, "delivered")
    assert tell_all(hall) == 1 and tell_all(hall) == 0
    begun, ready, ended = gateway.got
    number = hall.db.execute("SELECT acceptance_number AS n FROM case_file WHERE receipt_number = ?", (receipt,))
    tail = number.fetchone()["n"][-4:]
    assert [one["to"] for one in gateway.got] == ["13800138000"] * 3 and len({one["id"] for one in gateway.got}) == 3
    assert "已登记" in begun["text"] and "有结果可领取" in ready["text"] and "已办结" in ended["text"]
    person = hall.db.execute(
        "SELECT p.name, p.id_number FROM person p JOIN case_file c ON c.person = p.id WHERE c.receipt_number = ?",
        (receipt,),
    ).fetchone()
    for one in gateway.got:
        assert f"尾号 {tail}" in one["text"] and receipt not in one["text"] and "登记" not in one["subject"]
        assert person["name"] not in str(one) and person["id_number"] not in str(one)
    row = hall.db.execute("SELECT * FROM subscription").fetchone()
    assert row["ended"] == "case" and row["address"] == "", "the address is forgotten with the case"
    with pytest.raises(Refusal, match="没有进展可通知"):
        hall.do(subscribe, people["c3"], case=receipt, address="13800138000")


def test_two_changes_before_a_message_went_are_one_message(hall, people, accepted, gateway):
    receipt, _ = accepted
    hall.do(subscribe, people["c3"], case=receipt, address="a@example.cn", language="en")
    gateway.answers(1)
    tell_all(hall)
    moves(hall, receipt, "decided")
    gateway.answers(0)
    assert tell_all(hall) == 1 and "can be collected" in gateway.got[-1]["text"]
    assert [row["state"] for row in hall.db.execute("SELECT state FROM posted ORDER BY id")] == ["overtaken", "sent"]


def test_a_failure_is_tried_five_times_and_then_shown(hall, people, accepted, gateway):
    hall.do(subscribe, people["c3"], case=accepted[0], address="a@example.cn")
    gateway.answers(7)
    for minutes in (0, 1, 6, 36, 156, 756, 1356):
        hall.set_now(NOW + timedelta(minutes=minutes))
        tell_all(hall)
        tell_all(hall)
    assert len(gateway.got) == 5
    (line,) = (one for one in hall.ask(state, people["admin"]) if one.id == "telling")
    assert "1 条进度通知没有发出" in line.words and "返回 7" in line.words and line.tone == "warn"
    assert hall.db.execute("SELECT ended FROM subscription").fetchone()["ended"] is None


def test_a_wrong_address_is_not_tried_again_and_is_forgotten(hall, people, accepted, gateway):
    hall.do(subscribe, people["c3"], case=accepted[0], address="a@example.cn")
    gateway.answers(65)
    tell_all(hall)
    row = hall.db.execute("SELECT * FROM subscription").fetchone()
    assert (row["ended"], row["address"]) == ("address", "") and hall.ask(listed, people["c3"], case=accepted[0]) == ()


def test_what_was_in_hand_when_the_machine_stopped_is_not_sent_twice(hall, people, accepted, gateway):
    hall.do(subscribe, people["c3"], case=accepted[0], address="a@example.cn")
    (due,) = store.due(hall.db, hall.now(), ("mail",), 9)
    assert hall.do(telling.begin_sending, HALL_ITSELF, message=due.id)
    assert not hall.do(telling.begin_sending, HALL_ITSELF, message=due.id)
    moves(hall, accepted[0], "decided")
    assert tell_all(hall) == 0, "while one is in hand the next one waits"
    assert tell_all(hall, first=True) == 1 and len(gateway.got) == 1


def test_without_a_command_nobody_is_told_and_a_program_by_half_a_name_is_none(hall, people, accepted):
    with pytest.raises(Refusal, match="没有开通短信"):
        hall.do(subscribe, people["c3"], case=accepted[0], address="13800138000")
    hall.settings = {**hall.settings, "mail_command": "mail", "sms_command": ["sms"]}
    assert telling.commands(hall) == {} and telling.misset(hall) == ["mail_command", "sms_command"]
    assert any(one.id == "sms_command" for one in hall.ask(state, people["admin"])) and tell_all(hall) == 0


async def test_on_the_page_of_a_case_messages_are_wished_for_and_ended(hall, people, accepted, phone, gateway):
    receipt, code = accepted
    assert f"/s/{code}/tell" in (await phone.get(f"/s/{code}")).text
    form = await phone.get(f"/s/{code}/tell")
    assert form.status_code == 200 and 'for="address"' in form.text
    wrong = await phone.ask("POST", f"/s/{code}/tell", data={"address": "<b>12"})
    assert wrong.status_code == 400 and 'value="&lt;b&gt;12"' in wrong.text
    sent = await phone.ask("POST", f"/s/{code}/tell?lang=en", data={"address": "me@example.cn"})
    assert sent.status_code == 200
    raw = (hall.directory / "inbox" / "inbox.db").read_bytes()
    assert b"me@example.cn" not in raw
    assert [one.state for one in take_in(hall)] == ["used"] and take_in(hall) == []
    assert tell_all(hall) == 1 and gateway.got[0]["text"].startswith("星城市政务服务中心: you will be told")
    (place,) = re.findall(r"/stop/[0-9A-Z]{12}$", gateway.got[0]["text"])
    assert "<form" in (await phone.get(place)).text and hall.ask(listed, people["c3"], case=receipt)
    assert (await phone.ask("POST", place.lower())).status_code == 200
    assert [one.state for one in take_in(hall)] == ["used"] and hall.ask(listed, people["c3"], case=receipt) == ()
    for address in ("a@example.cn", "b@example.cn"):
        hall.do(subscribe, people["c3"], case=receipt, address=address)
    assert (await phone.ask("POST", f"/s/{code}/tell", data={"stop": "1"})).status_code == 200
    take_in(hall)
    with pytest.raises(Refusal, match="没有登记通知"):
        hall.do(stop, people["c3"], case=receipt)
    assert (await phone.ask("POST", "/stop/ZZZZZZZZZZZZ")).status_code == 200
    assert [one.state for one in take_in(hall)] == ["refused"]
    for nowhere in ("/stop/x", "/stop/" + "Z" * 13, "/s/x/tell"):
        assert (await phone.get(nowhere)).status_code == 404


async def test_without_a_command_the_page_offers_nothing(phone, accepted):
    assert "/tell" not in (await phone.get(f"/s/{accepted[1]}")).text
    assert (await phone.get(f"/s/{accepted[1]}/tell")).status_code == 404


async def test_a_page_asks_for_itself_again_only_where_it_was_asked_to(hall, people, phone, accepted):
    code = accepted[1]
    page = await phone.get(f"/s/{code}")
    assert "refresh" not in page.headers and 'href="?refresh=60"' in page.text
    again = await phone.get(f"/s/{code}?refresh=60")
    assert again.headers["refresh"] == f"60; url=/s/{code}?refresh=59" and "60 分钟后停止" in again.text
    assert len(again.content) == int(again.headers["content-length"])
    english = await phone.get(f"/s/{code}?refresh=9999&lang=en")
    assert english.headers["refresh"].endswith("?refresh=59&lang=en"), "no longer than an hour"
    over = await phone.get(f"/s/{code}?refresh=0")
    assert "refresh" not in over.headers and "自动更新已停止" in over.text
    for junk in ("-1", "x", "1;url=//evil", "", "٣", "1e3"):
        assert "refresh" not in (await phone.get(f"/s/{code}", params={"refresh": junk})).headers, junk
    ticket = hall.do(take, people["g1"], queue="A").code
    assert 'href="?refresh=120"' in (await phone.get(f"/t/{ticket}")).text
    assert (await phone.get(f"/t/{ticket}?refresh=120")).headers["refresh"].startswith("30; url=/t/")
    served(hall)
    phone.publisher._all_anew()
    ended = await phone.get(f"/s/{code}?refresh=60")
    assert "refresh" not in ended.headers and "?refresh=" not in ended.text.replace("lang=", "")


@pytest.mark.parametrize(
    ("typed", "read", "shown"),
    [
        ("13800138000", ("sms", "13800138000"), "*******8000"),
        ("+86 138-0013-8000", ("sms", "13800138000"), "*******8000"),
        ("+85291234567", ("sms", "+85291234567"), "********4567"),
        (" someone@mail.example.cn ", ("mail", "someone@mail.example.cn"), "s***@mail.example.cn"),
        *((bad, None, "") for bad in ("", "12345", "a@b", "-x@example.cn", "a@example.cn\nBcc: b", "@", "1380013800०")),
    ],
)
def test_an_address_is_one_that_can_be_written_to(typed, read, shown):
    assert read_address(typed) == read
    if read:
        assert masked(*read) == shown
