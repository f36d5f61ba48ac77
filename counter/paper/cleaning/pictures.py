"""A photograph drawn again: upright, small, without what the camera noted of place and person. Runs in the bounded
process only.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from counter.cleaning.kinds import LARGEST_PICTURE, LONG_SIDE, Fault, Given
from counter.rules.filekind import FileKind

MOST_PIXELS = 64_000_000
"""Pixels of a picture that must be decoded whole."""

MOST_JPEG_PIXELS = 210_000_000
"""Pixels of a JPEG: it is decoded at a fraction of its size."""

_QUALITIES = (85, 75, 60, 45)
_FORMATS = {Given.JPEG: "JPEG", Given.PNG: "PNG", Given.WEBP: "WEBP", Given.HEIC: "HEIF"}


class Unclean(Exception):
    """A file that can't be made anew; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def prepare() -> None:
    """Load what reads the kinds of pictures, once."""
    from pi_heif import register_heif_opener

    register_heif_opener()
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # asked for below, kind by kind


def clean_picture(data: bytes, given: Given) -> tuple[FileKind, bytes]:
    """The same picture anew. Raises Unclean; whatever Pillow raises means that the file is broken."""
    with Image.open(BytesIO(data), formats=[_FORMATS[given]]) as opened:
        if not 0 < opened.width * opened.height <= (MOST_JPEG_PIXELS if given is Given.JPEG else MOST_PIXELS):
            raise Unclean(Fault.TOO_MANY_PIXELS)
        opened.draft(None, (LONG_SIDE, LONG_SIDE))
        turned = _turned(opened)
        flat = _flat(opened)
        flat.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        upright = flat.transpose(turned) if turned is not None else flat
        fresh = Image.new(upright.mode, upright.size)  # nothing that was noted beside the pixels comes along
        fresh.paste(upright)
    if given is Given.PNG and len(png := _saved(fresh, "PNG")) <= LARGEST_PICTURE:
        return FileKind.PNG, png
    for quality in _QUALITIES:
        jpeg = _saved(fresh, "JPEG", quality=quality)
        if len(jpeg) <= LARGEST_PICTURE:
            return FileKind.JPEG, jpeg
    raise Unclean(Fault.TOO_LARGE)


def _turned(opened: Image.Image) -> Image.Transpose | None:
    """How the camera was held; notes that can't be read turn nothing."""
    try:
        return _TURNS.get(opened.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 (whatever stands there: the picture itself may be whole)
        return None


_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _flat(opened: Image.Image) -> Image.Image:
    """In grey or in colours, on white where it is transparent."""
    if opened.has_transparency_data:
        drawn = opened.convert("RGBA")
        flat = Image.new("RGB", drawn.size, "white")
        flat.paste(drawn, mask=drawn.getchannel("A"))
        return flat
    return opened.convert("L" if opened.mode in ("1", "L") else "RGB")


def _saved(image: Image.Image, kind: str, **how: int) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()
