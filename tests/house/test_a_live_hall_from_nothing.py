"""A hall in earnest: arranged by a plan, its people known by passwords, a citizen served and decided, all
by commands.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from counter.acts.premises import arranging, planning
from counter.acts.premises.printers import add_printer
from counter.acts.staff import accounts as staff_acts
from counter.cli import main
from counter.errors import Refusal
from counter.hall import Hall
from counter.rules.access import HALL_ITSELF
from counter.rules.password import MOST_WRONG
from counter.rules.secret import Secret
from counter.store import journal, staff
from tests.conftest import employ, live_hall

ROOT = Path(__file__).resolve().parents[2]
PLAN = """
[[departments]]
code = "c-hr"
name = "某市人力资源和社会保障局"
short = "市人社局"
level = "city"

[[queues]]
letter = "a"
code = "general"
name = "综合业务"

[[windows]]
number = 1
name = "综合窗口一"
queues = ["A"]

[[staff]]
code = "LM01"
name = "李明"
role = "clerk"

[[staff]]
code = "AP01"
name = "赵国栋"
role = "approver"
desk = "D-C-HR"
"""


@pytest.fixture
def live(tmp_path):
    hall = live_hall(tmp_path / "live")
    employ(hall, "boss", "管理员", "administrator", "correct horse")
    yield hall
    hall.close()


def plan(text: str = PLAN) -> dict:
    import tomllib

    wished = tomllib.loads(text)
    for entry in wished.get("staff", []):
        entry.setdefault("password", "battery staple")
    return wished


def test_a_plan_makes_the_hall_and_the_same_plan_again_changes_nothing(live):
    boss = staff.actor(live.db, "boss")
    done = live.do(planning.arrange, boss, plan=plan())
    assert [(one.what, one.code, one.new) for one in done.placed] == [
        ("部门", "C-HR", True),
        ("队列", "A", True),
        ("窗口", "1", True),
        ("人员", "lm01", True),
        ("人员", "ap01", True),
    ]
    again = live.do(planning.arrange, boss, plan=plan())
    assert (again.placed, again.unchanged) == ((), 5)
    moved = live.do(planning.arrange, boss, plan=plan(PLAN.replace("综合窗口一", "综合一窗")))
    assert [str(one) for one in moved.placed] == ["改为窗口 1：综合一窗（A）；名称 综合窗口一 → 综合一窗"]
    assert live.db.execute("SELECT department FROM staff WHERE code = 'ap01'").fetchone()[0] == "C-HR"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (PLAN.replace('queues = ["A"]', 'queues = ["A", "Q"]'), "windows 第 1 条：没有队列 Q"),
        (PLAN.replace('role = "clerk"', 'role = "king"'), "staff 第 1 条"),
        (PLAN.replace('level = "city"', 'level = "moon"'), "departments 第 1 条：没有 moon 这一级"),
        (PLAN.replace("number = 1", 'number = "x"'), "windows 第 1 条"),
        (PLAN.replace("D-C-HR", "D-NONE"), "staff 第 2 条：没有审批台 D-NONE"),
        (PLAN.replace('short = "市人社局"', 'short = "[red]\\u001b[2J"'), "字符"),
        (PLAN.replace("[[queues]]", "[[thrones]]"), "不认识的部分 thrones"),
        (PLAN.replace('name = "综合业务"', 'nom = "综合业务"'), "queues 第 1 条写得不对"),
        ('queues = "A"', "不是一条一条的"),
    ],
)
def test_a_plan_with_one_fault_leaves_the_hall_as_it_was(live, wrong, said):
    before = journal.last_seq(live.db)
    with pytest.raises(Refusal, match=said):
        live.do(planning.arrange, staff.actor(live.db, "boss"), plan=plan(wrong))
    assert live.db.execute("SELECT (SELECT count(*) FROM department) + (SELECT count(*) FROM queue)").fetchone()[0] == 0
    assert journal.last_seq(live.db) == before


def test_only_the_administrator_moves_windows(hall, people):
    for code in ("c3", "sup", "g1", "ap-c-hr"):
        with pytest.raises(Refusal, match="不能做这项操作"):
            hall.do(arranging.set_window, people[code], number=10, name="加开", queues=("A",))
    hall.do(add_printer, people["admin"], name="加开窗口打印机", setting="network://10.0.0.9:9100", code="P10")
    made = hall.do(
        arranging.set_window, people["admin"], number=10, name="加开窗口", queues=("A",), printer="加开窗口打印机"
    )
    assert made.new and hall.ask(arranging.premises, people["admin"]).windows[-1] == "10 加开窗口（A）"
    closed = hall.do(arranging.set_window, people["admin"], number=10, name="加开窗口")
    assert closed.note == "不叫号"
    assert hall.db.execute("SELECT printer FROM front_window WHERE number = 10").fetchone()[0] == "P10"


def test_whoever_guesses_a_password_gets_five_tries_and_a_new_password_opens_again(live):
    boss = staff.actor(live.db, "boss")
    live.do(planning.arrange, boss, plan=plan())
    clerk = staff.actor(live.db, " ＬＭ01", 1)
    for _ in range(MOST_WRONG):
        with pytest.raises(Refusal, match="工号或口令不对"):
            live.do(staff_acts.sign_in, clerk, window=1, password=Secret("guess again"))
    with pytest.raises(Refusal, match="连续输错 5 次.*十分钟.*请过 10 分钟再试"):
        live.do(staff_acts.sign_in, clerk, window=1, password=Secret("battery staple"))
    with pytest.raises(Refusal, match="连续输错"):
        staff_acts.prove(live, "lm01", Secret("battery staple"))
    staff_acts.prove(live, "ap01", Secret("battery staple"))  # one person's guesses lock nobody else out
    live.do(staff_acts.set_password, boss, new=Secret("staple battery"), staff="LM01")
    assert live.do(staff_acts.sign_in, clerk, window=1, password=Secret("staple battery")).window == 1
    employ(live, "sup", "值班主任", "supervisor", "battery staple")
    from counter.acts.report.looking import refused_looks

    assert len([line for line in live.ask(refused_looks, staff.actor(live.db, "sup")) if "lm01" in line]) == 5


def test_the_survey_names_what_a_hall_still_lacks(live):
    boss = staff.actor(live.db, "boss")
    empty = live.ask(arranging.premises, boss)
    assert {one.split("：")[0] for one in empty.lacking} == {
        "部门",
        "事项",
        "队列",
        "叫号的窗口",
        "导办",
        "窗口人员",
        "审批人员",
        "值班主任",
    }
    live.do(planning.arrange, boss, plan=plan(PLAN + '\n[[queues]]\nletter = "B"\ncode = "bundle"\nname = "一件事"\n'))
    left = live.ask(arranging.premises, boss).lacking
    assert any(one == "有队列没有窗口叫：B" for one in left) and not any(one.startswith("部门") for one in left)


# -- by commands, as the one who sets up a machine does
# ------------------------------------------------------------------


class Machine:
    """A fresh machine: its own config directory, one hall, commands as somebody there types them."""

    def __init__(self, folder: Path, monkeypatch, capsys) -> None:
        self.folder, self.hall, self.passwords = folder, folder / "hall", {}
        self.monkeypatch, self.capsys = monkeypatch, capsys
        self.config(folder / "config")
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        for name in ("COUNTER_KEY_FILE", "COUNTER_HALL", "COUNTER_PASSWORD_FILE"):
            monkeypatch.delenv(name, raising=False)

    def config(self, folder: Path) -> None:
        self.monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))

    def run(self, *words: str, who: str | None = None, fails: bool = False) -> str:
        given = ["--hall", str(self.hall)] + (["--as", who] if who else [])
        if who:
            (self.folder / "password").write_text(self.passwords[who])
            self.monkeypatch.setenv("COUNTER_PASSWORD_FILE", str(self.folder / "password"))
        with pytest.raises(SystemExit) as ended:
            main([*given, *words])
        said = self.capsys.readouterr()
        assert ended.value.code == (1 if fails else 0), said.out + said.err
        return said.err if fails else said.out

    def settle(self, who: str, first: str) -> None:
        """The first password becomes one of their own: before that, nothing else is done."""
        self.passwords[who] = first
        self.monkeypatch.delenv("COUNTER_NEW_PASSWORD_FILE", raising=False)
        assert "先改口令" in self.run("catalogue", "items", "C-HR", who=who, fails=True)
        (self.folder / "new").write_text(f"{who} makes one up")
        self.monkeypatch.setenv("COUNTER_NEW_PASSWORD_FILE", str(self.folder / "new"))
        self.run("staff", "password", who=who)
        self.passwords[who] = f"{who} makes one up"

    def json(self, *words: str, who: str | None = None):
        return json.loads(self.run(*words, "--json", who=who))


def test_from_an_empty_directory_to_a_granted_approval_and_back_from_a_backup(tmp_path, monkeypatch, capsys):
    machine = Machine(tmp_path, monkeypatch, capsys)
    made = machine.json("init", str(machine.hall), "--name", "某市政务服务中心", "--catalogue", "data")
    machine.settle("admin", made["first_password"])
    (tmp_path / "plan.toml").write_text(
        '[[queues]]\nletter = "A"\ncode = "general"\nname = "综合业务"\nminutes = 8\n'
        '[[windows]]\nnumber = 1\nname = "综合窗口一"\nqueues = ["A"]\n'
        '[[staff]]\ncode = "g1"\nname = "罗小芳"\nrole = "guide"\n[[staff]]\ncode = "c1"\nname = "林晓燕"\nrole = '
        '"clerk"\n'
        '[[staff]]\ncode = "hr1"\nname = "赵国栋"\nrole = "approver"\ndesk = "D-C-HR"\n',
        "utf-8",
    )
    arranged = machine.json("hall", "arrange", str(tmp_path / "plan.toml"), "--yes", who="admin")
    for code, first in arranged["first_passwords"].items():
        machine.settle(code, first)
    assert set(machine.passwords) == {"admin", "g1", "c1", "hr1"}
    machine.run("day", "open", who="admin")
    machine.run("staff", "sign-in", "--window", "1", who="c1")
    machine.run("ticket", "take", "--queue", "A", who="g1")
    called = machine.json("ticket", "call", "--window", "1", who="c1")
    assert called["number"] == "A001"
    machine.run("ticket", "start", called["number"], who="c1")
    items = machine.json("catalogue", "items", "C-HR", who="c1")
    item = next(one["code"] for one in items if "毕业生" in one["name"] or "就业" in one["name"])
    opened = machine.json("case", "open", "--window", "1", "--items", item, who="c1")
    case = opened["case"]
    machine.run("case", "applicant", case, "--name", "张后云", "--number", "11010519491231002X", who="c1")
    machine.run("case", "all-here", case, who="c1")
    machine.json("case", "accept", case, who="c1")
    approval = machine.json("case", "progress", case, who="c1")[0]["number"]
    machine.run("approval", "receive", approval, who="hr1")
    machine.run("approval", "decide", approval, "--grant", who="hr1")
    machine.run("backup", str(tmp_path / "safe"), who="admin")
    restored = tmp_path / "again"
    assert "完好" in machine.run("restore", str(tmp_path / "safe"), str(restored))
    machine.hall = restored
    assert machine.json("case", "show", case, who="c1")["state"] == "decided"
    assert "完好" in machine.run("check")
    # A machine that knows nothing but the backup and the recovery sheet:
    key, chain = (next((tmp_path / "config").rglob(f"*.{kind}")).read_text().strip() for kind in ("key", "chain"))
    (tmp_path / "sheet.txt").write_text(" ".join((key + chain)[i : i + 4] for i in range(0, 128, 4)))
    (tmp_path / "half.txt").write_text(key)
    machine.config(tmp_path / "elsewhere")
    assert "找不到大厅密钥" in machine.run("restore", str(tmp_path / "safe"), str(tmp_path / "third"), fails=True)
    (tmp_path / "wrong.txt").write_text("ab" * 32)
    assert "密钥打不开" in machine.run(
        "restore",
        str(tmp_path / "safe"),
        str(tmp_path / "third"),
        "--key-sheet",
        str(tmp_path / "wrong.txt"),
        fails=True,
    )
    assert "没有链密钥" in machine.run(
        "restore",
        str(tmp_path / "safe"),
        str(tmp_path / "third"),
        "--key-sheet",
        str(tmp_path / "half.txt"),
        fails=True,
    )
    assert not list(tmp_path.glob("third*"))
    assert "完好" in machine.run(
        "restore",
        str(tmp_path / "safe"),
        str(tmp_path / "third"),
        "--key-sheet",
        str(tmp_path / "sheet.txt"),
        "--yes",  # the hall at hand has gone on since
    )


def test_a_command_in_earnest_without_a_terminal_says_how_a_password_is_given(live):
    done = subprocess.run(
        [sys.executable, "-m", "counter", "--hall", str(live.directory), "--as", "boss", "staff", "list"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 1 and "COUNTER_PASSWORD_FILE" in done.stderr and "Warning" not in done.stderr


def test_every_command_says_in_chinese_what_it_does():
    from counter.hall.act import load
    from counter.phrases import of_act

    registry = {name: entry for name, entry in load().items() if entry.function.__module__.startswith("counter.")}
    without = [name for name, entry in registry.items() if not any("\u4e00" <= c <= "\u9fff" for c in entry.summary)]
    assert without == []
    import tomllib

    table = tomllib.loads((ROOT / "data/phrases/acts.toml").read_text("utf-8"))
    assert set(table) <= set(registry) and all(of_act(name) for name in table)


def test_a_catalogue_is_loaded_whole_into_an_empty_hall_only(tmp_path):
    """A second press of the guided start's step met departments that were there already."""
    from counter.acts.premises.training import equip
    from counter.hall import DATA

    hall = live_hall(tmp_path / "twice")
    hall.do(equip, HALL_ITSELF, catalogue=str(DATA))
    before = journal.last_seq(hall.db)
    with pytest.raises(Refusal) as refused:
        hall.do(equip, HALL_ITSELF, catalogue=str(DATA))
    assert refused.value.code == "hall.has-a-catalogue"
    assert journal.last_seq(hall.db) == before
    hall.close()
