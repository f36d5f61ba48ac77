"""The torture's faults in short: what works beside the windows is killed, files are hurt, nothing is lost or unsaid.

`make torture` walks every row; here are those that take a few seconds, all of them when sweeps are walked whole.
"""

from __future__ import annotations

import os

import pytest

from counter.hall import clock
from tests.conftest import WHOLE
from tests.torture import damage, halls, load, workers

ALL = {**workers.FAULTS, **load.FAULTS, **damage.FAULTS, **halls.FAULTS}
QUICK = (
    *workers.FAULTS,
    *load.FAULTS,
    "bytes cut off or turned over: hall.db",
    "bytes cut off or turned over: running copy",
    "an older program at a newer hall, before and under it",
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("name", ALL if WHOLE else QUICK)
def test_nothing_is_lost_doubled_or_left_between(name, monkeypatch) -> None:
    for variable in ("COUNTER_KEY_FILE", "XDG_CONFIG_HOME"):  # a fault sets its own
        monkeypatch.setenv(variable, os.environ.get(variable, ""))
    monkeypatch.setattr(clock, "sources", clock.sources)
    outcome = ALL[name](True)
    assert outcome.tries >= 4
    assert outcome.sound, outcome
