"""The static export: the same pages under hashed names; what they say stays true on any day, and what is
gone is gone.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from datetime import date, datetime

import pytest

from counter import acts
from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.acts.paper.printing import test_page as print_a_test_page
from counter.acts.queue.moving import step_out
from counter.acts.queue.taking import take
from counter.hall import Hall
from counter.rules import numbers
from counter.site.export import Export
from counter.site.finding import Finding
from counter.site.publish import Publisher
from counter.store import public
from tests.catalogue.test_a_departments_table_is_cloned_whole_or_not_at_all import rows, table
from tests.conftest import spread
from tests.site.conftest import words_of
from tests.site.test_the_page_follows_the_walk import accepted, clerk, received

__all__ = ["accepted", "clerk", "received"]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.fixture
def export(hall, publisher, tmp_path):
    """Publish and export into one folder; gives what was done."""

    def run():
        publisher._told_at = 0.0
        publisher.catch_up()
        return Export(hall.directory / "public" / "public.db", tmp_path / "out").run()

    return run


@pytest.fixture
def few(monkeypatch):
    """Only the first guides are published as pages, where it is not about guides."""
    whole = public.listed
    monkeypatch.setattr(public, "listed", lambda db, limit, *more, **kind: whole(db, min(limit, 8), *more, **kind))
    monkeypatch.setattr(Finding, "ways", lambda self: [])


def page_of(folder, code: str, language: str = "zh-Hans") -> str:
    hashed = numbers.code_hash(code)
    return words_of((folder / "out" / "s" / hashed[:2] / f"{hashed}.{language}.html").read_text("utf-8"))


def test_what_a_file_says_of_a_case_is_true_on_any_later_day(hall, accepted, few, export, tmp_path) -> None:
    export()
    said = page_of(tmp_path, accepted[1])
    assert "最近一次进展：2026年11月24日" in said and "今天" not in said and "没有新的进展" not in said
    hall.set_now(datetime(2026, 12, 1, 10))
    assert export().written <= 6, "only the home pages, which say when the hall is open next"
    assert page_of(tmp_path, accepted[1]) == said
    assert "今天" not in words_of((tmp_path / "out" / "index.zh-Hans.html").read_text("utf-8"))


def test_a_telephone_number_that_changes_changes_on_every_page(hall, people, accepted, few, export, tmp_path) -> None:
    export()
    hall.db.execute("INSERT INTO setting (name, value) VALUES ('phone', '0731-12345678')")
    export()
    assert "0731-12345678" in page_of(tmp_path, accepted[1])
    assert export().written == 0


def test_words_of_a_newer_program_reach_the_old_pages(accepted, few, export, tmp_path, monkeypatch) -> None:
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


def test_a_state_file_of_any_shape_only_means_that_all_is_written(accepted, few, export, tmp_path) -> None:
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


def files_of(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_input_gives_the_same_bytes_each_compressed_beside_it(
    hall, people, accepted, few, export, publisher, tmp_path
) -> None:
    for day, title in ((24, "公告一"), (25, "公告二")):
        hall.set_now(datetime(2026, 11, day, 12))
        hall.do(acts.post_write, people["sup"], kind="event", title=title, words="有活动。", until_on="2026-12-01")
    hall.settings = {**hall.settings, "address": "https://hall.example.gov.cn"}
    export()
    first = files_of(tmp_path / "out")
    Export(hall.directory / "public" / "public.db", tmp_path / "other").run()
    assert files_of(tmp_path / "other") == first
    for name, data in first.items():
        if not name.endswith((".gz", ".ico", ".json")):
            assert gzip.decompress(first[name + ".gz"]) == data, name
    for name in (
        "posts/1.en.html",
        "posts/event.zh-Hant.html",
        "posts.en.atom",
        "sitemap.xml",
        "robots.txt",
        "404.html",
    ):
        assert name in first, name
    assert b"hall.example.gov.cn/posts/2.zh-Hans.html" in first["sitemap.xml"] and b"/s/" not in first["sitemap.xml"]
    assert len([name for name in first if name.startswith("links/")]) == 13 * 3 * 2
    (tmp_path / "out" / "posts/1.en.html.gz").write_bytes(b"of another day")
    hall.set_now(datetime(2026, 11, 25, 12, 5))
    export()
    again = files_of(tmp_path / "out")
    moved = {name for name in again if again[name] != first[name]} - {f"index.{x}.html" for x in LANGUAGES}
    assert moved <= {"index.html", "index.html.gz", *(f"index.{x}.html.gz" for x in LANGUAGES)}, moved
    hall.do(acts.post_withdraw, people["sup"], number=1, reason="取消")
    link = next(one for one in hall.ask(acts.link_list, people["sup"]) if one.category == "文化")
    hall.do(acts.link_retire, people["sup"], number=link.number)
    export()
    left = files_of(tmp_path / "out")
    assert "有活动" not in left["posts/1.zh-Hans.html"].decode() and "取消" in left["posts/1.zh-Hans.html"].decode()
    assert len([name for name in left if name.startswith("links/")]) == 12 * 3 * 2, "a category without links"


def test_every_page_says_when_it_was_written_and_nothing_of_that_moment_alone(
    hall, people, accepted, export, tmp_path
) -> None:
    waits = hall.do(take, people["g1"], queue="A")
    export()
    out = tmp_path / "out"
    for path in out.rglob("*.html"):
        text = path.read_text("utf-8")
        assert text.count('<p class="as-of">') == 1 and "\ue005" not in text and "\ue004" not in text, path
        body = words_of(text.replace(text[text.index("<footer") :], ""))
        assert not re.search("今天|现在有多少人|正在等候|还有 \\d+ 人|下一个开放日|前面", body), path
    before = page_of(tmp_path, waits.code)
    assert waits.number in before and "请看大厅的屏幕" in before
    hall.do(step_out, people["g1"], ticket=waits.number)
    hall.set_now(datetime(2026, 11, 24, 15))
    assert export().written <= 6 and page_of(tmp_path, waits.code) == before, "true whatever became of it"
    home = words_of((out / "index.zh-Hans.html").read_text("utf-8"))
    assert "本页内容截至2026年11月24日（周二） 15:00" in home and "2026年11月25日（周三） 09:00" in home
    assert "这一页写于2026年11月24日（周二） 0" in page_of(tmp_path, accepted[1]), "it says the same as then"
