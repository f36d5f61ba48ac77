"""Reading a form with photographs: bounded in number, size and time, judged by content, never decoded."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from counter.site.limits import LARGEST_SEND, read_body
from counter.site.send import MOST_FILES, check_file, readable

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 64


@dataclass
class Upload:
    """What came: contents, what the sender says of each, a message; or `problem`, the kind of answer to give."""

    words: str = ""
    contents: list[bytes] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)
    problem: str = ""


class _Parts:
    """Collects the parts of a form as the parser finds them."""

    def __init__(self) -> None:
        self.parts: list[tuple[dict[bytes, bytes], bytes, BytesIO]] = []
        self._name = b""
        self._value = b""
        self._headers: dict[bytes, bytes] = {}

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
        self._headers = {}
        self.parts.append(({}, b"", BytesIO()))

    def name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header(self) -> None:
        if self._name.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self.parts[-1] = (options, self._value, self.parts[-1][2])
        self._name = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1][2].write(data[start:end])


async def read_upload(request: Request, documents: set[str]) -> Upload:
    """The files whose field names a document that is asked for. Raises TooLarge, Crowded."""
    body = await read_body(request, LARGEST_SEND)
    return await run_in_threadpool(_sort_out, body, request.headers.get("content-type", ""), documents)


def _sort_out(body: bytes, content_type: str, documents: set[str]) -> Upload:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        return Upload(problem="nothing-sent")
    parts = _Parts()
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError, LookupError):
        return Upload(problem="nothing-sent")
    found = Upload()
    for told, _, held in parts.parts:
        name, data = told.get(b"name", b"").decode("utf-8", "replace"), held.getvalue()
        if name == "words":
            found.words = readable(data.decode("utf-8", "replace"))
        elif name in documents and data:
            file_name = told.get(b"filename", b"").decode("utf-8", "replace")[:120]
            if problem := check_file(data, file_name):
                return Upload(problem={"send.too_large": "too-large", "send.wrong_kind": "wrong-kind"}[problem])
            found.contents.append(data)
            found.told.append({"name": file_name, "document": name})
    if len(found.contents) > MOST_FILES:
        return Upload(problem="too-large")
    return found if found.contents else Upload(problem="nothing-sent")
