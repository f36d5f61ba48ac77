"""The site over a hall in which one citizen can be taken as far as a test wants."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import httpx
import pytest

from counter.acts.paper.writing import code_of
from counter.rules.access import HALL_ITSELF
from counter.site.app import make_app
from counter.site.publish import Publisher


class Phone:
    """A phone: asks the site without a network, reads pages as a person would."""

    def __init__(self, hall, publisher) -> None:
        self.hall, self.publisher = hall, publisher
        self.app = make_app(hall.directory / "public" / "public.db", hall.directory / "inbox" / "inbox.db")

    async def ask(self, method: str, path: str, **more) -> httpx.Response:
        self.publisher.catch_up()
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await client.request(method, path, **more)

    async def get(self, path: str, language: str = "zh-CN", **more) -> httpx.Response:
        return await self.ask("GET", path, headers={"accept-language": language}, **more)

    async def see(self, code: str, language: str = "zh-CN") -> str:
        return words_of((await self.get(f"/s/{code}", language)).text)


def words_of(html: str) -> str:
    """A page's words in reading order, tags gone."""
    body = re.sub(r"(?s)<head>.*?</head>", "", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#39;", "'").strip()


@pytest.fixture
def publisher(hall):
    made = Publisher(hall)
    yield made
    made.close()


@pytest.fixture
def phone(hall, publisher) -> Phone:
    return Phone(hall, publisher)


@pytest.fixture
def code(hall):
    """The tracking code of a subject."""
    return lambda kind, id: code_of(hall, kind, id)


@pytest.fixture
def later(hall):
    """Move the training clock."""

    def move(days: int = 0, minutes: int = 0) -> None:
        hall.set_now(datetime.fromtimestamp(hall.now() / 1000) + timedelta(days=days, minutes=minutes))

    return move


__all__ = ["HALL_ITSELF"]


def served(hall) -> None:
    """Every case has come to its end, so that it can be rated (before a page of it was looked at)."""
    hall.db.execute("UPDATE case_file SET state = 'delivered', delivered_on = '2026-11-24' WHERE state = 'accepted'")
