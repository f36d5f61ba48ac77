"""What a password may be, its one form, and how long whoever guesses has to wait.

The form is NFKC: an input method that was left in full width types the same password as one that was not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from counter.phrases.said import say
from counter.rules.secret import Secret

SHORTEST, LONGEST = 8, 128
"""Characters of a password."""

MOST_WRONG = 5
"""Wrong passwords in a row that a staff code may get at one terminal before whoever types them has to wait."""
FIRST_WAIT_MS, LONGEST_WAIT_MS = 600_000, 3_600_000
"""The wait after the last of them; it doubles with each further one, to no more than the second."""
ROW_MS = 86_400_000
"""Wrong ones older than this belong to no row any more."""
MOST_AFAR, AFAR_MS = 20, 3_600_000
"""Wrong passwords that a staff code may get, in so many milliseconds, at all the terminals together where its owner
never signed in. A terminal where the owner did is not closed by what is guessed elsewhere.
"""

_POOR = """
password passw0rd p@ssword p@ssw0rd password1 password123 passwort qwertyui qwertyuiop qwerty123 1qaz2wsx
1q2w3e4r 1q2w3e4r5t qazwsxedc q1w2e3r4 asdfghjk asdfghjkl zxcvbnm1 zxcvbnm123 iloveyou iloveyou1 woaini1314
woaini520 5201314a a5201314 52013140 13145200 admin123 administrator admin888 adminadmin root1234 rootroot
letmein1 welcome1 welcome123 changeme changeme1 sunshine princess football baseball superman trustno1 whatever
michael1 computer internet starwars dragon123 monkey123 master123 shadow123 abcd1234 abc12345 abc123456 a1234567
a12345678 a123456789 aa123456 aa12345678 qq123456 zxc123456 test1234 testtest guest123 user1234 counter123
zhengwu123 government zhengfu123 dating123 chuangkou huanying woshishui nihao123 nihaoma123 12344321 11223344
12121212 88886666 66668888 147258369 159357456 123qweasd qweasdzxc qwe123456 asd123456 1234qwer 12345qwert
"""
POOR = frozenset(_POOR.split())
"""The commonest passwords of eight characters and more that no other rule below refuses."""

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")


def one_form(words: str) -> str:
    """A password as it is hashed and compared."""
    return unicodedata.normalize("NFKC", words)


def poor(password: Secret, own: Iterable[str] = ()) -> str:
    """Why words are no good as a password; empty if they are. `own` are words that everybody would try for this person:
    their code, their name, the hall's.
    """
    words = one_form(password.reveal())
    if len(words) < SHORTEST:
        return say("口令太短")
    if len(words) > LONGEST:
        return say("口令太长")
    bare = words.casefold()
    if len(set(bare)) < 4:
        return say("口令里只有 {n} 种字符", n=len(set(bare)))
    if bare in POOR or bare.rstrip("0123456789!.@#") in ("password", "admin", "administrator", "counter"):
        return say("口令太常见")
    if _runs(bare):
        return say("口令是连着的字母或数字")
    if re.fullmatch(r"(.{1,4})\1+", bare):
        return say("口令是同一小段的重复")
    if re.fullmatch(r"(19|20)\d{6}|1[3-9]\d{9}", bare):
        return say("口令是日期或手机号")
    for word in own:
        known = one_form(word).strip().casefold()
        if known and (bare == known or (len(known) >= 2 and len(bare.replace(known, "")) < 4)):
            return say("口令就是本人的工号、姓名或大厅名称")
    return ""


def _runs(bare: str) -> bool:
    """Whether most of it is one run along the alphabet, the digits or a row of keys, in either direction."""
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for size in range(len(bare), 5, -1):
            if len(bare) - size < 3 and any(bare[at : at + size] in row + row for at in range(len(bare) - size + 1)):
                return True
    return False


def wait_until(wrong: Sequence[int]) -> int | None:
    """Until when nothing more is looked at, by the moments of the wrong ones in a row; None: now."""
    if len(wrong) < MOST_WRONG:
        return None
    return max(wrong) + min(FIRST_WAIT_MS << min(len(wrong) - MOST_WRONG, 10), LONGEST_WAIT_MS)


def wait_afar(wrong: Sequence[int]) -> int | None:
    """The same for all terminals together where the owner never was, by the moments within AFAR_MS."""
    return sorted(wrong)[-MOST_AFAR] + AFAR_MS if len(wrong) >= MOST_AFAR else None
