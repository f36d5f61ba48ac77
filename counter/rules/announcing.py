"""What the hall says aloud: each call in words, in the order in which people hear them. No I/O, no clock.

A number is said as people say it: the ticket's letter and its digits one by one (A012: "A 零 一 二", "A zero one two"),
the window as a number (12: "十二", "twelve"). Words are also the names of recordings, so that a hall can have its own
voice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum


class Tongue(StrEnum):
    """What a voice speaks: Mandarin, Cantonese, English (BCP 47)."""

    MANDARIN = "cmn"
    CANTONESE = "yue"
    ENGLISH = "en"


OF_LANGUAGE = {"zh-Hans": Tongue.MANDARIN, "zh-Hant": Tongue.CANTONESE, "en": Tongue.ENGLISH}
"""The tongue of a ticket's language. Whoever chose Traditional hears Cantonese where the voice has it."""

MOST_WINDOW = 999
BACKLOG = 3
"""With so many calls waiting to be said, each is said once: a call that is heard late sends nobody anywhere."""

_HAN = "零一二三四五六七八九"
_ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FRAME = {
    Tongue.MANDARIN: ("请", "号到", "号窗口"),
    Tongue.CANTONESE: ("請", "號到", "號窗口"),
    Tongue.ENGLISH: ("number", "please go to window", ""),
}
_ONCE = {Tongue.MANDARIN: "原先", Tongue.CANTONESE: "原先", Tongue.ENGLISH: "formerly"}
"""Said between today's number and the one on the slip of whoever was put off from an earlier day."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call as it is said: in which tongue, its words in order; `short` for a voice that lacks a word of them."""

    tongue: Tongue
    words: tuple[str, ...]
    short: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """For a machine that reads aloud. Digits are set apart, or it would read a number out of them."""
        return " ".join(self.words) if self.tongue is Tongue.ENGLISH else _joined(self.words)


def announcement(
    language: str, number: str, window: int, speaks: Collection[Tongue] = tuple(Tongue), was: str = ""
) -> Announcement:
    """A call in a ticket's language; in Mandarin where the voice has no such tongue. `was` is the number on the slip of
    whoever was put off from an earlier day: they listen for that one.
    """
    tongue = OF_LANGUAGE.get(language, Tongue.MANDARIN)
    if tongue not in speaks:
        tongue = Tongue.MANDARIN
    before, between, after = _FRAME[tongue]
    called = (before, *_signs(number, tongue))
    to = (between, *counted(window, tongue), *([after] if after else []))
    if not was:
        return Announcement(tongue, called + to)
    return Announcement(tongue, (*called, _ONCE[tongue], *_signs(was, tongue), *to), called + to)


def counted(number: int, tongue: Tongue) -> tuple[str, ...]:
    """A number from 0 to 999 as people say it, word by word; a greater one digit by digit."""
    if not 0 <= number <= MOST_WINDOW:
        return _signs(str(number), tongue)
    hundreds, rest = divmod(number, 100)
    return _english(hundreds, rest) if tongue is Tongue.ENGLISH else _chinese(hundreds, rest)


def words_of(tongue: Tongue) -> tuple[str, ...]:
    """Every word that a tongue needs: what a hall has to record for a voice of its own."""
    frame = [word for word in _FRAME[tongue] if word]
    if tongue is Tongue.ENGLISH:
        return (*frame, *_LETTERS, *_ENGLISH, *_TENS, "hundred")
    return (*frame, *_LETTERS, *_HAN, "十", "百")


def words_besides(tongue: Tongue) -> tuple[str, ...]:
    """Words that a voice may lack: calls are said without them then."""
    return (_ONCE[tongue],)


def quiet_hours(text: str) -> tuple[tuple[time, time], ...]:
    """`12:00-13:30, 18:00-08:00` as pairs; the end may lie on the next day. ValueError names what can't be read."""
    found = []
    for part in re.split(r"[,，、;；\s]+", text.strip()):
        if not part:
            continue
        match = re.fullmatch(r"(\d{1,2})[:：](\d\d)[-–~～至](\d{1,2})[:：](\d\d)", part)
        if match is None:
            raise ValueError(part)
        try:
            found.append((time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))))
        except ValueError:
            raise ValueError(part) from None
    return tuple(found)


def is_quiet(hours: Sequence[tuple[time, time]], now: time) -> bool:
    """Whether a time of day lies in quiet hours. The end itself is loud again."""
    return any(start <= now < end if start <= end else now >= start or now < end for start, end in hours)


@dataclass(frozen=True, slots=True)
class Heard:
    """One call that is to be said: its id, its words, how often still."""

    id: int
    said: Announcement
    left: int


@dataclass(slots=True)
class Line:
    """The calls that wait to be said, one after the other: never two at once, never one that no longer stands.

    `times` is how often each is said. All repeats of a call follow one another, so that nobody hears half of two.
    """

    times: int = 2
    waiting: list[Heard] = field(default_factory=list)

    def add(self, id: int, said: Announcement) -> None:
        """A call has come. One that is in the line already stays as it is."""
        if self.times > 0 and all(one.id != id for one in self.waiting):
            self.waiting.append(Heard(id, said, self.times))

    def next(self, standing: Collection[int]) -> Heard | None:
        """What is to be said now, or None; `standing` are the calls that still send somebody somewhere."""
        self.waiting = [one for one in self.waiting if one.id in standing]
        if not self.waiting:
            return None
        one, *rest = self.waiting
        again = one.left > 1 and len(rest) < BACKLOG
        self.waiting = [Heard(one.id, one.said, one.left - 1), *rest] if again else rest
        return one


def _signs(text: str, tongue: Tongue) -> tuple[str, ...]:
    digits: Sequence[str] = _ENGLISH if tongue is Tongue.ENGLISH else _HAN
    return tuple(digits[int(sign)] if sign.isdecimal() else sign for sign in text.upper() if sign.isalnum())


def _chinese(hundreds: int, rest: int) -> tuple[str, ...]:
    tens, ones = divmod(rest, 10)
    words = [_HAN[hundreds], "百"] if hundreds else []
    if tens:
        words += ["十"] if tens == 1 and not hundreds else [_HAN[tens], "十"]
    elif hundreds and ones:
        words.append("零")
    if ones or not (hundreds or tens):
        words.append(_HAN[ones])
    return tuple(words)


def _english(hundreds: int, rest: int) -> tuple[str, ...]:
    words = [_ENGLISH[hundreds], "hundred"] if hundreds else []
    if rest >= len(_ENGLISH):
        words.append(_TENS[rest // 10 - 2])
        words += [_ENGLISH[rest % 10]] if rest % 10 else []
    elif rest or not hundreds:
        words.append(_ENGLISH[rest])
    return tuple(words)


def _joined(words: Sequence[str]) -> str:
    """Letters and digits of a number apart by a space, everything else as it is written."""
    out = words[0]
    for word in words[1:]:
        out += f"{' ' if len(word) == 1 or len(out.rsplit(' ', 1)[-1]) == 1 else ''}{word}"
    return out
