"""The list of documents of an item, as a steward keeps it: seen in its standard form, changed as a whole, a new version
from a day on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from counter.acts.catalogue.mending import changed_to
from counter.acts.catalogue.standardising import STEWARDS, own_department
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed as a_row
from counter.phrases.said import say
from counter.rules.document_list import MOST_DOCUMENTS, faults
from counter.rules.documents import NECESSITY_NAMES, Need
from counter.rules.identity import clean_text
from counter.rules.mapping import paper_code
from counter.store import catalogue as store
from counter.store import catalogue_writing, driver, search

KINDS = {
    "document": str,
    "name": str,
    "necessity": str,
    "group": str,
    "copies": int,
    "form": str,
    "tolerable": bool,
    "pledge": bool,
    "waive": str,
    "note": str,
}
"""What each part of a document is written as."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of the list. `when` maps questions to the answers under which it is asked for."""

    document: str
    name: str
    necessity: str
    group: str
    copies: int
    form: str
    tolerable: bool
    pledge: bool
    waive: str
    when: dict[str, list[str]]
    note: str

    def __str__(self) -> str:
        when = a_row(
            (
                say("{question}={answers}", question=question, answers=a_row(answers, "/"))
                for question, answers in self.when.items()
            ),
            "，",
        )
        words = [
            NECESSITY_NAMES[self.necessity] + (say("（{group}）", group=self.group) if self.group else ""),
            when,
            self.note,
        ]
        return say(
            "{name}（{document}）{words}",
            name=self.name,
            document=self.document,
            words=a_row((word for word in words if word), "，"),
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A situation that the item's guide asks: its answers as (code, name)."""

    code: str
    question: str
    answers: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return say(
            "情形 {code}：{question} {codes}",
            code=self.code,
            question=self.question,
            codes=a_row(say("{code} {name}", code=code, name=name) for code, name in self.answers),
        )


@dataclass(frozen=True, slots=True)
class DocumentList:
    """What `catalogue.set-papers` takes back, changed."""

    item: str
    name: str
    version: int
    documents: tuple[DocumentRow, ...]
    situations: tuple[Question, ...]

    def __str__(self) -> str:
        return a_row(
            [
                say("{name} 第 {version} 版", name=self.name, version=self.version),
                *(say("  {row}", row=row) for row in (*self.documents, *self.situations)),
            ],
            "\n",
        )


@query("catalogue.papers", by=STEWARDS, argument="code")
def papers(look: Look, code: str) -> DocumentList:
    """An item's list of documents in the standard form (given back to `catalogue set-papers`)."""
    row = _row(look, code)
    item = store.read_item_row(row, store.needs_of(look.db, row["code"], row["version"]))
    names = store.documents(look.db, (need.document for need in item.needs))
    return DocumentList(
        item.code,
        item.name,
        item.version,
        tuple(
            DocumentRow(
                n.document,
                names[n.document],
                n.necessity,
                n.group,
                n.copies,
                n.form,
                n.tolerable,
                n.pledge,
                n.waive,
                {question: list(answers) for question, answers in n.when.items()},
                n.note,
            )
            for n in item.needs
        ),
        tuple(
            Question(s.code, s.question, tuple((a.code, a.name) for a in s.answers))
            for s in store.read_situations(item.guide.get("situations", ()))
        ),
    )


def _row(work: Look | Work, code: str) -> driver.Row:
    row = store.version_on(work.db, "item", code, work.today)
    own_department(work.actor, row["department"])
    return row


@dataclass(frozen=True, slots=True)
class Listed:
    """The list as it is from the effective day on."""

    item: str
    version: int
    effective_on: date
    documents: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    waits: str = ""
    """How the change stands where it is not in force yet; then `version` is 0."""

    def __str__(self) -> str:
        changed = [
            say("{words} {names}", words=words, names=a_row(names))
            for words, names in ((say("加了"), self.added), (say("去掉"), self.removed))
            if names
        ]
        if self.waits:
            return say(
                "{item} {effective_on} 起 {documents} 份材料{words}：{waits}",
                item=self.item,
                effective_on=self.effective_on,
                documents=self.documents,
                words=a_row((say("，{words}", words=words) for words in changed), ""),
                waits=self.waits,
            )
        return say(
            "{item} 第 {version} 版，{effective_on} 起，{documents} 份材料{words}",
            item=self.item,
            version=self.version,
            effective_on=self.effective_on,
            documents=self.documents,
            words=a_row((say("，{words}", words=words) for words in changed), ""),
        )


@act("catalogue.set-papers", by=STEWARDS, argument="code")
def set_papers(
    work: Work,
    code: str,
    papers: dict[str, Any],
    version: int | None = None,
    effective: date | None = None,
    reason: str = "",
) -> Listed:
    """Change an item's list of documents: the whole list is handed in (documents, situations) and becomes a new
    version.
    """
    row = _row(work, code)
    if version is not None and version != row["version"]:
        raise Refusal(
            "item.version-not",
            say(
                "{name} 已是第 {version} 版，不是第 {seen} 版",
                name=row["name"],
                version=row["version"],
                seen=version,
            ),
            rule=say("改的是看过的清单"),
            next=say("请重新打开清单"),
        )
    before = store.read_item_row(row, store.needs_of(work.db, row["code"], row["version"]))
    situations = _situations(papers.get("situations", before.guide.get("situations", ())))
    needs = tuple(_need(work, before.code, entry) for entry in _entries(papers, "documents"))
    known = {each.document for each in needs} - set(store.documents_unknown(work.db, (each.document for each in needs)))
    if wrong := faults(needs, store.read_situations(situations), known):
        raise Refusal(
            "item.list-faults", a_row(wrong[:3], "；"), rule=say("材料清单入库前逐条检查"), next=say("请改正后再交")
        )
    if needs == before.needs and list(situations) == list(before.guide.get("situations", ())):
        raise Refusal(
            "item.list-not-changed", say("{before} 的材料清单没有变", before=before.name), next=say("不用再交")
        )
    changed = replace(before, needs=needs, guide={**before.guide, "situations": situations})
    done = changed_to(work, before, changed, "documents", effective, reason)
    names = store.documents(work.db, {need.document: None for need in (*before.needs, *needs)})
    old, new = {need.document for need in before.needs}, {need.document for need in needs}
    return Listed(
        before.code,
        done.version or 0,
        effective or work.today,
        len(needs),
        tuple(names[one] for one in names if one in new - old),
        tuple(names[one] for one in names if one in old - new),
        "" if done.version else say("第 {number} 号改动{state}", number=done.number, state=done.state_words),
    )


@act("catalogue.paper", by=STEWARDS, argument="code")
def paper(
    work: Work,
    code: str,
    document: str,
    necessity: str = "required",
    group: str = "",
    when: dict[str, Any] | None = None,
    note: str = "",
    remove: bool = False,
    effective: date | None = None,
    reason: str = "",
) -> Listed:
    """Add, change or take away (`remove`) a document of an item; a conditional one has its situation and answer in
    `when`.
    """
    listed = papers(Look(work.hall, work.db, work.now, work.today, work.actor), code)
    there = next((row for row in listed.documents if document in (row.document, row.name)), None)
    if remove and there is None:
        raise Refusal(
            "item.list-no",
            say("{listed} 的清单里没有 {document}", listed=listed.name, document=clean_text(document, limit=60)),
            next=Next.by("catalogue.papers", say("请看现在的清单"), code=code),
        )
    rows = [_as_entry(row) for row in listed.documents if row != there]
    if not remove:
        at = listed.documents.index(there) if there else len(rows)
        entry = {
            **(_as_entry(there) if there else {"document": document}),
            "necessity": necessity,
            "group": group,
            "when": when or {},
        }
        rows.insert(at, {**entry, **({"note": note} if note else {})})
    return set_papers(work, code, {"documents": rows}, None, effective, reason)


def _as_entry(row: DocumentRow) -> dict[str, Any]:
    return {
        name: getattr(row, name)
        for name in ("document", "necessity", "group", "copies", "form", "tolerable", "pledge", "waive", "when", "note")
    }


def _entries(given: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entries = given.get(name)
    if (
        not isinstance(entries, list)
        or not all(isinstance(entry, dict) for entry in entries)
        or len(entries) > MOST_DOCUMENTS
    ):
        raise Refusal(
            "item.list-not-written-right",
            say("清单里没有写对 {name}", name=name),
            rule=say("{name} 是一列表项，最多 {most_papers} 个", name=name, most_papers=MOST_DOCUMENTS),
            next=Next.by("catalogue.papers", say("请参照现有清单的样子")),
        )
    return entries


def _when(given: Any) -> dict[str, list[str]]:
    """A condition as it is kept. Raises TypeError or AttributeError for what is none."""
    kept = {
        question: [answers] if isinstance(answers, str) else list(answers)
        for question, answers in (given or {}).items()
    }
    if not all(isinstance(answer, str) for answers in kept.values() for answer in answers):
        raise TypeError("when")
    return kept


def _need(work: Work, item: str, entry: dict[str, Any]) -> Need:
    """One entry as a need; a document that the hall doesn't know by code or name is registered under its name."""
    try:
        if wrong := next((name for name, kind in KINDS.items() if not isinstance(entry.get(name, kind()), kind)), None):
            raise TypeError(wrong)
        need = store.read_need(
            {**entry, "when": _when(entry.get("when"))}, (entry.get("document") or entry["name"]).strip(), item
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refusal(
            "item.one-paper-list-not",
            say("清单里有一份材料写得不对（{error}）", error=error),
            rule=say("每份材料要有 document 或 name"),
            next=say("请改正后再交"),
        ) from error
    if not store.documents_unknown(work.db, (need.document,)):
        return need
    name = clean_text(need.document, what=say("材料名称"), limit=120, empty=False)
    same = [code for code, known in store.document_names(work.db).items() if search.fold(known) == search.fold(name)]
    if not same:
        catalogue_writing.put_document(work.db, paper_code(name), name)
    return replace(need, document=same[0] if same else paper_code(name))


def _situations(entries: Any) -> list[dict[str, Any]]:
    """Questions in the guide's form, whether they came from it or from `papers`."""
    found = []
    try:
        for entry in entries:
            answers = [
                {"code": a["code"], "name": a["name"]} if isinstance(a, dict) else {"code": a[0], "name": a[1]}
                for a in entry["answers"]
            ]
            cleaned = [
                {key: clean_text(str(value), limit=60, empty=False) for key, value in answer.items()}
                for answer in answers
            ]
            kept = {
                "code": clean_text(str(entry["code"]), limit=40, empty=False),
                "question": clean_text(str(entry["question"]), limit=120, empty=False),
            }
            found.append({**kept, "answers": cleaned, **({"when": _when(entry["when"])} if entry.get("when") else {})})
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise Refusal(
            "item.situation-not-written-right",
            say("情形写得不对（{error}）", error=error),
            rule=say("每个情形要有 code、question 和 answers"),
            next=say("请改正后再交"),
        ) from error
    return found
