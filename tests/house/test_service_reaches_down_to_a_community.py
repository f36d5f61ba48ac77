"""An old person is served at the community's station: level waits for level, and nobody has to go to the hall."""

from __future__ import annotations

import json

import pytest

from counter.acts.approval import deciding, desk_list, opinions
from counter.acts.case import accepting, opening, parties
from counter.acts.case.documents import all_here
from counter.acts.delivery import serving
from counter.acts.premises import arranging, planning
from counter.acts.queue import calling, moving, overview
from counter.acts.queue.taking import take
from counter.acts.staff.accounts import sign_in
from counter.acts.window.overview import targets
from counter.errors import Refusal
from counter.site.publish import Publisher
from tests.site.conftest import Phone

NUMBER = "110105193912310025"


@pytest.fixture
def station(hall, people):
    """The clerk of the station at window 9, and a clerk in the hall at window 3."""
    for code, window in (("c9", 9), ("c3", 3)):
        hall.do(sign_in, people[code], window=window)
    return people


def accepted(hall, people) -> str:
    """One case of the bundle, taken in at the station; its receipt number."""
    hall.do(take, people["g1"], queue="community")
    called = hall.do(calling.call, people["c9"], window=9)
    hall.do(moving.start, people["c9"], ticket=called.number)
    case = hall.do(opening.open_case, people["c9"], window=9, bundle="elder-care").case
    hall.do(opening.answer, people["c9"], case=case, question="card", answer="no")
    hall.do(parties.applicant, people["c9"], case=case, name="后云干", number=NUMBER)
    hall.do(all_here, people["c9"], case=case)
    return hall.do(accepting.accept, people["c9"], case=case).case


def test_level_waits_for_level_and_the_result_lies_at_the_station(hall, station):
    case = accepted(hall, station)
    lines = {line.item: line for line in hall.ask(desk_list.progress, station["c9"], case=case)}
    assert [lines[item].level for item in ("elder-home-check", "elder-allowance-review", "elder-allowance-grant")] == [
        "community",
        "town",
        "city",
    ]
    for item, who in (("elder-home-check", "ap-s-hp"), ("elder-allowance-review", "ap-t-jn")):
        hall.do(deciding.receive, station[who], approval=lines[item].number)
        hall.do(opinions.opinion, station[who], approval=lines[item].number, words="情况属实")
        passed = hall.do(opinions.pass_up, station[who], approval=lines[item].number)
        assert passed.to[0].startswith(("江南镇", "市民政局"))
        hall.do(deciding.decide, station[who], approval=lines[item].number, grant=True)
    hall.do(deciding.receive, station["ap-c-ca"], approval=lines["elder-allowance-grant"].number)
    seen = hall.ask(opinions.opinions, station["ap-c-ca"], approval=lines["elder-allowance-grant"].number)
    assert any("情况属实" in str(one) for one in seen)
    hall.do(deciding.decide, station["ap-c-ca"], approval=lines["elder-allowance-grant"].number, grant=True)
    content = json.loads(hall.db.execute("SELECT content FROM paper WHERE kind = 'result'").fetchone()[0])
    assert ["领取方式", "凭收件凭证二维码到和平社区便民服务站（江南镇和平路18号）或大厅任一窗口领取"] in content[
        "lines"
    ]
    assert hall.do(serving.deliver, station["c9"], code=case)


async def test_the_phone_is_told_the_station_too(hall, station):
    case = accepted(hall, station)
    for item, who in (
        ("elder-home-check", "ap-s-hp"),
        ("elder-allowance-review", "ap-t-jn"),
        ("elder-allowance-grant", "ap-c-ca"),
    ):
        line = next(line for line in hall.ask(desk_list.progress, station["c9"], case=case) if line.item == item)
        hall.do(deciding.receive, station[who], approval=line.number)
        hall.do(deciding.decide, station[who], approval=line.number, grant=True)
    publisher = Publisher(hall)
    page = await Phone(hall, publisher).see(hall.ask(serving.code, station["c9"], case=case))
    publisher.close()
    assert "可就近到和平社区便民服务站（江南镇和平路18号）领取（9:00-17:00，午间不休），也可到大厅：请带回执到" in page


def test_nobody_is_called_to_a_place_where_they_are_not(hall, station):
    with pytest.raises(Refusal, match="由别处的窗口叫号"):
        hall.do(arranging.set_window, station["admin"], number=2, name="综合窗口二", queues=("A", "D"))
    with pytest.raises(Refusal, match="由别处的窗口叫号"):
        hall.do(
            arranging.set_window, station["admin"], number=9, name="社区服务站窗口", queues=("D", "A"), station="hp"
        )
    hall.do(take, station["g1"], queue="community")
    hall.do(take, station["g1"], queue="general")
    assert [line.letter for line in hall.ask(overview.queues, station["g1"])] == ["A", "B", "C"]
    assert [line.letter for line in hall.ask(overview.queues, station["c9"], station="HP")] == ["D"]
    assert hall.do(calling.call, station["c9"], window=9).number == "D001"
    assert hall.do(calling.call, station["c3"], window=3).number == "A001"
    assert [call.number for call in hall.ask(overview.board, station["g1"]).calls] == ["A001"]
    there = hall.ask(overview.board, station["g1"], station="HP")
    assert (there.place, [call.number for call in there.calls]) == ("和平社区便民服务站", ["D001"])
    with pytest.raises(Refusal, match="没有服务站"):
        hall.ask(overview.board, station["g1"], station="[red]")


def test_a_bundle_is_queued_for_where_the_person_stands_and_nobody_is_sent_elsewhere(hall, station):
    assert hall.do(take, station["g1"], queue="elder-care").number == "B001"
    assert hall.do(take, station["c9"], queue="elder-care").number == "D001"
    with pytest.raises(Refusal, match="不在这一处叫号"):
        hall.do(moving.transfer, station["g1"], ticket="B001", queue="D")
    with pytest.raises(Refusal, match="不在这一处叫号"):
        hall.do(moving.transfer, station["g1"], ticket="B001", to_window=9)
    assert {target.queue for target in hall.ask(targets, station["c3"])} == {"A", "B", "C"}
    assert [target.queue for target in hall.ask(targets, station["c9"])] == ["D"]
    with pytest.raises(Refusal, match="没有队列 'graduates'"):
        hall.do(take, station["c9"], queue="graduates")


def test_a_community_sees_its_own_part_and_no_more(hall, station):
    case = accepted(hall, station)
    lines = {line.item: line for line in hall.ask(desk_list.progress, station["c9"], case=case)}
    assert [line.item for line in hall.ask(desk_list.listed, station["ap-s-hp"])] == ["elder-home-check"]
    with pytest.raises(Refusal, match="没有找到"):
        hall.ask(desk_list.shown, station["ap-s-hp"], approval=lines["elder-allowance-grant"].number)


def test_two_stations_do_not_share_a_name(hall, people):
    with pytest.raises(Refusal, match="已有名为"):
        hall.do(arranging.set_station, people["admin"], code="X1", name="和平社区便民服务站", level="town")
    for level in ("city", "", "镇"):
        with pytest.raises(Refusal, match="这一级的服务站"):
            hall.do(arranging.set_station, people["admin"], code="X1", name="江南镇便民服务站", level=level)
