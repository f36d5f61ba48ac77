"""What citizens sent from home becomes an act when the hall takes it in: opened with the hall's key, checked, once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counter.acts.act import Work, act
from counter.acts.rating import Origin, rate_case
from counter.errors import Refusal
from counter.rules import numbers
from counter.rules.access import HALL_ITSELF
from counter.store import cases, inbox

if TYPE_CHECKING:
    from counter.hall import Hall

MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Taken:
    """One entry as it was taken in: `state` is used (it became an act), taken (staff will look) or refused."""

    id: str
    kind: str
    state: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.id[:8]}  {self.kind}  {self.state}  {self.words}".rstrip()


def inbox_key(hall: Hall) -> str:
    """The hall's public key for sealing, 64 hex digits; anybody may have it."""
    from nacl.public import PrivateKey

    return bytes(PrivateKey(hall.secret("inbox")).public_key).hex()


def open_sealed(hall: Hall, sealed: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The message and the files of a sealed entry. Raises ValueError for one that is not for this hall or damaged."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        plain = SealedBox(PrivateKey(hall.secret("inbox"))).decrypt(sealed)
    except CryptoError as error:
        raise ValueError("不是封给本大厅的") from error
    length = int.from_bytes(plain[:4], "big")
    message = json.loads(plain[4 : 4 + length])
    files, start = [], 4 + length
    for size in message.get("sizes", []):
        files.append(plain[start : start + size])
        start += size
    if start != len(plain):
        raise ValueError("长度不对")
    return message, files


@act("inbox.take", by=())
def take_entry(work: Work, id: str, kind: str, code: str, message: dict[str, Any], problem: str = "") -> Taken:
    """Take one opened entry in. What can't be used is kept as refused with the reason."""
    found = None
    if not problem and numbers.canonical(code) == code and numbers.signed(work.hall.secret("track"), code):
        try:
            found = cases.find(work.db, code)
        except Refusal as refusal:
            problem = refusal.message
    elif not problem:
        problem = "查询码不是本大厅的"
    state, words = "refused", problem
    if found is not None:
        try:
            state, words = _use(work, kind, code, message)
        except Refusal as refusal:
            state, words = "refused", refusal.message
    work.db.execute(
        "INSERT INTO inbox_entry (id, kind, at, taken_at, case_id, state, detail) VALUES (?,?,?,?,?,?,?)",
        (id, kind, int(message.get("at", work.now)), work.now, found["id"] if found is not None else None, state,
         json.dumps({"words": words}, ensure_ascii=False)),
    )
    work.about(f"case:{found['id']}" if found is not None else "inbox:refused", kind=kind, state=state)
    return Taken(id, kind, state, words)


def _use(work: Work, kind: str, code: str, message: dict[str, Any]) -> tuple[str, str]:
    if kind == "rating":
        rated = rate_case(
            work, code, int(message["level"]), str(message.get("words", "")), named=bool(message.get("named")), origin=Origin.SITE
        )
        return "used", rated.name
    raise Refusal(f"不认识的来件种类 {kind[:20]}")


def take_in(hall: Hall) -> list[Taken]:
    """Take in what waits in inbox.db, oldest first; each entry becomes one act, once, however often this dies."""
    path = hall.directory / "inbox" / "inbox.db"
    if not path.exists():
        return []
    box = inbox.connect(path)
    taken: list[Taken] = []
    try:
        while len(taken) < MOST_AT_ONCE and (entry := inbox.first(box)) is not None:
            problem, message = "", {}
            try:
                message, _files = open_sealed(hall, entry.sealed)
            except (ValueError, KeyError, TypeError) as error:
                problem = f"打不开：{error}"
            taken.append(hall.do(
                take_entry, HALL_ITSELF, key=f"inbox:{entry.id}", id=entry.id, kind=entry.kind,
                code=str(message.get("code", "")), message=message, problem=problem,
            ))
            inbox.remove(box, entry.id)
    finally:
        box.close()
    return taken
