"""What search engines are told: guides, posts and links may be found; no page of anybody's matter ever.

Both files name whole addresses, so there is a sitemap only where the hall knows its own address outside.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from counter import phrases
from counter.store import public, public_posts

if TYPE_CHECKING:
    from counter.site.pages import Pages
    from counter.site.view import Words

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
MOST_ADDRESSES = 50_000
"""More a sitemap may not have."""
CLOSED = (
    "/s/",
    "/S/",
    "/t/",
    "/T/",
    "/p/",
    "/b/",
    "/book/",
    "/list/",
    "/review/",
    "/check",
    "/code",
    "/answer/",
    "/manual",
)
"""Where people's own pages and what leads to them are."""


def robots(pages: Pages) -> bytes:
    """robots.txt."""
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in CLOSED)]
    if address := pages.hall().get("address", ""):
        lines.append(f"Sitemap: {address}/sitemap.xml")
    return ("\n".join(lines) + "\n").encode()


def sitemap(pages: Pages) -> bytes | None:
    """sitemap.xml with each page's other languages; None where the hall's address is not known."""
    base = pages.hall().get("address", "")
    if not base:
        return None
    places = ["", "guides", "forms", "links", "posts"]
    places += [f"posts/{one.number}" for one in public_posts.posts(pages.db()) if not one.facts["withdrawn"]]
    places += [f"guides/{row['code']}" for row in public.listed(pages.db(), 100_000)]
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for place in places[:MOST_ADDRESSES]:
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = base + pages.words("zh-Hans").link(place)
        for language in phrases.LANGUAGES:
            other: Words = pages.words(language)
            ET.SubElement(
                url, "xhtml:link", {"rel": "alternate", "hreflang": language, "href": base + other.link(place)}
            )
    ET.indent(root)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + ET.tostring(root, encoding="unicode").encode() + b"\n"
