"""Writing the catalogue out: CSV and XLSX that a spreadsheet can open safely, and a static site of guides without
script.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from counter.acts.catalogue.guides import Guide
from counter.errors import Refusal
from counter.hall.files_out import FOR_READERS, folder_of_pages, new_file
from counter.hall.grounds import Grounds
from counter.phrases.said import say
from counter.rules import own_table
from counter.rules.cells import harmless

MOST_IN_XLSX = 32_767
"""Characters of one cell of a workbook."""


def _table(guides: Iterable[Guide]) -> tuple[tuple[str, ...], list[list[str]]]:
    """The head and the rows of the hall's own table."""
    entries = [json.loads(guide.standard) for guide in guides]
    head = own_table.head_of(entries)
    return head, [[own_table.text_of(column, entry.get(column)) for column in head] for entry in entries]


def write_csv(path: Path, guides: Iterable[Guide], grounds: Grounds) -> int:
    """UTF-8 with a mark, so that office programs read the Han; returns the number of rows."""
    head, rows = _table(guides)
    with new_file(path, grounds, rights=FOR_READERS) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(head)
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        text.detach()
    return len(rows)


def write_json(path: Path, guides: Iterable[Guide], grounds: Grounds) -> int:
    """One list of objects, each item with everything it has."""
    entries = [json.loads(guide.standard) for guide in guides]
    with new_file(path, grounds, rights=FOR_READERS) as file:
        file.write((json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode())
    return len(entries)


def write_toml(path: Path, guides: Iterable[Guide], grounds: Grounds) -> int:
    """Tables of [[items]] as data/items has them."""
    entries = [json.loads(guide.standard) for guide in guides]
    with new_file(path, grounds, rights=FOR_READERS) as file:
        file.write(own_table.toml_of(entries).encode())
    return len(entries)


def write_xlsx(path: Path, guides: Iterable[Guide], grounds: Grounds) -> int:
    """One sheet; every cell is text, so codes keep their digits and nothing is run."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("事项")
    head, rows = _table(guides)
    sheet.append(list(head))
    for row in rows:
        cells = []
        for column, text in zip(head, row, strict=True):
            if len(text) > MOST_IN_XLSX:
                raise Refusal(
                    "catalogue.cell-too-long-for-xlsx",
                    say(
                        "{code} 的 {column} 有 {count} 个字符，XLSX 放不下", code=row[0], column=column, count=len(text)
                    ),
                    rule=say("XLSX 一格最多 {most} 个字符，导出的不截断", most=MOST_IN_XLSX),
                    next=say("请导出成 .csv、.json 或 .toml"),
                )
            cell = WriteOnlyCell(sheet)
            cell._value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", text), "s"
            cells.append(cell)
        sheet.append(cells)
    with new_file(path, grounds, rights=FOR_READERS) as file:
        book.save(file)
    return len(rows)


_PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport"
    content="width=device-width"><title>{title}</title>
<style>body{{font:1rem/1.7 sans-serif;max-width:46rem;margin:0
    auto;padding:1rem;color:#222}}h1{{font-size:1.4rem}}h2{{font-size:1.1rem;margin-top:1.6rem}}
dt{{font-weight:bold;margin-top:.6rem}}dd{{margin:0;white-space:pre-line}}a{{color:#0645ad}}li{{margin:.2rem
    0}}small{{color:#666}}</style></head>
<body>{body}</body></html>
"""


def write_site(folder: Path, hall: str, guides: Iterable[Guide], grounds: Grounds) -> int:
    """A folder of pages: index.html by department, one page an item, laws.html with what rests on each article."""
    by_department: dict[str, list[Guide]] = {}
    by_law: dict[str, list[Guide]] = {}
    count = 0
    with folder_of_pages(folder, grounds, new=True) as pages:
        for guide in guides:
            by_department.setdefault(guide.department_name, []).append(guide)
            for _, law in guide.bases:
                by_law.setdefault(law, []).append(guide)
            pages.write(file_of(guide.code), _page(guide.name, _guide_page(guide)))
            count += 1
        front = f'<h1>{_e(hall)}办事指南</h1><p><a href="laws.html">按法律依据查</a></p>'
        pages.write("index.html", _page(f"{hall}办事指南", front + _lists(by_department)))
        laws = '<h1>法律依据</h1><p><a href="index.html">按部门查</a></p>'
        pages.write("laws.html", _page("法律依据", laws + _lists(by_law)))
    return count


def file_of(code: str) -> str:
    """The page of an item: its code where that is a safe file name, else made from it."""
    safe = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}", code)
    return f"item-{code if safe else hashlib.blake2b(code.encode(), digest_size=8).hexdigest()}.html"


def _e(text: object) -> str:
    return html.escape(str(text))


def _lists(groups: dict[str, list[Guide]]) -> str:
    return "".join(
        f"<h2>{_e(name)}</h2><ul>"
        + "".join(f'<li><a href="{file_of(g.code)}">{_e(g.name)}</a></li>' for g in guides)
        + "</ul>"
        for name, guides in sorted(groups.items())
    )


def _guide_page(guide: Guide) -> str:
    facts = "".join(f"<dt>{_e(name)}</dt><dd>{_e(words)}</dd>" for _, name, words in guide.elements)
    papers = "".join(f"<li>{_e(paper)}</li>" for paper in guide.papers)
    laws = "".join(f"<li>{_e(law)}</li>" for _, law in guide.bases)
    asked = "".join(f"<li>{_e(question)} {_e(answers)}</li>" for question, answers in guide.situations)
    parts = [
        (
            f"<p><a href=index.html>全部事项</a></p><h1>{_e(guide.name)}</h1><p>{_e(guide.department_name)}，"
            f"{_e(guide.kind)}</p>"
        )
    ]
    parts += [
        f"<h2>要带的材料</h2><ol>{papers}</ol>" if papers else "",
        f"<h2>办理时会问</h2><ul>{asked}</ul>" if asked else "",
    ]
    parts += [f"<h2>指南</h2><dl>{facts}</dl>", f"<h2>设定依据</h2><ul>{laws}</ul>" if laws else ""]
    return "".join(parts) + f"<p><small>第 {guide.version} 版，{guide.effective_on} 起</small></p>"


def _page(title: str, body: str) -> bytes:
    return _PAGE.format(title=_e(title), body=body).encode()


WRITERS: Mapping[str, Callable[[Path, Iterable[Guide], Grounds], int]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".json": write_json,
    ".toml": write_toml,
}
"""What a file's name asks for."""
