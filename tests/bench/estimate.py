"""Three seeded days: the learned estimate beside both simple rules, and each class's worst wait beside its bound."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from counter.simulate import simulate

DAYS = ((6, 200, 1), (8, 300, 2), (12, 500, 3))
"""(windows, tickets, seed)."""


def main() -> None:
    """Print a line per day; mean absolute errors in minutes."""
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as name:
        os.environ["COUNTER_KEY_FILE"] = str(Path(name) / "key")
        print(
            f"{'windows':>8}{'tickets':>8}{'learned':>9}{'fixed':>8}{'configured':>11}{'worst wait / bound (min)':>26}"
        )
        for windows, tickets, seed in DAYS:
            day = simulate(windows, tickets, seed)
            worst = max(
                day.worst_wait_minutes_by_class,
                key=lambda c: day.worst_wait_minutes_by_class[c] / day.bound_minutes_by_class[c],
            )
            print(
                f"{windows:8}{tickets:8}{day.estimate_mae_minutes:9.1f}{day.fixed_rule_mae_minutes:8.1f}{day.configured_rule_mae_minutes:11.1f}"
                f"{f'{worst} {day.worst_wait_minutes_by_class[worst]} / {day.bound_minutes_by_class[worst]}':>26}"
            )


if __name__ == "__main__":
    main()
