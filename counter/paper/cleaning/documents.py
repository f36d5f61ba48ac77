"""A PDF reduced to its pages: what is filled in becomes part of the page; scripts, attached files, actions, forms,
notes on the author and everything after the end are gone. Runs in the bounded process only.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from counter.cleaning.kinds import LARGEST_PDF, Fault
from counter.paper.cleaning.pictures import Unclean

MOST_PAGES = 100

_OF_A_PAGE = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group"}
_OF_THE_TREE = {"/Type", "/Parent", "/Kids", "/Count", "/Resources", "/MediaBox", "/CropBox", "/Rotate"}
_OF_THE_ROOT = {"/Type", "/Pages"}
_BESIDE_A_STREAM = (
    *("/F", "/FFilter", "/FDecodeParms", "/AF", "/Metadata", "/PieceInfo", "/OPI", "/Ref", "/Alternates"),
    *("/OC", "/StructParent", "/StructParents", "/LastModified", "/Measure", "/PtData"),
)
_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/URI", "/Rendition", "/Movie"),
    *("/Sound", "/RichMediaExecute", "/Named", "/Hide", "/SetOCGState", "/ResetForm", "/Trans", "/GoTo3DView"),
}
_ATTACHED = {"/Filespec", "/F", "/EmbeddedFile"}


def clean_document(data: bytes) -> bytes:
    """The same pages in a new file. Raises Unclean; whatever pikepdf raises besides means that the file is broken."""
    try:
        opened = Pdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        raise Unclean(Fault.LOCKED) from None
    with opened as pdf:
        if len(pdf.pages) > MOST_PAGES:
            raise Unclean(Fault.TOO_MANY_PAGES)
        if not len(pdf.pages):
            raise Unclean(Fault.BROKEN)
        _flatten(pdf)
        for page in pdf.pages:
            _keep(page.obj, _OF_A_PAGE)
            node, depth = page.obj.get("/Parent"), 0
            while isinstance(node, Dictionary) and depth < 100:
                _keep(node, _OF_THE_TREE)
                node, depth = node.get("/Parent"), depth + 1
        _keep(pdf.Root, _OF_THE_ROOT)
        for key in ("/Info", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        for one in pdf.objects:
            _bare(one)
        out = BytesIO()
        pdf.save(
            out,
            encryption=False,
            linearize=False,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    made = out.getvalue()
    if len(made) > LARGEST_PDF:
        raise Unclean(Fault.TOO_LARGE)
    with Pdf.open(BytesIO(made)) as again:
        if any(_is_live(one) for one in again.objects):
            raise Unclean(Fault.UNCLEAN)
    return made


def _flatten(pdf: Pdf) -> None:
    """What is written into fields and onto pages becomes part of the pages."""
    if not any("/Annots" in page.obj for page in pdf.pages):
        return
    if "/AcroForm" in pdf.Root:
        _draw_fields(pdf)
    pdf.flatten_annotations("screen")


def _draw_fields(pdf: Pdf) -> None:
    """Fields without a look get one. What draws them here knows Latin letters only: where other words were filled in,
    each must have the look that the reader's program gave it. Raises Unclean where one has none.
    """
    fields = [
        one for page in pdf.pages for one in (page.obj.get("/Annots") or ()) if one.get("/Subtype") == Name.Widget
    ]
    others = [one for one in fields if not str(one.get("/V", "")).isascii()]
    if not others:
        pdf.generate_appearance_streams()
        return
    if any("/N" not in (one.get("/AP") or {}) for one in others):
        raise Unclean(Fault.UNCLEAN)
    form = pdf.Root.AcroForm
    if "/NeedAppearances" in form:
        del form["/NeedAppearances"]


def _keep(one: Object, keys: set[str]) -> None:
    for key in list(one.keys()):
        if key not in keys:
            del one[key]


def _bare(one: Object) -> None:
    """Take away what hangs beside a stream or among resources without being drawn."""
    if isinstance(one, Stream):
        for key in _BESIDE_A_STREAM:
            if key in one:
                del one[key]
        if one.get("/Filter") == Name.DCTDecode:
            raw = one.read_raw_bytes()
            if (stripped := without_notes(raw)) != raw:
                how = one.get("/DecodeParms")
                parts = how if isinstance(how, (Dictionary, Array)) else None
                one.write(stripped, filter=Name.DCTDecode, decode_parms=parts)
    resources = one.get("/Resources") if isinstance(one, (Dictionary, Stream)) else None
    if isinstance(resources, Dictionary) and "/Properties" in resources:
        del resources["/Properties"]


def _is_live(one: Object, depth: int = 0) -> bool:
    """Whether anything acts, or carries a file."""
    if depth > 40:
        return True
    if isinstance(one, Array):
        return any(_is_live(part, depth + 1) for part in one if not part_is_elsewhere(part))
    if not isinstance(one, (Dictionary, Stream)):
        return False
    kind, acts = one.get("/Type"), one.get("/S")
    if (isinstance(kind, Name) and str(kind) in _ATTACHED) or (isinstance(acts, Name) and str(acts) in _ACTIONS):
        return True
    if isinstance(one, Stream) and one.get("/Subtype") == Name.PS:
        return True
    if any(isinstance(one.get(key), (pikepdf.String, Stream)) for key in ("/JS", "/XFA")) or "/EF" in one:
        return True
    return any(_is_live(part, depth + 1) for _, part in one.items() if not part_is_elsewhere(part))


def part_is_elsewhere(part: object) -> bool:
    """An object of its own, looked at by itself."""
    return not isinstance(part, Object) or part.is_indirect


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without what cameras note in it (place, device, words); its colours stay."""
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        mark = jpeg[place + 1]
        if not (mark == 0xFE or (0xE1 <= mark <= 0xEF and mark not in (0xE2, 0xEE))):
            kept.append(jpeg[place:end])
        place = max(end, place + 2)
    return b"".join(kept) + jpeg[place:]
