"""`python -m tests.bench [NAME ...]`: run every benchmark of this folder (or the named ones) one after the other.

`python -m tests.bench NAME --option ...` gives its options to one that has any.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import time
from pathlib import Path


def main() -> None:
    """Each module has `main()`, which prints its own table."""
    given = sys.argv[1:]
    options = next((given[place:] for place, word in enumerate(given) if word.startswith("-")), [])
    names = given[: len(given) - len(options)] or sorted(
        f.stem for f in Path(__file__).parent.glob("*.py") if not f.stem.startswith("_")
    )
    for name in names:
        module = importlib.import_module(f"tests.bench.{name}")
        print(f"\n== {name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
        started = time.perf_counter()
        if options and not inspect.signature(module.main).parameters:
            sys.exit(f"{name} has no options: {' '.join(options)}")
        module.main(*([options] if options else []))
        print(f"   ({time.perf_counter() - started:.1f} s)", flush=True)


if __name__ == "__main__":
    main()
