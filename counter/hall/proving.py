"""What stands outside the store: the newest head of the journal, in a file beside the chain key.

An older hall.db that is put back is sound in itself; only what stands elsewhere can tell. Heads stand in this file
(written when a day is closed and every minute by `counter run`, never backwards), on each day's closing paper, and with
whoever else is given `head_of` (a hub of several halls).
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from counter.errors import Next, Refusal
from counter.hall.key import chain_path, make_chain_key
from counter.phrases.said import say, verbatim
from counter.store import binding, journal

if TYPE_CHECKING:
    from counter.hall import Hall

HEAD_AFTER = frozenset({"day.close", "proof.restored", "proof.keyed"})
"""Acts after which the head is written down at once."""

LEGITIMATE = "proof.restored"
"""The one act that a hall may do which stands behind its own head."""


@dataclass(frozen=True, slots=True)
class Head:
    """The journal's newest entry and its digest, which speaks for all that was done before."""

    hall: str
    seq: int
    hash: str
    at: int
    seal: int = 0
    seal_hash: str = ""
    """The newest seal: what was written since without an act (looks) is after that."""

    @property
    def words(self) -> str:
        """The digest to read out."""
        from counter.rules.head_words import words_of

        return words_of(self.hash)

    @property
    def text(self) -> str:
        """The whole of it, as the square code says it."""
        return f"COUNTER HEAD {self.hall} {self.seq} {self.hash}".upper()

    def __str__(self) -> str:
        return say("日志第 {seq} 条：{words}", seq=self.seq, words=self.words)


def head_of(hall: Hall) -> Head:
    """The head of a hall as it stands: what a witness is told."""
    seq, at, digest = journal.newest(hall.db)
    sealed = binding.newest(hall.db)
    return Head(hall.settings["id"], seq, digest, at, *sealed)


def head_path(hall_id: str) -> Path:
    """Where the newest head is kept: in COUNTER_HEAD_DIR, else beside the chain key, under the hall's own number."""
    given = os.environ.get("COUNTER_HEAD_DIR")
    return (Path(given) if given else chain_path(hall_id).parent) / f"{hall_id}.head"


def keep_head(hall: Hall, *, backwards: bool = False) -> None:
    """Write the head down outside the hall. Backwards only when a restore was said to be one."""
    key = hall.chain_key
    if key is None or hall.training:
        return
    now, path = head_of(hall), head_path(hall.settings["id"])
    before = kept_head(hall)
    if before is not None and not backwards and (now.seq, now.seal) <= (before.seq, before.seal):
        return
    values = [now.hall, now.seq, now.hash, now.at, now.seal, now.seal_hash]
    try:
        _replace(path, json.dumps({"head": values, "mark": _mark(key, values)}))
    except OSError as error:  # what was done stands all the same, and `check` tells that no head is kept
        from counter.trouble import note

        note(error, hall.directory)


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def kept_head(hall: Hall) -> Head | None:
    """The head that was written down; None where there is none, or none that the chain key vouches for."""
    try:
        read = json.loads(head_path(hall.settings["id"]).read_text("ascii"))
        values, mark = read["head"], read["mark"]
        if hall.chain_key is not None and mark == _mark(hall.chain_key, values):
            return Head(*values)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _mark(key: bytes, values: list[object]) -> str:
    return hashlib.blake2b(
        journal.compact(values).encode(), key=key, digest_size=16, person=b"counter-head"
    ).hexdigest()


def bind(hall: Hall) -> None:
    """Bind the rows of a hall that was just opened. An older one is bound from here on, by an entry that says so."""
    if binding.begun(hall.db):
        hall.db.binding = binding.Binding(hall.chain_key)
        return
    if journal.was_keyed(hall.db) or kept_head(hall) is not None:
        hall.db.binding = binding.Binding(None)  # what bound the rows was taken away: nothing is bound anew over it
        return
    from counter.hall.act import named
    from counter.rules.access import HALL_ITSELF

    try:
        hall.chain_key = make_chain_key(hall.settings["id"])
    except OSError as error:
        path = chain_path(hall.settings["id"])
        raise Refusal(
            "proof.chain-key-not-made",
            say("写不了链密钥文件 {path}（{error}）", path=verbatim(path), error=error.strerror),
            rule=say("大厅的日志用链密钥相连，密钥在大厅目录之外"),
            next=say("请由能写那个目录的用户打开一次大厅，或用 COUNTER_CHAIN_KEY_FILE 指明别处"),
        ) from error
    hall.db.binding = binding.Binding(hall.chain_key)
    try:
        hall.run(named("proof.keyed"), HALL_ITSELF, {})
    except Refusal as refusal:
        if refusal.code != "proof.keyed-already":  # another window opened it in the same moment
            raise


def holds(hall: Hall, head: Head) -> bool:
    """Whether a hall's store goes at least as far as a head, and the same way."""
    return journal.digest_of(hall.db, head.seq) == (head.hash if head.seq else "") and (
        binding.digest_of(hall.db, head.seal) == head.seal_hash
    )


def check_may_write(hall: Hall) -> None:
    """Raises Refusal where the hall's rows are bound by a chain key that is not here."""
    if hall.db.binding is not None:
        _ = hall.db.binding.secret


def say_restored(hall: Hall, backup: str) -> None:
    """Write into a hall just restored from a backup that it was, and what it lost by it. Raises Refusal where nothing
    can be written because the chain key is lacking.
    """
    if not hall.training:
        from counter.hall.act import named
        from counter.rules.access import HALL_ITSELF

        hall.run(named(LEGITIMATE), HALL_ITSELF, {"reason": say("从备份 {name} 恢复", name=backup)})


def unproven(hall: Hall) -> Refusal | None:
    """Why nobody may act in this hall as it stands: its store is older than what was written down outside."""
    head = kept_head(hall) if not hall.training else None
    if head is None or holds(hall, head):
        return None
    return Refusal(
        "proof.older-store",
        say(
            "数据文件不是最后用的那一份：{at} 办到日志第 {seq} 条，这份只有 {n} 条或内容不同",
            at=f"{hall.local(head.at):%Y-%m-%d %H:%M}",
            seq=head.seq,
            n=journal.last_seq(hall.db),
        ),
        rule=say("只在最后用的数据上办事"),
        next=Next.by("proof.restored", say("请换回最后的数据文件；确实只有这份，由管理员说明缘由后承认"), reason=None),
    )
