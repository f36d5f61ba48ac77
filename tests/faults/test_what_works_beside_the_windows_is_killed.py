"""The torture's faults in short: publisher, spooler, migration, windows and keeper are killed, nothing is lost."""

from __future__ import annotations

import os

import pytest

from tests.torture import load, workers

FAULTS = {**workers.FAULTS, **load.FAULTS}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost_doubled_or_left_between(name, monkeypatch) -> None:
    monkeypatch.setenv("COUNTER_KEY_FILE", os.environ["COUNTER_KEY_FILE"])  # a fault sets its own
    outcome = FAULTS[name](True)
    assert outcome.tries >= 5
    assert outcome.sound, outcome
