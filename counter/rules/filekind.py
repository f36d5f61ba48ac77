"""What a file is, by what is in it and not by its name: pictures, PDF, video, text. Whole ones only.

No picture library here: headers, lengths and end marks are enough to tell a picture from something called one, and to
see that it is whole.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from enum import StrEnum

from counter.phrases.said import mark, say


class FileKind(StrEnum):
    """Kinds that the counter keeps."""

    PNG = "png"
    JPEG = "jpeg"
    PDF = "pdf"
    MP4 = "mp4"
    TEXT = "text"


KIND_NAMES = {
    FileKind.PNG: mark("PNG 图片"),
    FileKind.JPEG: mark("JPEG 图片"),
    FileKind.PDF: mark("PDF 文件"),
    FileKind.MP4: mark("MP4 视频"),
    FileKind.TEXT: mark("文本"),
}

MOST_PIXELS = 200_000_000
"""Pixels of a picture; an A3 sheet at 600 dpi has 70 million."""

SMALLEST_PART = 256
"""Bytes that the parts of a picture have at least on the average, after the first thousand: walking through one that is
cut into crumbs would hold up everybody else for seconds.
"""

_NAMED_PICTURES = (".png", ".jpg", ".jpeg", ".jpe", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic")


def recognise(data: bytes, name: str) -> tuple[FileKind | None, str]:
    """The kind of a file, or None and what is wrong with it in one sentence. `name` only serves the words."""
    if not data:
        return None, say("文件是空的")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return (None, problem) if (problem := _png(data)) else (FileKind.PNG, "")
    if data.startswith(b"\xff\xd8\xff"):
        return (None, problem) if (problem := _jpeg(data)) else (FileKind.JPEG, "")
    if data.startswith(b"%PDF-"):
        return (FileKind.PDF, "") if b"%%EOF" in data[-2048:] else (None, say("PDF 文件不完整"))
    if data[4:8] == b"ftyp" and len(data) > 32:
        return (FileKind.MP4, "") if _boxes(data) else (None, say("视频文件不完整"))
    if name.lower().endswith(_NAMED_PICTURES):
        return None, say("文件名是图片，内容不是 PNG 或 JPEG 图片")
    if name.lower().endswith(".pdf"):
        return None, say("文件名是 PDF，内容不是")
    return (FileKind.TEXT, "") if _is_text(data) else (None, say("认不出文件的类型"))


def _parts(data: bytes) -> int:
    """So many parts are looked at in a file of this size."""
    return 1000 + len(data) // SMALLEST_PART


def _png(data: bytes) -> str:
    """Walk the chunks with their checks, from IHDR to IEND."""
    place, seen, left = 8, False, _parts(data)
    while place + 12 <= len(data):
        left -= 1
        if not left:
            return say("图片已损坏")
        length, kind = struct.unpack_from(">I4s", data, place)
        if place + 12 + length > len(data):
            return say("图片不完整")
        body = data[place + 8 : place + 8 + length]
        if zlib.crc32(kind + body) != struct.unpack_from(">I", data, place + 8 + length)[0]:
            return say("图片已损坏")
        if kind == b"IHDR":
            if length != 13:
                return say("图片已损坏")
            wide, high = struct.unpack_from(">II", body)
            if not 0 < wide * high <= MOST_PIXELS:
                return say("图片的尺寸过大或为零")
            seen = True
        if kind == b"IEND":
            return "" if seen else say("图片已损坏")
        place += 12 + length
    return say("图片不完整")


def whole_picture(data: bytes) -> bool:
    """Whether a JPEG or PNG is whole up to its end mark; telephones put a film or a second picture behind it."""
    return not (_png(data) if data.startswith(b"\x89") else _jpeg(data, len(data)))


def _jpeg(data: bytes, tail: int = 4096) -> str:
    """Walk the segments to the scan; the end mark must follow, at most so many bytes before the end."""
    place, sized, left = 2, False, _parts(data)
    while place + 4 <= len(data):
        left -= 1
        if not left:
            return say("图片已损坏")
        if data[place] != 0xFF:
            return say("图片已损坏")
        mark = data[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        length = struct.unpack_from(">H", data, place + 2)[0]
        if length < 2 or place + 2 + length > len(data):
            return say("图片不完整")
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC) and length >= 8:
            high, wide = struct.unpack_from(">HH", data, place + 5)
            if not 0 < wide * high <= MOST_PIXELS:
                return say("图片的尺寸过大或为零")
            sized = True
        if mark == 0xDA:
            return "" if sized and data.find(b"\xff\xd9", max(place, len(data) - tail)) >= 0 else say("图片不完整")
        place += 2 + length
    return say("图片不完整")


def _boxes(data: bytes) -> bool:
    """Top-level boxes of an MP4 that fill the file and hold a movie."""
    place, movie, left = 0, False, _parts(data)
    while place + 8 <= len(data):
        left -= 1
        if not left:
            return False
        length, kind = struct.unpack_from(">I4s", data, place)
        if length == 1 and place + 16 <= len(data):
            length = struct.unpack_from(">Q", data, place + 8)[0]
        elif length == 0:
            length = len(data) - place
        if length < 8:
            return False
        movie = movie or kind == b"moov"
        place += length
    return movie and place == len(data)


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f" for c in text)
    return False
