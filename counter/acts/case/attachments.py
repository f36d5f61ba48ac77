"""Pictures, PDF and texts of papers: into files.db under their hash first, then named by the act; removal is a mark."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from counter.acts.case import full_set
from counter.acts.case.opening import AT_THE_COUNTER
from counter.acts.case.restoring import Before, keep
from counter.acts.case.step import editable, name_of, noted
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.hall.contents import put
from counter.hall.files_in import list_scans, read_scan
from counter.hall.reach import own_documents
from counter.phrases.said import listed, say, verbatim
from counter.rules.access import Role
from counter.rules.content import Content, Stored
from counter.rules.filekind import KIND_NAMES, FileKind
from counter.rules.identity import clean_text
from counter.rules.letters import visible
from counter.store import cases, driver, files

GRACE_MS = 3_600_000
"""A content that nothing refers to is swept after so long (its act may still be under way)."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file attached to a paper of a case."""

    case: str
    id: int
    document: str
    sha256: str
    name: str
    kind: str
    size: int
    already_there: bool
    version: int

    def __str__(self) -> str:
        said = say("内容与已存的相同，没有重复存放") if self.already_there else say("已存放")
        return say(
            "{case} 附上 {name}（{kind}，{size} 字节），{said}",
            case=self.case,
            name=verbatim(self.name),
            kind=KIND_NAMES[FileKind(self.kind)],
            size=f"{self.size:,}",
            said=said,
        )


@act("case.attach", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def attach(
    work: Work,
    case: str,
    document: str,
    scan: str = "",
    sha256: str = "",
    name: str = "",
    stands_for: str = "",
    version: int | None = None,
) -> Attached:
    """Attach a file (a scan of the scan folder, or a content that is in the hall already) to one paper of a case.

    `stands_for="site-visit"`: it stands in for a visit, where one of the items that ask for the paper allows so.
    """
    row = editable(work, case, version)
    full = full_set.read(work, row)
    serves = full.one(document).serves
    if stands_for and (
        stands_for != "site-visit" or not any(item.guide.get("remote") for item in full.items if item.code in serves)
    ):
        raise Refusal(
            "case.no-item-paper-takes",
            say("用这份材料的事项没有公布可以用影像代替现场踏勘"),
            rule=say("只有事项写明可以时，影像才能代替踏勘"),
            next=Next.by("case.attach", say("请按一般附件附上"), case=case, document=document),
        )
    if scan:
        folder = work.hall.policy.intake.scan_folder
        picked = read_scan(work.hall.directory, folder, work.actor.window, scan, work.hall.grounds)
        stored = put(work.hall, picked)
    else:
        kept = files.facts(work.hall.files, sha256)
        if kept is None:
            raise Refusal(
                "case.hall-no-such-content",
                say("大厅里没有这个内容"),
                rule=say("附件要先存放后引用"),
                next=Next.by("case.scans", say("请从扫描件里选，或选本机的文件")),
            )
        stored = Stored(
            sha256, clean_text(name, what=say("文件名"), limit=120) or sha256[:12], kept["kind"], kept["size"], False
        )
    known = cases.names_content(work.db, stored.sha256)
    try:
        attachment = cases.attach(
            work.db,
            row["id"],
            document,
            stored.sha256,
            stored.name,
            stored.kind,
            stored.size,
            work.now,
            work.actor.staff,
            stands_for,
        )
    except driver.IntegrityError:
        raise Refusal(
            "case.paper-same-file-already",
            say("这份材料已经附过同样内容的文件（{stored}）", stored=verbatim(stored.name)),
            rule=say("同一份材料不重复附相同内容"),
            next=say("请核对是不是选错了文件"),
        ) from None
    was = Before(row, mark=("added", attachment))
    row = noted(work, row, say("附件 {document}", document=verbatim(full.names[document])), "", stored.name)
    keep(work, was, row)
    work.facts.update(document=document, sha256=stored.sha256, size=stored.size)
    return Attached(
        name_of(row),
        attachment,
        document,
        stored.sha256,
        stored.name,
        stored.kind,
        stored.size,
        known,
        row["version"],
    )


@act("case.detach", by=AT_THE_COUNTER, argument="case", undo="act.undo")
def detach(work: Work, case: str, attachment: int, reason: str, version: int | None = None) -> None:
    """Take an attachment off a paper: a mark with who, when and why; the form's data and other cases stay
    as they are.
    """
    row = editable(work, case, version)
    reason = clean_text(reason, what=say("理由"), limit=200, empty=False)
    if not cases.detach(work.db, row["id"], attachment, work.now, work.actor.staff, reason):
        raise Refusal(
            "case.no-file-number",
            say("{name} 没有编号 {attachment} 的附件", name=name_of(row), attachment=attachment),
            next=Next.by("case.files", say("请查看现有附件"), case=case),
        )
    keep(
        work,
        Before(row, mark=("removed", attachment)),
        noted(work, row, say("去掉附件 {attachment}", attachment=verbatim(attachment)), "", reason),
    )
    work.facts.update(attachment=attachment)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One attachment; a removed one says who, when and why."""

    id: int
    document: str
    name: str
    kind: str
    size: int
    sha256: str
    at: int
    stands_for: str
    removed: str

    def __str__(self) -> str:
        return say(
            "{id} {document} {name} {size} 字节{removed}",
            id=self.id,
            document=verbatim(self.document),
            name=self.name,
            size=f"{self.size:,}",
            removed=(say("（已去掉：{removed}）", removed=verbatim(self.removed)) if self.removed else ""),
        )


@query("case.files", argument="case")
def list_files(look: Look, case: str) -> tuple[FileLine, ...]:
    """The attachments of a case, removed ones too."""
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    own = own_documents(look.db, look.actor, row["id"])
    return tuple(
        FileLine(
            a["id"],
            a["document"],
            a["name"],
            a["kind"],
            a["size"],
            a["sha256"],
            a["at"],
            a["stands_for"],
            listed((a["removed_by"], verbatim(a["removed_why"])), " ") if a["removed_at"] is not None else "",
        )
        for a in cases.attachments(look.db, row["id"])
        if own is None or a["document"] in own
    )


@query("case.file", argument="case")
def read_file(look: Look, case: str, attachment: int) -> Content:
    """The content of an attachment; the terminal of who asks writes it out or draws it."""
    row = cases.find(look.db, case)
    look.log(person=row["person"], case=row["id"])
    own = own_documents(look.db, look.actor, row["id"])
    found = next(
        (
            a
            for a in cases.attachments(look.db, row["id"])
            if a["id"] == attachment and (own is None or a["document"] in own)
        ),
        None,
    )
    data = files.read(look.hall.files, found["sha256"]) if found is not None else None
    if found is None or data is None or hashlib.sha256(data).hexdigest() != found["sha256"]:
        raise Refusal(
            "case.no-file-number-content",
            say("{name} 没有编号 {attachment} 的附件，或内容已损坏", name=name_of(row), attachment=attachment),
            next=Next.by("case.files", say("请查看现有附件"), case=case),
        )
    return Content(found["name"], found["kind"], data)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A file in the scanner's folder, newest first. `scan` is how the act that attaches it names it."""

    scan: str
    size: int
    at: int

    def __str__(self) -> str:
        return say("{name} {size} 字节", name=verbatim(visible(self.scan)), size=f"{self.size:,}")


@query("case.scans", by=AT_THE_COUNTER)
def scans(look: Look, limit: int = 8) -> tuple[Scanned, ...]:
    """What the scanner has put into this window's folder (policy `[intake] scan_folder`, `{window}` in it is the
    number).
    """
    folder = look.hall.policy.intake.scan_folder
    found = list_scans(look.hall.directory, folder, look.actor.window, look.hall.grounds)
    return tuple(Scanned(one.name, one.size, one.at) for one in found[: max(1, limit)])


@act("hall.sweep-files", by=(Role.ADMINISTRATOR,))
def sweep(work: Work) -> int:
    """Remove contents that no act refers to, an hour after they came; returns how many."""
    known = cases.hashes(work.db)
    orphans = [sha256 for sha256 in files.older_than(work.hall.files, work.now - GRACE_MS) if sha256 not in known]
    work.about("hall:files", swept=len(orphans))
    return files.drop(work.hall.files, orphans)
