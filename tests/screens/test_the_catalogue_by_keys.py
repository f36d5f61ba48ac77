"""Finding, reading and standardising guides by keys alone, at the sizes that halls have."""

from __future__ import annotations

import gc
from datetime import date, datetime
from functools import partial

import pytest

from counter import acts
from counter.acts.catalogue.cloning import import_
from counter.acts.catalogue.comparing import compare
from counter.rules.access import HALL_ITSELF
from counter.rules.re_engineering import LEAST_CASES
from counter.store import catalogue
from counter.store.connection import immediate
from counter.store.search import catalogue_changed
from screens.catalogue.backlog import LATER, PAGE
from screens.catalogue.finding import MOST, FindDialog
from screens.parts.lines import LineList
from screens.shell.app import StoreChanged
from tests.catalogue.test_the_backlog_names_what_to_put_right import DATA
from tests.catalogue.test_the_halls_own_cases_say_what_to_ask_less import case as decided

pytestmark = pytest.mark.asyncio


async def test_a_guide_types_three_letters_and_reads_what_to_bring(sit) -> None:
    async with sit("g1") as at:
        assert "大学生就业创业落户一件事" in at.words  # the bundles, before anything is typed
        await at.press("j", "y", "d", "j")
        assert "就业登记" in at.lines[5] and "个人创业一件事申请表" in at.words
        assert at.columns() == {80}


async def test_a_number_is_given_for_the_matter_found(sit, hall) -> None:
    async with sit("g1") as at:
        await at.press(*"jydj")
        await at.press("enter", "enter")
        assert "给号" in at.words
        await at.press("1", "1", "1")
        assert "A001" in at.message and at.focused == "text-box"
    row = hall.db.execute("SELECT matter FROM ticket").fetchone()
    assert row["matter"] == "就业登记"


async def test_every_part_of_a_guide_is_a_key_away_and_its_law_leads_to_the_others(sit) -> None:
    async with sit("c3", place="find") as at:
        await at.press(*"qyshbx")
        await at.press("down", "enter")
        assert at.app.screen.NAME == "办事指南" and "营业执照" in at.words
        await at.press("down", "down")
        assert "15 个工作日" in at.words
        await at.press("down")
        assert "第五十七条" in at.words
        await at.press("enter", "2")
        assert "以它为依据的事项（2）" in at.words and "职工基本医疗保险单位参" in at.words


async def test_a_law_a_paper_and_a_place_elsewhere_open_with_enter(sit) -> None:
    async with sit("c3", place="find") as at:
        await at.press(*"yyzz")
        await at.press("down", "enter")
        assert "37" in at.words or "营业执照（" in at.words
        await at.press("escape")
        at.app.screen.query_one("#text").value = "政府采购"
        await at.settle()
        at.app.screen.query_one("#hits").focus()
        await at.press("enter")
        assert "打印二维码纸条" in at.words
        await at.press("1")
        assert "已打印 中国政府采购网" in at.message


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_a_steward_sees_the_sources_words_beside_and_settles_a_finding(sit, hall, people, size) -> None:
    hall.do(
        import_,
        people["admin"],
        difference=hall.ask(compare, people["admin"], source=str(DATA / "guides-with-defects.jsonl"), mapping="hunan"),
    )
    async with sit("admin", size=size, place="backlog") as at:
        assert "待整改" in at.words and at.columns() == {size[0]}
        for _ in range(5):
            await at.press("down")
            if at.app.screen.shown.finding.item == "own-1":
                break
        assert "试写省商务厅" in at.words
        await at.press("enter")
        assert at.focused == "findings"
        for _ in range(40):
            if at.app.screen.shown.finding.rule == "limit-order":
                break
            await at.press("down")
        sheets = [
            " ".join(fact.value for fact in at.app.screen.query_one(name).facts) for name in ("#standard", "#source")
        ]
        assert "承诺 25 天，法定 20 天" in sheets[0] and "commitmentLimit：25" in sheets[1]
        await at.press("enter", "1")
        assert "承诺时限改为 20 天" in at.message
    assert catalogue.item(hall.db, "own-1").promised_days == 20


async def test_postponing_takes_a_date_and_refuses_one_that_is_none(sit) -> None:
    async with sit("sup", place="backlog") as at:
        before = len(at.app.screen.checked.findings)
        at.app.screen.query_one("#findings").focus()
        await at.press("enter", "3")
        at.app.screen.query_one("#entry-0").value = "下回"
        await at.press("enter")
        assert "不是日期" in at.words
        at.app.screen.query_one("#entry-0").value = "2026-12-01"
        await at.press("enter")
        assert "延后到 2026-12-01" in at.message and len(at.app.screen.checked.findings) == before - 1


@pytest.mark.parametrize("name", ["[/x][急]", "[red]红", "=1+1", "很长" * 60, "a\u202eb"])
async def test_hostile_names_in_the_catalogue_draw_as_words(sit, hall, name) -> None:
    hall.db.execute(
        "UPDATE item SET name = ?, pinyin = 'jiu ye deng ji', initials = 'jydj' WHERE code = 'employment-registration'",
        (name,),
    )
    catalogue_changed(hall.db)
    async with sit("g1") as at:
        await at.press(*"jydj")
        assert at.columns() == {80} and name[:4].replace("\u202e", "") in at.words.replace("\u202e", "")
        await at.press("enter", "enter", "2")
        assert at.columns() == {80} and at.app.screen.NAME == "办事指南"


@pytest.mark.parametrize("where", ["screen", "dialog"])
async def test_the_hits_come_in_the_same_frame_as_the_sign_itself(sit, where) -> None:
    async with sit("c3", place="find") as at:
        if where == "dialog":
            at.app.run_worker(partial(at.app.question, FindDialog("找事项")))
            await at.settle()
        frames: list[str] = []
        shown = at.app.post_display_hook
        at.app.post_display_hook = lambda: (frames.append(at.words), shown())[1]
        for typed in ("j", "jy", "jyd", "jydx"):
            frames.clear()
            first = next((hit.name[:6] for hit in at.app.index.find(typed, (), 1)), f"没有找到「{typed}")
            await at.press(typed[-1])
            with_the_sign = next(words for words in frames if f" {typed}\n" in words)
            assert first in with_the_sign.split(f" {typed}\n", 1)[1]
        at.app.post_display_hook = shown


async def test_what_another_window_brings_in_is_found_without_leaving_and_the_cursor_stays(sit, hall) -> None:
    async with sit("c3", place="find") as at:
        await at.press("j", "y", "d", "down", "down", "down")
        before = at.app.screen.query_one("#hits", LineList).cursor
        with immediate(hall.db):
            hall.db.execute(
                "UPDATE item SET name = '救援登记', pinyin = 'jiu yuan deng ji', initials = 'jydj' WHERE code = "
                "'birth-registration'"
            )
            catalogue_changed(hall.db)
        at.app.screen.post_message(StoreChanged())
        await at.settle()
        assert "救援登记" in at.words and at.app.screen.query_one("#hits", LineList).cursor == before


async def test_the_list_grows_to_all_hits_and_says_what_is_only_near(sit) -> None:
    async with sit("c3", place="find") as at:
        await at.press(*"zheng")
        every = at.app.index.find("zheng", (), 10_000)
        hits = at.app.screen.query_one("#hits", LineList)
        assert len(every) > MOST and [line.key for line in hits.lines] == [f"{one.kind}:{one.code}" for one in every]
        assert f"找到 {len(every)} 项" in at.words
        await at.press(*["backspace"] * 5, "挖", "井")
        assert not at.app.index.find("挖井", (), 1) and "列出的只是相近的" in at.words and "占用、挖掘" in at.words
        await at.press("enter", "enter")
        assert at.app.screen.NAME == "办事指南"
        await at.press("escape")
        at.app.run_worker(partial(at.app.question, FindDialog("找", ("item", "document"))))
        await at.press(*"zheng")
        every = at.app.index.find("zheng", ("item", "document"), 10_000)
        assert len(every) > MOST and f"找到 {len(every)} 项" in at.words
        assert len(at.app.screen.query_one("#hits", LineList).lines) == len(every)


async def test_quick_typing_leaves_no_lookup_unfinished(sit, recwarn) -> None:
    async with sit("g1") as at:
        await at.press("j")
        await at.pilot.press("y", "down", "down", "up", "down", "up")
    gc.collect()
    assert not [str(w.message) for w in recwarn if "never awaited" in str(w.message)]


async def test_every_finding_of_a_large_backlog_can_be_reached_by_pages_or_by_words(sit, hall, people) -> None:
    hall.do(
        import_,
        people["admin"],
        difference=hall.ask(compare, people["admin"], source=str(DATA / "sichuan-items.csv"), mapping="sichuan"),
    )
    async with sit("sup", place="backlog") as at:
        lines = at.app.screen.query_one("#findings", LineList)
        everything = {f"{f.item}\x1f{f.number}" for f in at.app.screen.checked.findings}
        assert len(everything) > 2_000
        seen, most = set(), len(everything) // PAGE + 2
        lines.focus()
        for pages in range(1, most + 1):  # noqa: B007 (looked at when the loop has ended)
            keys = {line.key for line in lines.lines}
            assert len(keys) <= PAGE + 2
            seen |= keys & everything
            if LATER not in keys:
                break
            await at.press("end", "enter")
        assert seen == everything and pages == -(-len(everything) // PAGE)
        await at.press("home", "enter")
        assert LATER in {line.key for line in lines.lines}  # one page back
        at.app.screen.query_one("#filter").focus()
        await at.paste("重名 张贴宣传品")
        shown = [line.cells for line in lines.lines]
        assert len(shown) == 2 and all(rule == "部门内重名" for rule, _, _ in shown)
        await at.press("enter")
        assert at.focused == "findings" and "另起" not in at.words


async def test_a_steward_makes_a_paper_conditional_with_a_question_of_its_own(sit, hall, people) -> None:
    async with sit("sup", place="find") as at:
        await at.press(*"shehuibaozhangka")
        await at.press("down", "enter", "enter", "2")
        assert at.app.screen.NAME == "材料清单"
        await at.press("enter", "2")
        assert "新的情形" in at.words
        await at.press("1")
        at.app.screen.query_one("#entry-0").value = "是否由单位集体办？"
        at.app.screen.query_one("#entry-1").value = "是"
        at.app.screen.query_one("#entry-1").focus()
        await at.press("enter")
        assert "两个以上" in at.words
        at.app.screen.query_one("#entry-1").value = "是、否"
        await at.press("enter")
        assert "改过" in at.words and "有条件" in at.words
        await at.press("escape", "1")
        assert at.app.screen.NAME == "材料清单"  # nothing is lost by a key too many
        await at.press("ctrl+s")
        at.app.screen.query_one("#entry-0").value = "2026-12-01"
        await at.press("enter")
        assert "为什么改" in at.words
        at.app.screen.query_one("#entry-0").value = "单位可以集体办"
        await at.press("enter")
        assert at.app.screen.NAME == "办事指南"
    agreed = hall.do(acts.catalogue_agree_change, people["ap-c-hr"], number=1)
    assert agreed.state == "waiting", "a second person agreed, and its day has not come"
    hall.set_now(datetime(2026, 12, 1, 9, 0))
    hall.do(acts.catalogue_turn, HALL_ITSELF)
    item = catalogue.item(hall.db, "social-card", on=date(2026, 12, 1))
    assert item.needs[0].when == {"q1": ("a1",)} and item.guide["situations"][0]["question"] == "是否由单位集体办？"


async def test_a_clerk_reads_the_papers_and_is_not_asked_to_change_them(sit) -> None:
    async with sit("c3", place="find") as at:
        await at.press(*"shehuibaozhangka")
        await at.press("down", "enter", "enter")
        assert at.focused == "words" and "改材料清单" not in at.words


async def test_what_the_cases_say_becomes_a_finding_by_keys(sit, hall) -> None:
    for n in range(LEAST_CASES):
        decided(hall, n, "passport-issue")
    async with sit("sup", place="backlog") as at:
        await at.press("down")
        assert "办件里看出的" in at.words and "20 件中 20 件当天" in at.words and "R9" in at.words
        assert at.columns() == {80}
        await at.press("enter", "enter")
        assert "列为整改意见" in at.words and at.app.screen.query("#yes")
        await at.press("y")
        assert "已列为整改意见" in at.message
        assert "办件里看出的" not in at.words
        assert [f.item for f in at.app.screen.checked.findings if f.rule == "measured-same-day"] == ["passport-issue"]
