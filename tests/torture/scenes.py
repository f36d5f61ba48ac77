"""Acts that no test in its room brings to an end by itself: done here once, so that each is recorded and tortured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from counter.store import missed
from tests.desks.conftest import accepted, approvals, do, filed

HR = "ap-c-hr"


def test_a_number_is_voided(do: Any) -> None:
    assert do("ticket.void", "g1", ticket=do("ticket.take", "g1", queue="A").number)


def test_a_visit_is_rated(do: Any) -> None:
    do("ticket.take", "g1", queue="A")
    do("staff.sign-in", "c3", window=3)
    called = str(do("ticket.call", "c3", window=3).ticket)
    do("ticket.start", "c3", ticket=called)
    assert do("rating.visit", "c3", ticket=called, level=5)


def test_a_bad_rating_is_appealed_against(do: Any, hall: Any, accepted: Any) -> None:
    hall.db.execute("UPDATE case_file SET state = 'delivered' WHERE id = ?", (accepted.id,))
    do("case.rate", "c3", case=accepted.case, level=1, words="等太久", named=True)
    rating = hall.db.execute("SELECT max(id) FROM rating").fetchone()[0]
    assert do("rating.appeal", "sup", rating=rating, words="当时没有人等")


def test_a_hearing_is_waived(do: Any, approvals: dict[str, str]) -> None:
    number = next(line.number for line in do("approval.list", HR) if line.state == "open")
    do("approval.tell-hearing", HR, approval=number, matter="涉及重大利益")
    assert do("approval.waive-hearing", HR, approval=number, who="李晓梅")


def test_the_head_gives_work_to_an_officer(do: Any, accepted: Any) -> None:
    number = next(line.number for line in do("approval.list", HR) if line.state == "open")
    do("staff.change", "admin", code="ap2-c-hr", head=True)
    assert do("approval.assign", "ap2-c-hr", approvals=(number,), to=HR).approvals == (number,)


def test_the_house_grows(do: Any, tmp_path: Path) -> None:
    assert do("department.set", "admin", code="C-NEW", name="某市数据局", short="数据局", level="city")
    assert do("station.set", "admin", code="XY", name="湘雅便民服务站", level="community")
    assert do("hall.try-out", "admin", queue="A")
    (tmp_path / "safe").mkdir()
    do("backup.arrange", "admin", folder=str(tmp_path / "safe"))
    assert do("backup.wish", "admin")


def test_a_link_is_put_back_and_a_saying_forgotten(do: Any, hall: Any) -> None:
    link = do("link.list", "sup")[0].number
    do("link.retire", "sup", number=link)
    assert do("link.restore", "sup", number=link).number == link
    missed.note(hall.db, "办菜店", "2026-11-24")
    assert do("catalogue.forget-missed", "sup", words="办菜店")
