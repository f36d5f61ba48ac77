"""Whoever is slow waits alone: neither lines nor memory run out for those who ask quickly."""

from __future__ import annotations

import asyncio
import time

import httpx

from counter.site import limits
from tests.site.serving import REVIEW, asked, form, published, site, slow_lines
from tests.site.test_hostile_visitors import accepted, clerk, png, received

__all__ = ["accepted", "clerk", "received"]


def test_two_hundred_slow_lines_and_more_leave_an_honest_reader_served(training_template, tmp_path):
    elsewhere = [f"127.0.1.{number}" for number in range(1, 9)]
    with (
        site(published(training_template, tmp_path / "hall")) as port,
        slow_lines(port, ["127.0.0.1"], 200),
        slow_lines(port, elsewhere, 60),
    ):
        started = time.monotonic()
        for source in ("127.0.0.1", "127.0.0.2") * 3:
            status, text, _ = asked(port, "/guides", source)
            assert status == 200 and "<main" in text
        body, kind = form(("L1000005", "a.png", png(9, 9)), words="够吗")
        status, text, _ = asked(port, REVIEW, "127.0.0.3", method="POST", body=body, Content_Type=kind)
        assert status == 200 and "材料已发送" in text
        assert time.monotonic() - started < 8
        with slow_lines(port, ["127.0.0.1"], 40):
            assert asked(port, "/", "127.0.0.1")[0] == 200


async def test_a_message_that_trickles_gives_way_to_one_that_comes(phone, monkeypatch):
    monkeypatch.setattr(limits, "MOST_IN_HAND", 80_000)
    body, kind = form(("L1000005", "a.png", png(9, 9, extra=b"\0" * 60_000)))
    halfway = asyncio.Event()

    async def trickling():
        yield body[:50_000]
        halfway.set()
        await asyncio.sleep(20)
        yield body[50_000:]

    async def sent(address, content):
        transport = httpx.ASGITransport(app=phone.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await client.post(REVIEW, content=content, headers={"content-type": kind})

    await phone.get("/")
    slow = asyncio.create_task(sent("10.0.0.1", trickling()))
    await halfway.wait()
    assert (await sent("10.0.0.2", body)).status_code == 200
    assert (await asyncio.wait_for(slow, 5)).status_code == 503 and not limits._in_hand


async def test_a_message_has_as_much_time_as_it_keeps_coming(phone, monkeypatch):
    monkeypatch.setattr(limits, "GRACE_S", 0.3)
    monkeypatch.setattr(limits, "SLOWEST_RATE", 50_000)
    body, kind = form(("L1000005", "a.png", png(9, 9, extra=b"\0" * 60_000)))
    await phone.get("/")

    async def coming(piece, pause):
        for start in range(0, len(body), piece):
            yield body[start : start + piece]
            await asyncio.sleep(pause)

    async def sent(content):
        return (await phone.ask("POST", REVIEW, content=content, headers={"content-type": kind})).status_code

    assert await sent(coming(8_000, 0.06)) == 200, "slower than the grace, but it keeps coming"
    assert await sent(coming(100, 0.06)) == 413
