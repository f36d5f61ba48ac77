"""One citizen, door to door, as a stranger would check it: the report against itself, the picture and the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEYS = [
    "ticket",
    "receipt_number",
    "acceptance_number",
    "items",
    "documents_needed",
    "documents_if_each_item_asked_alone",
    "approvals",
    "parallel_working_days",
    "serial_working_days",
    "papers",
    "qr_decoded_from_picture",
    "page_states",
    "journal_entries",
    "seconds",
]


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("walk")
    environment = {**os.environ, "COUNTER_KEY_FILE": str(folder / "walk.key")}
    done = subprocess.run(
        [sys.executable, "-m", "counter", "walkthrough", "--json", "--keep", str(folder / "hall")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), folder


def test_the_report_has_every_key(walked) -> None:
    report, _ = walked
    assert all(key in report for key in KEYS)


def test_ten_items_at_seven_departments_of_both_levels(walked) -> None:
    report, _ = walked
    approvals = report["approvals"]
    assert report["items"] == len(approvals) == 10
    assert len({a["department"] for a in approvals}) == 7
    assert {a["level"] for a in approvals} == {"city", "province"}
    assert all(a["decided_on"] for a in approvals)


def test_one_visit_instead_of_ten(walked) -> None:
    report, _ = walked
    assert report["documents_needed"] < report["documents_if_each_item_asked_alone"]
    assert (report["parallel_working_days"], report["serial_working_days"]) == (10, 55)


def test_a_site_visit_moves_its_own_date_only(walked) -> None:
    report, _ = walked
    paused = [a for a in report["approvals"] if a["paused_days"]]
    assert len(paused) == 1 and paused[0]["paused_days"] == 3
    others = [a["promised_on"] for a in report["approvals"] if not a["paused_days"]]
    assert date.fromisoformat(paused[0]["promised_on"]) > max(map(date.fromisoformat, others))


def test_the_receipts_picture_leads_to_the_citizens_own_page(walked) -> None:
    report, folder = walked
    address = report["qr_decoded_from_picture"]
    assert address.upper().startswith("HTTP://127.0.0.1:") and "/S/" in address
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "counter",
            "--hall",
            str(folder / "hall"),
            "--now",
            "2026-12-01",
            "--as",
            "c3",
            "case",
            "show",
            address,
            "--json",
        ],
        cwd=ROOT,
        env={**os.environ, "COUNTER_KEY_FILE": str(folder / "walk.key")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert json.loads(done.stdout)["receipt_number"] == report["receipt_number"], done.stderr


def test_the_phone_is_told_at_every_step_and_never_in_inner_words(walked) -> None:
    states = walked[0]["page_states"]
    assert len(states) >= 10 and all(states)
    changed = sum(a != b for a, b in pairwise(states))
    assert changed >= 9
    for words in ("waiting", "accepted", "inspection", "blocked", "None", "沈若溪", "43010220020815002X"):
        assert not any(words in state for state in states), words
    assert "等候叫号" in states[0] and "办结" in states[-1]
    assert any("部门正在办理 8 项" in state and "等前一个事项办好后开始 2 项" in state for state in states)
    assert any("（检验）" in state for state in states)
    assert any("已办好 10 项" in state for state in states)


def test_the_kept_hall_is_sound_and_its_public_half_knows_nobody(walked) -> None:
    report, folder = walked
    environment = {**os.environ, "COUNTER_KEY_FILE": str(folder / "walk.key")}
    done = subprocess.run(
        [sys.executable, "-m", "counter", "--hall", str(folder / "hall"), "--now", "2026-12-01", "check", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = json.loads(done.stdout)
    assert found["sound"], found
    assert found["journal_entries"] >= report["journal_entries"]
    public = (folder / "hall" / "public" / "public.db").read_bytes()
    assert public.startswith(b"SQLite format 3")
    for private in ("沈若溪", "43010220020815002X", "13800000000"):
        assert private.encode() not in public


def test_two_receipts_for_the_citizen_and_a_slip_for_the_desks(walked) -> None:
    papers = walked[0]["papers"]
    assert {"ticket", "receipt", "acceptance", "transfer", "tolerance", "pause", "result", "collection"} <= set(papers)
