"""The first sheet of an XLSX, read by a process of its own: a cell far out to the right and below asks for hundreds of
gigabytes at once, and the library that reads sheets then takes its process down with it.

`python -m counter.acts.sheet FILE` writes one JSON list a row, empty cells at the end left out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from counter.phrases.said import say

MOST_MEMORY = 3 * 1024**3
"""Bytes that the reading process may take (where the system can hold it to that); 100,000 rows of 100 columns need a
third.
"""

Cell = str | int | float | bool


class Unreadable(Exception):
    """No sheet, or none that fits into the memory it may take."""


def rows(path: Path) -> Iterator[list[Cell]]:
    """Rows from the first on. Raises Unreadable, perhaps after some rows; the process ends with the iterator."""
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
        found = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        print(error, file=sys.stderr)
        return 1
    for cells in found:
        while cells and cells[-1] in ("", None):
            cells.pop()
        kept = [
            cell if isinstance(cell, (str, int, float, bool)) else "" if cell is None else str(cell) for cell in cells
        ]
        sys.stdout.write(json.dumps(kept) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
