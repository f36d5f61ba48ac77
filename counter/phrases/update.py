"""The message catalogues kept in step with the source: `python -m counter.phrases.update [--check | --compile]`.

Without an option: extract, carry translations over, drop what nothing says any more, fill Traditional by conversion,
compile. `--check` changes nothing and lists what is missing; `--compile` only makes the .mo beside each .po.
Needs Babel, which only building and testing do.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from counter.phrases import FOLDER, traditional
from counter.phrases.catalogues import LOCALES
from counter.phrases.compiling import compile_all, read
from counter.phrases.extract import KEYWORDS
from counter.phrases.said import fields

ROOT = FOLDER.parents[1]
WIDTH = 120
HEADERS = ('"Language:', '"Plural-Forms', '"MIME-Version', '"Content-')
"""What is kept of a catalogue's header."""

METHODS = [
    ("counter/**.py", "counter.phrases.extract:messages"),
    ("screens/**.py", "counter.phrases.extract:messages"),
    ("data/phrases/public.toml", "counter.phrases.extract:phrases"),
]
"""Which files are read, and how (data/phrases/babel.cfg says the same to pybabel)."""

Key = tuple[str, str | None]


def po_file(language: str, domain: str = "counter") -> Path:
    """The source of one catalogue."""
    return FOLDER / LOCALES[language] / "LC_MESSAGES" / f"{domain}.po"


def key_of(message: Message) -> Key:
    """What tells one message from another: its Chinese and its context."""
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def forms_of(message: Message) -> tuple[str, ...]:
    """A message's translation: one form, or the singular and the plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def extracted() -> dict[Key, Message]:
    """Every message of the source, by file and then in the order of its lines."""
    found = Catalog()
    for name, line, message, comments, context in extract_from_dir(ROOT, METHODS, keywords=KEYWORDS):
        found.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return {key_of(message): message for message in sorted((m for m in found if m.id), key=lambda m: min(m.locations))}


def sides(file: Path) -> list[Catalog]:
    """A catalogue; both of them while a merge has left it in conflict."""
    told = subprocess.run(["git", "ls-files", "-u", "--", file.name], cwd=file.parent, capture_output=True, text=True)
    stages = [line.split()[2] for line in told.stdout.splitlines()]
    if not {"2", "3"} <= set(stages):
        return [read(file)]
    found = []
    for stage in ("2", "3"):
        words = ["git", "show", f":{stage}:./{file.name}"]
        text = subprocess.run(words, cwd=file.parent, capture_output=True, check=True).stdout
        found.append(read_po(BytesIO(text), locale=file.parts[-3], domain=file.stem))
    return found


def joined(catalogues: list[Catalog]) -> Catalog:
    """One catalogue with what any of them knows; where both do, the first one's words."""
    first, *others = catalogues
    for other in others:
        known = {key_of(message): message for message in first if message.id}
        for message in other:
            mine = known.get(key_of(message)) if message.id else None
            if message.id and (mine is None or not any(forms_of(mine))):
                if mine is not None:
                    first.delete(mine.id, mine.context)
                first.add(message.id, message.string, flags=message.flags, context=message.context)
    return first


def merged(old: Catalog, found: dict[Key, Message], convert: bool) -> Catalog:
    """The messages of the source with the translations that are known; what has none is converted, or stays empty."""
    known = {key_of(message): message for message in old if message.id}
    new = Catalog(
        locale=old.locale,
        domain=old.domain,
        project="counter",
        fuzzy=False,
        header_comment="# 程序里的中文原句和它的译文。",
    )
    new.mime_headers = [
        (name, value) for name, value in old.mime_headers if name in ("Language", "Plural-Forms", "Content-Type")
    ]
    for key, message in found.items():
        plural = not isinstance(message.id, str)
        forms: tuple[str, ...] = forms_of(known[key]) if key in known else ()
        if convert and not any(forms):
            forms = (traditional(key[0]),)
        wanted = new.num_plurals if plural else 1
        forms = (*forms, *[forms[-1] if forms else ""] * wanted)[:wanted]
        flags = known[key].flags & {"fuzzy"} if key in known else set()
        files = sorted({(name, 0) for name, _ in message.locations})
        new.add(message.id, forms if plural else forms[0], files, flags=message.flags | flags, context=message.context)
    return new


def write(file: Path, catalogue: Catalog) -> None:
    """Write a catalogue's source: with the files that say a message, without lines and moments, so that it changes only
    when words do.
    """
    made = BytesIO()
    write_po(made, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    header, messages = made.getvalue().decode("utf-8").split("\n\n", 1)
    kept = [line for line in header.split("\n") if not line.startswith('"') or line.startswith(HEADERS)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(kept) + "\n\n" + messages, "utf-8")


def update() -> None:
    """Bring the sources of the catalogues in step with the program."""
    found = extracted()
    for language in LOCALES:
        file = po_file(language)
        write(file, merged(joined(sides(file)), found, convert=language == "zh-Hant"))


def faults() -> Iterator[str]:
    """What is wrong with the catalogues, a line each: untranslated, uncertain, other values, missing,
    said by nobody.
    """
    found = extracted()
    for language in LOCALES:
        catalogue = read(po_file(language))
        known = {key_of(message): message for message in catalogue if message.id}
        for key in found.keys() - known.keys():
            yield f"{language}: missing: {key[0]}"
        for key in known.keys() - found.keys():
            yield f"{language}: nothing says it: {key[0]}"
        for key, message in known.items():
            forms = forms_of(message)
            if not all(forms):
                yield f"{language}: untranslated: {key[0]}"
            elif any(fields(form) != fields(key[0]) for form in forms):
                yield f"{language}: other values: {key[0]}"
            if message.fuzzy:
                yield f"{language}: fuzzy: {key[0]}"


def main(given: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m counter.phrases.update", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--check", action="store_true", help="list what is missing, exit code 1 if anything is")
    parser.add_argument("--compile", action="store_true", help="only make the .mo of every .po")
    options = parser.parse_args(given)
    if options.check:
        wrong = sorted(faults())
        print("\n".join(wrong) or "the catalogues say everything")
        return 1 if wrong else 0
    if not options.compile:
        update()
    compile_all(FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
