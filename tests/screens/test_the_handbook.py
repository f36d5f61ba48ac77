"""The handbook has the same pages in both languages, names only keys and commands that exist, and F1 leads to it."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from click.testing import CliRunner

import screens
from counter.cli import front
from counter.manual import FOLDER, pages
from screens.dialogs.help import HelpScreen
from screens.shell.keys import KEYS
from screens.shell.place import Place

KEY = re.compile(r"\b(?:F\d{1,2}|(?:Ctrl|Shift|Alt)\+\w+|Enter|Esc|Space|Tab|Home|End|Delete|Insert|PgUp|PgDn)\b")
KNOWN = {key.shown for key in KEYS} | {"Enter", "Tab", "Shift+Tab", "Home", "End", "PgUp", "PgDn"}


def test_both_languages_have_the_same_pages() -> None:
    shapes = [
        [(one.name, one.places, one.picture.removeprefix("en-")) for one in pages(language)]
        for language in ("zh-Hans", "en")
    ]
    assert shapes[0] == shapes[1] and [one[0] for one in shapes[0]][-3:] == ["heard", "booked", "notices"]
    roles = "\n".join(one.text for one in pages("zh-Hans"))
    assert all(role in roles for role in ("窗口人员", "审批人员", "值班主任"))


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_only_keys_that_exist_are_named(language) -> None:
    for page in pages(language):
        named = set(KEY.findall(page.text))
        bold = {one for one in re.findall(r"\*\*([^*]+)\*\*", page.text) if re.match(r"[A-Z][a-z]*\+|F\d", one)}
        assert named | bold <= KNOWN, page.name
    assert re.search(KEY, "**F12** Ctrl+Y") and not {"F12", "Ctrl+Y"} & KNOWN


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_only_commands_that_exist_are_named(language) -> None:
    for page in pages(language):
        for command in re.findall(r"`counter ([a-z]+) ([a-z-]+)", page.text):
            told = CliRunner().invoke(front, [*command, "--help"])
            assert told.exit_code == 0, (page.name, command)


def test_every_page_has_its_picture_and_all_are_small() -> None:
    kept = {file.name: file.stat().st_size for file in (FOLDER / "pictures").glob("*.svg")}
    named = {page.picture for language in ("zh-Hans", "en") for page in pages(language)}
    assert named == set(kept) and max(kept.values()) < 60_000
    for name in kept:
        drawn = (FOLDER / "pictures" / name).read_text("utf-8")
        assert ("Help" in drawn, "帮助" in drawn) == (name.startswith("en-"), not name.startswith("en-")), name


def test_the_handbook_is_listed_printed_and_written(tmp_path) -> None:
    def told(*words):
        return CliRunner().invoke(front, ["--language", "en", "manual", *words])

    assert "supplement" in told().output and "Intake" in told("intake").output
    target = tmp_path / "book"
    assert told("--to", str(target)).exit_code == 0
    for file in (target / "en").glob("*.md"):
        [picture] = re.findall(r"!\[\]\((.+?)\)", file.read_text("utf-8"))
        assert (file.parent / picture).resolve().is_file()
    assert told("nothing").exit_code == 1 and told("--to", str(target)).exit_code == 1


def test_each_screen_of_the_handbook_exists_and_help_leads_there() -> None:
    classes = {}
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        found = importlib.import_module(module.name)
        classes |= {f"{kind.__module__}.{name}": kind for name, kind in vars(found).items() if isinstance(kind, type)}
    screens_named = [kind.__name__ for kind in set(classes.values()) if issubclass(kind, Place)]
    assert len(screens_named) == len(set(screens_named)), "one name, two screens: F1 would show the other one's page"
    for page in pages("zh-Hans"):
        for place in page.places:
            shown = HelpScreen.about(type(place, (), {"focused": None})())
            assert place in screens_named and any(page.title in fact.value for fact in shown.facts), place
