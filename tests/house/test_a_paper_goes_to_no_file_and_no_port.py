"""What was tried on a live hall: a paper sent over the hall's settings, into a shell's beginning, to any port."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from counter.acts.paper.printing import reprint, set_printer
from counter.acts.queue.taking import take
from counter.errors import Refusal
from counter.paper import spooler

WHO = ("g1", "c3", "ap-c-hr", "sup", "admin")


def sent_to(hall, actor, setting: str) -> bool:
    """Whether a paper was taken for this place by any of the acts that name a printer."""
    number = hall.db.execute("SELECT number FROM paper").fetchone()["number"]
    taken = False
    for act, arguments in ((reprint, {"paper": number}), (set_printer, {"window": 3})):
        try:
            hall.do(act, actor, printer=setting, **arguments)
            taken = True
        except Refusal as refusal:
            assert refusal.rule and refusal.next_step
    spooler.drain(hall)
    return taken


@pytest.mark.parametrize("who", WHO)
def test_the_halls_settings_stay_as_they_are(hall, hall_dir, people, who):
    hall.do(take, people["g1"], queue="A")
    before = (hall_dir / "hall.toml").read_bytes()
    assert not sent_to(hall, people[who], f"file:{hall_dir}/hall.toml")
    assert (hall_dir / "hall.toml").read_bytes() == before


@pytest.mark.parametrize("who", WHO)
def test_no_file_is_made(hall, people, who, tmp_path):
    hall.do(take, people["g1"], queue="A")
    assert not sent_to(hall, people[who], f"file:{tmp_path}/.bashrc")
    assert not (tmp_path / ".bashrc").exists()


@pytest.mark.parametrize("who", WHO)
def test_no_port_is_knocked_at(hall, people, who):
    hall.do(take, people["g1"], queue="A")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        assert not sent_to(hall, people[who], f"network://127.0.0.1:{server.getsockname()[1]}?status=no")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("column", ["paper_job", "both"])
def test_a_row_of_before_is_not_obeyed(hall, hall_dir, people, column, tmp_path: Path):
    hall.do(take, people["g1"], queue="A")
    hall.db.execute("UPDATE paper_job SET printer = ?", (f"file:{tmp_path}/made",))
    if column == "both":
        hall.db.execute("INSERT INTO setting (name, value) VALUES ('printer', ?)", (f"file:{tmp_path}/made",))
        hall.do(take, people["g1"], queue="A")
    spooler.drain(hall)
    assert not (tmp_path / "made").exists()
    assert {row["state"] for row in hall.db.execute("SELECT state FROM paper_job")} == {"waiting"}
