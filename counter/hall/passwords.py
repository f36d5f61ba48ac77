"""Proving who somebody is. A guess is counted before it is looked at, and looked at outside of every write lock.

An act that wants a proof asks `wanted_proof(work, code, password)`. Where there is none yet, the act is taken back,
the hall proves the password (`Hall.prove`), and begins the act anew: so no window waits for another one's hash, and a
thousand guesses at the same moment are no more than a few. A new password's stored form (`Proofs.hashed`) is made the
same way. A keeper, whose one thread acts for everybody, takes the three steps apart: `begin` and `settle` there, `fits`
on a thread beside it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.errors import Denied, Refusal
from counter.hall.standing import HashWanted, ProofWanted
from counter.phrases.said import say, verbatim
from counter.rules import password as rule
from counter.rules.letters import visible
from counter.rules.secret import Secret
from counter.store import driver, guesses
from counter.store import staff as members
from counter.store.connection import trouble_of

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from counter.hall import Hall
    from counter.hall.act import Work

PASSWORD = "staff.password?"
"""What a wrong password is called among the looks that were refused."""

SHEET = "recovery sheet"
"""What guesses at the recovery sheet are counted under: nobody's code, for the space in it."""

OPEN_S = 10.0
"""Seconds that one guess waits for others at its terminal to be over; then those count as wrong."""
FRESH_S = 20.0
"""Seconds for which a proof holds in the process that made it: an act that needs it begins anew within them."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What looking at one password takes: passes, KiB of memory and lanes of argon2id (RFC 9106, section 4: the second
    recommended choice).
    """

    time_cost: int = 3
    memory_cost: int = 65536
    parallelism: int = 4

    def hasher(self) -> PasswordHasher:
        """What hashes at this cost, and verifies at the cost that a hash names."""
        from argon2 import PasswordHasher

        return PasswordHasher(self.time_cost, self.memory_cost, self.parallelism)

    def of_nobody(self) -> str:
        """What the password of a code that nobody has is held against, so that it takes as long to be wrong."""
        costs = f"m={self.memory_cost},t={self.time_cost},p={self.parallelism}"
        return f"$argon2id$v=19${costs}$c29tZWJvZHkncyBzYWx0${'A' * 43}"


cost = Cost()
"""Of every password that this process keeps."""


class OthersFirst(Exception):
    """As many guesses as may be looked at are being looked at: `refusal` is what is said if none of them is right."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess that is counted and not yet looked at."""

    row: int
    staff: str
    stored: str | None
    password: Secret

    def fits(self) -> bool:
        """Whether it is right. Takes its time and some 64 MB, and needs no store."""
        return _fits(self.stored, self.password)


class Proofs:
    """What was proven a moment ago, in this process."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(32)
        self._made: dict[str, tuple[str, bytes, float]] = {}
        self._hashes: dict[tuple[str, bytes], tuple[str, float]] = {}

    def hashed(self, code: str, password: Secret) -> str:
        """The stored form of somebody's new password. Raises HashWanted where it is not there yet."""
        self.want_hashes({code: password})
        return self._hashes[code, self._digest(password)][0]

    def want_hashes(self, passwords: Mapping[str, Secret]) -> None:
        """Several in one go, by whose they are, before the first is needed. Raises HashWanted like `hashed`."""
        lacking = {code: one for code, one in passwords.items() if (code, self._digest(one)) not in self._hashes}
        if lacking:
            raise HashWanted(lacking)

    def make_hashes(self, passwords: Mapping[str, Secret]) -> None:
        """Those that an act asked for, here and now."""
        self.keep_hashes(passwords, {code: hashed(one) for code, one in passwords.items()})

    def keep_hashes(self, passwords: Mapping[str, Secret], stored: Mapping[str, str]) -> None:
        """They were made apart, for the act that asked."""
        old = time.monotonic() - FRESH_S
        self._hashes = {who: made for who, made in self._hashes.items() if made[1] > old}
        for code, form in stored.items():
            self._hashes[code, self._digest(passwords[code])] = form, time.monotonic()

    def keep(self, staff: str, stored: str, password: Secret) -> None:
        """A password fitted what is stored."""
        self._made[staff] = (stored, self._digest(password), time.monotonic())

    def holds(self, staff: str, stored: str | None, password: Secret) -> bool:
        """Whether the same password fitted the same stored one just now."""
        made = self._made.get(staff)
        if made is None or made[0] != stored or time.monotonic() - made[2] > FRESH_S:
            self._made.pop(staff, None)
            return False
        return hmac.compare_digest(made[1], self._digest(password))

    def forget(self, staff: str) -> None:
        """It is asked anew from now on."""
        self._made.pop(staff, None)

    def _digest(self, password: Secret) -> bytes:
        return hashlib.blake2b(rule.one_form(password.reveal()).encode("utf-8", "replace"), key=self._salt).digest()


def hashed(password: Secret) -> str:
    """The stored form of a password (argon2id)."""
    return cost.hasher().hash(rule.one_form(password.reveal()))


def wanted_proof(work: Work, staff: str, password: Secret) -> None:
    """Go on only if `password` was proven to be this person's. Raises Refusal for a first password of a second person,
    which an administrator knows too.
    """
    if not work.hall.proofs.holds(staff, members.password(work.db, staff), password):
        raise ProofWanted(staff, password)
    if staff != work.actor.staff and members.is_due(work.db, staff):
        raise Refusal(
            "staff.second-password-due",
            say("{staff} 用的还是别人设的口令", staff=verbatim(staff)),
            rule=say("用本人自己设的口令签署"),
            next=say("请本人先登录并改口令"),
        )


def prove(hall: Hall, staff: str, password: Secret) -> None:
    """Raises the same Denied for a code that nobody has and for a wrong password, and another Refusal while whoever
    guesses has to wait.
    """
    if is_proven(hall, staff, password):
        return
    began = time.monotonic()
    while True:
        try:
            guess = begin(hall, staff, password)
            break
        except OthersFirst as others:
            if time.monotonic() - began > OPEN_S or hall.db.in_transaction:
                raise others.refusal from None
        time.sleep(0.02)  # others are being looked at just now: perhaps they are right
    settle(hall, guess, guess.fits())


def _one_code(staff: str) -> str:
    return visible(unicodedata.normalize("NFKC", staff).strip().lower(), 60)[:64]


def is_proven(hall: Hall, staff: str, password: Secret) -> bool:
    """Whether this was proven a moment ago."""
    code = _one_code(staff)
    return hall.proofs.holds(code, members.password(hall.db, code), password)


def begin(hall: Hall, staff: str, password: Secret) -> Guess:
    """Count a guess before it is looked at. Raises Refusal, or OthersFirst while it has to wait for others."""
    code = _one_code(staff)
    return Guess(_reserve(hall, code), code, members.password(hall.db, code), password)


def settle(hall: Hall, guess: Guess, right: bool) -> None:
    """Write down what became of a guess. Raises Denied for a wrong one, and for one whose password is another now."""
    with _counting(hall):
        guesses.end(hall.db, guess.row, right)
    staff, stored = guess.staff, guess.stored
    if right and stored is not None and members.password(hall.db, staff) == stored:
        hall.proofs.keep(staff, stored, guess.password)
        return
    hall.proofs.forget(staff)
    raise Denied(
        "staff.code-password-wrong",
        say("工号或口令不对"),
        rule=say("每个人用自己的工号和口令"),
        next=say("请重新输入；忘记口令请找管理员"),
        what=PASSWORD,
        staff=staff,
    )


def prove_sheet(hall: Hall, sheet: Secret) -> None:
    """Whether somebody holds the recovery sheet; counted and slowed like a password. Raises Refusal."""
    try:
        guess = _reserve(hall, SHEET)
    except OthersFirst as others:
        raise others.refusal from None
    right = hall.is_key("".join(rule.one_form(sheet.reveal()[:1000]).split()).lower())
    with _counting(hall):
        guesses.end(hall.db, guess, right)
    if not right:
        raise Denied(
            "staff.sheet-wrong",
            say("恢复单上的密钥不对"),
            rule=say("恢复单由建立大厅时打印，64 位十六进制数"),
            next=say("请核对大厅编号，逐字重新输入"),
            what=PASSWORD,
        )


@contextmanager
def _counting(hall: Hall) -> Iterator[None]:
    """The part of a store in which a guess is written down: a disk that is full, or a store that somebody else holds,
    is told in words here too, before any act begins.
    """
    try:
        with hall.part():
            yield
    except driver.DatabaseError as error:
        raise trouble_of(error) or error from error


def _reserve(hall: Hall, staff: str) -> int:
    """Count a guess before it is looked at. Raises Refusal where no more may be looked at now, and OthersFirst where
    it depends on some that are being looked at.
    """
    with _counting(hall):
        now = hall.now()
        guesses.forget(hall.db, now - rule.ROW_MS, now)
        row = guesses.in_a_row(hall.db, staff, hall.terminal, now - rule.ROW_MS)
        far = (
            []
            if guesses.is_familiar(hall.db, staff, hall.terminal)
            else guesses.afar(hall.db, staff, now - rule.AFAR_MS)
        )
        wait = max(rule.wait_until(_moments(row)) or 0, rule.wait_afar(_moments(far)) or 0)
        if wait <= now:
            return guesses.begin(hall.db, staff, hall.terminal, now)
        known = max(rule.wait_until(_over(row)) or 0, rule.wait_afar(_over(far)) or 0)
    refusal = _too_many(staff, len(row) if len(row) >= rule.MOST_WRONG else len(far), wait - now)
    if known > now:
        raise refusal
    raise OthersFirst(refusal)


def _moments(guessed: list[tuple[int, bool]]) -> list[int]:
    return [at for at, _ in guessed]


def _over(guessed: list[tuple[int, bool]]) -> list[int]:
    return [at for at, still in guessed if not still]


def _too_many(staff: str, wrong: int, wait: int) -> Refusal:
    return Refusal(
        "staff.wrong-passwords-row",
        say("{staff} 的口令连续输错 {most_wrong} 次", staff=verbatim(staff), most_wrong=wrong),
        rule=say("连错 {most_wrong} 次要等十分钟，再错每次加倍，最多一小时", most_wrong=rule.MOST_WRONG),
        next=say("请过 {minutes} 分钟再试，或请管理员重设口令", minutes=-(-wait // 60_000)),
    )


def _fits(stored: str | None, password: Secret) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    words = password.reveal()[: 4 * rule.LONGEST]
    for form in dict.fromkeys((rule.one_form(words), words)):  # older halls kept the words as they were typed
        try:
            cost.hasher().verify(stored or cost.of_nobody(), form.encode("utf-8", "replace"))
        except (VerificationError, InvalidHashError):
            continue
        return stored is not None
    return False
