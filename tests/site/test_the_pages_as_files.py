"""The static export: the same pages under hashed names; what they say stays true on any day, and what is
gone is gone.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime

import pytest

from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.paper.printing import test_page as print_a_test_page
from counter.acts.queue.taking import take
from counter.hall import Hall
from counter.rules import numbers
from counter.site.export import Export
from counter.site.publish import Publisher
from counter.store import public
from tests.catalogue.test_a_departments_table_is_cloned_whole_or_not_at_all import rows, table
from tests.conftest import spread
from tests.site.conftest import words_of
from tests.site.test_the_page_follows_the_walk import accepted, clerk, received

__all__ = ["accepted", "clerk", "received"]


@pytest.fixture
def export(hall, publisher, tmp_path):
    """Publish and export into one folder; gives what was done."""

    def run():
        publisher._told_at = 0.0
        publisher.catch_up()
        return Export(hall.directory / "public" / "public.db", tmp_path / "out").run()

    return run


def page_of(folder, code: str, language: str = "zh-Hans") -> str:
    hashed = numbers.code_hash(code)
    return words_of((folder / "out" / "s" / hashed[:2] / f"{hashed}.{language}.html").read_text("utf-8"))


def test_what_a_file_says_of_a_case_is_true_on_any_later_day(hall, accepted, export, tmp_path) -> None:
    export()
    said = page_of(tmp_path, accepted[1])
    assert "最近一次进展：2026年11月24日" in said and "今天" not in said and "没有新的进展" not in said
    hall.set_now(datetime(2026, 12, 1, 10))
    assert export().written <= 6, "only the home pages, which say when the hall is open next"
    assert page_of(tmp_path, accepted[1]) == said
    assert "今天" not in words_of((tmp_path / "out" / "index.zh-Hans.html").read_text("utf-8"))


def test_a_telephone_number_that_changes_changes_on_every_page(hall, people, accepted, export, tmp_path) -> None:
    export()
    hall.db.execute("INSERT INTO setting (name, value) VALUES ('phone', '0731-12345678')")
    export()
    assert "0731-12345678" in page_of(tmp_path, accepted[1])
    assert export().written == 0


def test_words_of_a_newer_program_reach_the_old_pages(accepted, export, tmp_path, monkeypatch) -> None:
    export()
    monkeypatch.setattr("counter.site.export._form", lambda hall: "another program's")
    before = page_of(tmp_path, accepted[1])
    for path in (tmp_path / "out" / "s").rglob("*.html"):
        path.write_text("as an older program wrote it", "utf-8")
    export()
    assert page_of(tmp_path, accepted[1]) == before


def test_a_guide_that_is_in_force_no_more_is_taken_away(hall, people, export, tmp_path) -> None:
    path = table(tmp_path / "a.csv", rows("甲事项", "乙事项"))
    hall.do(
        import_, people["admin"], difference=hall.ask(compare, people["admin"], source=str(path), mapping="sichuan")
    )
    export()
    assert (tmp_path / "out/guides/T-2.en.html").exists() and (tmp_path / "out/forms/T-2.zh-Hans.html").exists()
    path = table(tmp_path / "b.csv", rows("甲事项"))
    hall.do(
        import_,
        people["admin"],
        lose=True,
        difference=hall.ask(compare, people["admin"], source=str(path), mapping="sichuan"),
    )
    export()
    assert not list((tmp_path / "out").rglob("T-2.*")) and (tmp_path / "out/guides/T-1.en.html").exists()


def test_a_version_begins_on_its_day_although_nobody_does_anything_then(hall, people, export, tmp_path) -> None:
    path = table(tmp_path / "a.csv", rows("甲事项"))
    difference = hall.ask(compare, people["admin"], source=str(path), mapping="sichuan")
    hall.do(import_, people["admin"], difference=difference, effective=date(2026, 11, 26))
    for day in (24, 25, 26, 27):
        hall.set_now(datetime(2026, 11, day, 0, 1))
        export()
        assert (tmp_path / "out/guides/T-1.en.html").exists() == (day >= 26), day


OUTWARDS = ("../../../escaped", "a/b", "..", "甲" * 150, ".hidden", "x" * 200, "C:\\x", "con?")


@pytest.mark.parametrize("code", spread(OUTWARDS, 4, "..", "甲" * 150))
async def test_an_items_code_is_no_way_out_of_the_folder_and_its_page_opens(
    hall, people, phone, export, tmp_path, code
) -> None:
    path = table(tmp_path / "a.csv", [line | {"implementation_code": code} for line in rows("甲事项")])
    hall.do(
        import_, people["admin"], difference=hall.ask(compare, people["admin"], source=str(path), mapping="sichuan")
    )
    export()
    files = [path for path in tmp_path.rglob("*.html") if re.search("甲事[项項]</h1>", path.read_text("utf-8"))]
    assert len(files) == 3 and all(path.parent == tmp_path / "out" / "guides" for path in files)
    for language in ("zh-Hans", "en"):
        listed = (tmp_path / "out" / f"guides.{language}.html").read_text("utf-8")
        links = re.findall(r'href="/([^"]+)"', listed)
        assert all((tmp_path / "out" / link).exists() for link in links)
    found = await phone.get("/?q=甲事项")
    link = re.search(r'href="(/guides/[^"]+)"', found.text)[1]
    if not link.startswith("/guides/.."):  # a browser reads that as another place; no department would write it
        assert "甲事项</h1>" in (await phone.get(link)).text


def test_a_hall_put_back_from_a_backup_leaves_no_page_of_what_never_was(
    hall, people, clerk, received, export, publisher, tmp_path
) -> None:
    code = received[1]
    publisher.catch_up()
    hall.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(hall.directory / "hall.db", tmp_path / "backup")
    lost = [hall.do(take, people["g1"], queue="A") for _ in range(3)]
    export()
    assert page_of(tmp_path, lost[2].code)
    publisher.close()
    hall.close()
    for part in ("hall.db-wal", "hall.db-shm"):
        (hall.directory / part).unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "backup", hall.directory / "hall.db")
    back = Hall.open(hall.directory, now=datetime(2026, 11, 24, 9, 40))
    for _ in range(9):  # grown past the old number again before anybody published
        back.do(print_a_test_page, people["c3"])
    later = Publisher(back)
    later.catch_up()
    assert public.page(later.db, numbers.code_hash(lost[2].code)) is None, (
        "public.db follows the journal that is there now"
    )
    Export(hall.directory / "public" / "public.db", tmp_path / "out").run()
    with pytest.raises(FileNotFoundError):
        page_of(tmp_path, lost[2].code)
    assert page_of(tmp_path, code)
    assert json.loads((tmp_path / "out" / "export.json").read_text())["seq"] == int(public.meta(later.db)["seq"])
    later.close()
    back.close()


def test_a_state_file_of_any_shape_only_means_that_all_is_written(accepted, export, tmp_path) -> None:
    whole = export().written
    states = ("", "[]", "5", '{"seq": "x"}', '{"seq": null}', "{", '{"seq": -5}', '{"seq": 99999999}')
    for state in spread(states, 3, '{"seq": -5}'):
        (tmp_path / "out" / "export.json").write_text(state)
        again = export()
        assert again.written <= 6 and again.unchanged >= whole - 6


def test_changed_pages_come_a_thousand_at_a_time_each_once(publisher) -> None:
    publisher.catch_up()
    before = int(public.meta(publisher.db)["seq"])
    publisher.db.execute("BEGIN")
    for number in range(4_500):
        public.put_page(
            publisher.db, f"{number:064x}", "ticket", number, {"n": number}, before + (1 if number < 2_500 else number)
        )
    publisher.db.execute("COMMIT")
    seen = [hashed for hashed, _ in public.changed_since(publisher.db, before)]
    assert len(seen) == len(set(seen)) == 4_500
    assert len(list(public.changed_since(publisher.db, before + 1))) == 2_000
    plans = [
        row[3]
        for row in publisher.db.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM page WHERE changed = 1 AND id > 5 ORDER BY changed, id LIMIT 1000"
        )
    ]
    assert len(plans) == 1 and "USING INDEX page_changed (changed=? AND rowid>?)" in plans[0], plans
