"""Papers without a whole visit behind them."""

from __future__ import annotations

import pytest

from counter.acts.paper.writing import next_numbers, write_down
from counter.hall.act import act
from counter.rules.access import Role
from tests.paper.fake_printer import FakePrinter


@act("hall.write-papers", by=(Role.CLERK,))
def write_papers(
    work, count: int = 1, kind: str = "receipt", content: dict | None = None, copies: int = 1
) -> tuple[str, ...]:
    """Write papers at a window, all in one act; not whole ones, so past the gate."""
    work.about("papers:test")
    numbers = next_numbers(work, paper=count)["paper"]
    bare = [
        {"case": f"R20261124-{n + 1:04d}", "lines": [["申请人", "张三"]], "code_of": {"kind": "case", "id": n + 1}}
        for n in range(count)
    ]
    write_down(work, numbers, [(kind, content or one, copies) for one in bare])
    return tuple(numbers)


def code_of(hall, setting: str) -> str:
    """The code of the printer that is set so."""
    return hall.db.execute("SELECT code FROM printer WHERE setting = ?", (setting,)).fetchone()["code"]


def on_the_list(hall, setting: str) -> str:
    """The code of the printer that is set so, put on the list by the administrator where it isn't there yet."""
    from counter.acts.premises.printers import add_printer
    from counter.store import printers, staff

    if any(one.setting == setting for one in printers.every(hall.db)):
        return code_of(hall, setting)
    number = len(printers.every(hall.db, retired=True))
    return hall.do(add_printer, staff.actor(hall.db, "admin"), name=f"第{number}台", setting=setting).code


@pytest.fixture
def printer():
    made = FakePrinter()
    yield made
    made.close()


@pytest.fixture
def quick(monkeypatch):
    """Patience counted in milliseconds, so that a test of patience is short."""
    from counter.paper import printers, spooler

    monkeypatch.setattr(printers, "ANSWER_S", 0.3)
    monkeypatch.setattr(printers, "FINISH_S", 1.0)
    monkeypatch.setattr(printers, "CONNECT_S", 1.0)
    monkeypatch.setattr(spooler, "BACK_OFF_S", (0.01, 0.02))
