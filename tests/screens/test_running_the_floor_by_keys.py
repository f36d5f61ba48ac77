"""Whoever answers for the hall runs the floor by keys: a window, a queue, a person, a colleague, an alert."""

from __future__ import annotations

from counter.acts.queue import calling, moving
from tests.screens.conftest import Sitting


async def test_the_supervisor_runs_the_floor_by_keys_alone(sit: Sitting, hall, people, at_the_door) -> None:
    from counter.acts.staff.accounts import sign_in
    from counter.acts.staff.words import told

    for _ in range(4):
        at_the_door("A")
    for number in (1, 2):
        hall.do(sign_in, people[f"c{number}"], window=number)
    hall.do(calling.call, people["c1"], window=1)
    hall.do(moving.start, people["c1"], ticket="A001")
    async with sit("sup", size=(160, 48)) as at:
        at.app.screen.query_one("#windows").focus()
        await at.press("home", "enter")
        assert "把 A001 转走" in at.words and "暂停叫号" in at.words
        await at.press("1")
        await at.press(*"打印机坏了", "enter")
        assert "1 号窗口已暂停叫号，手上的 A001 办完为止" in at.message
        assert "打印机坏了" in str(hall.ask(told, people["c1"])[0])
        await at.press("enter", "1")
        assert "1 号窗口已恢复叫号" in at.message
        await at.press("enter", "3")  # call the colleague there
        assert "说什么" in at.words
        await at.press("enter")
        assert "已叫" in at.message
        at.app.screen.query_one("#queues").focus()
        await at.press("home", "enter", "1")
        assert "等候 3 人" in at.words
        await at.press("ctrl+a", "f6")
        assert "3 人转到哪一队" in at.words and "A002 A003 A004" in at.words
        await at.press("1")
        assert "3 个号转到" in at.message, at.words
        await at.press("ctrl+z", "tab", "enter")
        assert "3 个号回到原来的队列" in at.message, at.words
        await at.press("enter", "1")
        assert "转到哪里" in at.words
        await at.press("escape", "escape")


async def test_a_word_from_the_supervisor_rings_and_stays_until_it_was_seen(sit: Sitting, hall, people) -> None:
    from counter.acts.staff.words import call, told
    from counter.acts.window.running import pause

    async with sit("c1") as at:
        hall.do(call, people["sup"], code="c1", words="来一下")
        await at.app._pulse()
        await at.until("请到值班台：来一下")
        assert "请到值班台：来一下" in at.message and "有人找您" in at.lines[0]
        hall.do(pause, people["sup"], window=1)
        await at.app._pulse()
        await at.until("暂停了本窗口叫号")
        assert "暂停了本窗口叫号" in at.message and "暂离" in at.lines[0]
        await at.press("ctrl+g", "1")
        assert "已回应" in at.message and "有人找您" not in at.lines[0]
        assert hall.ask(told, people["c1"]) == ()


async def test_a_kind_of_left_numbers_is_decided_by_three_keys_and_the_line_stays(
    sit: Sitting, hall, people, at_the_door
) -> None:
    from counter.acts.staff.accounts import sign_in

    for _ in range(6):
        at_the_door("A")
    hall.do(sign_in, people["c1"], window=1)
    hall.do(calling.call, people["c1"], window=1)
    hall.do(moving.step_out, people["g1"], ticket="A002")
    async with sit("sup", place="closing") as at:
        assert "剩 6 个号" in at.lines[1] and "还在等的号 4 个" in at.words
        left = at.app.screen.query_one("#left")
        assert [line.cells[2] for line in left.lines if line.cells[1:]][:2] == ["A001", "A002"]  # window, gone
        await at.press("end", "space", "up", "space")
        assert "已选 2" in at.lines[2]
        await at.press("enter")
        assert "A005等候、A006等候" in at.words.replace("\n", "")
        await at.press("2")
        assert "2 个号作废：A005、A006" in at.message
        assert left.cursor is not None and "A004" in str([x for x in left.lines if x.key == left.cursor])
        left.cursor = "kind:waiting"
        await at.press("enter")
        assert "A003等候、A004等候" in at.words
        await at.press("1")
        assert "2 个号转明日" in at.message and left.cursor is not None
        await at.press("home")
    states = [row["state"] for row in hall.db.execute("SELECT state FROM ticket ORDER BY id")]
    assert states == ["called", "away", "tomorrow", "tomorrow", "lapsed", "lapsed"]


async def test_an_alert_is_answered_by_space_and_stands_last(sit: Sitting, hall, people, at_the_door) -> None:
    from counter.acts.staff.accounts import sign_in

    at_the_door("A")
    hall.do(sign_in, people["c1"], window=1)
    hall.do(calling.call, people["c1"], window=1)
    hall.set_now(hall.local(hall.now() + 10 * 60_000))
    async with sit("sup", size=(160, 48), now=hall.local(hall.now())) as at:
        alerts = at.app.screen.query_one("#alerts")
        first = next(line for line in alerts.lines if line.key.startswith("stuck:called"))
        alerts.focus()
        alerts.cursor = first.key
        await at.press("space", *"我去看", "enter")
        assert "已答复" in at.message
        last = alerts.lines[-1]
        assert last.key == first.key and last.tone == "dim" and "我去看" in str(last.cells)
        alerts.cursor = first.key
        await at.press("enter")
        assert "办这个号" in at.words and "办这个窗口" in at.words
        await at.press("1")
        assert "放回队列" in at.words
        await at.press("escape")
