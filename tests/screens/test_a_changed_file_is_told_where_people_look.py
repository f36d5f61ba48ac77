"""Whoever answers for the hall sees on their own screen that a file lies beside the store and has no effect."""

from __future__ import annotations

from tests.screens.conftest import Sitting


async def test_the_supervisor_sees_a_policy_file_that_has_no_effect(sit: Sitting, hall) -> None:
    (hall.directory / "policy.toml").write_text("[queue]\nmax_calls = 9\n", "utf-8")
    async with sit("sup") as at:
        assert "policy.toml" in at.words and "不生效" in at.words
    (hall.directory / "policy.toml").unlink()
    async with sit("sup") as at:
        assert "policy.toml" not in at.words
