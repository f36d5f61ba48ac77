"""The table of readings that a window loads says what pypinyin's dictionary says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from counter.store.applicants import _readings, pinyin_of


def test_the_table_is_the_dictionarys_first_reading():
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    known = _readings()
    wrong = {
        chr(point)
        for point, readings in PINYIN_DICT.items()
        if known.get(chr(point)) != to_normal(readings.split(",")[0]).replace("ü", "v")
    }
    assert not wrong and len(known) == len(PINYIN_DICT)


def test_the_other_table_has_every_further_reading_of_the_dictionary():
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    from counter.store.readings import _characters

    known = _characters()
    for point, readings in PINYIN_DICT.items():
        for reading in readings.split(","):
            syllable = to_normal(reading).replace("ü", "v")
            if syllable.isascii() and syllable.isalpha():
                assert chr(point) in known[syllable], (chr(point), syllable)


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("李晓梅", ("lixiaomei", "lxm")),
        ("单雄信", ("shanxiongxin", "sxx")),
        ("尉迟恭", ("yuchigong", "ycg")),
        ("吕布", ("lvbu", "lb")),
        ("欧阳修", ("ouyangxiu", "oyx")),
        ("annali", ("annali", "annali")),
        ("李𠮷安", ("li𠮷an", "l𠮷a")),
    ],
)
def test_names_are_read_as_people_read_them(name, reading):
    assert pinyin_of(name) == reading


def test_registering_an_applicant_loads_no_dictionary():
    code = (
        "import sys; from counter.store.applicants import pinyin_of; pinyin_of('李晓梅'); "
        "sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
