"""The message catalogues as gettext reads them: .po -> .mo. Also a step of building the package (pyproject.toml), which
loads this file by itself: it imports nothing of the house.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def read(file: Path) -> Catalog:
    """A catalogue from its source; an empty one where there is none."""
    locale = file.parts[-3]
    if not file.exists():
        return Catalog(locale=locale, domain=file.stem, fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=locale, domain=file.stem)


def compile_all(folder: Path, only_older: bool = False) -> None:
    """Make the .mo of every catalogue of a folder (or of those that are older than their source)."""
    for file in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        made = file.with_suffix(".mo")
        if only_older and made.exists() and made.stat().st_mtime_ns >= file.stat().st_mtime_ns:
            continue
        whole = made.with_suffix(".mo.new")
        with whole.open("wb") as target:
            write_mo(target, read(file))
        whole.replace(made)


class CompiledCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """A package without them would speak Chinese only. A wheel carries the pins as well."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_all(Path(self.root) / "data" / "phrases")
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"][str(Path(self.root) / "constraints.txt")] = "counter/house/constraints.txt"
