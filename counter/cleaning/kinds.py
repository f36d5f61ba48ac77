"""What is taken from telephones, what it becomes, and how a file can be seen to hold nothing but its picture."""

from __future__ import annotations

import struct
from enum import StrEnum

from counter.rules.filekind import FileKind, whole_picture

LARGEST_FILE = 16_000_000
"""Bytes of a file as it is sent: photographs of telephones have up to 12 MB."""

LONG_SIDE = 2400
"""Pixels along the longer side: an A4 sheet at 200 dots an inch."""

LARGEST_PICTURE = 1_600_000
"""Bytes of a picture that was made anew."""

LARGEST_PDF = 8_000_000

MOST_CLEANED = 14_000_000
"""Bytes of all files of a message after cleaning; an entry of the inbox holds no more (inbox.LARGEST_ENTRY)."""


class Given(StrEnum):
    """Kinds that are taken from outside."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"


class Fault(StrEnum):
    """Why a file is not taken; the words are `send.fault.<fault>`."""

    TOO_LARGE = "too-large"
    WRONG_KIND = "wrong-kind"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_MANY_PAGES = "too-many-pages"
    LOCKED = "locked"
    UNCLEAN = "unclean"
    TOO_HEAVY = "too-heavy"
    TOO_MUCH = "too-much"
    TOO_MANY = "too-many"


_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def given_kind(data: bytes) -> Given | None:
    """What a file is called by its first bytes; None for what isn't taken. Nothing is decoded."""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        kind = Given.JPEG if data.startswith(b"\xff") else Given.PNG
        return kind if whole_picture(data) else None
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Given.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return Given.HEIC
    return Given.PDF if data.startswith(b"%PDF-") and b"%%EOF" in data else None


def is_bare(data: bytes, kind: FileKind) -> bool:
    """Whether a picture holds nothing besides: no notes of the camera, no words, no tail, no more pixels than ours."""
    if kind is FileKind.PNG:
        return _bare_png(data)
    return kind is FileKind.JPEG and len(data) <= LARGEST_PICTURE and _bare_jpeg(data)


def _bare_png(data: bytes) -> bool:
    place = 8
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if kind not in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            return False
        if kind == b"IHDR" and max(struct.unpack_from(">II", data, place + 8)) > LONG_SIDE:
            return False
        place += 12 + int(length)
        if kind == b"IEND":
            return place == len(data)
    return False


def _bare_jpeg(data: bytes) -> bool:
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        mark, length = data[place + 1], struct.unpack_from(">H", data, place + 2)[0]
        if mark == 0xDA:
            return _ends_with_its_scan(data, place + 2 + length)
        if mark == 0xFE or (0xE0 < mark <= 0xEF and mark != 0xEE) or (mark in (0xE0, 0xEE) and length > 16):
            return False
        if mark in (0xC0, 0xC1, 0xC2) and max(struct.unpack_from(">HH", data, place + 5)) > LONG_SIDE:
            return False
        place += 2 + length
    return False


def _ends_with_its_scan(data: bytes, place: int) -> bool:
    """Whether the first mark after the scan's bytes is the end, and the file ends there."""
    while 0 <= (place := data.find(b"\xff", place)) < len(data) - 1:
        after = data[place + 1]
        if after != 0 and not 0xD0 <= after <= 0xD7:
            return after == 0xD9 and place + 2 == len(data)
        place += 2
    return False
