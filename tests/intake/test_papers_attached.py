"""Scans of papers: whole or not at all, known by what is in them, never overwritten, removal a mark."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from datetime import timedelta

import pytest

from counter.errors import Refusal
from counter.hall import files_in
from counter.hall.contents import put
from counter.rules.content import Picked
from tests.conftest import NOW, picked
from tests.intake.conftest import FOUNDER

CARD = "L2000016"


def png(width: int = 2, height: int = 2) -> bytes:
    """A whole grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"".join(b"\x00" + b"\x80" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    """A whole JPEG, made by a picture library."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def scan(tmp_path):
    """`scan("card.png", content)` is a file on the clerk's machine."""

    def written(name: str, data: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return written


def count(hall) -> tuple[int, int]:
    """Contents kept, attachments named."""
    return hall.files.execute("SELECT count(*) FROM file").fetchone()[0], hall.db.execute(
        "SELECT count(*) FROM attachment"
    ).fetchone()[0]


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("身份证.png", png, "png"),
        ("card.jpg", jpeg, "jpeg"),
        ("form.pdf", lambda: b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "pdf"),
        ("note.txt", lambda: "毕业证明\n第二行".encode(), "text"),
        ("old.txt", lambda: "毕业证明".encode("gb18030"), "text"),
    ],
)
def test_a_scan_is_kept_under_its_hash(hall, do, draft, scan, name, make, kind):
    data = make()
    got = do("case.attach", case=draft, document=CARD, **picked(hall, scan(name, data)))
    assert (got.kind, got.size, got.name, got.already_there) == (kind, len(data), name, False)
    assert got.sha256 == hashlib.sha256(data).hexdigest()
    assert bytes(hall.files.execute("SELECT bytes FROM file").fetchone()[0]) == data
    assert next(p.attachments for p in do("case.show", case=draft).papers if p.document == CARD) == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("card.png", png()[:-20], "不完整|损坏"),
        ("card.png", png().replace(b"IDAT", b"IDAX"), "损坏"),
        ("card.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 40, "图片"),
        ("card.jpg", b"MZ\x90\x00this is a program", "不是 PNG 或 JPEG"),
        ("form.pdf", b"%PDF-1.7\nhalf", "不完整"),
        ("empty.txt", b"", "空"),
        ("what.bin", b"\x00\x01\x02\x03" * 10, "认不出"),
        ("print.txt", b"abc\x1b@\x1dV\x00", "认不出"),
        ("huge.png", png(1, 1).replace(struct.pack(">II", 1, 1), struct.pack(">II", 60000, 60000), 1), "损坏|尺寸"),
    ],
)
def test_what_is_not_what_it_is_called_is_refused_and_nothing_kept(hall, do, draft, scan, name, data, said):
    with pytest.raises(Refusal, match=said):
        do("case.attach", case=draft, document=CARD, **picked(hall, scan(name, data)))
    assert count(hall) == (0, 0)


def test_a_two_gigabyte_file_is_refused_unread(hall, do, draft, tmp_path):
    path = tmp_path / "video.mp4"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(Refusal, match="过大"):
        do("case.attach", case=draft, document=CARD, **picked(hall, path))
    assert count(hall) == (0, 0)


@pytest.mark.parametrize("path", ["/nowhere/card.png", "/dev/zero", "/tmp", "card\x00.png", ""])
def test_a_path_that_is_no_file_is_refused(hall, do, draft, path):
    with pytest.raises(Refusal):
        do("case.attach", case=draft, document=CARD, **picked(hall, path))
    assert count(hall) == (0, 0)


def test_a_file_that_vanishes_while_it_is_read_leaves_nothing(hall, do, draft, scan, monkeypatch):
    path = scan("card.png", png())
    fstat = os.fstat

    def vanish(handle: int):
        if os.path.exists(path):
            os.unlink(path)
        return fstat(handle)

    monkeypatch.setattr(files_in.os, "fstat", vanish)
    with pytest.raises(Refusal, match="消失或改变"):
        do("case.attach", case=draft, document=CARD, **picked(hall, path))
    assert count(hall) == (0, 0)


def test_a_scan_still_being_written_is_not_taken_half(hall, do, draft, scan, monkeypatch):
    path = scan("card.png", png())
    fstat, calls = os.fstat, []

    def growing(handle: int):
        calls.append(handle)
        if len(calls) == 2:
            with open(path, "ab") as file:
                file.write(b"more")
        return fstat(handle)

    monkeypatch.setattr(files_in.os, "fstat", growing)
    with pytest.raises(Refusal, match="消失或改变"):
        do("case.attach", case=draft, document=CARD, **picked(hall, path))
    assert count(hall) == (0, 0)


def test_a_full_disk_keeps_nothing_and_says_so(hall, do, draft, scan):
    pages = hall.files.execute("PRAGMA page_count").fetchone()[0]
    hall.files.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Refusal, match="没有存上"):
        do("case.attach", case=draft, document=CARD, **picked(hall, scan("big.txt", b"a" * 500_000)))
    assert count(hall) == (0, 0)
    got = do("case.show", case=draft)
    assert got.version == 2 and all(p.attachments == 0 for p in got.papers)


def test_the_same_content_is_there_already(hall, do, draft, scan):
    do("case.attach", case=draft, document=CARD, **picked(hall, scan("a.png", png())))
    other = do("case.open", "c4", bundle="graduates", answers=FOUNDER).case
    again = do("case.attach", "c4", case=other, document=CARD, **picked(hall, scan("b.png", png())))
    assert again.already_there and "没有重复存放" in str(again) and count(hall) == (1, 2)
    with pytest.raises(Refusal, match="已经附过"):
        do("case.attach", case=draft, document=CARD, **picked(hall, scan("c.png", png())))
    by_hash = do("case.attach", "c4", case=other, document="L2000017", sha256=again.sha256, name="户口簿.png")
    assert by_hash.already_there and count(hall) == (1, 3)


def test_a_content_nobody_names_is_swept_after_its_hour_and_never_before(hall, do, people, draft, scan):
    put(hall, Picked("orphan.txt", b"orphan"))
    do("case.attach", case=draft, document=CARD, **picked(hall, scan("a.png", png())))
    assert do("hall.sweep-files", "admin") == 0
    hall.set_now(NOW + timedelta(hours=2))
    assert do("hall.sweep-files", "admin") == 1 and count(hall) == (1, 1)


def test_a_removed_scan_leaves_a_mark_and_its_neighbours(hall, do, draft, scan):
    do("case.field", case=draft, name="毕业学校", value="星城大学")
    first = do("case.attach", case=draft, document=CARD, **picked(hall, scan("a.png", png())))
    other = do("case.open", "c4", bundle="graduates", answers=FOUNDER).case
    do("case.attach", "c4", case=other, document=CARD, sha256=first.sha256, name="a.png")
    do("case.detach", case=draft, attachment=first.id, reason="扫错了人")
    (line,) = do("case.files", case=draft)
    assert "扫错了人" in line.removed and "c3" in line.removed
    assert do("case.show", case=draft).fields == {"毕业学校": "星城大学"}
    assert next(p.attachments for p in do("case.show", case=other).papers if p.document == CARD) == 1
    assert count(hall) == (1, 2)
    with pytest.raises(Refusal):
        do("case.detach", case=draft, attachment=first.id, reason="再去一次")


def test_a_scan_is_read_back_whole(hall, do, draft, scan):
    got = do("case.attach", case=draft, document=CARD, **picked(hall, scan("a.png", png())))
    read = do("case.file", case=draft, attachment=got.id)
    assert read.data == png() and (read.name, read.kind) == ("a.png", "png")


def test_a_video_stands_in_for_a_visit_only_where_an_item_says_so(hall, do, draft, scan):
    box = struct.pack(">I4s", 16, b"ftyp") + b"isom\x00\x00\x00\x00" + struct.pack(">I4s", 24, b"moov") + b"\x00" * 16
    remote = any(
        item["guide"] and '"remote":["' in item["guide"].replace(" ", "")
        for item in hall.db.execute(
            "SELECT i.guide FROM case_item c JOIN item i ON i.code = c.item AND i.version = c.version"
        )
    )
    if remote:
        assert (
            do(
                "case.attach", case=draft, document=CARD, **picked(hall, scan("room.mp4", box)), stands_for="site-visit"
            ).kind
            == "mp4"
        )
    alone = do(
        "case.open",
        items=(hall.db.execute("SELECT code FROM item WHERE guide NOT LIKE '%\"remote\"%' LIMIT 1").fetchone()[0],),
    ).case
    paper = do("case.show", case=alone).papers[0].document
    with pytest.raises(Refusal, match="踏勘"):
        do("case.attach", case=alone, document=paper, **picked(hall, scan("room2.mp4", box)), stands_for="site-visit")


def test_the_scanner_folder_offers_its_newest_first(hall, do, draft, tmp_path):
    folder = tmp_path / "scans"
    folder.mkdir()
    do("policy.set", "admin", name="intake.scan_folder", value=str(folder))
    (folder / "old.png").write_bytes(png())
    os.utime(folder / "old.png", (1, 1))
    (folder / "new.png").write_bytes(png(3, 3))
    assert [found.scan for found in do("case.scans")] == ["new.png", "old.png"]
