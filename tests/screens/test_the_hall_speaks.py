"""What people on the chairs hear: every call in their language, one after the other, and never one that is gone."""

from __future__ import annotations

import asyncio
import math
import shutil
import struct
import wave
from datetime import time, timedelta
from itertools import pairwise

import pytest

from counter.acts.queue import day
from counter.acts.queue.speaking import announcements, end_announcement, put_announcement, ticket_language
from counter.acts.staff import accounts
from counter.acts.undo import undo
from counter.errors import Refusal
from counter.rules.announcing import (
    Line,
    Tongue,
    announcement,
    counted,
    is_quiet,
    quiet_hours,
    words_besides,
    words_of,
)
from counter.voice import sound
from counter.voice.announcer import Announcer
from counter.voice.voices import Espeak, Recorded, voice_of
from screens.public.board import BoardApp
from tests.conftest import set_policy
from tests.queue.conftest import NOW, SUPERVISOR, clerk, floor, floor_dir, queue_template
from tests.screens.test_board import Looking, settings

__all__ = ["floor", "floor_dir", "queue_template"]

RATE, WORD = 16_000, 0.05
"""Samples a second, and the seconds of a recorded word."""


def pitch(tongue: Tongue, word: str) -> int:
    """Each word a tone of its own."""
    return 300 + 40 * (list(Tongue).index(tongue) * 50 + words_of(tongue).index(word)) % 3500


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """A hall's own voice: a tone for each word, in three tongues."""
    folder = tmp_path_factory.mktemp("voice")
    for tongue in Tongue:
        (folder / tongue).mkdir()
        for word in words_of(tongue):
            tone = [int(9000 * math.sin(2 * math.pi * pitch(tongue, word) * n / RATE)) for n in range(int(RATE * WORD))]
            sound.write(folder / tongue / f"{word}.wav", sound.Sound(1, RATE, struct.pack(f"<{len(tone)}h", *tone)))
    return folder


def heard(file) -> list[int]:
    """The tones of a WAV file in order, by how often each crosses zero; silence parts them."""
    with wave.open(str(file)) as opened:
        samples = struct.unpack(f"<{opened.getnframes()}h", opened.readframes(opened.getnframes()))
    found, run = [], []
    for sample in (*samples, *[0] * 20):
        run.append(sample)
        if sample == 0 and len(run) > 12 and not any(run[-12:]):
            tone = run[:-12]
            if len(tone) > RATE * WORD / 2:
                rises = [at for at, (a, b) in enumerate(pairwise(tone)) if a < 0 <= b]
                found.append(round((len(rises) - 1) / ((rises[-1] - rises[0]) / RATE)))
            run = []
    return found


def expected(*said) -> list[int]:
    return [pitch(one.tongue, word) for one in said for word in one.words]


def alike(one: list[int], other: list[int]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= 18 for a, b in zip(one, other, strict=True))


def test_numbers_are_said_as_people_say_them():
    assert announcement("zh-Hans", "A012", 3).text == "请 A 零 一 二 号到 三 号窗口"
    assert announcement("zh-Hant", "B105", 12).text == "請 B 一 零 五 號到 十 二 號窗口"
    assert announcement("en", "C007", 21).text == "number C zero zero seven please go to window twenty one"
    assert announcement("zh-Hans", "A001", 3, was="A017").text == "请 A 零 零 一 原先 A 零 一 七 号到 三 号窗口"
    assert announcement("en", "A001", 3, was="B002").text.startswith("number A zero zero one formerly B zero zero two")
    assert announcement("zh-Hant", "A001", 1, [Tongue.MANDARIN]).tongue is Tongue.MANDARIN
    assert announcement("fr", "A001", 1).tongue is Tongue.MANDARIN
    said = {n: "".join(counted(n, Tongue.MANDARIN)) for n in (0, 10, 11, 20, 99, 100, 105, 110, 111, 250, 999, 1000)}
    assert list(said.values()) == [
        *("零", "十", "十一", "二十", "九十九", "一百", "一百零五", "一百一十", "一百一十一", "二百五十"),
        *("九百九十九", "一零零零"),
    ]
    assert " ".join(counted(119, Tongue.ENGLISH)) == "one hundred nineteen"
    for tongue in Tongue:
        every = set(words_of(tongue))
        for number in range(1000):
            assert every.issuperset(counted(number, tongue))


def test_a_call_that_is_gone_is_never_said_and_a_crowd_is_said_once():
    line = Line(times=2)
    for call in (1, 2):
        line.add(call, announcement("zh-Hans", f"A00{call}", 1))
    line.add(1, announcement("zh-Hans", "A001", 1))
    assert [line.next({1, 2}).id for _ in range(2)] == [1, 1]
    assert line.next({1}) is None, "2 was taken back while 1 was said"
    for call in range(3, 9):
        line.add(call, announcement("en", f"A00{call}", 1))
    order = []
    while (one := line.next(set(range(3, 9)))) is not None:
        order.append(one.id)
    assert order == [3, 4, 5, 6, 6, 7, 7, 8, 8]
    silent = Line(times=0)
    silent.add(1, announcement("en", "A001", 1))
    assert silent.next({1}) is None


def test_quiet_hours_may_pass_midnight_and_are_refused_where_they_cannot_be_read():
    hours = quiet_hours("12:00-13:30，18:00～8:00")
    assert [
        is_quiet(hours, time(h, m)) for h, m in ((11, 59), (12, 0), (13, 29), (13, 30), (18, 0), (3, 0), (8, 0))
    ] == [*(False, True, True, False, True, True, False)]
    for wrong in ("noon", "12-13", "25:00-26:00", "12:00"):
        with pytest.raises(ValueError):
            quiet_hours(wrong)


async def test_what_is_said_lies_in_order_without_overlap_and_each_twice(recordings, tmp_path):
    file = tmp_path / "said.wav"
    standing = {1, 2, 3}
    announcer = Announcer(Recorded(recordings, sound.IntoFile(file)), lambda: standing, lambda: False, gap=0)
    calls = [(1, "A012", 3, "zh-Hans"), (2, "B003", 12, "en"), (3, "C001", 1, "zh-Hant")]
    for call in calls:
        announcer.hear(*call)
    task = asyncio.create_task(announcer.run())
    for _ in range(400):
        await asyncio.sleep(0.01)
        if not announcer.line.waiting and alike(
            heard(file) if file.exists() else [],
            wanted := expected(
                *(announcement(language, number, window) for _, number, window, language in calls for _ in range(2))
            ),
        ):
            break
    task.cancel()
    assert announcer.trouble == ""
    assert alike(heard(file), wanted)
    whole = sound.read(file).seconds
    words = sum(len(announcement(lang, number, window).words) for _, number, window, lang in calls) * 2
    assert whole == pytest.approx(words * (WORD + 0.03) + 6 * (sound.IntoFile.PAUSE - 0.03), abs=0.1)


async def test_the_board_says_a_ticket_in_its_own_language_and_not_in_quiet_hours(
    floor, floor_dir, recordings, tmp_path
):
    settings(floor_dir)
    file = tmp_path / "said.wav"
    app = BoardApp(floor_dir, NOW, voice=Recorded(recordings, sound.IntoFile(file)))
    for language in ("en", "", ""):
        floor.take(language=language)
    with pytest.raises(Refusal, match="没有语言 fr"):
        floor.take(language="fr")
    async with app.run_test(size=(80, 24)) as pilot:
        at = Looking(app, pilot)
        await at.until(lambda: "测试大厅" in at.lines[0])
        floor.call(7)
        english = expected(announcement("en", "A001", 7), announcement("en", "A001", 7))
        await at.until(lambda: file.exists() and alike(heard(file), english))
        floor.call(2)
        floor.hall.do(undo, clerk(2))
        floor.hall.do(ticket_language, SUPERVISOR, ticket="A002", language="zh-Hant")
        set_policy(floor.hall, **{"queue.voice.quiet": "00:00-23:59", "queue.board.language_seconds": 60})
        await at.until(lambda: "静音时段" in at.lines[-1])
        floor.call(1)
        await at.until(lambda: "A002" in at.sentence)
        assert alike(heard(file), english), "nothing was said in quiet hours"


async def test_whoever_was_put_off_hears_the_number_on_their_slip_too(floor, floor_dir, recordings, tmp_path):
    settings(floor_dir)
    floor.take()
    floor.take()
    floor.hall.do(day.close, SUPERVISOR, leftover="tomorrow")
    floor.later(24 * 60)
    floor.hall.do(day.begin, SUPERVISOR)
    floor.hall.do(accounts.sign_in, clerk(3), window=3)
    folder, file = tmp_path / "own", tmp_path / "said.wav"
    shutil.copytree(recordings, folder)
    for tongue in Tongue:
        for word in words_besides(tongue):
            shutil.copy(folder / tongue / f"{words_of(tongue)[-1]}.wav", folder / tongue / f"{word}.wav")
    app = BoardApp(floor_dir, NOW + timedelta(days=1), voice=Recorded(folder, sound.IntoFile(file)))
    async with app.run_test(size=(80, 24)) as pilot:
        at = Looking(app, pilot)
        await at.until(lambda: "测试大厅" in at.lines[0])
        floor.call(3)
        await at.until(lambda: "昨天的" in at.sentence)
        with_it = announcement("zh-Hans", "A001", 3, was="A001")
        assert len(with_it.words) == len(with_it.short) + 5
        tones = [pitch(with_it.tongue, words_of(with_it.tongue)[-1] if one == "原先" else one) for one in with_it.words]
        await at.until(lambda: file.exists() and alike(heard(file), tones * 2))
    plain = tmp_path / "plain.wav"
    await Recorded(recordings, sound.IntoFile(plain)).say(with_it, 100)
    assert alike(heard(plain), expected(announcement("zh-Hans", "A001", 3)))


async def test_a_machine_without_sound_says_so_and_the_board_goes_on(floor, floor_dir, recordings, monkeypatch):
    settings(floor_dir)
    monkeypatch.setattr(sound, "PLAYERS", ())
    floor.take()
    app = BoardApp(floor_dir, NOW, voice=Recorded(recordings, sound.Loudspeaker()))
    async with app.run_test(size=(120, 24)) as pilot:
        at = Looking(app, pilot)
        await at.until(lambda: "测试大厅" in at.lines[0])
        floor.call(4)
        await at.until(lambda: "没有声音" in at.lines[-1])
        assert "A001" in at.sentence


def test_recordings_that_lack_a_word_or_differ_are_named(recordings, tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(recordings, folder)
    (folder / "en" / "seven.wav").unlink()
    with pytest.raises(Refusal, match=r"en/seven\.wav"):
        Recorded(folder, sound.IntoFile(tmp_path / "x.wav"))
    (folder / "en" / "seven.wav").write_bytes(b"RIFF of nothing")
    voice = Recorded(folder, sound.IntoFile(tmp_path / "x.wav"))
    with pytest.raises(Refusal, match=r"seven\.wav"):
        asyncio.run(voice.say(announcement("en", "A007", 1), 100))
    sound.write(folder / "cmn" / "一.wav", sound.Sound(2, RATE, bytes(400)))
    with pytest.raises(Refusal, match="声道或采样率不同"):
        asyncio.run(voice.say(announcement("zh-Hans", "A001", 2), 100))
    assert (
        max(
            map(
                abs,
                struct.unpack("<2h", sound.softer(sound.Sound(1, RATE, struct.pack("<2h", 9000, -9000)), 50).samples),
            )
        )
        == 4500
    )


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not on this machine")
def test_a_machine_voice_writes_what_it_says(tmp_path):
    file = tmp_path / "said.wav"
    voice = voice_of(["espeak-ng"], sound.IntoFile(file))
    assert voice.speaks == frozenset(Tongue)
    assert Espeak.VOICES[0][1] == voice.voices[Tongue.MANDARIN]
    lengths = []
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert asyncio.run(voice.say(announcement(language, "A012", 3), 80)) == ""
        lengths.append(sound.read(file).seconds)
    assert lengths == sorted(lengths) and lengths[0] > 1.5
    assert asyncio.run(voice.say(announcement("zh-Hans", "A012", 3, was="A030"), 80)) == ""
    assert sound.read(file).seconds - lengths[-1] > lengths[0], "with the old number it is longer"


async def test_notices_stand_on_the_board_in_turn_and_go_by_themselves(floor, floor_dir):
    settings(floor_dir)
    put = lambda words, **given: floor.hall.do(put_announcement, SUPERVISOR, words=words, **given)  # noqa: E731
    first = put("今天下午三点停电演练", english="A power drill at three this afternoon", until="17:00")
    assert first.local_until == "11-24 17:00"
    app = BoardApp(floor_dir, NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        at = Looking(app, pilot)
        await at.until(lambda: any("停电演练" in line for line in at.lines))
        app.query_one("BoardFace").language = "en"
        await at.until(lambda: any("A power drill at three" in line for line in at.lines))
        floor.hall.do(end_announcement, SUPERVISOR, number=first.id)
        await at.until(lambda: not any("power drill" in line for line in at.lines))
    for wrong in ("09:00", "noon", "2027-11-24", "2026-11-23", "24:61"):
        with pytest.raises(Refusal, match="截止时间"):
            put("通知", until=wrong)
    for n in range(6):
        put(f"通知{n}")
    with pytest.raises(Refusal, match="已有 6 条") as refused:
        put("再来一条")
    assert refused.value.next.act == "announcement.end"
    with pytest.raises(Refusal, match="没有第 1 条"):
        floor.hall.do(end_announcement, SUPERVISOR, number=first.id)
    floor.hall.set_now(NOW + timedelta(days=1))
    assert floor.hall.ask(announcements, SUPERVISOR) == ()
