"""Photographs and PDF from home: taken as they come, made small, upright and clean; what can't be is named, and the
form is still there.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from counter.acts.inbox.seals import inbox_key
from counter.acts.inbox.taking_in import listed, read_file, take_in
from counter.cleaning.cleaner import Cleaner, of_this_process, renamed
from counter.cleaning.kinds import LONG_SIDE, Fault, is_bare
from counter.rules import numbers
from counter.rules.filekind import FileKind, recognise
from counter.site import send
from counter.store import inbox
from tests.site.serving import REVIEW
from tests.site.test_hostile_visitors import accepted, clerk, png, received, send_files

__all__ = ["accepted", "clerk", "received"]
HEIC = (Path(__file__).parent.parent / "data" / "photos" / "turned.heic").read_bytes()
FIELD = "L1000005"


def notes(turned: int = 6) -> Image.Exif:
    """What a camera writes beside a picture: how it was held, and where."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, "Telephone"
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 13.0, 41.0), 3: "E", 4: (112.0, 56.0, 20.0)})
    return exif


def held_sideways(kind: str, size=(320, 240), **more) -> bytes:
    """A photograph that is red at the top when it is looked at; the camera saw that side at the left."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, exif=notes(), **more)
    return out.getvalue()


def twelve_megabytes() -> bytes:
    image = Image.frombytes("L", (4032, 3024), os.urandom(4032 * 3024))
    image.paste(255, (0, 0, 2016, 3024))
    out = io.BytesIO()
    Image.merge("RGB", (image, image, image.point(lambda grey: 255 - grey // 2))).save(
        out, "JPEG", quality=91, exif=notes()
    )
    return out.getvalue() + b"\0\0\0\x18ftypmp42" + os.urandom(6_000_000)


def upright(data: bytes) -> bool:
    with Image.open(io.BytesIO(data)) as image:
        wide, high = image.size
        top, bottom = (image.convert("RGB").getpixel((wide // 2, at)) for at in (high // 8, high * 7 // 8))
        return high > wide and top[0] > 200 and sum(top) < sum(bottom) - 200


async def test_photographs_arrive_small_upright_and_without_their_place(hall, people, phone):
    sent = [
        (FIELD, "IMG_0001.HEIC", HEIC, "image/heic"),
        (FIELD, "b.webp", held_sideways("WEBP"), "image/webp"),
        (FIELD, "c.jpg", held_sideways("JPEG") + b"a film behind the picture" * 500, "image/jpeg"),
        (FIELD, "d.png", held_sideways("PNG"), "image/png"),
        (FIELD, "PXL_2026.jpg", big := twelve_megabytes(), "image/jpeg"),
    ]
    assert len(big) > 11_000_000
    answer = await send_files(phone, REVIEW, sent, words="够吗")
    assert answer.status_code == 200, answer.text
    assert [one.state for one in take_in(hall)] == ["taken"]
    (entry,) = hall.ask(listed, people["c3"])
    assert [file.name for file in entry.files] == ["IMG_0001.jpg", "b.jpg", "c.jpg", "d.png", "PXL_2026.jpg"]
    for place, file in enumerate(entry.files, 1):
        data = hall.ask(read_file, people["c3"], entry=entry.id, position=place).data
        assert is_bare(data, FileKind(file.kind)) and recognise(data, file.name)[0] == file.kind
        assert b"Telephone" not in data and b"Exif" not in data and b"film" not in data and len(data) < 1_600_000
        with Image.open(io.BytesIO(data)) as image:
            assert max(image.size) <= LONG_SIDE and not image.getexif() and image.size[0] < image.size[1]
        assert file.name == "PXL_2026.jpg" or upright(data), file.name


async def test_after_an_error_the_form_keeps_the_words_and_names_the_files(hall, phone):
    locked = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="x", user="x"))
    bad = [
        (FIELD, "好的.png", png(9, 9), "image/png"),
        ("L2000016", "证.pdf", locked.getvalue(), "application/pdf"),
        ("L2000016", "<b>.gif", b"GIF89a" + b"\0" * 50, "image/gif"),
    ]
    answer = await send_files(phone, REVIEW, bad, words="请看背面 </textarea><b>")
    text = answer.text
    assert answer.status_code == 400 and 'role="alert"' in text
    assert "<strong>证.pdf</strong> 有密码" in text and "<strong>&lt;b&gt;.gif</strong> 不是完整的照片" in text
    assert "请重新选择：好的.png" in text and "请重新选择：证.pdf、&lt;b&gt;.gif" in text
    assert "请看背面 &lt;/textarea&gt;&lt;b&gt;</textarea>" in text and 'href="/guides/startup-subsidy"' in text
    for files, status, why in (
        ([(FIELD, f"{n}.png", png(9, 9), "image/png") for n in range(7)], 413, "<strong>6.png</strong> 放不下了"),
        ([(FIELD, "大.jpg", b"\xff\xd8\xff" + b"\0" * 17_000_000, "image/jpeg")], 413, "<strong>大.jpg</strong> 超过"),
        ([(FIELD, f"{n}.jpg", b"\xff\xd8\xff" + b"\0" * 14_000_000, "x/y") for n in "甲乙"], 413, "乙.jpg</strong> 放"),
        ([], 400, "没有收到文件"),
    ):
        answer = await send_files(phone, REVIEW, files or [("none", "", b"", "x/y")], words="请看背面")
        assert answer.status_code == status and why in answer.text and "请看背面</textarea>" in answer.text, why
    phone.app.site.sends.most = 0
    answer = await send_files(phone, REVIEW, bad[:1], words="请看背面")
    assert answer.status_code == 429 and "请看背面</textarea>" in answer.text and "请重新选择：好的.png" in answer.text
    assert not (hall.directory / "inbox" / "inbox.db").exists()


def live_pdf() -> bytes:
    """A form that was filled in, with all that a PDF can carry besides."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 300))
        photo = pikepdf.Stream(pdf, held_sideways("JPEG"))
        photo.Type, photo.Subtype, photo.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
        photo.Width, photo.Height, photo.BitsPerComponent = 320, 240, 8
        photo.ColorSpace = pikepdf.Name.DeviceRGB
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=photo))
        page.obj.Contents = pikepdf.Stream(pdf, b"q 100 0 0 100 0 0 cm /A Do Q")
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        look = pikepdf.Stream(pdf, b"0 0 1 rg 0 0 50 20 re f % filled-in")
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 50, 20]
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V="filled-in",
                Rect=[10, 200, 60, 220], F=4, AP=pikepdf.Dictionary(N=look), AA=pikepdf.Dictionary(K=action),
            )
        )  # fmt: skip
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
        page.obj.Annots = pikepdf.Array([field, pdf.make_indirect(link)])
        page.obj.AA = pikepdf.Dictionary(O=action)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        pdf.Root.OpenAction = action
        pdf.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), action]))
        )
        pdf.attachments["virus.exe"] = b"MZ hidden"
        pdf.docinfo["/Author"] = "Somebody"
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue() + b"\nPK\x03\x04 a tail\n%%EOF\n"


def test_of_a_pdf_only_its_pages_are_left():
    data = live_pdf()
    made = of_this_process.clean(data)
    assert made.kind is FileKind.PDF, made.fault
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert len(pdf.pages) == 1 and set(pdf.Root.keys()) == {"/Type", "/Pages"} and "/Info" not in pdf.trailer
        (page,) = pdf.pages
        assert set(page.obj.keys()) <= {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox"}
        streams = [one.read_bytes() if "/Filter" not in one or one.Filter != "/DCTDecode" else one.read_raw_bytes()
                   for one in pdf.objects if isinstance(one, pikepdf.Stream)]  # fmt: skip
        assert any(b"filled-in" in one for one in streams), "what was filled in stays on the page"
        assert any(one.startswith(b"\xff\xd8") and b"Telephone" not in one for one in streams)
        text = b"".join(one.unparse(resolved=False) for one in pdf.objects) + b"".join(streams)
    for word in (b"app.alert", b"cmd.exe", b"virus", b"hidden", b"Somebody", b"Launch", b"JavaScript", b"Telephone"):
        assert word in data or word == b"Launch"
        assert word not in text and word not in made.data, word
    assert b"a tail" not in made.data and of_this_process.clean(made.data).kind is FileKind.PDF


def test_chinese_words_in_a_form_stay_as_they_look_or_the_file_is_not_taken():
    for drawn in (True, False):
        with pikepdf.new() as pdf:
            page = pdf.add_blank_page(page_size=(300, 300))
            look = pikepdf.Stream(pdf, b"0 0 1 rg 0 0 50 20 re f % own look")
            look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 50, 20]
            field = pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V="张三",
                    Rect=[10, 200, 60, 220], F=4, DA="/Helv 10 Tf",
                )
            )  # fmt: skip
            if drawn:
                field.AP = pikepdf.Dictionary(N=look)
            page.obj.Annots = pikepdf.Array([field])
            pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), NeedAppearances=True)
            out = io.BytesIO()
            pdf.save(out)
        made = of_this_process.clean(out.getvalue())
        assert made.fault is (None if drawn else Fault.UNCLEAN)
        if drawn:
            with pikepdf.open(io.BytesIO(made.data)) as pdf:
                assert any(b"own look" in one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream))


def test_what_can_not_be_made_clean_is_not_taken():
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        script = pikepdf.Stream(pdf, b"(%pipe%sh) (w) file")
        script.Type, script.Subtype = pikepdf.Name.XObject, pikepdf.Name.PS
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=script))
        postscript = io.BytesIO()
        pdf.save(postscript)
    whole = held_sideways("JPEG")
    for data, fault in (
        (postscript.getvalue(), Fault.UNCLEAN),
        (b"%PDF-1.7\nnothing\n%%EOF\n", Fault.BROKEN),
        (png(12_000, 12_000), Fault.TOO_MANY_PIXELS),
        (whole[:700] + whole[-2:], Fault.WRONG_KIND),
        (HEIC[:-400], Fault.BROKEN),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 40, Fault.BROKEN),
        (b"GIF89a" + b"\0" * 50, Fault.WRONG_KIND),
    ):
        assert of_this_process.clean(data).fault is fault, (data[:20], fault)


def test_a_cleaner_that_dies_costs_one_file_and_no_more():
    cleaner = Cleaner()
    try:
        assert cleaner.clean(png(9, 9)).kind is FileKind.PNG
        cleaner._beside.kill()
        assert {cleaner.clean(png(9, 9)).kind for _ in range(2)} <= {FileKind.PNG, None}
        assert cleaner.clean(png(9, 9)).kind is FileKind.PNG
    finally:
        cleaner.close()


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("IMG_1.HEIC", FileKind.JPEG, "IMG_1.jpg"),
        ("a.JPEG", FileKind.JPEG, "a.JPEG"),
        ("证件", FileKind.PDF, "证件.pdf"),
        (".heic", FileKind.JPEG, ".heic.jpg"),
        ("x" * 120, FileKind.PNG, "x" * 115 + ".png"),
        ("", FileKind.PNG, ""),
    ],
)
def test_a_file_is_called_by_what_it_has_become(name, kind, shown):
    assert renamed(name, kind) == shown


def test_the_hall_does_not_take_the_sites_word_for_it(hall, people, accepted):
    code = accepted[1]
    box = inbox.connect(hall.directory / "inbox" / "inbox.db")
    for number, data in enumerate((held_sideways("JPEG"), live_pdf(), b"%PDF-1.7\nnothing\n%%EOF\n")):
        files = [{"name": "证.pdf", "document": ""}]
        sealed = send.seal(inbox_key(hall), {"code": code, "words": "", "files": files}, [data])
        inbox.add(box, inbox.Entry(f"{number}" * 64, number, "supplement", numbers.code_hash(code), sealed))
    box.close()
    taken = take_in(hall)
    assert [one.state for one in taken] == ["taken", "taken", "refused"] and "证.pdf：打不开" in taken[2].words
    for entry in hall.ask(listed, people["c3"]):
        data = hall.ask(read_file, people["c3"], entry=entry.id, position=1).data
        assert not any(word in data for word in (b"Telephone", b"app.alert", b"virus.exe", b"a tail"))
