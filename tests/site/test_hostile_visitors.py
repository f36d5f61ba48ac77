"""Path tricks, megabyte codes, odd encodings, slow senders, bombs and a million guesses: plain answers, nothing
written.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import struct
import time
import zlib

import pytest
from nacl.public import PublicKey, SealedBox
from PIL import Image

from counter.acts.inbox.review import answer
from counter.acts.inbox.seals import answer_seal, inbox_key, open_sealed
from counter.acts.inbox.taking_in import listed, refuse, take_in, use
from counter.acts.queue.taking import take
from counter.cleaning.kinds import LARGEST_FILE, given_kind
from counter.errors import Refusal
from counter.rules import numbers
from counter.site import limits, send
from counter.site.publish import Publisher
from counter.store import arrivals, driver, files, inbox
from tests.catalogue.test_an_imported_item_is_decided_at_its_desk import bring
from tests.site.conftest import served
from tests.site.test_the_page_follows_the_walk import accepted, clerk, received

__all__ = ["accepted", "clerk", "received"]


def png(width: int = 4, height: int = 4, extra: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"".join(b"\0" + b"\xff" * width for _ in range(min(height, 64))))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", rows + extra)
        + chunk(b"IEND", b"")
    )


def headline(text: str) -> str:
    return re.search(r"<h1>(.*?)</h1>", text)[1]


async def test_four_distinct_answers(accepted, phone, hall):
    code = accepted[1]
    unknown = numbers.make_code(hall.secret("track"), hall.settings["id"], "case", 10**6)
    foreign = numbers.make_code(b"x" * 32, "another hall", "case", 1)
    changed = code[:20] + ("A" if code[20] != "A" else "B") + code[21:]
    said = {}
    for name, text in (
        ("unreadable", "HELLO"),
        ("altered", changed),
        ("foreign", foreign),
        ("unknown", unknown),
        ("found", code),
    ):
        answer = await phone.get(f"/s/{text}")
        said[name] = headline(answer.text)
        assert answer.status_code == (200 if name == "found" else 404)
    assert said["altered"] == said["foreign"]
    assert len({said[name] for name in ("unreadable", "altered", "unknown", "found")}) == 4


async def test_unknown_codes_look_like_any_other_unknown(phone, hall):
    pages = set()
    for id in range(5):
        unknown = numbers.make_code(hall.secret("track"), hall.settings["id"], "case", 10**6 + id)
        answer = await phone.get(f"/s/{unknown}")
        pages.add((answer.status_code, answer.text.replace(unknown, ""), tuple(sorted(k for k in answer.headers))))
    assert len(pages) == 1


TRICKS = (
    "/s/../../etc/passwd",
    "/s/..%2f..%2fetc%2fpasswd",
    "/s/%00",
    "/s/%ff%fe",
    "/s/" + "9" * 60_000,
    "/s/" + "一" * 38,
    "/s/<script>alert(1)</script>",
    "/s/%1b[2J",
    "/t/[/x]",
    "/S/",
    "/s//",
    "/guides/%00",
    "/guides/../../x",
    "/forms/" + "x" * 5000,
    "/review/none",
    "/static/../app.py",
    "/static/%2e%2e%2fapp.py",
    "/?q=" + "a" * 50_000,
    "/?q=%00%ff",
    "/?page=-1",
    "/guides?page=999999999999",
    "/?lang=../../x",
    "/p/1P" + "0" * 36,
)


async def test_tricks_get_a_plain_page_and_no_trace(phone):
    for path in TRICKS:
        answer = await phone.get(path)
        assert answer.status_code in (200, 400, 404), path[:30]
        assert "Traceback" not in answer.text and "<script" not in answer.text and "\x1b" not in answer.text, path[:30]
        assert headline(answer.text), path[:30]
        assert len(answer.content) < 30_000, path[:30]


PAGES = (
    "/",
    "/guides",
    "/guides/graduates",
    "/forms",
    "/forms/startup-subsidy",
    "/review/startup-subsidy",
    "/s/x",
    "/nothing",
)


@pytest.mark.parametrize("language", ["zh-CN", "zh-HK", "en"])
async def test_every_page_is_small_strict_and_forgets(phone, language):
    for path in PAGES:
        small_strict_forgets(await phone.get(path, language))


def small_strict_forgets(answer) -> None:
    assert len(answer.content) < 30_000 and answer.status_code in (200, 404)
    assert answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "script" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"] == "no-referrer"
    assert (
        "<script" not in answer.text
        and "style=" not in answer.text
        and "http://" not in answer.text.replace("http://site", "")
    )
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text), "a third party"
    assert answer.text.startswith("<!doctype html>\n<html lang=")
    assert answer.text.count("<h1") == 1 and answer.text.count("<main") == 1
    for control in re.findall(r'<(?:input|textarea)[^>]*id="([^"]+)"', answer.text):
        assert f'for="{control}"' in answer.text, "a field without a label"


async def test_no_page_leads_to_another_host_whatever_was_asked_for(phone):
    for path in (
        "//evil.example/",
        "//evil.example/%2e%2e",
        "///evil.example",
        "/guides//",
        "//s/x/",
        "/\\\\evil.example",
    ):
        answer = await phone.ask("GET", f"http://site{path}", headers={"host": "evil.example"})
        assert answer.status_code in (200, 404) and "location" not in answer.headers, path
        assert not re.search(r'(?:href|action)="(?:[a-z]+:|//|/\\\\)', answer.text), path


async def test_a_stroke_too_many_leads_to_the_same_page(phone):
    for path in ("/guides/", "/forms/", "/guides/graduates/", "//guides"):
        answer, plain = await phone.get(f"http://site{path}"), await phone.get("/" + path.strip("/"))
        assert answer.status_code == 200 and answer.text == plain.text, path


async def test_what_a_page_may_not_be_asked_for_says_what_it_may(phone, accepted):
    for method, path, allowed in (
        ("POST", "/guides", {"GET", "HEAD"}),
        ("DELETE", f"/s/{accepted[1]}", {"GET", "HEAD"}),
        ("OPTIONS", "/", {"GET", "HEAD"}),
    ):
        answer = await phone.ask(method, path)
        assert (
            answer.status_code == 405 and set(answer.headers["allow"].split(", ")) == allowed and headline(answer.text)
        )
    for path in ("/", "/guides", f"/s/{accepted[1]}", "/nothing"):
        whole, head = await phone.get(path), await phone.ask("HEAD", path, headers={"accept-language": "zh-CN"})
        assert (head.status_code, head.headers["content-length"]) == (whole.status_code, str(len(whole.content)))


async def test_another_language_keeps_what_was_asked_for_and_sends_nothing(hall, accepted, phone):
    def other(text: str) -> str:
        return re.search(r'hreflang="en" href="([^"]+)"', text)[1].replace("&amp;", "&")

    assert other((await phone.get("/?q=毕业 登记")).text) == "/?lang=en&q=%E6%AF%95%E4%B8%9A%20%E7%99%BB%E8%AE%B0"
    assert "lang=en" in other((await phone.get("/guides?page=2")).text) and "page=2" in other(
        (await phone.get("/guides?page=2")).text
    )
    again = await phone.get(other((await phone.get("/?q=毕业&page=1")).text))
    assert 'lang="en"' in again.text and "%E6%AF%95%E4%B8%9A" in again.text
    sent = await send_files(phone, "/review/startup-subsidy", [("L1000005", "a.png", png(), "image/png")])
    code = re.search(r'href="/p/([0-9A-Z]{38})', sent.text)[1]
    assert other(sent.text) == f"/p/{code}?lang=en", "the code is shown once: no click may lose it"
    rated = await phone.ask("POST", f"/s/{accepted[1]}/rate", data={"level": "9"})
    assert rated.status_code == 400 and (await phone.get(other(rated.text))).status_code == 200


async def test_forms_and_guides_of_a_large_catalogue_come_page_by_page(hall, people, phone):
    bring(hall, people, "sichuan-items.csv", "sichuan")
    for place in ("/guides", "/forms"):
        seen, path = [], place
        while path:
            answer = await phone.get(path)
            assert len(answer.content) < 30_000
            seen += re.findall(rf'href="({place}/[^"]+)"', answer.text)
            more = re.search(r'rel="next" href="([^"]+)"', answer.text)
            path = more[1].replace("&amp;", "&") if more else ""
        assert len(seen) == len(set(seen)) > 1_000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("rubbish", "rubbish2", False),
    ],
)
def test_who_has_a_whole_network_is_one_sender(one, other, same):
    assert (limits.one_sender(one) == limits.one_sender(other)) is same


@pytest.mark.parametrize(
    "crumbs",
    [
        b"\x89PNG\r\n\x1a\n"
        b"\0\0\0\x0dIHDR"
        + (ihdr := struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0))
        + struct.pack(">I", zlib.crc32(b"IHDR" + ihdr))
        + (b"\0\0\0\0abCd" + struct.pack(">I", zlib.crc32(b"abCd"))) * 320_000,
        b"\xff\xd8" + b"\xff\xe0\0\x02" * 970_000,
        b"\xff\xd8\xff" + b"\xff" * 3_900_000,
        b"\0\0\0\x08ftyp" + b"\0\0\0\x08free" * 480_000,
    ],
    ids=["png", "jpeg", "fill", "mp4"],
)
def test_a_picture_of_a_million_crumbs_holds_up_nobody(crumbs):
    started = time.process_time()
    assert given_kind(crumbs) is None
    assert time.process_time() - started < 0.2, "half a second and more for each of them before"


async def test_many_messages_at_once_are_told_to_wait(hall, accepted, phone, monkeypatch):
    monkeypatch.setattr(limits, "MOST_IN_HAND", 50_000)
    files = [("file-transfer-letter", "a.png", png() + b"\0" * 60_000, "image/png")]
    answer = await send_files(phone, f"/s/{accepted[1]}/send", files)
    assert answer.status_code == 503 and "现在收不下" in answer.text and not limits._in_hand


async def test_what_waits_in_the_inbox_makes_no_page_slower(hall, accepted, phone, monkeypatch):
    _, code = accepted
    served(hall)
    await phone.ask("POST", f"/s/{code}/rate", data={"level": "5"})
    opened = []
    connect = inbox.connect
    monkeypatch.setattr(inbox, "connect", lambda path: (opened.append(path), connect(path))[1])
    for _ in range(20):
        assert 'name="level"' not in (await phone.get(f"/s/{code}")).text, "the rating is on its way"
    assert len(opened) <= 1, "twice for every look before, ten times as slow"


async def test_an_inbox_that_can_not_be_read_spoils_no_page(hall, accepted, phone):
    path = hall.directory / "inbox" / "inbox.db"
    served(hall)
    for rubbish in (b"not a database" * 500, b"SQLite format 3\0" + b"\0" * 5000):
        path.write_bytes(rubbish)
        assert "已送达" in await phone.see(accepted[1])
        answer = await phone.ask("POST", f"/s/{accepted[1]}/rate", data={"level": "5"})
        assert answer.status_code == 503 and "现在收不下" in answer.text


async def test_a_million_guesses_from_one_address_end_after_thirty(phone, hall, accepted, monkeypatch):
    monkeypatch.setattr(limits.Throttle, "_minute", staticmethod(lambda: 7))
    statuses = []
    for id in range(limits.MISSES_A_MINUTE + 5):
        guess = numbers.make_code(b"guess" * 8, hall.settings["id"], "case", id)
        statuses.append((await phone.get(f"/s/{guess}")).status_code)
    assert statuses[: limits.MISSES_A_MINUTE] == [404] * limits.MISSES_A_MINUTE and set(
        statuses[limits.MISSES_A_MINUTE :]
    ) == {429}
    for path in (accepted[1], f"{accepted[1]}?lang=en", f"{accepted[1]}/send"):
        assert (await phone.get(f"/s/{path}")).status_code == 200, "others behind the same address read on"
    wrong = await phone.ask("POST", f"/s/{accepted[1]}/rate", data={"level": "5"})
    assert wrong.status_code == 400, "not yet to be rated, rather than too many"


def test_the_list_of_addresses_does_not_grow_without_end():
    throttle = limits.Throttle(3)
    for number in range(limits.MOST_ADDRESSES + 500):
        throttle.count(f"10.0.{number}")
    assert len(throttle._seen) == limits.MOST_ADDRESSES


# -- sending -----------------------------------------------------------------------------------------------------------


async def send_files(phone, path, files, **fields):
    return await phone.ask(
        "POST", path, files=[(name, (file, data, kind)) for name, file, data, kind in files], data=fields
    )


async def test_papers_from_home_are_sealed_taken_in_and_attached(hall, people, accepted, phone):
    receipt, code = accepted
    form = await phone.get(f"/s/{code}/send")
    assert "调档函" in form.text and 'type="file"' in form.text
    picture = png(8, 8)
    sent = await send_files(
        phone, f"/s/{code}/send", [("file-transfer-letter", "调档函.png", picture, "image/png")], words="请查收"
    )
    assert sent.status_code == 200 and "材料已加密送进大厅" in sent.text
    assert "您补交的材料正在送进大厅" in await phone.see(code)
    raw = (hall.directory / "inbox" / "inbox.db").read_bytes()
    assert (
        picture not in raw
        and "请查收".encode() not in raw
        and code.encode() not in raw
        and "调档函".encode() not in raw
    )
    assert [one.state for one in take_in(hall)] == ["taken"] and take_in(hall) == []
    assert "已收到 1 份" in await phone.see(code)
    (entry,) = hall.ask(listed, people["c3"])
    assert (entry.case, entry.words, entry.files[0].document) == (receipt, "请查收", "file-transfer-letter")
    hall.do(use, people["c3"], entry=entry.id[:12])
    row = hall.db.execute("SELECT sha256 FROM attachment").fetchone()
    kept = Image.open(io.BytesIO(files.read(hall.files, row["sha256"])))
    assert kept.size == (8, 8) and kept.getextrema() == (255, 255) and hall.ask(listed, people["c3"]) == ()
    with pytest.raises(Refusal, match="已办"):
        hall.do(refuse, people["c3"], entry=entry.id, reason="晚了")
    assert "已收到 1 份" not in await phone.see(code)


async def test_a_look_at_papers_before_the_visit_is_answered_under_a_code_of_its_own(hall, people, phone):
    sent = await send_files(
        phone, "/review/startup-subsidy", [("L1000005", "a.png", png(), "image/png")], words="够吗？"
    )
    code = re.search(r'href="/p/([0-9A-Z]{38})', sent.text)[1]
    assert "材料正在送进大厅" in (await phone.get(f"/p/{code}")).text
    take_in(hall)
    assert "工作人员正在看您的材料" in (await phone.get(f"/p/{code}")).text
    (entry,) = hall.ask(listed, people["c3"])
    assert entry.kind == "pre-review" and entry.item
    hall.do(answer, people["c3"], entry=entry.id, words="还要带发票", enough=False)
    assert "材料还不够。还要带发票" in (await phone.get(f"/s/{code}")).text
    assert "还要带发票".encode() not in b"".join(file.read_bytes() for file in (hall.directory / "public").iterdir())


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 400),
        ("a.png", b"MZ\x90\0" * 100, 400),
        ("bomb.png", png(60_000, 60_000), 400),
        ("a.png", png()[:-20], 400),
        ("a.html", b"<html><script>1</script>", 400),
        ("a.gif", b"GIF89a" + b"\0" * 50, 400),
        ("huge.png", png(extra=b"\0" * (LARGEST_FILE + 10)), 413),
        ("empty.png", b"", 400),
        ("notes.txt", "纯文本".encode(), 400),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_no_whole_picture_is_not_taken(hall, accepted, phone, name, data, status):
    answer = await send_files(phone, f"/s/{accepted[1]}/send", [("file-transfer-letter", name, data, "image/png")])
    assert answer.status_code == status and not (hall.directory / "inbox" / "inbox.db").exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\n\r\n", b"\0" * 5000, b"--x\r\nContent-Disposition: form-data; name=a\r\n" * 200],
    ids=range(5),
)
async def test_broken_forms_are_answered_plainly(hall, accepted, phone, body):
    answer = await phone.ask(
        "POST", f"/s/{accepted[1]}/send", content=body, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 400 and "没有收到文件" in answer.text
    answer = await phone.ask("POST", f"/s/{accepted[1]}/rate", content=body)
    assert answer.status_code == 400 and not (hall.directory / "inbox" / "inbox.db").exists()


async def test_a_message_without_an_end_is_not_read_to_it(hall, accepted, phone, monkeypatch):
    monkeypatch.setattr(limits, "MOST_DRAINED", 5_000_000)
    monkeypatch.setattr("counter.site.uploads.MOST_DRAINED", 5_000_000)
    read = 0

    async def endless():
        nonlocal read
        while True:
            read += 100_000
            yield b"\0" * 100_000

    answer = await phone.ask(
        "POST", f"/s/{accepted[1]}/send", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 413 and read < limits.MOST_DRAINED + 300_000
    answer = await phone.ask(
        "POST", f"/s/{accepted[1]}/rate", content=b"x", headers={"content-length": "99999999999999"}
    )
    assert answer.status_code == 413


async def test_a_sender_that_trickles_is_hung_up_on(accepted, phone, monkeypatch):
    monkeypatch.setattr(limits, "SLOWEST_S", 0.2)

    async def trickle():
        while True:
            yield b"x"
            await asyncio.sleep(0.05)

    answer = await phone.ask("POST", f"/s/{accepted[1]}/rate", content=trickle())
    assert answer.status_code == 413


async def test_one_address_can_not_fill_the_inbox(hall, accepted, phone, monkeypatch):
    monkeypatch.setattr(limits.Throttle, "_minute", staticmethod(lambda: 7))
    statuses = []
    for number in range(limits.SENDS_A_MINUTE + 2):
        files = [("file-transfer-letter", "a.png", png(5 + number, 5), "image/png")]
        statuses.append((await send_files(phone, f"/s/{accepted[1]}/send", files)).status_code)
    assert statuses.count(200) == send.MOST_WAITING["supplement"] and 503 in statuses and statuses[-1] == 429
    monkeypatch.setattr(inbox, "MOST_BYTES", 20_000)
    with pytest.raises(send.Full):
        send.put(
            hall.directory / "inbox" / "inbox.db",
            "00" * 31 + "09",
            "pre-review",
            "0" * 64,
            {"code": "x"},
            [b"\0" * 30_000],
        )


async def test_whoever_sends_all_day_does_not_fill_the_halls_disk(hall, people, accepted, phone, monkeypatch):
    monkeypatch.setattr("counter.acts.inbox.taking_in.MOST_UNSEEN", 500)
    monkeypatch.setattr(limits, "SENDS_A_MINUTE", 100)
    phone.app.site.sends.most = 100
    served(hall)
    for number in range(12):
        await send_files(phone, "/review/startup-subsidy", [("L1000005", "a.png", png(8 + number, 8), "image/png")])
    await phone.ask("POST", f"/s/{accepted[1]}/rate", data={"level": "5"})
    with pytest.raises(Refusal, match="先不再收材料"):
        take_in(hall)
    kept = arrivals.bytes_waiting(hall.db)
    assert 500 < kept < 1000 and hall.db.execute("SELECT count(*) FROM rating").fetchone()[0] == 1, (
        "a rating has no files and waits for nobody"
    )
    for entry in hall.ask(listed, people["c3"]):
        hall.do(refuse, people["c3"], entry=entry.id, reason="看不清")
    assert {one.state for one in take_in(hall)} == {"taken"}, "once they were looked at, the next ones come in"


def test_what_is_not_sealed_for_us_is_set_aside_and_the_rest_goes_on(hall, accepted):
    served(hall)
    box = inbox.connect(hall.directory / "inbox" / "inbox.db")
    inbox.add(box, inbox.Entry("a" * 64, 1, "rating", "0" * 64, b"rubbish"))
    deep = b'{"sizes":' + b"[" * 100_000
    inbox.add(
        box,
        inbox.Entry(
            "9\x1b" * 60,
            1,
            "\x1b[2J",
            "\0",
            SealedBox(PublicKey(bytes.fromhex(inbox_key(hall)))).encrypt(len(deep).to_bytes(4, "big") + deep),
        ),
    )
    inbox.add(
        box,
        inbox.Entry(
            "e" * 64,
            1,
            "pre-review",
            numbers.code_hash("X"),
            send.seal(inbox_key(hall), {"code": "X", "words": "a\x1b[2J" + "长" * 30_000}, []),
        ),
    )
    code = accepted[1]
    inbox.add(
        box, inbox.Entry("b" * 64, 2, "rating", "0" * 64, send.seal(inbox_key(hall), {"code": code, "level": 5}, []))
    )
    inbox.add(
        box,
        inbox.Entry(
            "c" * 64, 3, "supplement", numbers.code_hash(code), send.seal(inbox_key(hall), {"code": code}, [b"<svg>"])
        ),
    )
    inbox.add(
        box,
        inbox.Entry(
            "d" * 64, 4, "rating", numbers.code_hash(code), send.seal(inbox_key(hall), {"code": code, "level": 5}, [])
        ),
    )
    box.close()
    assert [one.state for one in take_in(hall)] == ["refused"] * 5 + ["used"]
    assert hall.db.execute("SELECT count(*) FROM rating").fetchone()[0] == 1
    with pytest.raises(ValueError, match="不是封给本大厅的"):
        open_sealed(hall, b"")
    assert len({answer_seal("X", "y"), answer_seal("X", "z"), answer_seal("Y", "y")}) == 3, (
        "equal answers to two people must not look alike"
    )
    assert arrivals.find(hall.db, "a") is None


SPOILT = [
    "x",
    "\ud800",
    "a\x1b[2J",
    "长" * 30_000,
    None,
    True,
    -1,
    0,
    2**63,
    9 * 10**15,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [None],
    {"x": [1]},
    [[[1]]],
]


@pytest.mark.parametrize("field", ["at", "item", "words", "files", "code", "sizes", "level", "named", "extra"])
@pytest.mark.parametrize("kind", ["pre-review", "supplement", "rating"])
def test_a_message_with_one_field_spoilt_is_taken_or_set_aside_and_the_list_stays_readable(
    hall, people, accepted, kind, field
):
    own = send.new_code() if kind == "pre-review" else accepted[1]
    whole = {
        "code": own,
        "item": "startup-subsidy",
        "words": "好",
        "files": [],
        "level": 1,
        "named": True,
        "at": hall.now(),
        "sizes": [],
    }
    box = inbox.connect(hall.directory / "inbox" / "inbox.db")
    for number, spoilt in enumerate(SPOILT):
        head = json.dumps(whole | {field: spoilt}).encode()
        sealed = SealedBox(PublicKey(bytes.fromhex(inbox_key(hall)))).encrypt(len(head).to_bytes(4, "big") + head)
        inbox.add(box, inbox.Entry(f"{number:064x}", number, kind, numbers.code_hash(own), sealed))
    taken = take_in(hall)
    assert [one.state in ("taken", "used", "refused") for one in taken] == [True] * len(
        SPOILT
    ) and not inbox.holds_anything(box)
    box.close()
    assert len(hall.ask(listed, people["c3"], handled=100)) == len(SPOILT)
    publisher = Publisher(hall)
    publisher.catch_up()
    publisher.close()


async def test_what_a_paste_brings_along_does_not_cost_the_message(hall, people, accepted, phone):
    _, code = accepted
    served(hall)
    pasted = "第一行\x0b第二行\x00\u202e\ufffd\ue999\r\n第三行" + "长" * 600
    assert "评价已收到" in (await phone.ask("POST", f"/s/{code}/rate", data={"level": "2", "words": pasted})).text
    sent = await send_files(phone, "/review/startup-subsidy", [("L1000005", "a.png", png(), "image/png")], words=pasted)
    assert sent.status_code == 200
    assert {(one.kind, one.state) for one in take_in(hall)} == {("rating", "used"), ("pre-review", "taken")}
    for entry in hall.ask(listed, people["c3"], handled=5):
        assert entry.words.startswith("第一行第二行\n第三行长长") and len(entry.words) <= 500


async def test_no_entry_of_the_inbox_writes_on_the_page_of_a_case(hall, accepted, phone):
    _, code = accepted
    before = await phone.see(code)
    box = inbox.connect(hall.directory / "inbox" / "inbox.db")
    inbox.add(
        box,
        inbox.Entry(
            "a" * 64,
            1,
            "pre-review",
            numbers.code_hash(code),
            send.seal(inbox_key(hall), {"code": code, "item": "startup-subsidy"}, []),
        ),
    )
    box.close()
    assert [one.state for one in take_in(hall)] == ["refused"]
    assert await phone.see(code) == before


@pytest.mark.parametrize(
    "statements",
    [
        [
            (
                "CREATE VIEW entry AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT 'a' AS id,"
                " x AS at, 'r' AS kind, 'h' AS code_hash, x'' AS sealed FROM c"
            )
        ],
        ["CREATE TABLE entry (id, at, kind, code_hash, big, sealed AS (zeroblob(big)))"],
        [
            "CREATE TABLE entry (id, at, kind, code_hash, sealed)",
            "CREATE TRIGGER again AFTER DELETE ON entry BEGIN INSERT INTO entry VALUES (old.id, 1, 'x', 'y', x''); END",
        ],
        ["CREATE VIRTUAL TABLE entry USING fts5(id, at, kind, code_hash, sealed)"],
    ],
    ids=["view", "computed", "trigger", "virtual"],
)
def test_an_inbox_that_is_more_than_a_table_is_not_read(hall, statements):
    path = hall.directory / "inbox" / "inbox.db"
    db = driver.connect(str(path))
    for statement in statements:
        db.execute(statement)
    db.close()
    with pytest.raises(Refusal, match="收件箱"):
        take_in(hall)
    assert not send.on_its_way(path)


def test_a_statement_on_the_inbox_that_never_ends_is_broken_off(hall, monkeypatch):
    monkeypatch.setattr(inbox, "LONGEST_S", 0.2)
    box = inbox.connect(hall.directory / "inbox" / "inbox.db")
    box.execute("DROP TABLE entry")  # what a site may do between our look at the tables and our question
    box.execute(
        "CREATE VIEW entry AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT 'a' AS id, x AS "
        "at, 'r' AS kind, 'h' AS code_hash, x'' AS sealed FROM c"
    )
    with pytest.raises(driver.OperationalError, match="interrupted"):
        inbox.first(box)
    box.close()


async def test_a_receipt_of_another_hall_and_a_moved_clock_change_nothing(hall, people, phone, later):
    taken = hall.do(take, people["g1"], queue="A")
    assert "正在等候叫号" in await phone.see(taken.code)
    later(days=-400)
    assert "正在等候叫号" in await phone.see(taken.code)
    later(days=4000)
    assert "正在等候叫号" in await phone.see(taken.code)


async def test_without_any_public_data_the_answer_is_plain(hall, phone):
    await phone.get("/")
    phone.publisher.catch_up = lambda: 0
    (hall.directory / "public" / "public.db").unlink()
    await asyncio.sleep(0.15)
    answer = await phone.get("/s/" + "0" * 38)
    assert answer.status_code == 503 and "暂时查不到" in answer.text
    (hall.directory / "public" / "public.db").write_bytes(b"not a database" * 500)
    await asyncio.sleep(0.15)
    assert (await phone.get("/")).status_code == 503
