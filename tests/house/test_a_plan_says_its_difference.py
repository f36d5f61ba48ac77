"""A hall is brought to its plan, people too, and the difference is said before anything is done."""

from __future__ import annotations

import io
import sys

import pytest

from counter.acts.paper.remedies import remedy_list
from counter.acts.premises.planning import arrange
from counter.errors import Refusal
from counter.store import journal, staff
from tests.house.test_a_live_hall_from_nothing import PLAN, Machine, live, plan


@pytest.fixture
def boss(live):
    found = staff.actor(live.db, "boss")
    live.do(arrange, found, plan=plan())
    return found


def whole(db):
    """Every row of every table that a plan may touch."""
    tables = ("department", "desk", "queue", "front_window", "printer", "staff", "journal", "shift")
    return [tuple(row) for table in tables for row in db.execute(f"SELECT * FROM {table} ORDER BY 1")]


OTHER = (
    PLAN.replace("李明", "李鸣")
    .replace('role = "clerk"', 'role = "guide"')
    .replace('name = "综合窗口一"', 'name = "一窗"')
    + '\n[[departments]]\ncode = "c-tax"\nname = "某市税务局"\nshort = "市税务局"\nlevel = "city"\n'
).replace('desk = "D-C-HR"', 'desk = "D-C-TAX"\nhead = true')


def test_changed_names_roles_and_desks_are_brought_to_the_plan(live, boss):
    done = live.do(arrange, boss, plan=plan(OTHER))
    assert [(one.what, one.code, one.new) for one in done.placed] == [
        ("部门", "C-TAX", True),
        ("窗口", "1", False),
        ("人员", "lm01", False),
        ("人员", "ap01", False),
    ]
    said = str(done)
    for words in (
        "名称 综合窗口一 → 一窗",
        "名称 李明 → 李鸣",
        "岗位 窗口人员 → 导办",
        "审批台 D-C-HR → D-C-TAX",
        "本台负责人 0 → 1",
    ):
        assert words in said, said
    rows = {row["code"]: row for row in live.db.execute("SELECT * FROM staff")}
    assert (rows["lm01"]["name"], rows["lm01"]["role"]) == ("李鸣", "guide")
    assert (rows["ap01"]["desk"], rows["ap01"]["department"], rows["ap01"]["head"]) == ("D-C-TAX", "C-TAX", 1)
    assert "不在方案里、不动：staff boss" in said
    assert live.do(arrange, boss, plan=plan(OTHER)).placed == ()


def test_the_difference_is_what_would_be_done_and_does_nothing(live, boss):
    before, entries = whole(live.db), journal.last_seq(live.db)
    would = live.do(arrange, boss, plan=plan(OTHER), rehearse=True)
    assert whole(live.db) == before and journal.last_seq(live.db) == entries
    done = live.do(arrange, boss, plan=plan(OTHER), seen=would.seen)
    assert (done.placed, done.unchanged) == (would.placed, would.unchanged)


def test_what_changed_after_the_look_is_looked_at_again(live, boss):
    would = live.do(arrange, boss, plan=plan(OTHER), rehearse=True)
    from counter.acts.staff.people import change

    live.do(change, boss, code="lm01", name="李鸣")
    with pytest.raises(Refusal, match="看过之后大厅又变了"):
        live.do(arrange, boss, plan=plan(OTHER), seen=would.seen)
    assert live.db.execute("SELECT name FROM front_window").fetchone()[0] == "综合窗口一"


@pytest.mark.parametrize("who", ["LM01", "NEW1"])
def test_an_unknown_role_is_refused_naming_those_there_are(live, boss, who):
    wrong = PLAN.replace('"LM01"', f'"{who}"').replace('role = "clerk"', 'role = "clrk"')
    with pytest.raises(Refusal, match="没有可以登记的岗位 clrk.*clerk 窗口人员"):
        live.do(arrange, boss, plan=plan(wrong))


def test_a_plan_brings_nobody_back_and_leaves_passwords_alone(live, boss):
    from counter.acts.staff.people import end

    before = live.db.execute("SELECT password FROM staff WHERE code = 'lm01'").fetchone()[0]
    with_password = PLAN.replace('code = "LM01"', 'code = "LM01"\npassword = "another one"')
    assert live.do(arrange, boss, plan=plan(with_password)).placed == ()
    assert live.db.execute("SELECT password FROM staff WHERE code = 'lm01'").fetchone()[0] == before
    live.do(end, boss, code="lm01")
    with pytest.raises(Refusal, match="lm01 已经离岗"):
        live.do(arrange, boss, plan=plan())


def test_the_command_shows_the_difference_before_it_asks(tmp_path, monkeypatch, capsys):
    machine = Machine(tmp_path, monkeypatch, capsys)
    machine.settle("admin", machine.json("init", str(machine.hall))["first_password"])
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    said = machine.run("hall", "arrange", str(tmp_path / "plan.toml"), who="admin", fails=True)
    assert "新增窗口 1" in said and "没有人回答是否布置" in said
    assert "队列：无" in machine.run("hall", "premises", who="admin")


REMEDIES = PLAN + '\n[[remedies]]\nscope = "{scope}"\nreview = "某市人民政府"\ncourt = "{court}"\n'


def test_who_reviews_and_which_court_come_with_the_plan(live, boss):
    asked = plan(REMEDIES.format(scope="city", court="某市第一人民法院"))
    would = live.do(arrange, boss, plan=asked, rehearse=True)
    assert [(one.what, one.code, one.new) for one in would.placed] == [("救济途径", "city", True)]
    live.do(arrange, boss, plan=asked, seen=would.seen)
    assert live.do(arrange, boss, plan=asked).placed == ()
    with pytest.raises(Refusal, match="不是法院的名称"):
        live.do(arrange, boss, plan=plan(REMEDIES.format(scope="city", court="某市仲裁委")))
    with pytest.raises(Refusal, match="没有这个部门或级别"):
        live.do(arrange, boss, plan=plan(REMEDIES.format(scope="NOBODY", court="某市法院")))
    moved = live.do(arrange, boss, plan=plan(REMEDIES.format(scope="CITY", court="某市铁路运输法院")))
    assert "法院 某市第一人民法院 → 某市铁路运输法院" in str(moved)
    assert "某市铁路运输法院" in " ".join(map(str, live.ask(remedy_list, boss)))
