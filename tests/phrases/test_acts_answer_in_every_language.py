"""What acts answer is said in English and in Traditional: every sentence of counter/ has its line, and its values come back whole."""

from __future__ import annotations

import re
import time
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import phrases
from counter.acts.case.step import Step
from counter.errors import Refusal
from counter.phrases.sentences import LONGEST, lines, sentence
from screens.parts.cells import wrap
from screens.shell import language
from tests.phrases.templates import refusals, rooms, templates

LINES = lines("en")
ELSEWHERE = {**phrases.screen_phrases("en"), **phrases.names("en")}
HOLE = re.compile(r"\{=?(\d+)\}")
SAID = {template: said if isinstance(said, str) else said["other"] for template, said in LINES.items()}


@pytest.fixture
def english():
    language.speak("en")
    yield
    language.speak(language.ORIGINAL)


def test_every_sentence_of_counter_has_its_english() -> None:
    written = {
        template: f"{path.parent.name}/{path.name}:{line}"
        for path in rooms()
        for template, line in templates(path).items()
    }
    assert len(written) > 1200
    assert (
        sorted(
            f"{where} {template!r}"
            for template, where in written.items()
            if template not in LINES and template not in ELSEWHERE
        )
        == []
    )
    assert sorted(set(LINES) - set(written)) == [], "lines that nothing says any more"


@pytest.mark.parametrize("name", ["screens", "names", "sentences"])
def test_a_table_read_by_line_is_what_toml_says(name: str) -> None:
    file = phrases.FOLDER / f"{name}.en.toml"
    assert phrases.by_line(file) == tomllib.loads(file.read_text("utf-8"))


def test_each_sentence_is_said_once() -> None:
    sections = tomllib.loads((phrases.FOLDER / "sentences.en.toml").read_text("utf-8"))
    assert sum(map(len, sections.values())) == len(LINES)


def test_a_line_fills_in_every_value_and_nothing_uncertain() -> None:
    for template, said in LINES.items():
        for form in [said] if isinstance(said, str) else said.values():
            assert {int(place) for place in HOLE.findall(form)} == set(range(1, template.count("{}") + 1)), template
            assert form.isascii(), template


def test_a_refusal_fits_the_two_lines_of_its_place(english: None) -> None:
    """At 80 columns, its values of eight cells each."""
    found = [
        (f"{path.name}:{line}", [text.replace("{}", "x" * 8) for text in said])
        for path in rooms()
        for line, said in refusals(path)
    ]
    assert len(found) > 250
    assert [where for where, said in found if len(wrap(language.refused(Refusal(*said)), 78)) > 2] == []


@given(
    st.sampled_from(sorted(LINES)), st.lists(st.text("xyzÄ{}%\\'&", min_size=1, max_size=30), min_size=12, max_size=12)
)
@settings(deadline=None, max_examples=400)
def test_a_sentence_gives_its_values_back(template: str, values: list[str]) -> None:
    first, *others = template.split("{}")
    text = first + "".join(value + words for value, words in zip(values, others, strict=False))
    assert sentence("en", text) == HOLE.sub(lambda hole: values[int(hole[1]) - 1], SAID[template])


@given(st.text(max_size=900))
@settings(deadline=None, max_examples=300)
def test_no_text_is_too_odd(text: str) -> None:
    for tongue in language.SPOKEN:
        assert isinstance(sentence(tongue, text), str)


HOSTILE = (
    "{1}{=2}{9}",
    "打不开文件 " + "{1}" * 100,
    "，" * LONGEST,
    "已、" * (LONGEST // 2),
    "（" * LONGEST,
    "请 到 号窗口（第 次呼叫；" * 40,
    "没有找到“" + "没有找到“" * 80,
    "1 已 2 已 3 已" * 50,
    "承诺 2026-13-99 前办结",
    "x" * 100_000 + "已",
)


@pytest.mark.parametrize("tongue", ["en", "zh-Hant"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_costs_little_and_raises_nothing(tongue: str, text: str) -> None:
    sentence(tongue, "已打开")
    began = time.process_time()
    assert sentence(tongue, text)
    assert time.process_time() - began < 0.5


PUT_TOGETHER = {
    "D12 已登记申请人；该申请人已有同一事项在办：D3（草稿）": "D12 applicant noted; This applicant has the same item under way: D3 (Draft)",
    "请 A001 到 3 号窗口（第 1 次呼叫；等候 5 分；没有别人在等）": "A001 to window 3 (call 1; waiting 5 min; nobody else waits)",
    "已受理 S1（收件 R1），10 个审批已送各台，承诺 2026-12-08 前办结（并联 5 个工作日，逐个办要 30 个）": "Accepted S1 (receipt R1), 10 approvals at their desks, promised by 8 Dec 2026 (in parallel 5 working days, in turn 30)",
    "D12 收下 1 份材料": "D12 1 paper taken",
    "D12 收下 3 份材料": "D12 3 papers taken",
    "2026-11-24 结束；按规则处理："
    + "、".join(f"A0{n} 作废" for n in range(11, 31))
    + "；A 队列预计误差 10.1 分（41 人）": "24 Nov 2026 is closed; Decided by rule: "
    + ", ".join(f"A0{n} is void" for n in range(11, 31))
    + "; Queue A: estimates off by 10.1 min (41 people)",
    "D1 已建立办件，2 个事项，2 份材料": "D1 case opened: 2 items, 2 papers",
    "没有找到“草稿”": 'Nothing found for "草稿"',
}


@pytest.mark.parametrize("text", PUT_TOGETHER)
def test_a_sentence_put_together_from_several_is_said_whole(text: str) -> None:
    assert sentence("en", text) == PUT_TOGETHER[text]


def test_a_name_is_never_said_otherwise() -> None:
    assert sentence("en", "草稿（窗口人员）已到岗：3号窗口") == "草稿 (Clerk) on duty: window 3"
    assert sentence("zh-Hant", "范云后（窗口人员）已到岗：3号窗口") == "范云后（窗口人員）已到崗：3號窗口"
    assert sentence("zh-Hant", "没有找到“范云后”") == "沒有找到“范云后”"
    assert (
        sentence("en", "周雅静（c3）已到岗：3号窗口，B002 号还没有办完")
        == "周雅静 (c3) on duty: window 3; B002 is still being served"
    )
    assert sentence("en", "周雅静") == "周雅静" and sentence("en", "等春来、周雅静") == "等春来, 周雅静"


def test_a_refusal_and_a_result_on_an_english_terminal(english: None) -> None:
    refusal = Refusal("A001 正在办理", "一个窗口同一时间只办一个号", "请先办结、挂起或转窗")
    assert (
        language.refused(refusal)
        == "A001 is being served; Rule: a window serves one ticket at a time; Next: Finish, hold or move it first"
    )
    assert language.worded(Step("D12", 12, 1, "draft", "已登记申请人", 3)) == "D12 applicant noted"
    assert language.worded("这句话没有人写过") == "这句话没有人写过"
