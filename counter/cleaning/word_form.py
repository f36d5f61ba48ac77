"""A department's own form as a Word document (DOCX), made anew before anybody at home opens it: its text, its fields to
fill in and its pictures stay; macros, links out of it, fields that fetch or run something, foreign objects, comments
and the names of who wrote it don't. What isn't known to be harmless is not taken along.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.filekind import FileKind, recognise

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 1_000_000
"""Bytes of one form, as it comes and as it is kept."""
MOST_UNPACKED = 8_000_000
MOST_PARTS = 300

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_KEPT = frozenset(
    {
        _MAIN,
        *(f"{_PLAIN}{part}+xml" for part in ("styles", "settings", "fontTable", "numbering", "header", "footer")),
        *(f"{_PLAIN}{part}+xml" for part in ("footnotes", "endnotes")),
        "application/vnd.openxmlformats-officedocument.theme+xml",
    }
)
"""Kinds of parts that are taken along; pictures beside them."""
_PICTURES = {"image/png": FileKind.PNG, "image/jpeg": FileKind.JPEG, "image/jpg": FileKind.JPEG}
_DROPPED = frozenset(
    {
        *("object", "control", "altChunk", "subDoc", "attachedTemplate", "attachedSchema", "saveThroughXslt"),
        *("mailMerge", "docVars", "dataBinding", "entryMacro", "exitMacro"),
        *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
    }
)
"""Elements of the text that lead out of it, run something or are somebody's remarks."""
_FIELDS = frozenset(
    {
        *("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "DATE", "TIME", "SYMBOL"),
        *("PAGE", "NUMPAGES", "SECTIONPAGES", "SEQ", "REF", "PAGEREF", "TOC"),
    }
)
"""Fields that only show or ask something."""


class NotClean(Exception):
    """The document can't be taken; its words say why."""


def clean_form(data: bytes, name: str) -> bytes:
    """The document anew. Raises Refusal with what is wrong with it."""
    try:
        return _anew(data, name)
    except NotClean as error:
        raise Refusal(
            "form.not-taken",
            say("{name} 不能作表格：{why}", name=verbatim(name), why=error.args[0]),
            rule=say("表格收不含宏的 DOCX 文档，最大 1 MB"),
            next=say("请用文字处理软件另存为 DOCX 再试"),
        ) from error


def _anew(data: bytes, name: str) -> bytes:
    from lxml import etree

    if len(data) > LARGEST:
        raise NotClean(say("超过 1 MB"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotClean(say("是旧的 DOC 或加了密码的文档"))
    if name.lower().endswith((".docm", ".dotm")):
        raise NotClean(say("是带宏的文档"))
    try:
        parts = _parts(data)
        document = _Document(parts)
        made = document.kept()
        made = {one: document.cleaned(one, content) for one, content in made.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise NotClean(say("不是完好的 DOCX")) from error
    except (etree.LxmlError, KeyError, ValueError, RecursionError) as error:
        raise NotClean(say("里面的内容不完好")) from error
    packed = _packed(document, made)
    if len(packed) > LARGEST:
        raise NotClean(say("超过 1 MB"))
    return packed


def _parts(data: bytes) -> dict[str, bytes]:
    """Every part by its name, unpacked no further than the limit."""
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MOST_PARTS:
            raise NotClean(say("里面的部分太多"))
        for member in members:
            if member.is_dir():
                continue
            name = "/" + member.filename.lstrip("/")
            with archive.open(member) as stream:
                content = stream.read(left + 1)
            left -= len(content)
            if left < 0:
                raise NotClean(say("解开以后太大"))
            if name in found:
                raise NotClean(say("里面有两个同名的部分"))
            found[name] = content
    return found


def _read(content: bytes) -> Any:
    """One part as a tree: nothing from elsewhere, no declarations of its own."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise NotClean(say("里面有不该有的声明"))
    return root


class _Document:
    """The parts of a document, what kind each is of, and which lead to which."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        if "/[Content_Types].xml" not in parts:
            raise NotClean(say("不是 DOCX 文档"))
        types = _read(parts["/[Content_Types].xml"])
        self.overrides = {one.get("PartName"): one.get("ContentType") for one in types.iter(f"{{{_TYPES}}}Override")}
        self.defaults = {
            str(one.get("Extension")).lower(): one.get("ContentType") for one in types.iter(f"{{{_TYPES}}}Default")
        }
        if any("macroEnabled" in str(kind) for kind in self.overrides.values()):
            raise NotClean(say("是带宏的文档"))
        mains = [
            target for _, kind, target in self._leads("/") if kind.endswith("/officeDocument") and target in self.parts
        ]
        self.main = next((one for one in mains if self.kind(one) == _MAIN), "")
        if not self.main:
            raise NotClean(say("不是 DOCX 文档"))
        self.links: dict[str, dict[str, tuple[str, str]]] = {}
        """Part -> the links that it keeps: id -> (kind, the other part)."""

    def kind(self, part: str) -> str:
        """The content type that a part says it is of."""
        return str(self.overrides.get(part) or self.defaults.get(part.rpartition(".")[2].lower(), ""))

    def _leads(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part leads to within the document: (id, kind, part)."""
        folder, name = posixpath.split(part)
        rels = self.parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        for one in _read(rels).iter(f"{{{_RELS}}}Relationship") if rels is not None else ():
            if str(one.get("TargetMode", "")).lower() != "external":
                target = posixpath.normpath(posixpath.join(folder, str(one.get("Target", ""))))
                yield str(one.get("Id")), str(one.get("Type")), target

    def kept(self) -> dict[str, bytes]:
        """The parts that go along: what the text leads to and is known to be harmless."""
        found, waiting = {}, [self.main]
        while waiting:
            part = waiting.pop()
            found[part] = self.parts[part]
            self.links[part] = {}
            if not self._is_text(part):
                continue
            for id, kind, target in self._leads(part):
                if target in self.parts and self._harmless(target):
                    self.links[part][id] = (kind, target)
                    if target not in found:
                        waiting.append(target)
        return found

    def _is_text(self, part: str) -> bool:
        return self.kind(part) in _KEPT

    def _harmless(self, part: str) -> bool:
        kind = self.kind(part)
        if kind in _PICTURES:
            return recognise(self.parts[part], part)[0] is _PICTURES[kind]
        return kind in _KEPT and kind != _MAIN

    def cleaned(self, part: str, content: bytes) -> bytes:
        """A part without what leads out of the document."""
        from lxml import etree

        if not self._is_text(part):
            return content
        if b"purl.oclc.org/ooxml" in content:
            raise NotClean(say("是另一种写法（严格 Open XML）的文档"))
        root = _read(content)
        _quiet_fields(root)
        for one in list(root.iter(etree.ProcessingInstruction)):
            one.getparent().remove(one)
        for one in list(root.iter(etree.Element)):
            self._clean_element(one, self.links[part])
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))

    @staticmethod
    def _clean_element(one: Any, links: dict[str, tuple[str, str]]) -> None:
        from lxml import etree

        space, local = etree.QName(one).namespace, etree.QName(one).localname
        parent = one.getparent()
        if parent is not None and ((space == _WORD and local in _DROPPED) or local == "OLEObject"):
            _take_out(parent, one)
            return
        for name in list(one.attrib):
            named = etree.QName(name)
            if named.namespace == _LINKS and one.get(name) not in links:
                if space == _WORD and local == "hyperlink":  # its words stay
                    del one.attrib[name]
                elif parent is not None:
                    _take_out(parent, one)
                    return
            elif named.localname == "author":  # it has to be there
                one.set(name, "")
            elif named.localname in ("src", "href", "relid", "initials", "userId"):
                del one.attrib[name]


def _take_out(parent: Any, one: Any) -> None:
    """An element with all in it; what stands behind it stays."""
    if one.tail:
        before = one.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + one.tail
        else:
            parent.text = (parent.text or "") + one.tail
    parent.remove(one)


def _quiet_fields(root: Any) -> None:
    """Fields that do more than show or ask something do nothing any more; what they showed last stays.

    A field's words may be cut into pieces, so they are judged together; one whose words come out of another field says
    what it does only when it is too late, so it does nothing.
    """
    within: list[_Field] = []
    for one in root.iter(f"{{{_WORD}}}fldChar", f"{{{_WORD}}}instrText", f"{{{_WORD}}}fldSimple"):
        local = one.tag.rpartition("}")[2]
        if local == "fldSimple":
            if not _harmless_field(one.get(f"{{{_WORD}}}instr", "")):
                one.set(f"{{{_WORD}}}instr", "")
        elif local == "instrText":
            if within:
                within[-1].pieces.append(one)
            else:
                one.text = ""
        else:
            kind = one.get(f"{{{_WORD}}}fldCharType")
            if kind == "begin":
                nested = bool(within) and within[-1].coming
                if nested:
                    within[-1].mixed = True
                within.append(_Field(mixed=nested))
            elif within and kind == "separate":
                within[-1].coming = False
            elif within and kind == "end":
                within.pop().judge()
    for left in within:
        left.judge()


@dataclass
class _Field:
    """A field that is open: the pieces of its words, whether they still come, whether others are mixed with them."""

    pieces: list[Any] = field(default_factory=list)
    coming: bool = True
    mixed: bool = False

    def judge(self) -> None:
        if self.mixed or not _harmless_field("".join(one.text or "" for one in self.pieces)):
            for one in self.pieces:
                one.text = ""


def _harmless_field(words: str) -> bool:
    first = re.match(r"\s*([A-Za-z]+)(?![A-Za-z=])", words)
    return not words.strip() or (first is not None and first[1].upper() in _FIELDS)


def _packed(document: _Document, made: dict[str, bytes]) -> bytes:
    """The document as a file: the same one for the same content, whenever it is made."""
    from lxml import etree

    types = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
    etree.SubElement(types, f"{{{_TYPES}}}Default", Extension="rels", ContentType=f"{_RELS_TYPE}")
    for part in sorted(made):
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=part, ContentType=document.kind(part))
    files = {"[Content_Types].xml": types, "_rels/.rels": _rels({"rId1": (f"{_LINKS}/officeDocument", document.main)})}
    for part, links in document.links.items():
        if links:
            folder, name = posixpath.split(part)
            files[posixpath.join(folder, "_rels", f"{name}.rels").lstrip("/")] = _rels(links)
    whole = {
        name: bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
        for name, tree in files.items()
    } | {part.lstrip("/"): content for part, content in sorted(made.items())}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in whole.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, 9)
    return held.getvalue()


_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def _rels(links: dict[str, tuple[str, str]]) -> Any:
    from lxml import etree

    root = etree.Element(f"{{{_RELS}}}Relationships", nsmap={None: _RELS})
    for id, (kind, target) in sorted(links.items()):
        etree.SubElement(root, f"{{{_RELS}}}Relationship", Id=id, Type=kind, Target=target)
    return root
