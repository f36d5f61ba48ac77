"""Every sentence of the program is a message with a translation, and no Chinese text of counter/ is finished past `say`
and `mark`.
"""

from __future__ import annotations

import ast
import copy
import pickle
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Next, Refusal, sayable
from counter.phrases import update
from counter.phrases.said import Said, fields, in_language, listed, mark, revived, say, verbatim

ROOT = Path(__file__).resolve().parents[2]
WORDS = re.compile("[\u3400-\u9fff]")
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|PRAGMA)\b")

QUIET = {
    "counter/acts/paper/remedies.py": "what a notice of the hall says of remedies, in the language of the law",
    "counter/acts/paper/wording/notice.py": "what a notice of the hall says, in the language of the law",
    "counter/commands/_export.py": "pages of the guides, in the language of the catalogue",
    "counter/rules/announcing.py": "what is said aloud, word by word, each in its own tongue",
    "counter/rules/automatic.py": "names of papers, for whoever reads the table",
    "counter/rules/letters.py": "parts of characters",
    "counter/rules/turning_away.py": "words that are looked for in a reason",
    "counter/samples.py": "what people of the samples write and say",
    "counter/store/spoken.py": "words that are taken off a search",
    "counter/rules/head_words.py": "a head is read out as the same signs in every language",
    "counter/simulate.py": "a programmer's tool that speaks Chinese",
    "counter/store/rehearsal.py": "the people of a simulated day",
    "counter/walkthrough.py": "a programmer's tool that speaks Chinese",
}
"""Modules whose Chinese is no sentence for a reader of another language, and why."""

GIVEN = {
    "政务服务中心",
    "星城市政务服务中心",
    "管理员",
    "大学生就业创业落户",
    "申请人",
    "利害关系人",
    "代办人",
    "经办人",
    "领取人",
    "批准人",
    "办件编号 R20261124-0001 龘㐂喆·（，。“”）",
}
"""What a new hall's data is called, labels that a paper is asked for, and a printer's sample."""

ON_PAPER = re.compile(r"\w*content|issue_notice|who_lines")
"""What acts write for a paper, by the name of the variable, function or call it stands in."""

LOOKS = re.compile(
    r"compile|match|fullmatch|findall|finditer|search|sub|split|strip|lstrip|rstrip|removeprefix|removesuffix|replace|startswith|endswith|count|find|instr"
)
"""Calls that look at text instead of saying it."""

READ = {
    *("下午", "晚上", "中午", "一刻", "三刻", r"(\d{1,2}|[〇零一二三四五六七八九十两]{1,3})"),
    "暂无",
    "零一二三四五六七八九十",
    "十",
    "行政许可",
    "清明",
    "年",
    "月",
    "个月",
    "工作日",
    "个工作日",
    "自然日",
    "法律名称",
    "依据名称",
    "文件名称",
    "名称",
    "文号",
    "发文字号",
    "条款",
    "条款号",
    "第几条",
    "内容",
    "条款内容",
    "见流程图",
    "按流程图办理",
    "无数量限制",
    "暂无数量限制",
    "无限制",
    "暂无纸质材料规格",
    "身份证原件",
    "购买",
    "第三章",
    "日",
    "天",
    "即时",
    "即办",
    "公共安全",
    "生命健康",
    "一二三四五六日",
    "锟斤拷",
    "烫烫",
    "屯屯",
    "锘锘",
}
"""Words that rules look for in what departments and citizens wrote."""


def spoken() -> list[Path]:
    """The modules whose sentences a person reads in their own language."""
    found = []
    for path in sorted(ROOT.glob("counter/**/*.py")):
        inside = path.relative_to(ROOT)
        if str(inside) not in QUIET and inside.parts[1] != "phrases":
            found.append(path)
    return found


def name_of(node: ast.AST) -> str:
    """What stands around a text: the function, the variable that it is kept in, the call that it is given to."""
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "")
    if isinstance(node, ast.AnnAssign):
        return getattr(node.target, "id", "")
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") or getattr(node.func, "attr", "")
    return ""


def past_the_catalogue(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Chinese literals that are neither said nor marked nor only looked for."""
    name = name_of(node)
    if ON_PAPER.fullmatch(name):
        return
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call) and name in ("say", "mark"):
        children = [keyword.value for keyword in node.keywords]
    elif isinstance(node, ast.Compare) or (isinstance(node, ast.Call) and LOOKS.fullmatch(name)):
        children = [one for one in children if not isinstance(one, (ast.Constant, ast.JoinedStr, ast.BinOp))]
    elif isinstance(node, ast.Dict):
        children = [value for value in node.values if value]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
        if (
            WORDS.search(text)
            and text not in READ | GIVEN
            and not SQL.match(text)
            and not text.startswith("# ")
            and "(?:" not in text
        ):
            yield node.lineno, text
    for child in children:
        yield from past_the_catalogue(child)


def test_the_catalogues_say_everything_and_nothing_else() -> None:
    assert sorted(update.faults()) == []


def test_no_screen_says_a_refusal_in_the_language_that_it_was_written_in() -> None:
    said = re.compile(r"\bstr\(refus\w+\)|\{refus\w+\}")
    assert [path.name for path in (ROOT / "screens").rglob("*.py") if said.search(path.read_text("utf-8"))] == []


def test_no_text_of_the_counter_is_finished_past_the_catalogue() -> None:
    past = [
        f"{path.relative_to(ROOT)}:{line}: {text[:40]}"
        for path in spoken()
        for line, text in past_the_catalogue(ast.parse(path.read_text("utf-8")))
        if path.stem != "errors" and "timezone = " not in text and "site_group = " not in text
    ]
    assert past == []


def test_english_is_drawn_alike_on_every_terminal() -> None:
    """Nothing but ASCII (languages are named in themselves)."""
    table = update.read(update.po_file("en"))
    assert [
        form
        for message in table
        if message.id
        for form in update.forms_of(message)
        if not form.isascii() and "/" not in form
    ] == []


def test_a_sentence_says_its_values_too() -> None:
    state = say("{shown} 正在办理", shown="A001")
    assert state == "A001 正在办理" and in_language("en", state) == "A001 is being served"
    assert in_language("zh-Hant", listed([mark("草稿"), mark("受理")])) == "草稿、受理"
    assert in_language("en", listed([mark("草稿"), mark("受理")], "；")) == "Draft; Accepted"
    assert in_language("en", mark("草稿") + "：" + verbatim("草稿")) == "Draft：草稿"
    assert (
        in_language("en", listed([date(2026, 12, 8), "2026-12-08", "2026-13-99"]))
        == "8 Dec 2026, 8 Dec 2026, 2026-13-99"
    )


def test_a_name_is_never_said_otherwise() -> None:
    for language in ("en", "zh-Hant"):
        assert in_language(language, verbatim("范云后")) == "范云后"
    assert verbatim(mark("草稿")).template == "草稿"  # type: ignore[union-attr]


def test_a_sentence_is_carried_whole() -> None:
    told = say("{a} 已 {b}", a=say("{n} 份", n=2), b=listed([verbatim("甲"), date(2026, 1, 2)], "；"))
    for again in (pickle.loads(pickle.dumps(told)), copy.deepcopy(told), revived(told.stored())):
        assert again == told and again.as_data() == told.as_data()
    assert revived("甲") == "甲" and revived('{"template":3}') == '{"template":3}'
    assert str(told) is told


@settings(deadline=None)  # the first call reads the catalogues
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_value_is_too_odd(template: str, first: str, second: str) -> None:
    told = say(template, a=first, b=Said("{x}", {"x": second}), n=first)
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert isinstance(in_language(language, told), str)
    assert revived(told.stored()) == told
    assert isinstance(fields(template), frozenset) and isinstance(revived(first), str)
    assert say("{a}|{b}", a=first, b=second) == f"{first}|{second}"


def test_a_refusal_in_one_line_of_every_language() -> None:
    refusal = Refusal(
        "ticket.being-served",
        say("{shown} 正在办理", shown="A001"),
        rule=say("一个窗口同一时间只办一个号"),
        next=say("请先挂起、转窗或办结"),
    )
    assert str(refusal) == "A001 正在办理；依据：一个窗口同一时间只办一个号；下一步：请先挂起、转窗或办结"
    assert (
        refusal.in_language("en")
        == "A001 is being served; Rule: a window serves one ticket at a time; Next: Hold, move or finish it first"
    )
    assert pickle.loads(pickle.dumps(refusal)).in_language("en") == refusal.in_language("en")
    assert refusal.as_json()["refused"]["said"] == {"template": "{shown} 正在办理", "values": {"shown": "A001"}}
    assert Refusal("a.b", "甲", next=Next.by("ticket.absent", "乙", ticket="A001")).as_json()["refused"]["act"] == {
        "name": "ticket.absent",
        "arguments": {"ticket": "A001"},
    }


@pytest.mark.parametrize("value", ["x" * 5000, "a\x1bb\x07", "\ud800"])
def test_a_refusal_cleans_its_values_and_stays_a_sentence(value: str) -> None:
    clean = sayable(say("{shown} 正在办理", shown=verbatim(value)))
    assert isinstance(clean, Said) and len(clean) <= 620 and clean.encode() and not re.search("[\x00-\x1f]", clean)
    assert in_language("en", clean).endswith("is being served")


def test_a_module_that_says_nothing_in_chinese_is_taken_off_the_list() -> None:
    assert [name for name in QUIET if not list(past_the_catalogue(ast.parse((ROOT / name).read_text("utf-8"))))] == []
