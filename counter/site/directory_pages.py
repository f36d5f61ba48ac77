"""Pages of linked services and posts, the feed of posts, and the next days by half days; the static export makes them
too.
"""

from __future__ import annotations

import json
import re
import uuid
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from counter.rules.forecast import Crowd
from counter.site.view import Words
from counter.store import public_posts as store
from counter.store.public_posts import Posted

if TYPE_CHECKING:
    from counter.site.pages import Pages

ATOM = "http://www.w3.org/2005/Atom"
MOST_ON_A_PAGE = 200
"""Links that stand on the first page; where there are more, each category has its own."""
NEWEST = 4
"""Posts that stand on the home page."""
IN_FEED = 50
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BARS = {Crowd.QUIET: "▮▯▯", Crowd.USUAL: "▮▮▯", Crowd.BUSY: "▮▮▮"}


def links_page(pages: Pages, words: Words, asked: str = "", category: str = "") -> str | None:
    """The directory: what fits the words, or all by category (`category`: one); None for a category without links."""
    found = store.links(pages.db(), asked)
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, facts in found:
        groups.setdefault(name, []).append(link_view(facts, words))
    if category and category not in groups:
        return None
    shown = {category: groups[category]} if category else groups
    if not (asked or category or pages.static) and len(found) > MOST_ON_A_PAGE:
        shown = {}
    return pages.render(
        "links",
        words,
        asked=asked,
        category=category,
        counts=[(name, len(entries)) for name, entries in groups.items()],
        groups=list(shown.items()) if not asked else [],
        found=[(name, link_view(facts, words)) for name, facts in found] if asked else [],
        total=len(found),
    )


def link_view(facts: dict[str, Any], words: Words) -> dict[str, Any]:
    """A link in a page's language, as far as its steward knew it."""
    name = {"en": facts["name_en"], "zh-Hant": facts["name_hant"]}.get(words.language, "")
    gist = facts["gist_en"] if words.language == "en" else ""
    return {
        "name": name or words.text(facts["name"]),
        "address": facts["address"],
        "gist": gist or words.text(facts["gist"]),
        "dead": words("links.dead", date=words.day(facts["dead_since"])) if facts["dead_since"] else "",
    }


def posts_page(pages: Pages, words: Words, kind: str = "") -> str | None:
    """Posts that stand, then those that are over; a static page can't tell the one from the other on the day it is
    read. None for a kind without posts.
    """
    every = store.posts(pages.db())
    kinds = dict.fromkeys((one.kind, words.text(one.facts["kind_name"])) for one in every)
    found = [one for one in every if kind in ("", one.kind)]
    if kind and not found:
        return None
    today = "" if pages.static else pages.today()
    stands = [one for one in found if not _over(one, today)]
    return pages.render(
        "posts",
        words,
        kind=dict(kinds).get(kind, ""),
        kinds=list(kinds),
        stands=[post_view(one, words, today) for one in stands],
        over=[post_view(one, words, today) for one in found if _over(one, today)][:MOST_ON_A_PAGE],
    )


def post_page(pages: Pages, words: Words, number: int) -> str | None:
    """One post; None where there is none."""
    found = store.post(pages.db(), number)
    if found is None:
        return None
    return pages.render("post", words, p=post_view(found, words, "" if pages.static else pages.today()))


def newest(pages: Pages, words: Words) -> list[dict[str, Any]]:
    """The posts of the home page."""
    today = "" if pages.static else pages.today()
    stands = [one for one in store.posts(pages.db()) if not (_over(one, today) or one.facts["withdrawn"])]
    return [post_view(one, words, today) for one in stands[:NEWEST]]


def _over(post: Posted, today: str) -> bool:
    facts = post.facts
    return bool(today) and (facts["withdrawn"] or (facts["until_on"] != "" and facts["until_on"] < today))


def post_view(post: Posted, words: Words, today: str) -> dict[str, Any]:
    """A post in a page's language, as far as it was written in it."""
    facts = post.facts
    english = words.language == "en"
    title = (facts["title_en"] if english else "") or words.text(facts["title"])
    body = (facts["words_en"] if english else "") or words.text(facts["words"])
    since, until = words.day(post.from_on), words.day(facts["until_on"])
    return {
        "number": post.number,
        "kind": words.text(facts["kind_name"]),
        "kind_code": post.kind,
        "title": title,
        "own": words.own(title),
        "paragraphs": [part.split("\n") for part in body.split("\n\n")] if body else [],
        "department": words.text(facts["department"]),
        "days": words("posts.days", since=since, until=until) if until else words("posts.since", since=since),
        "over": words("posts.over") if _over(post, today) and not facts["withdrawn"] else "",
        "withdrawn": words("posts.withdrawn") if facts["withdrawn"] else "",
        "changes": [(words.day(day), words.text(why)) for day, why in facts["changes"]],
        "chinese_only": words("posts.chinese_only") if english and body and not facts["words_en"] else "",
        "mark": "gone" if facts["withdrawn"] else "",
    }


def busy_view(pages: Pages, words: Words) -> tuple[list[tuple[str, list[tuple[str, str, str]]]], str]:
    """The coming days with their halves (name, in words, bar), and as of when; nothing where nothing is known."""
    try:
        known = json.loads(pages.hall().get("busy") or "{}")
    except ValueError:
        known = {}
    today = "" if pages.static else pages.today()
    days: dict[str, list[tuple[str, str, str]]] = {}
    for day, half, crowd in known.get("halves", ()):
        if day >= today:
            entry = (words(f"busy.{half}"), words(f"busy.{crowd}"), BARS[Crowd(crowd)])
            days.setdefault(day, []).append(entry)
    as_of = words("busy.as_of", date=words.day(known["on"])) if days else ""
    return [(words.day(day), halves) for day, halves in days.items()], as_of


def feed(pages: Pages, words: Words, kind: str = "") -> bytes:
    """The posts as an Atom feed (RFC 4287). An entry keeps its id whatever becomes of it and whoever serves it."""
    hall = pages.hall()
    base = hall.get("address", "")
    found = [one for one in store.posts(pages.db()) if kind in ("", one.kind)]
    found.sort(key=lambda one: (-one.facts["updated"], -one.number))
    found = found[:IN_FEED]
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": words.language})
    if base:
        root.set("xml:base", base + "/")
    own = uuid.uuid5(uuid.NAMESPACE_OID, f"posts {hall.get('tag', '')} {words.language} {kind}")
    _put(root, "id", own.urn)
    _put(root, "title", f"{words.text(hall.get('hall', ''))} {words('posts.title')}".strip())
    _put(root, "updated", _instant(max((one.facts["updated"] for one in found), default=0)))
    _put(_put(root, "author"), "name", words.text(hall.get("hall", "")) or words("site.name"))
    _put(root, "link", rel="self", type="application/atom+xml", href=base + words.feed(kind))
    _put(root, "link", rel="alternate", type="text/html", href=base + words.link("posts"))
    for one in found:
        shown = post_view(one, words, "")
        entry = _put(root, "entry")
        _put(entry, "id", uuid.uuid5(uuid.UUID(one.facts["urn"]), words.language).urn)
        title = f"{shown['withdrawn']}：{shown['title']}" if shown["withdrawn"] else shown["title"]
        _put(entry, "title", title)
        _put(entry, "updated", _instant(one.facts["updated"]))
        _put(entry, "published", _instant(one.facts["published"]))
        if shown["department"]:
            _put(_put(entry, "author"), "name", shown["department"])
        _put(entry, "category", term=one.kind, label=shown["kind"])
        _put(entry, "link", rel="alternate", type="text/html", href=base + words.link(f"posts/{one.number}"))
        changes = [f"{day} {why}" for day, why in shown["changes"]]
        body = ["\n".join(lines) for lines in shown["paragraphs"]]
        _put(entry, "content", "\n\n".join([shown["days"], *changes, *body]), type="text")
    ET.indent(root)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _put(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, {key: _NO_XML.sub("", value) for key, value in attributes.items()})
    if text:
        made.text = _NO_XML.sub("", text)
    return made


def _instant(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
