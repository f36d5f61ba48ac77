"""`python -m tests.bench [NAME ...]`: run every benchmark of this folder (or the named ones) one after the other.

Several run in a process each, so that none finds the environment, the worker processes or the memory of another, and
each within a bound of time. `python -m tests.bench NAME --option ...` gives its options to one that has any.
"""

from __future__ import annotations

import importlib
import inspect
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

BOUND_S = int(os.environ.get("COUNTER_BENCH_BOUND", "900"))
"""Seconds that one benchmark may take beside others; what takes longer is stopped, and said."""


SKIPPED = 75
"""How a process ends whose benchmark lacked something of this machine."""


def main() -> None:
    """Each module has `main()`, which prints its own table; one that lacks something of this machine returns what."""
    given = sys.argv[1:]
    if given[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return
    options = next((given[place:] for place, word in enumerate(given) if word.startswith("-")), [])
    known = sorted(f.stem for f in Path(__file__).parent.glob("*.py") if not f.stem.startswith("_"))
    names = given[: len(given) - len(options)] or known
    if unknown := set(names) - set(known):
        sys.exit(f"no benchmark is called {', '.join(sorted(unknown))}: {', '.join(known)}")
    if len(names) == 1:
        here(names[0], options)
        return
    started = time.perf_counter()
    print(machine())
    ends = {name: apart(name) for name in names}
    failed, skipped = ([name for name, end in ends.items() if end == which] for which in ("failed", "skipped"))
    print(
        f"\n{len(names) - len(failed) - len(skipped)} of {len(names)} ran to their end"
        + (f"; skipped: {', '.join(skipped)}" if skipped else "")
        + (f"; not: {', '.join(failed)}" if failed else "")
        + f"; {time.perf_counter() - started:.0f} s; {machine()}"
    )
    sys.exit(bool(failed))


def machine() -> str:
    """How busy the machine is by others: figures by the wall clock mean little where more wants to run than can."""
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    return f"{cores} cores, load {load:.1f}" + (": busy, so trust processor times only" if load > cores else "")


def here(name: str, options: list[str]) -> None:
    """Run one benchmark in this process."""
    module = importlib.import_module(f"tests.bench.{name}")
    print(f"\n== {name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
    started = time.perf_counter()
    if options and not inspect.signature(module.main).parameters:
        sys.exit(f"{name} has no options: {' '.join(options)}")
    lacking = module.main(*([options] if options else []))
    if isinstance(lacking, str):
        print(f"   skipped: {lacking}", flush=True)
        sys.exit(SKIPPED)
    print(f"   ({time.perf_counter() - started:.1f} s)", flush=True)


def apart(name: str) -> str:
    """Run one benchmark in a process of its own: whether it `ran`, was `skipped` or `failed`."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench", name], start_new_session=True)
    try:
        return {0: "ran", SKIPPED: "skipped"}.get(process.wait(BOUND_S), "failed")
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        print(f"   {name}: stopped after {BOUND_S} s", flush=True)
        return "failed"


if __name__ == "__main__":
    main()
