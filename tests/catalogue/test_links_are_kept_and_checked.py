"""The directory of linked services: kept by stewards, checked, never called dead for want of a network."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address

import pytest
from click.testing import CliRunner

from counter import acts
from counter.cli import front as cli
from counter.commands import _probing
from counter.errors import Refusal
from counter.rules import directory as rule
from counter.rules.directory import Answer, Unasked, Verdict
from counter.store.search import search
from tests.conftest import NOW
from tests.screens.conftest import sit

__all__ = ["sit"]


def refused(hall, who, act, **given) -> str:
    with pytest.raises(Refusal) as why:
        hall.do(act, who, **given)
    return why.value.code


def test_a_link_is_added_changed_taken_out_and_put_back(hall, people) -> None:
    sup, before = people["sup"], len(hall.ask(acts.link_list, people["g1"]))
    made = hall.do(
        acts.link_add, sup, name="数据开放平台", address="Data.Example.GOV.cn/", category="数据", name_en="Open data"
    )
    assert made.address == "https://data.example.gov.cn" and not made.retired_on
    assert [hit.code for hit in search(hall.db, "sjkfpt") if hit.kind == "link"] == [str(made.number)]
    twice = refused(hall, sup, acts.link_add, name="又一个", address="https://data.example.gov.cn", category="数据")
    assert twice == "link.address-twice"
    moved = hall.do(acts.link_change, sup, number=made.number, gist="政府的数据集", seen=made.version)
    assert (moved.gist, moved.name_en, moved.version) == ("政府的数据集", "Open data", 2), "what is not given stays"
    late = refused(hall, sup, acts.link_change, number=made.number, gist="别的", seen=made.version)
    assert late == "link.changed-meanwhile"
    assert refused(hall, sup, acts.link_change, number=made.number, gist=moved.gist) == "link.nothing-changed"
    gone = hall.do(acts.link_retire, sup, number=made.number, reason="停了")
    assert gone.retired_on == NOW.date().isoformat() and len(hall.ask(acts.link_list, sup)) == before
    assert str(made.number) not in [hit.code for hit in search(hall.db, "数据开放平台") if hit.kind == "link"]
    assert refused(hall, sup, acts.link_retire, number=made.number) == "link.retired"
    again = hall.do(acts.link_add, sup, name="开放数据", address="data.example.gov.cn", category="数据")
    assert (again.number, again.name, again.gist) == (made.number, "开放数据", ""), "the same number, what is said now"
    assert refused(hall, sup, acts.link_restore, number=made.number) == "link.in-force-already"
    entries = hall.db.execute("SELECT act FROM journal WHERE act LIKE 'link.%' ORDER BY seq").fetchall()
    assert [row["act"] for row in entries] == ["link.add", "link.change", "link.retire", "link.add"]
    for clerk in ("g1", "c3", "ap-c-hr"):
        assert refused(hall, people[clerk], acts.link_retire, number=made.number) == "act.not-allowed-role"


def test_a_table_of_links_is_loaded_adds_and_changes_and_takes_nothing_out(hall, people, hall_dir, tmp_path) -> None:
    sup = people["sup"]
    before = hall.ask(acts.link_list, sup)
    gone = hall.do(acts.link_retire, sup, number=before[-1].number, reason="停了")
    hall.do(acts.link_change, sup, number=before[0].number, gist="总入口", name_en="National portal")
    table = tmp_path / "links.csv"
    table.write_bytes(
        "常用网站一览\n名称,网址,分类,说明\n"
        f"{before[0].name},{before[0].address},{before[0].category},各地政务的总入口\n"
        "不动产登记,https://bdc.example.gov.cn/,政务服务,查登记\n"
        "重复,BDC.example.gov.cn,政务服务,\n"
        "内网,http://10.0.0.8/,政务服务,\n"
        "没有分类,https://x.example.gov.cn,天文,\n"
        f"{gone.name},{gone.address},{gone.category},\n".encode("gb18030")
    )
    run = CliRunner().invoke
    with_hall = ["--hall", str(hall_dir), "--as", "sup", "link"]
    seen = run(cli, [*with_hall, "load", str(table), "--dry-run"])
    assert seen.exit_code == 0 and len(hall.ask(acts.link_list, sup)) == len(before) - 1, seen.output
    told = json.loads(run(cli, [*with_hall, "load", str(table), "--json"]).output)
    assert [told[part] for part in ("added", "changed", "same", "retired")] == [1, 1, 0, 1]
    assert [one[:5] for one in told["faults"]] == ["第 5 行", "第 6 行", "第 7 行"], told
    assert "和第 4 行一样" in told["faults"][0] and "天文" in told["faults"][2]
    first = hall.ask(acts.link_show, sup, number=before[0].number)
    assert (first.gist, first.name_en) == ("各地政务的总入口", "National portal"), "a column that is not there stays"
    assert gone.address not in {one.address for one in hall.ask(acts.link_list, sup)}, "what was taken out stays out"
    assert [hit.name for hit in search(hall.db, "bdcdj") if hit.kind == "link"] == ["不动产登记"]
    out = tmp_path / "out.csv"
    assert run(cli, [*with_hall, "export", str(out)]).exit_code == 0
    again = json.loads(run(cli, [*with_hall, "load", str(out), "--json"]).output)
    assert (again["added"], again["changed"], again["same"], again["faults"]) == (0, 0, len(before), [])
    for bad, code in (("x", "link.table-not-readable"), ('[[1, {"名称": "a"}]]', "link.table-without-addresses")):
        assert refused(hall, sup, acts.link_load, rows=bad) == code
    assert refused(hall, people["c3"], acts.link_load, rows="[]") == "act.not-allowed-role"


def test_no_address_leads_into_a_house_or_holds_a_password(hall, people) -> None:
    bad = (
        "ftp://a.gov.cn",
        "javascript:alert(1)",
        "https://user:secret@a.gov.cn",
        "http://127.0.0.1",
        "http://10.1.2.3/x",
        "http://[::1]/",
        "http://[::ffff:192.168.0.1]",
        "http://[64:ff9b::a00:1]",
        "http://localhost",
        "http://files.local",
        "http://intranet",
        "https://a.gov.cn:99999",
        "https://a .gov.cn",
        "https://" + "a" * 300 + ".cn",
        "",
        "http://169.254.169.254/latest",
        "https://a.gov.cn\nX: y",
    )
    for address in bad:
        with pytest.raises(Refusal) as why:
            rule.address(address)
        assert why.value.code == "link.address-not-right", address
    assert rule.address(" HTTP://www.Gov.cn:80/ ") == "http://www.gov.cn"
    assert rule.address("政务.中国/x?a=1#b").startswith("https://xn--")
    assert rule.is_public(ip_address("1.1.1.1")) and not rule.is_public(ip_address("2002:0a00:0001::1"))


def test_silence_says_nothing_where_the_network_is_silent() -> None:
    fine, silent, gone = Verdict(Answer.FINE), Verdict(Answer.SILENT), Verdict(Answer.GONE)
    nobody = rule.judged(dict.fromkeys(range(5), silent))
    assert {one.unasked for one in nobody.values()} == {Unasked.NO_NETWORK}
    house = rule.judged({1: fine, 2: silent, 3: silent, 4: silent, 5: gone})
    assert house[2].unasked is Unasked.NO_NETWORK and house[5].answer is Answer.GONE, "a line that reaches few places"
    out = rule.judged({1: fine, 2: silent, 3: fine, 4: fine})
    assert out[2].answer is Answer.SILENT and rule.judged({1: fine, 2: silent})[2].answer is Answer.SILENT
    assert rule.judged({1: silent})[1].unasked is Unasked.NO_NETWORK and rule.judged({}) == {}


def test_dead_on_three_days_is_dead_and_one_answer_brings_it_back(hall, people) -> None:
    link = hall.ask(acts.link_list, people["sup"])[0]

    def note(answer: Answer, day: int) -> None:
        hall.set_now(NOW + timedelta(days=day))
        results = json.dumps([[link.number, link.address, answer, "x"], [link.number, "https://other.cn", "gone", ""]])
        assert hall.do(acts.link_note_checks, people["sup"], results=results).kept == 1, "not of an address before"

    seen = []
    for answer, day in ((Answer.GONE, 0), (Answer.SILENT, 0), (Answer.GONE, 1), (Answer.GONE, 1), (Answer.FAILING, 2)):
        note(answer, day)
        now = hall.ask(acts.link_show, people["sup"], number=link.number)
        seen.append((now.dead_days, now.dead))
    assert seen == [(1, False), (1, False), (2, False), (2, False), (3, True)], "twice on a day is one day"
    assert now.dead_since == NOW.date().isoformat()
    assert [one.number for one in hall.ask(acts.link_list, people["sup"], dead=True)] == [link.number]
    note(Answer.FINE, 3)
    now = hall.ask(acts.link_show, people["sup"], number=link.number)
    assert (now.dead_days, now.dead_since, now.answer) == (0, "", "fine")
    note(Answer.GONE, 4)
    moved = hall.do(acts.link_change, people["sup"], number=link.number, address="https://new.gov.cn")
    assert (moved.dead_days, moved.answer) == (0, ""), "a new address was not checked yet"
    for bad in ("", "[", "[1]", '[[1,"a","dead",""]]', "[" * 5000):
        assert refused(hall, people["sup"], acts.link_note_checks, results=bad) == "link.checks-not-readable"


@pytest.fixture
def sites():
    """A server on this machine that answers a path with the status in it; `/slow` drips, `/head` knows no HEAD."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(line: socket.socket) -> None:
        with line:
            asked = line.recv(2000).decode("latin-1")
            method, path = asked.split(" ")[:2]
            if path == "/slow":
                for _ in range(100):
                    time.sleep(0.05)
                    line.sendall(b"H")
            known = {"/slow": 200, "/head": 405 if method == "HEAD" else 200}
            status = known.get(path) or int(path[1:])
            line.sendall(f"HTTP/1.1 {status} X\r\nLocation: https://there.gov.cn/\r\n\r\n".encode())

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=quietly, args=(answer, line), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    listening.close()


def quietly(answer, line) -> None:
    with suppress(OSError):  # whoever asked has gone
        answer(line)


def test_what_a_site_answers_is_told_apart_in_bounded_time(sites) -> None:
    paths = {
        "/200": Answer.FINE,
        "/403": Answer.FINE,
        "/521": Answer.FINE,
        "/302": Answer.FINE,
        "/301": Answer.MOVED,
        "/404": Answer.GONE,
        "/500": Answer.FAILING,
        "/head": Answer.FINE,
        "/slow": Answer.SILENT,
    }
    links = list(enumerate(sites + path for path in paths))
    begun = time.monotonic()
    said = _probing.probe_all(links, 0.6, public=lambda at: True, each=0.3)
    assert time.monotonic() - begun < 1.5
    told = dict(zip(paths, (said[number] for number, _ in links), strict=True))
    assert told["/slow"].answer in (Answer.SILENT, Answer.FAILING, None), "never waited for"
    assert {path: one.answer for path, one in told.items() if path != "/slow"} == {
        path: answer for path, answer in paths.items() if path != "/slow"
    }
    assert _probing.probe(sites + "/200").unasked is Unasked.INSIDE, "an address inside a house is never asked"
    assert _probing.probe("ftp://a.cn").unasked is Unasked.INSIDE


def test_without_a_network_the_command_says_not_checked_and_keeps_nothing(hall, monkeypatch, capsys) -> None:
    from counter.cli import main

    def no_name_server(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no network")

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", no_name_server)
        with pytest.raises(SystemExit) as left:
            main(["--hall", str(hall.directory), "--now", "2026-11-24T10:00", "--as", "sup", "link", "check"])
    said = capsys.readouterr()
    assert left.value.code in (0, None) and "没有检查：没有网络" in said.out and "什么也没有记" in said.err
    assert "打不开" not in said.out and "连不上" not in said.out
    assert not hall.db.execute("SELECT 1 FROM journal WHERE act = 'link.note-checks'").fetchall()
    assert hall.db.execute("SELECT count(*) FROM link_check").fetchone()[0] == 0


async def test_by_keys_a_site_is_added_and_taken_out_and_a_post_written_and_withdrawn(sit, hall, people) -> None:
    async with sit("sup") as at:
        await at.app.go("directory")
        await at.settle()
        assert "46 个网站" in at.words
        await at.press("enter", "enter")
        await at.paste("数据开放平台")
        await at.press("enter")
        await at.paste("https://data.gov.cn")
        await at.press("enter", "enter", "enter", "enter")
        assert "数据开放平台" in at.message and "47 个网站" in at.words
        added = max(one.number for one in hall.ask(acts.link_list, people["sup"]))
        at.app.screen.query_one("#links").cursor = str(added)
        await at.press("enter", "3", "enter")
        assert "46 个网站" in at.words and "撤下的 1 个" in "".join(
            line.cells[0] for line in at.app.screen.query_one("#links").lines
        )
        at.app.screen.query_one("#posts").focus()
        await at.press("enter", "2")
        await at.paste("法律援助接待日")
        await at.press("enter", "enter", "enter", "enter", "enter")
        await at.paste("每周三上午在 12 号窗口。")
        await at.press("tab", "enter")
        assert "法律援助接待日" in at.message and "1 条公告" in at.words
        at.app.screen.query_one("#posts").cursor = "1"
        await at.settle()
        assert "每周三上午" in at.words
        await at.press("enter", "4")
        await at.paste("改到周四")
        await at.press("enter")
        assert "已撤回" in at.message
    assert hall.ask(acts.post_show, people["g1"], number=1).corrections[0].words == "改到周四"


def test_an_older_halls_links_are_kept_by_the_new_program(hall, people) -> None:
    """What an older program wrote has no English and no check."""
    hall.db.execute(
        "INSERT INTO link (name, address, category, gist) VALUES ('旧站', 'https://Old.gov.cn/', '自己的分类', '')"
    )
    old = hall.ask(acts.link_list, people["sup"], category="自己的分类")[0]
    assert (old.version, old.retired_on, old.answer) == (1, "", "")
    assert "自己的分类" in hall.ask(acts.link_categories, people["sup"])
    assert hall.do(acts.link_change, people["sup"], number=old.number, name_en="Old").name_en == "Old"
