"""A backup holds all of a hall but its keys, is signed for and kept in the journal; a drill finds what is wrong with
one, and a restore of a broken one is no success.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from counter.acts.premises.copies import arrange, keep, listed, make, prove
from counter.acts.queue.taking import take
from counter.cli import main
from counter.commands._keeping import BackupKeeper, back_up
from counter.errors import Refusal
from counter.hall import Hall, backups
from counter.rules.access import HALL_ITSELF
from counter.store import backups as store
from counter.store import files, inbox, journal
from tests.conftest import NOW, set_policy


@pytest.fixture
def safe(hall, people, tmp_path) -> Path:
    """A backup of a hall in which a ticket was taken, a paper kept, a policy written and something sent in waits."""
    hall.do(take, people["g1"], queue="general")
    files.put(hall.files, hashlib.sha256(b"scan").hexdigest(), b"scan", "pdf", hall.now())
    (hall.directory / "policy.toml").write_text("[queue]\nmax_calls = 9\n", "utf-8")  # not taken in yet
    set_policy(hall, **{"queue.max_calls": 4})
    box = inbox.connect(hall.directory / "inbox" / "inbox.db")
    inbox.add(box, inbox.Entry("e1", 1, "rating", "h", b"sealed"))
    box.close()
    place = tmp_path / "safe"
    make(hall, people["admin"], place)
    return place


def command(capsys, *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_what_waits_and_what_was_written_is_there_again(hall, safe, tmp_path, capsys):
    code, said = command(capsys, "restore", str(safe), str(tmp_path / "again"))
    assert code == 0 and "完好" in said
    again = Hall.open(tmp_path / "again", now=NOW)
    assert again.policy.queue.max_calls == 4 and (again.directory / "policy.toml").exists()
    assert files.read(again.files, hashlib.sha256(b"scan").hexdigest()) == b"scan"
    assert again.db.execute("SELECT count(*) FROM ticket").fetchone()[0] == 1
    box = inbox.connect(again.directory / "inbox" / "inbox.db")
    assert inbox.has(box, "e1")
    box.close()
    again.close()


def test_no_key_and_no_name_lies_in_a_backup_in_clear(hall, safe):
    held = b"".join(file.read_bytes() for file in safe.iterdir())
    assert Path(hall_key()).read_text().strip().encode() not in held and b"SQLite format 3" not in held.replace(
        (safe / "inbox.db").read_bytes(), b""
    )


def hall_key() -> str:
    return os.environ["COUNTER_KEY_FILE"]


def test_a_backup_is_an_act_of_somebody(hall, people, safe):
    entry = journal.after(hall.db, 0, 10_000)[-1]
    assert entry.act == "backup.make" and entry.staff == "admin" and entry.facts["place"] == str(safe)
    assert entry.facts["head"] == journal.digest_of(hall.db, entry.facts["seq"])
    assert entry.facts["bytes"] == sum(one.stat().st_size for one in safe.iterdir() if one.name != "backup.json")
    [kept] = hall.ask(listed, people["admin"])
    assert kept.there and kept.faults is None and kept.place == str(safe)


@pytest.mark.parametrize("who", ["g1", "c1"])
def test_who_serves_makes_no_backup(hall, people, tmp_path, who):
    with pytest.raises(Refusal, match="不能做这项操作"):
        make(hall, people[who], tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


def test_a_live_hall_asks_who_makes_the_backup(tmp_path, capsys, monkeypatch):
    Hall.create(tmp_path / "hall", name="x").close()
    code, said = command(capsys, "--hall", str(tmp_path / "hall"), "backup", str(tmp_path / "b"))
    assert code == 1 and "没有说明由谁操作" in said and not (tmp_path / "b").exists()


def test_a_drill_proves_a_backup_and_is_kept(hall, people, safe):
    done = prove(hall, people["admin"], safe)
    assert done.faults == () and "能恢复，完好" in str(done)
    assert journal.after(hall.db, 0, 10_000)[-1].facts["faults"] == 0
    assert hall.ask(listed, people["admin"])[0].faults == 0


def spoil_page(safe: Path) -> None:
    with (safe / "hall.db").open("r+b") as file:
        file.seek(4096 * 30)
        file.write(bytes(4096))


def spoil_list(safe: Path) -> None:
    found = json.loads((safe / "backup.json").read_text("utf-8"))
    found["rows"]["ticket"] += 1
    (safe / "backup.json").write_text(json.dumps(found), "utf-8")


def cut(safe: Path) -> None:
    with (safe / "files.db").open("r+b") as file:
        file.truncate(4096)


def lose_inbox(safe: Path) -> None:
    (safe / "inbox.db").unlink()


def lose_list(safe: Path) -> None:
    (safe / "backup.json").unlink()


def garble_list(safe: Path) -> None:
    (safe / "backup.json").write_bytes(b"\xff{")


def exchange_files(safe: Path) -> None:
    """Another hall's files.db."""
    (safe / "files.db").write_bytes((safe / "hall.db").read_bytes())


def change_settings(safe: Path) -> None:
    file = safe / "hall.toml"
    file.write_text(file.read_text("utf-8").replace("Asia/Shanghai", "Asia/Tokyo"), "utf-8")


SPOILT = [spoil_page, spoil_list, cut, lose_inbox, lose_list, garble_list, exchange_files, change_settings]


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda one: one.__name__)
def test_a_broken_backup_is_no_success(hall, people, safe, tmp_path, capsys, spoil):
    spoil(safe)
    code, said = command(capsys, "restore", str(safe), str(tmp_path / "again"))
    assert code == 1 and "完好" not in said and "程序出错" not in said, said
    assert not (tmp_path / "again").exists() and not list(tmp_path.glob("again.part*"))
    try:
        assert prove(hall, people["admin"], safe).faults
    except Refusal as refusal:
        assert refusal.code in ("backup.list-unreadable", "backup.not-ours"), refusal


def test_a_wrong_key_and_a_place_that_is_taken_are_no_success(hall, safe, tmp_path, capsys, monkeypatch):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter").write_text("x")
    assert command(capsys, "restore", str(safe), str(tmp_path / "taken"))[0] == 1
    (tmp_path / "other.key").write_text("ab" * 32)
    monkeypatch.setenv("COUNTER_KEY_FILE", str(tmp_path / "other.key"))
    code, said = command(capsys, "restore", str(safe), str(tmp_path / "again"))
    assert code == 1 and "密钥打不开" in said and not (tmp_path / "again").exists()


def test_with_nothing_better_a_damaged_one_is_restored_and_still_no_success(safe, tmp_path, capsys):
    spoil_list(safe)
    code, said = command(capsys, "restore", str(safe), str(tmp_path / "again"), "--damaged")
    assert code == 1 and "处问题" in said and (tmp_path / "again" / "hall.db").exists()


def test_an_older_backup_of_three_files_comes_back(hall, safe, tmp_path, capsys):
    for name, end in (("hall.db", ""), ("files.db", ".files"), ("hall.toml", ".toml")):
        shutil.copyfile(safe / name, tmp_path / f"old{end}")
    code, said = command(capsys, "restore", str(tmp_path / "old"), str(tmp_path / "again"))
    assert code == 0 and "完好" in said


def test_a_backup_of_another_hall_is_not_kept_as_ours(hall, people, safe, tmp_path):
    found = json.loads((safe / "backup.json").read_text("utf-8"))
    found["code"] = "0" * 64
    (safe / "backup.json").write_text(json.dumps(found), "utf-8")
    with pytest.raises(Refusal, match="不是这个大厅的备份"):
        hall.do(keep, people["admin"], place=str(safe))


def test_the_hall_backs_itself_up_proves_it_and_keeps_a_few(hall, people, tmp_path):
    (tmp_path / "disk").mkdir()
    hall.do(arrange, people["admin"], folder=str(tmp_path / "disk"), minutes=60, keep=2)
    plan = store.plan(hall.db, "backup")
    for minute in range(4):
        hall.set_now(NOW.replace(hour=10, minute=minute))
        assert "完好" in str(back_up(hall, plan))
    assert len(list((tmp_path / "disk").iterdir())) == 2 == len(store.listed(hall.db, 9))
    keeper = BackupKeeper(lambda: Hall.open(hall.directory, now=NOW.replace(hour=12)))
    keeper.look(hall)  # 10:03: not due
    assert keeper._thread is None
    hall.set_now(NOW.replace(hour=12))
    keeper.look(hall)
    keeper.stop()
    assert len(list((tmp_path / "disk").iterdir())) == 2
    assert any("123000" in one.name for one in (tmp_path / "disk").iterdir())


@pytest.mark.parametrize("folder", ["relative", "/no/such/folder", "HALL"])
def test_backups_of_its_own_go_to_a_folder_outside(hall, people, folder):
    with pytest.raises(Refusal):
        hall.do(arrange, people["admin"], folder=folder.replace("HALL", str(hall.directory / "spool")))
    assert store.plan(hall.db, "backup") is None and HALL_ITSELF.staff == "hall"


def test_nothing_is_left_of_a_backup_that_could_not_be_written(hall, people, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "copy_into", full)
    with pytest.raises(Refusal, match="备份没有写成"):
        make(hall, people["admin"], tmp_path / "safe")
    assert not [one for one in tmp_path.iterdir() if "safe" in one.name]


def test_a_keeper_is_told_what_is_lacking(hall, people, tmp_path):
    from counter.hall.copying import lacking

    def told() -> str:
        return "\n".join(map(str, lacking(hall)))

    assert "还没有备份" in told() and "counter key prove" in told()
    make(hall, people["admin"], tmp_path / "safe")
    assert "还没有备份" not in told() and "没有试恢复过" in told()
    prove(hall, people["admin"], tmp_path / "safe")
    assert "没有试恢复过" not in told()
    hall.set_now(NOW.replace(day=29))
    assert "最近一次备份是 2026-11-24" in told()
    (tmp_path / "disk").mkdir()
    hall.do(arrange, people["admin"], folder=str(tmp_path / "disk"), what="follow")
    assert "随时复制还没有开始" in told()
    copy = tmp_path / "disk" / hall.settings["id"] / "1"
    copy.mkdir(parents=True)
    (copy / "files.index").touch()
    (copy / "hall.index").write_text('{"log": 1, "end": 9, "seq": 3, "at": 1}\n{"log": 1, "e', "ascii")
    os.utime(copy / "hall.index", (1, 1))
    assert "随时复制停在日志第 3 条" in told()
