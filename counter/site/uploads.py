"""Reading a form with photographs: bounded in number, size and time, never decoded. What is too much is dropped as it
comes, so that the answer can keep what was typed and name the files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from counter.cleaning.kinds import LARGEST_FILE, Fault
from counter.site.limits import LARGEST_SEND, MOST_DRAINED, Held, read
from counter.site.send import MOST_FILES, readable

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 128
FIELD = "field."
"""Before the name of a field of the item's form, as its part is called."""
LONGEST_FIELD = 8_000
WORDS = "words"


@dataclass
class Sent:
    """One file as it came, or why it was dropped."""

    document: str
    name: str
    data: bytes = b""
    fault: Fault | None = None


@dataclass
class Upload:
    """What came: the message, and the files in the order of the form."""

    words: str = ""
    files: list[Sent] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    """What was filled in of the item's form, as it was typed."""

    def again(self) -> dict[str, list[str]]:
        """Document -> names of the files that were chosen for it: a browser forgets them."""
        chosen: dict[str, list[str]] = {}
        for one in self.files:
            chosen.setdefault(one.document, []).append(one.name)
        return chosen


@dataclass
class _Part:
    name: str = ""
    file_name: str = ""
    held: BytesIO = field(default_factory=BytesIO)
    came: int = 0
    fault: Fault | None = None


class _Form:
    """Collects the parts of a form as the parser finds them; `most` bytes are kept in all."""

    def __init__(self, documents: set[str], most: int) -> None:
        self.parts: list[_Part] = []
        self.documents, self.most = documents, most
        self.kept = 0
        self._name = b""
        self._value = b""

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self.begin,
            "on_header_field": self.name,
            "on_header_value": self.value,
            "on_header_end": self.header,
            "on_headers_finished": lambda: None,
            "on_part_data": self.data,
            "on_part_end": lambda: None,
            "on_end": lambda: None,
        }

    def begin(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise ValueError("too many parts")
        self.parts.append(_Part())

    def name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header(self) -> None:
        if self._name.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            part = self.parts[-1]
            part.name = options.get(b"name", b"").decode("utf-8", "replace")
            part.file_name = options.get(b"filename", b"").decode("utf-8", "replace")[:120]
        self._name = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        part, size = self.parts[-1], end - start
        first, part.came = not part.came, part.came + size
        if part.fault is not None:
            return
        if part.name == WORDS or part.name.startswith(FIELD):
            if part.came <= LONGEST_FIELD:
                part.held.write(data[start:end])
        elif part.name in self.documents and size:
            files = sum(1 for one in self.parts if one.came and one.name in self.documents)
            if first and files > MOST_FILES:
                part.fault = Fault.TOO_MANY
            elif part.came > LARGEST_FILE:
                part.fault = Fault.TOO_LARGE
            elif self.kept + size > self.most:
                part.fault = Fault.TOO_MUCH
            else:
                part.held.write(data[start:end])
                self.kept += size
                return
            self.kept -= part.held.tell()
            part.held = BytesIO()


async def read_upload(request: Request, documents: set[str], mine: Held, most: int | None = None) -> Upload:
    """The message, and the files whose field names a document that is asked for. Of what is no form of ours, as much as
    was understood. Raises TooLarge, Crowded.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    form = _Form(documents, LARGEST_SEND if most is None else most)
    understood = kind == b"multipart/form-data" and 0 < len(boundary) <= 200
    parser = MultipartParser(boundary if understood else b"x", form.callbacks())

    def take(piece: bytes) -> int:
        nonlocal understood
        if understood:
            try:
                parser.write(piece)
            except (FormParserError, ValueError, LookupError):
                understood = False
        return form.kept

    await read(request, MOST_DRAINED, mine, take)
    if understood:
        try:
            parser.finalize()
        except (FormParserError, ValueError, LookupError):
            understood = False
    said = next((part.held.getvalue() for part in form.parts if part.name == WORDS), b"")
    found = Upload(readable(said.decode("utf-8", "replace")))
    for part in form.parts:
        if part.name.startswith(FIELD) and (value := readable(part.held.getvalue().decode("utf-8", "replace")).strip()):
            name = part.name[len(FIELD) :]  # several boxes of one field are one value, as the window keeps it
            found.fields[name] = f"{found.fields[name]}、{value}" if name in found.fields else value
    chosen = [part for part in form.parts if part.name in documents and part.came]
    if understood:
        found.files = [Sent(one.name, one.file_name, one.held.getvalue(), one.fault) for one in chosen]
    return found


def too_much(sizes: Counter[int], most: int) -> int | None:
    """Which of several files (place -> bytes) is too much: the largest, where all together are more than `most`."""
    return max(sizes, key=lambda place: sizes[place]) if sizes.total() > most else None
