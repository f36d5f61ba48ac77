"""The two seals: what citizens send opens with the hall's key alone, what the hall answers opens with the sender's code
alone.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from counter.phrases.said import say

if TYPE_CHECKING:
    from nacl.public import PrivateKey, SealedBox

    from counter.hall import Hall


def inbox_key(hall: Hall) -> str:
    """The hall's public key for sealing, 64 hex digits; anybody may have it."""
    from nacl.public import PrivateKey

    return bytes(PrivateKey(hall.secrets("inbox")[0]).public_key).hex()


def open_sealed(hall: Hall, sealed: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The message and the files of a sealed entry. Raises ValueError for one that is not for this hall or damaged."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        plain = _opened(sealed, [SealedBox(PrivateKey(secret)) for secret in hall.secrets("inbox")])
        length = int.from_bytes(plain[:4], "big")
        message = json.loads(plain[4 : 4 + length])
        sizes = message["sizes"]
    except (CryptoError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(say("不是封给本大厅的，或已损坏")) from error
    if (
        not isinstance(message, dict)
        or not isinstance(sizes, list)
        or not all(type(size) is int and size >= 0 for size in sizes)
    ):
        raise ValueError(say("写明的长度不是数"))
    if sum(sizes) + 4 + length != len(plain):
        raise ValueError(say("长度不对"))
    found, start = [], 4 + length
    for size in sizes:
        found.append(plain[start : start + size])
        start += size
    return message, found


def _opened(sealed: bytes, boxes: list[SealedBox[PrivateKey]]) -> bytes:
    """By the key of now, or by one of before that the site still had when it was sealed."""
    from nacl.exceptions import CryptoError

    for box in boxes[:-1]:
        with suppress(CryptoError):
            return bytes(box.decrypt(sealed))
    return bytes(boxes[-1].decrypt(sealed))


def answer_seal(code: str, words: str) -> str:
    """An answer that only whoever holds the code can read: the public store shows nothing of it (hex).

    The same words under the same code give the same seal, so that publishing again changes nothing; words can't be
    guessed from it without the code, which nobody guesses.
    """
    from nacl.secret import SecretBox

    key, plain = hashlib.sha256(f"answer|{code}".encode()).digest(), words.encode()
    return bytes(
        SecretBox(key).encrypt(plain, hashlib.blake2b(plain, key=key, digest_size=SecretBox.NONCE_SIZE).digest())
    ).hex()
