"""The sheets of a workbook (XLSX, XLS, ODS), read by a process of its own: a cell far out to the right and below asks
for hundreds of gigabytes at once, and the library that reads sheets then takes its process down with it.

`python -m counter.acts.catalogue.sheets FILE` writes each sheet's name as a JSON text, then one JSON list a row, empty
cells at the end left out; what is merged has its value in each of its cells.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from counter.phrases.said import say

MOST_MEMORY = 3 * 1024**3
"""Bytes that the reading process may take (where the system can hold it to that); 100,000 rows of 100 columns need a
third.
"""

Cell = str | int | float | bool


class Unreadable(Exception):
    """No sheet, or none that fits into the memory it may take."""


def rows(path: Path) -> Iterator[str | list[Cell]]:
    """The name of each sheet and its rows from the first on. Raises Unreadable, perhaps after some rows; the process
    ends with the iterator.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", __name__, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    with child:
        assert child.stdout is not None and child.stderr is not None
        try:
            for line in child.stdout:
                if not line.endswith(b"\n"):
                    break
                yield json.loads(line)
            said = child.stderr.read(2000).decode("utf-8", "replace").strip().splitlines()
            if child.wait() == 0:
                return
            raise Unreadable(
                said[-1][:200] if child.returncode == 1 and said else say("有一格远在表格之外，或内容太多")
            )
        finally:
            child.kill()


def main(path: str) -> int:
    """Write the rows; 1 and a word on stderr where the file is no sheet."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass
    from python_calamine import CalamineError, load_workbook

    try:
        with open(path, "rb") as file:
            book = load_workbook(file)
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                found = sheet.to_python(skip_empty_area=False)
                for (top, left), (bottom, right) in getattr(sheet, "merged_cell_ranges", None) or ():
                    for row in found[top : bottom + 1]:
                        row[left : right + 1] = [found[top][left]] * len(row[left : right + 1])
                _write(name, found)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _write(name: str, found: Sequence[list[Any]]) -> None:
    sys.stdout.write(json.dumps(name) + "\n")
    for cells in found:
        while cells and cells[-1] in ("", None):
            cells.pop()
        kept = [
            cell if isinstance(cell, (str, int, float, bool)) else "" if cell is None else str(cell) for cell in cells
        ]
        sys.stdout.write(json.dumps(kept) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
