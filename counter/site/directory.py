"""Linked services, posts and what the next days will bring, as the public reads them. Asked by the publisher alone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from counter.rules.directory import DEAD_AFTER, PostState
from counter.store import directory, links, posts
from counter.store.public_posts import Posted

if TYPE_CHECKING:
    from counter.hall import Hall

LinkRow = tuple[int, str, str, str, str, str, dict[str, Any]]


def links_of(hall: Hall) -> Iterator[LinkRow]:
    """Every link in force: the categories in the order of their table, then as they came."""
    order = {name: place for place, name in enumerate(directory.groups().categories)}
    rows = [row for row in links.all_of(hall.db) if row["address"].startswith(("http://", "https://"))]
    for row in sorted(rows, key=lambda row: (order.get(row["category"], len(order)), row["category"], row["id"])):
        facts = {name: row[name] for name in ("name", "name_en", "name_hant", "address", "gist", "gist_en")}
        facts["dead_since"] = row["dead_since"] if row["dead_days"] >= DEAD_AFTER else ""
        extra = " ".join((row["gist"], row["name_en"], row["name_hant"], row["gist_en"]))
        yield row["id"], row["category"], row["name"], row["pinyin"], row["initials"], extra, facts


def posts_of(hall: Hall) -> Iterator[Posted]:
    """Every post that has begun. Of a withdrawn one nothing but its title, when and why; one that was withdrawn before
    anybody could read it was never there.
    """
    today = hall.local(hall.now()).date().isoformat()
    for row in posts.begun(hall.db, today):
        changes = [
            (one["on_day"], one["words"])
            for one in posts.changes(hall.db, row["id"])
            if one["on_day"] >= row["from_on"]
        ]
        withdrawn = row["state"] == PostState.WITHDRAWN
        if withdrawn and not changes:
            continue
        begins = max(row["posted_at"], _midnight(hall, row["from_on"]))
        yield Posted(
            row["id"],
            row["kind"],
            row["from_on"],
            {
                "kind_name": directory.groups().kinds.get(row["kind"], row["kind"]),
                "title": row["title"],
                "words": "" if withdrawn else row["words"],
                "title_en": row["title_en"],
                "words_en": "" if withdrawn else row["words_en"],
                "department": row["department_name"] or "",
                "until_on": row["until_on"] or "",
                "withdrawn": withdrawn,
                "changes": changes,
                "published": begins,
                "updated": max(row["changed_at"], begins),
                "urn": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{hall.settings['id']} {row['id']} {row['posted_at']}")),
            },
        )


def busy_of(hall: Hall) -> str:
    """What the next working days will bring by half days, as JSON; empty while too little is known."""
    from counter.acts.report.rostering import coming
    from counter.hall.act import Look
    from counter.rules.access import HALL_ITSELF

    now = hall.now()
    today = hall.local(now).date()
    found = coming(Look(hall, hall.db, now, today, HALL_ITSELF))
    if not found:
        return ""
    return json.dumps(
        {"on": today.isoformat(), "halves": [[one.day.isoformat(), one.half, one.crowd] for one in found]}
    )


def _midnight(hall: Hall, day: str) -> int:
    return int(datetime.combine(date.fromisoformat(day), time(), hall.zone).timestamp() * 1000)
