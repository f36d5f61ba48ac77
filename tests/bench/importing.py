"""An import of 4,000 guides with 25,000 rows of papers: seen as a difference, then written; beside the same rows
written raw.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ITEMS, MOST_SECONDS, MOST_WAIT_MS = 4_000, 15.0, 300
ROOT = Path(__file__).resolve().parents[2]


def write_source(path: Path, items: int = ITEMS, seed: int = 1) -> None:
    """JSON Lines in a provincial portal's shape, made from real names."""
    from tests.bench._big_catalogue import _PAPERS, REAL

    dice = random.Random(seed)
    with REAL.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8") as out:
        for n in range(items):
            row = rows[n % len(rows)]
            papers = [
                {
                    "materialTitle": dice.choice(rows)["name"][:14] + dice.choice(_PAPERS),
                    "isMust": dice.choice(("必要", "非必要")),
                    "materialType": "原件",
                    "copiesNum": 1.0,
                }
                for _ in range(dice.randrange(4, 9))
            ]
            guide = {
                "unifyId": f"B{n}",
                "unifyName": f"{row['name']}{n // len(rows) or ''}",
                "orgName": row["department"],
                "approveLimit": "20个工作日",
                "commitmentLimit": f"{dice.randrange(1, 20)}个工作日",
                "isCharge": "否",
                "acceptanceCondition": "符合条件。",
                "according": f"《关于{row['name'][:20]}的规定》第{dice.randrange(1, 60)}条",
                "processDescript": "1、申请。\n2、审核。\n3、发证。",
                "materialList": papers,
            }
            out.write(json.dumps(guide, ensure_ascii=False) + "\n")


WINDOW = """
import select, sys, time
from counter.acts.queue.taking import take
from counter.hall import Hall
from counter.rules.access import KIOSK
hall = Hall.open(sys.argv[1])
worst, count = 0.0, 0
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0.005)[0]:
    started = time.perf_counter()
    hall.once(f"w{count}", take, KIOSK, queue="A")
    worst, count = max(worst, time.perf_counter() - started), count + 1
print(worst * 1000, count, flush=True)
"""


class Window:
    """Another process that takes tickets all the while; how long its slowest one took."""

    def __init__(self, hall_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WINDOW, str(hall_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.process.stdout.readline()

    def stop(self) -> tuple[float, int]:
        """Milliseconds of the slowest ticket, and how many were taken."""
        worst, count = self.process.communicate("stop\n")[0].split()
        return float(worst), int(count)


def measure() -> dict[str, float]:
    """Seconds: the difference, the writing (while other windows wait), and the same rows written raw."""
    os.environ.setdefault("COUNTER_KEY_FILE", str(Path(tempfile.mkdtemp()) / "hall.key"))
    from counter.acts.catalogue.cloning import import_
    from counter.acts.catalogue.comparing import compare
    from counter.acts.premises.training import train
    from counter.hall import Hall
    from counter.rules.access import HALL_ITSELF
    from counter.store.connection import immediate

    folder = Path(tempfile.mkdtemp())
    write_source(folder / "a.jsonl")
    hall = Hall.create(folder / "hall", name="量", training=True)
    hall.do(train, HALL_ITSELF)
    window = Window(folder / "hall")
    time.sleep(1.0)
    alone, _ = window.stop()
    steps: list[int] = []
    window = Window(folder / "hall")
    started, busy = time.perf_counter(), time.process_time()
    difference = hall.ask(
        compare,
        HALL_ITSELF,
        source=str(folder / "a.jsonl"),
        mapping="hunan",
        progress=lambda done, total: steps.append(done),
    )
    compared = time.perf_counter() - started
    started = time.perf_counter()
    hall.do(import_, HALL_ITSELF, difference=difference)
    written, busy = time.perf_counter() - started, time.process_time() - busy
    waited, tickets = window.stop()
    tables = ("item", "item_document", "document", "basis", "item_basis")
    rows = {table: [tuple(row) for row in hall.db.execute(f"SELECT * FROM {table}")] for table in tables}
    raw = Hall.create(folder / "raw", name="量", training=True)
    raw.db.execute("PRAGMA foreign_keys = OFF")
    started = time.perf_counter()
    with immediate(raw.db):
        for table in ("document", "basis", "item", "item_document", "item_basis"):
            raw.db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[table][0]))})", rows[table])
    floor = time.perf_counter() - started
    hall.close()
    raw.close()
    return {
        "items": len(difference.new),
        "papers": len(rows["item_document"]),
        "steps": len(steps),
        "compare": compared,
        "write": written,
        "raw": floor,
        "busy": busy,
        "alone": alone,
        "waited": waited,
        "tickets": tickets,
    }


def main() -> None:
    """Print the figures."""
    m = measure()
    print(f"   {m['items']:.0f} items, {m['papers']:.0f} rows of papers, progress told {m['steps']:.0f} times")
    print(
        f"   difference {m['compare']:.2f} s, writing {m['write']:.2f} s (raw {m['raw']:.2f} s, "
        f"{m['write'] / m['raw']:.1f} x), together {m['compare'] + m['write']:.2f} s (at most {MOST_SECONDS:.0f} s), "
        f"processor {m['busy']:.2f} s"
    )
    print(
        f"   another window took {m['tickets']:.0f} tickets meanwhile, the slowest in {m['waited']:.0f} ms (without an "
        f"import {m['alone']:.0f} ms; at most {MOST_WAIT_MS} ms)"
    )


if __name__ == "__main__":
    main()
