"""Values between a keeper and whoever is at its door: JSON in which every value is again the value it was.

What JSON has no word for is a map of one letter: `{"t": [...]}` a tuple, `{"c": ["counter.rules.access:Actor", {...}]}`
a dataclass, `{"e": [...]}` an enum's member, and so on. A sentence stands in its stored form, and comes out as one.
Only dataclasses, enums and refusals of this house are ever made from what came in, so a message can't name a class that
does something else.

A frame is two lengths (four bytes each, big-endian), the JSON, and the bytes that go along with it (a file's content).
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import json
import socket
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import STORED, Listed, Said, Verbatim, packed, revived
from counter.rules.secret import Secret

HEAD = struct.Struct(">II")
LARGEST_MESSAGE = 140_000_000
"""Bytes of JSON that an answer may have: one video as text; far more than any screen shows."""
LARGEST_QUESTION = 2_000_000
"""Bytes of JSON that somebody at the door may send."""
LARGEST_CONTENT = 100_000_000
"""Bytes that may go along (one video)."""


ROOMS_OF_VALUES = ("counter.acts.", "counter.rules.", "counter.store.", "counter.errors", "counter.phrases.")
"""Where the classes live of what acts take and give; nothing else is imported for a message's sake."""


WITHOUT_SIGN_IN = frozenset(
    {
        "booking.check-in",
        "call.board",
        "call.recent",
        "catalogue.browse",
        "catalogue.find",
        "catalogue.in-group",
        "catalogue.place",
        "catalogue.places",
        "catalogue.search",
        "clock.state",
        "item.show",
        "ticket.queues",
        "ticket.slots",
        "ticket.take",
    }
)
"""What somebody may do who is at no shift: the board, the number machine and the sign-in screen live on these."""


class BadMessage(ValueError):
    """What came in is no message of this house."""


@lru_cache(maxsize=1)
def program() -> str:
    """What program speaks here: a digest of its acts and of the schema it works with. Both ends must be the same."""
    from counter.hall.act import rooms
    from counter.store.schema import STEPS

    return hashlib.blake2b(repr((sorted(rooms().items()), STEPS)).encode(), digest_size=8).hexdigest()


def pack(value: Any) -> Any:
    """A value as JSON data. Raises TypeError for what no act takes or gives."""
    kind: Any = type(value)
    if value is None or kind in _AS_IT_IS:
        return value
    if kind is str:
        return {"s": value} if value[:1] == STORED else value
    if kind is tuple:
        return {"t": [pack(one) for one in value]}
    if kind is list:
        return [pack(one) for one in value]
    if kind is dict:
        return _map(value)
    if isinstance(value, Enum):
        return {"e": [_name(kind), value.value]}
    if dataclasses.is_dataclass(value):
        name, fields = _shape(kind)
        return {"c": [name, [pack(getattr(value, field)) for field in fields]]}
    return _odd(value)


_AS_IT_IS = frozenset({bool, int, float})


def kind_of(value: object) -> Any:
    """The class of a value."""
    return type(value)


def _map(value: Mapping[Any, Any]) -> Any:
    if all(type(key) is str and key[:1] != STORED for key in value):
        return {"m": {key: pack(one) for key, one in value.items()}}
    return {"p": [[pack(key), pack(one)] for key, one in value.items()]}


def _odd(value: Any) -> Any:
    """The rarer kinds."""
    if isinstance(value, (Said, Listed, Verbatim)):
        return packed(value) if value else ""
    if isinstance(value, datetime):
        return {"z": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"h": value.isoformat()}
    if isinstance(value, (set, frozenset)):
        return {"u": [pack(one) for one in sorted(value, key=repr)]}
    if isinstance(value, bytes):
        return {"b": b64encode(value).decode()}
    if isinstance(value, Secret):
        return {"x": value.reveal()}
    if isinstance(value, Refusal):
        return {"r": [_name(kind_of(value)), {name: pack(one) for name, one in value.__dict__.items()}]}
    if isinstance(value, Mapping):
        return _map(value)
    if isinstance(value, (list, tuple, str, int, float)):  # of a kind of its own
        plain: type[Any] = next(kind for kind in (list, tuple, str, int, float) if isinstance(value, kind))
        return pack(plain(value))
    raise TypeError(f"{type(value).__name__} does not go over the wire")


def unpack(data: Any) -> Any:
    """The value that `pack` packed. Raises BadMessage for anything else."""
    if type(data) is str:
        return revived(data) if data[:1] == STORED else data
    if type(data) is not dict and type(data) is not list:
        return data
    try:
        if isinstance(data, list):
            return [unpack(one) for one in data]
        [(letter, inner)] = data.items()
        return _READERS[letter](inner)
    except BadMessage:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, ImportError, RecursionError) as error:
        raise BadMessage(type(error).__name__) from error


def _class_again(inner: list[Any]) -> Any:
    name, values = inner
    kind, fields = _dataclass(name)
    if len(values) != len(fields):
        raise BadMessage(name)
    return kind(**{field: unpack(value) for field, value in zip(fields, values, strict=True)})


def _refusal_again(inner: list[Any]) -> Refusal:
    name, attributes = inner
    kind = _class(name)
    if not issubclass(kind, Refusal):
        raise BadMessage(name)
    made: Refusal = kind.__new__(kind)
    made.__dict__.update({field: unpack(value) for field, value in attributes.items()})
    made.args = (made.code, made.message)
    return made


def _member_again(inner: list[Any]) -> Any:
    name, value = inner
    kind = _class(name)
    if not issubclass(kind, Enum):
        raise BadMessage(name)
    return kind(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "s": str,
    "t": lambda inner: tuple(unpack(one) for one in inner),
    "m": lambda inner: {key: unpack(one) for key, one in inner.items()},
    "p": lambda inner: {unpack(key): unpack(one) for key, one in inner},
    "c": _class_again,
    "e": _member_again,
    "r": _refusal_again,
    "d": date.fromisoformat,
    "z": datetime.fromisoformat,
    "h": time.fromisoformat,
    "u": lambda inner: frozenset(unpack(one) for one in inner),
    "x": Secret,
    "b": lambda inner: b64decode(inner, validate=True),
}


@lru_cache(maxsize=2000)
def _name(kind: Any) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


@lru_cache(maxsize=2000)
def _shape(kind: Any) -> tuple[str, tuple[str, ...]]:
    return _name(kind), tuple(field.name for field in dataclasses.fields(kind) if field.init)


@lru_cache(maxsize=2000)
def _class(name: str) -> type:
    module, _, qualname = name.partition(":")
    if not module.startswith(ROOMS_OF_VALUES) or "." in qualname:
        raise BadMessage(name[:80])
    kind = getattr(importlib.import_module(module), qualname)
    if not isinstance(kind, type) or kind.__module__ != module:
        raise BadMessage(name[:80])
    return kind


@lru_cache(maxsize=2000)
def _dataclass(name: str) -> tuple[type, tuple[str, ...]]:
    kind = _class(name)
    if not dataclasses.is_dataclass(kind):
        raise BadMessage(name[:80])
    return kind, _shape(kind)[1]


def frame(message: Any, content: bytes = b"") -> bytes:
    """A message as it goes over the wire."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return HEAD.pack(len(text), len(content)) + text + content


def read_frame(buffer: bytearray, longest: int, most: int) -> tuple[Any, bytes] | None:
    """Take the first whole message off a buffer; None while it is not there yet.

    Raises BadMessage for one that is longer than `longest` bytes of JSON or `most` bytes of content, or no JSON.
    """
    if len(buffer) < HEAD.size:
        return None
    size, along = HEAD.unpack_from(buffer)
    if size > longest or along > most:
        raise BadMessage("too long")
    end = HEAD.size + size + along
    if len(buffer) < end:
        return None
    text, content = bytes(buffer[HEAD.size : HEAD.size + size]), bytes(buffer[HEAD.size + size : end])
    del buffer[:end]
    try:
        return json.loads(text), content
    except (ValueError, RecursionError) as error:
        raise BadMessage("no JSON") from error


def receive(line: socket.socket, buffer: bytearray) -> tuple[Any, bytes]:
    """Wait for the next whole message. Raises OSError (EOF too, as ConnectionError) and BadMessage."""
    while (found := read_frame(buffer, LARGEST_MESSAGE, LARGEST_CONTENT)) is None:
        piece = line.recv(262_144)
        if not piece:
            raise ConnectionResetError("the keeper hung up")
        buffer += piece
    return found
