"""What is done of a hall's first start is read from the hall; each step is an act that refuses in words."""

from __future__ import annotations

import tomllib

import pytest

from counter import acts
from counter.acts.premises import beginning
from counter.acts.premises.training import equip
from counter.errors import Refusal
from counter.hall import DATA, Hall
from counter.hall.told import told
from counter.rules.access import HALL_ITSELF
from counter.rules.secret import Secret
from counter.store import staff


@pytest.fixture
def new(tmp_path):
    hall = Hall.create(tmp_path / "live", name="政务服务中心")
    hall.do(equip, HALL_ITSELF)
    yield hall
    hall.close()


def done(hall) -> set[str]:
    return {step.id for step in hall.ask(beginning.beginning, HALL_ITSELF).steps if step.done}


def test_every_step_shows_once_it_is_done_whatever_did_it(new):
    assert done(new) == {"calendar"} and new.ask(beginning.beginning, HALL_ITSELF).next == "sheet"
    new.do(beginning.confirm_sheet, HALL_ITSELF)
    made = new.do(
        beginning.first_administrator, HALL_ITSELF, code="Admin", name="谢卫东", password=Secret("ju-zi-shu-2026")
    )
    assert done(new) == {"calendar", "sheet", "administrator"}
    boss = staff.actor(new.db, made.code)
    new.do(beginning.name, boss, name="某市政务服务中心", address="https://zwdt.example.gov.cn/")
    new.do(equip, HALL_ITSELF, catalogue=str(DATA))
    assert done(new) == {"calendar", "sheet", "administrator", "name", "catalogue"}
    assert new.ask(beginning.beginning, boss).next == "premises"
    with pytest.raises(Refusal, match="还没有队列"):
        new.do(beginning.try_out, boss)


def test_there_is_one_first_administrator_and_their_password_is_their_own(new):
    for password, said in ((Secret(""), "没有给出口令"), (Secret("short"), "口令")):
        with pytest.raises(Refusal, match=said):
            new.do(beginning.first_administrator, HALL_ITSELF, code="admin", name="谢卫东", password=password)
    assert "administrator" not in done(new)
    new.do(beginning.first_administrator, HALL_ITSELF, code="admin", name="谢卫东", password=Secret("ju-zi-shu-2026"))
    with pytest.raises(Refusal, match="已经有管理员"):
        new.do(beginning.first_administrator, HALL_ITSELF, code="b2", name="某", password=Secret("ju-zi-shu-2026"))
    assert new.db.execute("SELECT password_due FROM staff WHERE code = 'admin'").fetchone()[0] == 0


def test_name_and_address_are_written_into_the_settings_and_what_else_stands_there_stays(new):
    file = new.directory / "hall.toml"
    before = tomllib.loads(file.read_text("utf-8"))
    for address in ("javascript:alert(1)", "https://x y", "ftp://a.b", "https://例.cn", "http://a.b/?q='", "https://"):
        with pytest.raises(Refusal, match="网址"):
            new.do(beginning.name, HALL_ITSELF, name="某厅", address=address)
    assert tomllib.loads(file.read_text("utf-8")) == before
    new.do(beginning.name, HALL_ITSELF, name='某"厅\\', address="https://zwdt.example.gov.cn/")
    after = tomllib.loads(file.read_text("utf-8"))
    assert after == {**before, "name": new.settings["name"], "address": "https://zwdt.example.gov.cn"}
    assert oct(file.stat().st_mode & 0o777) == "0o600" and not list(new.directory.glob(".hall.toml*"))
    Hall.open(new.directory).close()


def test_a_catalogue_is_loaded_into_an_empty_hall_only(new):
    new.do(equip, HALL_ITSELF, catalogue=str(DATA))
    with pytest.raises(Refusal, match="已经有部门"):
        new.do(equip, HALL_ITSELF, catalogue=str(DATA))


def test_a_name_is_written_after_its_act_and_by_the_next_one_where_that_was_cut_off(tmp_path, monkeypatch) -> None:
    def cut_off(hall) -> None:
        raise KeyboardInterrupt

    made = Hall.create(tmp_path / "hall", name="旧名")
    with monkeypatch.context() as patched:
        patched.setattr(Hall, "_bring_settings", cut_off)
        with pytest.raises(KeyboardInterrupt):
            made.do(acts.hall_name, HALL_ITSELF, name="新名", address="https://zwdt.example.gov.cn")
    file = tmp_path / "hall" / "hall.toml"
    assert "旧名" in file.read_text("utf-8")
    made.close()
    again = Hall.open(tmp_path / "hall")
    assert again.settings["name"] == "新名" and "新名" in file.read_text("utf-8")
    assert told(again) == (), "the program wrote it, nobody else"
    file.write_text(file.read_text("utf-8").replace("新名", "手改"), "utf-8")
    again.close()
    by_hand = Hall.open(tmp_path / "hall")
    assert "手改" in file.read_text("utf-8") and len(told(by_hand)) == 1, "what a hand wrote stays, and is told"
    with pytest.raises(Refusal):
        by_hand.do(acts.hall_name, HALL_ITSELF, name="再新", address="ftp://nowhere")
    by_hand.together([lambda: by_hand.do(acts.hall_name, HALL_ITSELF, name="同批")])
    assert "同批" in file.read_text("utf-8") and len(told(by_hand)) == 1
    by_hand.close()
