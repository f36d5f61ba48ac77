"""The handbook: one page a job, in Chinese and English, with pictures of the running program (data/manual)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from counter.hall.files_out import folder_of_pages
from counter.hall.grounds import Grounds
from counter.hall.settings import DATA

FOLDER = DATA / "manual"
_PLACES = re.compile(r"<!-- places: (.*?) -->")
_PICTURE = re.compile(r"!\[[^\]]*\]\(\.\./pictures/([a-z-]+\.svg)\)")


@dataclass(frozen=True, slots=True)
class Page:
    """One job. `places` are the screens at which it is done, `text` its Markdown."""

    name: str
    title: str
    places: tuple[str, ...]
    picture: str
    text: str

    def lines(self) -> list[str]:
        """What a terminal shows of it: the words alone, without title, picture and marks."""
        plain = _PICTURE.sub("", _PLACES.sub("", self.text)).replace("**", "").replace("`", "")
        return [line for line in plain.split("\n")[1:] if line.strip()]


@cache
def pages(language: str) -> tuple[Page, ...]:
    """All pages in the order of a day; Chinese where a language has no handbook."""
    found = []
    files = (FOLDER / ("en" if language == "en" else "zh")).glob("*.md")
    for file in sorted(files, key=lambda one: int(one.stem.split("-", 1)[0])):
        text = file.read_text("utf-8")
        places, picture = _PLACES.search(text), _PICTURE.search(text)
        found.append(
            Page(
                file.stem.split("-", 1)[1],
                text.split("\n", 1)[0].lstrip("# "),
                tuple(places[1].split(",")) if places else (),
                picture[1] if picture else "",
                text,
            )
        )
    return tuple(found)


def pages_of(language: str, *places: str) -> tuple[Page, ...]:
    """The pages of a screen, by the names that it goes by."""
    return tuple(page for page in pages(language) if set(places) & set(page.places))


def write(language: str, target: Path, grounds: Grounds) -> int:
    """Write the handbook with its pictures into a new folder; how many files. Raises Refusal."""
    names = "en" if language == "en" else "zh"
    files = [*(FOLDER / names).glob("*.md"), *(FOLDER / "pictures").glob("*.svg")]
    with folder_of_pages(target, grounds, new=True) as out:
        for file in files:
            out.write(f"{file.parent.name}/{file.name}", file.read_bytes())
    return len(files)
