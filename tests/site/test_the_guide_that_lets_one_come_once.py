"""A guide's page lists by one's own answers what to bring, pay and wait for; the list goes along, and the form too."""

from __future__ import annotations

import html
import itertools
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest

from counter import acts
from counter.errors import Refusal
from counter.rules.my_list import ListReading, list_key, read_list
from counter.store import catalogue
from tests.at_home import list_of
from tests.conftest import spread
from tests.intake.conftest import FOUNDER
from tests.site.conftest import words_of

NAMES = re.compile(r"<li><strong[^>]*>([^<]+)</strong>")


def papers_on(page: str) -> list[str]:
    return [html.unescape(name) for name in NAMES.findall(page)]


def asked(answers: dict[str, str]) -> dict[str, str]:
    return {f"a.{question}": answer for question, answer in answers.items()}


def every_choice(hall, code: str) -> list[dict[str, str]]:
    """All answers that a bundle's questions allow."""
    bundle = catalogue.bundle(hall.db, code, on=hall.local(hall.now()).date())
    options = [[(one.code, answer.code) for answer in one.answers] for one in bundle.situations]
    return [dict(pairs) for pairs in itertools.product(*options)]


async def test_the_page_lists_what_the_window_would_ask_for_under_the_same_answers(hall, people, phone):
    for code in ("enterprise-start", "newborn"):
        for answers in spread(every_choice(hall, code), 15):
            page = (await phone.get(f"/guides/{code}", params=asked(answers))).text
            case = hall.do(acts.case_open, people["c4"], bundle=code, answers=answers).case
            shown = hall.ask(acts.case_show, people["c4"], case=case)
            assert papers_on(page) == [paper.name for paper in shown.papers], (code, answers)
            assert f"共 {shown.needed} 份" in words_of(page) and len(set(papers_on(page))) == len(papers_on(page))
            for item in shown.items:
                assert item.name in page


async def test_open_questions_say_what_they_may_add_and_the_language_keeps_the_answers(phone):
    page = (await phone.get("/guides/newborn")).text
    assert "还有 5 个问题没有回答" in page and "看您的回答，可能还要" in page and "答“不同民族”时" in page
    half = (await phone.get("/guides/newborn", params={"a.married": "yes", "a.nonsense": "x", "a.ethnic": "<b>"})).text
    assert (
        "还有 4 个问题没有回答" in half and 'value="yes" checked' in half and "&lt;b&gt;" not in half.split("<main")[1]
    )
    assert "a.married=yes" in half.split("<nav")[1].split("</nav>")[0]
    assert (await phone.get("/guides/newborn?" + "a.x=y&" * 2_000)).status_code == 200
    single = (await phone.get("/guides/special-work-retirement")).status_code
    assert single in (200, 404)


async def test_place_hours_and_telephones_are_those_that_hold(hall, people, phone, monkeypatch):
    monkeypatch.setattr("counter.site.pages.FRESH_S", -1.0)
    page = words_of((await phone.get("/guides/graduates", params=asked(FOUNDER))).text)
    assert "09:00–17:00" in page and "12:00，13:00" not in page, "hours are the hall's, whatever a guide says"
    assert "内线" not in page and "12345" in page, "an extension reaches nobody from outside"
    assert "取 B 一件事专区 队的号" in page and "3 号窗口" in page and "不收费" in page and "个工作日" in page
    hall.do(acts.hall_contact, people["admin"], phone="0731-8800 1234", place="人民路1号2楼", way="地铁2号线市民中心站")
    page = words_of((await phone.get("/guides/graduates")).text)
    assert "0731-88001234" in page and "人民路1号2楼" in page and "地铁2号线市民中心站" in page
    with pytest.raises(Refusal):
        hall.do(acts.hall_contact, people["admin"], phone="0731-88001234")


async def test_my_list_carries_a_code_that_says_the_same(hall, phone):
    from PIL import Image, ImageDraw
    from zxingcpp import read_barcode

    page = (await phone.get("/list/graduates", params=asked(FOUNDER))).text
    side, path = int(re.search(r'viewBox="0 0 (\d+)', page)[1]), re.search(r'<path d="([^"]+)"', page)[1]
    picture = Image.new("L", (side * 4, side * 4), 255)
    for x, y, length in (map(int, run) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1", path)):
        ImageDraw.Draw(picture).rectangle((x * 4, y * 4, (x + length) * 4 - 1, y * 4 + 3), fill=0)
    code = read_barcode(picture).text
    reading, mine = read_list(list_key(hall.secret("list")), hall.settings["id"], code)
    assert reading is ListReading.FINE and mine.version == 1 and len(code) < 60
    assert code == list_of(hall, "graduates", FOUNDER), "the site and the window read the guide alike"
    assert papers_on(page) == papers_on((await phone.get("/guides/graduates", params=asked(FOUNDER))).text)
    back = await phone.get("/", params={"q": code})
    assert back.status_code == 303 and all(f"a.{q}={a}" in back.headers["location"] for q, a in FOUNDER.items())
    wrong = await phone.get("/", params={"q": code[:-1] + ("0" if code[-1] != "0" else "1")})
    assert wrong.status_code == 404 and "这个办事清单码在这里没有用" in wrong.text
    assert (await phone.get("/list/nothing")).status_code == 404


async def test_what_the_catalogue_has_in_chinese_only_is_marked_so(phone):
    page = (await phone.get("/guides/startup-subsidy", "en")).text
    assert "Chinese only" in page and 'lang="zh-Hans"' in page
    for marked in re.findall(r"<[^>]*lang=\"zh-Hans\"[^>]*>([^<]*)", page.split("<main")[1]):
        assert re.search("[\u3400-\u9fff]", marked), f"{marked} is no Chinese"
    assert "只有中文" not in (await phone.get("/guides/startup-subsidy")).text


async def test_the_form_is_filled_in_on_a_screen_and_a_sample_shows_how(hall, phone):
    from pypdf import PdfReader

    answer = await phone.get("/blank/enterprise-insurance")
    assert answer.headers["content-type"] == "application/pdf" and "attachment" in answer.headers["content-disposition"]
    reader = PdfReader(BytesIO(answer.content))
    fields = reader.get_fields()
    guide = catalogue.item(hall.db, "enterprise-insurance").guide
    assert {"applicant", "id_number", "单位名称", "职工人数"} <= set(fields)
    assert fields["职工人数"]["/Ff"] & 2 and not fields["address"]["/Ff"] & 2, "needed ones are marked"
    assert {name.partition("：")[2] for name in fields if name.startswith("参保险种：")} >= {"养老保险", "工伤保险"}
    assert all(any(one.partition("：")[0] == name for one in fields) for name in guide["fields"])
    assert reader.trailer["/Root"]["/AcroForm"]["/NeedAppearances"].value is True
    text = "".join(page.extract_text() for page in reader.pages)
    assert "企业社会保险参保登记" in text and "职工人数 *" in text
    sample = PdfReader(BytesIO((await phone.get("/sample/enterprise-insurance")).content))
    assert not sample.get_fields()
    for page in sample.pages:
        assert "样表" in page.extract_text()
    assert "12 人" in sample.pages[0].extract_text()
    for path in ("/blank/graduates", "/blank/nothing", "/sample/%00"):
        assert (await phone.get(path)).status_code == 404


def draws_han() -> bool:
    """Whether poppler is here with what it needs (Debian: poppler-utils, poppler-data, fonts-noto-cjk)."""
    if not shutil.which("pdftoppm") or not shutil.which("fc-list") or not Path("/usr/share/poppler").is_dir():
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout)


def drawn(blank: bytes, name: str, typed: str, room) -> bytes:
    """The dots of a field of a form in which something was typed, as poppler draws them."""
    import pikepdf
    from PIL import Image

    with pikepdf.open(BytesIO(blank)) as pdf:
        field = next(one for one in pdf.Root.AcroForm.Fields if str(one.get("/T")) == name)
        left, low, right, high = (int(edge) for edge in field.Rect)
        height = int(pdf.pages[0].MediaBox[3])
        field.V = pikepdf.String(typed)
        pdf.save(room / "typed.pdf")
    command = ["pdftoppm", "-r", "72", "-l", "1", "-gray", "-singlefile", room / "typed.pdf", room / "page"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert not told.stderr, told.stderr
    with Image.open(room / "page.pgm") as page:
        return page.crop((left, height - high, right, height - low)).point(lambda tone: 255 * (tone < 128)).tobytes()


@pytest.mark.skipif(not draws_han(), reason="poppler with its data and a Chinese font is not installed here")
async def test_han_typed_into_the_form_is_drawn(phone, tmp_path):
    blank = (await phone.get("/blank/enterprise-insurance")).content
    assert len(blank) < 120_000, "no font goes along"
    seen = [drawn(blank, "applicant", typed, tmp_path) for typed in ("", "张三", "李四", "X12")]
    assert len(set(seen)) == 4 and not seen[0].count(255), "other words look otherwise: no boxes"
    assert all(dots.count(255) > 15 for dots in seen[1:])
