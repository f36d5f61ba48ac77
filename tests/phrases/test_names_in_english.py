"""What the hall calls its bundles, items, papers and departments has an English name, and no name stands there for
nothing.
"""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest

from counter import phrases
from counter.phrases import update
from counter.site.view import Words

DATA = Path(__file__).resolve().parents[2] / "data"


def read(file: Path) -> dict:
    return tomllib.loads(file.read_text("utf-8"))


def values(table: object, *keys: str) -> set[str]:
    """What stands under these keys anywhere in a file."""
    if isinstance(table, dict):
        found = {one for key, one in table.items() if key in keys and isinstance(one, str)}
        return found.union(*(values(one, *keys) for one in table.values()))
    return set().union(*(values(one, *keys) for one in table)) if isinstance(table, list) else set()


def called() -> dict[str, set[str]]:
    """Every name that data/ gives, by kind."""
    kept = [read(file) for folder in ("bundles", "items") for file in (DATA / folder).glob("*.toml")]
    situations = [
        one for table in kept for each in [table, *table.get("items", ())] for one in each.get("situations", ())
    ]
    departments = read(DATA / "departments.toml")["departments"]
    return {
        "bundle": {read(file)["name"] for file in (DATA / "bundles").glob("*.toml")},
        "item": {item["name"] for file in (DATA / "items").glob("*.toml") for item in read(file).get("items", ())},
        "paper": {document["name"] for document in read(DATA / "documents.toml")["documents"]},
        "department": {one[key] for one in departments for key in ("name", "short")},
        "queue": {queue["name"] for queue in read(DATA / "training.toml")["queues"]},
        "situation": values(situations, "question", "name"),
        "note": values(kept, "note"),
        "reason": values(read(DATA / "reasons.toml"), "title", "article"),
        "station": {station["name"] for station in read(DATA / "training.toml")["stations"]},
    }


@pytest.mark.parametrize("kind", list(called()))
def test_every_name_has_an_english_one(kind):
    assert {name for name in called()[kind] if re.search("[\u4e00-\u9fff]", phrases.content("en", name))} == set()


def test_no_name_stands_there_for_nothing():
    table = {message.id: message.string for message in update.read(update.po_file("en", "names")) if message.id}
    written = "\n".join(
        path.read_text("utf-8") for path in [*DATA.glob("*.toml"), *DATA.parent.glob("counter/commands/**/init.py")]
    )
    with (DATA / "links.csv").open(encoding="utf-8", newline="") as links:
        linked = {row[part] for row in csv.DictReader(links) for part in ("name", "category", "gist")}
    left = set(table) - set().union(*called().values()) - linked
    assert {name for name in left if f'"{name}"' not in written} <= {"星城市政务服务中心"}  # the hall of make demo
    assert all(name == name.strip() and len(name) <= 70 for name in table.values())


def test_a_name_without_english_is_marked_as_chinese_and_others_are_not():
    english, chinese = Words("en"), Words("zh-Hans")
    assert english.text("就业登记") == "Employment registration" and english.own("就业登记") == ""
    assert english.text("某县自定事项") == "某县自定事项" and english.own("某县自定事项") == ' lang="zh-Hans"'
    assert chinese.own("某县自定事项") == "" and Words("zh-Hant").text("就业登记") == "就業登記"
