"""What citizens send is looked at, answered paper by paper and taken into its case by keys alone; hostile things are
only words.
"""

from __future__ import annotations

import io

import pytest

from counter.acts.inbox.seals import inbox_key
from counter.rules import numbers
from counter.site import send
from tests.desks.conftest import accepted, do, filed
from tests.screens.conftest import AT_THE_DOOR

taken_in_here = pytest.mark.skipif(AT_THE_DOOR, reason="this terminal's own beat takes it in")

MARKUP = "[/x][red]危[/red].png"


def picture(colour=(200, 30, 30), size=(80, 50)) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def sent(hall):
    """`sent(files, words)`: a pre-review of the talent move from home, waiting in inbox.db; gives its code."""

    def make(files, words="够吗？", item="talent-household", kind="pre-review", code=""):
        code = code or send.new_code()
        message = {
            "code": code,
            "words": words,
            "files": [{"name": name, "document": document} for document, name, _ in files],
        }
        if kind == "pre-review":
            message["item"] = item
        send.put(
            hall.directory / "inbox" / "inbox.db",
            inbox_key(hall),
            kind,
            numbers.code_hash(code),
            message,
            [data for _, _, data in files],
        )
        return code

    return make


def needs(hall, item="talent-household") -> list[str]:
    return [
        row[0]
        for row in hall.db.execute("SELECT document FROM item_document WHERE item = ? ORDER BY position", (item,))
    ]


@taken_in_here
@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_a_pre_review_is_answered_paper_by_paper(sit, hall, sent, size) -> None:
    first, second = needs(hall)[:2]
    code = sent([(first, "证.png", picture()), (second, "b.png", picture((20, 20, 200)))])
    async with sit("c3", size=size, place="inbox") as at:
        assert "预审 1" in at.words and "够吗？" in at.words and "新收到 1 份" in at.message
        await at.press("enter")
        shown = at.app.screen.query_one("#picture")
        colours = {
            segment.style.bgcolor.triplet
            for y in range(shown.size.height)
            for segment in shown.render_line(y)
            if segment.style and segment.style.bgcolor and segment.style.bgcolor.triplet
        }
        assert (200, 30, 30) in colours
        await at.press("f8")
        assert "还没有看" in at.message or "还有材料没有看" in at.message
        await at.press("1")
        assert "合格，还有 1 份没有看" in at.message
        await at.press("2")
        assert "哪里不行" in at.words
        await at.press("enter")
        assert "“哪里不行”还没有填" in at.words.replace("「", "“").replace("」", "”"), (
            "a picture is not sent back without a word of why"
        )
        await at.paste("右下角没拍到")
        await at.press("enter")
        assert "都看过了" in at.message and at.columns() == {size[0]}
        await at.press("f8", "enter")
        assert "答复已发出" in at.message and "等处理 0 份" in at.words
    row = hall.db.execute("SELECT state, detail FROM inbox_entry").fetchone()
    assert row["state"] == "used" and "右下角没拍到" in row["detail"] and code not in row["detail"]


async def test_the_sender_reads_the_answer_in_three_languages_and_nobody_else(hall, people, sent, do) -> None:
    from counter.acts.inbox.taking_in import take_in
    from counter.site.publish import Publisher
    from tests.site.conftest import Phone

    first, second = needs(hall)[:2]
    code = sent([(first, "a.png", picture()), (second, "b.png", picture((1, 2, 3)))])
    take_in(hall)
    publisher = Publisher(hall)
    try:
        phone = Phone(hall, publisher)
        (entry,) = do("inbox.list", "c3")
        do("inbox.judge", "c3", entry=entry.id, document=first, verdict=_verdict("fine"))
        do("inbox.judge", "c4", entry=entry.id, document=second, verdict=_verdict("again"), reason="太暗")
        assert "太暗" not in await phone.see(code), "nothing is seen before it is sent"
        do("inbox.answer", "c3", entry=entry.id, words="周五前再发")
        said = await phone.see(code)
        assert "材料还不够。周五前再发" in said and "需重拍 太暗" in said and "合格" in said and "重新拍照发送" in said
        english = (await phone.get(f"/s/{code}", "en")).text
        assert "Picture it again" in english and "/review/talent-household" in english
        assert "太暗" in english
        assert not any("太暗".encode() in file.read_bytes() for file in (hall.directory / "public").iterdir())
    finally:
        publisher.close()


def _verdict(name):
    from counter.acts.inbox.review import Verdict

    return Verdict(name)


async def test_two_windows_at_one_entry_answer_it_once(hall, sent, do) -> None:
    from counter.acts.inbox.taking_in import take_in
    from counter.errors import Refusal

    first = needs(hall)[0]
    sent([(first, "a.png", picture())])
    take_in(hall)
    (entry,) = do("inbox.list", "c3")
    judged = do("inbox.judge", "c3", entry=entry.id, document=first, verdict=_verdict("fine"))
    do("inbox.judge", "c4", entry=entry.id, document=first, verdict=_verdict("again"), reason="缺页")
    with pytest.raises(Refusal, match="刚改过"):
        do("inbox.answer", "c3", entry=entry.id, version=judged.version)
    do("inbox.answer", "c4", entry=entry.id, version=judged.version + 1)
    for act, arguments in (
        ("inbox.answer", {"words": "晚了"}),
        ("inbox.judge", {"document": first, "verdict": _verdict("fine")}),
        ("inbox.refuse", {"reason": "晚"}),
    ):
        with pytest.raises(Refusal, match="已办"):
            do(act, "c3", entry=entry.id, **arguments)


@taken_in_here
async def test_a_supplement_goes_into_its_case_and_files_without_a_name_are_asked_about(
    sit, hall, do, accepted, sent
) -> None:
    hall.db.execute(
        "UPDATE case_document SET state = 'missing', cause = 'tolerated', due_on = '2026-12-01' WHERE case_id = ? AND "
        "document = 'file-transfer-letter'",
        (accepted.id,),
    )
    sent(
        [("no-such-paper", "x.png", picture())],
        "补交",
        kind="supplement",
        code=do("case.code", "c3", case=accepted.case),
    )
    async with sit("c3", place="inbox") as at:
        assert accepted.case in at.words
        await at.press("enter")
        assert "没有写明是哪份材料" in at.words
        await at.press("f8")
        assert "没写明是哪份材料，附到" in at.words
        dialog = at.app.screen
        dialog.query_one("#choices").cursor = "file-transfer-letter"
        await at.press("enter", "tab", "enter")
        assert "已附到" in at.message
    assert (
        hall.db.execute(
            "SELECT state FROM case_document WHERE case_id = ? AND document = 'file-transfer-letter'", (accepted.id,)
        ).fetchone()[0]
        == "here"
    )
    assert (
        hall.db.execute("SELECT document FROM attachment WHERE case_id = ?", (accepted.id,)).fetchone()[0]
        == "file-transfer-letter"
    )


@taken_in_here
async def test_hostile_content_is_words_on_the_screen_and_no_more(sit, hall, sent) -> None:
    from tests.site.test_hostile_visitors import png

    first = needs(hall)[0]
    sent([(first, MARKUP, picture())], "[/x][@click=app.quit()]点我[/]\x1b[2J\n第二行")
    sent([(first, "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")], "图")
    sent([(first, "bomb.png", png(60_000, 60_000))], "炸")
    sent([("../../etc/passwd", "..\\..\\x\u202egnp.exe", picture((9, 9, 9)))], "路", item="[/b]")
    async with sit("c3", place="inbox") as at:
        for _ in range(6):
            assert at.columns() == {80} and at.app.is_running
            await at.press("enter")
            assert at.columns() == {80} and "\x1b" not in at.words
            await at.press("space", "enter", "escape", "down")
        states = sorted(row[0] for row in hall.db.execute("SELECT state FROM inbox_entry"))
    assert states.count("refused") >= 3, states


async def test_a_picture_that_unpacks_without_end_is_not_unpacked_on_the_screen(sit, hall, sent, monkeypatch) -> None:
    from counter.paper import thumbnail

    first = needs(hall)[0]
    sent([(first, "a.png", picture(size=(3000, 2000)))])
    monkeypatch.setattr(thumbnail, "MOST_PIXELS", 1_000_000)
    async with sit("c3", place="inbox") as at:
        await at.press("enter")
        assert at.columns() == {80} and at.app.is_running


async def test_only_those_at_the_counter_open_the_inbox(sit) -> None:
    async with sit("ap-c-hr") as at:
        await at.press("ctrl+g")
        assert "网上来件" not in at.words
    async with sit("sup") as at:
        await at.press("ctrl+g")
        assert "网上来件" in at.words
